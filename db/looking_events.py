"""Events with who took part and what is claimed of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection

from .looking import IN_TIME, MEETING_WORDS, Bounds, overlapping, rows
from .unit import chunks, marks


class EventRow(NamedTuple):
    """An event by its key; `when` is EDTF or None."""

    id: int
    uid: str
    when: str | None
    kind: str
    place: str | None
    title: str


class PartyRow(NamedTuple):
    """A stakeholder's part in an event."""

    event_id: int
    uid: str
    name: str
    part: str | None
    post: str | None


class ClaimRow(NamedTuple):
    """What somebody says of an event."""

    event_id: int
    by: str
    says: str
    grade: str | None


def _wanted(meetings: bool, with_: str | None, bounds: Bounds | None) -> tuple[str, list[Any]]:
    conditions: list[str] = []
    parameters: list[Any] = []
    if meetings:
        conditions.append(f"e.kind IN ({MEETING_WORDS})")
    if with_ is not None:
        conditions.append(
            "e.id IN (SELECT w.event_id FROM party w JOIN stakeholder ws"
            " ON ws.id = w.stakeholder_id WHERE ws.uid = ?)"
        )
        parameters.append(with_)
    if bounds is not None:
        condition, values = overlapping("e.when", bounds)
        conditions.append(condition)
        parameters += values
    return (" WHERE " + " AND ".join(conditions)) if conditions else "", parameters


def events(
    connection: Connection, meetings: bool, with_: str | None, bounds: Bounds | None
) -> tuple[list[EventRow], list[PartyRow], list[ClaimRow]]:
    """Events in order of time, with their parties and claims in order of entry.

    `with_` is a stakeholder's uid: those to which it was itself a party.
    """
    where, parameters = _wanted(meetings, with_, bounds)
    found = rows(
        connection,
        f'SELECT e.id, e.uid, e."when", e.kind, e.place, e.title FROM event e{where}'
        f" ORDER BY {IN_TIME}",
        parameters,
    )
    parties = rows(
        connection,
        "SELECT q.event_id, s.uid, s.name, q.part, q.post FROM event e"
        " JOIN party q ON q.event_id = e.id JOIN stakeholder s ON s.id = q.stakeholder_id"
        f"{where} ORDER BY q.id",
        parameters,
    )
    claims = rows(
        connection,
        "SELECT c.event_id, s.name, c.says, c.grade FROM event e"
        " JOIN claim c ON c.event_id = e.id JOIN stakeholder s ON s.id = c.by_id"
        f"{where} ORDER BY c.id",
        parameters,
    )
    return (
        [EventRow(*row) for row in found],
        [PartyRow(*row) for row in parties],
        [ClaimRow(*row) for row in claims],
    )


class PostRow(NamedTuple):
    """A post; bounds are None where since when and until when are not known."""

    uid: str
    title: str
    earliest: int | None
    latest: int | None


def posts_of(connection: Connection, uids: Sequence[str]) -> list[PostRow]:
    """The posts of these stakeholders (`uid` is the stakeholder's), in order of entry."""
    found: list[PostRow] = []
    for part in chunks(uids):
        found += [
            PostRow(*row)
            for row in rows(
                connection,
                "SELECT s.uid, p.title, p.when_from, p.when_to FROM post p"
                f" JOIN stakeholder s ON s.id = p.stakeholder_id WHERE s.uid IN ({marks(part)})"
                " ORDER BY p.id",
                part,
            )
        ]
    return found


def sideless(connection: Connection, uids: Sequence[str]) -> list[str]:
    """Those of these stakeholders that are on nobody's side yet."""
    found: list[str] = []
    for part in chunks(uids):
        found += [
            str(row[0])
            for row in rows(
                connection,
                f"SELECT uid FROM stakeholder WHERE side IS NULL AND uid IN ({marks(part)})",
                part,
            )
        ]
    return found


def parties_of(connection: Connection, event: str) -> list[tuple[Any, ...]]:
    """(uid, stakeholder's uid, part, post) of one event's parties, in order of entry."""
    return rows(
        connection,
        "SELECT q.uid, s.uid, q.part, q.post FROM party q JOIN event e ON e.id = q.event_id"
        " JOIN stakeholder s ON s.id = q.stakeholder_id WHERE e.uid = ? ORDER BY q.id",
        (event,),
    )


def answers_in(connection: Connection, event: str) -> list[tuple[Any, ...]]:
    """(uid, ask's uid, answer, notes) of the asks that came up in one event."""
    return rows(
        connection,
        "SELECT r.uid, a.uid, r.answer, r.notes FROM response r"
        " JOIN event e ON e.id = r.event_id JOIN ask a ON a.id = r.ask_id"
        " WHERE e.uid = ? ORDER BY r.id",
        (event,),
    )


def actions_from(connection: Connection, event: str) -> list[tuple[Any, ...]]:
    """(uid, what, owner's uid, due, done) of the actions that one event led to."""
    return rows(
        connection,
        "SELECT c.uid, c.what, m.uid, c.due, c.done FROM action c"
        " JOIN event e ON e.id = c.event_id LEFT JOIN member m ON m.id = c.owner_id"
        " WHERE e.uid = ? ORDER BY c.id",
        (event,),
    )
