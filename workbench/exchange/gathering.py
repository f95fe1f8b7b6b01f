"""What new rows are gathered into: records to be made, what makes one itself, where rows stand."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from db.folding import fold
from workbench.exchange.sheet_rows import SheetRows
from workbench.kinds import Field, Kind
from workbench.values import Value


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


def bodies(kind: Kind) -> list[Field]:
    """The fields that tell two records apart where both are filled and lead to different
    stakeholders: one man is ambassador to six states at a time."""
    return [f for f in kind.fields if f.link == "stakeholder" and not f.parent]


def apart(one: Sequence[Any], other: Sequence[Any]) -> bool:
    """Whether values of `bodies` tell two records apart."""
    return any(a and b and a != b for a, b in zip(one, other, strict=True))


class Where:
    """For rows that are numbered over several tables: which table, and which place in it."""

    def __init__(self) -> None:
        self._starts: list[int] = []
        self._parts: list[tuple[SheetRows, Sequence[int]]] = []
        self._count = 0

    def add(self, rows: SheetRows, places: Sequence[int]) -> None:
        """Number these rows of a table next."""
        if places:
            self._starts.append(self._count)
            self._parts.append((rows, places))
            self._count += len(places)

    def __len__(self) -> int:
        return self._count

    def __getitem__(self, number: int) -> tuple[SheetRows, int]:
        part = bisect_right(self._starts, number) - 1
        rows, places = self._parts[part]
        return rows, places[number - self._starts[part]]


def alike(each: Field, column: Sequence[Any]) -> list[Any]:
    """A column for comparing: texts folded, all else as it is."""
    if each.type not in ("text", "long text", "listed"):
        return list(column)
    return [fold(value) if isinstance(value, str) else value for value in column]
