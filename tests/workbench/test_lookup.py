"""Who is meant: by name, by spelling, by uid; and whom a form offers while a name is typed."""

from __future__ import annotations

import pytest

from workbench import events, lookup, records, search
from workbench.casebook import Casebook
from workbench.events import Meeting, PartyIn
from workbench.messages import Refused


def called(casebook: Casebook, name: str) -> str:
    return lookup.stakeholder(casebook, name).label


@pytest.mark.parametrize(
    "typed",
    ["mottaqi", "Ameer Motaqi", "Mutaqqi", "Muttaki", "متقی", "متقي", "  amir khan MUTTAQI "],
)
def test_any_spelling_finds_the_acting_foreign_minister(sample: Casebook, typed: str) -> None:
    assert called(sample, typed) == "Amir Khan Muttaqi"


def test_another_name_leads_to_the_shown_one(sample: Casebook) -> None:
    assert called(sample, "Taliban") == "Islamic Emirate of Afghanistan"
    assert called(sample, "turkey") == "Türkiye"


def test_a_uid_is_as_good_as_a_name(sample: Casebook) -> None:
    qatar = lookup.stakeholder(sample, "Qatar")
    assert lookup.stakeholder(sample, qatar.uid) == qatar


def test_a_name_that_fits_several_is_refused_with_the_candidates(sample: Casebook) -> None:
    with pytest.raises(Refused) as refused:
        lookup.stakeholder(sample, "leadership")
    assert set(refused.value.candidates) == {"Kabul-based leadership", "Kandahar-based leadership"}
    assert "Kabul-based leadership" in str(refused.value)


def test_namesakes_are_told_apart_by_uid(casebook: Casebook) -> None:
    uids = [records.add(casebook, "stakeholder", {"name": "Ahmad", "kind": "person"}) for _ in "ab"]
    with pytest.raises(Refused) as refused:
        lookup.stakeholder(casebook, "ahmad")
    assert [uid in label for uid, label in zip(uids, refused.value.candidates, strict=True)]
    assert all(uid in str(refused.value) for uid in uids)


@pytest.mark.parametrize("typed", ["", "  ", "zzz", "Donald Duck", "Maulvi Neu"])
def test_a_name_that_nobody_has_is_refused(sample: Casebook, typed: str) -> None:
    with pytest.raises(Refused):
        lookup.stakeholder(sample, typed)


def test_a_name_added_or_deleted_counts_at_once(sample: Casebook) -> None:
    qatar = lookup.stakeholder(sample, "Qatar")
    name = records.add(sample, "name", {"stakeholder": qatar.uid, "spelling": "Katara"})
    assert called(sample, "katara") == "Qatar"
    records.delete(sample, "name", [name])
    records.edit(sample, "stakeholder", {qatar.uid: {"name": "State of Qatar"}})
    assert called(sample, "state of qatar") == "State of Qatar"
    sample.undo()
    assert lookup.stakeholder(sample, "qatar") == qatar


def test_what_another_process_added_counts_after_looking_again(sample: Casebook) -> None:
    lookup.stakeholder(sample, "Qatar")
    other = Casebook.open(sample.path, None)
    records.add(other, "stakeholder", {"name": "Norway", "kind": "state"})
    other.close()
    assert sample.look_again()
    assert called(sample, "norway") == "Norway"


def test_a_record_of_any_kind_is_found_by_its_uid(sample: Casebook) -> None:
    event = events.events(sample)[0]
    found = lookup.record(sample, event.uid)
    assert (found.kind, found.label) == ("event", event.title)
    with pytest.raises(Refused):
        lookup.record(sample, "no such uid")


def test_completion_offers_names_that_begin_so_first(sample: Casebook) -> None:
    offered = lookup.complete(sample, "tal")
    assert offered[0].name == "Islamic Emirate of Afghanistan"
    assert offered[0].spelling == "Taliban"
    assert "Tehreek-e-Taliban Pakistan" in [each.name for each in offered]


def test_completion_tells_post_organisation_and_last_meeting(sample: Casebook) -> None:
    (misri,) = [each for each in lookup.complete(sample, "misr") if each.name == "Vikram Misri"]
    assert (misri.post, misri.organisation) == ("Foreign secretary", "India")
    assert misri.last_meeting == "2025-01"
    (trump,) = [each for each in lookup.complete(sample, "trump") if each.name == "Donald Trump"]
    assert trump.last_meeting is None


def test_before_anything_is_typed_those_met_of_late_are_offered(sample: Casebook) -> None:
    offered = [each.name for each in lookup.complete(sample, "", limit=6)]
    assert offered[0] == "Islamic Emirate of Afghanistan"
    assert {"Vikram Misri", "Abbas Araghchi", "United States"} <= set(offered)
    assert len(offered) == 6


def test_completion_shows_the_post_held_last(casebook: Casebook) -> None:
    who = records.add(casebook, "stakeholder", {"name": "Ahmad", "kind": "person"})
    for title, when in (("Minister", "2024/.."), ("Deputy minister", "2020/2023")):
        records.add(casebook, "post", {"stakeholder": who, "title": title, "when": when})
    assert [each.post for each in lookup.complete(casebook, "ahmad")] == ["Minister"]


def test_a_meeting_makes_somebody_recent(casebook: Casebook) -> None:
    uids = {
        name: records.add(casebook, "stakeholder", {"name": name, "kind": "person"})
        for name in ("Ahmad", "Bashir")
    }
    assert [each.name for each in lookup.complete(casebook, "")] == ["Ahmad", "Bashir"]
    events.log_meeting(casebook, Meeting(when="2025-01", parties=[PartyIn(uids["Bashir"])]))
    assert [each.name for each in lookup.complete(casebook, "")] == ["Bashir", "Ahmad"]


def thirty(casebook: Casebook) -> dict[int, str]:
    """Thirty men of one name; number -> uid."""
    offices = [
        records.add(casebook, "stakeholder", {"name": f"Ministry of {name}", "kind": "office"})
        for name in ("Trade", "Water")
    ]
    uids = {}
    for n in range(30):
        fields = {"name": "Mohammad Omar", "kind": "person", "country": "AF"}
        uids[n] = records.add(casebook, "stakeholder", fields)
        if n % 6 == 0:
            post = {"stakeholder": uids[n], "title": f"Director {n}", "at": offices[n // 6 % 2]}
            records.add(casebook, "post", post)
    return uids


def test_of_thirty_men_of_one_name_words_of_his_post_find_the_one(casebook: Casebook) -> None:
    uids = thirty(casebook)
    at_water = {uids[6], uids[18]}
    for typed in ("Mohammad Omar water", "water muhammad umar"):
        assert {each.uid for each in search.find(casebook, typed)} == at_water
        assert {each.uid for each in lookup.complete(casebook, typed)[:2]} == at_water
        assert all(each.why == "At: Ministry of Water" for each in search.find(casebook, typed))
    assert lookup.stakeholder(casebook, "Mohammad Omar director 24").uid == uids[24]
    assert lookup.is_likely(casebook, "Mohammad Omar water")
    with pytest.raises(Refused) as refused:
        lookup.stakeholder(casebook, "Mohammad Omar")
    assert any("Director 0, Ministry of Trade" in each for each in refused.value.candidates)


def test_namesakes_of_whom_the_same_is_known_are_told_apart_by_a_name_or_a_note(
    casebook: Casebook,
) -> None:
    known: list[dict[str, str]] = [{"notes": "Runs the bazaar\nin Zaranj."}, {}, {"notes": "Old."}]
    for more in known:
        fields = {"name": "Mohammad Omar", "kind": "person", **more}
        uid = records.add(casebook, "stakeholder", fields)
    for spelling in ("Muhammad Umar", "Abu Bakr"):
        records.add(casebook, "name", {"stakeholder": uid, "spelling": spelling})
    details = {each.detail for each in search.find(casebook, "Mohammad Omar")}
    wanted = {
        "person · \u2068Runs the bazaar in Zaranj.\u2069",
        "person",
        "person · \u2068Abu Bakr\u2069",
    }
    assert details == wanted
    offered = lookup.complete(casebook, "Mohammad Omar")
    assert {lookup.told_apart(casebook, each) for each in offered} == wanted
