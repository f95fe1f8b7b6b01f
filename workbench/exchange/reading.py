"""A workbook read into tables: which sheet is of which kind, which column is which field."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from workbench.exchange import blind, cells
from workbench.exchange.headers import Heading, find_heading, named_kind
from workbench.exchange.layout import (
    ABOUT,
    CHARTS,
    LISTS_SHEET,
    LONG_TEXTS,
    REASON,
    STATE_SHEET,
    VIEW,
    Column,
    Layout,
    layouts,
)
from workbench.exchange.report import Problem, Progress, no_progress
from workbench.exchange.sheets import Sheet, open_sheets
from workbench.exchange.staging import Choices, Part
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
    faults: Mapping[tuple[int, int], Message]
    derived: bool = False
    hangs_on: str = ""
    part: int = 0
    """Which of the chosen tables the rows were read out of, from 1; 0: a sheet of our own form."""

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
    state_rows: list[tuple[str, ...]] = field(default_factory=list)
    parts: int = 0


def read(
    path: Path | None,
    report: Progress = no_progress,
    password: str | None = None,
    choices: Choices | None = None,
    today: datetime.date | None = None,
    larger: int = 1,
    sheets: list[Sheet] | None = None,
) -> Workbook:
    """Read a workbook. `Refused` where it is none, can't be read, or has nothing in it.

    `sheets` are the file's, where somebody has opened them before.

    With `choices` the tables that they name are read, as they say; without, sheets of our own
    form by their headers, and others by what their columns surely mean.
    """
    today = today or datetime.date.today()
    book = Workbook(path or Path(choices.name if choices else ""))
    if choices is not None:
        for number, part in enumerate(choices.parts, 1):
            report(0, 0)
            _read_part(book, part, number, today, report)
    else:
        if sheets is None:
            assert path is not None
            sheets = open_sheets(path, password, report, larger)
        _read_sheets(book, sheets, today, report)
    if not book.tables and not book.problems:
        raise Refused(
            message("There is nothing on the sheets of this workbook"),
            str(path or ""),
            message("Check that it is the right one."),
        )
    return book


def _read_sheets(
    book: Workbook, sheets: list[Sheet], today: datetime.date, report: Progress
) -> None:
    known = layouts()
    passed = {LISTS_SHEET}
    for own in (ABOUT, CHARTS):
        passed |= {str(own).casefold(), own.text.casefold()}
    for sheet in sheets:
        report(0, 0)
        ours = sheet.name.casefold()
        if ours == STATE_SHEET:
            _read_state(book, sheet.rows)
        elif ours in (str(LONG_TEXTS).casefold(), LONG_TEXTS.text.casefold()):
            _read_long_texts(book, sheet.rows)
        elif ours not in passed:
            _read_table(book, sheet, known, today)


def _read_part(
    book: Workbook,
    part: Part,
    number: int,
    today: datetime.date,
    report: Progress = no_progress,
) -> None:
    """Read one table that is not of our own form, as it was chosen to be read."""
    from workbench.exchange import mapping_tables

    tables, problems = mapping_tables.became(part.sheet, part.region, part.mapping, today, report)
    for table in tables:
        table.part = number
        book.tables.append(table)
    book.passed_over += sum(problem.row > 0 for problem in problems)
    book.problems += problems
    hidden = part.sheet.hidden_rows.intersection(range(part.region.first, part.region.last + 1))
    if hidden:
        book.hidden_rows[part.sheet.name] = len(hidden)


def _read_state(book: Workbook, rows: Sequence[Sequence[Any]]) -> None:
    for row in rows:
        key, value, *more = (str(cell) for cell in [*row, "", ""])
        book.state_rows.append((key, value, *more))
        if key == "columns":
            book.digested[value] = more[0].split(",")
        elif key and key != VIEW:
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
    book: Workbook, sheet: Sheet, known: Sequence[Layout], today: datetime.date
) -> None:
    name, rows = sheet.name, sheet.rows
    if sheet.problem is not None:
        book.problems.append(Problem(name, 0, "", sheet.problem))
        return
    for (line, column), reason in sheet.faults.items():
        if reason == blind.FAR_OFF:
            book.problems.append(Problem(name, 0, f"{cells.letters(column - 1)}{line}", reason))
    heading = find_heading(rows, known, named_kind(name, known))
    if heading is None:
        if not book.state and _read_guessed(book, sheet, today):
            return
        filled = sum(not _blank(row) for row in rows)
        book.passed_over += filled
        if filled:
            book.problems.append(Problem(name, 0, "", message("No known columns on this sheet")))
        return
    _note_unknown(book, name, heading, rows)
    table = Table(name, heading.layout, heading.columns, heading.headers, [], [], sheet.faults)
    for number, row in enumerate(rows[heading.row + 1 :], heading.row + 2):
        if not _blank(row):
            table.rows.append(row)
            table.numbers.append(number)
    # A cell that calamine reads as blank may be all there is on its row.
    faulty = {line for line, column in sheet.faults if column - 1 in heading.columns}
    for number in sorted(faulty.difference(table.numbers)):
        if number > heading.row + 1:
            table.rows.append([""] * len(heading.headers))
            table.numbers.append(number)
    book.tables.append(table)
    if sheet.hidden_rows:
        book.hidden_rows[name] = len(sheet.hidden_rows)


def _read_guessed(book: Workbook, sheet: Sheet, today: datetime.date) -> bool:
    """Read a sheet whose columns surely mean something; False where nothing was sure."""
    from workbench.exchange import mapping
    from workbench.exchange.regions import find_regions

    found = False
    for region in find_regions(sheet):
        guessed = mapping.guess(sheet, region, today)
        mapped = [column for column in guessed.columns if column.target is not None]
        if guessed.kind and len(mapped) >= 2 and not guessed.questions:
            book.parts += 1
            _read_part(book, Part(sheet, region, guessed), book.parts, today)
            found = True
    return found


def _note_unknown(
    book: Workbook, name: str, heading: Heading, rows: Sequence[Sequence[Any]]
) -> None:
    """Report the columns that hold something and are no field."""
    for place, header in enumerate(heading.headers):
        if place in heading.columns or header in (str(REASON), REASON.text):
            continue
        if not any(place < len(row) and row[place] != "" for row in rows[heading.row + 1 :]):
            continue
        reason = message("The column is no known field; it was passed over")
        if place in heading.repeated:
            reason = message("The column is there twice; only the first was read")
        book.problems.append(Problem(name, 0, header or cells.letters(place), reason))
