"""What the desk has before it: overdue and due, its own actions, the last meetings, what moved."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import TYPE_CHECKING

from db import looking_today
from workbench import when
from workbench.kinds import Mention

if TYPE_CHECKING:
    from workbench.casebook import Casebook

AHEAD = 30
"""Days within which something counts as due soon."""

COLD = 90
"""Days without a meeting after which somebody whom the desk met counts as gone cold."""

LISTED = 8
"""Lines of each part but those that are due."""


@dataclass(frozen=True, slots=True)
class Due:
    """An open ask, item or action, when it is due (EDTF), and whose it is: who was asked, the
    item's ask, the action's owner; empty where nobody has it."""

    record: Mention
    due: str
    whose: str


@dataclass(frozen=True, slots=True)
class Met:
    """A meeting: when and where, and its kind. `when` is EDTF or None."""

    record: Mention
    when: str | None
    kind: str
    place: str | None


@dataclass(frozen=True, slots=True)
class Moved:
    """An ask whose status changed: from what to what, and when that was put down (UTC)."""

    record: Mention
    before: str
    after: str
    at: str


@dataclass(frozen=True, slots=True)
class Cold:
    """A stakeholder whom the desk has met, and when last (EDTF)."""

    record: Mention
    last_meeting: str | None


@dataclass(frozen=True)
class Today:
    """What is before the desk on one day; every part may be empty."""

    day: datetime.date
    overdue: tuple[Due, ...]
    coming: tuple[Due, ...]
    mine: tuple[Due, ...]
    last_meetings: tuple[Met, ...]
    moved: tuple[Moved, ...]
    gone_cold: tuple[Cold, ...]


def today(casebook: Casebook) -> Today:
    """What is overdue, due soon and mine to do; the last meetings; what moved, who went cold.

    Loosely dated things are overdue once the whole of their time has passed. Mine are the open
    actions of the member at the keyboard (`casebook.by`), those without a due date as well.
    """
    day = casebook.today
    now = when.from_date(day).earliest
    with casebook.reading() as connection:
        overdue = looking_today.overdue(connection, now)
        coming = looking_today.coming(connection, now, now + (AHEAD + 1) * when.DAY - 1)
        mine = looking_today.actions_of(connection, casebook.by)
        met = looking_today.last_meetings(connection, LISTED)
        moved = looking_today.moved(connection, LISTED)
        cold = looking_today.gone_cold(connection, now - COLD * when.DAY, LISTED)
    return Today(
        day,
        tuple(Due(Mention(*row[:3]), row[3], row[4] or "") for row in overdue),
        tuple(Due(Mention(*row[:3]), row[3], row[4] or "") for row in coming),
        tuple(Due(Mention("action", uid, what), due or "", casebook.by) for uid, what, due in mine),
        tuple(
            Met(Mention("event", uid, title), on, kind, place)
            for uid, title, on, kind, place in met
        ),
        tuple(
            Moved(Mention("ask", uid, title), was, is_, at) for uid, title, was, is_, at in moved
        ),
        tuple(Cold(Mention("stakeholder", uid, name), on) for uid, name, on in cold),
    )
