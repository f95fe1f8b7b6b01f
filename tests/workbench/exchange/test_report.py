"""An export is a report that can be sent as it is, and a workbook that Excel does not repair."""

from __future__ import annotations

import gettext
import re
import zipfile
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.workbench.exchange import ooxml, workbooks
from workbench import messages, records
from workbench.casebook import Casebook
from workbench.exchange import export, plan
from workbench.exchange.selection import Selection

HEBREW = {"About": "אודות", "Charts": "תרשימים"}


class _Mirrored(gettext.NullTranslations):
    """A catalogue of a language that runs from right to left, as far as it is one."""

    def gettext(self, message: str) -> str:
        return HEBREW.get(message, message)


@pytest.fixture
def mirrored() -> Iterator[None]:
    messages.use(_Mirrored())
    yield
    messages.use(gettext.NullTranslations())


@pytest.fixture
def full(casebook: Casebook) -> Casebook:
    """With something for every chart, and words that charts can't hold."""
    ask = workbooks.contents(casebook)["ask"][0][0]
    for number in range(3):
        values = {"title": "Lunch", "kind": "meeting", "when": f"2025-0{number + 1}-05"}
        records.add(casebook, "event", values)
    item = records.add(casebook, "item", {"ask": ask, "what": "Men", "quantity": Decimal(5),
                                          "unit": "bell\x07 & <unit>"})  # fmt: skip
    records.add(casebook, "delivery", {"item": item, "quantity": Decimal(2)})
    records.add(casebook, "item", {"ask": ask, "what": "Nobody knows how many"})
    records.add(casebook, "event", {"title": "Odd", "kind": "decision", "notes": "long " * 9_000,
                                    "marking": "Restricted"})  # fmt: skip
    return casebook


@pytest.mark.parametrize(
    "selection",
    [Selection(), Selection(ceiling="Open"), Selection(kinds=("ask",), columns={"ask": ("title",)}),
     Selection(words="nothing that there is")],
    ids=["whole", "ceiling", "one kind", "nothing"],
)  # fmt: skip
def test_the_package_is_as_its_schema_asks(
    full: Casebook, sheet: Path, selection: Selection
) -> None:
    export(full, sheet, None, selection)
    assert ooxml.faults(sheet) == []
    assert set(workbooks.counts(plan(full, sheet))) <= {"unchanged"}


def test_the_checker_finds_what_it_is_for(full: Casebook, sheet: Path, tmp_path: Path) -> None:
    export(full, sheet)
    broken = tmp_path / "broken.xlsx"
    with zipfile.ZipFile(sheet) as whole, zipfile.ZipFile(broken, "w") as made:
        for name in whole.namelist():
            text = whole.read(name).decode()
            if name == "xl/worksheets/sheet3.xml":
                text = re.sub("(<autoFilter.*?/>)(<conditionalFormatting.*?</cond[^>]*>)?",
                              "", text, count=1).replace("</worksheet>",
                              '<autoFilter ref="A1:B2" /></worksheet>')  # fmt: skip
            if name != "xl/charts/chart1.xml":
                made.writestr(name, text)
    found = " ".join(ooxml.faults(broken))
    assert "out of order" in found and "chart1.xml, which is not there" in found


def test_every_page_that_is_printed_says_what_of_when_and_how_marked(
    full: Casebook, sheet: Path
) -> None:
    export(full, sheet)
    for each in openpyxl.load_workbook(sheet):
        if each.sheet_state != "visible":
            continue
        assert each.oddHeader.left.text == "desk" and "As of" in each.oddHeader.right.text
        assert each.oddHeader.center.text == each.oddFooter.center.text == "Restricted"
        assert each.print_area, each.title
    asks = openpyxl.load_workbook(sheet)["Asks"]
    assert asks.print_title_rows == "$1:$1"
    notes = asks.cell(1, workbooks.column(asks, "Notes")).column_letter
    assert asks.conditional_formatting and asks.column_dimensions[notes].outlineLevel == 1


def test_charts_stand_beside_their_numbers_which_are_values(full: Casebook, sheet: Path) -> None:
    export(full, sheet)
    charts = openpyxl.load_workbook(sheet)["Charts"]
    rows = [tuple(cell.value for cell in row[2:]) for row in charts.iter_rows()]
    assert ("pending", 1, None) in rows and ("2025-02", 2, None) in rows
    assert any(row[1:] == (2, 3) for row in rows), "owed and delivered"
    assert ("without a unit", 0, 12.5) in rows
    assert any("not all is known" in str(row[0]) for row in rows)
    with zipfile.ZipFile(sheet) as package:
        drawn = [package.read(n).decode() for n in package.namelist() if "charts/chart" in n]
    assert len(drawn) == 3 and all("<c:barChart>" in each for each in drawn)
    assert not any(re.search(r"<f[\s>]", each) for each in drawn)


def test_sheets_run_from_the_right_where_the_language_does(
    full: Casebook, sheet: Path, mirrored: None
) -> None:
    export(full, sheet)
    book = openpyxl.load_workbook(sheet)
    assert book.sheetnames[0] == HEBREW["About"]
    assert all(each.sheet_view.rightToLeft for each in book)
    assert set(workbooks.counts(plan(full, sheet))) == {"unchanged"}


def test_under_a_ceiling_each_sheet_says_how_much_stayed(full: Casebook, sheet: Path) -> None:
    uid = next(row[0] for row in workbooks.contents(full)["stakeholder"] if row[1] == "Amir Bano")
    records.edit(full, "stakeholder", {uid: {"marking": "Confidential"}})
    records.add(full, "source", {"title": "A talk with Ámir  BANO, and others"})
    done = export(full, sheet, None, Selection(ceiling="Internal"))
    book = openpyxl.load_workbook(sheet)
    assert done.withheld["Stakeholders"] == {"records": 1, "cells": 0}
    assert done.withheld["Parties"] == {"records": 0, "cells": 1}
    assert done.withheld["Sources"]["cells"] == 1 == done.withheld["Events"]["records"]
    for title, counts in done.withheld.items():
        told = str(book[title]["A2"].value)
        assert "Ceiling: Internal" in told
        assert f"{counts['records']} record" in told and f"{counts['cells']} cell" in told
    header, *rows = ([cell.value for cell in row] for row in book["Parties"].iter_rows(3))
    there = {row[header.index("Stakeholder")]: row[header.index("Stakeholder uid")] for row in rows}
    assert there["withheld"] is None and len(there) == 2
    assert set(workbooks.counts(plan(full, sheet))) == {"unchanged"}


def one(rows: Any) -> list[Any]:
    return [cell for row in rows for cell in row]


def test_of_a_part_the_drop_downs_name_only_who_is_in_it(full: Casebook, sheet: Path) -> None:
    export(full, sheet, None, Selection(kinds=("ask",)))
    text = " ".join(str(cell.value) for cell in one(openpyxl.load_workbook(sheet)["_lists"]))
    assert "Ruritania" in text and "Amir Bano" not in text
