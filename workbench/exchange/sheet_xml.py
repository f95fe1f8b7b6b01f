"""One pass over the XML of a sheet of an .xlsx workbook, keeping only what its values don't tell.

Walks real cells only: neither the sheet's word for its size nor its furthest cell costs anything.
"""

from __future__ import annotations

from typing import Any
from xml.parsers import expat

from workbench.exchange import blind
from workbench.messages import Message

# Cells further off than this many blank rows or columns from all others are passed over.
_GAP_ROWS = 20_000
_GAP_COLUMNS = 300
# What is left out is told cell by cell; a sheet with more of it is told as a whole.
_MOST_FAR = 200


class Walk:
    """Is fed a sheet's bytes, and tells at the end what was found.

    Not defusedxml: that builds elements, which takes three times as long; what it forbids is
    forbidden here too.
    """

    def __init__(self) -> None:
        self._found = blind.Unseen()
        self._row = self._column = 0
        self._cell: dict[str, str] | None = None
        self._formula = False
        self._value: list[str] | None = None
        self._any = False
        self._begun = 0
        # Filled cells: row -> furthest column, and column -> furthest row.
        self._rows: dict[int, int] = {}
        self._columns: dict[int, int] = {}
        # Cells that stand far out, with where they begin; the end is known at the next event.
        self._far: list[tuple[int, int, int, int]] = []
        self._open_end = False
        self._parser = expat.ParserCreate()
        self._parser.buffer_text = True
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.StartDoctypeDeclHandler = _refuse
        self._parser.EntityDeclHandler = _refuse

    def feed(self, chunk: bytes) -> None:
        """Take the next bytes in. ValueError where they are no sheet."""
        try:
            self._parser.Parse(chunk, False)
        except expat.ExpatError:
            raise ValueError("the sheet is damaged") from None

    def ended(self) -> blind.Unseen:
        """What was found in all of the sheet. ValueError where it is broken off."""
        try:
            self._parser.Parse(b"", True)
        except expat.ExpatError:
            raise ValueError("the sheet is broken off") from None
        self._note_spread()
        return self._found

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        if ":" in tag:
            tag = tag.rpartition(":")[2]
        if self._cell is not None:
            if tag == "v":
                self._value = []
                self._any = True
                self._parser.CharacterDataHandler = self._value.append
            elif tag == "f":
                self._formula = self._any = True
            else:
                self._any = True
            return
        if self._open_end:
            self._close_far()
        if tag == "c":
            self._cell = attributes
            self._formula = self._any = False
            self._value = None
            self._begun = self._parser.CurrentByteIndex
        elif tag == "row":
            self._row, self._column = _number(attributes.get("r"), self._row + 1), 0
            if attributes.get("hidden") in ("1", "true"):
                self._found.rows_hidden.add(self._row)
        elif tag == "col" and attributes.get("hidden") in ("1", "true"):
            first, last = _number(attributes.get("min"), 1), _number(attributes.get("max"), 1)
            self._found.columns_hidden.update(range(first - 1, min(last, 16_384)))

    def _end(self, tag: str) -> None:
        if ":" in tag:
            tag = tag.rpartition(":")[2]
        if tag == "v":
            self._parser.CharacterDataHandler = None
        elif tag == "c" and self._cell is not None:
            self._end_cell(self._cell)
            self._cell = None
        elif self._open_end:
            self._close_far()

    def _end_cell(self, cell: dict[str, str]) -> None:
        row, column = blind.place(cell.get("r"), self._row, self._column + 1)
        self._column = column
        if not self._any:
            return
        if column > self._rows.get(row, 0):
            self._rows[row] = column
        if row > self._columns.get(column, 0):
            self._columns[column] = row
        fault = _fault(cell.get("t", "n"), self._formula, self._value)
        if fault is not None:
            self._found.faults[row, column] = fault
        if (row > _GAP_ROWS or column > _GAP_COLUMNS) and len(self._far) <= 3 * _MOST_FAR:
            self._far.append((row, column, self._begun, 0))
            self._open_end = True

    def _close_far(self) -> None:
        row, column, begun, _ = self._far[-1]
        self._far[-1] = (row, column, begun, self._parser.CurrentByteIndex)
        self._open_end = False

    def _note_spread(self) -> None:
        furthest = max(self._rows, default=0) * max(self._columns, default=0)
        if furthest <= blind.LARGEST_GRID:
            return
        self._found.spread = True
        far_row = _after_gap(self._rows, _GAP_ROWS)
        far_column = _after_gap(self._columns, _GAP_COLUMNS)
        far = [each for each in self._far if each[0] >= far_row or each[1] >= far_column]
        near_rows = max((row for row in self._rows if row < far_row), default=0)
        near_columns = max((each for each in self._columns if each < far_column), default=0)
        beyond = len(self._far) > 3 * _MOST_FAR or len(far) > _MOST_FAR
        if beyond or not far or near_rows * near_columns > blind.LARGEST_GRID:
            return
        self._found.far = [(begun, end) for _, _, begun, end in far]
        for row, column, _, _ in far:
            self._found.faults[row, column] = blind.FAR_OFF


def _after_gap(filled: dict[int, int], gap: int) -> int:
    """The first of the numbers that lies beyond a gap; past them all where there is none."""
    last = 0
    for number in sorted(filled):
        if number - last > gap:
            return number
        last = number
    return last + 1


def _refuse(*_: Any) -> None:
    raise blind.Defining


def _number(text: str | None, otherwise: int) -> int:
    return int(text) if text and len(text) < 9 and text.isascii() and text.isdigit() else otherwise


def _fault(kind: str, formula: bool, value: list[str] | None) -> Message | None:
    if kind == "e":
        return blind.ERROR
    if kind == "str" or not (formula or kind == "n"):
        return None
    text = "".join(value) if value else ""
    # A formula whose value is an empty text has one; openpyxl writes an empty value for none.
    if formula and not text:
        return blind.NOT_REACHED
    return blind.TOO_LONG if kind == "n" and len(text) > 3 and blind.is_long(text) else None
