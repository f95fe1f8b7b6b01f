"""How a casebook's file is opened: to write, held against other machines, or only to look."""

from __future__ import annotations

import errno
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from sqlalchemy import Engine

from . import casefile, holding, medium, reading_only
from .casefile import Key, explaining
from .errors import Refused
from .holding import HeldElsewhere, Holder, Holding
from .messages import Message, message
from .reading_only import View

_FORBIDDEN = frozenset((errno.EACCES, errno.EPERM, errno.EROFS))


@dataclass(frozen=True)
class Access:
    """What a record reads and writes with. Where it can only be looked at, `why` says why."""

    reader: Engine
    writer: Engine
    holding: Holding | None = None
    view: View | None = None
    why: Message | None = None
    earlier: Access | None = None

    @property
    def read_only(self) -> Message | None:
        """Why nothing can be written; None where it can."""
        if self.holding is not None and self.holding.lost:
            return message("another machine took it over, as this one was not heard of")
        return self.why

    @property
    def as_of(self) -> datetime | None:
        """When the copy was made that is looked at (UTC); None where it is the file itself."""
        return None if self.view is None else self.view.at

    def close(self, *, held: bool = False) -> None:
        """Let go of the file; `held`, it stays held against other machines."""
        if self.earlier is not None:
            self.earlier.close()
        self.reader.dispose()
        self.writer.dispose()
        if self.view is not None:
            self.view.close()
        if self.holding is not None and not held:
            self.holding.let_go()

    def followed_by(self, fresh: Access) -> Access:
        """The one that comes after this, which stays for as long as somebody may be reading."""
        if self.earlier is not None:
            self.earlier.close()
        return replace(fresh, earlier=replace(self, earlier=None))

    def check(self, path: Path) -> None:
        """`Refused` where nothing may be written."""
        if self.why is not None:
            raise Refused(
                message("It can only be looked at here: {why}", why=self.why),
                str(path),
                message("Save a copy (or make a backup), and write in that one."),
            )
        if self.holding is not None:
            self.holding.check()


def journal(path: Path) -> str:
    """How SQLite is to keep its journal there: a log (WAL) is for the disks of one machine."""
    return "delete" if medium.is_remote(path) else "wal"


def unheld(path: Path, key: Key) -> Access:
    """A file that nobody else knows of yet."""
    kept = journal(path)
    return Access(
        casefile.open_engine(path, key, reading=True),
        casefile.open_engine(path, key, reading=False, journal=kept),
    )


def to_write(path: Path, key: Key, desk: str, taking_over: Holder | None = None) -> Access:
    """Open a file to write, else, where that is forbidden here, to look.

    `HeldElsewhere` where another machine writes it; `taking_over` is a holder found to be gone.
    """
    if not medium.can_write(path):
        return to_look(path, key)
    try:
        held = holding.hold(path, desk, taking_over)
    except OSError as error:
        if error.errno not in _FORBIDDEN:
            raise
        return to_look(path, key)
    try:
        if journal(path) == "delete":
            _fold_log(path, key)
        made = unheld(path, key)
    except BaseException:
        held.let_go()
        raise
    return Access(made.reader, made.writer, held)


def to_look(path: Path, key: Key, *, copy: bool = False) -> Access:
    """Open a file only to look; `copy` wants one of its own, as where another machine writes it."""
    view = reading_only.view(path, key, copy=copy)
    return Access(view.engine, view.engine, None, view, _why(path))


def _why(path: Path) -> Message:
    other = holding.elsewhere(path)
    if not medium.can_write(path):
        return message("the file or its folder can't be written to")
    if other is not None:
        return HeldElsewhere(path, other).told
    return message("this is a copy, as it was when it was made")


def _fold_log(path: Path, key: Key) -> None:
    """Bring a casebook that comes from a disk of this machine to work without a log.

    With the lock held throughout, SQLite needs no memory that processes share for it.
    """
    with explaining(path):
        driver = casefile.connect_empty(path, key)
        try:
            driver.execute(f"PRAGMA busy_timeout={casefile.BUSY_MILLISECONDS}")
            driver.execute("PRAGMA locking_mode=exclusive").fetchone()
            ours = driver.execute("PRAGMA application_id").fetchone()[0]
            if ours == casefile.APPLICATION_ID:
                driver.execute("PRAGMA journal_mode=delete").fetchone()
        finally:
            driver.close()
