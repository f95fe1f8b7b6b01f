"""Tables of which whole rows are chosen, and the edge of a box that is ticked in one."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, Qt
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
)

from ui import theme


def look(view: QTableView, name: str) -> None:
    """Show rows to be read, and chosen whole; `name` is for a screen reader."""
    view.setAccessibleName(name)
    view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    view.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
    view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    view.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    view.setShowGrid(False)
    view.setAlternatingRowColors(True)
    view.setWordWrap(False)
    view.setTabKeyNavigation(False)
    down = view.verticalHeader()
    down.hide()
    down.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
    down.setDefaultSectionSize(theme.row_height())
    along = view.horizontalHeader()
    along.setHighlightSections(False)
    along.setStretchLastSection(True)


def chosen(view: QTableView) -> list[int]:
    """The rows that are chosen, from the top."""
    # By ranges: an index for each of fifty thousand rows would take seconds.
    ranges: Any = view.selectionModel().selection()
    return sorted({row for each in ranges for row in range(each.top(), each.bottom() + 1)})


class TickDelegate(QStyledItemDelegate):
    """Paints a tick box whose edge is seen on a dark ground too."""

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
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
