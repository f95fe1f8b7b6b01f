"""What the window does with files: workbooks in and out, pictures, checking, resetting."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from ui.import_drop import ENDINGS
from ui.modal import sure
from workbench.messages import _

if TYPE_CHECKING:
    from ui.check_dialog import Checking
    from ui.window import Window


class Files(QObject):
    """What the menu's commands on files do; long work goes to the window's worker."""

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self._window = window
        self._casebook = window.casebook
        self._checking: Checking | None = None

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

        endings = " ".join(f"*{ending}" for ending in ENDINGS)
        path, _kind = QFileDialog.getOpenFileName(
            self._window, _("Import a workbook"), "",
            _("Workbooks ({endings})", endings=endings),
        )  # fmt: skip
        if path:
            self.plan_import(Path(path))

    def plan_import(self, path: Path) -> None:
        """Read the workbook, in the worker, and show what is in it."""
        from ui.import_flow import Importing

        Importing.of(self._window).open_file(path)

    def paste(self) -> None:
        """Take rows that were copied in a spreadsheet; a field's own text where one is typed in."""
        from ui.import_flow import paste

        paste(self._window)

    # -- workbooks out ---------------------------------------------------------------------------

    def export_workbook(self) -> None:
        """Choose what goes, in which form, under which ceiling; then a file, and write it."""
        from ui.export_flow import Exporting

        Exporting.of(self._window).begin()

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
