"""A block of cells that was copied in a spreadsheet or on a web page, as plain text or HTML."""

from __future__ import annotations

import csv
import io
from typing import Literal

from workbench.exchange import blind, csv_files
from workbench.exchange.live_texts import unguarded
from workbench.exchange.sheets import Sheet
from workbench.messages import Refused, message

NAME = message("Pasted cells")
_LARGEST = 20_000_000


def pasted(text: str) -> Sheet:
    """The block as a sheet.

    Cells are parted by tabs, and one with a line break in it stands in quotation marks, as
    Excel and LibreOffice do it; HTML and lines of csv are taken too. `Refused` where it is too
    large.
    """
    if len(text) > _LARGEST:
        raise _too_large()
    if "<table" in text[:100_000].lower() and text.lstrip().startswith("<"):
        from workbench.exchange import web_tables

        sheets = web_tables.tables(text, str(NAME))
        if sheets:
            return sheets[0]
    delimiter = "\t"
    if "\t" not in text:
        delimiter, _ = csv_files.dialect(text)
    return Sheet(str(NAME), _rows(text, delimiter))


def _rows(text: str, delimiter: str) -> list[list[str]]:
    try:
        # Excel quotes only where it must; a mark that never closes is one that somebody typed.
        rows = _read(text, delimiter, csv.QUOTE_MINIMAL)
    except csv.Error:
        rows = _read(text, delimiter, csv.QUOTE_NONE)
    if sum(map(len, rows)) > csv_files.MOST_CELLS:
        raise _too_large()
    if len(rows) * max(map(len, rows), default=0) > blind.LARGEST_GRID:
        raise _too_large()
    return csv_files.squared([[unguarded(cell) for cell in row] for row in rows])


def _read(text: str, delimiter: str, quoting: Literal[0, 3]) -> list[list[str]]:
    lines = io.StringIO(text, newline="")
    try:
        return list(csv.reader(lines, delimiter=delimiter, quoting=quoting, strict=True))
    except csv.Error as error:
        if quoting == csv.QUOTE_NONE or "expected after" not in str(error):
            raise
        lines.seek(0)
        return list(csv.reader(lines, delimiter=delimiter, quoting=quoting))


def _too_large() -> Refused:
    return Refused(
        message("There are too many cells to be pasted"),
        what_to_do=message("Save them as a workbook, and import that."),
    )
