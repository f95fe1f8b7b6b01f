"""A query, part by part: which known words each part may mean, and what each part weighs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import NamedTuple

from db.names_parts import Name, Part, joined

from .names_vocabulary import Vocabulary

AS_ONE = 0.84  # how alike two words written as one have to be to one word
_MOST = 8  # parts that are looked up
_SPLIT_AT = 7  # letters from which on an unknown word may be two
_KNOWN = 0.8  # how alike a word has to be to count as known


class Asked(NamedTuple):
    """One part of a query: how alike the words of the vocabulary are, and what it weighs."""

    part: Part
    weight: float
    alike: dict[int, float]
    begun: frozenset[int]
    """Words that the part may be the beginning of."""
    with_next: dict[int, float]
    """Words that are like this part and the next one written as one."""

    def like(self, word: int, heard: str) -> float:
        """How alike a word is, given its sound; an initial is a little like what it begins."""
        if len(self.part.text) == 1 and not self.alike:
            return 0.75 if heard[:1] == self.part.sound else 0.0
        return self.alike.get(word, 0.0)


def ask(
    vocabulary: Vocabulary, name: Name, rarity: Callable[[str], float], unfinished: bool
) -> list[Asked]:
    """Look up the parts of a name that say most; where `unfinished`, the last one as begun."""
    parts = list(name.parts)
    last = parts[-1]
    if len(parts) > _MOST:
        weights = [part.weight * rarity(part.keys[0]) for part in parts]
        chosen = sorted(range(len(parts)), key=lambda place: -weights[place])[:_MOST]
        parts = [parts[place] for place in sorted(chosen)]
    alone = len(parts) == 1
    asked: list[Asked] = []
    for part in parts:
        begins = unfinished and part is last and part.role != "number"
        asked += _ask_part(vocabulary, part, rarity, alone, begins)
    compounds = dict(_compounds([one.part for one in asked]))
    return [
        one._replace(with_next=_known_as(vocabulary, compounds[place]))
        if place in compounds
        else one
        for place, one in enumerate(asked)
    ]


def _ask_part(
    vocabulary: Vocabulary,
    part: Part,
    rarity: Callable[[str], float],
    alone: bool,
    begins: bool,
) -> list[Asked]:
    alike: dict[int, float] = {}
    if len(part.text) > 1 or alone:
        alike = vocabulary.like(part)
    begun: set[int] = set()
    if begins:
        for word, value in vocabulary.going_on(part).items():
            if value > alike.get(word, 0.0):
                alike[word] = value
                begun.add(word)
    if len(part.text) >= _SPLIT_AT and max(alike.values(), default=0.0) < _KNOWN:
        halves = vocabulary.split(part)
        if halves:
            return [
                asked
                for half in halves
                for asked in _ask_part(vocabulary, half, rarity, False, False)
            ]
    weight = part.weight * rarity(part.keys[0])
    return [Asked(part, weight, alike, frozenset(begun), {})]


def _known_as(vocabulary: Vocabulary, part: Part) -> dict[int, float]:
    return {w: alike for w, alike in vocabulary.like(part).items() if alike >= AS_ONE}


def _compounds(parts: Sequence[Part]) -> list[tuple[int, Part]]:
    """Neighbours that others may write as one, by the place of the first: one of them is short."""
    return [
        (place, joined(one, other))
        for place, (one, other) in enumerate(pairwise(parts))
        if min(len(one.sound), len(other.sound)) <= 4
        and 5 <= len(one.sound) + len(other.sound) <= 16
        and "title" not in (one.role, other.role)
    ]


def mended(
    asked: list[Asked], words: Sequence[int], pairs: list[tuple[int, int, float]]
) -> list[tuple[int, int, float]]:
    """The pairs, put right where two parts of the query are one word in the spelling."""
    certain = {i for i, _, value in pairs if value > AS_ONE}
    taken = {j for _, j, value in pairs if value > AS_ONE}
    for i, one in enumerate(asked):
        if not one.with_next or certain & {i, i + 1}:
            continue
        for j, word in enumerate(words):
            value = one.with_next.get(word, 0.0)
            if value and j not in taken:
                kept = [pair for pair in pairs if pair[0] not in (i, i + 1) and pair[1] != j]
                return [*kept, (i, j, value), (i + 1, j, value)]
    return pairs
