"""The tables found in a sheet: where each one's header, rows, totals and headings stand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from workbench.exchange import region_headers
from workbench.exchange.region_blocks import Block, Grid, blocks, filled, grid, is_blank, sort_of
from workbench.exchange.region_rows import find_odd, footnotes, says_total
from workbench.exchange.sheets import Sheet


@dataclass(frozen=True)
class Region:
    """One table in a sheet. Rows are counted from 1, places from 0; all ends are included.

    `header` is the row of the header, the last one where it spans several (`header_first` is
    then its first); 0 where the table has none. `headers` are what stands over each place.
    `totals` are rows between `first` and `last` that sum up others; `headings` are rows that
    say something of all rows below them (a year, a country); `repeated` are its header once
    more. None of these is a row of data. `blank` are places that hold nothing.
    """

    sheet: str
    header: int
    first: int
    last: int
    left: int
    right: int
    headers: tuple[str, ...]
    totals: frozenset[int] = frozenset()
    headings: Mapping[int, str] = field(default_factory=dict)
    header_first: int = 0
    repeated: frozenset[int] = frozenset()
    blank: frozenset[int] = frozenset()


_STANDS_OFF = 4
"""How many places off a single column may still belong to the table on its left."""


@dataclass
class _Found:
    """A block with its header (rows from 0), before neighbours are joined."""

    block: Block
    header: tuple[int, int] | None


def find_regions(sheet: Sheet) -> list[Region]:
    """The tables of a sheet, from the top down, from left to right.

    Titles above, notes beside and below, and cells that stand alone are in none of them.
    """
    rows = grid(sheet)
    found = [_judged(sheet, rows, block) for block in blocks(rows)]
    tables = _joined(sheet, rows, found)
    return [_region(sheet, rows, each.block, each.header) for each in tables]


def region_at(
    sheet: Sheet,
    header_row: int,
    first: int | None = None,
    last: int | None = None,
    left: int | None = None,
    right: int | None = None,
    *,
    totals: bool = False,
    headings: bool = True,
) -> Region:
    """The table as a person says it: the row of its header (0: none), and where it ends.

    What isn't given is found: the table that begins there, else all that is below. `totals`
    takes rows of totals in as data; without `headings`, rows of one cell are data too.
    """
    rows = grid(sheet)
    height, width = len(rows), len(rows[0]) if rows else 0
    near = _near(sheet, header_row or first or 1)
    start = header_row or first or (near.first if near is not None else 1)
    top = max(0, min(start, height) - 1)
    bottom = last if last is not None else (near.last if near and near.last >= start else height)
    lefts = left if left is not None else (near.left if near is not None else 0)
    rights = right if right is not None else (near.right if near is not None else width - 1)
    lefts = max(0, min(lefts, width - 1))
    block = Block(top, max(top, min(bottom, height) - 1), lefts, max(lefts, min(rights, width - 1)))
    header = None
    if header_row:
        spanned = near is not None and near.header == header_row and near.header_first
        header = ((near.header_first if near and spanned else header_row) - 1, header_row - 1)
        if first is not None and first > header_row:
            block.top = first - 1
    return _made(sheet, rows, block, header, totals=totals, headings=headings)


def _near(sheet: Sheet, row: int) -> Region | None:
    """The found table that this row belongs to, or stands right above."""
    for region in find_regions(sheet):
        if row <= region.last and row >= min(region.header_first or region.first, region.first):
            return region
    return next((each for each in find_regions(sheet) if each.first >= row), None)


def data_rows(sheet: Sheet, region: Region) -> list[int]:
    """The numbers of a table's rows of data: those that hold something and are nothing else.

    A row whose only cell is faulty is one of them.
    """
    left, right = region.left, region.right
    passed = region.totals | region.repeated | region.headings.keys()
    whole = left == 0 and bool(sheet.rows) and right == len(sheet.rows[0]) - 1
    width = right - left + 1
    faulty = {row for row, column in sheet.faults if left < column <= right + 1}
    found = []
    for number in range(region.first, min(region.last, len(sheet.rows)) + 1):
        row = sheet.rows[number - 1]
        if not whole:
            row = row[left : right + 1]
        if number not in passed and (row.count("") < width or number in faulty):
            found.append(number)
    return found


def outside(sheet: Sheet, regions: Sequence[Region]) -> list[int]:
    """The numbers of rows in which something stands outside of every table."""
    found = []
    rows = grid(sheet)
    spans: dict[int, list[tuple[int, int]]] = {}
    for region in regions:
        top = region.header_first or region.header or region.first
        for number in {*range(top, region.last + 1), *region.headings}:
            spans.setdefault(number, []).append((region.left, region.right))
    width = len(rows[0]) if rows else 0
    for number, row in enumerate(rows, 1):
        inside = spans.get(number, ())
        if width - row.count("") > sum(r - le + 1 - row[le : r + 1].count("") for le, r in inside):
            found.append(number)
    return found


def _judged(sheet: Sheet, rows: Grid, block: Block) -> _Found:
    first = region_headers.find_header(rows, block)
    if first is None:
        return _Found(block, None)
    return _Found(block, region_headers.header_rows(sheet, rows, block, first))


def _joined(sheet: Sheet, rows: Grid, found: Sequence[_Found]) -> list[_Found]:
    """The blocks that are tables, with those that blank rows part from their table joined."""
    tables: list[_Found] = []
    apart = list(found)
    for each in found:
        above = next((t for t in reversed(tables) if _goes_on(rows, t, each)), None)
        if above is not None:
            joined = _around(above.block, each.block)
            # What would reach over a third one stays apart.
            others = (other for other in apart if other is not above and other is not each)
            if not any(_meet(joined, other.block) for other in others):
                above.block = joined
                apart = [other for other in apart if other is not each]
                continue
        tables.append(each)
    tables = _with_lone_columns(tables)
    widest = max((each.block.width for each in tables), default=0)
    tables = [each for each in tables if not _one_cell(sheet, each.block)]
    return [each for each in tables if _is_table(rows, each, widest, len(tables))]


def _with_lone_columns(tables: list[_Found]) -> list[_Found]:
    """A column that stands off by itself belongs to the table whose header it shares."""
    made: list[_Found] = []
    for each in sorted(tables, key=lambda found: (found.block.top, found.block.left)):
        block, left = each.block, made[-1] if made else None
        if (
            left is not None and block.width == 1 < left.block.width and each.header is not None
            and each.header == left.header and block.bottom <= left.block.bottom
            and 0 < block.left - left.block.right <= _STANDS_OFF
        ):  # fmt: skip
            left.block = _around(left.block, block)
        else:
            made.append(each)
    return made


def _around(one: Block, other: Block) -> Block:
    return Block(
        one.top, max(one.bottom, other.bottom), min(one.left, other.left),
        max(one.right, other.right),
    )  # fmt: skip


def _meet(one: Block, other: Block) -> bool:
    across = one.left <= other.right and other.left <= one.right
    return across and one.top <= other.bottom and other.top <= one.bottom


def _goes_on(rows: Grid, above: _Found, below: _Found) -> bool:
    """Whether a block goes on with the table above it, past blank rows."""
    one, other = above.block, below.block
    if other.top <= one.bottom or other.left < one.left or other.right > one.right:
        return False
    lone_header = above.header is not None and above.header[1] == one.bottom
    if below.header is not None and not lone_header:
        return _period_first(rows, above, below)
    if lone_header:
        return below.header is None and other.width * 2 > one.width and other.top - one.bottom < 4
    if above.header is None:
        return False
    if _notes_only(rows, other):
        return False
    return other.top - one.bottom <= 4 or other.height > 2


def _period_first(rows: Grid, above: _Found, below: _Found) -> bool:
    """Whether what was taken for a header is a row of words in a table of words."""
    if above.header is None or below.header is None:
        return False
    one, other = above.block, below.block
    if other.top - one.bottom > 3 or one.width < 3:
        return False
    head = filled(rows[below.header[1]], other.left, other.right)
    same = sum(
        sort_of(rows[below.header[1]][place]) == sort_of(rows[one.bottom][place]) for place in head
    )
    words = {str(rows[above.header[1]][p]).casefold() for p in range(one.left, one.right + 1)}
    repeats = any(str(rows[below.header[1]][p]).casefold() in words for p in head)
    # Real headers differ in kind from the rows that they end: there numbers or dates stand.
    mixed = any(sort_of(rows[one.bottom][p]) in ("n", "d") for p in range(one.left, one.right + 1))
    return not mixed and not repeats and same == len(head) and len(head) == one.width


def _notes_only(rows: Grid, block: Block) -> bool:
    """Whether each row of a block is one text: notes below a table."""
    if block.height > 30:
        return False
    for number in range(block.top, block.bottom + 1):
        places = filled(rows[number], block.left, block.right)
        if len(places) != 1 or sort_of(rows[number][places[0]]) != "t":
            return False
        if says_total(rows[number][block.left : block.right + 1]):
            return False
    return True


def _is_table(rows: Grid, found: _Found, widest: int, count: int) -> bool:
    block = found.block
    cells = sum(
        len(filled(rows[number], block.left, block.right))
        for number in range(block.top, min(block.bottom, block.top + 5) + 1)
    )
    if cells < 2:
        return False
    if count == 1:
        return True
    if block.width == 1:
        # A column of its own beside wider tables is a list only where it goes on for a while.
        return widest == 1 or block.height > 4
    if block.height == 1:
        return block.width > 3 and found.header is not None
    return not _particulars(rows, block)


def _one_cell(sheet: Sheet, block: Block) -> bool:
    """Whether a block is nothing but one merged cell: a title over several rows."""
    return any(
        top <= block.top + 1 and block.bottom + 1 <= bottom and left <= block.left <= right
        and (block.width == 1 or block.right <= right)
        for top, left, bottom, right in sheet.merged
    )  # fmt: skip


def _particulars(rows: Grid, block: Block) -> bool:
    """Whether a block says things of the sheet: "Prepared by:" and a name beside it."""
    if block.width > 3 or block.height > 6:
        return False
    firsts = [rows[number][block.left] for number in range(block.top, block.bottom + 1)]
    return all(isinstance(each, str) and each.rstrip().endswith((":", "：")) for each in firsts)


def _region(sheet: Sheet, rows: Grid, block: Block, header: tuple[int, int] | None) -> Region:
    start = block.top if header is None else header[1] + 1
    block.bottom -= footnotes(sheet, rows, block, start)
    if header is None:
        while block.top < block.bottom and block.width > 2:
            if len(filled(rows[block.top], block.left, block.right)) > 1:
                break
            block.top += 1
    return _made(sheet, rows, block, header)


def _made(
    sheet: Sheet,
    rows: Grid,
    block: Block,
    header: tuple[int, int] | None,
    *,
    totals: bool = False,
    headings: bool = True,
) -> Region:
    odd = find_odd(sheet, rows, block, header)
    within = dict(odd.headings)
    if header is not None and odd.repeated and within and header[0]:
        # Each part has a title and the header; so the title above the first one is one too.
        places = filled(rows[header[0] - 1], block.left, block.right)
        if len(places) == 1:
            within[header[0]] = " ".join(str(rows[header[0] - 1][places[0]]).split())
    first = block.top if header is None else max(header[1] + 1, block.top)
    titles = ("",) * block.width
    if header is not None:
        titles = region_headers.titles(sheet, rows, block, *header)
    blank = frozenset(
        place
        for place in range(block.left, block.right + 1)
        if not titles[place - block.left] and is_blank(rows, first, block.bottom, place)
    )
    return Region(
        sheet=sheet.name,
        header=0 if header is None else header[1] + 1,
        first=first + 1,
        last=block.bottom + 1,
        left=block.left,
        right=block.right,
        headers=titles,
        totals=frozenset() if totals else odd.totals,
        headings=within if headings else {},
        header_first=0 if header is None else header[0] + 1,
        repeated=odd.repeated,
        blank=blank,
    )
