"""What the cells of a column look like: a witness to what its header says, or in its stead."""

from __future__ import annotations

import datetime
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from db.folding import fold
from workbench.exchange import column_names, column_values
from workbench.exchange.column_dates import looks_like_date, year_in
from workbench.lists_of_words import DEFAULTS

_LOOKED_AT = 120
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[a-z]{2,}").fullmatch
_URL = re.compile(r"(?:https?://|www\.)\S+").match
_PHONE = re.compile(r"\+?[\d ()./-]{7,20}").fullmatch
_NUMBER = re.compile(r"[+-]?[\d.,'\u00a0\u202f ]*\d(?: ?%)?").fullmatch
_CODE = re.compile(r"(?=\S*\d)[A-Za-z\d_/-]{2,}").fullmatch
_CLOCK = re.compile(
    r"\d{1,2}(?:[:.h]\d{2}(?::\d{2})?(?: ?(?:h|uhr|[ap]\.?m\.?))?| ?(?:h|uhr|[ap]\.?m\.?))"
).fullmatch
_LONG = 60


@dataclass(frozen=True, slots=True)
class Contents:
    """Shares (0 to 1) of the filled cells that look like this or that; `filled` counts them."""

    filled: int = 0
    dates: float = 0.0
    numbers: float = 0.0
    addresses: float = 0.0
    """E-mail addresses, links, telephone numbers: what no field takes."""
    codes: float = 0.0
    long: float = 0.0
    listed: str = ""
    """The meaning whose words nearly all cells are: "status", "kind", "country"."""
    clocks: float = 0.0
    letters: float = 0.0
    years: float = 0.0
    distinct: float = 1.0
    names: float = 0.0
    """Cells of two to four words that each begin with a capital, or of a script without them."""
    whole: float = 0.0
    """Cells that name a year, or are dates of the spreadsheet's own."""


def look(cells: Sequence[Any], lists: Mapping[str, Collection[str]] | None = None) -> Contents:
    """What a column's cells look like; `lists` are folded words of further lists, by meaning."""
    filled = [cell for cell in cells if cell not in ("", None)]
    if not filled:
        return Contents()
    step = max(1, len(filled) // _LOOKED_AT)
    seen = filled[::step][:_LOOKED_AT]
    many = len(seen)
    texts = [cell.strip() for cell in seen if isinstance(cell, str)]
    numbers = [cell for cell in seen if _number(cell)]
    years = sum(_year(cell) for cell in seen)
    dates = sum(map(looks_like_date, seen))
    address = sum(bool(_EMAIL(t.lower()) or _URL(t) or _is_phone(t)) for t in texts)
    return Contents(
        filled=len(filled),
        dates=dates / many,
        numbers=len(numbers) / many,
        addresses=address / many,
        codes=sum(bool(_CODE(text)) for text in texts) / many,
        long=sum(len(text) > _LONG for text in texts) / many,
        listed=_listed(texts, many, {**known_lists(), **(lists or {})}),
        clocks=sum(_clock(cell) for cell in seen) / many,
        letters=sum(any(map(str.isalpha, text)) for text in texts) / many,
        years=years / many,
        names=sum(map(_like_name, texts)) / many,
        whole=sum(isinstance(c, datetime.date) or year_in(str(c)) is not None for c in seen) / many,
        distinct=len(set(map(str, seen))) / many,
    )


def _like_name(text: str) -> bool:
    words = text.replace(".", " ").split()
    return 2 <= len(words) <= 4 and all(word[0].isalpha() and not word[0].islower()
                                        for word in words)  # fmt: skip


@cache
def known_lists() -> dict[str, frozenset[str]]:
    """Meaning -> the words that speak for it, where a header does not: of fixed lists and ours."""
    found = {
        "status": column_values.words("ask.status"),
        "priority": column_values.words("ask.priority"),
        "kind": column_values.words("event.kind") | column_values.words("stakeholder.kind"),
        "side": column_values.words("stakeholder.side"),
        "unit": column_values.words("unit"),
        "country": column_names.states(),
    }
    return {**found, **own_lists(DEFAULTS)}


_LISTS = {
    "ask category": "category",
    "marking": "marking",
    "tie kind": "relationship",
    "channel": "channel",
}


def own_lists(lists: Mapping[str, Sequence[str]]) -> dict[str, frozenset[str]]:
    """The casebook's own words by what they speak for."""
    return {
        meaning: frozenset(map(fold, lists[name]))
        for name, meaning in _LISTS.items()
        if name in lists
    }


def _number(cell: Any) -> bool:
    if isinstance(cell, bool):
        return False
    return isinstance(cell, (int, float)) or (
        isinstance(cell, str) and _NUMBER(cell.strip()) is not None
    )


def _year(cell: Any) -> bool:
    if isinstance(cell, str):
        return bool(re.fullmatch(r"(?:1[89]|20)\d\d", cell.strip()))
    return isinstance(cell, (int, float)) and 1800 <= cell <= 2100 and cell == int(cell)


def _is_phone(text: str) -> bool:
    digits = sum(map(str.isdigit, text))
    return digits >= 7 and _PHONE(text) is not None and not looks_like_date(text)


def _clock(cell: Any) -> bool:
    if isinstance(cell, str):
        return _CLOCK(cell.strip().lower()) is not None
    return isinstance(cell, datetime.time)


def _listed(texts: Sequence[str], many: int, lists: Mapping[str, Collection[str]]) -> str:
    folded = [fold(text) for text in texts]
    for name, words in lists.items():
        if sum(text in words for text in folded) >= 0.8 * many:
            return name
    return ""


def filled_in_blocks(cells: Sequence[Any], least: float = 0.4) -> bool:
    """Whether a value stands once over blanks: the pattern of one that is given for all of them.

    `least` is the share of cells that have to be blank.
    """
    blank = [cell in ("", None) for cell in cells]
    if len(cells) < 3 or blank[0]:
        return False
    blocks = sum(1 for at in range(1, len(blank)) if blank[at] and not blank[at - 1])
    return sum(blank) >= least * len(blank) and blocks >= 1
