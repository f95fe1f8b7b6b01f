"""Where the keyboard stands in a form: which control, where in its text, how far it is scrolled."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtWidgets import QComboBox, QDialog, QLineEdit, QPlainTextEdit, QScrollArea, QWidget


def _stops(form: QDialog) -> list[QWidget]:
    stops: Any = getattr(form, "stops", None)
    return [] if stops is None else list(stops())


def place_in(form: QDialog) -> dict[str, int]:
    """The control that has the keyboard, counted as Tab goes, and the cursor in it."""
    place: dict[str, int] = {}
    focus = form.focusWidget()
    for at, stop in enumerate(_stops(form)):
        if focus is not None and (stop is focus or stop.isAncestorOf(focus)):
            place = {"stop": at, **_cursor(stop)}
    area = form.findChild(QScrollArea)
    if area is not None:
        place["scroll"] = area.verticalScrollBar().value()
    return place


def _cursor(control: QWidget) -> dict[str, int]:
    line = control.lineEdit() if isinstance(control, QComboBox) else control
    if isinstance(line, QLineEdit):
        return {"cursor": line.cursorPosition()}
    if isinstance(line, QPlainTextEdit):
        return {"cursor": line.textCursor().position()}
    return {}


def return_to(form: QDialog, place: Mapping[str, int]) -> None:
    """Give the keyboard back to where it was."""
    stops = _stops(form)
    at = place.get("stop", -1)
    if not 0 <= at < len(stops):
        return
    control = stops[at]
    control.setFocus()
    line = control.lineEdit() if isinstance(control, QComboBox) else control
    cursor = place.get("cursor", 0)
    if isinstance(line, QLineEdit):
        line.deselect()
        line.setCursorPosition(cursor)
    elif isinstance(line, QPlainTextEdit):
        moved = line.textCursor()
        moved.setPosition(min(cursor, len(line.toPlainText())))
        line.setTextCursor(moved)


def scroll_to(form: QDialog, place: Mapping[str, int]) -> None:
    """Scroll it as far as it was. Only once it is shown has it anything to scroll."""
    area = form.findChild(QScrollArea)
    if area is not None:
        area.verticalScrollBar().setValue(place.get("scroll", 0))
