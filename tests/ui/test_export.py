"""An export as a person asks for it: in the window's dialog, and on the command line."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from tests.ui.command_line import Run, run
from tests.ui.driving import dialog, do, nameless, said, uid_of
from ui.export_dialog import ExportDialog
from ui.window import Window
from workbench import records

__all__ = ["run"]


@pytest.fixture
def target(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file that is chosen, whatever is asked."""
    path = tmp_path / "out.xlsx"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_asked: (str(path), ""))
    return path


def ticked(asking: ExportDialog, kind: str, on: bool) -> None:
    (item,) = asking.kinds.findItems(kind, Qt.MatchFlag.MatchExactly)
    asking.kinds.setCurrentItem(item)
    item.setCheckState(Qt.CheckState.Checked if on else Qt.CheckState.Unchecked)


def test_a_view_goes_out_under_a_ceiling_which_the_dialog_tells_of_beforehand(
    window: Window, target: Path, qtbot: QtBot
) -> None:
    casebook = window.casebook
    uid = uid_of(casebook, "stakeholder", "muttaqi")
    records.edit(casebook, "stakeholder", {uid: {"marking": "Restricted"}})
    window.show_pane("events")
    do(window, "export_workbook")
    asking: ExportDialog = dialog(window, ExportDialog, qtbot)
    assert nameless(asking) == []
    asking.rows.setCurrentIndex(1)
    assert "Events" in asking.rows.currentText()
    asking.ceiling.setCurrentIndex(asking.ceiling.findData("Internal"))
    ticked(asking, "Claims", False)
    asking.kinds.setCurrentRow(0)
    (notes,) = asking.fields.findItems("Notes", Qt.MatchFlag.MatchExactly)
    notes.setCheckState(Qt.CheckState.Unchecked)
    qtbot.waitUntil(lambda: "Withheld under “Internal”" in asking.told.text(), timeout=20_000)
    told = asking.told.text()
    asking.export()
    qtbot.waitUntil(target.exists, timeout=20_000)
    qtbot.waitUntil(lambda: "Withheld" in said(window), timeout=20_000)
    assert said(window).split("Withheld: ")[1].rstrip(".") in told
    book = load_workbook(target)
    assert {"Events", "Parties", "Responses"} <= set(book.sheetnames)
    assert not {"Claims", "Asks", "Stakeholders"} & set(book.sheetnames)
    assert "Notes" not in [cell.value for cell in book["Events"][3]]


def test_the_last_choice_is_offered_again(window: Window, target: Path, qtbot: QtBot) -> None:
    do(window, "export_workbook")
    asking: ExportDialog = dialog(window, ExportDialog, qtbot)
    asking.ceiling.setCurrentIndex(asking.ceiling.findData("Open"))
    asking.since.setText("2025-01")
    ticked(asking, "Ties", False)
    chosen = asking.selection()
    asking.export()
    qtbot.waitUntil(lambda: "Exported" in said(window), timeout=20_000)
    again = ExportDialog(window.casebook, None, window)
    assert again.selection() == chosen
    assert again.selection().ceiling == "Open" and "tie" not in again.selection().kinds
    again.reject()


def test_a_form_for_one_kind_takes_the_one_that_the_list_is_at(
    window: Window, qtbot: QtBot
) -> None:
    asking = ExportDialog(window.casebook, None, window)
    asking.formats.setCurrentIndex(asking.formats.findData("csv"))
    (item,) = asking.kinds.findItems("Asks", Qt.MatchFlag.MatchExactly)
    asking.kinds.setCurrentItem(item)
    assert asking.selection().kinds == ("ask",)
    asking.formats.setCurrentIndex(asking.formats.findData("calendar"))
    assert set(asking.selection().kinds) <= {"event", "party", "ask", "item", "action"}
    assert not asking.selection().columns
    asking.reject()


def test_what_can_not_be_exported_is_said_in_the_dialog(window: Window, qtbot: QtBot) -> None:
    do(window, "export_workbook")
    asking: ExportDialog = dialog(window, ExportDialog, qtbot)
    asking.since.setText("some day")
    asking.export()
    assert asking.isVisible() and "no date" in asking.problem.text()
    asking.reject()


def test_a_view_that_a_form_has_no_room_for_is_said(window: Window, qtbot: QtBot) -> None:
    window.show_pane("asks")
    do(window, "export_workbook")
    asking: ExportDialog = dialog(window, ExportDialog, qtbot)
    asking.rows.setCurrentIndex(1)
    asking.formats.setCurrentIndex(asking.formats.findData("cards"))
    qtbot.waitUntil(lambda: "no room" in asking.problem.text(), timeout=20_000)
    asking.reject()


def test_a_file_whose_ending_was_not_typed_is_never_replaced_unasked(
    window: Window, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    there = tmp_path / "desk.xlsx"
    there.write_text("of value")
    asked: list[str] = []

    def answer(_window: object, _title: str, offered: str, _filter: str) -> tuple[str, str]:
        asked.append(offered)
        return (str(tmp_path / "desk") if len(asked) == 1 else "", "")

    monkeypatch.setattr(QFileDialog, "getSaveFileName", answer)
    do(window, "export_workbook")
    dialog(window, ExportDialog, qtbot).export()
    qtbot.waitUntil(lambda: len(asked) == 2, timeout=20_000)
    assert asked[1] == str(there) and there.read_text() == "of value"


def test_the_command_line_takes_kinds_dates_words_and_a_ceiling(run: Run, tmp_path: Path) -> None:
    casebook, out = str(tmp_path / "a.casebook"), tmp_path / "out.xlsx"
    run("new", casebook, "--sample", "--plain")
    done = run("export", casebook, str(out), "--kind", "asks", "--kind", "item", "--ceiling",
               "internal", "--json")  # fmt: skip
    assert set(done.json["sheets"]) == {"Asks", "Items"}
    assert done.json["withheld"]["Asks"] == {"records": 0, "cells": 0}
    since = run("export", casebook, str(out), "--kind", "event", "--since", "2025", "--json").json
    whole = run("export", casebook, str(out), "--kind", "event", "--json").json
    assert 0 < since["sheets"]["Events"] < whole["sheets"]["Events"]
    words = run("export", casebook, str(out), "--filter", "muttaqi", "--json").json
    assert words["sheets"]["Stakeholders"] == 1 and words["sheets"]["Names"] >= 1
    assert run("export", casebook, str(out), "--kind", "nothing").status == 2
    refused = run("export", casebook, str(out), "--ceiling", "Cosmic")
    assert refused.status == 1 and "Cosmic" in refused.err
