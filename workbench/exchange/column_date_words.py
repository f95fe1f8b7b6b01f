"""The words of dates in seven languages, put into the English that `when_words` reads."""

from __future__ import annotations

import csv
import re
from functools import cache
from importlib.resources import files

from db.folding import fold
from workbench.when_dates import MONTHS

OPEN = ".."
"""How EDTF writes the end of what goes on."""

_GOES_ON = "goes on"
_SMALL = re.compile(r"\b(?:de|del|den|der|le|la|du|am|im|en|г)\b\.?")
_ORDINAL = re.compile(r"(?<=\d)(?:er|ère|re|ere|º|ª|°|-е|-го|го)\b")
_LETTERS = re.compile(r"[^\W\d_]")


@cache
def words() -> dict[str, str]:
    """A word or phrase as `fold` has it -> what it means; months by their English names."""
    text = (files("resources") / "exchange" / "date_words.csv").read_text(encoding="utf-8")
    found: dict[str, str] = {}
    for row in csv.DictReader(text.splitlines()):
        for word in row["words"].split("|"):
            if row["means"] != _GOES_ON:
                found.setdefault(fold(word), row["means"])
    return found


@cache
def _ongoing() -> frozenset[str]:
    text = (files("resources") / "exchange" / "date_words.csv").read_text(encoding="utf-8")
    rows = (row for row in csv.DictReader(text.splitlines()) if row["means"] == _GOES_ON)
    return frozenset(fold(word) for row in rows for word in row["words"].split("|"))


def goes_on(cell: object) -> bool:
    """Whether the cell of an end says that there is none yet ("present")."""
    return isinstance(cell, str) and len(cell) < 30 and fold(cell).strip(" .") in _ongoing()


@cache
def _pattern() -> re.Pattern[str]:
    phrases = sorted(words(), key=len, reverse=True)
    return re.compile(rf"(?<![^\W_])(?:{'|'.join(map(re.escape, phrases))})(?![^\W_])")


def blank(text: str) -> bool:
    """Whether a cell says, in words or with a dash, that nothing is known."""
    if len(text) > 20:
        return False
    # Most cells are plain letters, and there are very many cells.
    return (text.strip().lower() if text.isascii() else fold(text)) in _none()


def nil(text: str) -> bool:
    """Whether a cell says that there was nothing to put on its row ("Nil return")."""
    if len(text) > 23:
        return False
    return (text.strip().lower() if text.isascii() else fold(text)) in _nil()


@cache
def _nil() -> frozenset[str]:
    return frozenset(word for word, means in words().items() if means == "nil")


@cache
def _none() -> frozenset[str]:
    return frozenset(word for word, means in words().items() if means in ("none", "nil"))


def english(folded: str) -> tuple[str, str]:
    """(the text with the words it knows in English, "solar", "lunar" or "" by its marks).

    A Hijri month becomes `solar:5` or `lunar:9`. The text is one that `fold` has made.
    """
    if not _LETTERS.search(folded):
        return folded, ""
    marks: set[str] = set()

    def put(found: re.Match[str]) -> str:
        means = words()[found[0]]
        if means in ("solar", "lunar", "gregorian"):
            marks.add(means)
            return " "
        if means[:6] in ("solar ", "lunar "):
            marks.add(means[:5])
            return means.replace(" ", ":")
        return {"weekday": " ", "none": found[0]}.get(means, means)

    text = _ORDINAL.sub("", folded)
    text = _pattern().sub(put, text)
    text = " ".join(_SMALL.sub(" ", text).split()).strip(" ,.")
    calendar = next((each for each in ("solar", "lunar") if each in marks), "")
    return text, calendar


def has_month(folded: str) -> bool:
    """Whether a month is named, in any of the languages and calendars."""
    return any(
        words().get(found[0], "") in _MONTHS or ":" in english(found[0])[0]
        for found in _pattern().finditer(folded)
    ) or bool(_ENGLISH.search(folded))


_MONTHS = frozenset(MONTHS)
_ENGLISH = re.compile(
    r"\b(?:jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec|january|february|march|april|june|"
    r"july|august|september|october|november|december)\b"
)
