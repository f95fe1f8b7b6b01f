"""Workbooks of other people's, as tests of the window and the command line need them."""

from __future__ import annotations

import io
from pathlib import Path

import openpyxl

PASSWORD = "secret"

PEOPLE = """Name,Country,Remarks
Amir Haidari,Afghanistan,=1+1
Berit Holm,Norway,speaks Dari
Chen Wei,China,
"""


def people(folder: Path) -> Path:
    """A csv with three people."""
    path = folder / "people.csv"
    path.write_text(PEOPLE, encoding="utf-8")
    return path


def locked(folder: Path) -> Path:
    """The same as a workbook that opens with `PASSWORD`."""
    from msoffcrypto.format.ooxml import OOXMLFile

    book = openpyxl.Workbook()
    for line in PEOPLE.splitlines():
        book.active.append([cell.lstrip("=") for cell in line.split(",")])
    plain = io.BytesIO()
    book.save(plain)
    path = folder / "locked.xlsx"
    with path.open("wb") as target:
        OOXMLFile(plain).encrypt(PASSWORD, target)
    return path
