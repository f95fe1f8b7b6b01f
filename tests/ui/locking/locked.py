"""What the tests of locking share: what is on the screen, a clock, somebody who unlocks."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QListView,
    QPlainTextEdit,
    QTextEdit,
    QWidget,
)

from ui.forms.record_form import RecordForm
from ui.window import Window

PASSPHRASE = "quince and pomegranate"
NAME = "Zarghuna Testi"
SECRET = "SECRETWORD"


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


def is_shown(window: Window, kind: type[QWidget]) -> bool:
    return any(each.isVisible() for each in window.findChildren(kind))


def cursor_at(window: Window) -> int:
    """Where the cursor is in the title of the form that is open; -1 for none."""
    forms = [form for form in window.findChildren(RecordForm) if form.isVisible()]
    line: Any = forms[-1].editors["title"].control if forms else None
    # A dialog that comes up selects all of its line, until the cursor is put back.
    return -1 if line is None or line.hasSelectedText() else line.cursorPosition()


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now
