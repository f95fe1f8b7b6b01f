"""Looking stakeholders and records up: who is called what, who was met when.

Every look reads just the columns it shows, into tuples; nothing here writes.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection

from .choices import MEETING_KINDS
from .unit import chunks, marks

MEETING_WORDS = ", ".join(f"'{word}'" for word, _label in MEETING_KINDS)
"""The kinds of event that are meetings, for an SQL list."""

# What has no date comes last; equal dates stand in order of entry.
IN_TIME = "e.when_from IS NULL, e.when_from, e.when_to, e.id"

Bounds = tuple[int, int]
"""First and last second that a date means."""


def rows(connection: Connection, sql: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
    """What a select finds, as plain tuples."""
    return [tuple(row) for row in connection.exec_driver_sql(sql, tuple(parameters))]


def overlapping(column: str, bounds: Bounds) -> tuple[str, list[int]]:
    """The condition, and its parameters, that a date can mean a second within these bounds."""
    return f"{column}_from <= ? AND {column}_to >= ?", [bounds[1], bounds[0]]


def spellings(connection: Connection) -> list[tuple[str, str]]:
    """(uid, spelling) of every stakeholder: the shown names first, then the others."""
    found = rows(connection, "SELECT uid, name FROM stakeholder ORDER BY id")
    found += rows(
        connection,
        "SELECT s.uid, n.spelling FROM name n JOIN stakeholder s ON s.id = n.stakeholder_id"
        " ORDER BY n.id",
    )
    return [(str(uid), str(spelling)) for uid, spelling in found]


class Known(NamedTuple):
    """A stakeholder as it is told apart from others of like name."""

    uid: str
    name: str
    kind: str
    country: str | None
    post: str | None
    organisation: str | None
    last_meeting: str | None


# The post that reaches furthest, and of those the one that began last: the one held now.
_POST = (
    "(SELECT {what} FROM post p LEFT JOIN stakeholder a ON a.id = p.at_id"
    " WHERE p.stakeholder_id = s.id ORDER BY coalesce(p.when_to, 1 << 62) DESC,"
    " p.when_from DESC, p.id DESC LIMIT 1)"
)
_LAST_MEETING = (
    '(SELECT e."when" FROM party q JOIN event e ON e.id = q.event_id'
    f" WHERE q.stakeholder_id = s.id AND e.kind IN ({MEETING_WORDS})"
    " ORDER BY e.when_from DESC, e.when_to DESC, e.id DESC LIMIT 1)"
)
_KNOWN = (
    f"SELECT s.uid, s.name, s.kind, s.country, {_POST.format(what='p.title')},"
    f" coalesce({_POST.format(what='a.name')}, whole.name), {_LAST_MEETING}"
    " FROM stakeholder s LEFT JOIN stakeholder whole ON whole.id = s.part_of_id"
)


def known(connection: Connection, uids: Iterable[str]) -> dict[str, Known]:
    """These stakeholders, by uid; what has gone is left out."""
    found: dict[str, Known] = {}
    for part in chunks(list(uids)):
        for row in rows(connection, f"{_KNOWN} WHERE s.uid IN ({marks(part)})", part):
            found[row[0]] = Known(*row)
    return found


RECENT_MEETINGS = 200


def most_met(connection: Connection, limit: int) -> list[str]:
    """Uids of the stakeholders met most in the latest meetings; then the others, by name."""
    met = rows(
        connection,
        "SELECT s.uid FROM party q JOIN stakeholder s ON s.id = q.stakeholder_id"
        " JOIN event e ON e.id = q.event_id WHERE e.id IN (SELECT id FROM event"
        f" WHERE kind IN ({MEETING_WORDS}) ORDER BY when_from DESC, id DESC LIMIT ?)"
        " GROUP BY s.id ORDER BY count(*) DESC, max(e.when_from) DESC, s.id LIMIT ?",
        (RECENT_MEETINGS, limit),
    )
    found = [str(row[0]) for row in met]
    if len(found) < limit:
        others = rows(
            connection,
            f"SELECT uid FROM stakeholder WHERE uid NOT IN ({marks(found)})"
            " ORDER BY name COLLATE NOCASE, id LIMIT ?",
            (*found, limit - len(found)),
        )
        found += [str(row[0]) for row in others]
    return found
