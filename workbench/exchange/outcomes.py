"""What becomes of each row of one table, and each row put into words when it is looked at."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from workbench.exchange import cells
from workbench.exchange.comparing import Change, Comparison
from workbench.exchange.fresh import Fresh
from workbench.exchange.labels import Finder
from workbench.exchange.layout import DELETE, DELETE_WORD, text_field, when_field
from workbench.exchange.sheet_rows import SheetRows
from workbench.exchange.staging import Candidate, StagedCell, StagedRow, State
from workbench.kinds import Field
from workbench.messages import Message
from workbench.values import Value

DELETED = "delete"
"""Stands for a field where a row is in conflict over being deleted."""


@dataclass(frozen=True, slots=True)
class Said:
    """What is said of one row: under which header, why, and which records may be meant."""

    column: str = ""
    reason: Message | str = ""
    candidates: tuple[Candidate, ...] = ()


@dataclass
class Outcomes:
    """The rows of one table. Lists run from its first row to its last.

    `numbers` are the rows' places in `fresh`, -1 for those that are not in it; `changes` what
    rows change in records that are here.
    """

    rows: SheetRows
    states: list[State]
    finders: Mapping[str, Finder]
    comparison: Comparison | None = None
    fresh: Fresh | None = None
    numbers: list[int] = field(default_factory=list)
    said: dict[int, Said] = field(default_factory=dict)
    changes: dict[int, Change] = field(default_factory=dict)
    shown: Sequence[int] = ()
    offset: int = 0

    @property
    def kind(self) -> str:
        """The kind of record that the rows are."""
        return self.rows.table.layout.kind.name

    @property
    def counted(self) -> bool:
        """Whether the rows are counted: what was read out of others' rows is not."""
        return not self.rows.table.derived

    def show(self, offset: int) -> int:
        """Settle which rows are staged, from this place in the plan on; where the next begin."""
        self.offset = offset
        self.shown = range(len(self.states))
        if not self.counted:
            self.shown = [
                at
                for at, state in enumerate(self.states)
                if state in ("created", "uncertain", "rejected")
            ]
        return offset + len(self.shown)

    def number(self, at: int) -> int:
        """The row's place in `fresh`; -1 where it is not in it."""
        return self.numbers[at] if self.numbers else -1

    def uid(self, at: int) -> str:
        """The record that the row is of, or that it would make."""
        number = self.number(at)
        return self.rows.records[at] if number < 0 or not self.fresh else self.fresh.uids[number]

    def deletes(self, at: int) -> bool:
        """Whether the row asks for its record to be deleted."""
        return self.states[at] == "deleted" or self.said.get(at, Said()).column == DELETED

    # -- in words --------------------------------------------------------------------------------

    def staged(
        self, at: int, state: State, change: Change | None, left: Message | str = ""
    ) -> StagedRow:
        """One row as it is shown; `change` is what it would change, `left` why it is left."""
        said = self.said.get(at, Said())
        return StagedRow(
            self.rows.table.sheet,
            self.rows.table.numbers[at],
            self.kind,
            self.uid(at),
            self.label(at),
            state,
            tuple(self._cells(at, state, change)),
            left or self._reason(said, state),
            said.candidates,
        )

    @staticmethod
    def _reason(said: Said, state: State) -> Message | str:
        if said.candidates and state != "uncertain":
            return ""
        if said.column and said.column != DELETED and said.reason:
            return f"{said.column}: {said.reason}"
        return said.reason

    def label(self, at: int) -> str:
        """What the row's record is called, or is called on the sheet."""
        kind = self.rows.table.layout.kind
        finder = self.finders.get(kind.name)
        known = finder.label(self.uid(at)) if finder else ""
        if known:
            return known
        named = [each for each in (text_field(kind), when_field(kind)) if each is not None]
        links = [each for each in self.rows.table.layout.fields if each.parent]
        texts = [self._text(at, each) for each in (*named[:1], *links)]
        return ", ".join(text for text in texts if text)

    def _text(self, at: int, each: Field) -> str:
        number = self.number(at)
        if self.fresh is not None and number >= 0 and each.name == self.rows.table.hangs_on:
            return self.finders[each.link].label(str(self.fresh.columns[each.name][number] or ""))
        return self.rows.texts(each.name)[at].strip()

    def _cells(self, at: int, state: State, change: Change | None) -> Iterator[StagedCell]:
        if self.deletes(at):
            yield StagedCell(DELETED, str(DELETE), "", str(DELETE_WORD), state)
        elif state in ("updated", "conflict") and change is not None:
            yield from self._changes(at, change)
        elif state == "created" and self.number(at) >= 0:
            yield from self._new(at)
        else:
            for each in self.rows.table.layout.fields:
                text = self._text(at, each)
                if text:
                    yield StagedCell(each.name, str(each.label), "", text, state)

    def _changes(self, at: int, change: Change) -> Iterator[StagedCell]:
        assert self.comparison is not None
        for each in self.rows.table.layout.fields:
            both = each.name in change.contested
            values = change.contested if both else change.fields
            if each.name in values:
                before = self.comparison.reads(change.uid, each.name)
                after = self._value(each, values[each.name])
                state: State = "conflict" if both else "updated"
                yield StagedCell(each.name, str(each.label), before, after, state)

    def _new(self, at: int) -> Iterator[StagedCell]:
        assert self.fresh is not None
        number = self.number(at)
        for each in self.rows.table.layout.fields:
            value = self.fresh.columns[each.name][number]
            if value is not None:
                yield StagedCell(
                    each.name, str(each.label), "", self._value(each, value), "created"
                )

    def _value(self, each: Field, value: Value) -> str:
        if each.type == "link":
            return self.finders[each.link].label(str(value or ""))
        return "" if value is None else cells.said(each, value)
