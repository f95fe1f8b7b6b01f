"""An export that the real LibreOffice saved again comes home with no difference.

Saved as it is, by way of .ods, and after what people do to a sheet: sorted, with columns moved,
hidden, added, taken out, retitled in another case, rows filtered or cut, a title above.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl

from tests.proof import hostile, office
from workbench.casebook import Casebook
from workbench.exchange import export, formats, plan
from workbench.exchange.layout import layouts
from workbench.exchange.report import COUNTS, no_progress
from workbench.exchange.selection import Selection, exported_kinds

# What openpyxl edits is kept this small: it takes a second for each thousand rows.
_EDITED = 1_000
# From so many records on the slow ways are gone as well; below so few all is done at once.
_LONG = 1_000
_QUICK = 100

_MEMORY = Path("/dev/shm")

Edit = Callable[[Any], int]
"""Edits one sheet; how many of its rows are gone afterwards."""


def prove(records: int) -> str:
    """Round trips of so many records; the outcome in a line. AssertionError for a difference."""
    memory = _MEMORY if _MEMORY.is_dir() else None
    if records < _QUICK:
        with tempfile.TemporaryDirectory(prefix="workbench-trips-", dir=memory) as made:
            return _at_once(Path(made), records)
    with tempfile.TemporaryDirectory(prefix="workbench-trips-", dir=memory) as made:
        folder = Path(made)
        casebook = hostile.make(folder / "desk.casebook", records)
        try:
            rows = _as_it_is(casebook, folder, records >= _LONG)
        finally:
            casebook.close()
        casebook = hostile.make(folder / "edited.casebook", min(records, _EDITED), seed=2)
        try:
            edited = _edited(casebook, folder)
        finally:
            casebook.close()
    ways = "as .xlsx, as .ods, by .ods to .xlsx, as .csv" if records >= _LONG else "as .xlsx"
    return f"{rows:,} rows saved again {ways}; {edited:,} of {len(EDITS)} edits: 0 differences"


def _at_once(folder: Path, records: int) -> str:
    """One start of LibreOffice for a workbook as it is and one that had every edit."""
    casebook = hostile.make(folder / "desk.casebook", records)
    try:
        whole, edited = folder / "whole.xlsx", folder / "edited.xlsx"
        rows = sum(export(casebook, whole).sheets.values())
        gone = _edit(whole, edited, _all)
        first, second = office.save_again([whole, edited], folder)
        _come_home(casebook, first, rows)
        _come_home(casebook, second, rows - gone)
    finally:
        casebook.close()
    return f"{rows:,} rows saved again as .xlsx, {rows - gone:,} edited: 0 differences"


def _edit(whole: Path, edited: Path, edit: Edit) -> int:
    """A copy with every sheet of records edited; how many rows are gone from it."""
    titles = {layout.title for layout in layouts()}
    book = openpyxl.load_workbook(whole)
    gone = sum(edit(book[title]) for title in book.sheetnames if title in titles)
    book.save(edited)
    return gone


def _as_it_is(casebook: Casebook, folder: Path, long: bool) -> int:
    path = folder / "as it is.xlsx"
    rows = sum(export(casebook, path).sheets.values())
    _come_home(casebook, path, rows)
    (again,) = office.save_again([path], folder)
    _come_home(casebook, again, rows)
    if long:
        _as_csv(casebook, folder)
        (ods,) = office.save_again([path], folder, "ods")
        _come_home(casebook, ods, rows)
        (back,) = office.save_again([ods], folder)
        _come_home(casebook, back, rows)
    return rows


def _as_csv(casebook: Casebook, folder: Path) -> None:
    """Each kind as a .csv, which LibreOffice is no part of: it takes 00123 in one for a number."""
    for kind in exported_kinds():
        path = folder / "renamed.csv"
        done = formats.named("csv").write(casebook, path, Selection((kind,)), no_progress)
        _come_home(casebook, path, sum(done.sheets.values()))


def _edited(casebook: Casebook, folder: Path) -> int:
    whole = folder / "whole.xlsx"
    rows = sum(export(casebook, whole).sheets.values())
    paths = [folder / f"{name}.xlsx" for name in EDITS]
    gone = [_edit(whole, path, EDITS[path.stem]) for path in paths]
    for path, without in zip(office.save_again(paths, folder), gone, strict=True):
        _come_home(casebook, path, rows - without)
    return rows * len(paths)


def _come_home(casebook: Casebook, path: Path, rows: int) -> None:
    made = plan(casebook, path)
    found = {name: getattr(made, name) for name in COUNTS if getattr(made, name)}
    told = [f"{p.sheet} {p.row} {p.column}: {p.reason}" for p in made.problems[:5]]
    assert found == {"unchanged": rows}, f"{path.parent.name}/{path.name}: {found} {told}"


# -- what people do to a sheet ---------------------------------------------------------------------


def _arrange(sheet: Any, rows: dict[int, int], columns: dict[int, int]) -> None:
    """Put cells elsewhere as they are: a text that looks like a formula stays a text."""
    cells = list(sheet._cells.values())
    for cell in cells:
        cell.row = rows.get(cell.row, cell.row)
        cell.column = columns.get(cell.column, cell.column)
    sheet._cells = {(cell.row, cell.column): cell for cell in cells}


def _sorted(sheet: Any) -> int:
    numbers = range(2, sheet.max_row + 1)
    ordered = sorted(numbers, key=lambda number: str(sheet.cell(number, 1).value)[::-1])
    _arrange(sheet, dict(zip(ordered, numbers, strict=True)), {})
    return 0


def _moved(sheet: Any) -> int:
    last = sheet.max_column
    _arrange(sheet, {}, {place: place % last + 1 for place in range(1, last + 1)})
    return 0


def _hidden(sheet: Any) -> int:
    for place in range(1, sheet.max_column + 1, 2):
        sheet.column_dimensions[sheet.cell(1, place).column_letter].hidden = True
    return 0


def _added(sheet: Any) -> int:
    last = sheet.max_column
    _arrange(sheet, {}, {place: place + 1 for place in range(2, last + 1)})
    sheet.cell(1, 2).value = "My remarks"
    for number in range(2, sheet.max_row + 1):
        sheet.cell(number, 2).value = f"seen {number}"
    return 0


def _taken_out(sheet: Any) -> int:
    """Without its second column, which is never what a row is found by."""
    last = sheet.max_column
    for key in [key for key in sheet._cells if key[1] == 2]:
        del sheet._cells[key]
    _arrange(sheet, {}, {place: place - 1 for place in range(3, last + 1)})
    return 0


def _retitled(sheet: Any) -> int:
    for cell in sheet[1]:
        cell.value = f" {str(cell.value).upper()} "
    return 0


def _filtered(sheet: Any) -> int:
    for number in range(2, sheet.max_row + 1, 3):
        sheet.row_dimensions[number].hidden = True
    return 0


def _cut(sheet: Any) -> int:
    """Every other row gone: people filter and cut, and mean no deletion by it."""
    last = sheet.max_row
    kept = list(range(2, last + 1, 2))
    for key in [key for key in sheet._cells if key[0] > 1 and key[0] not in set(kept)]:
        del sheet._cells[key]
    _arrange(sheet, {number: place for place, number in enumerate(kept, 2)}, {})
    return max(0, last - 1) - len(kept)


def _under_a_title(sheet: Any) -> int:
    _arrange(sheet, {number: number + 3 for number in range(1, sheet.max_row + 1)}, {})
    sheet.cell(1, 1).value = "From the office in the north"
    return 0


EDITS: dict[str, Edit] = {
    "sorted": _sorted,
    "columns moved": _moved,
    "columns hidden": _hidden,
    "a column added": _added,
    "a column taken out": _taken_out,
    "headers in another case": _retitled,
    "rows filtered": _filtered,
    "rows cut": _cut,
    "under a title": _under_a_title,
}


def _all(sheet: Any) -> int:
    return sum(edit(sheet) for edit in EDITS.values())
