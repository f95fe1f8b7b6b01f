"""The timeline on screen: a pyqtgraph view that zooms, pans, points and takes the keyboard."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import pyqtgraph as pg
from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QScrollBar, QToolTip, QWidget

from ui import theme
from ui.rich_text import escape
from ui.timeline_axis import FIRST, LAST
from ui.timeline_chart import Chart
from ui.timeline_frame import Frame
from ui.timeline_words import count_words, mark_words
from workbench.messages import _
from workbench.timeline import DUE, END_OPEN
from workbench.when import DAY

_STEP: Final = 1.25  # a notch of the wheel
_NEAR: Final = 4  # px: less is a click, not a drag


class _Canvas(pg.GraphicsObject):
    """Draws the chart over the whole view, in the view's own pixels."""

    def __init__(self, view: TimelineView) -> None:
        super().__init__()
        self._view = view

    def boundingRect(self) -> QRectF:
        return QRectF(self._view.viewport().rect())

    def paint(self, painter: QPainter, *_style: object) -> None:
        self._view.draw(painter)

    def resized(self) -> None:
        """The view has another size now."""
        self.prepareGeometryChange()


class TimelineView(pg.GraphicsView):
    """Shows one chart. `chosen` and `opened` carry a mark's number; `moved` says the range did."""

    chosen = Signal(int)
    opened = Signal(int)
    moved = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, background=None)
        self.chart: Chart | None = None
        self.frame: Frame | None = None
        self.selected: frozenset[tuple[int, int]] = frozenset()
        self.current: int | None = None
        self.bar = QScrollBar(Qt.Orientation.Vertical)
        self.bar.setAccessibleName(_("Lanes of the timeline"))
        self.bar.valueChanged.connect(self.repaint_chart)
        self._pressed: QPointF | None = None
        self._dragged = False
        self._turned = 0
        self._box = pg.ViewBox(enableMenu=False, enableMouse=False, defaultPadding=0)
        self._box.setLimits(
            xMin=FIRST, xMax=LAST, minXRange=DAY, maxXRange=LAST - FIRST, yMin=0, yMax=1
        )
        self._canvas = _Canvas(self)
        self.setCentralItem(self._box)
        self._box.scene().addItem(self._canvas)
        self._box.sigXRangeChanged.connect(self._range_changed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(_("Timeline"))
        self.setMinimumSize(320, 120)

    # What is shown

    def show_chart(self, chart: Chart) -> None:
        """Show another chart in the present range, with the same record at the keyboard."""
        before = self.chart
        if self.current is not None and before is not None:
            kind, row = before.timeline.kind[self.current], before.timeline.rows[self.current]
            self.current = chart.mark_of(int(kind), int(row))
        self.chart, self.frame = chart, None
        place = self.bar.value() if before and before.lanes == chart.lanes else 0
        self.bar.setRange(0, max(0, len(chart.lanes) - 1))
        self.bar.setValue(place)
        self.repaint_chart()

    @property
    def span(self) -> tuple[float, float]:
        """The first and last second in sight."""
        begin, end = self._box.viewRange()[0]
        return float(begin), float(end)

    def show_span(self, begin: float, end: float) -> None:
        """Look at these seconds, as far as the years 1 to 9999 and a day's width allow."""
        length = min(max(end - begin, DAY), LAST - FIRST)
        begin = min(max(begin, FIRST), LAST - length)
        self._box.setXRange(begin, begin + length, padding=0)

    def fit(self) -> None:
        """Look at all that is dated, and at today where something is due or goes on."""
        extent = self.chart.timeline.extent() if self.chart else None
        if self.chart is None or extent is None:
            return
        first, last = extent
        if (self.chart.timeline.flags & (END_OPEN | DUE)).any():
            first, last = min(first, self.chart.now), max(last, self.chart.now + DAY)
        length = max(last - first, DAY)
        self.show_span(first - length * 0.03, last + length * 0.14)  # labels stand to the right

    def zoom(self, factor: float, x: float | None = None) -> None:
        """Make what is in sight so much larger, about a pixel of the view or its middle."""
        begin, end = self.span
        about = (begin + end) / 2 if x is None or not self.frame else self.frame.view.time(x)
        length = min(max((end - begin) / factor, DAY), LAST - FIRST)
        share = (about - begin) / (end - begin)
        self.show_span(about - share * length, about + (1 - share) * length)

    def pan(self, pixels: float) -> None:
        """Move what is in sight to the left by so many pixels."""
        if self.frame:
            begin, end = self.span
            by = pixels / self.frame.view.scale
            self.show_span(begin + by, end + by)

    def _range_changed(self) -> None:
        self.repaint_chart()
        self.moved.emit()

    def repaint_chart(self) -> None:
        """Draw again when the screen is next drawn."""
        self._canvas.update()

    def draw(self, painter: QPainter) -> None:
        """Draw the chart, and keep where everything went."""
        area = QRectF(self.viewport().rect())
        colours = theme.current()
        if self.chart is None or not len(self.chart.timeline):
            painter.fillRect(area, colours.base)
            self.frame = None
            return
        self.frame = self.chart.draw(
            painter,
            area,
            self.span,
            self.bar.value(),
            colours,
            self.font(),
            self.selected,
            self.current if self.hasFocus() else None,
        )
        if self.hasFocus():
            painter.fillRect(QRectF(0, 0, area.width(), 2), colours.focus)
        self._follow(self.frame)

    def _follow(self, frame: Frame) -> None:
        """Let the scroll bar say which lanes are in sight."""
        whole, count = len(frame.whole), len(self.chart.lanes) if self.chart else 0
        self.bar.blockSignals(True)
        self.bar.setPageStep(max(1, whole))
        self.bar.setRange(0, 0 if whole >= count else count - 1)
        self.bar.setValue(frame.lanes[0].lane if frame.lanes else 0)
        self.bar.blockSignals(False)

    # Choosing

    def mark_at(self, place: QPointF) -> int | None:
        """The mark that is drawn there."""
        return self.frame.mark_at(place) if self.frame else None

    def choose(self, mark: int) -> None:
        """Make a mark the selected one, as a click does, and bring it into view."""
        self.current = mark
        self.select(mark)
        self.reveal(mark)
        self.chosen.emit(mark)

    def select(self, mark: int | None) -> None:
        """Outline this mark's record, in all lanes."""
        timeline = self.chart.timeline if self.chart else None
        if timeline is None or mark is None:
            self.selected = frozenset()
        else:
            self.selected = frozenset({(int(timeline.kind[mark]), int(timeline.rows[mark]))})
        self.repaint_chart()

    def keep_current(self, mark: int | None) -> None:
        """Let the keyboard go on from this mark, unless it is at the same record already."""
        timeline = self.chart.timeline if self.chart else None
        if timeline is None or mark is None:
            return
        if self.current is None or (timeline.kind[mark], timeline.rows[mark]) != (
            timeline.kind[self.current], timeline.rows[self.current],
        ):  # fmt: skip
            self.current = mark

    def in_sight(self, mark: int) -> bool:
        """Whether the mark's record is drawn, in whichever lane."""
        timeline = self.chart.timeline if self.chart else None
        if timeline is None or self.frame is None:
            return False
        row, kind = timeline.rows[mark], timeline.kind[mark]
        return any(
            timeline.rows[hit.mark] == row and timeline.kind[hit.mark] == kind
            for hit in self.frame.hits
        )

    def reveal(self, mark: int) -> None:
        """Pan and scroll to a mark, only if it is out of sight."""
        if self.chart is None:
            return
        timeline = self.chart.timeline
        begin, end = self.span
        start, last = float(timeline.start[mark]), float(timeline.end[mark])
        if timeline.flags[mark] & END_OPEN:
            last = float(max(self.chart.now, timeline.start[mark]))
        if last < begin or start > end:
            middle = (max(start, FIRST) + min(last, LAST)) / 2
            self.show_span(middle - (end - begin) / 2, middle + (end - begin) / 2)
        lane = int(timeline.lane[mark])
        drawn = (self.frame.whole or self.frame.lanes[:1]) if self.frame else []
        if lane not in {laid.lane for laid in drawn}:
            self.bar.setValue(lane)

    # Mouse

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._pressed, self._dragged = event.position(), False

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        place = event.position()
        if self._pressed is None or not event.buttons() & Qt.MouseButton.LeftButton:
            over = self.mark_at(place) is not None
            shape = Qt.CursorShape.PointingHandCursor if over else Qt.CursorShape.ArrowCursor
            self.viewport().setCursor(shape)
            return
        if self._dragged or abs(place.x() - self._pressed.x()) >= _NEAR:
            self.viewport().setCursor(Qt.CursorShape.ClosedHandCursor)
            self.pan(self._pressed.x() - place.x())
            self._pressed, self._dragged = place, True

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        pressed, self._pressed = self._pressed, None
        self.viewport().setCursor(Qt.CursorShape.ArrowCursor)
        if pressed is None or self._dragged or event.button() != Qt.MouseButton.LeftButton:
            return
        mark = self.mark_at(event.position())
        if mark is not None:
            self.choose(mark)
        elif self.frame and self.frame.counted_at(event.position()):
            self.zoom(4.0, event.position().x())

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        mark = self.mark_at(event.position())
        if mark is not None:
            self.opened.emit(mark)

    def wheelEvent(self, event: QWheelEvent) -> None:
        turned = event.angleDelta()
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self._turned += turned.y() or turned.x()
            lanes = int(self._turned / 120)  # a touchpad turns by little at a time
            self._turned -= lanes * 120
            self.bar.setValue(self.bar.value() - lanes)
        elif abs(turned.x()) > abs(turned.y()):
            self.pan(-turned.x())
        else:
            self.zoom(_STEP ** (turned.y() / 120), event.position().x())
        event.accept()

    def leaveEvent(self, event: QEvent) -> None:
        self.viewport().unsetCursor()

    # Words over marks

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            self._tell(QPointF(event.pos()), event.globalPos())
            return True
        return bool(super().viewportEvent(event))

    def _tell(self, place: QPointF, where: QPoint) -> None:
        words = self.words_at(place)
        if words:
            lines = "<br>".join(escape(line) for line in words.split("\n"))
            QToolTip.showText(where, f"<p style='white-space:pre'>{lines}</p>", self)
        else:
            QToolTip.hideText()

    def words_at(self, place: QPointF) -> str:
        """What the tip says there: a mark's title, date and status, a lane's name, a count."""
        if self.chart is None or self.frame is None:
            return ""
        mark = self.mark_at(place)
        if mark is not None:
            return mark_words(self.chart, mark)
        laid = self.frame.lane_at(place)
        if laid is not None and place.x() < self.frame.view.left:
            return self.chart.lanes[laid.lane]
        counted = self.frame.counted_at(place)
        return count_words(self.chart, *counted) if counted else ""

    # Keyboard

    def keyPressEvent(self, event: QKeyEvent) -> None:
        action = self._keys().get(event.key())
        if action is None:
            QWidget.keyPressEvent(self, event)
            return
        action()
        event.accept()

    def _keys(self) -> dict[int, Callable[[], object]]:
        keys, page = Qt.Key, max(1, self.bar.pageStep() - 1)
        step = self.viewport().width() / 10
        return {
            keys.Key_Left: lambda: self.pan(-step),
            keys.Key_Right: lambda: self.pan(step),
            keys.Key_Plus: lambda: self.zoom(_STEP),
            keys.Key_Equal: lambda: self.zoom(_STEP),
            keys.Key_Minus: lambda: self.zoom(1 / _STEP),
            keys.Key_Home: self.fit,
            keys.Key_End: self.fit,
            keys.Key_0: self.fit,
            keys.Key_Up: lambda: self.step(-1),
            keys.Key_Down: lambda: self.step(1),
            keys.Key_PageUp: lambda: self.bar.setValue(self.bar.value() - page),
            keys.Key_PageDown: lambda: self.bar.setValue(self.bar.value() + page),
            keys.Key_Return: self.open_current,
            keys.Key_Enter: self.open_current,
        }

    def open_current(self) -> None:
        """Open the record of the mark that has the keyboard."""
        if self.current is not None:
            self.opened.emit(self.current)

    def step(self, by: int) -> None:
        """Choose the mark that is drawn before or after, in the lanes' order, then time's."""
        if self.frame is None:
            return
        marks = [hit.mark for hit in self.frame.hits]
        if self.current in marks:
            place = marks.index(self.current) + by
        else:
            place = 0 if by > 0 else len(marks) - 1
        if 0 <= place < len(marks):
            self.choose(marks[place])
            return
        before = self.bar.value()
        self.bar.setValue(before + by)
        if self.bar.value() != before:
            self.viewport().repaint()  # lays out the lane that comes into sight
            marks = [hit.mark for hit in self.frame.hits]
            following = [mark for mark in marks if self.current is None
                         or (mark > self.current if by > 0 else mark < self.current)]  # fmt: skip
            if following:
                self.choose(following[0 if by > 0 else -1])

    # Changes about it

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if hasattr(self, "_canvas"):  # the base class resizes itself before there is one
            self._canvas.resized()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if hasattr(self, "_canvas") and event.type() in (
            QEvent.Type.PaletteChange, QEvent.Type.FontChange,
        ):  # fmt: skip
            self.repaint_chart()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.repaint_chart()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.repaint_chart()
