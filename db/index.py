"""The full-text index, written in the transaction of the rows it finds.

One document a record, of its searched fields, folded. It is contentless: it gives back keys,
never text.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

from sqlalchemy import Connection

from .folding import fold
from .tables import KINDS, Kind

# Contentless: the index holds no second copy of the text. A document's rowid is
# `record id * 64 + number of the kind`.
SEARCH = (
    "CREATE VIRTUAL TABLE search USING fts5(body, content='', contentless_delete=1,"
    " tokenize='trigram case_sensitive 1')"
)
# The index gathers this many bytes before it writes them out: an import of 50,000 records has
# fewer pieces to merge, and takes a third less time for it.
SEARCH_GATHERS = "INSERT INTO search (search, rank) VALUES ('hashsize', 8388608)"
# A document's rowid is the record's key times this, plus the kind's number.
STRIDE = 64


@cache
def _searched(name: str) -> tuple[str, ...]:
    return tuple(field.column for field in KINDS[name].fields if field.searched)


def columns(kind: Kind) -> tuple[str, ...]:
    """The columns whose text is indexed."""
    return _searched(kind.name)


def document(kind: Kind, names: Sequence[str], row: Sequence[Any]) -> str:
    """What the index holds of one row; empty where there is nothing to find it by."""
    values = dict(zip(names, row, strict=True))
    return fold(" \n".join(str(values[c]) for c in columns(kind) if values.get(c)))


def documents(
    kind: Kind, names: Sequence[str], rows: Sequence[tuple[Any, ...]]
) -> list[tuple[int, str]]:
    """(rowid, text) of each row that has something to find it by."""
    places = [names.index(column) for column in columns(kind) if column in names]
    if not places:
        return []
    key, number = names.index("id"), kind.number
    made = []
    for row in rows:
        text = " \n".join([row[place] for place in places if row[place]])
        if text:
            made.append((row[key] * STRIDE + number, fold(text)))
    return made


def put(
    connection: Connection, kind: Kind, names: Sequence[str], rows: Sequence[tuple[Any, ...]]
) -> None:
    """Index new rows, and the names in them."""
    from . import name_index  # what reads names is loaded when one is written, not at the start

    name_index.put(connection, kind, names, rows)
    write(connection, documents(kind, names, rows))


def write(connection: Connection, documents: list[tuple[int, str]]) -> None:
    """Put documents into the index."""
    if documents:
        connection.exec_driver_sql("INSERT INTO search (rowid, body) VALUES (?, ?)", documents)


def drop(connection: Connection, kind: Kind, ids: Sequence[int]) -> None:
    """Take records out of the index, while their rows are still as they were."""
    from . import name_index

    name_index.drop(connection, kind, ids)
    if ids and columns(kind):
        connection.exec_driver_sql(
            "DELETE FROM search WHERE rowid = ?", [(id_ * STRIDE + kind.number,) for id_ in ids]
        )


def quoted(folded: str) -> str:
    """Folded words as an FTS5 query: each a string, all of them wanted."""
    words = [word for word in folded.split() if len(word) >= 3]
    return " AND ".join('"' + word.replace('"', '""') + '"' for word in words)


def find(connection: Connection, folded: str, limit: int) -> list[tuple[str, int]]:
    """(kind, integer key) of the records that hold all these words of three or more characters.

    The newest first, up to `limit`: ranking all that match would cost what the index saves.
    """
    query = quoted(folded)
    if not query:
        return []
    numbers = {kind.number: kind.name for kind in KINDS.values()}
    rows = connection.exec_driver_sql(
        "SELECT rowid FROM search WHERE search MATCH ? ORDER BY rowid DESC LIMIT ?", (query, limit)
    )
    return [(numbers[row[0] % STRIDE], row[0] // STRIDE) for row in rows]
