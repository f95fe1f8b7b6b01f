"""An officer's work in the real window, with keyboard and mouse, and the questions on screen."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.conftest import dressed, light, window  # noqa: F401  # lent to the fixtures here
from tests.ui.driving import dialog, said
from tests.ui.forms.officer import ENTER, TAB, Officer
from tests.workbench.exchange import workbooks
from ui.export_dialog import ExportDialog
from ui.forms.meeting_form import MeetingForm
from ui.import_dialog import ImportDialog
from ui.window import Window
from ui.window_between import BetweenDialog

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
EMIRATE = "Islamic Emirate of Afghanistan"
TREATY = "Keep to the 1973 Helmand River water treaty"


class Desk:
    """The window and the person before it: keys go to what has the keyboard."""

    def __init__(self, at: Window, qtbot: QtBot) -> None:
        self.window, self.qtbot = at, qtbot
        self.returns()
        at.here.setFocus()

    def returns(self) -> None:
        """Back at the window from a dialog: without a screen nothing hands it the keyboard."""
        self.window.activateWindow()
        self.qtbot.waitUntil(self.window.isActiveWindow)

    @property
    def _at(self) -> QWidget:
        return QApplication.focusWidget() or self.window

    def presses(self, key: Qt.Key, with_: Qt.KeyboardModifier | None = None) -> None:
        QTest.keyClick(self._at, key, with_ or Qt.KeyboardModifier.NoModifier)

    def controls(self, letter: str, shift: bool = False) -> None:
        QTest.keyClick(self._at, Qt.Key(ord(letter)), CTRL | SHIFT if shift else CTRL)

    def finds(self, words: str) -> None:
        """Goes to what these words name best."""
        self.controls("K")
        for letter in words:
            QTest.keyClicks(self._at, letter)
        field: Any = self.window.go_to
        field.look()
        self.presses(ENTER)

    def filters(self, words: str) -> None:
        self.controls("F")
        QTest.keyClicks(self._at, words)
        table: Any = self.window.here
        table.filters.settle()

    def clicks_row(self, row: int) -> None:
        view = self.table.view
        middle: QPoint = view.visualRect(view.model().index(row, 0)).center()
        with self.qtbot.waitSignal(self.table.chosen):
            QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=middle)

    @property
    def table(self) -> Any:
        return self.window.here

    @property
    def rows(self) -> list[str]:
        """The rows of the table, each all that it says."""
        model = self.table.view.model()
        return [
            " | ".join(
                str(model.index(row, column).data() or "") for column in range(model.columnCount())
            )
            for row in range(model.rowCount())
        ]

    @property
    def card(self) -> str:
        """All that the card says."""
        card = self.window.card
        return f"{card.title.text()}\n{card.text.toPlainText()}"

    def menu(self, name: str) -> str:
        self.window.commands.menus["edit"].aboutToShow.emit()
        return self.window.commands.actions[name].text().replace("&", "")


@pytest.fixture
def desk(window: Window, qtbot: QtBot) -> Iterator[Desk]:  # noqa: F811
    yield Desk(window, qtbot)


def _log(qtbot: QtBot) -> None:
    """Fills the form that is open, as an officer would, and saves it."""
    form = QApplication.activeModalWidget()
    assert isinstance(form, MeetingForm)
    try:
        officer = Officer(qtbot)
        qtbot.waitUntil(lambda: form.isAncestorOf(QApplication.focusWidget() or form.window()))
        officer.types("muttaqi", ENTER, ENTER)
        officer.types("Maulvi Neu", ENTER, "adviser", TAB, TAB, "t", TAB)
        officer.types("Head of protocol", TAB, "taliban foreign", ENTER)
        officer.types(ENTER, ENTER, "yesterday 14:30", ENTER)
        officer.types(ENTER, ENTER, ENTER, "Kabul")
        officer.saves()
    finally:
        if form.isVisible():
            form.done(0)


# -- journeys ------------------------------------------------------------------------------------


def test_a_meeting_with_somebody_new_is_logged_taken_back_and_done_again(
    desk: Desk, qtbot: QtBot
) -> None:
    desk.controls("3")
    before = len(desk.rows)
    QTimer.singleShot(0, lambda: _log(qtbot))
    desk.controls("L")  # comes back once the form is saved
    desk.returns()
    qtbot.waitUntil(lambda: len(desk.rows) == before + 1)
    title = "Meeting: Amir Khan Muttaqi, Maulvi Neu"
    assert any(title in row and row.startswith("yesterday | meeting") for row in desk.rows)
    assert title in desk.card and "Head of protocol" in desk.card
    assert desk.menu("undo") == "Undo: Log meeting"

    desk.controls("Z")
    assert len(desk.rows) == before and title not in desk.card
    assert desk.menu("redo") == "Redo: Log meeting"
    assert not desk.window.commands.actions["undo"].isEnabled()
    desk.controls("2")
    desk.filters("Maulvi Neu")
    assert desk.rows == []

    desk.controls("Z", shift=True)  # from the filter: it has nothing of its own to do again
    qtbot.waitUntil(lambda: len(desk.rows) == 1)
    assert "Maulvi Neu" in desk.rows[0]
    assert desk.menu("undo") == "Undo: Log meeting"
    desk.controls("3")
    assert any(title in row for row in desk.rows)


def test_two_cells_changed_in_a_workbook_are_imported_seen_and_taken_back(
    desk: Desk, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "for the field.xlsx"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_a: (str(path), ""))
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_a: (str(path), ""))
    desk.controls("E")
    dialog(desk.window, ExportDialog, qtbot).buttons.accepted.emit()
    desk.returns()
    qtbot.waitUntil(lambda: "Exported" in said(desk.window), timeout=20_000)
    book = openpyxl.load_workbook(path)
    asks = book["Asks"]
    row = workbooks.row_of(asks, "Ask", TREATY)
    workbooks.put(asks, row, "Status", "pending")
    workbooks.put(asks, row, "Due", "2025-09")
    book.save(path)

    desk.controls("5")
    desk.clicks_row(next(n for n, told in enumerate(desk.rows) if TREATY in told))
    (before,) = [told for told in desk.rows if TREATY in told]
    assert "under discussion" in before and "Sep 2025" not in desk.card
    desk.controls("I")
    summary = dialog(desk.window, ImportDialog, qtbot)
    assert "1 record" in summary.on.text()
    take: QAbstractButton = summary.on
    QTest.mouseClick(take, Qt.MouseButton.LeftButton)
    desk.returns()
    qtbot.waitUntil(lambda: "Imported" in said(desk.window), timeout=20_000)
    (after,) = [told for told in desk.rows if TREATY in told]
    assert "pending" in after and "Sep 2025" in after
    assert "pending" in desk.card and "Sep 2025" in desk.card
    assert desk.menu("undo") == "Undo: Import for the field.xlsx"

    desk.controls("Z")
    assert [told for told in desk.rows if TREATY in told] == [before]
    assert "Sep 2025" not in desk.card and "under discussion" in desk.card


# -- the questions, each answered in at most three actions ---------------------------------------


def test_1_what_iran_wants_of_the_emirate_stands_in_the_list_of_asks(desk: Desk) -> None:
    desk.controls("5")
    desk.filters("Iran")
    wants = [row for row in desk.rows if "under discussion" in row and EMIRATE in row]
    assert len(wants) == 2 and TREATY in "\n".join(wants)
    assert "deportation of Afghan refugees" in "\n".join(wants)


def test_2_what_was_refused_is_one_choice_in_the_list_of_asks(desk: Desk) -> None:
    desk.controls("5")
    box = desk.table.filters.status
    box.setFocus()
    QTest.keyClicks(box, "Refused")
    assert len(desk.rows) == 4 and all("refused" in row for row in desk.rows)
    (own,) = [row for row in desk.rows if row.split(" | ")[2] == EMIRATE]
    assert own.split(" | ")[3] == "Western donor states"


def test_3_who_could_carry_a_message_is_asked_from_the_card(desk: Desk, qtbot: QtBot) -> None:
    desk.finds("United States")
    desk.controls("B")
    asked = dialog(desk.window, BetweenDialog, qtbot)
    asked.activateWindow()
    officer = Officer(qtbot)
    qtbot.waitUntil(lambda: asked.isAncestorOf(officer.at))
    officer.types("taliban authorities", ENTER)
    rows = range(asked.ways.rowCount())
    assert [asked.ways.item(row, 0).text() for row in rows][:2] == ["Qatar", "India"]
    asked.reject()


@pytest.mark.parametrize("spelling", ["mottaqi", "Ameer Motaqi", "Mutaqqi", "Muttaki"])
def test_4_who_last_met_muttaqi_stands_on_his_card(desk: Desk, spelling: str) -> None:
    desk.finds(spelling)
    assert desk.window.card.title.text() == "Amir Khan Muttaqi"
    assert "India's foreign secretary meets the acting foreign minister" in desk.card
    assert "Dubai" in desk.card and "Jan 2025" in desk.card


def test_7_what_the_hostage_ask_delivered_stands_on_its_card(desk: Desk) -> None:
    desk.controls("5")
    desk.filters("US nationals")
    desk.clicks_row(0)
    assert "2 person" in desk.card and "not known" in desk.card
    assert "0 of 0" not in desk.card and "100 %" not in desk.card


def test_8_both_claims_about_paktia_stand_side_by_side(desk: Desk) -> None:
    desk.finds("paktia")
    for words in ("TTP hideouts", "Nearly 50 civilians", "Pakistan", EMIRATE, "C3"):
        assert words in desk.card


def test_10_who_has_been_quiet_since_september_is_one_box_of_the_stakeholders(desk: Desk) -> None:
    desk.controls("2")
    box = desk.table.filters.quiet
    box.setFocus()
    QTest.keyClicks(box, "2024-09")
    desk.table.filters.settle()
    assert len(desk.rows) == 12
    quiet = "\n".join(desk.rows)
    for name in ("India", "Qatar", "Western donor states", "US nationals held in Afghanistan"):
        assert name in quiet
    assert "Tehreek" not in quiet and "Pakistan" not in [row.split(" | ")[0] for row in desk.rows]
