"""Any workbook opened: by its content, under a password, and with what its values don't tell."""

from __future__ import annotations

import os
import zipfile
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.workbench.exchange import workbooks
from workbench.exchange import blind, room, sheet_quick
from workbench.exchange.passworded import PasswordWanted, PasswordWrong
from workbench.exchange.sheets import SPREAD, Sheet, open_sheets
from workbench.messages import Refused

ROWS = {"People": [("Name", "Kind"), ("New", "person")]}
TEXTS_TYPE = (
    b'<Override PartName="/xl/sharedStrings.xml" ContentType="application/'
    b'vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"/>'
)
TEXTS_LINK = (
    b'<Relationship Id="rIdTexts" Target="sharedStrings.xml" Type="http://schemas.'
    b'openxmlformats.org/officeDocument/2006/relationships/sharedStrings"/>'
)
REAL = os.environ.get("WORKBENCH_REAL_DATA", "")


def only(path: Path, password: str | None = None) -> Sheet:
    (sheet,) = open_sheets(path, password)
    return sheet


def with_sheet(path: Path, xml: str, texts: str = "") -> Path:
    """A workbook whose one sheet, and list of texts, read so."""
    space = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    book = BytesIO()
    openpyxl.Workbook().save(book)
    with zipfile.ZipFile(book) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = old.read(name)
            if name.endswith("sheet1.xml"):
                data = f"<worksheet {space}>{xml}</worksheet>"
                content = data.encode()
            elif name.endswith("[Content_Types].xml"):
                content = content.replace(b"</Types>", TEXTS_TYPE + b"</Types>")
            elif name.endswith("workbook.xml.rels"):
                content = content.replace(b"</Relationships>", TEXTS_LINK + b"</Relationships>")
            elif name.endswith("sharedStrings.xml"):
                continue
            new.writestr(name, content)
        new.writestr("xl/sharedStrings.xml", f"<sst {space}>{texts}</sst>")
    return path


def test_what_is_hidden_merged_or_faulty_is_told(sheet: Path) -> None:
    def act(book: Any) -> None:
        page = book["People"]
        page["A3"], page["B3"], page["A4"], page["A5"] = "=1+1", 12345678901234567890, "#N/A", "x"
        page["A4"].data_type = "e"
        page.row_dimensions[2].hidden = True
        page.column_dimensions["B"].hidden = True
        page.merge_cells("A5:A7")
        page["B7"] = "y"
        book.create_sheet("Secret").append(("a", "b"))
        book["Secret"].sheet_state = "hidden"

    workbooks.change(workbooks.write(sheet, ROWS), act)
    people, secret = open_sheets(sheet)
    assert people.faults == {
        (3, 1): blind.NOT_REACHED, (3, 2): blind.TOO_LONG, (4, 1): blind.ERROR,
    }  # fmt: skip
    assert people.hidden_rows == {2} and people.hidden_columns == {1}
    assert people.merged == ((5, 0, 7, 0),)
    assert [row[0] for row in people.rows[4:]] == ["x", "x", "x"]
    assert secret.hidden and not people.hidden


def test_patterns_find_the_same_as_parsing(sheet: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cells = """<cols><col min="2" max="3" hidden="1"/></cols><sheetData>
        <row r="1"><c r="A1" t="e"><v>#N/A</v></c><c r="B1"><f>A1</f></c>
        <c r="C1"><v>7</v></c></row>
        <row r="2" hidden="1"><c r="A2"><f>A1</f><v></v></c><c r="B2"><v>1E+20</v></c>
        <c r="C2" t="str"><f>A1</f><v></v></c><c r="D2"><f t="shared" si="0"/></c></row>
        </sheetData>"""
    with_sheet(sheet, cells)
    found = only(sheet)
    assert len(found.faults) == 5 and found.hidden_rows == {2} and found.hidden_columns == {1, 2}
    # The long way: every sheet is taken for one that is written in no usual way.
    monkeypatch.setattr(sheet_quick, "_UNUSUAL", (b"<",))
    assert only(sheet) == found


def test_a_lone_cell_at_the_far_end_is_passed_over_and_told(sheet: Path) -> None:
    workbooks.write(sheet, ROWS)
    workbooks.change(sheet, lambda book: book["People"].__setitem__("XFD1048576", "far"))
    people = only(sheet)
    assert people.rows == [list(row) for row in ROWS["People"]]
    assert people.faults == {(1_048_576, 16_384): blind.FAR_OFF}


def test_a_sheet_of_cells_far_from_each_other_is_passed_over(sheet: Path) -> None:
    rows = "".join(
        f'<row r="{n}"><c r="A{n}"><v>1</v></c><c r="ZZ{n}"><v>1</v></c></row>'
        for n in range(1, 900_000, 1_000)
    )
    assert only(with_sheet(sheet, f"<sheetData>{rows}</sheetData>")).problem == SPREAD


def test_a_text_that_stands_for_a_gigabyte_is_refused(
    sheet: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(room, "MOST_TEXT", 2**20)
    rows = "".join(f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>' for n in range(1, 3_000))
    texts = f"<si><t>{'a' * 1_000}</t></si>"
    with pytest.raises(Refused, match="more in this workbook than can be held"):
        open_sheets(with_sheet(sheet, f"<sheetData>{rows}</sheetData>", texts))
    monkeypatch.setattr(room, "MOST_TEXT", 4 * 2**20)
    assert len(only(sheet).rows) == 2_999


@pytest.mark.parametrize("ending", [".xls", ".csv", ".ods"])
def test_a_wrong_ending_is_not_believed(sheet: Path, ending: str) -> None:
    workbooks.write(sheet, ROWS)
    assert only(sheet.rename(sheet.with_suffix(ending))).rows[1] == ["New", "person"]


def test_a_web_page_under_the_name_of_a_workbook_is_read(sheet: Path) -> None:
    page = "<html><meta charset=utf-8><table><tr><th>Name<th>Kind</tr><tr><td rowspan=2>Žižka"
    sheet.write_bytes((page + "<td>person</tr><tr><td>office<br>two</tr></table>").encode())
    assert only(sheet).rows == [["Name", "Kind"], ["Žižka", "person"], ["Žižka", "office\ntwo"]]
    sheet.write_bytes(b"<html><p>No table</html>")
    with pytest.raises(Refused, match="no table in it"):
        open_sheets(sheet)


def locked(path: Path, password: str) -> Path:
    from msoffcrypto.format.ooxml import OOXMLFile

    workbooks.write(path, ROWS)
    content = BytesIO(path.read_bytes())
    with path.open("wb") as file:
        OOXMLFile(content).encrypt(password, file)
    return path


def test_a_password_is_asked_for_and_used(sheet: Path) -> None:
    locked(sheet, "Kabul 1")
    with pytest.raises(PasswordWanted, match="locked with a password"):
        open_sheets(sheet)
    with pytest.raises(PasswordWrong, match="doesn't open"):
        open_sheets(sheet, "kabul 1")
    before = sorted(sheet.parent.iterdir())
    assert only(sheet, "Kabul 1").rows[1] == ["New", "person"]
    assert sorted(sheet.parent.iterdir()) == before


def test_a_password_that_would_take_hours_to_try_is_refused(sheet: Path) -> None:
    content = locked(sheet, "a").read_bytes()
    sheet.write_bytes(content + b' spinCount="99999999"')
    with pytest.raises(Refused, match="no spreadsheet writes"):
        open_sheets(sheet, "a")


def ods(path: Path, table: str) -> Path:
    spaces = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for name in ("office", "table", "text", "style")
    )
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        package.writestr("META-INF/manifest.xml", "<manifest/>")
        package.writestr(
            "content.xml",
            f"<office:document-content {spaces}><office:body><office:spreadsheet>{table}"
            "</office:spreadsheet></office:body></office:document-content>",
        )
    return path


def test_an_opendocument_workbook_is_read_with_what_it_hides(sheet: Path) -> None:
    text = '<table:table-cell office:value-type="string"{}><text:p>{}</text:p></table:table-cell>'
    made = ods(
        sheet.with_suffix(".ods"),
        '<table:table table:name="People"><table:table-column/>'
        '<table:table-column table:visibility="collapse"/><table:table-row>'
        + text.format("", "Name") + text.format("", "Kind") + "</table:table-row>"
        '<table:table-row table:visibility="filter">'
        + text.format(' table:number-rows-spanned="2"', "New") + text.format("", "person")
        + "</table:table-row><table:table-row><table:covered-table-cell/>"
        '<table:table-cell table:formula="of:=1"/></table:table-row>'
        '<table:table-row table:number-rows-repeated="1048000"><table:table-cell '
        'table:number-columns-repeated="16384"/></table:table-row></table:table>',
    )  # fmt: skip
    people = only(made)
    assert [row[0] for row in people.rows] == ["Name", "New", "New"][: len(people.rows)]
    assert people.hidden_rows == {2} and people.hidden_columns == {1}
    assert people.faults == {(3, 2): blind.NOT_REACHED}


def test_a_cell_that_says_it_is_repeated_a_billion_times_is_refused(sheet: Path) -> None:
    cell = '<table:table-cell office:value-type="float" office:value="1" {}/>'
    made = ods(
        sheet.with_suffix(".ods"),
        '<table:table table:name="a"><table:table-row table:number-rows-repeated="1048576">'
        + cell.format('table:number-columns-repeated="16384"')
        + "</table:table-row></table:table>",
    )
    with pytest.raises(Refused, match="more in this workbook"):
        open_sheets(made)


@pytest.mark.skipif(not REAL, reason="WORKBENCH_REAL_DATA names no folder")
@pytest.mark.parametrize("form", ["xls", "xlsb", "ods", "xlsx"])
def test_the_same_workbook_reads_alike_in_every_form(form: str) -> None:
    folder = Path(REAL) / "workbooks"
    visible, hidden, *_ = open_sheets(folder / f"any_sheets.{form}")
    assert visible.rows[:3] == [[1, 2], [3, 4], [5, 6]]
    assert hidden.hidden and not visible.hidden
    issues = {sheet.name: sheet.rows for sheet in open_sheets(folder / f"date.{form}")}
    assert str(issues["Sheet1"][0][0]).startswith("2021-01-01")
