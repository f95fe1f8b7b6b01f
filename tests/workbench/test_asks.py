"""Who wants what of whom, and what came of it: what is not known stays not known."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import pytest

from workbench import lookup, records
from workbench.asks import AskLine, asks
from workbench.casebook import Casebook
from workbench.messages import Refused


def titled(casebook: Casebook, title: str) -> AskLine:
    return next(each for each in asks(casebook) if each.title == title)


def test_asks_say_who_wants_what_of_whom_through_whom(sample: Casebook) -> None:
    channels = titled(
        sample, "Open back channels through regional states, India and Qatar among them"
    )
    assert (channels.asked_by, channels.asked_of) == (
        "Western donor states", "Islamic Emirate of Afghanistan",
    )  # fmt: skip
    assert channels.via == ("Qatar", "India")
    assert channels.via_uids == tuple(lookup.stakeholder(sample, n).uid for n in channels.via)
    assert (channels.status, channels.raised, channels.due) == ("proposed", "2025-02", None)


def test_asks_are_narrowed_by_either_party_status_and_due_date(sample: Casebook) -> None:
    emirate = lookup.stakeholder(sample, "Taliban").uid
    assert {each.asked_by for each in asks(sample, by=emirate)} == {
        "Islamic Emirate of Afghanistan"
    }
    assert len(asks(sample, by=emirate)) + len(asks(sample, of=emirate)) == len(asks(sample)) == 10
    assert {each.status for each in asks(sample, status="refused")} == {"refused"}
    assert [each.category for each in asks(sample, due="2025-04-15")] == ["aid"]
    assert asks(sample, due="2025-05") == []
    with pytest.raises(Refused):
        asks(sample, due="next month")


def test_delivered_is_known_where_asked_is_not(sample: Casebook) -> None:
    hostages = titled(sample, "Release the remaining US nationals held")
    assert (hostages.asked, hostages.delivered, hostages.unit) == (None, Decimal(2), "person")


def test_where_nothing_was_delivered_that_is_a_known_nothing(sample: Casebook) -> None:
    aid = titled(sample, "Resume US international aid")
    assert (aid.asked, aid.delivered, aid.unit) == (Decimal(1), Decimal(0), "decision")


def test_an_ask_without_items_has_no_quantities(sample: Casebook) -> None:
    treaty = titled(sample, "Keep to the 1973 Helmand River water treaty")
    assert (treaty.asked, treaty.delivered, treaty.unit) == (None, None, None)


Item = tuple[str | None, str | None, Sequence[tuple[str | None, str | None]]]

SUMS: list[tuple[list[Item], tuple[Any, Any, Any]]] = [
    ([("2", "rifle", []), ("3", "rifle", [("1", "rifle")])], ("5", "1", "rifle")),
    ([("2", "rifle", [("0.5", None), ("1", "rifle")])], ("2", "1.5", "rifle")),
    ([("2", "rifle", []), (None, "rifle", [])], (None, "0", "rifle")),
    ([("2", "rifle", [(None, "rifle")])], ("2", None, "rifle")),
    ([("2", "rifle", []), ("3", "person", [])], (None, None, None)),
    ([("2", "rifle", [("1", "person")])], ("2", None, "rifle")),
    ([("2", None, [("1", None)])], ("2", "1", None)),
    ([("0.1", "tonne", []), ("0.2", "tonne", [])], ("0.3", "0", "tonne")),
]


@pytest.mark.parametrize(("items", "expected"), SUMS)
def test_a_sum_with_an_unknown_in_it_is_unknown(
    casebook: Casebook, items: list[Item], expected: tuple[Any, Any, Any]
) -> None:
    who = [records.add(casebook, "stakeholder", {"name": n, "kind": "state"}) for n in "AB"]
    ask = records.add(
        casebook,
        "ask",
        {"title": "Rifles", "category": "weapons", "asked_by": who[0], "asked_of": who[1],
         "status": "pending"},
    )  # fmt: skip
    for quantity, unit, deliveries in items:
        item = records.add(
            casebook,
            "item",
            {"ask": ask, "what": "a lot", "unit": unit, "quantity": _decimal(quantity)},
        )
        for came, in_ in deliveries:
            records.add(
                casebook, "delivery", {"item": item, "quantity": _decimal(came), "unit": in_}
            )
    (line,) = asks(casebook)
    assert (line.asked, line.delivered, line.unit) == (
        _decimal(expected[0]), _decimal(expected[1]), expected[2],
    )  # fmt: skip


def _decimal(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)
