"""Somebody at the keyboard: types into what has the focus, as a form's own windows hand it on."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

ENTER, TAB, ESC = Qt.Key.Key_Return, Qt.Key.Key_Tab, Qt.Key.Key_Escape
DOWN, UP = Qt.Key.Key_Down, Qt.Key.Key_Up


class Officer:
    """Opens a form and types; `at` is what has the keyboard."""

    def __init__(self, qtbot: QtBot) -> None:
        self._qtbot = qtbot

    def open(self, form: QWidget) -> None:
        self._qtbot.addWidget(form)
        form.show()
        form.activateWindow()
        self._qtbot.waitUntil(form.isActiveWindow)
        if form.focusWidget() is None:
            form.setFocus()
        self._qtbot.waitUntil(lambda: self._is_in(form))

    def _is_in(self, form: QWidget) -> bool:
        at = QApplication.focusWidget()
        return at is not None and (at is form or form.isAncestorOf(at))

    @property
    def at(self) -> QWidget:
        widget = QApplication.focusWidget()
        assert widget is not None
        return widget

    @property
    def at_name(self) -> str:
        return self.at.accessibleName()

    def types(self, *texts_and_keys: str | Qt.Key) -> None:
        """Letters into what has the keyboard; keys go where a popup, if open, would get them."""
        for given in texts_and_keys:
            if isinstance(given, str):
                for letter in given:
                    self._letter(letter)
            else:
                self._press(given)

    def _letter(self, letter: str) -> None:
        if letter.isascii():
            QTest.keyClicks(self._target(), letter)
        else:  # QTest types ASCII only
            key = QKeyEvent(QEvent.Type.KeyPress, 0, Qt.KeyboardModifier.NoModifier, letter)
            QApplication.sendEvent(self._target(), key)

    def _press(self, key: Qt.Key) -> None:
        QTest.keyClick(self._target(), key)

    def saves(self) -> None:
        """Ctrl+Enter."""
        QTest.keyClick(self._target(), ENTER, Qt.KeyboardModifier.ControlModifier)

    def _target(self) -> QWidget:
        return QApplication.activePopupWidget() or self.at
