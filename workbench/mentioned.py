"""Whether a text mentions one of some names: as a whole word or phrase, in any script.

It errs towards yes, since what it is asked for is what may not be told. Words are compared folded
(case, accents, letter shapes), Arabic and Hebrew ones without what is written on to their front
(and, to, the), Cyrillic ones without their endings; scripts that leave no blanks between words
are looked through letter by letter.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from db.folding import fold

_WORD = re.compile(r"\w+")
_NO_BLANKS = re.compile(
    "[\u0e00-\u0eff\u0f00-\u0fff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff"
    "\uf900-\ufaff\U00020000-\U0003ffff]"
)
# As folding leaves the letters: waw, feh, beh, lam, keheh, and the article.
_ARABIC_FRONT = re.compile("(?:\u0627\u0644|[\u0648\u0641\u0628\u0644\u06a9])+(?=\\w{3})")
_HEBREW_FRONT = re.compile("[\u05d5\u05d4\u05d1\u05dc\u05de\u05e9\u05db]+(?=\\w{3})")
_CYRILLIC_END = re.compile("(?<=[\u0400-\u04ff]{3})[аеиоуыэюяйьъмхвг]+$")


class Names:
    """Spellings to look for. `in_` tells whether one of them is mentioned in a text."""

    def __init__(self, spellings: Iterable[str]) -> None:
        self._by_first: dict[str, set[str]] = {}
        self._loose: set[str] = set()
        for spelling in spellings:
            if _NO_BLANKS.search(spelling):
                self._loose.add(fold(spelling).replace(" ", ""))
                continue
            words = _words(spelling)
            if words:
                self._by_first.setdefault(words[0], set()).add(f" {' '.join(words)} ")
            elif fold(spelling):
                self._loose.add(fold(spelling).replace(" ", ""))
        self._known: dict[str, bool] = {}

    def __bool__(self) -> bool:
        return bool(self._by_first or self._loose)

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
        firsts = self._by_first.keys() & words
        if firsts:
            whole = f" {' '.join(words)} "
            if any(phrase in whole for first in firsts for phrase in self._by_first[first]):
                return True
        if not self._loose:
            return False
        run_on = fold(text).replace(" ", "")
        return any(name in run_on for name in self._loose)


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
