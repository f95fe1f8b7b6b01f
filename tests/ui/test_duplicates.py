"""Duplicates in the window: worked through by key, merged, told apart, taken back, foretold."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from tests.ui.driving import dialog, do, nameless, once, said, uid_of
from ui.duplicates_dialog import DuplicatesDialog
from ui.duplicates_entry import CardDialog
from ui.forms.record_form import RecordForm
from ui.window import Window
from workbench import backup_folders, distinctions, merging, records
from workbench.casebook import Casebook


@pytest.fixture
def twice(casebook: Casebook) -> tuple[str, str, str]:
    one, other, third = (
        records.add(casebook, "stakeholder", {"name": name, "kind": "person", **more})
        for name, more in (
            ("Amir Khan Muttaqi", {"notes": "Speaks Pashto."}),
            ("Amir Khan Mottaqi", {"notes": "From Helmand."}), ("Amirkhan Motaqi", {}),
        )
    )  # fmt: skip
    records.add(casebook, "post", {"stakeholder": one, "title": "Minister"})
    records.add(casebook, "name", {"stakeholder": other, "spelling": "متقي"})
    return one, other, third


def opened(window: Window, qtbot: QtBot) -> DuplicatesDialog:
    qtbot.waitUntil(lambda: not window.findChildren(DuplicatesDialog))
    do(window, "find_duplicates")
    shown = dialog(window, DuplicatesDialog, qtbot)
    assert isinstance(shown, DuplicatesDialog)
    shown.activateWindow()
    qtbot.waitUntil(shown.isActiveWindow)
    return shown


def choose(shown: DuplicatesDialog, *uids: str) -> None:
    row = next(n for n, p in enumerate(shown.pairs) if {p.one, p.other} == set(uids))
    shown.list.setCurrentCell(row, 0)


def test_two_are_merged_by_key_with_the_values_that_were_chosen_and_undo_takes_it_back(
    bare: Window, casebook: Casebook, twice: tuple[str, str, str], qtbot: QtBot
) -> None:
    one, other, third = twice
    shown = opened(bare, qtbot)
    assert "3 pairs" in shown.head.text() and nameless(shown) == []
    choose(shown, one, other)
    pair = shown.pair
    assert pair is not None and "differ only in how they are written" in shown.reasons.text()
    mine = (pair.one, pair.other).index(one)
    assert shown.compared.kept == mine, "the one on which more hangs"
    shown.compared.setCurrentCell(0, 2 - mine)  # the other's name
    shown.compared.setFocus()
    qtbot.keyClick(shown.compared, Qt.Key.Key_Space)
    assert shown.compared.choices() == {"name": "gone", "notes": "both"}
    qtbot.keyClick(shown, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: "Merged" in shown.note.text(), timeout=20_000)
    values = records.get(casebook, "stakeholder", one)
    assert values["name"] == "Amir Khan Mottaqi"
    assert {*values["notes"].split("\n\n")} == {"Speaks Pashto.", "From Helmand."}
    assert [{p.one, p.other} for p in shown.pairs] == [{one, third}], "the rest follows"
    held = backup_folders.held_in(backup_folders.place(casebook).folder, casebook.uid)
    assert [each.manifest.why for each in held] == ["merge"]
    shown.undo.click()
    assert records.get(casebook, "stakeholder", other)["notes"] == "From Helmand."
    assert len(shown.pairs) == 3 and merging.follow(casebook, other) == other
    shown.reject()


def test_what_is_not_the_same_is_not_offered_again_and_later_puts_it_at_the_end(
    bare: Window, casebook: Casebook, twice: tuple[str, str, str], qtbot: QtBot
) -> None:
    shown = opened(bare, qtbot)
    first = shown.pairs[0]
    shown.later.click()
    assert shown.pairs[-1] == first and len(shown.pairs) == 3
    pair = shown.pair
    assert pair is not None
    shown.apart.click()
    assert distinctions.told_apart(casebook) == {frozenset((pair.one, pair.other))}
    assert pair not in shown.pairs
    shown.reject()
    again = opened(bare, qtbot)
    assert len(again.pairs) == 2
    again.reject()


def test_without_duplicates_the_dialog_says_so(bare: Window, qtbot: QtBot) -> None:
    shown = opened(bare, qtbot)
    assert "No two" in shown.head.text() and not shown.merge.isEnabled()
    assert not shown.compared.isVisible() and "choose both" in shown.none.text()
    shown.reject()


def test_a_link_to_what_was_merged_lands_on_what_it_was_merged_into(
    bare: Window, casebook: Casebook, twice: tuple[str, str, str]
) -> None:
    one, other, _third = twice
    bare.go("stakeholder", other)
    merging.merge(casebook, one, other)
    assert bare.selection == ("stakeholder", one)
    assert bare.card.card is not None and bare.card.card.uid == one
    bare.go("stakeholder", other)
    assert bare.card.card.uid == one
    bare.card.show_history()
    text = bare.card.text.toPlainText()
    assert "Amir Khan Mottaqi, merged into this one" in text and "From Helmand." in text


def test_a_new_stakeholder_may_be_one_who_is_there_and_can_be_saved_even_so(
    window: Window, sample: Casebook, qtbot: QtBot
) -> None:
    form = RecordForm(sample, "stakeholder", None, {"kind": "person"}, window)
    qtbot.addWidget(form)
    form.show()
    name = form.editors["name"].control
    assert isinstance(name, QLineEdit) and form.may_be is not None and form.may_be.isHidden()
    qtbot.keyClicks(name, "Amir Khan Motaqi")
    qtbot.waitUntil(form.may_be.isVisible)
    known = uid_of(sample, "stakeholder", "Amir Khan Muttaqi")
    assert form.may_be.found[0].uid == known and "Muttaqi" in form.may_be.text()
    once(lambda: bool(form.findChildren(CardDialog)),
         lambda: form.findChildren(CardDialog)[0].reject(), form)  # fmt: skip
    form.may_be.linkActivated.emit(known)
    assert form.isVisible()
    form.save()
    assert form.saved_uid is not None and not form.isVisible()


def test_two_that_are_chosen_are_made_one(
    bare: Window, casebook: Casebook, twice: tuple[str, str, str], qtbot: QtBot
) -> None:
    records.delete(casebook, "stakeholder", [twice[2]])
    bare.show_pane("stakeholders")
    do(bare, "merge_two")
    assert "Choose two" in said(bare)
    pane: Any = bare.here
    pane.view.selectAll()
    do(bare, "merge_two")
    shown = dialog(bare, DuplicatesDialog, qtbot)
    assert {shown.pairs[0].one, shown.pairs[0].other} == set(twice[:2])
    assert not shown.list.isVisible() and shown.compared.isVisible()
    shown.merge.click()
    qtbot.waitUntil(lambda: bare.selection[1] in twice[:2], timeout=20_000)
    assert "Merge two stakeholders" in said(bare)
