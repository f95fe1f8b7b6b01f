"""Whom a spelling means, among the names of a file: candidates by its index, then compared.

The same matcher as over names in memory, and the same scores; but what is read is a few dozen
spellings that the index says have a part in common with the query, so that it is as quick among
half a million spellings as among a hundred, and nothing is built beforehand.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import contextmanager
from heapq import nlargest
from typing import TYPE_CHECKING, Any

from db import name_index
from db.names_parts import Name, Part, named, read, variants
from db.names_sounds import keys, likeness

from .names_asking import Asked, ask
from .names_matching import Hit, Matcher
from .names_vocabulary import Vocabulary
from .names_weighing import told

if TYPE_CHECKING:
    from collections.abc import Iterator

_READ = 80  # spellings that are read and compared for one query
_READ_TYPING = 48  # while it is being typed: there is soon another query
_LISTED, _FAR = (
    300,
    100,
)  # documents that are listed for one part of a query, by words close and far
_CLOSE = 0.86  # likeness from which on a word is another spelling of one
_ASKED, _ASKED_TYPING = 50, 20  # words that the index is asked for at once
_ENOUGH = 20  # documents with all parts of a query, as written: with fewer, others are looked for
_KEYED = 1_500  # sounds that are looked at for one part
_SAME, _NEAR = 110, 56  # of those, that are weighed closely: with the same key, with one near
_FEWER = 3  # so many times fewer of a word that is still being typed: its beginning counts more
_MISHEARD = 4  # letters from which on a word may be meant that differs in a consonant
_BEGUN = 120  # sounds that go on from what is typed, of other beginnings than its letters
_BEGINS = 0.75  # as in `names_vocabulary`
_FAITHFUL = 0.6
_HALF = 3
_HELD = 20_000  # spellings kept in memory from query to query
_LETTERS = "bdfhjklmnrstwyc"  # of keys
_FAMILIAR = 0.6  # what a familiar person's spelling is put forward by, when candidates are chosen


class Sounds(Vocabulary):
    """The sounds of the index, numbered as they are met. Needs a connection while it is asked."""

    def __init__(self) -> None:
        super().__init__()
        self.connection: Any = None
        self.unfinished: Part | None = None
        self._known: dict[tuple[str, bool], dict[int, float]] = {}
        self._going_on: dict[str, Begun] = {}

    def number(self, part: Part) -> int:
        return self.number_of(part.sound, part.keys[0])

    def number_of(self, sound: str, main: str) -> int:
        """The number of a sound; a new one is taken in."""
        known = self._numbers.get(sound)
        if known is None:
            known = self._numbers[sound] = len(self.sounds)
            self.sounds.append(sound)
            self._main.append(main)
        return known

    def like(self, part: Part) -> dict[int, float]:
        key = part.sound, part is self.unfinished
        found = self._known.get(key)
        if found is None:
            if len(self._known) > 500:
                self._known.clear()
            fewer = _FEWER if key[1] else 1
            found = self._known[key] = self._found_like(part, _SAME // fewer, _NEAR // fewer)
        return dict(found)

    def _found_like(self, part: Part, most: int, most_near: int) -> dict[int, float]:
        heard = part.sound
        same = name_index.sounds_keyed(self.connection, part.keys, _KEYED)
        near: list[str] = []
        if len(heard) >= _MISHEARD or not same:
            near_keys = {near for key in part.keys[:2] for near in _near(key)} - set(part.keys)
            near = name_index.sounds_keyed(self.connection, near_keys, _KEYED)
        weighed = _closest(heard, same, most)
        known = set(same)
        weighed += _closest(heard, [sound for sound in near if sound not in known], most_near)
        return {
            self.number_of(sound, keys(sound)[0]): 1.0 if sound == heard else alike
            for sound in dict.fromkeys(weighed)
            if (alike := likeness(heard, sound)) >= _FAITHFUL
        }

    def going_on(self, part: Part) -> dict[int, float]:
        known = self._going_on.get(part.text)
        if known is not None:
            return known
        if len(self._going_on) > 100:
            self._going_on.clear()
        begun = self._going_on[part.text] = Begun(self, part)
        if len(part.sound) > 1:
            starts = dict.fromkeys((*part.keys, *(k[:-1] for k in part.keys if len(k) > 2)))
            for start in starts:
                for sound in name_index.sounds_keyed_from(self.connection, start, _BEGUN):
                    begun.value(self.number_of(sound, keys(sound)[0]))
        return begun

    def split(self, part: Part) -> tuple[Part, Part] | None:
        text = part.text
        for place in range(_HALF, len(text) - _HALF + 1):
            halves = named(text[:place]), named(text[place:])
            if all(
                name_index.is_known(self.connection, half.keys[0], half.sound) for half in halves
            ):
                return halves
        return None


class Begun(dict[int, float]):
    """How likely each word is what a person is about to type; reckoned when it is asked for."""

    def __init__(self, sounds: Sounds, part: Part) -> None:
        super().__init__()
        self._sounds, self._part = sounds, part
        self._first = frozenset(key[:1] for key in part.keys)
        self._valued: dict[int, float] = {}

    def value(self, word: int) -> float:
        """Of this word; remembered where it is anything."""
        known = self._valued.get(word)
        if known is None:
            known = self._valued[word] = self._reckoned(word)
            if known:
                self[word] = known
        return known

    def _reckoned(self, word: int) -> float:
        heard, whole = self._part.sound, self._sounds.sounds[word]
        size = len(heard)
        begun = 0.0
        if whole.startswith(heard):
            begun = 1.0
        elif any(key[:1] in self._first for key in keys(whole)):
            begun = likeness(heard, whole[:size])
            if 0.55 < begun < 1 and len(whole) > size:
                begun = max(begun, likeness(heard, whole[: size + 1]))
        if begun < _BEGINS:
            return 0.0
        return begun * (0.86 + 0.09 * min(1.0, size / max(1, len(whole))))


def _closest(heard: str, sounds: Sequence[str], most: int) -> list[str]:
    if len(sounds) <= most:
        return list(sounds)
    from rapidfuzz.distance import Indel
    from rapidfuzz.process import extract

    scorer = Indel.normalized_similarity
    return [found[0] for found in extract(heard, sounds, scorer=scorer, processor=None, limit=most)]


def _near(key: str) -> set[str]:
    """Keys with one letter more, less or other."""
    if not key:
        return set()
    found = {key[:place] + key[place + 1 :] for place in range(len(key))}
    for letter in _LETTERS:
        found.update(key[:place] + letter + key[place:] for place in range(len(key) + 1))
        found.update(key[:place] + letter + key[place + 1 :] for place in range(len(key)))
    found.discard("")
    return found


class IndexedNames(Matcher[str]):
    """Finds the stakeholders, by uid, that a spelling may mean. Safe to use from several threads.

    It remembers spellings that it read: `forget` once names were changed.
    """

    def __init__(self) -> None:
        super().__init__()

    def _empty(self) -> None:
        super()._empty()
        self._familiar: dict[str, list[int]] = {}
        self._familiar_of = 0
        self._familiar_words: set[int] = set()
        self._vocabulary: Sounds = Sounds()
        self._numbers_of: dict[int, list[int]] = {}
        self._document: list[int] = []
        self._borne: dict[str, int] = {}
        self._many: int | None = None

    def forget(self) -> None:
        """Read names anew from now on."""
        with self._lock:
            self._empty()

    @contextmanager
    def reading(self, connection: Any) -> Iterator[IndexedNames]:
        """Within it, `find` asks the index by this connection; no other thread does meanwhile."""
        with self._lock:
            self._vocabulary.connection = connection
            if len(self._texts) > _HELD:
                self._empty()
                self._vocabulary.connection = connection
            if self._many is None:
                self._many = name_index.how_many(connection)
            try:
                yield self
            finally:
                self._vocabulary.connection = None

    def make_familiar(self, uids: Sequence[str]) -> None:
        """Put these people's names forward among the many that have a common part."""
        wanted = [uid for uid in uids if uid not in self._familiar]
        if wanted:
            self._take_in(name_index.documents_of(self._vocabulary.connection, wanted))
        for uid in wanted:
            self._familiar[uid] = list(self._of_key.get(uid, ()))
        for uid in self._familiar.keys() - set(uids):
            del self._familiar[uid]
        if wanted or len(self._familiar) != self._familiar_of:
            self._familiar_of = len(self._familiar)
            self._familiar_words = {
                word
                for numbers in self._familiar.values()
                for number in numbers
                for word in self._words[self._starts[number] : self._starts[number + 1]]
            }

    def find(self, query: str, limit: int = 20, *, unfinished: bool = True) -> list[Hit[str]]:
        with self._lock:
            best: dict[str, Hit[str]] = {}
            for variant in variants(query)[:4]:
                name = read(variant)
                asked: list[Asked] = []
                begins = unfinished and query[-1:].isalnum()
                if name.parts:
                    self._count(key for part in name.parts for key in part.keys[:1])
                    self._vocabulary.unfinished = name.parts[-1] if begins else None
                    asked = ask(self._vocabulary, name, self._rarity, begins)
                    if begins:
                        asked[-1] = self._may_begin(asked[-1])
                numbers = self._chosen(name, variant, asked, begins)
                self._find_exact(name, variant, best)
                if asked:
                    self._compare(asked, numbers, best)
            ranked = sorted(best.values(), key=lambda hit: (-hit.score, len(hit.spelling)))
            return ranked[: max(0, limit)]

    def _may_begin(self, asked: Asked) -> Asked:
        """The same, with words that are met later reckoned as they are."""
        begun = self._vocabulary.going_on(asked.part)
        assert isinstance(begun, Begun)
        alike = _Either(asked.alike, begun)
        return asked._replace(alike=alike, begun=_BegunWords(asked.alike, begun))

    # -- candidates --------------------------------------------------------------------------------

    def _chosen(self, name: Name, query: str, asked: list[Asked], begins: bool) -> list[int]:
        """The spellings that are worth comparing, by what the index says of them."""
        connection = self._vocabulary.connection
        exact = {name_index.whole(text) for text in (name.plain or query.strip(),) if text}
        if name.parts:
            exact.add(name_index.whole(name.essential))
        letters = "".join(c for c in name.plain if c.isalnum()).lower()
        if 2 <= len(letters) <= 8:
            exact.add(name_index.INITIALS + letters)
        whole = name_index.documents(connection, name_index.anyof(sorted(exact)), _READ // 2)
        borne = dict.fromkeys(whole, 9.0)
        self._list(asked, begins, borne)
        self._put_forward(asked, borne)
        most = _READ_TYPING if begins else _READ
        chosen = nlargest(most, borne, key=lambda document: (borne[document], document))
        self._take_in(chosen)
        return [number for one in chosen for number in self._numbers_of.get(one, ())]

    def _put_forward(self, asked: list[Asked], borne: dict[int, float]) -> None:
        """Add the familiar people's spellings that have a part in common with the query."""
        worth: dict[int, float] = {}
        for one in asked:
            for word in self._familiar_words:
                value = told(one.alike.get(word, 0.0))
                if value:
                    worth[word] = max(worth.get(word, 0.0), value * one.weight)
        if not worth:
            return
        for numbers in self._familiar.values():
            for number in numbers:
                words = self._words[self._starts[number] : self._starts[number + 1]]
                borne_out = sum(worth.get(word, 0.0) for word in words)
                if borne_out:
                    document = self._document[number]
                    borne[document] = max(borne.get(document, 0.0), borne_out) + _FAMILIAR

    def _list(self, asked: list[Asked], begins: bool, borne: dict[int, float]) -> None:
        """Add to each document what of the query it bears out."""
        questions = [
            (*self._questions(one, begins and place == len(asked) - 1), one.weight)
            for place, one in enumerate(asked)
        ]
        questions = [each for each in questions if each[0] or each[1]]
        together = self._together([close for close, _, _ in questions if close], questions, borne)
        if together >= _ENOUGH:
            return
        if len(questions) == 2:
            both = [" OR ".join(filter(None, each[:2])) for each in questions]
            self._together(both, questions, borne)
        cut = False
        for close, far, weight in questions:
            listed: dict[int, float] = {}
            for question, value, most in ((far, 0.35, _FAR), (close, 0.9, _LISTED)):
                if question:
                    found = self._documents(question, most)
                    listed.update(dict.fromkeys(found, value * weight))
                    cut = cut or len(found) == most
            for document, value in listed.items():
                borne[document] = borne.get(document, 0.0) + value
        if cut and len(questions) > 2:
            rarest, *others = sorted(questions, key=lambda each: -each[2])[:3]
            for other in others:
                pair = [rarest, other]
                self._together([" OR ".join(filter(None, q[:2])) for q in pair], pair, borne)

    def _together(
        self, questions: list[str], of: list[tuple[str, str, float]], borne: dict[int, float]
    ) -> int:
        """Note the documents that answer all of several questions; how many there are."""
        if len(of) < 2 or len(questions) < len(of):
            return 0
        found = self._documents(name_index.allof(questions), _READ)
        value = 0.9 * sum(weight for _, _, weight in of)
        for document in found:
            borne[document] = max(borne.get(document, 0.0), value)
        return len(found)

    def _documents(self, question: str, most: int) -> list[int]:
        return name_index.documents(self._vocabulary.connection, question, most)

    def _questions(self, one: Asked, begins: bool) -> tuple[str, str]:
        """What to ask the index for: words that are close, and words that are less so."""
        sounds = self._vocabulary.sounds
        alike = {**one.with_next, **dict(one.alike)} if one.with_next else dict(one.alike)
        rated = sorted(((value, n) for n, value in alike.items() if told(value)), reverse=True)
        words = [(value, name_index.word(sounds[number])) for value, number in rated]
        most = _ASKED if self._vocabulary.unfinished is None else _ASKED_TYPING
        close = [word for value, word in words if value >= _CLOSE][:most]
        far = [word for value, word in words if value < _CLOSE][: most // 2]
        begun: list[str] = []
        if begins and one.part.role != "number":
            begun = [name_index.word(start) for start in _starts(one.part)]
            close = [w for w in close if not w.startswith(tuple(begun))]
        return name_index.anyof(close, begun), name_index.anyof(far)

    # -- what is read ------------------------------------------------------------------------------

    def _take_in(self, documents: Sequence[int]) -> None:
        """Read spellings that were not read before."""
        fresh = [document for document in documents if document not in self._numbers_of]
        if not fresh:
            return
        found = name_index.spellings(self._vocabulary.connection, fresh)
        names = [(one, [read(v) for v in variants(one.spelling)]) for one in found]
        self._count(part.keys[0] for _, each in names for name in each for part in name.parts)
        for one, each in names:
            for name in each:
                self._numbers_of.setdefault(one.document, []).append(len(self._texts))
                self._document.append(one.document)
                self._add_name(one.uid, one.spelling, name)

    def _add_name(self, key: str, spelling: str, name: Name) -> None:
        number = len(self._texts)
        self._keys.append(key)
        self._texts.append(spelling)
        self._of_key.setdefault(key, []).append(number)
        for part in name.parts:
            self._words.append(self._vocabulary.number(part))
            self._roles.append(self._role_number(part))
        self._starts.append(len(self._words))
        self._table(name, spelling, number)

    def _count(self, wanted: Iterable[str]) -> None:
        fresh = {key for key in wanted if key not in self._borne}
        if fresh:
            counted = name_index.borne(self._vocabulary.connection, fresh)
            self._borne.update((key, counted.get(key, 0)) for key in fresh)

    def _commonness(self, key: str) -> tuple[int, int]:
        self._count((key,))
        return self._borne[key], self._many or 0


class _Either(dict[int, float]):
    """How alike words are that were looked up; of all others, whether they are begun."""

    def __init__(self, alike: dict[int, float], begun: Begun) -> None:
        super().__init__(alike)
        self._begun = begun
        for word, value in begun.items():
            if value > super().get(word, 0.0):
                self[word] = value

    def get(self, word: int, default: Any = None) -> Any:
        known = super().get(word)
        return known if known is not None else (self._begun.value(word) or default)


class _BegunWords(frozenset[int]):
    """The words that go on from what is typed, rather than being another spelling of it."""

    def __new__(cls, alike: dict[int, float], begun: Begun) -> _BegunWords:
        made = super().__new__(cls)
        made.alike, made.all = alike, begun
        return made

    alike: dict[int, float]
    all: Begun

    def __contains__(self, word: object) -> bool:
        assert isinstance(word, int)
        return self.all.get(word, 0.0) > self.alike.get(word, 0.0)


def _starts(part: Part) -> list[str]:
    """The beginnings of sounds that letters typed so far may be; s may become sh."""
    found = [part.sound]
    if len(part.text) <= 2 and part.text[-1:] in "sckgztdp" and part.text.isascii():
        found.append(named(part.text + "h").sound)
    return [start for start in dict.fromkeys(found) if start]
