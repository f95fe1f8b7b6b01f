"""The commands that look: what they print for people, and the JSON that scripts rely on."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.ui import command_line
from tests.ui.command_line import Run
from ui import command_showing
from workbench import events, lookup, records
from workbench.casebook import Casebook
from workbench.events import Meeting, PartyIn

run = command_line.run


@pytest.fixture
def book(sample_file: Path) -> str:
    return str(sample_file)


def test_find_gives_kind_uid_label_match_and_detail(run: Run, book: str) -> None:
    (first, *_rest) = run("find", book, "Ameer", "Motaqi", "--json").json
    assert set(first) == {"kind", "uid", "label", "matched", "detail"}
    assert (first["kind"], first["label"]) == ("stakeholder", "Amir Khan Muttaqi")


def test_find_is_narrowed_by_kind_and_number(run: Run, book: str) -> None:
    found = run("find", book, "taliban", "--kind", "event", "--limit", "2", "--json").json
    assert [each["kind"] for each in found] == ["event", "event"]


def test_what_is_not_found_is_an_empty_list_and_a_word_to_people(run: Run, book: str) -> None:
    assert run("find", book, "xylophone concerto", "--kind", "ask", "--json").json == []
    done = run("find", book, "xylophone concerto", "--kind", "ask")
    assert (done.status, done.out) == (0, "Nothing found.\n")


def test_asks_give_names_uids_and_quantities(run: Run, book: str) -> None:
    (hostages,) = [a for a in run("asks", book, "--json").json if a["category"] == "hostages"]
    assert list(hostages) == [
        "uid", "title", "category", "asked_by", "asked_by_uid", "asked_of", "asked_of_uid", "via",
        "via_uids", "status", "raised", "due", "asked", "delivered", "unit",
    ]  # fmt: skip
    assert (hostages["asked"], hostages["delivered"], hostages["unit"]) == (None, 2, "person")
    assert (hostages["via"], hostages["raised"], hostages["due"]) == (["Qatar"], "2025-01", None)
    assert len(hostages["via_uids"]) == 1


def test_asks_take_names_in_any_spelling_or_a_uid(run: Run, book: str) -> None:
    by_name = run("asks", book, "--by", "tehran", "--json").json
    assert len(by_name) == 2
    by_uid = run("asks", book, "--by", by_name[0]["asked_by_uid"], "--json").json
    assert by_uid == by_name
    assert len(run("asks", book, "--of", "usa", "--json").json) == 1


def test_asks_are_narrowed_by_status_in_any_case(run: Run, book: str) -> None:
    found = run("asks", book, "--status", "Under Discussion", "--json").json
    assert {each["status"] for each in found} == {"under discussion"}


def test_a_person_reads_that_a_number_is_not_known(run: Run, book: str) -> None:
    out = run("asks", book).out
    assert "2 person, of how many is not known" in out
    assert "0 of 1 decision" in out
    assert "100" not in out and "of 0" not in out


def test_a_quantity_is_a_number_as_exact_as_it_was_given(run: Run, sample: Casebook) -> None:
    from decimal import Decimal

    from workbench.asks import asks

    ask = asks(sample, status="proposed")[0]
    values = {"ask": ask.uid, "what": "Water", "quantity": Decimal("12.5"), "unit": "million m³"}
    records.add(sample, "item", values)
    (found,) = run("asks", str(sample.path), "--status", "proposed", "--json").json
    assert (found["asked"], found["delivered"], found["unit"]) == (12.5, 0, "million m³")


def test_events_give_parties_with_part_and_post_and_claims_with_grade(run: Run, book: str) -> None:
    found = run("events", book, "--when", "2024-12", "--with", "Pakistan", "--json").json
    (paktia,) = [each for each in found if each["place"] == "Paktia"]
    assert list(paktia) == ["uid", "when", "kind", "place", "title", "parties", "claims"]
    assert [set(each) for each in paktia["parties"]] == [{"uid", "name", "part", "post"}] * 2
    assert [set(each) for each in paktia["claims"]] == [{"by", "says", "grade"}] * 2


def test_events_are_narrowed_to_meetings(run: Run, book: str) -> None:
    found = run("events", book, "--meetings", "--json").json
    assert [each["kind"] for each in found] == ["meeting", "visit", "exchange"]
    misri = found[0]["parties"][0]
    assert (misri["name"], misri["part"], misri["post"]) == (
        "Vikram Misri", "principal", "Foreign secretary",
    )  # fmt: skip


def test_both_claims_stand_beside_an_event_for_people_too(run: Run, book: str) -> None:
    out = run("events", book, "--when", "2024-12").out
    assert "Pakistan: The strikes targeted TTP hideouts (C3)" in out
    assert "Islamic Emirate of Afghanistan: Nearly 50 civilians were killed" in out


def test_ties_give_both_ends_tenor_and_date(run: Run, book: str) -> None:
    (first, *_rest) = run("ties", book, "--of", "Qatar", "--on", "2025-01", "--json").json
    assert list(first) == ["uid", "from", "to", "from_uid", "to_uid", "kind", "tenor", "when"]
    assert (first["from"], first["tenor"], first["when"]) == ("Qatar", 2, "2021-08/..")


def test_between_gives_paths_with_falling_scores(run: Run, book: str) -> None:
    ways = run("between", book, "USA", "Taliban", "--json").json
    assert [set(each) for each in ways] == [{"path", "uids", "weakest", "score"}] * len(ways)
    assert ways[0]["path"] == ["United States", "Qatar", "Islamic Emirate of Afghanistan"]
    assert len(run("between", book, "USA", "Taliban", "--limit", "1", "--json").json) == 1
    scores = [each["score"] for each in ways]
    assert scores == sorted(scores, reverse=True)


def test_where_nobody_could_carry_a_message_that_is_said(run: Run, book: str) -> None:
    done = run("between", book, "ISKP", "USA")
    assert done.status == 0
    assert done.out.startswith("Nobody")
    assert run("between", book, "ISKP", "USA", "--json").json == []


def test_a_name_that_fits_several_is_refused_with_the_candidates(run: Run, book: str) -> None:
    done = run("events", book, "--with", "leadership", "--json")
    assert (done.status, done.out) == (1, "")
    assert "Kabul-based leadership" in done.err
    assert "Kandahar-based leadership" in done.err
    assert len(done.err.splitlines()) == 1


@pytest.mark.parametrize(
    "words",
    [("events", "--when", "2025-13"), ("asks", "--due", "soon"), ("ties", "--on", "1/2/2025"),
     ("asks", "--by", "nobody at all"), ("history", "--of", "no such uid")],
)  # fmt: skip
def test_what_can_not_be_answered_is_one_line(run: Run, book: str, words: tuple[str, ...]) -> None:
    name, *more = words
    done = run(name, book, *more)
    assert (done.status, done.out) == (1, "")
    assert len(done.err.splitlines()) == 1


def test_history_gives_each_act_with_its_changes(run: Run, sample: Casebook) -> None:
    qatar = lookup.stakeholder(sample, "Qatar").uid
    records.edit(sample, "stakeholder", {qatar: {"notes": "Well placed"}})
    (last, *_rest) = run("history", str(sample.path), "--json").json
    assert list(last) == ["change_set", "at", "by", "did", "changes"]
    assert (last["by"], last["did"]) == ("A. Officer", "Edit Stakeholder")
    assert last["changes"] == [
        {"kind": "stakeholder", "uid": qatar, "field": "notes",
         "before": "Well equipped for mediation", "after": "Well placed"}
    ]  # fmt: skip
    own = run("history", str(sample.path), "--of", qatar, "--json").json
    assert [each["change_set"] for each in own] == [last["change_set"], 2]
    out = run("history", str(sample.path)).out
    assert "Qatar, Notes: Well equipped for mediation → Well placed" in out
    assert "records in all" in out


def test_a_deleted_record_still_has_its_history(run: Run, sample: Casebook) -> None:
    qatar = lookup.stakeholder(sample, "Qatar").uid
    records.delete(sample, "stakeholder", [qatar])
    assert len(run("history", str(sample.path), "--of", qatar, "--json").json) == 2


def test_check_counts_and_says_that_all_is_well(run: Run, book: str) -> None:
    found = run("check", book, "--json").json
    assert list(found) == ["ok", "counts", "faults"]
    assert found["ok"] is True
    assert found["counts"]["stakeholder"] == 25
    assert "25 stakeholders" in run("check", book).out


def test_check_ends_with_1_where_something_is_wrong(run: Run, sample: Casebook) -> None:
    from tests.workbench.test_checks import meddle

    meddle(sample.path, "UPDATE ask SET status = 'met' WHERE id = 1")
    done = run("check", str(sample.path), "--json")
    assert done.status == 1
    assert done.json["ok"] is False
    (fault,) = done.json["faults"]
    assert set(fault) == {"code", "says", "repair"}
    assert fault["code"] == "row-altered"
    people = run("check", str(sample.path))
    assert (people.status, len(people.err.splitlines())) == (1, 1)
    assert "row-altered" in people.out


def test_signs_in_a_record_reach_no_terminal(
    run: Run, casebook: Casebook, capsys: pytest.CaptureFixture[str]
) -> None:
    who = records.add(casebook, "stakeholder", {"name": "[bold]Zia[/bold]", "kind": "person"})
    notes = "Two\nlines, \u202eturned"
    events.log_meeting(casebook, Meeting(title="x", notes=notes, parties=[PartyIn(who)]))
    assert "[bold]Zia[/bold]" in run("events", str(casebook.path)).out
    command_showing.table(("A",), [("Ahmad\x1b[31m\x07\r\nZia",)], "none")
    out = capsys.readouterr().out
    assert not {"\x1b", "\x07", "\r"} & set(out)
    assert "\u202e" not in run("find", str(casebook.path), "lines").out
    assert len(out.splitlines()) == 2
    assert "Two lines" in run("find", str(casebook.path), "lines").out


def test_on_a_terminal_a_table_is_as_wide_as_it_is(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    monkeypatch.setattr(command_showing.sys.stdout, "isatty", lambda: True)
    command_showing.table(("A", "B"), [("[b]x[/b]", "long " * 20), ("متقي", "")], "none")
    lines = capsys.readouterr().out.splitlines()
    assert max(map(len, lines[1:])) <= 40  # the first is dimmed, by signs of no width
    assert "[b]x[/b]" in lines[1]


def test_a_line_keeps_what_joins_letters(run: Run) -> None:
    assert command_showing.harmless("می\u200cخواهم") == "می\u200cخواهم"
