"""Dates as people type them: words and figures become EDTF, and nothing is guessed."""

from __future__ import annotations

import datetime
import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.workbench.when_texts import NEARLY, THESE_DAYS, TODAYS, WHENS
from workbench import when
from workbench.when import WhenError, from_date
from workbench.when_words import examples, read

TODAY = datetime.date(2025, 2, 5)  # a Wednesday
PREFER = st.sampled_from(("past", "future"))
MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip


def _read(text: str) -> str:
    return read(text, TODAY).text


def _due(text: str) -> str:
    return read(text, TODAY, prefer="future").text


def _said(text: str, prefer: str = "past") -> str:
    with pytest.raises(WhenError) as caught:
        read(text, TODAY, prefer=prefer)  # type: ignore[arg-type]
    said = str(caught.value)
    assert "\n" not in said
    return said


@given(WHENS, TODAYS, PREFER)
@settings(deadline=None)
def test_edtf_is_taken_as_it_is(date: when.When, today: datetime.date, prefer: str) -> None:
    assert read(date.text, today, prefer=prefer) == date  # type: ignore[arg-type]
    assert read(f" {date.text.lower()} ", today) == date


@given(WHENS, THESE_DAYS)
@settings(deadline=None, max_examples=300)
def test_what_the_workbench_words_it_also_reads(date: when.When, today: datetime.date) -> None:
    """Also shows that no wording is finer than its date, nor leaves anything of it out."""
    told = read(when.wording(date), today)
    assert read(when.wording(date, today), today) == told
    assert told == date


@pytest.mark.parametrize(
    ("typed", "edtf"),
    [
        ("8 January 2025", "2025-01-08"),
        ("8 jan 2025", "2025-01-08"),
        ("8th of January, 2025", "2025-01-08"),
        ("January 8, 2025", "2025-01-08"),
        ("Jan. 1st 2025", "2025-01-01"),
        ("2025 Jan 8", "2025-01-08"),
        ("8. Jan. 2025", "2025-01-08"),
        ("8-Jan-2025", "2025-01-08"),
        ("8 Jan 25", "2025-01-08"),
        ("8 Jan '25", "2025-01-08"),
        ("8 Jan 98", "1998-01-08"),
        ("Wed, 8 Jan 2025", "2025-01-08"),
        ("Jan 2025", "2025-01"),
        ("2025 Jan", "2025-01"),
        ("Jan '25", "2025-01"),
        ("sept 2024", "2024-09"),
        ("01/2025", "2025-01"),
        ("spring 2024", "2024-21"),
        ("2024 Fall", "2024-23"),
        ("winter 2024", "2024-24"),
        ("Q1 2025", "2025-01/2025-03"),
        ("2025/01/08", "2025-01-08"),
        ("2025-1-8", "2025-01-08"),
        ("2025.01.08", "2025-01-08"),
        ("20250108", "2025-01-08"),
        ("08.01.2025", "2025-01-08"),
        ("8. 1. 2025", "2025-01-08"),
        ("8.1.25", "2025-01-08"),
        ("13/1/2025", "2025-01-13"),
        ("1/13/2025", "2025-01-13"),
        ("5-5-2025", "2025-05-05"),
        ("yesterday 14:30", "2025-02-04T14:30:00"),
        ("8 Jan 2025 at 9:05 +0430", "2025-01-08T09:05:00+04:30"),
    ],
)
def test_a_date_may_be_written_as_people_write_it(typed: str, edtf: str) -> None:
    assert _read(typed) == edtf


@pytest.mark.parametrize(
    "typed", ["۸ Jan ۲۰۲۵", "٨/١٣/٢٠٢٥", "२०२५-०१-०८", "۲۰۲۵/۰۱/۰۸", "\u200f٨.١.٢٠٢٥", "8 Jan 2025"]
)
def test_digits_may_be_of_any_script(typed: str) -> None:
    assert _read(typed) in ("2025-01-08", "2025-08-13")


@pytest.mark.parametrize(
    ("typed", "edtf"),
    [
        ("about Jan 2025", "2025-01~"),
        ("c. 2024", "2024~"),
        ("c.2024", "2024~"),
        ("around 8 January", "2025-01-08~"),
        ("~2024", "2024~"),
        ("Jan 2025?", "2025-01?"),
        ("perhaps 2024", "2024?"),
        ("about 2024?", "2024%"),
        ("last month؟", "2025-01?"),
        ("about last week", "2025-01-27~/2025-02-02~"),
        ("early 2024", "2024-01~/2024-04~"),
        ("mid-2024", "2024-05~/2024-08~"),
        ("late 2024", "2024-09~/2024-12~"),
        ("the end of January", "2025-01-21~/2025-01-31~"),
        ("early last month", "2025-01-01~/2025-01-10~"),
    ],
)
def test_doubt_is_kept(typed: str, edtf: str) -> None:
    assert _read(typed) == edtf


@pytest.mark.parametrize(
    ("typed", "edtf"),
    [
        ("since March 2024", "2024-03/.."),
        ("from March 2024 on", "2024-03/.."),
        ("8 Jan onwards", "2025-01-08/.."),
        ("since about 2023", "2023~/.."),
        ("since last week", "2025-01-27~/.."),
        ("March 2024 to present", "2024-03/.."),
        ("2024-03 - ?", "2024-03/"),
        ("until 2023", "../2023"),
        ("up to yesterday", "../2025-02-04"),
        ("before 2024", "../2023"),
        ("before 1 March 2024", "../2024-02-29"),
        ("after Dec 2024", "2025-01/.."),
        ("after spring 2024", "2024-06/.."),
        ("March 2024 to January 2025", "2024-03/2025-01"),
        ("from March 2024 until January 2025", "2024-03/2025-01"),
        ("between March 2024 and January 2025", "2024-03/2025-01"),
        ("2024-03 - 2025-01", "2024-03/2025-01"),
        ("2024-03 / 2025-01", "2024-03/2025-01"),
        ("2024–2025", "2024/2025"),
        ("2024-2025", "2024/2025"),
        ("8-10 Jan 2025", "2025-01-08/2025-01-10"),
        ("Jan 8–10, 2025", "2025-01-08/2025-01-10"),
        ("January 8 to 10", "2025-01-08/2025-01-10"),
        ("Jan 8-10", "2025-01-08/2025-01-10"),
        ("8th to 10th January", "2025-01-08/2025-01-10"),
        ("Jan–Mar 2024", "2024-01/2024-03"),
        ("Nov to Jan 2025", "2024-11/2025-01"),
        ("28 Dec – 3 Jan", "2024-12-28/2025-01-03"),
        ("March 2024 to January", "2024-03/2025-01"),
        ("Monday to today", "2025-02-03/2025-02-05"),
        ("about Mar 2024 to Jan 2025?", "2024-03~/2025-01?"),
    ],
)
def test_intervals_may_be_written_in_words(typed: str, edtf: str) -> None:
    assert _read(typed) == edtf


@pytest.mark.parametrize(
    ("typed", "past", "future"),
    [
        ("8 Jan", "2025-01-08", None),
        ("Jan 8", "2025-01-08", None),
        ("8.1.", "2025-01-08", None),
        ("5 Feb", "2025-02-05", "2025-02-05"),
        ("8 Apr", "2024-04-08", "2025-04-08"),
        ("5 Mar", "2024-03-05", "2025-03-05"),
        ("4 Mar", None, "2025-03-04"),
        ("20 Feb", None, "2025-02-20"),
        ("January", "2025-01", None),
        ("February", "2025-02", "2025-02"),
        ("March", None, "2025-03"),
        ("April", "2024-04", "2025-04"),
        ("29 Feb", None, None),
        ("Monday", "2025-02-03", "2025-02-10"),
        ("Wednesday", "2025-02-05", "2025-02-05"),
    ],
)
def test_a_date_without_year_is_the_nearest_or_refused(
    typed: str, past: str | None, future: str | None
) -> None:
    for prefer, edtf in (("past", past), ("future", future)):
        if edtf is None:
            assert "more ways than one" in _said(typed, prefer)
        else:
            assert read(typed, TODAY, prefer=prefer).text == edtf  # type: ignore[arg-type]


def test_a_due_date_may_be_given_as_by_then() -> None:
    assert _due("by 8 Apr") == "2025-04-08"
    assert _due("in 2 weeks") == "2025-02-17/2025-02-23"
    assert _due("20 Feb to 3 Mar") == "2025-02-20/2025-03-03"
    assert _due("until Friday") == "../2025-02-07"
    assert _due("Dec to Jan") == "2025-12/2026-01"
    _said("by 8 Apr")


@pytest.mark.parametrize(
    ("typed", "readings"),
    [
        ("8/1/2025", "2025-01-08, 2025-08-01"),
        ("08-01-2025", "2025-01-08, 2025-08-01"),
        ("25/12/24", "2024-12-25, 2025-12-24"),
        ("8/1", "2024-08-01, 2025-01-08"),
        ("Jan 25", "2025-01, 2025-01-25"),
        ("Jan-25", "2025-01, 2025-01-25"),
        ("20 Feb", "2024-02-20, 2025-02-20"),
        ("29 Feb", "2024-02-29, 2028-02-29"),
        ("until Friday", "2025-01-31, 2025-02-07"),
        ("before April", "2024-04, 2025-04"),
    ],
)
def test_what_can_be_read_in_two_ways_is_refused_and_both_are_named(
    typed: str, readings: str
) -> None:
    assert _said(typed) == (
        f"“{typed}”: This can be read in more ways than one: {readings}. "
        "Write the one that is meant."
    )


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("30 Feb 2025", "There is no day 30 in 2025-02"),
        ("30 Feb", "There is no such day"),
        ("1.13", "There is no such day"),
        ("2025-02-30", "There is no day 30 in 2025-02"),
        ("2025-13", "There is no month 13"),
        ("Monday 8 January 2025", "2025-01-08 is another day of the week"),
        ("January 2025 to March 2024", "The interval ends before it begins. Write the earlier"),
        ("9000 years ago", "Years run from 0000 to 9999"),
        ("before 0000", "Years run from 0000 to 9999"),
        ("8 Jan 2025 25:00", "There is no clock time 25:00:00"),
        ("", "The date is empty. Write for example yesterday, 8 Jan"),
        ("\u200f", "The date is empty. Write for example yesterday, 8 Jan"),
        ("12", "This is no date. Write for example yesterday, 8 Jan"),
        ("9 8 2025", "This is no date. Write for example yesterday, 8 Jan"),
        ("Jan 8, 10", "This is no date. Write for example yesterday, 8 Jan"),
        ("about", "This is no date. Write for example yesterday, 8 Jan"),
    ],
)
def test_what_is_no_date_is_told_in_one_line(typed: str, said: str) -> None:
    assert said in _said(typed)


@pytest.mark.parametrize(
    ("typed", "word", "position"),
    [("yesterdy", "yesterdy", 0), ("8  Janury 2025", "Janury", 3), ("since Nowruz", "Nowruz", 6)],
)
def test_a_strange_word_is_pointed_at(typed: str, word: str, position: int) -> None:
    with pytest.raises(WhenError) as caught:
        read(typed, TODAY)
    assert f"“{word}” is no word for a date. Write for example" in str(caught.value)
    assert caught.value.position == position


def test_the_examples_are_dates() -> None:
    for text in examples().split(", "):
        assert read(text, TODAY).text
    assert examples() in _said("no date at all")


_WORDS = (
    "today", "yesterday", "3", "12", "31", "8", "1", "99", "2024", "2025", "'25", "jan", "feb",
    "march", "may", "monday", "wed", "last", "next", "this", "early", "mid", "late", "about",
    "c.", "perhaps", "since", "until", "from", "to", "on", "before", "after", "between", "and",
    "in", "ago", "days", "weeks", "month", "years", "spring", "q1", "-", "–", "/", ".", ",",
    "?", "~", "%", "..", "8.1.", "8/1/2025", "13/1", "2024-03", "20250108", "14:30", "utc",
    "+0430", "by", "the", "of", "at", "end", "start", "unknown", "now", "th", "1st", "29",
    "0000", "9999",
)  # fmt: skip
_PIECES = st.sampled_from(_WORDS)
_TYPED = st.one_of(
    NEARLY,
    st.lists(_PIECES, max_size=7).map(" ".join),
    st.lists(_PIECES, max_size=5).map("".join),
)


@given(_TYPED, TODAYS, PREFER)
@settings(deadline=None, max_examples=800)
@example("yesterday", datetime.date.min, "past")
@example("in 9999 years", datetime.date.max, "future")
@example("about " * 5000, TODAY, "past")
@example("29 feb", datetime.date(1, 1, 1), "past")
@example("8 jan - 7 jan", datetime.date(9999, 12, 31), "future")
def test_any_text_is_a_date_that_reads_as_itself_or_is_told_to_be_none(
    text: str, today: datetime.date, prefer: str
) -> None:
    try:
        date = read(text, today, prefer=prefer)  # type: ignore[arg-type]
    except WhenError as error:
        assert "\n" not in str(error)
        assert 0 <= error.position <= max(0, len(text.strip()) - 1)
        assert str(error).endswith((".", "?", "!", ":"))
    else:
        assert when.parse(date.text) == date == read(date.text, today)


@given(THESE_DAYS, THESE_DAYS, st.sampled_from(("{0} {1} {2}", "{1} {0}, {2}", "{2} {1} {0}")))
@settings(deadline=None)
def test_a_full_date_is_the_same_on_every_day(
    date: datetime.date, today: datetime.date, form: str
) -> None:
    for month in (MONTHS[date.month - 1], MONTHS[date.month - 1][:3].upper()):
        assert read(form.format(date.day, month, date.year), today) == from_date(date)


@given(THESE_DAYS, st.integers(1, 31), st.sampled_from(MONTHS), PREFER)
@settings(deadline=None)
def test_a_year_is_added_only_within_eleven_months(
    today: datetime.date, day: int, month: str, prefer: str
) -> None:
    for typed in (f"{day} {month}", month):
        try:
            date = read(typed, today, prefer=prefer)  # type: ignore[arg-type]
        except WhenError:
            continue
        now = from_date(today)
        if prefer == "past":
            assert now.earliest - 336 * when.DAY <= date.earliest <= now.earliest
        else:
            assert now.earliest <= date.latest <= now.latest + 367 * when.DAY


@given(st.integers(1, 31), st.integers(1, 12), st.integers(1900, 2100), st.sampled_from("/-"))
@settings(deadline=None)
def test_figures_are_taken_only_where_one_reading_is_a_day(
    day: int, month: int, year: int, mark: str
) -> None:
    meant = f"{year:04}-{month:02}-{day:02}"
    try:
        date = read(f"{day}{mark}{month}{mark}{year}", TODAY)
    except WhenError as error:
        assert (day <= 12 and day != month and meant in str(error)) or "no day" in str(error)
    else:
        assert date.text == meant
        assert day > 12 or day == month
    dotted = re.sub("-", ".", "-".join(reversed(meant.split("-"))))
    try:
        assert read(dotted, TODAY).text == meant
    except WhenError as error:
        assert "no day" in str(error)
