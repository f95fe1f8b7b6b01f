"""Whether two sets of spellings mean the same: surely, perhaps, or no."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Literal, NamedTuple

from . import names_titles as known
from .names_parts import Name, Part, read
from .names_weighing import agreement, merged

Level = Literal["surely", "perhaps", "no"]
_SPELLINGS = 40  # of each side that are compared


class Judgement(NamedTuple):
    """How sure it is that two sets of spellings mean the same; `score` is 0 to 1."""

    level: Level
    score: float


def judge(one: Iterable[str], other: Iterable[str]) -> Judgement:
    """Compare every spelling of one with every spelling of the other; the best pair decides.

    Surely: nothing that tells people apart differs; what differs is how it is written. A name
    alone can't tell two men of one name apart: that is for who asks to weigh.
    """
    best = Judgement("no", 0.0)
    ours = [read(spelling) for _, spelling in zip(range(_SPELLINGS), one, strict=False)]
    theirs = [read(spelling) for _, spelling in zip(range(_SPELLINGS), other, strict=False)]
    for name in ours:
        for against in theirs:
            judged = _judged(name, against)
            if (_RANK[judged.level], judged.score) > (_RANK[best.level], best.score):
                best = judged
    return best


_RANK = {"no": 0, "perhaps": 1, "surely": 2}


def _judged(name: Name, against: Name) -> Judgement:
    ours, theirs = _telling(name), _telling(against)
    if not ours or not theirs:
        same = bool(name.plain) and name.plain == against.plain
        return Judgement("perhaps" if same else "no", 1.0 if same else 0.0)
    agreed = agreement(ours, theirs, _weights(ours), _weights(theirs))
    score = (merged(agreed.one, agreed.other) + merged(agreed.other, agreed.one)) / 2
    if name.essential == against.essential:
        enough = len(ours) > 1 or len(ours[0].text) >= _LONG
        return Judgement("surely" if enough else "perhaps", 1.0)
    if _contradict(ours, theirs):
        return Judgement("perhaps" if score >= 0.8 else "no", min(score, 0.8))
    if _written_otherwise(name, against, ours, theirs, agreed.pairs):
        return Judgement("surely", max(score, 0.9))
    return Judgement("perhaps" if score >= _PERHAPS else "no", min(score, 0.9))


def _telling(name: Name) -> list[Part]:
    return [part for part in name.parts if part.role not in ("particle", "title")]


def _weights(parts: list[Part]) -> list[float]:
    return [part.weight * (0.5 if part.keys[0] in _common() else 1.0) for part in parts]


def _contradict(ours: list[Part], theirs: list[Part]) -> bool:
    """Whether both give a number, a legal form or an initial, and not the same."""
    for role in ("number", "form"):
        one = {part.text for part in ours if part.role == role}
        other = {part.text for part in theirs if part.role == role}
        if one != other and ((one and other) or role == "number"):
            return True
    return False


def _written_otherwise(
    name: Name,
    against: Name,
    ours: list[Part],
    theirs: list[Part],
    pairs: tuple[tuple[int, int, float], ...],
) -> bool:
    """Whether all that tells has its like on the other side, and stands as names stand."""
    good = [(i, j) for i, j, alike in pairs if alike >= _needed(ours[i], theirs[j])]
    left_one = [part for i, part in enumerate(ours) if i not in {i for i, _ in good}]
    left_other = [part for j, part in enumerate(theirs) if j not in {j for _, j in good}]
    if any(part.role in ("name", "number", "kunya") for part in (*left_one, *left_other)):
        return False
    names = [(i, j) for i, j in good if ours[i].role == theirs[j].role == "name"]
    if not names:
        return False
    if len(names) == 1:
        i, j = names[0]
        return min(len(ours[i].text), len(theirs[j].text)) >= _LONG and (
            not left_one and not left_other
        )
    turned = [j for _, j in sorted(names)] != sorted(j for _, j in names)
    return not turned or len(names) > 2 or name.family_first != against.family_first


def _needed(part: Part, against: Part) -> float:
    """How alike two parts have to be for being surely the same."""
    shorter = min(len(part.sound), len(against.sound))
    return 0.94 if shorter <= 4 else 0.9 if shorter <= 6 else 0.87


_LONG = 5  # letters from which on a single name says who is meant
_PERHAPS = 0.62


@cache
def _common() -> frozenset[str]:
    """Keys of name parts that so many bear that agreeing on one says little."""
    return frozenset(key for word in known.COMMON for key in read(word).parts[0].keys)
