"""The whole casebook as a workbook: a sheet for every kind of record, and one that explains."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, TYPE_CHECKING

from db import exporting as stored
from workbench import copies
from workbench.exchange import about, cells, digest, placing
from workbench.exchange.labels import Rows, labels, linked_kinds
from workbench.exchange.layout import ABOUT, LISTS_SHEET, LONG_TEXTS, STATE_SHEET, Layout, layouts
from workbench.exchange.long_texts import LongTexts
from workbench.exchange.looks import Lists, looks
from workbench.exchange.report import Exported, Progress, no_progress
from workbench.exchange.saying import Texts, columns
from workbench.exchange.writing import Book, Look
from workbench.kinds import KINDS
from workbench.messages import Refused, message

if TYPE_CHECKING:
    from workbench.casebook import Casebook

STEP = 1_000


@dataclass(frozen=True)
class Sheet:
    """One sheet to be written: its layout, its columns as they read, and the uids of its rows."""

    layout: Layout
    texts: list[Texts]
    uids: list[str]


def export(casebook: Casebook, path: Path | str, progress: Progress | None = None) -> Exported:
    """Write every record to a workbook that can come home again.

    It is made in memory, opened and compared before it takes its place, so that an old workbook of
    the name is never half overwritten and a process that is killed leaves no part of a new one.
    `Refused` where it can't be written.
    """
    path = placing.target(Path(path), casebook.path)
    report = progress or no_progress
    state = _state(casebook)
    key = digest.secret(casebook)
    with casebook.reading() as connection:
        rows: dict[str, Rows] = {kind: stored.rows(connection, kind) for kind in KINDS}
        state["change set"] = str(stored.last_change(connection))
    sheets = _sheets(rows)
    total = sum(len(sheet.uids) for sheet in sheets)
    counter = _Counter(report, total)
    with placing.beside(path) as folder:
        book = Book()
        try:
            altered = _write(book, casebook, sheets, state, digest.Digester(key), counter)
            made = book.finished()
            _compare(made, sheets, path)
            placing.put(made.getbuffer(), path, folder)
        finally:
            book.close()
    copies.note(casebook, "export", path)
    report(total, total)
    return Exported({sheet.layout.title: len(sheet.uids) for sheet in sheets}, {}, altered)


def _state(casebook: Casebook) -> dict[str, str]:
    return {
        "format": "1",
        "casebook": casebook.uid,
        "exported at": datetime.now(UTC).isoformat(timespec="seconds"),
    }


def _sheets(rows: dict[str, Rows]) -> list[Sheet]:
    known = {kind: labels(kind, rows[kind]) for kind in linked_kinds()}
    return [
        Sheet(layout, columns(layout, rows[layout.kind.name], known),
              [row[0] for row in rows[layout.kind.name]])
        for layout in layouts()
    ]  # fmt: skip


class _Counter:
    """Tells how far the writing is, now and then."""

    def __init__(self, report: Progress, total: int) -> None:
        self._report = report
        self._total = total
        self._done = 0

    def each(self, rows: Iterator[Sequence[str]]) -> Iterator[Sequence[str]]:
        """These rows, counted as they go by."""
        for row in rows:
            if self._done % STEP == 0:
                self._report(self._done, self._total)
            self._done += 1
            yield row


def _write(
    book: Book,
    casebook: Casebook,
    sheets: Sequence[Sheet],
    state: dict[str, str],
    digester: digest.Digester,
    counter: _Counter,
) -> dict[str, int]:
    """Write every sheet; how many texts on each could not stay as they are."""
    marking = casebook.marking()
    long_texts = LongTexts()
    altered: dict[str, int] = {}
    lists = Lists(casebook, {s.layout.kind.name: s for s in sheets})
    counts = {sheet.layout.title: len(sheet.uids) for sheet in sheets}
    for sheet in sheets:
        odd = sum("\ufffd" in text for texts in sheet.texts for text in _wide(texts))
        if odd:
            altered[sheet.layout.title] = odd
    book.page(str(ABOUT), about.rows(casebook, state, marking, counts, altered), marking=marking)
    for sheet in sheets:
        rows = counter.each(_rows(sheet, digester, long_texts))
        count = len(sheet.uids)
        book.sheet(sheet.layout.title, looks(sheet.layout, sheet.texts, lists), rows, count,
                   marking=marking)  # fmt: skip
    if long_texts.rows:
        book.sheet(str(LONG_TEXTS), _long_looks(long_texts), iter(long_texts.rows),
                   len(long_texts.rows), marking=marking)  # fmt: skip
    book.lists(LISTS_SHEET, lists.all)
    book.table(STATE_SHEET, [*state.items(), *_column_names(sheets)])
    return altered


def _wide(texts: Texts) -> Iterator[str]:
    return (text for text in texts if not text.isascii())


def _rows(
    sheet: Sheet, digester: digest.Digester, long_texts: LongTexts
) -> Iterator[Sequence[str]]:
    layout, uids = sheet.layout, sheet.uids
    long = [
        place
        for place, texts in enumerate(sheet.texts)
        if max(map(len, texts), default=0) * 2 > cells.LONGEST
    ]
    for uid, row in zip(uids, zip(*sheet.texts, strict=True), strict=True):
        mark = digester.row(uid, row)
        if long:
            row = long_texts.spilled(layout, uid, row, long)
        yield (*row, uid, mark)


def _long_looks(long_texts: LongTexts) -> list[Look]:
    return [
        Look(header, width=width, hidden=hidden, wrapped=header == long_texts.headers[3][0])
        for header, width, hidden in long_texts.headers
    ]


def _column_names(sheets: Sequence[Sheet]) -> list[tuple[str, str, str]]:
    return [
        ("columns", sheet.layout.kind.name, ",".join(sheet.layout.digested)) for sheet in sheets
    ]


def _compare(made: IO[bytes], sheets: Sequence[Sheet], path: Path) -> None:
    """Open the workbook: every row must be on its sheet, under its uid."""
    from python_calamine import load_workbook

    with load_workbook(made) as book:
        for sheet in sheets:
            rows = book.get_sheet_by_name(sheet.layout.title).to_python(skip_empty_area=False)
            at = len(sheet.layout.columns) - 2
            if [row[at] for row in rows[1:]] != sheet.uids:
                raise Refused(
                    message("The workbook did not come out as it was written"),
                    str(path),
                    message("Check the disk, and export again. The old file is untouched."),
                )
