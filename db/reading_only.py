"""Looking at a casebook that can't be written here: in its place, or through a private copy.

A file that nobody writes is read where it is. `immutable` lets SQLite read it without its log's
index, which could not be made beside it; where a log lies there, or somebody holds the file for
writing, that would show a wrong state. Then it is copied, encrypted as it is, into a folder that
only this person can look into.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from platformdirs import user_cache_path
from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError
from sqlcipher3 import dbapi2

from . import casefile, holding, migrating
from .casefile import Key, explaining
from .errors import Refused, Unreadable
from .messages import message
from .process import started

_LOGS = ("-wal", "-journal")
_TRIES = 50
_PAUSE = 0.1  # seconds between two tries to copy a file that is being written

Stamp = tuple[tuple[str, int, int], ...]


@dataclass(frozen=True)
class View:
    """What is read: the file itself, or a copy of it, then with its folder and when (UTC)."""

    engine: Engine
    stamp: Stamp
    at: datetime | None = None
    folder: Path | None = None

    def close(self) -> None:
        """Let go of it; a copy is removed."""
        self.engine.dispose()
        if self.folder is not None:
            shutil.rmtree(self.folder, ignore_errors=True)

    def is_behind(self, path: Path) -> bool:
        """Whether a file that is read in its place is no longer what was opened."""
        if self.folder is not None:
            return False
        return _stamp(path.resolve()) != self.stamp or bool(holding.holders(path))


def view(path: Path, key: Key, *, copy: bool = False) -> View:
    """A view of a casebook that leaves no trace beside it. `copy` wants a copy in any case.

    One of an older schema is brought to the newest in a copy.
    """
    path = path.resolve()  # the logs lie beside the file itself, not beside a link to it
    if copy or _logs(path) or holding.holders(path):
        return _copied(path, key)
    stamp = _stamp(path)
    engine = casefile.open_engine(path, key, reading=True, how="mode=ro&immutable=1")
    try:
        version = casefile.verify(engine, path, migrating.NEWEST)
    except BaseException:
        engine.dispose()
        raise
    if version < migrating.NEWEST:
        engine.dispose()
        return _copied(path, key)
    return View(engine, stamp)


def _logs(path: Path) -> list[str]:
    """The logs beside it that hold anything."""
    return [suffix for suffix, size, _at in _stamp(path) if suffix and size]


def _stamp(path: Path) -> Stamp:
    found = []
    for suffix in ("", *_LOGS):
        try:
            about = os.stat(f"{path}{suffix}")
        except OSError:
            continue
        found.append((suffix, about.st_size, about.st_mtime_ns))
    return tuple(found)


# -- copies ------------------------------------------------------------------------------------


def _copied(path: Path, key: Key) -> View:
    at = datetime.now(UTC)
    stamp = _stamp(path)
    try:
        folder = _folder()
    except OSError as error:
        raise _no_copy(path, error) from None
    try:
        copy = folder / path.name
        if not _by_backup(path, key, copy):
            _by_bytes(path, copy)
        _bring_up(path, copy, key, thorough=len(stamp) > 1)
        engine = casefile.open_engine(copy, key, reading=True, how="mode=ro")
    except OSError as error:
        shutil.rmtree(folder, ignore_errors=True)
        raise _no_copy(path, error) from None
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    return View(engine, stamp, at, folder)


def _no_copy(path: Path, error: OSError) -> Refused:
    return Refused(
        message("No copy to look at can be made ({reason})", reason=error.strerror or "?"),
        str(path),
        message("Make room on this machine's own disk and do it again."),
    )


def _by_backup(path: Path, key: Key, copy: Path) -> bool:
    """Copy what another machine holds under SQLite's own lock; False where there is none to use.

    With a log beside it (WAL) the lock would be of this machine's alone, and worth nothing.
    """
    if _logs(path) == ["-wal"] or not holding.holders(path):
        return False
    source = casefile.open_engine(path, key, reading=True, how="mode=ro")
    os.close(os.open(copy, os.O_CREAT | os.O_RDWR, 0o600))
    target = casefile.connect_empty(copy, key)
    try:
        with source.connect() as connection, connection.begin():
            driver = connection.connection.driver_connection
            assert driver is not None
            driver.backup(target)
    except (DBAPIError, dbapi2.Error) as error:
        if casefile.tells_damage(error):
            raise casefile.explained(error, path) or error from None
        return False
    finally:
        target.close()
        source.dispose()
    return True


def _by_bytes(path: Path, copy: Path) -> None:
    """Copy the file with its logs, as they are between two writes."""
    for _try in range(_TRIES):
        before = _stamp(path)
        for suffix in ("", *_LOGS):
            Path(f"{copy}{suffix}").unlink(missing_ok=True)
        try:
            for suffix, _size, _at in before:
                shutil.copyfile(f"{path}{suffix}", f"{copy}{suffix}")
        except FileNotFoundError:
            if not path.exists():
                raise
            continue  # the log was folded up meanwhile
        if _stamp(path) == before:
            return
        time.sleep(_PAUSE)
    raise Refused(
        message("The casebook is being written all the time, so no copy can be made of it"),
        str(path),
        message("Wait a moment and do it again."),
    )


def _bring_up(path: Path, copy: Path, key: Key, *, thorough: bool) -> None:
    """Fold a copy's log up, bring it to the newest schema, and see that it is whole."""
    engine = casefile.open_engine(copy, key, reading=False, journal="delete")
    try:
        if casefile.verify(engine, path, migrating.NEWEST) < migrating.NEWEST:
            migrating.upgrade(engine)
        if not thorough:
            return
        with explaining(path), engine.connect() as connection:
            found = connection.exec_driver_sql("PRAGMA quick_check").scalar()
        if found != "ok":
            raise Unreadable(
                message("The copy that was made to look at is not whole"),
                str(path),
                message("Do it again; if that does not help, take a backup."),
            )
    finally:
        engine.dispose()


def _folder() -> Path:
    """A new folder of this process for a copy; those of processes that are gone are removed."""
    whole = user_cache_path("stakeholder-workbench", appauthor=False) / "copies"
    whole.mkdir(mode=0o700, parents=True, exist_ok=True)
    for left in whole.iterdir():
        pid = left.name.partition("-")[0]
        if not pid.isdigit() or not left.name.startswith(_mark(int(pid))):
            shutil.rmtree(left, ignore_errors=True)
    return Path(tempfile.mkdtemp(prefix=f"{_mark(os.getpid())}-", dir=whole))


def _mark(pid: int) -> str:
    return f"{pid}-{hashlib.sha256(started(pid).encode()).hexdigest()[:8]}"
