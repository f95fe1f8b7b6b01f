"""The graph of stakeholders and ties: what stands when, who is near whom, drawn where."""

from __future__ import annotations

import datetime

import numpy as np
import pytest

from workbench import when
from workbench.network import Network

NAMES = ["Emirate", "Pakistan", "Qatar", "United States", "Foreign ministry", "Alone"]


def _tie(number: int, one: int, other: int, tenor: int | None, text: str) -> tuple:
    bounds = when.bounds(text) if text else (when.BEGINNING, when.END)
    return (number, f"t{number}", one, other, "relations", tenor, text, *bounds)


def _network(*ties: tuple) -> Network:
    people = [
        (n, f"s{n}", name, "state", None, 1 if name == "Foreign ministry" else None)
        for n, name in enumerate(NAMES, 1)
    ]
    return Network.of(people, (), ties)


def _day(text: str) -> int:
    date = datetime.date.fromisoformat(text)
    return (date - datetime.date(1970, 1, 1)).days * when.DAY


def _stands(text: str, day: str) -> str:
    surely, perhaps = _network(_tie(1, 1, 2, 1, text)).as_of(_day(day))
    return "surely" if surely[0] else "perhaps" if perhaps[0] else "no"


@pytest.mark.parametrize(
    ("text", "day", "stands"),
    [
        ("../2023~", "2021-02-01", "surely"),
        ("../2023~", "2023-06-01", "perhaps"),
        ("../2023~", "2024-01-01", "no"),
        ("2024/..", "2023-12-31", "no"),
        ("2024/..", "2024-06-01", "perhaps"),
        ("2024/..", "2024-12-31", "surely"),
        ("2024/..", "2025-02-05", "surely"),
        ("2024-09/..", "2024-09-15", "perhaps"),
        ("2024-09/..", "2024-10-01", "surely"),
        ("2025-01~/..", "2025-02-01", "surely"),
        ("2024-09-15/..", "2024-09-15", "surely"),
        ("2020/2022-03-04", "2022-03-04", "surely"),
        ("2020/2022-03-04", "2022-03-05", "no"),
        ("2021/", "2022-06-01", "perhaps"),
        ("/2023", "2022-06-01", "perhaps"),
        ("2024", "2024-06-01", "perhaps"),
        ("2024-06-01", "2024-06-01", "surely"),
        ("", "2024-06-01", "perhaps"),
        ("../..", "2024-06-01", "surely"),
    ],
)
def test_a_loosely_dated_tie_stands_surely_perhaps_or_not(text, day, stands) -> None:
    assert _stands(text, day) == stands


def test_any_second_of_a_day_stands_for_that_day() -> None:
    network = _network(_tie(1, 1, 2, 1, "2024-09-15/.."))
    assert network.as_of(_day("2024-09-15") + 40_000).surely[0]
    assert not network.as_of(_day("2024-09-15") - 1).at_all[0]


def test_a_period_takes_what_stood_at_some_time_in_it() -> None:
    network = _network(_tie(1, 1, 2, 2, "../2023"), _tie(2, 1, 2, -2, "2024/.."))
    surely, perhaps = network.as_of(*when.bounds("2024"))
    assert surely.tolist() == [False, True]
    assert perhaps.tolist() == [False, False]


def test_the_span_leaves_open_ends_out() -> None:
    network = _network(_tie(1, 1, 2, 2, "../2023"), _tie(2, 1, 2, -2, "2015/.."))
    assert network.span() == (_day("2015-01-01"), _day("2024-01-01") - 1)
    assert _network(_tie(1, 1, 2, 2, "../..")).span() is None


def test_a_neighbourhood_goes_both_ways_step_by_step() -> None:
    network = _network(_tie(1, 1, 2, 2, "2015/.."), _tie(2, 3, 1, 2, ""), _tie(3, 4, 3, 2, ""))
    names = np.array(NAMES)
    near = set(names[network.neighbourhood(0, 1)])
    assert near == {"Emirate", "Pakistan", "Qatar", "Foreign ministry"}
    assert "United States" in names[network.neighbourhood(0, 2)]
    assert "Foreign ministry" not in names[network.neighbourhood(0, 2, membership=False)]
    standing = np.array([False, True, True])
    assert "Pakistan" not in names[network.neighbourhood(0, 1, standing)]


def test_a_tie_with_an_end_that_is_withheld_is_left_out() -> None:
    network = _network(_tie(1, 1, 2, 2, ""), _tie(2, 1, 99, 2, ""))
    assert [tie.uid for tie in network.ties] == ["t1"]
    assert network.tie_of("t2") is None
    assert network.node_of("s2") == 1


def test_posts_and_membership_are_one_pair_each() -> None:
    people = [(1, "a", "Office", "office", None, None), (2, "b", "Person", "person", None, 1)]
    network = Network.of(people, [(2, 1, "Head", 0, 1), (2, 1, "Deputy", 0, 1)], [])
    assert network.membership.tolist() == [[1, 0]]


def test_no_stakeholders_at_all_is_a_network_too() -> None:
    network = Network.of([], [], [])
    assert len(network) == 0
    assert network.span() is None
    assert network.as_of(0).at_all.shape == (0,)
    assert network.degree().shape == (0,)
