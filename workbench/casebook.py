"""The casebook that is open: read, changed one act at a time, undone, watched."""

from __future__ import annotations

import datetime
import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from db import history
from db import lists as listing
from db.choices import SET_UP
from db.holding import Holder
from db.record import Record
from db.unit import Touched, Unit
from workbench.kinds import Mention
from workbench.messages import Message, Refused, message
from workbench.writing import Change

if TYPE_CHECKING:
    from workbench.taking_back import TakenBack

Uids = Mapping[str, frozenset[str]]


@dataclass(frozen=True)
class Changed:
    """What an act touched, kind -> uids, and who began it, so that an editor knows its own echo.

    `everything` says that somebody else wrote, so that all that is shown may be old. `act` is
    False for what only sets the casebook up, and so is nothing to take back.
    """

    added: Uids = field(default_factory=dict)
    updated: Uids = field(default_factory=dict)
    deleted: Uids = field(default_factory=dict)
    initiator: object = None
    did: Message | None = None
    everything: bool = False
    act: bool = True

    @property
    def kinds(self) -> frozenset[str]:
        """The kinds of record that were touched."""
        return frozenset(self.added) | frozenset(self.updated) | frozenset(self.deleted)

    def touches(self, *kinds: str) -> bool:
        """Whether what shows records of these kinds has to look again."""
        return self.everything or not self.kinds.isdisjoint(kinds)


@dataclass(frozen=True)
class Step:
    """An act that can be taken back or done again: its number, what it did, when (UTC), by whom."""

    number: int
    label: Message
    at: str
    by: str

    def __str__(self) -> str:
        return str(self.label)


class Casebook:
    """One desk's record. Everything that is read or written above `db/` goes through one."""

    def __init__(self, record: Record, by: str = "") -> None:
        self._record = record
        self.by = by
        self.fixed_today: datetime.date | None = None
        self._watchers: list[Callable[[Changed], None]] = []
        self._seen = record.data_version()
        self.locked = False
        self._uid_locked = ""
        self.store: dict[str, Any] = {}
        """What modules derive from the record and keep while it is open, by their own keys."""

    @classmethod
    def create(
        cls,
        path: Path | str,
        passphrase: str | None,
        fill: Callable[[Casebook], None] | None = None,
        by: str = "",
    ) -> Casebook:
        """Make a new casebook, with words in its lists to begin with. None makes a plain one."""
        from workbench import lists_of_words

        def first(record: Record) -> None:
            casebook = cls(record, by)
            with casebook.change(message("Make the casebook"), type_=SET_UP) as change:
                lists_of_words.seed(change)
            if fill is not None:
                fill(casebook)

        return cls(Record.create(Path(path), passphrase, first, by), by)

    @classmethod
    def open(
        cls,
        path: Path | str,
        passphrase: str | None,
        by: str = "",
        *,
        copy: bool = False,
        taking_over: Holder | None = None,
    ) -> Casebook:
        """Open an existing casebook. `Refused` says why it can't be, and what to do.

        It is `read_only` where it can't be written to, or where a `copy` was asked for, as when
        another machine writes it (`workbench.holding.HeldElsewhere`).
        """

        def back_up(record: Record) -> None:
            from workbench import backups  # which imports this module

            backups.automatic(cls(record, by), "migration")

        record = Record.open(
            Path(path), passphrase, back_up, desk=by, copy=copy, taking_over=taking_over
        )
        return cls(record, by)

    def close(self) -> None:
        """Let go of the file. What was done is in it."""
        self._watchers.clear()
        self.store.clear()
        self._record.close()

    def lock(self) -> None:
        """Let go of the file and of its key, until `unlock`; who watches it stays.

        `Refused` for a plain one, to which anybody has the key.
        """
        if not self.encrypted:
            raise Refused(
                message("This casebook is not encrypted, so locking it would keep nobody out"),
                what_to_do=message("Encrypt it with a passphrase first."),
            )
        if not self.locked:
            try:
                self._uid_locked = self.uid
            except Refused:
                self._uid_locked = ""  # a disk that was taken away must not keep it open
            self.store.clear()
            self._record.lock()
            self.locked = True

    def unlock(self, passphrase: str) -> None:
        """Open it again, in place. `Refused` where the passphrase is wrong: it stays locked."""
        if not self.locked:
            return
        self._record.unlock(passphrase)
        if self._uid_locked and self.uid != self._uid_locked:
            self._record.lock()
            raise Refused(
                message("Another casebook lies in its place now"),
                str(self.path),
                message("Close this one and look where it went."),
            )
        self.locked = False

    @property
    def record(self) -> Record:
        """The record behind it, for the functions of `db/` that take it whole."""
        return self._record

    # -- what it is ----------------------------------------------------------------------------

    @property
    def path(self) -> Path:
        """The file."""
        return self._record.path

    @property
    def name(self) -> str:
        """What people call it: the file's name without its ending."""
        return self.path.stem

    @property
    def encrypted(self) -> bool:
        """Whether the file is unreadable without its passphrase."""
        return self._record.encrypted

    @property
    def read_only(self) -> bool:
        """Whether it can only be looked at: every change is `Refused`, and nothing is kept."""
        return self._record.read_only is not None

    @property
    def why_read_only(self) -> str:
        """Why that is so; empty where it can be written to."""
        return str(self._record.read_only or "")

    @property
    def as_of(self) -> datetime.datetime | None:
        """When the copy was made that is looked at (UTC); None where it is the file itself."""
        return self._record.as_of

    def refresh(self) -> None:
        """Where it is only looked at: see it as it is now; watchers are told."""
        if self.read_only:
            self._record.refresh()
            self._seen = self._record.data_version()
            self._tell(Changed(everything=True))

    @property
    def is_sample(self) -> bool:
        """Whether it is the sample, which may be reset."""
        return self._record.about().get("sample") == "1"

    def mark_as_sample(self) -> None:
        """Say in the file that it is the sample."""
        self._record.mark_as_sample()

    @property
    def uid(self) -> str:
        """What tells this casebook from any other."""
        return self._record.about()["uid"]

    @property
    def today(self) -> datetime.date:
        """The day that "overdue" and "yesterday" are reckoned from."""
        return self.fixed_today or datetime.date.today()

    def marking(self) -> str:
        """The strictest marking that a record in it has; empty where none has one."""
        with self.reading() as connection:
            return listing.strictest_marking(connection)

    def words(self, list_: str) -> tuple[str, ...]:
        """One of the casebook's own lists, in its order."""
        with self.reading() as connection:
            return tuple(listing.words(connection, list_))

    # -- who is at the keyboard ----------------------------------------------------------------

    def members(self) -> list[Mention]:
        """The members of the desk, by name."""
        with self.reading() as connection:
            rows = listing.all_labels(connection, "member")
        return [Mention("member", uid, label) for uid, label in rows]

    def join(self, name: str) -> str:
        """Make somebody a member of the desk, if not yet one; the member's uid."""
        name = " ".join(name.split())
        for member in self.members():
            if member.label == name:
                return member.uid
        with self.change(message("Join the desk"), type_=SET_UP) as change:
            return change.add("member", {"name": name})

    # -- reading and writing -------------------------------------------------------------------

    def reading(self) -> AbstractContextManager[Any]:
        """A connection that the functions of `db/` read with: one state of the record."""
        return self._record.reading()

    @contextmanager
    def change(self, did: Message, initiator: object = None, type_: str = "do") -> Iterator[Change]:
        """One act of a person: atomic, one change set, one step of undo.

        Where the block fails, or changes nothing, nothing is written. Watchers hear of it once
        it is safely in the file.
        """
        with self._record.writing(did, self._who(), type_) as unit:
            change = Change(unit)
            yield change
            change.settle()
        self._publish(unit, initiator)

    def _who(self) -> str:
        return self.by or "?"

    def _publish(self, unit: Unit, initiator: object) -> None:
        if unit.change_set is None:
            return
        seen, self._seen = self._seen, self._record.data_version()
        # One commit is ours; more than one, and somebody else wrote in between.
        others = self._seen[0] != seen[0] + 1
        act = unit.type != SET_UP
        self._tell(_changed(unit.touched, initiator, unit.did, others, act))

    def _tell(self, changed: Changed) -> None:
        for watcher in list(self._watchers):
            watcher(changed)

    def subscribe(self, watcher: Callable[[Changed], None]) -> Callable[[], None]:
        """Call this after every commit, in the thread that committed; what is returned ends it."""
        self._watchers.append(watcher)

        def end() -> None:
            if watcher in self._watchers:
                self._watchers.remove(watcher)

        return end

    def look_again(self) -> bool:
        """Whether another process wrote since; watchers are told if so."""
        version = self._record.data_version()
        if version == self._seen:
            return False
        self._seen = version
        self._tell(Changed(everything=True))
        return True

    # -- undo ----------------------------------------------------------------------------------

    def next_undo(self) -> Step | None:
        """What undo would take back."""
        with self.reading() as connection:
            return _step(history.next_undo(connection))

    def next_redo(self) -> Step | None:
        """What redo would do again."""
        with self.reading() as connection:
            return _step(history.next_redo(connection))

    def undo(self, initiator: object = None) -> Step | None:
        """Take back the last act that stands; None where there is none."""
        return self._reverse(False, initiator)

    def redo(self, initiator: object = None) -> Step | None:
        """Do again what was undone last; None where there is nothing, or something came since."""
        return self._reverse(True, initiator)

    def undo_one(self, number: int, initiator: object = None) -> TakenBack:
        """Take back the act of this number, however long ago: see `workbench.taking_back`."""
        from workbench import taking_back

        return taking_back.take_back(self, number, initiator)

    def _reverse(self, forward: bool, initiator: object) -> Step | None:
        kind = "redo" if forward else "undo"
        with self._record.writing(message("Undo"), self._who(), kind) as unit:
            found = (history.next_redo if forward else history.next_undo)(unit.connection)
            step = _step(found)
            if step is not None:
                worded = message("Redo: {act}") if forward else message("Undo: {act}")
                unit.did = Message(worded.text, {"act": step.label})
                history.reverse(unit, step.number, forward)
        self._publish(unit, initiator)
        return step

    # -- what is not record --------------------------------------------------------------------

    def keep(self, key: str, value: Any) -> None:
        """Keep what is not record (columns, positions, drafts) in the file; None forgets it."""
        text = None if value is None else json.dumps(value, ensure_ascii=False)
        self._record.keep(key, text)

    def kept(self, key: str, default: Any = None) -> Any:
        """What was kept under this key."""
        text = self._record.kept(key)
        return default if text is None else json.loads(text)

    def kept_under(self, prefix: str) -> dict[str, Any]:
        """Everything that was kept under a key that begins so."""
        found = self._record.kept_under(prefix)
        return {key: json.loads(text) for key, text in found.items()}


def _step(found: history.ChangeSetRow | None) -> Step | None:
    return None if found is None else Step(found.number, found.did, found.at, found.by)


def _changed(
    touched: Touched, initiator: object, did: Message, everything: bool, act: bool
) -> Changed:
    def frozen(uids: Mapping[str, set[str]]) -> Uids:
        return MappingProxyType({kind: frozenset(found) for kind, found in uids.items()})

    return Changed(
        frozen(touched.added),
        frozen(touched.updated),
        frozen(touched.deleted),
        initiator,
        did,
        everything,
        act,
    )
