"""Duplicates in the window: found and merged beside it, each merge with a backup before it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from ui.duplicates_dialog import DuplicatesDialog
from workbench.duplicates import Found, Pair
from workbench.messages import Refused, _

if TYPE_CHECKING:
    from ui.window import Window
    from workbench.merging import Choice


class Duplicates(QObject):
    """Finds duplicates and merges in the window's worker, and shows what comes of it."""

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self._window = window
        self._casebook = window.casebook
        self._dialog: DuplicatesDialog | None = None
        self._gone = ""

    def find(self) -> None:
        """Look through all stakeholders, then show the pairs."""
        from workbench.duplicates import find

        casebook = self._casebook
        job = self._window.work.start(lambda told: find(casebook, told))
        job.finished.connect(self.show_found)
        job.failed.connect(self._window.show_failure)
        job.cancelled.connect(self._stopped)
        self._window.busy.watch(job, _("Looking for duplicates"))

    def show_pair(self, pair: Pair) -> None:
        """Show the two that somebody chose."""
        self._show(Found((pair,)), chosen=True)

    def show_found(self, found: object) -> None:
        """Show these pairs."""
        assert isinstance(found, Found)
        self._show(found)

    def _show(self, found: Found, chosen: bool = False) -> None:
        dialog = DuplicatesDialog(self._casebook, found, self._window, chosen)
        dialog.merge_wanted.connect(self._merge)
        dialog.undo_wanted.connect(self._undo)
        dialog.open_wanted.connect(lambda uid: self._window.go("stakeholder", uid))
        dialog.finished.connect(self._closed)
        self._dialog = dialog
        self._window.open_dialog(dialog)

    def _closed(self) -> None:
        self._dialog = None

    def _stopped(self) -> None:
        self._window.say(_("Cancelled. Nothing was changed."))

    def _merge(self, kept: str, gone: str, choices: dict[str, Choice]) -> None:
        from workbench.merging import merge

        casebook = self._casebook
        self._gone = gone
        self._window.allow_writing(False)
        job = self._window.work.start(
            self._window.beside.first("merge", lambda _told: merge(casebook, kept, gone, choices))
        )
        job.finished.connect(self._merged)
        job.failed.connect(self._failed)
        job.cancelled.connect(self._cancelled)
        self._window.busy.watch(job, _("Merging"))

    def _merged(self, done: object) -> None:
        from workbench.merging import Merged

        assert isinstance(done, Merged)
        self._window.allow_writing(True)
        if self._dialog is None:
            return
        if self._dialog.chosen:
            self._dialog.accept()
            self._window.go("stakeholder", done.uid)
        else:
            self._dialog.merged(done, self._gone)

    def _failed(self, error: object) -> None:
        self._window.allow_writing(True)
        if self._dialog is not None and isinstance(error, Refused):
            self._dialog.refused(error)
        else:
            if self._dialog is not None:
                self._dialog.refused()
            self._window.show_failure(error)

    def _cancelled(self) -> None:
        self._window.allow_writing(True)
        if self._dialog is not None:
            self._dialog.refused()

    def _undo(self, number: int) -> None:
        try:
            self._casebook.undo_one(number)
        except Refused as refused:
            if self._dialog is not None:
                self._dialog.refused(refused)
            return
        if self._dialog is not None:
            self._dialog.undone()
