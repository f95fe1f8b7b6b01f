"""What an import shows before it is taken: its rows with each cell's before and after.

Also what a person chooses before: which tables of a workbook that is not our own, and what their
columns mean.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, overload

from workbench.messages import Message

if TYPE_CHECKING:
    from workbench.exchange.mapping_shapes import SheetMapping
    from workbench.exchange.regions import Region
    from workbench.exchange.sheets import Sheet

State = Literal[
    "created",
    "updated",
    "unchanged",
    "conflict",
    "deleted",
    "skipped",
    "rejected",
    "uncertain",
]

COUNTED: dict[str, str] = {
    "created": "created",
    "updated": "updated",
    "unchanged": "unchanged",
    "conflict": "conflicts",
    "deleted": "deleted",
    "skipped": "skipped",
    "rejected": "rejected",
    "uncertain": "skipped",
}
"""State of a row -> the count that it is in: what nobody decided is skipped."""

NEW = ""
"""Decided of an uncertain row: it is none of the records here."""


@dataclass(frozen=True)
class Part:
    """One table of a sheet that is not our own, and what its columns mean."""

    sheet: Sheet
    region: Region
    mapping: SheetMapping


@dataclass(frozen=True)
class Choices:
    """How a workbook that is not our own is to be taken; `name` is what the act calls it."""

    parts: tuple[Part, ...]
    name: str = ""


@dataclass(frozen=True, slots=True)
class StagedCell:
    """One field of a row: what the record reads now, and what it would read."""

    field: str
    label: str
    before: str
    after: str
    state: State


@dataclass(frozen=True, slots=True)
class Candidate:
    """A record that a row may be: what it is called, what tells it from others, what speaks
    for it."""

    uid: str
    label: str
    detail: str = ""
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class StagedRow:
    """One row of a sheet, and what would become of it; `number` is the sheet's own."""

    sheet: str
    number: int
    kind: str
    uid: str
    label: str
    state: State
    cells: tuple[StagedCell, ...] = ()
    reason: Message | str = ""
    candidates: tuple[Candidate, ...] = ()


class Staged(Sequence[StagedRow]):
    """Rows that are made when they are asked for: there may be many, of which few are seen."""

    def __init__(self, count: Callable[[], int], make: Callable[[int], StagedRow]) -> None:
        self._count = count
        self._make = make

    def __len__(self) -> int:
        return self._count()

    @overload
    def __getitem__(self, at: int) -> StagedRow: ...
    @overload
    def __getitem__(self, at: slice) -> list[StagedRow]: ...
    def __getitem__(self, at: int | slice) -> StagedRow | list[StagedRow]:
        if isinstance(at, slice):
            return [self._make(number) for number in range(*at.indices(len(self)))]
        if not -len(self) <= at < len(self):
            raise IndexError(at)
        return self._make(at % len(self))

    def __iter__(self) -> Iterator[StagedRow]:
        return (self._make(number) for number in range(len(self)))
