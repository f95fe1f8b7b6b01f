"""What a column's header says: which meanings its words may have, in any of seven languages.

A meaning is a word such as "date", "name", "asked_by": what a person means by a header, whatever
the rows of the sheet are. "nothing" is a meaning as well: of what the record has no field for.
The words are in `resources/exchange/`, read when the first foreign sheet is met.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable
from functools import cache
from importlib.resources import files

from db.folding import fold
from workbench.exchange.layout import REASON

NOTHING = "nothing"
FIELDLESS = frozenset({"nothing", "contact", "personal"})
"""Meanings that the record has no field for."""

_PARTS = frozenset({"ours", "theirs", "interpreter", "note taker", "host", "observer"})
"""Meanings that say of parties what part they had."""

_WHOLE = 1.0
_VETOED = 0.9
_HEAD = 0.8
_INSIDE = 0.62
_NEAR = 0.86
_VAGUE = 0.5
_GENERAL = frozenset({"kind", "status", "category", "priority"})
"""Meanings that a further word makes another thing: an employment's type is no event's."""

_CAMEL = re.compile(r"(?<=[a-zà-ÿ])(?=[A-Z])")
_BRACKETS = re.compile(r"[(\[{].*?[)\]}]")
_SEPARATORS = re.compile(r"[_\-–—.:;,*/\\|\"'?!&+#]+")
_NUMBERED = re.compile(r"(?<=[^\W\d])\d{1,2}$| \d{1,2}$| \d{1,2}(?= )")
_MOMENT = re.compile(r"\bdate(?: and)? time\b")
_TWO_TONGUES = re.compile(r"\s*[\n|]\s*|\s+[/–-]\s+|\s*/\s*")


@cache
def _known() -> tuple[dict[str, tuple[str, ...]], int]:
    """(word as `plain` has it -> meanings, most words that one of them has)."""
    found: dict[str, tuple[str, ...]] = {}
    folder = files("resources") / "exchange"
    for name in ("headers.csv", "nothing.csv"):
        text = (folder / name).read_text(encoding="utf-8")
        for row in csv.DictReader(text.splitlines()):
            for word in row["words"].split("|"):
                means = found.get(plain(word), ())
                if row["means"] not in means:
                    found[plain(word)] = (*means, row["means"])
    found.pop("", None)
    return found, max(len(word.split()) for word in found)


def plain(header: str) -> str:
    """A header for comparing: words apart, folded, the Arabic article and marks left out."""
    text = _CAMEL.sub(" ", header) if not header.isupper() else header
    text = fold(text.replace("\u200c", " ").replace("№", " no "))
    text = _SEPARATORS.sub(" ", text)
    return _MOMENT.sub("datetime", " ".join(map(_bare, text.split())))


def _bare(word: str) -> str:
    if len(word) > 4 and word.startswith("ال"):
        return word[2:]
    return word


@cache
def _small() -> dict[str, frozenset[str]]:
    """Words inside headers: those "between" others, those for "of", and those that make a
    header one without a field ("fieldless"), wherever in it they stand."""
    text = (files("resources") / "exchange" / "small_words.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(text.splitlines())
    return {row["means"]: frozenset(map(plain, row["words"].split("|"))) for row in rows}


def is_reason(header: str) -> bool:
    """Whether a column is the one in which rejected rows were handed back with their reasons."""
    return fold(header) in (fold(str(REASON)), fold(REASON.text))


def bare_end(header: str, which: str) -> bool:
    """Whether a header is no more than "from" or "to" (`which`), in any of the languages."""
    return plain(header) in _small()[f"tie {which}"]


def from_whom(header: str) -> bool:
    """Whether a header asks from whom: of whom something is wanted, or whose wish it is."""
    return plain(header) in _small()["from whom"]


def of_meetings(titles: Iterable[str]) -> bool:
    """Whether a sheet's name or title says that its rows are meetings."""
    words = _small()["meetings"]
    for title in map(plain, titles):
        if title in words or not words.isdisjoint(title.split()):
            return True
    return False


def meanings(header: str) -> dict[str, float]:
    """Meaning -> how surely (0 to 1) the header has it; empty where its words say nothing."""
    found = dict(_meanings(header))
    if not found or max(found.values()) < _WHOLE:
        parts = [part for part in _TWO_TONGUES.split(header.strip()) if part.strip()]
        # One header in two languages, or two words for one thing: each half speaks for both.
        for part in parts if len(parts) > 1 else ():
            for meaning, sure in _meanings(part).items():
                found[meaning] = max(found.get(meaning, 0.0), sure * 0.95)
    for aside in _BRACKETS.findall(header):
        found.update({m: sure for m, sure in _meanings(aside[1:-1]).items() if m in _PARTS})
    return _narrowed(found)


def _narrowed(found: dict[str, float]) -> dict[str, float]:
    """Without what another meaning of the same header says more closely."""
    closer = _PARTS.intersection(found)
    if closer and "party" in found:
        whole = found.pop("party")
        found.update({part: max(whole, found[part]) for part in closer})
    if found.get("name", 0) >= 0.9 or found.get("fullname", 0) >= 0.9:
        # "Name / title": the name is what a row can't be without.
        return {m: sure for m, sure in found.items() if m not in ("post", "heading")}
    return found


@cache
def _meanings(header: str) -> dict[str, float]:
    bare = _BRACKETS.sub(" ", header)
    forms = dict.fromkeys((plain(header), plain(bare), _NUMBERED.sub("", plain(bare)).strip()))
    if header.rstrip().endswith("#"):
        return {NOTHING: _VETOED}
    known, _longest = _known()
    for form in forms:
        if form in known:
            return dict.fromkeys(known[form], _WHOLE)
    form = list(forms)[-1]
    words = form.split()
    if not words:
        return {}
    if len(words) > 1 and words[-1] == "no":
        return {NOTHING: _VETOED}
    if not _small()["fieldless"].isdisjoint(words):
        return {NOTHING: _VETOED}
    return _inside(words) or _like(form)


def _inside(words: list[str]) -> dict[str, float]:
    """Known words inside a longer header; the one that it is about counts for more."""
    known, longest = _known()
    found: dict[str, float] = {}
    head = _head(words)
    between = _small()["between"]
    general = not _GENERAL.isdisjoint(known.get(words[head], ()))
    taken: set[int] = set()
    for size in range(min(len(words) - 1, longest), 0, -1):
        for first in range(len(words) - size + 1):
            places = range(first, first + size)
            phrase = " ".join(words[first : first + size])
            if phrase not in known or not taken.isdisjoint(places):
                continue
            if size == 1 and (phrase in between or len(phrase) < 3):
                continue
            taken.update(places)
            share = size / len([word for word in words if word not in between] or words)
            sure = (_HEAD if head in places else _INSIDE) + 0.15 * min(1.0, share)
            for meaning in known[phrase]:
                vague = meaning in _GENERAL or (general and head not in places)
                value = sure * (_VAGUE if vague and size < len(words) else 1.0)
                found[meaning] = max(found.get(meaning, 0.0), value)
    return found


def _head(words: list[str]) -> int:
    """The place of the word that the others only describe."""
    for place, word in enumerate(words):
        if place and word in _small()["of"]:
            return place - 1
    latin_or_german = all(word.isascii() for word in words)
    if latin_or_german:
        return len(words) - 1
    return 0


def _like(form: str) -> dict[str, float]:
    """The meanings of a known word that is spelt nearly so."""
    if len(form) < 4:
        return {}
    from rapidfuzz import process
    from rapidfuzz.distance import OSA

    known, _longest = _known()
    slips = min(3, len(form) // 5)
    near = process.extractOne(
        form, known.keys(), scorer=OSA.distance, processor=None, score_cutoff=slips
    )
    if near is None or not slips:
        return {}
    return dict.fromkeys(known[near[0]], _NEAR * (1 - near[1] / len(form)))
