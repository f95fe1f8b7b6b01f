"""Where names and numbers go so that none lies over another: the room that a picture has left.

The picture is cut into small cells; what is drawn takes its cells, and each text then asks
for a place among a few. That costs the same however much is drawn already.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFontMetricsF

CELL = 2.0
WIDEST = 150.0
"""Pixels that a line of a name may be wide, at a text of ordinary size."""

LINES = 2
_MARGIN = 1.0


class Label(NamedTuple):
    """A text that has found its place: each line is centred in the rectangle."""

    rect: QRectF
    lines: tuple[str, ...]


class Room:
    """What is taken of an area, and where lines run."""

    def __init__(self, area: QRectF) -> None:
        self._area = area
        shape = int(area.height() / CELL) + 2, int(area.width() / CELL) + 2
        self._taken: NDArray[np.bool_] = np.zeros(shape, dtype=np.bool_)
        self._texts: NDArray[np.bool_] = np.zeros(shape, dtype=np.bool_)
        self._lines: NDArray[np.int32] = np.zeros(shape, dtype=np.int32)

    def take(self, rect: QRectF, text: bool = False) -> None:
        """Nothing else goes here; `text` where it is one, which nothing at all may cover."""
        cells = self._cells(rect, _MARGIN if text else 0.0)
        self._taken[cells] = True
        if text:
            self._texts[cells] = True

    def run(self, points: NDArray[np.float64]) -> None:
        """Lines pass through these points (k, 2): texts would rather be elsewhere."""
        column = ((points[:, 0] - self._area.left()) / CELL).astype(np.int64)
        row = ((points[:, 1] - self._area.top()) / CELL).astype(np.int64)
        high, wide = self._lines.shape
        inside = (column >= 0) & (column < wide) & (row >= 0) & (row < high)
        np.add.at(self._lines, (row[inside], column[inside]), 1)

    def best(self, places: Iterable[QRectF], over_signs: bool = False) -> QRectF | None:
        """The place that crosses the fewest lines, the earlier one on a tie; None: no room.

        `over_signs` where the text may lie over anything but other texts.
        """
        taken = self._texts if over_signs else self._taken
        found: QRectF | None = None
        least = np.inf
        for order, rect in enumerate(places):
            if not self._area.contains(rect):
                continue
            cells = self._cells(rect, _MARGIN)
            if taken[cells].any():
                continue
            cost = float(self._lines[cells].sum()) + order
            if over_signs:
                cost += float(self._taken[cells].sum())
            if cost < least:
                found, least = rect, cost
        return found

    def _cells(self, rect: QRectF, margin: float) -> tuple[slice, slice]:
        left = (rect.left() - margin - self._area.left()) / CELL
        top = (rect.top() - margin - self._area.top()) / CELL
        right = (rect.right() + margin - self._area.left()) / CELL
        bottom = (rect.bottom() + margin - self._area.top()) / CELL
        return (
            slice(max(0, int(top)), max(0, int(bottom) + 1)),
            slice(max(0, int(left)), max(0, int(right) + 1)),
        )


def around(x: float, y: float, radius: float, size: tuple[float, float]) -> list[QRectF]:
    """Where the label of a node at (x, y) may go, the usual place first: below it."""
    wide, high = size
    gap = radius + 3.0
    middle_x, middle_y = x - wide / 2, y - high / 2
    corners = [(middle_x, y + gap), (middle_x, y - gap - high)]
    corners += [(x + gap, middle_y), (x - gap - wide, middle_y)]
    for shift in (0.25, -0.25, 0.5, -0.5):
        across = middle_x + shift * wide
        corners += [(across, y + gap), (across, y - gap - high)]
    for shift in (0.5, -0.5):
        down = middle_y + shift * high
        corners += [(x + gap, down), (x - gap - wide, down)]
    return [QRectF(left, top, wide, high) for left, top in corners]


def in_lines(text: str, metrics: QFontMetricsF, widest: float = WIDEST) -> tuple[str, ...]:
    """A name in at most two lines, parted between words; what is too long ends in an ellipsis."""
    lines: list[str] = []
    words = text.split()
    while words and len(lines) < LINES - 1:
        count = _fitting(words, metrics, widest)
        lines.append(" ".join(words[:count]))
        words = words[count:]
    if words:
        lines.append(" ".join(words))
    return tuple(metrics.elidedText(line, Qt.TextElideMode.ElideRight, widest) for line in lines)


def _fitting(words: Sequence[str], metrics: QFontMetricsF, widest: float) -> int:
    """How many words go into one line, one at least; two lines of like width where it is two."""
    whole = metrics.horizontalAdvance(" ".join(words))
    if whole <= widest:
        return len(words)
    aim = widest if whole > LINES * widest else max(whole / LINES * 1.15, widest * 0.5)
    count = 1
    while count < len(words) and metrics.horizontalAdvance(" ".join(words[: count + 1])) <= aim:
        count += 1
    return count


def size_of(lines: Sequence[str], metrics: QFontMetricsF) -> tuple[float, float]:
    """Width and height of a label in pixels."""
    wide = max((metrics.horizontalAdvance(line) for line in lines), default=0.0)
    return wide + 4.0, metrics.height() * len(lines)
