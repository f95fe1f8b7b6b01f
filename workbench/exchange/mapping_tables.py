"""A foreign table as tables of our own layouts: what one row says becomes several records.

The main table has a row for each of the sheet's; derived ones have the parties, posts,
spellings and items that hang on it, and the stakeholders and sources that are named, to be
found or added. All rows keep the number of the row that they come from.
"""

from __future__ import annotations

import datetime
import gc
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from workbench.exchange import cells, mapping_cells
from workbench.exchange.layout import layouts
from workbench.exchange.mapping_headers import is_reason
from workbench.exchange.mapping_making import Making
from workbench.exchange.mapping_shapes import SheetMapping
from workbench.exchange.reading import Table
from workbench.exchange.report import Problem, Progress, no_progress
from workbench.messages import message

if TYPE_CHECKING:
    from workbench.exchange.regions import Region
    from workbench.exchange.sheets import Sheet


def became(
    sheet: Sheet,
    region: Region,
    mapping: SheetMapping,
    today: datetime.date,
    report: Progress = no_progress,
) -> tuple[list[Table], list[Problem]]:
    """The tables that a foreign one becomes, each after those that it names, and what was not
    taken as it stands: columns without a field, rows that make no record of their own.

    No table where it was not said what its rows are. `report` is called now and then, and may
    raise to break off.
    """
    if not mapping.kind:
        return [], [Problem(sheet.name, 0, "", message("No known columns on this sheet"))]
    with _nothing_collected():
        numbers = mapping_cells.row_numbers(sheet, region)
        read = mapping_cells.columns(sheet, region, mapping, today, numbers, report)
        over = mapping_cells.headings(region, numbers)
        years = mapping_cells.years(sheet, region, mapping, numbers)
        silent = mapping_cells.silent(sheet, region, mapping, numbers)
        making = Making(mapping, numbers, read, over, years, silent, report)
        made = [each for each in making.made() if each.rows or each.whole or each.faults]
        known = {layout.kind.name: layout for layout in layouts()}
        tables = [each.table(sheet.name, known) for each in made]
    problems = _columns_without(sheet, region, mapping, numbers)
    nothing = message("The row says nothing in the columns that have a field")
    problems += [Problem(sheet.name, numbers[at], "", nothing) for at in sorted(silent)]
    problems += [
        Problem(sheet.name, number, "", message("Taken together with row {row}", row=first))
        for number, first in making.together.items()
    ]
    return tables, problems


def _columns_without(
    sheet: Sheet, region: Region, mapping: SheetMapping, numbers: list[int]
) -> list[Problem]:
    """The columns that hold something and have no field."""
    found = []
    for at, column in enumerate(mapping.columns):
        place = region.left + at
        if column.target is not None or is_reason(region.headers[at]):
            continue
        rows = (sheet.rows[number - 1] for number in numbers)
        if any(place < len(row) and row[place] not in ("", None) for row in rows):
            reason = message("The column has no field; it was passed over")
            found.append(Problem(sheet.name, 0, region.headers[at] or cells.letters(place), reason))
    return found


@contextmanager
def _nothing_collected() -> Iterator[None]:
    """Leave Python's search for garbage out for a while.

    Hundreds of thousands of rows are made and all are kept: looking for garbage among them,
    again and again, would take longer than to make them.
    """
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()
