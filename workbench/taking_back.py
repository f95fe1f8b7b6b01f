"""An act is taken back, however long ago it was done; one record is put back as it was.

What came later stays: where it stands in the way, what can be undone is undone, and what was kept
is listed, cell by cell. Either is an act of its own, which can be undone like any other.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from db import history as record_history
from db import undoing
from db.choices import SET_UP, UNDO
from db.history import ChangeRow, ChangeSetRow
from db.undoing import Kept, Net, Plan
from workbench import history
from workbench.kinds import KINDS
from workbench.messages import Message, Refused, message

if TYPE_CHECKING:
    from db.unit import Unit
    from workbench.casebook import Casebook


@dataclass(frozen=True, slots=True)
class KeptCell:
    """What stays as it is: a field, or the record as a whole where `field` is empty.

    `now` and `would_be` are what a person reads, None for empty or for a record not there.
    """

    kind: str
    uid: str
    label: str
    field: str
    now: str | None
    would_be: str | None
    why: Message

    @property
    def field_label(self) -> str:
        """What the field is called; empty for the record as a whole."""
        if not self.field:
            return ""
        found = [each for each in KINDS[self.kind].fields if each.name == self.field]
        return str(found[0].label) if found else str(message("Place in its list"))


@dataclass(frozen=True)
class TakenBack:
    """What taking an act back did, or would do: records that came back, changed, went; what stayed.

    `change_set` is the number of the act that did it; None where nothing was written. `earlier`
    says that it is an act of its own, which undo takes back, and not one that redo does again.
    """

    number: int
    label: Message
    at: str
    by: str
    came: int
    changed: int
    went: int
    kept: tuple[KeptCell, ...]
    change_set: int | None = None
    earlier: bool = True

    @property
    def does(self) -> bool:
        """Whether there is anything of it to take back."""
        return bool(self.came or self.changed or self.went)


def would(casebook: Casebook, number: int) -> TakenBack:
    """What taking this act back would do, as the record is now. Nothing is written.

    `Refused` where there is no such act, or it is no act, or it is undone already.
    """
    with casebook.reading() as connection:
        act = _act(connection, number)
        last = record_history.next_undo(connection)
        told = _told(connection, act, undoing.plan(connection, number))
        # The last act is undone just as it was done, even where what was there broke a rule.
        is_last = last is not None and last.number == number
        alone = is_last and not undoing.set_up_since(connection, number)
        return replace(told, kept=() if alone else told.kept, earlier=not is_last)


def take_back(casebook: Casebook, number: int, initiator: object = None) -> TakenBack:
    """Take back the act of this number, as far as nothing that came later stands in the way.

    The last act that stands is undone, and can be done again; an earlier one is taken back by an
    act of its own. `Refused` where nothing of it is left to take back.
    """
    with casebook.reading() as connection:
        act = _act(connection, number)
        last = record_history.next_undo(connection)
    if last is not None and last.number == number:
        try:
            return _undo_last(casebook, act, initiator)
        except Refused:
            pass  # something that is no act stands in the way: what can be is undone
    return _undo_earlier(casebook, act, initiator)


def _undo_last(casebook: Casebook, act: ChangeSetRow, initiator: object) -> TakenBack:
    did = message("Undo: {act}", act=act.did)

    def reverse(unit: Unit) -> None:
        last = record_history.next_undo(unit.connection)
        if last is None or last.number != act.number:
            raise Refused(message("Something else was done meanwhile"))
        record_history.reverse(unit, act.number, forward=False)

    with casebook.change(did, initiator, UNDO) as change:
        change.let(reverse)
        touched = change.let(lambda unit: unit.touched)
    sides = (touched.added, touched.updated, touched.deleted)
    came, changed, went = (sum(map(len, side.values())) for side in sides)
    number = change.number
    return TakenBack(act.number, act.did, act.at, act.by, came, changed, went, (), number, False)


def _undo_earlier(casebook: Casebook, act: ChangeSetRow, initiator: object) -> TakenBack:
    with casebook.change(message("Undo"), initiator) as change:
        plan = change.let(lambda unit: undoing.plan(unit.connection, act.number))
        told = change.let(lambda unit: _told(unit.connection, act, plan))
        if not told.does:
            raise nothing_left(told)
        worded = message("Undo of part of: {act}") if told.kept else message("Undo of: {act}")
        change.name_it(Message(worded.text, {"act": act.did}))
        change.let(lambda unit: undoing.apply(unit, plan))
        number = change.number
    return replace(told, change_set=number)


def nothing_left(told: TakenBack) -> Refused:
    """The refusal where there is nothing of an act to take back, with the first reason why."""
    if not told.kept:
        return Refused(
            message("Nothing of change set {number} is left to undo", number=told.number)
        )
    return Refused(
        message("Nothing of change set {number} can be undone now: {why}",
                number=told.number, why=told.kept[0].why),
        what_to_do=message("Undo what came after it first."),
    )  # fmt: skip


def _act(connection: Any, number: int) -> ChangeSetRow:
    """The change set of this number, where it can be taken back at all."""
    found = record_history.change_set(connection, number)
    if found is None:
        raise Refused(
            message("There is no change set {number}", number=number),
            what_to_do=message("Look at the history for the number."),
        )
    if found.type == SET_UP:
        raise Refused(message("Change set {number} only set the casebook up", number=number))
    if undoing.is_undone(connection, number):
        raise Refused(
            message("Change set {number} is undone already", number=number),
            what_to_do=message("To have it again, undo the act that undid it, or redo."),
        )
    return found


def _told(connection: Any, act: ChangeSetRow, plan: Plan) -> TakenBack:
    came, changed, went = plan.counts()
    kept = _worded(connection, plan.kept)
    return TakenBack(act.number, act.did, act.at, act.by, came, changed, went, kept)


def _worded(connection: Any, kept: Sequence[Kept]) -> tuple[KeptCell, ...]:
    rows = [
        ChangeRow(0, each.kind, each.record_id, each.uid, _plain(each.now), _plain(each.would_be))
        for each in kept
    ]
    named = history.names(connection, rows)
    return tuple(
        KeptCell(
            each.kind, each.uid, named.of(each.kind, each.uid), each.field,
            _side(named, each, each.now), _side(named, each, each.would_be), each.why,
        )
        for each in kept
    )  # fmt: skip


def _plain(columns: Mapping[str, Any] | None) -> dict[str, Any] | None:
    return None if columns is None else dict(columns)


def _side(named: history.Names, kept: Kept, columns: Mapping[str, Any] | None) -> str | None:
    if columns is None:
        return None
    if not kept.field:
        return named.of(kept.kind, kept.uid)
    for field in KINDS[kept.kind].fields:
        if field.name == kept.field:
            return named.text(field, columns.get(field.column))
    value = columns.get(kept.field)
    return None if value is None else str(value)


# -- one record ----------------------------------------------------------------------------------


def put_back(
    casebook: Casebook, kind: str, uid: str, number: int, field: str = "", initiator: object = None
) -> TakenBack:
    """Make a record, or one field of it, what it was before the act of this number.

    An act like any other. What can't be put back is listed as kept; `Refused` where that is all,
    or where the record was not there yet.
    """
    known = KINDS[kind]
    with casebook.change(message("Put back {kind}", kind=known.one), initiator) as change:
        found = change.let(lambda unit: undoing.net(undoing.since(unit.connection, uid, number)))
        wanted = [_narrowed(each, field) for each in found if each.before is not None]
        if not wanted:
            raise Refused(message("The record was not there before that"))
        plan = change.let(lambda unit: undoing.plan_of(unit.connection, wanted))
        row = change.let(lambda unit: record_history.change_set(unit.connection, number))
        assert row is not None
        told = change.let(lambda unit: _told(unit.connection, row, plan))
        if not told.does:
            why = told.kept[0].why if told.kept else message("it is as it was then")
            raise Refused(message("That can't be put back: {why}", why=why))
        change.let(lambda unit: undoing.apply(unit, plan))
        written = change.number
    return replace(told, change_set=written)


def _narrowed(each: Net, field: str) -> Net:
    """The same, of one field alone where one is named."""
    if not field or each.after is None:
        return each
    columns = KINDS[each.kind].field(field).columns

    def only(side: Mapping[str, Any] | None) -> dict[str, Any]:
        return {name: value for name, value in (side or {}).items() if name in columns}

    return Net(each.kind, each.record_id, each.uid, only(each.before), only(each.after))


__all__ = ["KeptCell", "TakenBack", "put_back", "take_back", "would"]
