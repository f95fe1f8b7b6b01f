"""The graph's layout beside a bare one by igraph, of the same graphs in the same run."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import igraph
import numpy as np

from workbench.layout import positions

SIZES = {"small": (25, 300, 1_000), "full": (25, 300, 1_000, 10_000)}


def measure(scale: str = "full") -> list[dict[str, Any]]:
    """Seconds to place all nodes, for graphs of each size of the scale ("small" or "full")."""
    return [_one(size) for size in SIZES.get(scale, SIZES["full"])]


def _one(size: int) -> dict[str, Any]:
    edges = _edges(size)
    graph = igraph.Graph(n=size, edges=edges.tolist())
    measured = _seconds(lambda: positions(size, edges))
    floor = _seconds(graph.layout_fruchterman_reingold)
    return {
        "what": f"graph layout, {size:,} stakeholders",
        "measured": round(measured, 4),
        "floor": round(floor, 4),
        "ratio": round(measured / floor, 2),
        "unit": "s",
    }


def _edges(size: int) -> np.ndarray:
    """A few hubs and many that are tied to one or two others, as in a desk's record."""
    chance = np.random.default_rng(size)
    node = np.arange(1, size)
    near = (node * chance.random(size - 1) ** 2).astype(np.int64)
    far = (node * chance.random(size - 1)).astype(np.int64)
    return np.concatenate([np.column_stack((node, near)), np.column_stack((node, far))])


def _seconds(work: Callable[[], object], times: int = 3) -> float:
    """The shortest of a few runs."""
    found = []
    for _run in range(times):
        start = time.perf_counter()
        work()
        found.append(time.perf_counter() - start)
    return min(found)
