"""Logging a meeting from the keyboard: the way through the form, and what it makes of mistakes."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.ui.forms.officer import DOWN, ENTER, ESC, TAB, Officer
from ui.forms.meeting_form import MeetingForm
from ui.forms.meeting_rows import ActionRow, AnswerRow, PartyRow
from workbench import events, lists, records
from workbench.casebook import Casebook
from workbench.events import Meeting
from workbench.history import history

Uid = Callable[[str], str]


@pytest.fixture
def form(sample: Casebook, officer: Officer) -> MeetingForm:
    sample.join("A. Officer")
    form = MeetingForm(sample)
    officer.open(form)
    return form


def party(form: MeetingForm, row: int, *, ours: bool = False) -> PartyRow:
    found = (form.ours if ours else form.theirs).rows[row]
    assert isinstance(found, PartyRow)
    return found


def saved(casebook: Casebook, form: MeetingForm) -> Meeting:
    assert form.saved_uid is not None, form.problem.text()
    return events.meeting_of(casebook, form.saved_uid)


def acts(casebook: Casebook) -> int:
    return len(history(casebook))


def test_enter_alone_leads_from_people_by_part_to_the_date(
    form: MeetingForm, officer: Officer
) -> None:
    way = []
    for given in ("muttaqi", "chair", "", ""):
        way.append(officer.at)
        officer.types(given, ENTER)
    first, blank, ours = party(form, 0), party(form, 1), party(form, 0, ours=True)
    assert way == [first.picker, first.part, blank.picker, ours.picker]
    assert officer.at is form.editors["when"].control


def test_a_meeting_of_two_names_and_a_day_takes_no_more_keys_than_that(
    sample: Casebook, form: MeetingForm, officer: Officer, uid: Uid
) -> None:
    officer.types("muttaqi", ENTER, ENTER, "misri", ENTER, ENTER, ENTER, ENTER, "8 jan")
    officer.saves()
    meeting = saved(sample, form)
    assert meeting.when == "2025-01-08"
    assert [each.stakeholder for each in meeting.parties] == [
        uid("Amir Khan Muttaqi"), uid("Vikram Misri"),
    ]  # fmt: skip
    assert "Muttaqi" in meeting.title and "Misri" in meeting.title


def test_saving_works_while_names_are_offered_and_takes_the_marked_one(
    sample: Casebook, form: MeetingForm, officer: Officer, uid: Uid
) -> None:
    officer.types("muttaqi")
    officer.saves()
    assert [each.stakeholder for each in saved(sample, form).parties] == [uid("Amir Khan Muttaqi")]


@pytest.mark.parametrize("name", ["said", "notes", "kind", "channel", "place", "source"])
def test_saving_works_from_every_field(
    sample: Casebook, form: MeetingForm, officer: Officer, name: str
) -> None:
    form.editors[name].control.setFocus()
    officer.saves()
    assert form.saved_uid is not None


def test_saving_works_while_words_of_a_list_are_offered(
    sample: Casebook, form: MeetingForm, officer: Officer
) -> None:
    officer.types("muttaqi", ENTER, "cha")
    officer.saves()
    assert saved(sample, form).parties[0].part == "cha", "what was typed, not what resembles it"


def test_enter_in_long_text_is_a_new_line(form: MeetingForm, officer: Officer) -> None:
    form.editors["said"].control.setFocus()
    officer.types("one", ENTER, "two")
    assert form.editors["said"].given() == "one\ntwo"


def test_escape_closes_the_list_first_and_then_asks_whether_to_lose_what_was_typed(
    form: MeetingForm, officer: Officer, leaving: list[bool]
) -> None:
    officer.types("muttaqi", ESC)
    assert form.isVisible() and leaving == [False]
    officer.types(ESC)
    assert form.isVisible() and len(leaving) == 2
    assert party(form, 0).picker.text() == "muttaqi", "going on, it is all there"
    leaving[-1] = True
    officer.types(ESC)
    assert not form.isVisible() and form.saved_uid is None


def test_escape_asks_nothing_where_nothing_was_typed(
    form: MeetingForm, officer: Officer, leaving: list[bool]
) -> None:
    officer.types(ESC)
    assert not form.isVisible() and leaving == [False]


def test_a_form_that_begins_with_parties_was_not_typed_into(
    sample: Casebook, officer: Officer, uid: Uid
) -> None:
    form = MeetingForm(sample, parties=[uid("India")])
    officer.open(form)
    assert not form.dirty
    assert officer.at is party(form, 1).picker


def test_a_clock_time_typed_with_the_date_goes_into_its_own_field(
    sample: Casebook, form: MeetingForm, officer: Officer
) -> None:
    form.editors["when"].control.setFocus()
    officer.types("yesterday 14:30", TAB)
    assert (form.editors["when"].given(), form.editors["clock"].given()) == ("2025-02-04", "14:30")
    officer.saves()
    assert (saved(sample, form).when, saved(sample, form).clock) == ("2025-02-04", "14:30")


def test_a_date_says_what_it_is_taken_for_while_it_is_typed(
    form: MeetingForm, officer: Officer
) -> None:
    form.editors["when"].control.setFocus()
    officer.types("yesterday")
    assert form.editors["when"].note.text() == "4 Feb 2025 · yesterday"


def test_what_is_wrong_is_said_beside_its_field_and_nothing_is_written(
    sample: Casebook, form: MeetingForm, officer: Officer
) -> None:
    before = acts(sample)
    form.editors["when"].control.setFocus()
    officer.types("the other day", TAB)
    assert form.editors["when"].error, "said on leaving, not only on saving"
    form.editors["grade"].control.setFocus()
    officer.types("Z9")
    officer.saves()
    assert form.editors["when"].error and form.editors["grade"].error
    assert officer.at is form.editors["when"].control
    assert form.editors["when"].given() == "the other day"
    assert form.isVisible() and acts(sample) == before


def test_what_is_wrong_is_taken_back_when_it_is_put_right(
    form: MeetingForm, officer: Officer
) -> None:
    form.editors["grade"].control.setFocus()
    officer.types("Z9", TAB)
    assert form.editors["grade"].error
    form.editors["grade"].control.setFocus()
    officer.types("B2")
    assert not form.editors["grade"].error


def test_a_name_that_is_nobodys_is_kept_and_said_beneath_its_row(
    form: MeetingForm, officer: Officer
) -> None:
    officer.types("Maulvi Neu", ESC, TAB)
    assert party(form, 0).error
    officer.saves()
    assert form.saved_uid is None and officer.at is party(form, 0).picker
    assert party(form, 0).picker.text() == "Maulvi Neu"


def test_a_party_chosen_twice_is_said_beneath_the_second(
    form: MeetingForm, officer: Officer
) -> None:
    officer.types("muttaqi", ENTER, ENTER, "muttaqi", ENTER)
    officer.saves()
    assert form.saved_uid is None
    assert not party(form, 0).error and "above" in party(form, 1).error


def test_one_new_name_typed_twice_is_one_stakeholder(form: MeetingForm, officer: Officer) -> None:
    officer.types("Maulvi Neu", ENTER)
    party(form, 1).picker.setFocus()
    officer.types("Maulvi Neu", ENTER)
    party(form, 1).post.setText("Head of protocol")
    officer.saves()
    assert form.saved_uid is None and "above" in party(form, 1).error


def test_a_party_may_have_two_parts(sample: Casebook, form: MeetingForm, officer: Officer) -> None:
    officer.types("muttaqi", ENTER, "chair", ENTER, "muttaqi", ENTER, "host")
    officer.saves()
    assert [each.part for each in saved(sample, form).parties] == ["chair", "host"]


def test_an_ask_chosen_twice_is_said_beneath_the_second(
    form: MeetingForm, officer: Officer
) -> None:
    form.answers.rows[0].first().setFocus()
    officer.types("helmand", ENTER)
    form.answers.rows[1].first().setFocus()
    officer.types("helmand", ENTER)
    officer.saves()
    assert form.saved_uid is None and form.answers.rows[1].error


def test_an_answer_without_its_ask_is_not_lost(form: MeetingForm, officer: Officer) -> None:
    row = form.answers.rows[0]
    assert isinstance(row, AnswerRow)
    row.notes.setFocus()
    officer.types("not before spring")
    officer.saves()
    assert form.saved_uid is None and row.error


def test_what_is_typed_goes_down_as_it_was_typed(
    sample: Casebook, form: MeetingForm, officer: Officer, uid: Uid
) -> None:
    officer.types("india", ENTER)
    form.answers.rows[0].first().setFocus()
    officer.types("helmand", ENTER, DOWN, TAB, "in no words")
    row = form.next_steps.rows[0]
    assert isinstance(row, ActionRow)
    row.what.setFocus()
    officer.types("Write to Doha", TAB, DOWN, TAB, "next friday")
    officer.saves()
    meeting = saved(sample, form)
    assert [(each.answer, each.notes) for each in meeting.answers] == [("agreed", "in no words")]
    step = meeting.actions[0]
    assert (step.what, step.due) == ("Write to Doha", "2025-02-07")
    assert step.owner == sample.members()[0].uid


def test_a_new_source_is_part_of_the_same_act(
    sample: Casebook, form: MeetingForm, officer: Officer
) -> None:
    before = acts(sample)
    officer.types("india", ENTER)
    form.editors["source"].control.setFocus()
    officer.types("A note of Tuesday", ENTER)
    officer.saves()
    source = saved(sample, form).source
    assert isinstance(source, str)
    assert records.get(sample, "source", source)["title"] == "A note of Tuesday"
    assert acts(sample) == before + 1
    sample.undo()
    titles = lists.Query("source", text="A note of Tuesday")
    assert not lists.ids(sample, titles)


def test_one_of_our_people_is_on_our_side_from_then_on(
    sample: Casebook, form: MeetingForm, officer: Officer, uid: Uid
) -> None:
    party(form, 0, ours=True).picker.setFocus()
    officer.types("misri", ENTER)
    officer.saves()
    assert records.get(sample, "stakeholder", uid("Vikram Misri"))["side"] == "ours"
    again = MeetingForm(sample, uid=form.saved_uid)
    officer.open(again)
    assert party(again, 0, ours=True).picker.uid == uid("Vikram Misri")


@pytest.mark.parametrize("kind", ["meeting", "visit", "exchange", "statement", "incident"])
def test_every_event_of_the_sample_opens_and_saves_without_a_change(
    sample: Casebook, officer: Officer, kind: str
) -> None:
    before = acts(sample)
    keys = lists.ids(sample, lists.Query("event", text=kind))[:3]
    for event in lists.uids(sample, "event", keys):
        form = MeetingForm(sample, uid=event)
        officer.open(form)
        assert not form.dirty
        form.save()
        assert form.saved_uid == event
    assert acts(sample) == before


def test_a_row_that_is_emptied_or_taken_out_is_deleted(
    sample: Casebook, form: MeetingForm, officer: Officer, uid: Uid
) -> None:
    officer.types("india", ENTER, ENTER, "iran", ENTER, ENTER, "qatar", ENTER)
    officer.saves()
    again = MeetingForm(sample, uid=form.saved_uid)
    officer.open(again)
    party(again, 0).remove.click()
    party(again, 1).picker.setFocus()
    party(again, 1).picker.selectAll()
    officer.types(" ")
    officer.saves()
    assert [each.stakeholder for each in saved(sample, again).parties] == [uid("Iran")]


def test_opening_the_form_looks_through_no_names(sample: Casebook, officer: Officer) -> None:
    before = dict(sample.store)
    officer.open(MeetingForm(sample))
    assert sample.store == before
