"""The record that is open: one file, read by many, written by one at a time.

All writing goes through `Record.writing`, which makes one change set of it, or through
`Record.keep`, for what is not record.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import QueuePool
from uuid_utils import uuid7

from . import access, casefile, making, migrating
from .access import Access
from .casefile import Key, explaining
from .choices import CHANGE_SET_TYPES, REDO, UNDO
from .errors import Refused
from .holding import Holder
from .messages import Message, message
from .unit import Touched, Unit

if TYPE_CHECKING:
    from .backing_up import Held

READERS_END_WITHIN = 5.0  # s that reading may go on before the file gets another key


class Record:
    """An open casebook file. `create` and `open` make one; `close` lets go of it."""

    def __init__(self, path: Path, key: Key, access: Access, desk: str = "") -> None:
        self.path = path
        self._key = key
        self._encrypted = bool(key.pragma)
        self._desk = desk
        self._take(access)
        self._writing_thread: int | None = None

    @classmethod
    def create(
        cls,
        path: Path,
        passphrase: str | None,
        fill: Callable[[Record], None] = lambda record: None,
        desk: str = "",
    ) -> Record:
        """Make a new casebook file. A passphrase of None makes a plain one.

        It is made under a temporary name beside its own, so that a file of the right name is
        always a whole casebook, and `fill` can put first records into it before it is seen.
        """
        casefile.check_driver()
        making.refuse_taken(path)
        casefile.refuse_unwritable(path)
        key = casefile.new_key(passphrase)
        made = path.with_name(f".{path.name}.{os.getpid()}.making")
        try:
            making.remove(made)
            with explaining(path):
                record = cls._made(made, key)
                try:
                    fill(record)
                    record.fold_up()
                finally:
                    record.close()
            making.put_in_place(made, path)
        except OSError as error:
            raise Refused(
                message("The file can't be made ({reason})", reason=error.strerror or "?"),
                str(path),
                message("Choose a folder that exists and that you may write to."),
            ) from None
        finally:
            making.remove(made)
        return cls._opened(path, key, desk=desk)

    @classmethod
    def _made(cls, path: Path, key: Key) -> Record:
        flags = os.O_CREAT | os.O_EXCL | os.O_RDWR
        os.close(os.open(path, flags, 0o600))
        record = cls(path, key, access.unheld(path, key))
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
        *,
        desk: str = "",
        copy: bool = False,
        taking_over: Holder | None = None,
    ) -> Record:
        """Open an existing casebook, bringing it to the newest schema where it is older.

        `before_migrating` is given the record as it still is; what it raises ends the opening,
        and leaves the file as it was. Where the file can't be written to, or a `copy` is asked
        for, it can only be looked at. `desk` is who other machines are told has it open;
        `HeldElsewhere` says that one of them has, `taking_over` is such a one, found to be gone.
        """
        casefile.check_driver()
        key = casefile.unlock(path, passphrase)
        return cls._opened(
            path, key, before_migrating, desk=desk, copy=copy, taking_over=taking_over
        )

    @classmethod
    def open_with(cls, path: Path, key: Key, *, desk: str = "") -> Record:
        """As `open`, with the key itself."""
        casefile.check_driver()
        return cls._opened(path, key, desk=desk)

    def open_copy(self, path: Path) -> Record:
        """Open a copy of this record, which has its key."""
        return self._opened(path, self._key)

    @classmethod
    def _opened(
        cls,
        path: Path,
        key: Key,
        before_migrating: Callable[[Record], None] = lambda record: None,
        *,
        desk: str = "",
        copy: bool = False,
        taking_over: Holder | None = None,
    ) -> Record:
        opened = (
            access.to_look(path, key, copy=True)
            if copy
            else access.to_write(path, key, desk, taking_over)
        )
        record = cls(path, key, opened, desk)
        try:
            # By the reader: whatever is wrong is found before anything that could write.
            version = casefile.verify(record._reader, path, migrating.NEWEST)
            record._settle()
            if version < migrating.NEWEST:
                before_migrating(record)
                with explaining(path):
                    migrating.upgrade(record._writer)
            record._clear_what_was_purged()
        except BaseException:
            record.close()
            raise
        return record

    def _settle(self) -> None:
        """Bring what a killed process, or a full disk, left in the log into the file itself.

        A page that went over in part looks like damage to who reads the file without its log.
        """
        log = Path(f"{self.path}-wal")
        if self.read_only is not None or not log.exists() or not log.stat().st_size:
            return
        try:
            with self._alone() as connection:
                driver = connection.connection.driver_connection
                assert driver is not None
                # Nobody is waited for: who has the file open folds its log up sooner or later.
                driver.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
        except Refused:
            pass  # The log stays, and all that is in it can be read.

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
        return self._encrypted

    @property
    def read_only(self) -> Message | None:
        """Why it can only be looked at; None where it can be written to."""
        return self._access.read_only

    @property
    def as_of(self) -> datetime | None:
        """When the copy was made that is looked at (UTC); None where it is the file itself."""
        return self._access.as_of

    def refresh(self) -> None:
        """Where it is only looked at: see it as it is now."""
        if self.read_only is not None:
            before = self._access
            fresh = access.to_look(self.path, self._key, copy=self.as_of is not None)
            self._take(before.followed_by(fresh))

    def _take(self, opened: Access) -> None:
        self._access = opened
        self._reader, self._writer = opened.reader, opened.writer

    def close(self) -> None:
        """Let go of the file. What was committed is in it."""
        self._access.close()

    def lock(self) -> None:
        """Let go of the file and of its key. Until `unlock` reading and writing are `Refused`.

        It stays held against other machines: what is half written is to be gone on with.
        """
        self._access.close(held=True)
        # The engines have the key in them, so they go as well.
        self._key = casefile.Key()
        locked = casefile.locked_engine(self.path)
        self._take(replace(self._access, reader=locked, writer=locked))

    def unlock(self, passphrase: str) -> None:
        """Take the file again, as `open` does; still locked where that is `Refused`."""
        before = self._access
        copied = before.as_of is not None
        opened = Record.open(self.path, passphrase, desk=self._desk, copy=copied)
        self._key = opened._key
        self._take(opened._access)
        before.close()

    @property
    def key(self) -> Key:
        """What the file opens with."""
        return self._key

    @contextmanager
    def alone_on_file(self) -> Iterator[Any]:
        """The driver's one connection to the file, to give it another key by.

        What else would read or write waits, and then opens with the key as it is by then; it was
        no change of the record.
        """
        with self._alone() as connection, self._key.held:
            _drain(self._reader)
            try:
                yield connection.connection.driver_connection
            finally:
                connection.invalidate()
                self._encrypted = bool(self._key.pragma)

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
        with explaining(self.path, opened=True), self._reader.connect() as connection:
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
                # Asked last, under the file's lock: nobody else can have written since.
                self._access.check(self.path)
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
        self._access.check(self.path)
        with explaining(self.path, opened=True), self._writer.connect() as connection:
            self._writing_thread = me
            try:
                yield connection
            finally:
                self._writing_thread = None

    # -- what is not record ------------------------------------------------------------------

    def keep(self, key: str, value: str | None) -> None:
        """Keep what is not record (columns, positions, drafts), or forget it with None.

        Where the casebook can only be looked at, nothing is kept.
        """
        if self.read_only is not None:
            return
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
        view = self._access.view
        if view is not None and view.is_behind(self.path):
            self.refresh()
        with self.reading() as connection:
            commits = connection.exec_driver_sql(
                "SELECT value FROM about WHERE key = 'commits'"
            ).scalar()
            last = connection.exec_driver_sql("SELECT max(id) FROM change_set").scalar()
            return int(commits or 0), int(last or 0)


def _drain(engine: Engine) -> None:
    """Have none of its connections any more; who is reading by one may end first, for a while."""
    pool = engine.pool
    # Not `engine.dispose`: it would forget how many are still in somebody's hands.
    engine.pool = pool.recreate()
    until = time.monotonic() + READERS_END_WITHIN
    while isinstance(pool, QueuePool) and pool.checkedout() and time.monotonic() < until:
        time.sleep(0.005)
    pool.dispose()


__all__ = ["Record", "Touched", "Unit"]
