"""The kinds of record and their fields, as `db/` describes them, handed up to forms and panes."""

from __future__ import annotations

from dataclasses import dataclass

from db.choices import (
    ANSWERS,
    ASK_STATUSES,
    MEETING_KINDS,
    NAME_KINDS,
    OTHER_EVENT_KINDS,
    PRIORITIES,
    SIDES,
    STAKEHOLDER_KINDS,
)
from db.fields import Description as Field
from db.tables import KINDS, Kind

__all__ = [
    "ANSWERS",
    "ASK_STATUSES",
    "CLOSED",
    "KINDS",
    "MEETINGS",
    "MEETING_KINDS",
    "NAME_KINDS",
    "OTHER_EVENT_KINDS",
    "PRIORITIES",
    "SIDES",
    "STAKEHOLDER_KINDS",
    "Field",
    "Kind",
    "Mention",
]

MEETINGS = frozenset(word for word, _label in MEETING_KINDS)
"""Kinds of event in which parties dealt with each other."""

CLOSED = frozenset({"met", "refused", "lapsed"})
"""Statuses of an ask on which nobody waits any more: it is never overdue."""


@dataclass(frozen=True, slots=True)
class Mention:
    """A record that is named by another one: enough to show it and to go to it."""

    kind: str
    uid: str
    label: str

    def __str__(self) -> str:
        return self.label
