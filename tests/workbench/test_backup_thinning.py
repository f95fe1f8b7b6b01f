"""Which backups go: never the newest, never one that was asked for, and no clock makes a hole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from db.backing_up import ASKED, Manifest
from workbench.backup_thinning import DAILY_FOR, MOST, WEEKLY_FOR, thin

BEGIN = datetime(2024, 3, 1, 9, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
TWO_YEARS = timedelta(days=730)
_MANIFEST = Manifest("uid", "", 0, 0, {}, "", why="time")


def of(at: datetime, commits: int, why: str = "time") -> Manifest:
    text = at.isoformat(timespec="seconds")
    return replace(_MANIFEST, at=text, commits=commits, number=commits, why=why)


@dataclass(frozen=True)
class Kept:
    """A backup, and when it was truly made."""

    true: datetime
    manifest: Manifest


def lived(steps: Sequence[timedelta], off: Sequence[timedelta]) -> tuple[list[Kept], datetime]:
    """What is left where a backup is made after each of these steps, by a clock that is off."""
    true, left = BEGIN, []
    for number, (step, wrong) in enumerate(zip(steps, off, strict=True), 1):
        true += step
        left.append(Kept(true, of(true + wrong, number)))
        go = thin([each.manifest for each in left], true + wrong)
        left = [each for place, each in enumerate(left) if place not in go]
        assert left[-1].manifest.commits == number
    return left, true


gaps = st.integers(1, 60).map(lambda half_hours: half_hours * timedelta(minutes=30))
clocks = st.sampled_from([timedelta(), timedelta(), timedelta(), -DAY, TWO_YEARS])


def _week(at: datetime) -> tuple[int, int]:
    return at.isocalendar()[:2]


def clear(left: list[Kept], now: datetime, least: timedelta, most: timedelta) -> timedelta:
    """The longest time without a backup, between those of an age from `least` to `most`."""
    times = [each.true for each in left if least <= now - each.true <= most]
    return max((later - one for one, later in pairwise(times)), default=timedelta())


@settings(max_examples=40)
@given(st.lists(st.tuples(gaps, clocks), min_size=1, max_size=120))
def test_a_clock_set_back_a_day_or_forward_two_years_makes_no_hole(
    life: list[tuple[timedelta, timedelta]],
) -> None:
    left, now = lived([step for step, _ in life], [wrong for _, wrong in life])
    numbers = {each.manifest.commits for each in left}
    made, true = {}, BEGIN
    for number, (step, _wrong) in enumerate(life, 1):
        true += step
        made[number] = true
    recent = [number for number, at in made.items() if now - at < DAY]
    assert set(recent[-MOST:]) <= numbers
    # Backups are at most 30 hours apart, and of each date the last stays. A clock set back a day
    # after more than a day's rest can't be told from a right one: its date covers two days then.
    assert clear(left, now, timedelta(), DAILY_FOR - DAY) <= 30 * HOUR + 2 * DAY
    assert clear(left, now, timedelta(), WEEKLY_FOR - 7 * DAY) <= 16 * DAY


@given(
    st.lists(st.integers(0, 900 * 24), min_size=1, max_size=80, unique=True).map(sorted),
    st.sets(st.integers(0, 79)),
)
def test_those_that_were_asked_for_stay_and_are_counted_with_none(
    hours: list[int], asked: set[int]
) -> None:
    now = BEGIN + max(hours) * HOUR
    every = [
        of(BEGIN + hour * HOUR, place, ASKED if place in asked else "import")
        for place, hour in enumerate(hours)
    ]
    go = thin(every, now)
    assert not go & asked
    automatic = [place for place in range(len(every)) if place not in asked]
    alone = thin([every[place] for place in automatic], now)
    assert go == {automatic[place] for place in alone}


@given(st.lists(st.integers(0, 300 * 48), min_size=1, max_size=300, unique=True).map(sorted))
def test_by_a_right_clock_each_day_each_week_and_each_month_keeps_its_last(
    half_hours: list[int],
) -> None:
    times = [BEGIN + half * HOUR / 2 for half in half_hours]
    now = times[-1]
    go = thin([of(at, place) for place, at in enumerate(times)], now)
    for place, at in enumerate(times):
        younger = times[place + 1 :]
        of_day = not any(later.date() == at.date() for later in younger)
        of_month = not any(
            later.month == at.month or _week(later) == _week(at) for later in younger
        )
        if now - at < DAY:
            assert place not in go or len(times) - place > MOST
        elif of_month or (of_day and now - at < DAILY_FOR):
            assert place not in go


@given(st.lists(st.datetimes(min_value=datetime(1971, 1, 1)), max_size=60), st.datetimes())
def test_whatever_the_clocks_said_what_goes_leaves_another_of_its_month(
    times: list[datetime], now: datetime
) -> None:
    every = [of(at.replace(tzinfo=UTC), place) for place, at in enumerate(times)]
    go = thin(every, now.replace(tzinfo=UTC))
    assert len(every) - 1 not in go
    for place in go:
        at = times[place]
        assert any(
            (other.year, other.month) == (at.year, at.month) or _week(other) == _week(at)
            for later, other in enumerate(times)
            if later > place and later not in go
        )


def test_a_year_of_a_busy_desk_leaves_less_than_fifty() -> None:
    left, now = lived(([HOUR] * 8 + [16 * HOUR]) * 365, [timedelta()] * 9 * 365)
    assert len(left) < 50
    assert len([each for each in left if now - each.true < DAY]) == 9
    assert left[0].true.month == BEGIN.month
