"""Which records have which marking: asked by uid, by word, by kind."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection

from .tables import KINDS, MARKINGS
from .unit import Unit, chunks, marks

# Of so many records of a kind at once, all that are marked are read in one go.
_MANY = 2_000


def fields(kind: str) -> list[str]:
    """The fields of a kind that take a marking: its own, and that of a part of it."""
    return [field.name for field in KINDS[kind].fields if field.list == MARKINGS]


def marked(connection: Connection, kind: str, uids: Sequence[str]) -> dict[str, str]:
    """uid -> marking of those of these records that have one."""
    if len(uids) > _MANY:
        return all_marked(connection, kind)
    found: dict[str, str] = {}
    for part in chunks(uids):
        rows = connection.exec_driver_sql(
            f'SELECT uid, marking FROM "{kind}" WHERE marking IS NOT NULL'
            f" AND uid IN ({marks(part)})",
            tuple(part),
        )
        found.update((row[0], row[1]) for row in rows)
    return found


def all_marked(connection: Connection, kind: str) -> dict[str, str]:
    """uid -> marking of every record of a kind that has one."""
    rows = connection.exec_driver_sql(
        f'SELECT uid, marking FROM "{kind}" WHERE marking IS NOT NULL'
    )
    return {row[0]: row[1] for row in rows}


def parts(connection: Connection, uids: Sequence[str]) -> list[tuple[str, str | None, str | None]]:
    """(uid, marking, the sensitive part's marking) of these events."""
    found: list[tuple[str, str | None, str | None]] = []
    for part in chunks(uids):
        rows = connection.exec_driver_sql(
            f"SELECT uid, marking, sensitive_marking FROM event WHERE uid IN ({marks(part)})",
            tuple(part),
        )
        found += [(row[0], row[1], row[2]) for row in rows]
    return found


def in_use(connection: Connection, kinds: Iterable[str] = KINDS) -> dict[str, int]:
    """marking -> how many records of these kinds have it, the sensitive part's own included."""
    counts: dict[str, int] = {}
    for kind in kinds:
        for name in fields(kind):
            rows = connection.exec_driver_sql(
                f'SELECT "{name}", count(*) FROM "{kind}" WHERE "{name}" IS NOT NULL GROUP BY 1'
            )
            for word, n in rows:
                counts[word] = counts.get(word, 0) + n
    return counts


def terms(connection: Connection) -> list[tuple[str, str, int]]:
    """(uid, word, position) of each marking, in the casebook's order."""
    rows = connection.exec_driver_sql(
        "SELECT uid, word, position FROM term WHERE list = ? ORDER BY position, id", (MARKINGS,)
    )
    return [(row[0], row[1], row[2]) for row in rows]


def rename(unit: Unit, new: Mapping[str, str]) -> int:
    """Put each of these markings' new word on every record that has it; how many were changed.

    All at once, so that two may change places. The list's own words are not touched.
    """
    touched = 0
    for kind in KINDS:
        wanted: dict[str, dict[str, Any]] = {}
        for name in fields(kind):
            rows = unit.connection.exec_driver_sql(
                f'SELECT uid, "{name}" FROM "{kind}" WHERE "{name}" IN ({marks(list(new))})',
                tuple(new),
            )
            for uid, word in rows:
                wanted.setdefault(uid, {})[name] = new[word]
        touched += unit.update(kind, wanted)
    return touched
