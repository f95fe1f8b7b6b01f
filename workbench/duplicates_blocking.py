"""Which pairs of stakeholders are worth a closer look: those that share the keys of a name.

A key is what is heard of a part of a name (see `db.names_sounds`). Two that share two keys of one
spelling each, or a rare one, meet in a block. A block of very many (all Mohammad Ahmads) is left
to those that share more.
"""

from __future__ import annotations

from collections import Counter
from itertools import combinations
from typing import Any

from db.names_parts import Name, read, variants

RARE = 8
"""Bearers up to which one key alone brings two together."""

CROWD = 40
"""A block of more than this many is not compared each with each."""

KEYS = 5
"""Keys of one spelling that are made pairs of: the rarest ones."""

_LEFT_OUT = frozenset({"particle", "title", "form", "kunya"})


class Blocks:
    """Takes in every spelling, then gives the pairs."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._of: list[tuple[int, ...]] = []
        self._whose: list[int] = []
        self._texts: list[str] = []
        self._spellings: dict[int, list[int]] = {}
        self._people: set[int] = set()
        self._borne: Counter[int] = Counter()
        self._last: tuple[int, set[int]] = (0, set())

    def add(self, key: int, person: bool, spelling: str) -> None:
        """Take in a spelling; all of one stakeholder come one after the other."""
        if person:
            self._people.add(key)
        if self._last[0] != key:
            self._last = (key, set())
        for variant in variants(spelling):
            numbers = self._keys(read(variant))
            if numbers:
                self._spellings.setdefault(key, []).append(len(self._texts))
                self._of.append(numbers)
                self._whose.append(key)
                self._texts.append(variant)
                self._borne.update(set(numbers) - self._last[1])
                self._last[1].update(numbers)

    def _keys(self, name: Name) -> tuple[int, ...]:
        telling = [part for part in name.parts if part.role not in _LEFT_OUT and len(part.text) > 1]
        found = dict.fromkeys(
            self._numbers.setdefault(part.keys[0], len(self._numbers))
            for part in telling or name.parts
        )
        return tuple(found)

    def pairs(self, most: int) -> list[tuple[int, int]]:
        """Pairs of stakeholders, the lower key first; at most so many, the rarest shared first.

        Sorted so that those of one stakeholder follow each other.
        """
        import numpy as np

        blocks, whose, weights = self._blocked()
        if not len(blocks):
            return []
        # Each stakeholder once in a block, however many of its spellings are in it.
        order = np.lexsort((whose, blocks))
        blocks, whose, weights = blocks[order], whose[order], weights[order]
        once = np.concatenate(([True], (blocks[1:] != blocks[:-1]) | (whose[1:] != whose[:-1])))
        blocks, whose, weights = blocks[once], whose[once], weights[once]
        starts = np.flatnonzero(np.concatenate(([True], blocks[1:] != blocks[:-1])))
        sizes = np.diff(np.concatenate((starts, [len(blocks)])))
        promise: dict[tuple[int, int], float] = {}
        for start, size in zip(starts.tolist(), sizes.tolist(), strict=True):
            if not 2 <= size <= CROWD:
                continue
            weight = float(weights[start])
            for pair in combinations(whose[start : start + size].tolist(), 2):
                promise[pair] = promise.get(pair, 0.0) + weight
        likely = [pair for pair in promise if self._may_be(*pair)]
        likely.sort(key=lambda pair: -promise[pair])
        return sorted(likely[:most])

    def _may_be(self, one: int, other: int) -> bool:
        """A person is never an office."""
        return (one in self._people) == (other in self._people)

    def _blocked(self) -> tuple[Any, Any, Any]:
        """(block, stakeholder, how much it says) of every spelling in every block."""
        import numpy as np

        borne = self._borne
        many = len(self._numbers) + 1
        blocks: list[int] = []
        whose: list[int] = []
        weights: list[float] = []
        for key, numbers in zip(self._whose, self._of, strict=True):
            rarest = sorted(numbers, key=lambda number: (borne[number], number))[:KEYS]
            for number in rarest:
                if len(numbers) == 1 or borne[number] <= RARE:
                    blocks.append(number)
                    whose.append(key)
                    weights.append(1.0 / borne[number])
            for a, b in combinations(sorted(rarest), 2):
                blocks.append(many * (a + 1) + b)
                whose.append(key)
                weights.append(1.0 + 1.0 / borne[a] + 1.0 / borne[b])
        return (
            np.array(blocks, dtype=np.int64),
            np.array(whose, dtype=np.int64),
            np.array(weights, dtype=np.float32),
        )

    def alike(self, one: int, other: int, most: int) -> list[tuple[str, str]]:
        """The pairs of spellings of these two that share most, best first."""
        ranked = [
            (-len(common), abs(len(self._of[a]) - len(self._of[b])), a, b)
            for a in self._spellings[one]
            for b in self._spellings[other]
            if (common := set(self._of[a]) & set(self._of[b]))
        ]
        return [(self._texts[a], self._texts[b]) for _n, _d, a, b in sorted(ranked)[:most]]
