"""Where the nodes of a graph go, so that it can be read: near what they are tied to.

Places are in a unit of our own, about the length of a tie; x to the right, y upwards. What
hangs together is laid out by igraph, the parts are set beside each other, and those that
nothing ties stand in rows below. The same graph is always laid out alike.
"""

from __future__ import annotations

import math
import random
import threading

import igraph
import numpy as np
from numpy.typing import NDArray

Places = NDArray[np.float64]
Edges = NDArray[np.int64]

SEED = 20250205

SMALL = 120
"""Up to so many nodes in a part, stress is minimised, which reads best and costs most."""

LARGE = 4000
"""From so many nodes in a part, a layout for large graphs is taken."""

WIDE = 1.6
"""How much wider than high a picture is made: names are wide, and so are screens."""

APART_X, APART_Y = 1.0, 0.55
"""How far apart two nodes stay, across or up and down: room for a name below each."""

_GAP = 1.2
_UNTIED_GAP = 1.4
_SETTLING = 60
_PUSHED = 400  # beyond so many nodes few names have room anyway, and pairs cost too much
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
    with _igraph_lock:
        igraph.set_random_number_generator(random.Random(seed))
        try:
            free = _laid_out(network_size, pairs)
        finally:
            igraph.set_random_number_generator(random)
    if fixed is None or not np.isfinite(fixed).all(axis=1).any():
        return free
    return _around(np.asarray(fixed, dtype=np.float64), pairs, free)


def _laid_out(size: int, pairs: Edges) -> Places:
    graph = igraph.Graph(n=size, edges=pairs.tolist())
    parts = [np.array(part, dtype=np.int64) for part in graph.connected_components()]
    parts.sort(key=lambda part: (-len(part), int(part[0])))
    tied = [part for part in parts if len(part) > 1]
    untied = np.array([part[0] for part in parts if len(part) == 1], dtype=np.int64)
    blocks = [_part(graph.induced_subgraph(part.tolist())) for part in tied]
    places = np.zeros((size, 2))
    for part, block, corner in zip(tied, blocks, _shelves(blocks), strict=True):
        places[part] = block + corner
    if untied.size:
        places[untied] = _rows(len(untied), places[np.concatenate(tied)] if tied else None)
    middle = (places.min(axis=0) + places.max(axis=0)) / 2
    centred: Places = places - middle
    return centred


def _part(graph: igraph.Graph) -> Places:
    """One part that hangs together, its lower left corner at (0, 0)."""
    size = graph.vcount()
    if size <= SMALL:
        layout = graph.layout_kamada_kawai(maxiter=80 * size)
    elif size <= LARGE:
        layout = graph.layout_fruchterman_reingold(niter=500)
    else:
        layout = graph.layout_fruchterman_reingold(niter=300, grid=True)
    places = np.array(layout.coords, dtype=np.float64).reshape(-1, 2)
    places = _lying(places)
    ends = np.array(graph.get_edgelist(), dtype=np.int64).reshape(-1, 2)
    lengths = np.hypot(*(places[ends[:, 0]] - places[ends[:, 1]]).T)
    places /= max(float(np.median(lengths)), 1e-9)
    area = float(np.prod(np.ptp(places, axis=0)))
    if size > SMALL and area > 0:
        places *= max(1.0, math.sqrt(_ROOM * size / area))
    places *= (WIDE, 1.0)
    return _at_corner(_apart(places))


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
    for _round in range(_SETTLING):
        across = scaled[:, None, :] - scaled[None, :, :]
        distance = np.hypot(across[..., 0], across[..., 1])
        np.fill_diagonal(distance, np.inf)
        lacking = np.clip(1.0 - distance, 0.0, None)
        if not lacking.any():
            break
        push = (across / distance[..., None] * lacking[..., None]).sum(axis=1) * 0.5
        if kept is not None:
            push[kept] = 0.0
        scaled = scaled + push
    moved: Places = scaled * room
    if kept is not None:
        moved[kept] = places[kept]
    return moved


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
        left, top = float(low[0]), float(low[1]) - _GAP
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
