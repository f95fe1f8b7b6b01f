"""Who could carry a message: the weakest step decides, then the length of the way."""

from __future__ import annotations

from itertools import pairwise, permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench import when
from workbench.between import Path, carriers, carriers_in
from workbench.network import Network

US, QATAR, INDIA, WEST, EMIRATE = range(5)
MEDIATORS = [
    (QATAR, EMIRATE, 2),
    (QATAR, US, 2),
    (INDIA, US, 2),
    (EMIRATE, INDIA, 1),
    (INDIA, WEST, 1),
    (WEST, US, 2),
    (EMIRATE, US, -1),
]


def _found(ties: list[tuple[int, int, int | None]], **asked: int) -> list[tuple]:
    return [(path.nodes, path.weakest) for path in carriers(ties, US, EMIRATE, **asked)]


def test_the_strongest_weakest_step_comes_first_then_the_shorter_way() -> None:
    assert _found(MEDIATORS) == [
        ((US, QATAR, EMIRATE), 2),
        ((US, INDIA, EMIRATE), 1),
        ((US, WEST, INDIA, EMIRATE), 1),
    ]
    assert carriers(MEDIATORS, US, EMIRATE)[0].go_betweens == (QATAR,)


def test_two_that_can_speak_need_nobody_between_them() -> None:
    assert _found([(EMIRATE, US, 1)]) == [((US, EMIRATE), 1)]


@pytest.mark.parametrize("tenor", [0, -1, -3, None])
def test_what_is_not_friendly_or_not_known_carries_nothing(tenor: int | None) -> None:
    assert _found([(US, QATAR, 3), (QATAR, EMIRATE, tenor)]) == []


def test_the_lower_of_a_tie_and_its_reverse_holds_both_ways() -> None:
    ties = [(US, QATAR, 3), (QATAR, US, 1), (QATAR, EMIRATE, 3)]
    assert _found(ties) == [((US, QATAR, EMIRATE), 1)]
    back = carriers(ties, EMIRATE, US)
    assert [(path.nodes, path.weakest) for path in back] == [((EMIRATE, QATAR, US), 1)]
    assert _found([*ties, (QATAR, US, -2)]) == []


def test_of_several_ties_the_same_way_the_lowest_holds() -> None:
    assert _found([(US, EMIRATE, 3), (US, EMIRATE, 2)]) == [((US, EMIRATE), 2)]
    assert _found([(US, EMIRATE, 3), (US, EMIRATE, -1)]) == []


def test_a_reverse_of_unknown_tenor_does_not_stand_in_the_way() -> None:
    assert _found([(US, EMIRATE, 2), (EMIRATE, US, None)]) == [((US, EMIRATE), 2)]


def test_nobody_carries_to_oneself_or_to_the_unknown() -> None:
    assert carriers(MEDIATORS, US, US) == []
    assert carriers(MEDIATORS, US, 99) == []
    assert carriers([], US, EMIRATE) == []
    assert carriers(MEDIATORS, US, EMIRATE, limit=0) == []


def test_no_more_is_listed_than_asked_for() -> None:
    assert len(_found(MEDIATORS, limit=2)) == 2
    assert len(_found(MEDIATORS, longest=2)) == 2


def test_only_ties_that_stand_are_counted_and_membership_is_not() -> None:
    network = Network.of(
        [(n, f"s{n}", f"S{n}", "state", None, 1 if n == 3 else None) for n in (1, 2, 3)],
        (),
        [
            (1, "t1", 1, 2, "alliance", 2, "../2023", when.BEGINNING, when.bounds("2023")[1]),
            (2, "t2", 1, 2, "dispute", -2, "2024/..", when.bounds("2024")[0], when.END),
        ],
    )
    early = network.as_of(when.bounds("2021")[0]).at_all
    late = network.as_of(when.bounds("2025-02")[0]).at_all
    assert carriers_in(network, early, 0, 1)[0] == Path((0, 1), 2, pytest.approx(2.5))
    assert carriers_in(network, late, 0, 1) == []
    assert carriers_in(network, np.ones(2, dtype=bool), 0, 2) == []


def _by_trying_all(ties: list, nodes: int, longest: int) -> list[tuple]:
    """Every order of every choice of go-betweens, reckoned straight from the rule."""
    recorded: dict[tuple[int, int], int] = {}
    for one, other, tenor in ties:
        if tenor is not None:
            recorded[one, other] = min(tenor, recorded.get((one, other), 3))

    def step(one: int, other: int) -> int:
        ways = [recorded[w] for w in ((one, other), (other, one)) if w in recorded]
        return min(ways, default=-9)

    found = []
    between = [node for node in range(nodes) if node not in (0, 1)]
    for count in range(min(longest, nodes - 1)):
        for chosen in permutations(between, count):
            path = (0, *chosen, 1)
            weakest = min(step(one, other) for one, other in pairwise(path))
            if weakest >= 1:
                found.append((path, weakest))
    return sorted(found, key=lambda p: (-p[1], len(p[0]), p[0]))


NODE = st.integers(0, 5)
TIES = st.lists(st.tuples(NODE, NODE, st.sampled_from([None, -1, 0, 1, 1, 2, 2, 3])), max_size=24)


@given(TIES, st.integers(1, 6), st.integers(1, 80))
def test_the_search_finds_what_trying_all_finds(ties: list, longest: int, limit: int) -> None:
    paths = carriers(ties, 0, 1, limit, longest)
    expected = _by_trying_all(ties, 6, longest)[:limit]
    assert [(path.nodes, path.weakest) for path in paths] == expected
    assert all(one.score > other.score for one, other in pairwise(paths))


def test_a_way_is_found_among_ten_thousand() -> None:
    ring = [(n, (n + 1) % 10_000, 1) for n in range(10_000)]
    spokes = [(n, (n * 7 + 13) % 10_000, 1 + n % 3) for n in range(10_000)]
    paths = carriers(ring + spokes, 0, 5, limit=5, longest=12)
    assert len(paths) == 5
    order = [(-path.weakest, len(path.nodes)) for path in paths]
    assert order == sorted(order)
