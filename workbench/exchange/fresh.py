"""Rows that are to become new records: read column by column, checked, matched with each other.

A row that may be a record that is here already is never taken for a new one: it is set aside as
uncertain.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from uuid_utils import uuid7

from db.folding import fold
from workbench.exchange.converting import Converter
from workbench.exchange.labels import Finder, Rows, place
from workbench.exchange.layout import text_field, when_field
from workbench.exchange.sheet_rows import SheetRows
from workbench.kinds import Field, Kind
from workbench.messages import Message, Refused, message
from workbench.values import Value

_UID = re.compile("[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}").fullmatch

Key = tuple[Any, ...]

_MAY_BE_HERE = message(
    "This may be a record that is here already; if it is not, add it in the workbench"
)


@dataclass
class Batch:
    """New records of one kind, as `Change.add_many` takes them; the first value is the uid.

    `own` are the places of links that lead to the same kind, and so perhaps to each other.
    """

    kind: str
    names: list[str] = field(default_factory=list)
    rows: list[tuple[Value, ...]] = field(default_factory=list)
    own: list[int] = field(default_factory=list)


def identity(kind: Kind, given: set[str]) -> list[Field]:
    """The fields that two records of a kind don't share unless they are the same.

    What a record hangs on, its text and its dates; where it has no text, all it is made of.
    Dates count where the sheet has them.
    """
    worded = [f for f in kind.fields if f.required and f.type in ("text", "long text", "listed")]
    found = [f for f in kind.fields if f.parent or f in worded]
    if not worded:
        found += [f for f in kind.fields if not f.parent and f.type in ("text", "listed", "choice")]
    found += [f for f in kind.fields if f.type == "when" and f.name in given]
    return found


class Fresh:
    """Gathers the new rows of one kind from its sheets, then settles which become records."""

    def __init__(
        self, kind: Kind, stored: Rows, converter: Converter, finder: Finder | None
    ) -> None:
        self._kind = kind
        self._stored = stored
        self._converter = converter
        self._finder = finder
        self._where: list[tuple[SheetRows, int]] = []
        self._uids: list[str] = []
        self._columns: dict[str, list[Any]] = {each.name: [] for each in kind.fields}
        self._own = [each for each in kind.fields if each.link == kind.name]
        self._bad: dict[int, tuple[str, Refused | Message]] = {}
        self._doubtful: dict[int, tuple[Message, tuple[str, ...]]] = {}
        self._here: set[int] = set()
        self._given: set[str] = set()

    @property
    def count(self) -> int:
        """How many rows were read."""
        return len(self._where)

    @property
    def unchanged(self) -> int:
        """How many rows say nothing but what a record here says as well."""
        return len(self._here)

    @property
    def rejected(self) -> Iterator[tuple[SheetRows, int, str, Refused | Message]]:
        """Rows that can't become records: (sheet, row, column, why)."""
        for number, (name, why) in sorted(self._bad.items()):
            rows, at = self._where[number]
            yield rows, at, self._header(rows, name), why

    @property
    def uncertain(self) -> Iterator[tuple[SheetRows, int, Message, tuple[str, ...]]]:
        """Rows that may be records that are here already: (sheet, row, why, candidates)."""
        for number, (why, candidates) in sorted(self._doubtful.items()):
            if number not in self._bad:
                yield *self._where[number], why, candidates

    def _header(self, rows: SheetRows, name: str) -> str:
        column = rows.table.place("uid") if name == "uid" else rows.table.place("value", name)
        return rows.table.header(column) or (
            str(self._kind.field(name).label) if name != "uid" else name
        )

    # -- reading ---------------------------------------------------------------------------------

    def read(self, rows: SheetRows, new: Sequence[int]) -> None:
        """Read these rows of a sheet; what is wrong with them is kept for `rejected`."""
        first = len(self._where)
        self._where += [(rows, at) for at in new]
        for number, at in enumerate(new, first):
            uid = rows.uids[at]
            if uid and not _UID(uid):
                self._bad[number] = ("uid", message("This is no uid; clear it on a new row"))
            self._uids.append(uid or str(uuid7()))
        for each in self._kind.fields:
            if rows.has(each.name):
                self._given.add(each.name)
            texts = rows.texts(each.name)
            column = [texts[at] for at in new]
            if each.type == "link":
                beside = rows.texts(f"{each.name} uid")
                uids = [beside[at] for at in new]
                # Names of the same kind may be those of rows further down.
                made: list[Any] = (
                    list(zip(column, uids, strict=True))
                    if each in self._own
                    else self._converter.links(each, column, uids)
                )
            else:
                made = self._converter.column(each, column)
            self._columns[each.name] += made
            if each not in self._own:
                self._check(each, made, first)

    def _check(self, each: Field, made: Sequence[Any], first: int) -> None:
        if each.required and None in made:
            for number, value in enumerate(made, first):
                if value is None:
                    self._bad.setdefault(
                        number, (each.name, message("{field} is missing", field=each.label))
                    )
        for number, value in enumerate(made, first):
            if isinstance(value, Refused):
                self._bad.setdefault(number, (each.name, value))

    # -- settling --------------------------------------------------------------------------------

    def batch(self) -> Batch:
        """The records that are to be made; they can be found by their names from now on."""
        if not self._where:
            return Batch(self._kind.name)
        self._set_doubtful_aside()
        standing = self._standing()
        self._let_be_found(standing)
        self._follow_own_links(standing)
        standing = self._standing()
        fields = [each for each in self._kind.fields if self._filled(each, standing)]
        columns = [self._uids, *(self._columns[each.name] for each in fields)]
        own = [number for number, each in enumerate(fields, 1) if each in self._own]
        whole = list(zip(*columns, strict=True))
        rows = whole if len(standing) == len(whole) else [whole[number] for number in standing]
        return Batch(self._kind.name, ["uid", *(each.name for each in fields)], rows, own)

    def _filled(self, each: Field, standing: Sequence[int]) -> bool:
        column = self._columns[each.name]
        return each.required or any(column[number] is not None for number in standing)

    def _standing(self) -> list[int]:
        out = self._bad.keys() | self._doubtful.keys() | self._here
        return [number for number in range(len(self._where)) if number not in out]

    def _set_doubtful_aside(self) -> None:
        fields = identity(self._kind, self._given)
        here: dict[Key, tuple[Any, ...]] = {}
        if self._stored:
            places = [place(self._kind.name, each.name) for each in fields]
            columns = [_alike(each, [row[at] for row in self._stored])
                       for each, at in zip(fields, places, strict=True)]  # fmt: skip
            here = dict(zip(zip(*columns, strict=True), self._stored, strict=True))
        columns = [_alike(each, self._columns[each.name]) for each in fields]
        above: set[Key] = set()
        for number, key in enumerate(zip(*columns, strict=True)):
            if number in self._bad:
                continue
            if key in here and self._says_no_more(number, here[key]):
                self._here.add(number)
            elif key in here:
                self._doubtful[number] = (
                    _MAY_BE_HERE,
                    (self._called(here[key][0]),),
                )
            elif key in above:
                self._doubtful[number] = (message("The same stands further up on the sheet"), ())
            above.add(key)

    def _says_no_more(self, number: int, row: tuple[Any, ...]) -> bool:
        """Whether a record is wholly told by what makes it itself, and the row says just that."""
        fields = self._kind.fields
        if not set(fields) <= set(identity(self._kind, self._given)):
            return False
        return all(self._columns[f.name][number] == value
                   for f, value in zip(fields, row[1:], strict=True))  # fmt: skip

    def _called(self, uid: str) -> str:
        return (self._finder.label(uid) if self._finder else "") or uid

    def _let_be_found(self, standing: Sequence[int]) -> None:
        if self._kind.name == "name":
            # Spellings that come with the workbook find their stakeholders further on in it.
            self._let_spellings_be_found(standing)
        text, when = text_field(self._kind), when_field(self._kind)
        if self._finder is None or text is None:
            return
        texts = self._columns[text.name]
        dates = self._columns[when.name] if when else [None] * len(texts)
        for number in standing:
            self._finder.add(self._uids[number], texts[number], dates[number])

    def _let_spellings_be_found(self, standing: Sequence[int]) -> None:
        finder = self._converter.finder("stakeholder")
        for number in standing:
            finder.spell(self._columns["stakeholder"][number], self._columns["spelling"][number])

    def _follow_own_links(self, standing: Sequence[int]) -> None:
        """Look up links among records of this kind; what leans on a rejected row is rejected."""
        waiting = list(standing)
        for each in self._own:
            given = list(self._columns[each.name])
            column = self._columns[each.name]
            for number in range(len(column)):
                column[number] = None
            while waiting:
                fallen: set[str] = set()
                for number in waiting:
                    column[number] = value = self._converter.link(each, *given[number])
                    if isinstance(value, Refused):
                        self._bad[number] = (each.name, value)
                        fallen.add(self._uids[number])
                if not fallen or self._finder is None:
                    break
                self._finder.forget(fallen)
                waiting = [number for number in waiting if number not in self._bad]
            waiting = [number for number in standing if number not in self._bad]


def _alike(each: Field, column: Sequence[Any]) -> list[Any]:
    """A column for comparing: texts folded, all else as it is."""
    if each.type not in ("text", "long text", "listed"):
        return list(column)
    return [fold(value) if isinstance(value, str) else value for value in column]
