"""Names of any script in Latin letters, by what is written rather than by what is said."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from functools import lru_cache

from .folding import fold

_SCRIPTS = {
    "ARABIC": "Arabic",
    "CJK": "Han",
    "KATAKANA-HIRAGANA": "Katakana",
    "HALFWIDTH": "Katakana",
}
# Letters enough to tell the script of a text of any length.
_LOOKED_AT = 400

# Arabic script after folding (one yeh, one kaf, one heh). Signs that are no small Latin letter
# are said in more than one way, or would read as one with their neighbour: see names_sounds.
_ARABIC = {
    "ا": "A",
    "ب": "b",
    "پ": "p",
    "ت": "t",
    "ټ": "t",
    "ٹ": "t",
    "ث": "θ",
    "ج": "ɟ",
    "ځ": "ʣ",
    "چ": "C",
    "څ": "ʦ",
    "ح": "ħ",
    "خ": "X",
    "د": "d",
    "ډ": "d",
    "ذ": "ð",
    "ر": "r",
    "ړ": "r",
    "ڕ": "r",
    "ز": "z",
    "ژ": "Z",
    "ږ": "ʝ",
    "س": "s",
    "ش": "S",
    "ښ": "ʂ",
    "ص": "s",
    "ض": "ɖ",
    "ط": "t",
    "ظ": "ʐ",
    "ع": "ʕ",
    "غ": "G",
    "ف": "f",
    "ڤ": "v",
    "ق": "q",
    "ک": "k",
    "گ": "g",
    "ل": "l",
    "ڵ": "l",
    "م": "m",
    "ن": "n",
    "ڼ": "n",
    "و": "W",
    "ۆ": "W",
    "ۇ": "W",
    "ه": "ħ",
    "ی": "Y",
    "ء": "",
}
# The same for reading: what a person would type.
_READ = str.maketrans(
    {
        "A": "a",
        "ħ": "h",
        "ɟ": "j",
        "ɾ": "r",
        "θ": "th",
        "ʣ": "dz",
        "C": "ch",
        "ʦ": "ts",
        "X": "kh",
        "ð": "dh",
        "Z": "zh",
        "ʝ": "zh",
        "S": "sh",
        "ʂ": "sh",
        "ɖ": "d",
        "ʐ": "z",
        "ʕ": "a",
        "G": "gh",
        "W": "w",
        "Y": "y",
    }
)


@lru_cache(maxsize=4096)
def _script(letter: str) -> str:
    name = unicodedata.name(letter, "")
    first = name.split(" ", 1)[0]
    return _SCRIPTS.get(first, first.capitalize())


def script_of(text: str) -> str:
    """The script most letters of a text are of ("Latin", "Arabic", "Han", ...); "" if none."""
    letters = [letter for letter in text[: _LOOKED_AT * 4] if letter.isalpha()][:_LOOKED_AT]
    counts = Counter(_script(letter) for letter in letters)
    counts.pop("", None)
    return counts.most_common(1)[0][0] if counts else ""


def written(text: str) -> str:
    """A folded text in Latin letters, and the signs of `names_sounds` for ambiguous ones.

    Words stay words; syllables of Chinese and Korean are parted by "·".
    """
    if text.isascii():
        return text
    made = [_latin(character) for character in text]
    if any(map(_INDIC.match, text)):
        _put_vowels(text, made)
    if any("가" <= character <= "힣" for character in text):
        for place, character in enumerate(text):
            if "가" <= character <= "힣":
                first = place == 0 or not "가" <= text[place - 1] <= "힣"
                made[place] = "·" + _korean(character, first)
    return "".join(made)


@lru_cache(maxsize=16384)
def _latin(character: str) -> str:
    if character.isascii():
        return character
    if character in _ARABIC:
        return _ARABIC[character]
    if character in _NASALS:
        return "n"
    if not character.isalnum():
        combining = unicodedata.category(character).startswith("M")
        return _ascii(character).lower() if combining else " "
    plain = _ascii(character).lower()
    if _script(character) == "Han":
        return "·" + plain
    return re.sub(r"[^a-z0-9']", "", plain)


_INDIC = re.compile("[\u0900-\u0dff]")
# Anusvara and its like: said as the nasal of what follows.
_NASALS = frozenset("\u0902\u0982\u0a02\u0a70\u0a82\u0b02\u0c02\u0c82\u0d02")


def _put_vowels(text: str, made: list[str]) -> None:
    """The `a` that every consonant of an Indic script carries, but at the end of a word."""
    for place, character in enumerate(text[:-1]):
        after = text[place + 1]
        if (
            _INDIC.match(character)
            and character.isalpha()
            and (after.isalpha() or after in _NASALS)
            and made[place][-1:] not in ("", *"aeiou")
        ):
            made[place] += "a"


def _sounds(text: str) -> tuple[str, ...]:
    return tuple(text.replace("-", "").split(" "))


_INITIALS = _sounds("g kk n d tt r m b pp s ss - j jj ch k t p h")
_MIDDLES = _sounds("a ae ya yae eo e yeo ye o wa wae oe yo u wo we wi yu eu ui i")
_FINALS = _sounds("- k k k n n n t l l l l l l l l m p p t t ng t t k t p t")


def _korean(syllable: str, first: bool) -> str:
    """A syllable as it is said; an r before i or y at a name's start is dropped in the South."""
    number = ord(syllable) - ord("가")
    initial = _INITIALS[number // 588]
    middle = _MIDDLES[number % 588 // 28]
    if first and (initial == "r" or (not initial and middle[0] in "iy")):
        initial = "ɾ"
    return (initial + middle + _FINALS[number % 28]).strip()


def _ascii(text: str) -> str:
    from anyascii import anyascii  # 13 ms, and most names are Latin

    return str(anyascii(text))


def readable(text: str) -> str:
    """What `written` gives, with its signs as a person would type them."""
    return text.translate(_READ)


def romanise(text: str) -> str:
    """A name in plain lower-case Latin letters, in the order of its words.

    Scripts that leave vowels out are written without them: متقی is `mtqy`.
    """
    plain = readable(written(fold(text))).replace("·", "")
    return " ".join(re.sub(r"[^a-z0-9' .,&/-]", " ", plain).split())
