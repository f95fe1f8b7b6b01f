"""Which stakeholders may be one and the same: found by their names, judged with what is known.

Never all pairs are compared, only those that share enough of a name, rare parts first. Who was
told apart is left out; what speaks for a pair and against it is told in words.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from db import looking_duplicates as looking
from workbench import distinctions, lookup
from workbench.duplicates_evidence import Evidence, Reason, Weighed
from workbench.names import judge

if TYPE_CHECKING:
    from workbench.casebook import Casebook

__all__ = ["Found", "Pair", "Reason", "find", "one_pair", "resembling"]

Told = Callable[[int, int], None]

MOST = 2_000
"""Pairs that are told of; the likeliest are."""

JUDGED = 45_000
"""Pairs that are looked at closely, those first that share the rarest parts of names."""

SPELLINGS = 3
"""Pairs of spellings, of two stakeholders with several, that are compared."""

HOPELESS = 0.5
"""Where the two spellings that share most are less alike than this, no others are compared."""

LEAST = 0.3
"""A pair that is less likely than this is not told of."""

ALL = 100
_READ, _PAIRED, _JUDGED = 55, 65, 95


@dataclass(frozen=True)
class Pair:
    """Two stakeholders that may be one; `score` is 0 to 1, `sure` says it of the name alone."""

    one: str
    other: str
    names: tuple[str, str]
    spelled: tuple[str, str]
    sure: bool
    score: float
    reasons: tuple[Reason, ...]


@dataclass(frozen=True)
class Found:
    """The pairs, likeliest first, and how many more there are."""

    pairs: tuple[Pair, ...]
    more: int = 0


def _silent(done: int, total: int) -> None:
    """Tell nobody how far it is."""


def find(casebook: Casebook, progress: Told | None = None, limit: int = MOST) -> Found:
    """The pairs of stakeholders that may be one and the same, likeliest first.

    `progress` hears how far it is, in hundredths; what it raises ends it.
    """
    from workbench import duplicates_blocking as blocking

    told = progress or _silent
    apart = distinctions.told(casebook)
    with casebook.reading() as connection:
        total = looking.count(connection)
        blocks = blocking.Blocks()
        for place, (key, person, spelling) in enumerate(looking.spelled(connection)):
            if place % 2_000 == 0:
                told(_READ * place // max(total, 1), ALL)
            blocks.add(key, person, spelling)
        told(_READ, ALL)
        candidates = blocks.pairs(JUDGED)
        told(_PAIRED, ALL)
        judged: list[tuple[int, int, str, str, bool, float]] = []
        for place, (one, other) in enumerate(candidates):
            if place % 200 == 0:
                told(_PAIRED + (_JUDGED - _PAIRED) * place // len(candidates), ALL)
            level, score, ours, theirs = _judged(blocks.alike(one, other, SPELLINGS), HOPELESS)
            if level != "no":
                judged.append((one, other, ours, theirs, level == "surely", score))
        told(_JUDGED, ALL)
        pairs = _weighed(connection, judged, apart)
    told(ALL, ALL)
    return Found(tuple(pairs[:limit]), max(0, len(pairs) - limit))


def _judged(pairs: Iterable[tuple[str, str]], least: float = 0.0) -> tuple[str, float, str, str]:
    """The best of these pairs of spellings: how sure, its score, and the two.

    One that is alike by less than `least` ends it.
    """
    ranks = {"no": 0, "perhaps": 1, "surely": 2}
    best = ("no", 0.0, "", "")
    for one, other in pairs:
        judged = judge([one], [other])
        if (ranks[judged.level], judged.score) > (ranks[best[0]], best[1]):
            best = (judged.level, judged.score, one, other)
        if judged.level == "surely" or judged.score < least:
            break
    return best


def _weighed(
    connection: Any,
    judged: list[tuple[int, int, str, str, bool, float]],
    apart: distinctions.Told,
) -> list[Pair]:
    bearers: dict[str, set[int]] = {}
    for one, other, ours, theirs, *_ in judged:
        bearers.setdefault(ours, set()).add(one)
        bearers.setdefault(theirs, set()).add(other)
    counted = {spelling: len(keys) for spelling, keys in bearers.items()}
    evidence = Evidence(connection, {key for row in judged for key in row[:2]}, counted)
    pairs = []
    for one, other, ours, theirs, sure, score in judged:
        a, b = evidence.facts[one], evidence.facts[other]
        if apart.are_apart(a.uid, b.uid):
            continue
        weighed: Weighed = evidence.of(one, other, ours, theirs, sure, score)
        pairs.append(
            Pair(a.uid, b.uid, (a.name, b.name), (ours, theirs), sure, weighed.score,
                 weighed.reasons)
        )  # fmt: skip
    pairs = [pair for pair in pairs if pair.score >= LEAST]
    return sorted(pairs, key=lambda pair: (-pair.score, pair.names, pair.one))


def one_pair(casebook: Casebook, one: str, other: str) -> Pair | None:
    """What speaks for and against these two (uids) being one; None where one of them is gone."""
    with casebook.reading() as connection:
        keys = looking.keys_of(connection, [one, other])
        if len(keys) < 2:
            return None
        a, b = keys[one], keys[other]
        spelled = looking.spellings_of(connection, [a, b])
        level, score, ours, theirs = _judged(
            (mine, his) for mine in spelled[a][:8] for his in spelled[b][:8]
        )
        score = 0.0 if level == "no" else score
        evidence = Evidence(connection, {a, b})
        ours, theirs = ours or spelled[a][0], theirs or spelled[b][0]
        weighed = evidence.of(a, b, ours, theirs, level == "surely", score)
        names = (evidence.facts[a].name, evidence.facts[b].name)
    return Pair(
        one, other, names, (ours, theirs), level == "surely", weighed.score, weighed.reasons
    )


def resembling(
    casebook: Casebook, name: str, kind: str = "", limit: int = 3
) -> list[lookup.Candidate]:
    """The stakeholders that a name which is just being entered may mean: best first.

    Where `kind` is given, a person only for a person, and none for anything else. What was
    decided about this spelling is kept to.
    """
    if not name.strip():
        return []
    apart = distinctions.told(casebook)
    found: list[tuple[bool, float, lookup.Candidate]] = []
    for candidate in lookup.complete(casebook, name, 4 * limit):
        if kind and (kind == "person") != (candidate.kind == "person"):
            continue
        if apart.are_apart(candidate.uid, name):
            continue
        level, score, _ours, _theirs = _judged(
            (name, theirs) for theirs in dict.fromkeys((candidate.spelling, candidate.name))
        )
        if level != "no":
            found.append((level == "surely", score, candidate))
    found.sort(key=lambda each: each[:2], reverse=True)
    return [candidate for _sure, _score, candidate in found[:limit]]
