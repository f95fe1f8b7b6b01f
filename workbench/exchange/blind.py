"""What the values of a workbook don't tell, found in the XML of its sheets.

Where a formula has no stored value, where a cell is an error, where a number has more digits
than it keeps, which rows are hidden, and how far a sheet spreads. A sheet's bytes
are looked through first; only one that holds any of these is parsed.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from workbench.exchange.guard import unpacked
from workbench.messages import Message, message

NOT_REACHED = message("The formula has no stored value; open the workbook in Excel and save it")
ERROR = message("The cell shows an error")
TOO_LONG = message("The number has more digits than a workbook keeps; format the cell as text")

# From here on a workbook's numbers have lost their last digits.
LONGEST = 1e15
# A sheet is read into a grid as large as its furthest cell is far.
LARGEST_GRID = 20_000_000
TAIL = 256

# Looked for in every byte of every sheet, so each begins with a word that is quickly skipped to.
_WORDS = (b"<f>", b"<f ", b"<f/", b":f>", b":f ", b":f/", b't="e"', b"t='e'")
_PATTERNS = tuple(
    re.compile(pattern)
    for pattern in (
        rb"""row\s[^>]*hidden=["'](?:1|true)["']""",
        rb"""v>-?(?:[0-9]{16,}[.<]|[0-9.]+[eE]\+?[0-9]{2,}<)""",
        rb"""r="(?:[A-Z]{3}[0-9]+|[A-Z]{2}[0-9]{6,}|[A-Z](?:[89][0-9]{5}|[0-9]{7,}))\"""",
        rb"""r='(?:[A-Z]{3}[0-9]+|[A-Z]{2}[0-9]{6,}|[A-Z](?:[89][0-9]{5}|[0-9]{7,}))'""",
    )
)
_CELL = re.compile("([A-Z]{1,3})([0-9]{1,7})").fullmatch

Place = tuple[int, int]
"""Row and column of a cell, both from 1."""


@dataclass
class Unseen:
    """What was found in a sheet's XML."""

    faults: dict[Place, Message] = field(default_factory=dict)
    hidden_rows: int = 0
    spread: bool = False


def look(path: Path) -> dict[str, Unseen]:
    """Sheet name -> what its values don't tell.

    Raises KeyError, ValueError or a ParseError where a part is missing or broken off.
    """
    found: dict[str, Unseen] = {}
    with zipfile.ZipFile(path) as package:
        names = {info.filename.lstrip("/").lower(): info for info in package.infolist()}
        for sheet, part in _sheets(package, names).items():
            # KeyError where the part is missing: calamine would read a sheet of no rows.
            found[sheet] = _look_at(package, names[part.lower()])
    return found


def is_strict(path: Path) -> bool:
    """Whether the workbook is in the strict form of its format, which few programs read."""
    with zipfile.ZipFile(path) as package:
        for info in package.infolist():
            if info.filename.lower().endswith("workbook.xml"):
                return b"purl.oclc.org/ooxml" in package.read(info)[:4096]
    return False


def _parsed(package: zipfile.ZipFile, info: zipfile.ZipInfo) -> Any:
    from defusedxml.ElementTree import fromstring

    return fromstring(package.read(info), forbid_dtd=True)


def _tag(element: Any) -> str:
    return str(element.tag).rpartition("}")[2]


def _attribute(element: Any, name: str) -> str:
    """An attribute by its name alone, whatever its namespace."""
    for key, value in element.attrib.items():
        if key.rpartition("}")[2] == name and (name != "id" or "}" in key):
            return str(value)
    return ""


def _sheets(package: zipfile.ZipFile, names: dict[str, zipfile.ZipInfo]) -> dict[str, str]:
    """Sheet name -> its part in the package."""
    book = next((name for name in names if name.endswith("workbook.xml")), "")
    folder = posixpath.dirname(book)
    rels = names.get(posixpath.join(folder, "_rels", posixpath.basename(book) + ".rels"))
    if not book or rels is None:
        return {}
    targets = {str(each.get("Id")): str(each.get("Target", "")) for each in _parsed(package, rels)}
    found: dict[str, str] = {}
    for element in _parsed(package, names[book]).iter():
        if _tag(element) == "sheet":
            target = targets.get(_attribute(element, "id"), "")
            part = target.lstrip("/") if target.startswith("/") else posixpath.join(folder, target)
            found[str(element.get("name", ""))] = posixpath.normpath(part)
    return found


def _look_at(package: zipfile.ZipFile, info: zipfile.ZipInfo) -> Unseen:
    last = b""
    plain = True
    for chunk in unpacked(package, info):
        if not last and chunk[:2] in (b"\xff\xfe", b"\xfe\xff"):
            return _parse(package, info)
        joined = last + chunk
        if _worth_parsing(joined):
            plain = False
            break
        last = chunk[-TAIL:]
    if plain and not last.rstrip().endswith(b"sheet>"):
        raise ValueError("the sheet is broken off")
    return Unseen() if plain else _parse(package, info)


def _worth_parsing(content: bytes) -> bool:
    return any(word in content for word in _WORDS) or any(
        pattern.search(content) for pattern in _PATTERNS
    )


def _parse(package: zipfile.ZipFile, info: zipfile.ZipInfo) -> Unseen:
    from defusedxml.ElementTree import iterparse

    unseen = Unseen()
    row = column = furthest_row = furthest_column = 0
    with package.open(info) as content:
        for event, element in iterparse(content, ("start", "end"), forbid_dtd=True):
            tag = _tag(element)
            if event == "start":
                if tag == "row":
                    row, column = _number(element.get("r"), row + 1), 0
                    unseen.hidden_rows += element.get("hidden") in ("1", "true")
                continue
            if tag == "c":
                row, column = _place(element.get("r"), row, column + 1)
                if len(element):
                    furthest_row = max(furthest_row, row)
                    furthest_column = max(furthest_column, column)
                fault = _fault(element)
                if fault is not None:
                    unseen.faults[row, column] = fault
                element.clear()
            elif tag in ("row", "col", "mergeCell", "dataValidation", "hyperlink"):
                element.clear()
    unseen.spread = furthest_row * furthest_column > LARGEST_GRID
    return unseen


def _number(text: str | None, otherwise: int) -> int:
    return int(text) if text and text.isascii() and text.isdigit() else otherwise


def _place(reference: str | None, row: int, column: int) -> Place:
    match = _CELL(reference or "")
    if match is None:
        return row, column
    number = 0
    for letter in match[1]:
        number = number * 26 + ord(letter) - 64
    return int(match[2]), number


def _fault(cell: Any) -> Message | None:
    value, formula = None, False
    for child in cell:
        tag = _tag(child)
        if tag == "v":
            value = child.text or ""
        elif tag == "f":
            formula = True
    kind = cell.get("t", "n")
    if kind == "e":
        return ERROR
    # A formula whose value is an empty text has one; openpyxl writes an empty value for none.
    if formula and not value and kind != "str":
        return NOT_REACHED
    return TOO_LONG if kind == "n" and value and _is_long(value) else None


def _is_long(number: str) -> bool:
    try:
        return abs(float(number)) >= LONGEST
    except ValueError:
        return False
