"""What an export or an import says of itself: counts, and every row that needs a word."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

from workbench.messages import Message

Progress = Callable[[int, int], None]
"""Told how many rows are done, of how many; 0 of 0 while that is not known.

May raise `Cancelled`, which leaves all as it was.
"""

OnConflict = Literal["skip", "ours", "theirs"]

COUNTS = ("created", "updated", "unchanged", "deleted", "conflicts", "skipped", "rejected")


class Cancelled(Exception):
    """The person wanted no more of it; nothing was written."""


def no_progress(done: int, total: int) -> None:
    """For whoever does not ask how far it is."""


@dataclass(frozen=True)
class Problem:
    """One thing on a sheet that was not taken as it stands, and why.

    `row` is the sheet's own row number and 0 for a whole column or sheet; `column` the header
    as it stands there, or empty. `candidates` are the records that may have been meant.
    """

    sheet: str
    row: int
    column: str
    reason: Message | str
    candidates: tuple[str, ...] = ()

    def __str__(self) -> str:
        return str(self.reason)


@dataclass
class Counts:
    """What became of every row of a workbook; each row is in exactly one of the counts."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    deleted: int = 0
    conflicts: int = 0
    skipped: int = 0
    rejected: int = 0
    problems: list[Problem] = field(default_factory=list)

    @property
    def rows(self) -> int:
        """How many rows were read."""
        return sum(getattr(self, name) for name in COUNTS)


@dataclass(frozen=True)
class Exported:
    """What was written: sheet -> rows, and sheet -> what the marking ceiling withheld.

    `altered` counts, by sheet, the texts that a workbook can't hold as they are; `undated` the
    records that a calendar or a timeline has no place for.
    """

    sheets: dict[str, int]
    withheld: dict[str, dict[str, int]] = field(default_factory=dict)
    altered: dict[str, int] = field(default_factory=dict)
    undated: dict[str, int] = field(default_factory=dict)


@dataclass
class Done(Counts):
    """An import that was carried out; `change_set` is None where nothing was written."""

    change_set: int | None = None
