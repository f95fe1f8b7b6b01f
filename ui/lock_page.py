"""What is seen of a locked casebook: its name, and a line for the passphrase."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from ui import icons, theme
from ui.forms.controls import HiddenLine, Tick
from ui.forms.dialogs import caps_note
from ui.forms.notes import Note
from workbench.messages import _

WIDTH = 420
FREE_TRIES = 3
LONGEST = 60
"""Seconds that one waits at most between two tries."""


def wait_after(wrong: int) -> int:
    """Seconds to wait after so many wrong tries: none at first, then ever longer."""
    return 0 if wrong < FREE_TRIES else min(2 ** (wrong - FREE_TRIES + 1), LONGEST)


class LockPage(QWidget):
    """Says by signals what is wanted: `tried(passphrase)`, `leave_wanted`, `quit_wanted`."""

    tried = Signal(str)
    cancel_wanted = Signal()
    leave_wanted = Signal()
    quit_wanted = Signal()

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._wrong = 0
        self._why = ""
        self._left = 0
        self._second = QTimer(self, interval=1_000)
        self._second.timeout.connect(self._tick)
        sign = QLabel(self)
        sign.setPixmap(icons.icon("locked").pixmap(40, 40))
        sign.setAccessibleName(_("Locked"))
        self.title = self._words(_("{name} is locked", name=name))
        self.title.setFont(theme.font("title"))
        self.says = self._words("")
        self.line = HiddenLine(_("Passphrase"), self)
        self.line.setPlaceholderText(_("passphrase"))
        self.line.returnPressed.connect(self._try)
        self.seen = Tick(_("show what I type"), self)
        self.seen.toggled.connect(self._see)
        self.problem = Note(self)
        self.unlock = QPushButton(icons.icon("locked"), _("&Unlock"), self)
        self.unlock.clicked.connect(self._try)
        self.leave = QPushButton(_("C&lose the casebook"), self)
        self.leave.clicked.connect(self.leave_wanted)
        self.cancel = QPushButton(_("&Cancel what is running"), self)
        self.cancel.clicked.connect(self.cancel_wanted)
        QShortcut(QKeySequence("Ctrl+Q"), self, self.quit_wanted.emit)
        self._lay_out(sign)
        self.work_runs(True)

    def _words(self, text: str) -> QLabel:
        label = QLabel(text, self)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setWordWrap(True)
        return label

    def _lay_out(self, sign: QLabel) -> None:
        column = QVBoxLayout()
        column.setSpacing(2 * theme.STEP)
        caps = caps_note(self.line)
        parts = (sign, self.title, self.says, self.line, caps, self.seen, self.problem)
        for widget in parts:
            column.addWidget(widget)
        row = QHBoxLayout()
        row.setSpacing(2 * theme.STEP)
        for button in (self.unlock, self.cancel, self.leave):
            row.addWidget(button)
        row.addStretch(1)
        column.addSpacing(2 * theme.STEP)
        column.addLayout(row)
        column.addStrut(WIDTH)
        whole = QVBoxLayout(self)
        whole.addStretch(2)
        middle = QHBoxLayout()
        middle.addStretch(1)
        middle.addLayout(column)
        middle.addStretch(1)
        whole.addLayout(middle)
        whole.addStretch(3)

    # -- what it says ------------------------------------------------------------------------

    def work_runs(self, runs: bool) -> None:
        """Say whether what was begun is still being finished: till then it stays locked."""
        self.cancel.setVisible(runs)
        self.line.setEnabled(not runs and not self._left)
        self.unlock.setEnabled(not runs and not self._left)
        self.says.setText(
            _("What was begun is being finished; then the file is let go of.")
            if runs
            else _("What you had typed is kept in it, encrypted, and is back once you unlock it.")
        )
        if not runs:
            self.line.setFocus()

    def wrong(self, why: str) -> None:
        """Say why it stays locked. Many wrong tries only slow down."""
        self._wrong += 1
        self._why = why
        self._left = wait_after(self._wrong)
        self.line.selectAll()
        if self._left:
            self._second.start()
        self._say()

    def _say(self) -> None:
        waits = self._left > 0
        self.line.setEnabled(not waits)
        self.unlock.setEnabled(not waits)
        said = self._why
        if waits:
            said += " " + _("The next try is in {n} s.", n=self._left)
        self.problem.warn(said)
        if not waits:
            self.line.setFocus()

    def _tick(self) -> None:
        self._left -= 1
        if self._left <= 0:
            self._second.stop()
        self._say()

    # -- what is typed -----------------------------------------------------------------------

    def _see(self, seen: bool) -> None:
        hidden = QLineEdit.EchoMode.Password
        self.line.setEchoMode(QLineEdit.EchoMode.Normal if seen else hidden)

    def _try(self) -> None:
        passphrase = self.line.text()
        if passphrase and self.unlock.isEnabled():
            self.problem.clear()
            self.tried.emit(passphrase)

    def forget(self) -> None:
        """Hold nothing of what was typed."""
        self.line.clear()
        self.seen.setChecked(False)
        self.problem.clear()
