"""Lists of things to tick, for what an export is to hold."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListWidget,
    QListWidgetItem,
    QWidget,
)

from ui import theme
from ui.whole_rows import TickDelegate

_NAME = int(Qt.ItemDataRole.UserRole)
_LINES = 8


class TickList(QListWidget):
    """Lines that can be ticked, each known by a name."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setMinimumHeight(_LINES * theme.row_height())
        self.setItemDelegate(TickDelegate(self))

    def put(self, text: str, name: str, ticked: bool | None, fixed: str = "") -> None:
        """Add a line; None has no tick box. `fixed` says why its tick can't be changed."""
        item = QListWidgetItem(text)
        item.setData(_NAME, name)
        if ticked is not None:
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Checked if ticked else Qt.CheckState.Unchecked)
        if fixed:
            item.setFlags(item.flags() & ~Qt.ItemFlag.ItemIsEnabled)
            item.setToolTip(fixed)
        self.addItem(item)

    def current(self) -> str:
        """The name of the line that the list is at; empty where it is at none."""
        item = self.currentItem()
        return "" if item is None else named(item)


def named(item: QListWidgetItem) -> str:
    """The name that a line is known by."""
    return str(item.data(_NAME))
