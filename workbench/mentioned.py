"""Whether a text mentions one of some names: as a whole word or phrase, in any script.

It errs towards yes, since what it is asked for is what may not be told. Words are compared folded
(case, accents, letter shapes), Arabic and Hebrew ones without what is written on to their front
(and, to, the), Cyrillic ones without their endings, Latin ones with the endings that languages
put to names; scripts that leave no blanks between words are looked through letter by letter.

A person is mentioned by one part of the name alone (the family's, mostly), and by two parts that
sound like theirs, in whatever script: these count where they are written as names are. So does a
name that is a word of everyday speech ("WHO", "May"), or too short to tell. A short title that
is written like any phrase ("Phone call") counts only where its capital stands, too. Of others than
persons a word tells that is a name of its own ("the Haqqanis" of "Haqqani network").
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import pairwise

from db.folding import fold
from db.names_parts import Part, read

_WORD = re.compile(r"\w+")
_NO_BLANKS = re.compile(
    "[\u0e00-\u0eff\u0f00-\u0fff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff"
    "\uf900-\ufaff\U00020000-\U0003ffff]"
)
# As folding leaves the letters: waw, feh, beh, lam, keheh, and the article.
_ARABIC_FRONT = re.compile("(?:\u0627\u0644|[\u0648\u0641\u0628\u0644\u06a9])+(?=\\w{3})")
_HEBREW_FRONT = re.compile("[\u05d5\u05d4\u05d1\u05dc\u05de\u05e9\u05db]+(?=\\w{3})")
_ARABIC = re.compile("[\u0600-\u06ff]")
_CYRILLIC_END = re.compile("(?<=[\u0400-\u04ff]{3})[аеиоуыэюяйьъмхвг]+$")


# What is put to a Latin word of at least four letters, to inflect it or to make it an adjective.
_ENDINGS = (
    "s", "es", "e", "a", "u", "i", "y", "o", "om", "em", "ov", "ova", "ove", "ovi", "ovu", "owi",
    "n", "en", "an", "in", "ian", "ien", "er", "ern", "ish", "ns", "ans", "ians", "iens",
)  # fmt: skip
_LATIN = re.compile("[a-z]{4,}")
# Names that are words, too: only with a capital letter do they tell of anybody.
_EVERYDAY = frozenset({
    "april", "august", "bill", "bishop", "bush", "butler", "carpenter", "christian", "cooper",
    "dawn", "dean", "earl", "faith", "fisher", "frank", "front", "grace", "grant", "hill", "hope",
    "hunter", "iris", "jack", "june", "king", "long", "major", "march", "mark", "marshall",
    "miller", "office", "page", "park", "parker", "porter", "potter", "prince", "rich", "rose",
    "shepherd", "summer", "sunny", "turkey", "union", "unity", "walker", "west", "will", "wood",
    "young",
})  # fmt: skip
# Words that are in the names of many.
_GENERIC = frozenset({
    "academy", "affairs", "africa", "african", "agency", "alliance", "america", "american", "arab",
    "armed", "asian", "assembly", "association", "authority", "border", "brigade", "bureau",
    "cabinet", "central", "centre", "center", "chamber", "charity", "church", "civil", "coalition",
    "command", "commission", "committee", "community", "company", "conference", "congress",
    "corporation", "council", "court", "criminal", "defence", "defense", "delegation", "democratic",
    "department", "development", "directorate", "district", "eastern", "economic", "education",
    "embassy", "emirate", "emirates", "europe", "european", "faction", "federal", "federation",
    "finance", "force", "forces", "foreign", "forum", "foundation", "front", "general", "global",
    "government", "group", "guard", "health", "house", "human", "humanitarian", "independent",
    "institute", "interior", "international", "islam", "islamic", "justice", "kingdom", "labour",
    "league", "liberation", "local", "middle", "military", "militia", "ministry", "mission",
    "monetary", "movement", "muslim", "national", "nations", "network", "northern", "office",
    "operation", "operations", "organisation", "organization", "organisations", "party", "peace",
    "people", "peoples", "police", "political", "popular", "presidency", "president", "press",
    "programme", "program", "prosecutor", "province", "provincial", "public", "refugees",
    "regional", "relief", "representative", "republic", "resistance", "rights", "royal",
    "secretariat", "security", "senate", "service", "services", "social", "society", "southern",
    "special", "state", "states", "supreme", "trade", "transitional", "treasury", "tribal", "tribe",
    "union", "united", "university", "water", "western", "women", "workers", "world", "youth",
})  # fmt: skip
_SHORT = 3
_GROUP = 5  # letters of a word that tells of others than persons
_PART = 4  # letters at least of a part that tells of a person by itself
_OWN = 6  # letters of one that is hardly ever a word, so that it tells in small letters too
_PHRASE = 3  # words at most of a title that may be any phrase
_SOUNDS = 5  # consonants at least of two parts that are told by their sound


class Names:
    """Spellings to look for. `in_` tells whether one of them is mentioned in a text.

    Of `persons`, who are among the spellings, parts and sounds count as well, and of `groups` the
    words that are names of their own; but for words and sounds of the names in `others`: these
    tell of others. `titles` are not names of anybody.
    """

    def __init__(
        self,
        spellings: Iterable[str],
        persons: Iterable[str] = (),
        others: Iterable[str] = (),
        titles: Iterable[str] = (),
        groups: Iterable[str] = (),
    ) -> None:
        self._whole: set[str] = set()
        self._by_first: dict[str, list[tuple[frozenset[str], ...]]] = {}
        self._loose: set[str] = set()
        self._proper: dict[str, bool] = {}
        """Word -> whether it has to be all in capitals."""
        self._exact: dict[str, list[re.Pattern[str]]] = {}
        self._heard: dict[str, set[str]] = {}
        for spelling in spellings:
            self._add(spelling)
        for title in titles:
            words = _words(title)
            if len(words) <= _PHRASE and title[:1].isupper() and not _has_capital(title[1:]):
                whole = re.compile(rf"(?<!\w){re.escape(title)}(?!\w)")
                self._exact.setdefault(words[0], []).append(whole)
            else:
                self._add(title)
        persons, groups = list(persons), list(groups)
        taken: set[str] = set()
        heard: set[tuple[str, str]] = set()
        for each in others if persons or groups else ():
            taken.update(_words(each))
            if persons:
                heard |= _pairs(_parts(each))
        for person in persons:
            self._add_parts(person, taken, heard)
        for group in groups:
            self._add_words(group, taken)
        self._known: dict[str, bool] = {}

    def _add(self, spelling: str) -> None:
        self._whole.add(fold(spelling))
        if _NO_BLANKS.search(spelling):
            self._loose.add(fold(spelling).replace(" ", ""))
            return
        words = _words(spelling)
        if len(words) == 1 and _needs_capital(spelling.strip(), words[0]):
            short = len(words[0]) <= _PART
            self._proper[words[0]] = short and spelling.strip().isupper()
            return
        if words:
            self._add_phrase(words)
            if len(words) > 1 and _ARABIC.search(spelling):
                self._add_phrase(["".join(words)])  # with no blank between them
        elif fold(spelling):
            self._loose.add(fold(spelling).replace(" ", ""))

    def _add_phrase(self, words: Sequence[str]) -> None:
        phrase = tuple(map(_forms, words))
        for form in phrase[0]:
            self._by_first.setdefault(form, []).append(phrase)

    def _add_words(self, group: str, taken: set[str]) -> None:
        written = _WORD.findall(group) if group.isascii() else []
        for each in written if len(written) > 1 else ():
            word = fold(each)
            generic = word in _GENERIC or word in _EVERYDAY or word in taken
            if len(word) >= _GROUP and each[0].isupper() and not generic:
                for form in _forms(word):
                    self._proper.setdefault(form, False)

    def _add_parts(self, person: str, taken: set[str], heard: set[tuple[str, str]]) -> None:
        if _NO_BLANKS.search(person):
            return
        words = _words(person)
        for word in words if len(words) > 1 else ():
            if len(word) < _PART or word in taken or not _is_name(word):
                continue
            if len(word) >= _OWN and word not in _EVERYDAY:
                self._add_phrase([word])
            else:
                for form in _forms(word):
                    self._proper.setdefault(form, False)
        for one, other in _pairs(_parts(person)) - heard:
            self._heard.setdefault(one, set()).add(other)

    def __bool__(self) -> bool:
        return bool(self._by_first or self._loose or self._proper or self._exact)

    def is_(self, text: str) -> bool:
        """Whether the text is one of them, and nothing beside."""
        return fold(text) in self._whole

    def in_(self, text: str) -> bool:
        """Whether the text mentions one of them."""
        if not text or not self:
            return False
        if len(text) > 60:
            return self._look(text)
        found = self._known.get(text)
        if found is None:
            found = self._known[text] = self._look(text)
        return found

    def _look(self, text: str) -> bool:
        words = _words(text)
        there = set(words)
        if any(self._at(words, first) for first in self._by_first.keys() & there):
            return True
        if self._proper and not self._proper.keys().isdisjoint(there):
            for word, capitals in _as_written(text):
                if word in self._proper and (capitals or not self._proper[word]):
                    return True
        for first in self._exact.keys() & there:
            if any(title.search(text) for title in self._exact[first]):
                return True
        if self._heard and self._sounds(text):
            return True
        if not self._loose:
            return False
        run_on = fold(text).replace(" ", "")
        return any(name in run_on for name in self._loose)

    def _at(self, words: Sequence[str], first: str) -> bool:
        """Whether a phrase stands at one of the places of its first word."""
        phrases = self._by_first[first]
        if any(len(phrase) == 1 for phrase in phrases):
            return True
        places = [place for place, word in enumerate(words) if word == first]
        return any(
            len(phrase) <= len(words) - place
            and all(word in forms for word, forms in zip(words[place:], phrase, strict=False))
            for place in places
            for phrase in phrases
        )

    def _sounds(self, text: str) -> bool:
        """Whether two words that follow each other sound like parts of a name."""
        before: tuple[str, ...] = ()
        for word, _capitals in _as_written(text):
            now = _keys(word)
            for key in before:
                if not self._heard.get(key, _NONE).isdisjoint(now):
                    return True
            before = now
        return False


_NONE: frozenset[str] = frozenset()


def _needs_capital(spelling: str, word: str) -> bool:
    """Whether a name of one word has to be written as one to be told from a word."""
    if not spelling.isascii() or spelling.islower():
        return False
    return len(word) <= _SHORT or word in _EVERYDAY


def _has_capital(text: str) -> bool:
    return any(each.isupper() for each in text)


def _as_written(text: str) -> Iterable[tuple[str, bool]]:
    """Words that are written as names are: what they are folded to, and if all in capitals."""
    for word in _WORD.findall(unicodedata.normalize("NFC", text)):
        if not word[0].islower():
            for each in _folded(word):
                yield each, word.isupper()


@lru_cache(50_000)
def _folded(word: str) -> tuple[str, ...]:
    return tuple(_words(word))


def _is_name(word: str) -> bool:
    """Whether a word is no title or the like, which many bear."""
    return any(each.role == "name" for each in read(word).parts)


def _parts(spelling: str) -> list[Part]:
    return [each for each in read(spelling).parts if each.role in ("name", "style", "kunya")]


def _pairs(parts: Sequence[Part]) -> set[tuple[str, str]]:
    """Sounds of two parts that stand together, in either order; but none that are too poor."""
    return {
        pair
        for one, other in pairwise(parts)
        for a in one.keys
        for b in other.keys
        if a and b and len(a) + len(b) >= _SOUNDS
        for pair in ((a, b), (b, a))
    }


@lru_cache(50_000)
def _keys(word: str) -> tuple[str, ...]:
    return tuple(key for part in _parts(word) for key in part.keys)


@lru_cache(10_000)
def _forms(word: str) -> frozenset[str]:
    """A word of a name as it may read in a sentence."""
    if not _LATIN.fullmatch(word):
        return frozenset({word})
    stems = {word}
    if len(word) > _PART and word[-1] in "aeouy":
        stems.add(word[:-1])
    return frozenset({word, *(stem + ending for stem in stems for ending in _ENDINGS)})


def _words(text: str) -> list[str]:
    """The words of a text, in the form in which they are compared."""
    words = _WORD.findall(fold(text))
    return words if text.isascii() else [_bare(word) for word in words]


def _bare(word: str) -> str:
    if word.isascii():
        return word
    for front in (_ARABIC_FRONT, _HEBREW_FRONT):
        found = front.match(word)
        if found:
            return word[found.end() :]
    return _CYRILLIC_END.sub("", word)
