"""What the values of a workbook don't tell, found in the XML of its sheets (.xlsx, .xlsm).

Where a formula has no stored value, where a cell is an error, where a number has more digits
than it keeps, which rows and columns are hidden, and how far a sheet spreads. Its bytes are
looked through piece by piece (`sheet_quick`); only what is written in no usual way is parsed
(`sheet_xml`).
"""

from __future__ import annotations

import posixpath
import re
import zipfile
from dataclasses import dataclass, field
from typing import Any

from workbench.exchange import room
from workbench.exchange.guard import Source, unpacked
from workbench.exchange.report import Progress, no_progress
from workbench.messages import Message, message

NOT_REACHED = message("The formula has no stored value; open the workbook in Excel and save it")
ERROR = message("The cell shows an error")
TOO_LONG = message("The number has more digits than a workbook keeps; format the cell as text")
FAR_OFF = message("The cell stands far away from all others; it was passed over")

# From here on a workbook's numbers have lost their last digits.
LONGEST = 1e15
# A sheet is read into a grid as large as its furthest cell is far.
LARGEST_GRID = 5_000_000
TAIL = 32

# Looked for in every byte of every sheet, so each begins with a word that is quickly skipped to.
_WORDS = (b"</f>", b"<f ", b't="e"')
_HIDDEN = re.compile(rb"""<(?:\w+:)?(?:row|col)\s[^>]*hidden\s*=\s*["'](?:1|true)["']""")
_LONG = re.compile(rb"""v>-?(?:[0-9]{16}|[0-9.]+[eE]\+?[0-9]{2})""")
# From a third letter, from row 7,000 with two letters, from row 190,000 with one.
_OUT = (
    rb"""(?:[A-Za-z]{3}[0-9]|[A-Za-z]{2}(?:[7-9][0-9]{3}|[0-9]{5})|"""
    rb"""[A-Za-z]?(?:19|[2-9][0-9])[0-9]{4}|[A-Za-z]?[0-9]{7})"""
)
_FAR = re.compile(rb"""r="(?:[A-Za-z]{2}|[A-Za-z]?[0-9]{6})""")
_FURTHER = re.compile(rb'r="' + _OUT)
# A small sheet is looked at for every way to spell it: the smaller the file, the worse the bomb.
_ANYHOW = re.compile(rb"""\br\s*=\s*["']""" + _OUT)
_SMALL = 4 * 2**20
# Parsing takes ten times as long as patterns; what needs it is never so large.
_LARGEST_PARSED = 48 * 2**20
_CELL = re.compile("([A-Za-z]{1,3})([0-9]{1,7})").fullmatch

Place = tuple[int, int]
"""Row and column of a cell, both from 1."""


class Defining(ValueError):
    """A sheet with a document type definition, which no spreadsheet writes."""


class TooMuch(ValueError):
    """A workbook that would not fit in memory."""


@dataclass
class Unseen:
    """What was found in a sheet's XML. Rows are counted from 1, places from 0.

    `spread`: its cells lie so far apart that no grid can hold them. Where that is the doing of
    a few, `far` tells where in the XML each of them begins and ends: without them it can be read.
    `merged` (first row and place, last row and place) only where calamine doesn't tell it.
    """

    faults: dict[Place, Message] = field(default_factory=dict)
    rows_hidden: set[int] = field(default_factory=set)
    columns_hidden: set[int] = field(default_factory=set)
    spread: bool = False
    far: list[tuple[int, int]] = field(default_factory=list)
    merged: tuple[tuple[int, int, int, int], ...] = ()


def look(source: Source, report: Progress = no_progress, larger: int = 1) -> dict[str, Unseen]:
    """Sheet name -> what its values don't tell.

    `TooMuch` where more cells are filled than can be held, or their texts are; `larger` is how
    many times as many as usual may be.
    Raises KeyError, ValueError or a ParseError where a part is missing or broken off.
    """
    with zipfile.ZipFile(source) as package:
        # KeyError where the part is missing: calamine would read a sheet of no rows.
        parts = sheet_parts(package)
        if room.too_much(package, parts.values(), larger):
            raise TooMuch
        return {
            sheet: _look_at(package, package.getinfo(part), report) for sheet, part in parts.items()
        }


def is_strict(source: Source) -> bool:
    """Whether the workbook is in the strict form of its format, which few programs read."""
    with zipfile.ZipFile(source) as package:
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


def targets(package: zipfile.ZipFile, rels: zipfile.ZipInfo) -> dict[str, str]:
    """What a part of the package links to, by the link's name."""
    return {str(each.get("Id")): str(each.get("Target", "")) for each in _parsed(package, rels)}


def sheet_parts(package: zipfile.ZipFile) -> dict[str, str]:
    """Sheet name -> the name of its part in the package. KeyError where a part is missing."""
    names = {info.filename.lstrip("/").lower(): info for info in package.infolist()}
    book = next((name for name in names if name.endswith("workbook.xml")), "")
    folder = posixpath.dirname(book)
    rels = names.get(posixpath.join(folder, "_rels", posixpath.basename(book) + ".rels"))
    if not book or rels is None:
        return {}
    linked = targets(package, rels)
    found: dict[str, str] = {}
    for element in _parsed(package, names[book]).iter():
        if _tag(element) == "sheet":
            target = linked.get(_attribute(element, "id"), "")
            part = target.lstrip("/") if target.startswith("/") else posixpath.join(folder, target)
            name = posixpath.normpath(part).replace("\\", "/").lower()
            found[str(element.get("name", ""))] = names[name].filename
    return found


def _look_at(package: zipfile.ZipFile, info: zipfile.ZipInfo, report: Progress) -> Unseen:
    """Piece by piece: only one that holds something is looked at closely."""
    from workbench.exchange import sheet_quick

    found = Unseen()
    far, tail = False, b""
    try:
        for piece in sheet_quick.pieces(unpacked(package, info)):
            report(0, 0)
            tail = (tail + piece[-TAIL:])[-TAIL:]
            if info.file_size < _SMALL and _ANYHOW.search(piece):
                raise sheet_quick.Unusual
            if _worth_looking(piece):
                sheet_quick.note(found, piece)
            far = far or (_FAR.search(piece) is not None and _FURTHER.search(piece) is not None)
        if far and sheet_quick.furthest(unpacked(package, info)) > LARGEST_GRID:
            raise sheet_quick.Unusual
    except sheet_quick.Unusual:
        return _parsed_whole(package, info, report)
    if not tail.rstrip().endswith(b"sheet>"):
        raise ValueError("the sheet is broken off")
    return found


def _worth_looking(content: bytes) -> bool:
    if any(word in content for word in _WORDS):
        return True
    return _LONG.search(content) is not None or (
        b"hidden" in content and _HIDDEN.search(content) is not None
    )


def _parsed_whole(package: zipfile.ZipFile, info: zipfile.ZipInfo, report: Progress) -> Unseen:
    from workbench.exchange.sheet_xml import Walk

    if info.file_size > _LARGEST_PARSED:
        raise TooMuch
    walk = Walk()
    for chunk in unpacked(package, info):
        report(0, 0)
        walk.feed(chunk)
    return walk.ended()


def place(reference: str | None, row: int, column: int) -> Place:
    """Where a cell stands by its own word, else where those before it leave it."""
    match = _CELL(reference or "")
    if match is None:
        return row, column
    number = 0
    for letter in match[1].upper():
        number = number * 26 + ord(letter) - 64
    return int(match[2]), number


def is_long(number: str) -> bool:
    """Whether a number has lost its last digits."""
    try:
        return abs(float(number)) >= LONGEST
    except ValueError:
        return False
