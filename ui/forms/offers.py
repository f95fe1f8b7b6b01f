"""What a picker offers while one types: names, each with what tells it from its namesakes."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from ui import theme
from workbench.directions import is_right_to_left, without_turns

OFFER = Qt.ItemDataRole.UserRole
Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()


@dataclass(frozen=True)
class Offer:
    """One line of the list: a record (`uid`), or with no uid the name to be added."""

    uid: str | None
    name: str
    detail: str


class Offers(QAbstractListModel):
    """The lines of the list, the best first."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.offers: list[Offer] = []

    def show(self, offers: list[Offer]) -> None:
        """Offer these."""
        self.beginResetModel()
        self.offers = offers
        self.endResetModel()

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.offers)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid() or index.row() >= len(self.offers):
            return None
        offer = self.offers[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole):
            return without_turns(offer.name)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            told = f"{offer.name}, {offer.detail}" if offer.detail else offer.name
            return without_turns(told)
        if role == OFFER:
            return offer
        return None


class TwoLines(QStyledItemDelegate):
    """The name, and beneath it in grey what tells this one apart."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        offer = index.data(OFFER)
        lines = 2 if offer is not None and offer.detail else 1
        height = option.fontMetrics.height() * lines + 2 * theme.STEP
        return QSize(280, height)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        offer = index.data(OFFER)
        colours = theme.current()
        painter.save()
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.fillRect(option.rect, colours.selection if chosen else colours.base)
        area = option.rect.adjusted(2 * theme.STEP, theme.STEP, -2 * theme.STEP, -theme.STEP)
        line = option.fontMetrics.height()
        painter.setPen(colours.text)
        name = QRect(area.left(), area.top(), area.width(), line)
        elide = Qt.TextElideMode.ElideRight
        # Each line begins where its own script does.
        text = option.fontMetrics.elidedText(without_turns(offer.name), elide, name.width())
        painter.drawText(name, _begins(offer.name), text)
        if offer.detail:
            painter.setPen(colours.text if chosen else colours.muted)
            detail = name.translated(0, line)
            told = without_turns(offer.detail)
            text = option.fontMetrics.elidedText(told, elide, detail.width())
            painter.drawText(detail, _begins(offer.name), text)
        painter.restore()


def _begins(name: str) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignRight if is_right_to_left(name) else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignVCenter
