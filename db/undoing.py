"""Undo of an act that others came after: what of it can be taken back, and what must stay.

A plan is made first, from history and the record as it is now; it says all that taking the act
back would do, so that a person can be told before anything is written. What later acts changed,
or built on, is kept and listed. No rule of the record is broken by what is done.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from .casefile import broke_a_rule
from .choices import SET_UP, UNDO
from .errors import Refused
from .history import BATCH, ChangeRow, change_row, changes
from .messages import Message, message
from .tables import KINDS, Kind
from .unit import Unit, chunks, marks

CHANGED_SINCE = message("it was changed since")
DELETED_SINCE = message("the record was deleted since")
HELD = message("something that came later hangs on it")
NOTHING_TO_HANG_ON = message("what it hangs on is gone")
LINK_GONE = message("what it led to is gone")
TAKEN = message("another record has its place")
SAME_ALREADY = message("there is another of the same already")
WORD_GONE = message("the word is no longer in the casebook's list")
WORD_USED = message("the word is in use")
OTHER_UNIT = message("its unit is no longer its item's")
TO_ITSELF = message("it would lead back to where it begins")
MERGED = message("it was merged into another since")


@dataclass(frozen=True)
class Net:
    """What some changes did to one record in all: whole where it was not there on one side."""

    kind: str
    record_id: int
    uid: str
    before: Mapping[str, Any] | None
    after: Mapping[str, Any] | None


@dataclass(frozen=True)
class Kept:
    """One thing that stays as it is: a field, or the record as a whole where `field` is empty.

    `now` and `would_be` are columns, None for a record that is not there.
    """

    kind: str
    record_id: int
    uid: str
    field: str
    now: Mapping[str, Any] | None
    would_be: Mapping[str, Any] | None
    why: Message


Rows = dict[str, dict[int, dict[str, Any]]]


@dataclass
class Plan:
    """What taking an act back does: records that go and come, columns that change, what stays.

    All by kind and key; `now` holds the records that are there and are touched.
    """

    goes: dict[str, dict[int, None]] = field(default_factory=dict)
    comes: Rows = field(default_factory=dict)
    sets: Rows = field(default_factory=dict)
    kept: list[Kept] = field(default_factory=list)
    now: Rows = field(default_factory=dict)

    def counts(self) -> tuple[int, int, int]:
        """How many records come back, are changed, go."""
        return tuple(  # type: ignore[return-value]
            sum(len(found) for found in side.values())
            for side in (self.comes, self.sets, self.goes)
        )

    def __bool__(self) -> bool:
        return any(self.counts())


def net(rows: Iterable[ChangeRow]) -> list[Net]:
    """Changes, in order, as what they came to for each record; what came to nothing is left out."""
    found: dict[tuple[str, int, str], tuple[Any, Any]] = {}
    for change in rows:
        key = (change.kind, change.record_id, change.uid)
        before, after = change.before, change.after
        if before is not None and after is None:
            before = {**dict.fromkeys(KINDS[change.kind].columns), **before}
        if key in found:
            first, last = found[key]
            if first is not None and before is not None:
                first = {**before, **first}
            if last is not None and after is not None:
                after = {**last, **after}
            before = first
        found[key] = before, after
    return [Net(*key, *sides) for key, sides in found.items() if sides != (None, None)]


def plan(connection: Connection, number: int) -> Plan:
    """What taking this change set back would do, as the record is now."""
    return plan_of(connection, net(changes(connection, number)))


def plan_of(connection: Connection, nets: Sequence[Net]) -> Plan:
    """What taking these changes back would do, as the record is now."""
    from .undoing_rules import Rules

    made = Plan()
    by_kind: dict[str, list[Net]] = {}
    for each in nets:
        by_kind.setdefault(each.kind, []).append(each)
    for kind, found in by_kind.items():
        made.now[kind] = rows(connection, KINDS[kind], [each.record_id for each in found])
    for each in nets:
        _sort(made, KINDS[each.kind], each)
    Rules(connection, made).hold()
    made.sets = {
        kind: {key: columns for key, columns in found.items() if columns}
        for kind, found in made.sets.items()
    }
    return made


def is_undone(connection: Connection, number: int) -> bool:
    """Whether the last word on a change set is an undo of it."""
    last = connection.exec_driver_sql(
        "SELECT type FROM change_set WHERE reverses = ? ORDER BY id DESC LIMIT 1", (number,)
    ).scalar()
    return bool(last == UNDO)


def set_up_since(connection: Connection, number: int) -> bool:
    """Whether something was written after a change set that is no act, and so is never undone."""
    found = connection.exec_driver_sql(
        "SELECT count(*) FROM change_set WHERE id > ? AND type = ?", (number, SET_UP)
    ).scalar()
    return bool(found)


def since(connection: Connection, uid: str, number: int) -> list[ChangeRow]:
    """One record's changes from this change set on, in order."""
    found = connection.exec_driver_sql(
        "SELECT change_set_id, kind, record_id, uid, before, after FROM change"
        " WHERE uid = ? AND change_set_id >= ? ORDER BY id",
        (uid, number),
    )
    return [change_row(row) for row in found]


def apply(unit: Unit, made: Plan) -> None:
    """Within `unit`, do what the plan says."""
    try:
        _apply(unit, made)
    except DBAPIError as error:
        if not broke_a_rule(error):
            raise
        # What was right when it was written may be wrong by the tables of today.
        raise Refused(
            message("Something that was written since stands in the way"),
            what_to_do=message("Undo that first."),
        ) from None


def _apply(unit: Unit, made: Plan) -> None:
    with unit.whole():
        # What goes goes first: its word may come back with another. Children before parents, so
        # that whoever reads the history back meets no link to what is gone.
        for name in reversed(KINDS):
            for part in chunks(sorted(made.goes.get(name, {})), BATCH):
                unit.delete_rows(KINDS[name], [made.now[name][key] for key in part])
        for name, kind in KINDS.items():
            changed = made.sets.get(name, {})
            for part in chunks(list(changed), BATCH):
                current = {key: made.now[name][key] for key in part}
                before = {key: {c: current[key][c] for c in changed[key]} for key in part}
                unit.set_columns(kind, before, {key: changed[key] for key in part}, current)
            coming = made.comes.get(name, {})
            for part in chunks(sorted(coming), BATCH):
                filled = [{n: v for n, v in coming[k].items() if v is not None} for k in part]
                unit.insert_rows(kind, filled)


def rows(connection: Connection, kind: Kind, ids: Iterable[int]) -> dict[int, dict[str, Any]]:
    """Whole rows by key."""
    listed = ",".join(f'"{name}"' for name in kind.columns)
    found: dict[int, dict[str, Any]] = {}
    for part in chunks(sorted(set(ids)), BATCH):
        there = connection.exec_driver_sql(
            f'SELECT {listed} FROM "{kind.name}" WHERE id IN ({marks(part)})', tuple(part)
        )
        found.update((row[0], dict(zip(kind.columns, row, strict=True))) for row in there.all())
    return found


def groups(kind: Kind) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The columns that stand or fall together, by the name of their field."""
    described: set[str] = {"id", "uid"}
    for each in kind.fields:
        described.update(each.columns)
        yield each.name, each.columns
    for name in kind.columns:
        if name not in described:
            yield name, (name,)


def _sort(made: Plan, kind: Kind, each: Net) -> None:
    """Say what is to become of one record, as long as nothing else stands in the way."""
    row = made.now[kind.name].get(each.record_id)
    if row is not None and row["uid"] != each.uid:
        if each.after is None:
            made.kept.append(_whole(each, None, each.before, TAKEN))
        return
    if each.before is None:
        _sort_added(made, kind, each, row)
    elif row is not None:
        _sort_fields(made, kind, each, row)
    elif each.after is None:
        made.comes.setdefault(kind.name, {})[each.record_id] = dict(each.before)
    else:
        for name, wanted, left in _changed(kind, each):
            if wanted != left:
                kept = Kept(kind.name, each.record_id, each.uid, name, None, wanted, DELETED_SINCE)
                made.kept.append(kept)


def _sort_added(made: Plan, kind: Kind, each: Net, row: dict[str, Any] | None) -> None:
    if row is None:
        return
    if row != {**dict.fromkeys(kind.columns), **(each.after or {})}:
        made.kept.append(_whole(each, row, None, CHANGED_SINCE))
    else:
        made.goes.setdefault(kind.name, {})[each.record_id] = None


def _sort_fields(made: Plan, kind: Kind, each: Net, row: dict[str, Any]) -> None:
    for name, wanted, left in _changed(kind, each):
        now = {column: row[column] for column in wanted}
        if now == wanted or wanted == left:
            continue
        if now == left:
            made.sets.setdefault(kind.name, {}).setdefault(each.record_id, {}).update(wanted)
        else:
            kept = Kept(kind.name, each.record_id, each.uid, name, now, wanted, CHANGED_SINCE)
            made.kept.append(kept)


def _changed(kind: Kind, each: Net) -> Iterator[tuple[str, dict[str, Any], dict[str, Any] | None]]:
    """(field, columns before, columns after) of what history speaks of; None after deletion.

    Of a date that was changed, a bound that stayed the same is not in its history.
    """
    before, after = each.before or {}, each.after
    for name, columns in groups(kind):
        told = [column for column in columns if column in before or column in (after or {})]
        if told:
            left = None if after is None else {column: after.get(column) for column in told}
            yield name, {column: before.get(column) for column in told}, left


def _whole(
    each: Net, now: Mapping[str, Any] | None, wanted: Mapping[str, Any] | None, why: Message
) -> Kept:
    return Kept(each.kind, each.record_id, each.uid, "", now, wanted, why)
