"""Who stands how to whom, and on which day; who could carry a message."""

from __future__ import annotations

import numpy as np

from workbench import lookup, records, ties, when
from workbench.casebook import Casebook


def uid(casebook: Casebook, name: str) -> str:
    return lookup.stakeholder(casebook, name).uid


def test_ties_are_listed_as_they_were_entered(sample: Casebook) -> None:
    listed = ties.ties(sample)
    assert len(listed) == 21
    first = listed[0]
    assert (first.from_, first.to, first.kind, first.tenor, first.when) == (
        "Kabul-based leadership", "Kandahar-based leadership", "rift", -1, "2025-01~/..",
    )  # fmt: skip


def test_ties_of_one_count_at_either_end(sample: Casebook) -> None:
    qatar = ties.ties(sample, of=uid(sample, "Qatar"))
    assert [(each.from_, each.to) for each in qatar] == [
        ("Qatar", "Islamic Emirate of Afghanistan"), ("Qatar", "United States"),
    ]  # fmt: skip
    russia = ties.ties(sample, of=uid(sample, "Russia"))
    assert [each.to for each in russia] == ["Russia"]


def test_ties_are_those_that_stood_on_a_day(sample: Casebook) -> None:
    pakistan = uid(sample, "Pakistan")

    def tenors(on: str) -> list[int]:
        return [
            each.tenor
            for each in ties.ties(sample, of=pakistan, on=on)
            if each.from_ == "Islamic Emirate of Afghanistan"
        ]

    assert tenors("2021-02") == [2]
    assert tenors("2025") == [-2]
    assert tenors("2023/2024") == [2, -2]


def test_a_tie_without_a_date_may_stand_on_any_day(casebook: Casebook) -> None:
    one, other = (records.add(casebook, "stakeholder", {"name": n, "kind": "state"}) for n in "AB")
    records.add(casebook, "tie", {"from": one, "to": other, "kind": "trade", "tenor": 1})
    assert len(ties.ties(casebook, on="1998-05-01")) == 1
    assert len(ties.between(casebook, one, other)) == 1


def test_a_message_goes_by_those_who_stand_well_with_both(sample: Casebook) -> None:
    ways = ties.between(sample, uid(sample, "United States"), uid(sample, "Taliban"))
    assert [(each.names[1:-1], each.weakest) for each in ways[:2]] == [
        (("Qatar",), 2), (("India",), 1),
    ]  # fmt: skip
    assert all(len(each.names) > 3 for each in ways[2:])
    scores = [each.score for each in ways]
    assert scores == sorted(scores, reverse=True)
    assert [uid(sample, name) for name in ways[0].names] == list(ways[0].uids)


def test_who_could_carry_a_message_depends_on_the_day(sample: Casebook) -> None:
    ends = uid(sample, "Pakistan"), uid(sample, "Taliban")
    assert ties.between(sample, *ends, on="2021-02")[0].names == (
        "Pakistan", "Islamic Emirate of Afghanistan",
    )  # fmt: skip
    assert ties.between(sample, *ends, on="2025-02")[0].names[1:-1] == ("China",)
    assert ties.between(sample, *ends) == ties.between(sample, *ends, on="2025-02-05")


def test_no_more_ways_are_found_than_asked_for(sample: Casebook) -> None:
    ends = uid(sample, "United States"), uid(sample, "Taliban")
    assert ties.between(sample, *ends, limit=1) == ties.between(sample, *ends)[:1]


def test_the_network_holds_every_stakeholder_tie_and_post(sample: Casebook) -> None:
    network = ties.network(sample)
    assert (len(network), len(network.ties), len(network.posts)) == (25, 21, 6)
    standing = network.as_of(when.parse("2025-02-05").earliest)
    listed = {each.uid for each in ties.ties(sample, on="2025-02-05")}
    assert {network.ties[place].uid for place in np.flatnonzero(standing.at_all)} == listed
