"""A workbook going out: nothing in it is alive, cut, torn or left lying about."""

from __future__ import annotations

import datetime
import io
import re
import tempfile
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from python_calamine import load_workbook

from tests.workbench.exchange import workbooks
from workbench import records
from workbench.casebook import Casebook
from workbench.exchange import Cancelled, export, plan
from workbench.kinds import KINDS
from workbench.messages import Refused

HOSTILE = (
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "'quoted",
    "#N/A",
    "#REF!",
    "00123",
    "1e5",
    "99999999999999999999",
    "TRUE",
    "2025-01-08",
    "_x0041_ spelt out",
    "bell\x07 and \x0b tab",
    "many 😀 of them 👩‍👩‍👧",
    "لا إله",
    "two\nlines\tand a tab",
)


@pytest.fixture
def hostile(casebook: Casebook) -> Casebook:
    for text in HOSTILE:
        values = {"title": "Odd", "kind": "decision", "notes": text}
        records.add(casebook, "event", values)
    records.add(casebook, "stakeholder", {"name": "=1+1", "kind": "group", "marking": "Restricted"})
    return casebook


def parts(path: Path) -> dict[str, str]:
    with zipfile.ZipFile(path) as package:
        return {name: package.read(name).decode() for name in package.namelist()}


def notes(path: Path) -> list[Any]:
    with load_workbook(path) as book:
        header, *rows = book.get_sheet_by_name("Events").to_python()
    return [row[header.index("Notes")] for row in rows if row[header.index("Title")] == "Odd"]


def test_no_text_becomes_a_formula_an_error_or_a_number(hostile: Casebook, sheet: Path) -> None:
    export(hostile, sheet)
    assert notes(sheet) == list(HOSTILE)
    for name, part in parts(sheet).items():
        if name.startswith("xl/worksheets/"):
            assert not re.search(r"<f[\s>/]", part), name
            assert 't="e"' not in part, name


def test_hostile_texts_come_home_unchanged(hostile: Casebook, sheet: Path) -> None:
    export(hostile, sheet)
    assert set(workbooks.counts(plan(hostile, sheet))) == {"unchanged"}


def test_only_texts_that_look_alive_are_quoted(hostile: Casebook, sheet: Path) -> None:
    export(hostile, sheet)
    book = openpyxl.load_workbook(sheet)
    events = book["Events"]
    place = workbooks.column(events, "Notes")
    quoted = {cell.value for (cell,) in events.iter_rows(2, None, place, place) if cell.quotePrefix}
    assert quoted == {"=1+1", "+1", "-1", "@SUM(A1)", "'quoted"}


def test_a_text_longer_than_a_cell_goes_on_elsewhere_and_comes_home(
    casebook: Casebook, empty: Casebook, sheet: Path
) -> None:
    long = "😀 very long\x07 " * 9_000
    records.add(casebook, "event", {"title": "Odd", "kind": "decision", "notes": long})
    export(casebook, sheet)
    assert notes(sheet)[0].endswith("continued on the sheet “Long texts”]")
    with load_workbook(sheet) as book:
        for name in book.sheet_names:
            for row in book.get_sheet_by_name(name).to_python():
                for cell in row:
                    assert len(str(cell).encode("utf-16-le")) // 2 <= 32_767
    assert set(workbooks.counts(plan(casebook, sheet))) == {"unchanged"}
    from workbench.exchange import take

    take(empty, plan(empty, sheet))
    found = [row for row in workbooks.contents(empty)["event"] if "Odd" in row]
    assert long.strip() in {str(value).strip() for value in found[0]}


def test_a_long_text_whose_rest_is_missing_is_rejected_not_cut(
    casebook: Casebook, sheet: Path
) -> None:
    records.add(casebook, "event", {"title": "Odd", "kind": "decision", "notes": "long " * 9_000})
    export(casebook, sheet)
    made = plan(casebook, workbooks.change(sheet, lambda book: book.remove(book["Long texts"])))
    assert made.rejected == 1 and made.problems[0].column == "Notes"


def test_characters_that_no_workbook_holds_are_replaced_and_counted(
    casebook: Casebook, sheet: Path
) -> None:
    values = {"title": "Odd", "kind": "decision", "notes": "a\ufffeb\uffffc"}
    records.add(casebook, "event", values)
    assert export(casebook, sheet).altered == {"Events": 1}
    assert notes(sheet) == ["a\ufffdb\ufffdc"]
    assert set(workbooks.counts(plan(casebook, sheet))) == {"unchanged"}


def test_every_sheet_has_a_header_that_stays_filters_and_hidden_uids(
    casebook: Casebook, sheet: Path
) -> None:
    written = export(casebook, sheet)
    book = openpyxl.load_workbook(sheet)
    assert book.sheetnames[:2] == ["About", "Charts"]
    assert list(written.sheets) == [n for n in book.sheetnames[2:] if not n.startswith("_")]
    assert len(written.sheets) == len([kind for kind in KINDS.values() if not kind.inner])
    for name, count in written.sheets.items():
        each = book[name]
        assert each.freeze_panes == "A2"
        assert (
            each.auto_filter.ref == f"A1:{each.cell(1, each.max_column).column_letter}{count + 1}"
        )
        hidden = {
            cell.value for cell in each[1] if each.column_dimensions[cell.column_letter].hidden
        }
        assert {"uid", "digest"} <= hidden
        assert all(header.endswith(("uid", "digest")) for header in hidden)
    assert {book[name].sheet_state for name in ("_lists", "_workbench")} == {"hidden", "veryHidden"}


def test_exact_days_are_dates_and_looser_ones_text(casebook: Casebook, sheet: Path) -> None:
    for when in ("1899-12-31", "1066-10-14", "9999-12-31", "2025-01-08T14:30:00Z"):
        records.add(casebook, "event", {"title": when, "kind": "decision", "when": when})
    export(casebook, sheet)
    events = openpyxl.load_workbook(sheet)["Events"]
    found = {
        row[workbooks.column(events, "Title") - 1].value: row[0] for row in events.iter_rows(2)
    }
    assert found["9999-12-31"].value == datetime.datetime(9999, 12, 31)
    assert found["9999-12-31"].number_format == "yyyy-mm-dd"
    for title in ("1899-12-31", "1066-10-14", "2025-01-08T14:30:00Z"):
        assert found[title].value == title and found[title].number_format == "@"
    assert found["Talks"].value == "2024-03/.."
    assert set(workbooks.counts(plan(casebook, sheet))) == {"unchanged"}


def drop_downs(sheet: Path, name: str) -> dict[str, tuple[list[Any], bool]]:
    """Header -> the words offered, and whether others are refused."""
    book = openpyxl.load_workbook(sheet)
    found = {}
    for rule in book[name].data_validations.dataValidation:
        header = book[name].cell(1, next(iter(rule.sqref.ranges)).min_col).value
        first, last = re.findall(r"\$([A-Z]+)\$(\d+)", rule.formula1)
        cells = book["_lists"][f"{first[0]}{first[1]}:{last[0]}{last[1]}"]
        found[header] = ([cell.value for (cell,) in cells], bool(rule.showErrorMessage))
    return found


def test_kinds_statuses_and_own_lists_have_drop_downs(casebook: Casebook, sheet: Path) -> None:
    export(casebook, sheet)
    asks = drop_downs(sheet, "Asks")
    assert asks["Status"][0][:2] == ["proposed", "under discussion"] and asks["Status"][1]
    assert "hostages" in asks["Category"][0] and not asks["Category"][1]
    assert "Ruritania" in asks["Asked by"][0]
    assert "(empty)" in asks["Priority"][0] and "(empty)" not in asks["Status"][0]
    assert "Phone call (2025-01-08)" in drop_downs(sheet, "Parties")["Event"][0]
    assert drop_downs(sheet, "Ties")["Tenor"] == ([3, 2, 1, 0, -1, -2, -3], True)


def test_arabic_script_reads_from_the_right(casebook: Casebook, sheet: Path) -> None:
    export(casebook, sheet)
    people = openpyxl.load_workbook(sheet)["Stakeholders"]
    order = {row[0].value: row[0].alignment.readingOrder for row in people.iter_rows(2)}
    assert order["امیر خان"] == 2 and order["Amir Bano"] == 0


def test_the_first_sheet_says_what_it_is_and_the_marking_is_on_every_page(
    hostile: Casebook, sheet: Path
) -> None:
    export(hostile, sheet)
    book = openpyxl.load_workbook(sheet)
    text = "\n".join(str(cell.value) for row in book["About"] for cell in row if cell.value)
    for wanted in ("desk", "Restricted", "Change set", "4 records", "(empty)", "no deletion"):
        assert wanted in text
    assert book["Events"].oddHeader.center.text == "Restricted"


def test_nobody_is_named_in_the_properties(casebook: Casebook, sheet: Path) -> None:
    export(casebook, sheet)
    found = parts(sheet)
    properties = found["docProps/core.xml"] + found["docProps/app.xml"]
    assert "Tester" not in properties and str(sheet.parent) not in properties


def test_no_plain_text_is_left_beside_or_in_the_temporary_folder(
    casebook: Casebook, sheet: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    elsewhere = tmp_path / "temporary"
    elsewhere.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(elsewhere))
    seen: list[int] = []

    def watch(done: int, total: int) -> None:
        for folder in sheet.parent.iterdir():
            seen.append(folder.stat().st_mode & 0o777)
        if done == 0 and seen:
            raise Cancelled

    with pytest.raises(Cancelled):
        export(casebook, sheet, watch)
    assert set(seen) == {0o700}
    assert list(sheet.parent.iterdir()) == [] and list(elsewhere.iterdir()) == []
    export(casebook, sheet)
    assert list(sheet.parent.iterdir()) == [sheet] and list(elsewhere.iterdir()) == []


def test_what_a_killed_export_left_is_wiped_by_the_next(casebook: Casebook, sheet: Path) -> None:
    left = sheet.with_name(f".{sheet.name}.writing")
    left.mkdir()
    (left / "1.xml").write_text("secret")
    export(casebook, sheet)
    assert list(sheet.parent.iterdir()) == [sheet]


def test_an_export_that_fails_leaves_the_old_workbook(
    casebook: Casebook, sheet: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sheet.write_bytes(b"old")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("workbench.exchange.placing.os.fsync", full)
    with pytest.raises(Refused, match="No space left"):
        export(casebook, sheet)
    assert [path.read_bytes() for path in sheet.parent.iterdir()] == [b"old"]


def test_a_workbook_that_came_out_wrong_is_not_put_in_place(
    casebook: Casebook, sheet: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    from workbench.exchange.writing import Book

    finished = Book.finished

    def short(book: Book) -> io.BytesIO:
        path = tmp_path / "short.xlsx"
        path.write_bytes(finished(book).getvalue())
        workbooks.change(path, lambda made: made["Events"].delete_rows(2))
        return io.BytesIO(path.read_bytes())

    monkeypatch.setattr("workbench.exchange.writing.Book.finished", short)
    with pytest.raises(Refused, match="did not come out"):
        export(casebook, sheet)
    assert list(sheet.parent.iterdir()) == []


@pytest.mark.parametrize("name", ["desk.csv", "nowhere/desk.xlsx", "folder.xlsx", "."])
def test_a_place_where_no_workbook_can_be_is_refused(
    casebook: Casebook, sheet: Path, name: str
) -> None:
    (sheet.parent / "folder.xlsx").mkdir()
    with pytest.raises(Refused):
        export(casebook, sheet.parent / name)
    assert [path.name for path in sheet.parent.iterdir()] == ["folder.xlsx"]
