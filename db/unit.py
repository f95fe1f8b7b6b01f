"""One act of a person, in one transaction: rows, history and search index together.

Values come in raw: text, integers (quantities in millionths), dates as their three columns; a
link is the uid of what it leads to. Rows in bulk are tuples, written by the driver.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from json.encoder import encode_basestring
from typing import Any

from sqlalchemy import Connection
from uuid_utils import uuid7

from . import index
from .errors import Refused
from .messages import Message, message
from .tables import KINDS, Kind

Values = Mapping[str, Any]
CHUNK = 500


@dataclass
class Touched:
    """Which records a change set added, updated, deleted: kind -> uids."""

    added: dict[str, set[str]] = field(default_factory=dict)
    updated: dict[str, set[str]] = field(default_factory=dict)
    deleted: dict[str, set[str]] = field(default_factory=dict)


def dumped(values: Mapping[str, Any]) -> str:
    """A record's columns as history writes them: JSON."""
    return json.dumps(values, ensure_ascii=False, separators=(",", ":"))


def dumped_rows(columns: Mapping[str, Sequence[Any]]) -> list[str]:
    """The same of many whole records, given by column, without what is empty.

    By column, for the record's history is the larger part of what a bulk import has to think
    about: a call of `json.dumps` for each row takes four times as long.
    """
    parts: list[list[str | None]] = []
    for name, values in columns.items():
        head = f"{encode_basestring(name)}:"
        if isinstance(next((v for v in values if v is not None), None), str):
            parts.append([None if v is None else head + encode_basestring(v) for v in values])
        else:
            parts.append([None if v is None else f"{head}{v:d}" for v in values])
    return ["{" + ",".join([p for p in row if p]) + "}" for row in zip(*parts, strict=True)]


def chunks(values: Sequence[Any], size: int = CHUNK) -> Iterable[Sequence[Any]]:
    """Slices that fit into one statement's parameters."""
    for start in range(0, len(values), size):
        yield values[start : start + size]


def marks(values: Sequence[Any]) -> str:
    """As many question marks as there are values."""
    return ",".join("?" * len(values))


class Unit:
    """What writes. Made by `Record.writing` alone, and of no use after its transaction."""

    def __init__(self, connection: Connection, did: Message, by: str, type_: str) -> None:
        self._connection: Connection | None = connection
        self._halfway = False
        self.did = did
        self.by = by
        self.type = type_
        self.reverses: int | None = None
        self.touched = Touched()
        self.change_set: int | None = None
        self._next: dict[str, int] = {}
        self._ids: dict[str, dict[str, int]] = {}
        self._whole: set[str] = set()
        self._at = datetime.now(UTC).isoformat(timespec="milliseconds")
        self._hash = hashlib.sha256()

    @property
    def connection(self) -> Connection:
        """The connection that writes, to read with. RuntimeError once the transaction is over."""
        if self._connection is None:
            raise RuntimeError("a unit is of no use after its transaction")
        return self._connection

    def close(self) -> None:
        """Make the unit unusable: its transaction is over."""
        self._connection = None

    @contextmanager
    def whole(self) -> Iterator[None]:
        """What is done within it is done whole, or else the unit is never committed.

        So nobody can pass an error over and commit the half that was written before it.
        """
        try:
            yield
        except BaseException:
            self._halfway = True
            raise

    # -- keys ----------------------------------------------------------------------------------

    def ids(self, kind: str, uids: Iterable[str]) -> dict[str, int]:
        """The integer keys of these records. `Refused` where one is gone."""
        known = self._ids.setdefault(kind, {})
        missing = [uid for uid in set(uids) if uid not in known]
        if len(missing) > 2_000 and kind not in self._whole:
            rows = self._all(f'SELECT uid, id FROM "{kind}"')
            known.update((uid, id_) for uid, id_ in rows)
            self._whole.add(kind)
        else:
            for part in chunks(missing):
                rows = self._all(
                    f'SELECT uid, id FROM "{kind}" WHERE uid IN ({marks(part)})', tuple(part)
                )
                known.update((uid, id_) for uid, id_ in rows)
        if any(uid not in known for uid in missing):
            raise Refused(
                message(
                    "This record, or one that it links to, is gone ({kind})", kind=KINDS[kind].one
                ),
                what_to_do=message(
                    "Look it up again; it may have been deleted or merged meanwhile."
                ),
            )
        return known

    def _linked(self, kind: str, uids: set[str]) -> dict[str, int]:
        """The same of what is linked to: a stakeholder that was merged is what it leads to now."""
        moved: dict[str, int] = {}
        if kind == "stakeholder":
            known = self._ids.get(kind, {})
            for part in chunks([uid for uid in uids if uid not in known]):
                sql = f"SELECT old, to_id FROM redirect WHERE old IN ({marks(part)})"
                moved.update(
                    self._all(f"{sql} AND old NOT IN (SELECT uid FROM stakeholder)", tuple(part))
                )
        found = self.ids(kind, uids - moved.keys())
        return found | moved if moved else found

    def _all(self, sql: str, parameters: tuple[Any, ...] = ()) -> list[Any]:
        return list(self.connection.exec_driver_sql(sql, parameters))

    def _many(self, sql: str, rows: Sequence[tuple[Any, ...]]) -> None:
        if rows:
            # SQLAlchemy takes a list of tuples as an executemany of the driver.
            self.connection.exec_driver_sql(sql, rows if isinstance(rows, list) else list(rows))

    def _allot(self, kind: str, count: int) -> range:
        first = self._next.get(kind)
        if first is None:
            rows = self._all("SELECT seq FROM sqlite_sequence WHERE name = ?", (kind,))
            first = (int(rows[0][0]) if rows else 0) + 1
        self._next[kind] = first + count
        return range(first, first + count)

    # -- writing -------------------------------------------------------------------------------

    def add(self, kind: str, values: Values) -> str:
        """One new record; its uid. Values that are not given are empty."""
        return self.add_many(kind, list(values), [tuple(values.values())])[0]

    def add_many(
        self, kind: str, names: Sequence[str], rows: Sequence[tuple[Any, ...]]
    ) -> list[str]:
        """New records in bulk; their uids, in order.

        `names` are names of columns, a link's without `_id`; a column `uid` may be among them
        (an empty uid is made). Links are uids, of records that were there before or of rows
        further up in the same call.
        """
        if not rows:
            return []
        known = KINDS[kind]
        given: dict[str, Sequence[Any]] = dict(zip(names, zip(*rows, strict=True), strict=True))
        count = len(rows)
        uids = [uid or str(uuid7()) for uid in given.pop("uid", (None,) * count)]
        if "id" in given:
            raise KeyError(f"{kind}.id is allotted, never given")
        keys = self._allot(kind, count)
        columns: dict[str, Sequence[Any]] = {"id": keys, "uid": uids}
        for name, values in given.items():
            if name in known.links:
                link = known.links[name].link
                made = dict(zip(uids, keys, strict=True)) if link == kind else {}
                wanted = {value for value in values if value is not None}
                found = self._linked(link, wanted - made.keys())
                found = found | made if made else found
                columns[f"{name}_id"] = [v if v is None else found[v] for v in values]
            else:
                columns[name] = values
        if "done" in known.columns and "done" not in columns:
            columns["done"] = (0,) * count
        if "position" in known.columns and "position" not in columns:
            columns["position"] = keys
        for name, values in columns.items():
            _check_type(known, name, values)
        # In the table's own order, so that one record's history always reads the same.
        columns = {name: columns[name] for name in known.columns if name in columns}
        with self.whole():
            self._put(known, tuple(columns), list(zip(*columns.values(), strict=True)))
            self._record(kind, keys, uids, [None] * count, dumped_rows(columns))
        self._ids.setdefault(kind, {}).update(zip(uids, keys, strict=True))
        self.touched.added.setdefault(kind, set()).update(uids)
        return uids

    def _put(self, kind: Kind, columns: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> None:
        listed = ",".join(f'"{name}"' for name in columns)
        self._many(f'INSERT INTO "{kind.name}" ({listed}) VALUES ({marks(columns)})', rows)
        index.put(self.connection, kind, columns, rows)

    def update(self, kind: str, values: Mapping[str, Values]) -> int:
        """Change fields of records: uid -> field -> value. How many really changed."""
        known = KINDS[kind]
        if not values:
            return 0
        raw = self._raw(known, values)
        keys = self.ids(kind, raw)
        current = self.rows_by_id(known, [keys[uid] for uid in raw])
        before: dict[int, dict[str, Any]] = {}
        after: dict[int, dict[str, Any]] = {}
        for row in current.values():
            wanted = raw[row["uid"]]
            changed = {name: value for name, value in wanted.items() if row[name] != value}
            if changed:
                before[row["id"]] = {name: row[name] for name in changed}
                after[row["id"]] = changed
        self.set_columns(known, before, after, current)
        return len(after)

    def _raw(self, kind: Kind, values: Mapping[str, Values]) -> dict[str, dict[str, Any]]:
        """Fields by name as columns: links as keys, every value of its column's type."""
        given: dict[str, list[Any]] = {}
        for fields in values.values():
            for name, value in fields.items():
                given.setdefault(name, []).append(value)
        keys: dict[str, dict[str, int]] = {}
        for name, column in given.items():
            if name in ("id", "uid"):
                raise KeyError(f"{kind.name}.{name} is for good")
            if name in kind.links:
                link = kind.links[name].link
                keys[name] = self._linked(link, {value for value in column if value is not None})
            else:
                _check_type(kind, name, column)
        return {
            uid: {
                f"{name}_id" if name in keys else name:
                keys[name].get(value) if name in keys else value
                for name, value in fields.items()
            }
            for uid, fields in values.items()
        }  # fmt: skip

    def rows_by_id(self, kind: Kind, ids: Sequence[int]) -> dict[int, dict[str, Any]]:
        """Whole rows by integer key."""
        listed = ",".join(f'"{name}"' for name in kind.columns)
        found: dict[int, dict[str, Any]] = {}
        for part in chunks(ids):
            rows = self._all(
                f'SELECT {listed} FROM "{kind.name}" WHERE id IN ({marks(part)})', tuple(part)
            )
            for row in rows:
                found[row[0]] = dict(zip(kind.columns, row, strict=True))
        return found

    def set_columns(
        self,
        kind: Kind,
        before: Mapping[int, Mapping[str, Any]],
        after: Mapping[int, Mapping[str, Any]],
        current: Mapping[int, Mapping[str, Any]],
    ) -> None:
        """Write changed columns by integer key, with history and index."""
        if not after:
            return
        groups: dict[tuple[str, ...], list[int]] = {}
        for id_, columns in after.items():
            groups.setdefault(tuple(columns), []).append(id_)
        ids = list(after)
        uids = [str(current[id_]["uid"]) for id_ in ids]
        searched = bool(set(index.columns(kind)) & {name for names in groups for name in names})
        with self.whole():
            if searched:
                index.drop(self.connection, kind, ids)
            for names, members in groups.items():
                assigned = ",".join(f'"{name}"=?' for name in names)
                rows = [(*after[id_].values(), id_) for id_ in members]
                self._many(f'UPDATE "{kind.name}" SET {assigned} WHERE id=?', rows)
            self._record(
                kind.name, ids, uids,
                [dumped(before[i]) for i in ids], [dumped(after[i]) for i in ids],
            )  # fmt: skip
            if searched:
                renewed = [{**current[id_], **after[id_]} for id_ in ids]
                index.put(self.connection, kind, kind.columns,
                          [tuple(row[c] for c in kind.columns) for row in renewed])  # fmt: skip
        self.touched.updated.setdefault(kind.name, set()).update(uids)

    def delete_rows(self, kind: Kind, rows: Sequence[Mapping[str, Any]]) -> None:
        """Delete these whole rows, with history and index. What hangs on them is not looked at."""
        if not rows:
            return
        before = [dumped({n: v for n, v in row.items() if v is not None}) for row in rows]
        ids, uids = [int(row["id"]) for row in rows], [str(row["uid"]) for row in rows]
        self.take_out(kind, ids, uids, before)

    def take_out(
        self, kind: Kind, ids: Sequence[int], uids: Sequence[str], before: Sequence[str]
    ) -> None:
        """The same, where it is known how history writes each of the rows."""
        with self.whole():
            index.drop(self.connection, kind, ids)
            self._many(f'DELETE FROM "{kind.name}" WHERE id=?', [(id_,) for id_ in ids])
            self._record(kind.name, ids, uids, before, [None] * len(ids))
        known = self._ids.get(kind.name, {})
        for uid in uids:
            known.pop(uid, None)
        self.touched.deleted.setdefault(kind.name, set()).update(uids)

    def insert_rows(self, kind: Kind, rows: Sequence[Mapping[str, Any]]) -> None:
        """Put whole rows back under their own keys, with history and index."""
        if rows:
            self.put_in(kind, rows, [dumped(row) for row in rows])

    def put_in(self, kind: Kind, rows: Sequence[Mapping[str, Any]], after: Sequence[str]) -> None:
        """The same, where it is known how history writes each of the rows."""
        columns = kind.columns
        ids, uids = [int(row["id"]) for row in rows], [str(row["uid"]) for row in rows]
        with self.whole():
            self._put(kind, columns, [tuple(map(row.get, columns)) for row in rows])
            self._record(kind.name, ids, uids, [None] * len(rows), after)
        self.touched.added.setdefault(kind.name, set()).update(uids)

    # -- history -------------------------------------------------------------------------------

    def _record(
        self,
        kind: str,
        ids: Sequence[int],
        uids: Sequence[str],
        before: Sequence[str | None],
        after: Sequence[str | None],
    ) -> None:
        if self.change_set is None:
            last = self._all("SELECT seq FROM sqlite_sequence WHERE name = 'change_set'")
            self.change_set = (int(last[0][0]) if last else 0) + 1
        number = self.change_set
        rows = [
            (number, kind, id_, uid, b, a)
            for id_, uid, b, a in zip(ids, uids, before, after, strict=True)
        ]
        self._many(
            "INSERT INTO change (change_set_id, kind, record_id, uid, before, after)"
            " VALUES (?,?,?,?,?,?)",
            rows,
        )
        for part in chunks(rows):
            self._hash.update("".join([hashed_change(*row[1:]) for row in part]).encode())

    def finish(self) -> None:
        """Write the change set over all that was recorded, chained to the one before it."""
        if self._halfway:
            raise RuntimeError("a write failed halfway and its error was passed over")
        if self.change_set is None:
            return
        previous = self._all("SELECT hash FROM change_set ORDER BY id DESC LIMIT 1")
        values = dumped({name: str(value) for name, value in self.did.values.items()})
        header = (self.change_set, self._at, self.by, self.did.text, values, self.type,
                  self.reverses)  # fmt: skip
        chained = chain(str(previous[0][0]) if previous else "", header, self._hash.hexdigest())
        self._many(
            'INSERT INTO change_set (id, at, "by", did, "values", type, reverses, hash)'
            " VALUES (?,?,?,?,?,?,?,?)",
            [(*header, chained)],
        )
        self.connection.exec_driver_sql(
            "UPDATE about SET value = CAST(value AS INTEGER) + 1 WHERE key = 'commits'"
        )


def hashed_change(
    kind: str, record_id: int, uid: str, before: str | None, after: str | None
) -> str:
    """What of one change goes into its change set's hash. (JSON holds no separators of these.)"""
    return f"{kind}\x1f{record_id}\x1f{uid}\x1f{before or ''}\x1f{after or ''}\x1e"


def chain(previous: str, header: tuple[Any, ...], changes: str) -> str:
    """A change set's hash: over the one before it, its own head and all its changes."""
    text = json.dumps([previous, *header, changes], ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _check_type(kind: Kind, name: str, values: Sequence[Any]) -> None:
    """TypeError where a value would be stored as something else than history says it was.

    The file turns a text of digits into a number, and a number into text, where its column is
    of the other type.
    """
    if name not in kind.columns:
        raise KeyError(f"{kind.name} has no {name}")
    right = int if name in kind.numeric else str
    for type_ in set(map(type, values)) - {right, type(None)}:
        if not issubclass(type_, right):
            raise TypeError(f"{kind.name}.{name} takes {right.__name__}, not {type_.__name__}")
