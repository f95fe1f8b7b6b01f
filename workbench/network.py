"""Stakeholders and ties as one graph: who stands to whom on a day, near whom, drawn where.

Everything here is plain rows in and arrays out, so that it may run in any thread. A node is
a stakeholder's place in `Network.stakeholders`, a tie its place in `Network.ties`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from workbench import when

Nodes = NDArray[np.int64]
Mask = NDArray[np.bool_]


class Stakeholder(NamedTuple):
    """A node: `part_of` is the id of the stakeholder that it belongs to, or None."""

    id: int
    uid: str
    name: str
    kind: str
    side: str | None
    part_of: int | None


class Post(NamedTuple):
    """What a person is, and where; `earliest` and `latest` in seconds as `workbench.when`."""

    stakeholder_id: int
    at_id: int
    title: str
    earliest: int
    latest: int


class Tie(NamedTuple):
    """How one stakeholder stands to another: tenor -3 to 3, None where it is not known."""

    id: int
    uid: str
    from_id: int
    to_id: int
    kind: str
    tenor: int | None
    when_text: str
    earliest: int
    latest: int


class Standing(NamedTuple):
    """Which ties stand at a time: two masks over the ties that have none in common."""

    surely: Mask
    perhaps: Mask

    @property
    def at_all(self) -> Mask:
        """Those that stand surely or perhaps."""
        both: Mask = self.surely | self.perhaps
        return both


@dataclass(frozen=True, eq=False)
class Network:
    """The graph of one casebook, as it was read. Ties have a shape of (m,), nodes of (n,).

    A tie or post with an end that is not among the stakeholders is left out.
    """

    stakeholders: tuple[Stakeholder, ...]
    posts: tuple[Post, ...]
    ties: tuple[Tie, ...]
    source: Nodes = field(repr=False)
    target: Nodes = field(repr=False)
    membership: Nodes = field(repr=False)
    """Pairs (k, 2): a node and what it is part of or holds a post at; each pair once."""
    bounds: NDArray[np.int64] = field(repr=False)
    """For each tie (m, 4): first and last second of its start, first and last of its end."""
    open_ended: Mask = field(repr=False)
    """For each tie, whether both of its ends are known or said to be open."""

    @classmethod
    def of(
        cls,
        stakeholders: Iterable[tuple[Any, ...]],
        posts: Iterable[tuple[Any, ...]] = (),
        ties: Iterable[tuple[Any, ...]] = (),
    ) -> Network:
        """Build it from rows in the order of the fields above."""
        people = tuple(Stakeholder(*row) for row in stakeholders)
        at = {person.id: node for node, person in enumerate(people)}
        held = tuple(
            post
            for post in (Post(*row) for row in posts)
            if post.stakeholder_id in at and post.at_id in at
        )
        tied = tuple(
            tie for tie in (Tie(*row) for row in ties) if tie.from_id in at and tie.to_id in at
        )
        member = {(at[p.id], at[p.part_of]) for p in people if p.part_of in at}
        member |= {(at[post.stakeholder_id], at[post.at_id]) for post in held}
        pairs = sorted(pair for pair in member if pair[0] != pair[1])
        ends = [_ends(tie.when_text, tie.earliest, tie.latest) for tie in tied]
        return cls(
            people,
            held,
            tied,
            np.array([at[tie.from_id] for tie in tied], dtype=np.int64),
            np.array([at[tie.to_id] for tie in tied], dtype=np.int64),
            np.array(pairs, dtype=np.int64).reshape(-1, 2),
            np.array([end[:4] for end in ends], dtype=np.int64).reshape(-1, 4),
            np.array([end[4] for end in ends], dtype=np.bool_),
        )

    def __len__(self) -> int:
        return len(self.stakeholders)

    def node_of(self, uid: str) -> int | None:
        """The node of a stakeholder's uid."""
        return self._nodes.get(uid)

    def tie_of(self, uid: str) -> int | None:
        """The place of a tie's uid."""
        return self._ties.get(uid)

    @property
    def _nodes(self) -> dict[str, int]:
        return self._index("nodes", self.stakeholders)

    @property
    def _ties(self) -> dict[str, int]:
        return self._index("ties", self.ties)

    def _index(self, name: str, rows: Sequence[Stakeholder | Tie]) -> dict[str, int]:
        kept: dict[str, dict[str, int]] = self.__dict__.setdefault("_indices", {})
        if name not in kept:
            kept[name] = {row.uid: place for place, row in enumerate(rows)}
        return kept[name]

    def as_of(self, first: int, last: int | None = None) -> Standing:
        """Which ties stand at some time from `first` to `last` (default: the day of `first`).

        A tie stands surely when even its latest start and its earliest end leave it standing
        then: `2024/..` surely from 2025 on, and in 2024 perhaps; `../2023` surely until 2022.
        An end that is unknown leaves it at perhaps, as does a tie without a date.
        """
        if last is None:
            first = first // when.DAY * when.DAY
            last = first + when.DAY - 1
        begun, begun_last, ending, ended = self.bounds.T
        possible = (begun <= last) & (ended >= first)
        surely = possible & self.open_ended & (begun_last <= last) & (ending >= first)
        return Standing(surely, possible & ~surely)

    def span(self) -> tuple[int, int] | None:
        """First and last second that any tie's date names; None where none is dated."""
        named = self.bounds[(self.bounds > when.BEGINNING) & (self.bounds < when.END)]
        return (int(named.min()), int(named.max())) if named.size else None

    def neighbourhood(
        self, node: int, steps: int = 1, standing: Mask | None = None, membership: bool = True
    ) -> Mask:
        """The nodes within so many steps of one, itself too; by all ties, or only by `standing`.

        Ties count in both directions; membership too, unless told otherwise.
        """
        keep = slice(None) if standing is None else standing
        one, other = self.source[keep], self.target[keep]
        if membership:
            one = np.concatenate([one, self.membership[:, 0]])
            other = np.concatenate([other, self.membership[:, 1]])
        near: Mask = np.zeros(len(self), dtype=np.bool_)
        near[node] = True
        for _step in range(steps):
            touched = np.concatenate([other[near[one]], one[near[other]]])
            near[touched] = True
        return near

    def degree(self, standing: Mask | None = None) -> Nodes:
        """How many ties each node has; only those `standing`, where that is given."""
        keep = slice(None) if standing is None else standing
        ends = np.concatenate([self.source[keep], self.target[keep]])
        return np.bincount(ends, minlength=len(self)).astype(np.int64)


_FAR = (when.BEGINNING, when.BEGINNING, when.END, when.END)


@lru_cache(maxsize=65_536)
def _ends(text: str, earliest: int, latest: int) -> tuple[int, int, int, int, bool]:
    """First and last second of a date's start and of its end, and whether both are given.

    A single date is a time within which the tie stood, its start and end both unknown but
    within it: only one that is a day or less stands surely on that day.
    """
    if not text:
        return (*_FAR[:1], latest, earliest, _FAR[3], False)
    try:
        parts = when.structure(text)
    except when.WhenError:
        # A text that is none came past the forms: its bounds are all that can be gone by.
        return earliest, latest, earliest, latest, True
    if isinstance(parts, when.Point):
        return earliest, latest, earliest, latest, True
    first, last = parts.start, parts.end
    start = first.bounds() if isinstance(first, when.Point) else _FAR[:2]
    end = last.bounds() if isinstance(last, when.Point) else _FAR[2:]
    return (*start, *end, when.UNKNOWN not in (first, last))
