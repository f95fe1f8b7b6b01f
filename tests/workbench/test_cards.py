"""A card shows one record whole, with a link for every mention."""

from __future__ import annotations

import pytest

from workbench import cards, lists, records
from workbench.cards import Card, Section
from workbench.casebook import Casebook
from workbench.kinds import KINDS, Mention
from workbench.lists import Query


def the_card(casebook: Casebook, kind: str, words: str) -> Card:
    ids = lists.ids(casebook, Query(kind, text=words))
    assert len(ids) == 1
    return cards.card(casebook, kind, lists.uids(casebook, kind, ids)[0])


def mentioned(section: Section | None) -> list[str]:
    assert section is not None
    cells = [cell for line in section.lines for cell in line.cells]
    return [str(cell) for cell in cells if isinstance(cell, Mention) and cell.kind != "source"]


def test_a_stakeholder_with_all_that_hangs_on_it(sample: Casebook) -> None:
    card = the_card(sample, "stakeholder", "authority")
    assert card.title == "Islamic Emirate of Afghanistan"
    names = card.section("names")
    assert names is not None
    assert "طالبان" in [line.cells[0] for line in names.lines]
    assert len(mentioned(card.section("ties"))) == 2 * 13
    meetings = card.section("meetings")
    assert meetings is not None and meetings.kind == "event"
    assert mentioned(meetings) == [
        "Iran's foreign minister visits Kabul",
        "Two American citizens for one Taliban member held in the US",
    ]
    assert len(mentioned(card.section("events"))) == 8
    assert "Recognise the Islamic Emirate formally" in mentioned(card.section("asked_by"))
    assert "Return the weapons left behind at the withdrawal" in mentioned(card.section("asked_of"))
    assert "Taliban foreign ministry" in mentioned(card.section("parts"))


def test_a_person_s_post_and_last_meeting(sample: Casebook) -> None:
    card = the_card(sample, "stakeholder", "muttaqi")
    posts = card.section("posts")
    assert posts is not None
    assert posts.lines[0].cells[0] == "Acting foreign minister"
    assert mentioned(posts) == ["Taliban foreign ministry"]
    assert card.fact("last_meeting") == "2025-01"


def test_an_ask_with_items_deliveries_and_the_meetings_it_came_up_in(sample: Casebook) -> None:
    card = the_card(sample, "ask", "remaining")
    assert str(card.fact("asked_of")) == "Islamic Emirate of Afghanistan"
    items, deliveries = card.section("items"), card.section("deliveries")
    assert items is not None and len(items.lines) == 2
    assert deliveries is not None and len(deliveries.lines) == 1
    assert mentioned(card.section("via")) == ["Qatar"]
    assert len(mentioned(card.section("responses"))) == 2


def test_claims_on_one_event_stand_side_by_side_each_with_its_grade(sample: Casebook) -> None:
    card = the_card(sample, "event", "paktia")
    claims = card.section("claims")
    assert claims is not None
    told = {(str(line.cells[0]), line.cells[2]) for line in claims.lines}
    assert told == {("Pakistan", "C3"), ("Islamic Emirate of Afghanistan", "C3")}


def test_every_record_of_the_sample_has_a_card(sample: Casebook) -> None:
    for kind in KINDS:
        for uid in lists.uids(sample, kind, lists.ids(sample, Query(kind))):
            card = cards.card(sample, kind, uid)
            assert card.title
            for section in card.sections:
                width = len(section.columns)
                assert all(len(line.cells) == width for line in section.lines)


def test_every_mention_leads_to_a_record_that_is_there(sample: Casebook) -> None:
    for kind in ("stakeholder", "event", "ask"):
        for uid in lists.uids(sample, kind, lists.ids(sample, Query(kind))):
            for section in cards.card(sample, kind, uid).sections:
                for line in section.lines:
                    for cell in line.cells:
                        if isinstance(cell, Mention):
                            label = records.label(sample, cell.kind, cell.uid)
                            assert label == cell.label


def test_the_card_of_a_record_that_is_gone_is_refused(sample: Casebook) -> None:
    uid = records.add(sample, "stakeholder", {"name": "Norway", "kind": "state"})
    records.delete(sample, "stakeholder", [uid])
    with pytest.raises(records.Gone):
        cards.card(sample, "stakeholder", uid)


def test_a_long_section_is_cut_and_says_by_how_much(casebook: Casebook) -> None:
    qatar = records.add(casebook, "stakeholder", {"name": "Qatar", "kind": "state"})
    from workbench.messages import message

    with casebook.change(message("Many")) as change:
        rows = [(qatar, f"Qatar {n}") for n in range(cards.MOST + 7)]
        change.add_many("name", ("stakeholder", "spelling"), rows)
    names = cards.card(casebook, "stakeholder", qatar).section("names")
    assert names is not None
    assert (len(names.lines), names.more) == (cards.MOST, 7)
