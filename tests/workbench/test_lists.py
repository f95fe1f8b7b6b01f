"""Lists: found by words in what a record says or links to, sorted, narrowed by dates."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from workbench import lists, records
from workbench.casebook import Casebook
from workbench.kinds import KINDS
from workbench.lists import Query


def titles(casebook: Casebook, query: Query, column: str = "") -> list[Any]:
    name = column or {"stakeholder": "name", "item": "what"}.get(query.kind, "title")
    ids = lists.ids(casebook, query)
    return [row.cells[0] for row in lists.rows(casebook, query.kind, ids, [name])]


def test_every_column_of_every_kind_can_be_read_and_sorted_by(sample: Casebook) -> None:
    for kind in KINDS:
        names = [column.name for column in lists.columns(kind)]
        assert len(set(names)) == len(names)
        ids = lists.ids(sample, Query(kind))
        assert len(lists.rows(sample, kind, ids, names)) == len(ids)
        for name in names:
            for descending in (False, True):
                sorted_ids = lists.ids(sample, Query(kind, sort=name, descending=descending))
                assert sorted(sorted_ids) == ids


def test_events_by_time_come_by_earliest_then_latest_then_entry(sample: Casebook) -> None:
    found = titles(sample, Query("event", sort="when", when="2025-01"))
    assert [title.split()[0] for title in found] == [
        "Iran", "India's", "Iran's", "Two", "Rubio:", "Trump", "US", "ICC",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "words", "count"),
    [
        ("event", "muttaqi", 1),
        ("event", "متقي", 1),
        ("event", "muttaqi dubai", 1),
        ("event", "muttaqi moscow", 0),
        ("event", "visit kabul", 1),
        ("event", "2025-01 american exchange", 1),
        ("event", "TTP hideouts", 1),
        ("ask", "refused emirate", 4),
        ("ask", "wa", 2),
        ("ask", "iran discussion", 2),
        ("ask", "100%", 0),
        ("ask", "formally", 1),  # the Emirate's notes say it too, and that is its own matter
        ("stakeholder", "qa", 1),
        ("stakeholder", "foreign minister", 2),
        ("stakeholder", "Türkiye", 1),
        ("stakeholder", "turkiye", 1),
        ("stakeholder", "_", 0),
        ("stakeholder", "'", 0),
    ],
)
def test_words_are_found_in_a_record_and_in_what_it_links_to(
    sample: Casebook, kind: str, words: str, count: int
) -> None:
    found = titles(sample, Query(kind, text=words))
    assert len(found) == count, found


def test_who_was_surely_in_no_event_since(sample: Casebook) -> None:
    found = titles(sample, Query("stakeholder", quiet_since="2024-09"))
    assert set(found) == {
        "India", "Kabul-based leadership", "Kandahar-based leadership", "Qatar", "Russia",
        "Uzbekistan", "Türkiye", "United Arab Emirates", "China", "Western donor states",
        "Islamic State Khorasan Province", "US nationals held in Afghanistan",
    }  # fmt: skip


def test_statuses_open_and_overdue(sample: Casebook) -> None:
    assert len(titles(sample, Query("ask", statuses=("refused",)))) == 4
    assert len(titles(sample, Query("ask", statuses=("open",)))) == 6
    assert titles(sample, Query("ask", statuses=("overdue",))) == []
    sample.fixed_today = sample.today.replace(month=5)
    assert titles(sample, Query("ask", statuses=("overdue",))) == ["Resume US international aid"]
    assert titles(sample, Query("ask", due="2025-04")) == ["Resume US international aid"]
    assert titles(sample, Query("ask", due="2025-03")) == []


def test_a_sum_with_an_unknown_in_it_is_unknown(sample: Casebook) -> None:
    ids = lists.ids(sample, Query("ask", text="remaining"))
    row = lists.rows(sample, "ask", ids, ["asked", "delivered"])[0]
    assert row.cells == (None, Decimal(2))


def test_a_delivery_in_another_unit_makes_the_sum_unknown(sample: Casebook) -> None:
    items = lists.ids(sample, Query("item", text="two american"))
    uid = lists.uids(sample, "item", items)[0]
    records.add(sample, "delivery", {"item": uid, "quantity": 1, "unit": "rifle"})
    assert lists.rows(sample, "item", items, ["delivered"])[0].cells == (None,)


def test_rows_of_records_that_are_gone_are_left_out(sample: Casebook) -> None:
    ids = lists.ids(sample, Query("ask"))
    uid = lists.uids(sample, "ask", ids[:1])[0]
    records.delete(sample, "ask", [uid])
    assert len(lists.rows(sample, "ask", ids, ["title"])) == len(ids) - 1
    assert lists.id_of(sample, "ask", uid) is None
