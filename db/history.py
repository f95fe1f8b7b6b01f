"""The record's history: undo and redo from it alone, and the proof that it is whole."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby, islice
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection

from .errors import Refused
from .messages import Message, message
from .tables import KINDS
from .unit import Unit, chain, dumped_rows, hashed_change

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
class Difference:
    """One record that is not what its history leads to: altered, missing or unrecorded."""

    kind: str
    record_id: int
    uid: str
    how: str


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
    """Numbers of the change sets whose hash is not that of what they hold.

    A number that is missing breaks the one after it. One that was cut off the end shows only
    in the casebook's commit counter (see `cut_off`).
    """
    digests = _digests(connection)
    nothing = hashlib.sha256().hexdigest()
    broken: list[int] = []
    previous = ""
    expected = 1
    for row in connection.exec_driver_sql(f"{_SETS} ORDER BY id"):
        number, *_rest, hash_ = row
        digest = digests.get(number, nothing)
        if number != expected or chain(previous, tuple(row[:7]), digest) != hash_:
            broken.append(number)
        previous = hash_
        expected = number + 1
    return broken


def _digests(connection: Connection) -> dict[int, str]:
    """Each change set's hash over its changes."""
    rows = connection.exec_driver_sql(
        "SELECT change_set_id, kind, record_id, uid, before, after FROM change"
        " ORDER BY change_set_id, id"
    )
    digests: dict[int, str] = {}
    for number, members in groupby(rows, key=itemgetter(0)):
        digest = hashlib.sha256()
        # Some thousands at a time: one call of update for each would cost more than the hash.
        while part := list(islice(members, BATCH)):
            digest.update("".join([hashed_change(*row[1:]) for row in part]).encode())
        digests[number] = digest.hexdigest()
    return digests


def cut_off(connection: Connection) -> int:
    """How many change sets the commit counter knows of that are not there."""
    commits = connection.exec_driver_sql("SELECT value FROM about WHERE key = 'commits'").scalar()
    there = connection.exec_driver_sql("SELECT count(*) FROM change_set").scalar()
    return int(commits or 0) - int(there or 0)


def unclaimed(connection: Connection) -> list[int]:
    """Numbers of change sets that changes name and that are not there."""
    rows = connection.exec_driver_sql(
        "SELECT DISTINCT change_set_id FROM change"
        " WHERE change_set_id NOT IN (SELECT id FROM change_set) ORDER BY 1"
    )
    return [row[0] for row in rows]


def replayed_differences(connection: Connection) -> list[tuple[str, int]]:
    """(kind, key) of the rows that are not what their history leads to."""
    return [(found.kind, found.record_id) for found in differences(connection)]


def differences(connection: Connection) -> list[Difference]:
    """The records that are not what their history leads to."""
    wrong: list[Difference] = []
    for kind in KINDS.values():
        states = _states(connection, kind.name)
        listed = ",".join(f'"{name}"' for name in kind.columns)
        rows = connection.exec_driver_sql(f'SELECT {listed} FROM "{kind.name}"')
        for part in rows.partitions(BATCH):
            texts = dumped_rows(dict(zip(kind.columns, zip(*part, strict=True), strict=True)))
            for row, text in zip(part, texts, strict=True):
                state = states.pop(row[0], None)
                if state is None:
                    wrong.append(Difference(kind.name, row[0], row[1], "unrecorded"))
                elif state != text and _filled(state) != json.loads(text):
                    wrong.append(Difference(kind.name, row[0], row[1], "altered"))
        wrong += [
            Difference(kind.name, key, str(_filled(state).get("uid", "")), "missing")
            for key, state in states.items()
        ]
    return wrong


def _states(connection: Connection, kind: str) -> dict[int, str | dict[str, Any]]:
    """What history says the records of a kind are, by key.

    One that was only added stays the text that history has: most are, and to compare texts
    takes a fraction of the time of reading them.
    """
    states: dict[int, str | dict[str, Any]] = {}
    for key, before, after in connection.exec_driver_sql(
        "SELECT record_id, before, after FROM change WHERE kind = ? ORDER BY id", (kind,)
    ):
        if after is None:
            states.pop(key, None)
        elif before is None:
            states[key] = after
        else:
            states[key] = {**_filled(states.get(key, "{}")), **json.loads(after)}
    return states


def _filled(state: str | dict[str, Any]) -> dict[str, Any]:
    """The columns that hold something."""
    columns = json.loads(state) if isinstance(state, str) else state
    return {name: value for name, value in columns.items() if value is not None}
