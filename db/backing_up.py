"""Copies of a casebook that are known to work, and the way back from one.

A copy of the file alone would lose what still lies in its log, and look whole: so a copy is made
by SQLite's backup API, under the casebook's own key. It is opened and checked before it gets its
name. What it holds, in numbers, stands in a manifest beside it.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, fields
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection
from sqlcipher3 import dbapi2

from . import casefile
from .errors import Refused
from .messages import message
from .record import Record
from .tables import KINDS, Kind
from .unit import Unit

Rows = dict[int, tuple[Any, ...]]

Told = Callable[[int, int], None]
"""Told how far it is; what it raises ends the work, and nothing is left of it."""

MANIFEST = ".json"
ASKED = "asked"
"""Why a backup was made that somebody asked for."""
STOP_AFTER = 100_000  # of SQLite's own steps, between two looks whether to stop: some 5 ms


@dataclass(frozen=True)
class Manifest:
    """What a backup holds: of which casebook, when made (UTC), how far it had come, how much.

    `why` is what it was made before or at. `head` is the hash of its last change set, which says
    whether it lies on the way that the casebook has come. `number` counts the backups of one
    casebook on, whatever the clock says. `schema` is the version that its file is of.
    """

    casebook: str
    at: str
    commits: int
    change_set: int
    counts: Mapping[str, int]
    sha256: str
    why: str = ASKED
    head: str = ""
    schema: int = 0
    number: int = 0
    size: int = 0


@dataclass(frozen=True)
class Held:
    """What a record says of itself, its last change set with its hash, its rows of each kind."""

    about: Mapping[str, str]
    change_set: int
    head: str
    schema: int
    counts: Mapping[str, int]

    @property
    def commits(self) -> int:
        """How many change sets were ever committed."""
        return int(self.about["commits"])


@dataclass(frozen=True)
class Difference:
    """What putting a backup back does to one kind: how many come back, change, go."""

    kind: str
    added: int
    updated: int
    deleted: int


def silent(done: int, total: int) -> None:
    """For whoever does not ask how far it is."""


def make(
    record: Record,
    target: Path,
    why: str = ASKED,
    number: int = 0,
    told: Told = silent,
    now: datetime | None = None,
) -> Manifest:
    """Copy the record as it now is to a new file; its manifest, which is written beside it.

    `Refused`, and no such file, where it can't be written or does not hold what it should.
    """
    _refuse_taken(target)
    making = target.with_name(f".{target.name}.{os.getpid()}.making")
    try:
        _remove(making)
        os.close(os.open(making, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
        held = record.copy_to(making, told)
        if _checked(record, making, told) != held:
            raise _unsound(target)
        at = (now or datetime.now(UTC)).astimezone(UTC).isoformat(timespec="seconds")
        manifest = Manifest(
            held.about["uid"], at, held.commits, held.change_set, dict(held.counts),
            _digest(making, sync=True), why, held.head, held.schema, number, making.stat().st_size,
        )  # fmt: skip
        _put_in_place(making, target, manifest)
    except OSError as error:
        raise Refused(
            message("The backup can't be written ({reason})", reason=error.strerror or "?"),
            str(target),
            message("Choose a folder that exists, with room in it, that you may write to."),
        ) from None
    except Refused as refused:
        if str(refused.where) != str(making):
            raise
        # What nobody has seen yet, nobody should read the name of.
        raise type(refused)(refused.what, str(target), refused.what_to_do) from None
    finally:
        _remove(making)
    return manifest


def _refuse_taken(target: Path) -> None:
    if os.path.lexists(target) or os.path.lexists(manifest_file(target)):
        raise Refused(
            message("There is already a file of this name"),
            str(target),
            message("Choose another name for the backup."),
        )


def _remove(making: Path) -> None:
    for suffix in ("", "-journal", "-wal", "-shm"):
        try:
            Path(f"{making}{suffix}").unlink(missing_ok=True)
        except OSError:
            return  # The stick was pulled out: what is left of it is left there.


def _put_in_place(making: Path, target: Path, manifest: Manifest) -> None:
    """Give the finished file its name. The manifest is there first, and holds the name meanwhile:
    so a backup is never without one."""
    try:
        _write(manifest_file(target), manifest)
    except FileExistsError:
        _refuse_taken(target)
        raise
    try:
        os.replace(making, target)
        casefile.sync_folder(target)
    except BaseException:
        manifest_file(target).unlink(missing_ok=True)
        target.unlink(missing_ok=True)
        raise


def _unsound(target: Path) -> Refused:
    return Refused(
        message("The backup did not hold what it should, so it was not kept"),
        str(target),
        message("Run check on the casebook, and choose another disk."),
    )


def held(connection: Connection) -> Held:
    """What a record holds, in numbers; also one of an older schema, which lacks some tables."""
    run = connection.exec_driver_sql
    about = {str(key): str(value) for key, value in run("SELECT key, value FROM about")}
    last = run("SELECT id, hash FROM change_set ORDER BY id DESC LIMIT 1").first()
    there = {str(row[0]) for row in run("SELECT name FROM sqlite_master WHERE type = 'table'")}
    counts = {
        name: int(run(f'SELECT count(*) FROM "{name}"').scalar() or 0)
        for name in KINDS
        if name in there
    }
    number, head = (0, "") if last is None else (int(last[0]), str(last[1]))
    return Held(about, number, head, int(run("PRAGMA user_version").scalar() or 0), counts)


def on_the_way(connection: Connection, manifest: Manifest) -> bool:
    """Whether the record has come by what this backup holds, and not along another way.

    A backup that was put in the place of an unreadable casebook starts another way.
    """
    found = connection.exec_driver_sql(
        "SELECT hash FROM change_set WHERE id = ?", (manifest.change_set,)
    ).scalar()
    return manifest.head == str(found or "")


def opens(record: Record, path: Path) -> bool:
    """Whether this file opens with the passphrase that the record has now."""
    try:
        with record.beside(path) as connection:
            connection.exec_driver_sql("SELECT count(*) FROM about").scalar()
    except Refused:
        return False
    return True


def sound(record: Record, path: Path, told: Told = silent) -> bool:
    """Whether every page of a backup that opens is as it was written."""
    with record.beside(path) as connection:
        return whole(connection, told)


def _checked(record: Record, path: Path, told: Told) -> Held:
    """What the copy holds, once its file has been found whole."""
    with record.beside(path) as connection:
        if not whole(connection, told):
            raise _unsound(path)
        return held(connection)


@contextmanager
def _stopped_by(driver: Any, told: Told) -> Iterator[None]:
    """Within it, `told` is asked time and again, and what it raises ends the statement."""
    raised: list[BaseException] = []

    def ask() -> int:
        try:
            told(0, 0)
        except BaseException as error:  # handed on below: SQLite's own call can't be left by it
            raised.append(error)
        return len(raised)

    driver.set_progress_handler(ask, STOP_AFTER)
    try:
        yield
    except dbapi2.Error:
        if raised:
            raise raised[0] from None
        raise
    finally:
        driver.set_progress_handler(None, 0)


def whole(connection: Connection, told: Told = silent) -> bool:
    """Whether every page of the file is as it was written."""
    # By the driver: of a plain file the first asks nothing, which is no result to SQLAlchemy.
    driver = connection.connection.driver_connection
    assert driver is not None
    with _stopped_by(driver, told):
        for pragma in ("cipher_integrity_check", "integrity_check"):
            rows = [str(row[0]) for row in driver.execute(f"PRAGMA {pragma}").fetchall()]
            if rows not in ([], ["ok"]):
                return False
    return True


def _digest(path: Path, sync: bool = False) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
        if sync:
            os.fsync(file.fileno())
    return digest.hexdigest()


def _write(path: Path, manifest: Manifest) -> None:
    handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    try:
        with open(handle, "w", encoding="utf-8") as file:
            json.dump(asdict(manifest), file, indent=1)
            file.flush()
            os.fsync(file.fileno())
    except BaseException:
        path.unlink(missing_ok=True)
        raise


def manifest_file(backup: Path) -> Path:
    """Where the manifest of a backup is."""
    return backup.with_name(backup.name + MANIFEST)


def manifest_of(backup: Path) -> Manifest | None:
    """What stands in a backup's manifest; None where there is none that can be read."""
    try:
        return _manifest(json.loads(manifest_file(backup).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def _manifest(found: Any) -> Manifest:
    """TypeError or ValueError where it makes no sense. What a later version adds is passed over."""
    if not isinstance(found, dict):
        raise TypeError("no manifest")
    known = {each.name for each in fields(Manifest)}
    manifest = Manifest(**{name: value for name, value in found.items() if name in known})
    numbers = (manifest.commits, manifest.change_set, manifest.number, *manifest.counts.values())
    texts = (manifest.casebook, manifest.sha256, manifest.why, manifest.head)
    if not all(type(each) is int for each in numbers):
        raise TypeError("not a number")
    if not all(isinstance(each, str) for each in texts):
        raise TypeError("not a text")
    if datetime.fromisoformat(manifest.at).tzinfo is None:
        raise ValueError("a time without its zone")
    return manifest


def as_made(backup: Path, manifest: Manifest) -> bool:
    """Whether a backup's file is still the one that its manifest was written for."""
    try:
        return _digest(backup) == manifest.sha256
    except OSError:
        return False


def refuse_altered(backup: Path) -> None:
    """`Refused` where a backup's file is not the one that its manifest was written for."""
    manifest = manifest_of(backup)
    if manifest is not None and not as_made(backup, manifest):
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
