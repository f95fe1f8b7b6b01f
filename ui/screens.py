"""How much room the screen has.

Never asked of the widget: PySide makes what `QWidget.screen` returns a child of that widget's
wrapper, which hands it to Python when it goes, and the next search for garbage deletes the screen
that Qt is still drawing on.
"""

from __future__ import annotations

from PySide6.QtCore import QRect
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget


def room(widget: QWidget) -> QRect:
    """What windows may take of the screen that this one is on, or will be opened on."""
    parent = widget.parentWidget()
    around = widget if parent is None else parent.window()
    screen = QGuiApplication.screenAt(around.geometry().center()) or QGuiApplication.primaryScreen()
    return screen.availableGeometry()
