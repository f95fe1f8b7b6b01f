"""Another passphrase for a casebook: the file is written anew under the key that comes of it.

In an encrypted file the driver writes every page anew, as one transaction: killed at any point,
the file opens with exactly the old or the new passphrase. The salt stays. A journal that is rolled
back brings back the pages of the old key, and who opens the file takes its salt from the first of
them before that is done.

A plain file can't be encrypted in place. An encrypted one is filled beside it, compared with it
table by table, and takes its name.
"""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlcipher3 import dbapi2

from . import casefile, holding
from .casefile import Key, explaining
from .errors import Refused, Unreadable
from .making import remove
from .messages import message
from .record import Record

# For who has it open to be done with a short look; who keeps it open is not waited for.
_PATIENCE_MILLISECONDS = 2_000
# The journal, or the new file, is as large as the file; and something for the folder itself.
_SPARE_BYTES = 1 << 20


def rekey(record: Record, passphrase: str) -> None:
    """From now on the casebook opens with this passphrase, and with no other.

    `Refused`, with the file and its passphrase as they were, where it can't be done: somebody else
    has it open, there is no room, the passphrase can't be one. Backups stay as they are.
    """
    old = record.key
    salt = old.salt or secrets.token_bytes(casefile.SALT_BYTES)
    new = casefile.derive(passphrase, salt)
    casefile.refuse_unwritable(record.path)
    _refuse_without_room(record.path)
    with record.alone_on_file() as driver, explaining(record.path), _alone(driver, record.path):
        if old.pragma:
            _anew(driver, new, record.path)
        else:
            _encrypt(driver, new, record.path)
        old.pragma = new.pragma


def _refuse_without_room(path: Path) -> None:
    """The driver does not tell a full disk from other failures of this."""
    needed = path.stat().st_size + _SPARE_BYTES
    if shutil.disk_usage(path.absolute().parent).free < needed:
        raise Refused(
            message("There is too little room on the disk to write the casebook anew"),
            str(path),
            message("Make room for {n} MB and do it again.", n=-(-needed // 1_000_000)),
        )


@contextmanager
def _alone(driver: Any, path: Path) -> Iterator[None]:
    """Nobody else has the file open within, and nobody comes in; its log is folded up."""
    # Without a log, who has it open and does nothing has no lock of SQLite's.
    holding.clear(path)
    if len(holding.holders(path)) > 1:
        raise _in_use(path)
    driver.execute(f"PRAGMA busy_timeout={_PATIENCE_MILLISECONDS}")
    driver.execute("PRAGMA locking_mode=exclusive").fetchone()
    try:
        # With a log this is given only to who is alone; without one, the lock is.
        driver.execute("PRAGMA journal_mode=delete").fetchone()
        driver.execute("BEGIN EXCLUSIVE")
        driver.execute("COMMIT")
    except dbapi2.OperationalError as error:
        if not casefile.is_in_use(error):
            raise
        raise _in_use(path) from None
    # The journal's end is the moment at which the new key holds: its folder is synced too.
    driver.execute("PRAGMA synchronous=extra")
    yield


def _in_use(path: Path) -> Refused:
    return Refused(
        message("Another window, command or program has the casebook open"),
        str(path),
        message("Close it there and do it again; nothing was changed."),
    )


def _anew(driver: Any, new: Key, path: Path) -> None:
    before = _rows(driver, "main")
    try:
        driver.execute(f'PRAGMA rekey="{new.pragma}"').fetchall()
    except dbapi2.Error:
        raise _failed(path) from None
    if (
        driver.execute("PRAGMA cipher_integrity_check").fetchall()
        or _rows(driver, "main") != before
    ):
        raise _not_as_before(path)


def _failed(path: Path) -> Refused:
    """Whatever it was: the driver calls all of it an error with the key, or of the statement."""
    return Refused(
        message("The casebook could not be written anew; it is as it was"),
        str(path),
        message("Look whether the disk is full or fails, and do it again."),
    )


def _encrypt(driver: Any, new: Key, path: Path) -> None:
    making = path.with_name(f".{path.name}.encrypting")
    remove(making)
    # Open before the lock is used up: to close any handle of a file gives its locks away.
    plain = os.open(path, os.O_RDWR)
    try:
        os.close(os.open(making, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
        _fill(driver, making, new, path)
        if not _same(driver) or _rows(driver, "main") != _rows(driver, "made"):
            raise _not_as_before(path)
        driver.execute("DETACH DATABASE made")
        _check(making, new, path)
        path.with_name(f"{path.name}-journal").unlink(missing_ok=True)
        os.replace(making, path)
        casefile.sync_folder(path)
        _overwrite(plain)
    except OSError as error:
        raise Refused(
            message("The encrypted file can't be made ({reason})", reason=error.strerror or "?"),
            str(path),
            message("Look whether the disk is full, and do it again; nothing was changed."),
        ) from None
    finally:
        os.close(plain)
        remove(making)


def _fill(driver: Any, making: Path, new: Key, path: Path) -> None:
    driver.execute("ATTACH DATABASE ? AS made KEY ?", (str(making.absolute()), new.pragma))
    driver.execute("PRAGMA made.synchronous=full")
    try:
        driver.execute("SELECT sqlcipher_export('made')").fetchone()
    except dbapi2.Error:
        raise _failed(path) from None
    for name in ("application_id", "user_version"):
        value = int(driver.execute(f"PRAGMA main.{name}").fetchone()[0])
        driver.execute(f"PRAGMA made.{name}={value}")


def _tables(driver: Any, of: str) -> list[str]:
    found = driver.execute(f"SELECT name, sql FROM {of}.sqlite_master WHERE type = 'table'")
    return sorted(str(name) for name, sql in found if not sql.startswith("CREATE VIRTUAL"))


def _rows(driver: Any, of: str) -> dict[str, int]:
    """Every table, with its number of rows."""
    return {
        name: int(driver.execute(f'SELECT count(*) FROM {of}."{name}"').fetchone()[0])
        for name in _tables(driver, of)
    }


def _same(driver: Any) -> bool:
    return not any(
        driver.execute(
            f'SELECT * FROM main."{name}" EXCEPT SELECT * FROM made."{name}" LIMIT 1'
        ).fetchone()
        for name in _tables(driver, "main")
    )


def _check(made: Path, new: Key, path: Path) -> None:
    """That what was made opens with its key, and is whole."""
    engine = casefile.open_engine(made, new, reading=True)
    try:
        with engine.connect() as connection:
            made_driver = connection.connection.driver_connection
            assert made_driver is not None
            found = made_driver.execute("PRAGMA cipher_integrity_check").fetchall()
            if found or made_driver.execute("PRAGMA integrity_check").fetchone() != ("ok",):
                raise _not_as_before(path)
    finally:
        engine.dispose()


def _not_as_before(path: Path) -> Refused:
    return Unreadable(
        message("What was written anew is not what was there before"),
        str(path),
        message("Run check on the casebook; where that finds faults, take the last backup."),
    )


def _overwrite(plain: int) -> None:
    """What could be read without a passphrase, unless the file has another name still.

    Who waited for the old file finds no casebook in it, and so can't write where nobody looks.
    """
    about = os.fstat(plain)
    if about.st_nlink:
        return
    zeros = bytes(1 << 20)
    for start in range(0, about.st_size, len(zeros)):
        os.pwrite(plain, zeros[: about.st_size - start], start)
    os.fsync(plain)
