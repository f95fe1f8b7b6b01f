"""One date in words or figures, as people write it: the part of `workbench.when_words` that
knows months, weekdays, seasons and the order of day, month and year.

Everything here takes words as `when_words` has tidied them (lower case, plain digits, single
blanks) and answers None where it does not know them. Where two readings are as likely it
raises WhenError and names both.
"""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass

from workbench.messages import Message, message
from workbench.when import DAY, Point, Span, WhenError, civil, to_days
from workbench.when_text import month_length, wrong

_MONTH_NAMES = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
MONTHS = {name: number for number, name in enumerate(_MONTH_NAMES, 1)}
MONTHS |= {name[:3]: number for name, number in MONTHS.items()} | {"sept": 9}

_WEEKDAY_NAMES = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
WEEKDAYS = {name: number for number, name in enumerate(_WEEKDAY_NAMES)}
WEEKDAYS |= {name[:3]: number for name, number in WEEKDAYS.items()}
WEEKDAYS |= {"tues": 1, "thur": 3, "thurs": 3}

SEASONS = {"spring": 21, "summer": 22, "autumn": 23, "fall": 23, "winter": 24}

_COUNTS = (
    "zero", "one", "two", "three", "four", "five", "six",
    "seven", "eight", "nine", "ten", "eleven", "twelve",
)  # fmt: skip
COUNTS = {word: number for number, word in enumerate(_COUNTS)} | {"a": 1, "an": 1}

_DAYS = {
    "today": 0,
    "now": 0,
    "yesterday": -1,
    "tomorrow": 1,
    "day before yesterday": -2,
    "day after tomorrow": 2,
}
_SHIFTS = {"last": -1, "previous": -1, "this": 0, "next": 1, "coming": 1}
THIRDS = {"early": 0, "beginning": 0, "start": 0, "mid": 1, "middle": 1, "late": 2, "end": 2}


def _one_of(words: dict[str, int]) -> str:
    return "(" + "|".join(sorted(words, key=len, reverse=True)) + ")"


_DAY = r"([0-9]{1,2})(st|nd|rd|th)?"
_YEAR = r"('?[0-9]{2}|[0-9]{4})"
# After a month and a day, two more digits may as well be another day.
_LONG_YEAR = r"('[0-9]{2}|[0-9]{4})"
_UNIT = r"(day|week|month|year)s?"
_COUNT = "([0-9]{1,4}|" + _one_of(COUNTS)[1:]

_ago = re.compile(rf"{_COUNT} {_UNIT} ago").fullmatch
_ahead = re.compile(rf"in {_COUNT} {_UNIT}|{_COUNT} {_UNIT} from (?:now|today)").fullmatch
_shifted = re.compile(rf"{_one_of(_SHIFTS)} (?:(week|month|year)|{_one_of(WEEKDAYS)})").fullmatch
_weekday_first = re.compile(rf"{_one_of(WEEKDAYS)} (.+)").fullmatch
_third = re.compile(rf"{_one_of(THIRDS)}[ -](.+)").fullmatch
_season = re.compile(rf"{_one_of(SEASONS)} ([0-9]{{4}})|([0-9]{{4}}) {_one_of(SEASONS)}").fullmatch
_quarter = re.compile(r"q([1-4]) ([0-9]{4})|([0-9]{4}) q([1-4])").fullmatch
_month_year = re.compile(
    rf"{_one_of(MONTHS)} {_LONG_YEAR}|([0-9]{{4}}) {_one_of(MONTHS)}"
).fullmatch
_day_month = re.compile(rf"{_DAY} {_one_of(MONTHS)}(?: {_YEAR})?").fullmatch
_month_day = re.compile(rf"{_one_of(MONTHS)} {_DAY}(?: {_LONG_YEAR})?").fullmatch
_year_month_day = re.compile(rf"([0-9]{{4}}) {_one_of(MONTHS)} {_DAY}").fullmatch
_compact = re.compile(r"((?:19|20)[0-9]{2})([0-9]{2})([0-9]{2})").fullmatch
_year_first = re.compile(r"([0-9]{4})([./-])([0-9]{1,2})(?:\2([0-9]{1,2}))?").fullmatch
_month_then_year = re.compile(r"([0-9]{1,2})[./-]([0-9]{4})").fullmatch
_figures = re.compile(r"([0-9]{1,2})([./-])([0-9]{1,2})(?:\2([0-9]{4}|[0-9]{2}))?").fullmatch
_dots = re.compile(r"([0-9]{1,2})\.([0-9]{1,2})\.?").fullmatch


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed, on which day, and whether a date without a year is one to come."""

    text: str
    today: datetime.date
    future: bool

    def refuse(self, what: Message | str, what_to_do: Message | str = "") -> WhenError:
        """The error for the whole of what was typed."""
        return wrong(what, self.text, None, what_to_do)

    def either(self, *readings: Point) -> WhenError:
        """The error for what can be read in more ways than one."""
        named = ", ".join(sorted(set(map(str, readings))))
        return self.refuse(
            message("This can be read in more ways than one: {readings}", readings=named),
            message("Write the one that is meant."),
        )


def date(words: str, typed: Typed) -> Point | Span | None:
    """One date, or the stretch that its words mean ("last week"); None for no date."""
    for read in (_relative, _of_weekday, _third_of, _named, _in_figures):
        found = read(words, typed)
        if found is not None:
            return found
    partial = yearless(words, typed)
    return None if partial is None else _with_year(partial, typed)


def yearless(words: str, typed: Typed) -> tuple[int, int | None] | None:
    """Month, and day if given, of a date that has no year; None for all else."""
    if words in MONTHS:
        return MONTHS[words], None
    match = _day_month(words)
    if match and match[4] is None:
        return MONTHS[match[3]], int(match[1])
    match = _month_day(words)
    if match and match[4] is None:
        month, day = MONTHS[match[1]], int(match[2])
        year = _century(match[2], typed.today) if len(match[2]) == 2 else 0
        if not match[3] and abs(year - typed.today.year) <= 2:
            raise typed.either(Point(year, month), *_somewhere([(month, day)], typed))
        return month, day
    match = _dots(words)
    if match:
        return int(match[2]), int(match[1])
    match = _figures(words)
    if match is None or match[4] is not None:
        return None
    one, two = int(match[1]), int(match[3])
    found = _somewhere([(two, one), (one, two)], typed)
    if len(found) > 1:
        raise typed.either(*found)
    return (found[0].month or 1, found[0].day) if found else None


def _somewhere(readings: list[tuple[int, int]], typed: Typed) -> list[Point]:
    """Each month and day that is in a calendar, in the year that it most likely means."""
    found = [
        _nearest(month, day, typed.today, 1 if typed.future else -1)
        for month, day in dict.fromkeys(readings)
    ]
    return [point for point in found if point is not None]


def _valid(readings: list[Point]) -> list[Point]:
    """Those readings of figures that are days of a calendar, each once."""
    return [
        point
        for point in dict.fromkeys(readings)
        if 1 <= (point.month or 0) <= 12
        and 1 <= (point.day or 0) <= month_length(point.year, point.month or 1)
    ]


def _with_year(partial: tuple[int, int | None], typed: Typed) -> Point:
    """The latest that is past or, for dates to come, the next; today counts as both.

    Only if it is within eleven months. A day or month just the other side of today is as
    likely meant, so then both are named.
    """
    month, day = partial
    now = typed.today.year * 12 + typed.today.month - 1
    past = _nearest(month, day, typed.today, -1)
    to_come = _nearest(month, day, typed.today, 1)
    chosen = to_come if typed.future else past
    other = past if typed.future else to_come
    if chosen is None:
        raise typed.refuse(message("There is no such day"))
    away = abs(chosen.year * 12 + month - 1 - now)
    if day is not None and away == 11:
        beyond = day > typed.today.day if typed.future else day < typed.today.day
        away += beyond
    if away > (10 if day is None else 11) and other is not None:
        raise typed.either(*sorted((chosen, other), key=Point.bounds))
    return chosen


def _nearest(month: int, day: int | None, today: datetime.date, step: int) -> Point | None:
    """The nearest year's month or day, today's or on the way `step` from it; None for none."""
    if not 1 <= month <= 12:
        return None
    now = (today.month, today.day if day is not None else 0)
    for year in range(today.year, today.year + 9 * step, step):
        there = (month, day or 0)
        passed = year == today.year and (there > now if step < 0 else there < now)
        exists = day is None or 1 <= day <= month_length(year, month)
        if exists and not passed and 0 <= year <= 9999:
            return Point(year, month, day)
    return None


def _relative(words: str, typed: Typed) -> Point | Span | None:
    if words in _DAYS:
        return _point(_days(typed.today) + _DAYS[words])
    match = _ago(words)
    if match:
        return _shift(-_count(match[1]), match[2], typed.today)
    match = _ahead(words)
    if match:
        return _shift(_count(match[1] or match[3]), match[2] or match[4], typed.today)
    match = _shifted(words)
    if match and match[2]:
        return _shift(_SHIFTS[match[1]], match[2], typed.today)
    if match:
        return _point(_days(typed.today) + _to_weekday(match[3], _SHIFTS[match[1]], typed.today))
    if words in WEEKDAYS:
        away = (WEEKDAYS[words] - typed.today.weekday()) % 7
        return _point(_days(typed.today) + (away if typed.future or not away else away - 7))
    return None


def _days(day: datetime.date) -> int:
    return to_days(day.year, day.month, day.day)


def _point(days: int) -> Point:
    return Point(*civil(days * DAY)[:3])


def _count(word: str) -> int:
    return COUNTS[word] if word in COUNTS else int(word)


def _shift(count: int, unit: str, today: datetime.date) -> Point | Span:
    """The day, week (Monday to Sunday), month or year that many from this one."""
    if unit == "day":
        return _point(_days(today) + count)
    if unit == "week":
        monday = _days(today) - today.weekday() + 7 * count
        return Span(_point(monday), _point(monday + 6))
    if unit == "month":
        year, month = divmod(today.year * 12 + today.month - 1 + count, 12)
        return Point(year, month + 1)
    return Point(today.year + count)


def _to_weekday(name: str, shift: int, today: datetime.date) -> int:
    """Days to the latest of that name before today, the next after today, or this week's."""
    away = WEEKDAYS[name] - today.weekday()
    if shift > 0:
        return away if away > 0 else away + 7
    if shift < 0:
        return away if away < 0 else away - 7
    return away


def _of_weekday(words: str, typed: Typed) -> Point | None:
    match = _weekday_first(words)
    found = date(match[2], typed) if match else None
    if match is None or not isinstance(found, Point) or found.precision != "day":
        return None
    day = to_days(found.year, found.month or 1, found.day or 1)
    # 1970-01-01 was a Thursday.
    if _valid([found]) and (day + 3) % 7 != WEEKDAYS[match[1]]:
        raise typed.refuse(
            message("{date} is another day of the week", date=str(found)),
            message("Put one of them right."),
        )
    return found


def _third_of(words: str, typed: Typed) -> Span | None:
    """Early, mid or late in a year (four months each) or a month (to the 10th, 20th, end)."""
    match = _third(words)
    found = date(match[2], typed) if match else None
    if match is None or not isinstance(found, Point):
        return None
    third = THIRDS[match[1]]
    if found.precision == "year":
        months = (third * 4 + 1, third * 4 + 4)
        return Span(*(Point(found.year, month, sign="~") for month in months))
    if found.precision != "month":
        return None
    last = (10, 20, month_length(found.year, found.month or 1))[third]
    return Span(*(Point(found.year, found.month, day, sign="~") for day in (third * 10 + 1, last)))


def _named(words: str, typed: Typed) -> Point | Span | None:
    match = _season(words)
    if match:
        return Point(int(match[2] or match[3]), SEASONS[match[1] or match[4]])
    match = _quarter(words)
    if match:
        year, last = int(match[2] or match[3]), int(match[1] or match[4]) * 3
        return Span(Point(year, last - 2), Point(year, last))
    match = _month_year(words)
    if match:
        return Point(_century(match[2] or match[3], typed.today), MONTHS[match[1] or match[4]])
    match = _year_month_day(words)
    if match:
        return Point(int(match[1]), MONTHS[match[2]], int(match[3]))
    match = _day_month(words)
    if match and match[4]:
        return Point(_century(match[4], typed.today), MONTHS[match[3]], int(match[1]))
    match = _month_day(words)
    if match and match[4]:
        return Point(_century(match[4], typed.today), MONTHS[match[1]], int(match[2]))
    return None


def _century(year: str, today: datetime.date) -> int:
    """A year; one of two digits is that of the hundred years that end twenty years from now."""
    digits = year.removeprefix("'")
    if len(digits) == 4:
        return int(digits)
    latest = today.year + 20
    return latest - (latest - int(digits)) % 100


def _in_figures(words: str, typed: Typed) -> Point | None:
    if re.fullmatch("[0-9]{4}", words):
        return Point(int(words))
    match = _compact(words)
    if match:
        return Point(int(match[1]), int(match[2]), int(match[3]))
    match = _year_first(words)
    if match:
        return Point(int(match[1]), int(match[3]), None if match[4] is None else int(match[4]))
    match = _month_then_year(words)
    if match and int(match[1]) <= 12:
        return Point(int(match[2]), int(match[1]))
    match = _figures(words)
    if match is None or match[4] is None:
        return None
    one, two, year = int(match[1]), int(match[3]), _century(match[4], typed.today)
    readings = [Point(year, two, one)]
    if match[2] != ".":
        readings.append(Point(year, one, two))
        if len(match[1]) == len(match[4]) == 2:
            readings.append(Point(_century(match[1], typed.today), two, int(match[4])))
    found = _valid(readings)
    if len(found) > 1:
        raise typed.either(*found)
    return found[0] if found else readings[0]
