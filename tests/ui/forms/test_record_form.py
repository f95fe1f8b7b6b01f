"""One record's form, of every kind, and what hangs on it in rows of its own."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtWidgets import QCheckBox, QComboBox, QLabel, QLineEdit, QPlainTextEdit, QWidget

from tests.ui.forms.officer import ENTER, TAB, Officer
from ui.forms import edit_record
from ui.forms.hanging_rows import HangingRow
from ui.forms.record_form import RecordForm
from workbench import lists, records
from workbench.casebook import Casebook
from workbench.history import history
from workbench.kinds import KINDS

Uid = Callable[[str], str]
INPUTS = (QLineEdit, QPlainTextEdit, QComboBox, QCheckBox)


def acts(casebook: Casebook) -> int:
    return len(history(casebook))


def hanging(casebook: Casebook, kind: str, parent: str, uid: str) -> list[str]:
    """The uids of what hangs on a record, as entered."""
    keys = sorted(lists.ids(casebook, lists.Query(kind, hanging_on=(parent, uid))))
    return list(lists.uids(casebook, kind, keys))


def some_of(casebook: Casebook, kind: str) -> list[str]:
    """A few records of a kind; one is made where the sample has none."""
    uids = lists.uids(casebook, kind, lists.ids(casebook, lists.Query(kind))[:4])
    if uids:
        return list(uids)
    assert kind in ("member", "action"), kind
    name = "name" if kind == "member" else "what"
    return [records.add(casebook, kind, {name: "Somebody or something"})]


def presets(casebook: Casebook, kind: str) -> dict[str, str]:
    """What a record of the kind hangs on, as the card's "Add …" gives it."""
    return {
        field.name: some_of(casebook, field.link)[0]
        for field in KINDS[kind].fields
        if field.parent and field.link
    }


SHOWN = [name for name, kind in KINDS.items() if not kind.inner]


@pytest.mark.parametrize("kind", SHOWN)
def test_a_new_form_begins_with_what_it_hangs_on_and_untyped(
    sample: Casebook, officer: Officer, kind: str
) -> None:
    preset = presets(sample, kind)
    form = RecordForm(sample, kind, preset=preset)
    officer.open(form)
    assert not form.dirty
    assert {name: form.editors[name].given() for name in preset} == preset


@pytest.mark.parametrize("kind", SHOWN)
def test_a_record_opens_unchanged_and_saving_it_so_writes_nothing(
    sample: Casebook, officer: Officer, kind: str
) -> None:
    uids = some_of(sample, kind)
    before = acts(sample)
    for uid in uids:
        form = RecordForm(sample, kind, uid)
        officer.open(form)
        assert not form.dirty
        form.save()
        assert form.saved_uid == uid
    assert acts(sample) == before


@pytest.mark.parametrize("kind", SHOWN)
def test_every_control_has_a_name_for_those_who_hear_the_form(
    sample: Casebook, officer: Officer, kind: str
) -> None:
    form = RecordForm(sample, kind)
    officer.open(form)
    controls = [
        each
        for each in form.inner.findChildren(QWidget)
        if isinstance(each, INPUTS) and not isinstance(each.parentWidget(), QComboBox)
    ]
    assert controls and all(each.accessibleName() for each in controls)
    buddies = {label.buddy() for label in form.inner.findChildren(QLabel) if label.buddy()}
    assert {editor.control for editor in form.editors.values()} <= buddies


@pytest.mark.parametrize("kind", SHOWN)
def test_typing_makes_a_form_unsaved(sample: Casebook, officer: Officer, kind: str) -> None:
    form = RecordForm(sample, kind, some_of(sample, kind)[0])
    officer.open(form)
    control = next(
        each.control
        for each in form.editors.values()
        if isinstance(each.control, QLineEdit | QPlainTextEdit)
    )
    control.setFocus()
    officer.types("x")
    assert form.dirty


def test_all_that_is_missing_is_said_at_once(sample: Casebook, officer: Officer, uid: Uid) -> None:
    form = RecordForm(sample, "tie", preset={"from": uid("India")})
    officer.open(form)
    officer.saves()
    wrong = [name for name, editor in form.editors.items() if editor.error]
    assert wrong == ["to", "kind", "tenor"] and form.isVisible()
    assert officer.at is form.editors["to"].control


def test_a_form_grows_to_show_what_is_wrong(sample: Casebook, officer: Officer) -> None:
    form = RecordForm(sample, "tie")
    officer.open(form)
    before = form.height()
    form.save()
    assert form.height() > before
    assert not form.area.verticalScrollBar().isVisible()


def test_a_stakeholder_with_names_in_three_scripts_and_a_post_is_one_form_and_one_act(
    sample: Casebook, officer: Officer, uid: Uid
) -> None:
    before = acts(sample)
    form = RecordForm(sample, "stakeholder")
    officer.open(form)
    officer.types("Noor Wali", ENTER)
    form.editors["kind"].control.setFocus()
    officer.types("p")
    form.hanging[0].rows[0].first().setFocus()
    officer.types("نور ولی", ENTER, "नूर वली", TAB, "war", ENTER)
    form.hanging[0].rows[-1].first().setFocus()
    officer.types(ENTER)
    officer.types("Deputy minister", ENTER, "taliban foreign", ENTER, "2024-09/..")
    officer.saves()
    made = form.saved_uid
    assert made is not None
    assert acts(sample) == before + 1
    names = [records.get(sample, "name", each)
             for each in hanging(sample, "name", "stakeholder", made)]  # fmt: skip
    assert [name["spelling"] for name in names] == ["نور ولی", "नूर वली"]
    assert [name["kind"] for name in names] == [None, "war name"]
    (post,) = hanging(sample, "post", "stakeholder", made)
    values = records.get(sample, "post", post)
    assert (values["title"], values["when"]) == ("Deputy minister", "2024-09/..")
    assert values["at"] == uid("Taliban foreign ministry")
    sample.undo()
    with pytest.raises(records.Gone):
        records.get(sample, "stakeholder", made)


def test_items_and_go_betweens_are_typed_with_their_ask(
    sample: Casebook, officer: Officer, uid: Uid
) -> None:
    preset = {
        "title": "Rifles", "category": "weapons", "status": "pending",
        "asked_by": uid("India"), "asked_of": uid("Iran"),
    }  # fmt: skip
    form = RecordForm(sample, "ask", preset=preset)
    officer.open(form)
    form.hanging[0].rows[0].first().setFocus()
    officer.types("First lot", TAB, "1,200", TAB, "rifle", TAB, "2025-04", TAB, "Second lot")
    form.hanging[1].rows[0].first().setFocus()
    officer.types("qatar", ENTER)
    officer.saves()
    assert form.saved_uid is not None
    items = [records.get(sample, "item", each)
             for each in hanging(sample, "item", "ask", form.saved_uid)]  # fmt: skip
    assert [(each["what"], each["quantity"], each["unit"], each["due"]) for each in items] == [
        ("First lot", 1200, "rifle", "2025-04"),
        ("Second lot", None, None, None),
    ]
    (via,) = hanging(sample, "via", "ask", form.saved_uid)
    assert records.get(sample, "via", via)["stakeholder"] == uid("Qatar")


def test_rows_of_a_record_are_changed_added_and_taken_out_in_one_act(
    sample: Casebook, officer: Officer, uid: Uid
) -> None:
    muttaqi = uid("Amir Khan Muttaqi")
    before = acts(sample)
    form = RecordForm(sample, "stakeholder", muttaqi)
    officer.open(form)
    names = form.hanging[0]
    assert len(names.filled_rows()) == 2
    names.rows[0].remove.click()
    names.rows[1].first().setFocus()
    officer.types("Mutaqi")
    officer.saves()
    spellings = [records.get(sample, "name", each)["spelling"]
                 for each in hanging(sample, "name", "stakeholder", muttaqi)]  # fmt: skip
    assert spellings == ["امیر خان متقي", "Mutaqi"]
    assert acts(sample) == before + 1


def test_an_item_with_deliveries_is_not_taken_out_in_passing(
    sample: Casebook, officer: Officer, asks: list[str]
) -> None:
    delivery = some_of(sample, "delivery")[0]
    item = records.get(sample, "delivery", delivery)["item"]
    ask = records.get(sample, "item", item)["ask"]
    form = RecordForm(sample, "ask", ask)
    officer.open(form)
    row = next(each for each in form.hanging[0].rows if each.uid == item)
    assert not row.remove.isVisible()
    first = row.first()
    assert isinstance(first, QLineEdit)
    first.clear()
    officer.saves()
    assert row.isVisible() and form.saved_uid is None
    assert isinstance(row, HangingRow) and row.editors["what"].error
    assert records.get(sample, "delivery", delivery)["item"] == item


def test_what_is_wrong_in_a_row_is_said_there_and_nothing_is_written(
    sample: Casebook, officer: Officer, asks: list[str]
) -> None:
    before = acts(sample)
    form = RecordForm(sample, "ask", asks[0])
    officer.open(form)
    row = form.hanging[0].start()
    assert isinstance(row, HangingRow)
    row.editors["quantity"].control.setFocus()
    officer.types("a dozen")
    officer.saves()
    assert row.editors["quantity"].error and row.editors["what"].error
    assert form.saved_uid is None and acts(sample) == before
    assert row.editors["quantity"].given() == "a dozen"


def test_the_window_asks_for_an_event_in_the_form_that_events_have(
    sample: Casebook, monkeypatch: pytest.MonkeyPatch
) -> None:
    from ui.forms import meeting_form

    opened: list[str] = []
    monkeypatch.setattr(
        meeting_form.MeetingForm, "exec", lambda self: opened.append(self.windowTitle())
    )
    edit_record(None, sample, "event", some_of(sample, "event")[0])
    edit_record(None, sample, "event")
    assert opened[0].startswith("Edit") and opened[1].startswith("Log")
