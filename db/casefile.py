"""The casebook's file: made, told apart, unlocked, opened.

Facts behind the settings here: SQLCipher's documentation of `PRAGMA key` (a raw key with its
salt skips key derivation) and SQLite's of `application_id`, `query_only` and WAL.
"""

from __future__ import annotations

import codecs
import os
import secrets
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.pool import NullPool, QueuePool
from sqlcipher3 import dbapi2

from .errors import Refused, Unreadable
from .folding import fold
from .keys import PLAIN as PLAIN
from .keys import SALT_BYTES as SALT_BYTES
from .keys import Key as Key
from .keys import check_passphrase as check_passphrase
from .keys import derive as derive
from .messages import message

# "CSBK" in ASCII: what `file` and SQLite's own tools tell a casebook by.
APPLICATION_ID = 0x4353424B
PLAIN_HEADER = b"SQLite format 3\0"
HEADER_BYTES = 100
# Where a plain file's header keeps its application_id.
APPLICATION_AT = slice(68, 72)
# How other files begin that are sometimes taken for a casebook: pictures, workbooks old and new,
# archives, PDF. Six bytes or more, so that no salt of ours begins the same way by chance.
OTHERS = (
    b"\x89PNG\r\n\x1a\n",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
    *(b"PK\x03\x04" + bytes((version, 0)) for version in (10, 20, 45)),
    b"\xff\xd8\xff\xe0\x00\x10JFIF",
    b"GIF89a",
)
# Of SQLite and of SQLCipher 4 alike.
PAGE_BYTES = 4096
OLDEST_SQLITE = (3, 51, 3)
BUSY_MILLISECONDS = 20_000

LOST_KEY = message("The file is damaged, or was given another passphrase while it was open here")
WRONG_KEY = message(
    "The passphrase is wrong, or the file is damaged or no casebook (the two look alike)"
)
TRY_AGAIN = message("Type the passphrase again; if it is surely right, take a backup.")


def check_driver() -> None:
    """Refuse to run on a driver that does not encrypt, or whose SQLite loses data."""
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


def look(path: Path) -> bytes:
    """The first bytes of an existing casebook, or `Refused` where there can't be one."""
    try:
        about = path.stat()
        if stat.S_ISDIR(about.st_mode):
            raise IsADirectoryError
        if not stat.S_ISREG(about.st_mode):
            raise _no_casebook(path)
        with path.open("rb") as file:
            head = file.read(HEADER_BYTES)
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
    if not head:
        raise Unreadable(
            message("The file is empty, so it is no casebook"),
            str(path),
            message("Take a backup, or make a new casebook."),
        )
    _refuse_others(path, head, about.st_size)
    return head


def _refuse_others(path: Path, head: bytes, size: int) -> None:
    """Tell from a file's head that it is none of ours, before a driver puts its hands on it."""
    if head.startswith(PLAIN_HEADER):
        if head[APPLICATION_AT] != APPLICATION_ID.to_bytes(4, "big"):
            raise _other_database(path)
        return
    if head.startswith(OTHERS) or _is_text(head):
        raise _no_casebook(path)
    # A disk that was full while the log was folded up leaves half a page; the log makes it whole.
    whole = size >= PAGE_BYTES and size % PAGE_BYTES == 0
    if not whole and not Path(f"{path}-wal").exists():
        raise Unreadable(
            message("This is no casebook (or it was cut short)"),
            str(path),
            message("Choose another file, or take a backup."),
        )


def _is_text(head: bytes) -> bool:
    # An incremental decoder takes a last letter that the head cuts in two.
    try:
        text = codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return False
    return all(letter >= " " or letter in "\t\n\r\f" for letter in text)


def _no_casebook(path: Path) -> Refused:
    return Refused(message("This is no casebook"), str(path), message("Choose another file."))


def _other_database(path: Path) -> Refused:
    return Refused(
        message("This is a database, but no casebook"), str(path), message("Choose another file.")
    )


def is_plain(path: Path) -> bool:
    """Whether an existing casebook is unencrypted. `Refused` where the file can't be one."""
    return look(path).startswith(PLAIN_HEADER)


def salt_of(path: Path) -> bytes:
    """The salt of an encrypted casebook's file: no secret, and no other file's. Else nothing."""
    head = look(path)
    return b"" if head.startswith(PLAIN_HEADER) else head[:SALT_BYTES]


def refuse_unwritable(path: Path) -> None:
    """`Refused` where the file or its folder can not be written to."""
    folder = path.absolute().parent
    if not folder.is_dir():
        raise Refused(
            message("There is no such folder"),
            str(folder),
            message("Make it, or choose another one."),
        )
    # The log and its index lie beside the file, so the folder has to take them too.
    if not os.access(folder, os.W_OK) or (path.exists() and not os.access(path, os.W_OK)):
        raise _unwritable(path)


def _unwritable(path: Path) -> Refused:
    return Refused(
        message("The folder or the file can't be written to"),
        str(path),
        message("Use a folder of your own; a casebook that is already there can be copied to it."),
    )


def unlock(path: Path, passphrase: str | None) -> Key:
    """The key of an existing casebook. Only `open_engine` finds out whether it fits."""
    head = look(path)
    if head.startswith(PLAIN_HEADER):
        return Key()
    if passphrase is None:
        raise Refused(
            message("The casebook is encrypted and no passphrase was given"),
            str(path),
            message("Give it in a file, in WORKBENCH_PASSPHRASE, or at the prompt."),
        )
    return derive(passphrase, head[:SALT_BYTES])


def new_key(passphrase: str | None) -> Key:
    """The key of a casebook yet to be made; None makes a plain one."""
    return Key() if passphrase is None else derive(passphrase, secrets.token_bytes(SALT_BYTES))


def _connector(
    path: Path, key: Key, reading: bool, how: str = "mode=rw", journal: str = "wal"
) -> Callable[[], Any]:
    # The path goes into a URI: what is special there (? # %) is escaped by as_uri.
    # Never mode=rwc: a missing file would open under any key, as a new and empty record.
    uri = f"{path.absolute().as_uri()}?{how}"

    def connect() -> Any:
        with key.held:
            return connected()

    def connected() -> Any:
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
                run(f"PRAGMA journal_mode={journal}").fetchone()
            run("PRAGMA synchronous=full")
            run("PRAGMA temp_store=memory")
            run("PRAGMA trusted_schema=off")
            run("PRAGMA cell_size_check=on")
            run("PRAGMA mmap_size=0")
            # In KiB, taken only as it fills: an import that does not spill writes a page once.
            run(f"PRAGMA cache_size={-32_768 if reading else -131_072}")
            if reading:
                run("PRAGMA query_only=on")
            connection.create_function("fold", 1, _folded, deterministic=True)
        except UnicodeDecodeError:
            # What the driver wanted to say of a table's own definition, which is none any more.
            connection.close()
            raise Unreadable(
                message("The file is damaged"), str(path), message("Take a backup instead.")
            ) from None
        except BaseException:
            connection.close()
            raise
        return connection

    return connect


def sync_folder(path: Path) -> None:
    """Have the disk know the file by the name that it has now."""
    if os.name != "posix":
        return
    folder = os.open(path.absolute().parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def connect_empty(path: Path, key: Key) -> Any:
    """The driver's connection to an empty file that is yet to be filled, under this key."""
    uri = f"{path.absolute().as_uri()}?mode=rw"
    connection = dbapi2.connect(uri, uri=True, isolation_level=None)
    connection.execute("PRAGMA cipher_log_level=NONE")
    if key.pragma:
        connection.execute(f'PRAGMA key="{key.pragma}"')
    return connection


def _folded(text: object) -> str:
    return fold(text) if isinstance(text, str) else ""


def open_engine(
    path: Path, key: Key, *, reading: bool, how: str = "mode=rw", journal: str = "wal"
) -> Engine:
    """An engine on the casebook's file; `how` it is opened is SQLite's to read.

    Parameters never reach an error's text. A writing engine begins every transaction with
    BEGIN IMMEDIATE: with the deferred kind, contended writers fail in spite of the busy timeout.
    """
    engine = create_engine(
        "sqlite://",
        creator=_connector(path, key, reading, how, journal),
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


def locked_engine(path: Path) -> Engine:
    """An engine that opens nothing: what a record has while it is locked."""

    def connect() -> Any:
        raise Refused(
            message("The casebook is locked"), str(path), message("Unlock it with its passphrase.")
        )

    return create_engine("sqlite://", creator=connect, module=dbapi2, poolclass=NullPool)


def verify(engine: Engine, path: Path, newest: int) -> int:
    """The version of the schema in the file; `Refused` where it is none that this one opens."""
    with explaining(path), engine.connect() as connection:
        application = connection.exec_driver_sql("PRAGMA application_id").scalar()
        version = int(connection.exec_driver_sql("PRAGMA user_version").scalar() or 0)
    if application != APPLICATION_ID:
        raise _other_database(path)
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


# What the world does to a file, by SQLite's primary result code. Any other code (a statement that
# is wrong, a constraint that did not hold) is a bug of ours.
_UNWRITABLE = frozenset((3, 8, 14, 23))  # PERM, READONLY, CANTOPEN, AUTH
_BUSY = frozenset((5, 6, 15))  # BUSY, LOCKED, PROTOCOL
_DAMAGED = frozenset((11, 26))  # CORRUPT, NOTADB
_FAILED = frozenset((7, 9, 10, 22))  # NOMEM, INTERRUPT, IOERR, NOLFS
_FULL = 13
_CONSTRAINT = 19
# The driver's backup says what went wrong in SQLite's words, without the code.
_WORDED = {
    "database is locked": 5,
    "attempt to write a readonly database": 8,
    "disk I/O error": 10,
    "database disk image is malformed": 11,
    "database or disk is full": _FULL,
    "unable to open database file": 14,
    "file is not a database": 26,
}


def _code(error: BaseException) -> int | None:
    """SQLite's primary result code, from an error of the driver, wrapped or not."""
    cause = error.orig if isinstance(error, DBAPIError) else error
    if str(cause).startswith("Could not decode to UTF-8"):
        # The driver's own word, without a code: no program that writes text wrote this.
        return min(_DAMAGED)
    code = getattr(cause, "sqlite_errorcode", None)
    if code is None and isinstance(cause, dbapi2.Error):
        return _WORDED.get(str(cause))
    return None if code is None else int(code) & 0xFF


def broke_a_rule(error: BaseException) -> bool:
    """Whether the file itself refused what was written: a CHECK, a link, a doubled uid."""
    return _code(error) == _CONSTRAINT


def is_in_use(error: BaseException) -> bool:
    """Whether somebody else's lock stands in the way."""
    return _code(error) in _BUSY


def tells_damage(error: BaseException) -> bool:
    """Whether the driver could not make sense of the file's own pages."""
    return _code(error) in _DAMAGED


def explained(error: BaseException, path: Path, opened: bool = False) -> Refused | None:
    """What a driver's error means for the person; None where it is a bug and no news of theirs.

    Once it was `opened`, the passphrase was right. Nothing out of the record gets into it.
    """
    code = _code(error)
    if isinstance(error, PoolTimeout) or code in _BUSY:
        return Refused(
            message("Another program is writing to the casebook"),
            str(path),
            message("Wait a moment and do it again."),
        )
    if code in _DAMAGED:
        if _begins_plain(path):
            return Unreadable(
                message("The file is damaged"), str(path), message("Take a backup instead.")
            )
        if opened:
            return Unreadable(
                LOST_KEY,
                str(path),
                message("Close it and open it again; if that fails, take a backup."),
            )
        return Unreadable(WRONG_KEY, str(path), TRY_AGAIN)
    if code in _UNWRITABLE:
        return _unwritable(path)
    if code == _FULL:
        return Refused(
            message("The disk is full; nothing was changed"),
            str(path),
            message("Make room and do it again."),
        )
    if code in _FAILED:
        return Refused(
            message("The disk failed to read or write the casebook; nothing was changed"),
            str(path),
            message("Look whether the disk is full or was taken away, then run check."),
        )
    return None


@contextmanager
def explaining(path: Path, *, opened: bool = False) -> Iterator[None]:
    """Within it, what the world does to the file is `Refused`; a bug stays what it is."""
    try:
        yield
    except (DBAPIError, PoolTimeout, dbapi2.Error) as error:
        refused = explained(error, path, opened)
        if refused is None:
            raise
        raise refused from None


def _begins_plain(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            return file.read(len(PLAIN_HEADER)) == PLAIN_HEADER
    except OSError:
        return False
