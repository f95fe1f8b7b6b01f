"""The record's history: undo and redo from it alone, and the proof that it is whole."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from .errors import Refused
from .messages import Message, message
from .tables import KINDS
from .unit import Unit, chain, hashed_change

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
    """What undo would undo: the newest act that stands."""
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
    for run in _runs(changes):
        if not forward:
            run = [
                ChangeRow(c.change_set, c.kind, c.record_id, c.uid, c.after, c.before) for c in run
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
    if run[0].before is None:
        unit.insert_rows(kind, [change.after or {} for change in run])
        return
    current = unit.rows_by_id(kind, [change.record_id for change in run])
    for change in run:
        _refuse_altered(current.get(change.record_id), change.before or {})
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
        raise Refused(
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
    broken: list[int] = []
    previous = ""
    expected = 1
    rows = connection.exec_driver_sql(_SETS.replace("hash FROM", "hash, did FROM") + " ORDER BY id")
    for row in rows.all():
        digest = hashlib.sha256()
        for change in connection.exec_driver_sql(
            "SELECT kind, record_id, uid, before, after FROM change"
            " WHERE change_set_id = ? ORDER BY id",
            (row[0],),
        ):
            digest.update(hashed_change(*change))
        header = (row[0], row[1], row[2], row[3], row[4], row[5], row[6])
        if row[0] != expected or chain(previous, header, digest.hexdigest()) != row[7]:
            broken.append(row[0])
        previous = row[7]
        expected = row[0] + 1
    return broken


def replayed_differences(connection: Connection) -> list[tuple[str, int]]:
    """(kind, key) of the rows that are not what their history leads to."""
    states: dict[tuple[str, int], dict[str, Any] | None] = {}
    for row in connection.exec_driver_sql(
        "SELECT kind, record_id, before, after FROM change ORDER BY id"
    ):
        key = (row[0], row[1])
        after = None if row[3] is None else json.loads(row[3])
        if after is None or row[2] is None:
            states[key] = after
        else:
            states[key] = {**(states.get(key) or {}), **after}
    wrong: list[tuple[str, int]] = []
    for kind in KINDS.values():
        listed = ",".join(f'"{name}"' for name in kind.columns)
        for row in connection.exec_driver_sql(f'SELECT {listed} FROM "{kind.name}"'):
            state = states.pop((kind.name, row[0]), None)
            values = dict(zip(kind.columns, row, strict=True))
            if state is None or any(values[n] != state.get(n) for n in kind.columns):
                wrong.append((kind.name, row[0]))
    wrong += [key for key, state in states.items() if state is not None]
    return wrong
