"""What can be wrong with a record: its file, its links, its dates, its index, its history.

Each look gives plain rows; `workbench.checks` words them.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection

from . import index
from .looking import rows
from .schema import SEARCH
from .tables import KINDS

CYCLES = (("stakeholder", "part_of_id"), ("ask", "hangs_on_id"))
"""Links within one kind, which must never lead back to where they began."""


def counts(connection: Connection) -> dict[str, int]:
    """How many records of each kind there are."""
    return {kind: int(rows(connection, f'SELECT count(*) FROM "{kind}"')[0][0]) for kind in KINDS}


def damage(connection: Connection, encrypted: bool) -> list[str]:
    """What the driver finds wrong with the file's pages and indexes, in its own words."""
    found = [str(row[0]) for row in rows(connection, "PRAGMA integrity_check(20)")]
    if encrypted:
        found += [str(row[0]) for row in rows(connection, "PRAGMA cipher_integrity_check")]
    return [text for text in found if text != "ok"]


def dead_links(connection: Connection) -> list[tuple[str, int, str]]:
    """(kind, key, kind it should lead to) of links to records that are not there."""
    found = rows(connection, "PRAGMA foreign_key_check")
    return [(str(row[0]), int(row[1] or 0), str(row[2])) for row in found]


def dates(connection: Connection) -> Iterator[tuple[str, str, str, int, int, str]]:
    """(kind, field, text, first second, last second, one uid) of all dates, alike ones once."""
    for kind in KINDS.values():
        for field in kind.fields:
            if field.type == "when":
                text, first, last = (f'"{column}"' for column in field.columns)
                for row in rows(
                    connection,
                    f'SELECT {text}, {first}, {last}, min(uid) FROM "{kind.name}"'
                    f" WHERE {text} IS NOT NULL GROUP BY 1, 2, 3",
                ):
                    yield (kind.name, field.name, *row)


def other_units(connection: Connection) -> list[tuple[str, str, str]]:
    """(delivery's uid, its unit, its item's unit) of deliveries in another unit than was asked."""
    found = rows(
        connection,
        "SELECT d.uid, d.unit, i.unit FROM delivery d JOIN item i ON i.id = d.item_id"
        " WHERE d.unit IS NOT NULL AND i.unit IS NOT NULL AND d.unit <> i.unit ORDER BY d.id",
    )
    return [(str(uid), str(unit), str(wanted)) for uid, unit, wanted in found]


def unlisted(connection: Connection) -> list[tuple[str, str, str]]:
    """(kind, field, word) of words that are not in the casebook's list they are taken from."""
    found: list[tuple[str, str, str]] = []
    for kind in KINDS.values():
        for field in kind.fields:
            if field.type == "listed":
                column = f'"{field.column}"'
                words = rows(
                    connection,
                    f'SELECT DISTINCT {column} FROM "{kind.name}" WHERE {column} IS NOT NULL'
                    f" AND {column} NOT IN (SELECT word FROM term WHERE list = ?)",
                    (field.list,),
                )
                found += [(kind.name, field.name, str(row[0])) for row in words]
    return found


def circles(connection: Connection) -> list[tuple[str, str]]:
    """(kind, uid) of the records that are part of themselves, or hang on themselves."""
    found: list[tuple[str, str]] = []
    for kind, column in CYCLES:
        leads = {
            int(id_): int(to)
            for id_, to in rows(
                connection, f'SELECT id, "{column}" FROM "{kind}" WHERE "{column}" IS NOT NULL'
            )
        }
        round_ = [id_ for id_ in leads if _comes_back(leads, id_)]
        for id_ in round_:
            uid = rows(connection, f'SELECT uid FROM "{kind}" WHERE id = ?', (id_,))[0][0]
            found.append((kind, str(uid)))
    return found


def _comes_back(leads: dict[int, int], start: int) -> bool:
    seen = {start}
    at = leads.get(start)
    while at is not None and at not in seen:
        seen.add(at)
        at = leads.get(at)
    return at == start


def uid_of(connection: Connection, kind: str, key: int) -> str:
    """The uid of the record of this key; empty where there is none."""
    found = rows(connection, f'SELECT uid FROM "{kind}" WHERE id = ?', (key,))
    return str(found[0][0]) if found else ""


def unindexed(connection: Connection) -> int:
    """In how many words the search index differs from the records' texts."""
    with _vocabulary(connection) as (ours, fresh):
        same = "SELECT term, doc, cnt FROM"
        differing = rows(
            connection,
            f"SELECT count(*) FROM ({same} {ours} EXCEPT {same} {fresh}"
            f" UNION ALL SELECT * FROM ({same} {fresh} EXCEPT {same} {ours}))",
        )
    documents = rows(connection, "SELECT count(*) FROM search")[0][0]
    return int(differing[0][0]) or abs(int(documents) - _texts(connection))


def _texts(connection: Connection) -> int:
    return sum(1 for _document in _documents(connection))


def _documents(connection: Connection) -> Iterator[tuple[int, str]]:
    """(rowid, text) that the index should hold of every record."""
    for kind in KINDS.values():
        names = ("id", *index.columns(kind))
        if len(names) > 1:
            listed = ", ".join(f'"{name}"' for name in names)
            found = rows(connection, f'SELECT {listed} FROM "{kind.name}"')
            yield from index.documents(kind, names, found)


@contextmanager
def _vocabulary(connection: Connection) -> Iterator[tuple[str, str]]:
    """The words of the index and those of one made anew in memory, as two tables' names."""
    run = connection.exec_driver_sql
    run("PRAGMA query_only=off")
    try:
        run(SEARCH.replace("VIRTUAL TABLE search", "VIRTUAL TABLE temp.fresh_search"))
        made = list(_documents(connection))
        if made:
            run("INSERT INTO temp.fresh_search (rowid, body) VALUES (?, ?)", made)
        run("CREATE VIRTUAL TABLE temp.words USING fts5vocab(main, search, row)")
        run("CREATE VIRTUAL TABLE temp.fresh_words USING fts5vocab(temp, fresh_search, row)")
        yield "temp.words", "temp.fresh_words"
    finally:
        for name in ("words", "fresh_words", "fresh_search"):
            run(f"DROP TABLE IF EXISTS temp.{name}")
        run("PRAGMA query_only=on")
