"""The side bar: where one is. A list of panes with their icons, and counts where these help."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QFrame,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)

from ui import icons, theme
from workbench.messages import Message, _, message, n_


@dataclass(frozen=True)
class Entry:
    """A pane of the side bar; its name is also its icon's."""

    name: str
    label: Message


ENTRIES = (
    Entry("today", message("Today")),
    Entry("stakeholders", message("Stakeholders")),
    Entry("meetings", message("Meetings")),
    Entry("events", message("Events")),
    Entry("asks", message("Asks")),
    Entry("timeline", message("Timeline")),
    Entry("relationships", message("Relationships")),
)
MORE = (
    Entry("actions", message("Actions")),
    Entry("posts", message("Posts")),
    Entry("ties", message("Ties")),
    Entry("items", message("Items")),
    Entry("sources", message("Sources")),
)
LABELS = {entry.name: entry.label for entry in (*ENTRIES, *MORE)}

_NAME = int(Qt.ItemDataRole.UserRole)
_COUNT = _NAME + 1
_PICTURE = _NAME + 2
_ICON = 16


class _Line(QStyledItemDelegate):
    """Paints one entry: icon, label, count at the far end."""

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        return QSize(60, theme.row_height() + 2)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        colours = theme.current()
        rect = QRect(option.rect)
        name = index.data(_NAME)
        painter.save()
        if not name:
            painter.setFont(theme.font("caption"))
            painter.setPen(colours.muted)
            text = rect.adjusted(3 * theme.STEP, theme.STEP, -2 * theme.STEP, 0)
            painter.drawText(text, Qt.AlignmentFlag.AlignVCenter, str(index.data()))
            painter.restore()
            return
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        if chosen:
            painter.fillRect(rect, colours.selection)
            painter.fillRect(QRect(rect.left(), rect.top(), 3, rect.height()), colours.accent)
        elif option.state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(rect, colours.alternate)
        if chosen and option.state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(colours.focus)
            painter.drawRect(rect.adjusted(0, 0, -1, -1))
        inner = rect.adjusted(3 * theme.STEP, 0, -3 * theme.STEP, 0)
        place = QRect(inner.left(), inner.center().y() - _ICON // 2, _ICON, _ICON)
        icons.icon(str(index.data(_PICTURE))).paint(painter, place)
        painter.setFont(option.font)
        painter.setPen(colours.text)
        count = str(index.data(_COUNT) or "")
        wide = QFontMetrics(option.font).horizontalAdvance(count) + 2 if count else 0
        text = inner.adjusted(_ICON + 2 * theme.STEP, 0, -wide, 0)
        label = QFontMetrics(option.font).elidedText(
            str(index.data()), Qt.TextElideMode.ElideRight, text.width()
        )
        painter.drawText(text, Qt.AlignmentFlag.AlignVCenter, label)
        if count:
            painter.setFont(theme.figures(option.font))
            end = QRect(inner.right() - wide, inner.top(), wide, inner.height())
            painter.drawText(
                end, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, count
            )
        painter.restore()


class SideBar(QListWidget):
    """Emits `picked` when a pane is chosen by mouse or keyboard; `activated_again` before that
    with each click or Enter, also on the one that is open."""

    picked = Signal(str)
    activated_again = Signal(str)
    menu_wanted = Signal(str, QPoint)

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(_("Panes"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setItemDelegate(_Line(self))
        self.setMouseTracking(True)
        self.setMinimumWidth(64)
        self.setStyleSheet("QListWidget { border: none; background: transparent; }")
        self._items: dict[str, QListWidgetItem] = {}
        for entry in ENTRIES:
            self._add(entry.name, str(entry.label), entry.name)
        self._heading(_("More"))
        for entry in MORE:
            self._add(entry.name, str(entry.label), entry.name)
        self._fixed = self.count()
        self.currentItemChanged.connect(self._changed)
        self.itemClicked.connect(self._activated)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._want_menu)

    def _heading(self, text: str) -> None:
        heading = QListWidgetItem(text)
        heading.setFlags(Qt.ItemFlag.NoItemFlags)
        self.addItem(heading)

    def _add(self, name: str, label: str, picture: str) -> None:
        item = QListWidgetItem(label)
        item.setData(_NAME, name)
        item.setData(_PICTURE, picture)
        self.addItem(item)
        self._items[name] = item

    def show_views(self, views: Sequence[tuple[str, str, str]]) -> None:
        """The saved views, below all else: (name of the pane, label, name of the icon)."""
        self.blockSignals(True)
        for place in range(self.count() - 1, self._fixed - 1, -1):
            self._items.pop(str(self.takeItem(place).data(_NAME)), None)
        if views:
            self._heading(_("Saved views"))
        for name, label, picture in views:
            self._add(name, label, picture)
            self._items[name].setToolTip(label)
        self.blockSignals(False)

    def show_overdue(self, name: str, n: int) -> None:
        """The number of things overdue beside a pane; nothing where there are none."""
        item = self._items[name]
        if item.data(_COUNT) == (n or None):
            return
        label = str(LABELS[name])
        overdue = n_("{n} overdue", "{n} overdue", n)
        item.setData(_COUNT, n or None)
        item.setToolTip(overdue if n else "")
        told = _("{label}, {overdue}", label=label, overdue=overdue) if n else label
        item.setData(int(Qt.ItemDataRole.AccessibleTextRole), told)

    def pick(self, name: str) -> None:
        """Show this pane as the one that is open, without telling anybody."""
        self.blockSignals(True)
        self.setCurrentItem(self._items[name])
        self.blockSignals(False)
        self.viewport().update()

    def _activated(self, item: QListWidgetItem) -> None:
        if item.data(_NAME):
            self.activated_again.emit(str(item.data(_NAME)))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        item = self.currentItem()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and item is not None:
            self._activated(item)
        super().keyPressEvent(event)

    def _want_menu(self, at: QPoint) -> None:
        # By the keyboard's menu key Qt gives the middle of the list, not the line that is on.
        item = self.itemAt(at) if self.underMouse() else self.currentItem()
        if item is not None and item.data(_NAME):
            below = self.visualItemRect(item).bottomLeft() if not self.underMouse() else at
            self.menu_wanted.emit(str(item.data(_NAME)), self.viewport().mapToGlobal(below))

    def _changed(self, item: QListWidgetItem | None, before: QListWidgetItem | None) -> None:
        if item is not None and item.data(_NAME):
            self.picked.emit(str(item.data(_NAME)))
