"""Purging: a record, or what one field of it held earlier, gone for good, and no undo for it.

The act says that it happened, when and by whom, and names records by number alone. Backups and
exports can't be reached from here: those on record that still hold it are named.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from db import index, looking_history, redirects
from db import lists as listing
from db import purging as record_purging
from db.choices import SET_UP
from db.folding import fold
from db.purging import Reach, Scope
from workbench import backup_folders, copies
from workbench.copies import Copy
from workbench.kinds import KINDS, Field
from workbench.messages import Message, Refused, message

if TYPE_CHECKING:
    from workbench.casebook import Casebook

__all__ = ["Plan", "Purged", "Remade", "holding", "plan", "purge", "remake"]


MANY = 1_000
"""Records that mention what goes are counted up to so many."""


@dataclass(frozen=True)
class Plan:
    """What a purge would take, said before it is done.

    `goes` is how many records of each kind, the record itself included; `emptied` how many links
    of others to it are let go of. `there` is False where the record was deleted before and only
    history still has it. `copies` are the backups and exports on record that hold it.
    """

    scope: Scope
    label: str
    there: bool
    goes: Mapping[str, int]
    emptied: int
    first: int
    sets: int
    copies: tuple[Copy, ...]
    mentions: int = 0

    @property
    def field(self) -> Field | None:
        """The field whose earlier values go; None for the whole record."""
        return KINDS[self.scope.kind].field(self.scope.field) if self.scope.field else None

    @property
    def worth_it(self) -> bool:
        """Whether there is anything to purge."""
        return self.sets > 0 or self.scope.emptied


@dataclass(frozen=True)
class Purged:
    """What was purged: the number of the act, and the copies that still hold it.

    `cleared` is False where another program kept the file from being written anew: it is, when
    the casebook is next opened.
    """

    change_set: int
    goes: Mapping[str, int]
    copies: tuple[Copy, ...]
    cleared: bool


@dataclass(frozen=True)
class Remade:
    """The backup that was made in the place of others, and which of them are gone, which not."""

    backup: Path
    removed: tuple[Path, ...]
    left: tuple[Path, ...]


def plan(
    casebook: Casebook, uid: str, field: str = "", *, emptied: bool = False, kind: str = ""
) -> Plan:
    """What purging this record, or this field of it, would take. Nothing is written."""
    uid = uid.strip()
    with casebook.reading() as connection:
        known = kind or record_purging.kind_of(connection, uid)
        if not known:
            raise Refused(
                message("No record has or had this uid"),
                uid[:40],
                message("Take it from the history, or from find --json."),
            )
        if (now := redirects.followed(connection, [uid]).get(uid, uid)) != uid:
            raise Refused(
                message("It was merged into another stakeholder, which holds what it held"),
                uid[:40],
                message("Purge that one: {uid}", uid=now),
            )
        if field:
            _check_field(known, field)
        scope = Scope(known, uid, field, emptied)
        found = record_purging.reach(connection, scope)
        label = _label(connection, scope, list(found.goes[known]))
        mentions = 0 if field else _mentions(connection, label, found)
    held = tuple(_holding(casebook, [(found.first, None)])) if found.first else ()
    return Plan(
        scope, label, found.there, found.counts(), found.emptied, found.first, found.sets, held,
        mentions,
    )  # fmt: skip


def _check_field(kind: str, field: str) -> None:
    names = [each.name for each in KINDS[kind].fields]
    if field not in names:
        raise Refused(
            message("{kind} has no field of this name", kind=KINDS[kind].one),
            field[:40],
            message("Choose one of: {words}.", words=", ".join(names)),
        )


def _mentions(connection: Any, label: str, found: Reach) -> int:
    """How many records that stay have all words of this name in their texts."""
    places = index.find(connection, fold(label), MANY)
    return sum(key not in found.goes.get(kind, {}) for kind, key in places)


def _label(connection: Any, scope: Scope, keys: list[int]) -> str:
    known = listing.labels(connection, scope.kind, [scope.uid]).get(scope.uid)
    if known is None:
        told = looking_history.texts_of_gone(connection, scope.kind, keys)
        known = next(iter(told.values()), "")
    return known or ""


def purge(casebook: Casebook, planned: Plan, initiator: object = None) -> Purged:
    """Do it, as one act that nothing brings back, and clear the file of what is left of it."""
    scope = planned.scope
    with casebook.change(_did(planned), initiator, type_=SET_UP) as change:
        change.let(lambda unit: record_purging.purge(unit, scope))
        number = change.number
    assert number is not None
    cleared = record_purging.finish(casebook.record)
    return Purged(number, planned.goes, planned.copies, cleared)


def _did(planned: Plan) -> Message:
    kind = KINDS[planned.scope.kind].one
    if planned.field is not None:
        return message("Purge: what {field} of 1 {kind} held", field=planned.field.label, kind=kind)
    more = sum(planned.goes.values()) - 1
    if more > 0:
        return message("Purge: 1 {kind}, with {n} that hung on it", kind=kind, n=more)
    return message("Purge: 1 {kind}", kind=kind)


# -- copies that hold it ---------------------------------------------------------------------------


def holding(casebook: Casebook) -> list[Copy]:
    """The backups and exports on record that hold anything that was ever purged."""
    return _holding(casebook, _spans(casebook))


def held_at(casebook: Casebook, change_set: int) -> int:
    """How many purges took something that the casebook still held at this change set.

    A copy from then would bring it back.
    """
    return sum(_within(change_set, span) for span in _spans(casebook))


def _spans(casebook: Casebook) -> list[tuple[int, int | None]]:
    """From which change set on, and before which, what was purged stood in the casebook."""
    return [(first, last) for first, last in casebook.kept(record_purging.PURGES, [])]


def _within(change_set: int, span: tuple[int, int | None]) -> bool:
    first, last = span
    return first <= change_set and (last is None or change_set < last)


def _holding(casebook: Casebook, spans: list[tuple[int, int | None]]) -> list[Copy]:
    return [
        copy
        for copy in [*copies.noted(casebook), *_unnoted(casebook)]
        if any(_within(copy.change_set, span) for span in spans)
    ]


def _unnoted(casebook: Casebook) -> list[Copy]:
    """Backups that lie where backups are kept, and were never noted."""
    known = {copy.path for copy in copies.noted(casebook)}
    return [
        Copy("backup", str(each.path.absolute()), each.manifest.at, each.manifest.change_set)
        for each in backup_folders.listed(casebook)
        if str(each.path.absolute()) not in known
    ]


def remake(casebook: Casebook, held: tuple[Copy, ...]) -> Remade:
    """Make one backup anew, and only then remove the ones that hold what was purged.

    Where the new one can't be made and checked, nothing is removed. Exports are left alone, and
    so is what lies where it can't be reached: `left` names these.
    """
    from workbench import backups

    made, _manifest = backups.make(casebook)
    old = [Path(copy.path) for copy in held if copy.what == "backup"]
    found = [backup_folders.backup_at(path) for path in old if path.absolute() != made.absolute()]
    # Without its manifest nobody can tell that a file is one of ours.
    ours = [each for each in found if each is not None and each.path.exists()]
    unremoved = set(backup_folders.remove(casebook, ours))
    removed = tuple(each.path for each in ours if each.path not in unremoved)
    return Remade(made, removed, tuple(path for path in old if path not in removed))
