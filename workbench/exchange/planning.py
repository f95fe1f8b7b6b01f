"""What taking a workbook would do, worked out row by row; nothing is written here."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from db import exporting as stored
from db import redirects
from workbench import distinctions, markings, records
from workbench.exchange import digest, only_named, room
from workbench.exchange.comparing import Change, Comparison
from workbench.exchange.converting import Converter
from workbench.exchange.fresh import Fresh
from workbench.exchange.labels import Finder, Rows, finders
from workbench.exchange.layout import text_field, when_field
from workbench.exchange.matching import Matching, said_of
from workbench.exchange.outcomes import DELETED, Outcomes, Said
from workbench.exchange.plans import Plan
from workbench.exchange.reading import Workbook, read
from workbench.exchange.report import Problem, Progress, no_progress
from workbench.exchange.sheet_rows import SheetRows
from workbench.exchange.sheets import Sheet
from workbench.exchange.sorting import Sorted, delete_wanted, sort
from workbench.exchange.staging import Choices
from workbench.kinds import KINDS, Kind
from workbench.messages import Message, Refused, message

if TYPE_CHECKING:
    from workbench.casebook import Casebook

__all__ = ["Plan", "plan"]

_STEP = 200

_SHEARED = message("The hidden columns came apart from this row; sort and filter with all columns")
_TWO_WAY = message(
    "The workbook comes from another casebook: what was changed here since can't be told, so its"
    " cells go before those here"
)


def plan(
    casebook: Casebook,
    path: Path | None,
    progress: Progress | None = None,
    *,
    password: str | None = None,
    choices: Choices | None = None,
    sheets: list[Sheet] | None = None,
) -> Plan:
    """Read a workbook and say what taking it would do. `Refused` where it is none.

    `choices` say how a workbook that is not our own is to be taken, or cells that were pasted;
    `sheets` are the file's, where they were opened before.
    """
    report = progress or no_progress
    report(0, 0)
    larger = room.for_casebook(casebook)
    book = read(path, report, password, choices, casebook.today, larger, sheets)
    made = _Planner(casebook, book, report).plan(choices)
    made.going = lambda kind, uid: _going(casebook, kind, uid)
    return made


def _going(casebook: Casebook, kind: str, uid: str) -> list[tuple[str, int]]:
    try:
        return records.going(casebook, kind, [uid])
    except records.Gone:  # deleted since
        return []


def _markings_in(book: Workbook, sheets: dict[int, SheetRows]) -> list[str]:
    """The markings that the workbook's own lists bring along."""
    found = []
    for at, table in enumerate(book.tables):
        if table.layout.kind.name == "term":
            rows = sheets[at]
            pairs = zip(rows.texts("list"), rows.texts("word"), strict=True)
            found += [" ".join(word.split()) for list_, word in pairs
                      if list_.strip() == markings.MARKINGS]  # fmt: skip
    return found


class _Planner:
    def __init__(self, casebook: Casebook, book: Workbook, report: Progress) -> None:
        self._book = book
        self._report = report
        self._done = 0
        self._total = sum(len(table.rows) for table in book.tables)
        self._sheets: dict[int, SheetRows] = {}
        for at, table in enumerate(book.tables):
            report(0, self._total)
            self._sheets[at] = SheetRows(table, book.long_texts, report)
        self._stored: dict[str, Rows] = {}
        with casebook.reading() as connection:
            for kind in KINDS:
                report(0, self._total)
                self._stored[kind] = stored.rows(connection, kind, lambda: report(0, self._total))
            leads = redirects.leads(connection)
            last = stored.last_change(connection)
        self._finders: dict[str, Finder] = finders(self._stored)
        marked = [*markings.order(casebook), *_markings_in(book, self._sheets)]
        self._converter = Converter(casebook.today, self._finders, marked)
        self._converter.leads.update(leads)
        self._converter.report = self._look_up
        self._matching = Matching(
            self._stored, self._finders["stakeholder"], distinctions.told(casebook), self._look_up
        )
        self._converter.match_by(self._matching.surely)
        key = digest.known_secret(casebook)
        ours = key is not None and book.state.get("casebook") == casebook.uid
        self._digester = digest.Digester(key) if key is not None and ours else None
        self._plan = Plan(
            path=book.path, name=book.path.name, casebook_path=casebook.path, change_set=last,
            hidden_rows=book.hidden_rows,
            two_way="casebook" in book.state and not ours, state_rows=book.state_rows,
        )  # fmt: skip
        self._became: dict[tuple[str, int, int], str] = {}
        self._edits: dict[tuple[str, str], Change] = {}

    def _look_up(self, _done: int, _total: int) -> None:
        self._report(self._done, self._total)

    def plan(self, choices: Choices | None = None) -> Plan:
        """Go through the kinds in the order in which they lean on each other."""
        plan = self._plan
        plan.choices = choices
        if choices is not None and choices.name:
            plan.name = choices.name
        plan.problems += self._book.problems
        plan.passed_over = self._book.passed_over
        if plan.two_way:
            plan.problems.append(Problem("", 0, "", _TWO_WAY))
        self._hear_witnesses()
        for kind in KINDS:
            self._note_deletions(kind)
        for kind in KINDS:
            sheets = [each for at, each in self._sheets.items() if self._is_of(at, kind)]
            for derived in (False, True):
                part = [each for each in sheets if bool(each.table.hangs_on) == derived]
                if part:
                    self._kind(kind, part)
        self._order()
        only_named.pass_over(plan.outcomes)
        plan.settle()
        self._report(self._total, self._total)
        return plan

    def _is_of(self, at: int, kind: str) -> bool:
        return self._book.tables[at].layout.kind.name == kind

    def _order(self) -> None:
        """Tables and problems as they stand in the workbook."""
        order = {id(rows): at for at, rows in self._sheets.items()}
        self._plan.outcomes.sort(key=lambda each: order[id(each.rows)])
        sheets: dict[str, int] = {}
        for at, table in enumerate(self._book.tables):
            sheets.setdefault(table.sheet, at)
        self._plan.problems.sort(key=lambda each: (sheets.get(each.sheet, -1), each.row))

    def _hear_witnesses(self) -> None:
        """What the rows of posts say beside the names that stand in them."""
        for rows in self._sheets.values():
            if rows.table.layout.kind.name == "post":
                names, posts, bodies = (rows.texts(e) for e in ("stakeholder", "title", "at"))
                for name, said in said_of(names, posts, bodies).items():
                    known = self._matching.said.get(name)
                    self._matching.said[name] = known.and_also(said) if known else said

    def _note_deletions(self, kind: str) -> None:
        here = {row[0] for row in self._stored[kind]}
        for rows in self._sheets.values():
            if rows.table.layout.kind.name == kind and any(rows.deletes):
                goes = {
                    uid for uid, word in zip(rows.uids, rows.deletes, strict=True)
                    if uid in here and delete_wanted(word)
                }  # fmt: skip
                self._converter.goes.setdefault(kind, set()).update(goes)

    # -- one kind --------------------------------------------------------------------------------

    def _kind(self, kind: str, sheets: Sequence[SheetRows]) -> None:
        here = {row[0] for row in self._stored[kind]}
        leads = self._converter.leads
        for rows in sheets:
            if not here.issuperset(rows.uids):
                rows.records = [uid if uid in here else leads.get(uid, uid) for uid in rows.uids]
        fresh = Fresh(
            KINDS[kind], self._stored[kind], self._converter, self._finders.get(kind),
            self._matching, self._look_up,
        )  # fmt: skip
        comparison = Comparison(
            sheets[0].table.layout, self._stored[kind], self._finders, self._converter,
            self._digester, self._book.digested.get(kind, []), self._look_up,
        )  # fmt: skip
        sorted_: list[tuple[Outcomes, Sorted]] = []
        for rows, found in zip(sheets, sort(sheets, here, self._digester), strict=True):
            outcomes = Outcomes(
                rows, ["unchanged"] * len(rows), self._finders, comparison, fresh,
                [-1] * len(rows) if found.new else [],
            )  # fmt: skip
            sorted_.append((outcomes, found))
            self._plan.outcomes.append(outcomes)
            for number, at in enumerate(found.new, len(fresh.where)):
                outcomes.numbers[at] = number
            fresh.read(rows, found.new, self._hung(rows, found.new))
        fresh.settle()
        for outcomes, found in sorted_:
            self._turned_away(outcomes, found)
            self._settle(outcomes, found)
            self._compare(outcomes, found)
            self._note_became(outcomes)

    def _hung(self, rows: SheetRows, new: Sequence[int]) -> list[str | None] | None:
        table = rows.table
        if not table.hangs_on:
            return None
        return [self._became.get((table.sheet, table.part, table.numbers[at])) for at in new]

    def _note_became(self, outcomes: Outcomes) -> None:
        table = outcomes.rows.table
        if table.derived or not any(each.hangs_on for each in self._book.tables):
            return
        for at, state in enumerate(outcomes.states):
            if state not in ("rejected", "skipped", "deleted"):
                uid = outcomes.uid(at)
                self._became[table.sheet, table.part, table.numbers[at]] = uid

    def _turned_away(self, outcomes: Outcomes, found: Sorted) -> None:
        """Note the rows that were done with before their cells were read."""
        for at, (state, column, reason) in found.away.items():
            outcomes.states[at] = state
            self._say(outcomes, at, column, reason)

    # -- new rows --------------------------------------------------------------------------------

    def _settle(self, outcomes: Outcomes, found: Sorted) -> None:
        fresh = outcomes.fresh
        assert fresh is not None
        for at in found.new:
            self._advance()
            number = outcomes.numbers[at]
            if number in fresh.dropped:
                outcomes.states[at] = "skipped"
            elif number in fresh.bad:
                name, why = fresh.bad[number]
                outcomes.states[at] = "rejected"
                self._say(outcomes, at, fresh.header(outcomes.rows, name), why)
            elif number in fresh.doubtful:
                reason, candidates = fresh.doubtful[number]
                outcomes.states[at] = "uncertain" if candidates else "skipped"
                outcomes.said[at] = Said("", reason, candidates)
                self._problem(outcomes, at, "", reason, tuple(c.label for c in candidates))
            elif number in fresh.known:
                assert outcomes.comparison is not None
                change = outcomes.comparison.change_to(outcomes.rows, at, fresh.known[number])
                self._note(outcomes, at, change)
            elif number not in fresh.same:
                outcomes.states[at] = "created"

    # -- rows whose record is here ---------------------------------------------------------------

    def _compare(self, outcomes: Outcomes, found: Sorted) -> None:
        rows, comparison = outcomes.rows, outcomes.comparison
        if not found.old:
            return
        assert comparison is not None
        sheared = comparison.sheared(rows, found.old)
        if sheared:
            self._match_again(outcomes, sheared)
        for at in found.old:
            self._advance()
            if at in sheared:
                continue
            if rows.deletes[at] and delete_wanted(rows.deletes[at]):
                self._delete(outcomes, at)
            else:
                self._note(outcomes, at, comparison.change(rows, at))

    def _match_again(self, outcomes: Outcomes, sheared: dict[int, str]) -> None:
        """Rows whose hidden cells are another row's: what they show tells whose they are."""
        rows, comparison = outcomes.rows, outcomes.comparison
        assert comparison is not None
        marks = {uid: rows.digest(at) for at, uid in enumerate(rows.uids)}
        records = list(rows.records)
        by_name = comparison.by_name(rows, [at for at, uid in sheared.items() if not uid])
        matched = 0
        for at, uid in sheared.items():
            self._advance()
            uid = uid or by_name.get(at, "")
            if not uid:
                outcomes.states[at] = "rejected"
                self._say(outcomes, at, rows.table.header(rows.table.place("uid")), _SHEARED)
                continue
            matched += 1
            records[at] = uid
            if uid in comparison:
                self._note(outcomes, at, comparison.change_to(rows, at, uid, marks.get(uid, "")))
        rows.records = records
        if matched:
            reason = message(
                "The hidden columns came apart from {n} rows; they were matched again by what"
                " they show", n=matched,
            )  # fmt: skip
            self._plan.problems.append(Problem(rows.table.sheet, 0, "", reason))

    def _note(self, outcomes: Outcomes, at: int, change: Change | None) -> None:
        """Keep what a row changes."""
        kind, uid = outcomes.kind, change.uid if change else ""
        if change is None:
            return
        if change.refused is not None:
            outcomes.states[at] = "rejected"
            self._say(outcomes, at, *change.refused)
            return
        self._heed_rows_above(kind, uid, change)
        if not change.fields and not change.contested:
            return
        outcomes.changes[at] = change
        if change.contested:
            outcomes.states[at] = "conflict"
            for name in change.contested:
                header = outcomes.rows.table.header(outcomes.rows.table.place("value", name))
                reason = message("Changed here and on the sheet, differently")
                self._problem(outcomes, at, header, reason)
        else:
            outcomes.states[at] = "updated"
            self._rename(KINDS[kind], uid, change, outcomes.comparison)

    def _heed_rows_above(self, kind: str, uid: str, change: Change) -> None:
        """Two rows may be of one record, since two were merged: neither overwrites the other."""
        above = self._edits.setdefault((kind, uid), change)
        if above is change:
            return
        for name in [name for name in change.fields if name in above.fields]:
            value = change.fields.pop(name)
            if value != above.fields[name]:
                change.contested[name] = value

    def _delete(self, outcomes: Outcomes, at: int) -> None:
        comparison = outcomes.comparison
        assert comparison is not None
        if comparison.changed_here(outcomes.rows, at):
            outcomes.states[at] = "conflict"
            outcomes.said[at] = Said(DELETED, _CHANGED_SINCE)
            column = outcomes.rows.table.header(outcomes.rows.table.place("delete"))
            self._problem(outcomes, at, column, _CHANGED_SINCE)
        else:
            outcomes.states[at] = "deleted"

    def _rename(self, kind: Kind, uid: str, change: Change, comparison: Comparison | None) -> None:
        """Let rows further on name a record by what it will be called."""
        finder, text, when = self._finders.get(kind.name), text_field(kind), when_field(kind)
        named = [field.name for field in (text, when) if field is not None]
        if finder is None or comparison is None or change.fields.keys().isdisjoint(named):
            return
        called = [str(change.fields.get(n) or comparison.reads(uid, n)) for n in named]
        finder.add(uid, *called)

    # -- counting --------------------------------------------------------------------------------

    def _advance(self) -> None:
        self._done += 1
        if self._done % _STEP == 0:
            self._report(min(self._done, self._total), self._total)

    def _say(self, outcomes: Outcomes, at: int, column: str, refused: Refused | Message) -> None:
        reason: Message | str = str(refused) if isinstance(refused, Refused) else refused
        outcomes.said[at] = Said(column, reason)
        candidates = refused.candidates if isinstance(refused, Refused) else ()
        self._problem(outcomes, at, column, reason, candidates)

    def _problem(
        self,
        outcomes: Outcomes,
        at: int,
        column: str,
        reason: Message | str,
        candidates: tuple[str, ...] = (),
    ) -> None:
        table = outcomes.rows.table
        self._plan.problems.append(
            Problem(table.sheet, table.numbers[at], column, reason, candidates)
        )


_CHANGED_SINCE = message("It was changed here since the export, and is to be deleted on the sheet")
