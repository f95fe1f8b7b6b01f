"""Search or go to: any record by any spelling, and the panes, from the keyboard alone."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ui.window import Window
from workbench import lookup, markings, records, saved_views
from workbench.saved_views import SavedView


def begin(window: Window, qtbot: QtBot, text: str) -> None:
    window.commands.actions["go_to"].trigger()
    if text.isascii():
        qtbot.keyClicks(window.go_to, text)
    else:  # QTest types ASCII only
        window.go_to.setText(text)
        window.go_to.look()


def found(window: Window) -> list[str]:
    rows = window.go_to.popup.list
    return [rows.item(row).text() for row in range(rows.count())]


@pytest.mark.parametrize("spelling", ["mottaqi", "Ameer Motaqi", "Muttaki", "متقی", "متقي"])
def test_a_person_is_found_in_any_spelling(window: Window, qtbot: QtBot, spelling: str) -> None:
    begin(window, qtbot, spelling)
    qtbot.keyClick(window.go_to, Qt.Key.Key_Return)
    assert window.card.title.text() == "Amir Khan Muttaqi"
    assert not window.go_to.popup.isVisible() and window.go_to.text() == ""


def test_what_is_called_so_comes_before_what_has_another_name_like_it(
    window: Window, qtbot: QtBot
) -> None:
    begin(window, qtbot, "islam")
    window.go_to.look()
    assert found(window)[0].startswith("Islamic")


def test_down_and_enter_choose_the_next_one(window: Window, qtbot: QtBot) -> None:
    begin(window, qtbot, "iran")
    window.go_to.look()
    second = found(window)[1]
    qtbot.keyClick(window.go_to, Qt.Key.Key_Down)
    qtbot.keyClick(window.go_to, Qt.Key.Key_Return)
    assert window.card.title.text() == second


def test_a_pane_is_found_by_its_name(window: Window, qtbot: QtBot) -> None:
    begin(window, qtbot, "ties")
    qtbot.keyClick(window.go_to, Qt.Key.Key_Return)
    assert window.pane_name == "ties"


def test_a_saved_view_is_found_by_a_word_of_its_name_after_the_records(
    window: Window, qtbot: QtBot
) -> None:
    view = SavedView("Refused by Qatar", "asks", {"text": "qatar"})
    saved_views.save(window.casebook, view, None)
    begin(window, qtbot, "qatar")
    window.go_to.look()
    assert found(window)[0] == "Qatar" and found(window)[-1] == view.name
    begin(window, qtbot, "refused by qatar")
    qtbot.keyClick(window.go_to, Qt.Key.Key_Return)
    assert window.pane_name == view.key


def test_before_anything_is_typed_it_offers_who_was_met(window: Window, qtbot: QtBot) -> None:
    begin(window, qtbot, "")
    assert window.go_to.popup.isVisible() and found(window)


def test_that_there_are_more_than_fit_is_said(bare: Window, qtbot: QtBot) -> None:
    for _place in range(14):
        records.add(bare.casebook, "stakeholder", {"name": "Mohammad Omar", "kind": "person"})
    begin(bare, qtbot, "mohammad omar")
    bare.go_to.look()
    assert len(found(bare)) == 12 and "more" in bare.go_to.popup.words.text()


def test_nothing_found_is_said(window: Window, qtbot: QtBot) -> None:
    begin(window, qtbot, "xqzwv")
    window.go_to.look()
    assert not found(window) and "spelling" in window.go_to.popup.words.text()


def test_esc_leaves_it_as_it_was(window: Window, qtbot: QtBot) -> None:
    before = window.pane_name
    begin(window, qtbot, "iran")
    window.go_to.look()
    qtbot.keyClick(window.go_to, Qt.Key.Key_Escape)
    assert not window.go_to.popup.isVisible() and window.pane_name == before
    assert window.go_to.text() == ""


def test_its_list_lies_within_the_window(window: Window, qtbot: QtBot, light: QApplication) -> None:
    window.resize(700, 500)
    begin(window, qtbot, "a")
    window.go_to.look()
    assert window.rect().contains(window.go_to.popup.geometry())


def test_typing_looks_beside_the_window_and_the_last_letters_win(
    window: Window, qtbot: QtBot
) -> None:
    begin(window, qtbot, "qat")
    qtbot.keyClicks(window.go_to, "ar")
    qtbot.waitUntil(lambda: bool(found(window)) and found(window)[0] == "Qatar")


def test_ctrl_enter_logs_a_meeting_with_who_is_marked(window: Window, qtbot: QtBot) -> None:
    wanted: list[str] = []
    window.go_to.log_wanted.disconnect()
    window.go_to.log_wanted.connect(wanted.append)
    begin(window, qtbot, "mottaqi")
    qtbot.keyClick(window.go_to, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert wanted == [lookup.stakeholder(window.casebook, "Muttaqi").uid]
    assert not window.go_to.popup.isVisible()


def test_tab_takes_the_completion_of_an_operator_and_of_its_value(
    window: Window, qtbot: QtBot
) -> None:
    begin(window, qtbot, "water stat")
    window.go_to.look()
    qtbot.keyClick(window.go_to, Qt.Key.Key_Tab)
    assert window.go_to.text() == "water status:"
    qtbot.keyClicks(window.go_to, "agr")
    window.go_to.look()
    qtbot.keyClick(window.go_to, Qt.Key.Key_Tab)
    assert window.go_to.text() == "water status:agreed "


def test_what_makes_no_sense_is_said_below_the_box(window: Window, qtbot: QtBot) -> None:
    begin(window, qtbot, "when:soon")
    window.go_to.look()
    assert not found(window) and "soon" in window.go_to.popup.words.text()


def test_a_name_cannot_turn_the_line_that_it_stands_on(window: Window, qtbot: QtBot) -> None:
    records.add(window.casebook, "stakeholder", {"name": "Oma\u202er Nazir", "kind": "person"})
    begin(window, qtbot, "omar nazir")
    window.go_to.look()
    assert found(window)[0] == "Oma⟨U+202E⟩r Nazir"


def test_what_may_not_travel_far_says_so_where_it_is_found(window: Window, qtbot: QtBot) -> None:
    casebook = window.casebook
    strict = markings.order(casebook)[-1]
    for name, marking in (("Zarif Wardak", strict), ("Zarif Wardaki", None)):
        fields = {"name": name, "kind": "person", "marking": marking}
        records.add(casebook, "stakeholder", fields)
    begin(window, qtbot, "zarif wardak")
    window.go_to.look()
    rows = window.go_to.popup.list
    told = [rows.item(row).data(Qt.ItemDataRole.AccessibleTextRole) for row in range(2)]
    assert told[0].endswith(strict) and strict not in told[1]
    assert not window.go_to.popup.grab().isNull()
