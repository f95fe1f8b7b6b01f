"""A meeting is logged whole and edited whole; what happened is listed in order of time."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench import events, lookup, posts, records, when
from workbench.asks import asks
from workbench.casebook import Casebook
from workbench.events import ActionIn, AnswerIn, Meeting, New, PartyIn
from workbench.history import history
from workbench.messages import Refused


def uid(casebook: Casebook, name: str) -> str:
    return lookup.stakeholder(casebook, name).uid


def line(casebook: Casebook, event: str) -> events.EventLine:
    return next(each for each in events.events(casebook) if each.uid == event)


def logged(casebook: Casebook) -> tuple[str, Meeting]:
    """A meeting with everything to it, and its uid."""
    member = casebook.join("A. Officer")
    ask = asks(casebook, status="pending")[0]
    meeting = Meeting(
        kind="call",
        title="A call about aid",
        when="2025-02-03",
        clock="14:30+04:30",
        channel="telephone",
        said="They want it resumed.",
        grade="B2",
        parties=[
            PartyIn(uid(casebook, "Rubio"), "principal"),
            PartyIn(New("Ahmad Zia", country="AF", post="Adviser"), "interpreter"),
        ],
        answers=[AnswerIn(ask.uid, "put off", "after April")],
        actions=[ActionIn("Send the note", member, "2025-02-10")],
    )
    return events.log_meeting(casebook, meeting), meeting


def test_a_meeting_is_logged_with_all_that_came_of_it(sample: Casebook) -> None:
    event, _meeting = logged(sample)
    assert line(sample, event).parties == (
        events.PartyLine(uid(sample, "Rubio"), "Marco Rubio", "principal", "Secretary of State"),
        events.PartyLine(uid(sample, "Ahmad Zia"), "Ahmad Zia", "interpreter", "Adviser"),
    )
    held = events.meeting_of(sample, event)
    assert (held.clock, held.channel, held.grade) == ("14:30+04:30", "telephone", "B2")
    assert [(each.answer, each.notes) for each in held.answers] == [("put off", "after April")]
    assert [(each.what, each.due, each.done) for each in held.actions] == [
        ("Send the note", "2025-02-10", False)
    ]


def test_a_logged_meeting_is_one_act_and_one_undo(sample: Casebook) -> None:
    before = len(events.events(sample))
    logged(sample)
    assert str(sample.next_undo()) == "Log meeting"
    sample.undo()
    assert len(events.events(sample)) == before
    with pytest.raises(Refused):
        lookup.stakeholder(sample, "Ahmad Zia")


def test_a_meeting_without_a_title_is_called_after_who_was_there(casebook: Casebook) -> None:
    parties = [PartyIn(New(name)) for name in ("Ahmad", "Bashir", "Chaman", "Dara", "Ehsan")]
    event = events.log_meeting(casebook, Meeting(kind="visit", parties=parties[:2]))
    assert line(casebook, event).title == "Visit: Ahmad, Bashir"
    event = events.log_meeting(casebook, Meeting(parties=parties))
    assert line(casebook, event).title == "Meeting: Ahmad, Bashir, Chaman and 2 others"
    event = events.log_meeting(casebook, Meeting(kind="call"))
    assert line(casebook, event).title == "Call"


def test_what_is_wrong_with_a_meeting_is_said_of_its_field_and_nothing_is_kept(
    casebook: Casebook,
) -> None:
    with pytest.raises(records.FieldErrors) as refused:
        events.log_meeting(casebook, Meeting(when="2025-13", parties=[PartyIn(New("Ahmad"))]))
    assert set(refused.value.errors) == {"when"}
    with pytest.raises(Refused):
        lookup.stakeholder(casebook, "Ahmad")


def test_one_new_person_with_two_parts_is_added_once(casebook: Casebook) -> None:
    new = New("Ahmad")
    event = events.log_meeting(casebook, Meeting(parties=[PartyIn(new, "host"), PartyIn(new)]))
    one, other = line(casebook, event).parties
    assert one.uid == other.uid


def test_a_meeting_says_on_whose_side_those_are_who_are_on_none_yet(sample: Casebook) -> None:
    rubio, qatar = uid(sample, "Rubio"), uid(sample, "Qatar")
    records.edit(sample, "stakeholder", {qatar: {"side": "third party"}})
    parties = [PartyIn(rubio, side="theirs"), PartyIn(qatar, side="ours"),
               PartyIn(New("Ahmad Zia"), side="ours")]  # fmt: skip
    events.log_meeting(sample, Meeting(title="x", parties=parties))
    who = (rubio, qatar, uid(sample, "Ahmad Zia"))
    sides = [records.get(sample, "stakeholder", each)["side"] for each in who]
    assert sides == ["theirs", "third party", "ours"]


def test_a_source_that_is_new_is_made_with_the_meeting(sample: Casebook) -> None:
    event = events.log_meeting(sample, Meeting(title="x", source=events.NewSource("A letter")))
    source = records.get(sample, "event", event)["source"]
    assert records.label(sample, "source", source) == "A letter"
    sample.undo()
    with pytest.raises(Refused):
        records.label(sample, "source", source)


def test_a_meeting_freezes_the_post_held_on_its_day(casebook: Casebook) -> None:
    who = records.add(casebook, "stakeholder", {"name": "Ahmad", "kind": "person"})
    titles = {
        title: records.add(casebook, "post", {"stakeholder": who, "title": title, "when": span})
        for title, span in (("Deputy", "2020/2022"), ("Minister", "2023/.."))
    }
    old = events.log_meeting(casebook, Meeting(when="2021-05", parties=[PartyIn(who)]))
    new = events.log_meeting(casebook, Meeting(when="2024", parties=[PartyIn(who)]))
    undated = events.log_meeting(casebook, Meeting(parties=[PartyIn(who)]))
    assert [line(casebook, each).parties[0].post for each in (old, new, undated)] == [
        "Deputy", "Minister", None,
    ]  # fmt: skip
    records.edit(casebook, "post", {titles["Deputy"]: {"title": "Clerk"}})
    assert line(casebook, old).parties[0].post == "Deputy"


def test_a_meeting_moved_to_another_day_takes_that_days_posts(casebook: Casebook) -> None:
    who = records.add(casebook, "stakeholder", {"name": "Ahmad", "kind": "person"})
    for title, span in (("Deputy", "2020/2022"), ("Minister", "2023/..")):
        records.add(casebook, "post", {"stakeholder": who, "title": title, "when": span})
    event = events.log_meeting(casebook, Meeting(when="2021-05", parties=[PartyIn(who)]))
    held = events.meeting_of(casebook, event)
    events.edit_meeting(casebook, event, _changed(held, when="2024-05"))
    assert line(casebook, event).parties[0].post == "Minister"


def _changed(meeting: Meeting, **values: object) -> Meeting:
    from dataclasses import replace

    return replace(meeting, **values)  # type: ignore[arg-type]


@given(st.lists(st.tuples(st.none() | st.integers(0, 9), st.none() | st.integers(0, 9))))
def test_a_post_is_held_where_its_time_can_meet_the_day(
    spans: list[tuple[int | None, int | None]],
) -> None:
    rows = [posts.PostRow("a", str(n), first, last) for n, (first, last) in enumerate(spans)]
    held = posts.held(rows, (5, 5)).get("a", "")
    wanted = [
        str(n)
        for n, (first, last) in enumerate(spans)
        if (first is None or first <= 5) and (last is None or last >= 5)
    ]
    assert held == ", ".join(wanted)


def test_an_event_saved_as_it_was_read_changes_nothing(sample: Casebook) -> None:
    event, _meeting = logged(sample)
    last = history(sample, limit=1)[0].number
    assert events.edit_meeting(sample, event, events.meeting_of(sample, event)) == 0
    assert history(sample, limit=1)[0].number == last


def test_editing_a_meeting_edits_adds_and_deletes_what_hangs_on_it(sample: Casebook) -> None:
    event, _meeting = logged(sample)
    held = events.meeting_of(sample, event)
    other = asks(sample, status="proposed")[0]
    events.edit_meeting(
        sample,
        event,
        _changed(
            held,
            title="Two calls about aid",
            parties=[held.parties[0], PartyIn(uid(sample, "Qatar"), "mediator")],
            answers=[AnswerIn(other.uid)],
            actions=[_done(held.actions[0]), ActionIn("Ring again")],
        ),
    )
    assert line(sample, event).title == "Two calls about aid"
    assert [each.name for each in line(sample, event).parties] == ["Marco Rubio", "Qatar"]
    now = events.meeting_of(sample, event)
    assert [(each.ask, each.answer) for each in now.answers] == [(other.uid, None)]
    assert [(each.what, each.done) for each in now.actions] == [
        ("Send the note", True), ("Ring again", False),
    ]  # fmt: skip
    assert now.parties[0].uid == held.parties[0].uid
    sample.undo()
    assert events.meeting_of(sample, event) == held


def _done(action: ActionIn) -> ActionIn:
    return ActionIn(action.what, action.owner, action.due, True, action.uid)


def test_statements_and_incidents_are_logged_by_the_same_verb(casebook: Casebook) -> None:
    event = events.log_meeting(casebook, Meeting(kind="incident", title="A strike"))
    assert str(casebook.next_undo()) == "Log event"
    assert line(casebook, event).kind == "incident"


def test_events_come_in_order_of_time_and_then_of_entry(casebook: Casebook) -> None:
    texts = ["2025-01", "2024/..", "2025-01-08", "2025", "../2023", "2025-01", "2024-12-31", None]
    shuffled = random.Random(5).sample(texts, len(texts))
    for text in shuffled:
        events.log_meeting(casebook, Meeting(when=text, title="x"))
    listed = [each.when for each in events.events(casebook)]
    dated = [text for text in shuffled if text]
    assert listed == [*sorted(dated, key=lambda text: when.parse(text).order), None]


def test_events_are_narrowed_by_kind_party_and_time(sample: Casebook) -> None:
    meetings = events.events(sample, meetings=True)
    assert [each.kind for each in meetings] == ["meeting", "visit", "exchange"]
    rubio = events.events(sample, with_=uid(sample, "Rubio"))
    assert [each.title for each in rubio] == ["Rubio: bounties could be placed on Taliban leaders"]
    assert len(rubio[0].parties) == 2
    assert [each.when for each in events.events(sample, when="2023")] == ["2021-10/2024-12"]
    assert events.events(sample, when="2019") == []


def test_claims_on_one_event_stand_side_by_side(sample: Casebook) -> None:
    (paktia,) = [each for each in events.events(sample) if each.place == "Paktia"]
    assert [(each.by, each.grade) for each in paktia.claims] == [
        ("Pakistan", "C3"), ("Islamic Emirate of Afghanistan", "C3"),
    ]  # fmt: skip
