"""What the values of an OpenDocument workbook (.ods) don't tell, found in its content.

Hidden rows and columns, merged and error cells, formulas that were never reckoned, numbers with
more digits than are kept, and how far it spreads.
"""

from __future__ import annotations

import zipfile
from typing import Any
from xml.parsers import expat

from workbench.exchange import blind, room
from workbench.exchange.guard import Source, unpacked

# So many blank rows or columns follow the last filled one in every sheet that LibreOffice saves.
_MOST_ROWS, _MOST_COLUMNS = 1_048_576, 16_384


def is_locked(source: Source) -> bool:
    """Whether the workbook is under a password."""
    with zipfile.ZipFile(source) as package:
        return b"encryption-data" in package.read("META-INF/manifest.xml")


def look(source: Source) -> dict[str, blind.Unseen]:
    """Sheet name -> what its values don't tell. KeyError or ExpatError where it is damaged."""
    walk = _Walk()
    with zipfile.ZipFile(source) as package:
        for chunk in unpacked(package, package.getinfo("content.xml")):
            walk.feed(chunk)
    return walk.ended()


class _Walk:
    def __init__(self) -> None:
        self._found: dict[str, blind.Unseen] = {}
        self._sheet = blind.Unseen()
        self._merged: list[tuple[int, int, int, int]] = []
        self._row = self._rows_alike = self._column = self._columns = 0
        self._furthest = self._furthest_row = self._furthest_column = 0
        self._cells = self._text = self._begun = 0
        self._depth = 0
        self._hidden = False
        self._cell: dict[str, str] | None = None
        self._parser = expat.ParserCreate()
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.StartDoctypeDeclHandler = _refuse
        self._parser.EntityDeclHandler = _refuse

    def feed(self, chunk: bytes) -> None:
        self._parser.Parse(chunk, False)

    def ended(self) -> dict[str, blind.Unseen]:
        self._parser.Parse(b"", True)
        # All its sheets are held at once while they are read.
        if self._cells > room.MOST_CELLS or self._text > room.MOST_TEXT:
            raise blind.TooMuch
        if self._furthest > blind.LARGEST_GRID:
            for each in self._found.values():
                each.spread = True
        return self._found

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "table:table":
            self._depth += 1
            if self._depth == 1:
                self._begin(attributes)
        elif self._depth != 1:
            return
        elif tag == "table:table-column":
            self._begin_column(attributes)
        elif tag == "table:table-row":
            self._rows_alike = _number(attributes, "table:number-rows-repeated", _MOST_ROWS)
            self._column = 0
            self._hidden = attributes.get("table:visibility") in ("collapse", "filter")
        elif tag in ("table:table-cell", "table:covered-table-cell"):
            self._cell = attributes
            self._begun = self._parser.CurrentByteIndex
        elif self._cell is not None and tag == "text:p":
            self._cell.setdefault("text", "1")

    def _end(self, tag: str) -> None:
        if tag == "table:table":
            self._depth -= 1
            if self._depth == 0:
                self._sheet.merged = tuple(self._merged)
                self._furthest += self._furthest_row * self._furthest_column
        elif self._depth != 1:
            return
        elif tag == "table:table-row":
            if self._hidden and self._rows_alike < 100_000:
                first = self._row + 1
                self._sheet.rows_hidden.update(range(first, first + self._rows_alike))
            self._row += self._rows_alike
        elif tag in ("table:table-cell", "table:covered-table-cell") and self._cell is not None:
            self._end_cell(self._cell)
            self._cell = None

    def _begin(self, attributes: dict[str, str]) -> None:
        self._sheet = self._found[attributes.get("table:name", "")] = blind.Unseen()
        self._merged = []
        self._row = self._columns = 0
        self._furthest_row = self._furthest_column = 0

    def _begin_column(self, attributes: dict[str, str]) -> None:
        alike = _number(attributes, "table:number-columns-repeated", _MOST_COLUMNS)
        if attributes.get("table:visibility") in ("collapse", "filter") and alike < 10_000:
            self._sheet.columns_hidden.update(range(self._columns, self._columns + alike))
        self._columns += alike

    def _end_cell(self, cell: dict[str, str]) -> None:
        alike = _number(cell, "table:number-columns-repeated", _MOST_COLUMNS)
        row, column = self._row + 1, self._column + 1
        self._column += alike
        kind = cell.get("office:value-type", "")
        formula = cell.get("table:formula", "")
        if not (kind or formula or "text" in cell):
            return
        # A cell that says it is repeated is held once for each time.
        self._cells += alike * self._rows_alike
        size = self._parser.CurrentByteIndex - self._begun
        self._text += size * alike * self._rows_alike if alike * self._rows_alike > 1 else 0
        self._furthest_row = max(self._furthest_row, self._row + self._rows_alike)
        self._furthest_column = max(self._furthest_column, self._column)
        rows = _number(cell, "table:number-rows-spanned", _MOST_ROWS)
        columns = _number(cell, "table:number-columns-spanned", _MOST_COLUMNS)
        if rows > 1 or columns > 1:
            self._merged.append((row, column - 1, row + rows - 1, column + columns - 2))
        if cell.get("calcext:value-type") == "error":
            self._sheet.faults[row, column] = blind.ERROR
        elif kind == "float" and blind.is_long(cell.get("office:value", "")):
            self._sheet.faults[row, column] = blind.TOO_LONG
        elif formula and not kind:
            self._sheet.faults[row, column] = blind.NOT_REACHED


def _refuse(*_: Any) -> None:
    raise ValueError("a workbook with definitions of its own")


def _number(attributes: dict[str, str], name: str, most: int) -> int:
    text = attributes.get(name, "1")
    if not (text.isascii() and text.isdigit() and len(text) < 9):
        return 1
    return max(1, min(int(text), most))
