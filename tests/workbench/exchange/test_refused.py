"""Files that are no workbook, or not a safe one: each named for what it is, nothing written."""

from __future__ import annotations

import os
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.workbench.exchange import workbooks
from workbench.casebook import Casebook
from workbench.exchange import export, plan
from workbench.messages import Refused

ROWS = {"Stakeholders": [("Name", "Kind"), ("New", "person")]}
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)


def repacked(path: Path, act: Callable[[dict[str, bytes]], None]) -> Path:
    """The workbook with its parts changed by `act`."""
    with zipfile.ZipFile(path) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    act(parts)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, part in parts.items():
            package.writestr(name, part)
    return path


def sheet_part(parts: dict[str, bytes]) -> str:
    return next(name for name in parts if "worksheets/sheet" in name)


FILES = {
    b"": "empty",
    b"<?xml version='1.0'?><Workbook/>": "XML",
    b"%PDF-1.7\n": "PDF",
    OLE + "EncryptedPackage".encode("utf-16-le"): "password",
    OLE + "Workbook".encode("utf-16-le"): "can't be read",
    OLE + "WordDocument".encode("utf-16-le"): "no workbook",
    b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR": "no workbook",
    b"PK\x05\x06" + bytes(18): "nothing in it",
    b"PK\x03\x04 and then nothing": "damaged",
}


@pytest.mark.parametrize(("content", "says"), FILES.items(), ids=[*FILES.values()])
def test_what_is_no_workbook_is_named_for_what_it_is(
    casebook: Casebook, sheet: Path, content: bytes, says: str
) -> None:
    sheet.write_bytes(content)
    with pytest.raises(Refused, match=says) as refused:
        plan(casebook, sheet)
    assert str(sheet) in str(refused.value) and "\n" not in str(refused.value)


def test_a_missing_file_and_a_folder_are_refused(casebook: Casebook, sheet: Path) -> None:
    for path, says in ((sheet, "no such file"), (sheet.parent, "folder")):
        with pytest.raises(Refused, match=says):
            plan(casebook, path)


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read_is_refused(casebook: Casebook, sheet: Path) -> None:
    workbooks.write(sheet, ROWS).chmod(0)
    with pytest.raises(Refused, match="can't be read"):
        plan(casebook, sheet)


@pytest.mark.parametrize("share", [0.3, 0.6, 0.95])
def test_a_truncated_workbook_is_refused(casebook: Casebook, sheet: Path, share: float) -> None:
    export(casebook, sheet)
    whole = sheet.read_bytes()
    sheet.write_bytes(whole[: int(len(whole) * share)])
    with pytest.raises(Refused, match="damaged, or was cut short"):
        plan(casebook, sheet)


def test_a_flipped_byte_in_a_sheet_is_found(casebook: Casebook, sheet: Path) -> None:
    workbooks.write(sheet, ROWS)
    with zipfile.ZipFile(sheet) as package:
        info = package.getinfo("xl/worksheets/sheet1.xml")
    content = bytearray(sheet.read_bytes())
    content[info.header_offset + 30 + len(info.filename) + info.compress_size // 2] ^= 0xFF
    sheet.write_bytes(content)
    with pytest.raises(Refused, match="damaged"):
        plan(casebook, sheet)


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("mimetype", "OpenDocument"),
        ("xl/workbook.bin", "can't be read"),
        ("word/document.xml", "no workbook"),
        ("../../evil.xml", "outside"),
        ("/etc/evil.xml", "outside"),
        ("C:\\evil.xml", "outside"),
        ("XL/WORKBOOK.XML", "two parts"),
    ],
)
def test_a_package_with_a_part_that_should_not_be_is_refused(
    casebook: Casebook, sheet: Path, name: str, says: str
) -> None:
    workbooks.write(sheet, ROWS)
    with zipfile.ZipFile(sheet, "a") as package:
        package.writestr(name, "x")
    with pytest.raises(Refused, match=says):
        plan(casebook, sheet)


def test_a_bomb_is_not_unpacked(casebook: Casebook, sheet: Path) -> None:
    def act(parts: dict[str, bytes]) -> None:
        parts["xl/sharedStrings.xml"] = b"<sst><si><t>" + b"a" * 50_000_000 + b"</t></si></sst>"

    with pytest.raises(Refused, match="far more"):
        plan(casebook, repacked(workbooks.write(sheet, ROWS), act))


def test_a_part_that_lies_about_its_size_is_refused(casebook: Casebook, sheet: Path) -> None:
    workbooks.write(sheet, ROWS)
    with zipfile.ZipFile(sheet) as package:
        info = package.getinfo("xl/worksheets/sheet1.xml")
    content = sheet.read_bytes()
    size = struct.pack("<L", info.file_size)
    sheet.write_bytes(content.replace(size, struct.pack("<L", 10)))
    with pytest.raises(Refused, match=r"far more|damaged"):
        plan(casebook, sheet)


def test_a_document_type_definition_is_refused(casebook: Casebook, sheet: Path) -> None:
    def act(parts: dict[str, bytes]) -> None:
        entity = b'<!DOCTYPE x [<!ENTITY a "aaaa">]>'
        parts[sheet_part(parts)] = entity + parts[sheet_part(parts)]

    with pytest.raises(Refused, match="definitions"):
        plan(casebook, repacked(workbooks.write(sheet, ROWS), act))


@pytest.mark.parametrize(
    "part", ["xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/_rels/workbook.xml.rels"]
)
def test_a_part_that_is_missing_or_broken_is_never_a_sheet_of_no_rows(
    casebook: Casebook, sheet: Path, part: str
) -> None:
    def drop(parts: dict[str, bytes]) -> None:
        del parts[part]

    def break_off(parts: dict[str, bytes]) -> None:
        parts[part] = parts[part][: len(parts[part]) // 2]

    for act in (drop, break_off):
        with pytest.raises(Refused):
            plan(casebook, repacked(workbooks.write(sheet, ROWS), act))


def test_the_strict_form_is_read_or_refused_never_empty(casebook: Casebook, sheet: Path) -> None:
    spaces = (
        (b"http://schemas.openxmlformats.org/spreadsheetml/2006/main",
         b"http://purl.oclc.org/ooxml/spreadsheetml/main"),
        (b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
         b"http://purl.oclc.org/ooxml/officeDocument/relationships"),
    )  # fmt: skip

    def act(parts: dict[str, bytes]) -> None:
        for name in parts:
            for loose, strict in spaces:
                parts[name] = parts[name].replace(loose, strict)

    try:
        assert plan(casebook, repacked(workbooks.write(sheet, ROWS), act)).created == 1
    except Refused as refused:
        assert "strict" in str(refused)


def test_one_cell_at_the_far_end_does_not_fill_the_memory(casebook: Casebook, sheet: Path) -> None:
    workbooks.write(sheet, {**ROWS, "Events": [("Title",)]})
    workbooks.change(sheet, lambda book: book["Events"].__setitem__("XFD1048576", "far"))
    made = plan(casebook, sheet)
    assert made.created == 1
    assert [each.sheet for each in made.problems] == ["Events"]


def test_a_lying_dimension_is_not_believed(casebook: Casebook, sheet: Path) -> None:
    def act(parts: dict[str, bytes]) -> None:
        name = sheet_part(parts)
        assert b'ref="A1:B2"' in parts[name]
        parts[name] = parts[name].replace(b'ref="A1:B2"', b'ref="A1:XFD1048576"')

    assert plan(casebook, repacked(workbooks.write(sheet, ROWS), act)).created == 1
