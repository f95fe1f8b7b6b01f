"""Ties, as a list and as the rows of the graph."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection

from .looking import Bounds, overlapping, rows


def ties(connection: Connection, of: str | None, on: Bounds | None) -> list[tuple[Any, ...]]:
    """(uid, from, to, from's uid, to's uid, kind, tenor, when) in order of entry.

    `of` is the uid of a stakeholder at either end. A tie without a date may stand at any time.
    """
    conditions: list[str] = []
    parameters: list[Any] = []
    if of is not None:
        conditions.append("(f.uid = ? OR t.uid = ?)")
        parameters += [of, of]
    if on is not None:
        condition, values = overlapping("x.when", on)
        conditions.append(f"(x.when_from IS NULL OR ({condition}))")
        parameters += values
    where = (" WHERE " + " AND ".join(conditions)) if conditions else ""
    return rows(
        connection,
        'SELECT x.uid, f.name, t.name, f.uid, t.uid, x.kind, x.tenor, x."when" FROM tie x'
        " JOIN stakeholder f ON f.id = x.from_id JOIN stakeholder t ON t.id = x.to_id"
        f"{where} ORDER BY x.id",
        parameters,
    )


def standing(connection: Connection, on: Bounds) -> list[tuple[int, int, int]]:
    """(from's key, to's key, tenor) of the ties that may stand at this time."""
    condition, values = overlapping("when", on)
    found = rows(
        connection,
        f"SELECT from_id, to_id, tenor FROM tie WHERE when_from IS NULL OR ({condition})",
        values,
    )
    return [(row[0], row[1], row[2]) for row in found]


def stakeholder_keys(connection: Connection) -> dict[str, int]:
    """Every stakeholder's key by its uid."""
    return {str(uid): int(id_) for uid, id_ in rows(connection, "SELECT uid, id FROM stakeholder")}


def network_rows(
    connection: Connection,
) -> tuple[list[tuple[Any, ...]], list[tuple[Any, ...]], list[tuple[Any, ...]]]:
    """Stakeholders, posts and ties, in the order of the fields of `workbench.network`."""
    stakeholders = rows(
        connection, "SELECT id, uid, name, kind, side, part_of_id FROM stakeholder ORDER BY id"
    )
    posts = rows(
        connection,
        "SELECT stakeholder_id, at_id, title, when_from, when_to FROM post"
        " WHERE at_id IS NOT NULL ORDER BY id",
    )
    ties = rows(
        connection,
        'SELECT id, uid, from_id, to_id, kind, tenor, "when", when_from, when_to FROM tie'
        " ORDER BY id",
    )
    return stakeholders, posts, ties
