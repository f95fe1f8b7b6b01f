"""A casebook that can only be looked at: why, as of when, and how to come to write in it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from ui import theme
from ui.modal import accepted, passing
from workbench import holding
from workbench.casebook import Casebook
from workbench.holding import HeldElsewhere, Holder
from workbench.messages import _

if TYPE_CHECKING:
    from ui.window import Window

COPY, WRITE, TAKE_OVER = "copy", "write", "take over"
"""What can be done with a casebook that another machine has open."""

_TELLS = 15_000  # ms between two looks at how old a copy is, and whether it is still held
_LOOKS = 1_000  # ms between two looks at a holder whose answer is waited for


class ReadOnlyBanner(QFrame):
    """Says why the window only shows; a copy's age; and the ways on from there."""

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self._window = window
        self._casebook = window.casebook
        self.words = QLabel(self)
        self.words.setTextFormat(Qt.TextFormat.PlainText)
        self.words.setMinimumWidth(1)
        self.words.setWordWrap(True)
        self.open = QPushButton(_("Open to write"), self)
        self.open.clicked.connect(self._open)
        self.refresh = QPushButton(_("Refresh"), self)
        self.refresh.clicked.connect(self.renew)
        self.save = QPushButton(_("Save a copy…"), self)
        self.save.clicked.connect(self._save)
        row = QHBoxLayout(self)
        row.setContentsMargins(3 * theme.STEP, theme.STEP, 2 * theme.STEP, theme.STEP)
        row.setSpacing(2 * theme.STEP)
        row.addWidget(self.words, 1)
        for button in (self.open, self.refresh, self.save):
            row.addWidget(button)
        self._again = QTimer(self, interval=_TELLS)
        self._again.timeout.connect(self.tell)
        self._again.start()
        self.tell()

    def tell(self) -> None:
        """Say how things stand now."""
        at = self._casebook.as_of
        why = self._casebook.why_read_only
        self.refresh.setVisible(at is not None)
        if at is None:
            free = False
            told = _("Read-only: {why}. Save a copy to write in it.", why=why)
        else:
            free = holding.elsewhere(self._casebook.path) is None
            if free:
                why = _("nobody has it open for writing now")
            told = _("Read-only: {why}. This is a copy, {age}.", why=why, age=holding.age(at))
        self.open.setVisible(free)
        self.words.setText(told)

    def _open(self) -> None:
        self._window.open_wanted.emit(self._casebook.path)

    def renew(self) -> None:
        """Copy it anew, in the worker: it may be large, and far away."""
        casebook = self._casebook
        self.refresh.setEnabled(False)
        job = self._window.work.start(lambda progress: casebook.refresh())
        job.finished.connect(self._refreshed)
        job.failed.connect(self._failed)
        job.cancelled.connect(self._refreshed)
        self._window.busy.watch(job, _("Copying {name}", name=casebook.path.name))

    def _refreshed(self, _value: object = None) -> None:
        self.refresh.setEnabled(True)
        self.tell()

    def _failed(self, error: object) -> None:
        self._refreshed()
        self._window.show_failure(error)

    def _save(self) -> None:
        casebook = self._casebook
        suggested = str(Path.home() / _("{name} copy.casebook", name=casebook.name))
        path, _kind = QFileDialog.getSaveFileName(
            self._window, _("Save a copy"), suggested, _("Casebooks (*.casebook)")
        )
        if path:
            self.save_to(Path(path))

    def save_to(self, path: Path) -> None:
        """Save a copy there, in the worker, and open it."""
        casebook = self._casebook
        target = path if path.suffix else path.with_suffix(".casebook")
        self.save.setEnabled(False)
        self._saving = target
        job = self._window.work.start(lambda progress: holding.save_copy(casebook, target))
        job.finished.connect(self._saved)
        job.failed.connect(self._not_saved)
        job.cancelled.connect(self._not_saved)
        self._window.busy.watch(job, _("Copying {name}", name=casebook.path.name))

    def _saved(self, _value: object) -> None:
        self.save.setEnabled(True)
        self._window.open_wanted.emit(self._saving)

    def _not_saved(self, error: object = None) -> None:
        self.save.setEnabled(True)
        self._failed(error)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        colours = theme.current()
        painter.fillRect(self.rect(), theme.mixed(theme.ORANGE, colours.window, 0.22))
        painter.end()


def notice(window: Window) -> None:
    """Where another machine took over while this one slept: say so, and show what is there now."""
    if window.casebook.locked or window.findChildren(ReadOnlyBanner):
        return
    window.allow_writing(False)
    for part in (window.card, *window.panes.values()):
        show_only(part)
    banner = ReadOnlyBanner(window)
    above = window.banner.parentWidget()
    layout = above.layout() if above is not None else None
    if isinstance(layout, QVBoxLayout):
        layout.insertWidget(layout.indexOf(window.banner) + 1, banner)
    banner.renew()


def show_only(part: QWidget) -> None:
    """Take the buttons that write from a pane or the card; links in it say why they do nothing."""
    for name in ("new", "first", "edit", "delete"):
        button = getattr(part, name, None)
        if isinstance(button, QAbstractButton):
            button.setEnabled(False)


class HeldDialog(QDialog):
    """Says who has the casebook open on another machine, and what can be done meanwhile.

    Watches whether they are still there: only then, and said so, can it be taken over. `choice`
    is what was chosen, once it was accepted.
    """

    def __init__(self, path: Path, holder: Holder, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.choice = ""
        self._name = path.stem
        self._watch = holding.watch(holder)
        self.setWindowTitle(_("Open on another machine"))
        self.setMinimumWidth(460)
        head = QLabel(str(HeldElsewhere(path, holder).told), self)
        head.setFont(theme.font("title"))
        self.state = QLabel(self)
        self.means = QLabel(self)
        for label in (head, self.state, self.means):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
        self.buttons = QDialogButtonBox(self)
        role = QDialogButtonBox.ButtonRole
        self.copy = self.buttons.addButton(_("Look at a copy"), role.AcceptRole)
        self.take = self.buttons.addButton(_("Take over"), role.DestructiveRole)
        self.leave = self.buttons.addButton(_("Cancel"), role.RejectRole)
        self.copy.clicked.connect(self._look_or_write)
        self.take.clicked.connect(self._take)
        self.buttons.rejected.connect(self.reject)
        self.copy.setDefault(True)
        column = QVBoxLayout(self)
        column.setSpacing(2 * theme.STEP)
        for widget in (head, self.state, self.means, self.buttons):
            column.addWidget(widget)
        self._free = False
        self._again = QTimer(self, interval=_LOOKS)
        self._again.timeout.connect(self.look)
        self._again.start()
        self.look()

    def look(self) -> None:
        """See whether they are still there, and say so."""
        self._free = not self._watch.look()
        stale = not self._free and self._watch.is_stale
        self.copy.setText(_("Open to write") if self._free else _("Look at a copy"))
        self.take.setEnabled(stale)
        still = int(self._watch.still_for)
        if self._free:
            self.state.setText(_("It was closed there just now."))
            self.means.setText("")
        elif stale:
            self.state.setText(
                _("Nothing has been heard of that machine for {n} minutes.", n=still // 60)
            )
            self.means.setText(
                _("It may have been switched off, or have lost the network. Once you take over,"
                  " nothing more can be written there until “{name}” is opened anew.",
                  name=self._name)
            )  # fmt: skip
        else:
            self.state.setText(
                _("Whether it is still there is being looked at: {n} s without a sign of life;"
                  " after {most} s you can take over.", n=still, most=int(holding.STILL))
            )  # fmt: skip
            self.means.setText(
                _("A copy shows everything as it is now; nothing can be written in it.")
            )

    def _look_or_write(self) -> None:
        self.choice = WRITE if self._free else COPY
        self.accept()

    def _take(self) -> None:
        self.choice = TAKE_OVER
        self.accept()


def opened(parent: QWidget | None, path: Path, passphrase: str | None, by: str) -> Casebook | None:
    """Open a casebook, asking what to do where another machine has it; None for nothing."""
    try:
        return Casebook.open(path, passphrase, by)
    except HeldElsewhere as held:
        choice = ask(parent, path, held)
        if not choice:
            return None
        taking_over = held.holder if choice == TAKE_OVER else None
        return Casebook.open(path, passphrase, by, copy=choice == COPY, taking_over=taking_over)


def ask(parent: QWidget | None, path: Path, held: HeldElsewhere) -> str:
    """What is to be done with a casebook that another machine has open; empty for nothing."""
    with passing(HeldDialog(path, held.holder, parent)) as dialog:
        return dialog.choice if accepted(dialog) else ""
