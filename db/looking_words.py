"""Records that hold words, each led to the stakeholder, event or ask that it belongs to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection

from .looking import rows
from .unit import chunks, marks

# What a record that is found leads to: kind -> [(kind it leads to, its key there)].
LEADS: dict[str, tuple[tuple[str, str], ...]] = {
    "stakeholder": (("stakeholder", "x.id"),),
    "name": (("stakeholder", "x.stakeholder_id"),),
    "post": (("stakeholder", "x.stakeholder_id"),),
    "tie": (("stakeholder", "x.from_id"), ("stakeholder", "x.to_id")),
    "source": (("stakeholder", "x.stakeholder_id"),),
    "event": (("event", "x.id"),),
    "claim": (("event", "x.event_id"),),
    "ask": (("ask", "x.id"),),
    "response": (("ask", "x.ask_id"),),
    "item": (("ask", "x.ask_id"),),
    "delivery": (("ask", "(SELECT i.ask_id FROM item i WHERE i.id = x.item_id)"),),
    "action": (("ask", "x.ask_id"), ("event", "x.event_id")),
}


def about_events(connection: Connection, uids: Sequence[str]) -> dict[str, tuple[Any, ...]]:
    """uid -> (title, when, kind, place)."""
    return _about(connection, uids, 'SELECT x.uid, x.title, x."when", x.kind, x.place FROM event x')


def about_asks(connection: Connection, uids: Sequence[str]) -> dict[str, tuple[Any, ...]]:
    """uid -> (title, who asks, who is asked, status)."""
    return _about(
        connection,
        uids,
        "SELECT x.uid, x.title, b.name, o.name, x.status FROM ask x"
        " JOIN stakeholder b ON b.id = x.asked_by_id JOIN stakeholder o ON o.id = x.asked_of_id",
    )


def marked(connection: Connection, kind: str, uids: Sequence[str]) -> dict[str, str]:
    """uid -> marking, of those that have one."""
    found = _about(connection, uids, f'SELECT x.uid, x.marking FROM "{kind}" x')
    return {uid: row[0] for uid, row in found.items() if row[0]}


def _about(connection: Connection, uids: Sequence[str], sql: str) -> dict[str, tuple[Any, ...]]:
    found: dict[str, tuple[Any, ...]] = {}
    for part in chunks(uids):
        for row in rows(connection, f"{sql} WHERE x.uid IN ({marks(part)})", part):
            found[row[0]] = row[1:]
    return found
