"""A locked casebook shows nothing, holds no key, and is as it was once it is unlocked."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QMessageBox,
    QToolTip,
)
from pytestqt.qtbot import QtBot

from tests.ui.driving import do, export_to, said
from tests.ui.locking.locked import (
    NAME,
    PASSPHRASE,
    SECRET,
    on_screen,
    unlock,
)
from ui.history_dialog import HistoryDialog
from ui.window import Window
from ui.window_commands import MENUS
from workbench import records
from workbench.casebook import Casebook
from workbench.messages import Refused

# -- what leaves the screen ----------------------------------------------------------------------


def test_nothing_of_the_record_stays_on_the_screen(
    open_window: Window, lock: Callable[[], None]
) -> None:
    window = open_window
    window.here.view.selectRow(3)  # type: ignore[attr-defined]
    QToolTip.showText(QPoint(5, 5), f"{SECRET} 03", window)
    do(window, "history")
    assert SECRET in on_screen()
    lock()
    assert SECRET not in on_screen() and NAME not in on_screen()
    assert window.windowTitle() == "desk"
    assert "desk is locked" in on_screen()
    assert not QToolTip.isVisible()


def test_an_open_list_of_names_and_a_menu_go_too(
    open_window: Window, lock: Callable[[], None], qtbot: QtBot
) -> None:
    window = open_window
    window.go_to.begin()
    QTest.keyClicks(window.go_to, "Zargh")
    window.go_to.look()
    window.views.row_menu(QPoint(10, 10))
    assert QApplication.activePopupWidget() is not None
    lock()
    assert QApplication.activePopupWidget() is None
    assert "Zargh" not in on_screen()


def test_the_key_is_let_go_of(open_window: Window, lock: Callable[[], None]) -> None:
    lock()
    with pytest.raises(Refused, match="locked"):
        open_window.casebook.members()
    assert not open_window.casebook.record.key.pragma


def test_no_key_of_a_command_does_anything(open_window: Window, lock: Callable[[], None]) -> None:
    lock()
    page = open_window.locking.page
    assert page is not None
    control = Qt.KeyboardModifier.ControlModifier
    for key in (Qt.Key.Key_L, Qt.Key.Key_2, Qt.Key.Key_Z, Qt.Key.Key_E, Qt.Key.Key_K):
        QTest.keyClick(page.line, key, control)
    assert open_window.findChildren(QDialog) == []
    assert open_window.locking.is_locked


def test_all_is_as_it_was_once_unlocked(
    open_window: Window, lock: Callable[[], None], qtbot: QtBot
) -> None:
    window = open_window
    pane: Any = window.here
    pane.view.selectRow(40)
    qtbot.waitUntil(lambda: window.selection[0] == "source")
    pane.view.verticalScrollBar().setValue(20)
    before = window.selection, pane.view.verticalScrollBar().value(), window.pane_name
    lock()
    unlock(window)
    assert not window.locking.is_locked
    assert (window.selection, pane.view.verticalScrollBar().value(), window.pane_name) == before
    assert SECRET in on_screen() and window.menuBar().isVisible()
    do(window, "undo")
    assert "Undo" in said(window)


def test_what_another_program_wrote_meanwhile_is_shown(
    open_window: Window, lock: Callable[[], None]
) -> None:
    lock()
    other = Casebook.open(open_window.casebook.path, PASSPHRASE, by="Another")
    records.add(other, "source", {"title": "A word from elsewhere"})
    other.close()
    unlock(open_window)
    pane: Any = open_window.here
    assert pane.model.rowCount() == 61


def test_a_dialog_that_was_open_comes_back(
    open_window: Window, lock: Callable[[], None], qtbot: QtBot
) -> None:
    do(open_window, "history")
    lock()
    assert not any(each.isVisible() for each in open_window.findChildren(HistoryDialog))
    unlock(open_window)
    qtbot.waitUntil(
        lambda: any(each.isVisible() for each in open_window.findChildren(HistoryDialog))
    )


def test_what_runs_is_finished_first(open_window: Window, tmp_path: Path, qtbot: QtBot) -> None:
    window = open_window
    export_to(window, tmp_path / "out.xlsx")
    do(window, "lock")
    assert SECRET not in on_screen()
    page = window.locking.page
    assert page is not None and not page.unlock.isEnabled()
    qtbot.waitUntil(lambda: window.casebook.locked, timeout=20_000)
    assert (tmp_path / "out.xlsx").exists()
    assert page.unlock.isEnabled()


def test_what_runs_can_be_cancelled_to_lock_at_once(
    open_window: Window, tmp_path: Path, qtbot: QtBot
) -> None:
    window = open_window
    export_to(window, tmp_path / "out.xlsx")
    do(window, "lock")
    page = window.locking.page
    assert page is not None
    page.cancel.click()
    qtbot.waitUntil(lambda: window.casebook.locked, timeout=20_000)
    assert [each.name for each in tmp_path.glob("*out*")] in ([], ["out.xlsx"])


def test_a_dialog_that_work_ends_in_waits_until_it_is_unlocked(
    open_window: Window, qtbot: QtBot, lock: Callable[[], None]
) -> None:
    lock()
    box = QMessageBox(open_window)
    box.setText(SECRET)
    open_window.open_dialog(box)
    assert SECRET not in on_screen()
    unlock(open_window)
    qtbot.waitUntil(box.isVisible)


_LEAVES = {"quit", "close_casebook", "new_casebook", "recent", "lock", "reset_sample"}
_STAYS = {"undo", "redo", "copy", "back", "forward", "larger", "smaller", "normal", "as_system",
          "light", "dark"}  # fmt: skip
COMMANDS = [c.name for _n, _t, menu in MENUS for c in menu if c is not None]


def test_whatever_a_command_opened_leaves_the_screen(open_window: Window, qtbot: QtBot) -> None:
    window = open_window
    for name in [name for name in COMMANDS if name not in _LEAVES | _STAYS]:
        window.show_pane("sources")
        pane: Any = window.here
        pane.view.selectAll() if name == "edit_many" else pane.view.selectRow(3)
        locks = QTimer(window, singleShot=True, interval=50)
        locks.timeout.connect(window.locking.lock)
        locks.start()
        window.commands.actions[name].setEnabled(True)
        do(window, name)  # where it waits for a dialog, the lock ends that
        qtbot.waitUntil(lambda: window.casebook.locked, timeout=20_000)
        shown = [top for top in QApplication.topLevelWidgets() if top.isVisible()]
        assert shown == [window], name
        assert SECRET not in on_screen() and NAME not in on_screen(), name
        closes = QTimer(window, interval=20)
        closes.timeout.connect(_close_one)
        closes.start()
        unlock(window)
        assert not window.locking.is_locked, name
        qtbot.waitUntil(lambda: not window.locking._reopen.isActive())
        qtbot.waitUntil(lambda: QApplication.activeModalWidget() is None)
        closes.stop()


def _close_one() -> None:
    """Close the innermost of what came back, without a question."""
    top: Any = QApplication.activeModalWidget()
    if top is not None:
        getattr(top, "put_away", top.reject)()


def test_a_filter_that_was_just_typed_is_applied_once_unlocked(
    open_window: Window, lock: Callable[[], None], qtbot: QtBot
) -> None:
    pane: Any = open_window.here
    QTest.keyClicks(pane.filters.text, f"{SECRET} 07")
    lock()
    qtbot.wait(400)  # longer than the filter waits for the next key
    unlock(open_window)
    qtbot.waitUntil(lambda: pane.model.rowCount() == 1)
