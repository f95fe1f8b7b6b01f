"""An import in the window, from the file or the pasted cells to what the status line says of it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from PySide6.QtCore import QMimeData, QObject
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from ui.forms.controls import HiddenLine
from ui.forms.frame import Dialog, SubmitKeys
from ui.forms.notes import Note
from ui.import_drop import can_be_dropped
from ui.modal import accepted, passing
from workbench.messages import _, n_

if TYPE_CHECKING:
    from ui.import_dialog import ImportDialog
    from ui.window import Window
    from workbench.exchange.foreign import Opened


class Importing(QObject):
    """Begins imports. One stands open at a time; it is modal to the window."""

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self.setObjectName("importing")
        self._window = window
        self._path = Path()
        self._password: str | None = None
        self.dialog: ImportDialog | None = None

    @classmethod
    def of(cls, window: Window) -> Importing:
        """The window's own."""
        found = window.findChild(QObject, "importing")
        return cls(window) if found is None else cast(Importing, found)

    # -- beginning ---------------------------------------------------------------------------

    def open_file(self, path: Path, password: str | None = None) -> None:
        """Read a workbook, in the worker, and show what is in it."""
        if self._waits():
            return
        self._path, self._password = path, password
        casebook = self._window.casebook

        def work(told: Any) -> tuple[Opened, Any]:
            # Imported here: what reads workbooks takes long to load, and nothing waits for it.
            from workbench import exchange
            from workbench.exchange import foreign, room

            opened = foreign.open_workbook(path, password, told, room.for_casebook(casebook))
            if not opened.ours:
                return opened, None
            sheets, opened.sheets = opened.sheets, []  # the dialog needs none of them
            return opened, exchange.plan(casebook, path, told, sheets=sheets)

        self._start(_("Reading {name}", name=path.name), work)

    def paste(self, text: str, kind: str) -> None:
        """Take cells that were copied in a spreadsheet; `kind` is what their rows seem to be."""
        if self._waits():
            return
        self._password = None

        def work(told: Any) -> tuple[Opened, Any]:
            from workbench.exchange import foreign
            from workbench.exchange.pasted import pasted

            return foreign.open_cells(pasted(text), kind, told), None

        self._start(_("Reading the cells"), work)

    def _waits(self) -> bool:
        """Whether nothing can be imported now; says so."""
        window = self._window
        if window.casebook.read_only:
            window.say(_("Read-only: {why}.", why=window.casebook.why_read_only))
        elif not window.writable:
            window.say(_("The record is being written. Wait for it, or cancel it."))
        else:
            return self.dialog is not None
        return True

    def _start(self, words: str, what: Callable[[Any], Any]) -> None:
        job = self._window.work.start(what)
        job.finished.connect(self._opened)
        job.failed.connect(self._failed)
        job.cancelled.connect(self._cancelled)
        self._window.busy.watch(job, words)

    def _opened(self, found: object) -> None:
        from ui.import_dialog import ImportDialog

        if self.dialog is not None:
            return
        assert isinstance(found, tuple)
        opened, plan = found
        self.dialog = ImportDialog(self._window, opened, plan)
        self.dialog.password = self._password
        self.dialog.taken.connect(self._taken)
        self.dialog.finished.connect(self._closed)
        self._window.open_dialog(self.dialog)

    def _failed(self, error: object) -> None:
        from workbench.exchange.passworded import PasswordWanted

        if not isinstance(error, PasswordWanted):
            self._window.show_failure(error)
            return
        wrong = str(error) if self._password is not None else ""
        with passing(PasswordDialog(self._path.name, wrong, self._window)) as dialog:
            if not accepted(dialog):
                return
            password = dialog.line.text()
        self.open_file(self._path, password)

    def _cancelled(self) -> None:
        self._window.say(_("Cancelled. Nothing was changed."))

    # -- its end -----------------------------------------------------------------------------

    def _closed(self) -> None:
        self.dialog = None
        self._password = None

    def _taken(self, done: Any) -> None:
        """Say what was done, with its way back."""
        assert self.dialog is not None
        name = self.dialog.name
        self._window.saved.heard_from_elsewhere()  # views may have come along
        if done.change_set is None:
            self._window.say(_("Everything was as it is here: nothing was changed."))
            return
        told = _(
            "Imported {name}: {created} new, {updated} changed, {deleted} deleted.",
            name=name, created=done.created, updated=done.updated, deleted=done.deleted,
        )  # fmt: skip
        if done.rejected:
            told += " " + n_("{n} row rejected.", "{n} rows rejected.", done.rejected)
        self._window.say(told, undo=True)


class PasswordDialog(Dialog):
    """Asks for a workbook's password. It is kept only while the workbook is being imported."""

    def __init__(self, name: str, wrong: str, parent: QWidget | None = None) -> None:
        super().__init__(_("Password of the workbook"), parent)
        self.words(_("{name} is protected by a password.", name=name))
        self.line = HiddenLine(_("Password"), self)
        self.words(_("Its password:"))
        self.column.addWidget(self.line)
        self.caps = Note(self)
        self.line.caps.connect(lambda on: self.caps.say(_("Caps Lock is on.") if on else ""))
        self.column.addWidget(self.caps)
        self.problem = Note(self)
        self.column.addWidget(self.problem)
        if wrong:
            self.problem.warn(wrong)
        self.finish(_("Open"), self.accept)
        SubmitKeys(self, self.accept)
        self.line.returnPressed.connect(self.accept)
        self.line.setFocus()

    def accept(self) -> None:
        """Only with a password."""
        if self.line.text():
            super().accept()


def paste(window: Window) -> None:
    """Take what is on the clipboard: cells for the table that is open, or a workbook's file.

    Where text is being typed it goes there, as it does by the key.
    """
    focus = QApplication.focusWidget()
    if isinstance(focus, QLineEdit) and not focus.isReadOnly():
        focus.paste()
        return
    data: QMimeData | None = QGuiApplication.clipboard().mimeData()
    paths = can_be_dropped(data)
    if paths:
        Importing.of(window).open_file(paths[0])
        return
    text = data.text() if data is not None and data.hasText() else ""
    table = window.views.table()
    if "\t" not in text and "\n" not in text.strip():
        window.say(_("There are no rows on the clipboard. Copy them with their header first."))
        return
    Importing.of(window).paste(text, "" if table is None else table.kind)
