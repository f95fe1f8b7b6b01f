"""How a table's cells are painted: chips, and names in Arabic script right to left."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from ui import marking_chips, theme
from ui.table_model import CELL, MARKING, ORDER, OVERDUE, TYPE
from workbench.directions import is_right_to_left
from workbench.kinds import ASK_STATUSES
from workbench.markings import rank
from workbench.messages import _

_LABELS = dict(ASK_STATUSES)
_SIDE = 6  # px between a chip's edge and its word


def draw_chip(painter: QPainter, area: QRectF, word: str, chip: theme.Chip) -> float:
    """Draw a chip at the area's leading edge, in the middle of its height; the chip's width."""
    metrics = painter.fontMetrics()
    width = min(metrics.horizontalAdvance(word) + 2.0 * _SIDE, area.width())
    height = min(metrics.height() + 4.0, area.height() - 4.0)
    box = QRectF(area.left() + 0.5, area.center().y() - height / 2 + 0.5, width - 1, height - 1)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(chip.outline, 1))
    painter.setBrush(chip.ground)
    painter.drawRoundedRect(box, theme.STEP, theme.STEP)
    painter.setPen(chip.text)
    room = box.adjusted(_SIDE - 1, 0, 1 - _SIDE, 0)
    elided = metrics.elidedText(word, Qt.TextElideMode.ElideRight, int(room.width()) + 1)
    painter.drawText(room, Qt.AlignmentFlag.AlignCenter, elided)
    painter.restore()
    return width


def draw_bare(
    delegate: QStyledItemDelegate,
    painter: QPainter,
    option: QStyleOptionViewItem,
    index: QModelIndex | QPersistentModelIndex,
) -> tuple[QStyleOptionViewItem, str]:
    """Paint a cell without its text; how it is painted, and the text that was left out."""
    plain = QStyleOptionViewItem(option)
    delegate.initStyleOption(plain, index)
    text, plain.text = plain.text, ""
    style = plain.widget.style()
    style.drawControl(QStyle.ControlElement.CE_ItemViewItem, plain, painter, plain.widget)
    return plain, text


def room_in(cell: QStyleOptionViewItem) -> QRectF:
    """Where in a cell a chip may stand."""
    return QRectF(cell.rect).adjusted(theme.STEP, 0, -theme.STEP, 0)


class CellDelegate(QStyledItemDelegate):
    """Paints the cells of a table of records."""

    def initStyleOption(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        super().initStyleOption(option, index)
        if is_right_to_left(option.text):
            option.direction = Qt.LayoutDirection.RightToLeft
            # In a cell that runs right to left, "left" would mean its beginning, on the right.
            option.displayAlignment = (
                Qt.AlignmentFlag.AlignRight
                | Qt.AlignmentFlag.AlignAbsolute
                | Qt.AlignmentFlag.AlignVCenter
            )
        # Which cell of the row is the current one says nothing here: rows are what is chosen.
        option.state &= ~QStyle.StateFlag.State_HasFocus

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        type_ = index.data(TYPE)
        # The least strict marking, which most records have, is a plain word.
        chipped = (
            type_ == "status"
            or (type_ == "due" and index.data(OVERDUE))
            or (type_ == MARKING and rank(index.data(ORDER), index.data(CELL)) > 0)
        )
        if not chipped or not index.data(CELL):
            super().paint(painter, option, index)
            return
        plain, text = draw_bare(self, painter, option, index)
        area = room_in(plain)
        painter.save()
        painter.setFont(plain.font)
        colours = theme.current()
        if type_ == "status":
            status = str(index.data(CELL))
            draw_chip(painter, area, str(_LABELS.get(status, status)), colours.status(status))
        elif type_ == MARKING:
            draw_chip(painter, area, text, marking_chips.chip(index.data(ORDER), text))
        else:
            self._paint_overdue(painter, area, text)
        painter.restore()

    @staticmethod
    def _paint_overdue(painter: QPainter, area: QRectF, text: str) -> None:
        """The word in a chip, and the date in what that leaves of the cell."""
        word = _("overdue")
        date = text.removesuffix(word).rstrip(" ,")
        metrics = painter.fontMetrics()
        chip = metrics.horizontalAdvance(word) + 2.0 * _SIDE
        room = area.adjusted(0, 0, -chip - theme.STEP, 0)
        shown = metrics.elidedText(date, Qt.TextElideMode.ElideRight, int(room.width()))
        painter.setPen(theme.current().text)
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, shown)
        area.setLeft(area.left() + min(metrics.horizontalAdvance(date) + 8.0, room.width() + 4.0))
        draw_chip(painter, area, word, theme.current().status("overdue"))

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        hint = super().sizeHint(option, index)
        if index.data(TYPE) in ("status", "due", MARKING):
            hint.setWidth(hint.width() + 4 * _SIDE)
        hint.setHeight(theme.row_height())
        return hint
