"""What the values of an old workbook (.xls) don't tell, found in its records.

Hidden rows and columns, error cells, numbers that have lost digits, and how far it spreads. A
formula's value is always stored there, so one that was never reckoned can't be told from 0.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from workbench.exchange import blind, room
from workbench.exchange.guard import Source

_BOF, _END = (0x0809, 0x0409, 0x0209, 0x0009), 0x000A
_SHEET, _ROW, _COLUMNS = 0x0085, 0x0208, 0x007D
_NUMBER, _MANY, _ERROR = 0x0203, 0x00BD, 0x0205
_SHOWN, _TEXTS, _GOES_ON = 0x00FD, 0x00FC, 0x003C
_FORMULAS = (0x0006, 0x0206, 0x0406)
# Number, short number, text by its place in the list, text, rich text, yes/no or error, formulas.
_CELLS = frozenset((_NUMBER, 0x027E, _SHOWN, 0x0204, 0x00D6, _ERROR, *_FORMULAS))


def look(source: Source) -> dict[str, blind.Unseen]:
    """Sheet name -> what its values don't tell. ValueError where the file is damaged."""
    stream = _stream(source)
    found: dict[str, blind.Unseen] = {}
    lengths = _lengths(stream)
    spread = texts = 0
    for name, start in _sheets(stream):
        found[name], furthest, shown = _look_at(stream, start, lengths)
        spread, texts = spread + furthest, texts + shown
        # A text that stands once in the file is held once for each cell that shows it.
        if texts > room.MOST_TEXT:
            raise blind.TooMuch
    # All its sheets are held at once while they are read.
    if spread > blind.LARGEST_GRID:
        for each in found.values():
            each.spread = True
    return found


def _stream(source: Source) -> bytes:
    import olefile

    content = source.read_bytes() if isinstance(source, Path) else source.getvalue()
    try:
        with olefile.OleFileIO(BytesIO(content)) as file:
            name = next(each for each in ("Workbook", "Book") if file.exists(each))
            return bytes(file.openstream(name).read())
    except Exception:  # it raises all sorts of things over a damaged file
        raise ValueError("the file is damaged") from None


def _records(stream: bytes, start: int) -> Iterator[tuple[int, int, int]]:
    """(what, where its content begins, how long that is) of each record from a place on."""
    unpack, end = struct.Struct("<HH").unpack_from, len(stream) - 4
    while start <= end:
        what, size = unpack(stream, start)
        yield what, start + 4, size
        start += 4 + size


def _sheets(stream: bytes) -> Iterator[tuple[str, int]]:
    new = len(stream) > 8 and stream[4:6] == b"\x00\x06"
    for what, at, size in _records(stream, 0):
        if what == _END:
            return
        if what == _SHEET and size > 7:
            (start,) = struct.unpack_from("<L", stream, at)
            yield _name(stream[at + 6 : at + size], new), start


def _lengths(stream: bytes) -> list[int]:
    """How long each text is that cells refer to, in letters; the list goes on over records."""
    parts: list[tuple[int, int]] = []
    for what, at, size in _records(stream, 0):
        if what == _TEXTS or (parts and what == _GOES_ON):
            parts.append((at, at + size))
        elif parts or what == _END:
            break
    if not parts or parts[0][1] - parts[0][0] < 8:
        return []
    found: list[int] = []
    number, at = 0, parts[0][0] + 8
    while True:
        while number < len(parts) and at + 3 > parts[number][1]:
            number += 1
            at = parts[number][0] if number < len(parts) else 0
        if number >= len(parts):
            return found
        letters, flags = struct.unpack_from("<HB", stream, at)
        at += 3
        runs, extra = 0, 0
        if flags & 8:
            (runs,) = struct.unpack_from("<H", stream, at)
            at += 2
        if flags & 4:
            (extra,) = struct.unpack_from("<L", stream, at)
            at += 4
        found.append(letters)
        if len(found) > room.MOST_CELLS:
            raise blind.TooMuch
        number, at = _past(stream, parts, number, at, letters, flags & 1, runs * 4 + extra)


def _past(
    stream: bytes, parts: list[tuple[int, int]], number: int, at: int, letters: int, wide: int,
    rest: int,
) -> tuple[int, int]:  # fmt: skip
    """Where the next text begins; letters go on in the next record behind a byte of their own."""
    while letters:
        taken = min(letters, max(0, parts[number][1] - at) >> wide)
        letters -= taken
        at += taken << wide
        if letters:
            number += 1
            if number >= len(parts):
                return number, 0
            at, wide = parts[number][0] + 1, stream[parts[number][0]] & 1
    while rest > parts[number][1] - at:
        rest -= max(0, parts[number][1] - at)
        number += 1
        if number >= len(parts):
            return number, 0
        at = parts[number][0]
    return number, at + rest


def _name(content: bytes, new: bool) -> str:
    if not new:
        return content[1 : 1 + content[0]].decode("cp1252", "replace")
    if content[1] & 1:
        return content[2 : 2 + 2 * content[0]].decode("utf-16-le", "replace")
    return content[2 : 2 + content[0]].decode("latin-1")


def _look_at(stream: bytes, start: int, lengths: list[int]) -> tuple[blind.Unseen, int, int]:
    found = blind.Unseen()
    shown = depth = rows = columns = 0
    pair = struct.Struct("<HH").unpack_from
    for what, at, size in _records(stream, start):
        if what in _CELLS:
            if depth != 1 or size < 6:
                continue
            row, column = pair(stream, at)
            rows, columns = max(rows, row + 1), max(columns, column + 1)
            if what == _SHOWN and size >= 10:
                text = int.from_bytes(stream[at + 6 : at + 10], "little")
                shown += lengths[text] if text < len(lengths) else 0
            else:
                _note_fault(found, stream, what, at, size)
        elif what == _MANY and size > 5 and depth == 1:
            row, _ = pair(stream, at)
            (last,) = struct.unpack_from("<H", stream, at + size - 2)
            rows, columns = max(rows, row + 1), max(columns, last + 1)
        elif what == _ROW and size >= 14:
            if stream[at + 12] & 0x20:
                found.rows_hidden.add(pair(stream, at)[0] + 1)
        elif what == _COLUMNS and size >= 10:
            first, last = pair(stream, at)
            if stream[at + 8] & 1:
                found.columns_hidden.update(range(first, min(last, 255) + 1))
        elif what in _BOF:
            depth += 1
        elif what == _END:
            depth -= 1
            if depth <= 0:
                break
    return found, rows * columns, shown


def _note_fault(found: blind.Unseen, stream: bytes, what: int, at: int, size: int) -> None:
    row, column = struct.unpack_from("<HH", stream, at)
    if what == _NUMBER and size >= 14:
        (value,) = struct.unpack_from("<d", stream, at + 6)
        if abs(value) >= blind.LONGEST:
            found.faults[row + 1, column + 1] = blind.TOO_LONG
    elif what == _ERROR and size >= 8:
        if stream[at + 7]:
            found.faults[row + 1, column + 1] = blind.ERROR
    elif (
        what in _FORMULAS
        and size >= 14
        and stream[at + 12 : at + 14] == b"\xff\xff"
        and stream[at + 6] == 2
    ):
        found.faults[row + 1, column + 1] = blind.ERROR
