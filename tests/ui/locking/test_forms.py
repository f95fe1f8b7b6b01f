"""Open forms go with their text when it locks, and come back; the passphrase."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QMessageBox,
)
from pytestqt.qtbot import QtBot

from tests.ui.driving import do, nameless, once
from tests.ui.locking.locked import (
    PASSPHRASE,
    Clock,
    cursor_at,
    is_shown,
    on_screen,
    unlock,
)
from ui.forms.meeting_form import MeetingForm
from ui.forms.record_form import RecordForm
from ui.window import Window
from workbench import drafts, in_keyring, opening
from workbench.casebook import Casebook
from workbench.opening import Tries

# -- forms ---------------------------------------------------------------------------------------


def test_a_form_goes_with_its_text_and_comes_back_with_its_cursor(
    open_window: Window, qtbot: QtBot
) -> None:
    window = open_window
    texts: list[str] = []

    def types_and_locks() -> None:
        form = window.findChildren(RecordForm)[-1]
        line: Any = form.editors["title"].control
        line.setFocus()
        QTest.keyClicks(line, "Half a rumour")
        line.setCursorPosition(4)
        do(window, "lock")
        texts.append(on_screen())

    once(lambda: is_shown(window, RecordForm), types_and_locks, window)
    do(window, "new_source")
    assert "Half a rumour" not in texts[0] and not window.findChildren(RecordForm)[-1].isVisible()
    qtbot.waitUntil(lambda: window.casebook.locked)
    for file in window.casebook.path.parent.rglob("*"):
        assert not file.is_file() or b"Half a rumour" not in file.read_bytes()

    def looks_and_saves() -> None:
        form = window.findChildren(RecordForm)[-1]
        line: Any = form.editors["title"].control
        texts.append(line.text())
        assert form.focusWidget() is line
        form.save()

    unlock(window)
    once(lambda: cursor_at(window) == 4, looks_and_saves, window)
    qtbot.waitUntil(lambda: len(texts) == 2)
    assert texts[1] == "Half a rumour"
    qtbot.waitUntil(lambda: "Half a rumour" in on_screen())
    assert drafts.waiting(window.casebook) == []


def test_its_keys_lock_with_a_form_in_front(open_window: Window, qtbot: QtBot) -> None:
    window = open_window
    texts: list[str] = []
    heard: list[bool] = []

    def types_and_locks() -> None:
        form = window.findChildren(RecordForm)[-1]
        line: Any = form.editors["title"].control
        QTest.keyClicks(line, "Half a rumour")
        keys = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
        pressed = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_L, keys)
        # As the screen's window hands it on; without a screen there may be none that has the focus.
        heard.append(window.locking.idle.eventFilter(form, pressed))
        texts.append(on_screen())
        form.done(0)  # where it did not lock, it would wait for ever

    once(lambda: is_shown(window, RecordForm), types_and_locks, window)
    do(window, "new_source")
    assert heard == [True] and len(texts) == 1 and "Half a rumour" not in texts[0]
    qtbot.waitUntil(lambda: window.casebook.locked)


def test_a_question_that_is_open_over_a_form_loses_nothing(
    open_window: Window, qtbot: QtBot
) -> None:
    window = open_window

    def types_and_asks() -> None:
        form = window.findChildren(MeetingForm)[-1]
        line: Any = form.editors["place"].control
        QTest.keyClicks(line, "Dubai")
        once(lambda: is_shown(window, QMessageBox), lambda: do(window, "lock"), window)
        form.reject()

    once(lambda: is_shown(window, MeetingForm), types_and_asks, window)
    do(window, "log_meeting")
    qtbot.waitUntil(lambda: window.casebook.locked)
    assert QApplication.activeModalWidget() is None
    held: list[str] = []

    def looks() -> None:
        form = window.findChildren(MeetingForm)[-1]
        place: Any = form.editors["place"].control
        held.append(place.text())
        form.put_away()

    unlock(window)
    once(lambda: is_shown(window, MeetingForm), looks, window)
    qtbot.waitUntil(lambda: bool(held))
    assert held == ["Dubai"]


def test_a_form_outlives_being_locked_again_and_again(open_window: Window, qtbot: QtBot) -> None:
    window = open_window
    held: list[str] = []

    def types(form: Any) -> None:
        QTest.keyClicks(form.editors["title"].control, f"{len(held)}")
        held.append(form.editors["title"].control.text())
        window.locking.lock()

    def open_one() -> Any:
        found = [form for form in window.findChildren(RecordForm) if form.isVisible()]
        return found[-1] if found else None

    once(lambda: open_one() is not None, lambda: types(open_one()), window)
    do(window, "new_source")
    for _round in range(3):
        qtbot.waitUntil(lambda: window.casebook.locked)
        once(lambda: cursor_at(window) == len(held), lambda: types(open_one()), window)
        unlock(window)
        qtbot.waitUntil(lambda: window.locking.is_locked)
    assert held == ["0", "01", "012", "0123"]
    qtbot.waitUntil(lambda: window.casebook.locked)
    window.casebook.unlock(PASSPHRASE)
    assert [each.state["fields"]["title"]["text"] for each in drafts.waiting(window.casebook)] == [
        "0123"
    ]


def test_a_form_in_which_nothing_was_typed_is_not_offered_after_a_crash(
    open_window: Window, qtbot: QtBot
) -> None:
    window = open_window

    def locks(form: Any) -> None:
        window.locking.lock()

    once(
        lambda: is_shown(window, RecordForm),
        lambda: locks(window.findChildren(RecordForm)[-1]),
        window,
    )
    do(window, "new_source")
    qtbot.waitUntil(lambda: window.casebook.locked)
    # As if it were killed now, and started anew.
    other = Casebook.open(window.casebook.path, PASSPHRASE)
    assert [each.typed for each in drafts.waiting(other)] == [False]
    again = Window(other)
    qtbot.addWidget(again)
    again.show()
    qtbot.waitUntil(lambda: drafts.waiting(other) == [])
    assert again.unsaved.bar.isHidden()
    again.close()


# -- the passphrase ------------------------------------------------------------------------------


def test_a_wrong_passphrase_is_refused_and_many_slow_down(
    open_window: Window, lock: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = Clock()
    monkeypatch.setitem(opening._tries, open_window.casebook.path.absolute(), Tries(clock))
    lock()
    page = open_window.locking.page
    assert page is not None
    for _try in range(2):
        unlock(open_window, "guess")
        assert open_window.casebook.locked and "wrong" in page.problem.error
        assert page.unlock.isEnabled()
    unlock(open_window, "guess")
    assert not page.unlock.isEnabled() and not page.line.isEnabled()
    assert "next try is in 1 s" in page.problem.error
    unlock(open_window)
    assert open_window.casebook.locked  # it waits
    clock.now += 1
    page.wait()
    assert "wrong" in page.problem.error and "next try" not in page.problem.error
    unlock(open_window)
    assert not open_window.casebook.locked


def test_who_keeps_the_passphrase_in_the_keyring_may_unlock_from_there(
    open_window: Window, lock: Callable[[], None], monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    monkeypatch.setattr(in_keyring, "is_kept", lambda path: True)
    monkeypatch.setattr(in_keyring, "get", lambda path: PASSPHRASE)
    lock()
    page = open_window.locking.page
    assert page is not None
    page.keyring.click()
    qtbot.waitUntil(lambda: not open_window.locking.is_locked)


def test_every_control_of_the_lock_page_has_a_name(
    open_window: Window, lock: Callable[[], None]
) -> None:
    lock()
    page = open_window.locking.page
    assert page is not None
    assert nameless(page) == []
    assert QApplication.focusWidget() is page.line


def test_a_plain_casebook_says_why_it_can_not_be_locked(window: Window, qtbot: QtBot) -> None:
    do(window, "lock")
    box = window.findChildren(QMessageBox)[-1]
    assert "not encrypted" in box.text()
    assert not window.locking.is_locked
    box.close()


def test_a_locked_casebook_can_be_closed(open_window: Window, lock: Callable[[], None]) -> None:
    lock()
    page = open_window.locking.page
    assert page is not None
    left: list[bool] = []
    open_window.leave_wanted.connect(lambda: left.append(True))
    page.leave.click()
    assert left == [True]
    assert open_window.close()
    again = Casebook.open(open_window.casebook.path, PASSPHRASE)
    assert again.kept("window") is None or isinstance(again.kept("window"), dict)
    again.close()
