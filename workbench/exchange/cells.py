"""One cell, out and in: what a value becomes on a sheet, and the plain text that a cell reads as.

Both ways meet in that plain text, "as it reads": it is what digests are made of and what an
import compares, so that a cell nobody touched comes home as unchanged.
"""

from __future__ import annotations

import datetime
import re
from decimal import Decimal
from typing import Any

from workbench import values
from workbench.kinds import Field

LONGEST = 32_767
"""UTF-16 units that a cell of a workbook can hold."""

# The first day from which Excel's and everybody else's reckoning agree.
FIRST_DAY = datetime.date(1900, 3, 1)

_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f]")
_DROPPED = re.compile("[\x00-\x09\x0b-\x1f]")
_UNWRITABLE = re.compile("[\ud800-\udfff\ufffe\uffff]")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}").fullmatch
_LIVE = frozenset("=+-@'\t\r\n")


def readable(text: str) -> str:
    """The text as a sheet can hold it: lines end in one way, and no noncharacters are in it."""
    if text.isprintable():
        return text
    return _UNWRITABLE.sub("\ufffd", _lines(text))


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def escaped(text: str) -> str:
    """The text as a workbook's XML spells it: control characters as `_x000B_`."""
    if "_x" in text:
        text = _ESCAPED.sub("_x005F_", text)
    if text.isprintable():
        return text
    return _CONTROL.sub(lambda found: f"_x{ord(found[0]):04X}_", text)


def without_controls(text: str) -> str:
    """The text without tabs and control characters: LibreOffice drops them in an .ods."""
    return text if text.isprintable() else _DROPPED.sub("", text)


def units(text: str) -> int:
    """UTF-16 units: what the length of a cell is counted in."""
    if text.isascii():
        return len(text)
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def split(text: str, size: int) -> list[str]:
    """The text in pieces of at most `size` UTF-16 units, no character cut in two."""
    pieces, start, count = [], 0, 0
    for place, character in enumerate(text):
        width = 2 if character > "\uffff" else 1
        if count + width > size:
            pieces.append(text[start:place])
            start, count = place, 0
        count += width
    return [*pieces, text[start:]]


def looks_live(text: str) -> bool:
    """Whether a spreadsheet would take the text for something else when it is typed again."""
    return text[:1] in _LIVE or text[:1] < " "


def day(text: str) -> datetime.date | None:
    """The day, where a date is exact to the day and a workbook can hold it."""
    if len(text) != 10 or not _DAY(text):
        return None
    try:
        found = datetime.date.fromisoformat(text)
    except ValueError:
        return None
    return found if found >= FIRST_DAY else None


def number(text: str) -> float | int | None:
    """The number, where a workbook's numbers hold it exactly."""
    try:
        exact = Decimal(text)
        near = float(text)
    except (ArithmeticError, ValueError):
        return None
    if len(exact.as_tuple().digits) > 15 or Decimal(repr(near)) != exact:
        return None
    return int(near) if near.is_integer() else near


def said(field: Field, value: Any) -> str:
    """How a field's value reads on a sheet; a link's label is not known here."""
    return readable(values.say(field, value))


def read(cell: Any, field_type: str) -> str:
    """The plain text that a cell reads as, whatever the workbook keeps it as."""
    if isinstance(cell, str):
        return cell if cell.isprintable() else _lines(cell)
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, (int, float)):
        return _number(cell)
    if isinstance(cell, datetime.datetime):
        return _moment(cell, field_type)
    if isinstance(cell, datetime.date):
        return cell.isoformat()
    if isinstance(cell, datetime.time):
        return cell.strftime("%H:%M:%S").removesuffix(":00")
    if isinstance(cell, datetime.timedelta):
        return _length(cell)
    return "" if cell is None else str(cell)


def _number(cell: int | float) -> str:
    if isinstance(cell, int) or cell.is_integer():
        return str(int(cell))
    return f"{Decimal(repr(cell)):f}"


def _moment(cell: datetime.datetime, field_type: str) -> str:
    if field_type == "clock" and cell.date() <= datetime.date(1904, 1, 1):
        return cell.strftime("%H:%M")
    if cell.time() == datetime.time():
        return cell.date().isoformat()
    return cell.replace(microsecond=0).isoformat()


def _length(cell: datetime.timedelta) -> str:
    minutes = int(cell.total_seconds()) // 60
    return f"{minutes // 60:02}:{minutes % 60:02}"


def letters(place: int) -> str:
    """A column's letters, as spreadsheets have them; `place` counts from 0."""
    found, number = "", place + 1
    while number:
        number, rest = divmod(number - 1, 26)
        found = chr(65 + rest) + found
    return found
