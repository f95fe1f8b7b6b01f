"""Rows that are to become new records: read column by column, checked, matched with each other.

A row that is surely a record that is here already is that record's. One that may be is never
taken for a new one: it is set aside as uncertain, with a uid in reserve, by which other rows can
lean on it until somebody decides.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from uuid_utils import uuid7

from db.folding import fold
from workbench.exchange.converting import Converter
from workbench.exchange.gathering import Batch, Where, alike, apart, bodies, identity
from workbench.exchange.labels import Finder, Rows, label, place
from workbench.exchange.layout import text_field, when_field
from workbench.exchange.matching import Matching, Witness
from workbench.exchange.report import Progress, no_progress
from workbench.exchange.sheet_rows import SheetRows
from workbench.exchange.staging import Candidate
from workbench.kinds import Field, Kind
from workbench.messages import Message, Refused, message
from workbench.writing import plain_cell

_UID = re.compile("[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}").fullmatch

Key = tuple[Any, ...]

Bad = tuple[str, Refused | Message]
"""A field's name, and what is wrong with it."""

_MAY_BE_HERE = message("This may be a record that is here already; it waits to be decided")
_SAME_TELLING = message("What tells it from others is the same")
_NAMED_TWICE = message("The name stands further up on the sheet; only that row is taken")
_TWICE = message("The same stands further up on the sheet")


class Fresh:
    """Gathers the new rows of one kind from its sheets, then settles which become records."""

    def __init__(
        self,
        kind: Kind,
        stored: Rows,
        converter: Converter,
        finder: Finder | None,
        matching: Matching | None = None,
        report: Progress = no_progress,
    ) -> None:
        self.kind = kind
        self._stored = stored
        self._converter = converter
        self._finder = finder
        self._matching = matching
        self._report = report
        self.where = Where()
        """Row by row, numbered from 0: the table and the place in it."""
        self.uids: list[str] = []
        """The uid that each row's record has, or would have."""
        self.columns: dict[str, list[Any]] = {each.name: [] for each in kind.fields}
        self._own = [each for each in kind.fields if each.link == kind.name]
        self._told_by = bodies(kind) if kind.name != "stakeholder" else []
        self.bad: dict[int, Bad] = {}
        self.doubtful: dict[int, tuple[Message, tuple[Candidate, ...]]] = {}
        self.known: dict[int, str] = {}
        """Rows that are of a record that is here, and may say more of it: its uid."""
        self.same: dict[int, str] = {}
        """Rows that say nothing but what a record here says as well: its uid."""
        self.dropped: set[int] = set()
        """Rows that hang on one that is not taken: they go with it, and nothing is said."""
        self._repeats: set[int] = set()
        """Rows that say nothing but what one further up says as well."""
        self._given: set[str] = set()
        self._lacking: set[int] = set()

    def header(self, rows: SheetRows, name: str) -> str:
        """What heads the column of a field on this sheet."""
        column = rows.table.place("uid") if name == "uid" else rows.table.place("value", name)
        return rows.table.header(column) or (
            str(self.kind.field(name).label) if name != "uid" else name
        )

    # -- reading ---------------------------------------------------------------------------------

    def read(
        self, rows: SheetRows, new: Sequence[int], hung: Sequence[str | None] | None = None
    ) -> None:
        """Read these rows of a sheet; what is wrong with them is kept in `bad`.

        `hung`: the records that the rows hang on, where their table says so; None: not taken.
        """
        first = len(self.where)
        self.where.add(rows, new)
        for number, at in enumerate(new, first):
            uid = rows.uids[at]
            if uid and not _UID(uid):
                self.bad[number] = ("uid", message("This is no uid; clear it on a new row"))
            self.uids.append(uid or str(uuid7()))
        for each in self.kind.fields:
            if rows.has(each.name):
                self._given.add(each.name)
            self._report(0, 0)
            texts = rows.texts(each.name)
            column = [texts[at] for at in new]
            if hung is not None and each.name == rows.table.hangs_on:
                made: list[Any] = list(hung)
                self.dropped |= {n for n, uid in enumerate(hung, first) if uid is None}
            elif each.type == "link":
                beside = rows.texts(f"{each.name} uid")
                uids = [beside[at] for at in new]
                # Names of the same kind may be those of rows further down.
                made = (
                    list(zip(column, uids, strict=True))
                    if each in self._own
                    else self._converter.links(each, column, uids)
                )
            else:
                made = self._converter.column(each, column)
            self.columns[each.name] += made
            if each not in self._own or each.name == rows.table.hangs_on:
                self._check(each, made, first)

    def _check(self, each: Field, made: Sequence[Any], first: int) -> None:
        if each.required and None in made:
            for number, value in enumerate(made, first):
                if value is None and number not in self.bad:
                    self._lacking.add(number)
                    missing = message("{field} is missing", field=each.label)
                    self.bad[number] = (each.name, missing)
        for number, value in enumerate(made, first):
            if isinstance(value, Refused) and (number not in self.bad or number in self._lacking):
                self._lacking.discard(number)
                self.bad[number] = (each.name, value)

    # -- settling --------------------------------------------------------------------------------

    def settle(self) -> None:
        """Tell what each row is; new records can be found by their names from now on."""
        if not self.where:
            return
        if self.kind.name == "stakeholder" and self._matching is not None:
            self._match()
        else:
            self._set_doubtful_aside()
        self._report(0, 0)
        self._let_be_found()
        self._follow_own_links()
        self._report(0, 0)

    @property
    def standing(self) -> list[int]:
        """The rows that become new records, whatever is decided of others."""
        out = (
            self.bad.keys() | self.doubtful.keys() | self.known.keys() | self.same.keys()
        ) | self.dropped
        return [number for number in range(len(self.where)) if number not in out]

    def _open(self) -> list[int]:
        """The rows that become new records, or may."""
        out = self.bad.keys() | self.known.keys() | self.same.keys() | self.dropped
        return [number for number in range(len(self.where)) if number not in out]

    def derived(self, number: int) -> bool:
        """Whether the row was read out of another table's."""
        return self.where[number][0].table.derived

    # -- by name -----------------------------------------------------------------------------

    def _match(self) -> None:
        """Look every stakeholder up by name; what the row says beside it is heard as well."""
        assert self._matching is not None and self._finder is not None
        above: dict[str, int] = {}
        # What is here already need not be said again.
        for number in self._own_rows_first({*self._open(), *self._lacking}):
            name = self.columns["name"][number]
            if not isinstance(name, str) or number in self.dropped:
                continue
            verdict = self._matching.verdict(name, self._witness(number))
            folded = fold(name)
            if verdict.uid:
                self.bad.pop(number, None)
                self._is(number, verdict.uid, name)
            elif number in self.bad:
                continue
            elif folded in above and not self.where[number][0].uids[self.where[number][1]]:
                self._is_above(number, above[folded])
            elif verdict.candidates:
                self.doubtful[number] = (_MAY_BE_HERE, verdict.candidates)
            above.setdefault(folded, number)

    def _own_rows_first(self, numbers: Iterable[int]) -> list[int]:
        """Who has a row of his own says more there than where another row only names him."""
        return sorted(numbers, key=lambda number: (self.derived(number), number))

    def _is(self, number: int, uid: str, name: str) -> None:
        """The row is of this record: links by its name, or by its own uid, lead there."""
        assert self._finder is not None
        self._converter.leads[self.uids[number]] = uid
        self.uids[number] = uid
        self._finder.mean(name, uid)
        if self.derived(number):
            self.same[number] = uid
        else:
            self.known[number] = uid

    def _is_above(self, number: int, first: int) -> None:
        if self.derived(number):
            self.same[number] = self.uids[number] = self.uids[first]
            return
        self.doubtful[number] = (_NAMED_TWICE, ())
        if all(column[number] in (None, column[first]) for column in self.columns.values()):
            self._repeats.add(number)

    def _witness(self, number: int) -> Witness:
        rows, at = self.where[number]
        kind, country = self.columns["kind"][number], self.columns["country"][number]
        body = rows.texts("part_of")[at].strip()
        return Witness(
            kind if isinstance(kind, str) else "",
            country if isinstance(country, str) else "",
            organisations=frozenset({body} - {""}),
            guessed=self.derived(number),
        )

    # -- by what makes a record itself -----------------------------------------------------------

    def _set_doubtful_aside(self) -> None:
        fields = identity(self.kind, self._given)
        here: dict[Key, list[tuple[Any, ...]]] = {}
        if self._stored:
            places = [place(self.kind.name, each.name) for each in fields]
            stored = [alike(each, [row[at] for row in self._stored])
                      for each, at in zip(fields, places, strict=True)]  # fmt: skip
            for key, row in zip(zip(*stored, strict=True), self._stored, strict=True):
                here.setdefault(key, []).append(row)
        columns = []
        for each in fields:
            self._report(0, 0)
            columns.append(alike(each, self.columns[each.name]))
        self._report(0, 0)
        above: dict[Key, set[Key]] = {}
        keys = list(zip(*columns, strict=True))
        for number in self._own_rows_first(range(len(keys))):
            if number in self.bad or number in self.dropped:
                continue
            key = keys[number]
            told = self._bodies(number)
            held = [row for row in here.get(key, ()) if not self._is_apart(told, row)]
            seen = above.setdefault(key, set())
            if held:
                self._may_be(number, held)
            elif not self.where[number][0].uids[self.where[number][1]] and not all(
                apart(told, each) for each in seen
            ):
                self._again(number)
            seen.add(told)

    def _bodies(self, number: int) -> Key:
        return tuple(self.columns[each.name][number] for each in self._told_by)

    def _is_apart(self, told: Key, row: tuple[Any, ...]) -> bool:
        return apart(told, [row[place(self.kind.name, each.name)] for each in self._told_by])

    def _again(self, number: int) -> None:
        """The row is there twice; where it was read out of others it is just said twice."""
        if self.derived(number):
            self.dropped.add(number)
        else:
            self.doubtful[number] = (_TWICE, ())

    def _may_be(self, number: int, rows: Sequence[tuple[Any, ...]]) -> None:
        for row in rows:
            if self.derived(number) or self._says_no_more(number, row):
                self.same[number] = self.uids[number] = row[0]
                return
        self.doubtful[number] = (
            _MAY_BE_HERE,
            tuple(
                Candidate(row[0], self._called(row[0]), "", (str(_SAME_TELLING),)) for row in rows
            ),
        )

    def _says_no_more(self, number: int, row: tuple[Any, ...]) -> bool:
        """Whether a record here says all that the row says."""
        for each, held in zip(self.kind.fields, row[1:], strict=True):
            value = self.columns[each.name][number]
            if each in self._own and isinstance(value, tuple):
                value = self._converter.link(each, *value)
            if value is None or value == held:
                continue
            if each.type != "link":
                held = plain_cell(each.type, held)
            if alike(each, [value]) != alike(each, [held]):
                return False
        return True

    def _called(self, uid: str) -> str:
        return (self._finder.label(uid) if self._finder else "") or uid

    # -- for rows that lean on these -------------------------------------------------------------

    def _let_be_found(self) -> None:
        standing = self._open()
        if self.kind.name == "name":
            # Spellings that come with the workbook find their stakeholders further on in it.
            self._let_spellings_be_found(standing)
        text, when = text_field(self.kind), when_field(self.kind)
        if self._finder is None or text is None:
            return
        texts = self.columns[text.name]
        dates = self.columns[when.name] if when else [None] * len(texts)
        for number in standing:
            if number in self._repeats:
                continue
            self._finder.add(self.uids[number], texts[number], dates[number])
            if self.doubtful and number in self.doubtful and self.doubtful[number][1]:
                self._finder.mean(texts[number], self.uids[number])
                self._finder.mean(label(texts[number], dates[number]), self.uids[number])

    def _let_spellings_be_found(self, standing: Sequence[int]) -> None:
        finder = self._converter.finder("stakeholder")
        for number in standing:
            finder.spell(self.columns["stakeholder"][number], self.columns["spelling"][number])

    def _follow_own_links(self) -> None:
        """Look up links among records of this kind; what leans on a rejected row is rejected."""
        standing = self._open()
        for each in self._own:
            given = list(self.columns[each.name])
            column = self.columns[each.name]
            for number, value in enumerate(given):
                if isinstance(value, tuple):
                    column[number] = None
            waiting = [n for n in standing if isinstance(given[n], tuple) and n not in self.bad]
            while waiting:
                fallen: set[str] = set()
                for number in waiting:
                    column[number] = value = self._converter.link(each, *given[number])
                    if isinstance(value, Refused):
                        self.bad[number] = (each.name, value)
                        fallen.add(self.uids[number])
                if not fallen or self._finder is None:
                    break
                self._finder.forget(fallen)
                waiting = [number for number in waiting if number not in self.bad]

    # -- made ------------------------------------------------------------------------------------

    def batch(
        self,
        numbers: Sequence[int],
        leads: Mapping[str, str],
        blank: Collection[tuple[int, str]] = (),
    ) -> Batch:
        """The records of these rows. `leads`: uids in reserve whose row is another record's;
        `blank`: cells that are left, by number and field."""
        fields = [each for each in self.kind.fields if self._filled(each, numbers)]
        columns: list[Sequence[Any]] = [self.uids]
        for each in fields:
            column = self.columns[each.name]
            if leads and each.type == "link":
                column = [leads.get(uid, uid) for uid in column]
            emptied = {number for number, name in blank if name == each.name}
            if emptied:
                column = [None if n in emptied else value for n, value in enumerate(column)]
            columns.append(column)
        own = [number for number, each in enumerate(fields, 1) if each in self._own]
        whole = list(zip(*columns, strict=True))
        rows = whole if len(numbers) == len(whole) else [whole[number] for number in numbers]
        return Batch(self.kind.name, ["uid", *(each.name for each in fields)], rows, own)

    def already_here(self, numbers: Iterable[int], leads: Mapping[str, str]) -> set[int]:
        """Those of the rows that say no more than a record here, once their links lead on."""
        fields = identity(self.kind, self._given)
        places = [place(self.kind.name, each.name) for each in fields]
        wanted: dict[Key, list[int]] = {}
        links = [self.columns[each.name] for each in fields if each.link]
        for number in numbers:
            if not any(column[number] in leads for column in links):
                continue
            key = []
            for each in fields:
                value = self.columns[each.name][number]
                key += alike(each, [leads.get(value, value) if each.type == "link" else value])
            wanted.setdefault(tuple(key), []).append(number)
        found = set()
        for row in self._stored:
            key = [alike(each, [row[at]])[0] for each, at in zip(fields, places, strict=True)]
            for number in wanted.get(tuple(key), ()):
                told = tuple(leads.get(uid, uid) for uid in self._bodies(number))
                if not self._is_apart(told, row):
                    found.add(number)
        return found

    def _filled(self, each: Field, numbers: Sequence[int]) -> bool:
        column = self.columns[each.name]
        return each.required or any(column[number] is not None for number in numbers)
