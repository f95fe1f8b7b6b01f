"""The record that is open: one file, read by many, written by one at a time.

All writing goes through `Record.writing`, which makes one change set of it, or through
`Record.keep`, for what is not record.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError
from uuid_utils import uuid7

from . import casefile, migrating
from .casefile import Key, explaining
from .choices import CHANGE_SET_TYPES, REDO, UNDO
from .errors import Refused
from .messages import Message, message
from .unit import Touched, Unit

if TYPE_CHECKING:
    from .backing_up import Held


class Record:
    """An open casebook file. `create` and `open` make one; `close` lets go of it."""

    def __init__(self, path: Path, key: Key, reader: Engine, writer: Engine) -> None:
        self.path = path
        self._key = key
        self._reader = reader
        self._writer = writer
        self._writing_thread: int | None = None

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
        _refuse_taken(path)
        casefile.refuse_unwritable(path)
        key = casefile.new_key(passphrase)
        making = path.with_name(f".{path.name}.{os.getpid()}.making")
        try:
            _remove(making)
            with explaining(path):
                record = cls._made(making, key)
                try:
                    fill(record)
                    record.fold_up()
                finally:
                    record.close()
            _put_in_place(making, path)
        except OSError as error:
            raise Refused(
                message("The file can't be made ({reason})", reason=error.strerror or "?"),
                str(path),
                message("Choose a folder that exists and that you may write to."),
            ) from None
        finally:
            _remove(making)
        return cls._opened(path, key)

    @classmethod
    def _made(cls, path: Path, key: Key) -> Record:
        flags = os.O_CREAT | os.O_EXCL | os.O_RDWR
        os.close(os.open(path, flags, 0o600))
        record = cls(
            path,
            key,
            casefile.open_engine(path, key, reading=True),
            casefile.open_engine(path, key, reading=False),
        )
        try:
            migrating.upgrade(record._writer)
            record._set_about({"uid": str(uuid7()), "commits": "0"})
        except BaseException:
            record.close()
            raise
        return record

    @classmethod
    def open(
        cls,
        path: Path,
        passphrase: str | None,
        before_migrating: Callable[[Record], None] = lambda record: None,
    ) -> Record:
        """Open an existing casebook, bringing it to the newest schema where it is older.

        `before_migrating` is given the record as it still is; what it raises ends the opening,
        and leaves the file as it was.
        """
        casefile.check_driver()
        return cls._opened(path, casefile.unlock(path, passphrase), before_migrating)

    def open_copy(self, path: Path) -> Record:
        """Open a copy of this record, which has its key."""
        return self._opened(path, self._key)

    @classmethod
    def _opened(
        cls,
        path: Path,
        key: Key,
        before_migrating: Callable[[Record], None] = lambda record: None,
    ) -> Record:
        casefile.refuse_unwritable(path)
        record = cls(
            path,
            key,
            casefile.open_engine(path, key, reading=True),
            casefile.open_engine(path, key, reading=False),
        )
        try:
            # By the reader: whatever is wrong is found before anything that could write.
            version = casefile.verify(record._reader, path, migrating.NEWEST)
            if version < migrating.NEWEST:
                before_migrating(record)
                with explaining(path):
                    migrating.upgrade(record._writer)
            record._clear_what_was_purged()
        except BaseException:
            record.close()
            raise
        return record

    def _clear_what_was_purged(self) -> None:
        """Finish a purge that was stopped before it had cleared the file; most had no need."""
        try:
            if "purge" in self.about():
                from . import purging

                purging.finish(self)
        except Refused:
            pass  # Damaged, or only to be read: check says so.

    @property
    def encrypted(self) -> bool:
        """Whether the file is unreadable without its passphrase."""
        return self._key is not casefile.PLAIN

    def close(self) -> None:
        """Let go of the file. What was committed is in it."""
        self._reader.dispose()
        self._writer.dispose()

    def lock(self) -> None:
        """Let go of the file and of its key. Until `unlock` reading and writing are `Refused`."""
        self.close()
        # The engines have the key in them, so they go as well.
        self._key = casefile.Key()
        self._reader = self._writer = casefile.locked_engine(self.path)

    def unlock(self, passphrase: str) -> None:
        """Take the file again, as `open` does; still locked where that is `Refused`."""
        opened = Record.open(self.path, passphrase)
        self._key, self._reader, self._writer = opened._key, opened._reader, opened._writer

    def fold_up(self) -> None:
        """Bring everything from the write-ahead log into the file itself, and have no log.

        `Refused` where somebody else is reading or writing meanwhile.
        """
        self._reader.dispose()
        with self._alone() as connection:
            driver = connection.connection.driver_connection
            assert driver is not None
            busy = driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
        if busy:
            raise Refused(
                message("Another program is using the casebook"),
                str(self.path),
                message("Close it there and do it again."),
            )

    def copy_to(self, path: Path, told: Callable[[int, int], None]) -> Held:
        """Copy one state of the record into an empty file, under the same key; what it holds.

        The file holds all of it, with no log beside it. `told` hears how many pages are done, of
        how many; what it raises ends it.
        """
        from .backing_up import held

        with self.reading() as connection, connection.begin():
            holds = held(connection)
            source = connection.connection.driver_connection
            assert source is not None
            with explaining(path):
                target = casefile.connect_empty(path, self._key)
                try:
                    source.backup(
                        target,
                        pages=2_000,
                        progress=lambda _status, left, all_: told(all_ - left, all_),
                    )
                    target.execute("PRAGMA journal_mode=delete").fetchone()
                finally:
                    target.close()
            return holds

    @contextmanager
    def beside(self, path: Path) -> Iterator[Connection]:
        """A connection that reads another file under this record's key."""
        engine = casefile.open_engine(path, self._key, reading=True)
        try:
            with explaining(path), engine.connect() as connection:
                yield connection
        finally:
            engine.dispose()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection that sees one state of the record and can't write."""
        with explaining(self.path), self._reader.connect() as connection:
            yield connection

    @contextmanager
    def writing(self, did: Message, by: str, type_: str = "do") -> Iterator[Unit]:
        """One act: atomic, one change set, undone as one. Yields the `Unit` to write with.

        `type_` is one of `CHANGE_SET_TYPES`. Where nothing was changed, nothing is written, no
        change set either. Writing within writing is a bug (`RuntimeError`), not a wait for
        itself; so is using the unit afterwards.
        """
        if type_ not in CHANGE_SET_TYPES:
            raise ValueError(f"no type of change set: {type_}")
        with self._alone() as connection:
            transaction = connection.begin()
            unit = Unit(connection, did, by, type_)
            try:
                yield unit
                unit.finish()
                transaction.commit()
            except BaseException as error:
                # A full disk has rolled back already; a second failure must not hide the first.
                try:
                    transaction.rollback()
                except DBAPIError:
                    connection.invalidate()
                if type_ in (UNDO, REDO) and casefile.broke_a_rule(error):
                    raise Refused(
                        message("Something that was written since stands in the way"),
                        what_to_do=message("Undo that first."),
                    ) from None
                raise
            finally:
                unit.close()

    @contextmanager
    def _alone(self) -> Iterator[Connection]:
        """The one connection that writes. Other threads wait for it, other processes at BEGIN."""
        me = threading.get_ident()
        if self._writing_thread == me:
            raise RuntimeError("writing within writing would wait for itself")
        with explaining(self.path), self._writer.connect() as connection:
            self._writing_thread = me
            try:
                yield connection
            finally:
                self._writing_thread = None

    # -- what is not record ------------------------------------------------------------------

    def keep(self, key: str, value: str | None) -> None:
        """Keep what is not record (columns, positions, drafts), or forget it with None."""
        with self._alone() as connection, connection.begin():
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

    def kept_under(self, prefix: str) -> dict[str, str]:
        """Everything that was kept under a key that begins so."""
        with self.reading() as connection:
            rows = connection.exec_driver_sql(
                "SELECT key, value FROM kept WHERE substr(key, 1, ?) = ?", (len(prefix), prefix)
            )
            return {str(key): str(value) for key, value in rows}

    def about(self) -> dict[str, str]:
        """What the casebook says of itself."""
        with self.reading() as connection:
            rows = connection.exec_driver_sql("SELECT key, value FROM about")
            return {str(key): str(value) for key, value in rows}

    def _set_about(self, values: dict[str, str]) -> None:
        with self._alone() as connection, connection.begin():
            connection.exec_driver_sql(
                "INSERT OR REPLACE INTO about (key, value) VALUES (?, ?)", list(values.items())
            )

    def mark_as_sample(self) -> None:
        """Say in the file that it is the sample, which may be reset."""
        self._set_about({"sample": "1"})

    def data_version(self) -> tuple[int, int]:
        """A pair that differs after the record was changed, by any process, this one included.

        What is only kept, beside the record, leaves it as it was.
        """
        with self.reading() as connection:
            commits = connection.exec_driver_sql(
                "SELECT value FROM about WHERE key = 'commits'"
            ).scalar()
            last = connection.exec_driver_sql("SELECT max(id) FROM change_set").scalar()
            return int(commits or 0), int(last or 0)


def _logs(path: Path) -> list[Path]:
    return [Path(f"{path}{suffix}") for suffix in ("-wal", "-journal")]


def _refuse_taken(path: Path) -> None:
    """`Refused` where a file of this name is there, or a log that a new one would take for its own.

    A log left by a casebook that was removed is replayed into whatever file next bears its name.
    """
    if os.path.lexists(path):
        raise Refused(
            message("There is already a file of this name"),
            str(path),
            message("Choose another name, or open it."),
        )
    for log in _logs(path):
        if os.path.lexists(log):
            raise Refused(
                message("The log of a casebook that was here before lies in the way"),
                str(log),
                message("Choose another name, or bring that casebook back to it."),
            )


def _put_in_place(made: Path, path: Path) -> None:
    """Give a finished file its name, unless somebody else took the name meanwhile."""
    try:
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    except FileExistsError:
        _refuse_taken(path)
        raise
    try:
        os.replace(made, path)
    except BaseException:
        path.unlink(missing_ok=True)
        raise


def _remove(path: Path) -> None:
    for suffix in ("", "-wal", "-shm", "-journal"):
        Path(f"{path}{suffix}").unlink(missing_ok=True)


__all__ = ["Record", "Touched", "Unit"]
