"""Sheets that nobody here exported, for tests: rows of cells, the first of them the header."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Any

from workbench.exchange import mapping
from workbench.exchange.mapping_shapes import SheetMapping
from workbench.exchange.mapping_tables import became
from workbench.exchange.regions import Region
from workbench.exchange.sheets import Sheet

TODAY = datetime.date(2025, 6, 1)


def sheet_of(
    rows: Sequence[Sequence[Any]], name: str = "Sheet1", headings: dict[int, str] | None = None
) -> tuple[Sheet, Region]:
    """A sheet with one table that fills it."""
    width = max(map(len, rows))
    whole = [[*row, *[""] * (width - len(row))] for row in rows]
    headers = tuple(str(cell) for cell in whole[0])
    return Sheet(name, whole), Region(
        name, 1, 2, len(rows), 0, width - 1, headers, headings=headings or {}
    )


def guessed(rows: Sequence[Sequence[Any]], name: str = "Sheet1", **more: Any) -> SheetMapping:
    """What the columns of such a sheet are taken for."""
    return mapping.guess(*sheet_of(rows, name), TODAY, **more)


def fields(found: SheetMapping) -> list[str]:
    """The mapping's fields, column by column, as "party.stakeholder.ours"; "-" for none."""
    return [
        ".".join(part for part in (c.target.kind, c.target.field, c.target.part) if part)
        if c.target
        else "-"
        for c in found.columns
    ]


def records(
    rows: Sequence[Sequence[Any]],
    found: SheetMapping | None = None,
    name: str = "Sheet1",
    headings: dict[int, str] | None = None,
) -> dict[str, list[dict[str, Any]]]:
    """kind -> rows of the tables that a sheet becomes, each with its number under "row"."""
    sheet, region = sheet_of(rows, name, headings)
    if found is None:
        found = mapping.guess(sheet, region, TODAY)
    made: dict[str, list[dict[str, Any]]] = {}
    for table in became(sheet, region, found, TODAY)[0]:
        names = {place: c.field.name for place, c in table.columns.items() if c.field}
        for number, row in zip(table.numbers, table.rows, strict=True):
            cells = {names[place]: cell for place, cell in enumerate(row) if cell}
            made.setdefault(table.layout.kind.name, []).append({"row": number, **cells})
    return made


def faults(rows: Sequence[Sequence[Any]], found: SheetMapping | None = None) -> dict[str, str]:
    """ "row header" -> why that cell can't be read."""
    sheet, region = sheet_of(rows)
    found = found or mapping.guess(sheet, region, TODAY)
    return {
        f"{number} {table.headers[column - 1]}": str(why)
        for table in became(sheet, region, found, TODAY)[0]
        for (number, column), why in table.faults.items()
    }
