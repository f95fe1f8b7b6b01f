"""What is seen of a locked casebook: its name, and a line for the passphrase."""

from __future__ import annotations

import math

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from ui import icons, theme
from ui.forms.controls import HiddenLine, Tick
from ui.forms.dialogs import caps_note
from ui.forms.notes import Note
from workbench.messages import _
from workbench.opening import Tries

WIDTH = 420


class LockPage(QWidget):
    """Says by signals what is wanted: `tried(passphrase)`, `keyring_wanted`, `leave_wanted` …

    Wrong `tries` only slow down.
    """

    tried = Signal(str)
    keyring_wanted = Signal()
    cancel_wanted = Signal()
    leave_wanted = Signal()
    quit_wanted = Signal()

    def __init__(
        self, name: str, tries: Tries, kept: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._tries = tries
        self._why = ""
        self.held_here = False
        self._runs = True
        self._second = QTimer(self, interval=500)
        self._second.timeout.connect(self.wait)
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
        self.unlock = QPushButton(_("&Unlock"), self)
        self.unlock.setDefault(True)
        self.unlock.clicked.connect(self._try)
        self.keyring = QPushButton(_("From the &keyring"), self)
        self.keyring.clicked.connect(self.keyring_wanted)
        self.keyring.setVisible(kept)
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
        for button in (self.unlock, self.keyring, self.cancel, self.leave):
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
        self._runs = runs
        kept = _(
            "What was typed and not saved is in it, encrypted, and is back once you unlock it."
        )
        if self.held_here:
            kept = _(
                "What was typed and not saved could not be written to the file. This window holds"
                " it: unlock it before you close it."
            )
        self.cancel.setVisible(runs)
        self.says.setText(
            _("What was begun is being finished; then the file is let go of.") if runs else kept
        )
        self.wait()

    def wrong(self, why: str) -> None:
        """Say why it stays locked."""
        self._why = why
        self.line.selectAll()
        self.wait()

    def wait(self) -> None:
        """Let nobody try before the time; say how long that is."""
        seconds = math.ceil(self._tries.wait())
        free = not seconds and not self._runs
        came = free and not self.line.isEnabled()
        for control in (self.line, self.unlock, self.keyring):
            control.setEnabled(free)
        said = [self._why] if self._why else []
        if seconds:
            said.append(_("The next try is in {n} s.", n=seconds))
            self._second.start()
        else:
            self._second.stop()
        if said:
            self.problem.warn(" ".join(said))
        else:
            self.problem.clear()
        if came:
            self.line.setFocus()

    # -- what is typed -----------------------------------------------------------------------

    def _see(self, seen: bool) -> None:
        hidden = QLineEdit.EchoMode.Password
        self.line.setEchoMode(QLineEdit.EchoMode.Normal if seen else hidden)

    def _try(self) -> None:
        passphrase = self.line.text()
        if passphrase and self.unlock.isEnabled():
            self._why = ""
            self.problem.clear()
            self.tried.emit(passphrase)

    def forget(self) -> None:
        """Hold nothing of what was typed."""
        self.line.clear()
        self.seen.setChecked(False)
        self._second.stop()
