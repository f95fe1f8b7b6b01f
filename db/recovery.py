"""A second way into an encrypted casebook: a key to print, and a small file beside the casebook.

The file, `NAME.casebook-recovery`, is an encrypted database of its own. It holds the casebook's
derived key, under a random key of 256 bits that is shown once and kept nowhere. Neither the file
nor the printed key opens anything by itself. It knows nothing of the passphrase, and is void with
the next one: a casebook that is written anew under another passphrase has another derived key.

Who has both, a copy of the file and the printed key, opens the casebook and its copies for as long
as they have that passphrase. So to revoke it for good, the passphrase is changed too.
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import Any

from sqlcipher3 import dbapi2

from . import casefile
from .casefile import Key, explaining
from .errors import Refused
from .making import remove
from .messages import message
from .record import Record

ENDING = "-recovery"
KEY_BYTES = 32
# "CSBR" in ASCII.
APPLICATION_ID = 0x43534252


def file_of(casebook: Path) -> Path:
    """Where the recovery file of a casebook lies, if it has one."""
    return casebook.with_name(f"{casebook.name}{ENDING}")


def new_key() -> bytes:
    """A key that nobody can guess."""
    return secrets.token_bytes(KEY_BYTES)


def wrap(record: Record, key: bytes) -> None:
    """Have this key open the record, by way of the file beside it; one that was there is gone.

    `Refused` for a plain casebook, and where the file can't be written.
    """
    if not record.encrypted:
        raise Refused(
            message("This casebook is not encrypted, so there is nothing to recover"),
            str(record.path),
            message("Give it a passphrase first."),
        )
    target = file_of(record.path)
    making = target.with_name(f".{target.name}.{os.getpid()}.making")
    try:
        remove(making)
        os.close(os.open(making, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
        with explaining(making):
            _write(making, key, record)
        os.replace(making, target)
        casefile.sync_folder(target)
    except OSError as error:
        raise Refused(
            message("The recovery file can't be written ({reason})", reason=error.strerror or "?"),
            str(target),
            message("Look whether the folder can be written to and has room."),
        ) from None
    finally:
        remove(making)


def _write(making: Path, key: bytes, record: Record) -> None:
    held = {"casebook": record.about()["uid"], "key": record.key.pragma}
    driver = _connected(making, key)
    try:
        driver.execute("PRAGMA synchronous=full")
        driver.execute("BEGIN")
        driver.execute("CREATE TABLE held (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT")
        driver.executemany("INSERT INTO held VALUES (?, ?)", list(held.items()))
        driver.execute(f"PRAGMA application_id={APPLICATION_ID}")
        driver.execute("COMMIT")
    finally:
        driver.close()


def _connected(path: Path, key: bytes) -> Any:
    # A raw key without a salt: the driver makes one, and keeps it at the file's head.
    return casefile.connect_empty(path, Key(f"x'{key.hex()}'"))


def unwrap(casebook: Path, key: bytes) -> Key:
    """The casebook's own key; `Refused` where it is not to be had by this one.

    Only `opened` finds out whether the casebook still has it.
    """
    target = file_of(casebook)
    if not target.is_file():
        raise Refused(
            message("The casebook has no recovery file beside it"),
            str(target),
            message(
                "Bring the file back to this place; without it the recovery key opens nothing."
            ),
        )
    try:
        driver = _connected(target, key)
        try:
            held = dict(driver.execute("SELECT name, value FROM held").fetchall())
        finally:
            driver.close()
        return Key(held["key"])
    except (dbapi2.DatabaseError, KeyError) as error:
        if isinstance(error, dbapi2.DatabaseError) and not casefile.tells_damage(error):
            refused = casefile.explained(error, target)
            if refused is not None:
                raise refused from None
            raise
        raise Refused(
            message("This recovery key is another one, or the recovery file is damaged"),
            str(target),
            message("Look whether a later key was printed; only the last one is good."),
        ) from None


def opened(casebook: Path, key: bytes, desk: str = "") -> Record:
    """The casebook, open, by its recovery key. `Refused` where that is not good, or no more."""
    held = unwrap(casebook, key)
    if casefile.look(casebook)[: casefile.SALT_BYTES] != held.salt:
        raise _void(casebook)
    try:
        return Record.open_with(casebook, held, desk=desk)
    except Refused as refused:
        if refused.what == casefile.WRONG_KEY:
            raise _void(casebook) from None
        raise


def _void(casebook: Path) -> Refused:
    return Refused(
        message("The recovery key is of an earlier passphrase, or of another casebook"),
        str(casebook),
        message("It opens backups of that time: look for one and its recovery file."),
    )


def revoke(casebook: Path) -> bool:
    """Remove the recovery file; whether there was one. Copies of it are not ours to reach."""
    target = file_of(casebook)
    try:
        target.unlink()
    except FileNotFoundError:
        return False
    except OSError as error:
        raise Refused(
            message("The recovery file can't be removed ({reason})", reason=error.strerror or "?"),
            str(target),
            message("Remove it by hand."),
        ) from None
    return True
