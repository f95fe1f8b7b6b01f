"""Repairs of what a check found, each without loss: of a record by an act that undo takes back.

Where a row was altered from outside, history first takes down what was found, and then what it
had is put back: so undo brings back what was found, and nothing of it is lost either way.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from sqlalchemy.exc import DBAPIError

from . import casefile, checking_history, checking_index, checking_redirects, hanging, name_index
from .checking_faults import Fault
from .checking_rules import Bounds, meant
from .errors import Refused
from .messages import message
from .tables import KINDS
from .unit import Unit, dumped

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .record import Record

OF_INDEX = frozenset({"index-missing", "index-wrong", "index-orphan", "index-uncounted"})
OF_FILE = frozenset({"schema-unnamed", "count-missing", "purge-unfinished"})
# Those that want history to take down first what was found.
FOUND_FIRST = frozenset({"row-altered", "row-missing"})


def renew_index(record: Record) -> None:
    """Make search anew of the records. It holds no record, so it is no act."""
    with record._alone() as connection, connection.begin():
        checking_index.renew(connection)


def mend_file(record: Record, code: str) -> None:
    """Put right what the file says of itself."""
    if code == "purge-unfinished":
        from . import purging

        if not purging.finish(record):
            raise Refused(
                message("Another program is using the casebook"),
                str(record.path),
                message("Close it there and do it again."),
            )
        return
    with record._alone() as connection, connection.begin():
        if code == "count-missing":
            connection.exec_driver_sql(
                "INSERT OR REPLACE INTO about (key, value)"
                " SELECT 'commits', CAST(count(*) AS TEXT) FROM change_set"
            )
            return
        version = int(connection.exec_driver_sql("PRAGMA user_version").scalar() or 0)
        connection.exec_driver_sql("DELETE FROM alembic_version")
        connection.exec_driver_sql("INSERT INTO alembic_version VALUES (?)", (f"{version:04}",))


def take_down(unit: Unit, faults: Sequence[Fault], bounds: Bounds) -> dict[str, list[Any]]:
    """Write into history what was found in rows that were altered from outside, or are gone.

    What history had of them before, for `mend`. `Refused`, and nothing written, where the record
    would not take the repair.
    """
    had = {f.name: _pairs(unit, f) for f in faults if f.code in FOUND_FIRST}
    if had:
        _rehearse(unit, faults, had, bounds)
    for fault in faults:
        if fault.code not in FOUND_FIRST:
            continue
        kind = KINDS[fault.kind]
        for key, row, state in had[fault.name]:
            if state is None:
                continue
            if row is None:
                unit._record(kind.name, [key], [fault.uid], [dumped(state)], [None])
                continue
            other = [name for name in kind.columns if row.get(name) != state.get(name)]
            if other:
                before = {name: state.get(name) for name in other}
                after = {name: row[name] for name in other}
                unit._record(kind.name, [key], [fault.uid], [dumped(before)], [dumped(after)])
    return had


def _rehearse(
    unit: Unit, faults: Sequence[Fault], had: Mapping[str, list[Any]], bounds: Bounds
) -> None:
    """Try the repair and take it back: what it breaks shows otherwise only when it is committed."""
    run = unit.connection.exec_driver_sql
    dangling = set(run("PRAGMA foreign_key_check").all())
    run("SAVEPOINT rehearsal")
    trial = Unit(unit.connection, unit.did, unit.by, unit.type)
    mend(trial, faults, had, bounds)
    worse = set(run("PRAGMA foreign_key_check").all()) - dangling
    run("ROLLBACK TO rehearsal")
    run("RELEASE rehearsal")
    if worse:
        raise _breaks()


def _breaks() -> Refused:
    return Refused(
        message("The repair would break another rule of the record"),
        what_to_do=message("Repair the other faults first, or take a backup."),
    )


def _pairs(
    unit: Unit, fault: Fault
) -> list[tuple[int, dict[str, Any] | None, dict[str, Any] | None]]:
    """(key, row, what history says) of every record that has or had the fault's uid."""
    rows = unit.connection.exec_driver_sql(
        f'SELECT id FROM "{fault.kind}" WHERE uid = ? UNION SELECT record_id FROM change'
        " WHERE kind = ? AND uid = ?",
        (fault.uid, fault.kind, fault.uid),
    )
    keys = [row[0] for row in rows]
    there = unit.rows_by_id(KINDS[fault.kind], keys)
    return [
        (key, there.get(key), checking_history.state_of(unit.connection, fault.kind, key))
        for key in keys
    ]


def mend(
    unit: Unit, faults: Sequence[Fault], before: Mapping[str, list[Any]], bounds: Bounds
) -> None:
    """Within `unit`, repair these faults of records. `before` is what `take_down` gave."""
    with unit.whole():
        for fault in faults:
            _MENDERS[fault.code](unit, fault, before.get(fault.name, []), bounds)
        if any(fault.kind in name_index.HELD for fault in faults):
            # What was counted of a row from outside is not what was counted of it before.
            name_index.renew(unit.connection)


def _put_back(unit: Unit, fault: Fault, pairs: list[Any], _bounds: Bounds) -> None:
    kind = KINDS[fault.kind]
    for _key, row, state in pairs:
        if state is None:
            continue
        whole = {name: state.get(name) for name in kind.columns}
        if row is None:
            unit.insert_rows(kind, [state])
            continue
        other = [name for name in kind.columns if row[name] != whole[name]]
        if other:
            _set(unit, fault.kind, row, {name: whole[name] for name in other})


def _set(unit: Unit, kind: str, row: Mapping[str, Any], after: Mapping[str, Any]) -> None:
    key = int(row["id"])
    before = {name: row[name] for name in after}
    unit.set_columns(KINDS[kind], {key: before}, {key: dict(after)}, {key: row})


def _take_in(unit: Unit, fault: Fault, _pairs_: list[Any], _bounds: Bounds) -> None:
    for row in _found(unit, fault):
        if checking_history.state_of(unit.connection, fault.kind, row["id"]) is None:
            held = {name: value for name, value in row.items() if value is not None}
            unit._record(fault.kind, [row["id"]], [fault.uid], [None], [dumped(held)])
            unit.touched.added.setdefault(fault.kind, set()).add(fault.uid)


def _found(unit: Unit, fault: Fault) -> list[dict[str, Any]]:
    rows = unit.connection.exec_driver_sql(
        f'SELECT id FROM "{fault.kind}" WHERE uid = ?', (fault.uid,)
    )
    return list(unit.rows_by_id(KINDS[fault.kind], [row[0] for row in rows]).values())


def _drop_link(unit: Unit, fault: Fault, _pairs_: list[Any], _bounds: Bounds) -> None:
    field = KINDS[fault.kind].field(fault.field)
    for row in _found(unit, fault):
        if field.required:
            hanging.delete(unit, fault.kind, [fault.uid])
            continue
        # Undo puts back what history had, where that is another: the file takes no link to nothing.
        state = checking_history.state_of(unit.connection, fault.kind, row["id"]) or row
        before, key = {field.column: state.get(field.column)}, row["id"]
        unit.set_columns(KINDS[fault.kind], {key: before}, {key: {field.column: None}}, {key: row})


def _sort_date(unit: Unit, fault: Fault, _pairs_: list[Any], bounds: Bounds) -> None:
    text, lower, upper = KINDS[fault.kind].field(fault.field).columns
    for row in _found(unit, fault):
        found = meant(bounds, row[text]) if row[text] is not None else None
        if found is not None and found != (row[lower], row[upper]):
            _set(unit, fault.kind, row, {lower: found[0], upper: found[1]})


def _add_word(unit: Unit, fault: Fault, _pairs_: list[Any], _bounds: Bounds) -> None:
    field = KINDS[fault.kind].field(fault.field)
    for row in _found(unit, fault):
        word = row[field.column]
        known = unit.connection.exec_driver_sql(
            "SELECT 1 FROM term WHERE list = ? AND word = ?", (field.list, word)
        ).first()
        if word is not None and known is None:
            unit.add("term", {"list": field.list, "word": word})


def _relink(unit: Unit, fault: Fault, _pairs_: list[Any], _bounds: Bounds) -> None:
    had = {
        row["id"]: checking_history.state_of(unit.connection, fault.kind, row["id"]) or row
        for row in _found(unit, fault)
    }
    checking_redirects.relink(unit, fault, had)


def _drop_redirect(unit: Unit, fault: Fault, _pairs_: list[Any], _bounds: Bounds) -> None:
    checking_redirects.drop(unit, fault)


_Mender = Callable[[Unit, Fault, list[Any], Bounds], None]
_MENDERS: dict[str, _Mender] = {
    "row-altered": _put_back,
    "row-missing": _put_back,
    "row-unrecorded": _take_in,
    "link-dangling": _drop_link,
    "link-merged": _relink,
    "redirect-dangling": _relink,
    "redirect-loop": _drop_redirect,
    "redirect-needless": _drop_redirect,
    "bounds-wrong": _sort_date,
    "word-not-listed": _add_word,
}


@contextmanager
def refusing_what_breaks_a_rule() -> Iterator[None]:
    """Within it, a repair that the file itself does not take is `Refused`, and nothing is done."""
    try:
        yield
    except DBAPIError as error:
        if not casefile.broke_a_rule(error):
            raise
        raise _breaks() from None
