"""The record's history: undo and redo from it alone, and the proof that it is whole."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import Connection

from . import checking_history
from .errors import Refused
from .messages import Message, message
from .tables import KINDS, Kind
from .unit import Unit, chunks, dumped_rows, marks

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


def _changes(connection: Connection, number: int) -> list[ChangeRow]:
    rows = connection.exec_driver_sql(
        "SELECT kind, record_id, uid, before, after FROM change"
        " WHERE change_set_id = ? ORDER BY id",
        (number,),
    ).all()
    before, after = ([row[side] for row in rows] for side in (3, 4))
    return [
        ChangeRow(number, kind, record_id, uid, was, is_)
        for (kind, record_id, uid, *_sides), was, is_ in zip(
            rows, loaded(before), loaded(after), strict=True
        )
    ]


def loaded(texts: Sequence[str | None]) -> list[dict[str, Any] | None]:
    """Columns as history writes them, read. All at once: a call for each costs twice the time."""
    found: list[dict[str, Any] | None] = json.loads(f"[{','.join([t or 'null' for t in texts])}]")
    return found


def change_row(row: Sequence[Any]) -> ChangeRow:
    """A row of the table of changes, its columns read."""
    before, after = row[4], row[5]
    return ChangeRow(
        row[0], row[1], row[2], row[3],
        None if before is None else json.loads(before),
        None if after is None else json.loads(after),
    )  # fmt: skip


class _Step(NamedTuple):
    """One change as it is to be made: what must be there, and what is to be, as history writes it.

    Most records are only added or deleted, and to compare texts takes a fraction of the time of
    reading them.
    """

    kind: str
    record_id: int
    uid: str
    before: str | None
    after: str | None


def reverse(unit: Unit, number: int, forward: bool) -> None:
    """Within `unit`, take a change set back, or (forward) do it again.

    `Refused`, and so nothing done, where a row is not as the history says it was left.
    """
    unit.reverses = number
    sides, order = ("before, after", "ASC") if forward else ("after, before", "DESC")
    found = unit.connection.exec_driver_sql(
        f"SELECT kind, record_id, uid, {sides} FROM change"
        f" WHERE change_set_id = ? ORDER BY id {order}",
        (number,),
    )
    with unit.whole():
        for run in _runs([_Step._make(row) for row in found.all()]):
            _apply(unit, run)


def _runs(steps: Sequence[_Step]) -> Iterator[list[_Step]]:
    """Neighbouring changes of one kind and sort, no record twice, to be written in bulk."""
    run: list[_Step] = []
    seen: set[int] = set()
    last: tuple[str, bool, bool] | None = None
    for step in steps:
        shape = (step.kind, step.before is None, step.after is None)
        if run and (shape != last or step.record_id in seen or len(run) >= BATCH):
            yield run
            run, seen = [], set()
        last = shape
        run.append(step)
        seen.add(step.record_id)
    if run:
        yield run


def _apply(unit: Unit, run: Sequence[_Step]) -> None:
    kind = KINDS[run[0].kind]
    # The index writes out what it has gathered wherever a key is lower than the one before it.
    run = sorted(run, key=lambda step: step.record_id)
    if run[0].before is None:
        _put_in(unit, kind, run)
    elif run[0].after is None:
        _take_out(unit, kind, run)
    else:
        _alter(unit, kind, run)


def _put_in(unit: Unit, kind: Kind, run: Sequence[_Step]) -> None:
    for part in chunks(run):
        there = unit.connection.exec_driver_sql(
            f'SELECT count(*) FROM "{kind.name}" WHERE id IN ({marks(part)})',
            tuple(step.record_id for step in part),
        ).scalar()
        if there:
            raise _altered()
    texts = [str(step.after) for step in run]
    unit.put_in(kind, json.loads(f"[{','.join(texts)}]"), texts)


def _take_out(unit: Unit, kind: Kind, run: Sequence[_Step]) -> None:
    """A record that goes must be as history left it in every column, not only in those that it
    had something in: what was put into it behind the workbench's back would be lost."""
    rows: dict[int, Sequence[Any]] = {}
    listed = ",".join(f'"{name}"' for name in kind.columns)
    for part in chunks(run):
        found = unit.connection.exec_driver_sql(
            f'SELECT {listed} FROM "{kind.name}" WHERE id IN ({marks(part)})',
            tuple(step.record_id for step in part),
        )
        rows.update((row[0], row) for row in found.all())
    if len(rows) != len(run):
        raise _altered()
    ids = [step.record_id for step in run]
    columns = zip(*(rows[id_] for id_ in ids), strict=True)
    texts = dumped_rows(dict(zip(kind.columns, columns, strict=True)))
    for step, text in zip(run, texts, strict=True):
        if step.before != text and _filled(str(step.before)) != json.loads(text):
            raise _altered()
    unit.take_out(kind, ids, [step.uid for step in run], texts)


def _filled(text: str) -> dict[str, Any]:
    """The columns that hold something."""
    return {name: value for name, value in json.loads(text).items() if value is not None}


def _alter(unit: Unit, kind: Kind, run: Sequence[_Step]) -> None:
    before = {step.record_id: json.loads(str(step.before)) for step in run}
    after = {step.record_id: json.loads(str(step.after)) for step in run}
    current = unit.rows_by_id(kind, list(before))
    for key, expected in before.items():
        row = current.get(key)
        if row is None or any(row.get(name) != value for name, value in expected.items()):
            raise _altered()
    unit.set_columns(kind, before, after, current)


def _altered() -> Refused:
    return Refused(
        message("A record was altered outside the workbench, so this can't be taken back"),
        what_to_do=message("Run check to see which."),
    )


def sets(
    connection: Connection, uids: Sequence[str] | None = None, limit: int | None = None
) -> list[ChangeSetRow]:
    """Change sets, newest first: all, or those that touched one of these records."""
    where = ""
    parameters: tuple[Any, ...] = ()
    if uids is not None:
        where = f" WHERE id IN (SELECT change_set_id FROM change WHERE uid IN ({marks(uids)}))"
        parameters = tuple(uids)
    tail = f" LIMIT {int(limit)}" if limit is not None else ""
    rows = connection.exec_driver_sql(f"{_SETS}{where} ORDER BY id DESC{tail}", parameters)
    return [_set(row) for row in rows]


def changes(connection: Connection, number: int, uid: str | None = None) -> list[ChangeRow]:
    """The changes of one change set, in order; of one record alone where a uid is given."""
    found = _changes(connection, number)
    return found if uid is None else [change for change in found if change.uid == uid]


def broken_links(connection: Connection) -> list[int]:
    """Numbers of the change sets whose hash is not that of what they hold."""
    return checking_history.broken_links(connection, checking_history.digests(connection))


def replayed_differences(connection: Connection) -> list[tuple[str, int]]:
    """(kind, key) of the rows that are not what their history leads to."""
    return [(d.kind, d.record_id) for d in checking_history.differences(connection)]
