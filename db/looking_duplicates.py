"""What tells two stakeholders of like name apart, or shows that they are one: read in bulk."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection

from . import name_index
from .folding import fold
from .looking import rows
from .names_parts import read
from .unit import chunks, marks


@dataclass
class Facts:
    """One stakeholder, as far as it bears on whether it is another one.

    `posts` are (title, key of where or None); `ends` keys of whom it has a tie with; `events` key
    -> whether it is a meeting; organisations are keys, `part_of` among them.
    """

    uid: str
    name: str
    kind: str
    side: str | None
    country: str | None
    organisations: set[int] = field(default_factory=set)
    posts: list[tuple[str, int | None]] = field(default_factory=list)
    ends: set[int] = field(default_factory=set)
    events: set[int] = field(default_factory=set)


def count(connection: Connection) -> int:
    """How many spellings there are."""
    sql = "SELECT (SELECT count(*) FROM stakeholder) + (SELECT count(*) FROM name)"
    return int(connection.exec_driver_sql(sql).scalar_one())


def spelled(connection: Connection) -> Iterable[tuple[int, bool, str]]:
    """(key, whether a person, spelling) of every spelling, each stakeholder's shown name first."""
    found = connection.exec_driver_sql(
        "SELECT id, kind = 'person', name, 0 AS place FROM stakeholder"
        " UNION ALL SELECT n.stakeholder_id, s.kind = 'person', n.spelling, n.id FROM name n"
        " JOIN stakeholder s ON s.id = n.stakeholder_id ORDER BY 1, 4"
    )
    while part := found.fetchmany(10_000):
        yield from ((row[0], bool(row[1]), row[2]) for row in part)


def spellings_of(connection: Connection, ids: Sequence[int]) -> dict[int, list[str]]:
    """key -> every spelling of these stakeholders, the shown name first."""
    found: dict[int, list[str]] = {}
    for part in chunks(ids):
        for key, name in _of(connection, "SELECT id, name FROM stakeholder WHERE id", part):
            found[key] = [name]
        sql = "SELECT stakeholder_id, spelling FROM name WHERE stakeholder_id"
        for key, spelling in _of(connection, sql, part, " ORDER BY id"):
            found[key].append(spelling)
    return found


def facts(connection: Connection, ids: Sequence[int]) -> dict[int, Facts]:
    """key -> what is known of each of these stakeholders."""
    found: dict[int, Facts] = {}
    for part in chunks(sorted(ids)):
        for key, uid, name, kind, side, country, above in _of(
            connection,
            "SELECT id, uid, name, kind, side, country, part_of_id FROM stakeholder WHERE id",
            part,
        ):
            known = found[key] = Facts(uid, name, kind, side, country)
            if above is not None:
                known.organisations.add(above)
        sql = "SELECT stakeholder_id, title, at_id FROM post WHERE stakeholder_id"
        for key, title, at in _of(connection, sql, part):
            found[key].posts.append((title, at))
            if at is not None:
                found[key].organisations.add(at)
        for one, other in (("from_id", "to_id"), ("to_id", "from_id")):
            for key, end in _of(connection, f"SELECT {one}, {other} FROM tie WHERE {one}", part):
                found[key].ends.add(end)
        sql = "SELECT stakeholder_id, event_id FROM party WHERE stakeholder_id"
        for key, event in _of(connection, sql, part):
            found[key].events.add(event)
    return found


def names(connection: Connection, ids: Iterable[int]) -> dict[int, str]:
    """key -> shown name."""
    found: dict[int, str] = {}
    for part in chunks(sorted(set(ids))):
        found.update(_of(connection, "SELECT id, name FROM stakeholder WHERE id", part))
    return found


def titles(connection: Connection, ids: Iterable[int]) -> dict[int, str]:
    """key -> title of events."""
    found: dict[int, str] = {}
    for part in chunks(sorted(set(ids))):
        found.update(_of(connection, "SELECT id, title FROM event WHERE id", part))
    return found


def met_with(connection: Connection, events: Iterable[int]) -> dict[int, set[int]]:
    """key of an event -> keys of its parties."""
    found: dict[int, set[int]] = {}
    for part in chunks(sorted(set(events))):
        for event, key in _of(
            connection, "SELECT event_id, stakeholder_id FROM party WHERE event_id", part
        ):
            found.setdefault(event, set()).add(key)
    return found


def called(connection: Connection, spelling: str, most: int) -> int:
    """How many stakeholders have this name, but for how it is folded; counted up to `most`."""
    whole = name_index.whole(read(spelling).plain or fold(spelling) or spelling.strip())
    found = name_index.documents(connection, name_index.anyof([whole]), 2 * most)
    return min(most, len({each.uid for each in name_index.spellings(connection, found)}))


def keys_of(connection: Connection, uids: Sequence[str]) -> dict[str, int]:
    """uid -> key of the stakeholders that are there."""
    found: dict[str, int] = {}
    for part in chunks(uids):
        found.update(_of(connection, "SELECT uid, id FROM stakeholder WHERE uid", part))
    return found


def _of(connection: Connection, sql: str, values: Sequence[Any], tail: str = "") -> list[Any]:
    return rows(connection, f"{sql} IN ({marks(values)}){tail}", values)
