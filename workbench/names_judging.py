"""Whether two sets of spellings mean the same: surely, perhaps, or no."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from itertools import pairwise
from typing import Literal, NamedTuple

from db import names_titles as known
from db.names_parts import Name, Part, read

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
        known_by = [part for part in ours if part.role != "kunya"]
        enough = len(known_by) > 1 or (known_by == ours and _says_enough(ours[0]))
        return Judgement("surely" if enough else "perhaps", 1.0)
    if _contradict(ours, theirs):
        return Judgement("perhaps" if score >= 0.8 else "no", min(score, 0.8))
    if _written_otherwise(name, against, ours, theirs, agreed.pairs):
        return Judgement("surely", max(score, 0.9))
    return Judgement("perhaps" if score >= _PERHAPS else "no", min(score, 0.9))


def _telling(name: Name) -> list[Part]:
    """The parts that tell who is meant, each once."""
    parts = {part: None for part in name.parts if part.role not in ("particle", "title")}
    return list(parts)


def _says_enough(part: Part) -> bool:
    """Whether a single part can tell who is meant: no given name that many bear."""
    if part.sound.startswith("abd") or part.sound.endswith(("ula", "din")):
        return False
    return len(part.text) >= _LONG and part.keys[0] not in _common()


def _weights(parts: list[Part]) -> list[float]:
    return [part.weight * (0.5 if part.keys[0] in _common() else 1.0) for part in parts]


def _contradict(ours: list[Part], theirs: list[Part]) -> bool:
    """Whether both give a legal form, or one gives a number, and the other not the same."""
    numbers = [{part.text for part in side if part.role == "number"} for side in (ours, theirs)]
    forms = [{part.text for part in side if part.role == "form"} for side in (ours, theirs)]
    if numbers[0] != numbers[1]:
        return True
    strict = [side - known.LOOSE_FORMS for side in forms]
    return bool(strict[0] and strict[1]) and not strict[0] & strict[1]


def _written_otherwise(
    name: Name,
    against: Name,
    ours: list[Part],
    theirs: list[Part],
    pairs: tuple[tuple[int, int, float], ...],
) -> bool:
    """Whether all that tells has its like on the other side, and stands as names stand."""
    good = _sure_pairs(ours, theirs, pairs)
    whole = [
        (i, j)
        for i, j in good
        if min(len(ours[i].text), len(theirs[j].text)) > 1
        and not {ours[i].role, theirs[j].role} & {"form", "kunya"}
    ]
    left_one = [p for i, p in enumerate(ours) if i not in {i for i, _ in good}]
    left_other = [p for j, p in enumerate(theirs) if j not in {j for _, j in good}]
    if not whole or (_tells_apart(left_one) and _tells_apart(left_other)):
        return False
    left = [part for part in (*left_one, *left_other) if not _may_be_left_out(part, len(whole))]
    if left and (len(whole) < 3 or len(left) > 1 or (0, 0) not in whole):
        return False
    if len(whole) == 1:
        i, j = whole[0]
        alone = all(p.role in ("name", "form", "number") for p in (*ours, *theirs))
        alike = next(value for one, _, value in pairs if one == i)
        return alone and alike >= 0.9 and _says_enough(ours[i]) and _says_enough(theirs[j])
    if (left or len(whole) == 2) and all(
        set(ours[i].keys + theirs[j].keys) & _common() for i, j in whole
    ):
        return False  # Mohammad Omar: thirty men
    known_order = name.family_first != against.family_first or any(
        _PATRONYM.search(part.text) for part in (*left_one, *left_other)
    )
    return _same_order(whole, known_order)


def _sure_pairs(
    ours: list[Part], theirs: list[Part], pairs: tuple[tuple[int, int, float], ...]
) -> list[tuple[int, int]]:
    """Parts that are surely the same; one slip of the finger is forgiven beside a rare name."""
    good = [(i, j) for i, j, alike in pairs if alike >= _needed(ours[i], theirs[j])]
    slips = [(i, j) for i, j, _ in pairs if (i, j) not in good and _slip(ours[i], theirs[j])]
    if len(slips) == 1 and any(
        alike >= 0.97 and _says_enough(ours[i]) for i, j, alike in pairs if (i, j) in good
    ):
        good += slips
    return good


def _slip(part: Part, against: Part) -> bool:
    """Whether two parts differ by letters changed about, or by one consonant inside the word."""
    from rapidfuzz.distance import OSA

    one, other = sorted((part.text, against.text), key=len)
    if len(one) < 5 or one[0] != other[0] or not (one + other).isascii():
        return False
    if OSA.distance(one, other) != 1:
        return False
    if len(one) == len(other):
        return sorted(one) == sorted(other)
    more = next((b for a, b in zip(one, other, strict=False) if a != b), "")
    return more not in ("", *"aeiouy")


def _same_order(whole: list[tuple[int, int]], known: bool) -> bool:
    """Whether the parts stand in one order, but that the family name may be first or last.

    Of two parts nobody can tell which is the family name, unless it is `known`: by a comma,
    or by a patronym, which follows the given name.
    """
    places = [j for _, j in sorted(whole)]
    breaks = sum(after < before for before, after in pairwise(places))
    if breaks == 0:
        return True
    rotated = breaks == 1 and places[0] > places[-1]
    return rotated and (len(whole) > 2 or known)


def _tells_apart(parts: list[Part]) -> bool:
    return any(part.role not in ("form", "style") for part in parts)


def _may_be_left_out(part: Part, matched: int) -> bool:
    """Whether a part that only one of two names has says nothing against them."""
    if part.role in ("form", "style"):
        return True
    return matched > 1 and (len(part.text) == 1 or bool(_PATRONYM.search(part.text)))


def _needed(part: Part, against: Part) -> float:
    """How alike two parts have to be for being surely the same."""
    if len(part.text) == 1 or len(against.text) == 1:
        return 0.7
    shorter = min(len(part.sound), len(against.sound))
    return 0.92 if shorter <= 4 else 0.88 if shorter <= 6 else 0.85


_PATRONYM = re.compile(r"(?:[oe]vi[ct]h|[oeiy]vych|[oei]vna|[oe]glu|ogl[yiu]|kyzy|qizi)$")
_LONG = 4  # letters from which on a single name says who is meant
_PERHAPS = 0.62


@cache
def _common() -> frozenset[str]:
    """Keys of name parts that so many bear that agreeing on one says little."""
    return frozenset(key for word in known.COMMON for key in read(word).parts[0].keys)
