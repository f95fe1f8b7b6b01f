"""Who could carry a message from one stakeholder to another, and how well.

A tie carries where its tenor is 1 or more; what a stakeholder belongs to, or holds a post at,
carries nothing. One tie counts both ways. Where several ties between the same two stand at
the time asked for, the lowest of them holds, both ways, whichever way each was recorded: a
go-between is not proposed in spite of what is recorded against it. A tie of unknown tenor
neither carries nor stands in the way.
"""

from __future__ import annotations

import heapq
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from workbench.network import Mask, Network

LEAST = 1
"""The tenor from which on a tie carries."""

MOST = 3

LONGEST = 6
"""Steps of the longest path that is looked for, unless asked otherwise."""

_HAIR = 1e-6

Strengths = dict[tuple[int, int], int]
Near = dict[int, list[int]]


@dataclass(frozen=True, slots=True)
class Path:
    """One way for a message: who hands it on, both ends included, in order.

    `weakest` is the lowest tenor on the way, 1 to 3. `score` is the weakest step, and less
    than one more for a short way: it falls from each path to the next in a list.
    """

    nodes: tuple[int, ...]
    weakest: int
    score: float

    @property
    def go_betweens(self) -> tuple[int, ...]:
        """Those on the way; none where the two can speak directly."""
        return self.nodes[1:-1]


def carriers(
    ties: Iterable[tuple[int, int, int | None]],
    start: int,
    goal: int,
    limit: int = 10,
    longest: int = LONGEST,
) -> list[Path]:
    """The best paths from start to goal over `ties`, best first.

    `ties` are (from, to, tenor) of those that stand at the time asked for; nodes are any
    numbers. No path meets anybody twice or takes more than `longest` steps. The highest
    weakest step comes first, then the shorter path, then the lower nodes.
    """
    strengths = _strengths(ties)
    found: list[Path] = []
    if start == goal:
        return found
    for weakest in range(MOST, LEAST - 1, -1):
        # What is met again from a higher level is fewer than `limit`, or the search were over.
        for nodes in _shortest_first(_near(strengths, weakest), start, goal, longest):
            if len(found) >= limit:
                return found
            if min(strengths[_pair(*step)] for step in pairwise(nodes)) == weakest:
                found.append(Path(nodes, weakest, _score(weakest, nodes, len(found))))
    return found


def carriers_in(
    network: Network, standing: Mask, start: int, goal: int, limit: int = 10, longest: int = LONGEST
) -> list[Path]:
    """The same over a network's nodes and those of its ties that are in the mask `standing`."""
    ties = (
        (int(network.source[place]), int(network.target[place]), network.ties[place].tenor)
        for place in standing.nonzero()[0]
    )
    return carriers(ties, start, goal, limit, longest)


def _score(weakest: int, nodes: tuple[int, ...], place: int) -> float:
    # Equal paths differ by a hair, so that sorting by score alone keeps the list's order.
    return round(weakest + 1 / len(nodes) - place * _HAIR, 6)


def _pair(one: int, other: int) -> tuple[int, int]:
    return (one, other) if one < other else (other, one)


def _strengths(ties: Iterable[tuple[int, int, int | None]]) -> Strengths:
    """The tenor that holds between each two, those below LEAST left out."""
    lowest: Strengths = {}
    for one, other, tenor in ties:
        if tenor is not None and one != other:
            pair = _pair(one, other)
            lowest[pair] = min(tenor, lowest.get(pair, tenor))
    return {pair: tenor for pair, tenor in lowest.items() if tenor >= LEAST}


def _near(strengths: Strengths, weakest: int) -> Near:
    """The neighbours of each node by ties of at least that tenor, in order."""
    near: Near = {}
    for (one, other), tenor in strengths.items():
        if tenor >= weakest:
            near.setdefault(one, []).append(other)
            near.setdefault(other, []).append(one)
    for neighbours in near.values():
        neighbours.sort()
    return near


def _shortest_first(near: Near, start: int, goal: int, longest: int) -> Iterator[tuple[int, ...]]:
    """All paths without a loop, in order of length, then of nodes; each costs a few searches.

    After Yen and Lawler: what follows a path is the best of those that leave it at each of
    its nodes, and no two of these can be the same.
    """
    waiting: list[tuple[int, tuple[int, ...], int, frozenset[int]]] = []

    def wait_for(kept: tuple[int, ...], barred: frozenset[int]) -> None:
        path = _shortest(near, kept, goal, barred, longest)
        if path is not None:
            heapq.heappush(waiting, (len(path), path, len(kept) - 1, barred))

    wait_for((start,), frozenset())
    while waiting:
        _length, path, left_at, barred = heapq.heappop(waiting)
        yield path
        for place in range(left_at, len(path) - 1):
            following = frozenset((path[place + 1],))
            wait_for(path[: place + 1], following | barred if place == left_at else following)


def _shortest(
    near: Near, kept: tuple[int, ...], goal: int, barred: Collection[int], longest: int
) -> tuple[int, ...] | None:
    """The shortest path that begins with `kept` and does not go on to one that is barred."""
    used = set(kept)
    onward = {node for node in near.get(kept[-1], ()) if node not in used and node not in barred}
    away = {goal: 0}
    level = [goal]
    steps = len(kept)
    while level and steps <= longest and onward.isdisjoint(level):
        steps += 1
        reached: list[int] = []
        for node in level:
            for neighbour in near.get(node, ()):
                if neighbour not in away and neighbour not in used:
                    away[neighbour] = away[node] + 1
                    reached.append(neighbour)
        level = reached
    if not level or steps > longest:
        return None
    node = min(onward.intersection(level))
    path = [*kept, node]
    while node != goal:
        node = min(n for n in near[node] if away.get(n) == away[node] - 1)
        path.append(node)
    return tuple(path)
