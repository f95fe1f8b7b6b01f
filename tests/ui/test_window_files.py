"""What the window does with files and the whole record: workbooks, pictures, checks, ways."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
from PySide6.QtWidgets import (
    QFileDialog,
    QMessageBox,
)
from pytestqt.qtbot import QtBot

from tests.ui.driving import dialog, do, export_to, nameless, said, uid_of
from ui.check_dialog import CheckDialog
from ui.history_dialog import HistoryDialog
from ui.import_dialog import ImportDialog
from ui.window import Window
from ui.window_between import BetweenDialog
from ui.window_dialogs import KeysDialog
from workbench import records
from workbench.casebook import Casebook


@pytest.fixture
def workbook(window: Window, qtbot: QtBot, tmp_path: Path) -> Iterator[Path]:
    path = tmp_path / "desk.xlsx"
    export_to(window, path)
    qtbot.waitUntil(lambda: "Exported" in said(window), timeout=20_000)
    yield path


def test_an_unchanged_export_has_nothing_to_import(
    window: Window, workbook: Path, qtbot: QtBot
) -> None:
    window.files.plan_import(workbook)
    shown = dialog(window, ImportDialog, qtbot)
    assert not shown.on.isEnabled()
    shown.reject()


def test_an_import_is_shown_before_it_is_taken_and_undone_as_one(
    window: Window, workbook: Path, sample: Casebook, qtbot: QtBot
) -> None:
    old = "Keep to the 1973 Helmand River water treaty"
    book = openpyxl.load_workbook(workbook)
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    for cell in cells:
        if cell.value == old and cell.parent.title == "Asks":
            cell.value = "Keep the treaty"
    book.save(workbook)
    window.show_pane("asks")
    window.go("ask", uid_of(sample, "ask", "helmand"))
    window.files.plan_import(workbook)
    shown = dialog(window, ImportDialog, qtbot)
    assert "1 record" in shown.on.text()
    assert window.card.title.text() == old
    shown.go_on()
    qtbot.waitUntil(lambda: "Imported" in said(window), timeout=20_000)
    assert "1 changed" in said(window) and 'href="undo"' in said(window)
    assert window.card.title.text() == "Keep the treaty"
    do(window, "undo")
    assert window.card.title.text() == old


def test_nothing_else_is_written_while_an_import_is(window: Window, sample: Casebook) -> None:
    records.add(sample, "source", {"title": "A rumour"})
    window.allow_writing(False)
    assert not window.commands.actions["log_meeting"].isEnabled()
    for act in (window.acts.undo, window.acts.new_ask, window.acts.log_meeting, window.acts.edit):
        act()
        assert "being written" in said(window) or act == window.acts.edit
    assert sample.next_undo() is not None
    window.allow_writing(True)
    do(window, "undo")
    assert sample.next_undo() is None


def test_a_workbook_that_is_none_is_refused_in_a_dialog(
    window: Window, tmp_path: Path, qtbot: QtBot
) -> None:
    path = tmp_path / "none.xlsx"
    path.write_bytes(b"no workbook")
    window.files.plan_import(path)
    box = dialog(window, QMessageBox, qtbot)
    assert "none.xlsx" in box.text()
    box.close()
    assert window.commands.actions["edit"].isEnabled()


def test_a_picture_is_saved_of_what_is_shown(
    window: Window, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    do(window, "save_picture")
    assert "can be saved as pictures" in said(window)
    for name in ("timeline", "relationships"):
        window.show_pane(name)
        for suffix in ("png", "svg"):
            path = tmp_path / f"{name}.{suffix}"
            monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_w, p=path: (str(p), ""))
            do(window, "save_picture")
            assert path.stat().st_size > 1000
            assert f"Saved {path.name}" in said(window)


def test_the_check_tells_that_the_record_is_whole(window: Window, qtbot: QtBot) -> None:
    do(window, "check_record")
    found = dialog(window, CheckDialog, qtbot)
    assert found.isVisible()
    found.reject()


def test_keys_and_history_are_shown(window: Window, sample: Casebook, qtbot: QtBot) -> None:
    records.add(sample, "source", {"title": "A rumour"})
    do(window, "keys")
    keys = dialog(window, KeysDialog, qtbot)
    from ui.card import Text

    assert "Ctrl+Shift+Z" in keys.findChild(Text).toPlainText()
    keys.reject()
    do(window, "history")
    acts = dialog(window, HistoryDialog, qtbot)
    table = acts.acts
    assert [table.item(0, column).text() for column in (1, 2, 3)] == [
        "A. Officer", "Add Source", "A rumour",
    ]  # fmt: skip
    acts.reject()


def test_who_could_carry_a_message_from_who_is_on_the_card(
    window: Window, sample: Casebook, qtbot: QtBot
) -> None:
    window.go("stakeholder", uid_of(sample, "stakeholder", "united states"))
    do(window, "between")
    asked = dialog(window, BetweenDialog, qtbot)
    assert asked.start.text() == "United States"
    asked.goal.show_uid(uid_of(sample, "stakeholder", "taliban authorities"))
    rows = range(asked.ways.rowCount())
    through = [asked.ways.item(row, 0).text() for row in rows]
    assert through[:2] == ["Qatar", "India"]
    assert [asked.ways.item(row, 1).text() for row in (0, 1)] == ["+2", "+1"]
    asked.on.setText("1990")
    assert asked.ways.rowCount() == 0 and "Nobody" in asked.says.text()
    asked.on.setText("no date")
    assert asked.ways.rowCount() == 0 and "no date" in asked.says.text()
    assert nameless(asked) == []
    asked.reject()


def test_the_history_names_a_few_of_an_acts_records_and_counts_the_others(
    window: Window, sample: Casebook, qtbot: QtBot
) -> None:
    from workbench import lists

    asks = lists.uids(sample, "ask", lists.ids(sample, lists.Query("ask")))[:8]
    records.edit(sample, "ask", {uid: {"priority": "high"} for uid in asks})
    do(window, "history")
    acts = dialog(window, HistoryDialog, qtbot)
    told = acts.acts.item(0, 3).text()
    assert told.endswith(" and 5 more")
    acts.reject()


def test_only_workbooks_that_can_be_read_are_offered(
    window: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    offered: list[str] = []
    monkeypatch.setattr(
        QFileDialog, "getOpenFileName", lambda *given: (offered.append(given[-1]), ("", ""))[1]
    )
    do(window, "import_workbook")
    assert offered == ["Workbooks (*.xlsx *.xlsm *.xls *.xlsb *.ods *.csv *.tsv *.txt)"]
