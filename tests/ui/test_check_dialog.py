"""Faults listed in the window, each with its repair where there is one."""

from __future__ import annotations

from PySide6.QtWidgets import QPushButton, QTableWidget
from pytestqt.qtbot import QtBot

from tests.ui.driving import dialog, do, nameless
from tests.workbench.test_checks import meddle
from ui.check_dialog import CheckDialog
from ui.window import Window
from workbench.casebook import Casebook
from workbench.checks import check


def repairs(shown: CheckDialog) -> list[QPushButton]:
    return [
        button for button in shown.findChildren(QPushButton)
        if button.text().startswith("Repair") and button.isVisible()
    ]  # fmt: skip


def test_a_fault_is_repaired_with_its_button_and_undo_takes_that_back(
    window: Window, sample: Casebook, qtbot: QtBot
) -> None:
    meddle(sample.path, "UPDATE ask SET status = 'lapsed' WHERE id = 1",
           "UPDATE change_set SET \"by\" = 'Nobody' WHERE id = 2")  # fmt: skip
    do(window, "check_record")
    shown = dialog(window, CheckDialog, qtbot)
    assert "2 faults" in shown.head.text()
    assert nameless(shown) == []
    (button,) = repairs(shown)
    assert "put back" in button.toolTip()
    button.click()
    qtbot.waitUntil(lambda: "1 fault." in shown.head.text(), timeout=20_000)
    assert repairs(shown) == [] and "Undo" in shown.said.text()
    assert window.writable
    shown.reject()
    step = sample.next_undo()
    assert step is not None and str(step).startswith("Repair")
    do(window, "undo")
    assert {fault.code for fault in check(sample).all} == {"chain-broken"}


def test_many_faults_of_a_sort_have_one_button_for_the_rest(
    window: Window, sample: Casebook, qtbot: QtBot
) -> None:
    meddle(sample.path, "UPDATE name SET spelling = spelling || '!'")
    do(window, "check_record")
    shown = dialog(window, CheckDialog, qtbot)
    (rest,) = [
        button for button in repairs(shown)
        if "all 53" in button.text() and "put back" in button.toolTip()
    ]  # fmt: skip
    rest.click()
    qtbot.waitUntil(lambda: "row-altered" not in codes(shown), timeout=20_000)
    shown.reject()


def codes(shown: CheckDialog) -> set[str]:
    tables = [t for t in shown.findChildren(QTableWidget) if t.accessibleName() == "Faults"]
    return {table.item(row, 0).text() for table in tables for row in range(table.rowCount())}


def test_a_repair_that_is_refused_says_why_in_the_dialog(
    window: Window, sample: Casebook, qtbot: QtBot
) -> None:
    meddle(sample.path,
           "DELETE FROM event WHERE id = (SELECT event_id FROM party WHERE id = 1)",
           "DELETE FROM party WHERE id = 1")  # fmt: skip
    do(window, "check_record")
    shown = dialog(window, CheckDialog, qtbot)
    party = next(
        button for button in repairs(shown)
        if "Party" in button.accessibleName() and "is gone" in button.accessibleName()
    )  # fmt: skip
    party.click()
    qtbot.waitUntil(lambda: "another rule" in shown.said.text(), timeout=20_000)
    assert window.writable and party.isEnabled()
    shown.reject()
