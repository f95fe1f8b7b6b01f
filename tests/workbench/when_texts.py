"""Dates as hypothesis draws them: every form that the record takes."""

from __future__ import annotations

import datetime

from hypothesis import strategies as st

from workbench import when
from workbench.when import OPEN, UNKNOWN, Point, Span
from workbench.when_text import month_length

SIGNS = st.sampled_from(("", "", "~", "?", "%"))
YEARS = st.one_of(st.integers(1900, 2100), st.integers(0, 9999), st.sampled_from((0, 4, 9999)))
TODAYS = st.dates(datetime.date(1, 1, 1), datetime.date(9999, 12, 31))
THESE_DAYS = st.dates(datetime.date(1950, 1, 1), datetime.date(2070, 12, 31))


@st.composite
def points(draw: st.DrawFn) -> Point:
    """A year, season, month or day, with any sign."""
    year = draw(YEARS)
    month = draw(st.one_of(st.none(), st.integers(1, 12), st.integers(21, 24)))
    day = None
    if month is not None and month <= 12:
        day = draw(st.one_of(st.none(), st.integers(1, month_length(year, month))))
    return Point(year, month, day, sign=draw(SIGNS))


@st.composite
def offsets(draw: st.DrawFn) -> str:
    """Nothing, Z, hours, or hours and minutes."""
    form = draw(st.sampled_from(("", "Z", "{:+03}", "{:+03}:{:02}")))
    hours, minutes = draw(st.integers(-13, 13)), draw(st.integers(0, 59))
    return form.format(hours, minutes)


@st.composite
def moments(draw: st.DrawFn) -> Point:
    """A day with a clock time."""
    year, month = draw(YEARS), draw(st.integers(1, 12))
    day = draw(st.integers(1, month_length(year, month)))
    clock = tuple(draw(st.integers(0, limit)) for limit in (23, 59, 59))
    return Point(year, month, day, clock, draw(offsets()))  # type: ignore[arg-type]


@st.composite
def spans(draw: st.DrawFn) -> Span:
    """An interval with a date at one end at least, or open at both."""
    start, end = draw(points()), draw(points())
    if start.bounds()[0] > end.bounds()[1]:
        start, end = end, start
    shape = draw(st.integers(0, 6))
    if shape == 0:
        return Span(OPEN, OPEN)
    if shape < 3:
        return Span(start, draw(st.sampled_from((OPEN, UNKNOWN))))
    if shape < 5:
        return Span(draw(st.sampled_from((OPEN, UNKNOWN))), end)
    return Span(start, end)


STRUCTURES = st.one_of(points(), spans(), moments())
WHENS = STRUCTURES.map(lambda parts: when.parse(str(parts)))

# Texts that are almost dates, so that more than the first test of each shape is reached.
NEARLY = st.one_of(
    st.text(max_size=30),
    st.text("0123456789-/.~?%T:Z+ ", max_size=26),
    st.from_regex(r"[0-9]{4}-[0-9]{2}-[0-9]{2}([~?%]|T[0-9]{2}:[0-9]{2}:[0-9]{2}Z?)?/?\.{0,2}"),
)
