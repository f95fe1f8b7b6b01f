"""Dates that are told from today: so many days ago, last week, Monday."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.workbench.when_texts import THESE_DAYS
from workbench.when_words import read

TODAY = datetime.date(2025, 2, 5)  # a Wednesday


def _read(text: str) -> str:
    return read(text, TODAY).text


@pytest.mark.parametrize(
    ("typed", "edtf"),
    [
        ("today", "2025-02-05"),
        ("Now", "2025-02-05"),
        ("YESTERDAY", "2025-02-04"),
        ("tomorrow", "2025-02-06"),
        ("the day before yesterday", "2025-02-03"),
        ("3 days ago", "2025-02-02"),
        ("one day ago", "2025-02-04"),
        ("in 3 days", "2025-02-08"),
        ("3 days from now", "2025-02-08"),
        ("Monday", "2025-02-03"),
        ("on Wednesday", "2025-02-05"),
        ("thu", "2025-01-30"),
        ("last Monday", "2025-02-03"),
        ("last Wednesday", "2025-01-29"),
        ("next Wednesday", "2025-02-12"),
        ("next Friday", "2025-02-07"),
        ("this Monday", "2025-02-03"),
    ],
)
def test_days_are_counted_from_today(typed: str, edtf: str) -> None:
    assert _read(typed) == edtf


@pytest.mark.parametrize(
    ("typed", "edtf"),
    [
        ("last week", "2025-01-27/2025-02-02"),
        ("this week", "2025-02-03/2025-02-09"),
        ("2 weeks ago", "2025-01-20/2025-01-26"),
        ("a week ago", "2025-01-27/2025-02-02"),
        ("in two weeks", "2025-02-17/2025-02-23"),
        ("last month", "2025-01"),
        ("this month", "2025-02"),
        ("next month", "2025-03"),
        ("three months ago", "2024-11"),
        ("last year", "2024"),
        ("10 years ago", "2015"),
    ],
)
def test_weeks_months_and_years_stay_whole(typed: str, edtf: str) -> None:
    assert _read(typed) == edtf


@given(THESE_DAYS, st.integers(1, 400))
@settings(deadline=None)
def test_so_long_ago_covers_the_day_that_is_so_far_off(today: datetime.date, n: int) -> None:
    for unit, days in (("day", n), ("week", 7 * n)):
        plural = "s" if n > 1 else ""
        back, ahead = datetime.timedelta(-days), datetime.timedelta(days)
        assert read(f"{n} {unit}{plural} ago", today).covers(today + back)
        assert read(f"in {n} {unit}{plural}", today).covers(today + ahead)


@given(THESE_DAYS)
@settings(deadline=None)
def test_a_weekday_is_never_more_than_a_week_off(today: datetime.date) -> None:
    for number, name in enumerate(
        ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
    ):
        away = {}
        for typed in (name, f"last {name}", f"next {name}", f"this {name}"):
            day = read(typed, today).exact_day
            assert day is not None and day.weekday() == number
            away[typed] = (day - today).days
        assert -7 < away[name] <= 0
        assert -7 <= away[f"last {name}"] < 0 < away[f"next {name}"] <= 7
        assert away[f"this {name}"] + today.weekday() == number
        due = read(name, today, prefer="future").exact_day
        assert due is not None and 0 <= (due - today).days < 7
