"""Any record by its kind: what is wrong is said by field, and what a deletion takes."""

from __future__ import annotations

import pytest

from workbench import lists, records
from workbench.casebook import Casebook
from workbench.kinds import KINDS
from workbench.lists import Query
from workbench.records import FieldErrors, Gone


def test_every_wrong_field_is_named_at_once(casebook: Casebook) -> None:
    typed = {"title": " ", "kind": "lunch", "when": "sometime", "grade": "Z9"}
    with pytest.raises(FieldErrors) as raised:
        records.clean("event", typed, casebook.today)
    assert set(raised.value.errors) == {"title", "kind", "when", "grade"}
    assert str(raised.value).count("\n") == 0


def test_no_optional_field_keeps_a_record_from_being_saved(casebook: Casebook) -> None:
    for kind, values in {
        "stakeholder": {"name": "Qatar", "kind": "state"},
        "event": {"title": "A call", "kind": "call"},
        "source": {"title": "A cable"},
        "action": {"what": "Write"},
    }.items():
        required = {field.name for field in KINDS[kind].fields if field.required}
        assert required == set(values)
        uid = records.add(casebook, kind, values)
        assert values.items() <= records.get(casebook, kind, uid).items()


def test_a_required_field_can_not_be_emptied(casebook: Casebook) -> None:
    uid = records.add(casebook, "stakeholder", {"name": "Qatar", "kind": "state"})
    with pytest.raises(FieldErrors, match="Name is missing"):
        records.edit(casebook, "stakeholder", {uid: {"name": None}})
    assert records.label(casebook, "stakeholder", uid) == "Qatar"


def test_a_link_to_a_record_that_is_gone_is_refused(casebook: Casebook) -> None:
    uid = records.add(casebook, "stakeholder", {"name": "Qatar", "kind": "state"})
    records.delete(casebook, "stakeholder", [uid])
    with pytest.raises(Exception, match="gone"):
        records.add(casebook, "name", {"stakeholder": uid, "spelling": "قطر"})
    with pytest.raises(Gone):
        records.get(casebook, "stakeholder", uid)


def test_a_spelling_knows_its_script(casebook: Casebook) -> None:
    qatar = records.add(casebook, "stakeholder", {"name": "Qatar", "kind": "state"})
    uid = records.add(casebook, "name", {"stakeholder": qatar, "spelling": "قطر"})
    assert records.get(casebook, "name", uid)["script"] == "Arabic"


def test_a_quantity_is_kept_to_its_last_decimal(sample: Casebook) -> None:
    ask = lists.uids(sample, "ask", lists.ids(sample, Query("ask", text="helmand")))[0]
    uid = records.add(
        sample, "item", {"ask": ask, "what": "July", "quantity": "12.5", "unit": "million m³"}
    )
    assert str(records.get(sample, "item", uid)["quantity"]) == "12.5"


def test_a_deletion_takes_what_can_not_be_without_it_and_says_so(sample: Casebook) -> None:
    ask = lists.uids(sample, "ask", lists.ids(sample, Query("ask", text="remaining")))[0]
    going = dict(records.going(sample, "ask", [ask]))
    assert going["item"] == 2
    assert going["delivery"] == 1
    before = {kind: len(lists.ids(sample, Query(kind))) for kind in KINDS}
    records.delete(sample, "ask", [ask])
    after = {kind: len(lists.ids(sample, Query(kind))) for kind in KINDS}
    lost = {kind: before[kind] - after[kind] for kind in KINDS if before[kind] != after[kind]}
    assert lost == going | {"ask": 1}


def test_what_may_be_without_it_stays_when_it_is_deleted(sample: Casebook) -> None:
    recognition = lists.uids(sample, "ask", lists.ids(sample, Query("ask", text="formally")))[0]
    rights = records.get(sample, "ask", recognition)["hangs_on"]
    hanging = lists.ids(sample, Query("ask", hanging_on=("hangs_on", rights)))
    assert len(hanging) == 1
    uid = lists.uids(sample, "ask", hanging)[0]
    records.delete(sample, "ask", [rights])
    assert records.get(sample, "ask", uid)["hangs_on"] is None
    sample.undo()
    assert records.get(sample, "ask", uid)["hangs_on"] == rights


def test_many_records_are_edited_as_one_act(sample: Casebook) -> None:
    uids = lists.uids(sample, "ask", lists.ids(sample, Query("ask")))
    assert records.edit(sample, "ask", {uid: {"priority": "high"} for uid in uids}) == 10
    assert {records.get(sample, "ask", uid)["priority"] for uid in uids} == {"high"}
    sample.undo()
    assert {records.get(sample, "ask", uid)["priority"] for uid in uids} == {None}
