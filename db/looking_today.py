"""What is due, what is overdue, what moved, who has not been met for long."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import Connection

from .lists import CLOSED
from .looking import MEETING_WORDS, rows

_OPEN_ASK = f"a.status NOT IN ({', '.join(repr(status) for status in CLOSED)})"

# What is asked for and not yet wholly delivered; an unknown quantity is never known to be.
_OPEN_ITEM = (
    "(i.quantity IS NULL OR coalesce((SELECT sum(d.quantity) FROM delivery d"
    " WHERE d.item_id = i.id), 0) < i.quantity)"
)

_DUE = (
    "SELECT 'ask' AS kind, a.uid AS uid, a.title AS label, a.due AS due, a.due_from AS first,"
    " a.due_to AS last, NULL AS owner, o.name AS whose FROM ask a"
    f" JOIN stakeholder o ON o.id = a.asked_of_id WHERE {_OPEN_ASK} AND a.due IS NOT NULL"
    " UNION ALL SELECT 'item', i.uid, i.what, i.due, i.due_from, i.due_to, NULL, a.title"
    " FROM item i JOIN ask a ON a.id = i.ask_id"
    f" WHERE {_OPEN_ASK} AND i.due IS NOT NULL AND {_OPEN_ITEM}"
    " UNION ALL SELECT 'action', c.uid, c.what, c.due, c.due_from, c.due_to, m.uid, m.name"
    " FROM action c LEFT JOIN member m ON m.id = c.owner_id"
    " WHERE c.done = 0 AND c.due IS NOT NULL"
)


def overdue(connection: Connection, now: int) -> list[tuple[Any, ...]]:
    """(kind, uid, label, due, whose) of all open asks, items, actions that were surely due before.

    `now` is the first second of today. The longest overdue come first.
    """
    return rows(
        connection,
        f"SELECT kind, uid, label, due, whose FROM ({_DUE}) WHERE last < ? ORDER BY last, first",
        (now,),
    )


def coming(connection: Connection, now: int, until: int) -> list[tuple[Any, ...]]:
    """The same of those that may be due from `now` to `until`, soonest first."""
    return rows(
        connection,
        f"SELECT kind, uid, label, due, whose FROM ({_DUE}) WHERE last >= ? AND first <= ?"
        " ORDER BY last, first",
        (now, until),
    )


def actions_of(connection: Connection, member: str) -> list[tuple[Any, ...]]:
    """(uid, what, due) of a member's open actions, those with a due date first."""
    return rows(
        connection,
        "SELECT c.uid, c.what, c.due FROM action c JOIN member m ON m.id = c.owner_id"
        " WHERE c.done = 0 AND m.name = ? ORDER BY c.due_to IS NULL, c.due_to, c.id",
        (member,),
    )


def last_meetings(connection: Connection, limit: int) -> list[tuple[Any, ...]]:
    """(uid, title, when, kind, place) of the latest meetings, the latest first."""
    return rows(
        connection,
        f'SELECT uid, title, "when", kind, place FROM event WHERE kind IN ({MEETING_WORDS})'
        " ORDER BY when_from DESC, when_to DESC, id DESC LIMIT ?",
        (limit,),
    )


def moved(connection: Connection, limit: int) -> list[tuple[str, str, str, str, str]]:
    """(ask's uid, title, status before, status after, at) of the latest changes of status.

    The latest first, each ask once. `at` is when it was put down (UTC).
    """
    found: dict[str, tuple[str, str, str, str, str]] = {}
    for uid, title, before, after, at in rows(
        connection,
        # From the asks to their changes: the whole of the history is many times as long.
        "SELECT c.uid, a.title, c.before, c.after, s.at FROM ask a"
        " CROSS JOIN change c ON c.uid = a.uid JOIN change_set s ON s.id = c.change_set_id"
        " WHERE c.kind = 'ask' AND c.before LIKE '%\"status\":%' AND c.after IS NOT NULL"
        " ORDER BY c.id DESC LIMIT ?",
        (20 * limit,),
    ):
        was, is_ = json.loads(before).get("status"), json.loads(after).get("status")
        if is_ and was and was != is_ and uid not in found:
            found[uid] = (uid, title, was, is_, at)
        if len(found) == limit:
            break
    return list(found.values())


def gone_cold(connection: Connection, before: int, limit: int) -> list[tuple[Any, ...]]:
    """(uid, name, when of the last meeting) of those met, but surely not since `before`.

    Those met most often come first.
    """
    return rows(
        connection,
        'SELECT s.uid, s.name, (SELECT l."when" FROM party lq JOIN event l ON l.id = lq.event_id'
        f" WHERE lq.stakeholder_id = s.id AND l.kind IN ({MEETING_WORDS})"
        " ORDER BY l.when_from DESC, l.when_to DESC, l.id DESC LIMIT 1)"
        " FROM party q JOIN stakeholder s ON s.id = q.stakeholder_id"
        f" JOIN event e ON e.id = q.event_id AND e.kind IN ({MEETING_WORDS})"
        " GROUP BY s.id HAVING max(coalesce(e.when_to, 1 << 62)) < ?"
        " ORDER BY count(*) DESC, max(e.when_to), s.id LIMIT ?",
        (before, limit),
    )
