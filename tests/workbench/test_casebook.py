"""The one door: acts that are whole, undone and done again, and watched."""

from __future__ import annotations

import gc
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from db.tables import KINDS
from workbench import events, records
from workbench.casebook import Casebook, Changed
from workbench.events import ActionIn, AnswerIn, Meeting, New, PartyIn
from workbench.messages import message

Contents = dict[str, list[tuple[Any, ...]]]


def contents(casebook: Casebook) -> Contents:
    """Every row of every table of records."""
    with casebook.reading() as connection:
        return {
            kind: [
                tuple(row)
                for row in connection.exec_driver_sql(f'SELECT * FROM "{kind}" ORDER BY id')
            ]
            for kind in KINDS
        }


def test_an_act_that_fails_midway_leaves_nothing(casebook: Casebook) -> None:
    before = contents(casebook)
    with pytest.raises(RuntimeError), casebook.change(message("Half an act")) as change:
        change.add("stakeholder", {"name": "Qatar", "kind": "state"})
        raise RuntimeError
    assert contents(casebook) == before
    assert casebook.next_undo() is None


def test_an_act_that_changes_nothing_writes_nothing(sample: Casebook) -> None:
    told: list[Changed] = []
    sample.subscribe(told.append)
    uid = records.add(sample, "stakeholder", {"name": "Norway", "kind": "state"})
    step = sample.next_undo()
    assert records.edit(sample, "stakeholder", {uid: {"name": "Norway"}}) == 0
    assert sample.next_undo() == step
    assert len(told) == 1


def test_writing_outside_of_an_act_is_impossible(casebook: Casebook) -> None:
    with casebook.change(message("An act")) as change:
        pass
    with pytest.raises(RuntimeError):
        change.add("stakeholder", {"name": "Qatar", "kind": "state"})


def test_watchers_hear_what_was_touched_and_by_whom(casebook: Casebook) -> None:
    told: list[Changed] = []
    stop = casebook.subscribe(told.append)
    me = object()
    uid = records.add(casebook, "stakeholder", {"name": "Qatar", "kind": "state"}, initiator=me)
    assert told[0].added == {"stakeholder": {uid}}
    assert told[0].initiator is me
    assert not told[0].everything
    assert told[0].touches("stakeholder", "tie")
    assert not told[0].touches("tie")
    stop()
    records.delete(casebook, "stakeholder", [uid])
    assert len(told) == 1


def test_an_open_casebook_notices_that_another_process_wrote(casebook: Casebook) -> None:
    told: list[Changed] = []
    casebook.subscribe(told.append)
    other = Casebook.open(casebook.path, None)
    assert not casebook.look_again()
    records.add(other, "stakeholder", {"name": "Qatar", "kind": "state"})
    other.close()
    assert casebook.look_again()
    assert [changed.everything for changed in told] == [True]
    assert not casebook.look_again()


def test_a_write_of_another_process_in_between_is_told_with_ones_own(casebook: Casebook) -> None:
    told: list[Changed] = []
    casebook.subscribe(told.append)
    other = Casebook.open(casebook.path, None)
    records.add(other, "stakeholder", {"name": "Qatar", "kind": "state"})
    other.close()
    records.add(casebook, "stakeholder", {"name": "Norway", "kind": "state"})
    assert told[-1].everything


def test_a_new_word_joins_its_list_and_undo_takes_it_out(casebook: Casebook) -> None:
    uid = records.add(casebook, "stakeholder", {"name": "Qatar", "kind": "state"})
    before = casebook.words("tie kind")
    with casebook.change(message("Add a tie")) as change:
        other = change.add("stakeholder", {"name": "Norway", "kind": "state"})
        change.add("tie", {"from": uid, "to": other, "kind": "fishing dispute", "tenor": -1})
    assert casebook.words("tie kind") == (*before, "fishing dispute")
    casebook.undo()
    assert casebook.words("tie kind") == before


def test_who_did_it_stands_with_what_was_done(casebook: Casebook) -> None:
    casebook.by = "B. Officer"
    records.add(casebook, "stakeholder", {"name": "Qatar", "kind": "state"})
    step = casebook.next_undo()
    assert step is not None
    assert (step.by, str(step)) == ("B. Officer", "Add Stakeholder")


def test_joining_the_desk_is_kept_and_is_nothing_to_undo(casebook: Casebook) -> None:
    uid = casebook.join("  Anna   Desk ")
    assert casebook.join("Anna Desk") == uid
    assert [member.label for member in casebook.members()] == ["Anna Desk"]
    assert casebook.next_undo() is None


def test_what_is_not_record_is_kept_and_no_act(casebook: Casebook) -> None:
    casebook.keep("columns", {"widths": [1, 2]})
    assert casebook.kept("columns") == {"widths": [1, 2]}
    casebook.keep("columns", None)
    assert casebook.kept("columns", "none") == "none"
    assert casebook.next_undo() is None


def test_the_strictest_marking_in_use_marks_the_casebook(casebook: Casebook) -> None:
    assert casebook.marking() == ""
    for name, marking in (("Qatar", "Internal"), ("Norway", "Restricted"), ("Iran", "Open")):
        records.add(casebook, "stakeholder", {"name": name, "kind": "state", "marking": marking})
    assert casebook.marking() == "Restricted"


class Session(RuleBasedStateMachine):
    """A desk's session of any acts: undoing all gives the first contents, redoing all the last."""

    folder: Path
    made: list[Casebook] = []

    @initialize()
    def begin(self) -> None:
        path = self.folder / f"{len(self.made)}.casebook"
        self.casebook = Casebook.create(path, None, by="A. Officer")
        self.made.append(self.casebook)
        self.states = [contents(self.casebook)]
        self.place = 0

    def done(self) -> None:
        state = contents(self.casebook)
        if state != self.states[self.place]:
            del self.states[self.place + 1 :]
            self.states.append(state)
            self.place += 1

    def some(self, kind: str, data: st.DataObject) -> str | None:
        with self.casebook.reading() as connection:
            found = connection.exec_driver_sql(f'SELECT uid FROM "{kind}" ORDER BY id')
            uids = [row[0] for row in found]
        return data.draw(st.sampled_from(uids)) if uids else None

    @rule(data=st.data())
    def log_a_meeting(self, data: st.DataObject) -> None:
        known = self.some("stakeholder", data)
        ask = self.some("ask", data)
        new = New("Somebody", "person", post=data.draw(st.sampled_from([None, "Envoy"])))
        parties = [PartyIn(new, "principal"), *([PartyIn(known)] if known else [])]
        events.log_meeting(
            self.casebook,
            Meeting(
                when=data.draw(st.sampled_from([None, "2025-01", "2024-03/.."])),
                parties=parties,
                answers=[AnswerIn(ask, "put off")] if ask else [],
                actions=[ActionIn("Write to Doha", due="2025-03")],
            ),
        )
        self.done()

    @rule(data=st.data())
    def edit_a_meeting(self, data: st.DataObject) -> None:
        uid = self.some("event", data)
        if uid is None:
            return
        held = events.meeting_of(self.casebook, uid)
        place = data.draw(st.sampled_from([None, "Doha", "Dubai"]))
        parties = held.parties[: data.draw(st.integers(0, len(held.parties)))]
        events.edit_meeting(
            self.casebook, uid, Meeting(**{**held.__dict__, "place": place, "parties": parties})
        )
        self.done()

    @rule(data=st.data())
    def add_an_ask_with_an_item(self, data: st.DataObject) -> None:
        by, of = self.some("stakeholder", data), self.some("stakeholder", data)
        if by is None or of is None:
            return
        with self.casebook.change(message("Add an ask")) as change:
            ask = change.add(
                "ask",
                {"title": "Release", "category": "hostages", "asked_by": by, "asked_of": of,
                 "status": "pending", "hangs_on": self.some("ask", data)},
            )  # fmt: skip
            item = change.add("item", {"ask": ask, "what": "One", "quantity": 1, "unit": "person"})
            change.add("delivery", {"item": item, "quantity": 1})
        self.done()

    @rule(data=st.data(), kind=st.sampled_from(["stakeholder", "event", "ask", "item", "action"]))
    def delete_one(self, data: st.DataObject, kind: str) -> None:
        uid = self.some(kind, data)
        if uid is not None:
            records.delete(self.casebook, kind, [uid])
            self.done()

    @rule(data=st.data(), name=st.sampled_from(["Qatar", "قطر", "Norway"]))
    def rename(self, data: st.DataObject, name: str) -> None:
        uid = self.some("stakeholder", data)
        if uid is not None:
            records.edit(self.casebook, "stakeholder", {uid: {"name": name}})
            self.done()

    @precondition(lambda self: self.place > 0)
    @rule()
    def undo(self) -> None:
        assert self.casebook.undo() is not None
        self.place -= 1

    @precondition(lambda self: self.place < len(self.states) - 1)
    @rule()
    def redo(self) -> None:
        assert self.casebook.redo() is not None
        self.place += 1

    @invariant()
    def the_record_is_as_it_was_at_this_place(self) -> None:
        assert contents(self.casebook) == self.states[self.place]

    def teardown(self) -> None:
        while self.casebook.undo() is not None:
            pass
        assert contents(self.casebook) == self.states[0]
        while self.casebook.redo() is not None:
            pass
        assert contents(self.casebook) == self.states[-1]
        self.casebook.close()
        gc.collect()


def test_after_any_session_undo_gives_the_first_contents_and_redo_the_last(
    tmp_path: Path,
) -> None:
    from hypothesis.stateful import run_state_machine_as_test

    Session.folder = tmp_path
    run_state_machine_as_test(
        Session,
        settings=settings(
            max_examples=12, stateful_step_count=15, deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )  # fmt: skip
