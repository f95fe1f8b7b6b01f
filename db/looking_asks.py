"""Asks with what was asked for and what came, and whatever of the desk's falls due."""

from __future__ import annotations

from typing import Any, NamedTuple

from sqlalchemy import Connection

from .computed import Sums, ledger
from .looking import Bounds, overlapping, rows


class AskRow(NamedTuple):
    """An ask by its key, its parties as shown."""

    id: int
    uid: str
    title: str
    category: str
    asked_by: str
    asked_by_uid: str
    asked_of: str
    asked_of_uid: str
    status: str
    raised: str | None
    due: str | None


class Asks(NamedTuple):
    """Asks in order of entry, and what hangs on them."""

    asks: list[AskRow]
    via: list[tuple[int, str, str]]  # ask's key, uid, name
    sums: dict[int, Sums]  # ask's key: asked, delivered (in millionths), unit


def asks(
    connection: Connection,
    by: str | None = None,
    of: str | None = None,
    status: str | None = None,
    due: Bounds | None = None,
) -> Asks:
    """Asks: those by or of a stakeholder (uid), in a status, due within bounds."""
    conditions: list[str] = []
    parameters: list[Any] = []
    for condition, value in (("b.uid = ?", by), ("o.uid = ?", of), ("a.status = ?", status)):
        if value is not None:
            conditions.append(condition)
            parameters.append(value)
    if due is not None:
        condition, values = overlapping("a.due", due)
        conditions.append(condition)
        parameters += values
    where = (" WHERE " + " AND ".join(conditions)) if conditions else ""
    base = " JOIN stakeholder b ON b.id = a.asked_by_id JOIN stakeholder o ON o.id = a.asked_of_id"
    found = rows(
        connection,
        "SELECT a.id, a.uid, a.title, a.category, b.name, b.uid, o.name, o.uid, a.status,"
        f" a.raised, a.due FROM ask a{base}{where} ORDER BY a.id",
        parameters,
    )
    via = rows(
        connection,
        f"SELECT v.ask_id, s.uid, s.name FROM ask a{base} JOIN via v ON v.ask_id = a.id"
        f" JOIN stakeholder s ON s.id = v.stakeholder_id{where} ORDER BY v.id",
        parameters,
    )
    return Asks(
        [AskRow(*row) for row in found],
        [(row[0], row[1], row[2]) for row in via],
        ledger(connection, [row[0] for row in found]),
    )
