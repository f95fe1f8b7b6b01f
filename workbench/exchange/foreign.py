"""A workbook of anybody's, opened: its tables, what their columns seem to mean, how to take it.

One that this workbench wrote says itself what it holds. Any other is looked over here, and what
was found can be overruled before a plan is made of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from workbench.exchange import mapping as columns
from workbench.exchange.headers import find_heading, named_kind
from workbench.exchange.layout import STATE_SHEET, layouts
from workbench.exchange.mapping_shapes import SheetMapping
from workbench.exchange.regions import Region, data_rows, find_regions, outside, region_at
from workbench.exchange.report import Progress, no_progress
from workbench.exchange.sheets import Sheet, open_sheets
from workbench.exchange.staging import Choices, Part
from workbench.messages import Refused, _, message

if TYPE_CHECKING:
    from workbench.casebook import Casebook


@dataclass
class FoundTable:
    """A table that was found: where it stands, and what its columns mean once that was asked.

    `kept_as` names the kept mapping that was taken for it; empty where it was guessed. `rows`
    counts its rows of data, `hidden` those of them that nobody saw there.
    """

    sheet: Sheet
    region: Region
    taken: bool = True
    mapping: SheetMapping | None = None
    kept_as: str = ""
    rows: int = 0
    hidden: int = 0

    def __post_init__(self) -> None:
        data = data_rows(self.sheet, self.region)
        self.rows = len(data)
        self.hidden = len(self.sheet.hidden_rows.intersection(data))

    def headed_by(self, row: int) -> FoundTable:
        """The same table under another header row, counted from 1; 0: under none."""
        return FoundTable(self.sheet, region_at(self.sheet, row), self.taken)


@dataclass
class Opened:
    """What was opened; `ours` where it says itself what it holds."""

    name: str
    path: Path | None = None
    sheets: list[Sheet] = field(default_factory=list)
    tables: list[FoundTable] = field(default_factory=list)
    ours: bool = False
    beside: dict[str, int] = field(default_factory=dict)
    """sheet -> how many filled rows stand in none of its tables: titles, footnotes."""
    kind: str = ""
    """The kind of record that a table's rows are, where the person said so by pasting there."""

    @property
    def taken(self) -> list[FoundTable]:
        """The tables that are not left out."""
        return [table for table in self.tables if table.taken]

    def choices(self) -> Choices | None:
        """How it is to be taken; None where the workbook says so itself."""
        if self.ours:
            return None
        parts = [
            Part(table.sheet, table.region, table.mapping)
            for table in self.taken
            if table.mapping is not None
        ]
        return Choices(tuple(parts), self.name)


def open_workbook(
    path: Path,
    password: str | None,
    report: Progress | None = None,
    larger: int = 1,
) -> Opened:
    """Read a workbook and find its tables. `Refused` where it can't be read or holds nothing.

    `larger` is how many times as much as usual it may hold (`room.for_casebook`).
    """
    report = report or no_progress
    sheets = open_sheets(path, password, report, larger)
    opened = Opened(path.name, path, sheets)
    opened.ours = _ours(sheets)
    if not opened.ours:
        _find(opened, report)
    return opened


def _ours(sheets: Sequence[Sheet]) -> bool:
    """Whether it is of this workbench's own making: it says so, or gives uids under our words."""
    if any(sheet.name.casefold() == STATE_SHEET for sheet in sheets):
        return True
    known = layouts()
    for sheet in sheets:
        heading = find_heading(sheet.rows, known, named_kind(sheet.name, known))
        if heading and any(column.role == "uid" for column in heading.columns.values()):
            return True
    return False


def open_cells(sheet: Sheet, kind: str = "", report: Progress | None = None) -> Opened:
    """Find the tables in cells that were pasted; `kind` is what their rows are."""
    opened = Opened(_("pasted cells"), None, [sheet], kind=kind)
    _find(opened, report or no_progress)
    return opened


def _find(opened: Opened, report: Progress) -> None:
    for done, sheet in enumerate(opened.sheets):
        report(done, len(opened.sheets))
        # A hidden sheet is mostly somebody's lists: it is shown, and taken where that is wanted.
        regions = find_regions(sheet)
        opened.tables += [FoundTable(sheet, region, taken=not sheet.hidden) for region in regions]
        opened.beside[sheet.name] = len(outside(sheet, regions))
    if not opened.tables:
        problem = next((each.problem for each in opened.sheets if each.problem), None)
        if problem is not None:
            raise Refused(problem, opened.name)
        raise Refused(
            message("No table was found: there are no rows under a header"),
            opened.name,
            message("Check that it is the right one."),
        )
    if not opened.taken:
        for table in opened.tables:
            table.taken = True


def look_at_columns(
    casebook: Casebook, opened: Opened, name: str = "", report: Progress | None = None
) -> None:
    """Say of each table what its columns mean, where that was not said yet.

    With a name, by the mapping that was kept under it. `Refused` where there is none.
    """
    report = report or no_progress
    tables = opened.taken
    for done, table in enumerate(tables):
        report(done, len(tables))
        if table.mapping is not None:
            continue
        sheet, region, today = table.sheet, table.region, casebook.today
        if name:
            kept = columns.mapping_for(casebook, name, region)
            table.mapping = columns.asked(sheet, region, kept, today)
            table.kept_as = name
            continue
        offered = columns.offered(casebook, region.headers)
        if offered is not None and opened.kind in ("", offered[1].kind):
            table.kept_as = offered[0]
            # Its cells are others than those that it was kept for.
            table.mapping = columns.asked(sheet, region, offered[1], today)
        else:
            table.mapping = guessed(casebook, opened, table, opened.kind)


def guessed(casebook: Casebook, opened: Opened, table: FoundTable, kind: str) -> SheetMapping:
    """What the columns of a table seem to mean; `kind` is what its rows are, where that is said."""
    sheet, region, today = table.sheet, table.region, casebook.today
    return columns.guess(sheet, region, today, kind, (opened.name,), words_of(casebook))


def words_of(casebook: Casebook) -> dict[str, tuple[str, ...]]:
    """The casebook's own words that may tell what a column is, by the names of their lists."""
    lists = ("ask category", "tie kind", "marking", "channel")
    return {name: tuple(casebook.words(name)) for name in lists}


def settle_unasked(opened: Opened) -> None:
    """Settle what is open where nobody can be asked.

    `Refused` where only a person can say what the rows of a table are. A blank cell is then
    blank; what else is open leaves rows to be rejected, with the reason.
    """
    for table in opened.taken:
        mapping = table.mapping
        if mapping is None or not mapping.kind:
            raise Refused(
                message("It can't be told what the rows of a sheet are"),
                f"{opened.name}, {table.region.sheet}",
                _IN_THE_WINDOW,
            )
        for question in mapping.questions:
            if question.about == "fill down":
                table.mapping = columns.answered(table.mapping or mapping, question, "no")


_IN_THE_WINDOW = message(
    "Import it in the window, keep there what its columns mean, and name that with --mapping."
)
