"""A workbook's sheets as they stand: cells, and what was hidden, merged, faulty or passed over."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from workbench.messages import Message

Merge = tuple[int, int, int, int]
"""A merged range: first row, first place, last row, last place; rows from 1, places from 0."""


@dataclass
class Sheet:
    """One sheet of cells.

    `rows` begin at A1 and are all of one length; a blank cell is `""`. A merged cell's value
    stands in every cell of its range. `faults` are cells whose value can't be trusted, by row
    and column, both from 1. `problem` says why nothing of the sheet was read.
    """

    name: str
    rows: list[list[Any]]
    hidden: bool = False
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    merged: tuple[Merge, ...] = ()
    faults: Mapping[tuple[int, int], Message] = field(default_factory=dict)
    problem: Message | None = None
