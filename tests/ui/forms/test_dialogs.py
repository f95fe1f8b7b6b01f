"""The small dialogs: many records at once, deleting, passphrases, a new casebook, who is here."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from tests.ui.forms.officer import ENTER, TAB, Officer
from ui.forms.dialogs import DeleteDialog, MemberDialog, NewCasebookDialog, PassphraseDialog
from ui.forms.many_form import ManyForm
from workbench import records
from workbench.casebook import Casebook
from workbench.history import history

Uid = Callable[[str], str]


def values(casebook: Casebook, asks: list[str], name: str) -> list[object]:
    return [records.get(casebook, "ask", uid)[name] for uid in asks]


def many(casebook: Casebook, officer: Officer, asks: list[str], field: str) -> ManyForm:
    form = ManyForm(casebook, "ask", asks)
    officer.open(form)
    form.field.setCurrentIndex(form.field.findData(field))
    form.editor.control.setFocus()
    return form


def test_one_field_of_many_records_is_one_act_and_one_undo(
    sample: Casebook, officer: Officer, asks: list[str]
) -> None:
    before, acts = values(sample, asks, "due"), len(history(sample))
    form = many(sample, officer, asks, "due")
    officer.types("30 June 2025")
    officer.saves()
    assert form.edited == len(asks)
    assert set(values(sample, asks, "due")) == {"2025-06-30"}
    assert len(history(sample)) == acts + 1
    sample.undo()
    assert values(sample, asks, "due") == before


def test_only_those_that_really_change_are_counted(
    sample: Casebook, officer: Officer, asks: list[str]
) -> None:
    records.edit(sample, "ask", {asks[0]: {"marking": "restricted"}})
    form = many(sample, officer, asks[:3], "marking")
    officer.types("restricted")
    officer.saves()
    assert form.edited == 2


def test_a_field_is_emptied_only_where_that_was_said(
    sample: Casebook, officer: Officer, asks: list[str]
) -> None:
    form = many(sample, officer, asks, "notes")
    officer.saves()
    assert form.isVisible() and form.editor.error
    form.empty.setFocus()
    officer.types(" ")
    officer.saves()
    assert set(values(sample, asks, "notes")) == {None}


def test_a_wrong_value_for_many_is_said_and_changes_none(
    sample: Casebook, officer: Officer, asks: list[str]
) -> None:
    before = values(sample, asks, "due")
    form = many(sample, officer, asks, "due")
    officer.types("soon")
    officer.saves()
    assert form.editor.error and form.editor.given() == "soon"
    assert values(sample, asks, "due") == before


def test_what_names_a_record_is_not_given_to_many(sample: Casebook, asks: list[str]) -> None:
    form = ManyForm(sample, "ask", asks)
    offered = {form.field.itemData(row) for row in range(form.field.count())}
    assert "title" not in offered and {"status", "due", "asked_of"} <= offered


def test_deleting_says_what_else_goes_and_undo_brings_it_back(
    sample: Casebook, officer: Officer, uid: Uid
) -> None:
    emirate = uid("Islamic Emirate of Afghanistan")
    dialog = DeleteDialog(sample, "stakeholder", [emirate])
    officer.open(dialog)
    assert "Ties:\u00a013" in dialog.says.text() and "Names:\u00a05" in dialog.says.text()
    officer.types(ENTER)
    assert not dialog.isVisible()
    with pytest.raises(records.Gone):
        records.get(sample, "stakeholder", emirate)
    sample.undo()
    assert len(records.going(sample, "stakeholder", [emirate])) > 3


def test_nothing_is_deleted_that_was_not_confirmed(
    sample: Casebook, officer: Officer, asks: list[str]
) -> None:
    dialog = DeleteDialog(sample, "ask", asks)
    officer.open(dialog)
    officer.types(Qt.Key.Key_Escape)
    assert len(records.labels(sample, "ask", asks)) == len(asks)


def test_a_record_that_somebody_else_deleted_meanwhile_is_said_to_be_gone(
    sample: Casebook, officer: Officer, asks: list[str]
) -> None:
    records.delete(sample, "ask", asks[:1])
    with pytest.raises(records.Gone):
        DeleteDialog(sample, "ask", asks[:1])


def test_the_passphrase_is_hidden_until_one_wants_to_see_it(officer: Officer) -> None:
    dialog = PassphraseDialog(Path("desk.casebook"), "It is another one.")
    officer.open(dialog)
    assert "another one" in dialog.problem.error
    officer.types("secret")
    assert dialog.line.displayText() != "secret"
    assert dialog.passphrase() == "secret"
    officer.types(ENTER)
    assert dialog.result() == PassphraseDialog.DialogCode.Accepted


def test_caps_lock_is_pointed_out_while_a_passphrase_is_typed(officer: Officer) -> None:
    dialog = PassphraseDialog(Path("desk.casebook"))
    officer.open(dialog)
    officer.types("s")
    assert not dialog.caps.isVisible()
    key = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_S, Qt.KeyboardModifier.NoModifier, "S")
    QApplication.sendEvent(dialog.line, key)
    assert dialog.caps.isVisible()
    officer.types("e")
    assert not dialog.caps.isVisible()


@pytest.fixture
def new(tmp_path: Path, officer: Officer) -> NewCasebookDialog:
    dialog = NewCasebookDialog(tmp_path)
    officer.open(dialog)
    return dialog


def test_a_new_casebook_has_a_name_a_place_and_a_passphrase_typed_twice(
    new: NewCasebookDialog, officer: Officer, tmp_path: Path
) -> None:
    officer.types("Kabul desk", ENTER, TAB, "a long secret", ENTER, "a long secret")
    officer.saves()
    assert new.result() == NewCasebookDialog.DialogCode.Accepted
    assert new.path() == tmp_path / "Kabul desk.casebook"
    assert new.passphrase() == "a long secret"


@pytest.mark.parametrize(
    ("name", "first", "second", "beside"),
    [
        ("", "secret", "secret", "name"),
        ("a/b", "secret", "secret", "name"),
        ("taken", "secret", "secret", "name"),
        ("desk", "", "", "first"),
        ("desk", "secret", "Secret", "second"),
    ],
)
def test_what_keeps_a_casebook_from_being_made_is_said_beside_its_field(
    new: NewCasebookDialog, tmp_path: Path, name: str, first: str, second: str, beside: str
) -> None:
    (tmp_path / "taken.casebook").touch()
    for line, text in ((new.name, name), (new.first, first), (new.second, second)):
        line.setText(text)
    new.buttons.buttons()[0].click()
    assert [each for each, note in new.notes.items() if note.error] == [beside]
    assert new.isVisible() and new.name.text() == name


def test_a_dialog_is_as_large_as_what_it_says(new: NewCasebookDialog) -> None:
    before = new.sizeHint().height()
    new.buttons.buttons()[0].click()
    assert new.sizeHint().height() > before


def test_who_is_at_the_keyboard_has_to_be_somebody(officer: Officer) -> None:
    dialog = MemberDialog("anna")
    officer.open(dialog)
    officer.types(" ", ENTER)
    assert dialog.isVisible() and dialog.problem.error
    officer.types("Anna  Desk", ENTER)
    assert not dialog.isVisible() and dialog.name() == "Anna Desk"


def test_every_line_has_a_name_for_those_who_hear_the_dialog(
    new: NewCasebookDialog, officer: Officer
) -> None:
    dialogs: list[QWidget] = [new, MemberDialog(), PassphraseDialog(Path("desk.casebook"))]
    for dialog in dialogs:
        assert all(line.accessibleName() for line in dialog.findChildren(QLineEdit))
    assert new.choose.accessibleName() == "Choose the folder"
