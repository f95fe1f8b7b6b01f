"""What a purge does to the history: rows of it taken out or rewritten, and the chain made anew.

A value that goes is replaced throughout by what the record goes on with, or by nothing. So every
earlier state can still be reckoned from what is left, and undo has nothing to bring it back from.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection

from . import checking_history, history
from .choices import SET_UP
from .fields import Description
from .hanging import linking
from .unit import chain, chunks, dumped, marks

Columns = dict[str, Any]
Edits = dict[str, list[tuple[int, str, Columns, Columns]]]


def _rows(connection: Connection, sql: str, parameters: tuple[Any, ...] = ()) -> list[Any]:
    return list(connection.exec_driver_sql(sql, parameters))


def _of(connection: Connection, kind: str, uid: str) -> list[tuple[int, int, Any, Any]]:
    """(id, change set, before, after) of every change of one record, in order."""
    rows = _rows(
        connection,
        "SELECT id, change_set_id, before, after FROM change WHERE uid = ? AND kind = ?"
        " ORDER BY id",
        (uid, kind),
    )
    return [(row[0], row[1], _loaded(row[2]), _loaded(row[3])) for row in rows]


def _loaded(text: str | None) -> Columns | None:
    return None if text is None else checking_history.loaded(text)


def last_state(connection: Connection, kind: str, uid: str) -> Columns:
    """What a record was when it was deleted last; nothing where it never was."""
    for _id, _number, before, after in reversed(_of(connection, kind, uid)):
        if after is None:
            return before or {}
    return {}


def touching(connection: Connection, goes: Mapping[str, Mapping[int, str]]) -> set[int]:
    """Numbers of the change sets that touched any of these records."""
    numbers: set[int] = set()
    for kind, gone in goes.items():
        for part in chunks(sorted(set(gone.values()))):
            sql = f"SELECT change_set_id FROM change WHERE uid IN ({marks(part)}) AND kind = ?"
            numbers.update(row[0] for row in _rows(connection, sql, (*part, kind)))
    return numbers


def holding(
    connection: Connection, kind: str, uid: str, columns: Sequence[str], final: Columns
) -> set[int]:
    """Numbers of the change sets in which the field held anything else than it now does."""
    return {
        number
        for _id, number, before, after in _of(connection, kind, uid)
        for side in (before or {}, after or {})
        if any(side.get(name) not in (None, final.get(name)) for name in columns)
    }


def edits(connection: Connection) -> Edits:
    """Every change but first entries, by kind. Read once: history is long."""
    found: Edits = {}
    for kind, key, uid, before, after in connection.exec_driver_sql(
        "SELECT kind, record_id, uid, before, after FROM change WHERE before IS NOT NULL"
    ):
        found.setdefault(kind, []).append(
            (key, uid, checking_history.loaded(before), _loaded(after) or {})
        )
    return found


def _mentioning(edits: Edits, kind: str, column: str, keys: set[int]) -> dict[int, str]:
    """key -> uid of the records that were moved away from one of these, or to it, or went."""
    return {
        key: uid
        for key, uid, before, after in edits.get(kind, ())
        if before.get(column) in keys or after.get(column) in keys
    }


def _last(connection: Connection, kind: str, key: int, uid: str, column: str) -> Any:
    """What a link leads to now, or led to when its record was deleted."""
    rows = _rows(connection, f'SELECT "{column}" FROM "{kind}" WHERE id = ?', (key,))
    return rows[0][0] if rows else last_state(connection, kind, uid).get(column)


def ended_at(
    connection: Connection, edits: Edits, kind: str, column: str, keys: set[int]
) -> dict[int, str]:
    """key -> uid of the records that are gone and hung on one of these when they went."""
    return {
        key: uid
        for key, uid in _mentioning(edits, kind, column, keys).items()
        if _last(connection, kind, key, uid, column) in keys
    }


def let_go(
    connection: Connection,
    edits: Edits,
    kind: str,
    link: Description,
    keys: set[int],
    going: set[int],
) -> set[int]:
    """Take links to these out of every earlier state of what stays; the change sets touched."""
    touched: set[int] = set()
    found = _mentioning(edits, kind, link.column, keys)
    found |= named(connection, kind, linking(connection, kind, link.column, sorted(keys)))
    for key, uid in found.items():
        if key in going:
            continue
        last = _last(connection, kind, key, uid, link.column)
        final = None if last in keys or not link.required else last
        touched |= _replace(connection, kind, uid, link.column, keys, final)
    return touched


def named(connection: Connection, kind: str, ids: Iterable[int]) -> dict[int, str]:
    """key -> uid of records that are there."""
    found: dict[int, str] = {}
    for part in chunks(sorted(ids)):
        sql = f'SELECT id, uid FROM "{kind}" WHERE id IN ({marks(part)})'
        found.update((row[0], row[1]) for row in _rows(connection, sql, tuple(part)))
    return found


def _replace(
    connection: Connection, kind: str, uid: str, column: str, values: set[int], by: Any
) -> set[int]:
    touched: set[int] = set()
    for id_, number, before, after in _of(connection, kind, uid):
        sides = [side for side in (before, after) if side and side.get(column) in values]
        for side in sides:
            side[column] = by
        if sides:
            _write(connection, id_, before, after)
            touched.add(number)
    return touched


def settle(
    connection: Connection, kind: str, uid: str, columns: Sequence[str], final: Columns
) -> set[int]:
    """Make these columns have held, all along, what they hold now; the change sets touched."""
    touched: set[int] = set()
    for id_, number, before, after in _of(connection, kind, uid):
        was = dumped(before or {}), dumped(after or {})
        whole = before is None or after is None
        for side in (before, after):
            if side is None:
                continue
            for name in columns:
                side.pop(name, None)
            if whole:
                side.update(final)
        if was != (dumped(before or {}), dumped(after or {})):
            _write(connection, id_, before, after)
            touched.add(number)
    return touched


def _write(connection: Connection, id_: int, before: Columns | None, after: Columns | None) -> None:
    """Put a change back as rewritten; one that no longer changes anything goes."""
    if before is not None and after is not None:
        same = [name for name in after if name in before and before[name] == after[name]]
        for name in same:
            del before[name], after[name]
        if not before and not after:
            connection.exec_driver_sql("DELETE FROM change WHERE id = ?", (id_,))
            return
    sides = tuple(None if side is None else dumped(side) for side in (before, after))
    connection.exec_driver_sql(
        "UPDATE change SET before = ?, after = ? WHERE id = ?", (*sides, id_)
    )


def remove(connection: Connection, kind: str, gone: Mapping[int, str]) -> set[int]:
    """Take every change of these records out; the change sets touched."""
    touched = touching(connection, {kind: gone})
    if gone:
        rows = [(uid, kind) for uid in set(gone.values())]
        connection.exec_driver_sql("DELETE FROM change WHERE uid = ? AND kind = ?", rows)
    return touched


# -- the chain -------------------------------------------------------------------------------------


def broken(connection: Connection) -> set[int]:
    """The change sets that were altered from outside before: a purge must not hide them."""
    return set(history.broken_links(connection))


def chain_anew(connection: Connection, touched: set[int], broken: set[int]) -> None:
    """Hash every change set anew from the first that was touched on.

    One that is left without changes is no act any more: nobody can take back what is gone. One
    that was altered from outside stays found.
    """
    if not touched:
        return
    _retire(connection, touched)
    first = min(touched)
    digests = checking_history.digests(connection, first)
    nothing = hashlib.sha256().hexdigest()
    before = _rows(
        connection, "SELECT hash FROM change_set WHERE id < ? ORDER BY id DESC LIMIT 1", (first,)
    )
    previous = str(before[0][0]) if before else ""
    hashes: list[tuple[str, int]] = []
    for row in _rows(
        connection,
        'SELECT id, at, "by", did, "values", type, reverses FROM change_set WHERE id >= ?'
        " ORDER BY id",
        (first,),
    ):
        made = chain(previous, tuple(row), digests.get(row[0], nothing))
        if row[0] in broken:
            made = hashlib.sha256(f"altered {made}".encode()).hexdigest()
        hashes.append((made, row[0]))
        previous = made
    connection.exec_driver_sql("UPDATE change_set SET hash = ? WHERE id = ?", hashes)


def _retire(connection: Connection, touched: set[int]) -> None:
    connection.exec_driver_sql(
        "UPDATE change_set SET type = ?, reverses = NULL WHERE id = ?"
        " AND NOT EXISTS (SELECT 1 FROM change WHERE change_set_id = change_set.id)",
        [(SET_UP, number) for number in sorted(touched)],
    )
