"""Dates in foreign sheets mean what those who wrote them meant."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.exchange import column_hijri
from workbench.exchange.column_dates import DateReader, order_of, unmarked_hijri
from workbench.messages import Refused

TODAY = datetime.date(2025, 6, 1)


def read(cell: Any, order: Any = "", year: int | None = None, calendar: Any = "") -> str | None:
    return DateReader(TODAY, order, calendar).read(cell, year)


@pytest.mark.parametrize(
    ("cell", "meant"),
    [
        ("8 Jan 2025", "2025-01-08"),
        ("Jan-14", "2014-01"),
        ("May, 2010", "2010-05"),
        ("2025", "2025"),
        (2025.0, "2025"),
        ("early 2024", "2024-01~/2024-04~"),
        (45665.0, "2025-01-08"),
        (45665.5, "2025-01-08T12:00:00"),
        (datetime.date(2025, 1, 8), "2025-01-08"),
        (datetime.datetime(2025, 1, 8, 9, 30), "2025-01-08T09:30:00"),
        ("13/02/2024", "2024-02-13"),
        ("12.05.2023", "2023-05-12"),
        ("2025-01-08 14:30", "2025-01-08T14:30:00"),
        ("08/01/2025 - 10/01/2025", None),
        ("8-10 Jan 2025", "2025-01-08/2025-01-10"),
        ("1er février 2024", "2024-02-01"),
        ("8. Januar 2025", "2025-01-08"),
        ("8 de enero de 2025", "2025-01-08"),
        ("8 января 2025 г.", "2025-01-08"),
        ("٨ يناير ٢٠٢٥", "2025-01-08"),
        ("كانون الثاني 2024", "2024-01"),
        ("début 2024", "2024-01~/2024-04~"),
        ("lundi 6 janvier 2025", "2025-01-06"),
        ("n/a", ""),
        ("—", ""),
    ],
)
def test_a_date_is_read_as_people_write_it(cell: Any, meant: str | None) -> None:
    if meant is None:
        with pytest.raises(Refused):
            read(cell)
    else:
        assert (read(cell) or "") == meant


@pytest.mark.parametrize(
    ("cell", "meant"),
    [
        ("1403/05/12 هـ ش", "2024-08-02"),
        ("۱۲ اسد ۱۴۰۳", "2024-08-02"),
        ("Hamal 1403", "2024-03-20/2024-04-19"),
        ("22 Bahman 1357", "1979-02-11"),
        ("1 رمضان 1446 هـ", "2025-03-01~"),
        ("12 Ramadan 1446 AH", "2025-03-12~"),
    ],
)
def test_a_hijri_date_that_says_so_is_reckoned_and_a_lunar_one_is_about_then(
    cell: str, meant: str
) -> None:
    assert read(cell) == meant


def test_a_year_that_can_only_be_hijri_is_asked_about_and_never_taken_for_the_middle_ages() -> None:
    with pytest.raises(Refused):
        read("1403/05/12")
    assert unmarked_hijri(["1403/05/12", "2024/08/02"]) == ("1403/05/12",)
    assert read("1403/05/12", calendar="solar") == "2024-08-02"


def test_under_a_years_heading_months_and_days_are_of_that_year_and_nowhere_guessed() -> None:
    found = [read(cell, "day", 2023) for cell in ("April", "8 avril", "03/04", "8-10 April")]
    assert found == ["2023-04", "2023-04-08", "2023-04-03", "2023-04-08/2023-04-10"]
    with pytest.raises(Refused, match="has no year"):
        read("April")


@pytest.mark.parametrize(
    ("cells", "order", "left_open"),
    [
        (["01/02/2024", "13/02/2024"], "day", False),
        (["01/02/2024", "02/13/2024"], "month", False),
        (["01/02/2024", "03/04/2024"], "", True),
        (["13/02/2024", "02/13/2024"], "", False),
        (["2024-01-02", "8 Jan 2024"], "", False),
        # One reading runs on from row to row, the other jumps to and fro.
        (["02/01/2024", "05/01/2024", "06/02/2024", "01/03/2024", "03/03/2024"], "day", False),
    ],
)
def test_the_column_decides_whether_the_day_or_the_month_comes_first(
    cells: list[str], order: str, left_open: bool
) -> None:
    found, examples, undecided = order_of(cells)
    assert (found, undecided) == (order, left_open)
    assert bool(examples) == left_open


@settings(max_examples=30)
@given(st.dates(datetime.date(1950, 1, 1), datetime.date(2040, 12, 31)), st.sampled_from("/-."))
def test_figures_come_back_as_the_day_they_were_written_from(day: datetime.date, mark: str) -> None:
    first = f"{day.day:02}{mark}{day.month:02}{mark}{day.year}"
    assert read(first, "day") == day.isoformat()
    if mark != ".":
        month_first = f"{day.month}{mark}{day.day}{mark}{day.year}"
        assert read(month_first, "month") == day.isoformat()


@settings(max_examples=30)
@given(st.sampled_from(("solar", "lunar")), st.integers(1250, 1460))
def test_hijri_years_follow_on_each_other_without_a_gap(calendar: Any, year: int) -> None:
    last = column_hijri.day_of(calendar, year, 12, column_hijri.month_days(calendar, year, 12))
    assert column_hijri.day_of(calendar, year + 1, 1, 1) == last + datetime.timedelta(days=1)


def test_a_word_that_hangs_on_the_day_it_was_written_is_no_date_of_a_sheet() -> None:
    for word in ("yesterday", "last week", "Monday", "in 3 days"):
        with pytest.raises(Refused, match="hangs on the day"):
            read(word)
    assert read("early 2024") == "2024-01~/2024-04~"
    assert read("2025-01-11T10:30") == "2025-01-11T10:30:00"
