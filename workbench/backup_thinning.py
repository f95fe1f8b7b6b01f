"""Which automatic backups go: all of the last day stay, then one a day, one a week, one a month.

Clocks are set wrong, back a day or forward two years, and must not cost a backup. So backups are
put in order by how far the casebook had come, not by their times; a time only says how old one
is and in which day, week or month it lies. A leap in time ages nothing: it may be a holiday, or
the clock. Where the clock went back, a day begins anew, beside the other of the same date.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from db.backing_up import ASKED, Manifest

ALL_FOR = timedelta(hours=24)
MOST = 48
"""Backups of the last day that are kept, as many as there are half hours in it."""
DAILY_FOR = timedelta(days=14)
WEEKLY_FOR = DAILY_FOR + timedelta(weeks=8)

LEAP = timedelta(days=15)
"""A longer time between two backups is not believed to have passed. Longer than two that are
kept of two following weeks can be apart."""
BACK = timedelta(hours=1)
"""A clock that is put right by less was not set back."""

_Bucket = tuple[object, ...]


def thin(manifests: Sequence[Manifest], now: datetime) -> set[int]:
    """The places in `manifests`, which are of one casebook, of those that go.

    Those that somebody asked for never go, and never the newest by how far the casebook had come.
    """
    order = sorted(
        (place for place, each in enumerate(manifests) if each.why != ASKED),
        key=lambda place: (manifests[place].commits, manifests[place].number),
    )
    times = [datetime.fromisoformat(manifests[place].at) for place in order]
    recent = 0
    taken: set[_Bucket] = set()
    go: set[int] = set()
    newest_first = zip(order, times, _ages(times, now), _turns(times), strict=True)
    for place, at, age, turn in reversed(list(newest_first)):
        if age < ALL_FOR and recent < MOST:
            recent += 1
            continue
        bucket = _bucket(at, age, turn)
        if bucket in taken:
            go.add(place)
        taken.add(bucket)
    return go - set(order[-1:])


def _bucket(at: datetime, age: timedelta, turn: int) -> _Bucket:
    """Of those that share one, the newest stays."""
    if age < DAILY_FOR:
        return "day", turn, at.date()
    if age < WEEKLY_FOR:
        return "week", turn, *at.isocalendar()[:2]
    return "month", turn, at.year, at.month


def _ages(times: Sequence[datetime], now: datetime) -> list[timedelta]:
    """How old each of these is, of which the last is the newest: never more than is certain."""
    passed = timedelta()
    after = now
    ages = []
    for at in reversed(times):
        step = after - at
        if timedelta() < step <= LEAP:
            passed += step
        told = now - at
        ages.append(min(passed, told) if told > timedelta() else passed)
        after = at
    return ages[::-1]


def _turns(times: Sequence[datetime]) -> Iterator[int]:
    """How often the clock had been set back before each of these."""
    turns = 0
    for number, at in enumerate(times):
        if number and at < times[number - 1] - BACK:
            turns += 1
        yield turns
