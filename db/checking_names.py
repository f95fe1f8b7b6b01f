"""Whether the index of names is what today's names would make it.

Of each document only a sum over its words is kept, so that half a million spellings are
compared in little memory.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from sqlalchemy import Connection

from . import name_index
from .tables import KINDS

BATCH = 5_000


@dataclass
class WrongNames:
    """Documents that are missing, hold other words, or belong to no name; and keys and counts."""

    missing: set[int] = field(default_factory=set)
    wrong: set[int] = field(default_factory=set)
    orphans: set[int] = field(default_factory=set)
    uncounted: bool = False
    """Whether what tells how rare a part of a name is does not agree with the names."""


def compare(connection: Connection) -> WrongNames:
    """Compare the index of names with the names; the connection can make temporary tables."""
    due: dict[int, int] = {}
    keyless: set[int] = set()
    borne: Counter[str] = Counter()
    known = set(map(tuple, connection.exec_driver_sql("SELECT key, sound FROM search_key")))
    for kind, column in name_index.HELD.items():
        number = KINDS[kind].number
        rows = connection.exec_driver_sql(f'SELECT id, {column} FROM "{kind}"')
        for id_, text in (row for part in rows.partitions(BATCH) for row in part):
            if text:
                found = name_index.heard(text)
                document = id_ * name_index.STRIDE + number
                due[document] = sum(map(hash, found.words))
                borne.update(found.main)
                if not found.sounds <= known:
                    keyless.add(document)
    there = _there(connection)
    both = due.keys() & there.keys()
    counts = connection.exec_driver_sql("SELECT key, spellings FROM search_borne")
    counted = {key: spellings for key, spellings in counts}
    return WrongNames(
        missing=due.keys() - there.keys(),
        wrong={document for document in both if due[document] != there[document]} | keyless & both,
        orphans=there.keys() - due.keys(),
        uncounted=counted != dict(borne),
    )


def _there(connection: Connection) -> dict[int, int]:
    found = dict.fromkeys(
        connection.exec_driver_sql("SELECT id FROM search_name_docsize").scalars(), 0
    )
    driver = connection.connection.driver_connection
    assert driver is not None
    # A temporary name is a write, if to nothing on disk.
    reading = driver.execute("PRAGMA query_only").fetchone()[0]
    driver.execute("PRAGMA query_only=off")
    try:
        driver.execute(
            "CREATE VIRTUAL TABLE temp.heard USING fts5vocab(main, search_name, instance)"
        )
        try:
            for document, term in driver.execute("SELECT doc, term FROM temp.heard"):
                found[document] = found.get(document, 0) + hash(term)
        finally:
            driver.execute("DROP TABLE temp.heard")
    finally:
        driver.execute(f"PRAGMA query_only={reading}")
    return found
