"""Copies of a casebook that are known to work, and the way back from one.

A copy of the file alone would lose what still lies in its log, and look whole: so a copy is made
by SQLite's backup API, under the casebook's own key. It is opened and checked before it gets its
name. What it holds, in numbers, stands in a manifest beside it.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from . import checking
from .errors import Refused
from .messages import message
from .record import Record
from .tables import KINDS, Kind
from .unit import Unit

Rows = dict[int, tuple[Any, ...]]

MANIFEST = ".json"


@dataclass(frozen=True)
class Manifest:
    """What a backup holds: of which casebook, when made (UTC), how far it had come, how much."""

    casebook: str
    at: str
    commits: int
    change_set: int
    counts: Mapping[str, int]
    sha256: str


@dataclass(frozen=True)
class Difference:
    """What putting a backup back does to one kind: how many come back, change, go."""

    kind: str
    added: int
    updated: int
    deleted: int


def make(record: Record, target: Path) -> Manifest:
    """Copy the record as it now is to a new file; its manifest, which is written beside it.

    `Refused`, and no such file, where it can't be written or does not hold what it should.
    """
    if os.path.lexists(target):
        raise Refused(
            message("There is already a file of this name"),
            str(target),
            message("Choose another name for the backup."),
        )
    making = target.with_name(f".{target.name}.{os.getpid()}.making")
    try:
        making.unlink(missing_ok=True)
        os.close(os.open(making, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
        held = record.copy_to(making)
        found = _checked(record, making)
        if found != held:
            raise _unsound(target)
        manifest = Manifest(
            held[0]["uid"], datetime.now(UTC).isoformat(timespec="seconds"),
            int(held[0]["commits"]), held[1], held[2], _digest(making),
        )  # fmt: skip
        _write(target.with_name(target.name + MANIFEST), manifest)
        os.replace(making, target)
        _sync_folder(target)
    except OSError as error:
        raise Refused(
            message("The backup can't be written ({reason})", reason=error.strerror or "?"),
            str(target),
            message("Choose a folder that exists, with room in it, that you may write to."),
        ) from None
    finally:
        making.unlink(missing_ok=True)
    return manifest


def _unsound(target: Path) -> Refused:
    return Refused(
        message("The backup did not hold what it should, so it was not kept"),
        str(target),
        message("Run check on the casebook, and choose another disk."),
    )


Held = tuple[dict[str, str], int, dict[str, int]]


def held(connection: Connection) -> Held:
    """What a record says of itself, its last change set, and its rows of each kind."""
    about = {str(k): str(v) for k, v in connection.exec_driver_sql("SELECT key, value FROM about")}
    last = connection.exec_driver_sql("SELECT max(id) FROM change_set").scalar()
    return about, int(last or 0), checking.counts(connection)


def _checked(record: Record, path: Path) -> Held:
    """What the copy holds, once its file has been found whole."""
    with record.beside(path) as connection:
        if not whole(connection):
            raise _unsound(path)
        return held(connection)


def whole(connection: Connection) -> bool:
    """Whether every page of the file is as it was written."""
    for pragma in ("cipher_integrity_check", "integrity_check"):
        rows = [str(row[0]) for row in connection.exec_driver_sql(f"PRAGMA {pragma}")]
        if rows not in ([], ["ok"]):
            return False
    return True


def _digest(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
        os.fsync(file.fileno())
    return digest.hexdigest()


def _write(path: Path, manifest: Manifest) -> None:
    handle = os.open(path, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600)
    with open(handle, "w", encoding="utf-8") as file:
        json.dump(asdict(manifest), file, indent=1)
        file.flush()
        os.fsync(file.fileno())


def _sync_folder(path: Path) -> None:
    if os.name != "posix":
        return
    folder = os.open(path.absolute().parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def manifest_of(backup: Path) -> Manifest | None:
    """What stands in a backup's manifest; None where there is none that can be read."""
    try:
        text = backup.with_name(backup.name + MANIFEST).read_text(encoding="utf-8")
        return Manifest(**json.loads(text))
    except (OSError, ValueError, TypeError):
        return None


def refuse_altered(backup: Path) -> None:
    """`Refused` where a backup's file is not the one that its manifest was written for."""
    manifest = manifest_of(backup)
    if manifest is not None and _digest(backup) != manifest.sha256:
        raise Refused(
            message("The backup's file was altered or damaged since it was made"),
            str(backup),
            message("Take another backup."),
        )


# -- the way back ------------------------------------------------------------------------------


def _rows(connection: Connection, kind: Kind) -> Rows:
    listed = ",".join(f'"{name}"' for name in kind.columns)
    found = connection.exec_driver_sql(f'SELECT {listed} FROM "{kind.name}"')
    return {row[0]: tuple(row) for row in found}


def differences(now: Connection, then: Connection) -> list[Difference]:
    """What putting `then` back in place of `now` does, kind by kind; those alike are left out."""
    found = []
    for kind in KINDS.values():
        ours, theirs = _rows(now, kind), _rows(then, kind)
        both = ours.keys() & theirs.keys()
        difference = Difference(
            kind.name,
            len(theirs.keys() - ours.keys()),
            sum(ours[key] != theirs[key] for key in both),
            len(ours.keys() - theirs.keys()),
        )
        if difference.added or difference.updated or difference.deleted:
            found.append(difference)
    return found


def put_back(unit: Unit, then: Connection) -> None:
    """Within `unit`, make every record what it is in the backup. History goes on from there."""
    pending: list[tuple[Kind, Rows, Rows]] = [
        (kind, _rows(unit.connection, kind), _rows(then, kind)) for kind in KINDS.values()
    ]
    # What goes goes first: a uid, or a word of a list, may come back under another key.
    for kind, ours, theirs in reversed(pending):
        gone = [key for key in ours if key not in theirs or _replaced(kind, ours, theirs, key)]
        unit.delete_rows(kind, [_named(kind, ours[key]) for key in gone])
    for kind, ours, theirs in pending:
        fresh = [key for key in theirs if key not in ours or _replaced(kind, ours, theirs, key)]
        unit.insert_rows(kind, [_named(kind, theirs[key]) for key in fresh])
        changed = [
            key for key in theirs
            if key in ours and ours[key] != theirs[key] and not _replaced(kind, ours, theirs, key)
        ]  # fmt: skip
        _update(unit, kind, ours, theirs, changed)


def _replaced(kind: Kind, ours: Rows, theirs: Rows, key: int) -> bool:
    """Whether a row is better taken out and put in: where it must be unlike its neighbours."""
    if key not in ours or key not in theirs or ours[key] == theirs[key]:
        return False
    uid = kind.columns.index("uid")
    return bool(kind.row.unique) or ours[key][uid] != theirs[key][uid]


def _named(kind: Kind, row: tuple[Any, ...]) -> dict[str, Any]:
    return dict(zip(kind.columns, row, strict=True))


def _update(unit: Unit, kind: Kind, ours: Rows, theirs: Rows, keys: list[int]) -> None:
    current = {key: _named(kind, ours[key]) for key in keys}
    after: dict[int, dict[str, Any]] = {}
    for key in keys:
        wanted = _named(kind, theirs[key])
        after[key] = {n: v for n, v in wanted.items() if current[key][n] != v}
    before = {key: {name: current[key][name] for name in after[key]} for key in keys}
    unit.set_columns(kind, before, after, current)
