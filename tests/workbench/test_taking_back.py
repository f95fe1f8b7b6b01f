"""Acts taken back long after, records put back as they were: what stays is told, cell by cell."""

from __future__ import annotations

import pytest

from tests.workbench.test_casebook import contents
from workbench import asks, checks, lookup, records, taking_back
from workbench.casebook import Casebook
from workbench.history import history
from workbench.messages import Refused, message


def last(casebook: Casebook) -> int:
    return history(casebook, limit=1)[0].number


def test_what_it_would_do_is_told_before_anything_is_written(sample: Casebook) -> None:
    ask = asks.asks(sample, status="pending")[0].uid
    records.edit(sample, "ask", {ask: {"status": "agreed", "priority": "high"}})
    number = last(sample)
    records.edit(sample, "ask", {ask: {"status": "met"}})
    before = contents(sample)
    told = taking_back.would(sample, number)
    assert (told.came, told.changed, told.went, told.change_set) == (0, 1, 0, None)
    (kept,) = told.kept
    assert (kept.field_label, kept.now, kept.would_be) == ("Status", "met", "pending")
    assert str(kept.why) == "it was changed since"
    assert contents(sample) == before
    done = taking_back.take_back(sample, number)
    assert done.kept == told.kept and done.change_set == last(sample)
    assert records.get(sample, "ask", ask)["priority"] is None
    assert str(sample.next_undo()) == "Undo of part of: Edit Ask"
    sample.undo()
    assert contents(sample) == before
    assert checks.check(sample).ok


def test_the_last_act_is_undone_and_can_be_redone(sample: Casebook) -> None:
    records.add(sample, "source", {"title": "A rumour"})
    after, number = contents(sample), last(sample)
    told = taking_back.would(sample, number)
    assert (told.went, told.kept, told.earlier) == (1, (), False)
    assert taking_back.take_back(sample, number).earlier is False
    with pytest.raises(Refused, match="undone already"):
        taking_back.take_back(sample, number)
    sample.redo()
    assert contents(sample) == after


def test_what_was_set_up_since_does_not_keep_an_act_from_being_undone(sample: Casebook) -> None:
    action = {"what": "Ring", "ask": asks.asks(sample)[0].uid}
    with sample.change(message("Add two")) as change:
        member = change.add("member", {"name": "B. Officer"})
        change.add("source", {"title": "A rumour"})
    number = last(sample)
    with sample.change(message("Prepare"), type_="set up") as change:
        change.add("action", {**action, "owner": member})
    with pytest.raises(Refused, match="stands in the way"):
        sample.undo()
    assert [each.label for each in taking_back.would(sample, number).kept] == ["B. Officer"]
    done = taking_back.take_back(sample, number)
    assert (done.went, done.earlier, len(done.kept)) == (1, True, 1)
    assert checks.check(sample).ok


def test_an_undo_that_was_done_long_ago_can_itself_be_undone(sample: Casebook) -> None:
    records.add(sample, "stakeholder", {"name": "Norway", "kind": "state"})
    sample.undo()
    number = last(sample)
    before = contents(sample)
    records.add(sample, "source", {"title": "A rumour"})
    done = taking_back.take_back(sample, number)
    assert done.came == 1 and lookup.stakeholder(sample, "Norway").label == "Norway"
    sample.undo()
    sample.undo()
    assert contents(sample) == before
    assert checks.check(sample).ok


def test_a_deleted_record_comes_back_with_all_that_went_with_it(sample: Casebook) -> None:
    before = contents(sample)
    qatar = lookup.stakeholder(sample, "Qatar").uid
    records.delete(sample, "stakeholder", [qatar])
    number = last(sample)
    added = records.add(sample, "stakeholder", {"name": "Norway", "kind": "state"})
    done = taking_back.take_back(sample, number)
    assert done.kept == () and done.came > 1
    records.delete(sample, "stakeholder", [added])
    assert contents(sample) == before
    assert checks.check(sample).ok


def test_a_record_that_is_gone_is_named_as_it_was(sample: Casebook) -> None:
    ask = asks.asks(sample, status="proposed")[0]
    via = records.add(
        sample, "via", {"ask": ask.uid, "stakeholder": lookup.stakeholder(sample, "Qatar").uid}
    )
    records.delete(sample, "via", [via])
    number = last(sample)
    records.delete(sample, "ask", [ask.uid])
    told = taking_back.would(sample, number)
    assert not told.does
    assert [(each.label, each.would_be) for each in told.kept] == [("Qatar", "Qatar")]
    with pytest.raises(Refused, match="what it hangs on is gone"):
        taking_back.take_back(sample, number)


def test_every_change_in_the_history_has_a_name(sample: Casebook) -> None:
    for kind in ("party", "via", "tie", "response", "delivery", "term"):
        uids = [
            change.uid for act in history(sample) for change in act.changes if change.kind == kind
        ]
        if uids:
            records.delete(sample, kind, uids[:1])
    labels = {change.label for act in history(sample) for change in act.changes}
    uids = {change.uid for act in history(sample) for change in act.changes}
    assert "" not in labels and not labels & uids


def test_one_field_is_put_back_as_it_was_before_an_act(sample: Casebook) -> None:
    ask = asks.asks(sample, status="pending")[0].uid
    first = records.get(sample, "ask", ask)
    records.edit(sample, "ask", {ask: {"status": "agreed", "due": "2025-06~"}})
    number = last(sample)
    records.edit(sample, "ask", {ask: {"status": "met", "notes": "All came"}})
    taking_back.put_back(sample, "ask", ask, number, "due")
    assert records.get(sample, "ask", ask) == {**first, "status": "met", "notes": "All came"}
    assert str(sample.next_undo()) == "Put back Ask"
    taking_back.put_back(sample, "ask", ask, number)
    assert records.get(sample, "ask", ask) == first
    sample.undo()
    assert records.get(sample, "ask", ask)["status"] == "met"
    sample.redo()
    with pytest.raises(Refused, match="as it was then"):
        taking_back.put_back(sample, "ask", ask, number)
    assert checks.check(sample).ok


def test_a_record_is_not_put_back_to_before_it_was_there(sample: Casebook) -> None:
    uid = records.add(sample, "stakeholder", {"name": "Norway", "kind": "state"})
    with pytest.raises(Refused, match="not there before"):
        taking_back.put_back(sample, "stakeholder", uid, last(sample))


def test_a_link_whose_end_is_gone_is_not_put_back_and_that_is_said(sample: Casebook) -> None:
    office = records.add(sample, "stakeholder", {"name": "The Office", "kind": "office"})
    person = records.add(
        sample, "stakeholder", {"name": "Ana", "kind": "person", "part_of": office, "side": "ours"}
    )
    records.edit(sample, "stakeholder", {person: {"part_of": None, "side": "theirs"}})
    number = last(sample)
    records.delete(sample, "stakeholder", [office])
    done = taking_back.put_back(sample, "stakeholder", person, number)
    assert [(each.field, each.would_be) for each in done.kept] == [("part_of", "The Office")]
    assert records.get(sample, "stakeholder", person)["side"] == "ours"
    with pytest.raises(Refused, match="what it led to is gone"):
        taking_back.put_back(sample, "stakeholder", person, number, "part_of")
