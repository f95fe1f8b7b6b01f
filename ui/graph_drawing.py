"""How a graph of stakeholders and ties falls on a rectangle of pixels, and is drawn there.

`Sketch` reckons once where everything is for one zoom; `draw` paints it as often as wanted,
on the screen and on a page alike.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QFont, QFontMetricsF

from ui.graph_labels import Label, Room, around, in_lines, size_of
from ui.graph_words import tenor_sign
from workbench.directions import without_turns
from workbench.network import Mask, Network, Nodes

Places = NDArray[np.float64]

LARGEST, SMALLEST = 10.0, 2.5
"""Radius of a node's sign in pixels."""

FAN = 20.0
"""Pixels between two ties of the same pair, at their middle."""

NEAR = 6.0
"""How close to a tie's line the pointer counts as on it."""

MANY_TIES = 1500
"""Beyond so many ties in sight they have no numbers and no arrows, and texts may cross them."""

MANY_NAMES = 250
"""Names of so many are tried for, those with most ties first."""

_ALWAYS_NAMED, _NO_GAPS = (2, 12), 150
"""So many have their name even over others' signs: in a picture with gaps, and in one without."""

_TIP = 6  # texts keep off the tip of an arrow more than off its line
_SAMPLES = np.linspace(0.0, 1.0, 17)
_ALONG = (0.5, 0.42, 0.58, 0.34, 0.66)


@dataclass(frozen=True, eq=False)
class Graph:
    """What is shown: which stakeholders, which ties surely and which perhaps, and where."""

    network: Network
    places: Places
    nodes: Mask
    surely: Mask
    perhaps: Mask
    membership: bool = True

    @property
    def ties(self) -> Nodes:
        """The places of all ties that are drawn: both ends are shown."""
        network = self.network
        ends = self.nodes[network.source] & self.nodes[network.target]
        return np.flatnonzero((self.surely | self.perhaps) & ends)

    @property
    def belonging(self) -> Nodes:
        """The pairs (k, 2) of a stakeholder and its whole that are drawn."""
        pairs = self.network.membership
        shown: Nodes = pairs[self.nodes[pairs].all(axis=1)] if self.membership else pairs[:0]
        return shown


@dataclass(frozen=True)
class Scale:
    """From a layout's units to pixels: `zoom` pixels a unit, its (x, y) at `left`, `top`."""

    zoom: float
    x: float
    y: float
    left: float
    top: float

    def pixels(self, places: Places) -> Places:
        """Places (n, 2), y upwards, as pixels (n, 2), y downwards."""
        return np.column_stack(
            (
                self.left + (places[:, 0] - self.x) * self.zoom,
                self.top - (places[:, 1] - self.y) * self.zoom,
            )
        )

    @property
    def radius(self) -> float:
        """The radius of a node at this zoom."""
        return float(min(LARGEST, max(SMALLEST, self.zoom * 0.11)))


def fitted(graph: Graph, area: QRectF) -> Scale:
    """The scale at which all that is shown, its names too, fits into the area."""
    shown = graph.places[graph.nodes]
    if not len(shown):
        return Scale(100.0, 0.0, 0.0, area.center().x(), area.center().y())
    low, high = shown.min(axis=0), shown.max(axis=0)
    (wide, tall), middle = high - low, (low + high) / 2
    room_x = max(area.width() - 160.0, area.width() * 0.5)
    room_y = max(area.height() - 90.0, area.height() * 0.5)
    zoom = min(room_x / max(wide, 1e-6), room_y / max(tall, 1e-6), 170.0)
    centre = area.center()
    return Scale(float(zoom), float(middle[0]), float(middle[1]), centre.x(), centre.y() - 10.0)


@dataclass(eq=False)
class Sketch:
    """Where everything is, in pixels: curves of ties, names and numbers that found room."""

    graph: Graph
    scale: Scale
    area: QRectF
    font: QFont
    pixels: Places = field(init=False)
    ties: Nodes = field(init=False)
    """The ties in sight, (t,); `curves` (t, 3, 2) has start, control and end of each."""
    curves: Places = field(init=False)
    belonging: Nodes = field(init=False)
    visible: Nodes = field(init=False)
    """The nodes in sight."""
    labels: dict[int, Label] = field(init=False, default_factory=dict)
    numbers: dict[int, QRectF] = field(init=False, default_factory=dict)
    crowded: bool = field(init=False)

    def __post_init__(self) -> None:
        self.pixels = self.scale.pixels(self.graph.places)
        self.metrics = QFontMetricsF(self.font)
        self.radius = self.scale.radius
        inside = self._near(self.pixels, 40.0) & self.graph.nodes
        self.visible = np.flatnonzero(inside)
        self._lay_ties()
        pairs = self.graph.belonging
        self.belonging = pairs[self._crossing(self.pixels[pairs])]
        self.crowded = len(self.ties) > MANY_TIES
        self._place_texts()

    def _near(self, points: Places, margin: float) -> Mask:
        area = self.area.adjusted(-margin, -margin, margin, margin)
        x, y = points[:, 0], points[:, 1]
        near: Mask = (
            (x >= area.left()) & (x <= area.right()) & (y >= area.top()) & (y <= area.bottom())
        )
        return near

    def _crossing(self, points: Places) -> Mask:
        """Of lines or curves (k, p, 2), those whose box meets the area."""
        low, high = points.min(axis=1), points.max(axis=1)
        area = self.area
        meets: Mask = (
            (high[:, 0] >= area.left())
            & (low[:, 0] <= area.right())
            & (high[:, 1] >= area.top())
            & (low[:, 1] <= area.bottom())
        )
        return meets

    def _lay_ties(self) -> None:
        network, ties = self.graph.network, self.graph.ties
        one, other = network.source[ties], network.target[ties]
        start, end = self.pixels[one], self.pixels[other]
        # Across the line from the lower to the higher node, so that both directions agree.
        along = (end - start) * np.where(one < other, 1.0, -1.0)[:, None]
        length = np.maximum(np.hypot(along[:, 0], along[:, 1]), 1e-9)
        across = np.column_stack((-along[:, 1], along[:, 0])) / length[:, None]
        control = (start + end) / 2 + 2 * across * _fan(one, other)[:, None]
        looped = one == other
        control[looped] = start[looped] - (0.0, 6.0 * self.radius)
        start[looped] -= (1.5 * self.radius, 0.0)
        end[looped] += (1.5 * self.radius, 0.0)
        curves = _trimmed(np.stack((start, control, end), axis=1), self.radius + 2.0, looped)
        keep = self._crossing(curves)
        self.ties, self.curves = ties[keep], curves[keep]

    def points(self, which: slice | Nodes = slice(None)) -> Places:
        """Points along the curves, (t, 17, 2)."""
        return at(self.curves[which], _SAMPLES)

    def _place_texts(self) -> None:
        room = Room(self.area)
        side = self.radius
        for x, y in self.pixels[self.visible].tolist():
            room.take(QRectF(x - side, y - side, 2 * side, 2 * side))
        if not self.crowded:
            room.run(at(self.curves, np.linspace(0.0, 1.0, 60)).reshape(-1, 2))
            room.run(np.repeat(self.curves[:, 2], _TIP, axis=0))
            ends = self.pixels[self.belonging]
            share = np.linspace(0.0, 1.0, 40)[None, :, None]
            room.run((ends[:, :1] * (1 - share) + ends[:, 1:] * share).reshape(-1, 2))
        degree = self.graph.network.degree()
        order = self.visible[np.argsort(-degree[self.visible], kind="stable")]
        always = _ALWAYS_NAMED[len(order) > _NO_GAPS]
        for rank, node in enumerate(order[:MANY_NAMES].tolist()):
            label = self._label_for(node, room, over_signs=rank < always)
            if label is not None:
                self.labels[node] = label
        if not self.crowded:
            self._place_numbers(room)

    def _label_for(self, node: int, room: Room, over_signs: bool = False) -> Label | None:
        """A node's name where it has room; takes that room."""
        lines = in_lines(without_turns(self.graph.network.stakeholders[node].name), self.metrics)
        x, y = self.pixels[node].tolist()
        choices = around(x, y, self.radius, size_of(lines, self.metrics))
        rect = room.best(choices)
        if rect is None and over_signs:
            rect = room.best(choices, over_signs=True)
        if rect is None:
            return None
        room.take(rect, text=True)
        return Label(rect, lines)

    def _place_numbers(self, room: Room) -> None:
        middles = at(self.curves, np.array(_ALONG))
        high = self.metrics.height()
        for row, tie in enumerate(self.ties.tolist()):
            wide = self.metrics.horizontalAdvance(tenor_sign(self.graph.network.ties[tie].tenor))
            size = QRectF(0, 0, wide + 4.0, high - 2.0)
            for x, y in middles[row].tolist():
                size.moveCenter(QPointF(x, y))
                if room.best([size]) is not None:
                    self.numbers[tie] = QRectF(size)
                    room.take(size, text=True)
                    break

    def node_at(self, point: QPointF) -> int | None:
        """The node at a point: its sign, else its name."""
        if len(self.visible):
            away = self.pixels[self.visible] - (point.x(), point.y())
            distance = np.hypot(away[:, 0], away[:, 1])
            nearest = int(distance.argmin())
            if distance[nearest] <= max(self.radius + 2.0, 5.0):
                return int(self.visible[nearest])
        for node, label in self.labels.items():
            if label.rect.contains(point):
                return node
        return None

    def tie_at(self, point: QPointF) -> int | None:
        """The tie whose number or line is at a point."""
        for tie, rect in self.numbers.items():
            if rect.contains(point):
                return tie
        if not len(self.ties):
            return None
        points = self.points() - (point.x(), point.y())
        first, step = points[:, :-1], np.diff(points, axis=1)
        square = np.maximum((step**2).sum(axis=2), 1e-9)
        share = np.clip(-(first * step).sum(axis=2) / square, 0.0, 1.0)
        away = first + step * share[..., None]
        distance = np.hypot(away[..., 0], away[..., 1]).min(axis=1)
        nearest = int(distance.argmin())
        return int(self.ties[nearest]) if distance[nearest] <= NEAR else None


def nearest_in_direction(
    places: Places, among: Nodes, here: int, right: float, up: float
) -> int | None:
    """The node that lies nearest in a direction, within 60 degrees of it; None: there is none.

    What lies aside counts as twice as far.
    """
    away = places[among] - places[here]
    along = away[:, 0] * right + away[:, 1] * up
    aside = np.abs(away[:, 0] * up) + np.abs(away[:, 1] * right)
    ahead = (along > 1e-9) & (aside <= along * math.tan(math.radians(60)) + 1e-9)
    if not ahead.any():
        return None
    cost = np.where(ahead, along + 2 * aside, np.inf)
    return int(among[int(cost.argmin())])


def at(curves: Places, share: Places) -> Places:
    """Points (t, k, 2) of curves (t, 3, 2) at shares (k,) of the way from start to end."""
    t = share[None, :, None]
    start, control, end = curves[:, None, 0], curves[:, None, 1], curves[:, None, 2]
    points: Places = start * (1 - t) ** 2 + control * 2 * t * (1 - t) + end * t**2
    return points


def _fan(one: Nodes, other: Nodes) -> NDArray[np.float64]:
    """How far each tie bends aside, so that those of one pair lie beside each other."""
    low, high = np.minimum(one, other), np.maximum(one, other)
    _pairs, which, count = np.unique(
        np.column_stack((low, high)), axis=0, return_inverse=True, return_counts=True
    )
    which = which.reshape(-1)
    order = np.argsort(which, kind="stable")
    first = np.concatenate(([0], np.cumsum(count)[:-1])) if len(count) else count
    place = np.empty(len(one), dtype=np.int64)
    place[order] = np.arange(len(one)) - first[which[order]]
    bend: NDArray[np.float64] = (place - (count[which] - 1) / 2) * FAN if len(one) else np.zeros(0)
    return bend


def _trimmed(curves: Places, radius: float, looped: Mask) -> Places:
    """The curves, cut off where the nodes' signs begin; a tie to oneself has begun beside it."""
    if not len(curves):
        return curves
    start, control, end = curves[:, 0], curves[:, 1], curves[:, 2]
    length = np.hypot(*(control - start).T) + np.hypot(*(end - control).T)
    cut = np.where(looped, 0.0, np.minimum(radius / np.maximum(length, 1e-9), 0.45))[:, None]
    low, high = cut, 1 - cut
    middle = (
        start * (1 - low) * (1 - high)
        + control * (low * (1 - high) + high * (1 - low))
        + end * low * high
    )

    def point(t: Places) -> Places:
        found: Places = start * (1 - t) ** 2 + control * 2 * t * (1 - t) + end * t**2
        return found

    return np.stack((point(low), middle, point(high)), axis=1)
