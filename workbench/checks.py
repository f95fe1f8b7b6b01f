"""The whole record looked over for faults: its file, its rules, its index, its history."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from db import checking
from db import lists as listing
from db.checking import Fault
from workbench.messages import message
from workbench.when import bounds

if TYPE_CHECKING:
    from workbench.casebook import Casebook

__all__ = ["Fault", "Report", "check"]

NAMED = 20
"""Faults of one sort that are told one by one."""


@dataclass(frozen=True)
class Report:
    """How many records of each kind there are, and all that is wrong.

    Where the file itself is damaged nothing is counted. `faults` are told: of each sort the
    first ones, and how many more there are; `all` is every one. `labels` are what the records of
    those that are told are called, by uid: for a person to read, and not to be written down.
    """

    ok: bool
    counts: dict[str, int]
    faults: tuple[Fault, ...]
    all: tuple[Fault, ...] = ()
    labels: dict[str, str] = field(default_factory=dict)


def check(casebook: Casebook, progress: Callable[[int, int], None] | None = None) -> Report:
    """Look the whole record over. It changes nothing, and reads everything.

    `progress` hears how far it is, in hundredths; what it raises ends the check.
    """
    with casebook.reading() as connection:
        faults = checking.faults(connection, bounds, progress or checking.silent)
        damaged = any(fault.code == "file-damaged" for fault in faults)
        counts = {} if damaged else checking.counts(connection)
        told = _few(faults)
        labels = {} if damaged else _labels(connection, told)
    return Report(not faults, counts, tuple(told), tuple(faults), labels)


def _labels(connection: Any, told: list[Fault]) -> dict[str, str]:
    found: dict[str, str] = {}
    for kind in {fault.kind for fault in told if fault.kind}:
        uids = {fault.uid for fault in told if fault.kind == kind}
        found.update(listing.labels(connection, kind, uids))
    return found


def _few(faults: list[Fault]) -> list[Fault]:
    """The first faults of each sort, and how many more of it there are."""
    told: Counter[str] = Counter()
    found: list[Fault] = []
    for fault in faults:
        told[fault.code] += 1
        if told[fault.code] <= NAMED:
            found.append(fault)
    for code, n in told.items():
        if n > NAMED:
            found.append(Fault(code, message("and {n} more of this sort", n=n - NAMED)))
    return found
