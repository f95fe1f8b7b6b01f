"""A workbook read into tables: which sheet is of which kind, which column is which field."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from workbench.exchange import blind, cells, guard
from workbench.exchange.headers import Heading, find_heading, named_kind
from workbench.exchange.layout import (
    ABOUT,
    CHARTS,
    LISTS_SHEET,
    LONG_TEXTS,
    STATE_SHEET,
    Column,
    Layout,
    layouts,
)
from workbench.exchange.report import Problem, Progress, no_progress
from workbench.messages import Message, Refused, message


@dataclass
class Table:
    """A sheet that holds records of one kind: the cells of its rows, under known columns.

    Rows that are `derived` were made of another table's rows of the same numbers and are not
    counted as rows of their own. `hangs_on` names their link to the record of that row.
    """

    sheet: str
    layout: Layout
    columns: dict[int, Column]
    headers: list[str]
    rows: list[list[Any]]
    numbers: list[int]
    faults: dict[tuple[int, int], Message]
    derived: bool = False
    hangs_on: str = ""

    def place(self, role: str, field_name: str = "") -> int | None:
        """Where the column of this role, for this field, stands; None where there is none."""
        for place, column in self.columns.items():
            if column.role == role and (column.field is None or column.field.name == field_name):
                return place
        return None

    def header(self, place: int | None) -> str:
        """A column's header as it stands on the sheet."""
        return "" if place is None else self.headers[place]


@dataclass
class Workbook:
    """What was read: tables, what an export says of itself, and what was passed over."""

    path: Path
    tables: list[Table] = field(default_factory=list)
    state: dict[str, str] = field(default_factory=dict)
    digested: dict[str, list[str]] = field(default_factory=dict)
    long_texts: dict[tuple[str, str, str], dict[int, str]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    passed_over: int = 0
    hidden_rows: dict[str, int] = field(default_factory=dict)


def read(path: Path, report: Progress = no_progress) -> Workbook:
    """Read a workbook. `Refused` where it is none, can't be read, or has nothing in it."""
    guard.check(path)
    report(0, 0)
    unseen = _unseen(path)
    book = Workbook(path)
    known = layouts()
    passed = {LISTS_SHEET}
    for own in (ABOUT, CHARTS):
        passed |= {str(own).casefold(), own.text.casefold()}
    for name, rows in _sheets(path, unseen):
        report(0, 0)
        ours = name.casefold()
        if ours == STATE_SHEET:
            _read_state(book, rows)
        elif ours in (str(LONG_TEXTS).casefold(), LONG_TEXTS.text.casefold()):
            _read_long_texts(book, rows)
        elif ours not in passed:
            _read_table(book, name, rows, known, unseen.get(name, blind.Unseen()))
    if not book.tables and not book.problems:
        raise Refused(
            message("There is nothing on the sheets of this workbook"),
            str(path),
            message("Check that it is the right one."),
        )
    return book


def _unreadable(path: Path) -> Refused:
    return Refused(
        message("The workbook can't be read; a part of it is missing or damaged"),
        str(path),
        guard.AGAIN,
    )


def _unseen(path: Path) -> dict[str, blind.Unseen]:
    from xml.etree.ElementTree import ParseError

    from defusedxml.common import DefusedXmlException

    try:
        return blind.look(path)
    except (ParseError, DefusedXmlException, ValueError, KeyError, OSError, RuntimeError):
        raise _unreadable(path) from None


def _sheets(
    path: Path, unseen: Mapping[str, blind.Unseen]
) -> Iterator[tuple[str, list[list[Any]]]]:
    """(name, rows of cells) of every sheet of cells, from the first row on."""
    from python_calamine import CalamineError, SheetTypeEnum, load_workbook

    try:
        with load_workbook(path) as book:
            if not book.sheet_names:
                raise _without_sheets(path)
            for about in book.sheets_metadata:
                if about.typ != SheetTypeEnum.WorkSheet:
                    continue
                if unseen.get(about.name, blind.Unseen()).spread:
                    yield about.name, []
                    continue
                sheet = book.get_sheet_by_name(about.name)
                yield about.name, sheet.to_python(skip_empty_area=False)
    except CalamineError:
        raise _unreadable(path) from None


def _without_sheets(path: Path) -> Refused:
    what = message("There is no sheet in the workbook")
    if blind.is_strict(path):
        what = message("The workbook is in the strict form of its format, which can't be read")
    return Refused(
        what, str(path), message("Save it as an ordinary .xlsx in Excel, and import it.")
    )


def _read_state(book: Workbook, rows: Sequence[Sequence[Any]]) -> None:
    for row in rows:
        key, value, *more = (str(cell) for cell in [*row, "", ""])
        if key == "columns":
            book.digested[value] = more[0].split(",")
        elif key:
            book.state[key] = value


def _read_long_texts(book: Workbook, rows: Sequence[Sequence[Any]]) -> None:
    for row in rows[1:]:
        if len(row) >= 7 and isinstance(row[2], (int, float, str)) and str(row[2]).strip():
            number = cells.read(row[2], "quantity")
            if number.isdigit():
                key = (str(row[4]), str(row[5]), str(row[6]))
                book.long_texts.setdefault(key, {})[int(number)] = cells.read(row[3], "text")


def _blank(row: Sequence[Any]) -> bool:
    return not any(cell != "" and cell is not None for cell in row)


def _read_table(
    book: Workbook,
    name: str,
    rows: list[list[Any]],
    known: Sequence[Layout],
    unseen: blind.Unseen,
) -> None:
    if unseen.spread:
        book.problems.append(
            Problem(name, 0, "", message("The sheet is too far spread out; it was passed over"))
        )
        return
    heading = find_heading(rows, known, named_kind(name, known))
    if heading is None:
        filled = sum(not _blank(row) for row in rows)
        book.passed_over += filled
        if filled:
            book.problems.append(Problem(name, 0, "", message("No known columns on this sheet")))
        return
    _note_unknown(book, name, heading, rows)
    table = Table(name, heading.layout, heading.columns, heading.headers, [], [], unseen.faults)
    for number, row in enumerate(rows[heading.row + 1 :], heading.row + 2):
        if not _blank(row):
            table.rows.append(row)
            table.numbers.append(number)
    # A cell that calamine reads as blank may be all there is on its row.
    faulty = {row for row, column in unseen.faults if column - 1 in heading.columns}
    for number in sorted(faulty.difference(table.numbers)):
        if number > heading.row + 1:
            table.rows.append([""] * len(heading.headers))
            table.numbers.append(number)
    book.tables.append(table)
    if unseen.hidden_rows:
        book.hidden_rows[name] = unseen.hidden_rows


def _note_unknown(
    book: Workbook, name: str, heading: Heading, rows: Sequence[Sequence[Any]]
) -> None:
    """Report the columns that hold something and are no field."""
    for place, header in enumerate(heading.headers):
        if place in heading.columns:
            continue
        if not any(place < len(row) and row[place] != "" for row in rows[heading.row + 1 :]):
            continue
        reason = message("The column is no known field; it was passed over")
        if place in heading.repeated:
            reason = message("The column is there twice; only the first was read")
        book.problems.append(Problem(name, 0, header or _letters(place), reason))


def _letters(place: int) -> str:
    letters, number = "", place + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
