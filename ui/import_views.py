"""Tables in the import window: lines that Space ticks, and chips for what becomes of them."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from ui import theme
from ui.forms.controls import ENTER
from ui.import_rows_model import STATE, chip
from ui.table_cells import draw_chip
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
        self.setAccessibleName(name)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setShowGrid(False)
        self.setAlternatingRowColors(True)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setItemDelegate(LineDelegate(self))
        down = self.verticalHeader()
        down.hide()
        down.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        down.setDefaultSectionSize(theme.row_height())
        along = self.horizontalHeader()
        along.setHighlightSections(False)
        along.setStretchLastSection(True)

    def selectAll(self) -> None:
        """All rows, where they are not so many that Qt, which asks of each cell, would stand."""
        if self.model().rowCount() <= ALL_AT_ONCE:
            super().selectAll()

    def rows(self) -> list[int]:
        """The rows that are chosen, from the top."""
        ranges: Any = self.selectionModel().selection()
        return sorted({row for each in ranges for row in range(each.top(), each.bottom() + 1)})

    def keyPressEvent(self, event: QKeyEvent) -> None:
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if plain and event.key() == Qt.Key.Key_Space:
            self.ticked.emit(self.rows())
        elif plain and event.key() in ENTER:
            self.entered_on.emit()
        else:
            super().keyPressEvent(event)


class TickDelegate(QStyledItemDelegate):
    """Paints a tick box whose edge is seen on a dark ground too."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        super().paint(painter, option, index)
        if index.data(Qt.ItemDataRole.CheckStateRole) is None:
            return
        plain = QStyleOptionViewItem(option)
        self.initStyleOption(plain, index)
        part = QStyle.SubElement.SE_ItemViewItemCheckIndicator
        box = QRectF(plain.widget.style().subElementRect(part, plain, plain.widget))
        painter.save()
        painter.setPen(QPen(theme.current().border, 1))
        painter.drawRect(box.adjusted(0.5, 0.5, -0.5, -0.5))
        painter.restore()


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
        plain = QStyleOptionViewItem(option)
        self.initStyleOption(plain, index)
        word, plain.text = plain.text, ""
        style = plain.widget.style()
        style.drawControl(QStyle.ControlElement.CE_ItemViewItem, plain, painter, plain.widget)
        area = QRectF(plain.rect).adjusted(theme.STEP, 0, -theme.STEP, 0)
        draw_chip(painter, area, word, chip(str(state)))

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        hint = super().sizeHint(option, index)
        hint.setHeight(theme.row_height())
        return hint
