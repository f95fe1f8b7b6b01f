"""How one mark of the timeline looks: its sign, the band over what it may cover, its due date.

A band's thin edge runs along all that a date may cover, its thick one along what it surely
covers; an end that is approximate, uncertain or open fades. The sign says what it is.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import pi, sin
from typing import Final

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QLinearGradient, QPainter, QPainterPath, QPen, QPolygonF

from ui.picture import SAMPLE_WIDTH, Draw, Legend
from ui.theme import BLUE, Theme, event_hue, faded, mixed, status_hue
from ui.timeline_layout import FADE, GLYPH, WIDE
from workbench.messages import _
from workbench.timeline import (
    ASK,
    ASK_STATUSES,
    DUE,
    END_LOOSE,
    END_OPEN,
    EVENT,
    EVENT_KINDS,
    START_LOOSE,
    START_OPEN,
    STRETCH,
)

_LOOSE_START: Final = START_LOOSE | START_OPEN
_LOOSE_END: Final = END_LOOSE | END_OPEN
_THICK: Final = 3.0
_HALF: Final = GLYPH / 2


@dataclass(frozen=True)
class Shape:
    """A mark in pixels: `core0` to `core1` is surely covered, if they are in that order."""

    x0: float
    x1: float
    top: float
    height: float
    kind: int
    tone: int
    flags: int
    core0: float = 0.0
    core1: float = -1.0
    due: float | None = None  # the end of an overdue ask's due date; it goes on to x1
    left: float = -1e9  # what is left of it is out of sight

    @property
    def wide(self) -> bool:
        """Whether its sign and label stand inside it."""
        return self.end - self.x0 >= WIDE and self.end - self.left >= WIDE / 2

    @property
    def end(self) -> float:
        """Where its band ends; only the dotted line of what is overdue goes beyond."""
        return self.x1 if self.due is None else self.due

    @property
    def label_at(self) -> float:
        """Where its label begins."""
        if self.wide:
            return max(self.x0, self.left) + GLYPH + 9.0
        return max(self.end, self.left) + (11.0 if self.flags & DUE else 4.0)

    def label_end(self, room: float) -> float:
        """Where its label ends, if there is room up to there."""
        return min(room, self.end - 4.0) if self.wide else room


def _polygon(corners: int, turned: float, radius: float = _HALF + 0.5) -> QPainterPath:
    path = QPainterPath()
    angles = [turned + 2 * pi * n / corners for n in range(corners)]
    points = [QPointF(sin(angle + pi / 2) * radius, sin(angle) * radius) for angle in angles]
    path.addPolygon(QPolygonF([*points, points[0]]))
    return path


def _disc() -> QPainterPath:
    path = QPainterPath()
    path.addEllipse(QPointF(0, 0), _HALF, _HALF)
    return path


def _cross() -> QPainterPath:
    path = QPainterPath()
    arm = GLYPH / 5
    path.addRect(QRectF(-_HALF, -arm, GLYPH, 2 * arm))
    path.addRect(QRectF(-arm, -_HALF, 2 * arm, GLYPH))
    path.setFillRule(Qt.FillRule.WindingFill)
    return path.simplified()


_SIGNS: Final = {
    "statement": _polygon(3, -pi / 2),
    "incident": _polygon(4, 0.0),
    "decision": _polygon(4, pi / 4),
    "development": _cross(),
}
_MEETING: Final = _disc()
_SMOOTH: Final = QPainter.RenderHint.Antialiasing
_ORIGIN: Final = QPointF(0, 0)


class Pencil:
    """Draws marks in a theme's colours."""

    def __init__(self, theme: Theme) -> None:
        self.theme = theme
        hues = {
            EVENT: [event_hue(kind) for kind in EVENT_KINDS],
            ASK: [status_hue(status) for status in ASK_STATUSES],
        }
        self._lines = {kind: [theme.outline(hue) for hue in of] for kind, of in hues.items()}
        self._grounds = {kind: [theme.chip(hue).ground for hue in of] for kind, of in hues.items()}
        self._hues = hues

    def draw(self, painter: QPainter, shape: Shape) -> None:
        """Draw a mark without its label."""
        end = shape.end
        if end - shape.x0 > GLYPH + 1:
            self._band(painter, shape, end)
        if shape.due is not None:
            self._overdue(painter, shape)
        if end <= shape.left:
            return
        x = (shape.x0 + end) / 2
        if shape.wide or (shape.flags & STRETCH and end - shape.x0 > 2 * GLYPH):
            x = max(shape.x0, shape.left) + 3.0 + _HALF
        self.sign(painter, QPointF(x, shape.top + shape.height / 2 - 1), shape)
        if shape.flags & DUE:
            self._due(painter, shape, end)

    def _band(self, painter: QPainter, shape: Shape, end: float) -> None:
        line, ground = self._ink(shape)
        x0 = max(shape.x0, shape.left - 2 * FADE)
        fade = min(FADE, (end - x0) / 2)
        start_loose = shape.flags & _LOOSE_START and shape.x0 >= x0 - 1
        end_loose = shape.flags & _LOOSE_END
        band = QRectF(x0, shape.top + 1, end - x0, shape.height - 4)
        edge = QRectF(x0, band.bottom(), band.width(), 1)
        if start_loose or end_loose:
            before, after = (fade if start_loose else 0.0), (fade if end_loose else 0.0)
            painter.fillRect(band, _fading(band, before, after, ground))
            painter.fillRect(edge, _fading(band, before, after, line))
        else:
            painter.fillRect(band, ground)
            painter.fillRect(edge, line)
        core0 = max(shape.core0, x0 + (fade if start_loose and shape.core0 <= x0 + fade else 0))
        core1 = min(shape.core1, end - (fade if end_loose and shape.core1 >= end - fade else 0))
        if core1 > core0:
            painter.fillRect(QRectF(core0, band.bottom() - 1, core1 - core0, _THICK), line)
        if not start_loose and shape.x0 >= x0:
            painter.fillRect(QRectF(x0, band.top(), 1, band.height()), line)
        if not end_loose:
            painter.fillRect(QRectF(end - 1, band.top(), 1, band.height()), line)

    def _ink(self, shape: Shape) -> tuple[QColor, QColor]:
        return self._lines[shape.kind][shape.tone], self._grounds[shape.kind][shape.tone]

    def sign(self, painter: QPainter, at: QPointF, shape: Shape) -> None:
        """Draw a mark's sign about a point: a ring for an ask, else by kind of event."""
        line, ground = self._ink(shape)
        hue = self._hues[shape.kind][shape.tone]
        loose = shape.flags & (START_LOOSE | END_LOOSE)
        # Set and set back by hand: save() and restore() take as long as all the rest here.
        painter.setRenderHint(_SMOOTH)
        painter.translate(at)
        if shape.kind == ASK:
            painter.setPen(QPen(line, 2.0))
            painter.setBrush(self.theme.base)
            painter.drawEllipse(_ORIGIN, _HALF - 1, _HALF - 1)
        else:
            painter.setPen(line)
            painter.setBrush(ground if loose else hue)
            painter.drawPath(_SIGNS.get(EVENT_KINDS[shape.tone], _MEETING))
        painter.translate(-at)
        painter.setRenderHint(_SMOOTH, False)

    def _due(self, painter: QPainter, shape: Shape, at: float) -> None:
        """A post with a pennant at the end of the due date."""
        line = self.theme.text
        top, bottom = shape.top + 1, shape.top + shape.height - 2
        painter.fillRect(QRectF(at - 1, top, 2, bottom - top), line)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(line)
        painter.drawPolygon(
            QPolygonF([QPointF(at, top), QPointF(at + 7, top + 3), QPointF(at, top + 6)])
        )
        painter.restore()

    def _overdue(self, painter: QPainter, shape: Shape) -> None:
        """A dotted line from the due date to today, where nobody has answered."""
        pen = QPen(self.theme.outline(self.theme.warning), 2.0, Qt.PenStyle.DotLine)
        painter.setPen(pen)
        y = shape.top + shape.height - 3
        first = max(shape.due or shape.x0, shape.left)
        painter.drawLine(QPointF(first, y), QPointF(max(first, shape.x1), y))

    def ring(self, painter: QPainter, area: QRectF, *, keyboard: bool) -> None:
        """Draw what says that a mark is selected, or that it is where the keyboard is."""
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if keyboard:
            painter.setPen(QPen(self.theme.focus, 2.0))
        else:
            painter.setPen(QPen(self.theme.text, 1.0))
        painter.drawRoundedRect(area, 4, 4)
        painter.restore()

    @property
    def band(self) -> QColor:
        """What fills a band of counts."""
        return mixed(BLUE, self.theme.base, 0.55 if self.theme.dark else 0.42)

    def legend(self) -> Legend:
        """What the legend says: kinds of event, asks, and how looseness looks."""
        kinds = {
            "meeting": _("meeting"),
            "statement": _("statement"),
            "incident": _("incident"),
            "decision": _("decision"),
            "development": _("development"),
        }
        signs = [(self._sample(EVENT, EVENT_KINDS.index(kind)), word)
                 for kind, word in kinds.items()]  # fmt: skip
        pending = ASK_STATUSES.index("pending")
        return [
            *signs,
            (self._sample(ASK, pending), _("ask, coloured by status")),
            (self._stretch(DUE, 1.0), _("due")),
            (self._stretch(0, -1.0), _("some time within")),
            (self._stretch(0, 1.0), _("surely then")),
            (self._stretch(END_LOOSE | START_LOOSE, -1.0), _("loose or open")),
            (self.band, _("many, counted")),
        ]

    def _sample(self, kind: int, tone: int) -> Draw:
        def drawn(painter: QPainter, area: QRectF) -> None:
            self.sign(painter, area.center(), Shape(0, 0, 0, 0, kind, tone, 0))

        return drawn

    def _stretch(self, flags: int, core: float) -> Draw:
        tone = EVENT_KINDS.index("meeting")

        def drawn(painter: QPainter, area: QRectF) -> None:
            left, right = area.left() + 1, area.left() + SAMPLE_WIDTH - 8
            shape = Shape(left, right, area.top() + 1, area.height() - 1, EVENT, tone, flags,
                          left, left + (right - left) * core)  # fmt: skip
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
            self._band(painter, shape, right)
            if flags & DUE:
                self._due(painter, shape, right)

        return drawn


def _fading(band: QRectF, before: float, after: float, colour: QColor) -> QBrush:
    """A brush that is nothing at the ends that fade and full between them."""
    gradient = QLinearGradient(band.topLeft(), band.topRight())
    none, width = faded(colour, 0.0), max(band.width(), 1.0)
    gradient.setColorAt(0.0, none if before else colour)
    gradient.setColorAt(before / width, colour)
    gradient.setColorAt(1.0 - after / width, colour)
    gradient.setColorAt(1.0, none if after else colour)
    return QBrush(gradient)
