"""What taking a workbook would do, worked out row by row; nothing is written here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from db import exporting as stored
from workbench import markings
from workbench.exchange import digest
from workbench.exchange.comparing import Change, Comparison
from workbench.exchange.converting import Converter
from workbench.exchange.fresh import Batch, Fresh
from workbench.exchange.labels import Finder, Rows, finders
from workbench.exchange.layout import text_field, when_field
from workbench.exchange.reading import Table, Workbook, read
from workbench.exchange.report import Counts, Problem, Progress, no_progress
from workbench.exchange.sheet_rows import SheetRows
from workbench.kinds import KINDS, Kind
from workbench.messages import Message, Refused, message
from workbench.values import Value

if TYPE_CHECKING:
    from workbench.casebook import Casebook

Fields = dict[str, Value]

_SHEARED = message("The hidden columns came apart from this row; sort and filter with all columns")


@dataclass
class Plan(Counts):
    """What an import would do, and all that `take` needs to do it."""

    path: Path = Path()
    change_set: int = 0
    """The newest change set of the casebook when this was worked out."""
    added: dict[str, Batch] = field(default_factory=dict)
    edited: dict[str, dict[str, Fields]] = field(default_factory=dict)
    contested: dict[str, dict[str, tuple[Fields, Fields]]] = field(default_factory=dict)
    """kind -> uid -> what was changed on the sheet alone, what was changed here as well."""
    hidden_rows: dict[str, int] = field(default_factory=dict)
    """sheet -> how many of its rows nobody saw there; they were read like the others."""


def plan(casebook: Casebook, path: Path, progress: Progress | None = None) -> Plan:
    """Read a workbook and say what taking it would do. `Refused` where it is none."""
    report = progress or no_progress
    report(0, 0)
    return _Planner(casebook, read(path, report), report).plan()


def _markings_in(book: Workbook) -> list[str]:
    """The markings that the workbook's own lists bring along."""
    found = []
    for table in book.tables:
        if table.layout.kind.name == "term":
            rows = SheetRows(table, book.long_texts)
            pairs = zip(rows.texts("list"), rows.texts("word"), strict=True)
            found += [" ".join(word.split()) for list_, word in pairs
                      if list_.strip() == markings.MARKINGS]  # fmt: skip
    return found


class _Planner:
    def __init__(self, casebook: Casebook, book: Workbook, report: Progress) -> None:
        self._book = book
        self._report = report
        with casebook.reading() as connection:
            self._stored: dict[str, Rows] = {kind: stored.rows(connection, kind) for kind in KINDS}
            last = stored.last_change(connection)
        self._finders: dict[str, Finder] = finders(self._stored)
        marked = [*markings.order(casebook), *_markings_in(book)]
        self._converter = Converter(casebook.today, self._finders, marked)
        key = digest.known_secret(casebook)
        self._ours = key is not None and book.state.get("casebook") == casebook.uid
        self._digester = digest.Digester(key) if key is not None and self._ours else None
        self._plan = Plan(path=book.path, change_set=last, hidden_rows=book.hidden_rows)
        self._done = 0
        self._total = sum(len(table.rows) for table in book.tables)

    def plan(self) -> Plan:
        """Go through the kinds in the order in which they lean on each other."""
        plan = self._plan
        plan.problems += self._book.problems
        plan.skipped += self._book.passed_over
        for kind in KINDS:
            tables = [table for table in self._book.tables if table.layout.kind.name == kind]
            if tables:
                self._kind(kind, tables)
        order = {table.sheet: place for place, table in enumerate(self._book.tables)}
        plan.problems.sort(key=lambda each: (order.get(each.sheet, -1), each.row))
        self._report(self._total, self._total)
        return plan

    def _kind(self, kind: str, tables: Sequence[Table]) -> None:
        sheets = [SheetRows(table, self._book.long_texts) for table in tables]
        times = Counter(uid for rows in sheets for uid in rows.uids if uid)
        here = {row[0] for row in self._stored[kind]}
        known: list[tuple[SheetRows, list[int]]] = []
        fresh = Fresh(KINDS[kind], self._stored[kind], self._converter, self._finders.get(kind))
        for rows in sheets:
            old: list[int] = []
            new: list[int] = []
            for at, uid in enumerate(rows.uids):
                if self._turned_away(rows, at, times):
                    continue
                if uid in here:
                    old.append(at)
                elif not self._gone(rows, at):
                    new.append(at)
            known.append((rows, old))
            fresh.read(rows, new)
        self._settle(fresh)
        comparison = Comparison(
            sheets[0].table.layout, self._stored[kind], self._finders, self._converter,
            self._digester, self._book.digested.get(kind, []),
        )  # fmt: skip
        for rows, old in known:
            self._compare(rows, old, comparison)

    # -- rows that never get as far as their cells ----------------------------------------------

    def _turned_away(self, rows: SheetRows, at: int, times: Mapping[str, int]) -> bool:
        """Whether a row is done with before its cells are read; it is counted then."""
        uid = rows.uids[at]
        fault = rows.fault(at)
        if fault is not None:
            self._reject(rows, at, *fault)
        elif times[uid] > 1:
            self._reject(
                rows, at, rows.table.header(rows.table.place("uid")),
                message("Another row has the same uid; clear it on the row that is the copy"),
            )  # fmt: skip
        elif not uid and rows.blank(at):
            self._plan.skipped += 1
            self._problem(rows, at, "", message("There is nothing in the columns that people see"))
        else:
            return False
        return True

    def _gone(self, rows: SheetRows, at: int) -> bool:
        """Whether the row's record was deleted since the export; the row is counted then."""
        uid = rows.uids[at]
        if not uid or self._digester is None or not rows.digest(at):
            return False
        untouched = rows.digest(at)[: digest.ROW] == self._digester.whole(uid, rows.cells[at])
        if untouched:
            self._plan.skipped += 1
            reason = message("The record was deleted here since the workbook was exported")
        else:
            self._plan.conflicts += 1
            reason = message(
                "The record was deleted here and changed on the sheet; clear its uid to add it anew"
            )
        self._problem(rows, at, "", reason)
        return True

    # -- new rows --------------------------------------------------------------------------------

    def _settle(self, fresh: Fresh) -> None:
        batch = fresh.batch()
        plan = self._plan
        for rows, at, column, refused in fresh.rejected:
            self._reject(rows, at, column, refused)
        for rows, at, reason, candidates in fresh.uncertain:
            plan.skipped += 1
            self._problem(rows, at, "", reason, candidates)
        plan.unchanged += fresh.unchanged
        if batch.rows:
            plan.created += len(batch.rows)
            plan.added[batch.kind] = batch
        self._advance(fresh.count)

    # -- rows whose record is here ---------------------------------------------------------------

    def _compare(self, rows: SheetRows, old: Sequence[int], comparison: Comparison) -> None:
        plan, kind = self._plan, rows.table.layout.kind
        sheared = comparison.sheared(rows, old)
        for at in old:
            self._advance(1)
            if at in sheared:
                self._reject(rows, at, rows.table.header(rows.table.place("uid")), _SHEARED)
                continue
            change = comparison.change(rows, at)
            if change is None:
                plan.unchanged += 1
            elif change.refused is not None:
                self._reject(rows, at, *change.refused)
            elif change.contested:
                plan.conflicts += 1
                plan.contested.setdefault(kind.name, {})[rows.uids[at]] = (
                    change.fields, change.contested)  # fmt: skip
                for name in change.contested:
                    header = rows.table.header(rows.table.place("value", name))
                    reason = message("Changed here and on the sheet, differently")
                    self._problem(rows, at, header, reason)
            else:
                plan.updated += 1
                plan.edited.setdefault(kind.name, {})[rows.uids[at]] = change.fields
                self._rename(kind, rows.uids[at], change, comparison)

    def _rename(self, kind: Kind, uid: str, change: Change, comparison: Comparison) -> None:
        """Let rows further on name a record by what it will be called."""
        finder, text, when = self._finders.get(kind.name), text_field(kind), when_field(kind)
        named = [field.name for field in (text, when) if field is not None]
        if finder is None or change.fields.keys().isdisjoint(named):
            return
        called = [str(change.fields.get(n) or comparison.reads(uid, n)) for n in named]
        finder.add(uid, *called)

    # -- counting --------------------------------------------------------------------------------

    def _advance(self, count: int) -> None:
        before = self._done // 1_000
        self._done += count
        if self._done // 1_000 != before:
            self._report(self._done, self._total)

    def _reject(self, rows: SheetRows, at: int, column: str, refused: Refused | Message) -> None:
        self._plan.rejected += 1
        if isinstance(refused, Refused):
            self._problem(rows, at, column, str(refused), refused.candidates)
        else:
            self._problem(rows, at, column, refused)

    def _problem(
        self,
        rows: SheetRows,
        at: int,
        column: str,
        reason: Message | str,
        candidates: tuple[str, ...] = (),
    ) -> None:
        table = rows.table
        self._plan.problems.append(
            Problem(table.sheet, table.numbers[at], column, reason, candidates)
        )
