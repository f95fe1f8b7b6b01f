"""The EDTF text of a date: what it is made of, printed again, and the seconds it may mean.

Taken is level 0 of EDTF and of level 1 the signs `~` `?` `%` at the end of a date, open (`..`)
and unknown (empty) ends of an interval, and seasons 21 to 24; years 0000 to 9999.

Bounds are whole seconds of proleptic Gregorian civil time since 1970-01-01T00:00:00, the first
and the last that is meant, both included. They are strict: `~`, `?` and `%` change how a date
reads, not what it covers. A clock time's bounds are its second on the wall where it was noted;
the offset stays in the text. Winter is the December of its year, as in the `edtf` package.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from workbench.messages import Message, Refused, message

BEGINNING = -(2**53)  # the bound of an open or unknown start; exact in a float, too
END = 2**53

DAY = 86_400

Precision = Literal["year", "season", "month", "day", "second", "interval"]

_DATE = r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?"
_plain_day = re.compile("([0-9]{4})-([0-9]{2})-([0-9]{2})").fullmatch
_point = re.compile(_DATE + r"([~?%]?)").fullmatch
_moment = re.compile(
    r"([0-9]{4})-([0-9]{2})-([0-9]{2})"
    r"T([0-9]{2}):([0-9]{2}):([0-9]{2})(Z|[+-][0-9]{2}(?::[0-9]{2})?)?"
).fullmatch
_LONGEST = "0000-01-01T00:00:00+00:00"

# Days before each month of a year that begins in March, so that a leap day comes last.
_BEFORE = (0, 306, 337, 0, 31, 61, 92, 122, 153, 184, 214, 245, 275)
_LENGTHS = (0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_SEASONS = {21: (3, 5), 22: (6, 8), 23: (9, 11), 24: (12, 12)}


class WhenError(Refused, ValueError):
    """A text that is no date: what is wrong with it, and `position`, counted from 0.

    The position is that in the text without the blanks around it.
    """

    position: int = 0


def wrong(
    what: Message | str, text: str, position: int | None, what_to_do: Message | str = ""
) -> WhenError:
    """The error for a text, at a position counted from 0; None where it is the whole of it."""
    shown = " ".join(text.split())
    shown = shown if len(shown) <= 60 else shown[:59] + "…"
    where: Message | str = ""
    if shown and position is None:
        where = message("“{given}”", given=shown)
    elif shown and position is not None:
        n = len(" ".join((text[:position] + "x").split()))  # in the text as it is shown
        where = message("“{given}”, character {n}", given=shown, n=n)
    error = WhenError(what, where, what_to_do)
    error.position = position or 0
    return error


def month_length(year: int, month: int) -> int:
    """The days of a month, 28 to 31."""
    if month == 2 and year % 4 == 0 and (year % 100 != 0 or year % 400 == 0):
        return 29
    return _LENGTHS[month]


def to_days(year: int, month: int, day: int) -> int:
    """Days from 1970-01-01 to a day of the proleptic Gregorian calendar, of any year."""
    if month < 3:
        year -= 1
    return 365 * year + year // 4 - year // 100 + year // 400 + _BEFORE[month] + day - 719_469


def civil(seconds: int) -> tuple[int, int, int, int, int, int]:
    """Year, month, day, hour, minute, second of a bound; of any year, negative ones too."""
    days, rest = divmod(seconds, DAY)
    era, day_of_era = divmod(days + 719_468, 146_097)
    year_of_era = (
        day_of_era - day_of_era // 1_460 + day_of_era // 36_524 - day_of_era // 146_096
    ) // 365
    day_of_year = day_of_era - (365 * year_of_era + year_of_era // 4 - year_of_era // 100)
    shifted = (5 * day_of_year + 2) // 153
    day = day_of_year - (153 * shifted + 2) // 5 + 1
    month = shifted + 3 if shifted < 10 else shifted - 9
    year = year_of_era + era * 400 + (month < 3)
    return year, month, day, rest // 3600, rest // 60 % 60, rest % 60


@dataclass(frozen=True, slots=True)
class Point:
    """One date as it was given. `month` 21 to 24 is a season; `clock` is hour, minute, second."""

    year: int
    month: int | None = None
    day: int | None = None
    clock: tuple[int, int, int] | None = None
    offset: str = ""
    sign: str = ""

    def __str__(self) -> str:
        text = f"{self.year:04}"
        for part in (self.month, self.day):
            if part is not None:
                text += f"-{part:02}"
        if self.clock is not None:
            text += "T{:02}:{:02}:{:02}".format(*self.clock) + self.offset
        return text + self.sign

    @property
    def precision(self) -> Precision:
        """How fine the date is."""
        if self.month is None:
            return "year"
        if self.day is None:
            return "season" if self.month > 12 else "month"
        return "day" if self.clock is None else "second"

    def bounds(self) -> tuple[int, int]:
        """First and last second."""
        first, last = self.month or 1, self.month or 12
        if first > 12:
            first, last = _SEASONS[first]
        if self.day is not None:
            start = end = to_days(self.year, first, self.day)
        else:
            start = to_days(self.year, first, 1)
            end = to_days(self.year, last, month_length(self.year, last))
        if self.clock is not None:
            second = start * DAY + self.clock[0] * 3600 + self.clock[1] * 60 + self.clock[2]
            return second, second
        return start * DAY, end * DAY + DAY - 1


OPEN: Literal[".."] = ".."
UNKNOWN: Literal[""] = ""

# One end of an interval: a date, open, or unknown.
Tip = Point | Literal["..", ""]


@dataclass(frozen=True, slots=True)
class Span:
    """An interval as it was given, from one end to the other."""

    start: Tip
    end: Tip

    def __str__(self) -> str:
        return f"{self.start}/{self.end}"

    def bounds(self) -> tuple[int, int]:
        """First second of the start and last of the end; sentinels where these are not given."""
        earliest = self.start.bounds()[0] if isinstance(self.start, Point) else BEGINNING
        latest = self.end.bounds()[1] if isinstance(self.end, Point) else END
        return earliest, latest


@lru_cache(maxsize=65_536)
def structure(text: str) -> Point | Span:
    """What an EDTF text is made of; `str()` of it is the text. WhenError where it is none."""
    if "/" not in text:
        return _read_point(text, text, 0)
    start_text, _slash, end_text = text.partition("/")
    if "/" in end_text:
        raise wrong(
            message("An interval has two ends and one slash"),
            text,
            text.index("/", len(start_text) + 1),
        )
    start, end = _tip(start_text, text, 0), _tip(end_text, text, len(start_text) + 1)
    if not isinstance(start, Point) and not isinstance(end, Point) and text != "../..":
        raise wrong(message("An interval needs a date at one end at least"), text, 0)
    span = Span(start, end)
    earliest, latest = span.bounds()
    if latest < earliest:
        raise wrong(
            message("The interval ends before it begins"),
            text,
            len(start_text) + 1,
            message("Write the earlier date first."),
        )
    return span


def _tip(text: str, whole: str, at: int) -> Tip:
    if text == "..":
        return OPEN
    if text == "":
        return UNKNOWN
    if "T" in text:
        raise wrong(
            message("The ends of an interval have no clock time"), whole, at + text.index("T")
        )
    return _read_point(text, whole, at)


def _read_point(text: str, whole: str, at: int) -> Point:
    match = _point(text)
    if match:
        year, month, day, sign = match.groups()
        point = Point(
            int(year), int(month) if month else None, int(day) if day else None, sign=sign
        )
    else:
        match = _moment(text)
        if not match:
            raise _strange(text, whole, at)
        year, month, day, *clock, offset = match.groups()
        hour, minute, second = map(int, clock)
        point = Point(int(year), int(month), int(day), (hour, minute, second), offset or "")
    _check(point, whole, at)
    return point


def _check(point: Point, whole: str, at: int) -> None:
    month, day = point.month, point.day
    if month is not None and day is not None and 21 <= month <= 24:
        raise wrong(message("A season has no days"), whole, at + 7)
    if month is not None and not (1 <= month <= 12 or 21 <= month <= 24):
        raise wrong(
            message("There is no month {month}", month=f"{month:02}"),
            whole,
            at + 5,
            message("Months are 01 to 12, seasons 21 (spring) to 24 (winter)."),
        )
    if month is not None and day is not None and not 1 <= day <= month_length(point.year, month):
        raise wrong(
            message(
                "There is no day {day} in {month}",
                day=f"{day:02}",
                month=f"{point.year:04}-{month:02}",
            ),
            whole,
            at + 8,
        )
    if point.clock is not None:
        _check_clock(point, whole, at)


def _check_clock(point: Point, whole: str, at: int) -> None:
    hour, minute, second = point.clock or (0, 0, 0)
    for value, limit, place in ((hour, 23, 11), (minute, 59, 14), (second, 59, 17)):
        if value > limit:
            raise wrong(
                message("There is no clock time {clock}", clock=str(point)[11:19]),
                whole,
                at + place,
                message("The day runs from 00:00:00 to 23:59:59."),
            )
    if point.offset and point.offset != "Z":
        hours, minutes = int(point.offset[1:3]), int(point.offset[4:6] or 0)
        if minutes > 59 or hours * 60 + minutes > 14 * 60:
            raise wrong(
                message("There is no offset {offset}", offset=point.offset),
                whole,
                at + 19,
                message("Offsets run from -14:00 to +14:00."),
            )


def _strange(text: str, whole: str, at: int) -> WhenError:
    """The error for a text of no known shape, at the first character that does not fit."""
    if not text:
        return wrong(message("The date is empty"), whole, at, _examples())
    # Text is right as far as what the longest date has from there on would complete it.
    position = len(text)
    while not _fits(text[:position]):
        position -= 1
    position = min(position, len(text) - 1)
    if position > 9 and text[10] == "T":
        return wrong(
            message(
                "The clock time has to be written as T14:30:00, with Z or an offset such as +04:30"
            ),
            whole,
            at + position,
        )
    return wrong(message("This is no date"), whole, at + position, _examples())


def _fits(beginning: str) -> bool:
    rest = _LONGEST[len(beginning) :]
    return bool(_point(beginning) or _moment(beginning) or _moment(beginning + rest))


def _examples() -> Message:
    return message("Write for example 2025, 2025-01, 2025-01-08, 2025-01~ or 2024-03/..")


@lru_cache(maxsize=65_536)
def bounds(text: str) -> tuple[int, int]:
    """First and last second of an EDTF text: the quick way, for rows in bulk. Raises WhenError."""
    match = _plain_day(text)
    if match:
        year, month, day = map(int, match.groups())
        if 1 <= month <= 12 and 1 <= day <= month_length(year, month):
            start = to_days(year, month, day) * DAY
            return start, start + DAY - 1
    return structure(text).bounds()
