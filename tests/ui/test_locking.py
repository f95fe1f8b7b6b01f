"""A locked casebook shows nothing, holds no key, and is as it was once it is unlocked."""

from __future__ import annotations

import datetime
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtGui import QClipboard
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QDialog,
    QLabel,
    QLineEdit,
    QListView,
    QMessageBox,
    QPlainTextEdit,
    QTextEdit,
    QToolTip,
    QWidget,
)
from pytestqt.qtbot import QtBot

from tests.ui.driving import do, nameless, said
from ui import clipboard
from ui.forms.meeting_form import MeetingForm
from ui.forms.record_form import RecordForm
from ui.history_dialog import HistoryDialog
from ui.idle import Idle
from ui.window import Window
from ui.window_commands import MENUS
from workbench import drafts, in_keyring, opening, records, settings
from workbench.casebook import Casebook
from workbench.messages import Refused, message
from workbench.opening import Tries

PASSPHRASE = "quince and pomegranate"
NAME = "Zarghuna Testi"
SECRET = "SECRETWORD"


@pytest.fixture(autouse=True)
def own_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "file", lambda: tmp_path / "settings" / "settings.json")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An encrypted casebook with somebody in it. Not to be written to: `desk` is a copy."""
    path = tmp_path_factory.mktemp("locking") / "desk.casebook"
    casebook = Casebook.create(path, PASSPHRASE, by="A. Officer")
    records.add(casebook, "stakeholder", {"name": NAME, "kind": "person"})
    with casebook.change(message("Fill it")) as change:
        for n in range(60):
            change.add("source", {"title": f"{SECRET} {n:02}"})
    casebook.close()
    return path


@pytest.fixture
def desk(made: Path, tmp_path: Path) -> Iterator[Casebook]:
    """A casebook of the test's own."""
    path = tmp_path / "desk.casebook"
    shutil.copyfile(made, path)
    casebook = Casebook.open(path, PASSPHRASE, by="A. Officer")
    casebook.fixed_today = datetime.date(2025, 2, 5)
    yield casebook
    casebook.close()


@pytest.fixture
def open_window(desk: Casebook, light: QApplication, qtbot: QtBot) -> Iterator[Window]:
    made = Window(desk)
    qtbot.addWidget(made)
    made.show()
    qtbot.waitExposed(made)
    made.show_pane("sources")
    yield made
    made.close()


@pytest.fixture
def lock(open_window: Window, qtbot: QtBot) -> Callable[[], None]:
    """Lock it, and wait until the key is let go of."""

    def locks() -> None:
        do(open_window, "lock")
        qtbot.waitUntil(lambda: open_window.casebook.locked)

    return locks


def unlock(window: Window, passphrase: str = PASSPHRASE) -> None:
    page = window.locking.page
    assert page is not None
    page.line.setText(passphrase)
    QTest.keyClick(page.line, Qt.Key.Key_Return)


def _texts(widget: QWidget) -> list[str]:
    found = [widget.windowTitle(), widget.toolTip()]
    if isinstance(widget, QLabel | QAbstractButton | QLineEdit):
        found.append(widget.text())
    elif isinstance(widget, QPlainTextEdit | QTextEdit):
        found.append(widget.toPlainText())
    elif isinstance(widget, QComboBox):
        found += [widget.itemText(place) for place in range(widget.count())]
    elif isinstance(widget, QAbstractItemView) and widget.model() is not None:
        model = widget.model()
        root = widget.rootIndex()
        columns = 1 if isinstance(widget, QListView) else model.columnCount(root)
        for row in range(min(model.rowCount(root), 100)):
            found += [str(model.index(row, at, root).data()) for at in range(columns)]
    return found


def on_screen() -> str:
    """Every text of every widget that can be seen, in any window."""
    seen: list[str] = []
    for top in QApplication.topLevelWidgets():
        if top.isVisible():
            shown = [top, *(each for each in top.findChildren(QWidget) if each.isVisible())]
            seen += [text for widget in shown for text in _texts(widget)]
    return "\n".join(seen)


def once(ready: Callable[[], bool], does: Callable[[], None], within: QWidget) -> None:
    """Do this as soon as that is so, in whichever loop of events runs then."""
    timer = QTimer(within, interval=10)

    def look() -> None:
        if ready():
            timer.stop()
            does()

    timer.timeout.connect(look)
    timer.start()


def _shown(window: Window, kind: type[QWidget]) -> bool:
    return any(each.isVisible() for each in window.findChildren(kind))


def _at(window: Window) -> int:
    """Where the cursor is in the title of the form that is open; -1 for none."""
    forms = [form for form in window.findChildren(RecordForm) if form.isVisible()]
    line: Any = forms[-1].editors["title"].control if forms else None
    return -1 if line is None else line.cursorPosition()


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
    window.files.export_to(tmp_path / "out.xlsx")
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
    window.files.export_to(tmp_path / "out.xlsx")
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

    once(lambda: _shown(window, RecordForm), types_and_locks, window)
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
    once(lambda: _at(window) == 4, looks_and_saves, window)
    qtbot.waitUntil(lambda: len(texts) == 2)
    assert texts[1] == "Half a rumour"
    qtbot.waitUntil(lambda: "Half a rumour" in on_screen())
    assert drafts.waiting(window.casebook) == []


def test_a_question_that_is_open_over_a_form_loses_nothing(
    open_window: Window, qtbot: QtBot
) -> None:
    window = open_window

    def types_and_asks() -> None:
        form = window.findChildren(MeetingForm)[-1]
        line: Any = form.editors["place"].control
        QTest.keyClicks(line, "Dubai")
        once(lambda: _shown(window, QMessageBox), lambda: do(window, "lock"), window)
        form.reject()

    once(lambda: _shown(window, MeetingForm), types_and_asks, window)
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
    once(lambda: _shown(window, MeetingForm), looks, window)
    qtbot.waitUntil(lambda: bool(held))
    assert held == ["Dubai"]


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


# -- when it locks by itself ---------------------------------------------------------------------


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


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
