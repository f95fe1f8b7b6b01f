"""The timeline's arrays: lanes, bounds, what is sure, what is due, and quick counting."""

from __future__ import annotations

import datetime
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench import when
from workbench.timeline import (
    APPROXIMATE,
    ASK,
    CATEGORY,
    DUE,
    END_LOOSE,
    END_OPEN,
    EVENT,
    KIND,
    LANES_BY,
    STAKEHOLDER,
    START_LOOSE,
    START_OPEN,
    STRETCH,
    UNCERTAIN,
    AskRow,
    EventRow,
    Facts,
    Timeline,
    build,
)

NONE = (None, None)


def _bounds(text: str | None) -> tuple[int | None, int | None]:
    return when.bounds(text) if text else NONE


def _event(number: int, text: str | None, kind: str = "meeting") -> EventRow:
    return EventRow(number, kind, text, *_bounds(text))


def _ask(
    number: int,
    raised: str | None,
    due: str | None = None,
    status: str = "pending",
    category: str = "aid",
    by: int | None = None,
    of: int | None = None,
) -> AskRow:
    return AskRow(number, category, status, raised, *_bounds(raised), due, *_bounds(due), by, of)


def _events(*texts: str | None) -> Timeline:
    rows = [_event(n, text) for n, text in enumerate(texts, 1)]
    return build(Facts(rows, (), (), (), ()), KIND)


def _one_ask(*given_: str | None, status: str = "pending") -> Timeline:
    return build(Facts((), (), [_ask(1, *given_, status=status)], (), ()), KIND)


def _day(text: str) -> int:
    return when.bounds(text)[0]


def _sure(timeline: Timeline) -> tuple[int, int] | None:
    first, last = int(timeline.core_start[0]), int(timeline.core_end[0])
    return (first, last) if first <= last else None


def test_an_event_is_once_in_the_lane_of_each_of_its_parties() -> None:
    people = [(1, "Emirate"), (2, "India"), (3, "Nobody")]
    facts = Facts([_event(7, "2025-01")], [(7, 1), (7, 2), (7, 1)], (), (), people)
    timeline = build(facts, STAKEHOLDER)
    assert timeline.lanes == ("Emirate", "India")
    assert timeline.rows.tolist() == [7, 7]


def test_an_ask_is_with_who_wants_it_and_who_is_asked() -> None:
    facts = Facts((), (), [_ask(1, "2025", by=1, of=2)], (), [(1, "US"), (2, "Emirate")])
    timeline = build(facts, STAKEHOLDER)
    assert timeline.lanes == ("Emirate", "US")
    assert timeline.kind.tolist() == [ASK, ASK]


def test_the_busiest_lane_is_first_and_what_belongs_to_none_is_last() -> None:
    events = [_event(n, "2025-01-08") for n in range(1, 8)]
    facts = Facts(events, [(1, 1), (2, 2), (3, 2)], (), (), [(1, "A"), (2, "B")])
    timeline = build(facts, STAKEHOLDER)
    assert timeline.lanes == ("B", "A", "No stakeholder")
    assert [timeline.lane_of(lane).stop for lane in range(3)] == [2, 3, 7]


def test_lanes_by_category_hold_the_events_that_bear_on_their_asks() -> None:
    asks = [_ask(1, "2025", category="aid"), _ask(2, "2025", category="water")]
    facts = Facts([_event(5, "2025-01"), _event(6, "2024")], (), asks, [(5, 2)], ())
    timeline = build(facts, CATEGORY)
    assert timeline.lanes == ("water", "aid", "No ask")
    assert timeline.kind[timeline.lane_of(0)].tolist() == [EVENT, ASK]
    assert timeline.rows[timeline.lane_of(2)].tolist() == [6]


def test_lanes_by_kind_keep_the_kinds_order_and_leave_out_the_empty_ones() -> None:
    events = [_event(1, "2025", "statement"), _event(2, "2025", "call")]
    timeline = build(Facts(events, (), [_ask(1, "2025")], (), ()), KIND)
    assert timeline.lanes == ("call", "statement", "asks")
    assert [timeline.word(mark) for mark in range(3)] == ["call", "statement", "pending"]


@pytest.mark.parametrize("lanes_by", LANES_BY)
def test_what_has_no_date_is_counted_and_not_drawn(lanes_by: str) -> None:
    facts = Facts([_event(1, None), _event(2, "2025")], (), [_ask(1, None)], (), ())
    timeline = build(facts, lanes_by)
    assert len(timeline) == 1
    assert timeline.undated == 2


@pytest.mark.parametrize("lanes_by", LANES_BY)
def test_no_facts_make_an_empty_timeline(lanes_by: str) -> None:
    timeline = build(Facts((), (), (), (), ()), lanes_by)
    assert len(timeline) == 0
    assert timeline.lanes == ()
    assert timeline.extent() is None


@pytest.mark.parametrize(
    ("text", "flags"),
    [
        ("2025-01-08", 0),
        ("2025-01~", APPROXIMATE | START_LOOSE | END_LOOSE),
        ("2025-01?", UNCERTAIN | START_LOOSE | END_LOOSE),
        ("2025%", APPROXIMATE | UNCERTAIN | START_LOOSE | END_LOOSE),
        ("2024~/2025", STRETCH | APPROXIMATE | START_LOOSE),
        ("2024/2025?", STRETCH | UNCERTAIN | END_LOOSE),
        ("2024-03/..", STRETCH | END_OPEN),
        ("../2023~", STRETCH | START_OPEN | APPROXIMATE | END_LOOSE),
        ("2024/", STRETCH | END_OPEN),
    ],
)
def test_how_loose_a_date_is_stands_in_its_flags(text: str, flags: int) -> None:
    assert _events(text).flags.tolist() == [flags]


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2021-10/2024-12", when.bounds("2021-10")[1], _day("2024-12")),
        ("2024-12-03/2024-12-05", _day("2024-12-03"), when.bounds("2024-12-05")[1]),
        ("2024-03/..", when.bounds("2024-03")[1], when.END),
        ("../2023", when.BEGINNING, _day("2023")),
        ("2021/", when.bounds("2021")[1], when.bounds("2021")[1]),
        ("/2023", _day("2023"), _day("2023")),
    ],
)
def test_an_interval_is_sure_between_its_loose_ends(text: str, first: int, last: int) -> None:
    assert _sure(_events(text)) == (first, last)


@pytest.mark.parametrize("text", ["2025-01-08", "2025-01", "2024/2024"])
def test_a_date_within_which_something_happened_is_nowhere_sure(text: str) -> None:
    assert _sure(_events(text)) is None


def test_an_ask_lasts_from_when_it_was_raised_to_its_due_date() -> None:
    timeline = _one_ask("2025-01", "2025-04")
    assert (timeline.start[0], timeline.end[0]) == (_day("2025-01"), when.bounds("2025-04")[1])
    assert _sure(timeline) == (when.bounds("2025-01")[1], _day("2025-04"))
    assert timeline.flags[0] & DUE


def test_an_open_ask_without_due_date_goes_on_and_a_closed_one_does_not() -> None:
    assert _one_ask("2025-01").end[0] == when.END
    closed = _one_ask("2025-01", status="refused")
    assert closed.end[0] == when.bounds("2025-01")[1]
    assert not closed.flags[0] & END_OPEN


def test_a_due_date_before_the_ask_was_raised_turns_nothing_round() -> None:
    timeline = _one_ask("2025-03", "2025-01")
    assert timeline.start[0] <= timeline.end[0]


def test_an_ask_with_only_a_due_date_is_at_its_due_date() -> None:
    timeline = _one_ask(None, "2025-04")
    assert (timeline.start[0], timeline.end[0]) == when.bounds("2025-04")


@pytest.mark.parametrize(
    ("due", "status", "today", "late"),
    [
        ("2025-04", "pending", "2025-05-01", True),
        ("2025-04", "pending", "2025-04-30", False),
        ("2025-04-02", "pending", "2025-04-02", False),
        ("2025-04-02", "partly met", "2025-04-03", True),
        ("2025-04-02", "met", "2025-04-03", False),
        ("2025-04-02", "lapsed", "2025-04-03", False),
        (None, "pending", "2025-04-03", False),
    ],
)
def test_an_ask_is_overdue_once_its_due_date_has_surely_passed(
    due: str | None, status: str, today: str, late: bool
) -> None:
    timeline = _one_ask("2025-01", due, status=status)
    assert timeline.overdue(np.array([0]), _day(today)).tolist() == [late]


def test_the_extent_goes_from_the_first_to_the_last_date_that_is_named() -> None:
    timeline = _events("../2023", "2024-03/..", "2021-08")
    assert timeline.extent() == (_day("2021-08"), _day("2024-03"))


def test_what_only_begins_has_an_extent_too() -> None:
    assert _events("2024-03/..").extent() == (_day("2024-03"), _day("2024-03"))
    first, last = _events("../2023").extent() or (0, 0)
    assert first <= last == when.bounds("2023")[1]


_TEXTS = st.one_of(
    st.dates(datetime.date(2000, 1, 1), datetime.date(2001, 12, 31)).map(str),
    st.sampled_from(["2000", "2001", "2000-05", "2000/2001", "2000-07/..", "../2001-02", "2001~"]),
)
_SPANS = st.tuples(st.integers(-400, 1200), st.integers(1, 900))


@given(st.lists(_TEXTS, min_size=1, max_size=30), _SPANS)
def test_binary_search_finds_just_what_touches_a_span(
    texts: list[str], span: tuple[int, int]
) -> None:
    timeline = _events(*texts)
    begin = _day("2000") + span[0] * when.DAY
    end = begin + span[1] * when.DAY
    touching = np.flatnonzero((timeline.start <= end) & (timeline.end >= begin))
    assert timeline.within(0, begin, end).tolist() == touching.tolist()


@given(st.lists(_TEXTS, min_size=1, max_size=30), _SPANS)
def test_counting_agrees_with_finding(texts: list[str], span: tuple[int, int]) -> None:
    timeline = _events(*texts)
    edges = _day("2000") + (span[0] + np.arange(6.0) * span[1]) * when.DAY
    found = [len(timeline.within(0, begin, end - 1))
             for begin, end in pairwise(edges)]  # fmt: skip
    assert timeline.counts(0, edges).tolist() == found


def test_what_goes_on_is_counted_up_to_today_only() -> None:
    timeline = _events("2024-03/..", "2024-03-05", "2026-01-02")
    edges = np.array([_day(f"{year}") for year in (2023, 2024, 2025, 2026, 2027)], np.float64)
    assert timeline.counts(0, edges, _day("2025-06")).tolist() == [0, 2, 1, 1]
    assert timeline.counts(0, edges).tolist() == [0, 2, 1, 2]
