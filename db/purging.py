"""Gone for good: a record, or what a field of it held earlier, out of rows, history and index.

What is purged is taken out of the history as if it had never been written, and the change sets
from there on are chained anew, so that the chain is whole and undo meets nothing to bring back.
That it was done is a change set of its own. What the file still holds of it in unused places is
then cleared by `finish`; `pending` says that this is yet to be done.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from . import casefile, checking_index, purging_history, purging_traces, redirects
from .errors import Refused
from .fields import Description
from .hanging import goes_with, linking, links_to
from .messages import message
from .tables import KINDS
from .unit import Unit

if TYPE_CHECKING:
    from .record import Record

# In `about`, as long as the file may hold traces of what was purged.
PENDING = "purge"
# Kept: of every purge the first change set that it touched, and its own.
PURGES = "purges"


@dataclass(frozen=True)
class Scope:
    """What is to go: a record, or what one field of it held earlier (`emptied`: and holds)."""

    kind: str
    uid: str
    field: str = ""
    emptied: bool = False


@dataclass
class Reach:
    """What a purge takes: kind -> key -> uid of the records, and since when history had them.

    `there` is False for a record that was deleted before, and is in the history alone. `first`
    is the first change set that is touched, `sets` how many are. `emptied` counts the links of
    other records that are let go of.
    """

    goes: dict[str, dict[int, str]] = field(default_factory=dict)
    there: bool = True
    first: int = 0
    sets: int = 0
    emptied: int = 0
    edits: purging_history.Edits = field(default_factory=dict, repr=False)

    def counts(self) -> dict[str, int]:
        """How many records of each kind go, in the order of `KINDS`."""
        return {name: len(self.goes[name]) for name in KINDS if self.goes.get(name)}

    def uids(self) -> set[str]:
        """The uids of all that goes."""
        return {uid for found in self.goes.values() for uid in found.values()}


def kind_of(connection: Connection, uid: str) -> str | None:
    """The kind of the record that has or had this uid."""
    for name in KINDS:
        if _rows(connection, f'SELECT 1 FROM "{name}" WHERE uid = ?', (uid,)):
            return name
    found = _rows(connection, "SELECT kind FROM change WHERE uid = ? LIMIT 1", (uid,))
    return str(found[0][0]) if found else None


def reach(connection: Connection, scope: Scope) -> Reach:
    """What a purge would take. Nothing is written."""
    keys = _keys(connection, scope)
    there = bool(_rows(connection, f'SELECT 1 FROM "{scope.kind}" WHERE uid = ?', (scope.uid,)))
    found = Reach({scope.kind: dict.fromkeys(keys, scope.uid)}, there)
    if scope.field:
        numbers: set[int] = set()
        for uid, final in _finals(connection, scope).items():
            columns = _field(scope).columns
            numbers |= purging_history.holding(connection, scope.kind, uid, columns, final)
        found.first, found.sets = min(numbers, default=0), len(numbers)
        return found
    found.goes[scope.kind].update(_merged(connection, scope, keys))
    found.edits = purging_history.edits(connection)
    _gather(connection, found, scope.kind, set(found.goes[scope.kind]))
    numbers = purging_history.touching(connection, found.goes)
    found.first, found.sets = min(numbers, default=0), len(numbers)
    return found


def _field(scope: Scope) -> Description:
    return KINDS[scope.kind].field(scope.field)


def _rows(connection: Connection, sql: str, parameters: tuple[Any, ...] = ()) -> list[Any]:
    return list(connection.exec_driver_sql(sql, parameters))


def _keys(connection: Connection, scope: Scope) -> set[int]:
    """Every key that the record has or had: one that a sheet brought back has another."""
    rows = _rows(connection, f'SELECT id FROM "{scope.kind}" WHERE uid = ?', (scope.uid,))
    rows += _rows(
        connection, "SELECT DISTINCT record_id FROM change WHERE uid = ? AND kind = ?",
        (scope.uid, scope.kind),
    )  # fmt: skip
    return {row[0] for row in rows}


def _merged(connection: Connection, scope: Scope, keys: set[int]) -> dict[int, str]:
    """key -> uid of all that was merged into this stakeholder, which lives on in it."""
    if scope.kind != redirects.KIND:
        return {}
    led: dict[str, set[int]] = {}
    for before, after in _rows(
        connection, "SELECT before, after FROM change WHERE kind = 'redirect' ORDER BY id"
    ):
        for side in (before, after):
            columns = json.loads(side) if side else {}
            if "old" in columns and columns.get("to_id") is not None:
                led.setdefault(columns["old"], set()).add(columns["to_id"])
    now = redirects.followed(connection, led)
    found: dict[int, str] = {}
    waiting = set(keys)
    while waiting:
        fresh = {
            key: old
            for old, ends in led.items()
            if ends & waiting and now.get(old, scope.uid) == scope.uid
            for key in _keys(connection, Scope(scope.kind, old))
            if key not in found and key not in keys
        }
        found.update(fresh)
        waiting = set(fresh)
    return found


def _finals(connection: Connection, scope: Scope) -> dict[str, dict[str, Any]]:
    """uid -> what its field goes on with, of the record and of all that was merged into it."""
    described = _field(scope)
    own = {} if scope.emptied else _final(connection, scope, described)
    found = {scope.uid: own}
    for uid in set(_merged(connection, scope, _keys(connection, scope)).values()):
        # A record must have been called something, but for that it holds what the other holds.
        of_it = Scope(scope.kind, uid, scope.field)
        found[uid] = _final(connection, of_it, described) if described.required else own
    return found


def _gather(connection: Connection, found: Reach, kind: str, keys: set[int]) -> None:
    """All that must link to what goes, there or in history alone, through any number of steps."""
    waiting = [(kind, keys)]
    while waiting:
        parent, gone = waiting.pop()
        for child, link in links_to(parent):
            known = found.goes.setdefault(child, {})
            living = linking(connection, child, link.column, sorted(gone))
            if not goes_with(child, link):
                found.emptied += len(living)
                continue
            fresh = purging_history.named(connection, child, living)
            fresh |= purging_history.ended_at(connection, found.edits, child, link.column, gone)
            fresh = {id_: uid for id_, uid in fresh.items() if id_ not in known}
            if fresh:
                known.update(fresh)
                waiting.append((child, set(fresh)))


def _final(connection: Connection, scope: Scope, described: Description) -> dict[str, Any]:
    """What the field's columns hold now, or held when the record was deleted; empty is left out."""
    listed = ",".join(f'"{column}"' for column in described.columns)
    rows = _rows(connection, f'SELECT {listed} FROM "{scope.kind}" WHERE uid = ?', (scope.uid,))
    if rows:
        values = dict(zip(described.columns, rows[0], strict=True))
    else:
        last = purging_history.last_state(connection, scope.kind, scope.uid)
        values = {column: last.get(column) for column in described.columns}
    return {column: value for column, value in values.items() if value is not None}


# -- doing it --------------------------------------------------------------------------------------


def purge(unit: Unit, scope: Scope) -> Reach:
    """Within `unit`, take it out of everything. `Refused` where a field can't be empty."""
    connection = unit.connection
    driver = connection.connection.driver_connection
    assert driver is not None
    driver.execute("PRAGMA secure_delete=on")
    broken = purging_history.broken(connection)
    found = reach(connection, scope)
    with unit.whole():
        texts = purging_traces.texts(connection, scope, found.goes, _kept_back(connection, scope))
        touched = _forget_field(unit, scope) if scope.field else _forget(unit, found)
        touched |= purging_traces.scrub_labels(connection, texts)
        if scope.kind == "member" and not scope.field:
            touched |= _forget_name(unit, texts)
        purging_traces.scrub_kept(connection, texts, found.uids(), whole=not scope.field)
        checking_index.renew(connection)
        purging_history.chain_anew(connection, touched, broken)
        connection.exec_driver_sql(
            "INSERT OR REPLACE INTO about (key, value) VALUES (?, '1')", (PENDING,)
        )
        _log(unit, scope, found)
        _note(unit, found.first)
    return found


def _note(unit: Unit, first: int) -> None:
    """So that copies that hold what is gone can be told later on."""
    if not first:
        return
    known = _rows(unit.connection, "SELECT value FROM kept WHERE key = ?", (PURGES,))
    spans = [*(json.loads(known[0][0]) if known else []), [first, unit.change_set]]
    unit.connection.exec_driver_sql(
        "INSERT OR REPLACE INTO kept (key, value) VALUES (?, ?)", (PURGES, json.dumps(spans))
    )


def _kept_back(connection: Connection, scope: Scope) -> Mapping[str, Any]:
    """What a field goes on holding, and so is no trace of what is gone."""
    return {} if not scope.field or scope.emptied else _final(connection, scope, _field(scope))


def _log(unit: Unit, scope: Scope, found: Reach) -> None:
    """Make a change set of it, which names records by number alone."""
    if scope.field:
        # A change of nothing, so that the card's own history says that there was a purge.
        ids = sorted(found.goes[scope.kind])[-1:] if found.there else []
        unit._record(scope.kind, ids, [scope.uid][: len(ids)], ["{}"] * len(ids), ["{}"] * len(ids))
        if ids:
            unit.touched.updated.setdefault(scope.kind, set()).add(scope.uid)
        return
    unit._record(scope.kind, [], [], [], [])
    for kind, gone in found.goes.items():
        if gone:
            unit.touched.deleted.setdefault(kind, set()).update(gone.values())


def _forget(unit: Unit, found: Reach) -> set[int]:
    """Take whole records out of rows and history, and links to them out of what stays."""
    connection = unit.connection
    touched: set[int] = set()
    for kind, gone in found.goes.items():
        for child, link in links_to(kind):
            if gone:
                left = set(gone)
                touched |= purging_history.let_go(
                    connection, found.edits, child, link, left, set(found.goes.get(child, ()))
                )
                if not link.required:
                    _empty_link(unit, child, link, left)
    for kind in reversed(KINDS):
        gone = found.goes.get(kind, {})
        touched |= purging_history.remove(connection, kind, gone)
        if gone:
            rows = [(id_,) for id_ in gone]
            connection.exec_driver_sql(f'DELETE FROM "{kind}" WHERE id = ?', rows)
    return touched


def _empty_link(unit: Unit, child: str, link: Description, gone: set[int]) -> None:
    ids = linking(unit.connection, child, link.column, sorted(gone))
    if ids:
        unit.connection.exec_driver_sql(
            f'UPDATE "{child}" SET "{link.column}" = NULL WHERE id = ?',
            [(id_,) for id_ in sorted(ids)],
        )
        named = purging_history.named(unit.connection, child, ids)
        unit.touched.updated.setdefault(child, set()).update(named.values())


def _forget_field(unit: Unit, scope: Scope) -> set[int]:
    described = _field(scope)
    if scope.emptied and (described.required or described.type == "yes/no"):
        raise Refused(
            message("{field} can't be empty", field=described.label),
            what_to_do=message("Change it first, then purge what it held earlier."),
        )
    finals = _finals(unit.connection, scope)
    if scope.emptied:
        assigned = ",".join(f'"{column}" = NULL' for column in described.columns)
        unit.connection.exec_driver_sql(
            f'UPDATE "{scope.kind}" SET {assigned} WHERE uid = ?', (scope.uid,)
        )
    touched: set[int] = set()
    for uid, final in finals.items():
        touched |= purging_history.settle(
            unit.connection, scope.kind, uid, described.columns, final
        )
    return touched


def _forget_name(unit: Unit, texts: purging_traces.Texts) -> set[int]:
    """A member of the desk who goes is named by no act either."""
    rows = _rows(unit.connection, 'SELECT id, "by" FROM change_set')
    numbers = [number for number, by in rows if by in texts.words]
    for number in numbers:
        unit.connection.exec_driver_sql(
            "UPDATE change_set SET \"by\" = '?' WHERE id = ?", (number,)
        )
    if unit.by in texts.words:
        unit.by = "?"
    return set(numbers)


# -- clearing the file -----------------------------------------------------------------------------


def pending(connection: Connection) -> bool:
    """Whether the file may still hold traces of what was purged."""
    return bool(_rows(connection, "SELECT 1 FROM about WHERE key = ?", (PENDING,)))


def finish(record: Record) -> bool:
    """Write the file anew without its unused places; whether nothing is left in it or its log.

    False where another program was in the way: it is done when the casebook is next opened.
    Killed midway, the file is as it was.
    """
    try:
        with record._alone() as connection:
            driver = connection.connection.driver_connection
            assert driver is not None
            # Pages that this connection remembers are none of the file's.
            driver.execute("PRAGMA secure_delete=on")
            driver.execute("VACUUM")
        record.fold_up()
        with record._alone() as connection, connection.begin():
            connection.exec_driver_sql("DELETE FROM about WHERE key = ?", (PENDING,))
    except Refused:
        return False
    except DBAPIError as error:
        if casefile.explained(error, record.path) is None:
            raise
        return False
    return True
