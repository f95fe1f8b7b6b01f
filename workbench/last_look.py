"""What changed since a member of the desk last looked: the last change set of their last session.

Each member's own, by name, in the casebook's file; it is no part of the record.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from db import exporting as stored

if TYPE_CHECKING:
    from workbench.casebook import Casebook


@dataclass(frozen=True)
class Look:
    """Up to which change set somebody has looked, and when (UTC); 0 and None: never yet."""

    change_set: int = 0
    at: datetime | None = None


def last(casebook: Casebook) -> Look:
    """When the member who is at the keyboard last looked."""
    kept: Any = casebook.kept(_key(casebook))
    if not isinstance(kept, dict) or not isinstance(kept.get("change set"), int):
        return Look()
    return Look(kept["change set"], datetime.fromisoformat(str(kept["at"])))


def note(casebook: Casebook) -> Look:
    """Everything up to now has been looked at."""
    with casebook.reading() as connection:
        newest = stored.last_change(connection)
    look = Look(newest, datetime.now(UTC).replace(microsecond=0))
    assert look.at is not None
    casebook.keep(_key(casebook), {"change set": newest, "at": look.at.isoformat()})
    return look


def _key(casebook: Casebook) -> str:
    return f"last look/{casebook.by}"
