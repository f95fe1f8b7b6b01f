"""The whole record looked over for faults: its file, its rules, its index, its history."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from db import history, looking_faults
from workbench import when
from workbench.kinds import KINDS
from workbench.messages import Message, message

if TYPE_CHECKING:
    from workbench.casebook import Casebook

NAMED = 20
"""Faults of one sort that are told one by one."""


@dataclass(frozen=True)
class Fault:
    """Something that is wrong. `repair` names the repair there is for it, where there is one."""

    code: str
    says: Message
    repair: str | None = None


@dataclass(frozen=True)
class Report:
    """How many records of each kind there are, and all that is wrong."""

    ok: bool
    counts: dict[str, int]
    faults: tuple[Fault, ...]


def check(casebook: Casebook) -> Report:
    """Look the whole record over. It changes nothing, and reads everything."""
    with casebook.reading() as connection:
        faults = list(_damage(connection, casebook.encrypted))
        if faults:
            # What a damaged page says of the record's meaning can't be told from what it said.
            return Report(False, {}, tuple(faults))
        for look in (_links, _dates, _units, _lists, _circles, _index, _chain, _replayed):
            faults += _few(list(look(connection)))
        return Report(not faults, looking_faults.counts(connection), tuple(faults))


def _few(faults: list[Fault]) -> list[Fault]:
    if len(faults) <= NAMED:
        return faults
    more = message("and {n} more of this sort", n=len(faults) - NAMED)
    return [*faults[:NAMED], Fault(faults[0].code, more)]


def _damage(connection: Any, encrypted: bool) -> Iterator[Fault]:
    for text in looking_faults.damage(connection, encrypted):
        yield Fault("file", message("The file is damaged ({found})", found=text))


def _links(connection: Any) -> Iterator[Fault]:
    for kind, key, to in looking_faults.dead_links(connection):
        uid = looking_faults.uid_of(connection, kind, key) if kind in KINDS else ""
        yield Fault(
            "link",
            message(
                "{kind} {uid} links to a record that is not there ({to})",
                kind=_one(kind),
                uid=uid,
                to=_one(to),
            ),
        )


def _one(kind: str) -> Message | str:
    return KINDS[kind].one if kind in KINDS else kind


def _dates(connection: Any) -> Iterator[Fault]:
    for kind, field, text, first, last, uid in looking_faults.dates(connection):
        try:
            right = when.bounds(text) == (first, last)
        except when.WhenError:
            right = False
        if not right:
            yield Fault(
                "date",
                message(
                    "{kind} {uid}: {field} is no date, or is sorted as another than it says",
                    kind=_one(kind),
                    uid=uid,
                    field=KINDS[kind].field(field).label,
                ),
            )


def _units(connection: Any) -> Iterator[Fault]:
    for uid, unit, wanted in looking_faults.other_units(connection):
        yield Fault(
            "unit",
            message(
                "Delivery {uid} is counted in {unit}, its item in {wanted}",
                uid=uid,
                unit=unit,
                wanted=wanted,
            ),
        )


def _lists(connection: Any) -> Iterator[Fault]:
    for kind, field, word in looking_faults.unlisted(connection):
        yield Fault(
            "list",
            message(
                "{kind}, {field}: “{word}” is not in the casebook's list",
                kind=_one(kind),
                field=KINDS[kind].field(field).label,
                word=word,
            ),
        )


def _circles(connection: Any) -> Iterator[Fault]:
    for kind, uid in looking_faults.circles(connection):
        yield Fault(
            "circle",
            message("{kind} {uid} leads back to itself", kind=_one(kind), uid=uid),
        )


def _index(connection: Any) -> Iterator[Fault]:
    if looking_faults.unindexed(connection):
        yield Fault("index", message("The search index is not that of the records"))


def _chain(connection: Any) -> Iterator[Fault]:
    for number in history.broken_links(connection):
        yield Fault(
            "chain", message("Change set {number} was altered, or one is missing", number=number)
        )


def _replayed(connection: Any) -> Iterator[Fault]:
    for kind, key in history.replayed_differences(connection):
        yield Fault(
            "history",
            message(
                "{kind} {uid} is not what its history says",
                kind=_one(kind),
                uid=looking_faults.uid_of(connection, kind, key) or key,
            ),
        )
