"""Who changed what: every act, newest first, its changes worded as the fields are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from db import history as record_history
from db import looking_history
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
    casebook: Casebook, of: str | None = None, limit: int | None = None, first: int | None = None
) -> list[Act]:
    """Every act, newest first; `of` one record (its uid), those that touched it alone.

    At most `limit` acts, each with the changes of its `first` records: an import has thousands.
    """
    with casebook.reading() as connection:
        sets = record_history.sets(connection, of, limit)
        found = {
            each.number: looking_history.changes(connection, each.number, of, first)
            for each in sets
        }
        labels, linked = _labels(connection, [row for rows, _n in found.values() for row in rows])
    return [_act(each, *found[each.number], labels, linked) for each in sets]


Labels = Mapping[str, str]
Linked = Mapping[str, Mapping[int, str]]


def _labels(connection: Any, changes: Sequence[ChangeRow]) -> tuple[Labels, Linked]:
    """What the changed records are called, by uid; what their links lead to, by kind and key."""
    touched: dict[str, dict[str, int]] = {}
    leads: dict[str, set[int]] = {}
    for change in changes:
        touched.setdefault(change.kind, {})[change.uid] = change.record_id
        for field in KINDS[change.kind].fields:
            if field.type == "link":
                found = (side.get(field.column) for side in _sides(change))
                leads.setdefault(field.link, set()).update(key for key in found if key is not None)
    labels: dict[str, str] = {}
    for kind, keys in touched.items():
        labels.update(looking_history.labels(connection, kind, keys))
        gone = {key: uid for uid, key in keys.items() if uid not in labels}
        told = looking_history.texts_of_gone(connection, kind, list(gone))
        labels.update((gone[key], text) for key, text in told.items())
    linked = {kind: looking_history.linked(connection, kind, led) for kind, led in leads.items()}
    return labels, linked


def _sides(change: ChangeRow) -> Iterable[dict[str, Any]]:
    return change.before or {}, change.after or {}


def _act(
    row: ChangeSetRow, changes: Sequence[ChangeRow], records: int, labels: Labels, linked: Linked
) -> Act:
    told = tuple(each for change in changes for each in _fields(change, labels, linked))
    return Act(row.number, row.at, row.by, row.did, row.type, told, records)


def _fields(change: ChangeRow, labels: Labels, linked: Linked) -> Iterable[FieldChange]:
    before, after = _sides(change)
    for field in KINDS[change.kind].fields:
        old, new = before.get(field.column), after.get(field.column)
        if old != new:
            yield FieldChange(
                change.kind,
                change.uid,
                labels.get(change.uid, ""),
                field.name,
                _text(field, old, linked),
                _text(field, new, linked),
            )


def _text(field: Field, raw: Any, linked: Linked) -> str | None:
    """What stood in a column, as a person reads it; None for empty."""
    if raw is None:
        return None
    if field.type == "link":
        return linked.get(field.link, {}).get(raw, "")
    if field.type == "quantity":
        raw = Decimal(raw) / values.SCALE
    return values.say(field, raw)
