"""Whether what is in a workbook would fit in memory, reckoned before anything is read.

A few bytes can stand for much: a text that stands once in the file is held once for each cell
that shows it.
"""

from __future__ import annotations

import re
import zipfile
from array import array
from collections.abc import Iterable
from typing import TYPE_CHECKING

from workbench.exchange.guard import unpacked

if TYPE_CHECKING:
    from workbench.casebook import Casebook

# Filled cells, and bytes of text in all of them: with these a workbook takes less than 500 MB.
MOST_CELLS = 2_500_000
MOST_TEXT = 80 * 2**20
# A cell with a text takes no fewer bytes of XML, nor a text in the list of them.
_SHORTEST_CELL, _SHORTEST_TEXT = 16, 8

_FILLED = re.compile(rb"<(?:\w+:)?(?:v|is)[\s>]")
_SHARED = re.compile(rb"""t=["']s["'][^>]*>\s*<(?:\w+:)?v[^>]*>\s*([0-9]{1,9})""")
_SIGN = re.compile(rb"""t\s*=\s*["']s["']""")
_ITEM = re.compile(rb"<(?:\w+:)?si[\s>/]")
_TAIL = 200


def for_casebook(casebook: Casebook) -> int:
    """How many times as much as usual a workbook may hold that is imported into this casebook.

    What it exported itself must come home, with as much again that was added to it.
    """
    from workbench import lists
    from workbench.exchange.layout import layouts

    cells = sum(
        lists.count(casebook, lists.Query(layout.kind.name)) * len(layout.columns)
        for layout in layouts()
    )
    # A text stands in more than one place: in its own cell, and in those that name its record.
    texts = 2 * casebook.path.stat().st_size
    return 1 + int(2 * max(cells / MOST_CELLS, texts / MOST_TEXT))


def too_much(package: zipfile.ZipFile, sheets: Iterable[str], larger: int = 1) -> bool:
    """Whether the sheets of an .xlsx workbook hold more cells, or texts, than can be held.

    `larger` is how many times as much as usual they may hold.
    """
    most, room = MOST_CELLS * larger, MOST_TEXT * larger
    parts = [package.getinfo(part) for part in sheets]
    total = sum(part.file_size for part in parts)
    if total // _SHORTEST_CELL > most and sum(_count(package, p, _FILLED) for p in parts) > most:
        return True
    texts = next(
        (i for i in package.infolist() if i.filename.lower().endswith("sharedstrings.xml")), None
    )
    if texts is None or total // _SHORTEST_CELL * texts.file_size < room:
        return False
    lengths = _lengths(package, texts)
    longest = max(lengths, default=0)
    shown = sum(_count(package, part, _SIGN) for part in parts)
    if shown * longest < room:
        return False
    return sum(_shown(package, part, lengths, longest) for part in parts) > room


def _count(package: zipfile.ZipFile, part: zipfile.ZipInfo, sign: re.Pattern[bytes]) -> int:
    return sum(len(sign.findall(chunk)) for chunk in unpacked(package, part))


def _lengths(package: zipfile.ZipFile, texts: zipfile.ZipInfo) -> array[int]:
    """How long each text of the list is, with the marks around it."""
    found: array[int] = array("L")
    begun, at = -1, 0
    for chunk in unpacked(package, texts):
        for item in _ITEM.finditer(chunk):
            if begun >= 0:
                found.append(at + item.start() - begun)
            begun = at + item.start()
        at += len(chunk)
    if begun >= 0:
        found.append(at - begun)
    return found


def _shown(
    package: zipfile.ZipFile, part: zipfile.ZipInfo, lengths: array[int], longest: int
) -> int:
    total = signs = found = 0
    last = b""
    for chunk in unpacked(package, part):
        joined = last + chunk
        end = joined.rfind(b"<c")
        if end <= 0 or len(joined) - end > _TAIL * 10:
            end = len(joined)
        whole, last = joined[:end], joined[end:]
        signs += len(_SIGN.findall(whole))
        for number in _SHARED.findall(whole):
            found += 1
            place = int(number)
            total += lengths[place] if place < len(lengths) else longest
    # What is spelt in a way that no spreadsheet does is taken for the worst.
    return total + max(0, signs - found - 2) * longest
