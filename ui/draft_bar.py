"""Forms that were not saved, offered again: above the panes, and in a form of the same kind."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from ui import theme
from ui.drafts import desk
from ui.modal import sure
from workbench import drafts, records
from workbench.casebook import Casebook
from workbench.drafts import Draft, Since
from workbench.kinds import KINDS, MEETINGS
from workbench.messages import Refused, _

SEEN = 3  # drafts that are seen at once; more are scrolled to


def words(casebook: Casebook, draft: Draft) -> str:
    """What a draft is of, and from when."""
    return _told(casebook, draft, _of(casebook, draft, _time(draft.at)))


def words_in_form(casebook: Casebook, draft: Draft) -> str:
    """From when a draft is, in the form that it was typed into."""
    return _told(casebook, draft, _("Not saved, from {time}", time=_time(draft.at)))


def _told(casebook: Casebook, draft: Draft, said: str) -> str:
    if draft.by != casebook.by:
        said = _("{draft}, by {name}", draft=said, name=draft.by)
    about = drafts.gist(draft)
    return _("{draft}: {words}", draft=said, words=about) if about else said


def _of(casebook: Casebook, draft: Draft, time: str) -> str:
    kind = KINDS[draft.kind].one if draft.kind in KINDS else draft.kind
    if draft.form == "many":
        return _("A change of many records that was not made, from {time}", time=time)
    if draft.uid is not None:
        label = records.labels(casebook, draft.kind, [draft.uid]).get(draft.uid)
        if label is None:
            return _(
                "Changes to a record that was deleted since ({kind}), from {time}",
                kind=kind, time=time,
            )  # fmt: skip
        return _(
            "Changes to “{label}” ({kind}) that were not saved, from {time}",
            label=label, kind=kind, time=time,
        )  # fmt: skip
    if draft.form == "event":
        held = draft.state["fields"].get("kind", {}).get("value")
        if held in MEETINGS:
            return _("A meeting that was not saved, from {time}", time=time)
        return _("An event that was not saved, from {time}", time=time)
    return _("A new record that was not saved ({kind}), from {time}", kind=kind, time=time)


def _time(at: str) -> str:
    moment = datetime.datetime.fromisoformat(at).astimezone()
    today = datetime.datetime.now().astimezone().date()
    return moment.strftime("%H:%M" if moment.date() == today else "%Y-%m-%d %H:%M")


def since_words(told: Sequence[tuple[str, Since]]) -> str:
    """What was done to a record since its draft, a line each: (what the place is called, what)."""
    lines = []
    for label, since in told:
        was, now = (_("“{words}”", words=w) if w else _("empty") for w in (since.was, since.now))
        if since.what == "gone":
            line = _("{field}: {was} was taken out since.", field=label, was=was)
            if since.typed:
                line += " " + _("You had changed it: it stands here as a new one.")
        elif since.what == "added":
            line = _("{field}: {now} was added since.", field=label, now=now)
        else:
            line = _("{field}: was {was}, is now {now}.", field=label, was=was, now=now)
            if since.typed:
                line += " " + _("What you typed stands here, and is written when you save.")
        lines.append(f"•  {line}")
    return "\n".join(lines)


def really(parent: QWidget) -> bool:
    """Whether a draft is to be thrown away, which nothing brings back."""
    return sure(
        parent,
        _("Throw away"),
        _("Throw away what was typed?"),
        _("It was never saved, so nothing brings it back."),
        _("Throw away"),
    )


class Elided(QLabel):
    """A line of text, cut by an ellipsis where there is no room for it."""

    def paintEvent(self, event: QPaintEvent) -> None:
        room = self.contentsRect()
        text = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, room.width())
        with QPainter(self) as painter:
            painter.setPen(theme.current().text)
            painter.drawText(room, int(self.alignment()), text)


class DraftLine(QWidget):
    """One draft, with what can be done about it."""

    wanted = Signal(object)
    unwanted = Signal(object)

    def __init__(self, draft: Draft, said: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.draft = draft
        self.says = Elided(said, self)
        self.says.setTextFormat(Qt.TextFormat.PlainText)
        self.says.setMinimumWidth(1)
        self.says.setToolTip(said)
        self.go_on = self._button(_("Continue"), said)
        self.go_on.clicked.connect(lambda: self.wanted.emit(self.draft))
        self.away = self._button(_("Throw away"), said)
        self.away.clicked.connect(lambda: self.unwanted.emit(self.draft))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2 * theme.STEP)
        row.addWidget(self.says, 1)
        row.addWidget(self.go_on)
        row.addWidget(self.away)

    def _button(self, text: str, about: str) -> QPushButton:
        button = QPushButton(text, self)
        button.setAccessibleName(text)
        button.setAccessibleDescription(about)
        button.setAutoDefault(False)
        return button


class DraftBar(QFrame):
    """The drafts that wait, a line each; nothing at all where none does.

    `wanted(draft)` when somebody would go on with one. Of the drafts only those that `fits` picks
    are shown, each by what `say` says of it.
    """

    wanted = Signal(object)
    refused = Signal(object)
    reshaped = Signal()

    def __init__(
        self,
        casebook: Casebook,
        parent: QWidget | None = None,
        fits: Callable[[Draft], bool] = lambda draft: draft.typed,
        say: Callable[[Casebook, Draft], str] = words,
    ) -> None:
        super().__init__(parent)
        self._say = say
        self._casebook = casebook
        self._fits = fits
        self.lines: list[DraftLine] = []
        self._inner = QWidget(self)
        self._column = QVBoxLayout(self._inner)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme.STEP)
        self._area = QScrollArea(self)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setWidgetResizable(True)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setWidget(self._inner)
        for widget in (self._area, self._area.viewport(), self._inner):
            widget.setAutoFillBackground(False)
        row = QHBoxLayout(self)
        row.setContentsMargins(3 * theme.STEP, theme.STEP, 2 * theme.STEP, theme.STEP)
        row.addWidget(self._area)
        self.setAccessibleName(_("Not saved yet"))
        self.hide()

    def refresh(self) -> None:
        """Show the drafts that wait now."""
        if self._casebook.locked:
            return
        self.offer(desk(self._casebook).waiting(self._casebook))

    def offer(self, waiting: Sequence[Draft]) -> None:
        """Show these drafts, of which it shows any."""
        fit = [(each, self._say(self._casebook, each)) for each in waiting if self._fits(each)]
        if [(line.draft, line.says.text()) for line in self.lines] != fit:
            self._show(fit)

    def _show(self, waiting: Sequence[tuple[Draft, str]]) -> None:
        for line in self.lines:
            self._column.removeWidget(line)
            line.hide()
            line.deleteLater()
        self.lines = [DraftLine(draft, said, self._inner) for draft, said in waiting]
        for line in self.lines:
            line.wanted.connect(self.wanted)
            line.unwanted.connect(self._throw)
            self._column.addWidget(line)
            line.show()
        self._fit()
        self.setVisible(bool(self.lines))
        self.reshaped.emit()

    def _fit(self) -> None:
        if self.lines:
            tall = self.lines[0].sizeHint().height() + theme.STEP
            self._area.setFixedHeight(min(len(self.lines), SEEN) * tall)

    def _throw(self, draft: Draft) -> None:
        if not really(self):
            return
        try:
            drafts.forget(self._casebook, draft.id)
        except Refused as refused:
            self.refused.emit(refused)
        for heard in list(desk(self._casebook).left):
            heard()
        self.refresh()

    def stops(self) -> list[QWidget]:
        """Where Tab stops, in order."""
        return [stop for line in self.lines for stop in (line.go_on, line.away)]

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            colours = theme.current()
            painter.fillRect(self.rect(), theme.mixed(theme.YELLOW, colours.window, 0.22))
