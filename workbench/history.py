"""Who changed what: every act, newest first, its changes worded as the fields are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from db import looking_history, redirects
from db.history import ChangeRow, ChangeSetRow
from workbench import values
from workbench.kinds import KINDS, Field
from workbench.messages import Message

if TYPE_CHECKING:
    from workbench.casebook import Casebook


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field of one record: its texts before and after, None for empty.

    `label` is what the record is called now, or was called last.
    """

    kind: str
    uid: str
    label: str
    field: str
    before: str | None
    after: str | None


@dataclass(frozen=True)
class Act:
    """All that one act of a person did. `at` is UTC; `type` is do, undo, redo or set up.

    `records` is how many records it changed; `changes` may be of the first of them alone.
    """

    number: int
    at: str
    by: str
    did: Message
    type: str
    changes: tuple[FieldChange, ...]
    records: int


def history(
    casebook: Casebook,
    of: str | None = None,
    limit: int | None = None,
    first: int | None = None,
    below: int | None = None,
) -> list[Act]:
    """Every act, newest first; `of` one record (its uid), those that touched it alone.

    Those count too that touched what was merged into it. A uid that was merged away means the
    record that it leads to now.

    At most `limit` acts, each with the changes of its `first` records: an import has thousands.
    `below` leaves out the acts of this number and above.
    """
    with casebook.reading() as connection:
        uids = None if of is None else redirects.all_uids(connection, of)
        sets = looking_history.sets(connection, uids, limit, below)
        found = {
            each.number: looking_history.changes(connection, each.number, uids, first)
            for each in sets
        }
        named = names(connection, [row for rows, _n in found.values() for row in rows])
    return [_act(each, *found[each.number], named) for each in sets]


def act(casebook: Casebook, number: int, first: int | None = None) -> Act | None:
    """One act, with the changes of its `first` records; None where there is none."""
    found = history(casebook, limit=1, first=first, below=number + 1)
    return found[0] if found and found[0].number == number else None


def size(casebook: Casebook, number: int) -> int:
    """How many records an act changed."""
    with casebook.reading() as connection:
        return looking_history.changes(connection, number, None, 1)[1]


@dataclass(frozen=True)
class Names:
    """What records are called, by uid; and what links lead to, by kind and key."""

    labels: Mapping[str, str]
    linked: Mapping[str, Mapping[int, str]]

    def of(self, kind: str, uid: str) -> str:
        """What a record is called now, or was called last; its kind's word if it has no name."""
        return self.labels.get(uid) or str(KINDS[kind].one)

    def text(self, field: Field, raw: Any) -> str | None:
        """What stood in a column, as a person reads it; None for empty."""
        if raw is None:
            return None
        if field.type in _AS_WRITTEN:
            return str(raw)
        if field.type == "link":
            return self.linked.get(field.link, {}).get(raw) or str(KINDS[field.link].one)
        if field.type == "quantity":
            raw = Decimal(raw) / values.SCALE
        return values.say(field, raw)


def names(connection: Any, changes: Sequence[ChangeRow]) -> Names:
    """What the changed records are called, and what their links lead to."""
    touched: dict[str, dict[str, int]] = {}
    leads: dict[str, set[int]] = {}
    for change in changes:
        touched.setdefault(change.kind, {})[change.uid] = change.record_id
        for column, to in _LINKS[change.kind]:
            for side in (change.before, change.after):
                key = side.get(column) if side else None
                if key is not None:
                    leads.setdefault(to, set()).add(key)
    labels: dict[str, str] = {}
    for kind, keys in touched.items():
        labels.update(looking_history.labels(connection, kind, keys))
        gone = {key: uid for uid, key in keys.items() if uid not in labels}
        told = looking_history.names_of_gone(connection, kind, list(gone))
        labels.update((gone[key], text) for key, text in told.items())
    linked = {kind: looking_history.linked(connection, kind, led) for kind, led in leads.items()}
    return Names(labels, linked)


# What is read just as it stands in its column.
_AS_WRITTEN = frozenset({"text", "long text", "when", "clock", "listed", "grade"})

_LINKS = {
    name: [(link.column, link.link) for link in kind.links.values()] for name, kind in KINDS.items()
}


_COLUMNS = {
    name: [(field.name, field.column, field) for field in kind.fields]
    for name, kind in KINDS.items()
}


def _act(row: ChangeSetRow, changes: Sequence[ChangeRow], records: int, named: Names) -> Act:
    told = tuple(each for change in changes for each in _fields(change, named))
    return Act(row.number, row.at, row.by, row.did, row.type, told, records)


def _fields(change: ChangeRow, named: Names) -> Iterable[FieldChange]:
    before, after = change.before or {}, change.after or {}
    kind, uid = change.kind, change.uid
    label = named.of(kind, uid)
    for name, column, field in _COLUMNS[kind]:
        old, new = before.get(column), after.get(column)
        if old != new:
            yield FieldChange(
                kind, uid, label, name,
                None if old is None else named.text(field, old),
                None if new is None else named.text(field, new),
            )  # fmt: skip
