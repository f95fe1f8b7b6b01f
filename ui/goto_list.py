"""What the search box found: two lines each, in a list below the box."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QFrame,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from ui import icons, marking_chips, theme
from ui.table_cells import draw_chip
from workbench.directions import is_right_to_left, without_turns
from workbench.messages import _

PANE, COMPLETION = "pane", "completion"
"""What a line can be besides a record: the name of a pane, or a text to go on typing from."""

_LINE = int(Qt.ItemDataRole.UserRole)
_ICONS = {"stakeholder": "stakeholders", "event": "events", "ask": "asks", COMPLETION: "search"}
_ICON = 16


@dataclass(frozen=True)
class Line:
    """One thing found: its kind, its uid (or a pane's name, or a text), and both lines.

    `picture` is the name of a pane's icon; `marking` stands in its chip, coloured by the `order`.
    """

    kind: str
    uid: str
    label: str
    detail: str = ""
    picture: str = ""
    marking: str = ""
    order: tuple[str, ...] = ()


class _Lines(QStyledItemDelegate):
    """The name, and beneath it, quieter, why it came up and what tells it from others."""

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        line: Line = index.data(_LINE)
        height = QFontMetrics(theme.font()).height() + 2 * theme.STEP
        if line.detail and line.kind != COMPLETION:
            height += QFontMetrics(theme.font("caption")).height()
        return QSize(100, height)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        colours = theme.current()
        line: Line = index.data(_LINE)
        painter.save()
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        if chosen:
            painter.fillRect(option.rect, colours.selection)
        inner = QRect(option.rect).adjusted(
            2 * theme.STEP, theme.STEP, -2 * theme.STEP, -theme.STEP
        )
        body, caption = theme.font(), theme.font("caption")
        high = QFontMetrics(body).height()
        icon = line.picture if line.kind == PANE else _ICONS[line.kind]
        place = QRect(inner.left(), inner.top() + (high - _ICON) // 2, _ICON, _ICON)
        icons.icon(icon).paint(painter, place)
        inner.setLeft(inner.left() + _ICON + 2 * theme.STEP)
        first = QRect(inner.left(), inner.top(), inner.width(), high)
        begins = _begins(line.label)
        painter.setPen(colours.text)
        if line.kind == COMPLETION:
            wide = QFontMetrics(body).horizontalAdvance(line.label) + 3 * theme.STEP
            _draw(painter, body, first, line.label, _begins(""))
            painter.setPen(colours.text if chosen else colours.muted)
            _draw(painter, caption, first.adjusted(wide, 0, 0, 0), line.detail, _begins(""))
        else:
            self._mark(painter, line, first, inner)
            _draw(painter, body, first, line.label, begins)
            painter.setPen(colours.text if chosen else colours.muted)
            second = QRect(inner.left(), first.bottom() + 1, inner.width(), inner.bottom())
            second.setHeight(QFontMetrics(caption).height())
            _draw(painter, caption, second, line.detail, begins)
        painter.restore()

    @staticmethod
    def _mark(painter: QPainter, line: Line, first: QRect, inner: QRect) -> None:
        """Draw the marking at the far end of the line, and leave the rest for the label."""
        if not line.marking:
            return
        painter.setFont(theme.font("caption"))
        wide = painter.fontMetrics().horizontalAdvance(line.marking) + 4 * theme.STEP
        begins_right = is_right_to_left(line.label)
        left = inner.left() if begins_right else inner.right() - wide
        area = QRectF(left, first.top(), wide, first.height())
        draw_chip(painter, area, line.marking, marking_chips.chip(line.order, line.marking))
        wide += 2 * theme.STEP
        first.adjust(wide if begins_right else 0, 0, 0 if begins_right else -wide, 0)
        painter.setPen(theme.current().text)


def _draw(painter: QPainter, font: Any, area: QRect, text: str, flags: Qt.AlignmentFlag) -> None:
    if text and area.width() > 0:
        painter.setFont(font)
        elided = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, area.width())
        painter.drawText(area, flags, elided)


def _begins(text: str) -> Qt.AlignmentFlag:
    """Each line begins where its own script does."""
    side = Qt.AlignmentFlag.AlignRight if is_right_to_left(text) else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignVCenter


class Popup(QFrame):
    """What was found, below the box; and beneath it what there is to say of it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.list = QListWidget()
        self.list.setAccessibleName(_("Found"))
        self.list.setItemDelegate(_Lines(self.list))
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setStyleSheet("QListWidget { border: none; }")
        self.words = QLabel()
        self.words.setTextFormat(Qt.TextFormat.PlainText)
        self.words.setWordWrap(True)
        self.words.setContentsMargins(
            3 * theme.STEP, 2 * theme.STEP, 3 * theme.STEP, 2 * theme.STEP
        )
        self._column = column = QVBoxLayout(self)
        column.setContentsMargins(1, 1, 1, 1)
        column.setSpacing(0)
        column.addWidget(self.list)
        column.addWidget(self.words)
        self.hide()

    def show_lines(self, lines: list[Line], says: str, stay: bool) -> None:
        """Show these. Where it is to `stay`, the line that was marked is so still."""
        marked = self.marked() if stay else None
        self.list.clear()
        at = 0
        for line in lines:
            # Nothing in a name may turn what is written around it.
            shown = replace(
                line, label=without_turns(line.label), detail=without_turns(line.detail)
            )
            item = QListWidgetItem(shown.label)
            item.setData(_LINE, shown)
            told = ", ".join(filter(None, (shown.label, shown.detail, shown.marking)))
            item.setData(int(Qt.ItemDataRole.AccessibleTextRole), told)
            if marked and (marked.kind, marked.uid) == (line.kind, line.uid):
                at = self.list.count()
            self.list.addItem(item)
        if lines:
            self.list.setCurrentRow(at)
        self.words.setText(says)
        self.words.setVisible(bool(says))

    def marked(self) -> Line | None:
        """The line that Enter takes."""
        item = self.list.currentItem()
        return None if item is None else item.data(_LINE)

    def high(self) -> int:
        """How high the list is with all its lines, in px."""
        rows = self.list
        return sum(rows.sizeHintForRow(row) for row in range(rows.count())) + 4

    def high_at(self, width: int) -> int:
        """How high it all is at this width, in px: the words beneath the list may wrap."""
        wraps = self._column.hasHeightForWidth()
        return self._column.totalHeightForWidth(width) if wraps else self.sizeHint().height()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        colours = theme.current()
        painter.setPen(colours.border)
        painter.setBrush(colours.base)
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        painter.end()


def line_of(item: QListWidgetItem) -> Line:
    """What an item of the list stands for."""
    line = item.data(_LINE)
    assert isinstance(line, Line)
    return line
