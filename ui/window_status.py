"""The status line: counts, what was just done with its way back, long work, the file's state."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QSizePolicy,
    QStatusBar,
    QToolButton,
    QWidget,
)

from ui import icons, theme
from ui.work import Job
from workbench.casebook import Casebook
from workbench.messages import _

_STAYS = 30_000  # ms that a word about what was done stays
_SHOWN_AFTER = 100  # ms: shorter work shows nothing


class Busy(QWidget):
    """The job that is running: its words, how far it is, and Cancel."""

    def __init__(self) -> None:
        super().__init__()
        self._job: Job | None = None
        self.words = QLabel()
        self.bar = QProgressBar()
        self.bar.setAccessibleName(_("Progress"))
        self.bar.setMaximumWidth(180)
        self.bar.setMaximumHeight(14)
        self.bar.setTextVisible(False)
        self.count = QLabel()
        self.cancel = QToolButton()
        self.cancel.setText(_("Cancel"))
        self.cancel.clicked.connect(self._stop)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2 * theme.STEP)
        for widget in (self.words, self.bar, self.count, self.cancel):
            row.addWidget(widget)
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(_SHOWN_AFTER)
        self._later.timeout.connect(self.show)
        self.hide()

    def watch(self, job: Job, words: str) -> None:
        """Show this job until it is over."""
        self._job = job
        self.words.setText(words)
        self.bar.setAccessibleDescription(words)
        self.bar.setRange(0, 0)
        self.count.setText("")
        self.cancel.setEnabled(True)
        job.progressed.connect(self._told)
        for ended in (job.finished, job.failed, job.cancelled):
            ended.connect(self._over)
        self._later.start()

    def _told(self, done: int, total: int) -> None:
        self.bar.setRange(0, total)  # 0 while it is not known: the bar then only moves
        self.bar.setValue(done)
        told = _("{done} of {total}", done=f"{done:,}", total=f"{total:,}") if total else ""
        self.count.setText(told)

    def _stop(self) -> None:
        if self._job is not None:
            self._job.cancel()
            self.cancel.setEnabled(False)

    def _over(self, *_value: object) -> None:
        self._later.stop()
        self._job = None
        self.hide()


class StatusLine(QStatusBar):
    """Left what is counted, then what was done; right how the file is kept."""

    undo_wanted = Signal()
    redo_wanted = Signal()

    def __init__(self, casebook: Casebook) -> None:
        super().__init__()
        self.setSizeGripEnabled(False)
        self.counted = QLabel()
        self.counted.setFont(theme.figures())
        self.said = QLabel()
        self.said.setTextFormat(Qt.TextFormat.RichText)
        links = Qt.TextInteractionFlag
        self.said.setTextInteractionFlags(
            links.LinksAccessibleByMouse | links.LinksAccessibleByKeyboard
        )
        self.said.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.said.setAccessibleName(_("What was done last"))
        self.said.linkActivated.connect(self._followed)
        self.busy = Busy()
        self.addWidget(self.counted)
        self.addWidget(self.said, 1)
        self.addPermanentWidget(self.busy)
        lock = QLabel()
        lock.setPixmap(icons.icon("locked" if casebook.encrypted else "plain").pixmap(16, 16))
        self.addPermanentWidget(lock)
        state = _("encrypted") if casebook.encrypted else _("not encrypted")
        self.state = QLabel(state)
        lock.setAccessibleName(state)
        self.addPermanentWidget(self.state)
        self.setContentsMargins(2 * theme.STEP, 0, 2 * theme.STEP, 0)
        self._fade = QTimer(self)
        self._fade.setSingleShot(True)
        self._fade.setInterval(_STAYS)
        self._fade.timeout.connect(self.said.clear)

    def count(self, words: str) -> None:
        """Show what the pane counts."""
        self.counted.setText(words)

    def say(self, words: str, back: str = "") -> None:
        """Say what was done; `back` is "undo", "redo" or nothing."""
        from html import escape

        links = {"undo": _("Undo"), "redo": _("Redo")}
        colour = theme.current().link.name()
        link = ""
        if back:
            link = f'&nbsp; <a href="{back}" style="color: {colour};">{escape(links[back])}</a>'
        self.said.setText(escape(words) + link)
        self.said.setToolTip(words)
        self._fade.start()

    def _followed(self, link: str) -> None:
        (self.undo_wanted if link == "undo" else self.redo_wanted).emit()
