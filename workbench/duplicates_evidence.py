"""What speaks for two stakeholders being one, and what against it, in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from db import looking_duplicates as looking
from db.folding import fold
from db.looking_duplicates import Facts
from workbench import countries
from workbench.kinds import KINDS
from workbench.messages import Message, message

FEW, MANY = 5, 50
"""Bearers up to which a name is nobody else's; from which on they are not counted."""

CROWDS = ((25, -0.4), (10, -0.3), (FEW, -0.15))
"""(more bearers than, what it weighs), the most first."""

TOLD = 3
"""Names that one reason tells at most."""


@dataclass(frozen=True)
class Reason:
    """One thing that speaks for a pair being one, or against it."""

    says: Message
    speaks_for: bool


@dataclass(frozen=True)
class Weighed:
    """How likely two are one, 0 to 1, with all that is known; and why."""

    score: float
    reasons: tuple[Reason, ...]


class Evidence:
    """What is known of some stakeholders, read at once."""

    def __init__(
        self, connection: Any, keys: set[int], bearers: Mapping[str, int] | None = None
    ) -> None:
        """`bearers` says how many have a name just so, where that was counted already."""
        self.facts: dict[int, Facts] = looking.facts(connection, sorted(keys))
        events = {event for known in self.facts.values() for event in known.events}
        self._parties = looking.met_with(connection, events)
        self._titles = looking.titles(connection, events)
        named = {key for parties in self._parties.values() for key in parties} | {
            key for known in self.facts.values() for key in known.organisations
        }
        self._names = looking.names(connection, named)
        self._connection = connection
        self._bearers = {name: min(MANY, count) for name, count in (bearers or {}).items()}

    def of(self, one: int, other: int, ours: str, theirs: str, sure: bool, score: float) -> Weighed:
        """What speaks for and against these two; of their names `score` says how alike."""
        a, b = self.facts[one], self.facts[other]
        found: list[tuple[float, Message]] = [_named(ours, theirs, sure, score)]
        found += self._common(ours, theirs)
        found += _posts(a, b)
        found += self._organisations(a, b)
        found += _equal(a, b)
        found += self._events(one, other)
        if other in a.ends or one in b.organisations or other in a.organisations:
            found.append((-0.3, message("One of them is tied to, or part of, the other")))
        for_first = sorted(found, key=lambda each: each[0] < 0)
        reasons = tuple(Reason(says, weight >= 0) for weight, says in for_first)
        total = (0.85 if sure else 0.7) * score + sum(weight for weight, _says in found)
        return Weighed(max(0.0, min(1.0, total)), reasons)

    def _common(self, ours: str, theirs: str) -> Iterable[tuple[float, Message]]:
        """A name that many bear says little of any two of them."""
        many = min(self._called(ours), self._called(theirs))
        if many > FEW:
            weight = next(weight for least, weight in CROWDS if many > least)
            number = many if many < MANY else f"{MANY} +"
            yield weight, message("{number} are called “{name}”", number=number, name=ours)

    def _called(self, spelling: str) -> int:
        """How many have a name just so, up to a number that is many."""
        known = self._bearers.get(spelling)
        if known is None:
            known = self._bearers[spelling] = looking.called(self._connection, spelling, MANY)
        return known

    def _organisations(self, a: Facts, b: Facts) -> Iterable[tuple[float, Message]]:
        if not a.organisations or not b.organisations:
            return
        both = a.organisations & b.organisations
        if both:
            yield 0.08, message("Both belong to {names}", names=self._listed(both))
        else:
            yield -0.08, message(
                "One belongs to {one}, the other to {other}",
                one=self._listed(a.organisations), other=self._listed(b.organisations),
            )  # fmt: skip

    def _events(self, one: int, other: int) -> Iterable[tuple[float, Message]]:
        a, b = self.facts[one], self.facts[other]
        together = a.events & b.events
        if together:
            titles = "; ".join(self._titles.get(key, "") for key in sorted(together)[:TOLD])
            yield -0.25, message("Both were there: {titles}", titles=titles)
        met = [
            {key for event in known.events for key in self._parties.get(event, ())} - {one, other}
            for known in (a, b)
        ]
        if both := met[0] & met[1]:
            yield 0.04, message("Both dealt with {names}", names=self._listed(both))

    def _listed(self, keys: Iterable[int]) -> str:
        names = sorted(self._names.get(key, "") for key in keys)
        return ", ".join(names[:TOLD]) + (" …" if len(names) > TOLD else "")


def _named(ours: str, theirs: str, sure: bool, score: float) -> tuple[float, Message]:
    if ours == theirs:
        return 0.0, message("Both are called “{name}”", name=ours)
    both = {"one": ours, "other": theirs}
    if sure:
        return 0.0, message("“{one}” and “{other}” differ only in how they are written", **both)
    if score:
        return 0.0, message("“{one}” and “{other}” are much alike", **both)
    return -0.1, message("“{one}” and “{other}” are not alike", **both)


def _posts(a: Facts, b: Facts) -> Iterable[tuple[float, Message]]:
    titles = [{fold(title): title for title, _at in known.posts} for known in (a, b)]
    if not titles[0] or not titles[1]:
        return
    if both := titles[0].keys() & titles[1].keys():
        yield 0.1, message("Both were {post}", post=titles[0][min(both)])
    else:
        one, other = (next(iter(each.values())) for each in titles)
        yield -0.05, message("One is {one}, the other {other}", one=one, other=other)


def _equal(a: Facts, b: Facts) -> Iterable[tuple[float, Message]]:
    """What each of them has one of: country, side, kind."""
    for name, same, another in (
        ("country", 0.05, -0.12),
        ("side", 0.0, -0.08),
        ("kind", 0.0, -0.1),
    ):
        ours, theirs = getattr(a, name), getattr(b, name)
        field = KINDS["stakeholder"].field(name)
        if not ours or not theirs:
            continue
        agree = countries.agree(ours, theirs) if name == "country" else ours == theirs
        if agree is None:
            continue
        if agree:
            if same:
                yield same, message("{field} is the same: {value}", field=field.label, value=ours)
        else:
            yield another, message(
                "{field} differs: {one}, {other}", field=field.label,
                one=field.choice_label(ours), other=field.choice_label(theirs),
            )  # fmt: skip
