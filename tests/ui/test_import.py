"""An import through the window: what is found, what it means, what is taken, and its way back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QMessageBox
from pytestqt.qtbot import QtBot

from tests.ui.driving import dialog, do, export_to, nameless, once, said
from tests.ui.sheets import PASSWORD, locked, people
from ui.import_dialog import COLUMNS, ROWS, TABLES, ImportDialog
from ui.import_flow import PasswordDialog
from ui.window import Window
from workbench import lists, records, saved_views
from workbench.casebook import Casebook
from workbench.lists import Query
from workbench.saved_views import SavedView


def drop(window: Window, path: Path) -> None:
    """Drop a file on a part of the window, as a person's hand does."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    copy, left = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    none, onto = Qt.KeyboardModifier.NoModifier, window.card
    enters = QDragEnterEvent(QPoint(20, 20), copy, data, left, none)
    QApplication.sendEvent(onto, enters)
    assert enters.isAccepted()
    QApplication.sendEvent(onto, QDropEvent(QPointF(20, 20), copy, data, left, none))


def reach(shown: ImportDialog, step: int, qtbot: QtBot) -> None:
    """Go on till this step is there."""
    while shown.at < step:
        before = shown.at
        shown.go_on()
        qtbot.waitUntil(lambda b=before: shown.at > b or bool(shown.note.text()), timeout=5_000)
        assert shown.at > before, shown.note.text()


def names(casebook: Casebook) -> set[str]:
    ids = lists.ids(casebook, Query("stakeholder"))
    return {str(row.cells[0]) for row in lists.rows(casebook, "stakeholder", ids, ["name"])}


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    return people(tmp_path)


def test_a_dropped_sheet_is_mapped_partly_taken_and_undone(
    bare: Window, casebook: Casebook, sheet: Path, qtbot: QtBot
) -> None:
    before = names(casebook)
    drop(bare, sheet)
    shown = dialog(bare, ImportDialog, qtbot)
    assert shown.at == TABLES and shown.tables is not None
    assert shown.tables.list.count() == 1 and "3 rows in 3 columns" in shown.tables.said.text()
    assert nameless(shown) == []
    reach(shown, COLUMNS, qtbot)
    assert shown.columns is not None
    shown.columns.kind.setCurrentIndex(shown.columns._kinds.index("stakeholder"))
    remarks = shown.columns.table.fields[2]
    remarks.setCurrentIndex(0)
    remarks.activated.emit(0)
    qtbot.waitUntil(lambda: shown._job is None, timeout=5_000)
    assert nameless(shown) == []
    qtbot.keyClicks(shown.columns.name, "People")
    shown.columns.keep.click()
    reach(shown, ROWS, qtbot)
    page = shown.rows
    assert page is not None and page.model.rowCount() == 3
    assert nameless(shown) == []
    labels = [page.model.staged(row).label for row in range(3)]
    page.view.selectRow(labels.index("Berit Holm"))
    qtbot.keyClick(page.view, Qt.Key.Key_Space)
    assert "2 records" in shown.on.text()
    shown.go_on()
    qtbot.waitUntil(lambda: "Imported" in said(bare), timeout=5_000)
    assert "2 new" in said(bare) and 'href="undo"' in said(bare)
    assert names(casebook) - before == {"Amir Haidari", "Chen Wei"}
    do(bare, "undo")
    assert names(casebook) == before
    qtbot.waitUntil(lambda: not bare.findChildren(ImportDialog), timeout=5_000)
    bare.files.plan_import(sheet)
    again = dialog(bare, ImportDialog, qtbot)
    reach(again, COLUMNS, qtbot)
    assert again.columns.kept.currentText() == "People"
    assert again.columns.table.fields[2].currentText() == "not taken"
    again.reject()


def test_pasted_cells_are_taken_for_what_the_table_holds(
    bare: Window, casebook: Casebook, qtbot: QtBot
) -> None:
    bare.show_pane("stakeholders")
    QGuiApplication.clipboard().setText("Name\tKind\nBerit Holm\tperson\nOslo Forum\tinstitution\n")
    do(bare, "paste")
    shown = dialog(bare, ImportDialog, qtbot)
    reach(shown, ROWS, qtbot)
    shown.go_on()
    qtbot.waitUntil(lambda: "Imported pasted cells" in said(bare), timeout=5_000)
    assert {"Berit Holm", "Oslo Forum"} <= names(casebook)
    for nothing in (lambda board: board.setText("one word"), lambda board: board.clear()):
        nothing(QGuiApplication.clipboard())
        bare.say("")
        do(bare, "paste")
        assert "no rows on the clipboard" in said(bare)


def test_rows_copied_here_and_pasted_again_change_nothing(
    window: Window, sample: Casebook, qtbot: QtBot
) -> None:
    window.show_pane("sources")
    table = window.views.table()
    assert table is not None
    table.view.selectAll()
    do(window, "copy")
    do(window, "paste")
    shown = dialog(window, ImportDialog, qtbot)
    reach(shown, COLUMNS, qtbot)
    shown.go_on()
    assert "blank cell" in shown.note.text() and shown.at == COLUMNS
    (box,) = shown.columns.questions.boxes
    assert shown.focusWidget() is box
    box.activated.emit(box.findText("no"))
    reach(shown, ROWS, qtbot)
    assert shown.plan is not None and shown.plan.taken() == 0 and not shown.on.isEnabled()
    shown.columns.touched = False
    shown.reject()


def test_by_keyboard_alone(bare: Window, casebook: Casebook, sheet: Path, qtbot: QtBot) -> None:
    bare.files.plan_import(sheet)
    shown = dialog(bare, ImportDialog, qtbot)
    assert shown.focusWidget() is shown.tables.list
    qtbot.keyClick(shown.focusWidget(), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: shown.at == COLUMNS, timeout=5_000)
    qtbot.keyClick(shown, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: shown.at == ROWS, timeout=5_000)
    assert shown.focusWidget() is shown.rows.view
    qtbot.keyClick(shown.rows.view, Qt.Key.Key_Space)
    qtbot.keyClick(shown.rows.view, Qt.Key.Key_Return)
    assert shown.focusWidget() is shown.rows.fields
    qtbot.keyClick(shown.rows.fields, Qt.Key.Key_Return)
    assert shown.focusWidget() is shown.rows.view
    _answer(shown, "Go on here")
    qtbot.keyClick(shown, Qt.Key.Key_Escape)
    assert shown.isVisible() and shown.at == ROWS
    _answer(shown, "Leave it")
    qtbot.keyClick(shown, Qt.Key.Key_Escape)
    assert not shown.isVisible() and not names(casebook)


def _answer(shown: ImportDialog, words: str) -> None:
    """Press this button of the question that is asked next."""

    def press() -> None:
        box = shown.findChildren(QMessageBox)[-1]
        next(each for each in box.buttons() if each.text() == words).click()

    once(lambda: any(b.isVisible() for b in shown.findChildren(QMessageBox)), press, shown)


def test_an_import_stopped_midway_writes_nothing(
    bare: Window, casebook: Casebook, sheet: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    from workbench import exchange

    bare.files.plan_import(sheet)
    shown = dialog(bare, ImportDialog, qtbot)
    reach(shown, ROWS, qtbot)

    def never_ends(
        _casebook: Any, _plan: Any, _rule: Any, told: Callable[[int, int], None]
    ) -> None:
        while True:
            told(1, 3)

    monkeypatch.setattr(exchange, "take", never_ends)
    shown.go_on()
    assert not bare.commands.actions["log_meeting"].isEnabled()
    shown.reject()
    qtbot.waitUntil(lambda: "Cancelled" in shown.note.text(), timeout=5_000)
    assert shown.isVisible() and bare.commands.actions["log_meeting"].isEnabled()
    assert not names(casebook)
    shown.rows.decided = False
    shown.reject()


def test_an_export_of_ours_goes_straight_to_its_rows_and_conflicts_are_chosen_by_cell(
    window: Window, sample: Casebook, tmp_path: Path, qtbot: QtBot
) -> None:
    path = tmp_path / "desk.xlsx"
    saved_views.save(sample, SavedView("Water", "asks", {"text": "helmand"}), None)
    export_to(window, path)
    qtbot.waitUntil(lambda: "Exported" in said(window), timeout=5_000)
    saved_views.remove(sample, "Water")
    window.saved.heard_from_elsewhere()
    assert "view/Water" not in window.sidebar._items
    book = openpyxl.load_workbook(path)
    for row in book["Stakeholders"].iter_rows():
        for cell in row:
            if cell.value == "Qatar":
                cell.value = "State of Qatar"
                break
    book.save(path)
    uid = lists.uids(sample, "stakeholder", lists.ids(sample, Query("stakeholder", text="qatar")))[
        0
    ]
    records.edit(sample, "stakeholder", {uid: {"name": "Qatar (Doha)"}})
    window.files.plan_import(path)
    shown = dialog(window, ImportDialog, qtbot)
    assert shown.at == ROWS and not shown.back.isVisible()
    page = shown.rows
    assert page.model.rowCount() == 1 and page.cells.cells
    place = next(n for n, cell in enumerate(page.cells.cells) if cell.field == "name")
    assert page.cells.index(place, 2).data() == "Qatar (Doha)"
    assert page.cells.index(place, 3).data() == "State of Qatar"
    assert not page.cells.is_taken(place) and not shown.on.isEnabled()
    page.fields.selectRow(place)
    qtbot.keyClick(page.fields, Qt.Key.Key_Space)
    assert page.cells.is_taken(place) and shown.on.isEnabled()
    shown.go_on()
    qtbot.waitUntil(lambda: "Imported" in said(window), timeout=5_000)
    assert records.label(sample, "stakeholder", uid) == "State of Qatar"
    assert "view/Water" in window.sidebar._items  # it came along


def test_a_passworded_workbook_is_asked_for_its_password(
    bare: Window, tmp_path: Path, qtbot: QtBot
) -> None:
    path = locked(tmp_path)
    asked: list[str] = []

    def type_in(password: str) -> None:
        box = bare.findChildren(PasswordDialog)[-1]
        asked.append(box.problem.text())
        box.line.setText(password)
        box.accept()

    once(lambda: bool(bare.findChildren(PasswordDialog)), lambda: type_in("wrong"), bare)
    bare.files.plan_import(path)
    qtbot.waitUntil(lambda: len(asked) == 1, timeout=5_000)
    once(lambda: bool(bare.findChildren(PasswordDialog)), lambda: type_in(PASSWORD), bare)
    shown = dialog(bare, ImportDialog, qtbot)
    assert asked[0] == "" and asked[1]
    shown.reject()


def test_rejected_rows_are_saved_to_be_mended(
    bare: Window, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    bare.show_pane("events")
    QGuiApplication.clipboard().setText("Title\tWhen\nTalks\t2025-01-12\nMore talks\t31.02.2025\n")
    do(bare, "paste")
    shown = dialog(bare, ImportDialog, qtbot)
    reach(shown, ROWS, qtbot)
    shown.rows.show_state("rejected")
    assert shown.rows.model.rowCount() == 1 and shown.rows.reason.text()
    target = tmp_path / "mend.xlsx"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_given: (str(target), ""))
    shown.rows.save.click()
    qtbot.waitUntil(lambda: "Saved" in shown.note.text(), timeout=5_000)
    cells = [c.value for row in openpyxl.load_workbook(target).active.iter_rows() for c in row]
    assert "More talks" in cells and "Talks" not in cells
    shown.reject()


def test_another_row_is_said_to_be_the_header_and_a_table_is_left_out(
    bare: Window, tmp_path: Path, qtbot: QtBot
) -> None:
    path = tmp_path / "two.xlsx"
    book = openpyxl.Workbook()
    for line in (["Name", "Kind"], ["Title", "Role"], ["Berit Holm", "person"], ["Chen", "person"]):
        book.active.append(line)
    other = book.create_sheet("Lists")
    other.append(["Country", "Code"])
    other.append(["Norway", "NO"])
    other.sheet_state = "hidden"
    book.save(path)
    bare.files.plan_import(path)
    shown = dialog(bare, ImportDialog, qtbot)
    page = shown.tables
    ticks = [page.list.item(row).checkState() for row in range(page.list.count())]
    assert ticks == [Qt.CheckState.Checked, Qt.CheckState.Unchecked]
    assert "1 sheet is hidden" in page.said.text()
    page.header.setValue(2)
    qtbot.waitUntil(lambda: page.said.text().startswith("2 rows"), timeout=5_000)
    assert page.model.headerData(1, Qt.Orientation.Vertical) == "2  header"
    page.list.item(0).setCheckState(Qt.CheckState.Unchecked)
    shown.go_on()
    assert shown.at == TABLES and "Tick" in shown.note.text()
    page.touched = False
    shown.reject()


def test_who_may_be_here_already_is_decided_side_by_side(
    window: Window, sample: Casebook, qtbot: QtBot
) -> None:
    uid = lists.uids(sample, "stakeholder", lists.ids(sample, Query("stakeholder", text="muttaqi")))
    window.show_pane("stakeholders")
    QGuiApplication.clipboard().setText(
        "Name\tKind\tCountry\tNotes\nMuttaqi\tperson\t\tmet twice\n"
        "Amir Mutaqi\tperson\tIR\tanother\n"
    )
    do(window, "paste")
    shown = dialog(window, ImportDialog, qtbot)
    reach(shown, ROWS, qtbot)
    page = shown.rows
    assert page.model.rowCount() == 2 and "2 rows wait" in page.said.text()
    assert "Amir Khan Muttaqi" in page.candidates.buttons[1].accessibleName()
    assert nameless(shown) == [] and not shown.on.isEnabled()
    page.candidates.buttons[1].click()
    assert page.decided_cells.isVisible() and "1 record" in shown.on.text()
    qtbot.keyClick(page.view, Qt.Key.Key_Down)
    page.candidates.buttons[2].click()
    assert page.plan.states == ["updated", "created"] and not page.said.isVisible()
    shown.go_on()
    qtbot.waitUntil(lambda: "Imported" in said(window), timeout=5_000)
    assert "1 new, 1 changed" in said(window)
    assert "met twice" in str(records.get(sample, "stakeholder", uid[0]))
    qtbot.waitUntil(lambda: not window.findChildren(ImportDialog), timeout=5_000)
    do(window, "paste")
    again = dialog(window, ImportDialog, qtbot)
    reach(again, ROWS, qtbot)
    assert "uncertain" not in again.plan.states
    again.reject()


def test_the_models_keep_qts_rules(bare: Window, sheet: Path, qtbot: QtBot) -> None:
    bare.files.plan_import(sheet)
    shown = dialog(bare, ImportDialog, qtbot)
    reach(shown, ROWS, qtbot)
    mode = QAbstractItemModelTester.FailureReportingMode.Fatal
    models = (shown.tables.model, shown.rows.model, shown.rows.cells)
    testers = [QAbstractItemModelTester(model, mode) for model in models]
    shown.rows.show_state("created")
    shown.rows.model.toggle([0, 1])
    shown.rows.cells.toggle([0])
    assert testers and shown.rows.decided
    shown.rows.decided = shown.columns.touched = False
    shown.reject()


def test_what_is_true_of_the_whole_workbook_is_said_once(
    window: Window, sample: Casebook, tmp_path: Path, qtbot: QtBot
) -> None:
    path = tmp_path / "desk.xlsx"
    export_to(window, path)
    qtbot.waitUntil(lambda: "Exported" in said(window), timeout=20_000)
    sample.keep("exchange secret", None)  # as if it came from another casebook
    window.files.plan_import(path)
    shown = dialog(window, ImportDialog, qtbot)
    told = [each.text() for each in shown.rows.findChildren(QLabel)]
    (words,) = [text for text in told if "another casebook" in text]
    assert words.startswith("The workbook comes from another casebook") and "\n" not in words
    shown.reject()
