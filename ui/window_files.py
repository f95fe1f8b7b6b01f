"""What the window does with files: workbooks in and out, pictures, checking, resetting."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from PySide6.QtCore import QObject

from ui.modal import sure
from ui.work import Job
from workbench.messages import _, n_

if TYPE_CHECKING:
    from ui.check_dialog import Checking
    from ui.window import Window
    from workbench.exchange.planning import Plan

_WORKBOOKS = ".xlsx"


class Files(QObject):
    """Long work goes to the window's worker; each job ends in the status line or a dialog."""

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self._window = window
        self._casebook = window.casebook
        self._plan: Plan | None = None
        self._checking: Checking | None = None
        self._path = Path()

    def _start(
        self, words: str, what: Callable[[Any], Any], done: Callable[[Any], None], *, writes: bool
    ) -> Job:
        job = self._window.work.start(what)
        job.finished.connect(done)
        job.failed.connect(self._failed)
        job.cancelled.connect(self._cancelled)
        self._window.busy.watch(job, words)
        if writes:
            self._window.allow_writing(False)
        return job

    def _over(self) -> None:
        self._window.allow_writing(True)

    def _failed(self, error: object) -> None:
        self._over()
        self._window.show_failure(error)

    def _cancelled(self) -> None:
        self._over()
        self._window.say(_("Cancelled. Nothing was changed."))

    # -- casebooks -------------------------------------------------------------------------------

    def quit(self) -> None:
        """Close the window, and with it the program."""
        self._window.close()

    def close_casebook(self) -> None:
        """Leave this casebook for the start page."""
        self._window.leave_wanted.emit()

    def new_casebook(self) -> None:
        """Make another casebook."""
        self._window.new_wanted.emit()

    def open_casebook(self) -> None:
        """Open another casebook."""
        self._window.open_wanted.emit(None)

    # -- workbooks in ----------------------------------------------------------------------------

    def import_workbook(self) -> None:
        """Choose a workbook, see what taking it would do, take it."""
        from PySide6.QtWidgets import QFileDialog

        path, _kind = QFileDialog.getOpenFileName(
            self._window, _("Import a workbook"), "",
            _("Workbooks (*.xlsx *.xlsm)"),
        )  # fmt: skip
        if path:
            self.plan_import(Path(path))

    def plan_import(self, path: Path) -> None:
        """Read the workbook, in the worker."""
        from workbench import exchange

        self._path = path
        casebook = self._casebook
        self._start(
            _("Reading {name}", name=path.name),
            lambda progress: exchange.plan(casebook, path, progress),
            self._planned, writes=False,
        )  # fmt: skip

    def _planned(self, plan: object) -> None:
        from ui.window_dialogs import ImportDialog

        self._plan = cast("Plan", plan)
        dialog = ImportDialog(self._plan, self._path.name, self._window)
        dialog.accepted.connect(self._take)
        self._window.open_dialog(dialog)

    def _take(self) -> None:
        from ui.window_dialogs import ImportDialog
        from workbench import exchange

        dialog, plan, casebook = self.sender(), self._plan, self._casebook
        assert isinstance(dialog, ImportDialog) and plan is not None
        on_conflict = dialog.on_conflict.currentData()
        self._start(
            _("Importing {name}", name=self._path.name),
            self._window.beside.first(
                "import", lambda told: exchange.take(casebook, plan, on_conflict, told)
            ),
            self._taken, writes=True,
        )  # fmt: skip

    def _taken(self, done: Any) -> None:
        self._over()
        self._plan = None
        if done.change_set is None:
            self._window.say(_("Everything was as it is here: nothing was changed."))
            return
        told = _(
            "Imported {name}: {created} new, {updated} changed, {deleted} deleted.",
            name=self._path.name, created=done.created, updated=done.updated, deleted=done.deleted,
        )  # fmt: skip
        if done.rejected:
            told += " " + n_("{n} row rejected.", "{n} rows rejected.", done.rejected)
        self._window.say(told, undo=True)

    # -- workbooks out ---------------------------------------------------------------------------

    def export_workbook(self) -> None:
        """Choose a file and write the casebook to it."""
        from PySide6.QtWidgets import QFileDialog

        suggested = str(self._casebook.path.with_suffix(_WORKBOOKS).name)
        path, _kind = QFileDialog.getSaveFileName(
            self._window, _("Export a workbook"), suggested, _("Workbooks (*.xlsx)")
        )
        if path:
            chosen = Path(path)
            self.export_to(chosen if chosen.suffix else chosen.with_suffix(_WORKBOOKS))

    def export_to(self, path: Path) -> None:
        """Write the casebook to this workbook, in the worker."""
        from workbench import exchange

        self._path = path
        casebook = self._casebook
        self._start(
            _("Exporting {name}", name=path.name),
            lambda progress: exchange.export(casebook, path, progress),
            self._exported, writes=False,
        )  # fmt: skip

    def _exported(self, exported: Any) -> None:
        n = sum(exported.sheets.values())
        rows = n_("{n} row", "{n} rows", n)
        self._window.say(_("Exported {rows} to {name}.", rows=rows, name=self._path.name))

    # -- pictures, check, sample -----------------------------------------------------------------

    def save_picture(self) -> None:
        """Save the picture that is shown, timeline or relationships, as PNG or SVG."""
        from PySide6.QtWidgets import QFileDialog

        pane = self._window.views.picture_pane()
        if pane is None:
            self._window.say(_("Timeline and Relationships can be saved as pictures."))
            return
        name = f"{self._casebook.name} {self._window.views.picture_title().lower()}.png"
        path, _kind = QFileDialog.getSaveFileName(
            self._window, _("Save picture"), name, _("Pictures (*.png *.svg)")
        )
        if path:
            with self._window.showing_refusals():
                self.picture_to(Path(path))

    def picture_to(self, path: Path) -> None:
        """Save the picture that is shown to this file. `Refused` where it can't be."""
        from workbench.when import from_date, wording

        pane = self._window.views.picture_pane()
        if pane is not None:
            title = f"{self._casebook.name}: {self._window.views.picture_title()}"
            as_of = wording(from_date(self._casebook.today))
            pane.save(path, title, as_of)
            self._window.say(_("Saved {name}.", name=path.name))

    def check_record(self) -> None:
        """Look the whole record over for faults."""
        from ui.check_dialog import Checking

        if self._checking is None:
            self._checking = Checking(self._window)
        self._checking.check()

    def reset_sample(self) -> None:
        """Make the sample what it first was, once it is said that all that was done to it goes."""
        from PySide6.QtWidgets import QMessageBox

        wanted = sure(
            self._window,
            _("Reset the sample"),
            _("Reset the sample to its first state?"),
            _("Everything that was done to it goes, and can't be undone."),
            _("Reset"),
            QMessageBox.Icon.NoIcon,
        )
        if wanted:
            self._window.reset_wanted.emit()
