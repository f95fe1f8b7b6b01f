"""Where the uids of merged stakeholders lead now."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection

from .unit import chunks, marks

KIND = "stakeholder"
"""The kind of record that can be merged."""


def leads(connection: Connection) -> dict[str, str]:
    """uid that was merged away -> uid of what it was merged into, one step."""
    rows = connection.exec_driver_sql(
        "SELECT r.old, s.uid FROM redirect r JOIN stakeholder s ON s.id = r.to_id"
    )
    return {str(old): str(new) for old, new in rows}


def followed(connection: Connection, uids: Iterable[str]) -> dict[str, str]:
    """uid -> uid of the stakeholder that it means now, of those that mean one.

    A stakeholder that is there means itself, whatever redirect there may be.
    """
    wanted = list(dict.fromkeys(uids))
    found: dict[str, str] = {}
    for part in chunks(wanted):
        sql = f"SELECT uid FROM stakeholder WHERE uid IN ({marks(part)})"
        found.update((row[0], row[0]) for row in connection.exec_driver_sql(sql, tuple(part)))
    gone = [uid for uid in wanted if uid not in found]
    for part in chunks(gone):
        sql = (
            "SELECT r.old, s.uid FROM redirect r JOIN stakeholder s ON s.id = r.to_id"
            f" WHERE r.old IN ({marks(part)})"
        )
        found.update((row[0], row[1]) for row in connection.exec_driver_sql(sql, tuple(part)))
    return found


def merged_into(connection: Connection, uid: str) -> list[str]:
    """The uids that lead to this stakeholder, in the order in which they were merged."""
    rows = connection.exec_driver_sql(
        "SELECT r.old FROM redirect r JOIN stakeholder s ON s.id = r.to_id"
        " WHERE s.uid = ? ORDER BY r.id",
        (uid,),
    )
    return [str(row[0]) for row in rows]


def all_uids(connection: Connection, uid: str) -> list[str]:
    """The uid that this one means now, and all those that lead to it."""
    now = followed(connection, [uid]).get(uid, uid)
    return [now, *merged_into(connection, now)]
