"""One plain form for spellings that a reader takes for the same, for index and query alike.

What is folded away is how a text was typed: case, accents, short vowels, joiners, the Arabic,
Persian, Urdu and Pashto shapes of one letter, the digits of other scripts. What is left is for
comparing, never for showing.
"""

from __future__ import annotations

import unicodedata

# Letters that one desk writes for the other, by the keyboard at hand; decomposition has
# already parted hamza, madda and the like from the letters that carry them.
_SAME = {
    # yeh, alef maksura, and the Pashto, Kurdish and Urdu final shapes
    **dict.fromkeys("\u064a\u0649\u06d0\u06cd\u06ce\u06d2\u06d1\u0777", "\u06cc"),
    **dict.fromkeys("\u0643\u06aa", "\u06a9"),  # kaf, swash kaf
    **dict.fromkeys("\u0629\u06c1\u06be\u06c3\u06d5\u06ff", "\u0647"),  # every heh, teh marbuta
    "\u06ab": "\u06af",  # Pashto gaf
    "\u0671": "\u0627",  # alef wasla
    "\u06bc": "\u0646",  # Pashto retroflex noon, often typed plain
    "\u06ba": "\u0646",  # noon ghunna
    "\u0679": "\u067c",  # Urdu and Pashto retroflex teh, dal, reh
    "\u0688": "\u0689",
    "\u0691": "\u0693",
    "\u0621": "",  # hamza on its own: written or not, as one likes
    "\u0640": "",  # tatweel only stretches
    "\u060c": ",",
    "\u061b": ";",
    "\u061f": "?",
    "\u066b": ".",
    "\u066c": ",",
    "\u06d4": ".",
    # Latin letters that do not decompose
    "ı": "i",
    "ø": "o",
    "ł": "l",
    "đ": "d",
    "ð": "d",
    "þ": "th",
    "æ": "ae",
    "œ": "oe",
    # apostrophes, ayn and hamza signs, and dashes, of which keyboards have one each
    **dict.fromkeys("\u2018\u2019\u201b\u02bc\u02bb\u02bd\u02be\u02bf\u02b9\u0060\u055a", "'"),
    **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212", "-"),
    **dict.fromkeys("\u201c\u201d\u201e\u00ab\u00bb", '"'),
}

# Combining classes that stay: signs that are no accents (vowel signs of Indic scripts), the
# kana voicing mark, and the virama, without which Devanagari would read as other syllables.
_KEPT_CLASSES = frozenset((0, 8, 9))


def _plain(character: str) -> str:
    if character in _SAME:
        return _SAME[character]
    category = unicodedata.category(character)
    if category == "Nd":
        return str(unicodedata.decimal(character))
    if category in ("Cf", "Cs"):
        return ""
    if category in ("Cc", "Zs", "Zl", "Zp"):
        return " "
    if category == "Me" or "\ufe00" <= character <= "\ufe0f":
        return ""
    if category == "Mn" and unicodedata.combining(character) not in _KEPT_CLASSES:
        return ""
    return character


class _Plainer(dict[int, str]):
    """A translation table that fills itself as characters turn up."""

    def __missing__(self, code: int) -> str:
        self[code] = plain = _plain(chr(code))
        return plain


_table = _Plainer()


def fold(text: str) -> str:
    """The plain form of a text: folding it again changes nothing.

    Compatibility forms are unified (NFKC), case is folded, combining marks, joiners and
    direction controls are dropped, Arabic letter variants become one, digits become ASCII,
    and runs of blanks become one space.
    """
    if text.isascii() and text.isprintable():
        return " ".join(text.replace("`", "'").lower().split())
    # Case folding may undo decomposition and the other way round, so each is done twice.
    parted = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    parted = unicodedata.normalize("NFKD", parted.casefold())
    plain = unicodedata.normalize("NFC", parted.translate(_table))
    return " ".join(plain.split())
