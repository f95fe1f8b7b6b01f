"""The window for who can not see it, or has no mouse: names, and the way of Tab."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QApplication,
    QWidget,
)
from pytestqt.qtbot import QtBot

from tests.ui.driving import nameless
from ui.forms.meeting_form import MeetingForm
from ui.forms.record_form import RecordForm
from ui.sidebar import LABELS
from ui.window import Window
from workbench.casebook import Casebook
from workbench.kinds import KINDS


def test_tab_goes_as_the_eye_does(window: Window, qtbot: QtBot) -> None:
    window.show_pane("timeline")
    window.show_pane("asks")
    pane: Any = window.here
    with qtbot.waitSignal(pane.chosen):
        pane.view.selectRow(0)
    window.activateWindow()
    window.go_to.setFocus()
    expected = [
        window.sidebar, pane.filters.text, pane.filters.status, pane.filters.due,
        pane._chooser, pane.new, pane.view, window.card.edit, window.card.delete,
    ]  # fmt: skip
    seen: list[QWidget | None] = []
    while window.card.text not in seen and len(seen) < 30:
        qtbot.keyClick(QApplication.focusWidget() or window, Qt.Key.Key_Tab)
        seen.append(QApplication.focusWidget())
    places = [seen.index(widget) for widget in expected]
    assert places == sorted(places)


def test_every_control_of_the_window_has_a_name(window: Window) -> None:
    for name in LABELS:
        window.show_pane(name)
    assert nameless(window) == []


def test_every_control_of_the_forms_has_a_name(window: Window, sample: Casebook) -> None:
    for kind in KINDS:
        if kind in ("event", "term", "member"):
            continue
        form = RecordForm(sample, kind, None, None, window)
        assert nameless(form) == [], kind
        form.deleteLater()
    assert nameless(MeetingForm(sample, window)) == []
