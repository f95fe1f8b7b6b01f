"""Where the nodes of a graph go, so that it can be read: near what they are tied to.

Places are in a unit of our own, about the length of a tie; x to the right, y upwards. What
hangs together is laid out by igraph, the parts are set beside each other, and those that
nothing ties stand in rows below. The same graph is always laid out alike.
"""

from __future__ import annotations

import math
import random
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import igraph
import numpy as np
from numpy.typing import NDArray

Places = NDArray[np.float64]
Edges = NDArray[np.int64]

SEED = 20250205

SMALL = 120
"""Up to so many nodes in a part, several layouts are made and the one that reads best taken."""

LARGE = 1000
"""Beyond so many nodes in a part, springs are reckoned by a grid."""

WIDE = 1.6
"""How much wider than high a picture is made: names are wide, and so are screens."""

APART_X, APART_Y = 1.0, 0.55
"""How far apart two nodes stay, across or up and down: room for a name below each."""

_GAP = 1.2
_UNTIED_GAP = 1.4
_BELOW = 0.8
_LOOKS, _PUSHES = 12, 5
_BREATH = 0.004  # seconds
_PUSHED = 400  # beyond so many nodes few names have room anyway, and pairs cost too much
_STARTS = 6
_ROUNDS = 300
_ROUNDS_AT_ONCE, _ROUNDS_BY_GRID = 5_000, 1_000_000  # shared among the nodes
_COMPARED = 300  # edges: each is held against each
_ROOM = 0.8  # the least area for a node

_igraph_lock = threading.Lock()  # its random numbers are one state for the whole process


def positions(
    network_size: int, edges: Edges, fixed: Places | None = None, seed: int = SEED
) -> Places:
    """Places (n, 2) for `network_size` nodes and undirected edges (m, 2).

    `fixed` (n, 2) has the places that are kept; its rows of NaN are free, and go near what
    they are tied to.
    """
    pairs = np.asarray(edges, dtype=np.int64).reshape(-1, 2)
    pairs = np.unique(np.sort(pairs[pairs[:, 0] != pairs[:, 1]], axis=1), axis=0)
    free = np.zeros((network_size, 2))
    if not network_size:
        return free
    if fixed is not None and not np.isnan(fixed).any():
        return np.array(fixed, dtype=np.float64)
    free = _laid_out(network_size, pairs, seed)
    if fixed is None or not np.isfinite(fixed).all(axis=1).any():
        return free
    return _around(np.asarray(fixed, dtype=np.float64), pairs, free)


def _laid_out(size: int, pairs: Edges, seed: int) -> Places:
    graph = igraph.Graph(n=size, edges=pairs.tolist())
    parts = [np.array(part, dtype=np.int64) for part in graph.connected_components()]
    parts.sort(key=lambda part: (-len(part), int(part[0])))
    tied = [part for part in parts if len(part) > 1]
    untied = np.array([part[0] for part in parts if len(part) == 1], dtype=np.int64)
    blocks = [_part(graph.induced_subgraph(part.tolist()), seed) for part in tied]
    places = np.zeros((size, 2))
    for part, block, corner in zip(tied, blocks, _shelves(blocks), strict=True):
        places[part] = block + corner
    if untied.size:
        places[untied] = _rows(len(untied), places[np.concatenate(tied)] if tied else None)
    middle = (places.min(axis=0) + places.max(axis=0)) / 2
    centred: Places = places - middle
    return centred


def _part(graph: igraph.Graph, seed: int) -> Places:
    """One part that hangs together, its lower left corner at (0, 0)."""
    size = graph.vcount()
    ends = np.array(graph.get_edgelist(), dtype=np.int64).reshape(-1, 2)
    if size <= SMALL and len(ends) <= _COMPARED:
        places = _tidiest(graph, ends, seed)
    else:
        places = _springs(graph, seed)
    places = _lying(places)
    lengths = np.hypot(*(places[ends[:, 0]] - places[ends[:, 1]]).T)
    places /= max(float(np.median(lengths)), 1e-9)
    area = float(np.prod(np.ptp(places, axis=0)))
    if size > SMALL and area > 0:
        places *= max(1.0, math.sqrt(_ROOM * size / area))
    places *= (WIDE, 1.0)
    return _at_corner(_apart(places))


def _springs(graph: igraph.Graph, seed: int) -> Places:
    """Springs for a large part, in pieces of a few milliseconds with a breath between them.

    igraph lets no other thread run while it works: in one long go the window would stand
    still, and without the breath it would get its turn once in a piece only. Beyond LARGE
    it reckons by a grid, which is quick only from its own start and so can't be cut in
    pieces; a hundred rounds are nearly as good there as five hundred.
    """
    size = graph.vcount()
    if size > LARGE:
        with _seeded(seed):
            rounds = min(500, max(60, _ROUNDS_BY_GRID // size))
            return _coordinates(graph.layout_fruchterman_reingold(niter=rounds, grid=True))
    side = math.sqrt(size)
    places: Any = np.random.default_rng(seed).uniform(0, side, (size, 2)).tolist()
    rounds = max(1, _ROUNDS_AT_ONCE // size)
    turns = _ROUNDS // rounds
    for turn in range(turns):
        stir = side * (1 - turn / turns)
        places = graph.layout_fruchterman_reingold(
            seed=places, niter=rounds, start_temp=stir, grid=False
        )
        time.sleep(_BREATH)
    return _coordinates(places)


@contextmanager
def _seeded(seed: int) -> Iterator[None]:
    """igraph's random numbers from this seed on; nobody else's draw on them meanwhile."""
    with _igraph_lock:
        igraph.set_random_number_generator(random.Random(seed))
        try:
            yield
        finally:
            igraph.set_random_number_generator(random)


def _coordinates(layout: igraph.Layout) -> Places:
    return np.array(layout.coords, dtype=np.float64).reshape(-1, 2)


def _tidiest(graph: igraph.Graph, ends: Edges, seed: int) -> Places:
    """Of several layouts, each from another start, the one whose ties cross least.

    Springs alone spread the leaves of a star; with stress minimised after, distances are
    more even: which of the two reads better depends on the graph.
    """
    tries: list[Places] = []
    with _seeded(seed):
        for _start in range(_STARTS if graph.vcount() > 4 else 1):
            springs = graph.layout_fruchterman_reingold(niter=500)
            even = graph.layout_kamada_kawai(seed=springs, maxiter=10 * graph.vcount())
            tries += [_coordinates(springs), _coordinates(even)]
    return min(tries, key=lambda places: (_crossings(places, ends), -_openness(places)))


def _crossings(places: Places, ends: Edges) -> int:
    """How many pairs of edges cross, those that share a node left out."""
    one, other = places[ends[:, 0]], places[ends[:, 1]]
    way = other - one

    def side(points: Places) -> Places:
        """On which side of each edge (rows) each of the points (columns) lies."""
        off = points[None, :, :] - one[:, None, :]
        return np.sign(way[:, None, 0] * off[..., 1] - way[:, None, 1] * off[..., 0])

    parted = side(one) != side(other)
    shared = (ends[:, None, :, None] == ends[None, :, None, :]).any(axis=(2, 3))
    return int((parted & parted.T & ~shared).sum()) // 2


def _openness(places: Places) -> float:
    """How far apart the closest nodes are, as a share of the whole's breadth."""
    across = places[:, None, :] - places[None, :, :]
    distance = np.hypot(across[..., 0], across[..., 1])
    np.fill_diagonal(distance, np.inf)
    return float(distance.min(axis=1).mean() / max(float(np.ptp(places, axis=0).max()), 1e-9))


def _lying(places: Places) -> Places:
    """Turned so that what is longest lies flat, and the first node is on the left and top."""
    centred = places - places.mean(axis=0)
    _values, axes = np.linalg.eigh(centred.T @ centred)
    turned: Places = centred @ axes[:, ::-1]
    turned[:, 0] *= -1 if turned[0, 0] > 0 else 1
    turned[:, 1] *= -1 if turned[0, 1] < 0 else 1
    return turned


def _at_corner(places: Places) -> Places:
    moved: Places = places - places.min(axis=0)
    return moved


def _apart(places: Places, kept: NDArray[np.bool_] | None = None) -> Places:
    """Nodes that stand too close pushed apart; those in the mask `kept` stay."""
    size = len(places)
    if size > _PUSHED:
        return places
    room = np.array((APART_X, APART_Y))
    scaled = places / room
    # What lies on one spot has no direction to go: a spiral, too small to be seen, gives one.
    turn = np.arange(size) * 2.399963
    scaled = scaled + 1e-3 * np.column_stack([np.cos(turn), np.sin(turn)])
    if kept is not None:
        scaled[kept] = places[kept] / room
    for _look in range(_LOOKS):
        one, other = _close(scaled)
        for _push in range(_PUSHES):
            across = scaled[one] - scaled[other]
            distance = np.maximum(np.hypot(across[:, 0], across[:, 1]), 1e-9)
            lacking = np.clip(1.0 - distance, 0.0, None)
            push = across * (lacking / distance * 0.5)[:, None]
            moves = np.zeros_like(scaled)
            np.add.at(moves, one, push)
            np.subtract.at(moves, other, push)
            if kept is not None:
                moves[kept] = 0.0
            scaled = scaled + moves
        if not len(one) or not lacking.any():
            break
    moved: Places = scaled * room
    if kept is not None:
        moved[kept] = places[kept]
    return moved


def _close(points: Places) -> tuple[Edges, Edges]:
    """The pairs of points that are, or may soon be, closer than 1 to each other."""
    across = points[:, None, :] - points[None, :, :]
    one, other = np.nonzero(np.triu(np.hypot(across[..., 0], across[..., 1]) < 1.4, 1))
    return one, other


def _shelves(blocks: list[Places]) -> list[Places]:
    """A corner for each block, largest first, on shelves that make a picture of the right shape."""
    sizes = [block.max(axis=0) + _GAP for block in blocks]
    area = sum(float(size[0] * size[1]) for size in sizes)
    tried = [_shelved(sizes, math.sqrt(area * WIDE) * wider) for wider in (1.0, 1.3, 1.6, 2.0, 3.0)]
    return min(tried, key=lambda corners: _height_for(corners, sizes))


def _shelved(sizes: list[Places], width: float) -> list[Places]:
    corners: list[Places] = []
    x = top = height = 0.0
    for wide, high in sizes:
        if x > 0 and x + wide > width:
            x, top, height = 0.0, top - height, 0.0
        corners.append(np.array((x, top - high)))
        x, height = x + float(wide), max(height, float(high))
    return corners


def _height_for(corners: list[Places], sizes: list[Places]) -> float:
    """How high the picture is that holds all blocks, once it is as wide as it should be."""
    if not corners:
        return 0.0
    low = np.array(corners)
    high = low + np.array(sizes)
    wide, tall = high.max(axis=0) - low.min(axis=0)
    return max(float(wide) / WIDE, float(tall))


def _rows(count: int, above: Places | None) -> Places:
    """Rows for those that nothing ties, below all others and no wider than these."""
    wide = max(math.sqrt(count * WIDE), 3.0) * _UNTIED_GAP
    left, top = 0.0, 0.0
    if above is not None:
        low, high = above.min(axis=0), above.max(axis=0)
        left, top = float(low[0]), float(low[1]) - _BELOW
        wide = max(wide, float(high[0] - low[0]))
    columns = max(1, min(count, int(wide / _UNTIED_GAP)))
    place = np.arange(count)
    across = place % columns * _UNTIED_GAP
    return np.column_stack([left + across, top - place // columns * _UNTIED_GAP / WIDE])


def _around(fixed: Places, pairs: Edges, free: Places) -> Places:
    """The kept places, and those that are free near the middle of what they are tied to."""
    kept = np.logical_and.reduce(np.isfinite(fixed), axis=1)
    # Where the fresh layout would have put all, moved and scaled to where the kept ones are.
    fresh, there = free[kept], fixed[kept]
    spread = float(np.std(fresh)) if kept.sum() > 1 else 0.0
    scale = float(np.std(there)) / spread if spread > 1e-9 else 1.0
    places: Places = (free - fresh.mean(axis=0)) * (scale or 1.0) + there.mean(axis=0)
    places[kept] = there
    settled = kept.copy()
    both = np.concatenate([pairs, pairs[:, ::-1]])
    while True:
        # Outwards from the kept ones, one step at a time.
        reached = both[settled[both[:, 0]] & ~settled[both[:, 1]]]
        if not len(reached):
            break
        nodes, which = np.unique(reached[:, 1], return_inverse=True)
        count = np.bincount(which)[:, None]
        sums = np.zeros((len(nodes), 2))
        np.add.at(sums, which, places[reached[:, 0]])
        towards = places[nodes] - sums / count
        far = np.hypot(towards[:, 0], towards[:, 1])[:, None]
        places[nodes] = sums / count + towards / np.maximum(far, 1e-9)
        settled[nodes] = True
    return _apart(places, kept)
