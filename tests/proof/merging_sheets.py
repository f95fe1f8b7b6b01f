"""Sheets that come home are merged by a plain rule, cell by cell; the order makes no difference.

A model holds three small dicts (as exported, as the sheet has it, as the record is now) and says
what the record must be after the import, and which rows are in conflict.
"""

from __future__ import annotations

import random
import tempfile
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, cast

import openpyxl
from hypothesis import strategies as st

from workbench import records
from workbench.casebook import Casebook
from workbench.exchange import OnConflict, export, plan, take
from workbench.exchange.report import COUNTS
from workbench.exchange.selection import Selection
from workbench.messages import message

FIELDS = {"place": "Place", "notes": "Notes", "channel": "Channel"}
TITLES = ("One", "Two", "Three", "Four")
WORDS = ("north", "south", "")  # an empty word: the cell is made blank
DELETE = "delete"

Edits = dict[tuple[str, str], str]
"""(title, field or "delete") -> what was typed there."""

Record = dict[str, dict[str, str]]

_PLACES = [(title, name) for title in TITLES for name in FIELDS]
EDITS = st.dictionaries(
    st.sampled_from([*_PLACES, *((title, DELETE) for title in TITLES[:2])]),
    st.sampled_from(WORDS[:2]) | st.just(""),
    max_size=6,
)
HERE = st.dictionaries(st.sampled_from(_PLACES), st.sampled_from(WORDS[:2]), max_size=4)


@dataclass
class Expected:
    """What the model says: the record afterwards, and which rows are in conflict."""

    record: Record
    conflicts: set[str]


def merged(base: Record, here: Record, sheet: Edits, on_conflict: OnConflict) -> Expected:
    """The rule. A blank cell and one that reads as it was exported say nothing; a cell that was
    changed here too, and differently, is in conflict."""
    record = {title: dict(fields) for title, fields in here.items()}
    conflicts = set()
    for title in here:
        deletes = bool(sheet.get((title, DELETE)))
        if deletes:
            if here[title] == base[title] or on_conflict == "theirs":
                del record[title]
            if here[title] != base[title]:
                conflicts.add(title)
            continue
        clean, contested = {}, {}
        for name in FIELDS:
            there, now = sheet.get((title, name), ""), here[title][name]
            if there in ("", base[title][name], now):
                continue
            (clean if now == base[title][name] else contested)[name] = there
        if contested:
            conflicts.add(title)
            clean = {} if on_conflict == "skip" else clean
            contested = contested if on_conflict == "theirs" else {}
        record[title] |= clean | contested
    return Expected(record, conflicts)


class Desk:
    """A casebook of four events and one export of it, to be edited again and again."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._book = Casebook.create(folder / "desk.casebook", None, self._fill, by="T")
        self._export = folder / "desk.xlsx"
        export(self._book, self._export, selection=Selection(kinds=("event",)))
        self._base = self._record()
        self._uids = {row["title"]: uid for uid, row in self._rows().items()}

    def __enter__(self) -> Desk:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._book.close()

    @staticmethod
    def _fill(casebook: Casebook) -> None:
        with casebook.change(message("Fill")) as change:
            for title in TITLES:
                change.add(
                    "event",
                    {"title": title, "kind": "meeting", **dict.fromkeys(FIELDS, "middle")},
                )

    def _rows(self) -> dict[str, dict[str, Any]]:
        from db.exporting import rows

        with self._book.reading() as connection:
            uids = [row[0] for row in rows(connection, "event")]
        return {uid: records.get(self._book, "event", uid) for uid in uids}

    def _record(self) -> Record:
        return {
            row["title"]: {name: row[name] or "" for name in FIELDS}
            for row in self._rows().values()
        }

    def _sheet(self, edits: Edits, name: str) -> Path:
        """The export with these edits typed in, its rows in another order."""
        book = openpyxl.load_workbook(self._export)
        sheet = book["Events"]
        header = next(r for r in range(1, 5) if "Title" in [c.value for c in sheet[r]])
        places = {cell.value: cell.column for cell in sheet[header]}
        for row in range(header + 1, header + 1 + len(TITLES)):
            title = sheet.cell(row, places["Title"]).value
            for (at, name_), text in edits.items():
                if at == title:
                    column = places["Delete" if name_ == DELETE else FIELDS[name_]]
                    typed = (DELETE if text else None) if name_ == DELETE else (text or None)
                    sheet.cell(row, column).value = typed
        path = self._folder / name
        book.save(path)
        return path

    def _edit_here(self, edits: Edits) -> None:
        for (title, name), text in edits.items():
            if title in self._uids and name in FIELDS:
                records.edit(self._book, "event", {self._uids[title]: {name: text or None}})

    def forget(self) -> None:
        """Make the record what was exported again."""
        self._edit_here({(title, name): text for title, fields in self._base.items()
                         for name, text in fields.items()})  # fmt: skip

    # -- what is held --------------------------------------------------------------------------

    def check_one(self, sheet: Edits, here: Edits, on_conflict: OnConflict) -> None:
        """One sheet against changes that were made here meanwhile, and all of it undone."""
        self._edit_here(here)
        before = self._record()
        wanted = merged(self._base, before, sheet, on_conflict)
        made = plan(self._book, self._sheet(sheet, "one.xlsx"))
        done = take(self._book, made, on_conflict)
        assert self._record() == wanted.record, (sheet, here, on_conflict)
        found = {row.label for row in made.staged if row.state == "conflict"}
        assert found == wanted.conflicts and done.conflicts == len(found)
        assert done.rows == sum(getattr(done, name) for name in COUNTS) == len(TITLES)
        if done.change_set is not None:
            self._book.undo()
        assert self._record() == before

    def check_order(self, one: Edits, other: Edits) -> None:
        """Two sheets of one export, in either order, where they don't say different things."""
        clash = {at for at in one.keys() & other.keys() if one[at] != other[at]}
        gone = {title for (title, name), text in [*one.items(), *other.items()]
                if name == DELETE and text}  # fmt: skip
        one, other = (
            {at: text for at, text in edits.items()
             if at not in clash and (at[0] not in gone or at[1] == DELETE)}
            for edits in (one, other)
        )  # fmt: skip
        paths = [self._sheet(one, "one.xlsx"), self._sheet(other, "other.xlsx")]
        results = []
        for order in (paths, paths[::-1]):
            acts = 0
            for path in order:
                done = take(self._book, plan(self._book, path), "skip")
                assert done.conflicts == 0, (one, other)
                acts += done.change_set is not None
            results.append(self._record())
            for _act in range(acts):
                self._book.undo()
            assert self._record() == self._base
        assert results[0] == results[1], (one, other)


def _edits(draw: random.Random, most: int, deletes: bool) -> Edits:
    places = [*_PLACES, *((title, DELETE) for title in TITLES[:2])] if deletes else _PLACES
    return {draw.choice(places): draw.choice(WORDS) for _ in range(draw.randint(0, most))}


def prove(runs: int) -> str:
    """Merge random sheets `runs` times; AssertionError where the rule does not hold."""
    draw = random.Random(4)
    rules = cast("tuple[OnConflict, ...]", ("skip", "ours", "theirs"))
    for run in range(0, runs, 20):
        with tempfile.TemporaryDirectory() as folder, Desk(Path(folder)) as desk:
            for number in range(run, min(run + 20, runs)):
                if number % 2:
                    desk.check_order(_edits(draw, 6, True), _edits(draw, 6, True))
                else:
                    desk.check_one(
                        _edits(draw, 8, True), _edits(draw, 5, False), draw.choice(rules)
                    )
                    desk.forget()
    return f"{runs:,} sheets merged as the rule says, in either order"
