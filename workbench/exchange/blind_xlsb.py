"""What the values of a binary workbook (.xlsb) don't tell, found in its records.

Hidden rows and columns, merged and error cells, numbers that have lost digits, and how far it
spreads. A formula's value is always stored there, so one that was never reckoned can't be told.
"""

from __future__ import annotations

import posixpath
import struct
import zipfile
from collections.abc import Iterator

from workbench.exchange import blind, room
from workbench.exchange.guard import Source, unpacked

_ROW, _BLANK, _ERROR, _REAL, _LAST_CELL = 0, 1, 3, 5, 11
_FORMULA_NUMBER, _FORMULA_ERROR = 9, 11
_SHARED, _TEXT = 7, 19
_COLUMNS, _SHEET, _MERGED = 60, 156, 176


def look(source: Source) -> dict[str, blind.Unseen]:
    """Sheet name -> what its values don't tell. KeyError or ValueError where it is damaged."""
    found: dict[str, blind.Unseen] = {}
    with zipfile.ZipFile(source) as package:
        lengths = _lengths(package)
        cells = texts = 0
        for name, part in _sheets(package).items():
            if "worksheets/" in part:
                content = b"".join(unpacked(package, package.getinfo(part)))
                found[name], count, size = _look_at(content, lengths)
                cells, texts = cells + count, texts + size
                if cells > room.MOST_CELLS or texts > room.MOST_TEXT:
                    raise blind.TooMuch
    return found


def _lengths(package: zipfile.ZipFile) -> list[int]:
    """How long each text is that cells refer to."""
    for info in package.infolist():
        if info.filename.lower().endswith("sharedstrings.bin"):
            content = b"".join(unpacked(package, info))
            return [size for what, _, size in _records(content) if what == _TEXT]
    return []


def _records(content: bytes) -> Iterator[tuple[int, int, int]]:
    """(what, where its content begins, how long that is) of each record."""
    at, end = 0, len(content)
    while at < end:
        what = content[at]
        at += 1
        if what & 0x80 and at < end:
            what = what & 0x7F | content[at] << 7
            at += 1
        size = shift = 0
        while at < end and shift < 28:
            byte = content[at]
            at += 1
            size |= (byte & 0x7F) << shift
            shift += 7
            if not byte & 0x80:
                break
        yield what, at, min(size, end - at)
        at += size


def _sheets(package: zipfile.ZipFile) -> dict[str, str]:
    names = {info.filename.lstrip("/").lower(): info.filename for info in package.infolist()}
    book = next((name for name in names if name.endswith("workbook.bin")), "")
    folder = posixpath.dirname(book)
    rels = names[posixpath.join(folder, "_rels", posixpath.basename(book) + ".rels")]
    targets = blind.targets(package, package.getinfo(rels))
    content = b"".join(unpacked(package, package.getinfo(names[book])))
    found: dict[str, str] = {}
    for what, at, size in _records(content):
        if what == _SHEET:
            link, rest = _text(content[at + 8 : at + size])
            name, _ = _text(rest)
            target = targets.get(link, "")
            part = target.lstrip("/") if target.startswith("/") else posixpath.join(folder, target)
            found[name] = names[posixpath.normpath(part).lower()]
    return found


def _text(content: bytes) -> tuple[str, bytes]:
    if len(content) < 4:
        raise ValueError("a sheet without a name")
    end = 4 + 2 * int.from_bytes(content[:4], "little")
    return content[4:end].decode("utf-16-le", "replace"), content[end:]


def _look_at(content: bytes, lengths: list[int]) -> tuple[blind.Unseen, int, int]:
    found = blind.Unseen()
    cells = texts = 0
    merged: list[tuple[int, int, int, int]] = []
    row = rows = columns = 0
    four = struct.Struct("<LLLL").unpack_from
    for what, at, size in _records(content):
        if _BLANK < what <= _LAST_CELL:
            column = int.from_bytes(content[at : at + 4], "little") + 1
            rows, columns = max(rows, row), max(columns, column)
            cells += 1
            if what == _SHARED:
                place = int.from_bytes(content[at + 8 : at + 12], "little")
                texts += lengths[place] if place < len(lengths) else 0
            elif what in (_ERROR, _FORMULA_ERROR):
                found.faults[row, column] = blind.ERROR
            elif what in (_REAL, _FORMULA_NUMBER) and size >= 16:
                (value,) = struct.unpack_from("<d", content, at + 8)
                if abs(value) >= blind.LONGEST:
                    found.faults[row, column] = blind.TOO_LONG
        elif what == _ROW and size >= 12:
            row = int.from_bytes(content[at : at + 4], "little") + 1
            if content[at + 11] & 0x10:
                found.rows_hidden.add(row)
        elif what == _COLUMNS and size >= 18:
            first, last, _, _ = four(content, at)
            if content[at + 16] & 1:
                found.columns_hidden.update(range(first, min(last, 16_383) + 1))
        elif what == _MERGED and size >= 16:
            top, bottom, left, right = four(content, at)
            merged.append((top + 1, left, bottom + 1, right))
    found.merged = tuple(merged)
    found.spread = rows * columns > blind.LARGEST_GRID
    return found, cells, texts
