"""The timeline's axis: where its ticks stand and what they say, from millennia to hours.

Times are seconds as `workbench.when` reckons them; the axis knows the years 1 to 9999.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import ceil, floor
from typing import Final, NamedTuple

from workbench.messages import Message, message
from workbench.when import DAY, civil, parse, to_days, wording
from workbench.when_text import month_length

FIRST: Final = to_days(1, 1, 1) * DAY
LAST: Final = to_days(10_000, 1, 1) * DAY

MONTHS: Final[tuple[Message, ...]] = (
    message("Jan"),
    message("Feb"),
    message("Mar"),
    message("Apr"),
    message("May"),
    message("Jun"),
    message("Jul"),
    message("Aug"),
    message("Sep"),
    message("Oct"),
    message("Nov"),
    message("Dec"),
)

_UNITS: Final = (("hour", 3600), ("day", DAY), ("month", 28 * DAY), ("year", 365 * DAY))
_STEPS: Final = {
    "hour": (1, 3, 6, 12),
    "day": (1, 5, 10),
    "month": (1, 3, 6),
    "year": (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000),
}


class Tick(NamedTuple):
    """A place on the axis and its label."""

    at: int
    label: str


class Span(NamedTuple):
    """What the ticks between two places have in common: the day, month or year."""

    start: int
    end: int
    label: str


class Axis(NamedTuple):
    """Ticks in order of time, and what stands above them (nothing above years)."""

    ticks: list[Tick]
    spans: list[Span]


def axis(begin: float, end: float, seconds: float) -> Axis:
    """The ticks between two times, about `seconds` apart or more, at least 0.7 of that."""
    begin, end = max(begin, FIRST), min(end, LAST - 1)
    if begin >= end:
        return Axis([], [])
    unit, step = _chosen(seconds)
    first, last = ceil(begin), floor(end)
    if unit == "hour":
        return Axis(list(_hours(first, last, step)), list(_days_above(first, last)))
    if unit == "day":
        return Axis(list(_days(first, last, step)), list(_months_above(first, last)))
    if unit == "month":
        return Axis(list(_months(first, last, step)), list(_years_above(first, last)))
    return Axis(list(_years(first, last, step)), [])


def _chosen(seconds: float) -> tuple[str, int]:
    for unit, length in _UNITS:
        for step in _STEPS[unit]:
            if length * step >= seconds:
                return unit, step
    return "year", 5000


def _start_of(year: int, month: int = 1) -> int:
    return to_days(year, month, 1) * DAY


def _hours(first: int, last: int, step: int) -> Iterator[Tick]:
    length = step * 3600
    for at in range(-(-first // length) * length, last + 1, length):
        yield Tick(at, f"{at % DAY // 3600:02}:00")


def _days(first: int, last: int, step: int) -> Iterator[Tick]:
    for year, month in _each_month(first, last):
        start, length = _start_of(year, month), month_length(year, month)
        for day in range(0, length, step):
            if length - day < 0.7 * step:
                break  # the next month's first day would crowd it
            at = start + day * DAY
            if first <= at <= last:
                yield Tick(at, str(day + 1))


def _months(first: int, last: int, step: int) -> Iterator[Tick]:
    for year, month in _each_month(first, last):
        at = _start_of(year, month)
        if (month - 1) % step == 0 and first <= at <= last:
            yield Tick(at, str(MONTHS[month - 1]))


def _years(first: int, last: int, step: int) -> Iterator[Tick]:
    for year in range(civil(first)[0] // step * step, civil(last)[0] + 1, step):
        at = _start_of(max(year, 1))
        if first <= at <= last:
            yield Tick(at, str(max(year, 1)))


def _each_month(first: int, last: int) -> Iterator[tuple[int, int]]:
    start, end = civil(first), civil(last)
    for month in range(start[0] * 12 + start[1] - 1, end[0] * 12 + end[1]):
        yield month // 12, month % 12 + 1


def _days_above(first: int, last: int) -> Iterator[Span]:
    for at in range(first // DAY * DAY, last + 1, DAY):
        year, month, day, *_clock = civil(at)
        yield Span(at, at + DAY, wording(parse(f"{year:04}-{month:02}-{day:02}")))


def _months_above(first: int, last: int) -> Iterator[Span]:
    for year, month in _each_month(first, last):
        start = _start_of(year, month)
        end = start + month_length(year, month) * DAY
        yield Span(start, end, wording(parse(f"{year:04}-{month:02}")))


def _years_above(first: int, last: int) -> Iterator[Span]:
    for year in range(civil(first)[0], civil(last)[0] + 1):
        yield Span(_start_of(year), _start_of(year + 1), str(year))
