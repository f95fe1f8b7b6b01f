"""The rows of the timeline."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection

from .looking import rows
from .unit import chunks, marks


def events(connection: Connection) -> list[tuple[Any, ...]]:
    """(key, kind, when, first second, last second) of every event."""
    return rows(connection, 'SELECT id, kind, "when", when_from, when_to FROM event ORDER BY id')


def parties(connection: Connection) -> list[tuple[Any, ...]]:
    """(event's key, stakeholder's key) of every party."""
    return rows(connection, "SELECT event_id, stakeholder_id FROM party")


def asks(connection: Connection) -> list[tuple[Any, ...]]:
    """Every ask, in the order of the fields of `workbench.timeline.AskRow`."""
    return rows(
        connection,
        "SELECT id, category, status, raised, raised_from, raised_to, due, due_from, due_to,"
        " asked_by_id, asked_of_id FROM ask ORDER BY id",
    )


def event_asks(connection: Connection) -> list[tuple[Any, ...]]:
    """(event's key, ask's key): the ask came up there, or the event bears on it."""
    return rows(
        connection,
        "SELECT event_id, ask_id FROM response UNION SELECT event_id, ask_id FROM bearing",
    )


def stakeholders(connection: Connection) -> list[tuple[Any, ...]]:
    """(key, name) of every stakeholder."""
    return rows(connection, "SELECT id, name FROM stakeholder ORDER BY id")


def described(connection: Connection, kind: str, ids: Sequence[int]) -> list[tuple[Any, ...]]:
    """(key, uid, title, when, until, marking) of events or asks, in the order of these keys."""
    columns = "title, raised, due" if kind == "ask" else 'title, "when", NULL'
    columns += ", marking"
    found: dict[int, tuple[Any, ...]] = {}
    for part in chunks(ids):
        for row in rows(
            connection, f'SELECT id, uid, {columns} FROM "{kind}" WHERE id IN ({marks(part)})', part
        ):
            found[row[0]] = row
    return [found[id_] for id_ in ids if id_ in found]
