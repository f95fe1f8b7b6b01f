"""What a team lead asks of the sample casebook, as of February 2025, and what it answers."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.ui import command_line
from tests.ui.command_line import Run
from workbench import lists
from workbench.casebook import Casebook

run = command_line.run

EMIRATE = "Islamic Emirate of Afghanistan"


@pytest.fixture
def book(sample_file: Path) -> str:
    return str(sample_file)


def test_1_what_does_iran_want_of_the_emirate_and_where_does_each_ask_stand(
    run: Run, book: str
) -> None:
    found = run("asks", book, "--by", "Iran", "--of", "Islamic Emirate", "--json").json
    assert [(each["title"], each["status"]) for each in found] == [
        ("Keep to the 1973 Helmand River water treaty", "under discussion"),
        ("Do not impede the deportation of Afghan refugees", "under discussion"),
    ]


def test_2_which_asks_did_the_emirate_refuse_and_which_of_its_own_was_refused_by_whom(
    run: Run, book: str
) -> None:
    refused = run("asks", book, "--status", "refused", "--json").json
    by_emirate = {each["category"] for each in refused if each["asked_of"] == EMIRATE}
    assert by_emirate == {"weapons", "security", "rights"}
    (own,) = [each for each in refused if each["asked_by"] == EMIRATE]
    assert (own["category"], own["asked_of"]) == ("recognition", "Western donor states")
    assert run("asks", book, "--by", "Taliban", "--status", "refused", "--json").json == [own]


def test_3_who_could_carry_a_message_from_the_united_states_to_the_emirate(
    run: Run, book: str
) -> None:
    ways = run("between", book, "United States", "Taliban", "--on", "2025-02", "--json").json
    assert [(each["path"][1:-1], each["weakest"]) for each in ways[:2]] == [
        (["Qatar"], 2),
        (["India"], 1),
    ]
    assert all(len(each["path"]) >= 4 for each in ways[2:])
    assert [each["path"][1:-1] for each in ways[2:]] == [["Western donor states", "India"]]


SPELLINGS = ["mottaqi", "Ameer Motaqi", "Mutaqqi", "Muttaki", "متقی", "متقي"]


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_4_who_last_met_muttaqi_where_and_when(run: Run, book: str, spelling: str) -> None:
    assert run("find", book, spelling, "--json").json[0]["label"] == "Amir Khan Muttaqi"
    last = run("events", book, "--meetings", "--with", spelling, "--json").json[-1]
    (other,) = [each for each in last["parties"] if each["name"] != "Amir Khan Muttaqi"]
    assert (other["name"], last["place"], last["when"]) == ("Vikram Misri", "Dubai", "2025-01")


@pytest.mark.parametrize(("on", "tenor"), [("2021-02", 2), ("2025", -2), ("2025-02-05", -2)])
def test_5_how_did_pakistan_stand_to_the_emirate_in_early_2021_and_how_in_2025(
    run: Run, book: str, on: str, tenor: int
) -> None:
    ties = run("ties", book, "--of", "Pakistan", "--on", on, "--json").json
    between = [each["tenor"] for each in ties if EMIRATE in (each["from"], each["to"])]
    assert between == [tenor]


def test_6_what_fell_due_in_april_2025(run: Run, book: str, sample: Casebook) -> None:
    (due,) = run("asks", book, "--due", "2025-04", "--json").json
    assert (due["title"], due["due"]) == ("Resume US international aid", "2025-04")
    query = lists.Query("item", due="2025-04")
    (item,) = lists.rows(sample, "item", lists.ids(sample, query), ["what", "quantity"])
    assert item.cells[0] == "Decision after the 90-day halt"


def test_7_how_many_persons_did_the_hostage_ask_deliver_and_of_how_many(
    run: Run, book: str
) -> None:
    (hostages,) = [a for a in run("asks", book, "--json").json if a["category"] == "hostages"]
    assert (hostages["delivered"], hostages["asked"], hostages["unit"]) == (2, None, "person")
    (line,) = [each for each in run("asks", book).out.splitlines() if "US nationals" in each]
    assert "2 person, of how many is not known" in line
    assert "0 of 0" not in line and "%" not in line


def test_8_what_is_claimed_and_by_whom_about_paktia_in_december_2024(run: Run, book: str) -> None:
    found = run("events", book, "--when", "2024-12", "--json").json
    (paktia,) = [each for each in found if each["place"] == "Paktia"]
    assert paktia["claims"] == [
        {"by": "Pakistan", "says": "The strikes targeted TTP hideouts", "grade": "C3"},
        {
            "by": EMIRATE,
            "says": "Nearly 50 civilians were killed, women and children among them",
            "grade": "C3",
        },
    ]
    assert "hideouts" not in paktia["title"] and "civilians" not in paktia["title"]
    assert "Pakistani jets strike Paktia province" in [
        each["label"] for each in run("find", book, "paktia", "--json").json
    ]


def test_9_what_happened_in_january_2025_in_order_and_no_finer_than_the_source_says(
    run: Run, book: str
) -> None:
    found = run("events", book, "--when", "2025-01", "--json").json
    assert [(each["title"], each["when"]) for each in found] == [
        ("Iran deports over a million Afghan refugees", "2024-03/.."),
        ("India's foreign secretary meets the acting foreign minister", "2025-01"),
        ("Iran's foreign minister visits Kabul", "2025-01"),
        ("Two American citizens for one Taliban member held in the US", "2025-01"),
        ("Rubio: bounties could be placed on Taliban leaders", "2025-01"),
        ("Trump talks of retrieving the weapons left behind", "2025-01~"),
        ("US international aid halted for 90 days", "2025-01"),
        ("ICC prosecutor seeks arrest warrant for the supreme leader", "2025-01"),
    ]
    read = [line[: line.index("  ")] for line in run("events", book, "--when", "2025-01")
            .out.splitlines()[1:]]  # fmt: skip
    assert read == ["since Mar 2024", *["Jan 2025"] * 4, "about Jan 2025", *["Jan 2025"] * 2]


def test_10_who_was_surely_party_to_no_event_since_september_2024(sample: Casebook) -> None:
    query = lists.Query("stakeholder", quiet_since="2024-09")
    found = lists.rows(sample, "stakeholder", lists.ids(sample, query), ["name"])
    assert {row.cells[0] for row in found} == {
        "India",
        "Kabul-based leadership",
        "Kandahar-based leadership",
        "Qatar",
        "Russia",
        "Uzbekistan",
        "Türkiye",
        "United Arab Emirates",
        "China",
        "Western donor states",
        "Islamic State Khorasan Province",
        "US nationals held in Afghanistan",
    }
