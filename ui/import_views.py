"""Tables in the import window: lines that Space ticks, and chips for what becomes of them."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QStyle,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from ui import theme, whole_rows
from ui.forms.controls import ENTER
from ui.import_rows_model import STATE, chip
from ui.table_cells import draw_bare, draw_chip, room_in
from ui.whole_rows import TickDelegate
from workbench.directions import is_right_to_left

Index = QModelIndex | QPersistentModelIndex

ALL_AT_ONCE = 2_000
"""Rows up to which all can be chosen; there are buttons for what is done with all."""


class Lines(QTableView):
    """Rows to be read; Space ticks those that are chosen, Enter goes into the one that is."""

    ticked = Signal(object)  # the rows that are chosen, from the top
    entered_on = Signal()

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        whole_rows.look(self, name)
        self.setItemDelegate(LineDelegate(self))

    def selectAll(self) -> None:
        """All rows, where they are not so many that Qt, which asks of each cell, would stand."""
        if self.model().rowCount() <= ALL_AT_ONCE:
            super().selectAll()

    def rows(self) -> list[int]:
        """The rows that are chosen, from the top."""
        return whole_rows.chosen(self)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if plain and event.key() == Qt.Key.Key_Space:
            self.ticked.emit(self.rows())
        elif plain and event.key() in ENTER:
            self.entered_on.emit()
        else:
            super().keyPressEvent(event)


class LineDelegate(TickDelegate):
    """Paints a line: what becomes of it in a chip, Arabic script right to left."""

    def initStyleOption(self, option: QStyleOptionViewItem, index: Index) -> None:
        super().initStyleOption(option, index)
        if is_right_to_left(option.text):
            option.direction = Qt.LayoutDirection.RightToLeft
        option.state &= ~QStyle.StateFlag.State_HasFocus

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        state = index.data(STATE)
        if not state:
            super().paint(painter, option, index)
            return
        plain, word = draw_bare(self, painter, option, index)
        draw_chip(painter, room_in(plain), word, chip(str(state)))

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        hint = super().sizeHint(option, index)
        hint.setHeight(theme.row_height())
        return hint
