"""Where a timeline's lanes and marks go: which are in sight, in which rows, what is only counted.

A lane shows its marks one by one, packed into rows, as long as they are few; what the rows
can't hold is counted in a strip below them, and so is what lasts from long before where
that alone is much. Where there are many, the lane is a band of counts. Packing reckons with
four widths of the view at once, on a fixed grid, so that marks keep their rows while a
person pans.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import numpy.typing as npt

from workbench.timeline import END_OPEN, Ints, Timeline
from workbench.when import BEGINNING, END

Floats = npt.NDArray[np.float64]

FEW: Final = 120  # marks of a lane, in four widths of the view, that are still drawn one by one
GLYPH: Final = 9.0  # px, each way
FADE: Final = 28.0  # px over which a loose end fades
BIN: Final = 4.0  # px
WIDE: Final = 150.0  # px from which a mark's label stands inside it
RESERVE: Final = 120.0  # px that a label would like beside its mark
_GAP: Final = 6.0
_MARGIN: Final = 40.0  # px beyond the view up to which a mark is still drawn


@dataclass(frozen=True)
class View:
    """What is looked at: a span of seconds in a rectangle of pixels, from a first lane on."""

    begin: float
    end: float
    left: float
    top: float
    width: float
    height: float
    now: int  # first second of today
    row: float  # px: a row of marks

    @property
    def scale(self) -> float:
        """Pixels a second."""
        return self.width / (self.end - self.begin)

    def x(self, seconds: float) -> float:
        """Where a time is drawn."""
        return self.left + (seconds - self.begin) * self.scale

    def time(self, x: float) -> float:
        """The time that is drawn there."""
        return self.begin + (x - self.left) / self.scale

    @property
    def rows(self) -> int:
        """How many rows a lane may have, so that one lane never fills the view alone."""
        return max(2, min(24, int((self.height * 0.85 - 12) // self.row)))


@dataclass(frozen=True)
class Packed:
    """A lane's marks one by one. Pixels count from `base`, a time; `room` is where a label ends."""

    base: float
    marks: Ints
    x0: Floats
    x1: Floats
    rows: Ints
    room: Floats
    height: int  # in rows
    hidden0: Floats  # where those begin that have no row and are counted only, sorted
    hidden1: Floats  # where they end, sorted

    def hidden(self, left: float, right: float) -> int:
        """How many that have no row are between these pixels."""
        begun = int(np.searchsorted(self.hidden0, right))
        return begun - int(np.searchsorted(self.hidden1, left))


@dataclass(frozen=True)
class Laid:
    """A lane in sight: either `packed`, or counts in bins of pixels between `edges`."""

    lane: int
    top: float
    height: float
    packed: Packed | None = None
    edges: Floats = field(default_factory=lambda: np.empty(0))  # px
    counts: Ints = field(default_factory=lambda: np.empty(0, np.int64))
    strip: float = 0.0  # height of the band of counts, at the lane's foot


@dataclass
class Layout:
    """Lays out a timeline's lanes, and remembers how marks were packed at the present zoom."""

    timeline: Timeline
    _scale: float = 0.0
    _packed: dict[tuple[int, int, int], Packed | None] = field(default_factory=dict)

    def lanes(self, view: View, first: int) -> list[Laid]:
        """The lanes in sight from the first one on; from an earlier one if the last would leave
        room below it."""
        found = list(self._from(view, first))
        while found and found[0].lane > 0 and found[-1].lane == len(self.timeline.lanes) - 1:
            spare = view.top + view.height - (found[-1].top + found[-1].height)
            above = self._lane(view, found[0].lane - 1, view.top)
            if spare < above.height:
                break
            found = [above, *(_moved(laid, above.height) for laid in found)]
        return found

    def _from(self, view: View, first: int) -> Iterator[Laid]:
        top = view.top
        for lane in range(max(0, first), len(self.timeline.lanes)):
            if top >= view.top + view.height:
                return
            laid = self._lane(view, lane, top)
            yield laid
            top += laid.height

    def _lane(self, view: View, lane: int, top: float) -> Laid:
        packed = self.packing(view, lane)
        least = 2 * view.row + 2
        if packed is None:
            edges = np.arange(view.left, view.left + view.width + BIN, BIN)
            times = view.begin + (edges - view.left) / view.scale
            counts = self.timeline.counts(lane, times, view.now)
            height = max(least, 2.5 * view.row)
            return Laid(lane, top, height, None, edges, counts, height - 10)
        if not len(packed.marks) and not len(packed.hidden0):
            return Laid(lane, top, view.row + 8, packed)
        if not len(packed.hidden0):
            return Laid(lane, top, max(least, packed.height * view.row + 10), packed)
        edges = np.arange(view.left, view.left + view.width + BIN, BIN)
        offset = view.x(packed.base)
        begun = np.searchsorted(packed.hidden0, edges[1:] - offset)
        ended = np.searchsorted(packed.hidden1, edges[:-1] - offset)
        height = max(least, (packed.height + 1) * view.row + 10)
        return Laid(lane, top, height, packed, edges, begun - ended, view.row)

    def packing(self, view: View, lane: int) -> Packed | None:
        """How a lane's marks are packed about this view; None where there are too many."""
        if abs(view.scale - self._scale) > 1e-9 * view.scale or len(self._packed) > 2_000:
            self._packed.clear()
            self._scale = view.scale
        span = view.end - view.begin
        page = int(view.begin // span)
        key = (lane, page, view.rows)
        if key not in self._packed:
            self._packed[key] = self._pack(view, lane, (page - 1) * span, (page + 3) * span)
        return self._packed[key]

    def _pack(self, view: View, lane: int, begin: float, end: float) -> Packed | None:
        """What touches these seconds, if it is few; else what begins in them, if that is few."""
        timeline = self.timeline
        touching = int(timeline.counts(lane, np.array([begin, end]))[0])
        starts = timeline.start[timeline.lane_of(lane)]
        first, last = np.searchsorted(starts, [begin, end])
        if touching > FEW and last - first > FEW:
            return None
        marks = timeline.within(lane, begin, end)
        x0, x1 = extents(timeline, marks, view, begin, end)
        shown = timeline.start[marks] >= begin if touching > FEW else np.full(len(marks), True)
        inside = x1 >= 0
        order = np.flatnonzero(shown & inside)
        order = order[np.argsort(x0[order], kind="stable")]
        rows, height = _in_rows(x0[order], x1[order], view.rows)
        kept = rows < height
        hidden = np.concatenate([np.flatnonzero(~shown & inside), order[~kept]])
        order, rows = order[kept], rows[kept]
        room = rooms(x0[order], rows)
        return Packed(begin, marks[order], x0[order], x1[order], rows, room, height,
                      np.sort(x0[hidden]), np.sort(x1[hidden]))  # fmt: skip


def _in_rows(x0: Floats, x1: Floats, most: int) -> tuple[Ints, int]:
    """The row of each mark and how many rows there are; with room for labels if that fits."""
    rows = packed_rows(x0, np.where(x1 - x0 < WIDE, x1 + RESERVE, x1))
    if rows.max(initial=0) >= most:
        rows = packed_rows(x0, x1)
    return rows, min(int(rows.max(initial=-1)) + 1, most)


def extents(
    timeline: Timeline, marks: Ints, view: View, begin: float, end: float
) -> tuple[Floats, Floats]:
    """From where to where each mark is drawn, in pixels from `begin` on, within begin to end.

    What goes on is drawn up to today, fading beyond it; what is overdue, up to today.
    """
    start = timeline.start[marks].astype(np.float64)
    last = timeline.end[marks].astype(np.float64)
    opened = timeline.flags[marks] & END_OPEN > 0
    known = np.where(timeline.core_start[marks] < END, timeline.core_start[marks], start)
    known = np.where(known <= BEGINNING, view.now, known)
    last = np.where(opened, np.maximum(view.now, known) + FADE / view.scale, last)
    last = np.where(timeline.overdue(marks, view.now), view.now, last)
    margin = _MARGIN / view.scale
    x0 = (np.maximum(start, begin - margin) - begin) * view.scale
    x1 = (np.minimum(last, end + margin) - begin) * view.scale
    narrow = x1 - x0 < GLYPH
    middle = (x0 + x1) / 2
    return np.where(narrow, middle - GLYPH / 2, x0), np.where(narrow, middle + GLYPH / 2, x1)


def packed_rows(x0: Floats, x1: Floats) -> Ints:
    """The row of each mark, so that no two in a row touch: the first that is free."""
    ends: list[float] = []
    rows: list[int] = []
    for first, last in zip(x0.tolist(), x1.tolist(), strict=True):
        for row, end in enumerate(ends):
            if end <= first:
                ends[row] = last + _GAP
                break
        else:
            row = len(ends)
            ends.append(last + _GAP)
        rows.append(row)
    return np.array(rows, np.int64)


def rooms(x0: Floats, rows: Ints) -> Floats:
    """Up to where each mark's label may reach: to the next mark in its row."""
    room = np.full(len(x0), np.inf)
    following: dict[int, float] = {}
    for place in range(len(x0) - 1, -1, -1):
        room[place] = following.get(int(rows[place]), np.inf) - _GAP
        following[int(rows[place])] = float(x0[place])
    return room


def _moved(laid: Laid, down: float) -> Laid:
    return Laid(
        laid.lane, laid.top + down, laid.height, laid.packed, laid.edges, laid.counts, laid.strip
    )
