"""How a test drives the window: what it says, does and names."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QComboBox,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QTextEdit,
    QWidget,
)
from pytestqt.qtbot import QtBot

from ui.export_flow import Exporting
from ui.window import Window
from workbench import lists
from workbench.casebook import Casebook
from workbench.exchange import formats
from workbench.lists import Query


def uid_of(casebook: Casebook, kind: str, words: str) -> str:
    return lists.uids(casebook, kind, lists.ids(casebook, Query(kind, text=words)))[0]


def do(window: Window, name: str) -> None:
    window.commands.actions[name].trigger()


def said(window: Window) -> str:
    return window.status.said.text()


def export_to(window: Window, path: Path) -> None:
    """Write the whole casebook to this workbook, as the window does once a file was chosen."""
    Exporting.of(window).write(path, formats.named("workbook"))


def dialog(window: Window, kind: type[Any], qtbot: QtBot) -> Any:
    qtbot.waitUntil(lambda: bool(window.findChildren(kind)), timeout=20_000)
    return window.findChildren(kind)[-1]


def once(ready: Callable[[], bool], does: Callable[[], None], within: QWidget) -> None:
    """Do this as soon as that is so, in whichever loop of events runs then."""
    timer = QTimer(within, interval=10)

    def look() -> None:
        if ready():
            timer.stop()
            does()

    timer.timeout.connect(look)
    timer.start()


_CONTROLS = (
    QAbstractButton, QAbstractItemView, QAbstractSpinBox, QComboBox, QLineEdit, QPlainTextEdit,
    QTextEdit,
)  # fmt: skip


def nameless(root: QWidget) -> list[str]:
    """Controls that a screen reader could only call by their type."""
    from PySide6.QtWidgets import QLabel

    buddies = {label.buddy() for label in root.findChildren(QLabel) if label.buddy()}
    found = []
    for control in root.findChildren(QWidget):
        if not isinstance(control, _CONTROLS) or control in buddies:
            continue
        if control.objectName().startswith("qt_") or isinstance(control, QMenu):
            continue
        parent = control.parentWidget()
        inner = isinstance(parent, QComboBox | QAbstractSpinBox | QAbstractItemView | QLineEdit)
        inside = parent is not None and parent.inherits("QComboBoxPrivateContainer")
        if inner or inside or type(control).__name__ in ("QHeaderView", "QTableCornerButton"):
            continue
        text = control.text() if isinstance(control, QAbstractButton) else ""
        if not control.accessibleName() and not text:
            found.append(f"{type(control).__name__} in {type(parent).__name__}")
    return found
