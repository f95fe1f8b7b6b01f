"""What the workbench put on the clipboard, so that it can be taken off again, and only that.

What was put there is known by its content, of which only a keyed digest is remembered: what a
person copied elsewhere since is never touched.
"""

from __future__ import annotations

import atexit
import hashlib
import secrets
from collections import deque
from functools import cache

from PySide6.QtCore import QMimeData, QObject
from PySide6.QtGui import QClipboard, QGuiApplication
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QTextEdit

REMEMBERED = 50  # texts; a clipboard manager may bring back an older one

_KEY = secrets.token_bytes(32)
_OURS: deque[bytes] = deque(maxlen=REMEMBERED)
_MODES = (QClipboard.Mode.Clipboard, QClipboard.Mode.Selection)


def put(text: str, html: str = "") -> None:
    """Put a text on the clipboard; `html` is the same, for programs that rather take that."""
    _note(text)
    if not html:
        QGuiApplication.clipboard().setText(text)
        return
    both = QMimeData()
    both.setText(text)
    both.setHtml(html)
    QGuiApplication.clipboard().setMimeData(both)
    _let_go_at_the_end()


@cache
def _let_go_at_the_end() -> None:
    """What Python made is not to be on the clipboard when Python is gone.

    Qt deletes it with the clipboard, after the interpreter has ended, and the process with it. The
    text alone is Qt's own, and stays.
    """
    atexit.register(_as_text)


def _as_text() -> None:
    if QGuiApplication.instance() is not None:
        clipboard = QGuiApplication.clipboard()
        if clipboard.ownsClipboard() or _mark(clipboard.text()) in _OURS:
            clipboard.setText(clipboard.text())


def _note(text: str) -> None:
    mark = _mark(text)
    if text and mark not in _OURS:
        _OURS.append(mark)


def _mark(text: str) -> bytes:
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), key=_KEY, digest_size=16).digest()


def clear_ours() -> bool:
    """Empty the clipboard, and what is selected, of what came from here; whether there was any."""
    clipboard = QGuiApplication.clipboard()
    cleared = False
    for mode in _MODES:
        if mode is QClipboard.Mode.Selection and not clipboard.supportsSelection():
            continue
        text = clipboard.text(mode)
        owned = clipboard.ownsSelection() if mode is _MODES[1] else clipboard.ownsClipboard()
        if owned or (text and _mark(text) in _OURS):
            clipboard.clear(mode)
            cleared = True
    _OURS.clear()
    return cleared


class Watch(QObject):
    """Notes what is copied out of any field or card of the workbench."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        QGuiApplication.clipboard().dataChanged.connect(self._changed)

    def _changed(self) -> None:
        clipboard = QGuiApplication.clipboard()
        text = clipboard.text()
        # Where the platform can't say whose it is: ours, if it is what is selected here.
        if clipboard.ownsClipboard() or (text and text == _selected()):
            _note(text)


def _selected() -> str:
    focus = QApplication.focusWidget()
    if isinstance(focus, QLineEdit):
        return focus.selectedText()
    if isinstance(focus, QPlainTextEdit | QTextEdit):
        return focus.textCursor().selection().toPlainText()
    return ""
