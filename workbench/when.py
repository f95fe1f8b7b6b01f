"""Loosely given dates: parsed, ordered, compared, and worded for people.

A date is EDTF, as `workbench.when_text` reads it. The record keeps its text and two bounds:
whole seconds of proleptic Gregorian civil time since 1970-01-01T00:00:00, the first and the
last that may be meant, both included; open and unknown ends are BEGINNING and END.

Bounds are strict: `~`, `?` and `%` change how a date reads, not what it covers. A clock time's
bounds are its second on the wall where it was noted; the offset stays in the text.
"""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass

from workbench.messages import _, message, n_
from workbench.when_text import (
    BEGINNING,
    DAY,
    END,
    OPEN,
    UNKNOWN,
    Point,
    Precision,
    Span,
    WhenError,
    bounds,
    civil,
    structure,
    to_days,
    wrong,
)

__all__ = [
    "BEGINNING",
    "DAY",
    "END",
    "OPEN",
    "UNKNOWN",
    "Point",
    "Precision",
    "Span",
    "When",
    "WhenError",
    "ago",
    "bounds",
    "civil",
    "clock",
    "from_date",
    "overlap",
    "parse",
    "structure",
    "to_days",
    "wording",
]


def parse(text: str) -> When:
    """A date from its EDTF text; nothing but blanks around it is put right. Raises WhenError."""
    text = text.strip()
    return When(text, *bounds(text))


@dataclass(frozen=True, slots=True)
class When:
    """A loosely given date: its EDTF text, and the first and last second that it may mean."""

    text: str
    earliest: int
    latest: int

    def __str__(self) -> str:
        return self.text

    @property
    def structure(self) -> Point | Span:
        """What the text is made of."""
        return structure(self.text)

    @property
    def order(self) -> tuple[int, int]:
        """The key that dates are ordered by: by earliest, then latest."""
        return self.earliest, self.latest

    @property
    def start_open(self) -> bool:
        """Has no beginning (`../`)."""
        parts = self.structure
        return isinstance(parts, Span) and parts.start == OPEN

    @property
    def end_open(self) -> bool:
        """Has no end (`/..`): it goes on."""
        parts = self.structure
        return isinstance(parts, Span) and parts.end == OPEN

    @property
    def start_unknown(self) -> bool:
        """Began, and nobody said when."""
        parts = self.structure
        return isinstance(parts, Span) and parts.start == UNKNOWN

    @property
    def end_unknown(self) -> bool:
        """Ends, and nobody said when."""
        parts = self.structure
        return isinstance(parts, Span) and parts.end == UNKNOWN

    @property
    def approximate(self) -> bool:
        """Given as about then, at either end."""
        return "~" in self.text or "%" in self.text

    @property
    def uncertain(self) -> bool:
        """Given with doubt, at either end."""
        return "?" in self.text or "%" in self.text

    @property
    def precision(self) -> Precision:
        """How fine the date is; "interval" for one with two ends."""
        parts = self.structure
        return "interval" if isinstance(parts, Span) else parts.precision

    @property
    def exact_day(self) -> datetime.date | None:
        """The day, where the text is one day and nothing else; None for all else and year 0."""
        if len(self.text) != 10 or "/" in self.text or self.precision != "day":
            return None
        if self.text.startswith("0000"):
            return None
        return datetime.date.fromisoformat(self.text)

    def overlaps(self, other: When) -> bool:
        """Whether both can mean one and the same second."""
        return self.earliest <= other.latest and other.earliest <= self.latest

    def covers(self, date: datetime.date) -> bool:
        """Whether any of that day can be meant."""
        start = (date.toordinal() - _EPOCH) * DAY
        return self.earliest < start + DAY and start <= self.latest


_EPOCH = datetime.date(1970, 1, 1).toordinal()


def overlap(one: When | str, other: When | str) -> bool:
    """Whether two dates, parsed or as text, can mean one and the same second."""
    left = parse(one) if isinstance(one, str) else one
    right = parse(other) if isinstance(other, str) else other
    return left.overlaps(right)


def from_date(date: datetime.date) -> When:
    """A day as a When."""
    start = (date.toordinal() - _EPOCH) * DAY
    return When(f"{date.year:04}-{date.month:02}-{date.day:02}", start, start + DAY - 1)


def _months() -> tuple[str, ...]:
    # Asked for one by one, so that the tools that collect messages see each.
    return (
        _("Jan"),
        _("Feb"),
        _("Mar"),
        _("Apr"),
        _("May"),
        _("Jun"),
        _("Jul"),
        _("Aug"),
        _("Sep"),
        _("Oct"),
        _("Nov"),
        _("Dec"),
    )


def _seasons() -> tuple[str, ...]:
    return _("spring"), _("summer"), _("autumn"), _("winter")


def wording(when: When, today: datetime.date | None = None) -> str:
    """What a person reads for a date, no finer than it was given.

    With `today`, the days at hand read as today, yesterday, tomorrow, and what has yet to
    begin is not worded as if it had.
    """
    parts = when.structure
    if isinstance(parts, Point):
        return _point_wording(parts, today)
    start = _point_wording(parts.start) if isinstance(parts.start, Point) else parts.start
    end = _point_wording(parts.end) if isinstance(parts.end, Point) else parts.end
    if start == OPEN:
        return _("at any time") if end == OPEN else _("until {end}", end=end)
    if start == UNKNOWN:
        return _("until {end}, start unknown", end=end)
    if end == OPEN:
        if today is not None and when.earliest > from_date(today).latest:
            return _("from {start} on", start=start)
        return _("since {start}", start=start)
    if end == UNKNOWN:
        return _("from {start}, end unknown", start=start)
    return _("{start} – {end}", start=start, end=end)


def _point_wording(point: Point, today: datetime.date | None = None) -> str:
    text = _date_wording(point, today)
    if point.clock is not None:
        clock = "{:02}:{:02}:{:02}".format(*point.clock).removesuffix(":00")
        offset = "UTC" if point.offset == "Z" else point.offset
        text = _("{date}, {clock}", date=text, clock=f"{clock} {offset}".rstrip())
    if point.sign == "~":
        return _("about {date}", date=text)
    if point.sign == "?":
        return _("{date}?", date=text)
    if point.sign == "%":
        return _("about {date}?", date=text)
    return text


def _date_wording(point: Point, today: datetime.date | None) -> str:
    year = f"{point.year:04}"
    if point.month is None:
        return year
    if point.month > 12:
        return _("{season} {year}", season=_seasons()[point.month - 21], year=year)
    month = _months()[point.month - 1]
    if point.day is None:
        return _("{month} {year}", month=month, year=year)
    if today is not None:
        away = to_days(point.year, point.month, point.day) - (today.toordinal() - _EPOCH)
        if abs(away) < 2:
            return (_("today"), _("tomorrow"), _("yesterday"))[away]
    return _("{day} {month} {year}", day=point.day, month=month, year=year)


def ago(when: When, today: datetime.date) -> str:
    """How far off a date is, as loosely as it was given: "3 months ago", "in 2 days", "today".

    Of an interval the end that is nearer counts. It is going on only where that is sure: one
    that begins or ends in 2025 is, for the whole of 2025, "beginning" or "ending this year".
    """
    parts = when.structure
    if isinstance(parts, Point):
        return _point_ago(parts, today)
    now = from_date(today)
    start, end = parts.start, parts.end
    if isinstance(start, Point) and when.earliest > now.latest:
        return _("begins {ago}", ago=_point_ago(start, today))
    if isinstance(end, Point) and when.latest < now.earliest:
        return _("ended {ago}", ago=_point_ago(end, today))
    if isinstance(start, Point) and start.bounds()[1] >= now.earliest:
        return _("beginning {ago}", ago=_point_ago(start, today))
    if isinstance(end, Point) and (start == UNKNOWN or end.bounds()[0] <= now.latest):
        return _("ending {ago}", ago=_point_ago(end, today))
    if isinstance(start, Point) and end == UNKNOWN:
        return _("began {ago}", ago=_point_ago(start, today))
    return _("going on")


def _point_ago(point: Point, today: datetime.date) -> str:
    text = _away(point, today)
    if point.sign == "~":
        return _("{ago} or so", ago=text)
    if point.sign == "?":
        return _("{ago}?", ago=text)
    if point.sign == "%":
        return _("{ago} or so?", ago=text)
    return text


def _away(point: Point, today: datetime.date) -> str:
    years = point.year - today.year
    if point.precision == "year":
        return _years_away(years)
    if point.precision == "season":
        return _season_away(point, today)
    months = years * 12 + (point.month or 1) - today.month
    if point.precision == "month":
        return _months_away(months)
    days = to_days(point.year, point.month or 1, point.day or 1) - (today.toordinal() - _EPOCH)
    return _days_away(days)


def _days_away(days: int) -> str:
    if abs(days) < 2:
        return (_("today"), _("tomorrow"), _("yesterday"))[days]
    far = abs(days)
    if far < 14:
        return (
            n_("{n} day ago", "{n} days ago", far)
            if days < 0
            else n_("in {n} day", "in {n} days", far)
        )
    if far < 61:
        weeks = round(far / 7)
        return (
            n_("{n} week ago", "{n} weeks ago", weeks)
            if days < 0
            else n_("in {n} week", "in {n} weeks", weeks)
        )
    months = round(far / 30.44)
    return _months_away(-months if days < 0 else months)


def _months_away(months: int) -> str:
    if abs(months) < 2:
        return (_("this month"), _("next month"), _("last month"))[months]
    far = abs(months)
    if far < 24:
        return (
            n_("{n} month ago", "{n} months ago", far)
            if months < 0
            else n_("in {n} month", "in {n} months", far)
        )
    years = round(far / 12)
    return _years_away(-years if months < 0 else years)


def _years_away(years: int) -> str:
    if abs(years) < 2:
        return (_("this year"), _("next year"), _("last year"))[years]
    far = abs(years)
    return (
        n_("{n} year ago", "{n} years ago", far)
        if years < 0
        else n_("in {n} year", "in {n} years", far)
    )


def _season_away(point: Point, today: datetime.date) -> str:
    season = When(str(point), *point.bounds())
    if season.covers(today):
        return _("this {season}", season=_seasons()[(point.month or 21) - 21])
    edges = [civil(edge)[:2] for edge in season.order]
    away = [(year - today.year) * 12 + month - today.month for year, month in edges]
    near, far = sorted(map(abs, away))
    if near == far or near >= 24:
        return _months_away(away[0] if near == far else sum(away) // 2)
    if away[0] < 0:
        return _("{near}–{far} months ago", near=near, far=far)
    return _("in {near}–{far} months", near=near, far=far)


_CLOCK = re.compile(
    r"([0-9]{1,2})(?:[:.h]?([0-9]{2})(?::00)?)? ?(am|pm|a\.m\.|p\.m\.)?"
    r" ?(z|utc|[+-][0-9]{1,2}(?::?[0-9]{2})?)?"
)


def clock(text: str) -> str:
    """A clock time, with its offset where one is given, as `HH:MM` or `HH:MM+HH:MM`.

    Takes what people type: 14:30, 1430, 14.30, 2.30 pm, 14:30 +0430, 09:00Z. Raises WhenError.
    """
    typed = " ".join(text.lower().split())
    match = _CLOCK.fullmatch(typed)
    if not match or (match[2] is None and match[3] is None) or not typed.isascii():
        raise _no_clock(text)
    hour, minute = int(match[1]), int(match[2] or 0)
    if match[3]:
        if not 1 <= hour <= 12:
            raise _no_clock(text)
        hour = hour % 12 + (12 if match[3].startswith("p") else 0)
    if hour > 23 or minute > 59:
        raise _no_clock(text)
    return f"{hour:02}:{minute:02}" + _offset(match[4], text)


def _offset(given: str | None, text: str) -> str:
    if not given:
        return ""
    if given in ("z", "utc"):
        return "+00:00"
    digits = given[1:].replace(":", "")
    hours, minutes = (int(digits), 0) if len(digits) < 3 else (int(digits[:-2]), int(digits[-2:]))
    if minutes > 59 or hours * 60 + minutes > 14 * 60:
        raise _no_clock(text)
    return f"{given[0]}{hours:02}:{minutes:02}"


def _no_clock(text: str) -> WhenError:
    return wrong(
        message("This is no clock time"),
        text,
        0,
        message("Write for example 14:30, 2.30 pm or 14:30+04:30."),
    )
