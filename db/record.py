"""The record that is open: one file, read by many, written by one at a time.

All writing goes through `Record.writing`, which makes one change set of it, or through
`Record.keep`, for what is not record.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError
from uuid_utils import uuid7

from . import casefile, migrating
from .casefile import Key
from .errors import Refused
from .messages import Message, message
from .unit import Touched, Unit


class Record:
    """An open casebook file. `create` and `open` make one; `close` lets go of it."""

    def __init__(self, path: Path, key: Key, reader: Engine, writer: Engine) -> None:
        self.path = path
        self._key = key
        self._reader = reader
        self._writer = writer

    @classmethod
    def create(
        cls,
        path: Path,
        passphrase: str | None,
        fill: Callable[[Record], None] = lambda record: None,
    ) -> Record:
        """Make a new casebook file. A passphrase of None makes a plain one.

        It is made under a temporary name beside its own, so that a file of the right name is
        always a whole casebook, and `fill` can put first records into it before it is seen.
        """
        casefile.check_driver()
        key = casefile.new_key(passphrase)
        if path.exists():
            raise Refused(
                message("There is already a file of this name"),
                str(path),
                message("Choose another name, or open it."),
            )
        making = path.with_name(f".{path.name}.{os.getpid()}.making")
        _remove(making)
        try:
            record = cls._made(making, key)
            try:
                fill(record)
                record.fold_up()
            finally:
                record.close()
            os.replace(making, path)
        except (DBAPIError, OSError) as error:
            raise _unmade(error, path) from None
        except Exception as error:
            if type(error).__module__.startswith("sqlcipher3"):
                raise _unmade(error, path) from None
            raise
        finally:
            _remove(making)
        return cls._opened(path, key)

    @classmethod
    def _made(cls, path: Path, key: Key) -> Record:
        flags = os.O_CREAT | os.O_EXCL | os.O_RDWR
        os.close(os.open(path, flags, 0o600))
        writer = casefile.open_engine(path, key, reading=False)
        migrating.upgrade(writer)
        record = cls(path, key, casefile.open_engine(path, key, reading=True), writer)
        record._set_about({"uid": str(uuid7()), "commits": "0"})
        return record

    @classmethod
    def open(cls, path: Path, passphrase: str | None) -> Record:
        """Open an existing casebook, bringing it to the newest schema where it is older."""
        casefile.check_driver()
        return cls._opened(path, casefile.unlock(path, passphrase))

    @classmethod
    def _opened(cls, path: Path, key: Key) -> Record:
        casefile.refuse_unwritable(path)
        reader = casefile.open_engine(path, key, reading=True)
        try:
            version = casefile.verify(reader, path, migrating.NEWEST)
        except BaseException:
            reader.dispose()
            raise
        writer = casefile.open_engine(path, key, reading=False)
        if version < migrating.NEWEST:
            migrating.upgrade(writer)
        return cls(path, key, reader, writer)

    @property
    def encrypted(self) -> bool:
        """Whether the file is unreadable without its passphrase."""
        return self._key is not casefile.PLAIN

    def close(self) -> None:
        """Let go of the file. What was committed is in it."""
        self._reader.dispose()
        self._writer.dispose()

    def fold_up(self) -> None:
        """Bring everything from the write-ahead log into the file itself, and have no log."""
        self._reader.dispose()
        with self._writer.connect() as connection:
            driver = connection.connection.driver_connection
            assert driver is not None
            driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection that sees one state of the record and can't write."""
        with self._explaining(), self._reader.connect() as connection:
            yield connection

    @contextmanager
    def writing(self, did: Message, by: str, type_: str = "do") -> Iterator[Unit]:
        """One act: atomic, one change set, undone as one. Yields the `Unit` to write with.

        Where nothing was changed, nothing is written, no change set either.
        """
        with self._explaining(), self._writer.connect() as connection:
            transaction = connection.begin()
            try:
                unit = Unit(connection, did, by, type_)
                yield unit
                unit.finish()
                transaction.commit()
            except BaseException:
                # A full disk has rolled back already; a second failure must not hide the first.
                try:
                    transaction.rollback()
                except DBAPIError:
                    connection.invalidate()
                raise

    @contextmanager
    def _explaining(self) -> Iterator[None]:
        try:
            yield
        except DBAPIError as error:
            if type(error.orig).__name__ == "IntegrityError":
                raise
            raise casefile.explained(error.orig or error, self.path) from None

    # -- what is not record ------------------------------------------------------------------

    def keep(self, key: str, value: str | None) -> None:
        """Keep what is not record (columns, positions, drafts), or forget it with None."""
        with self._explaining(), self._writer.begin() as connection:
            if value is None:
                connection.exec_driver_sql("DELETE FROM kept WHERE key = ?", (key,))
            else:
                connection.exec_driver_sql(
                    "INSERT OR REPLACE INTO kept (key, value) VALUES (?, ?)", (key, value)
                )

    def kept(self, key: str) -> str | None:
        """What was kept under this key."""
        with self.reading() as connection:
            found = connection.exec_driver_sql("SELECT value FROM kept WHERE key = ?", (key,))
            row = found.first()
            return None if row is None else str(row[0])

    def about(self) -> dict[str, str]:
        """What the casebook says of itself."""
        with self.reading() as connection:
            rows = connection.exec_driver_sql("SELECT key, value FROM about")
            return {str(key): str(value) for key, value in rows}

    def _set_about(self, values: dict[str, str]) -> None:
        with self._writer.begin() as connection:
            connection.exec_driver_sql(
                "INSERT OR REPLACE INTO about (key, value) VALUES (?, ?)", list(values.items())
            )

    def mark_as_sample(self) -> None:
        """Say in the file that it is the sample, which may be reset."""
        self._set_about({"sample": "1"})

    def data_version(self) -> tuple[int, int]:
        """A pair that differs after any other process, or this one, has written."""
        with self.reading() as connection:
            commits = connection.exec_driver_sql(
                "SELECT value FROM about WHERE key = 'commits'"
            ).scalar()
            last = connection.exec_driver_sql("SELECT max(id) FROM change_set").scalar()
            return int(commits or 0), int(last or 0)


def _unmade(error: BaseException, path: Path) -> Refused:
    if isinstance(error, OSError):
        return Refused(
            message("The file can't be made ({reason})", reason=error.strerror or "?"),
            str(path),
            message("Choose a folder that exists and that you may write to."),
        )
    cause = error.orig if isinstance(error, DBAPIError) and error.orig else error
    return casefile.explained(cause, path)


def _remove(path: Path) -> None:
    for suffix in ("", "-wal", "-shm", "-journal"):
        Path(f"{path}{suffix}").unlink(missing_ok=True)


__all__ = ["Record", "Touched", "Unit"]
