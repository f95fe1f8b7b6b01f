"""What is printed is not cut: titles on narrow sheets, long names, long notes; each page marked."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl

from workbench import records
from workbench.casebook import Casebook
from workbench.exchange import export
from workbench.exchange.selection import Selection


def _printed(sheet: Any) -> list[str]:
    """The letters of the columns that are printed and seen."""
    first, last = sheet.print_area.replace("$", "").split("!")[-1].split(":")
    cells = sheet[f"{first.rstrip('0123456789')}1:{last.rstrip('0123456789')}1"][0]
    dimensions = sheet.column_dimensions
    return [cell.column_letter for cell in cells if not dimensions[cell.column_letter].hidden]


def test_lines_over_a_header_fit_what_is_printed(casebook: Casebook, sheet: Path) -> None:
    export(casebook, sheet, None, Selection(ceiling="Internal", since="2020"))
    book = openpyxl.load_workbook(sheet)
    for title in ("Members of the desk", "Lists", "Go-betweens", "Bearings", "Names"):
        page = book[title]
        width = sum(page.column_dimensions[each].width for each in _printed(page))
        assert width >= len(str(page["A2"].value)) >= 60
        assert page.oddHeader.center.text == page.oddFooter.center.text == "Open"


def test_long_names_and_notes_are_wrapped_into_rows_high_enough(
    casebook: Casebook, sheet: Path
) -> None:
    long = "Commission for the passage of grain " * 4
    records.add(casebook, "stakeholder", {"name": long, "kind": "group", "notes": "Word. " * 100})
    export(casebook, sheet)
    page = openpyxl.load_workbook(sheet)["Stakeholders"]
    row = next(cells for cells in page.iter_rows() if str(cells[0].value).startswith("Commission"))
    assert row[0].alignment.wrap_text
    assert page.row_dimensions[row[0].row].height >= 15 * 600 / 60
    assert page.row_dimensions[row[0].row - 1].height is None
