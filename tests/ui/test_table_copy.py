"""Rows copied for a spreadsheet: their header, nothing live in them, and known as ours."""

from __future__ import annotations

import csv
import io
import subprocess
import sys
from pathlib import Path

from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from tests.ui.driving import do, said
from ui import clipboard, table_copy
from ui.window import Window
from workbench import lists, records
from workbench.casebook import Casebook

ROOT = Path(__file__).resolve().parents[2]


def test_chosen_rows_go_to_a_spreadsheet_with_their_header(window: Window, qtbot: QtBot) -> None:
    window.show_pane("asks")
    table = window.views.table()
    assert table is not None
    table.view.selectRow(0)
    do(window, "copy")
    board = QGuiApplication.clipboard()
    lines = list(csv.reader(io.StringIO(board.text()), delimiter="\t"))
    labels = [str(table.model.known[name].label) for name in table.model.shown]
    assert lines[0] == labels and len(lines) == 2
    place = table.model.shown.index("title")
    assert lines[1][place] == table.model.index(0, place).data()
    assert "<table>" in board.mimeData().html()
    assert "1 row" in said(window)
    assert clipboard.clear_ours() and not board.text()


def test_nothing_copied_runs_in_a_spreadsheet(casebook: Casebook) -> None:
    hostile = '=HYPERLINK("x")\nsecond\tline'
    uid = records.add(casebook, "source", {"title": hostile.split("\n")[0], "notes": hostile})
    ids = lists.ids(casebook, lists.Query("source"))
    copied = table_copy.cells(casebook, "source", ids, ["title", "notes"])
    text, html = table_copy.as_text(copied), table_copy.as_html(copied)
    ((_header, _notes), (title, notes)) = csv.reader(io.StringIO(text), delimiter="\t")
    assert uid and title.startswith("'=") and notes == "'" + hostile
    assert html.count("<tr>") == 2 and "<td style=\"mso-number-format:'\\@'\">=HYPER" in html


def test_a_process_with_rows_on_the_clipboard_ends_in_peace() -> None:
    words = (
        "from PySide6.QtWidgets import QApplication; from ui import clipboard;"
        "app = QApplication([]); clipboard.put('a\\tb', '<table></table>')"
    )
    done = subprocess.run([sys.executable, "-c", words], cwd=ROOT, check=False, timeout=60)
    assert done.returncode == 0
