"""Workbooks out and in. What reads and writes files is imported when it is needed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from workbench.exchange.report import (
    Cancelled,
    Counts,
    Done,
    Exported,
    OnConflict,
    Problem,
    Progress,
)

if TYPE_CHECKING:
    from workbench.casebook import Casebook
    from workbench.exchange.plans import Plan
    from workbench.exchange.selection import Selection
    from workbench.exchange.sheets import Sheet
    from workbench.exchange.staging import Choices

__all__ = [
    "Cancelled",
    "Counts",
    "Done",
    "Exported",
    "OnConflict",
    "Problem",
    "Progress",
    "export",
    "plan",
    "take",
]


def export(
    casebook: Casebook,
    path: Path | str,
    progress: Progress | None = None,
    selection: Selection | None = None,
) -> Exported:
    """Write the casebook, or what is selected of it, to a workbook.

    `Refused` where it can't be written.
    """
    from workbench.exchange import exporting

    return exporting.export(casebook, path, progress, selection)


def plan(
    casebook: Casebook,
    path: Path | str | None,
    progress: Progress | None = None,
    *,
    password: str | None = None,
    choices: Choices | None = None,
    sheets: list[Sheet] | None = None,
) -> Plan:
    """Read a workbook and say what taking it would do; nothing is written.

    `choices` say how a workbook that is not our own is to be taken, or cells that were pasted
    (then there is no path); `sheets` are the file's, where `foreign.open_workbook` has opened
    them. `Refused` where the file can't be read.
    """
    from workbench.exchange import planning

    return planning.plan(
        casebook,
        None if path is None else Path(path),
        progress,
        password=password,
        choices=choices,
        sheets=sheets,
    )


def take(
    casebook: Casebook,
    plan: Plan,
    on_conflict: OnConflict = "skip",
    progress: Progress | None = None,
) -> Done:
    """Carry a plan out, as one act that one undo takes back.

    A row that was changed here and there is left alone with "skip"; with "ours" only what
    nobody changed here is taken of it; with "theirs" all of it.
    """
    from workbench.exchange import taking

    return taking.take(casebook, plan, on_conflict, progress)
