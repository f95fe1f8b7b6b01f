"""What a sheet's values don't tell, found by patterns where its XML is written as usual.

Ten times as quick as parsing it. What is spelt in any other way is left to `sheet_xml`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from workbench.exchange import blind
from workbench.exchange.guard import defines

_EMPTY = rb"\s*(?:<v\s*/>|<v>\s*</v>)?\s*</c>"
_NO_VALUE = (re.compile(rb"</f>" + _EMPTY), re.compile(rb"<f\s[^>]*/>" + _EMPTY))
_LONG = re.compile(rb"<v>(-?(?:[0-9]{16}[0-9.]*|[0-9.]+[eE]\+?[0-9]{2,3}))</v>")
_ROW = re.compile(rb'<row\s([^>]*\bhidden="(?:1|true)"[^>]*)>')
_COLUMN = re.compile(rb'<col\s([^>]*\bhidden="(?:1|true)"[^>]*)>')
_TYPE = re.compile(rb'\st="([^"]*)"')
_PLACE = re.compile(rb'\sr="([A-Z]{1,3})([0-9]{1,7})"')
_COUNT = re.compile(rb'(?:^|\s)(r|min|max)="([0-9]{1,7})"')
_LETTERS = re.compile(rb'r="([A-Za-z]{1,3})[0-9]')
_FURTHEST = re.compile(rb'r="[A-Za-z]{0,3}([0-9]{5,7})"')
# What isn't written as spreadsheets write it: comments, CDATA, cells that don't say where they
# stand, other quotation marks. (Names with a prefix are seen on the sheet's own element.)
_UNUSUAL = (b"<!", b"<c>", b"<row>", b"='", b" r =", b" r= ")
# Seen at the beginning: names with a prefix, and other quotation marks.
_OTHERWISE = re.compile(rb"<\w+:(?:worksheet|sheetData)|<(?:c|row)\s[^>]*='")
# A cell's own mark begins no further before its value.
_LONGEST_FORMULA = 70_000


class Unusual(Exception):
    """The sheet has to be parsed."""


def pieces(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """A sheet's XML in pieces, none of which ends within a cell. `Unusual` where it begins so."""
    last = b""
    for number, chunk in enumerate(chunks):
        if number == 0:
            if defines(chunk):
                raise blind.Defining
            if b"sheet" not in chunk or _OTHERWISE.search(chunk):
                raise Unusual
        joined = last + chunk
        end = max(joined.rfind(b"<c "), joined.rfind(b"<row "))
        end = end if end > 0 else len(joined)
        yield joined[:end]
        last = joined[end:]
    yield last


def furthest(chunks: Iterable[bytes]) -> int:
    """How many cells a grid has that reaches to the furthest row and column."""
    letters: set[bytes] = set()
    rows = 9_999
    for piece in pieces(chunks):
        letters.update(_LETTERS.findall(piece))
        rows = max(rows, *map(int, set(_FURTHEST.findall(piece))), 0)
    widest = max((blind.place(each.decode() + "1", 1, 1)[1] for each in letters), default=0)
    return rows * widest


def note(found: blind.Unseen, content: bytes) -> None:
    """Add what is in a piece. `Unusual` where patterns can't tell."""
    if any(word in content for word in _UNUSUAL):
        raise Unusual
    for pattern in _NO_VALUE:
        for formula in pattern.finditer(content):
            place, kind = _cell(content, formula.start())
            if kind != b"str":
                found.faults[place] = blind.NOT_REACHED
    for number in _LONG.finditer(content):
        place, kind = _cell(content, number.start())
        if kind in (b"", b"n") and blind.is_long(number[1].decode()):
            found.faults[place] = blind.TOO_LONG
    at = content.find(b't="e"')
    while at >= 0:
        place, kind = _cell(content, at + 5)
        if kind == b"e":
            found.faults[place] = blind.ERROR
        at = content.find(b't="e"', at + 5)
    if b"hidden" in content:
        _note_hidden(found, content)


def _note_hidden(found: blind.Unseen, content: bytes) -> None:
    for row in _ROW.finditer(content):
        found.rows_hidden.add(_counts(row[1]).get(b"r", 0))
    for column in _COLUMN.finditer(content):
        counts = _counts(column[1])
        last = min(counts.get(b"max", 0), 16_384)
        found.columns_hidden.update(range(counts.get(b"min", 1) - 1, last))


def _cell(content: bytes, at: int) -> tuple[blind.Place, bytes]:
    """Where the cell stands that a place in the XML is in, and of which type it is."""
    begun = content.rfind(b"<c ", max(0, at - _LONGEST_FORMULA), at)
    mark = content[begun : content.find(b">", begun)] if begun >= 0 else b""
    match = _PLACE.search(mark)
    if match is None:
        raise Unusual
    kind = _TYPE.search(mark)
    return blind.place((match[1] + match[2]).decode(), 1, 1), kind[1] if kind else b""


def _counts(attributes: bytes) -> dict[bytes, int]:
    found = {name: int(number) for name, number in _COUNT.findall(attributes)}
    if not found:
        raise Unusual
    return found
