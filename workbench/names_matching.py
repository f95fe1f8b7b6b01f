"""Whom a spelling means, among many: found by the words of all names, then compared one by one."""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from itertools import pairwise
from math import log
from threading import RLock
from typing import TYPE_CHECKING, Generic, NamedTuple, TypeVar

from db.name_index import initials
from db.names_parts import WEIGHTS, Name, Part, read, variants

from .names_asking import Asked, ask, mended
from .names_vocabulary import Vocabulary
from .names_weighing import ALIKE, merged, pair_off, told

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Figures = NDArray[np.float32]

Key = TypeVar("Key")

_COMPARED = 80  # spellings that are compared part by part
_HOPEFUL = 0.3  # of the best, as seen from the words alone: below it is not looked at again
_VARIANTS = 4  # names in one query
_WHOLE = 0.2  # what the other spellings of a key add, of what is missing
_BESIDES = 0.3  # least weight of a part that the query does not have
_ORDER = 0.1  # what the same order of parts adds, of what is missing
_LEAST = 0.2  # a score below this is no hit
_REBUILT_AT = 0.5  # share of removed spellings from which on all is built anew
_ROLES = tuple(WEIGHTS)
_ROLE_WEIGHTS = tuple(WEIGHTS.values())


class Hit(NamedTuple, Generic[Key]):
    """A key that a query may mean: by which of its spellings, how surely (0 to 1), and why.

    `why` is "exact", "acronym", "spelling" (the same but for spelling), "begins" (the query
    may be unfinished), "part" (one of the two says more) or "similar".
    """

    key: Key
    spelling: str
    score: float
    why: str


class Matcher(Generic[Key]):
    """Finds the keys that a spelling may mean. Safe to use from several threads."""

    def __init__(self, pairs: Iterable[tuple[Key, str]] = ()) -> None:
        self._lock = RLock()
        self._empty()
        for key, spelling in pairs:
            self._add(key, spelling)

    def _empty(self) -> None:
        self._vocabulary = Vocabulary()
        self._keys: list[Key] = []
        self._texts: list[str] = []
        self._starts = array("q", [0])
        self._words = array("i")
        self._roles = array("b")
        self._of_key: dict[Key, list[int]] = {}
        self._counted: dict[Key, set[str]] = {}
        self._exact: dict[str, list[int]] = {}
        self._acronyms: dict[str, list[int]] = {}
        self._gone: set[int] = set()
        self._rarities: dict[str, float] = {}
        self._weighed: tuple[int, Figures] | None = None

    def __len__(self) -> int:
        return len(self._of_key)

    def __contains__(self, key: object) -> bool:
        return key in self._of_key

    def add(self, key: Key, spellings: Iterable[str]) -> None:
        """Take in spellings of a key, besides those that it has."""
        with self._lock:
            for spelling in spellings:
                self._add(key, spelling)

    def remove(self, key: Key) -> None:
        """Forget a key and all its spellings; one that is not there is forgotten already."""
        with self._lock:
            self._rarities.clear()
            self._gone.update(self._of_key.pop(key, ()))
            self._vocabulary.commonness.subtract(self._counted.pop(key, ()))
            if len(self._gone) > max(1000, _REBUILT_AT * len(self._texts)):
                living = [
                    (self._keys[n], text)
                    for n, text in enumerate(self._texts)
                    if n not in self._gone
                ]
                self._empty()
                for known, spelling in living:
                    self._add(known, spelling)

    def _add(self, key: Key, spelling: str) -> None:
        for variant in variants(spelling):
            self._add_name(key, spelling, read(variant))

    def _add_name(self, key: Key, spelling: str, name: Name) -> None:
        self._rarities.clear()
        number = len(self._texts)
        self._keys.append(key)
        self._texts.append(spelling)
        self._of_key.setdefault(key, []).append(number)
        counted = self._counted.setdefault(key, set())
        vocabulary = self._vocabulary
        for part in name.parts:
            word = vocabulary.number(part)
            posting = vocabulary.postings[word]
            if not posting or posting[-1] != number:
                posting.append(number)
            self._words.append(word)
            self._roles.append(self._role_number(part))
            main = part.keys[0]
            if main not in counted:
                counted.add(main)
                vocabulary.commonness[main] += 1
        self._starts.append(len(self._words))
        self._table(name, spelling, number)

    @staticmethod
    def _role_number(part: Part) -> int:
        return _ROLES.index(part.role) if part.weight < 1 else 0

    def _table(self, name: Name, spelling: str, number: int) -> None:
        """Note the texts that a spelling is found exactly by."""
        for text in _tabled(name, spelling):
            self._exact.setdefault(text, []).append(number)
        for text in initials(name):
            self._acronyms.setdefault(text, []).append(number)

    def find(self, query: str, limit: int = 20, *, unfinished: bool = True) -> list[Hit[Key]]:
        """The keys that the query may mean, best first; never more than `limit`.

        Where `unfinished` (someone is typing) the last word may be the beginning of one.
        """
        with self._lock:
            best: dict[Key, Hit[Key]] = {}
            for variant in variants(query)[:_VARIANTS]:
                name = read(variant)
                self._find_exact(name, variant, best)
                if name.parts:
                    begins = unfinished and query[-1:].isalnum()
                    asked = ask(self._vocabulary, name, self._rarity, begins)
                    self._compare(asked, self._candidates(asked, limit), best)
            ranked = sorted(best.values(), key=lambda hit: (-hit.score, len(hit.spelling)))
            return ranked[: max(0, limit)]

    def _find_exact(self, name: Name, query: str, best: dict[Key, Hit[Key]]) -> None:
        acronym = name.plain.replace(" ", "")
        known = 0.97 if query.strip().isupper() else 0.6
        tables = [(1.0, "exact", self._exact.get(name.plain or query.strip(), ()))]
        if name.parts:
            for text in ("\0" + name.essential, name.essential):
                tables.append((0.985, "exact", self._exact.get(text, ())))
        tables.append((known, "acronym", self._acronyms.get(acronym, ())))
        for score, why, numbers in tables:
            for number in numbers:
                if number not in self._gone:
                    _keep(best, Hit(self._keys[number], self._texts[number], score, why))

    def _rarity(self, key: str) -> float:
        """What agreeing on a word of this key says, 0.2 to 1."""
        rare = self._rarities.get(key)
        if rare is None:
            bearers, all_ = self._commonness(key)
            many, borne_by = all_ + 1, bearers + 0.5
            rare = max(0.2, min(1.0, log(1 + many / borne_by) / log(1 + many / 0.5)))
            self._rarities[key] = rare
        return rare

    def _commonness(self, key: str) -> tuple[int, int]:
        """How many have a word of this key, and of how many."""
        return self._vocabulary.commonness[key], len(self._of_key)

    def _candidates(self, asked: list[Asked], limit: int) -> list[int]:
        """The spellings that bear out most of the query, seen from its words alone."""
        import numpy as np

        size = len(self._texts)
        borne = np.zeros(size, dtype=np.float32)
        share = np.zeros(size, dtype=np.float32)
        postings = self._vocabulary.postings
        for one in asked:
            words = {**one.alike, **one.with_next} if one.with_next else one.alike
            for word, alike in sorted(words.items(), key=lambda row: row[1]):
                value = told(alike)
                if value:
                    share[np.frombuffer(postings[word], dtype=np.intc)] = value * one.weight
            borne += share
            share.fill(0)
        if self._gone:
            borne[np.fromiter(self._gone, dtype=np.int64)] = 0
        hopeful = np.flatnonzero(borne > max(_HOPEFUL * float(borne.max(initial=0)), 0.001))
        many = max(_COMPARED, 3 * limit)
        if len(hopeful) > many:
            found = borne[hopeful]
            total = sum(one.weight for one in asked) or 1.0
            rank = merged(found / total, np.minimum(1.0, found / self._weights()[hopeful]))
            hopeful = hopeful[np.argpartition(-rank, many)[:many]]
        return [int(number) for number in hopeful]

    def _weights(self) -> Figures:
        """What all parts of each spelling weigh together."""
        import numpy as np

        size = len(self._texts)
        done, weights = self._weighed or (0, np.zeros(0, dtype=np.float32))
        if done == size:
            return weights
        if size > done * 1.05:
            done = 0
        if done == 0:
            weights = self._weigh_all()
        else:
            fresh = [sum(self._part_weights(number)) for number in range(done, size)]
            weights = np.concatenate((weights, np.array(fresh, dtype=np.float32)))
        weights = np.maximum(weights, 0.01)
        self._weighed = (size, weights)
        return weights

    def _weigh_all(self) -> Figures:
        import numpy as np

        vocabulary = self._vocabulary
        rarity = np.array(
            [self._rarity(vocabulary.main_key(word)) for word in range(len(vocabulary.sounds))],
            dtype=np.float32,
        )
        roles = np.array(_ROLE_WEIGHTS, dtype=np.float32)
        words = np.frombuffer(self._words, dtype=np.intc)
        each = rarity[words] * roles[np.frombuffer(self._roles, dtype=np.int8)]
        sums = np.concatenate(([0.0], np.cumsum(each, dtype=np.float64)))
        bounds = np.frombuffer(self._starts, dtype=np.int64)
        weights: Figures = (sums[bounds[1:]] - sums[bounds[:-1]]).astype(np.float32)
        return weights

    def _part_weights(self, number: int) -> list[float]:
        vocabulary = self._vocabulary
        return [
            self._rarity(vocabulary.main_key(self._words[place])) * self._role_weight(place)
            for place in range(self._starts[number], self._starts[number + 1])
        ]

    def _compare(self, asked: list[Asked], numbers: list[int], best: dict[Key, Hit[Key]]) -> None:
        total = sum(one.weight for one in asked) or 1.0
        shares: dict[Key, list[float]] = {}
        for number in numbers:
            key = self._keys[number]
            hit, share = self._compared(asked, number)
            kept = shares.setdefault(key, [0.0] * len(asked))
            for place, value in enumerate(share):
                kept[place] = max(kept[place], value)
            _keep(best, hit)
        for key, kept in shares.items():
            hit = best[key]
            if hit.why in ("exact", "acronym"):
                continue
            whole = sum(kept) / total
            score = hit.score + _WHOLE * max(0.0, whole - hit.score)
            if score < _LEAST:
                del best[key]
            else:
                best[key] = hit._replace(score=min(0.95, score))

    def _compared(self, asked: list[Asked], number: int) -> tuple[Hit[Key], list[float]]:
        """The spelling as a hit, and the weight of each part of the query that it bears out."""
        first, end = self._starts[number], self._starts[number + 1]
        words = self._words[first:end]
        sounds = self._vocabulary.sounds
        alike = [
            (value, i, j)
            for i, one in enumerate(asked)
            for j, word in enumerate(words)
            if (value := one.like(word, sounds[word])) >= ALIKE
        ]
        share = [0.0] * len(asked)
        for value, i, _ in alike:
            share[i] = max(share[i], asked[i].weight * told(value))
        pairs = pair_off(alike)
        if len(pairs) < len(asked):
            pairs = mended(asked, words, pairs)
            for i, _, value in pairs:
                share[i] = max(share[i], asked[i].weight * told(value))
        one, other = self._shares(asked, number, pairs)
        score = merged(one, other)
        if _in_order(pairs):
            score += _ORDER * (1 - score)
        begun = any(words[j] in asked[i].begun for i, j, _ in pairs)
        why = "begins" if begun else _reason(one, other)
        return Hit(self._keys[number], self._texts[number], 0.95 * score, why), share

    def _shares(
        self, asked: list[Asked], number: int, pairs: list[tuple[int, int, float]]
    ) -> tuple[float, float]:
        """What share of the query, and of the spelling, the pairs of parts bear out."""
        total = sum(one.weight for one in asked)
        borne = sum(asked[i].weight * told(value) for i, _, value in pairs)
        weights = self._part_weights(number)
        bearing = sum(weights[j] * told(value) for _, j, value in pairs)
        matched = {j for _, j, _ in pairs}
        first = self._starts[number]
        entire = sum(
            weight if j in matched else max(weight, _BESIDES * self._role_weight(first + j))
            for j, weight in enumerate(weights)
        )
        return borne / (total or 1.0), min(1.0, bearing / (entire or 1.0))

    def _role_weight(self, place: int) -> float:
        return _ROLE_WEIGHTS[self._roles[place]]


def _reason(one: float, other: float) -> str:
    if one > 0.8 and other > 0.8:
        return "spelling"
    return "part" if one > 0.8 or other > 0.8 else "similar"


def _in_order(pairs: list[tuple[int, int, float]]) -> bool:
    """Whether two or more parts stand in one order in both names."""
    places = [j for _, j, _ in sorted(pairs)]
    return len(places) > 1 and all(one < other for one, other in pairwise(places))


def _keep(best: dict[Key, Hit[Key]], hit: Hit[Key]) -> None:
    known = best.get(hit.key)
    if known is None or hit.score > known.score:
        best[hit.key] = hit


def _tabled(name: Name, spelling: str) -> list[str]:
    """The texts under which a spelling is found exactly; essentials are marked as such."""
    essential = name.essential if name.parts else ""
    if not essential or essential == name.plain:
        return [name.plain or spelling.strip()]
    return [name.plain, "\0" + essential]
