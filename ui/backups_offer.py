"""On the start page: where a casebook can't be read, its newest good backup is offered."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
)

from ui import theme
from ui.card_history import local_time
from ui.work import Work
from workbench import backup_folders, settings
from workbench.messages import Refused, Unreadable, _, n_

if TYPE_CHECKING:
    from ui.start_page import StartPage
    from workbench.backups import Restored

Opened = Callable[[Path, "str | None", str], None]
"""Told that a casebook can be opened: its file, its passphrase, what then is to be said."""

_PLACE = 3  # on the start page: under what was refused


class Offer(QFrame):
    """Says which backup there is, and puts it in the place of the file that can't be read."""

    def __init__(self, page: StartPage, opened: Opened) -> None:
        super().__init__(page)
        self._opened = opened
        self._work = Work(self)
        self._path, self._backup = Path(), Path()
        self._passphrase: str | None = None
        self.words = QLabel(self)
        self.words.setWordWrap(True)
        self.words.setTextFormat(Qt.TextFormat.PlainText)
        self.take = QPushButton(_("&Put this backup in its place"), self)
        self.other = QPushButton(_("&Another backup…"), self)
        self.take.clicked.connect(self._take)
        self.other.clicked.connect(self._ask_for_file)
        row = QHBoxLayout()
        row.setSpacing(2 * theme.STEP)
        row.addWidget(self.take)
        row.addWidget(self.other)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2 * theme.STEP)
        column.addWidget(self.words)
        column.addLayout(row)

    def show_for(self, path: Path) -> None:
        """Look for a good backup of this casebook, and offer it."""
        self._path = path
        found = backup_folders.newest_good(path)
        self.take.setVisible(found is not None)
        if found is None:
            told = _("No good backup lies beside it. Where they go to another folder, choose one"
                     " there.")  # fmt: skip
        else:
            self._backup = found.path
            told = n_("Its newest good backup is of {when}, with {n} record.",
                      "Its newest good backup is of {when}, with {n} records.",
                      found.records, when=local_time(found.manifest.at))  # fmt: skip
            told += " " + _("The file that can't be read is kept beside it.")
        self.words.setText(told)
        self._allow(True)
        self.show()

    def _allow(self, allowed: bool) -> None:
        self.take.setEnabled(allowed)
        self.other.setEnabled(allowed)

    def _ask_for_file(self) -> None:
        path, _kind = QFileDialog.getOpenFileName(
            self, _("Choose a backup"), str(self._path.parent),
            _("Casebooks (*.casebook)") + ";;" + _("All files (*)"),
        )  # fmt: skip
        if path:
            self._backup = Path(path)
            self._take()

    def _take(self, wrong: str = "") -> None:
        from ui import forms
        from workbench.opening import needs_passphrase

        try:
            asked = needs_passphrase(self._backup)
        except Refused as refused:
            self.words.setText(str(refused))
            return
        if asked:
            given = forms.ask_passphrase(self, self._path, wrong if isinstance(wrong, str) else "")
            if given is None:
                return
            self._passphrase = given
        self._put()

    def _put(self) -> None:
        path, backup, passphrase, by = self._path, self._backup, self._passphrase, settings.who()
        job = self._work.start(lambda _told: _put_in_place(path, backup, passphrase, by))
        job.finished.connect(self._done)
        job.failed.connect(self._failed)
        self._allow(False)
        self.words.setText(_("Putting the backup in its place…"))

    def _done(self, done: object) -> None:
        passphrase, self._passphrase = self._passphrase, None
        restored: Restored | None = done  # type: ignore[assignment]
        if restored is None:
            told = _("The casebook can be read with this passphrase: it is open as it was.")
        elif restored.aside is None:
            told = _("The backup is in its place.")
        else:
            told = _("The backup is in its place. What was there is kept as {name}.",
                     name=restored.aside.name)  # fmt: skip
        self.hide()
        self._opened(self._path, passphrase, told)

    def _failed(self, error: object) -> None:
        self._passphrase = None
        self.show_for(self._path)
        if isinstance(error, Unreadable):
            self._take(str(error))
        elif isinstance(error, Refused):
            self.words.setText(str(error))
        elif isinstance(error, BaseException):
            raise error  # ours: the hook shows and logs it


def _put_in_place(path: Path, backup: Path, passphrase: str | None, by: str) -> Restored | None:
    """None where the casebook can be read after all: then nothing is put anywhere."""
    from workbench import backups

    if not backups.restore(path, backup, passphrase, by=by, dry_run=True).replaced:
        return None
    return backups.restore(path, backup, passphrase, by=by)


def offer(page: StartPage, path: Path | None, opened: Opened) -> None:
    """Offer a backup of this casebook, which can't be read; with None, offer nothing any more."""
    shown = page.findChild(Offer)
    if path is None:
        if shown is not None:
            shown.hide()
        return
    if shown is None:
        shown = Offer(page, opened)
        column = page.layout()
        assert isinstance(column, QVBoxLayout)
        column.insertWidget(_PLACE, shown)
    shown.show_for(path)
