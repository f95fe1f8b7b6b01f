"""Today: what is overdue and due, one's own actions, the last meetings; each line leads on."""

from __future__ import annotations

import datetime

import pytest
from PySide6.QtCore import QUrl
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ui import today_pane
from ui.today_pane import TodayPane
from ui.window import Window
from workbench import records
from workbench.casebook import Casebook


def pane(sample: Casebook, qtbot: QtBot) -> TodayPane:
    made = TodayPane(sample)
    qtbot.addWidget(made)
    made.resize(800, 600)
    made.show()
    return made


def test_an_empty_casebook_has_a_word_in_every_part(
    casebook: Casebook, light: QApplication, qtbot: QtBot
) -> None:
    shown = pane(casebook, qtbot)
    text = shown.text.toPlainText()
    for words in (
        "Today, 5 Feb 2025", "Nothing is overdue.", "Nothing falls due in the next 30 days.",
        "Nothing for you to do.", "No meetings yet. Log the first (Ctrl+L).",
        "No ask has changed its status yet.", "Nobody whom the desk has met has gone quiet.",
    ):  # fmt: skip
        assert words in text


def test_what_is_overdue_comes_with_the_word(
    sample: Casebook, light: QApplication, qtbot: QtBot
) -> None:
    sample.fixed_today = datetime.date(2025, 6, 1)
    shown = pane(sample, qtbot)
    text = shown.text.toPlainText()
    assert "Resume US international aid" in text and "overdue" in text
    assert "was due Apr 2025" in text
    assert shown.status() == "2 overdue"


def test_a_line_leads_to_its_record(sample: Casebook, light: QApplication, qtbot: QtBot) -> None:
    shown = pane(sample, qtbot)
    with qtbot.waitSignal(shown.chosen) as told:
        shown.text.anchorClicked.emit(QUrl("record:event/some-uid"))
    assert told.args == ["event", "some-uid"]


def test_an_action_is_ticked_off_and_can_be_undone(
    window: Window, sample: Casebook, qtbot: QtBot
) -> None:
    member = sample.join(sample.by)
    uid = records.add(sample, "action", {"what": "Call the ministry", "owner": member})
    today = window.here
    assert isinstance(today, TodayPane)
    assert "Call the ministry" in today.text.toPlainText()
    today.text.anchorClicked.emit(QUrl(f"done:action/{uid}"))
    assert records.get(sample, "action", uid)["done"] is True
    assert "Call the ministry" not in today.text.toPlainText()
    window.acts.undo()
    assert "Call the ministry" in today.text.toPlainText()


def test_many_overdue_things_are_counted_and_lead_to_the_list_of_them(
    window: Window, sample: Casebook, qtbot: QtBot
) -> None:
    asker = records.add(sample, "stakeholder", {"name": "A ministry", "kind": "office"})
    for n in range(15):
        ask = {"title": f"Ask {n}", "category": "aid", "status": "pending", "due": "2024-01"}
        ask |= {"asked_by": asker, "asked_of": asker}
        records.add(sample, "ask", ask)
    today = window.here
    assert isinstance(today, TodayPane)
    text = today.text.toPlainText()
    assert text.count("was due") == 12 and "and 3 more" in text
    today.text.anchorClicked.emit(QUrl("list:asks/overdue"))
    assert window.pane_name == "asks"
    assert window.status.counted.text() == "15 asks"


def test_a_large_casebook_is_looked_at_beside_the_window(
    sample: Casebook, light: QApplication, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    beside = pane(sample, qtbot)
    at_once = beside.text.toPlainText()
    monkeypatch.setattr(today_pane, "BESIDE", 1)
    shown = pane(sample, qtbot)
    assert shown.text.toPlainText() == "Looking at what is before the desk…"
    qtbot.waitUntil(lambda: shown.text.toPlainText() == at_once)
    shown.refresh()
    shown.refresh()
    sample.fixed_today = datetime.date(2025, 6, 1)
    shown.refresh()
    qtbot.waitUntil(lambda: "was due Apr 2025" in shown.text.toPlainText())
