"""Whole kinds of record read at once, for sheets: tuples, links as uids, no objects."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import Connection

from .tables import KINDS, Kind

_STEP = 2_000


def rows(
    connection: Connection, kind: str, report: Callable[[], None] | None = None
) -> list[tuple[Any, ...]]:
    """Every record of a kind: its uid, then a value for each of its fields, as the table has it.

    A link is the uid of what it leads to. In order of entry, which lists fall back on: a
    casebook that takes the sheets in must come out in the same order. The words of lists stand
    in the order that they were given. `report` is called now and then.
    """
    known = KINDS[kind]
    values = ["t.uid"]
    joins: list[str] = []
    for field in known.fields:
        if field.type != "link":
            values.append(f't."{field.column}"')
            continue
        alias = f"l{len(joins)}"
        values.append(f"{alias}.uid")
        joins.append(f'LEFT JOIN "{field.link}" {alias} ON {alias}.id = t."{field.column}"')
    select = f'SELECT {", ".join(values)} FROM "{kind}" t {" ".join(joins)}'
    cursor = connection.exec_driver_sql(f"{select} ORDER BY {_order(known)}")
    found: list[tuple[Any, ...]] = []
    while part := cursor.fetchmany(_STEP):
        found += map(tuple, part)
        if report is not None:
            report()
    return found


def _order(kind: Kind) -> str:
    return "t.position, t.id" if "position" in kind.columns else "t.id"


def last_change(connection: Connection) -> int:
    """The number of the newest change set; 0 where nothing was done yet."""
    return int(connection.exec_driver_sql("SELECT max(id) FROM change_set").scalar() or 0)
