"""Rows for lists: which records, in which order, and the cells that are shown of them.

Keys first (`keys`), then the cells of a windowful of them (`rows`), so that a list of any
length costs what is seen of it. Cells are raw: a date is its text, a quantity a whole number of
millionths, a link `(kind, uid, label)`, several links a tuple of these.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from .computed import COMPUTED, mentions
from .fields import Description
from .filtering import Condition, conditions
from .labels import label_sql
from .tables import KINDS, MARKINGS
from .unit import chunks, marks

__all__ = [
    "Wanted",
    "all_labels",
    "ids_of",
    "keys",
    "labels",
    "mentions",
    "rows",
    "strictest_marking",
    "uids",
    "words",
]

CLOSED = ("met", "refused", "lapsed")


@dataclass(frozen=True)
class Wanted:
    """Which records a list holds, and in which order. Bounds are seconds, first and last.

    `words` are folded; each must be found in what the record says or in what it links to.
    `quiet_since` keeps the stakeholders that surely were party to no event from that second on,
    `changed_after` what was changed by a later change set than this one, or has a part that was.
    `sort` is a field's or computed column's name; without one the order is that of entry.
    """

    kind: str
    words: tuple[str, ...] = ()
    sort: str = ""
    descending: bool = False
    only: tuple[tuple[str, tuple[str, ...]], ...] = ()
    when: tuple[int, int] | None = None
    due: tuple[int, int] | None = None
    overdue_at: int | None = None
    quiet_since: int | None = None
    hanging_on: tuple[str, str] | None = None
    changed_after: int | None = None


def keys(connection: Connection, wanted: Wanted) -> list[int]:
    """The integer keys of the records, in order."""
    from_where, parameters = _chosen(connection, wanted)
    # In one text: as rows, a hundred thousand keys take twice as long to come across. SQLite keeps
    # the order of a subquery for an aggregate that depends on it, which group_concat does.
    ordered = f"SELECT t.id {from_where} ORDER BY {_order(wanted)}"
    sql = f"SELECT group_concat(id) FROM ({ordered})"
    found = connection.exec_driver_sql(sql, parameters).scalar_one()
    return [int(key) for key in found.split(",")] if found else []


def count(connection: Connection, wanted: Wanted) -> int:
    """How many they are."""
    from_where, parameters = _chosen(connection, wanted)
    sql = f"SELECT count(*) {from_where}"
    return int(connection.exec_driver_sql(sql, parameters).scalar_one())


def _chosen(connection: Connection, wanted: Wanted) -> tuple[str, tuple[Any, ...]]:
    found: list[Condition] = conditions(connection, wanted)
    where = " AND ".join(f"({sql})" for sql, _parameters in found)
    sql = f'FROM "{wanted.kind}" t' + (f" WHERE {where}" if where else "")
    return sql, tuple(each for _sql, many in found for each in many)


def _order(wanted: Wanted) -> str:
    way = "DESC" if wanted.descending else "ASC"
    terms = _order_terms(wanted.kind, wanted.sort) if wanted.sort else []
    nulls = [f"{terms[0]} IS NULL"] if terms else []
    return ", ".join([*nulls, *(f"{term} {way}" for term in terms), f"t.id {way}"])


def _order_terms(kind: str, name: str) -> list[str]:
    computed = COMPUTED.get(kind, {}).get(name)
    if computed is not None:
        return [computed.order]
    field = KINDS[kind].field(name)
    column = f't."{field.column}"'
    if field.type == "when":
        return [f't."{name}_from"', f't."{name}_to"']
    if field.type == "link":
        target = label_sql(field.link, "x")
        return [f'(SELECT {target} FROM "{field.link}" x WHERE x.id = {column}) COLLATE NOCASE']
    if field.type == "choice":
        cases = " ".join(f"WHEN '{word}' THEN {n}" for n, (word, _l) in enumerate(field.choices))
        return [f"CASE {column} {cases} END"]
    if field.type in ("quantity", "tenor", "yes/no"):
        return [column]
    if field.list == MARKINGS:
        # One that is empty is the list's first.
        return [
            f"coalesce((SELECT m.position FROM term m WHERE m.list = '{MARKINGS}'"
            f" AND m.word = {column}), 0)"
        ]
    return [f"{column} COLLATE NOCASE"]


def rows(
    connection: Connection, kind: str, ids: Sequence[int], names: Sequence[str]
) -> list[tuple[int, str, tuple[Any, ...]]]:
    """(key, uid, cells) of these records, in the order of the keys; those gone are left out."""
    known = KINDS[kind]
    computed = COMPUTED.get(kind, {})
    fields = {field.name: field for field in known.fields}
    own = [name for name in names if name in fields]
    listed = "".join(f', t."{fields[name].column}"' for name in own)
    found: dict[int, Any] = {}
    for part in chunks(ids):
        sql = f'SELECT t.id, t.uid{listed} FROM "{kind}" t WHERE t.id IN ({marks(part)})'
        found.update((row[0], row) for row in connection.exec_driver_sql(sql, tuple(part)))
    there = [id_ for id_ in ids if id_ in found]
    columns: dict[str, dict[int, Any]] = {}
    for place, name in enumerate(own, 2):
        values = {id_: found[id_][place] for id_ in there}
        columns[name] = _linked(connection, fields[name], values)
    for name in names:
        if name not in columns:
            columns[name] = computed[name].cells(connection, there)
    return [(id_, found[id_][1], tuple(columns[name].get(id_) for name in names)) for id_ in there]


def _linked(connection: Connection, field: Description, values: dict[int, Any]) -> dict[int, Any]:
    if field.type != "link":
        return values
    known = mentions(connection, field.link, {value for value in values.values() if value})
    return {id_: known.get(value) for id_, value in values.items()}


def uids(connection: Connection, kind: str, ids: Sequence[int]) -> list[str]:
    """The uids of these keys, in their order; those gone are left out."""
    found: dict[int, str] = {}
    for part in chunks(ids):
        sql = f'SELECT id, uid FROM "{kind}" WHERE id IN ({marks(part)})'
        found.update((row[0], row[1]) for row in connection.exec_driver_sql(sql, tuple(part)))
    return [found[id_] for id_ in ids if id_ in found]


def ids_of(connection: Connection, kind: str, uids: Iterable[str]) -> dict[str, int]:
    """uid -> key of those that are there."""
    found: dict[str, int] = {}
    for part in chunks(list(dict.fromkeys(uids))):
        sql = f'SELECT uid, id FROM "{kind}" WHERE uid IN ({marks(part)})'
        found.update((row[0], row[1]) for row in connection.exec_driver_sql(sql, tuple(part)))
    return found


def kind_of(connection: Connection, uid: str) -> str | None:
    """The kind of the record with this uid."""
    for kind in KINDS:
        if connection.exec_driver_sql(f'SELECT 1 FROM "{kind}" WHERE uid = ?', (uid,)).first():
            return kind
    return None


def labels(connection: Connection, kind: str, uids: Iterable[str]) -> dict[str, str]:
    """uid -> label of those that are there."""
    found: dict[str, str] = {}
    for part in chunks(list(dict.fromkeys(uids))):
        sql = f'SELECT x.uid, {label_sql(kind, "x")} FROM "{kind}" x WHERE x.uid IN ({marks(part)})'
        found.update((row[0], row[1] or "") for row in connection.exec_driver_sql(sql, tuple(part)))
    return found


def all_labels(connection: Connection, kind: str) -> list[tuple[str, str]]:
    """(uid, label) of all records of a kind, by label."""
    sql = f'SELECT x.uid, {label_sql(kind, "x")} FROM "{kind}" x ORDER BY 2 COLLATE NOCASE, x.id'
    return [(row[0], row[1] or "") for row in connection.exec_driver_sql(sql)]


def words(connection: Connection, list_: str) -> list[str]:
    """The words of one of the casebook's own lists, in its order."""
    found = connection.exec_driver_sql(
        "SELECT word FROM term WHERE list = ? ORDER BY position, id", (list_,)
    )
    return [row[0] for row in found]


def strictest_marking(
    connection: Connection, kinds: Collection[str] = KINDS, *, parts: bool = True
) -> str:
    """The marking, last in the casebook's list, that any record of these kinds has; else empty.

    `parts` says whether those of sensitive parts count.
    """
    used = " OR ".join(
        f'EXISTS (SELECT 1 FROM "{kind}" x WHERE x."{field.column}" = t.word)'
        for kind in kinds
        for field in KINDS[kind].fields
        if field.list == MARKINGS and (parts or field.name == "marking")
    )
    row = connection.exec_driver_sql(
        f"SELECT t.word FROM term t WHERE t.list = ? AND ({used or '0'})"
        " ORDER BY t.position DESC, t.id DESC LIMIT 1",
        (MARKINGS,),
    ).first()
    return "" if row is None else str(row[0])
