"""The record's history: undo and redo from it alone, and the proof that it is whole."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from . import checking_history
from .errors import Refused
from .messages import Message, message
from .tables import KINDS
from .unit import Unit

BATCH = 2_000


@dataclass(frozen=True)
class ChangeSetRow:
    """One change set: its number, when (UTC), by whom, what it did, what it reverses."""

    number: int
    at: str
    by: str
    did: Message
    type: str
    reverses: int | None
    hash: str


@dataclass(frozen=True)
class ChangeRow:
    """One record's change: columns before and after, None for a record not there."""

    change_set: int
    kind: str
    record_id: int
    uid: str
    before: dict[str, Any] | None
    after: dict[str, Any] | None


_SETS = 'SELECT id, at, "by", did, "values", type, reverses, hash FROM change_set'
# A change set stands as done unless the last word on it is an undo.
_UNDONE = "(SELECT r.type FROM change_set r WHERE r.reverses = c.id ORDER BY r.id DESC LIMIT 1)"


def _set(row: Sequence[Any]) -> ChangeSetRow:
    did = Message(row[3], json.loads(row[4]))
    return ChangeSetRow(row[0], row[1], row[2], did, row[5], row[6], row[7])


def change_set(connection: Connection, number: int) -> ChangeSetRow | None:
    """The change set of this number."""
    row = connection.exec_driver_sql(f"{_SETS} WHERE id = ?", (number,)).first()
    return None if row is None else _set(row)


def next_undo(connection: Connection) -> ChangeSetRow | None:
    """What undo would undo: the newest act that stands. Setting up is no act."""
    row = connection.exec_driver_sql(
        f"SELECT c.id FROM change_set c WHERE c.type = 'do'"
        f" AND coalesce({_UNDONE}, 'redo') = 'redo' ORDER BY c.id DESC LIMIT 1"
    ).first()
    return None if row is None else change_set(connection, row[0])


def next_redo(connection: Connection) -> ChangeSetRow | None:
    """What redo would do again: what was undone last, unless something was done since."""
    row = connection.exec_driver_sql(
        "SELECT u.reverses FROM change_set u WHERE u.type = 'undo'"
        " AND u.id > (SELECT coalesce(max(id), 0) FROM change_set WHERE type = 'do')"
        " AND u.id = (SELECT max(r.id) FROM change_set r WHERE r.reverses = u.reverses)"
        " ORDER BY u.id DESC LIMIT 1"
    ).first()
    return None if row is None else change_set(connection, row[0])


def _changes(connection: Connection, number: int, newest_first: bool) -> list[ChangeRow]:
    order = "DESC" if newest_first else "ASC"
    rows = connection.exec_driver_sql(
        "SELECT change_set_id, kind, record_id, uid, before, after FROM change"
        f" WHERE change_set_id = ? ORDER BY id {order}",
        (number,),
    )
    return [_change(row) for row in rows]


def _change(row: Sequence[Any]) -> ChangeRow:
    before, after = row[4], row[5]
    return ChangeRow(
        row[0], row[1], row[2], row[3],
        None if before is None else json.loads(before),
        None if after is None else json.loads(after),
    )  # fmt: skip


def reverse(unit: Unit, number: int, forward: bool) -> None:
    """Within `unit`, take a change set back, or (forward) do it again.

    `Refused`, and so nothing done, where a row is not as the history says it was left.
    """
    unit.reverses = number
    changes = _changes(unit.connection, number, newest_first=not forward)
    with unit.whole():
        for run in _runs(changes):
            if not forward:
                run = [
                    ChangeRow(c.change_set, c.kind, c.record_id, c.uid, c.after, c.before)
                    for c in run
                ]
            _apply(unit, run)


def _runs(changes: Sequence[ChangeRow]) -> Iterator[list[ChangeRow]]:
    """Neighbouring changes of one kind and sort, no record twice, to be written in bulk."""
    run: list[ChangeRow] = []
    seen: set[int] = set()
    for change in changes:
        shape = (change.kind, change.before is None, change.after is None)
        if run and (
            shape != (run[0].kind, run[0].before is None, run[0].after is None)
            or change.record_id in seen
            or len(run) >= BATCH
        ):
            yield run
            run, seen = [], set()
        run.append(change)
        seen.add(change.record_id)
    if run:
        yield run


def _apply(unit: Unit, run: Sequence[ChangeRow]) -> None:
    kind = KINDS[run[0].kind]
    current = unit.rows_by_id(kind, [change.record_id for change in run])
    if run[0].before is None:
        if current:
            raise _altered()
        unit.insert_rows(kind, [change.after or {} for change in run])
        return
    # A record that goes must be as history left it in every column, not only in those that it
    # had something in: what was put into it behind the workbench's back would be lost.
    whole = dict.fromkeys(kind.columns) if run[0].after is None else {}
    for change in run:
        _refuse_altered(current.get(change.record_id), {**whole, **(change.before or {})})
    if run[0].after is None:
        unit.delete_rows(kind, [current[change.record_id] for change in run])
        return
    unit.set_columns(
        kind,
        {change.record_id: change.before or {} for change in run},
        {change.record_id: change.after or {} for change in run},
        current,
    )


def _refuse_altered(row: Mapping[str, Any] | None, expected: Mapping[str, Any]) -> None:
    if row is None or any(row.get(name) != value for name, value in expected.items()):
        raise _altered()


def _altered() -> Refused:
    return Refused(
        message("A record was altered outside the workbench, so this can't be taken back"),
        what_to_do=message("Run check to see which."),
    )


def sets(
    connection: Connection, uid: str | None = None, limit: int | None = None
) -> list[ChangeSetRow]:
    """Change sets, newest first: all, or those that touched one record."""
    where = ""
    parameters: tuple[Any, ...] = ()
    if uid is not None:
        where = " WHERE id IN (SELECT change_set_id FROM change WHERE uid = ?)"
        parameters = (uid,)
    tail = f" LIMIT {int(limit)}" if limit is not None else ""
    rows = connection.exec_driver_sql(f"{_SETS}{where} ORDER BY id DESC{tail}", parameters)
    return [_set(row) for row in rows]


def changes(connection: Connection, number: int, uid: str | None = None) -> list[ChangeRow]:
    """The changes of one change set, in order; of one record alone where a uid is given."""
    found = _changes(connection, number, newest_first=False)
    return found if uid is None else [change for change in found if change.uid == uid]


def broken_links(connection: Connection) -> list[int]:
    """Numbers of the change sets whose hash is not that of what they hold."""
    return checking_history.broken_links(connection, checking_history.digests(connection))


def replayed_differences(connection: Connection) -> list[tuple[str, int]]:
    """(kind, key) of the rows that are not what their history leads to."""
    return [(d.kind, d.record_id) for d in checking_history.differences(connection)]
