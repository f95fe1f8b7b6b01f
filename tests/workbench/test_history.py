"""Who changed what, newest first, worded as the fields are."""

from __future__ import annotations

from decimal import Decimal

from workbench import asks, lookup, records
from workbench.casebook import Casebook
from workbench.history import history


def changes(casebook: Casebook) -> list[tuple[str, str | None, str | None]]:
    (last, *_rest) = history(casebook, limit=1)
    return [(change.field, change.before, change.after) for change in last.changes]


def test_the_newest_act_comes_first_with_who_did_it(sample: Casebook) -> None:
    sample.by = "B. Officer"
    records.add(sample, "stakeholder", {"name": "Norway", "kind": "state"})
    acts = history(sample)
    assert [each.number for each in acts] == sorted((e.number for e in acts), reverse=True)
    assert (acts[0].by, str(acts[0].did), acts[0].type) == ("B. Officer", "Add Stakeholder", "do")
    assert acts[-1].type == "set up"


def test_a_new_record_tells_each_field_that_it_has(sample: Casebook) -> None:
    records.add(sample, "stakeholder", {"name": "Norway", "kind": "state"})
    assert changes(sample) == [("name", None, "Norway"), ("kind", None, "state")]


def test_an_edit_tells_what_stood_there_and_what_stands_there_now(sample: Casebook) -> None:
    ask = asks.asks(sample, status="pending")[0]
    records.edit(sample, "ask", {ask.uid: {"status": "agreed", "due": "2025-06~", "notes": None}})
    assert changes(sample) == [
        ("status", "pending", "agreed"),
        ("due", "2025-04", "2025-06~"),
        ("notes", "90-day halt", None),
    ]


def test_links_quantities_and_ticks_are_worded(sample: Casebook) -> None:
    qatar = lookup.stakeholder(sample, "Qatar").uid
    ask = asks.asks(sample, status="pending")[0]
    records.edit(sample, "ask", {ask.uid: {"asked_of": qatar}})
    assert changes(sample) == [("asked_of", "United States", "Qatar")]
    records.add(sample, "item", {"ask": ask.uid, "what": "Rifles", "quantity": Decimal("2.5")})
    assert ("quantity", None, "2.5") in changes(sample)
    action = records.add(sample, "action", {"what": "Ring", "ask": ask.uid})
    records.edit(sample, "action", {action: {"done": True}})
    assert changes(sample) == [("done", "no", "yes")]


def test_what_was_deleted_keeps_its_name_in_the_history(sample: Casebook) -> None:
    ask = asks.asks(sample, status="proposed")[0]
    records.delete(sample, "ask", [ask.uid])
    (last, *_rest) = history(sample)
    told = [change for change in last.changes if change.uid == ask.uid]
    assert {change.label for change in told} == {ask.title}
    assert ("title", ask.title, None) in [(c.field, c.before, c.after) for c in told]
    through = [change for change in last.changes if change.kind == "via"]
    assert ("ask", ask.title) in [(change.field, change.before) for change in through]


def test_the_history_of_one_record_is_its_own(sample: Casebook) -> None:
    one, other = asks.asks(sample)[:2]
    records.edit(sample, "ask", {each.uid: {"priority": "high"} for each in (one, other)})
    acts = history(sample, of=one.uid)
    assert len(acts) == 2
    assert {change.uid for act in acts for change in act.changes} == {one.uid}
    assert history(sample, of="no such uid") == []


def test_undoing_is_an_act_like_any_other(sample: Casebook) -> None:
    records.add(sample, "stakeholder", {"name": "Norway", "kind": "state"})
    sample.undo()
    (last, *_rest) = history(sample)
    assert last.type == "undo"
    assert str(last.did) == "Undo: Add Stakeholder"
    assert ("name", "Norway", None) in changes(sample)


def test_of_an_act_with_many_records_the_first_may_do(sample: Casebook) -> None:
    asked = asks.asks(sample)
    records.edit(sample, "ask", {each.uid: {"priority": "high"} for each in asked})
    (last, *_rest) = history(sample, limit=1, first=3)
    assert [change.uid for change in last.changes] == [each.uid for each in asked[:3]]
    assert last.records == 10
    assert history(sample, limit=1)[0].records == 10
