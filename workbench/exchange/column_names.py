"""Cells that hold names: several in one parted, a post or a part told from the name.

What stands in a cell is parted only where its marks leave no doubt: "Last, First" is one name,
"Ministry of Trade and Industry" one office. The column as a whole tells which commas part.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from itertools import islice
from typing import Any, NamedTuple

from db.folding import fold
from workbench.exchange import cells
from workbench.exchange.column_date_words import blank

_STRONG = re.compile(r"\s*(?:[;؛\n\r•|]|\s/\s|(?<=[a-zа-яآ-ی]{3})/(?=\w{3}))\s*")
_COMMAS = re.compile(r"\s*[,،]\s*")
_NUMBERED = re.compile(r"^\(?\d{1,2}[.)]\s+")
_NEXT_NUMBER = re.compile(r"[\s,،]+\(?\d{1,2}[.)]\s+(?=[^\W\d_])")
_BRACKET = re.compile(r"(.+?)\s*[(\[（]([^()\[\]]{1,80})[)\]）]$").fullmatch
_DASHED = re.compile(r"(.+?)\s+[–—-]\s+(.+)").fullmatch
_MARKED = re.compile(r"[^\w .'’]|^[\d.]|\s(?:and|et|und|y|e|и|و|او)\s", re.IGNORECASE)
_LOOKED_AT = 2_000  # cells that are looked at to tell what commas do
_AND = re.compile(r"\s+(?:and|&|et|und|y|и|و|او)\s+", re.IGNORECASE)


class Named(NamedTuple):
    """A name out of a cell, with the post or the part that stood beside it."""

    name: str
    post: str = ""
    part: str = ""


@cache
def _words() -> dict[str, frozenset[str]]:
    text = (files("resources") / "exchange" / "name_words.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(text.splitlines())
    return {row["means"]: frozenset(map(fold, row["words"].split("|"))) for row in rows}


def states() -> frozenset[str]:
    """Names of states, folded."""
    return _words()["state"]


@cache
def kind_of(name: str) -> str:
    """The kind of stakeholder that a name is most likely of; "person" where nothing tells."""
    folded = fold(name)
    if folded in _words()["state"]:
        return "state"
    tokens = re.findall(r"[^\s,;()/]+", folded)
    phrases = {" ".join(tokens[a:b]) for a in range(len(tokens)) for b in range(a + 1, a + 4)}
    for kind in ("company", "armed group", "office", "institution"):
        if phrases & _words()[kind]:
            return kind
    bare = re.sub(r"[^\w]", "", name)
    if 2 <= len(bare) <= 6 and bare.isupper() and bare.isascii() and " " not in name.strip():
        return "institution"
    return "person"


def _role(text: str) -> bool:
    """Whether a text tells what somebody is, rather than who."""
    tokens = re.findall(r"[^\s,()]+", fold(text))
    phrases = {" ".join(tokens[a:b]) for a in range(len(tokens)) for b in range(a + 1, a + 4)}
    return bool(phrases & _words()["role"])


def _part(text: str) -> str:
    folded = fold(text)
    for means, words in _words().items():
        if means.startswith("part:") and folded in words:
            return means.removeprefix("part:")
    return ""


def commas_part(column: Iterable[Any]) -> bool:
    """Whether commas stand between names in this column, rather than inside one.

    In a column where other marks part names, or where no cell has more than one comma and most
    have a short word or two on either side of it, commas belong to the names.
    """
    one = several = strong = 0
    told = dict.fromkeys(cell for cell in column if isinstance(cell, str) and cell.strip())
    for cell in islice(told, _LOOKED_AT):
        if _STRONG.search(cell.strip()):
            strong += 1
            continue
        parts = [part for part in _COMMAS.split(cell.strip()) if part]
        if len(parts) == 2 and all(len(part.split()) <= 2 for part in parts):
            one += not _whole(parts)
        elif len(parts) > 2 or (len(parts) == 2 and _whole(parts)):
            several += 1
    if strong and strong >= several:
        return False
    return several > 0 or not one


def _whole(parts: list[str]) -> bool:
    """Whether each part is a name of more than one word, or of an organisation."""
    return all(len(part.split()) > 1 or kind_of(part) != "person" for part in parts)


def split(cell: Any, commas: bool = True, several: bool = True) -> list[Named]:
    """The names in a cell, in order; `commas` says whether they part names, see `commas_part`.

    With `several` false the cell is one name, whatever it holds.
    """
    text = " ".join(cells.read(cell, "text").split(" ")).strip()
    if not text or blank(text):
        return []
    if not _MARKED.search(text):
        return [Named(text)]
    if several and _NUMBERED.match(text):
        text = _NEXT_NUMBER.sub("; ", text)
    pieces = [piece for piece in _STRONG.split(text) if piece.strip()] if several else [text]
    made: list[Named] = []
    for piece in pieces:
        piece = _NUMBERED.sub("", piece.strip()).lstrip(" ,،.-–•*").rstrip(" ,،-–•*")
        made += _by_commas(piece, commas and several and len(pieces) == 1, several)
    return [each for each in made if each.name and not blank(each.name)]


def _by_commas(text: str, commas: bool, several: bool) -> list[Named]:
    parts = [part for part in _comma_parts(text) if part]
    if len(parts) == 1:
        return [_named(each) for each in (_by_and(text, False) if several else [text])]
    suffixes = _words()["suffix"]
    joined: list[str] = []
    for part in parts:
        if joined and fold(part) in suffixes:
            joined[-1] += f", {part}"
        else:
            joined.append(part)
    parts = joined
    if len(parts) == 2 and kind_of(parts[0]) == "person" and _post_behind(parts[1]):
        return [Named(_turned(parts[0]), parts[1])]
    if not commas:
        return [_named(_turned(", ".join(parts)))]
    made: list[Named] = []
    for place, part in enumerate(parts):
        if made and kind_of(made[-1].name) == "person" and _post_behind(part):
            made[-1] = Named(made[-1].name, part)
            continue
        last = place == len(parts) - 1
        made += [_named(each) for each in _by_and(part, last)]
    return made


def _comma_parts(text: str) -> list[str]:
    """A text at its commas, but for those in brackets."""
    parts, depth, start = [], 0, 0
    for place, letter in enumerate(text):
        depth += (letter in "([") - (letter in ")]")
        if letter in ",،" and depth <= 0:
            parts.append(text[start:place].strip())
            start = place + 1
    parts.append(text[start:].strip())
    return parts


def _post_behind(text: str) -> bool:
    """Whether what follows a name and a comma is that one's post."""
    text = text.split("(")[0].strip()
    return _role(text) and (
        text[:1].islower() or kind_of(text) in ("person", "office") or len(text.split()) > 2
    )


def _by_and(text: str, last: bool) -> list[str]:
    """A piece at its "and", where both sides are names by themselves."""
    if fold(text).startswith(("and ", "et ", "und ", "و ")) and last:
        text = text.split(" ", 1)[1]
    parts = [part.strip() for part in _AND.split(text)]
    if len(parts) < 2:
        return [text]
    people = all(kind_of(part) == "person" and not _role(part) for part in parts)
    long = all(2 <= len(part.split()) <= 4 for part in parts)
    known = all(kind_of(part) in ("state", "institution") and len(part.split()) == 1
                for part in parts)  # fmt: skip
    titled = all(re.match(r"(?:mr|ms|mrs|dr|amb|gen|col|h\.?e|mullah|m\.)\b", fold(p))
                 for p in parts)  # fmt: skip
    return parts if (people and (last or long or titled)) or known else [text]


def _turned(name: str) -> str:
    """ "Last, First" as it is said; all else as it is."""
    parts = [part for part in _comma_parts(name) if part]
    if len(parts) != 2 or fold(parts[1]) in _words()["suffix"] or kind_of(name) != "person":
        return name
    if all(len(part.split()) <= 3 for part in parts):
        return f"{parts[1]} {parts[0]}"
    return name


def _named(text: str) -> Named:
    """A name with the post or part in brackets, or behind a dash, that belongs to it."""
    found = _BRACKET(text)
    if found:
        name, beside = found[1].strip(" ,"), found[2].strip()
        if _part(beside):
            return Named(name, part=_part(beside))
        if _role(beside) and kind_of(name) in ("person", "armed group"):
            return Named(name, beside)
        return Named(text)
    found = _DASHED(text)
    if found and _role(found[2]) and kind_of(found[1]) == "person" and not _role(found[1]):
        return Named(found[1].strip(), found[2].strip())
    return Named(text)
