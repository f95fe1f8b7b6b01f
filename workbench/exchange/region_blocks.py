"""A sheet cut into blocks of cells that stand together, along its blank rows and columns."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from workbench.exchange.sheets import Sheet

# Stands in the grid for a cell that reads as blank and is none.
FAULTY = "\ufffc"
# More tables than this on one sheet are none: it is a form, or sprinkled with cells.
MOST_BLOCKS = 400

_NUMBER = re.compile(r"[-+(]?\s?[$€£¥₽]?\s?\d[\d.,'\u00a0\u202f ]*\s?[%€$)]?").fullmatch
_DATE = re.compile(
    r"\d{1,4}[-/.]\d{1,2}(?:[-/.]\d{1,4})?(?:[ T]\d{1,2}:\d{2}(?::\d{2})?)?"
).fullmatch

Grid = list[list[Any]]


@dataclass
class Block:
    """Rows counted from 0 here, places from 0; the ends are included."""

    top: int
    bottom: int
    left: int
    right: int

    @property
    def width(self) -> int:
        return self.right - self.left + 1

    @property
    def height(self) -> int:
        return self.bottom - self.top + 1


def sort_of(cell: Any) -> str:
    """ "" blank, "n" a number, "d" a date or time, "t" a text; also where it is spelt as text."""
    if cell.__class__ is str:
        text = cell.strip()
        if not text:
            return ""
        if not text[-1:].isdigit() and text[-1:] not in "%€$)":
            return "t"
        if _DATE(text) and not _NUMBER(text):
            return "d"
        return "n" if _NUMBER(text) else "t"
    if cell is None:
        return ""
    if isinstance(cell, (datetime.date, datetime.time, datetime.timedelta)):
        return "d"
    return "n"


def grid(sheet: Sheet) -> Grid:
    """The cells as a person sees them: a value that is merged across stands once in its row."""
    rows = sheet.rows
    copied: set[int] = set()

    def own(number: int) -> list[Any]:
        nonlocal rows
        if rows is sheet.rows:
            rows = list(rows)
        if number not in copied:
            copied.add(number)
            rows[number] = list(rows[number])
        return rows[number]

    for top, left, bottom, right in sheet.merged:
        if right > left:
            for number in range(top - 1, min(bottom, len(rows))):
                row = own(number)
                row[left + 1 : right + 1] = [""] * len(row[left + 1 : right + 1])
    for number, column in sheet.faults:
        if number <= len(rows) and column <= len(rows[0]) and rows[number - 1][column - 1] == "":
            own(number - 1)[column - 1] = FAULTY
    return rows


def filled(row: Sequence[Any], left: int, right: int) -> list[int]:
    """The places between two that hold something that can be seen."""
    return [
        place
        for place in range(left, right + 1)
        if (cell := row[place]) != "" and not (cell.__class__ is str and cell.isspace())
    ]


def blocks(rows: Grid) -> list[Block]:
    """The blocks of a sheet, from the top down, from left to right."""
    if not rows or not rows[0]:
        return []
    found: list[Block] = []
    for each in _cut(rows, Block(0, len(rows) - 1, 0, len(rows[0]) - 1), 0):
        found.append(each)
        if len(found) >= MOST_BLOCKS:
            break
    return sorted(found, key=lambda block: (block.top, block.left))


def _cut(rows: Grid, block: Block, depth: int) -> Iterator[Block]:
    for part in _by_rows(rows, block):
        groups = _by_columns(rows, part)
        if len(groups) == 1 or depth > 8:
            yield part if depth > 8 else groups[0]
            continue
        for group in groups:
            yield from _cut(rows, group, depth + 1)


def _by_rows(rows: Grid, block: Block) -> Iterator[Block]:
    """The block in pieces that no blank row parts, each trimmed at its sides later."""
    whole = block.left == 0 and block.right == len(rows[0]) - 1
    first = None
    for number in range(block.top, block.bottom + 1):
        row = rows[number] if whole else rows[number][block.left : block.right + 1]
        some = len(row) - row.count("")
        if some and some <= 2:
            some = any(cell != "" and not str(cell).isspace() for cell in row)
        if some and first is None:
            first = number
        elif not some and first is not None:
            yield Block(first, number - 1, block.left, block.right)
            first = None
    if first is not None:
        yield Block(first, block.bottom, block.left, block.right)


def is_blank(rows: Grid, top: int, bottom: int, place: int) -> bool:
    """Whether nothing stands in a column between two rows."""
    return not any(rows[number][place] != "" for number in range(top, bottom + 1))


def _by_columns(rows: Grid, block: Block) -> list[Block]:
    """The block in pieces that stand side by side and are tables of their own."""
    spans: list[tuple[int, int]] = []
    for place in range(block.left, block.right + 1):
        if is_blank(rows, block.top, block.bottom, place):
            continue
        if spans and spans[-1][1] == place - 1:
            spans[-1] = (spans[-1][0], place)
        else:
            spans.append((place, place))
    if not spans:
        return [block]
    groups = [_trimmed(rows, block, left, right) for left, right in spans]
    joined = groups[:1]
    for group in groups[1:]:
        if _apart(rows, joined[-1], group):
            joined.append(group)
        else:
            last = joined[-1]
            joined[-1] = Block(
                min(last.top, group.top), max(last.bottom, group.bottom), last.left, group.right
            )
    return joined


def _trimmed(rows: Grid, block: Block, left: int, right: int) -> Block:
    top, bottom = block.top, block.bottom
    while top < bottom and not filled(rows[top], left, right):
        top += 1
    while bottom > top and not filled(rows[bottom], left, right):
        bottom -= 1
    return Block(top, bottom, left, right)


def _apart(rows: Grid, one: Block, other: Block) -> bool:
    """Whether two groups of columns with blank columns between are two tables."""
    # A note beside a table, and a title that stands over what is to its right.
    if one.height == 1 and one.width == 1 and one.top < other.top:
        return False
    if other.left - one.right > 2:
        return True
    start = max(one.top, other.top)
    if start > min(one.bottom, other.bottom):
        return True
    heads = [
        {str(rows[start][place]).strip().casefold() for place in filled(rows[start], *span)}
        for span in ((one.left, one.right), (other.left, other.right))
    ]
    if heads[0] & heads[1]:
        return True
    if one.width < 2 or other.width < 2:
        return False
    return one.bottom != other.bottom and all(_dense(rows, each, start) for each in (one, other))


def _dense(rows: Grid, block: Block, start: int) -> bool:
    """Whether its rows are filled all along, so that it ends where it ends for a reason."""
    if block.bottom - start > 500:
        start = block.bottom - 500
    some = [filled(rows[number], block.left, block.right) for number in
            range(start, block.bottom + 1)]  # fmt: skip
    return sum(map(len, some)) >= 0.8 * len(some) * block.width
