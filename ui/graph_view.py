"""The graph on the screen: zoomed, moved about, pointed at, walked through with the arrow keys.

What is shown comes in as a `Graph`; what a person does goes out as signals with node and tie
as places in the network. pyqtgraph's view box keeps the zoom; pressing and pointing are
handled here, because pyqtgraph swallows what goes wrong in its items' own mouse events.
"""

from __future__ import annotations

import datetime

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import QApplication, QWidget

from ui import graph_painting
from ui import theme as themes
from ui.graph_drawing import Graph, Scale, Sketch, fitted, nearest_in_direction
from ui.graph_painting import Chosen
from ui.graph_words import describe_node, describe_tie
from workbench.messages import _

_STEP_IN = 0.8
_ARROWS = {
    Qt.Key.Key_Left: (-1.0, 0.0),
    Qt.Key.Key_Right: (1.0, 0.0),
    Qt.Key.Key_Up: (0.0, -1.0),
    Qt.Key.Key_Down: (0.0, 1.0),
}


class _Canvas(pg.GraphicsObject):  # type: ignore[misc]
    """Draws the view's sketch over the whole view box, in the box's own pixels."""

    def __init__(self, view: GraphView, box: pg.ViewBox) -> None:
        super().__init__()
        self._view, self._box = view, box
        self.setParentItem(box)
        box.sigTransformChanged.connect(self._moved)
        box.sigResized.connect(self._resized)

    def boundingRect(self) -> QRectF:
        return QRectF(self._box.rect())

    def paint(self, painter: QPainter, *_args: object) -> None:
        self._view.paint_graph(painter)

    def _moved(self) -> None:
        self.update()

    def _resized(self) -> None:
        self.prepareGeometryChange()
        self.update()


class GraphView(pg.GraphicsView):  # type: ignore[misc]
    """The picture that a person moves about in."""

    chosen = Signal(object, object)  # node or None, tie or None
    opened = Signal(object, object)  # node or None, tie or None
    centred = Signal(object)  # node, on a double click
    moved = Signal(object, object, object)  # node, x, y: dragged there

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, background=None)
        self._box = pg.ViewBox(enableMenu=False, lockAspect=True)
        self._box.setDefaultPadding(0)
        self.setCentralItem(self._box)
        self._canvas = _Canvas(self, self._box)
        self._graph: Graph | None = None
        self._sketch: Sketch | None = None
        self._today = datetime.date.min
        self._hints: list[str] = []
        self._node: int | None = None
        self._tie: int | None = None
        self._round: int | None = None
        self._over: tuple[int | None, int | None] = None, None
        self._pointer = QPointF()
        self._pressed: QPointF | None = None
        self._held: int | None = None
        self._dragging = False
        self._fits = True
        self.setAccessibleName(_("Graph of stakeholders and ties"))
        self.setAccessibleDescription(
            _(
                "Arrow keys go from one stakeholder to the next, Page Down to its ties, Enter"
                " opens, plus and minus zoom, 0 shows all that is there, Esc leaves a"
                " neighbourhood."
            )
        )
        self._box.sigRangeChangedManually.connect(self._moved_by_hand)
        self.setBackground(themes.current().base)

    # What is shown

    def show_graph(self, graph: Graph | None, today: datetime.date, fit: bool = False) -> None:
        """Show this from now on; `fit` to bring all of it into sight."""
        self._graph, self._sketch, self._today = graph, None, today
        self._over, self._hints = (None, None), []
        self._fits = self._fits or fit
        self._limit()
        self.refit()
        self._canvas.update()

    def choose(self, node: int | None, tie: int | None) -> None:
        """Mark a node or a tie as the selected one, without a signal."""
        self._node, self._tie = node, tie
        self._canvas.update()

    @property
    def selection(self) -> tuple[int | None, int | None]:
        """The node and the tie that are selected: one of them, or none."""
        return self._node, self._tie

    def fit(self) -> None:
        """Bring all that is shown into sight, and keep it so when the window changes."""
        self._fits = True
        self.refit()

    def refit(self) -> None:
        """Fit again, where nobody has zoomed or moved since."""
        if self._graph is None or not self._fits or not self._graph.nodes.any():
            return
        area = QRectF(self._box.rect())
        if area.width() < 2 or area.height() < 2:
            return
        scale = fitted(self._graph, area)
        middle = scale.y - (area.center().y() - scale.top) / scale.zoom
        self._set_range(scale.x, middle, area.width() / scale.zoom, area.height() / scale.zoom)

    def view_range(self) -> list[float] | None:
        """Left, bottom, width and height of what is in sight; None where all is."""
        if self._fits:
            return None
        seen = self._box.viewRect()
        return [float(n) for n in (seen.left(), seen.top(), seen.width(), seen.height())]

    def set_view_range(self, seen: list[float] | None) -> None:
        """Show that part again; None for all."""
        if seen is None:
            self.fit()
            return
        self._fits = False
        left, bottom, wide, high = seen
        self._set_range(left + wide / 2, bottom + high / 2, wide, high)

    def zoom(self, by: float) -> None:
        """Nearer (above 1) or farther, about the selected node or the middle."""
        centre = None
        if self._graph is not None and self._node is not None and self._graph.nodes[self._node]:
            centre = pg.Point(*self._graph.places[self._node].tolist())
        self._fits = False
        self._box.scaleBy((1 / by, 1 / by), centre)

    def bring_into_sight(self, node: int) -> None:
        """Move, without zooming, so far that the node is seen."""
        if self._graph is None:
            return
        seen = self._box.viewRect()
        x, y = self._graph.places[node].tolist()
        inner = seen.adjusted(*(n * seen.width() * 0.06 for n in (1, 1, -1, -1)))
        if not inner.contains(QPointF(x, y)):
            self._fits = False
            self._set_range(x, y, seen.width(), seen.height())

    def _set_range(self, x: float, y: float, wide: float, high: float) -> None:
        self._box.setRange(
            xRange=(x - wide / 2, x + wide / 2), yRange=(y - high / 2, y + high / 2), padding=0
        )

    def _limit(self) -> None:
        """Nobody gets lost: no farther out than a few times the whole."""
        if self._graph is None or not len(self._graph.places):
            return
        low, high = self._graph.places.min(axis=0), self._graph.places.max(axis=0)
        most = float(max(high - low)) * 6 + 40
        (x, y), half = ((low + high) / 2).tolist(), most
        self._box.setLimits(
            xMin=x - half, xMax=x + half, yMin=y - half, yMax=y + half, minXRange=0.5, minYRange=0.5
        )

    def _moved_by_hand(self, _axes: object = None) -> None:
        self._fits = False

    # Painting

    def sketch(self) -> Sketch | None:
        """Where everything is at this zoom; reckoned anew only when that has changed."""
        if self._graph is None:
            return None
        area, seen = QRectF(self._box.rect()), self._box.viewRect()
        if area.width() < 2 or not seen.width():
            return None
        centre = seen.center()
        middle = area.center()
        scale = Scale(area.width() / seen.width(), centre.x(), centre.y(), middle.x(), middle.y())
        now = self._sketch
        if now is None or now.scale != scale or now.area != area or now.font != self.font():
            now = self._sketch = Sketch(self._graph, scale, area, self.font())
        return now

    def paint_graph(self, painter: QPainter) -> None:
        """Paint it, and beside the pointer what is pointed at."""
        sketch = self.sketch()
        if sketch is None:
            return
        theme = themes.current()
        graph_painting.draw(painter, sketch, theme, Chosen(self._node, self._tie, *self._over))
        if self._hints and not self._dragging:
            graph_painting.draw_hint(painter, sketch, theme, self._hints, self._pointer)
        if self.hasFocus():
            graph_painting.draw_focus(painter, sketch.area, theme)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        redrawn = event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange)
        # The first one comes from within Qt's own constructor.
        if redrawn and hasattr(self, "_canvas"):
            self._sketch = None
            self.setBackground(themes.current().base)
            self._canvas.update()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._canvas.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._canvas.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if hasattr(self, "_canvas"):
            self.refit()

    # Pointing

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._pressed, self._held, self._dragging = event.position(), None, False
        sketch = self.sketch()
        if event.button() == Qt.MouseButton.LeftButton and sketch is not None:
            self._held = sketch.node_at(event.position())
        if self._held is None:
            super().mousePressEvent(event)
        self.setFocus(Qt.FocusReason.MouseFocusReason)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._pointer = event.position()
        if self._held is not None and event.buttons() & Qt.MouseButton.LeftButton:
            if self._dragging or self._far(event):
                self._dragging = True
                self._drag_to(event.position())
            return
        super().mouseMoveEvent(event)
        if not event.buttons():
            self._point_at(event.position())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        held, dragged = self._held, self._dragging
        clicked = self._pressed is not None and not self._far(event)
        self._pressed, self._held, self._dragging = None, None, False
        if held is None:
            super().mouseReleaseEvent(event)
        if held is not None and dragged and self._graph is not None:
            self.moved.emit(held, *self._graph.places[held].tolist())
        elif clicked and event.button() == Qt.MouseButton.LeftButton:
            sketch = self.sketch()
            tie = sketch.tie_at(event.position()) if sketch is not None and held is None else None
            if held is not None or tie is not None:
                self._choose(held, tie)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        sketch = self.sketch()
        if sketch is None or event.button() != Qt.MouseButton.LeftButton:
            return
        node = sketch.node_at(event.position())
        if node is not None:
            self.centred.emit(node)
            return
        tie = sketch.tie_at(event.position())
        if tie is not None:
            self.opened.emit(None, tie)

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._over, self._hints = (None, None), []
        self._canvas.update()

    def _far(self, event: QMouseEvent) -> bool:
        if self._pressed is None:
            return False
        way = event.position() - self._pressed
        return way.manhattanLength() >= QApplication.startDragDistance()

    def _drag_to(self, point: QPointF) -> None:
        sketch = self.sketch()
        if sketch is None or self._held is None:
            return
        scale = sketch.scale
        self._fits = False
        # In place: the pane holds the same array, and keeps what is in it.
        sketch.graph.places[self._held] = (
            scale.x + (point.x() - scale.left) / scale.zoom,
            scale.y - (point.y() - scale.top) / scale.zoom,
        )
        self._sketch = None
        self._canvas.update()

    def _point_at(self, point: QPointF) -> None:
        sketch = self.sketch()
        if sketch is None:
            return
        node = sketch.node_at(point)
        tie = sketch.tie_at(point) if node is None else None
        if (node, tie) == self._over and not self._hints:
            return
        self._over = node, tie
        self._hints = self._words(node, tie)
        over = node is not None or tie is not None
        self.setCursor(Qt.CursorShape.PointingHandCursor if over else Qt.CursorShape.ArrowCursor)
        self._canvas.update()

    def _words(self, node: int | None, tie: int | None) -> list[str]:
        if self._graph is None:
            return []
        if node is not None:
            return describe_node(self._graph.network, node, self._today)
        if tie is not None:
            return describe_tie(self._graph.network, tie, bool(self._graph.perhaps[tie]))
        return []

    # Keys

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        plain = not event.modifiers() & (
            Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
        )
        if not plain or self._graph is None or not self._graph.nodes.any():
            event.ignore()
        elif key in _ARROWS:
            self._walk(*_ARROWS[key])
        elif key in (Qt.Key.Key_PageDown, Qt.Key.Key_PageUp):
            self._next_tie(1 if key == Qt.Key.Key_PageDown else -1)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self._node is not None or self._tie is not None:
                self.opened.emit(self._node, self._tie)
        elif event.text() in ("+", "="):
            self.zoom(1 / _STEP_IN)
        elif event.text() in ("-", "_"):
            self.zoom(_STEP_IN)
        elif event.text() == "0":
            self.fit()
        else:
            event.ignore()

    def _choose(self, node: int | None, tie: int | None) -> None:
        self._round = None
        self.choose(node, tie)
        self.chosen.emit(node, tie)

    def _here(self) -> int | None:
        """The node from which keys go on: the selected one, or an end of the selected tie."""
        if self._graph is None:
            return None
        if self._node is not None:
            return self._node if self._graph.nodes[self._node] else None
        if self._tie is None:
            return None
        network = self._graph.network
        ends = int(network.source[self._tie]), int(network.target[self._tie])
        return self._round if self._round in ends else ends[0]

    def _walk(self, right: float, down: float) -> None:
        graph = self._graph
        if graph is None:
            return
        here = self._here()
        shown = np.flatnonzero(graph.nodes)
        if here is None:
            # Nobody is selected: begin with the one that has most ties.
            node = int(shown[graph.network.degree()[shown].argmax()])
        else:
            found = nearest_in_direction(graph.places, shown, here, right, -down)
            if found is None:
                return
            node = found
        self._choose(node, None)
        self.bring_into_sight(node)

    def _next_tie(self, step: int) -> None:
        graph = self._graph
        here = self._here()
        if graph is None or here is None:
            return
        network, drawn = graph.network, graph.ties
        mine = drawn[(network.source[drawn] == here) | (network.target[drawn] == here)].tolist()
        if not mine:
            return
        now = mine.index(self._tie) + step if self._tie in mine else (0 if step > 0 else -1)
        self._choose(None, mine[now % len(mine)])
        self._round = here
