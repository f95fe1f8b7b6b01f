"""A spelling read as a name: its parts, what each is, and how much it says.

Parts that belong together are made one, however they were written: `Abd al-Rahman`,
`Abdurrahman` and عبدالرحمن; `Salah al-Din` and `Salahuddin`; `Habib Ullah` and `Habibullah`.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

from . import names_titles as known
from .folding import fold
from .names_roman import readable, written
from .names_sounds import keys, sound

LONGEST = 400  # characters of a spelling that are looked at
MOST = 24  # parts of a spelling that are looked at

_CAMEL = re.compile(r"(?<=[a-z]{2})(?=[A-Z][a-z]{2})|(?<=\b[AE]l)(?=[A-Z][a-z]{3})")
_ABBREVIATED = re.compile(r"\b(?:[a-z]\.){2,}(?:[a-z]\b)?|\b[a-z](?:\.[a-z])+\b")
_POSSESSIVE = re.compile(r"(?<=[a-z]{3})'s\b")
_PHRASE_STARTS = re.compile("|".join(sorted({phrase[:5] for phrase, _ in known.PHRASES})))
_WORD = re.compile(r"·?[^\W_]+(?:['·][^\W_]+)*")
_ARABIC_ARTICLE = re.compile(r"^Al(?=..)")
_SERVED = re.compile(r"^(?:c?[aeo]b+[ei]?d(?:[aeiou]*l|[aeiou](?=[b-df-hj-np-tv-z]))|ʕbd(?=..))")
_GOD = re.compile(r"^(?:[aeou]l+ah?|il+ah|al+ahi|Allħ|lħ|l+ah)$")
_OF_GOD = re.compile(r"(?<=[^aeiou])(?:[aeou]l+ah?|Allħ|il+ah)$")
_FAITH = re.compile(r"^(?:[aeuo]?d)?(?:d[iey]|dee)ne?$|^(?:Al)?dYn$")
_OF_FAITH = re.compile(r"(?:(?<=..)(?:[eou]l?|a)?d+(?:[iey]|ee)n[ge]?e?|AldYn|(?<=..)aldin)$")

_SEVERAL = re.compile(r"[;；؛(（]")
_BETWEEN = re.compile(r"[;；؛]")
_BRACKET = re.compile(r"[(（]([^()（）]*)[)）]?")
_ALSO = re.compile(
    r"\s*(?:original script|also|a\.?k\.?a|alias|formerly|previously|known as|born|n[ée]e)\b",
    re.IGNORECASE,
)
_VARIANTS = 8


class Part(NamedTuple):
    """One part of a name: `sound`, `keys` as in `names_sounds`; `weight` 0 to 1, by its role."""

    text: str
    sound: str
    keys: tuple[str, ...]
    weight: float
    role: str
    """"name", "title", "style", "particle", "kunya", "form" or "number"."""


WEIGHTS = {
    "name": 1.0,
    "number": 1.0,
    "style": 0.4,
    "kunya": 0.3,
    "form": 0.12,
    "title": 0.1,
    "particle": 0.03,
}


class Name(NamedTuple):
    """A spelling, read."""

    plain: str
    """Folded, without punctuation: equal for spellings that are the same but for typing."""
    parts: tuple[Part, ...]
    family_first: bool
    """Whether a comma says that the family name stands first."""

    @property
    def essential(self) -> str:
        """The plain parts without titles and particles, for telling an exact match."""
        told = [part.text for part in self.parts if part.role not in ("title", "particle")]
        return " ".join(told or [part.text for part in self.parts])


@lru_cache(maxsize=8192)
def read(spelling: str) -> Name:
    """Read a spelling; anything at all can be read, if need be as a name without parts."""
    text = spelling[:LONGEST]
    if not (text.isupper() or text.islower()):
        text = _CAMEL.sub(" ", text)
    plain = fold(text)
    latin = written(plain)
    if "'s" in latin:
        latin = _POSSESSIVE.sub("", latin)
    if _PHRASE_STARTS.search(latin):
        for phrase, form in known.PHRASES:
            latin = latin.replace(phrase, form)
    if "." in latin:
        latin = _ABBREVIATED.sub(lambda found: found.group().replace(".", ""), latin)
    words = _numbered(_syllables(_WORD.findall(latin)))[:MOST]
    comma = latin.find(",")
    family_first = comma > 0 and latin.count(",") == 1 and bool(_WORD.search(latin, comma))
    parts = tuple(_parts(words))
    return Name(_unpunctuated(plain), parts, family_first)


def variants(spelling: str) -> list[str]:
    """The names that one text holds: `A; B`, `A (original script: Б)`; mostly just itself."""
    text = spelling[:LONGEST]
    if not _SEVERAL.search(text):
        return [spelling]
    found: list[str] = []
    for piece in _BETWEEN.split(text):
        outside = _BRACKET.sub(_beside, piece)
        inside = [
            held.group(1).split(":")[-1] for held in _BRACKET.finditer(piece) if not _beside(held)
        ]
        found += [name for name in (outside, *inside) if any(map(str.isalnum, name))]
    return found[:_VARIANTS] or [spelling]


def _beside(held: re.Match[str]) -> str:
    """What stays of brackets in a name: all, unless they hold the name in another way."""
    text = held.group(1)
    other = _ALSO.match(text) or not text.isascii() or _BETWEEN.search(text)
    return "" if other else held.group()


def named(word: str) -> Part:
    """A single word as a part of a name."""
    return _role_part(word, "name")


def joined(one: Part, other: Part) -> Part:
    """Two parts as if they were written as one."""
    return _role_part(f"{one.text}'{other.text}", "name")


def _unpunctuated(plain: str) -> str:
    """Without punctuation, but with the vowel signs that some scripts hang on their letters."""
    if plain.replace(" ", "").isalnum():
        return plain
    return " ".join("".join(map(_letter, plain)).split())


@lru_cache(maxsize=8192)
def _letter(character: str) -> str:
    if character.isalnum() or unicodedata.category(character).startswith("M"):
        return character
    return "" if character == "'" else " "


def _syllables(words: list[str]) -> list[str]:
    """Syllables of Chinese and Korean put together as names are: the first apart, the rest one."""
    if not any(word.startswith("·") for word in words):
        return words
    if len(words) == 1 and 2 <= words[0].count("·") <= 4:
        first, rest = words[0][1:].split("·", 1)
        return [first, rest.replace("·", "")]
    return [word.replace("·", "") for word in words]


def _numbered(words: list[str]) -> list[str]:
    """Number words as figures: forty four and forty 4 are 44."""
    if not any(word in known.NUMBERS or word in known.TENS for word in words):
        return words
    made: list[str] = []
    tens = 0
    for word in words:
        figure = known.NUMBERS.get(word, int(word) if word.isdigit() and len(word) == 1 else None)
        if tens and figure and figure < 10:
            made[-1], tens = str(tens + figure), 0
            continue
        tens = known.TENS.get(word, 0)
        number = tens or known.NUMBERS.get(word)
        made.append(str(number) if number is not None else word)
    return made


def _parts(words: list[str]) -> list[Part]:
    made: list[Part] = []
    place = 0
    while place < len(words):
        word = words[place]
        after = words[place + 1] if place + 1 < len(words) else ""
        taken, part = _part(word, after, words[place + 2 : place + 3], made)
        place += taken
        if part is not None:
            made.append(part)
    if all(part.role in ("title", "particle", "form", "style") for part in made):
        made = [part._replace(weight=1.0) for part in made]
    return made


def _part(word: str, after: str, beyond: list[str], made: list[Part]) -> tuple[int, Part | None]:
    """How many words make the next part, and the part, if it is one."""
    article = _is_article(word, after)
    tail = after if article else word
    if made and made[-1].role in ("name", "style") and len(made[-1].text) > 1:
        ending = _ending(tail)
        if ending:
            before = made.pop()
            return 1 + article, _role_part(f"{before.text}'{ending}", "name")
        if word in known.ENDINGS and made[-1].role == "name":
            return 1, _role_part(f"{made.pop().text}'{word}", "name")
    if article:
        return 1, None
    read_as = readable(word)
    if read_as in known.SERVANT and after:
        if beyond and _is_article(after, beyond[0]):
            return 3, _served(beyond[0])
        if after not in known.PARTICLES:
            return 2, _served(after)
    if read_as in known.KUNYA and after:
        return 1, _role_part(known.KUNYA[read_as], "kunya")
    return 1, _single(word)


@lru_cache(maxsize=200_000)
def _ending(word: str) -> str:
    """What a word that belongs to the one before it makes of that."""
    return "ula" if _GOD.match(word) else "din" if _FAITH.match(word) else ""


def _is_article(word: str, after: str) -> bool:
    if not after:
        return False
    if word in known.ARTICLES:
        return True
    sun = known.SUN.get(word)
    return sun is not None and after.startswith(sun)


def _without_article(word: str) -> str:
    return _ARABIC_ARTICLE.sub("", word) if len(word) > 4 else word


@lru_cache(maxsize=200_000)
def _single(word: str) -> Part:
    if word.isdigit():
        return _role_part(word.lstrip("0") or "0", "number")
    plain = word.replace("'", "")
    read_as = readable(plain)
    if read_as in known.FORMS:
        return _role_part(known.FORMS[read_as], "form")
    for role, words in _ROLES:
        if read_as in words:
            return _role_part(plain, role)
    plain = _without_article(word)
    servant = _SERVED.match(plain)
    if servant and len(plain) - servant.end() >= 3:
        return _served(plain[servant.end() :])
    return _role_part(_normal(plain), "name")


def _served(word: str) -> Part:
    """`abd` with the name of God that follows, the article gone."""
    if _GOD.match(word) or word in ("lah", "la"):
        return _role_part("abdula", "name")
    return _role_part("abd'" + _normal(_ARABIC_ARTICLE.sub("", word)), "name")


def _normal(word: str) -> str:
    """Endings that are written in many ways, in one."""
    if len(word) >= 6:
        if _OF_GOD.search(word):
            return _OF_GOD.sub("ula", word)
        if _OF_FAITH.search(word):
            return _OF_FAITH.sub("'din", word)
    return word


_ROLES = (
    ("title", known.TITLES),
    ("style", known.STYLES),
    ("particle", known.PARTICLES),
)


@lru_cache(maxsize=200_000)
def _role_part(text: str, role: str) -> Part:
    heard = text if role == "number" else sound(text)
    weight = WEIGHTS[role]
    if role == "name" and len(text) == 1:
        weight = 0.3  # an initial
    return Part(text, heard, keys(heard), weight, role)
