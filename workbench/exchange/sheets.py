"""A workbook's sheets as they stand: cells, and what was hidden, merged, faulty or passed over."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any

from workbench.exchange import blind, guard, room
from workbench.exchange.report import Progress, no_progress
from workbench.messages import Message, Refused, message

SPREAD = message("The sheet is too far spread out; it was passed over")

Merge = tuple[int, int, int, int]
"""A merged range: first row, first place, last row, last place; rows from 1, places from 0."""

_ENDINGS = {
    "xlsx": (".xlsx", ".xlsm"),
    "xlsb": (".xlsb",),
    "xls": (".xls",),
    "ods": (".ods",),
}


@dataclass
class Sheet:
    """One sheet of cells.

    `rows` begin at A1 and are all of one length; a blank cell is `""`. A merged cell's value
    stands in every cell of its range. `faults` are cells whose value can't be trusted, by row
    and column, both from 1. `problem` says why nothing of the sheet was read.
    """

    name: str
    rows: list[list[Any]]
    hidden: bool = False
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    merged: tuple[Merge, ...] = ()
    faults: Mapping[tuple[int, int], Message] = field(default_factory=dict)
    problem: Message | None = None


def open_sheets(
    path: Path,
    password: str | None = None,
    report: Progress = no_progress,
    larger: int = 1,
) -> list[Sheet]:
    """The sheets of a file: .xlsx, .xlsm, .xlsb, .xls, .ods, .csv or .tsv, told by its content.

    `Refused` where it can't be read or isn't safe to read; `passworded.PasswordWanted` where it
    is under a password and none was given, `PasswordWrong` where another one was. What can't be
    seen: in .xls and .xlsb a formula whose value was never stored (it reads as 0 or blank).
    `larger` is how many times as much as usual it may hold (`room.for_casebook`).
    """
    form = guard.recognise(path, larger)
    report(0, 0)
    source: guard.Source = path
    if form == "locked":
        from workbench.exchange import passworded

        source = passworded.unlocked(path, password)
        form = guard.package(path, source, larger)
        report(0, 0)
    if form == "text":
        from workbench.exchange import csv_files

        return [csv_files.read(path)]
    if form == "html":
        from workbench.exchange import web_tables

        return web_tables.read(path)
    if form == "xls":
        source = _old(path, password)
    return list(_sheets(path, source, form, report, larger))


def _old(path: Path, password: str | None) -> guard.Source:
    from workbench.exchange import passworded

    return passworded.unlocked(path, password) if passworded.is_locked(path) else path


def unreadable(path: Path) -> Refused:
    """What is said of a workbook that none of us can make sense of."""
    return Refused(
        message("The workbook can't be read; a part of it is missing or damaged"),
        str(path),
        guard.AGAIN,
    )


def _sheets(
    path: Path, source: guard.Source, form: guard.Form, report: Progress, larger: int
) -> Iterator[Sheet]:
    from python_calamine import CalamineError, SheetTypeEnum, SheetVisibleEnum, load_workbook

    unseen = _looked(path, source, form, report, larger)
    if any(each.far for each in unseen.values()):
        from workbench.exchange import mending

        source = mending.without_far(source, unseen)
    if isinstance(source, Path) and source.suffix.lower() not in _ENDINGS[form]:
        source = BytesIO(source.read_bytes())  # calamine believes the name of a file
    if isinstance(source, BytesIO):
        source.seek(0)
    report(0, 0)
    try:
        with load_workbook(source) as book:
            if not book.sheet_names:
                raise _without_sheets(path, source, form)
            for about in book.sheets_metadata:
                if about.typ != SheetTypeEnum.WorkSheet:
                    continue
                hidden = about.visible != SheetVisibleEnum.Visible
                seen = unseen.get(about.name, blind.Unseen())
                yield _sheet(book, about.name, hidden, seen, report)
                report(0, 0)
    except (CalamineError, OSError, ValueError):
        raise unreadable(path) from None
    except BaseException as error:
        # Rust's way of giving up over a damaged part; no kind of Exception.
        if type(error).__name__ == "PanicException":
            raise unreadable(path) from None
        raise


def _looked(
    path: Path, source: guard.Source, form: guard.Form, report: Progress, larger: int
) -> dict[str, blind.Unseen]:
    import struct
    import zipfile
    import zlib
    from xml.etree.ElementTree import ParseError
    from xml.parsers.expat import ExpatError

    from defusedxml.common import DefusedXmlException

    try:
        return _look(path, source, form, report, larger)
    except blind.Defining:
        raise guard.defining(path) from None
    except blind.TooMuch:
        raise Refused(
            message("There is more in this workbook than can be held at once"),
            str(path),
            message(
                "Split it: no more than {n} filled cells, and {m} MB of text, in one workbook.",
                n=f"{room.MOST_CELLS * larger:,}",
                m=room.MOST_TEXT * larger // 2**20,
            ),
        ) from None
    except (zipfile.BadZipFile, zlib.error, EOFError):
        raise guard.damaged(path) from None
    except (ParseError, ExpatError, DefusedXmlException, ValueError, LookupError, OSError,
            RuntimeError, struct.error):  # fmt: skip
        raise unreadable(path) from None


def _look(
    path: Path, source: guard.Source, form: guard.Form, report: Progress, larger: int
) -> dict[str, blind.Unseen]:
    if form == "xlsx":
        return blind.look(source, report, larger)
    if form == "xlsb":
        from workbench.exchange import blind_xlsb

        return blind_xlsb.look(source)
    if form == "xls":
        from workbench.exchange import blind_xls

        found = blind_xls.look(source)
    else:
        from workbench.exchange import blind_ods, passworded

        if blind_ods.is_locked(source):
            raise passworded.not_openable(path)
        found = blind_ods.look(source)
    if any(each.spread for each in found.values()):
        raise Refused(
            message("The cells of this workbook are too far spread out to be read"),
            str(path),
            message("Delete the empty rows and columns between them, and save it anew."),
        )
    return found


def _without_sheets(path: Path, source: guard.Source, form: guard.Form) -> Refused:
    what = message("There is no sheet in the workbook")
    if form == "xlsx" and blind.is_strict(source):
        what = message("The workbook is in the strict form of its format, which can't be read")
    return Refused(
        what, str(path), message("Save it as an ordinary .xlsx in Excel, and import it.")
    )


def _sheet(book: Any, name: str, hidden: bool, unseen: blind.Unseen, report: Progress) -> Sheet:
    if unseen.spread:
        return Sheet(name, [], hidden, problem=SPREAD)
    read = _meanwhile(lambda: book.get_sheet_by_name(name), report)
    rows = _rows(read, report)
    merged = unseen.merged or _merged(read.merged_cell_ranges)
    sheet = Sheet(
        name,
        rows,
        hidden,
        frozenset(unseen.rows_hidden),
        frozenset(unseen.columns_hidden),
        merged,
        unseen.faults,
    )
    if merged:
        fill_merged(rows, merged)
    return sheet


def _meanwhile(work: Callable[[], Any], report: Progress) -> Any:
    """What `work` returns; it runs beside, so that meanwhile a person can cancel."""
    found: list[Any] = []
    failed: list[BaseException] = []

    def run() -> None:
        try:
            found.append(work())
        except BaseException as error:
            failed.append(error)

    beside = threading.Thread(target=run, daemon=True)
    beside.start()
    while beside.is_alive():
        beside.join(0.1)
        report(0, 0)
    if failed:
        raise failed[0]
    return found[0]


def _rows(read: Any, report: Progress) -> list[list[Any]]:
    """The cells from A1 on. One by one: made in one go, they would hold up all other threads."""
    before = [""] * (read.start[1] if read.start else 0)
    rows: list[list[Any]] = []
    for row in read.iter_rows():
        rows.append([*before, *row] if before else row)
        if not len(rows) % 5_000:
            report(0, 0)
    return rows


def _merged(ranges: Sequence[Any] | None) -> tuple[Merge, ...]:
    return tuple(
        (top + 1, left, bottom + 1, right)
        for (top, left), (bottom, right) in ranges or ()
        if bottom > top or right > left
    )


def fill_merged(rows: list[list[Any]], merged: Sequence[Merge]) -> None:
    """Write each merged cell's value into all of its range, as far as the sheet reaches."""
    width = len(rows[0]) if rows else 0
    room = blind.LARGEST_GRID
    for top, left, bottom, right in merged:
        if top > len(rows) or left >= width or rows[top - 1][left] == "":
            continue
        value = rows[top - 1][left]
        last, count = min(bottom, len(rows)), min(right, width - 1) - left + 1
        room -= (last - top + 1) * count
        if room < 0:  # ranges over ranges, which no spreadsheet writes
            return
        for row in rows[top - 1 : last]:
            if row[left : left + count].count("") >= count - (row is rows[top - 1]):
                row[left : left + count] = [value] * count
