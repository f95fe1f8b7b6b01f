"""Whether the full-text index is what today's rows would make it.

The index holds no text to compare. So the documents are made anew, in an index in memory, and
both are asked, through FTS5's `fts5vocab`, for each piece of each document and where in it that
stands. One sum over all of them tells whether they agree; only where they do not is the sum
taken for each document.
"""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection
from sqlcipher3 import dbapi2

from . import checking_names, index, name_index
from .index import SEARCH, SEARCH_GATHERS
from .tables import KINDS

BATCH = 5_000
# One number for a document's key, a trigram's place in it and the trigram's outer letters (the
# letter between them is the outer one of its neighbours). Products, so that two documents that
# swap a word do not cancel out; small enough that no sum of it overflows.
_PIECE = (
    "((doc * 40503 + offset * 7919 + 1) % 998244353)"
    " * ((unicode(term) * 2654435 + unicode(substr(term, 3)) * 7919 + 1) % 1000003)"
    " % 1000000007"
)
_SHORT = "SELECT id, sz FROM search_docsize"


@dataclass
class Wrong:
    """Where index and rows differ: (kind, key) of each; orphans are documents of no record."""

    missing: list[tuple[str, int]] = field(default_factory=list)
    wrong: list[tuple[str, int]] = field(default_factory=list)
    orphans: list[tuple[str, int]] = field(default_factory=list)
    uncounted: bool = False
    """Whether what tells how rare a part of a name is does not agree with the names."""


def compare(connection: Connection) -> Wrong:
    """Compare the index with one made anew of the rows."""
    ours = connection.connection.driver_connection
    assert ours is not None
    anew = dbapi2.connect(":memory:", isolation_level=None, check_same_thread=False)
    try:
        _fill(anew, connection)
        with _pieces(ours, reading=True), _pieces(anew, reading=False):
            found = _differences(ours, anew)
    finally:
        anew.close()
    return _with_names(found, checking_names.compare(connection))


def _with_names(found: Wrong, names: checking_names.WrongNames) -> Wrong:
    """The same, and what is wrong with the index of names; each record once."""
    both = (
        (found.missing, names.missing),
        (found.wrong, names.wrong),
        (found.orphans, names.orphans),
    )
    for records, documents in both:
        records[:] = sorted({*records, *map(_record, documents)})
    found.wrong = [record for record in found.wrong if record not in set(found.missing)]
    found.uncounted = names.uncounted
    return found


def renew(connection: Connection) -> None:
    """Make the index anew of today's rows; nothing is left in it of what it held before."""
    connection.exec_driver_sql("INSERT INTO search (search) VALUES ('delete-all')")
    for kind in KINDS.values():
        names = ("id", *index.columns(kind))
        if len(names) > 1:
            listed = ",".join(f'"{name}"' for name in names)
            rows = connection.exec_driver_sql(f'SELECT {listed} FROM "{kind.name}"')
            for part in rows.partitions(BATCH):
                made = index.documents(kind, names, [tuple(row) for row in part])
                index.write(connection, made)
    name_index.renew(connection)


def _fill(anew: Any, connection: Connection) -> None:
    anew.execute(SEARCH)
    anew.execute(SEARCH_GATHERS)
    anew.execute("BEGIN")
    for kind in KINDS.values():
        names = ("id", *index.columns(kind))
        if len(names) == 1:
            continue
        listed = ",".join(f'"{name}"' for name in names)
        rows = connection.exec_driver_sql(f'SELECT {listed} FROM "{kind.name}"')
        for part in rows.partitions(BATCH):
            made = index.documents(kind, names, [tuple(row) for row in part])
            anew.executemany("INSERT INTO search (rowid, body) VALUES (?, ?)", made)
    anew.execute("COMMIT")


@contextmanager
def _pieces(driver: Any, reading: bool) -> Iterator[None]:
    """Name the index's pieces `temp.piece`. A temporary name is a write, if to nothing on disk."""
    if reading:
        driver.execute("PRAGMA query_only=off")
    try:
        driver.execute("CREATE VIRTUAL TABLE temp.piece USING fts5vocab(main, search, instance)")
        try:
            yield
        finally:
            driver.execute("DROP TABLE temp.piece")
    finally:
        if reading:
            driver.execute("PRAGMA query_only=on")


def _differences(ours: Any, anew: Any) -> Wrong:
    there, due = (dict(driver.execute(_SHORT).fetchall()) for driver in (ours, anew))
    found = Wrong(
        missing=[_record(doc) for doc in due.keys() - there.keys()],
        orphans=[_record(doc) for doc in there.keys() - due.keys()],
    )
    # Side by side: the driver lets go of Python while it reckons.
    with ThreadPoolExecutor(2) as pool:
        one, other = pool.map(_sum, (ours, anew))
    if one != other:
        sums = f"SELECT doc, sum({_PIECE}) FROM temp.piece GROUP BY doc"
        theirs, mine = (dict(driver.execute(sums).fetchall()) for driver in (ours, anew))
        both = there.keys() & due.keys()
        found.wrong = [_record(doc) for doc in both if theirs.get(doc) != mine.get(doc)]
    for places in (found.missing, found.wrong, found.orphans):
        places.sort()
    return found


def _sum(driver: Any) -> Any:
    return driver.execute(f"SELECT sum({_PIECE}) FROM temp.piece").fetchone()


def _record(doc: int) -> tuple[str, int]:
    for kind in KINDS.values():
        if kind.number == doc % index.STRIDE:
            return kind.name, doc // index.STRIDE
    return "", doc
