"""One act of a person, in one transaction: rows, history and search index together.

Values come in raw: text, integers, dates as their three columns; a link is the uid of what it
leads to. Rows in bulk are tuples, written by the driver.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
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
    """A record's columns as history writes them: JSON, without what is empty on both sides."""
    return json.dumps(values, ensure_ascii=False, separators=(",", ":"))


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
        self.connection = connection
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
                message("A record that this links to is gone ({kind})", kind=KINDS[kind].one),
                what_to_do=message("Look it up again; it may have been deleted meanwhile."),
            )
        return known

    def _all(self, sql: str, parameters: tuple[Any, ...] = ()) -> list[Any]:
        return list(self.connection.exec_driver_sql(sql, parameters))

    def _many(self, sql: str, rows: Sequence[tuple[Any, ...]]) -> None:
        if rows:
            # SQLAlchemy takes a list of tuples as an executemany of the driver.
            self.connection.exec_driver_sql(sql, list(rows))

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
        known = KINDS[kind]
        names = _field_names(known)
        columns = [name for name in names if name in values]
        return self.add_many(kind, columns, [tuple(values[name] for name in columns)])[0]

    def add_many(
        self, kind: str, names: Sequence[str], rows: Sequence[tuple[Any, ...]]
    ) -> list[str]:
        """New records in bulk; their uids, in order.

        `names` are names of columns, a link's without `_id`; a column `uid` may be among them
        (an empty uid is made). Links are uids.
        """
        if not rows:
            return []
        known = KINDS[kind]
        links = {f.name: f.link for f in known.fields if f.type == "link"}
        given: dict[str, Sequence[Any]] = dict(zip(names, zip(*rows, strict=True), strict=True))
        count = len(rows)
        uids = [uid or str(uuid7()) for uid in given.pop("uid", (None,) * count)]
        keys = self._allot(kind, count)
        columns: dict[str, Sequence[Any]] = {"id": keys, "uid": uids}
        for name, values in given.items():
            if name in links:
                found = self.ids(links[name], {value for value in values if value is not None})
                columns[f"{name}_id"] = [v if v is None else found[v] for v in values]
            else:
                columns[name] = values
        if "done" in known.columns and "done" not in columns:
            columns["done"] = (0,) * count
        if "position" in known.columns and "position" not in columns:
            columns["position"] = keys
        names_ = tuple(columns)
        whole = list(zip(*columns.values(), strict=True))
        self._put(known, names_, whole)
        self._ids.setdefault(kind, {}).update(zip(uids, keys, strict=True))
        after = [dumped({n: v for n, v in zip(names_, row, strict=True) if v is not None})
                 for row in whole]  # fmt: skip
        self._record(kind, keys, uids, [None] * count, after)
        self.touched.added.setdefault(kind, set()).update(uids)
        return uids

    def _put(self, kind: Kind, columns: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> None:
        listed = ",".join(f'"{name}"' for name in columns)
        self._many(f'INSERT INTO "{kind.name}" ({listed}) VALUES ({marks(columns)})', rows)
        index.put(self.connection, kind, columns, rows)

    def update(self, kind: str, values: Mapping[str, Values]) -> int:
        """Change fields of records: uid -> field -> value. How many really changed."""
        known = KINDS[kind]
        links = {f.name: f.link for f in known.fields if f.type == "link"}
        raw: dict[str, dict[str, Any]] = {}
        for uid, fields in values.items():
            raw[uid] = row = {}
            for name, value in fields.items():
                if name in links:
                    if value is not None:
                        value = self.ids(links[name], [value])[value]
                    row[f"{name}_id"] = value
                else:
                    row[name] = value
        current = self.rows(known, self.ids(kind, raw).items() if raw else [], raw)
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

    def rows(
        self, kind: Kind, keys: Iterable[tuple[str, int]], only: Iterable[str] | None = None
    ) -> dict[int, dict[str, Any]]:
        """Whole rows by integer key; `only` limits them to these uids."""
        wanted = None if only is None else set(only)
        ids = [id_ for uid, id_ in keys if wanted is None or uid in wanted]
        return self.rows_by_id(kind, ids)

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
        groups: dict[tuple[str, ...], list[int]] = {}
        for id_, columns in after.items():
            groups.setdefault(tuple(columns), []).append(id_)
        for names, ids in groups.items():
            assigned = ",".join(f'"{name}"=?' for name in names)
            rows = [(*after[id_].values(), id_) for id_ in ids]
            self._many(f'UPDATE "{kind.name}" SET {assigned} WHERE id=?', rows)
        ids = list(after)
        uids = [str(current[id_]["uid"]) for id_ in ids]
        self._record(
            kind.name, ids, uids, [dumped(before[i]) for i in ids], [dumped(after[i]) for i in ids]
        )
        if set(index.columns(kind)) & {name for names in groups for name in names}:
            renewed = [{**current[id_], **after[id_]} for id_ in ids]
            index.drop(self.connection, kind, ids)
            index.put(self.connection, kind, kind.columns,
                      [tuple(row[c] for c in kind.columns) for row in renewed])  # fmt: skip
        self.touched.updated.setdefault(kind.name, set()).update(uids)

    def delete_rows(self, kind: Kind, rows: Sequence[Mapping[str, Any]]) -> None:
        """Delete these whole rows, with history and index. What hangs on them is not looked at."""
        ids = [int(row["id"]) for row in rows]
        uids = [str(row["uid"]) for row in rows]
        before = [dumped({n: v for n, v in row.items() if v is not None}) for row in rows]
        self._many(f'DELETE FROM "{kind.name}" WHERE id=?', [(id_,) for id_ in ids])
        index.drop(self.connection, kind, ids)
        self._record(kind.name, ids, uids, before, [None] * len(ids))
        known = self._ids.get(kind.name, {})
        for uid in uids:
            known.pop(uid, None)
        self.touched.deleted.setdefault(kind.name, set()).update(uids)

    def insert_rows(self, kind: Kind, rows: Sequence[Mapping[str, Any]]) -> None:
        """Put whole rows back under their own keys, with history and index."""
        columns = kind.columns
        values = [tuple(row.get(name) for name in columns) for row in rows]
        self._put(kind, columns, values)
        ids = [int(row["id"]) for row in rows]
        uids = [str(row["uid"]) for row in rows]
        self._record(kind.name, ids, uids, [None] * len(rows), [dumped(row) for row in rows])
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
        if not ids:
            return
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
        for row in rows:
            self._hash.update(hashed_change(*row[1:]))

    def finish(self) -> None:
        """Write the change set over all that was recorded, chained to the one before it."""
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
        self._all_done()

    def _all_done(self) -> None:
        self.connection.exec_driver_sql(
            "UPDATE about SET value = CAST(value AS INTEGER) + 1 WHERE key = 'commits'"
        )


def hashed_change(
    kind: str, record_id: int, uid: str, before: str | None, after: str | None
) -> bytes:
    """What of one change goes into its change set's hash."""
    return f"{kind}\x1f{record_id}\x1f{uid}\x1f{before or ''}\x1f{after or ''}\x1e".encode()


def chain(previous: str, header: tuple[Any, ...], changes: str) -> str:
    """A change set's hash: over the one before it, its own head and all its changes."""
    text = json.dumps([previous, *header, changes], ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _field_names(kind: Kind) -> list[str]:
    links = {f.column: f.name for f in kind.fields if f.type == "link"}
    return [links.get(column, column) for column in kind.columns if column != "id"]
