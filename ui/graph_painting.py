"""Painting a sketch of the graph: lines first, then signs, then words, then what is chosen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPolygonF

from ui.graph_drawing import Sketch
from ui.graph_labels import Label, Room, around, in_lines, size_of
from ui.graph_words import belonging, draw_nodes, pen, perhaps, tenor_sign
from ui.theme import STEP, Theme, faded

_ARROW = 7.0
_SHORTEST_WITH_ARROW = 26.0


class Chosen(NamedTuple):
    """What stands out: the selected and the pointed-at, by node or tie."""

    node: int | None = None
    tie: int | None = None
    over_node: int | None = None
    over_tie: int | None = None


NONE = Chosen()


def draw(painter: QPainter, sketch: Sketch, theme: Theme, chosen: Chosen = NONE) -> None:
    """Paint the sketch; the painter's ground is as the theme's base."""
    painter.save()
    painter.setFont(sketch.font)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, not sketch.crowded)
    _draw_belonging(painter, sketch, theme)
    _draw_ties(painter, sketch, theme)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for tie in {chosen.tie, chosen.over_tie} - {None}:
        _draw_chosen_tie(painter, sketch, theme, tie)
    _draw_nodes(painter, sketch, theme, chosen)
    for tie, rect in sketch.numbers.items():
        _draw_number(painter, sketch, theme, tie, rect)
    for label in sketch.labels.values():
        draw_label(painter, label, theme)
    for node in {chosen.node, chosen.over_node} - {None}:
        _draw_chosen_name(painter, sketch, theme, node)
    painter.restore()


def _draw_belonging(painter: QPainter, sketch: Sketch, theme: Theme) -> None:
    painter.setPen(pen(belonging(theme)))
    _draw_straight(painter, sketch.pixels[sketch.belonging], sketch.area)


def _draw_ties(painter: QPainter, sketch: Sketch, theme: Theme) -> None:
    """All ties of one look at once: first the faint ones, which none of the others may hide."""
    graph = sketch.graph
    looks: dict[tuple[bool, int | None], list[int]] = {}
    for row, tie in enumerate(sketch.ties.tolist()):
        sure = bool(graph.surely[tie])
        looks.setdefault((sure, graph.network.ties[tie].tenor), []).append(row)
    for sure, tenor in sorted(looks, key=lambda look: (look[0], abs(look[1] or 0))):
        stroke = theme.tenor(tenor)
        if not sure or sketch.crowded:
            # In a crowd all are thin, or nobody would be seen for lines.
            stroke = perhaps(stroke, theme)
        rows = np.array(looks[sure, tenor])
        painter.setPen(pen(stroke))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        _draw_curves(painter, sketch, rows)
        if not sketch.crowded:
            _draw_arrows(painter, sketch, rows, stroke.colour, stroke.width)


def _draw_curves(painter: QPainter, sketch: Sketch, rows: np.ndarray) -> None:
    curves = sketch.curves[rows]
    bend = np.abs(curves[:, 1] * 2 - curves[:, 0] - curves[:, 2]).max(axis=1)
    straight = (bend < 1.0) | sketch.crowded
    _draw_straight(painter, curves[straight][:, (0, 2)], sketch.area)
    for start, control, end in curves[~straight].tolist():
        painter.drawPath(_curve(start, control, end))


def _draw_straight(painter: QPainter, lines: np.ndarray, area: QRectF) -> None:
    """Lines (k, 2, 2), each cut off at the area: far outside it a dashed one costs much time."""
    start, way = lines[:, 0], lines[:, 1] - lines[:, 0]
    low, high = np.zeros(len(lines)), np.ones(len(lines))
    edges = ((area.left() - 9.0, area.right() + 9.0), (area.top() - 9.0, area.bottom() + 9.0))
    for axis, (least, most) in enumerate(edges):
        along = np.where(np.abs(way[:, axis]) < 1e-9, 1e-9, way[:, axis])
        one, other = (least - start[:, axis]) / along, (most - start[:, axis]) / along
        low = np.maximum(low, np.minimum(one, other))
        high = np.minimum(high, np.maximum(one, other))
    seen = low < high
    ends = np.hstack((start + way * low[:, None], start + way * high[:, None]))[seen]
    if len(ends):
        painter.drawLines([QLineF(*line) for line in ends.tolist()])


def _curve(start: Sequence[float], control: Sequence[float], end: Sequence[float]) -> QPainterPath:
    path = QPainterPath(QPointF(*start))
    path.quadTo(QPointF(*control), QPointF(*end))
    return path


def _draw_arrows(
    painter: QPainter, sketch: Sketch, rows: np.ndarray, colour: QColor, width: float
) -> None:
    curves = sketch.curves[rows]
    way = curves[:, 2] - curves[:, 1]
    length = np.hypot(way[:, 0], way[:, 1])
    long = 2 * length >= _SHORTEST_WITH_ARROW
    way = way[long] / length[long, None]
    tip = curves[long, 2]
    size = _ARROW + width
    back = tip - way * size
    aside = np.column_stack((-way[:, 1], way[:, 0])) * size * 0.42
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    for corners in np.stack((tip, back + aside, back - aside), axis=1).tolist():
        painter.drawPolygon(QPolygonF([QPointF(*corner) for corner in corners]))


def _draw_nodes(painter: QPainter, sketch: Sketch, theme: Theme, chosen: Chosen) -> None:
    people = sketch.graph.network.stakeholders
    shown = sketch.visible.tolist()
    ring = sketch.radius + 5.0
    for node in {chosen.over_node, chosen.node}.intersection(shown):
        if node is not None:
            painter.setPen(QPen(theme.focus, 2.0 if node == chosen.node else 1.0))
            painter.setBrush(theme.selection if node == chosen.node else theme.base)
            painter.drawEllipse(QPointF(*sketch.pixels[node].tolist()), ring, ring)
    kinds: dict[str, list[int]] = {}
    for node in shown:
        kinds.setdefault(people[node].kind, []).append(node)
    for kind, nodes in kinds.items():
        centres = [QPointF(x, y) for x, y in sketch.pixels[nodes].tolist()]
        draw_nodes(painter, kind, centres, sketch.radius, theme)


def _draw_number(
    painter: QPainter, sketch: Sketch, theme: Theme, tie: int, rect: QRectF, loud: bool = False
) -> None:
    painter.setPen(QPen(theme.focus, 1.0) if loud else Qt.PenStyle.NoPen)
    painter.setBrush(theme.base)
    painter.drawRoundedRect(rect, 3, 3)
    painter.setPen(theme.text if loud or sketch.graph.surely[tie] else theme.muted)
    sign = tenor_sign(sketch.graph.network.ties[tie].tenor)
    painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, sign)


def _draw_chosen_tie(painter: QPainter, sketch: Sketch, theme: Theme, tie: int | None) -> None:
    """The tie once more on a wide ground, with its number, which it may have had no room for."""
    rows = np.flatnonzero(sketch.ties == tie)
    if tie is None or not len(rows):
        return
    start, control, end = sketch.curves[rows[0]].tolist()
    path = _curve(start, control, end)
    stroke = theme.tenor(sketch.graph.network.ties[tie].tenor)
    under = QPen(faded(theme.focus, 0.3), stroke.width + 8.0)
    under.setCapStyle(Qt.PenCapStyle.RoundCap)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(under)
    painter.drawPath(path)
    painter.setPen(pen(stroke))
    painter.drawPath(path)
    if not sketch.crowded:
        _draw_arrows(painter, sketch, rows[:1], stroke.colour, stroke.width)
    if tie not in sketch.numbers:
        rect = QRectF(0, 0, sketch.metrics.height() * 1.5, sketch.metrics.height())
        rect.moveCenter(path.pointAtPercent(0.5))
        _draw_number(painter, sketch, theme, tie, rect, loud=True)


def draw_label(painter: QPainter, label: Label, theme: Theme, loud: bool = False) -> None:
    """A name on a veil of the ground, so that it can be read where a line runs behind it."""
    painter.setPen(QPen(theme.focus, 1.0) if loud else Qt.PenStyle.NoPen)
    painter.setBrush(theme.base if loud else faded(theme.base, 0.8))
    painter.drawRoundedRect(label.rect, 3, 3)
    painter.setPen(theme.text)
    _draw_lines(painter, label, Qt.AlignmentFlag.AlignHCenter)


def _draw_lines(painter: QPainter, label: Label, align: Qt.AlignmentFlag) -> None:
    high = label.rect.height() / max(len(label.lines), 1)
    line = QRectF(label.rect.left(), label.rect.top(), label.rect.width(), high)
    for text in label.lines:
        painter.drawText(line, align | Qt.AlignmentFlag.AlignVCenter, text)
        line.translate(0, high)


def _draw_chosen_name(painter: QPainter, sketch: Sketch, theme: Theme, node: int | None) -> None:
    """The name of a node that had no room for it, over all else."""
    if node is None or node in sketch.labels or not sketch.graph.nodes[node]:
        return
    lines = in_lines(sketch.graph.network.stakeholders[node].name, sketch.metrics)
    x, y = sketch.pixels[node].tolist()
    rect = Room(sketch.area).best(around(x, y, sketch.radius + 3, size_of(lines, sketch.metrics)))
    if rect is not None:
        draw_label(painter, Label(rect, lines), theme, loud=True)


def draw_hint(
    painter: QPainter, sketch: Sketch, theme: Theme, lines: Sequence[str], point: QPointF
) -> None:
    """A few lines in a box beside the pointer, wholly inside the picture."""
    painter.save()
    painter.setFont(sketch.font)
    widest = min(420.0, sketch.area.width() - 4 * STEP)
    texts = tuple(
        sketch.metrics.elidedText(line, Qt.TextElideMode.ElideRight, widest) for line in lines
    )
    wide, high = size_of(texts, sketch.metrics)
    box = QRectF(point.x() + 14, point.y() + 14, wide + 2 * STEP, high + 2 * STEP)
    if box.right() > sketch.area.right():
        box.moveRight(max(point.x() - 14, sketch.area.left() + box.width()))
    if box.bottom() > sketch.area.bottom():
        box.moveBottom(point.y() - 10)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(theme.border, 1.0))
    painter.setBrush(theme.base)
    painter.drawRoundedRect(box, STEP, STEP)
    painter.setPen(theme.text)
    inner = box.adjusted(STEP + 2, STEP, -STEP, -STEP)
    _draw_lines(painter, Label(inner, texts), Qt.AlignmentFlag.AlignLeft)
    painter.restore()


def draw_focus(painter: QPainter, area: QRectF, theme: Theme) -> None:
    """The frame of a graph that has the keyboard."""
    painter.setPen(QPen(theme.focus, 2.0))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(area.adjusted(1, 1, -1, -1))
