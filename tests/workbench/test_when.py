"""Loose dates: what each text covers, in which order, how it reads, and what is no date."""

from __future__ import annotations

import datetime
import math
import re
import warnings
from itertools import pairwise

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.workbench.when_texts import NEARLY, STRUCTURES, TODAYS, WHENS, moments, points
from workbench import when
from workbench.when import BEGINNING, DAY, END, UNKNOWN, Point, Span, WhenError

with warnings.catch_warnings():
    # Said once, by the grammar that edtf builds when it is imported.
    warnings.filterwarnings("ignore", message="warn_multiple_tokens_in_named_alternation")
    import edtf

EPOCH = datetime.date(1970, 1, 1)
TODAY = datetime.date(2025, 2, 5)


def _days(text: str) -> tuple[str, str]:
    """First and last second of a text, as civil time."""
    return tuple(  # type: ignore[return-value]
        "{:04}-{:02}-{:02} {:02}:{:02}:{:02}".format(*when.civil(second))
        for second in when.bounds(text)
    )


@given(STRUCTURES)
@settings(deadline=None)
def test_a_date_is_printed_as_it_was_read(parts: Point | Span) -> None:
    text = str(parts)
    assert when.structure(text) == parts
    assert str(when.structure(text)) == text
    parsed = when.parse(f"  {text}\n")
    assert parsed.text == str(parsed) == text
    assert when.bounds(text) == parts.bounds() == parsed.order
    assert parsed.earliest <= parsed.latest


def _by_oracle(point: Point) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """The strict days of the edtf package."""
    if point.month is not None and point.month > 12 and point.sign:
        # Its grammar has no sign after a season but in an interval.
        asked = edtf.parse_edtf(f"{point}/{point}")
    elif re.search(r"T.*[+-]00(:00)?$", str(point)):
        # Nor an offset of nothing other than Z; it leaves clock times out of its bounds.
        asked = edtf.parse_edtf(str(point)[:19])
    else:
        asked = edtf.parse_edtf(str(point))
    return tuple(asked.lower_strict())[:3], tuple(asked.upper_strict())[:3]


@given(points())
@settings(deadline=None, max_examples=200)
def test_a_date_covers_the_days_that_the_edtf_package_says(point: Point) -> None:
    first, last = when.bounds(str(point))
    assert (when.civil(first)[:3], when.civil(last)[:3]) == _by_oracle(point)
    assert first % DAY == 0 and last % DAY == DAY - 1


@given(moments())
@settings(deadline=None, max_examples=50)
def test_a_clock_time_is_one_second_of_the_day_that_the_edtf_package_says(point: Point) -> None:
    first, last = when.bounds(str(point))
    assert first == last
    assert when.civil(first)[3:] == point.clock
    assert (when.civil(first)[:3], when.civil(last)[:3]) == _by_oracle(point)


@given(WHENS.filter(lambda w: w.precision == "interval"))
@settings(deadline=None, max_examples=150)
def test_an_interval_covers_the_days_that_the_edtf_package_says(span: when.When) -> None:
    asked = edtf.parse_edtf(span.text)
    # It puts an unknown end ten years from the other; here nothing is known of it.
    if span.start_unknown:
        assert span.earliest == BEGINNING
    elif span.start_open:
        assert (span.earliest, asked.lower_strict()) == (BEGINNING, -math.inf)
    else:
        assert when.civil(span.earliest)[:3] == tuple(asked.lower_strict())[:3]
    if span.end_unknown:
        assert span.latest == END
    elif span.end_open:
        assert (span.latest, asked.upper_strict()) == (END, math.inf)
    else:
        assert when.civil(span.latest)[:3] == tuple(asked.upper_strict())[:3]


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2025", "2025-01-01 00:00:00", "2025-12-31 23:59:59"),
        ("2024-02", "2024-02-01 00:00:00", "2024-02-29 23:59:59"),
        ("1900-02", "1900-02-01 00:00:00", "1900-02-28 23:59:59"),
        ("2025-01~", "2025-01-01 00:00:00", "2025-01-31 23:59:59"),
        ("2025-01-08", "2025-01-08 00:00:00", "2025-01-08 23:59:59"),
        ("2024-23", "2024-09-01 00:00:00", "2024-11-30 23:59:59"),
        ("2024-24", "2024-12-01 00:00:00", "2024-12-31 23:59:59"),
        ("2024-03/2025", "2024-03-01 00:00:00", "2025-12-31 23:59:59"),
        ("2025-01-08T23:30:00-05:00", "2025-01-08 23:30:00", "2025-01-08 23:30:00"),
        ("0000", "0000-01-01 00:00:00", "0000-12-31 23:59:59"),
        ("9999-12-31", "9999-12-31 00:00:00", "9999-12-31 23:59:59"),
    ],
)
def test_bounds_are_the_first_and_last_second(text: str, first: str, last: str) -> None:
    assert _days(text) == (first, last)


def test_open_and_unknown_ends_reach_as_far_as_there_is() -> None:
    start, end = when.bounds("2024-03")
    assert when.bounds("2024-03/..") == when.bounds("2024-03/") == (start, END)
    assert when.bounds("../2024-03") == when.bounds("/2024-03") == (BEGINNING, end)
    assert when.bounds("../..") == (BEGINNING, END)
    # Kept as floats by some readers of the record, so they must not be rounded there.
    assert int(float(BEGINNING)) == BEGINNING and int(float(END)) == END
    going_on, unsaid = when.parse("2024-03/.."), when.parse("2024-03/")
    assert (going_on.end_open, going_on.end_unknown) == (True, False)
    assert (unsaid.end_open, unsaid.end_unknown) == (False, True)
    always, before = when.parse("../2024"), when.parse("/2024")
    assert (always.start_open, always.start_unknown) == (True, False)
    assert (before.start_open, before.start_unknown) == (False, True)


@pytest.mark.parametrize(
    ("text", "position"),
    [
        ("2025-1", 5),
        ("2025-1-8", 6),
        ("2025-01-8", 8),
        ("2025-01-", 7),
        ("20250108", 4),
        ("12025", 4),
        ("-2025", 0),
        ("yesterday", 0),
        ("2025-13", 5),
        ("2025-00", 5),
        ("2025-20", 5),
        ("2025-25", 5),
        ("2025-21-01", 7),
        ("2025-02-29", 8),
        ("2025-04-31", 8),
        ("2025-01-00", 8),
        ("2025-01~?", 8),
        ("~2025", 0),
        ("2025-01 ~", 7),
        ("2025-01-08 14:30", 10),
        ("2025-01-08T14:30", 15),
        ("2025-01-08T1430", 13),
        ("2025-01-08T14:30:00~", 19),
        ("2025-01-08T24:00:00", 11),
        ("2025-01-08T14:60:00", 14),
        ("2025-01-08T14:30:60", 17),
        ("2025-01-08T14:30:00+15:00", 19),
        ("2025-01-08T14:30:00+04:60", 19),
        ("/", 0),
        ("/..", 0),
        ("../", 0),
        ("2025/2024", 5),
        ("2024/2025/2026", 9),
        ("2024-03/2025-13", 13),
        ("2024-03/yesterday", 8),
        ("2024-13/2025", 5),
        ("2025-01-08T14:30:00/2026", 10),
        ("2024-03/...", 8),
        ("٢٠٢٥", 0),
        ("", 0),
    ],
)
def test_what_is_no_date_is_told_with_its_place(text: str, position: int) -> None:
    with pytest.raises(WhenError) as caught:
        when.parse(text)
    assert caught.value.position == position
    said = str(caught.value)
    assert "\n" not in said
    if text:
        assert said.startswith(f"“{text}”, character {position + 1}: ")


@given(st.one_of(points(), moments()), st.data())
@settings(deadline=None)
def test_a_letter_too_many_is_pointed_at(point: Point, data: st.DataObject) -> None:
    text = str(point)
    at = data.draw(st.integers(0, len(text)))
    letter = data.draw(st.sampled_from("xX#é٣"))
    wrong = text[:at] + letter + text[at:]
    with pytest.raises(WhenError) as caught:
        when.parse(wrong)
    assert caught.value.position == at
    if point.clock is None:
        with pytest.raises(WhenError) as caught:
            when.parse(f"0000/{wrong}")
        assert caught.value.position == 5 + at


@given(NEARLY)
@settings(deadline=None, max_examples=400)
@example("2025\n")
@example("²⁰²⁵")
@example("2025-01-08T14:30:00/..")
def test_any_text_is_a_date_or_told_to_be_none(text: str) -> None:
    try:
        parsed = when.parse(text)
    except WhenError as error:
        stripped = text.strip()
        assert 0 <= error.position <= max(0, len(stripped) - 1)
        assert "\n" not in str(error)
        assert str(error).endswith((".", "?", "!", ":"))
    else:
        assert parsed.text == text.strip() == str(parsed.structure)


def test_an_error_shows_a_long_text_in_one_short_line() -> None:
    with pytest.raises(WhenError) as caught:
        when.parse("2025 \n\n" + "a long minute of a meeting " * 100)
    assert str(caught.value).startswith("“2025 a long minute of")
    assert len(str(caught.value)) < 200


@given(st.dates())
@settings(deadline=None)
def test_days_are_counted_as_datetime_counts_them(date: datetime.date) -> None:
    days = when.to_days(date.year, date.month, date.day)
    assert days == (date - EPOCH).days
    assert when.civil(days * DAY) == (date.year, date.month, date.day, 0, 0, 0)
    day = when.from_date(date)
    assert day == when.parse(date.isoformat())
    assert day.exact_day == date
    assert day.covers(date)


@given(st.integers(-(10**15), 10**15))
@settings(deadline=None)
def test_seconds_make_a_civil_time_and_back(seconds: int) -> None:
    year, month, day, hour, minute, second = when.civil(seconds)
    assert 1 <= month <= 12 and 1 <= day <= 31
    back = when.to_days(year, month, day) * DAY + hour * 3600 + minute * 60 + second
    assert back == seconds


@given(st.lists(WHENS, max_size=6))
@settings(deadline=None)
def test_dates_are_ordered_by_their_first_second_then_their_last(whens: list[when.When]) -> None:
    ordered = sorted(whens, key=lambda one: one.order)
    for one, other in pairwise(ordered):
        assert one.earliest < other.earliest or (
            one.earliest == other.earliest and one.latest <= other.latest
        )


def test_a_looser_date_comes_before_those_within_it() -> None:
    texts = ["2025-01-08", "2025-01", "2025", "../2025", "2024-12-31", "2025-02", "2025/.."]
    assert sorted(texts, key=when.bounds) == [
        "../2025", "2024-12-31", "2025-01", "2025", "2025/..", "2025-01-08", "2025-02",
    ]  # fmt: skip


@given(WHENS, WHENS)
@settings(deadline=None)
def test_dates_overlap_where_both_can_mean_one_second(one: when.When, other: when.When) -> None:
    shared = max(one.earliest, other.earliest) <= min(one.latest, other.latest)
    assert one.overlaps(other) is other.overlaps(one) is shared
    assert when.overlap(one, other.text) is when.overlap(one.text, other) is shared
    assert one.overlaps(one)


@given(WHENS, TODAYS)
@settings(deadline=None)
def test_a_date_covers_the_days_that_it_overlaps(one: when.When, day: datetime.date) -> None:
    assert one.covers(day) is one.overlaps(when.from_date(day))


@given(WHENS)
@settings(deadline=None)
def test_only_a_day_and_nothing_else_is_an_exact_day(one: when.When) -> None:
    plain = re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", one.text)
    if plain and not one.text.startswith("0000"):
        assert one.exact_day == datetime.date.fromisoformat(one.text)
    else:
        assert one.exact_day is None


@pytest.mark.parametrize(
    ("text", "worded", "today", "ago"),
    [
        ("2025", "2025", "", "this year"),
        ("2024", "2024", "", "last year"),
        ("2027~", "about 2027", "", "in 2 years or so"),
        ("2025-01", "Jan 2025", "", "last month"),
        ("2025-01~", "about Jan 2025", "", "last month or so"),
        ("2025-01?", "Jan 2025?", "", "last month?"),
        ("2025-01%", "about Jan 2025?", "", "last month or so?"),
        ("2023-05-01", "1 May 2023", "", "21 months ago"),
        ("2020-05-01", "1 May 2020", "", "5 years ago"),
        ("2025-01-16", "16 Jan 2025", "", "3 weeks ago"),
        ("2025-02-05", "5 Feb 2025", "today", "today"),
        ("2025-02-04", "4 Feb 2025", "yesterday", "yesterday"),
        ("2025-02-06?", "6 Feb 2025?", "tomorrow?", "tomorrow?"),
        ("2025-02-18", "18 Feb 2025", "", "in 13 days"),
        ("2025-04-08", "8 Apr 2025", "", "in 2 months"),
        ("2024-22", "summer 2024", "", "6–8 months ago"),
        ("2025-21~", "about spring 2025", "", "in 1–3 months or so"),
        ("2022-21", "spring 2022", "", "3 years ago"),
        ("2024-24", "winter 2024", "", "2 months ago"),
        ("2024-03/..", "since Mar 2024", "", "going on"),
        ("2025/..", "since 2025", "", "beginning this year"),
        ("2026/..", "since 2026", "from 2026 on", "begins next year"),
        ("2024-03/", "from Mar 2024, end unknown", "", "began 11 months ago"),
        ("../2023%", "until about 2023?", "", "ended 2 years ago or so?"),
        ("../2025-02", "until Feb 2025", "", "ending this month"),
        ("../2026", "until 2026", "", "going on"),
        ("/2026", "until 2026, start unknown", "", "ending next year"),
        ("../..", "at any time", "", "going on"),
        ("2024-03/2025-01", "Mar 2024 – Jan 2025", "", "ended last month"),
        ("2025-02-05T14:30:00", "5 Feb 2025, 14:30", "today, 14:30", "today"),
        ("2025-01-04T09:00:15Z", "4 Jan 2025, 09:00:15 UTC", "", "5 weeks ago"),
        ("2025-01-05T09:00:00+04:30", "5 Jan 2025, 09:00 +04:30", "", "4 weeks ago"),
    ],
)  # fmt: skip
def test_a_date_reads_as_a_person_would_say_it(
    text: str, worded: str, today: str, ago: str
) -> None:
    parsed = when.parse(text)
    assert when.wording(parsed) == worded
    assert when.wording(parsed, TODAY) == (today or worded)
    assert when.ago(parsed, TODAY) == ago


_COARSENESS = {"second": 0, "day": 0, "month": 1, "season": 1, "year": 2}


@given(WHENS, TODAYS)
@settings(deadline=None)
def test_how_long_ago_is_never_finer_than_the_date(one: when.When, today: datetime.date) -> None:
    said = when.ago(one, today)
    tips = [one.structure]
    if isinstance(one.structure, Span):
        tips = [tip for tip in (one.structure.start, one.structure.end) if isinstance(tip, Point)]
    coarse = min((_COARSENESS[tip.precision] for tip in tips), default=3)
    if coarse >= 1:
        assert not re.search(r"day|week|morrow", said)
    if coarse >= 2:
        assert "month" not in said
    if coarse >= 3:
        assert said == "going on"
    if said == "going on":
        assert one.covers(today) and not isinstance(one.structure, Point)
        assert UNKNOWN not in (one.structure.start, one.structure.end)


def test_an_interval_that_may_not_have_begun_is_not_said_to_go_on() -> None:
    def said(text: str) -> str:
        return when.ago(when.parse(text), TODAY)

    assert said("2025-02/..") == "beginning this month"
    assert said("2025-02-05/2025-02-07") == "beginning today"
    assert said("2025-02-03/2025-02-05") == "ending today"
    assert said("2025-02-03/2025-02-07") == "going on"
