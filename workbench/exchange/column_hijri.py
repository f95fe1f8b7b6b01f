"""Hijri dates reckoned into ours: the solar one of Iran and Afghanistan, and the lunar one.

The lunar month begins with what is seen of the moon, so that a table is a day off now and then:
what comes of a lunar date is marked as about then. A month or a year becomes the stretch of
days that it covers.
"""

from __future__ import annotations

import datetime
from typing import Literal

Calendar = Literal["solar", "lunar"]

# Within a cycle of 33 years; right for every year that is likely to be met.
_SOLAR_LEAP = frozenset((1, 5, 9, 13, 17, 22, 26, 30))
_LUNAR_LEAP = frozenset((2, 5, 7, 10, 13, 16, 18, 21, 24, 26, 29))
_SOLAR_START = (1400, datetime.date(2021, 3, 21))
_LUNAR_START = datetime.date(622, 7, 19).toordinal()  # the civil reckoning's, Gregorian
FIRST, LAST = 1200, 1500
"""The years that are reckoned: what is outside is more likely a year of ours."""


def solar_leap(year: int) -> bool:
    """Whether the last month of that year has 30 days."""
    return year % 33 in _SOLAR_LEAP


def month_days(calendar: Calendar, year: int, month: int) -> int:
    """How many days a month has."""
    if calendar == "solar":
        if month < 12:
            return 31 if month <= 6 else 30
        return 30 if solar_leap(year) else 29
    return 30 if month % 2 or (month == 12 and year % 30 in _LUNAR_LEAP) else 29


def day_of(calendar: Calendar, year: int, month: int, day: int) -> datetime.date:
    """The day of our calendar. ValueError where there is no such day or year."""
    if not FIRST <= year <= LAST or not 1 <= month <= 12:
        raise ValueError("no such month")
    if not 1 <= day <= month_days(calendar, year, month):
        raise ValueError("no such day")
    before = sum(month_days(calendar, year, each) for each in range(1, month))
    return datetime.date.fromordinal(_new_year(calendar, year) + before + day - 1)


def _new_year(calendar: Calendar, year: int) -> int:
    if calendar == "lunar":
        # Leap years before this one, of eleven in thirty.
        return _LUNAR_START + (year - 1) * 354 + (3 + 11 * year) // 30
    known, start = _SOLAR_START
    span = range(known, year) if year >= known else range(year, known)
    days = 365 * len(span) + sum(map(solar_leap, span))
    return start.toordinal() + (days if year >= known else -days)


def edtf(calendar: Calendar, year: int, month: int | None = None, day: int | None = None) -> str:
    """The date as EDTF text in our calendar. ValueError where there is none."""
    first = day_of(calendar, year, month or 1, day or 1)
    sign = "~" if calendar == "lunar" else ""
    if day is not None:
        return f"{first.isoformat()}{sign}"
    end = month or 12
    last = day_of(calendar, year, end, month_days(calendar, year, end))
    return f"{first.isoformat()}{sign}/{last.isoformat()}{sign}"
