"""The casebook, or a part of it, as a workbook: a sheet for every kind, and one that explains."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import IO, TYPE_CHECKING

from db import exporting as stored
from workbench import ceilings, copies, saved_views
from workbench.directions import is_right_to_left
from workbench.exchange import about, cells, charting, digest, placing, saying
from workbench.exchange.labels import labels, linked_kinds
from workbench.exchange.layout import (
    ABOUT,
    CHARTS,
    LISTS_SHEET,
    LONG_TEXTS,
    STATE_SHEET,
    VIEW,
    WITHHELD,
    Layout,
    layouts,
)
from workbench.exchange.long_texts import LongTexts
from workbench.exchange.looks import Lists, looks
from workbench.exchange.offering import Offered, offered
from workbench.exchange.pens import Look
from workbench.exchange.report import Exported, Progress, no_progress
from workbench.exchange.saying import Texts
from workbench.exchange.selection import Chosen, Selection, chosen
from workbench.exchange.writing import Book, Paper
from workbench.kinds import KINDS
from workbench.messages import Refused, _, message

if TYPE_CHECKING:
    from workbench.casebook import Casebook

# Rows between two looks at whether it goes on, and of those that are read back.
STEP, READ_STEP = 250, 5_000


@dataclass(frozen=True)
class Sheet:
    """One sheet to be written: its layout, its columns as they read, and the uids of its rows."""

    layout: Layout
    texts: list[Texts]
    uids: list[str]


@dataclass(frozen=True)
class _Going:
    """All that one export writes. The records themselves are let go of by then."""

    sheets: list[Sheet]
    told: about.Told
    state: dict[str, str]
    offered: Offered
    charts: list[charting.Table]
    views: list[str]


def export(
    casebook: Casebook,
    path: Path | str,
    progress: Progress | None = None,
    selection: Selection | None = None,
) -> Exported:
    """Write what is selected, or every record, to a workbook that can come home again.

    It is made in memory, opened and compared before it takes its place, so that an old workbook of
    the name is never half overwritten and a process that is killed leaves no part of a new one.
    `Refused` where it can't be written.
    """
    path = placing.target(Path(path), casebook.path)
    report = progress or no_progress
    key = digest.secret(casebook)
    going = _going(casebook, selection or Selection(), report)
    sheets = going.sheets
    total = sum(len(sheet.uids) for sheet in sheets)
    counter = _Counter(report, total)
    with placing.beside(path) as folder:
        book = Book(_paper(going.told))
        try:
            _write(
                book,
                going,
                digest.Digester(key, str(WITHHELD) if going.told.ceiling else ""),
                counter,
            )
            made = book.finished()
            _compare(made, sheets, path, len(_above(going.told, sheets[0])), report)
            placing.put(made.getbuffer(), path, folder)
        finally:
            book.close()
    copies.note(casebook, "export", path)
    report(total, total)
    told = going.told
    return Exported(dict(told.sheets), {t: dict(n) for t, n in told.withheld.items()},
                    dict(told.altered))  # fmt: skip


# -- what goes -------------------------------------------------------------------------------------


def _going(casebook: Casebook, selection: Selection, report: Progress) -> _Going:
    state = _state(casebook)
    with casebook.reading() as connection:
        state["change set"] = str(stored.last_change(connection))
    going = chosen(casebook, selection, report)
    known = {}
    for kind in linked_kinds():
        report(0, 0)
        known[kind] = labels(kind, going.all[kind])
    sheets = _sheets(going, known, report)
    report(0, 0)
    charts = charting.tables(going)
    told = replace(
        _told(casebook, going, sheets, state, report), charts=str(CHARTS) if charts else ""
    )
    if going.kept.ceiling:
        del state["change set"]  # two exports would tell that something which stays was changed
    # A filter says what people look for: it goes where everything does.
    views = saved_views.as_texts(casebook) if going.selection.whole else []
    return _Going(sheets, told, state, offered(casebook, going, known), charts, views)


def _state(casebook: Casebook) -> dict[str, str]:
    return {
        "format": "1",
        "casebook": casebook.uid,
        "exported at": datetime.now(UTC).isoformat(timespec="seconds"),
    }


def _sheets(going: Chosen, known: saying.Labels, report: Progress) -> list[Sheet]:
    made = []
    for layout in layouts():
        kind = layout.kind.name
        if kind not in going.kinds:
            continue
        fields = going.selection.columns.get(kind)
        only = None if fields is None else frozenset(fields)
        layout = replace(layout, only=only, deletes=True)
        rows = going.rows[kind]
        texts = saying.columns(layout, rows, known, report)
        saying.covered(layout, rows, texts, going.kept, str(WITHHELD))
        made.append(Sheet(layout, texts, [row[0] for row in rows]))
    return made


def _told(
    casebook: Casebook,
    going: Chosen,
    sheets: Sequence[Sheet],
    state: Mapping[str, str],
    report: Progress,
) -> about.Told:
    selection, kept = going.selection, going.kept
    whole = selection.whole
    marking = (
        casebook.marking()
        if whole
        else ceilings.marking_of(casebook, kept, going.rows, going.kinds, going.all)
    )
    withheld = {}
    for sheet in sheets if kept.ceiling else ():
        kind = sheet.layout.kind.name
        withheld[sheet.layout.title] = {
            "records": going.records_withheld[kind], "cells": going.cells_withheld[kind],
        }  # fmt: skip
    return about.Told(
        "" if kept.tells(casebook.name) else casebook.name,
        state["exported at"].replace("T", " ").replace("+00:00", " UTC"),
        "" if kept.ceiling else state["change set"],
        marking,
        kept.ceiling,
        whole,
        tuple(_choices(going)),
        {sheet.layout.title: len(sheet.uids) for sheet in sheets},
        withheld,
        _altered(sheets, report),
    )


def _choices(going: Chosen) -> Iterator[tuple[str, str]]:
    """What was chosen, for the reader to know what may be missing."""
    selection = going.selection
    if selection.since.strip():
        yield _("Since"), selection.since.strip()
    if selection.words.strip():
        # What fits may do so by a word that stays.
        words = selection.words.strip()
        yield _("Filter"), _("by words") if going.kept.ceiling else words
    for kind in selection.uids:
        yield _("Rows"), _("{kind}: those of a view", kind=str(KINDS[kind].many))


def _altered(sheets: Sequence[Sheet], report: Progress) -> dict[str, int]:
    """How many texts on each sheet could not stay as they are."""
    altered: dict[str, int] = {}
    for sheet in sheets:
        report(0, 0)
        odd = sum("\ufffd" in text for texts in sheet.texts for text in _wide(texts))
        if odd:
            altered[sheet.layout.title] = odd
    return altered


def _wide(texts: Texts) -> Iterator[str]:
    return (text for text in texts if not text.isascii())


def _paper(told: about.Told) -> Paper:
    return Paper(
        told.title,
        told.marking,
        _("As of {when}", when=told.as_of),
        is_right_to_left(str(ABOUT)),
    )


def _above(told: about.Told, sheet: Sheet) -> tuple[str, ...]:
    """The lines over a sheet's header; none where the whole record goes out, as it stands."""
    if told.whole:
        return ()
    title = sheet.layout.title
    named = f"{title} · {told.title}" if told.title else title
    lines = [_("As of {when}", when=told.as_of)]
    lines += [f"{name}: {words}" for name, words in told.chosen]
    if told.ceiling:
        lines.append(_("Ceiling: {marking}", marking=told.ceiling))
        lines.append(about.withheld(told.withheld[title]))
    return named, " · ".join(lines)


# -- writing ---------------------------------------------------------------------------------------


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


def _write(book: Book, going: _Going, digester: digest.Digester, counter: _Counter) -> None:
    """Write every sheet."""
    long_texts = LongTexts()
    lists = Lists(going.offered)
    told, charts = going.told, going.charts
    book.page(str(ABOUT), about.rows(told), [*told.sheets, str(CHARTS)])
    if charts:
        book.charts(str(CHARTS), charts, str(CHARTS))
    for sheet in going.sheets:
        rows = counter.each(_rows(sheet, digester, long_texts))
        book.sheet(sheet.layout.title, looks(sheet.layout, sheet.texts, lists), rows,
                   len(sheet.uids), above=_above(told, sheet))  # fmt: skip
        sheet.texts.clear()  # they are written, and much
    if long_texts.rows:
        book.sheet(str(LONG_TEXTS), _long_looks(long_texts), iter(long_texts.rows),
                   len(long_texts.rows))  # fmt: skip
    book.lists(LISTS_SHEET, lists.all)
    views = [(VIEW, text) for text in going.views if len(text) <= cells.LONGEST]
    book.table(STATE_SHEET, [*going.state.items(), *_column_names(going.sheets), *views])


def _rows(
    sheet: Sheet, digester: digest.Digester, long_texts: LongTexts
) -> Iterator[Sequence[str]]:
    layout, uids = sheet.layout, sheet.uids
    long = [
        place
        for place, texts in enumerate(sheet.texts)
        if max(map(len, texts), default=0) * 2 > cells.LONGEST
    ]
    seen = len(layout.fields)
    for uid, row in zip(uids, zip(*sheet.texts, strict=True), strict=True):
        mark = digester.row(uid, row)
        if long:
            row = long_texts.spilled(layout, uid, row, long)
        # Nobody has marked a row for deletion yet.
        yield (*row[:seen], "", *row[seen:], uid, mark)


def _long_looks(long_texts: LongTexts) -> list[Look]:
    return [
        Look(header, width=width, hidden=hidden, wrapped=header == long_texts.headers[3][0])
        for header, width, hidden in long_texts.headers
    ]


def _column_names(sheets: Sequence[Sheet]) -> list[tuple[str, str, str]]:
    return [
        ("columns", sheet.layout.kind.name, ",".join(sheet.layout.digested)) for sheet in sheets
    ]


def _compare(
    made: IO[bytes],
    sheets: Sequence[Sheet],
    path: Path,
    above: int = 0,
    report: Progress = no_progress,
) -> None:
    """Open the workbook: every row must be on its sheet, under its uid.

    `above` is how many rows stand over each sheet's header.
    """
    from python_calamine import load_workbook

    with load_workbook(made) as book:
        for sheet in sheets:
            report(0, 0)
            rows = book.get_sheet_by_name(sheet.layout.title).iter_rows()
            at = len(sheet.layout.columns) - 2
            found: list[object] = []
            for row in islice(rows, above + 1, None):
                if len(found) % READ_STEP == 0:
                    report(0, 0)
                found.append(row[at])
            if found != sheet.uids:
                raise Refused(
                    message("The workbook did not come out as it was written"),
                    str(path),
                    message("Check the disk, and export again. The old file is untouched."),
                )
