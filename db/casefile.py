"""The casebook's file: made, told apart, unlocked, opened.

Facts behind the settings here: SQLCipher's documentation of `PRAGMA key` (a raw key with its
salt skips key derivation) and SQLite's of `application_id`, `query_only` and WAL.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.pool import QueuePool

from .errors import Refused
from .folding import fold
from .messages import message

# "CSBK" in ASCII: what `file` and SQLite's own tools tell a casebook by.
APPLICATION_ID = 0x4353424B
PLAIN_HEADER = b"SQLite format 3\0"
SALT_BYTES = 16
# SQLCipher 4's own default; it is not stored in the file, so it must never change here.
KEY_ROUNDS = 256_000
OLDEST_SQLITE = (3, 51, 3)
BUSY_MILLISECONDS = 20_000

WRONG_KEY = message(
    "The passphrase is wrong, or the file is damaged or no casebook (the two look alike)"
)
TRY_AGAIN = message("Type the passphrase again; if it is surely right, take a backup.")


@dataclass(frozen=True)
class Key:
    """What opens a casebook: nothing for a plain one, else the derived key with its salt."""

    pragma: str = ""

    def __repr__(self) -> str:
        return "Key(…)"


PLAIN = Key()


def check_driver() -> None:
    """Refuse to run on a driver that does not encrypt, or whose SQLite loses data."""
    from sqlcipher3 import dbapi2

    connection = dbapi2.connect(":memory:")
    try:
        cipher = connection.execute("PRAGMA cipher_version").fetchone()
    finally:
        connection.close()
    if not cipher or not cipher[0]:
        raise Refused(
            message("The database driver can't encrypt"),
            what_to_do=message("Install the package sqlcipher3, and no other of that kind."),
        )
    if dbapi2.sqlite_version_info < OLDEST_SQLITE:
        raise Refused(
            message("The database driver's SQLite is too old to be safe"),
            what_to_do=message("Install sqlcipher3 0.6.4 or later."),
        )


def check_passphrase(passphrase: str) -> str:
    """The passphrase in the one form in which it is used, or `Refused`."""
    normal = unicodedata.normalize("NFC", passphrase)
    if not normal:
        raise Refused(
            message("The passphrase is empty"), what_to_do=message("Type at least one character.")
        )
    if "\0" in normal:
        raise Refused(
            message("The passphrase holds a character that can't be typed (NUL)"),
            what_to_do=message("Leave it out."),
        )
    if normal[:2].lower() == "x'" and normal.endswith("'"):
        raise Refused(
            message("A passphrase of the form x'…' would be taken for a raw key"),
            what_to_do=message("Choose another one."),
        )
    return normal


def derive(passphrase: str, salt: bytes) -> Key:
    """The key that SQLCipher 4 would derive from this passphrase for a file with this salt."""
    normal = check_passphrase(passphrase).encode()
    raw = hashlib.pbkdf2_hmac("sha512", normal, salt, KEY_ROUNDS, 32)
    return Key(f"x'{raw.hex()}{salt.hex()}'")


def look(path: Path) -> bytes:
    """The first bytes of an existing casebook, or `Refused` where there can't be one."""
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            head = file.read(100)
    except FileNotFoundError:
        raise Refused(
            message("There is no such file"), str(path), message("Check the name, or make it.")
        ) from None
    except IsADirectoryError:
        raise Refused(
            message("This is a folder, no casebook"), str(path), message("Name a file in it.")
        ) from None
    except OSError as error:
        raise Refused(
            message("The file can't be read ({reason})", reason=error.strerror or "?"),
            str(path),
            message("Check its permissions."),
        ) from None
    if size == 0:
        raise Refused(
            message("The file is empty, so it is no casebook"),
            str(path),
            message("Take a backup, or make a new casebook."),
        )
    if not head.startswith(PLAIN_HEADER) and (size < 1024 or size % 512):
        raise Refused(
            message("This is no casebook (or it was cut short)"),
            str(path),
            message("Choose another file, or take a backup."),
        )
    return head


def is_plain(path: Path) -> bool:
    """Whether an existing casebook is unencrypted. `Refused` where the file can't be one."""
    return look(path).startswith(PLAIN_HEADER)


def refuse_unwritable(path: Path) -> None:
    """`Refused` where the file or its folder can not be written to."""
    folder = path.parent
    if os.access(folder, os.W_OK) and (not path.exists() or os.access(path, os.W_OK)):
        return
    raise Refused(
        message("The folder or the file can't be written to"),
        str(path),
        message("Copy the casebook to a folder of your own and open it there."),
    )


def unlock(path: Path, passphrase: str | None) -> Key:
    """The key of an existing casebook. Only `open_engine` finds out whether it fits."""
    head = look(path)
    if head.startswith(PLAIN_HEADER):
        return PLAIN
    if passphrase is None:
        raise Refused(
            message("The casebook is encrypted and no passphrase was given"),
            str(path),
            message("Give it in a file, in WORKBENCH_PASSPHRASE, or at the prompt."),
        )
    refuse_unwritable(path)
    return derive(passphrase, head[:SALT_BYTES])


def new_key(passphrase: str | None) -> Key:
    """The key of a casebook yet to be made; None makes a plain one."""
    return PLAIN if passphrase is None else derive(passphrase, secrets.token_bytes(SALT_BYTES))


def _connector(path: Path, key: Key, mode: str, reading: bool) -> Callable[[], Any]:
    from sqlcipher3 import dbapi2

    # The path goes into a URI: what is special there (? # %) is escaped by as_uri.
    uri = f"{path.absolute().as_uri()}?mode={mode}"

    def connect() -> Any:
        connection = dbapi2.connect(uri, uri=True, isolation_level=None, check_same_thread=False)
        try:
            run = connection.execute
            run("PRAGMA cipher_log_level=NONE")
            if key.pragma:
                run(f'PRAGMA key="{key.pragma}"')
            run(f"PRAGMA busy_timeout={BUSY_MILLISECONDS}")
            run("SELECT count(*) FROM sqlite_master").fetchone()
            run("PRAGMA foreign_keys=on")
            if not reading:
                run("PRAGMA journal_mode=wal").fetchone()
            run("PRAGMA synchronous=full")
            run("PRAGMA temp_store=memory")
            run("PRAGMA trusted_schema=off")
            run("PRAGMA cell_size_check=on")
            run("PRAGMA mmap_size=0")
            run("PRAGMA cache_size=-32768")
            if reading:
                run("PRAGMA query_only=on")
            connection.create_function("fold", 1, _folded, deterministic=True)
        except BaseException:
            connection.close()
            raise
        return connection

    return connect


def _folded(text: object) -> str:
    return fold(text) if isinstance(text, str) else ""


def open_engine(path: Path, key: Key, *, reading: bool, create: bool = False) -> Engine:
    """An engine on the casebook's file.

    Parameters never reach an error's text. A writing engine begins every transaction with
    BEGIN IMMEDIATE: with the deferred kind, contended writers fail in spite of the busy timeout.
    """
    from sqlcipher3 import dbapi2

    engine = create_engine(
        "sqlite://",
        creator=_connector(path, key, "rwc" if create else "rw", reading),
        module=dbapi2,
        poolclass=QueuePool,
        pool_size=4 if reading else 1,
        max_overflow=4 if reading else 0,
        hide_parameters=True,
    )
    begin = "BEGIN" if reading else "BEGIN IMMEDIATE"

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    return engine


def verify(engine: Engine, path: Path, newest: int) -> int:
    """The version of the schema in the file; `Refused` where it is none that this one opens."""
    from sqlalchemy.exc import DBAPIError

    try:
        with engine.connect() as connection:
            application = connection.exec_driver_sql("PRAGMA application_id").scalar()
            version = int(connection.exec_driver_sql("PRAGMA user_version").scalar() or 0)
    except DBAPIError as error:
        raise explained(error.orig or error, path) from None
    except Exception as error:
        if type(error).__module__.startswith("sqlcipher3"):
            raise explained(error, path) from None
        raise
    if application != APPLICATION_ID:
        raise Refused(
            message("This is a database, but no casebook"),
            str(path),
            message("Choose another file."),
        )
    if version > newest:
        raise Refused(
            message(
                "The casebook is from a newer version of the workbench ({theirs}; this is {ours})",
                theirs=version,
                ours=newest,
            ),
            str(path),
            message("Open it with that version or a later one."),
        )
    return version


def explained(error: BaseException, path: Path) -> Refused:
    """What a driver's error means for the person, without anything out of the record."""
    says = str(error).lower()
    if "not a database" in says or "malformed" in says or "hmac" in says:
        return Refused(WRONG_KEY, str(path), TRY_AGAIN)
    if "readonly" in says or "read-only" in says or "unable to open" in says:
        return Refused(
            message("The folder or the file can't be written to"),
            str(path),
            message("Copy the casebook to a folder of your own and open it there."),
        )
    if "full" in says:
        return Refused(
            message("The disk is full; nothing was changed"),
            str(path),
            message("Make room and do it again."),
        )
    if "locked" in says or "busy" in says:
        return Refused(
            message("Another program is writing to the casebook"),
            str(path),
            message("Wait a moment and do it again."),
        )
    return Refused(
        message("The casebook can't be read or written"),
        str(path),
        message("Run check on it; take a backup if it finds a fault."),
    )
