"""All dated events and asks as arrays, lane by lane, for a pane that draws a million of them.

A mark is one event or ask in one lane; what belongs to several lanes stands once in each.
Marks are sorted by lane, then start, so that a pane finds those in view, and counts the
rest, by binary search. Times are seconds as `workbench.when` reckons them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, pairwise
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from workbench.messages import _, message
from workbench.when import BEGINNING, END, OPEN, UNKNOWN, Point, Span, structure

Ints = npt.NDArray[np.int64]
Bytes = npt.NDArray[np.uint8]

EVENT, ASK = 0, 1
KIND_WORDS = ("event", "ask")

START_OPEN = 1  # it may have begun at any time before
END_OPEN = 2  # it may go on, or nobody knows until when
APPROXIMATE = 4
UNCERTAIN = 8
DUE = 16  # an ask with a due date: `core_end` to `end` is when it is due
STRETCH = 32  # lasts from start to end, rather than being somewhere within
START_LOOSE = 64  # approximate or uncertain at its start
END_LOOSE = 128

MEETING_KINDS = ("meeting", "call", "message", "visit", "exchange")
EVENT_KINDS = (*MEETING_KINDS, "statement", "incident", "decision", "development")
"""What `tone` numbers, for an event."""

ASK_STATUSES = (
    "proposed", "under discussion", "pending", "agreed", "partly met", "met", "refused", "lapsed",
)  # fmt: skip
"""What `tone` numbers, for an ask."""

CLOSED = frozenset({"met", "refused", "lapsed"})
"""Statuses of asks on which nobody waits any more: they are never overdue."""

_IS_CLOSED = np.array([word in CLOSED for word in ASK_STATUSES] + [False] * len(EVENT_KINDS))

STAKEHOLDER, CATEGORY, KIND = "stakeholder", "category", "kind"
LANES_BY = {
    STAKEHOLDER: message("Stakeholder"),
    CATEGORY: message("Ask category"),
    KIND: message("Kind of event"),
}


class EventRow(NamedTuple):
    """An event as the timeline needs it; bounds are None where it has no date."""

    id: int
    kind: str
    when: str | None
    earliest: int | None
    latest: int | None


class AskRow(NamedTuple):
    """An ask as the timeline needs it: when it was raised, when it is due, who wants and owes."""

    id: int
    category: str
    status: str
    raised: str | None
    raised_earliest: int | None
    raised_latest: int | None
    due: str | None
    due_earliest: int | None
    due_latest: int | None
    asked_by: int | None
    asked_of: int | None


class Described(NamedTuple):
    """What is shown of one mark: dates are EDTF texts, `until` is an ask's due date."""

    id: int
    uid: str
    title: str
    when: str
    until: str = ""
    marking: str = ""


@dataclass(frozen=True)
class Facts:
    """The rows that a timeline is made from, as plain tuples."""

    events: Sequence[EventRow | tuple[int, str, str | None, int | None, int | None]]
    parties: Sequence[tuple[int, int]]  # event id, stakeholder id
    asks: Sequence[AskRow]
    event_asks: Sequence[tuple[int, int]]  # event id, ask id: came up there, or it bears on it
    stakeholders: Sequence[tuple[int, str]]  # id, shown name


@dataclass(frozen=True)
class Timeline:
    """The marks, all arrays of one length n except where it says otherwise."""

    rows: Ints  # the record's row key
    kind: Bytes  # EVENT or ASK
    start: Ints  # first second it can mean, or BEGINNING
    end: Ints  # last second it can mean, or END
    core_start: Ints  # from here ...
    core_end: Ints  # ... to here it surely was; nothing is sure where it is before core_start
    flags: Bytes
    lane: npt.NDArray[np.int32]
    tone: Bytes  # place in EVENT_KINDS or ASK_STATUSES
    lanes: tuple[str, ...]  # labels
    lane_offsets: Ints  # len(lanes) + 1: lane k holds marks lane_offsets[k] to [k + 1]
    reach: Ints  # the latest end up to this mark, within its lane: rises along it
    ends: Ints  # the ends of each lane, sorted
    undated: int  # events and asks that have no date and so no mark

    def __len__(self) -> int:
        return len(self.rows)

    def lane_of(self, lane: int) -> slice:
        """The marks of a lane."""
        return slice(int(self.lane_offsets[lane]), int(self.lane_offsets[lane + 1]))

    def within(self, lane: int, begin: float, end: float) -> Ints:
        """Which marks of a lane can touch these seconds, ends included, in order of start."""
        whole = self.lane_of(lane)
        last = whole.start + int(np.searchsorted(self.start[whole], end, "right"))
        first = whole.start + int(np.searchsorted(self.reach[whole], begin, "left"))
        if first >= last:
            return np.empty(0, np.int64)
        touching: Ints = first + np.flatnonzero(self.end[first:last] >= begin)
        return touching

    def counts(self, lane: int, edges: npt.NDArray[np.float64], now: float | None = None) -> Ints:
        """How many marks of a lane can touch each bin between these rising seconds.

        With `now`, what has no end counts up to now only.
        """
        whole = self.lane_of(lane)
        begun = np.searchsorted(self.start[whole], edges[1:], "left")
        over = np.searchsorted(self.ends[whole], edges[:-1], "left")
        if now is not None:
            endless = len(self.ends[whole]) - int(np.searchsorted(self.ends[whole], END, "left"))
            over = over + np.where(edges[:-1] > now, endless, 0)
        touching: Ints = np.maximum(begun - over, 0)
        return touching

    def word(self, mark: int) -> str:
        """The kind of event or the ask's status, as the record has it."""
        words = ASK_STATUSES if self.kind[mark] == ASK else EVENT_KINDS
        return words[int(self.tone[mark])]

    def overdue(self, marks: Ints, now: float) -> npt.NDArray[np.bool_]:
        """Which of these marks are asks still open after their due date has surely passed.

        `now` is the first second of today: what is due today is not overdue.
        """
        waiting: npt.NDArray[np.bool_] = (self.kind[marks] == ASK) & ~_IS_CLOSED[self.tone[marks]]
        late: npt.NDArray[np.bool_] = (self.flags[marks] & DUE > 0) & (self.end[marks] < now)
        return waiting & late

    def extent(self) -> tuple[int, int] | None:
        """The first and last second that any mark names; None where there is none."""
        named = [self.start[self.start > BEGINNING], self.end[self.end < END]]
        named += [named[0]] if not len(named[1]) else []
        starts = named[0] if len(named[0]) else named[1]
        if not len(starts):
            return None
        return int(starts.min()), int(max(each.max() for each in named if len(each)))


@dataclass(frozen=True)
class _Marks:
    """Dated events and asks, once each, before they are dealt out to lanes."""

    ids: Ints
    kind: Bytes
    start: Ints
    end: Ints
    core_start: Ints
    core_end: Ints
    flags: Bytes
    tone: Bytes
    undated: int


def build(facts: Facts, lanes_by: str) -> Timeline:
    """The timeline of these facts, in lanes by STAKEHOLDER, CATEGORY or KIND.

    Lanes without a mark are left out. Those by stakeholder and category come busiest
    first; what belongs to none has the last lane.
    """
    return {STAKEHOLDER: by_stakeholder, CATEGORY: by_category, KIND: by_kind}[lanes_by](facts)


def by_stakeholder(facts: Facts) -> Timeline:
    """A lane for each stakeholder: events it was party to, asks it made or was asked."""
    marks = _marks(facts)
    party = _pairs(facts.parties)
    wants = _pairs([(ask.id, who) for ask in facts.asks for who in (ask.asked_by, ask.asked_of)
                    if who is not None])  # fmt: skip
    found = [_find(marks, EVENT, party[:, 0]), _find(marks, ASK, wants[:, 0])]
    places = np.concatenate(found)
    who = np.concatenate([party[:, 1], wants[:, 1]])
    ids = np.fromiter((row[0] for row in facts.stakeholders), np.int64, len(facts.stakeholders))
    lanes = _positions(ids, who)
    kept = (places >= 0) & (lanes >= 0)
    labels = [name for _id, name in facts.stakeholders]
    return _dealt(marks, places[kept], lanes[kept], labels, _("No stakeholder"), busiest=True)


def by_category(facts: Facts) -> Timeline:
    """A lane for each category of ask: its asks, and the events that bear on them."""
    marks = _marks(facts)
    labels = list(dict.fromkeys(ask.category for ask in facts.asks))
    number = {label: n for n, label in enumerate(labels)}
    ask_ids = np.fromiter((ask.id for ask in facts.asks), np.int64, len(facts.asks))
    category = np.fromiter((number[ask.category] for ask in facts.asks), np.int64, len(ask_ids))
    pairs = _pairs(facts.event_asks)
    asked = _positions(ask_ids, pairs[:, 1])
    pairs, asked = pairs[asked >= 0], asked[asked >= 0]
    places = np.concatenate([_find(marks, EVENT, pairs[:, 0]), _find(marks, ASK, ask_ids)])
    lanes = np.concatenate([category[asked], category])
    kept = places >= 0
    return _dealt(marks, places[kept], lanes[kept], labels, _("No ask"), busiest=True)


def by_kind(facts: Facts) -> Timeline:
    """A lane for each kind of event, and one for the asks."""
    marks = _marks(facts)
    lanes = np.where(marks.kind == ASK, len(EVENT_KINDS), marks.tone.astype(np.int64))
    labels = [*(_(kind) for kind in EVENT_KINDS), _("asks")]
    return _dealt(marks, np.arange(len(marks.ids)), lanes, labels, "", busiest=False)


def _pairs(rows: Sequence[tuple[int, int]]) -> Ints:
    flat = np.fromiter(chain.from_iterable(rows), np.int64, 2 * len(rows))
    return flat.reshape(-1, 2)


def _positions(ids: Ints, wanted: Ints) -> Ints:
    """Where each wanted id stands among the ids; -1 where it does not."""
    if not len(ids):
        return np.full(len(wanted), -1, np.int64)
    order = np.argsort(ids, kind="stable")
    place = np.minimum(np.searchsorted(ids[order], wanted), len(ids) - 1)
    return np.where(ids[order][place] == wanted, order[place], -1)


def _find(marks: _Marks, kind: int, ids: Ints) -> Ints:
    of_kind = np.flatnonzero(marks.kind == kind)
    place = _positions(marks.ids[of_kind], ids)
    return np.where(place >= 0, of_kind[place], -1) if len(of_kind) else place


class _Looseness(dict[str | None, int]):
    """The flags that a date's text tells; few texts differ, so each is read once."""

    def __missing__(self, text: str | None) -> int:
        flags = 0
        first, slash, last = (text or "").partition("/")
        if slash:
            flags |= STRETCH
        for part, loose in ((first, START_LOOSE), (last if slash else first, END_LOOSE)):
            about, unsure = "~" in part or "%" in part, "?" in part or "%" in part
            flags |= (APPROXIMATE if about else 0) | (UNCERTAIN if unsure else 0)
            flags |= loose if about or unsure else 0
        self[text] = flags
        return flags


def _marks(facts: Facts) -> _Marks:
    both = (_event_marks(facts.events), _ask_marks(facts.asks))
    arrays = {name: np.concatenate([getattr(one, name) for one in both]) for name in _ARRAYS}
    return _Marks(**arrays, undated=sum(one.undated for one in both))


_ARRAYS = ("ids", "kind", "start", "end", "core_start", "core_end", "flags", "tone")


def _event_marks(rows: Sequence[tuple[int, str, str | None, int | None, int | None]]) -> _Marks:
    dated = [row for row in rows if row[3] is not None and row[4] is not None]
    ids, kinds, texts, earliest, latest = zip(*dated, strict=True) if dated else ((),) * 5
    tones = {kind: tone for tone, kind in enumerate(EVENT_KINDS)}
    n = len(dated)
    start, end = _ints(earliest, n), _ints(latest, n)
    flags = np.fromiter(map(_Looseness().__getitem__, texts), np.uint8, n)
    flags |= _openness(start, end)
    core_start, core_end = np.full(n, END), np.full(n, BEGINNING)
    for place in np.flatnonzero(flags & STRETCH):
        core_start[place], core_end[place] = _core(texts[place])
    return _Marks(
        _ints(ids, n), np.full(n, EVENT, np.uint8), start, end, core_start, core_end, flags,
        np.fromiter(map(tones.__getitem__, kinds), np.uint8, n), len(rows) - n,
    )  # fmt: skip


@lru_cache(maxsize=65_536)
def _core(text: str) -> tuple[int, int]:
    """From when to when an interval surely lasts: inside its loose ends, with its exact days."""
    span = structure(text)
    if not isinstance(span, Span):
        return END, BEGINNING
    first = BEGINNING if span.start == OPEN else END
    last = END if span.end == OPEN else BEGINNING
    if isinstance(span.start, Point):
        first = span.start.bounds()[0 if span.start.precision == "day" else 1]
        last = first if span.end == UNKNOWN else last
    if isinstance(span.end, Point):
        last = span.end.bounds()[1 if span.end.precision == "day" else 0]
        first = last if span.start == UNKNOWN else first
    return first, last


def _ask_marks(rows: Sequence[AskRow]) -> _Marks:
    """From raised to due; without a due date what is open goes on, what is closed does not."""
    looseness = _Looseness()
    made: list[tuple[int, int, int, int, int, int, int]] = []
    for row in map(AskRow._make, rows):
        raised = (row.raised_earliest, row.raised_latest)
        due = (row.due_earliest, row.due_latest)
        has_raised, has_due = None not in raised, None not in due
        if not has_raised and not has_due:
            continue
        first, core = raised if has_raised else due
        flags = looseness[row.raised] & (APPROXIMATE | UNCERTAIN | START_LOOSE)
        if has_due:
            core_end, last = due
            late = looseness[row.due] & (APPROXIMATE | UNCERTAIN | END_LOOSE)
            flags |= DUE | late | (STRETCH if has_raised else 0)
        elif row.status in CLOSED:
            core, core_end, last = END, BEGINNING, core
            flags = looseness[row.raised]
        else:
            core_end = last = END
            flags |= STRETCH
        tone = ASK_STATUSES.index(row.status)
        made.append((row.id, first or 0, last or 0, core or 0, core_end or 0, flags, tone))
    n = len(made)
    ids, starts, ends, cores, core_ends, flags_, tones = (
        _ints(column, n) for column in (zip(*made, strict=True) if made else ((),) * 7)
    )
    ends = np.maximum(starts, ends)  # a due date before the ask was raised is the record's matter
    return _Marks(
        ids, np.full(n, ASK, np.uint8), starts, ends, cores, core_ends,
        flags_.astype(np.uint8) | _openness(starts, ends), tones.astype(np.uint8), len(rows) - n,
    )  # fmt: skip


def _ints(values: Iterable[int | None], n: int) -> Ints:
    return np.fromiter(values, np.int64, n)


def _openness(start: Ints, end: Ints) -> Bytes:
    flags = np.where(start <= BEGINNING, START_OPEN, 0) | np.where(end >= END, END_OPEN, 0)
    return flags.astype(np.uint8)


def _dealt(
    marks: _Marks, places: Ints, lanes: Ints, labels: list[str], rest: str, *, busiest: bool
) -> Timeline:
    """The marks in their lanes: each once in a lane, the lane-less in the last one."""
    n = max(1, len(marks.ids))
    once = np.unique(lanes * n + places)
    lanes, places = once // n, once % n
    homeless = np.setdiff1d(np.arange(len(marks.ids)), places)
    labels = [*labels, rest]
    lanes = np.concatenate([lanes, np.full(len(homeless), len(labels) - 1, np.int64)])
    places = np.concatenate([places, homeless])
    number, order = _renumbered(lanes, labels, busiest)
    lane = number[lanes]
    by = np.lexsort((marks.ids[places], marks.kind[places], marks.end[places],
                     marks.start[places], lane))  # fmt: skip
    lane, places = lane[by], places[by]
    offsets = np.searchsorted(lane, np.arange(len(order) + 1))
    end = marks.end[places]
    reach, ends = end.copy(), end[np.lexsort((end, lane))]
    for first, last in pairwise(offsets):
        np.maximum.accumulate(reach[first:last], out=reach[first:last])
    return Timeline(
        marks.ids[places], marks.kind[places], marks.start[places], end,
        marks.core_start[places], marks.core_end[places], marks.flags[places],
        lane.astype(np.int32), marks.tone[places], tuple(labels[old] for old in order),
        offsets.astype(np.int64), reach, ends, marks.undated,
    )  # fmt: skip


def _renumbered(lanes: Ints, labels: list[str], busiest: bool) -> tuple[Ints, list[int]]:
    """New numbers for the lanes that hold marks, and their old numbers in the new order."""
    held = np.bincount(lanes, minlength=len(labels))
    order = [int(lane) for lane in np.flatnonzero(held)]
    if busiest:
        last = len(labels) - 1
        order.sort(key=lambda lane: (lane == last, -int(held[lane]), labels[lane].casefold(), lane))
    number = np.full(len(labels), -1, np.int64)
    number[order] = np.arange(len(order))
    return number, order


Describe = Callable[[str, Sequence[int]], Sequence[Described]]
"""Looks up marks by kind ("event" or "ask") and row keys; what has gone is left out."""
