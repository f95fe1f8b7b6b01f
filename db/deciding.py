"""Decisions on who is who, as the table has them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from sqlalchemy import Connection

from . import redirects
from .tables import KINDS
from .unit import Unit

_SQL = (
    "SELECT d.id, a.uid, b.uid, d.spelling, d.same FROM distinction d"
    " JOIN stakeholder a ON a.id = d.one_id LEFT JOIN stakeholder b ON b.id = d.other_id"
)


class Decision(NamedTuple):
    """One of them: about `one`, and another stakeholder (its uid) or a spelling."""

    id: int
    one: str
    other: str | None
    spelling: str | None
    same: bool


def decisions(connection: Connection) -> list[Decision]:
    """All of them, in order of entry."""
    rows = connection.exec_driver_sql(f"{_SQL} ORDER BY d.id").all()
    return [Decision(row[0], row[1], row[2], row[3], bool(row[4])) for row in rows]


def there(connection: Connection, given: Iterable[str]) -> dict[str, str]:
    """Of these texts, those that are stakeholders' uids -> the uid that they lead to now."""
    return redirects.followed(connection, given)


def take_back(unit: Unit, rows: Sequence[Decision]) -> bool:
    """Within `unit`, forget these; whether there was one."""
    kind = KINDS["distinction"]
    found = unit.rows_by_id(kind, [row.id for row in rows])
    unit.delete_rows(kind, list(found.values()))
    return bool(found)
