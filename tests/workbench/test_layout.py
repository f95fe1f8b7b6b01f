"""Places of a graph's nodes: the same each time, apart from each other, kept where fixed."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.layout import APART_X, APART_Y, positions

NO_EDGES = np.zeros((0, 2), dtype=np.int64)
STAR = np.array([(0, n) for n in range(1, 14)] + [(14, 15), (16, 17), (17, 18)])
STAR_SIZE = 25  # 19 to 24 are tied to nobody


def _nearest(places: np.ndarray) -> float:
    """The distance of the two that are closest, 1 where they are as far apart as they must."""
    scaled = places / (APART_X, APART_Y)
    distance = np.hypot(*(scaled[:, None] - scaled[None, :]).transpose(2, 0, 1))
    return float(distance[np.triu_indices(len(places), 1)].min())


def test_the_same_graph_is_laid_out_alike_each_time() -> None:
    assert np.array_equal(positions(STAR_SIZE, STAR), positions(STAR_SIZE, STAR))


def test_two_dozen_stakeholders_leave_room_for_their_names() -> None:
    assert _nearest(positions(STAR_SIZE, STAR)) > 0.9


def test_those_tied_to_nobody_stand_in_rows_close_by() -> None:
    places = positions(STAR_SIZE, STAR)
    untied, tied = places[19:], places[:19]
    assert len(set(untied[:, 1].round(6))) <= 2
    assert untied[:, 1].max() < tied[:, 1].min()
    assert untied[:, 1].max() > tied[:, 1].min() - 2
    assert tied[:, 0].min() - 1e-9 <= untied[:, 0].min()
    assert untied[:, 0].max() <= tied[:, 0].max() + 1e-9


def test_the_parts_of_a_graph_do_not_lie_over_each_other() -> None:
    places = positions(STAR_SIZE, STAR)
    boxes = [(part.min(axis=0), part.max(axis=0)) for part in (places[:14], places[14:16])]
    (low, high), (other_low, other_high) = boxes
    assert (high < other_low).any() or (other_high < low).any()


def test_a_picture_is_wider_than_high() -> None:
    wide, high = np.ptp(positions(STAR_SIZE, STAR), axis=0)
    assert wide > high


@pytest.mark.parametrize("size", [0, 1, 7])
def test_no_ties_at_all_is_a_layout_too(size: int) -> None:
    places = positions(size, NO_EDGES)
    assert places.shape == (size, 2)
    assert np.isfinite(places).all()


def test_a_tie_to_oneself_and_one_told_twice_change_nothing() -> None:
    told = np.concatenate([STAR, STAR[:, ::-1], [(3, 3)]])
    assert np.array_equal(positions(STAR_SIZE, told), positions(STAR_SIZE, STAR))


def test_what_a_person_has_placed_stays_and_a_newcomer_goes_near_what_it_is_tied_to() -> None:
    places = positions(STAR_SIZE, STAR) + np.array((100.0, -40.0))
    fixed = places.copy()
    fixed[13] = np.nan
    again = positions(STAR_SIZE, STAR, fixed)
    assert np.array_equal(np.delete(again, 13, 0), np.delete(places, 13, 0))
    assert np.hypot(*(again[13] - again[0])) < 4
    assert _nearest(again) > 0.6


def test_one_kept_place_moves_all_others_along() -> None:
    fixed = np.full((STAR_SIZE, 2), np.nan)
    fixed[0] = (50.0, 50.0)
    places = positions(STAR_SIZE, STAR, fixed)
    assert places[0].tolist() == [50.0, 50.0]
    assert np.hypot(*(places - places[0]).T).max() < 30


def test_a_thousand_nodes_are_spread_over_the_room_that_they_need() -> None:
    tree = np.array([(n, (n - 1) // 3) for n in range(1, 1000)])
    places = positions(1000, tree)
    assert np.prod(np.ptp(places, axis=0)) >= 0.7 * 1000


@given(
    st.integers(1, 12).flatmap(
        lambda n: st.tuples(
            st.just(n),
            st.lists(st.tuples(st.integers(0, n - 1), st.integers(0, n - 1)), max_size=20),
            st.lists(st.booleans(), min_size=n, max_size=n),
        )
    )
)
@settings(deadline=None, max_examples=40)
def test_any_graph_has_a_place_for_all_and_keeps_what_is_fixed(drawn: tuple) -> None:
    size, pairs, kept = drawn
    edges = np.array(pairs, dtype=np.int64).reshape(-1, 2)
    fixed = np.where(np.array(kept)[:, None], np.arange(2 * size).reshape(-1, 2) * 2.0, np.nan)
    places = positions(size, edges, fixed)
    assert places.shape == (size, 2)
    assert np.isfinite(places).all()
    assert np.array_equal(places[kept], fixed[kept])
