"""A marking as it is shown anywhere: its word, in a chip of its colour.

The colour follows from the marking's place in the casebook's list, and is never alone: the word
stands with it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPen, QPixmap
from PySide6.QtWidgets import QLabel, QWidget

from ui import theme
from workbench import markings
from workbench.messages import _

SWATCH = 12  # px


def hue(order: Sequence[str], word: str | None) -> QColor:
    """The colour of a marking."""
    return theme.marking_hue(markings.rank(order, word), len(order))


def chip(order: Sequence[str], word: str | None) -> theme.Chip:
    """What a marking's word stands on."""
    return theme.current().chip(hue(order, word))


def bar(order: Sequence[str], word: str | None) -> QColor:
    """The colour of a bar that says the same at an edge."""
    return theme.current().outline(hue(order, word))


def icon(order: Sequence[str], word: str | None) -> QIcon:
    """A small square of the marking's colour, to stand before its word."""
    made = chip(order, word)
    picture = QPixmap(QSize(SWATCH, SWATCH))
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setPen(QPen(made.outline, 1))
    painter.setBrush(hue(order, word))
    painter.drawRect(0, 0, SWATCH - 1, SWATCH - 1)
    painter.end()
    return QIcon(picture)


class MarkingLabel(QLabel):
    """A marking in a chip; nothing at all where there is none."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self._order: Sequence[str] = ()
        self._word = ""
        self._lead = ""
        self.hide()

    def show_marking(self, order: Sequence[str], word: str, lead: str = "") -> None:
        """Show this marking from now on, after some words that lead up to it."""
        self._order, self._word, self._lead = order, word, lead
        self.setText(_("{lead} {marking}", lead=lead, marking=word.upper()).strip())
        self.setAccessibleName(_("Marking: {marking}", marking=word) if word else "")
        self.setVisible(bool(word))
        self.dress()

    @property
    def marking(self) -> str:
        """The marking that is shown; empty where there is none."""
        return self._word

    def on_paper(self) -> dict[str, Any]:
        """How `ui.picture.save_picture` is to mark a page with what is shown here."""
        light = theme.Theme(False)
        return {
            "marking": self._word,
            "marking_colour": light.outline(hue(self._order, self._word)),
        }

    def dress(self) -> None:
        """The theme or the text's size has changed."""
        made = chip(self._order, self._word)
        self.setFont(theme.font("caption"))
        self.setStyleSheet(
            f"border: 1px solid {made.outline.name()}; border-radius: 4px; padding: 1px 5px;"
            f" background: {made.ground.name()}; color: {made.text.name()};"
        )
