"""Whether the history is as it was written, and the rows are what it leads to.

History is read once for both: to read it is most of the work.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection

from .tables import KINDS, Kind
from .unit import chain, dumped_rows, hashed_change

BATCH = 5_000
# Records that are looked up to tell which change was altered.
SUSPECTS = 100

Told = Callable[[int, int], None]
State = str | dict[str, Any]


@dataclass(frozen=True)
class Difference:
    """One record that is not what its history leads to: altered, missing or unrecorded.

    `columns` are those that differ, of one that was altered.
    """

    kind: str
    record_id: int
    uid: str
    how: str
    columns: tuple[str, ...] = ()


@dataclass(frozen=True)
class Found:
    """The change sets whose hash is not that of what they hold, and the records that differ.

    `torn` are the (kind, uid) of records of which one change does not go on where another left
    off.
    """

    broken: list[int]
    differences: list[Difference]
    torn: set[tuple[str, str]] = field(default_factory=set)


def silent(done: int, total: int) -> None:
    """Tell nobody how far it is."""


def compare(connection: Connection, told: Told = silent) -> Found:
    """Hold the history against its own chain, and the rows against the history."""
    states: dict[str, dict[int, State]] = {name: {} for name in KINDS}
    torn: set[tuple[str, str]] = set()
    digests = _read(connection, 1, states, told, torn)
    broken = broken_links(connection, digests)
    found: list[Difference] = []
    for kind in KINDS.values():
        found += _differences(connection, kind, states[kind.name])
    return Found(broken, found, torn)


def digests(connection: Connection, first: int = 1) -> dict[int, str]:
    """Each change set's hash over its changes, from this number on; those without have none."""
    return _read(connection, first, None, silent, set())


def differences(connection: Connection) -> list[Difference]:
    """The records that are not what their history leads to."""
    return compare(connection).differences


def _read(
    connection: Connection,
    first: int,
    states: dict[str, dict[int, State]] | None,
    told: Told,
    torn: set[tuple[str, str]],
) -> dict[int, str]:
    """Each change set's hash; where `states` is given, what history says the records are."""
    total = int(connection.exec_driver_sql("SELECT count(*) FROM change").scalar() or 0)
    hashes: dict[int, Any] = {}
    done = 0
    for part in _parts(connection, first):
        for number, members in groupby(part, key=itemgetter(0)):
            digest = hashes.setdefault(number, hashlib.sha256())
            # Some thousands at a time: one call of update for each would cost more than the hash.
            digest.update("".join([hashed_change(*row[1:]) for row in members]).encode())
        if states is not None:
            torn |= _replay(part, states)
        done += len(part)
        told(done, total)
    return {number: digest.hexdigest() for number, digest in hashes.items()}


def _parts(connection: Connection, first: int) -> Iterator[list[Any]]:
    """The changes from this change set on, in order, some thousands at a time."""
    driver = connection.connection.driver_connection
    assert driver is not None
    # Asked of the driver: what stands between takes as long as the reading.
    cursor = driver.execute(
        "SELECT change_set_id, kind, record_id, uid, before, after FROM change"
        " WHERE change_set_id >= ? ORDER BY change_set_id, id",
        (first,),
    )
    try:
        while part := cursor.fetchmany(BATCH):
            yield part
    finally:
        cursor.close()


def _replay(part: Sequence[Any], states: dict[str, dict[int, State]]) -> set[tuple[str, str]]:
    """Bring the records' states up to these changes; those whose changes do not fit together.

    One that was only added stays the text that history has: most are, and to compare texts
    takes a fraction of the time of reading them.
    """
    torn: set[tuple[str, str]] = set()
    for _number, kind, key, uid, before, after in part:
        known = states.get(kind)
        if known is None:
            continue
        state = known.get(key)
        if before is None and after is not None:
            known[key] = after
            fits = state is None
        else:
            was, held = loaded(before or "{}"), {} if state is None else filled(state)
            fits = state is not None and all(held.get(n) == value for n, value in was.items())
            if after is None:
                known.pop(key, None)
                fits = fits and all(n in was for n in held)
            else:
                known[key] = {**held, **loaded(after)}
        if not fits:
            torn.add((kind, uid))
    return torn


def loaded(text: str) -> dict[str, Any]:
    """A change's columns; none where it was altered into something else."""
    try:
        columns = json.loads(text)
    except ValueError:
        return {}
    return columns if isinstance(columns, dict) else {}


def filled(state: State) -> dict[str, Any]:
    """The columns that hold something."""
    columns = loaded(state) if isinstance(state, str) else state
    return {name: value for name, value in columns.items() if value is not None}


def _differences(
    connection: Connection, kind: Kind, states: dict[int, State]
) -> Iterator[Difference]:
    driver = connection.connection.driver_connection
    assert driver is not None
    listed = ",".join(f'"{name}"' for name in kind.columns)
    cursor = driver.execute(f'SELECT {listed} FROM "{kind.name}"')
    while part := cursor.fetchmany(BATCH):
        texts = dumped_rows(dict(zip(kind.columns, zip(*part, strict=True), strict=True)))
        for row, text in zip(part, texts, strict=True):
            state = states.pop(row[0], None)
            if state is None:
                yield Difference(kind.name, row[0], row[1], "unrecorded")
            elif state != text and (columns := _other(filled(state), json.loads(text))):
                yield Difference(kind.name, row[0], row[1], "altered", columns)
    for key, state in states.items():
        yield Difference(kind.name, key, str(filled(state).get("uid", "")), "missing")


def _other(one: dict[str, Any], other: dict[str, Any]) -> tuple[str, ...]:
    """The columns in which two records differ."""
    return tuple(name for name in {**one, **other} if one.get(name) != other.get(name))


def state_of(connection: Connection, kind: str, record_id: int) -> dict[str, Any] | None:
    """What history says that one record is; None where it says there is none."""
    known: dict[str, dict[int, State]] = {kind: {}}
    rows = connection.exec_driver_sql(
        "SELECT change_set_id, kind, record_id, uid, before, after FROM change"
        " WHERE kind = ? AND record_id = ? ORDER BY change_set_id, id",
        (kind, record_id),
    )
    _replay(list(rows), known)
    state = known[kind].get(record_id)
    return None if state is None else filled(state)


# -- the chain -------------------------------------------------------------------------------------


def broken_links(connection: Connection, digests: dict[int, str]) -> list[int]:
    """Numbers of the change sets whose hash is not that of what they hold.

    A number that is missing breaks the one after it. One that was cut off the end shows only
    in the casebook's commit counter (see `cut_off`).
    """
    nothing = hashlib.sha256().hexdigest()
    broken: list[int] = []
    previous = ""
    expected = 1
    for row in connection.exec_driver_sql(
        'SELECT id, at, "by", did, "values", type, reverses, hash FROM change_set ORDER BY id'
    ):
        number, *_rest, hash_ = row
        digest = digests.get(number, nothing)
        if number != expected or chain(previous, tuple(row[:7]), digest) != hash_:
            broken.append(number)
        previous = hash_
        expected = number + 1
    return broken


def altered_in(connection: Connection, found: Found) -> dict[int, list[tuple[str, str]]]:
    """Broken change set -> (kind, uid) of the records in it that history or the rows belie."""
    if not found.broken:
        return {}
    suspects = found.torn | {(wrong.kind, wrong.uid) for wrong in found.differences}
    broken = set(found.broken)
    told: dict[int, list[tuple[str, str]]] = {}
    for kind, uid in sorted(suspects)[:SUSPECTS]:
        rows = connection.exec_driver_sql(
            "SELECT DISTINCT change_set_id FROM change WHERE uid = ?", (uid,)
        )
        for number in broken & {row[0] for row in rows}:
            told.setdefault(number, []).append((kind, uid))
    return told


def cut_off(connection: Connection) -> int:
    """How many change sets the commit counter knows of that are not there."""
    commits = connection.exec_driver_sql("SELECT value FROM about WHERE key = 'commits'").scalar()
    there = connection.exec_driver_sql("SELECT count(*) FROM change_set").scalar()
    return int(commits or 0) - int(there or 0)


def unclaimed(connection: Connection) -> list[int]:
    """Numbers of change sets that changes name and that are not there."""
    rows = connection.exec_driver_sql(
        "SELECT DISTINCT change_set_id FROM change"
        " WHERE change_set_id NOT IN (SELECT id FROM change_set) ORDER BY 1"
    )
    return [row[0] for row in rows]
