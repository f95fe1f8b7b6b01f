"""The words of many names, found by what is heard: never all of them looked at."""

from __future__ import annotations

from array import array
from bisect import bisect_left, insort
from collections import Counter
from collections.abc import Iterator
from itertools import islice

from db.names_parts import Part, named
from db.names_sounds import likeness

_NEAR = 80  # words whose keys are one letter off, looked at closely
_SAME = 200  # words of the same key, looked at closely
_BEGINS = 0.75  # how alike the beginning of a word has to be to what is typed
_BEGUN = 300  # words that go on from what is typed
_REMEMBERED = 200  # lookups kept, since who types asks for the same words again and again
_HALF = 3  # letters of the shorter of two words that were run together
_FAITHFUL = 0.6  # likeness below which two words have nothing to do with each other


class Vocabulary:
    """Words, their keys, and the numbers of the spellings that they stand in.

    A word is a number: its place in `sounds`. Not for more than one thread at a time.
    """

    def __init__(self) -> None:
        self.sounds: list[str] = []
        self.postings: list[array[int]] = []
        self.commonness: Counter[str] = Counter()
        """By main key: the stakeholders with a word of that key."""
        self._numbers: dict[str, int] = {}
        self._main: list[str] = []
        self._by_key: dict[str, list[int]] = {}
        self._near: dict[str, set[str]] = {}
        self._sorted_keys: list[str] | None = None
        self._sorted_sounds: list[str] | None = None
        self._liked: dict[str, tuple[int, dict[int, float]]] = {}

    def number(self, part: Part) -> int:
        """The word's number; a new word is taken in."""
        known = self._numbers.get(part.sound)
        if known is not None:
            return known
        number = self._numbers[part.sound] = len(self.sounds)
        self.sounds.append(part.sound)
        self.postings.append(array("i"))
        self._main.append(part.keys[0])
        if self._sorted_sounds is not None:
            insort(self._sorted_sounds, part.sound)
        for key in part.keys:
            words = self._by_key.get(key)
            if words is None:
                self._by_key[key] = [number]
                for shortened in _shortened(key):
                    self._near.setdefault(shortened, set()).add(key)
                if self._sorted_keys is not None:
                    insort(self._sorted_keys, key)
            else:
                words.append(number)
        return number

    def main_key(self, word: int) -> str:
        """The likeliest key of a word."""
        return self._main[word]

    def like(self, part: Part) -> dict[int, float]:
        """Words that may be the same name part in another spelling, with their likeness."""
        size = len(self.sounds)
        known = self._liked.get(part.sound)
        if known is None or known[0] != size:
            if len(self._liked) > _REMEMBERED:
                self._liked.clear()
            known = self._liked[part.sound] = (size, self._like(part))
        return dict(known[1])

    def _like(self, part: Part) -> dict[int, float]:
        heard = part.sound
        same: dict[int, None] = {}
        for key in part.keys:
            same.update(dict.fromkeys(self._by_key.get(key, ())))
        words = self._closest(heard, list(same), _SAME)
        words += self._closest(heard, self._neighbours(part, same), _NEAR)
        found = {word: likeness(heard, self.sounds[word]) for word in words}
        exact = self._numbers.get(heard)
        if exact is not None:
            found[exact] = 1.0
        return {word: alike for word, alike in found.items() if alike >= _FAITHFUL}

    def _closest(self, heard: str, words: list[int], most: int) -> list[int]:
        """The words that look most like a sound, for weighing only so many closely."""
        if len(words) <= most:
            return words
        from rapidfuzz.distance import Indel
        from rapidfuzz.process import extract

        sounds = [self.sounds[word] for word in words]
        scorer = Indel.normalized_similarity
        rated = extract(heard, sounds, scorer=scorer, processor=None, limit=most)
        return [words[place] for _, _, place in rated]

    def _neighbours(self, part: Part, but: dict[int, None]) -> list[int]:
        """Words of keys with one letter more, less or other."""
        near: set[str] = set()
        for key in part.keys:
            near |= self._near.get(key, set())
            for shortened in _shortened(key):
                near |= self._near.get(shortened, set())
                if shortened in self._by_key:
                    near.add(shortened)
        near.difference_update(part.keys)
        words = {word for key in near for word in self._by_key[key]}
        return sorted(words.difference(but))

    def split(self, part: Part) -> tuple[Part, Part] | None:
        """The two known words that a part is made of, if it is: whoever typed it left no blank."""
        text = part.text
        for place in range(_HALF, len(text) - _HALF + 1):
            halves = named(text[:place]), named(text[place:])
            if all(half.sound in self._numbers for half in halves):
                return halves
        return None

    def going_on(self, part: Part) -> dict[int, float]:
        """Words that a person may be about to type, who has typed this far."""
        found: dict[int, float] = {}
        heard = part.sound
        size = len(heard)
        starts = dict.fromkeys((*part.keys, *(key[:-1] for key in part.keys if len(key) > 2)))
        words = set(islice(self._sounding_from(heard), _BEGUN))
        for start in starts:
            words.update(islice(self._keyed_from(start), _BEGUN))
        for word in words:
            whole = self.sounds[word]
            begun = likeness(heard, whole[:size])
            if 0.55 < begun < 1 and len(whole) > size:
                begun = max(begun, likeness(heard, whole[: size + 1]))
            if begun >= _BEGINS:
                share = min(1.0, size / max(1, len(whole)))
                found[word] = begun * (0.86 + 0.09 * share)
        return found

    def _sounding_from(self, heard: str) -> Iterator[int]:
        """Words whose sound begins just so."""
        if self._sorted_sounds is None:
            self._sorted_sounds = sorted(self._numbers)
        for sound in _beginning(self._sorted_sounds, heard):
            yield self._numbers[sound]

    def _keyed_from(self, key: str) -> Iterator[int]:
        """Words with a key that begins so."""
        if self._sorted_keys is None:
            self._sorted_keys = sorted(self._by_key)
        for longer in _beginning(self._sorted_keys, key):
            yield from self._by_key[longer]


def _beginning(texts: list[str], start: str) -> Iterator[str]:
    """Those of sorted texts that begin so."""
    for place in range(bisect_left(texts, start), len(texts)):
        if not texts[place].startswith(start):
            return
        yield texts[place]


def _shortened(key: str) -> list[str]:
    """The key with each of its letters left out in turn; none where too little would be left."""
    if len(key) < 2:
        return []
    return [key[:place] + key[place + 1 :] for place in range(len(key))]
