"""Whether the history is as it was written, and the rows are what it leads to."""

from __future__ import annotations

import hashlib
from itertools import groupby, islice
from operator import itemgetter

from sqlalchemy import Connection

from .unit import hashed_change

BATCH = 2_000


def digests(connection: Connection, first: int = 1) -> dict[int, str]:
    """Each change set's hash over its changes, from this number on; those without have none."""
    rows = connection.exec_driver_sql(
        "SELECT change_set_id, kind, record_id, uid, before, after FROM change"
        " WHERE change_set_id >= ? ORDER BY change_set_id, id",
        (first,),
    )
    found: dict[int, str] = {}
    for number, members in groupby(rows, key=itemgetter(0)):
        digest = hashlib.sha256()
        # Some thousands at a time: one call of update for each would cost more than the hash.
        while part := list(islice(members, BATCH)):
            digest.update("".join([hashed_change(*row[1:]) for row in part]).encode())
        found[number] = digest.hexdigest()
    return found
