"""Who is in the casebook twice is found by name, and what speaks for it and against it is said."""

from __future__ import annotations

from typing import Any

import pytest

from tests.ui.command_line import Run, run  # noqa: F401 - a fixture
from workbench import distinctions, duplicates, lookup, merging, records
from workbench.casebook import Casebook
from workbench.exchange.report import Cancelled


def person(casebook: Casebook, name: str, **values: Any) -> str:
    return records.add(casebook, "stakeholder", {"name": name, "kind": "person", **values})


def found(casebook: Casebook) -> list[set[str]]:
    return [set(pair.names) for pair in duplicates.find(casebook).pairs]


def test_one_man_in_several_spellings_and_scripts_is_found(casebook: Casebook) -> None:
    for name in ("Amir Khan Muttaqi", "Amir Khan Mottaqi", "امیر خان متقی", "Abbas Araghchi"):
        person(casebook, name)
    pairs = found(casebook)
    assert {"Amir Khan Muttaqi", "Amir Khan Mottaqi"} in pairs
    assert {"Amir Khan Muttaqi", "امیر خان متقی"} in pairs
    assert not any("Abbas Araghchi" in names for names in pairs)


def test_a_person_is_never_an_office(casebook: Casebook) -> None:
    person(casebook, "Haqqani Network")
    records.add(casebook, "stakeholder", {"name": "Haqqani network", "kind": "armed group"})
    assert found(casebook) == []


def test_what_is_known_speaks_for_a_pair_or_against_it(casebook: Casebook) -> None:
    ministry = records.add(casebook, "stakeholder", {"name": "Foreign ministry", "kind": "office"})
    council = records.add(casebook, "stakeholder", {"name": "Shura council", "kind": "office"})
    men = [person(casebook, "Mohammad Omar Zadran", country="Afghanistan") for _ in range(3)]
    men[2] = person(casebook, "Mohammad Omar Zadran", country="Pakistan")
    for man, at in zip(men, (ministry, ministry, council, council), strict=False):
        values = {"stakeholder": man, "title": "Envoy" if at == ministry else "Judge", "at": at}
        records.add(casebook, "post", values)
    event = records.add(casebook, "event", {"title": "A dinner", "kind": "meeting"})
    for man in men[1:]:
        records.add(casebook, "party", {"event": event, "stakeholder": man})
    first = duplicates.find(casebook).pairs[0]
    assert {first.one, first.other} == set(men[:2])
    said = {str(each.says) for each in first.reasons}
    assert {"Both were Envoy", "Both belong to Foreign ministry"} <= said
    assert all(each.speaks_for for each in first.reasons)
    other = duplicates.one_pair(casebook, men[1], men[2])
    assert other is not None and other.score < first.score
    against = {str(each.says) for each in other.reasons if not each.speaks_for}
    assert against == {
        "One is Envoy, the other Judge", "One belongs to Foreign ministry, the other to Shura"
        " council", "Country differs: Afghanistan, Pakistan", "Both were there: A dinner",
    }  # fmt: skip


def test_who_was_told_apart_or_merged_is_not_found_again(casebook: Casebook) -> None:
    one, other = person(casebook, "Amir Khan Muttaqi"), person(casebook, "Amir Khan Mottaqi")
    third = person(casebook, "Amirkhan Motaqi")
    assert len(found(casebook)) == 3
    distinctions.tell_apart(casebook, one, third)
    merging.merge(casebook, one, other)
    assert found(casebook) == [], "what is said of the one that went is said of what it became"
    casebook.undo()
    assert len(found(casebook)) == 2


def test_a_search_for_duplicates_says_how_far_it_is_and_can_be_stopped(casebook: Casebook) -> None:
    for name in ("Amir Khan Muttaqi", "Amir Khan Mottaqi"):
        person(casebook, name)
    seen: list[int] = []
    duplicates.find(casebook, lambda done, total: seen.append(done * 100 // total))
    assert seen == sorted(seen) and seen[0] == 0 and seen[-1] == 100

    def stop(done: int, total: int) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        duplicates.find(casebook, stop)


def test_a_name_that_is_being_entered_may_be_somebody_who_is_there(casebook: Casebook) -> None:
    uid = person(casebook, "Amir Khan Muttaqi")
    records.add(casebook, "stakeholder", {"name": "Muttaqi Foundation", "kind": "company"})
    assert [c.uid for c in duplicates.resembling(casebook, "Amir Khan Mottaqi", "person")] == [uid]
    assert duplicates.resembling(casebook, "Abbas Araghchi", "person") == []
    assert duplicates.resembling(casebook, " ", "person") == []
    distinctions.tell_apart(casebook, uid, "Amir Khan Mottaqi")
    assert duplicates.resembling(casebook, "Amir Khan Mottaqi", "person") == []


def test_names_that_say_nothing_are_no_duplicates_and_no_error(casebook: Casebook) -> None:
    for name in ("‏‎.", "Dr", "Dr", "—", "—", "a" * 5_000, "😀", "Haji", "'\"(("):
        person(casebook, name)
    assert all(len(names) <= 2 for names in found(casebook))


def test_the_command_line_lists_them_and_makes_two_one(casebook: Casebook, run: Run) -> None:  # noqa: F811
    one, other = person(casebook, "Amir Khan Muttaqi"), person(casebook, "Amir Khan Mottaqi")
    done = run("duplicates", str(casebook.path), "--json")
    assert done.status == 0
    (pair,) = done.json
    assert {pair["one"], pair["other"]} == {one, other} and pair["sure"] and not pair["against"]
    assert "May be" in run("duplicates", str(casebook.path)).out
    done = run("merge", str(casebook.path), one, other, "--json")
    assert done.status == 0 and done.json["uid"] == one, done.err
    assert lookup.stakeholder(casebook, other).uid == one
    assert run("history", str(casebook.path), "--of", other).status == 0
    assert "No two" in run("duplicates", str(casebook.path)).out


@pytest.mark.parametrize(
    ("one", "other", "says"),
    [
        ("Afghanistan", "افغانستان", True),
        ("Afghanistan", "afganistan", True),
        ("AF", "Afghanistan", True),
        ("AF", "PK", False),
        ("Iran", "Iraq", False),
        ("Niger", "Nigeria", False),
    ],
)
def test_a_country_is_one_however_it_is_written(
    casebook: Casebook, one: str, other: str, says: bool | None
) -> None:
    men = [person(casebook, "Mohammad Omar Zadran", country=each) for each in (one, other)]
    pair = duplicates.one_pair(casebook, men[0], men[1])
    assert pair is not None
    said = [each for each in pair.reasons if str(each.says).startswith("Country")]
    assert [each.speaks_for for each in said] == ([] if says is None else [says])


def test_a_name_that_many_bear_makes_no_two_of_them_likely(casebook: Casebook) -> None:
    men = [person(casebook, "Mohammad Omar") for _ in range(2)]
    of_two = duplicates.one_pair(casebook, *men)
    men += [person(casebook, "Mohammad Omar") for _ in range(10)]
    of_many = duplicates.one_pair(casebook, men[0], men[1])
    assert of_two is not None and of_many is not None
    assert of_many.score < of_two.score - 0.2
    assert "12 are called “Mohammad Omar”" in [str(each.says) for each in of_many.reasons]
