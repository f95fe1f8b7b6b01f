"""Words found anywhere, the best first, each leading to the record that they belong to."""

from __future__ import annotations

import pytest

from workbench import asks, records, search
from workbench.casebook import Casebook


def labels(found: list[search.Found]) -> list[str]:
    return [each.label for each in found]


@pytest.mark.parametrize("typed", ["mottaqi", "Ameer Motaqi", "Mutaqqi", "Muttaki", "متقی", "متقي"])
def test_any_spelling_finds_a_person_first(sample: Casebook, typed: str) -> None:
    found = search.find(sample, typed)
    assert (found[0].kind, found[0].label) == ("stakeholder", "Amir Khan Muttaqi")
    assert "Acting foreign minister" in found[0].detail


def test_exact_names_come_before_names_before_titles_before_notes(sample: Casebook) -> None:
    found = search.find(sample, "taliban")
    assert found[0].label == "Islamic Emirate of Afghanistan"
    assert found[0].matched == "Taliban"
    kinds = [each.kind for each in found]
    assert kinds[:3] == ["stakeholder"] * 3
    assert labels(found).index("Taliban sweep to power") < labels(found).index("Marco Rubio")
    assert found[-1].matched != found[-1].label


def test_each_record_is_found_once(sample: Casebook) -> None:
    uids = [each.uid for each in search.find(sample, "afghanistan")]
    assert len(uids) == len(set(uids))


def test_a_claim_leads_to_its_event_and_an_item_to_its_ask(sample: Casebook) -> None:
    (event,) = search.find(sample, "civilians killed")
    assert (event.kind, event.label) == ("event", "Pakistani jets strike Paktia province")
    assert "Nearly 50 civilians were killed" in event.matched
    (ask,) = search.find(sample, "90-day halt", kinds=["ask"])
    assert ask.label == "Resume US international aid"


def test_a_post_leads_to_who_holds_it(sample: Casebook) -> None:
    assert "Abbas Araghchi" in labels(search.find(sample, "foreign minister"))


def test_all_words_are_wanted_in_any_order(sample: Casebook) -> None:
    title = "Lift restrictions on women's education and role"
    assert title in labels(search.find(sample, "education women's"))
    assert title not in labels(search.find(sample, "education bounties"))


def test_accents_case_and_quotation_marks_make_no_difference(sample: Casebook) -> None:
    assert search.find(sample, "turkiye")[0].label == "Türkiye"
    assert "Lift restrictions on women's education and role" in labels(
        search.find(sample, "WOMEN’S")
    )


def test_words_of_one_or_two_letters_are_found_in_names_and_titles(sample: Casebook) -> None:
    assert search.find(sample, "us")[0].label == "United States"
    assert labels(search.find(sample, "11", kinds=["event"])) == [
        "Foreign ministry says it has diplomats in 11 countries"
    ]


def test_only_the_kinds_asked_for_are_found(sample: Casebook) -> None:
    found = search.find(sample, "taliban", kinds=["event", "ask"])
    assert found
    assert {each.kind for each in found} <= {"event", "ask"}


def test_no_more_are_found_than_asked_for(sample: Casebook) -> None:
    everything = search.find(sample, "a")
    assert search.find(sample, "a", limit=3) == everything[:3]
    assert search.find(sample, "   ") == []


def test_quotes_and_signs_in_the_words_are_only_signs(sample: Casebook) -> None:
    assert search.find(sample, '"OR" NEAR( *') == []


def test_what_was_deleted_is_found_no_more_and_undo_brings_it_back(sample: Casebook) -> None:
    ask = asks.asks(sample, status="pending")[0]
    records.delete(sample, "ask", [ask.uid])
    assert ask.title not in labels(search.find(sample, ask.title))
    sample.undo()
    assert labels(search.find(sample, ask.title)) == [ask.title]


def test_an_excerpt_shows_the_words_in_a_long_text() -> None:
    text = "before " * 40 + "the Needle here " + "after " * 40
    shown = search.excerpt(text, "needle")
    assert "Needle" in shown
    assert len(shown) < 140
    assert shown.startswith("…") and shown.endswith("…")


def test_shown_names_that_begin_so_come_before_those_of_other_spellings(sample: Casebook) -> None:
    found = [each.label for each in search.find(sample, "islam", ["stakeholder"])]
    assert found[:2] == ["Islamic Emirate of Afghanistan", "Islamic State Khorasan Province"]
    assert set(found[2:]) == {"Pakistan", "Iran"}
