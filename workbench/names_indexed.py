"""Whom a spelling means, among the names of a file: candidates by its index, then compared.

The same matcher as over names in memory, and the same scores; but what is read is a few dozen
spellings that the index says have a part in common with the query, so that it is as quick among
half a million spellings as among a hundred, and nothing is built beforehand.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import contextmanager
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

_READ = 110  # spellings that are read and compared for one query
_LISTED = 1_200  # documents that are listed for one part of a query
_FAR = 400  # of those, by words that are only somewhat like
_CLOSE = 0.86  # likeness from which on a word is another spelling of one
_KEYED = 2_500  # sounds that are looked at for one part
_SAME, _NEAR = 60, 40  # of those, that are weighed closely: with the same key, with one near
_BEGUN = 250  # sounds that go on from what is typed, of other beginnings than its letters
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
        self._known: dict[str, dict[int, float]] = {}
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
        found = self._known.get(part.sound)
        if found is None:
            if len(self._known) > 500:
                self._known.clear()
            found = self._known[part.sound] = self._like(part)
        return dict(found)

    def _like(self, part: Part) -> dict[int, float]:
        heard = part.sound
        same = name_index.sounds_keyed(self.connection, part.keys, _KEYED)
        near_keys = {near for key in part.keys[:2] for near in _near(key)} - set(part.keys)
        near = name_index.sounds_keyed(self.connection, near_keys, _KEYED)
        weighed = _closest(heard, same, _SAME)
        known = set(same)
        weighed += _closest(heard, [sound for sound in near if sound not in known], _NEAR)
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
        self._first = {key[:1] for key in part.keys}

    def value(self, word: int) -> float:
        """Of this word; remembered where it is anything."""
        known = self.get(word)
        if known is not None:
            return known
        heard, whole = self._part.sound, self._sounds.sounds[word]
        size = len(heard)
        begun = 0.0
        if whole.startswith(heard):
            begun = 1.0
        elif {key[:1] for key in keys(whole)} & self._first:
            begun = likeness(heard, whole[:size])
            if 0.55 < begun < 1 and len(whole) > size:
                begun = max(begun, likeness(heard, whole[: size + 1]))
        if begun < _BEGINS:
            return 0.0
        self[word] = made = begun * (0.86 + 0.09 * min(1.0, size / max(1, len(whole))))
        return made


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
        self._familiar: dict[str, list[int]] = {}

    def _empty(self) -> None:
        super()._empty()
        self._vocabulary: Sounds = Sounds()
        self._numbers_of: dict[int, list[int]] = {}
        self._document: list[int] = []
        self._borne: dict[str, int] = {}
        self._many: int | None = None

    def forget(self) -> None:
        """Read names anew from now on."""
        with self._lock:
            self._empty()
            self._familiar = {}

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
        documents = name_index.documents_of(self._vocabulary.connection, wanted)
        self._take_in(documents)
        for uid in wanted:
            self._familiar[uid] = list(self._of_key.get(uid, ()))
        for uid in self._familiar.keys() - set(uids):
            del self._familiar[uid]

    def find(self, query: str, limit: int = 20, *, unfinished: bool = True) -> list[Hit[str]]:
        with self._lock:
            best: dict[str, Hit[str]] = {}
            for variant in variants(query)[:4]:
                name = read(variant)
                asked: list[Asked] = []
                begins = unfinished and query[-1:].isalnum()
                if name.parts:
                    self._count(key for part in name.parts for key in part.keys[:1])
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
        for numbers in self._familiar.values():
            for number in numbers:
                words = self._words[self._starts[number] : self._starts[number + 1]]
                worth = sum(
                    one.weight * max((told(one.alike.get(word, 0.0)) for word in words), default=0)
                    for one in asked
                )
                if worth > 0:
                    document = self._document[number]
                    borne[document] = max(borne.get(document, 0.0), worth) + _FAMILIAR
        chosen = sorted(borne, key=lambda document: (-borne[document], -document))[:_READ]
        self._take_in(chosen)
        return [number for one in chosen for number in self._numbers_of.get(one, ())]

    def _list(self, asked: list[Asked], begins: bool, borne: dict[int, float]) -> None:
        """Add to each document what of the query it bears out."""
        connection = self._vocabulary.connection
        questions: list[str] = []
        cut = 0
        for place, one in enumerate(asked):
            close, far = self._questions(one, begins and place == len(asked) - 1)
            questions.append(" OR ".join(filter(None, (close, far))))
            listed: dict[int, float] = {}
            for question, value, most in ((far, 0.35, _FAR), (close, 0.9, _LISTED)):
                if question:
                    found = name_index.documents(connection, question, most)
                    listed.update(dict.fromkeys(found, value * one.weight))
                    cut += len(found) == most
            for document, value in listed.items():
                borne[document] = borne.get(document, 0.0) + value
        told_apart = [question for question in questions if question]
        if cut and len(told_apart) > 1:
            self._list_together(told_apart, [one.weight for one in asked], borne)

    def _list_together(
        self, questions: list[str], weights: list[float], borne: dict[int, float]
    ) -> None:
        """Documents that answer several questions, where too many answer each."""
        connection = self._vocabulary.connection
        many = len(questions)
        groups = [tuple(range(many))]
        if many > 2:
            groups += [(i, j) for i in range(min(many, 4)) for j in range(i)]
        for group in groups:
            value = sum(weights[i] for i in group) * 0.9
            question = name_index.allof(questions[i] for i in group)
            for document in name_index.documents(connection, question, _LISTED // 2):
                borne[document] = max(borne.get(document, 0.0), value)

    def _questions(self, one: Asked, begins: bool) -> tuple[str, str]:
        """What to ask the index for: words that are close, and words that are less so."""
        sounds = self._vocabulary.sounds
        close: list[str] = []
        far: list[str] = []
        for words in (one.alike, one.with_next):
            for number, alike in dict(words).items():
                if told(alike):
                    (close if alike >= _CLOSE else far).append(name_index.word(sounds[number]))
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
