"""The casebook's history in the window: each act, what it changed, and its undoing."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtWidgets import QMessageBox, QTableWidget
from pytestqt.qtbot import QtBot

from tests.ui.driving import dialog, do, nameless, said, uid_of
from tests.workbench.test_casebook import contents
from ui.history_dialog import HistoryDialog
from ui.undo_dialog import UndoDialog
from ui.window import Window
from workbench import records
from workbench.casebook import Casebook


def lines(table: QTableWidget) -> list[list[str]]:
    cells: Any = table.item
    columns = range(table.columnCount())
    return [[cells(row, column).text() for column in columns] for row in range(table.rowCount())]


def opened(window: Window, qtbot: QtBot) -> HistoryDialog:
    do(window, "history")
    found: HistoryDialog = dialog(window, HistoryDialog, qtbot)
    return found


def choose(acts: HistoryDialog, did: str) -> None:
    acts.acts.selectRow([line[2] for line in lines(acts.acts)].index(did))


def test_an_act_shows_what_it_changed_field_by_field(
    window: Window, sample: Casebook, qtbot: QtBot
) -> None:
    ask = uid_of(sample, "ask", "helmand")
    title = records.label(sample, "ask", ask)
    records.edit(sample, "ask", {ask: {"status": "agreed", "priority": "high"}})
    records.add(sample, "source", {"title": "A rumour"})
    acts = opened(window, qtbot)
    assert lines(acts.acts)[0][1:] == ["A. Officer", "Add Source", "A rumour"]
    assert lines(acts.changes) == [["Source: A rumour", "Source", "", "A rumour"]]
    acts.acts.setFocus()
    qtbot.keyClick(acts.acts, Qt.Key.Key_Down)
    assert lines(acts.changes) == [
        [f"Ask: {title}", "Status", "under discussion", "agreed"],
        [f"Ask: {title}", "Priority", "", "high"],
    ]
    assert acts.told.text().startswith("Edit Ask, A. Officer, ")
    qtbot.keyClick(acts.acts, Qt.Key.Key_Return)
    assert acts.isVisible()
    assert acts.focusWidget() is acts.changes and acts.changes.currentRow() == 0
    assert nameless(acts) == []
    acts.reject()


def test_what_is_gone_is_named_as_it_was_and_no_cell_of_records_is_empty(
    window: Window, sample: Casebook, qtbot: QtBot
) -> None:
    ask = uid_of(sample, "ask", "helmand")
    title = records.label(sample, "ask", ask)
    item = records.add(sample, "item", {"ask": ask, "what": "Water", "quantity": 2})
    records.add(sample, "delivery", {"item": item, "quantity": 1})
    records.delete(sample, "ask", [ask])
    acts = opened(window, qtbot)
    assert all(line[3] for line in lines(acts.acts))
    assert title in lines(acts.acts)[0][3]
    told = [line[0] for line in lines(acts.changes)]
    assert f"Ask: {title}" in told and "Delivery: Water" in told
    assert ask not in " ".join(told)
    acts.reject()


def test_an_earlier_act_is_undone_once_it_is_said_what_stays(
    window: Window, sample: Casebook, qtbot: QtBot
) -> None:
    ask = uid_of(sample, "ask", "helmand")
    records.edit(sample, "ask", {ask: {"status": "agreed", "priority": "high"}})
    records.edit(sample, "ask", {ask: {"status": "met", "notes": "Done"}})
    records.add(sample, "source", {"title": "A rumour"})
    before = contents(sample)
    acts = opened(window, qtbot)
    acts.acts.selectRow(2)
    assert acts.undo.shortcut().toString() == "Alt+U"
    qtbot.keyClick(acts.undo, Qt.Key.Key_Space)
    asked = dialog(window, UndoDialog, qtbot)
    assert asked.says.text() == "1 record is changed"
    ((_record, field, now, would, why),) = lines(asked.kept)
    assert (field, now, would) == ("Status", "met", "under discussion")
    assert why == "it was changed since"
    assert contents(sample) == before and nameless(asked) == []
    asked.buttons.buttons()[0].click()
    qtbot.waitUntil(lambda: "Undone in part: 1 thing" in said(window), timeout=20_000)
    assert records.get(sample, "ask", ask)["priority"] is None
    assert records.get(sample, "ask", ask)["status"] == "met"
    assert lines(acts.acts)[0][2] == "Undo of part of: Edit Ask"
    assert acts.number() == int(sample.next_undo().number) - 3  # type: ignore[union-attr]
    acts.reject()
    do(window, "undo")
    assert contents(sample) == before


def test_undo_that_is_thought_better_of_does_nothing(
    window: Window, sample: Casebook, qtbot: QtBot
) -> None:
    records.add(sample, "source", {"title": "A rumour"})
    before = contents(sample)
    acts = opened(window, qtbot)
    acts.undo.click()
    asked = dialog(window, UndoDialog, qtbot)
    assert not asked.kept.isVisible()
    asked.reject()
    assert contents(sample) == before and window.writable
    acts.reject()


def test_what_can_not_be_undone_is_said_or_not_offered(
    window: Window, sample: Casebook, qtbot: QtBot
) -> None:
    records.add(sample, "source", {"title": "A rumour"})
    sample.undo()
    acts = opened(window, qtbot)
    choose(acts, "Add Source")
    acts.undo.click()
    box = dialog(window, QMessageBox, qtbot)
    assert "is undone already" in box.text()
    box.close()
    acts.acts.selectRow(acts.acts.rowCount() - 1)
    assert not acts.undo.isEnabled()
    acts.reject()


def test_an_act_of_thousands_is_undone_and_redone_beside_the_window(
    window: Window, sample: Casebook, qtbot: QtBot
) -> None:
    from ui.undo_dialog import AT_ONCE
    from workbench.messages import message

    before = contents(sample)
    with sample.change(message("Take in many")) as change:
        change.add_many("source", ["title"], [(f"Paper {n}",) for n in range(AT_ONCE + 1)])
    after = contents(sample)
    for name, told, held in (("undo", "Undo: Take in many", before), ("redo", "Redo:", after)):
        do(window, name)
        assert not window.writable
        qtbot.waitUntil(lambda: window.writable, timeout=20_000)
        qtbot.waitUntil(lambda told=told: told in said(window), timeout=20_000)  # type: ignore[misc]
        assert contents(sample) == held


def test_older_acts_are_shown_when_they_are_asked_for(
    window: Window, sample: Casebook, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    from ui import history_dialog

    for n in range(3):
        records.add(sample, "source", {"title": f"Paper {n}"})
    monkeypatch.setattr(history_dialog, "ACTS", 2)
    acts = opened(window, qtbot)
    assert [line[3] for line in lines(acts.acts)] == ["Paper 2", "Paper 1"]
    acts.older.click()
    assert [line[3] for line in lines(acts.acts)][2] == "Paper 0"
    acts.older.click()
    assert acts.acts.rowCount() == 5 and not acts.older.isVisible()
    acts.reject()


def test_what_stood_in_a_field_is_put_back_from_the_card_and_can_be_undone(
    window: Window, sample: Casebook
) -> None:
    ask = uid_of(sample, "ask", "helmand")
    records.edit(sample, "ask", {ask: {"status": "agreed", "priority": "high"}})
    before = contents(sample)
    step = sample.next_undo()
    assert step is not None
    window.go("ask", ask)
    window.card.show_history()
    window.card.text.anchorClicked.emit(QUrl(f"history:put/{step.number}/status"))
    assert records.get(sample, "ask", ask)["status"] == "under discussion"
    assert records.get(sample, "ask", ask)["priority"] == "high"
    assert said(window).startswith("Put back Ask.")
    assert "Put back Ask" in window.card.text.toPlainText()
    do(window, "undo")
    assert contents(sample) == before
    window.card.text.anchorClicked.emit(QUrl(f"history:put/{step.number}"))
    assert records.get(sample, "ask", ask)["priority"] is None
