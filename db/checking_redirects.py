"""Redirects of merged stakeholders that lead nowhere or in a circle, and links left behind."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection

from . import redirects
from .checking_faults import Fault, at
from .hanging import delete
from .messages import message
from .tables import KINDS
from .unit import Unit


def circling(connection: Connection) -> Iterator[Fault]:
    """Redirects of a uid that is a stakeholder's own: they lead in a circle, or lead nobody."""
    says = {
        "redirect-loop": message("{kind} {uid} leads, in the end, back to the uid it had"),
        "redirect-needless": message("{kind} {uid} leads away from a stakeholder that is there"),
    }
    leads = redirects.leads(connection)
    rows = connection.exec_driver_sql(
        "SELECT r.uid, r.old FROM redirect r JOIN stakeholder s ON s.uid = r.old ORDER BY r.id"
    )
    for uid, old in rows.all():
        seen: set[str] = set()
        here = leads.get(old)
        while here is not None and here != old and here not in seen:
            seen.add(here)
            here = leads.get(here)
        code = "redirect-loop" if here == old else "redirect-needless"
        yield at(code, "redirect", uid, says[code], mends=True)


def dangling(connection: Connection, kind: str, key: int, column: str) -> str:
    """The code of a fault of a link to a stakeholder that is not there; empty for any other."""
    if kind == "redirect":
        return "redirect-dangling"
    return "link-merged" if end_of(connection, kind, key, column) is not None else ""


def end_of(connection: Connection, kind: str, key: int, column: str) -> int | None:
    """The key of the stakeholder that a link means whose own end was merged away."""
    row = connection.exec_driver_sql(
        f'SELECT c.uid FROM "{kind}" t JOIN change c ON c.record_id = t."{column}"'
        " AND c.kind = ? WHERE t.id = ? LIMIT 1",
        (redirects.KIND, key),
    ).first()
    now = redirects.followed(connection, [row[0]]).get(row[0]) if row is not None else None
    if now is None:
        return None
    found = connection.exec_driver_sql("SELECT id FROM stakeholder WHERE uid = ?", (now,))
    return int(found.scalar_one())


def relink(unit: Unit, fault: Fault, had: dict[int, dict[str, Any]]) -> None:
    """Within `unit`, have a link lead where its end was merged to, or where history has it lead.

    `had` is what history says of each record, by its key: undo puts that back, for the file
    takes no link to nothing. A redirect that leads nowhere by either is dropped.
    """
    kind = KINDS[fault.kind]
    column = kind.field(fault.field).column
    for key, row in unit.rows_by_id(kind, list(had)).items():
        told = had[key].get(column)
        end = end_of(unit.connection, kind.name, key, column)
        if end is None and told is not None and unit.rows_by_id(KINDS[redirects.KIND], [told]):
            end = told
        if end is not None:
            unit.set_columns(kind, {key: {column: told}}, {key: {column: end}}, {key: row})
        elif kind.name == "redirect":
            delete(unit, kind.name, [fault.uid])


def drop(unit: Unit, fault: Fault) -> None:
    """Within `unit`, drop a redirect that leads nobody anywhere."""
    delete(unit, "redirect", [fault.uid])
