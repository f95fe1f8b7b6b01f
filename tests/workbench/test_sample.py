"""The sample holds every one of its facts, and can be made anew."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest

from workbench import asks, events, lookup, records, ties
from workbench import sample as sample_casebook
from workbench.casebook import Casebook
from workbench.checks import check
from workbench.lists_of_words import DEFAULTS
from workbench.messages import Refused

FACTS = Path(sample_casebook.__file__).parent.parent / "resources" / "sample"
Rows = list[dict[str, str]]


def facts(name: str) -> Rows:
    with (FACTS / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def parts(text: str) -> list[str]:
    return [part.strip() for part in text.split(";") if part.strip()]


@pytest.fixture
def book(sample_file: Path) -> Iterator[Casebook]:
    book = Casebook.open(sample_file, None)
    yield book
    book.close()


def test_every_row_of_the_facts_is_in_the_sample(book: Casebook) -> None:
    counts = check(book).counts
    kept = [counts[kind] for kind in ("stakeholder", "tie", "event", "claim", "ask", "item")]
    sheets = ("stakeholders", "ties", "events", "claims", "asks", "ask_items")
    assert kept == [len(facts(name)) for name in sheets] == [25, 21, 15, 5, 10, 4]


def test_the_stakeholders_are_those_of_the_facts(book: Casebook) -> None:
    names = {row["key"]: row["name"] for row in facts("stakeholders")}
    for row in facts("stakeholders"):
        found = lookup.stakeholder(book, row["name"])
        values = records.get(book, "stakeholder", found.uid)
        assert (values["kind"], values["country"] or "", values["notes"] or "") == (
            row["kind"], row["country"], row["notes"],
        )  # fmt: skip
        for spelling in parts(row["names"]):
            assert lookup.stakeholder(book, spelling) == found
        if row["member_of"] and row["kind"] != "person":
            whole = records.label(book, "stakeholder", values["part_of"])
            assert whole == names[row["member_of"]]


def test_the_ties_are_those_of_the_facts(book: Casebook) -> None:
    names = {row["key"]: row["name"] for row in facts("stakeholders")}
    assert [(t.from_, t.to, t.kind, t.tenor, t.when) for t in ties.ties(book)] == [
        (names[row["from"]], names[row["to"]], row["kind"], int(row["tenor"]), row["when"])
        for row in facts("ties")
    ]


def test_the_events_are_those_of_the_facts_with_posts_frozen(book: Casebook) -> None:
    rows = {row["key"]: row for row in facts("stakeholders")}
    listed = {each.title: each for each in events.events(book)}
    for row in facts("events"):
        event = listed[row["title"]]
        assert (event.when, event.kind, event.place or "") == (
            row["when"], row["kind"], row["place"],
        )  # fmt: skip
        wanted = [given.split(":") for given in parts(row["parties"])]
        assert [(p.name, p.part, p.post or "") for p in event.parties] == [
            (rows[who]["name"], part, rows[who]["post"]) for who, part in wanted
        ]
        claims = [each for each in facts("claims") if each["event"] == row["key"]]
        assert [(c.by, c.says, c.grade) for c in event.claims] == [
            (rows[each["by"]]["name"], each["says"], each["grade"]) for each in claims
        ]
        meeting = events.meeting_of(book, event.uid)
        assert len(meeting.answers) == len(parts(row["came_up"]))
        assert {answer.answer for answer in meeting.answers} <= {None}
        assert (meeting.grade, meeting.notes or "") == (row["grade"], row["notes"])


def test_the_asks_are_those_of_the_facts(book: Casebook) -> None:
    names = {row["key"]: row["name"] for row in facts("stakeholders")}
    for row, ask in zip(facts("asks"), asks.asks(book), strict=True):
        assert (ask.title, ask.category, ask.status) == (
            row["title"], row["category"], row["status"],
        )  # fmt: skip
        assert (ask.asked_by, ask.asked_of) == (names[row["asked_by"]], names[row["asked_of"]])
        assert list(ask.via) == [names[who] for who in parts(row["via"])]
        assert (ask.raised or "", ask.due or "") == (row["raised"], row["due"])
    recognition = next(ask for ask in asks.asks(book) if ask.category == "recognition")
    hangs_on = records.get(book, "ask", recognition.uid)["hangs_on"]
    assert records.label(book, "ask", hangs_on).startswith("Lift restrictions on women's")


def test_whose_word_a_fact_is_stands_with_it(book: Casebook) -> None:
    (tie,) = [each for each in ties.ties(book) if each.kind == "harboured by"]
    source = records.get(book, "tie", tie.uid)["source"]
    values = records.get(book, "source", source)
    assert values["title"] == "Islamabad"
    assert records.label(book, "stakeholder", values["stakeholder"]) == "Pakistan"
    takeover = records.get(book, "event", events.events(book)[0].uid)
    assert "Chatham House" in records.label(book, "source", takeover["source"])


def test_making_the_sample_is_nothing_to_undo(book: Casebook) -> None:
    assert book.is_sample
    assert book.next_undo() is None


def test_a_new_casebook_has_words_in_its_lists_and_no_records(casebook: Casebook) -> None:
    assert casebook.words("marking") == ("Open", "Internal", "Restricted", "Confidential")
    assert {list_: casebook.words(list_) for list_ in DEFAULTS} == DEFAULTS
    counts = check(casebook).counts
    assert {kind for kind, n in counts.items() if n} == {"term"}
    assert not casebook.is_sample


def test_the_sample_is_reset_to_what_it_was(sample: Casebook) -> None:
    path = sample.path
    records.delete(sample, "stakeholder", [lookup.stakeholder(sample, "Qatar").uid])
    sample.close()
    sample_casebook.reset(path)
    again = Casebook.open(path, None)
    assert lookup.stakeholder(again, "Qatar").label == "Qatar"
    assert check(again).ok and again.is_sample
    again.close()
    assert {each.name for each in path.parent.iterdir()} <= {path.name}


def test_an_encrypted_sample_stays_encrypted_when_it_is_reset(tmp_path: Path) -> None:
    path = tmp_path / "sample.casebook"
    sample_casebook.make(path, "a passphrase").close()
    sample_casebook.reset(path, "a passphrase")
    again = Casebook.open(path, "a passphrase")
    assert again.encrypted
    again.close()


def test_a_casebook_that_is_not_the_sample_is_never_reset(casebook: Casebook) -> None:
    records.add(casebook, "stakeholder", {"name": "Qatar", "kind": "state"})
    path = casebook.path
    casebook.close()
    with pytest.raises(Refused):
        sample_casebook.reset(path)
    again = Casebook.open(path, None)
    assert lookup.stakeholder(again, "Qatar").label == "Qatar"
    again.close()
