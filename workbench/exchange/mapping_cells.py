"""The columns of a foreign table as texts of our own form, each distinct cell read once.

What can't be read is kept beside it, with the reason: it makes the row's problem, and is never
passed over.
"""

from __future__ import annotations

import datetime
import re
from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from workbench.exchange import cells, column_dates, column_names, column_values
from workbench.exchange.column_date_words import OPEN, blank, goes_on, nil
from workbench.exchange.column_dates import DateReader
from workbench.exchange.column_names import Named
from workbench.exchange.mapping_headers import meanings
from workbench.exchange.mapping_shapes import ColumnMapping, SheetMapping, Target
from workbench.exchange.regions import data_rows
from workbench.exchange.report import Progress, no_progress
from workbench.kinds import KINDS
from workbench.messages import Message, Refused, message

if TYPE_CHECKING:
    from workbench.exchange.regions import Region
    from workbench.exchange.sheets import Sheet

OFTEN = 4_096
"""After so many rows it is looked whether to go on."""

Reader = Callable[[Any], Any]
_PEOPLE = re.compile(r"(?i)person|individual|people|personne|particulier|einzelperson|persona|лиц")


@dataclass
class Read:
    """One mapped column: what each of its rows reads, and row (from 0) -> why it can't be read.

    `values` are texts; for amounts (number, unit) or None; for names tuples of `Named`.
    """

    place: int
    header: str
    column: ColumnMapping
    target: Target
    values: list[Any]
    wrong: dict[int, Message | str] = field(default_factory=dict)
    filled: frozenset[int] = frozenset()
    """Rows whose cell is blank and means what the one above it says."""

    @cached_property
    def bodies(self) -> int:
        """2 where the header says that organisations are named here, 1 where persons as well."""
        words = {meaning for word in self.header.split() for meaning in meanings(word)}
        if "org" not in words | set(meanings(self.header)):
            return 0
        return 1 if _PEOPLE.search(self.header) else 2


def row_numbers(sheet: Sheet, region: Region) -> list[int]:
    """The rows of a table that hold data, counted from 1."""
    return data_rows(sheet, region)


def columns(
    sheet: Sheet,
    region: Region,
    mapping: SheetMapping,
    today: datetime.date,
    numbers: list[int],
    report: Progress = no_progress,
) -> list[Read]:
    """Every column that has a field, read."""
    rows = [sheet.rows[number - 1] for number in numbers]
    over = years(sheet, region, mapping, numbers)
    found = []
    for at, column in enumerate(mapping.columns):
        if column.target is None:
            continue
        place = region.left + at
        given = [row[place] if place < len(row) else "" for row in rows]
        report(0, 0)
        header = region.headers[at]
        read = Read(place, header, column, column.target, [])
        if column.fill_down:
            read.filled = frozenset(row for row, cell in enumerate(given) if cell in ("", None))
            given = _filled_down(given)
        _read(read, given, mapping, at, today, over, report)
        for (number, from_one), fault in sheet.faults.items():
            if from_one - 1 == place and region.first <= number <= region.last:
                row = bisect_right(numbers, number) - 1
                if row >= 0 and numbers[row] == number:
                    read.wrong[row] = fault
        found.append(read)
    return found


def silent(sheet: Sheet, region: Region, mapping: SheetMapping, numbers: Sequence[int]) -> set[int]:
    """Rows (from 0) that say nothing in any column of their own, or that there is nothing.

    What was filled down is none of a row's own.
    """
    own = [
        region.left + at
        for at, column in enumerate(mapping.columns)
        if column.target is not None and not column.fill_down
    ]
    found = set()
    rows = [sheet.rows[number - 1] for number in numbers] if own else []
    distinct = {row[place] for place in own for row in rows if place < len(row)}
    nils = {cell for cell in distinct if isinstance(cell, str) and nil(cell)}
    for at, row in enumerate(rows):
        if not any(place < len(row) and _says(row[place]) for place in own) or (
            nils and any(place < len(row) and row[place] in nils for place in own)
        ):
            found.add(at)
    faulty = {number for number, column in sheet.faults if column - 1 in own}
    return {at for at in found if numbers[at] not in faulty}


def _says(cell: Any) -> bool:
    if isinstance(cell, str):
        return bool(cell.strip()) and not blank(cell)
    return cell is not None


def headings(region: Region, numbers: Sequence[int]) -> list[str]:
    """The heading that stands over each row; empty where none does."""
    starts = sorted(region.headings)
    texts = [region.headings[start] for start in starts]
    found = (bisect_right(starts, number) for number in numbers)
    return [texts[place - 1] if place else "" for place in found]


def years(
    sheet: Sheet, region: Region, mapping: SheetMapping, numbers: list[int]
) -> list[int | None] | None:
    """The year that a heading, the sheet's name, a title over the table or a person gives each
    row; None where none is given."""
    for target, text in mapping.fixed:
        if target.part == "year":
            return [int(text)] * len(numbers)
    if mapping.headings is not None and mapping.headings.part == "year":
        return [column_dates.year_in(text) for text in headings(region, numbers)]
    if any(column.target and column.target.part == "year" for column in mapping.columns):
        return None
    year = column_dates.year_in(sheet.name) or column_dates.year_in(" ".join(titles(sheet, region)))
    return [year] * len(numbers) if year is not None else None


def titles(sheet: Sheet, region: Region) -> list[str]:
    """The texts of the last few rows over a table."""
    above = sheet.rows[: max(0, (region.header_first or region.header) - 1)]
    return [cell for row in above[-5:] for cell in row if isinstance(cell, str) and cell.strip()]


def _filled_down(given: list[Any]) -> list[Any]:
    last: Any = ""
    filled = []
    for cell in given:
        if cell not in ("", None):
            last = cell
        filled.append(last)
    return filled


def _read(
    read: Read,
    given: list[Any],
    mapping: SheetMapping,
    at: int,
    today: datetime.date,
    years: list[int | None] | None,
    report: Progress,
) -> None:
    target, column = read.target, read.column
    if _dated(target) and target.part in ("", "from", "to") and years is not None:
        _read_dates(read, given, _dates(target, column, today), years)
        return
    known: dict[Any, Any] = {}
    bad: dict[Any, Message | str] = {}
    reader = _reader(target, column, mapping, at, today, given)
    types = set(map(type, given))
    alike = len(types) == 1
    # A number and a yes are equal to Python, and so are a date and its midnight: told by type.
    keys = given if alike else [(type(cell), cell) for cell in given]
    for done, key in enumerate(set(keys)):
        if not done % OFTEN:
            report(0, 0)
        try:
            known[key] = reader(key if alike else key[1])
        except Refused as refused:
            known[key], bad[key] = None, str(refused)
    read.values = [known[key] for key in keys]
    if bad:
        read.wrong.update((row, bad[key]) for row, key in enumerate(keys) if key in bad)


def _read_dates(read: Read, given: list[Any], dates: DateReader, years: list[int | None]) -> None:
    known: dict[Any, tuple[str, str]] = {}
    for row, (cell, year) in enumerate(zip(given, years, strict=True)):
        key = (type(cell), cell, year)
        if key not in known:
            try:
                open_ = read.target.part == "to" and goes_on(cell)
                known[key] = (OPEN if open_ else dates.read(cell, year) or "", "")
            except Refused as refused:
                known[key] = ("", str(refused))
        value, why = known[key]
        read.values.append(value)
        if why:
            read.wrong[row] = why


def _dated(target: Target) -> bool:
    return KINDS[target.kind].field(target.field).type == "when"


def _dates(target: Target, column: ColumnMapping, today: datetime.date) -> DateReader:
    prefer = "future" if target.field == "due" else "past"
    return DateReader(today, column.date_order, column.calendar, prefer)  # type: ignore[arg-type]


def _reader(
    target: Target,
    column: ColumnMapping,
    mapping: SheetMapping,
    at: int,
    today: datetime.date,
    given: Sequence[Any],
) -> Reader:
    """What reads the cells of a column for its field."""
    field_ = KINDS[target.kind].field(target.field)
    if field_.type == "when":
        dates = _dates(target, column, today)
        if target.part in ("year", "month", "day"):
            return _part_of_date
        if target.part == "to":
            return lambda cell: OPEN if goes_on(cell) else dates.read(cell) or ""
        return lambda cell: dates.read(cell) or ""
    if target.part in ("first", "middle", "last"):
        return lambda cell: " ".join(cells.read(cell, "text").split())
    if field_.link == "stakeholder" or target.kind == "name" or _is_name(target):
        commas = column.split and column_names.commas_part(given)
        several = column.split
        return lambda cell: tuple(column_names.split(cell, commas, several))
    if field_.type == "quantity":
        mark = column_values.decimal_mark(given)
        return lambda cell: column_values.quantity(cell, mark)
    if field_.type == "clock":
        return lambda cell: column_values.clock(cell) or ""
    if field_.type in ("text", "long text"):
        return _text
    words = {text: word for place, text, word in mapping.words if place == at}

    def plain(cell: Any) -> str:
        if words and isinstance(cell, str) and cell.strip() in words:
            return field_.choice_label(words[cell.strip()])
        return column_values.plain(target.kind, field_, cell)

    return plain


def _text(cell: Any) -> str:
    text = cell.strip() if isinstance(cell, str) else cells.read(cell, "text").strip()
    return "" if blank(text) else text


def _is_name(target: Target) -> bool:
    return (target.kind, target.field) == ("stakeholder", "name")


def _part_of_date(cell: Any) -> str:
    """A year, month or day of a date whose parts have a column each, for `when_words`."""
    if isinstance(cell, (datetime.date, datetime.datetime)):
        raise Refused(message("This is a whole date, not a part of one"))
    return cells.read(cell, "text").strip()


def named(values: Sequence[Named]) -> str:
    """The first name of a cell; empty for none."""
    return values[0].name if values else ""
