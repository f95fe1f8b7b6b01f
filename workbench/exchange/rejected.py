"""The rows that could not be taken, as a workbook with the reason beside each.

It is made to be mended and brought back: rows of an export keep their uids and digests, rows of
any other sheet stand under the headers that they had. The column of reasons is passed over then.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from workbench.exchange import cells, placing
from workbench.exchange.layout import (
    LONG_TEXTS,
    REASON,
    STATE_SHEET,
    Column,
    Layout,
    digest_name,
    sheet_title,
)
from workbench.exchange.long_texts import LongTexts
from workbench.exchange.outcomes import Outcomes, Said
from workbench.exchange.pens import Look
from workbench.exchange.plans import Plan
from workbench.exchange.writing import Book
from workbench.messages import Refused, message

_WIDTH, _WIDE = 20.0, 60.0


@dataclass
class _Page:
    """One sheet that is written."""

    title: str
    looks: list[Look]
    rows: list[tuple[str, ...]] = field(default_factory=list)


def write_rejected(plan: Plan, path: Path) -> int:
    """Write the rejected rows of a plan to a workbook; how many there are.

    `Refused` where there is none, or the file can't be written.
    """
    path = placing.target(path, plan.casebook_path)
    long_texts = LongTexts()
    pages = list(_own(plan, long_texts) if plan.choices is None else _foreign(plan))
    if not pages:
        raise Refused(message("No row was rejected"), path.name)
    with placing.beside(path) as folder:
        book = Book()
        try:
            for page in pages:
                book.sheet(page.title, page.looks, iter(page.rows), len(page.rows))
            if long_texts.rows:
                looks = [
                    Look(header, width=width, hidden=hidden)
                    for header, width, hidden in long_texts.headers
                ]
                rows = iter(long_texts.rows)
                book.sheet(str(LONG_TEXTS), looks, rows, len(long_texts.rows))
            if plan.state_rows:
                book.table(STATE_SHEET, [row[:3] for row in plan.state_rows])
            placing.put(book.finished().getbuffer(), path, folder)
        finally:
            book.close()
    return sum(len(page.rows) for page in pages)


def _reason(said: Said) -> str:
    reason = f"{said.column}: {said.reason}" if said.column else str(said.reason)
    names = "; ".join(each.label for each in said.candidates)
    return f"{reason} ({names})" if names else reason


def _rejected(outcomes: Outcomes) -> Iterator[int]:
    return (at for at, state in enumerate(outcomes.states) if state == "rejected")


# -- sheets of our own form ----------------------------------------------------------------------


def _own(plan: Plan, long_texts: LongTexts) -> Iterator[_Page]:
    for outcomes in plan.outcomes:
        places = list(_rejected(outcomes))
        if not places:
            continue
        table = outcomes.rows.table
        standing = {column: place for place, column in table.columns.items()}
        columns = [column for column in table.layout.columns if column in standing]
        columns += [column for column in standing if column not in columns]
        looks = [
            Look(table.headers[standing[column]], width=_WIDTH, hidden=column.hidden)
            for column in columns
        ]
        page = _Page(table.sheet[:31], [*looks, Look(str(REASON), width=_WIDE, wrapped=True)])
        narrow = Layout(table.layout.kind, table.layout.title)
        narrow.__dict__["columns"] = tuple(columns)
        for at in places:
            row = tuple(_text(outcomes, at, column) for column in columns)
            long = [place for place, text in enumerate(row) if len(text) * 2 > cells.LONGEST]
            row = long_texts.spilled(narrow, outcomes.rows.uids[at], row, long)
            page.rows.append((*row, _reason(outcomes.said.get(at, Said()))))
        yield page


def _text(outcomes: Outcomes, at: int, column: Column) -> str:
    rows = outcomes.rows
    if column.field is not None:
        return rows.texts(digest_name(column))[at]
    own = {"uid": rows.uids, "delete": rows.deletes}.get(column.role)
    return rows.digest(at) if own is None else own[at]


# -- other sheets --------------------------------------------------------------------------------


def _foreign(plan: Plan) -> Iterator[_Page]:
    assert plan.choices is not None
    taken: set[str] = set()
    for number, part in enumerate(plan.choices.parts, 1):
        reasons: dict[int, str] = {}
        for outcomes in plan.outcomes:
            if outcomes.rows.table.part == number:
                for at in _rejected(outcomes):
                    told = _reason(outcomes.said.get(at, Said()))
                    reasons.setdefault(outcomes.rows.table.numbers[at], told)
        if not reasons:
            continue
        region, rows = part.region, part.sheet.rows
        title = sheet_title(part.sheet.name, taken)
        taken.add(title.casefold())
        looks = [Look(header, width=_WIDTH) for header in region.headers]
        page = _Page(title, [*looks, Look(str(REASON), width=_WIDE, wrapped=True)])
        for row, reason in sorted(reasons.items()):
            texts = [
                cells.read(cell, "text") for cell in rows[row - 1][region.left : region.right + 1]
            ]
            page.rows.append((*(cells.split(text, cells.LONGEST)[0] for text in texts), reason))
        yield page
