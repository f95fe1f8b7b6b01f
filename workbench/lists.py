"""Lists of one kind of record: its columns, which records, their cells a windowful at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from db import lists as listing
from db.computed import COMPUTED
from db.folding import fold
from workbench import when
from workbench.kinds import ASK_STATUSES, CLOSED, KINDS, MEETING_KINDS, Field
from workbench.messages import Message
from workbench.writing import plain_cell

if TYPE_CHECKING:
    from workbench.casebook import Casebook

OPEN_STATUSES = tuple(word for word, _label in ASK_STATUSES if word not in CLOSED)


@dataclass(frozen=True)
class Column:
    """A column of a list. `type` is a field's, or `links`; `field` is None where it is computed."""

    name: str
    label: Message
    type: str
    shown: bool
    field: Field | None = None


class Row(NamedTuple):
    """One record's cells: values as `workbench.values` has them, links as mentions."""

    id: int
    uid: str
    cells: tuple[Any, ...]


@dataclass(frozen=True)
class Query:
    """Which records, in which order. Dates are EDTF; what overlaps is taken.

    `text` is words that must all be found in the record or in what it links to. `statuses` are
    words of an ask's status, `open` or `overdue`. `quiet_since` keeps the stakeholders that
    surely were party to no event from then on. `hanging_on` is (link field, uid). `changed_after`
    is a change set: what a later one changed, or changed a part of.
    """

    kind: str
    text: str = ""
    sort: str = ""
    descending: bool = False
    meetings: bool = False
    statuses: tuple[str, ...] = ()
    when: str = ""
    due: str = ""
    quiet_since: str = ""
    hanging_on: tuple[str, str] | None = None
    changed_after: int | None = None
    only: tuple[tuple[str, tuple[str, ...]], ...] = field(default=())


_ORDER = {"event": ("when", True), "stakeholder": ("name", False), "action": ("due", False)}


def default_order(kind: str) -> tuple[str, bool]:
    """The column that a list of this kind is sorted by to begin with, and whether downwards."""
    return _ORDER.get(kind, ("", False))


def columns(kind: str) -> tuple[Column, ...]:
    """Every column of a kind: its fields (those shown by default first), then computed ones."""
    known = KINDS[kind]
    own = [
        Column(each.name, each.label, each.type, each.shown, each)
        for each in known.fields
        if not each.hidden
    ]
    computed = [
        Column(each.name, each.label, each.type, each.shown)
        for each in COMPUTED.get(kind, {}).values()
    ]
    shown = [column for column in own if column.shown]
    return (*shown, *computed, *(column for column in own if not column.shown))


def ids(casebook: Casebook, query: Query) -> list[int]:
    """The integer keys of the records, in order. `Refused` where a date in the query is none."""
    wanted = _wanted(casebook, query)
    with casebook.reading() as connection:
        return listing.keys(connection, wanted)


def count(casebook: Casebook, query: Query) -> int:
    """How many records there are."""
    wanted = _wanted(casebook, query)
    with casebook.reading() as connection:
        return listing.count(connection, wanted)


def _wanted(casebook: Casebook, query: Query) -> listing.Wanted:
    only = list(query.only)
    if query.meetings:
        only.append(("kind", tuple(word for word, _label in MEETING_KINDS)))
    overdue = None
    if query.statuses:
        words = tuple(s for s in query.statuses if s not in ("open", "overdue"))
        if "overdue" in query.statuses:
            overdue = when.from_date(casebook.today).earliest
        if len(words) < len(query.statuses):
            words += OPEN_STATUSES
        only.append(("status", words))
    return listing.Wanted(
        query.kind,
        tuple(fold(query.text).split()),
        query.sort,
        query.descending,
        tuple(only),
        _bounds(query.when),
        _bounds(query.due),
        overdue,
        when.parse(query.quiet_since).earliest if query.quiet_since else None,
        query.hanging_on,
        query.changed_after,
    )


def _bounds(text: str) -> tuple[int, int] | None:
    return when.bounds(text.strip()) if text.strip() else None


def rows(casebook: Casebook, kind: str, ids: Sequence[int], names: Sequence[str]) -> list[Row]:
    """The cells of these records in these columns, in order; what is gone is left out."""
    with casebook.reading() as connection:
        found = listing.rows(connection, kind, ids, names)
    types = {column.name: column.type for column in columns(kind)}
    wanted = [types[name] for name in names]
    return [
        Row(id_, uid, tuple(plain_cell(t, c) for t, c in zip(wanted, cells, strict=True)))
        for id_, uid, cells in found
    ]


def uids(casebook: Casebook, kind: str, ids: Sequence[int]) -> list[str]:
    """The uids of these keys, in order; what is gone is left out."""
    with casebook.reading() as connection:
        return listing.uids(connection, kind, ids)


def id_of(casebook: Casebook, kind: str, uid: str) -> int | None:
    """The key of the record with this uid; None where it is gone."""
    with casebook.reading() as connection:
        return listing.ids_of(connection, kind, [uid]).get(uid)
