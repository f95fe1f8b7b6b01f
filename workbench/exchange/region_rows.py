"""Rows of a table that are no data: totals, headings inside it, its header again, footnotes."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from workbench.exchange.region_blocks import Block, Grid, filled, sort_of
from workbench.exchange.sheets import Sheet

# "Total" and its like, in the tongues that sheets come in. A company of that name has words
# beside it where a total has numbers.
_TOTAL = re.compile(
    r"\W*(?:(?:grand|sub|sum|over-?all|net|running)[\s-]*totals?|totals?|totaux|total\s+g[ée]n[ée]ral"
    r"|sous-total|somme|ensemble|gesamt\w*|summen?|insgesamt|zwischensumme|endsumme"
    r"|subtotal(?:es)?|suma|totale|somma|totaal|сумма|итого|всего|итог|общ(?:ий|ая)\s+итог"
    r"|المجموع|مجموع|الإجمالي|الاجمالي|إجمالي|اجمالي|جمع(?:\s+کل)?|مجموعه|مجموع\s+کل|toplam|sum)"
    r"(?:\W.*)?",
    re.IGNORECASE | re.DOTALL,
).fullmatch
# What such a word can begin with; most cells are passed over by it.
_BEGINS = frozenset("gsonrtezi" + "GSONRTEZI" + "сивоСИВО" + "امجإ")
_NOTE = re.compile(
    r"\s*(?:[*†‡§¹²³⁴]|\(\d\)|\[\d\]|(?:sources?|notes?|n\.?b\.?|footnotes?|remarks?|quellen?|anmerkung"
    r"|hinweis|fuente|nota|remarque|légende|legend|as of|stand|источник|примечание|المصدر|ملاحظة"
    r"|منبع|یادداشت)\b)",
    re.IGNORECASE,
).match
_PERIOD = re.compile(
    r"\s*(?:(?:fy|year|jahr|année|año|год|سنة|سال)?\s*(?:19|20)\d\d(?:\s*[-/–]\s*(?:\d\d|(?:19|20)\d\d))?"
    r"|q[1-4]\W*(?:(?:19|20)\d\d)?|[^\W\d]{3,12}\.?,?\s+(?:19|20)\d\d)\s*(?:год|г\.)?\s*:?",
    re.IGNORECASE,
).fullmatch
_MONTH_WORDS = """
january february march april may june july august september october november december
januar februar märz mai juni juli oktober dezember janvier février mars avril juin juillet
août septembre octobre novembre décembre enero febrero marzo abril mayo junio julio agosto
septiembre octubre noviembre diciembre январь февраль март апрель май июнь июль август
сентябрь октябрь ноябрь декабрь يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر
أكتوبر نوفمبر ديسمبر حمل ثور جوزا سرطان اسد سنبله میزان عقرب قوس جدی دلو حوت jan feb mar
apr jun jul aug sep sept oct nov dec
"""
_MONTHS = frozenset(_MONTH_WORDS.split())
_LONG_NOTE = 60


@dataclass
class Odd:
    """Rows, from 1, of a table that are no data of its own."""

    totals: frozenset[int]
    headings: Mapping[int, str]
    repeated: frozenset[int]


def find_odd(sheet: Sheet, rows: Grid, block: Block, header: tuple[int, int] | None) -> Odd:
    """The odd rows of a block whose header spans these rows, counted from 0."""
    first = block.top if header is None else header[1] + 1
    head = None if header is None else rows[header[1]][block.left : block.right + 1]
    single: list[int] = []
    totals: set[int] = set()
    repeated: set[int] = set()
    width = block.width
    whole = block.left == 0 and bool(rows) and block.right == len(rows[0]) - 1
    for number in range(first, block.bottom + 1):
        row = rows[number] if whole else rows[number][block.left : block.right + 1]
        some = width - row.count("")
        if some <= 1:
            if some:
                single.append(number)
        elif head is not None and row[0] == head[0] and row == head:
            repeated.add(number + 1)
        if some and says_total(row):
            totals.add(number + 1)
    last = block.bottom
    if last > first + 1 and last + 1 not in totals and _is_sum(rows, block, first, last):
        totals.add(last + 1)
    single = [number for number in single if number + 1 not in totals]
    headings = _headings(sheet, rows, block, first, single, repeated)
    return Odd(frozenset(totals), headings, frozenset(repeated))


def says_total(row: Sequence[Any]) -> bool:
    """Whether a row begins with the word for a total and has nothing but numbers beside it."""
    for place, cell in enumerate(row):
        if cell == "":
            continue
        if cell.__class__ is not str:
            return False
        if (cell[0].isalpha() and cell[0] not in _BEGINS) or not _TOTAL(cell):
            return False
        # "Total" alone may be a name; with numbers, or where nothing else is, it is none.
        return all(sort_of(each) in ("", "n") for each in row[place + 1 :])
    return False


def _is_sum(rows: Grid, block: Block, first: int, last: int) -> bool:
    """Whether the last row has no words, and its numbers are the sums of those above."""
    row = rows[last]
    places = filled(row, block.left, block.right)
    if not places or len(places) == block.width or row[block.left] != "":
        return False
    if any(isinstance(row[p], (str, bool)) or sort_of(row[p]) != "n" for p in places):
        return False
    for place in places:
        above = [rows[number][place] for number in range(first, last)]
        numbers = [each for each in above if isinstance(each, (int, float))]
        if len(numbers) < 2 or abs(sum(numbers) - row[place]) > 1e-6 * max(1.0, abs(row[place])):
            return False
    return True


def _headings(
    sheet: Sheet, rows: Grid, block: Block, first: int, single: Sequence[int], repeated: set[int]
) -> dict[int, str]:
    """Rows with one cell that says something of all rows below it."""
    if not single or block.width < 2:
        return {}
    alone = set(single)
    # Merged across, or right above the header once more.
    wide = _wide(sheet, block) | {number - 2 for number in repeated}
    grouped = _grouped(rows, block, first, single)
    found: dict[int, str] = {}
    for number in single:
        place = filled(rows[number], block.left, block.right)
        if not place or number == block.bottom:
            continue
        cell = rows[number][place[0]]
        text = str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)
        period = _period(text)
        if number in wide or grouped or (period and _odd_one(rows, block, place[0], alone, period)):
            found[number + 1] = " ".join(text.split())
    return found


def _wide(sheet: Sheet, block: Block) -> set[int]:
    """Rows in which one cell is merged across most of the block."""
    return {
        top - 1
        for top, left, bottom, right in sheet.merged
        if top == bottom
        and left <= block.left + 1
        and (min(right, block.right) - left + 1) * 2 > block.width
    }


def _grouped(rows: Grid, block: Block, first: int, single: Sequence[int]) -> bool:
    """Whether rows of one cell part the table into groups, the first of which begins it.

    A row that gives only a name is such a row too; but then it stands anywhere, and two of
    them follow each other, or one ends the table.
    """
    if single[0] != first or block.width < 3:
        return False
    alone = set(single)
    if any(number + 1 in alone for number in single) or block.bottom in alone:
        return False
    place = filled(rows[first], block.left, block.right)
    if not place or place[0] > block.left + 1:
        return False
    return len(single) * 2 <= block.bottom - first + 1 - len(single) or len(single) == 1


def _period(text: str) -> str:
    """What sort of period a text is: a year, a month, a month of a year; "" where it is none."""
    text = text.strip(" :.").removesuffix(".0")
    if text.casefold() in _MONTHS:
        return "month"
    if _PERIOD(text) is None:
        return ""
    return "month of a year" if text.split()[0].casefold().strip(".,") in _MONTHS else "year"


def _odd_one(rows: Grid, block: Block, place: int, alone: set[int], period: str) -> bool:
    """Whether the other rows of a column hold no periods of this sort."""
    others = [
        str(rows[number][place])
        for number in range(block.top, min(block.bottom, block.top + 200) + 1)
        if number not in alone and rows[number][place] != ""
    ]
    return sum(_period(text) == period for text in others) * 4 <= len(others)


def footnotes(sheet: Sheet, rows: Grid, block: Block, first: int) -> int:
    """How many rows at the end of a block are notes below the table."""
    if block.width < 2:
        return 0
    wide = _wide(sheet, block)
    count = 0
    for number in range(block.bottom, first, -1):
        places = filled(rows[number], block.left, block.right)
        if len(places) > 1 or not places or places[0] > block.left + 1:
            break
        text = rows[number][places[0]]
        if not isinstance(text, str) or _TOTAL(text):
            break
        if number in wide or _NOTE(text) or len(text) > _LONG_NOTE:
            count = block.bottom - number + 1
        elif len(text) <= _LONG_NOTE and not count:
            continue
    return count
