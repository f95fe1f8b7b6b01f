"""The record's dated events and asks, as the timeline takes them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from db import looking_moments
from workbench.timeline import AskRow, Describe, Described, EventRow, Facts

if TYPE_CHECKING:
    from workbench.casebook import Casebook


def facts(casebook: Casebook) -> Facts:
    """All that a timeline is made from, as plain tuples that any thread may work on."""
    with casebook.reading() as connection:
        return Facts(
            events=[EventRow(*row) for row in looking_moments.events(connection)],
            parties=[(row[0], row[1]) for row in looking_moments.parties(connection)],
            asks=[AskRow(*row) for row in looking_moments.asks(connection)],
            event_asks=[(row[0], row[1]) for row in looking_moments.event_asks(connection)],
            stakeholders=[(row[0], row[1]) for row in looking_moments.stakeholders(connection)],
        )


def describer(casebook: Casebook) -> Describe:
    """What looks up the titles and dates of the marks that are pointed at or near enough to read.

    It may be called from any thread as long as the casebook is open.
    """

    def describe(kind: str, keys: Sequence[int]) -> list[Described]:
        with casebook.reading() as connection:
            found = looking_moments.described(connection, kind, keys)
        return [
            Described(id_, uid, title, when or "", until or "", marking or "")
            for id_, uid, title, when, until, marking in found
        ]

    return describe
