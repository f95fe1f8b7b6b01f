"""Leaving a form with something typed in it."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication, QMessageBox, QWidget
from pytestqt.qtbot import QtBot

from ui.forms.frame import leave_unsaved


@pytest.mark.parametrize(
    ("button", "leaves"),
    [("Go on typing", "stay"), ("Throw away", "away"), ("Keep for later", "keep")],
)
def test_what_was_typed_is_left_only_by_saying_so(
    light: QApplication,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
    button: str,
    leaves: str,
) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    asked: list[QMessageBox] = []

    def answer(box: QMessageBox) -> int:
        asked.append(box)
        box.show()
        next(each for each in box.buttons() if each.text() == button).click()
        return 0

    monkeypatch.setattr(QMessageBox, "exec", answer)
    assert leave_unsaved(parent) == leaves
    # Enter and Esc, pressed in haste, lose nothing.
    (box,) = asked
    assert box.defaultButton().text() == "Keep for later"
    assert box.escapeButton().text() == "Go on typing"
