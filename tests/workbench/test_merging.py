"""Two stakeholders become one, nothing is lost, and undo takes it back whole."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from db.hanging import links_to
from tests.workbench.exchange.workbooks import contents
from workbench import cards, distinctions, events, lookup, merging, purging, records, taking_back
from workbench.casebook import Casebook
from workbench.checks import check
from workbench.events import Meeting, PartyIn
from workbench.history import history
from workbench.kinds import KINDS
from workbench.messages import Refused


def person(casebook: Casebook, name: str, **values: Any) -> str:
    return records.add(casebook, "stakeholder", {"name": name, "kind": "person", **values})


def spelled(casebook: Casebook, uid: str) -> list[str]:
    section = cards.card(casebook, "stakeholder", uid).section("names")
    return [] if section is None else [str(line.cells[0]) for line in section.lines]


def count(casebook: Casebook, kind: str) -> int:
    return len(contents(casebook)[kind])


@pytest.fixture
def two(casebook: Casebook) -> tuple[str, str]:
    return (
        person(casebook, "Amir Khan Muttaqi", country="Afghanistan", notes="Speaks Pashto."),
        person(casebook, "Mottaqi", side="theirs", notes="Born in Helmand."),
    )


def test_whatever_links_to_the_one_that_goes_links_to_the_one_that_is_kept(
    casebook: Casebook, two: tuple[str, str]
) -> None:
    kept, gone = two
    event = records.add(casebook, "event", {"title": "First talk", "kind": "meeting"})
    ask = records.add(casebook, "ask", {
        "title": "Visas", "category": "access", "asked_by": gone, "asked_of": kept,
        "status": "pending",
    })  # fmt: skip
    fills: dict[str, dict[str, Any]] = {
        "source": {"title": "A cable"}, "stakeholder": {"name": "His office", "kind": "office"},
        "name": {"spelling": "متقي"}, "post": {"title": "Minister"},
        "tie": {"kind": "relations", "tenor": 1, "from": ask, "to": ask},
        "party": {"event": event}, "claim": {"event": event, "says": "It went well."},
        "ask": {"title": "More", "category": "aid", "status": "pending", "asked_by": kept,
                "asked_of": kept},
        "via": {"ask": ask}, "item": {"ask": ask, "what": "A visa"},
        "redirect": {"old": "another uid"}, "distinction": {"same": False, "spelling": "M."},
    }  # fmt: skip
    third = person(casebook, "Somebody else")
    fills["tie"] |= {"from": third, "to": third}
    made = []
    for kind, link in links_to("stakeholder"):
        required = {
            each.name: third
            for each in KINDS[kind].links.values()
            if each.required and each.link == "stakeholder"
        }
        values = required | fills[kind] | {link.name: gone}
        if kind == "redirect":
            values["old"] = f"{link.name} of another"
        made.append((kind, link.name, records.add(casebook, kind, values)))
    done = merging.merge(casebook, kept, gone)
    assert set(done.moved) == {kind for kind, _link, _uid in made}
    for kind, name, uid in made:
        assert records.get(casebook, kind, uid)[name] == kept, (kind, name)
    assert check(casebook).ok


def test_each_field_has_the_value_that_was_chosen_and_what_is_empty_is_filled(
    casebook: Casebook, two: tuple[str, str]
) -> None:
    merging.merge(casebook, *two, {"name": "gone", "notes": "both"})
    values = records.get(casebook, "stakeholder", two[0])
    assert values["name"] == "Mottaqi" and values["side"] == "theirs"
    assert values["country"] == "Afghanistan"
    assert values["notes"] == "Speaks Pashto.\n\nBorn in Helmand."
    assert spelled(casebook, two[0]) == ["Amir Khan Muttaqi"]


def test_what_would_stand_there_twice_is_made_one_without_losing_what_differs(
    casebook: Casebook, two: tuple[str, str]
) -> None:
    kept, gone = two
    event = records.add(casebook, "event", {"title": "First talk", "kind": "meeting"})
    for who, post in ((kept, "foreign minister"), (gone, "acting foreign minister")):
        values = {"event": event, "stakeholder": who, "part": "principal", "post": post}
        records.add(casebook, "party", values)
        records.add(casebook, "name", {"stakeholder": who, "spelling": "متقي"})
    records.add(casebook, "name", {"stakeholder": gone, "spelling": "Amir Khan Muttaqi"})
    for when in ("2021", "2024"):
        records.add(casebook, "post", {"stakeholder": gone, "title": "Minister", "when": when})
    records.add(casebook, "post", {"stakeholder": kept, "title": "Minister", "grade": "B2"})
    tie = {"kind": "kinship", "tenor": 2, "notes": "Cousins, it was said.", "marking": "Restricted"}
    records.add(casebook, "tie", {"from": gone, "to": kept, **tie})
    done = merging.merge(casebook, kept, gone)
    assert done.folded == {"party": 1, "name": 2, "post": 1, "tie": 1}
    assert count(casebook, "tie") == 0 and count(casebook, "party") == 1
    party = cards.card(casebook, "event", event).section("parties")
    assert party is not None and party.lines[0].cells[2] == (
        "foreign minister; acting foreign minister"
    )
    posts = cards.card(casebook, "stakeholder", kept).section("posts")
    assert posts is not None and len(posts.lines) == 2
    assert {str(line.cells[2]) for line in posts.lines} == {"2021", "2024"}
    values = records.get(casebook, "stakeholder", kept)
    assert "Cousins, it was said." in values["notes"] and values["marking"] == "Restricted"
    assert sorted(spelled(casebook, kept)) == ["Mottaqi", "متقي"]
    assert check(casebook).ok


@pytest.mark.parametrize("markings", [("Internal", "Restricted"), ("Restricted", None)])
def test_the_marking_becomes_the_stricter_whichever_stays(
    casebook: Casebook, markings: tuple[str | None, str | None]
) -> None:
    one, other = (person(casebook, "A", marking=marking) for marking in markings)
    merging.merge(casebook, one, other)
    assert records.get(casebook, "stakeholder", one)["marking"] == "Restricted"


def test_nobody_becomes_part_of_himself(casebook: Casebook) -> None:
    above = records.add(casebook, "stakeholder", {"name": "Ministry", "kind": "office"})
    between = records.add(
        casebook, "stakeholder", {"name": "Desk", "kind": "office", "part_of": above}
    )
    below = records.add(
        casebook, "stakeholder", {"name": "The ministry", "kind": "office", "part_of": between}
    )
    assert merging.merge(casebook, above, below).let_go
    assert records.get(casebook, "stakeholder", above)["part_of"] is None
    assert records.get(casebook, "stakeholder", between)["part_of"] == above
    assert check(casebook).ok


def test_the_old_uid_leads_to_what_it_was_merged_into_through_any_number_of_merges(
    casebook: Casebook, two: tuple[str, str]
) -> None:
    last = person(casebook, "A. K. Muttaqi")
    merging.merge(casebook, *two)
    merging.merge(casebook, last, two[0])
    assert merging.follow(casebook, two[1]) == merging.follow(casebook, two[0]) == last
    assert merging.merged_into(casebook, last) == [two[1], two[0]]
    assert lookup.stakeholder(casebook, two[1]).uid == lookup.record(casebook, two[1]).uid == last
    assert merging.follow(casebook, "no such uid") == "no such uid"
    acts = history(casebook, of=two[1])
    assert acts == history(casebook, of=last)
    assert {change.uid for act in acts for change in act.changes} == {*two, last}
    assert merging.merge(casebook, two[1], person(casebook, "Again")).uid == last
    with pytest.raises(Refused, match="one stakeholder, not two"):
        merging.merge(casebook, *two)


def test_a_merge_is_taken_back_whole_and_done_again(
    casebook: Casebook, two: tuple[str, str]
) -> None:
    distinctions.tell_apart(casebook, *two)
    before = contents(casebook)
    merging.merge(casebook, *two, {"name": "gone"})
    after = contents(casebook)
    assert after["distinction"] == []
    casebook.undo()
    assert contents(casebook) == before and merging.follow(casebook, two[1]) == two[1]
    casebook.redo()
    assert contents(casebook) == after and merging.follow(casebook, two[1]) == two[0]
    assert check(casebook).ok


def test_undo_of_an_earlier_merge_keeps_what_came_later_and_lists_it(
    casebook: Casebook, two: tuple[str, str]
) -> None:
    kept, gone = two
    post = records.add(casebook, "post", {"stakeholder": gone, "title": "Minister"})
    other = records.add(casebook, "post", {"stakeholder": gone, "title": "Envoy"})
    number = merging.merge(casebook, kept, gone).change_set
    assert number is not None
    third = person(casebook, "Somebody else")
    records.edit(casebook, "post", {post: {"stakeholder": third}})
    told = taking_back.take_back(casebook, number)
    assert [(each.kind, each.field) for each in told.kept] == [("post", "stakeholder")]
    assert records.get(casebook, "post", other)["stakeholder"] == gone
    assert records.get(casebook, "post", post)["stakeholder"] == third
    assert records.get(casebook, "stakeholder", gone)["side"] == "theirs"
    assert merging.follow(casebook, gone) == gone
    assert check(casebook).ok


def test_undo_of_an_earlier_merge_gives_the_uid_back_where_the_other_was_merged_too(
    casebook: Casebook, two: tuple[str, str]
) -> None:
    last = person(casebook, "A. K. Muttaqi")
    number = merging.merge(casebook, *two).change_set
    merging.merge(casebook, last, two[0])
    assert number is not None
    taking_back.take_back(casebook, number)
    assert merging.follow(casebook, two[1]) == two[1] and merging.follow(casebook, two[0]) == last
    assert check(casebook).ok


def test_what_was_merged_is_not_put_back_beside_what_it_leads_to(
    casebook: Casebook, two: tuple[str, str]
) -> None:
    first = history(casebook, of=two[1])[0].number
    records.edit(casebook, "stakeholder", {two[1]: {"country": "Qatar"}})
    edit = history(casebook, of=two[1])[0].number
    merging.merge(casebook, *two)
    with pytest.raises(Refused, match="merged into another since"):
        taking_back.put_back(casebook, "stakeholder", two[1], edit)
    assert first < edit and merging.follow(casebook, two[1]) == two[0]


def test_a_purge_takes_what_was_merged_into_it_and_the_redirect(
    casebook: Casebook, two: tuple[str, str]
) -> None:
    merging.merge(casebook, *two, {"name": "kept"})
    purging.purge(casebook, purging.plan(casebook, two[0]))
    assert count(casebook, "redirect") == 0 == count(casebook, "name")
    with casebook.reading() as connection:
        held = connection.exec_driver_sql(
            "SELECT count(*) FROM change WHERE uid IN (?, ?)"
            " OR before || after LIKE '%Mottaqi%' OR coalesce(before, after) LIKE '%Helmand%'",
            two,
        ).scalar_one()
    assert held == 0
    assert check(casebook).ok


PICK = st.integers(0, 10**6)
CHOICE = st.sampled_from(["kept", "gone", "both"])


@settings(max_examples=8, deadline=None, phases=[Phase.generate],
          suppress_health_check=list(HealthCheck))  # fmt: skip
@given(PICK, PICK, st.fixed_dictionaries(
    {}, optional={field.name: CHOICE for field in merging.choosable()}
))  # fmt: skip
def test_any_two_of_the_sample_can_be_merged_and_taken_apart(
    sample: Casebook, one: int, other: int, choices: dict[str, merging.Choice]
) -> None:
    before = contents(sample)
    uids = [str(row[0]) for row in before["stakeholder"]]
    kept = uids.pop(one % len(uids))
    merging.merge(sample, kept, uids[other % len(uids)], choices)
    faults = check(sample).all
    sample.undo()
    assert not faults
    assert contents(sample) == before


def test_a_form_that_was_open_during_a_merge_saves_to_what_is_kept(
    casebook: Casebook, two: tuple[str, str]
) -> None:
    kept, gone = two
    merging.merge(casebook, kept, gone)
    meeting = Meeting(title="A dinner", parties=(PartyIn(gone, "host"),))
    met = events.log_meeting(casebook, meeting)
    tie = person(casebook, "A brother", part_of=kept)
    records.edit(casebook, "stakeholder", {tie: {"part_of": gone}})
    assert records.get(casebook, "stakeholder", tie)["part_of"] == kept
    parties = cards.card(casebook, "event", met).section("parties")
    assert parties is not None and parties.lines[0].cells[0].uid == kept
    assert check(casebook).ok
