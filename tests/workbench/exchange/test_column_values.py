"""Amounts, words of lists, clock times and names in foreign sheets."""

from __future__ import annotations

from typing import Any

import pytest

from workbench.exchange import column_values
from workbench.exchange.column_names import commas_part, kind_of, split
from workbench.kinds import KINDS
from workbench.messages import Refused


@pytest.mark.parametrize(
    ("cell", "meant"),
    [
        ("12.5 MCM", ("12.5", "million m³")),
        ("3 persons", ("3", "person")),
        ("1,200", ("1200", "")),
        ("1.200,5", ("1200.5", "")),
        ("1 200 tonnes", ("1200", "tonne")),
        ("$5,000", ("5000", "US dollar")),
        ("٣ أشخاص", ("3", "person")),
        (12.0, ("12", "")),
        ("n/a", None),
    ],
)
def test_an_amount_has_a_number_and_perhaps_a_unit(cell: Any, meant: Any) -> None:
    assert column_values.quantity(cell) == meant


@pytest.mark.parametrize("cell", ["5-10", "approx 5", "a few", "1.200"])
def test_an_amount_that_can_be_read_two_ways_or_none_is_refused(cell: str) -> None:
    with pytest.raises(Refused):
        column_values.quantity(cell)


def test_the_column_tells_whether_a_comma_or_a_point_stands_before_decimals() -> None:
    assert column_values.decimal_mark(["1.200", "3,5"]) == ","
    assert column_values.quantity("1.200", ",") == ("1200", "")
    assert column_values.decimal_mark(["1,200", "12.5"]) == "."


def test_words_of_fixed_lists_are_known_in_other_languages() -> None:
    kind, status = KINDS["event"].field("kind"), KINDS["ask"].field("status")
    words = ("Treffen", "phone call", "لقاء", "visita", "переговоры", "réunion")
    found = [column_values.plain("event", kind, word) for word in words]
    assert found == ["meeting", "call", "meeting", "visit", "meeting", "meeting"]
    assert column_values.plain("ask", status, "در حال بررسی") == "under discussion"
    assert column_values.plain("ask", status, "Erledigt") == "met"
    with pytest.raises(Refused):
        column_values.plain("ask", status, "Gipfel")


def test_clock_times_are_read_as_they_are_written() -> None:
    cells = ("2pm", "14h30", "14.30 Uhr", 0.5, "9:05")
    assert [column_values.clock(cell) for cell in cells] == [
        "14:00", "14:30", "14:30", "12:00", "09:05",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("cell", "names"),
    [
        ("A Khan; B Miller and C Smith", ["A Khan", "B Miller", "C Smith"]),
        ("A Smith / B Jones", ["A Smith", "B Jones"]),
        ("John Smith, Ann Lee, Bob Ray", ["John Smith", "Ann Lee", "Bob Ray"]),
        ("احمد خان، محمد علی و حسن رضا", ["احمد خان", "محمد علی", "حسن رضا"]),
        ("Ministry of Trade and Industry", ["Ministry of Trade and Industry"]),
        ("Bosnia and Herzegovina", ["Bosnia and Herzegovina"]),
        ("Qatar and Norway", ["Qatar", "Norway"]),
        ("Dr. Jane Doe, Jr., Bob Ray", ["Dr. Jane Doe, Jr.", "Bob Ray"]),
        ("Human Rights Watch (HRW)", ["Human Rights Watch (HRW)"]),
        ("AC/DC Ltd", ["AC/DC Ltd"]),
        ("1. Ahmad Shah\n2. Bilal Karimi", ["Ahmad Shah", "Bilal Karimi"]),
        ("Nil Return", []),
    ],
)
def test_several_names_in_a_cell_are_parted_and_one_is_left_whole(
    cell: str, names: list[str]
) -> None:
    assert [each.name for each in split(cell, commas_part([cell]))] == names


def test_a_column_of_last_and_first_names_is_not_parted_at_its_commas() -> None:
    column = ["Smith, John", "Miller, Ann", "O'Neil, Pat"]
    assert not commas_part(column)
    found = [each.name for cell in column for each in split(cell, commas_part(column))]
    assert found == ["John Smith", "Ann Miller", "Pat O'Neil"]


@pytest.mark.parametrize(
    ("cell", "name", "post", "part"),
    [
        ("Muttaqi (acting FM)", "Muttaqi", "acting FM", ""),
        ("Muttaqi, acting foreign minister", "Muttaqi", "acting foreign minister", ""),
        ("Karl Müller – Botschafter", "Karl Müller", "Botschafter", ""),
        ("Bilal Karimi (interpreter)", "Bilal Karimi", "", "interpreter"),
        ("Thomas West (US)", "Thomas West (US)", "", ""),
    ],
)
def test_a_post_beside_a_name_is_told_from_it_where_that_is_certain(
    cell: str, name: str, post: str, part: str
) -> None:
    (found,) = split(cell)
    assert (found.name, found.post, found.part) == (name, post, part)


def test_offices_companies_and_states_are_told_from_persons() -> None:
    names = ("Ministry of Defence", "Acme Ltd", "Iran", "UNHCR", "Jane Doe", "Afghan Red Crescent")
    assert [kind_of(name) for name in names] == [
        "office", "company", "state", "institution", "person", "institution",
    ]  # fmt: skip
