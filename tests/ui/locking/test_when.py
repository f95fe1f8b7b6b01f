"""When a casebook locks by itself, and what it takes off the clipboard."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QClipboard
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
)
from pytestqt.qtbot import QtBot

from tests.ui.driving import do
from tests.ui.locking.locked import (
    SECRET,
    Clock,
)
from ui import clipboard
from ui.idle import Idle
from ui.window import Window
from workbench import settings


@pytest.fixture
def timed(open_window: Window, qtbot: QtBot) -> Clock:
    """The clock that the window goes by, which only the test moves."""
    clock = Clock()
    qtbot.waitUntil(lambda: open_window.locking.idle is not None)
    idle = open_window.locking.idle
    assert idle is not None
    idle._clock = clock
    idle.allow(10)
    return clock


def test_it_locks_after_the_time_without_a_key_or_a_click(
    open_window: Window, timed: Clock
) -> None:
    idle = open_window.locking.idle
    assert idle is not None
    timed.now = 599
    idle.look()
    assert not open_window.locking.is_locked
    QTest.mouseMove(open_window.windowHandle(), QPoint(30, 30))
    QTest.keyClick(open_window.windowHandle(), Qt.Key.Key_Shift)
    timed.now = 599 + 599
    idle.look()
    assert not open_window.locking.is_locked
    timed.now = 599 + 601
    idle.look()
    assert open_window.locking.is_locked


def test_a_touch_that_comes_too_late_locks_instead(open_window: Window, timed: Clock) -> None:
    timed.now = 8 * 3600.0
    QTest.keyClick(open_window.windowHandle(), Qt.Key.Key_Shift)
    assert open_window.locking.is_locked


def test_the_time_is_chosen_and_remembered(open_window: Window, timed: Clock) -> None:
    do(open_window, "lock_after")
    from ui.lock_settings import LockSettings

    dialog = open_window.findChildren(LockSettings)[-1]
    assert dialog.after.currentData() == 10
    dialog.after.setCurrentIndex(dialog.after.findData(0))
    dialog._take()
    assert settings.load().lock_after == 0
    timed.now = 1e9
    idle = open_window.locking.idle
    assert idle is not None
    idle.look()
    assert not open_window.locking.is_locked


@pytest.mark.parametrize("said", [-5, "10", None, 3, 1.5, True])
def test_a_time_that_makes_no_sense_is_ten_minutes(tmp_path: Path, said: object) -> None:
    settings.change(lock_after=said)
    assert settings.load().lock_after in (10, 1 if said is True else 10)


def test_the_clock_goes_on_while_nothing_listens(light: QApplication) -> None:
    clock = Clock()
    idle = Idle(light, clock)
    over: list[bool] = []
    idle.over.connect(lambda: over.append(True))
    idle.allow(1)
    clock.now = 61
    assert not idle.touched() and over == [True]
    idle.stop()
    idle.deleteLater()


# -- the clipboard -------------------------------------------------------------------------------


def test_what_was_copied_here_leaves_the_clipboard(
    open_window: Window, lock: Callable[[], None]
) -> None:
    pane: Any = open_window.here
    pane.view.selectRow(2)
    do(open_window, "copy")
    assert SECRET in QApplication.clipboard().text()
    lock()
    assert QApplication.clipboard().text() == ""


def test_what_was_copied_out_of_a_field_leaves_it_too(
    open_window: Window, lock: Callable[[], None], qtbot: QtBot
) -> None:
    filters: Any = open_window.here
    line = filters.filters.text
    line.setText(SECRET)
    line.setFocus()
    qtbot.waitUntil(line.hasFocus)
    line.selectAll()
    line.copy()
    assert QApplication.clipboard().text() == SECRET
    lock()
    assert QApplication.clipboard().text() == ""


def test_what_was_copied_elsewhere_stays(open_window: Window, lock: Callable[[], None]) -> None:
    pane: Any = open_window.here
    pane.view.selectRow(2)
    do(open_window, "copy")
    QApplication.clipboard().setText("from another program")
    lock()
    assert QApplication.clipboard().text() == "from another program"
    QApplication.clipboard().clear()


def test_closing_the_window_clears_it_as_well(open_window: Window) -> None:
    clipboard.put(SECRET)
    open_window.close()
    assert QApplication.clipboard().text(QClipboard.Mode.Clipboard) == ""
