"""The timeline drawn into a rectangle: the same on screen and in a saved picture."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Final

import numpy as np
from pyqtgraph.functions import arrayToQPolygonF
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPen, QPolygonF

from ui.theme import Theme
from ui.timeline_axis import Axis, axis
from ui.timeline_frame import Frame, Hit
from ui.timeline_layout import FADE, GLYPH, Laid, Layout, View
from ui.timeline_marks import Pencil, Shape
from workbench.directions import is_right_to_left, without_turns
from workbench.messages import _, n_
from workbench.timeline import ASK, END_OPEN, KIND_WORDS, Describe, Described, Timeline
from workbench.when import BEGINNING, END, from_date, wording

_LEAST_LABEL: Final = 40.0  # px: less says nothing
_SINGLE: Final = Qt.TextFlag.TextSingleLine | Qt.AlignmentFlag.AlignVCenter
_AT_LEFT: Final = int(_SINGLE | Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignAbsolute)
_WIDTHS: Final = 20_000  # titles whose widths are kept


class Chart:
    """One timeline, the words of its marks, and how it is drawn."""

    def __init__(self, timeline: Timeline, describe: Describe, today: datetime.date) -> None:
        self.timeline = timeline
        self.today = today
        self.layout = Layout(timeline)
        self.widths: dict[str, float] = {}  # of words, in the font that was drawn with last
        self._font = ""
        self._describe = describe
        self._described: dict[tuple[int, int], Described | None] = {}

    @property
    def now(self) -> int:
        """The first second of today."""
        return from_date(self.today).earliest

    @property
    def lanes(self) -> tuple[str, ...]:
        """The names of the lanes."""
        return self.timeline.lanes

    def view(self, area: QRectF, begin: float, end: float, font: QFont) -> View:
        """The view of these seconds in the part of the area that lane names and axis leave."""
        metrics = QFontMetricsF(font)
        left = area.left() + label_width(area.width())
        top = area.top() + axis_height(metrics)
        width = max(area.right() - left, 40.0)
        height = max(area.bottom() - top, 20.0)
        row = float(round(metrics.height() + 6))
        return View(begin, end, left, top, width, height, self.now, row)

    def described(self, marks: Iterable[int]) -> dict[int, Described]:
        """The words of these marks; those that are new are looked up together."""
        keys = {mark: (int(self.timeline.kind[mark]), int(self.timeline.rows[mark]))
                for mark in marks}  # fmt: skip
        for kind, word in enumerate(KIND_WORDS):
            self.described_rows(word, sorted({row for of, row in keys.values() if of == kind}))
        told = {mark: self._described[key] for mark, key in keys.items()}
        return {mark: each for mark, each in told.items() if each is not None}

    def rows_of(self, kind: int) -> list[int]:
        """The row keys of all events or asks that have a mark."""
        rows: list[int] = np.unique(self.timeline.rows[self.timeline.kind == kind]).tolist()
        return rows

    def described_rows(self, kind: str, rows: list[int]) -> list[Described]:
        """The words of these records, looked up together and kept."""
        of = KIND_WORDS.index(kind)
        new = [row for row in rows if (of, row) not in self._described]
        if new:
            self._described.update({(of, row): None for row in new})
            self._described.update({(of, each.id): each for each in self._describe(kind, new)})
        told = (self._described[of, row] for row in rows)
        return [each for each in told if each is not None]

    def mark_of(self, kind: int, row: int) -> int | None:
        """A record's mark in the first lane that has it."""
        found = np.flatnonzero((self.timeline.rows == row) & (self.timeline.kind == kind))
        return int(found[0]) if len(found) else None

    def draw(
        self,
        painter: QPainter,
        area: QRectF,
        span: tuple[float, float],
        first: int,
        theme: Theme,
        font: QFont,
        selected: frozenset[tuple[int, int]] = frozenset(),
        current: int | None = None,
    ) -> Frame:
        """Draw the span of seconds and the lanes from `first` on; says what went where.

        `selected` marks (kind, row) are outlined, and `current`, which has the keyboard.
        """
        view = self.view(area, *span, font)
        frame = Frame(view, self.layout.lanes(view, first))
        if self._font != font.key():
            self._font = font.key()
            self.widths.clear()
        painter.save()
        painter.setClipRect(area)
        painter.setFont(font)
        painter.fillRect(area, theme.base)
        drawing = _Drawing(self, painter, frame, theme, QFontMetricsF(font), area)
        drawing.grounds()
        drawing.axis()
        painter.setClipRect(QRectF(view.left, view.top, view.width, view.height))
        drawing.lanes(selected, current)
        painter.setClipRect(area)
        drawing.today()
        drawing.names()
        painter.restore()
        return frame


class _Drawing:
    """One drawing of a chart: painter, frame and colours together."""

    def __init__(
        self,
        chart: Chart,
        painter: QPainter,
        frame: Frame,
        theme: Theme,
        metrics: QFontMetricsF,
        area: QRectF,
    ) -> None:
        self._chart, self._painter, self._frame = chart, painter, frame
        self._theme, self._metrics, self._area = theme, metrics, area
        self._view = frame.view
        self._pencil = Pencil(theme)
        apart = metrics.horizontalAdvance("0000") + 22
        self._axis: Axis = axis(self._view.begin, self._view.end, apart / self._view.scale)

    def grounds(self) -> None:
        """Every other lane's ground, and the lines of the axis through all of them."""
        view, painter, theme = self._view, self._painter, self._theme
        for laid in self._frame.lanes:
            if laid.lane % 2:
                band = QRectF(self._area.left(), laid.top, self._area.width(), laid.height)
                painter.fillRect(band, theme.alternate)
        for tick in self._axis.ticks:
            x = round(view.x(tick.at))
            if x >= view.left:
                painter.fillRect(QRectF(x, view.top, 1, view.height), theme.rule)

    def axis(self) -> None:
        """Ticks below, what they have in common above; a label out of room is left out."""
        view, painter, theme = self._view, self._painter, self._theme
        high = self._metrics.height()
        base = view.top - high - 4
        painter.fillRect(QRectF(self._area.left(), view.top - 1, self._area.width(), 1), theme.rule)
        painter.setPen(theme.muted)
        taken = self._today_place()
        for tick in self._axis.ticks:
            x, wide = view.x(tick.at), self._metrics.horizontalAdvance(tick.label)
            hidden = x + 6 + wide > taken.left() and x < taken.right() + 2
            if x >= view.left and x + 4 + wide <= self._area.right() and not hidden:
                painter.fillRect(QRectF(round(x), base, 1, high + 3), theme.rule)
                painter.drawText(QRectF(x + 4, base, wide + 2, high), _AT_LEFT, tick.label)
        painter.setPen(theme.text)
        for span in self._axis.spans:
            x, end = view.x(span.start), min(view.x(span.end), self._area.right())
            if x >= view.left:
                painter.fillRect(QRectF(round(x), base - high - 2, 1, high), theme.rule)
            x = max(x, view.left)
            if x + 4 + self._metrics.horizontalAdvance(span.label) <= end:
                place = QRectF(x + 4, base - high - 2, end - x - 4, high)
                painter.drawText(place, _AT_LEFT, span.label)

    def lanes(self, selected: frozenset[tuple[int, int]], current: int | None) -> None:
        """All marks and bands of counts, then the words, then who is selected."""
        shapes: list[tuple[int, Shape, float]] = []
        for laid in self._frame.lanes:
            if len(laid.counts):
                self._band(laid)
            shapes.extend(self._shapes(laid))
        for _mark, shape, _room in shapes:
            self._pencil.draw(self._painter, shape)
        self._today_line()
        self._words(shapes)
        timeline = self._chart.timeline
        for hit in self._frame.hits:
            key = (int(timeline.kind[hit.mark]), int(timeline.rows[hit.mark]))
            if key in selected or hit.mark == current:
                self._pencil.ring(self._painter, hit.area, keyboard=hit.mark == current)

    def _shapes(self, laid: Laid) -> list[tuple[int, Shape, float]]:
        """The marks of a lane that are in sight, as shapes, with the room of their labels."""
        packed, view, timeline = laid.packed, self._view, self._chart.timeline
        if packed is None or not len(packed.marks):
            return []
        offset = view.x(packed.base)
        x0, x1, room = packed.x0 + offset, packed.x1 + offset, packed.room + offset
        right = view.left + view.width
        seen = (x0 < right) & (x1 > view.left + 1)
        places = np.flatnonzero(seen)
        marks = packed.marks[places]
        core0 = self._pixels(timeline.core_start[marks])
        flags = timeline.flags[marks]
        lasting = np.where(flags & END_OPEN, np.minimum(timeline.core_end[marks], view.now),
                           timeline.core_end[marks])  # fmt: skip
        core1 = self._pixels(lasting)
        overdue = timeline.overdue(marks, view.now)
        due = self._pixels(timeline.end[marks])
        columns = (
            marks, x0[places], x1[places], packed.rows[places], room[places],
            timeline.kind[marks], timeline.tone[marks], flags, core0, core1, overdue, due,
        )  # fmt: skip
        top = laid.top + 5
        shapes = []
        for mark, a, b, row, space, kind, tone, flag, c0, c1, late, until in zip(
            *(column.tolist() for column in columns), strict=True
        ):
            b = min(b, right + FADE)  # an SVG is not clipped
            shape = Shape(a, b, top + row * view.row, view.row, kind, tone, flag, c0, c1,
                          max(a, until) if late else None, view.left)  # fmt: skip
            shapes.append((mark, shape, shape.label_end(min(space, right))))
        return shapes

    def _pixels(self, times: np.ndarray) -> np.ndarray:
        """Where times are drawn; what has no beginning or end is far out of sight."""
        view = self._view
        x = view.left + (times.astype(np.float64) - view.begin) * view.scale
        return np.clip(
            np.where(times >= END, 1e9, np.where(times <= BEGINNING, -1e9, x)), -1e9, 1e9
        )

    def _words(self, shapes: list[tuple[int, Shape, float]]) -> None:
        """Labels where there is room for them; and where each mark can be hit."""
        roomy = [each for each in shapes if each[2] - each[1].label_at >= _LEAST_LABEL]
        told = self._chart.described(mark for mark, _shape, _room in roomy)
        ends = {
            mark: self._label(shape, room, without_turns(told[mark].title), mark)
            for mark, shape, room in roomy
            if mark in told
        }
        for mark, shape, _room in shapes:
            x0 = max(shape.x0, shape.left)
            x1 = max(shape.x1, ends.get(mark, shape.x1), x0 + GLYPH)
            area = QRectF(x0 - 2, shape.top - 0.5, x1 - x0 + 5, shape.height - 0.5)
            self._frame.hits.append(Hit(mark, area))

    def _label(self, shape: Shape, room: float, title: str, mark: int) -> float:
        """A mark's title, after an ask's the status where that fits, too; says where it ends."""
        painter, metrics = self._painter, self._metrics
        if shape.due is not None:
            title = _("Overdue: {title}", title=title)
        at = shape.label_at
        text, wide = title, self._width(title)
        if wide > room - at:
            text = metrics.elidedText(title, Qt.TextElideMode.ElideRight, room - at)
            wide = room - at
        painter.setPen(self._theme.text)
        self._text(at, shape, wide, text)
        if shape.kind != ASK or text != title:
            return at + wide
        status = _("· {status}", status=_(self._chart.timeline.word(mark)))
        more = self._width(status)
        if at + wide + 4 + more > room:
            return at + wide
        painter.setPen(self._theme.muted)
        self._text(at + wide + 4, shape, more, status)
        return at + wide + 4 + more

    def _width(self, text: str) -> float:
        """A text's width in pixels; the same titles are measured in frame after frame."""
        widths = self._chart.widths
        if text not in widths:
            if len(widths) > _WIDTHS:
                widths.clear()
            widths[text] = self._metrics.horizontalAdvance(text) + 1
        return widths[text]

    def _text(self, x: float, shape: Shape, wide: float, text: str) -> None:
        place = QRectF(x, shape.top, wide, shape.height - 3)
        self._painter.drawText(place, _AT_LEFT, text)

    def _band(self, laid: Laid) -> None:
        """How many there are, as a stepped band; its height grows with the root of the count."""
        foot = laid.top + laid.height - 4
        most = max(int(laid.counts.max(initial=1)), 1)
        heights = np.sqrt(laid.counts / most) * (laid.strip - 2)
        heights = np.where(laid.counts > 0, np.maximum(heights, 2.0), 0.0)
        x = np.repeat(laid.edges, 2)[1:-1]
        y = foot - np.repeat(heights, 2)
        outline = arrayToQPolygonF(
            np.concatenate([x[:1], x, x[-1:]]), np.concatenate([[foot], y, [foot]])
        )
        self._painter.setPen(Qt.PenStyle.NoPen)
        self._painter.setBrush(self._pencil.band)
        self._painter.drawPolygon(QPolygonF(outline))
        if laid.packed is not None:
            self._more(laid, foot)

    def _more(self, laid: Laid, foot: float) -> None:
        """Say how many of a lane's marks in sight have no row of their own."""
        view, packed = self._view, laid.packed
        if packed is None or not laid.counts.any():
            return
        left = view.left - view.x(packed.base)
        more = n_("{n} more", "{n} more", packed.hidden(left, left + view.width))
        filled = laid.edges[:-1][laid.counts > 0]
        at = min(float(filled[0]) + 6, view.left + view.width - 80)
        self._painter.setPen(self._theme.text)
        place = QRectF(at, foot - laid.strip, 200, laid.strip)
        self._painter.drawText(place, _AT_LEFT, more)

    def today(self) -> None:
        """Today's label on the axis; the line was drawn with the lanes, behind the words."""
        place = self._today_place()
        if not place.isEmpty():
            self._painter.fillRect(place, self._theme.accent)
            self._painter.setPen(self._theme.accent_text)
            flags = int(_SINGLE | Qt.AlignmentFlag.AlignHCenter)
            self._painter.drawText(place, flags, self._today_word())

    def _today_word(self) -> str:
        return _("Today, {date}", date=wording(from_date(self._chart.today)))

    def _today_place(self) -> QRectF:
        """Where today's label stands on the axis; empty where today is out of sight."""
        view, high = self._view, self._metrics.height()
        x = view.x(view.now)
        if not view.left <= x <= view.left + view.width:
            return QRectF(-1e9, 0, 0, 0)
        wide = self._metrics.horizontalAdvance(self._today_word()) + 12
        left = min(max(x - wide / 2, view.left), self._area.right() - wide)
        return QRectF(left, view.top - high - 5, wide, high + 3)

    def _today_line(self) -> None:
        view = self._view
        x = view.x(view.now)
        if view.left <= x <= view.left + view.width:
            self._painter.setPen(QPen(self._theme.accent, 1.0, Qt.PenStyle.DashLine))
            self._painter.drawLine(QPointF(x, view.top), QPointF(x, view.top + view.height))

    def names(self) -> None:
        """The lanes' names in their column; one in a script written from right to left so."""
        view, painter, theme = self._view, self._painter, self._theme
        left, wide = self._area.left() + 8, view.left - self._area.left() - 16
        high = self._metrics.height()
        timeline = self._chart.timeline
        painter.fillRect(
            QRectF(view.left - 1, self._area.top(), 1, self._area.height()), theme.rule
        )
        for laid in self._frame.lanes:
            # Filled again, since an SVG is not clipped and marks reach in from the view.
            column = QRectF(self._area.left(), laid.top, view.left - self._area.left(), laid.height)
            painter.setClipRect(column)
            painter.fillRect(column, theme.alternate if laid.lane % 2 else theme.base)
            name = without_turns(timeline.lanes[laid.lane])
            side = (
                Qt.AlignmentFlag.AlignRight
                if is_right_to_left(name)
                else Qt.AlignmentFlag.AlignLeft
            )
            flags = int(_SINGLE | side | Qt.AlignmentFlag.AlignAbsolute)
            painter.setPen(theme.text)
            elided = self._metrics.elidedText(name, Qt.TextElideMode.ElideRight, wide)
            painter.drawText(QRectF(left, laid.top + 6, wide, high + 1), flags, elided)
            if laid.height >= 2 * high + 8:
                held = timeline.lane_of(laid.lane)
                painter.setPen(theme.muted)
                count = n_("{n} dated", "{n} dated", held.stop - held.start)
                place = QRectF(left, laid.top + 6 + high, wide, high + 1)
                painter.drawText(place, flags, count)
        painter.setClipRect(self._area)
        painter.fillRect(
            QRectF(view.left - 1, self._area.top(), 1, self._area.height()), theme.rule
        )


def label_width(width: float) -> float:
    """The width of the column of lane names, in pixels, for a timeline of this width."""
    return float(round(min(max(width * 0.17, 96.0), 230.0)))


def axis_height(metrics: QFontMetricsF) -> float:
    """The height of the axis: two lines."""
    return float(round(2 * metrics.height() + 10))
