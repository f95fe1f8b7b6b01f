"""Asks: who wants what of whom, where it stands, what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from db import looking_asks
from db.computed import Sums
from workbench import when
from workbench.values import SCALE, plainest

if TYPE_CHECKING:
    from workbench.casebook import Casebook


@dataclass(frozen=True, slots=True)
class AskLine:
    """An ask and the sums over its items; what is not known, or not to be summed, is None.

    A sum with an unknown in it is unknown, and so is one over different units. Where nothing
    was delivered of an item, that is a known 0. Dates are EDTF.
    """

    uid: str
    title: str
    category: str
    asked_by: str
    asked_by_uid: str
    asked_of: str
    asked_of_uid: str
    via: tuple[str, ...]
    via_uids: tuple[str, ...]
    status: str
    raised: str | None
    due: str | None
    asked: Decimal | None
    delivered: Decimal | None
    unit: str | None


def asks(
    casebook: Casebook,
    by: str | None = None,
    of: str | None = None,
    status: str | None = None,
    due: str | None = None,
) -> list[AskLine]:
    """Asks in order of entry: by and of a stakeholder (its uid), in a status, due at some time.

    `due` is EDTF; what overlaps it is taken, and an ask without a due date is not.
    """
    bounds = when.bounds(due.strip()) if due else None
    with casebook.reading() as connection:
        found = looking_asks.asks(connection, by, of, status, bounds)
    through: dict[int, list[tuple[str, str]]] = {}
    for ask, uid, name in found.via:
        through.setdefault(ask, []).append((name, uid))
    return [_line(row, through.get(row.id, []), found.sums.get(row.id)) for row in found.asks]


def _line(row: looking_asks.AskRow, via: list[tuple[str, str]], sums: Sums | None) -> AskLine:
    asked, delivered, unit = sums or (None, None, None)
    return AskLine(
        row.uid,
        row.title,
        row.category,
        row.asked_by,
        row.asked_by_uid,
        row.asked_of,
        row.asked_of_uid,
        tuple(name for name, _uid in via),
        tuple(uid for _name, uid in via),
        row.status,
        row.raised,
        row.due,
        _quantity(asked),
        _quantity(delivered),
        unit,
    )


def _quantity(millionths: int | None) -> Decimal | None:
    return None if millionths is None else plainest(Decimal(millionths) / SCALE)
