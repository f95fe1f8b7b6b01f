"""Any record, by its kind alone: checked, added, edited, deleted, looked up.

What forms, import and commands share. Verbs with more to them than one record (logging a
meeting) stand in modules of their own and use `Change` as well.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from db import hanging
from db import lists as listing
from workbench import writing
from workbench.kinds import KINDS, Mention
from workbench.messages import Refused, message
from workbench.values import Prefer, Value, read
from workbench.writing import FieldErrors

if TYPE_CHECKING:
    from workbench.casebook import Casebook

__all__ = [
    "FieldErrors",
    "Gone",
    "add",
    "clean",
    "delete",
    "edit",
    "get",
    "going",
    "label",
    "labels",
]


class Gone(Refused):
    """A record that was deleted meanwhile, or never was."""

    def __init__(self, kind: str) -> None:
        super().__init__(
            message("This record is gone ({kind})", kind=KINDS[kind].one),
            what_to_do=message("It may have been deleted; undo brings it back."),
        )


def clean(
    kind: str,
    typed: Mapping[str, Any],
    today: datetime.date | None = None,
    *,
    whole: bool = True,
) -> dict[str, Value]:
    """The values that typed texts mean, field by field.

    Values that are no text pass as they are. `whole` says that what is not given is empty, so
    that a required field must be there. `FieldErrors` names every field that is wrong.
    """
    known = KINDS[kind]
    values: dict[str, Value] = {}
    errors: dict[str, Refused] = {}
    for field in known.fields:
        if field.name not in typed:
            continue
        given = typed[field.name]
        prefer: Prefer = "future" if field.name == "due" else "past"
        try:
            if isinstance(given, str) and field.type != "link":
                values[field.name] = read(field, given, today, prefer=prefer)
            else:
                values[field.name] = given or None if field.type == "link" else given
        except Refused as refused:
            errors[field.name] = refused
    missing = writing.missing(known, values, errors, whole=whole)
    if missing or errors:
        raise FieldErrors(known, errors | missing)
    return values


def add(
    casebook: Casebook, kind: str, values: Mapping[str, Value], initiator: object = None
) -> str:
    """One new record, as one act; its uid."""
    did = message("Add {kind}", kind=KINDS[kind].one)
    with casebook.change(did, initiator) as change:
        return change.add(kind, values)


def edit(
    casebook: Casebook,
    kind: str,
    values: Mapping[str, Mapping[str, Value]],
    initiator: object = None,
) -> int:
    """Change fields of records (uid -> field -> value), as one act; how many really changed."""
    if len(values) == 1:
        did = message("Edit {kind}", kind=KINDS[kind].one)
    else:
        did = message("Edit {n} {kind}", n=len(values), kind=KINDS[kind].many)
    with casebook.change(did, initiator) as change:
        return change.edit(kind, values)


def delete(casebook: Casebook, kind: str, uids: Sequence[str], initiator: object = None) -> None:
    """Delete records with all that must go with them, as one act."""
    if len(uids) == 1:
        did = message("Delete {kind}", kind=KINDS[kind].one)
    else:
        did = message("Delete {n} {kind}", n=len(uids), kind=KINDS[kind].many)
    with casebook.change(did, initiator) as change:
        change.delete(kind, uids)


def going(casebook: Casebook, kind: str, uids: Sequence[str]) -> list[tuple[str, int]]:
    """What else a deletion takes: (kind, how many), in the order of `KINDS`."""
    with casebook.reading() as connection:
        ids = listing.ids_of(connection, kind, uids)
        if len(ids) < len(set(uids)):
            raise Gone(kind)
        counts = hanging.falling(connection, kind, ids.values()).counts()
    counts[kind] = counts.get(kind, 0) - len(ids)
    return [(name, counts[name]) for name in KINDS if counts.get(name)]


def get(casebook: Casebook, kind: str, uid: str) -> dict[str, Any]:
    """One record's values by field name, and its `uid`."""
    known = KINDS[kind]
    with casebook.reading() as connection:
        ids = listing.ids_of(connection, kind, [uid])
        if not ids:
            raise Gone(kind)
        names = [field.name for field in known.fields]
        rows = listing.rows(connection, kind, list(ids.values()), names)
    values: dict[str, Any] = {"uid": uid}
    for field, cell in zip(known.fields, rows[0][2], strict=True):
        value = writing.from_cell(field, cell)
        values[field.name] = value.uid if isinstance(value, Mention) else value
    return values


def label(casebook: Casebook, kind: str, uid: str) -> str:
    """What a record is called where others mention it. `Gone` where it is not there."""
    found = labels(casebook, kind, [uid])
    if uid not in found:
        raise Gone(kind)
    return found[uid]


def labels(casebook: Casebook, kind: str, uids: Iterable[str]) -> dict[str, str]:
    """uid -> label of those that are there."""
    with casebook.reading() as connection:
        return listing.labels(connection, kind, uids)
