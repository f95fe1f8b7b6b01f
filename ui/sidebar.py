"""The side bar: where one is. A list of panes with their icons, and counts where these help."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter
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
    Entry("ties", message("Ties")),
    Entry("items", message("Items")),
    Entry("sources", message("Sources")),
)
LABELS = {entry.name: entry.label for entry in (*ENTRIES, *MORE)}

_NAME = int(Qt.ItemDataRole.UserRole)
_COUNT = _NAME + 1
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
        icons.icon(name).paint(painter, place)
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
    """Emits `picked` when a pane is chosen by mouse or keyboard."""

    picked = Signal(str)

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
            self._add(entry)
        heading = QListWidgetItem(_("More"))
        heading.setFlags(Qt.ItemFlag.NoItemFlags)
        self.addItem(heading)
        for entry in MORE:
            self._add(entry)
        self.currentItemChanged.connect(self._changed)

    def _add(self, entry: Entry) -> None:
        item = QListWidgetItem(str(entry.label))
        item.setData(_NAME, entry.name)
        self.addItem(item)
        self._items[entry.name] = item

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

    def _changed(self, item: QListWidgetItem | None, before: QListWidgetItem | None) -> None:
        if item is not None and item.data(_NAME):
            self.picked.emit(str(item.data(_NAME)))
