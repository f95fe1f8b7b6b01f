"""Workbooks made and changed as a person would, with openpyxl in place of Excel."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import openpyxl

from workbench.casebook import Casebook
from workbench.exchange import Counts
from workbench.exchange.report import COUNTS
from workbench.kinds import KINDS


def write(path: Path, sheets: dict[str, Sequence[Sequence[Any]]]) -> Path:
    """A workbook of these rows of cells, sheet by sheet."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    book.save(path)
    return path


def change(path: Path, act: Callable[[Any], None]) -> Path:
    """Open a workbook, let `act` change it, save it in its place."""
    book = openpyxl.load_workbook(path)
    act(book)
    book.save(path)
    return path


def column(sheet: Any, header: str) -> int:
    """The number of the column of this header."""
    for row in range(1, 4):  # lines may stand above it
        for cell in sheet[row]:
            if cell.value == header:
                return int(cell.column)
    raise KeyError(header)


def row_of(sheet: Any, header: str, value: str) -> int:
    """The number of the first row that has this value under a header."""
    place = column(sheet, header)
    for row in range(2, sheet.max_row + 1):
        if sheet.cell(row, place).value == value:
            return row
    raise KeyError(value)


def put(sheet: Any, row: int, header: str, value: Any) -> None:
    """Type a value into a cell."""
    sheet.cell(row, column(sheet, header)).value = value


def counts(report: Counts) -> dict[str, int]:
    """What became of the rows, without what is 0."""
    return {name: getattr(report, name) for name in COUNTS if getattr(report, name)}


def contents(casebook: Casebook) -> dict[str, list[tuple[Any, ...]]]:
    """Every record of a casebook, kind by kind."""
    from db.exporting import rows

    with casebook.reading() as connection:
        return {kind: sorted(rows(connection, kind)) for kind in KINDS}
