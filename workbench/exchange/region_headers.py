"""Which rows of a block are its header: told by words over what is no word, and by its place."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from workbench.exchange.region_blocks import FAULTY, Block, Grid, filled, sort_of
from workbench.exchange.sheets import Sheet

# A header is looked for no further down in a block, and judged by so many rows below it.
_DEEPEST = 15
_SAMPLE = 60
# Longer than this is a sentence, not a heading.
_LONGEST = 120


def find_header(rows: Grid, block: Block) -> int | None:
    """The row, from 0, in which the header of a block begins; None where it has none."""
    usual = _usual(rows, block)
    for number in range(block.top, min(block.top + _DEEPEST, block.bottom + 1)):
        places = filled(rows[number], block.left, block.right)
        if len(places) < max(1, min(2, usual)):
            continue
        if len(places) * 2 < usual or not _labels(rows, block, number, places):
            # The first row that is as full as the rest, and no header, is data.
            if len(places) * 2 >= usual and number > block.top:
                return None
            if len(places) >= max(2, usual * 0.8):
                return None
            continue
        if number == block.bottom and block.height > 1:
            return None
        if _fuller_below(rows, block, number, len(places)):
            continue
        return number if _stands_over(rows, block, number, places) else None
    return None


def _fuller_below(rows: Grid, block: Block, number: int, count: int) -> bool:
    """Whether the next row is words too, and so many more that this one is no header of its own."""
    if number + 1 >= block.bottom:
        return False
    under = filled(rows[number + 1], block.left, block.right)
    if count * 5 > len(under) * 3 or not _labels(rows, block, number + 1, under):
        return False
    return filled(rows[number], block.left, block.right)[0] == block.left


def _usual(rows: Grid, block: Block) -> int:
    """How many cells of a row are filled, in most rows."""
    last = min(block.bottom, block.top + _SAMPLE)
    counts = Counter(
        len(filled(rows[number], block.left, block.right)) for number in range(block.top, last + 1)
    )
    wide = {count: times for count, times in counts.items() if count > 1}
    return max(wide, key=lambda count: (wide[count], count)) if wide else 1


def _labels(rows: Grid, block: Block, number: int, places: Sequence[int]) -> bool:
    """Whether all that stands in a row could be headings of columns."""
    texts = 0
    for place in places:
        cell = rows[number][place]
        sort = sort_of(cell)
        if cell == FAULTY or (sort == "t" and len(cell) > _LONGEST):
            return False
        if sort == "t":
            texts += 1
        elif not _year(cell) and sort != "d":
            return False
    if texts == len(places):
        return True
    return texts > 0 and number < block.bottom and (_differ(rows, block, number, places))


def _year(cell: Any) -> bool:
    try:
        return 1900 <= float(cell) <= 2100 and float(cell).is_integer()
    except (TypeError, ValueError):
        return False


def _below(rows: Grid, block: Block, number: int, place: int) -> list[Any]:
    last = min(block.bottom, number + _SAMPLE)
    cells = (rows[each][place] for each in range(number + 1, last + 1))
    return [cell for cell in cells if cell != "" and not (isinstance(cell, str) and cell.isspace())]


def _differ(rows: Grid, block: Block, number: int, places: Sequence[int]) -> bool:
    """Whether years and dates in a row stand over something else than more of them."""
    for place in places:
        cell = rows[number][place]
        if sort_of(cell) == "t":
            continue
        below = _below(rows, block, number, place)
        alike = sum(_year(each) if _year(cell) else sort_of(each) == "d" for each in below)
        if alike * 2 > len(below):
            return False
    return True


def _stands_over(rows: Grid, block: Block, number: int, places: Sequence[int]) -> bool:
    """Whether what is below a row of words speaks for its being the header."""
    if number == block.bottom:
        return len(places) > 1
    row = rows[number]
    again = {
        each
        for each in range(number + 1, min(block.bottom, number + _SAMPLE) + 1)
        if rows[each][block.left : block.right + 1] == row[block.left : block.right + 1]
    }
    if again and len(places) > 1 and _parted(rows, block, again):
        return True
    texts = [str(row[place]).strip().casefold() for place in places]
    weight = 0.0
    for place, text in zip(places, texts, strict=True):
        below = _below(rows, block, number, place)
        if not below:
            continue
        sorts = Counter(map(sort_of, below))
        if sorts["t"] * 2 < len(below):
            weight += 1
        elif text in {str(cell).strip().casefold() for cell in below}:
            weight -= 1
        else:
            weight += _shape(text, [str(cell) for cell in below if isinstance(cell, str)])
    if len(set(texts)) < len(texts):
        weight -= 0.25
    return weight > -0.3


def _parted(rows: Grid, block: Block, again: set[int]) -> bool:
    """Whether rows that stand there again each follow a row of one cell: a part's own title."""
    return all(len(filled(rows[each - 1], block.left, block.right)) == 1 for each in again)


def _shape(text: str, below: Sequence[str]) -> float:
    """A hint from how words look: a column of like codes under another word, or under one more."""
    digits = sum(any(letter.isdigit() for letter in each) for each in below)
    if digits > 0.8 * len(below):
        return 0.5 if not any(letter.isdigit() for letter in text) else -0.5
    return 0.25 if sum(map(len, below)) > 2 * len(text) * len(below) else 0.0


def header_rows(sheet: Sheet, rows: Grid, block: Block, first: int) -> tuple[int, int]:
    """The first and the last row, from 0, of a header that may span two or three rows."""
    top, bottom = first, first
    for above, left, below, right in sheet.merged:
        inside = block.left <= left and right <= block.right
        if inside and above - 1 <= bottom <= below - 1 and below - above < 3:
            bottom = max(bottom, min(below - 1, block.bottom))
    if bottom == top and _goes_on(rows, block, top):
        bottom = top + 1
    while top > block.top and bottom - top < 2 and _groups(sheet, rows, block, top - 1):
        top -= 1
    return top, bottom


def _goes_on(rows: Grid, block: Block, number: int) -> bool:
    """Whether the next row names columns within groups that this one names."""
    if number + 1 >= block.bottom:
        return False
    here = set(filled(rows[number], block.left, block.right))
    under = set(filled(rows[number + 1], block.left, block.right))
    if _units(rows, block, number + 1, under):
        return True
    if not under - here or not here - under:
        return False
    if any(sort_of(rows[number + 1][place]) != "t" for place in under):
        return False
    # What is below fills the columns that both rows name together.
    return any(
        len(filled(rows[each], block.left, block.right)) > max(len(here), len(under))
        for each in range(number + 2, min(block.bottom, number + 6) + 1)
    )


def _units(rows: Grid, block: Block, number: int, places: set[int]) -> bool:
    """Whether a row says in what its columns are: words over numbers, none over the first."""
    if not places or block.left in places:
        return False
    for place in places:
        below = _below(rows, block, number, place)
        words = sum(sort_of(cell) == "t" for cell in below)
        if sort_of(rows[number][place]) != "t" or not below or words * 4 > len(below):
            return False
    return True


def _groups(sheet: Sheet, rows: Grid, block: Block, number: int) -> bool:
    """Whether a row above the header names groups of its columns."""
    places = filled(rows[number], block.left, block.right)
    if not places or any(sort_of(rows[number][place]) == "d" for place in places):
        return False
    for top, left, _, right in sheet.merged:
        wide = right > left and not (left <= block.left and right >= block.right)
        if top == number + 1 and wide and left in places:
            return True
    under = filled(rows[number + 1], block.left, block.right)
    return len(places) > 1 and places[0] > block.left and len(under) > len(places)


def titles(sheet: Sheet, rows: Grid, block: Block, top: int, bottom: int) -> tuple[str, ...]:
    """What stands over each place: the words of its header's rows, from the top down."""
    found: list[list[str]] = [[] for _ in range(block.width)]
    for number in range(top, bottom + 1):
        spread = _spread(rows, block, number) if number < bottom else {}
        for place in range(block.left, block.right + 1):
            # Merged headings stand in all cells of the sheet, once in the grid.
            cell = sheet.rows[number][place]
            text = " ".join(_text(cell if cell != "" else spread.get(place, "")).split())
            if text and text not in found[place - block.left]:
                found[place - block.left].append(text)
    return tuple(" ".join(texts) for texts in found)


def _spread(rows: Grid, block: Block, number: int) -> dict[int, Any]:
    """A group's heading holds for the places to its right, up to the next heading."""
    held: dict[int, Any] = {}
    last: Any = ""
    under = set(filled(rows[number + 1], block.left, block.right))
    for place in range(block.left, block.right + 1):
        cell = rows[number][place]
        if cell != "":
            last = cell
        elif place not in under:
            last = ""
        held[place] = last
    return held


def _text(cell: Any) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)
