"""Ties: how stakeholders stand to each other, and who could carry a message."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from db import looking_ties
from workbench import lookup, when

if TYPE_CHECKING:
    from workbench.casebook import Casebook
    from workbench.network import Network


@dataclass(frozen=True, slots=True)
class TieLine:
    """A tie, its ends as shown. `when` is EDTF."""

    uid: str
    from_: str
    to: str
    from_uid: str
    to_uid: str
    kind: str
    tenor: int
    when: str | None


@dataclass(frozen=True, slots=True)
class Way:
    """One way for a message: who hands it on, both ends included, and its weakest tenor."""

    names: tuple[str, ...]
    uids: tuple[str, ...]
    weakest: int
    score: float


def ties(casebook: Casebook, of: str | None = None, on: str | None = None) -> list[TieLine]:
    """Ties in order of entry: those with a stakeholder (its uid) at either end, those on a day.

    `on` is EDTF; what overlaps it is taken. A tie without a date may stand at any time.
    """
    bounds = when.bounds(on.strip()) if on else None
    with casebook.reading() as connection:
        return [TieLine(*row) for row in looking_ties.ties(connection, of, bounds)]


def between(
    casebook: Casebook, start: str, goal: str, on: str | None = None, limit: int = 10
) -> list[Way]:
    """Who could carry a message from one stakeholder (its uid) to another, best first.

    Over the ties that may stand at `on` (EDTF), which is today where it is not given.
    """
    from workbench.between import carriers

    bounds = when.bounds(on.strip()) if on else _today(casebook)
    with casebook.reading() as connection:
        keys = looking_ties.stakeholder_keys(connection)
        standing = looking_ties.standing(connection, bounds)
        uids = {key: uid for uid, key in keys.items()}
        paths = list(carriers(standing, keys[start], keys[goal], limit))
        passed = {uids[node] for path in paths for node in path.nodes}
        shown = lookup.shown(connection, list(passed))
    return [
        Way(
            tuple(shown[uids[node]] for node in path.nodes),
            tuple(uids[node] for node in path.nodes),
            path.weakest,
            path.score,
        )
        for path in paths
    ]


def _today(casebook: Casebook) -> tuple[int, int]:
    today = when.from_date(casebook.today)
    return today.earliest, today.latest


def network(casebook: Casebook) -> Network:
    """The whole graph, as plain arrays that any thread may work on."""
    from workbench.network import Network

    with casebook.reading() as connection:
        stakeholders, posts, found = looking_ties.network_rows(connection)
    return Network.of(
        stakeholders,
        ((*post[:3], *_bounds(post[3], post[4])) for post in posts),
        ((*tie[:6], tie[6] or "", *_bounds(tie[7], tie[8])) for tie in found),
    )


def _bounds(first: int | None, last: int | None) -> tuple[int, int]:
    return when.BEGINNING if first is None else first, when.END if last is None else last
