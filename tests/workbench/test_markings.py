"""Markings: what a new record takes over, the list itself, an event's sensitive part."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from workbench import cards, events, markings, records
from workbench.casebook import Casebook
from workbench.checks import check
from workbench.events import ActionIn, AnswerIn, Meeting, New, PartyIn
from workbench.markings import Wanted
from workbench.messages import Refused, message

ORDER = ("Open", "Internal", "Restricted", "Confidential")
words = st.sampled_from((None, *ORDER))


def _stakeholder(casebook: Casebook, name: str, marking: str | None = None, **more: Any) -> str:
    values = {"name": name, "kind": "state", "marking": marking, **more}
    return records.add(casebook, "stakeholder", values)


def _ask(casebook: Casebook, by: str, of: str, marking: str | None = None, **more: Any) -> str:
    values = {"title": "Water", "category": "water", "asked_by": by, "asked_of": of,
              "status": "pending", "marking": marking, **more}  # fmt: skip
    return records.add(casebook, "ask", values)


def _marking(casebook: Casebook, kind: str, uid: str) -> str:
    return markings.effective(ORDER, records.get(casebook, kind, uid)["marking"])


def _strictest(*found: str | None) -> str:
    return ORDER[max((ORDER.index(word) for word in found if word), default=0)]


@settings(
    deadline=None, max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    theirs=st.lists(words, min_size=1, max_size=4),
    asked=st.lists(words, max_size=3),
    own=words,
)
def test_a_meeting_is_as_strict_as_its_strictest_party_or_ask_unless_it_says_otherwise(
    casebook: Casebook, theirs: list[str | None], asked: list[str | None], own: str | None
) -> None:
    people = [_stakeholder(casebook, f"S{n}", word) for n, word in enumerate(theirs)]
    low = _stakeholder(casebook, "Nobody")
    asks = [_ask(casebook, low, low, word or "Open") for word in asked]
    uid = events.log_meeting(
        casebook,
        Meeting(
            marking=own,
            parties=[PartyIn(who) for who in people],
            answers=[AnswerIn(ask) for ask in asks],
            actions=[ActionIn("write it up")],
        ),
    )
    wanted = own or _strictest(*theirs, *asked)
    assert _marking(casebook, "event", uid) == wanted
    with casebook.reading() as connection:
        action = connection.exec_driver_sql(
            "SELECT a.marking FROM action a JOIN event e ON e.id = a.event_id WHERE e.uid = ?",
            (uid,),
        ).scalar()
    assert markings.effective(ORDER, action) == wanted
    casebook.undo()
    with pytest.raises(records.Gone):
        records.get(casebook, "event", uid)
    casebook.redo()
    assert _marking(casebook, "event", uid) == wanted


@settings(
    deadline=None, max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(by=words, of=words, above=words, own=words)
def test_what_hangs_on_records_is_as_strict_as_the_strictest_of_them(
    casebook: Casebook, by: str | None, of: str | None, above: str | None, own: str | None
) -> None:
    one, other = _stakeholder(casebook, "One", by), _stakeholder(casebook, "Other", of)
    first = _ask(casebook, one, other, above)
    second = _ask(casebook, one, other, own, hangs_on=first)
    tie = records.add(casebook, "tie", {"from": one, "to": other, "kind": "trade", "tenor": 1})
    item = records.add(casebook, "item", {"ask": second, "what": "a well"})
    post = records.add(casebook, "post", {"stakeholder": one, "title": "envoy", "at": other})
    source = records.add(casebook, "source", {"title": "a word", "stakeholder": other})
    asked = above or _strictest(by, of)
    assert _marking(casebook, "ask", first) == asked
    assert _marking(casebook, "tie", tie) == _marking(casebook, "post", post) == _strictest(by, of)
    hung = own or _strictest(by, of, asked)
    assert _marking(casebook, "ask", second) == _marking(casebook, "item", item) == hung
    assert _marking(casebook, "source", source) == _strictest(of)
    assert check(casebook).ok


def test_what_is_added_in_bulk_in_any_order_of_kinds_takes_over_as_well(
    casebook: Casebook,
) -> None:
    with casebook.change(message("Bulk")) as change:
        _office, person = change.add_many(
            "stakeholder",
            ("uid", "name", "kind", "part_of", "marking"),
            [
                ("00000000-0000-0000-0000-000000000001", "Office", "office", None, "Restricted"),
                ("", "Person", "person", "00000000-0000-0000-0000-000000000001", None),
            ],
        )
        quiet, told = change.add_many(
            "event", ("kind", "title"), [("meeting", "Quiet"), ("meeting", "Told")]
        )
        task = change.add("action", {"what": "write", "event": told})
        change.add_many("party", ("event", "stakeholder"), [(told, person)])
    assert _marking(casebook, "stakeholder", person) == "Restricted"
    assert _marking(casebook, "event", quiet) == "Open"
    assert _marking(casebook, "event", told) == _marking(casebook, "action", task) == "Restricted"


def test_a_new_party_made_with_the_meeting_is_as_open_as_it_is_given(casebook: Casebook) -> None:
    boss = _stakeholder(casebook, "Ministry", "Confidential")
    uid = events.log_meeting(casebook, Meeting(parties=[PartyIn(New("Aide", part_of=boss))]))
    assert _marking(casebook, "event", uid) == "Confidential"


def test_the_marking_may_be_lowered_and_raised_afterwards(casebook: Casebook) -> None:
    one = _stakeholder(casebook, "One", "Restricted")
    tie = records.add(casebook, "tie", {"from": one, "to": one, "kind": "trade", "tenor": 0})
    for word in ("Open", "Confidential"):
        records.edit(casebook, "tie", {tie: {"marking": word}})
        assert _marking(casebook, "tie", tie) == word


def test_a_marking_that_the_casebook_has_not_is_refused_with_those_it_has(
    casebook: Casebook,
) -> None:
    with pytest.raises(Refused, match=r"“Cosmic” is none.*Open, Internal, Restricted, Conf"):
        _stakeholder(casebook, "One", "Cosmic")
    with pytest.raises(Refused, match="Cosmic"), casebook.change(message("Bulk")) as change:
        change.add_many("event", ("kind", "title", "marking"), [("call", "A", "Cosmic")])
    uid = _stakeholder(casebook, "One", "restricted")
    assert records.get(casebook, "stakeholder", uid)["marking"] == "Restricted"
    assert casebook.words("marking") == ORDER


# -- the list --------------------------------------------------------------------------------------


def test_the_list_is_renamed_reordered_and_extended_in_one_act_that_undo_takes_back(
    casebook: Casebook,
) -> None:
    marked = [_stakeholder(casebook, word, word) for word in ORDER]
    meeting = events.log_meeting(
        casebook, Meeting(sensitive_part="names", sensitive_marking="Restricted")
    )
    markings.arrange(
        casebook,
        [Wanted("Public"), Wanted("Open", "Open"), Wanted("Restricted", "Internal"),
         Wanted("Internal", "Restricted"), Wanted("Secret", "Confidential")],
    )  # fmt: skip
    assert markings.order(casebook) == ("Public", "Open", "Restricted", "Internal", "Secret")
    after = [records.get(casebook, "stakeholder", uid)["marking"] for uid in marked]
    assert after == ["Open", "Restricted", "Internal", "Secret"]
    assert records.get(casebook, "event", meeting)["sensitive_marking"] == "Internal"
    assert casebook.marking() == "Secret"
    assert check(casebook).ok
    casebook.undo()
    assert markings.order(casebook) == ORDER
    assert [records.get(casebook, "stakeholder", uid)["marking"] for uid in marked] == list(ORDER)
    assert check(casebook).ok


def test_a_marking_in_use_stays_and_so_does_the_last_one(casebook: Casebook) -> None:
    uid = _stakeholder(casebook, "One", "Internal")
    rest = [Wanted(word, word) for word in ORDER if word != "Internal"]
    with pytest.raises(Refused, match=r"“Internal” is in use \(1\)"):
        markings.arrange(casebook, rest)
    with pytest.raises(Refused, match="no marking left"):
        markings.arrange(casebook, [])
    with pytest.raises(Refused, match="Two markings"):
        markings.arrange(casebook, [*rest, Wanted("open")])
    assert markings.order(casebook) == ORDER
    records.delete(casebook, "stakeholder", [uid])
    markings.arrange(casebook, rest)
    assert markings.order(casebook) == ("Open", "Restricted", "Confidential")


def test_a_word_of_the_list_that_is_edited_or_deleted_otherwise_holds_to_the_same(
    casebook: Casebook,
) -> None:
    uid = _stakeholder(casebook, "One", "Internal")
    with casebook.reading() as connection:
        from db import marking

        terms = {word: term for term, word, _at in marking.terms(connection)}
    with pytest.raises(Refused, match="in use"):
        records.delete(casebook, "term", [terms["Internal"]])
    records.edit(casebook, "term", {terms["Internal"]: {"word": "Desk"}})
    assert records.get(casebook, "stakeholder", uid)["marking"] == "Desk"


# -- the sensitive part ----------------------------------------------------------------------------


def test_the_sensitive_part_is_never_less_strict_than_the_event(casebook: Casebook) -> None:
    uid = events.log_meeting(
        casebook,
        Meeting(marking="Internal", sensitive_part="who carries it", sensitive_marking="Open"),
    )
    assert records.get(casebook, "event", uid)["sensitive_marking"] == "Internal"
    records.edit(casebook, "event", {uid: {"marking": "Confidential"}})
    assert records.get(casebook, "event", uid)["sensitive_marking"] == "Confidential"
    records.edit(casebook, "event", {uid: {"marking": "Open", "sensitive_marking": None}})
    card = cards.card(casebook, "event", uid)
    assert card.sensitive is not None and card.sensitive.marking == "Open"


def test_the_sensitive_part_is_found_by_a_search(casebook: Casebook) -> None:
    from workbench.search import find

    uid = events.log_meeting(
        casebook, Meeting(title="Talks", sensitive_part="the courier is Zarghuna")
    )
    assert [found.uid for found in find(casebook, "Zarghuna")] == [uid]
