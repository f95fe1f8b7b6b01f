"""Records that hold words, each led to the stakeholder, event or ask that it belongs to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection

from . import index
from .looking import rows
from .tables import KINDS
from .unit import chunks, marks

CANDIDATES = 600
"""How many matching records are looked at, the newest first: enough to choose from."""

# What a record that is found leads to: kind -> [(kind it leads to, its key there)].
_LEADS: dict[str, tuple[tuple[str, str], ...]] = {
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


class Holding(NamedTuple):
    """A record's searched texts by column, and the uid of what it leads to."""

    found_in: str
    kind: str
    uid: str
    texts: dict[str, str]


def holding(
    connection: Connection, folded: str, kinds: Iterable[str], limit: int = CANDIDATES
) -> list[Holding]:
    """The newest records whose texts hold all of these folded words, led to records of `kinds`.

    Only words of three characters or more are looked up.
    """
    keys: dict[str, list[int]] = {}
    for kind, key in index.find(connection, folded, limit):
        keys.setdefault(kind, []).append(key)
    wanted = set(kinds)
    found: list[Holding] = []
    for kind, ids in keys.items():
        for target, expression in _LEADS.get(kind, ()):
            if target in wanted:
                found += _led(connection, kind, ids, target, expression)
    return found


def _led(
    connection: Connection, kind: str, ids: Sequence[int], target: str, expression: str
) -> list[Holding]:
    names = index.columns(KINDS[kind])
    listed = "".join(f', x."{name}"' for name in names)
    found: list[Holding] = []
    for part in chunks(ids):
        for row in rows(
            connection,
            f'SELECT t.uid{listed} FROM "{kind}" x JOIN "{target}" t ON t.id = {expression}'
            f" WHERE x.id IN ({marks(part)}) ORDER BY x.id DESC",
            part,
        ):
            texts = {n: str(v) for n, v in zip(names, row[1:], strict=True) if v}
            found.append(Holding(kind, target, row[0], texts))
    return found


def titles(connection: Connection, kind: str) -> list[tuple[str, str]]:
    """(uid, title) of every event or ask, the newest first."""
    found = rows(connection, f'SELECT uid, title FROM "{kind}" ORDER BY id DESC')
    return [(str(uid), str(title)) for uid, title in found]


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


def _about(connection: Connection, uids: Sequence[str], sql: str) -> dict[str, tuple[Any, ...]]:
    found: dict[str, tuple[Any, ...]] = {}
    for part in chunks(uids):
        for row in rows(connection, f"{sql} WHERE x.uid IN ({marks(part)})", part):
            found[row[0]] = row[1:]
    return found
