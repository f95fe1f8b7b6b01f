"""Search or go to: one box for any record by any spelling, and for the panes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import (
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QFocusEvent, QFontMetrics, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QFrame,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from ui import icons, theme
from ui.sidebar import LABELS
from workbench.casebook import Casebook
from workbench.messages import _

_WAIT = 80  # ms after the last key
_LIMIT = 12
_TARGET = int(Qt.ItemDataRole.UserRole)  # (kind, uid); kind "pane" has a pane's name
_DETAIL = _TARGET + 1
_KIND_ICONS = {"stakeholder": "stakeholders", "event": "events", "ask": "asks"}


class _Line(QStyledItemDelegate):
    """One thing found: its icon, what it is called, and, quieter, what tells it from others."""

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        return QSize(100, theme.row_height())

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        colours = theme.current()
        painter.save()
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(option.rect, colours.selection)
        inner = QRect(option.rect).adjusted(2 * theme.STEP, 0, -2 * theme.STEP, 0)
        kind, name = index.data(_TARGET)
        icon = name if kind == "pane" else _KIND_ICONS[kind]
        icons.icon(icon).paint(painter, QRect(inner.left(), inner.center().y() - 8, 16, 16))
        inner.setLeft(inner.left() + 24)
        painter.setFont(option.font)
        metrics = QFontMetrics(option.font)
        label = str(index.data())
        wide = min(metrics.horizontalAdvance(label) + 4, inner.width())
        # The detail keeps a third of the line, however long the name is.
        if index.data(_DETAIL):
            wide = min(wide, inner.width() * 2 // 3)
        painter.setPen(colours.text)
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        elide = Qt.TextElideMode.ElideRight
        painter.drawText(
            QRect(inner.left(), inner.top(), wide, inner.height()),
            flags, metrics.elidedText(label, elide, wide),
        )  # fmt: skip
        rest = inner.adjusted(wide + 3 * theme.STEP, 0, 0, 0)
        painter.setFont(theme.font("caption"))
        painter.setPen(colours.muted)
        detail = QFontMetrics(theme.font("caption")).elidedText(
            str(index.data(_DETAIL) or ""), elide, max(0, rest.width())
        )
        painter.drawText(rest, flags, detail)
        painter.restore()


class Popup(QFrame):
    """What was found, below the box."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.list = QListWidget()
        self.list.setAccessibleName(_("Found"))
        self.list.setItemDelegate(_Line(self.list))
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setStyleSheet("QListWidget { border: none; }")
        self.words = QLabel()
        self.words.setWordWrap(True)
        self.words.setContentsMargins(
            3 * theme.STEP, 2 * theme.STEP, 3 * theme.STEP, 2 * theme.STEP
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 1, 1, 1)
        column.setSpacing(0)
        column.addWidget(self.list)
        column.addWidget(self.words)
        self.hide()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        colours = theme.current()
        painter.setPen(colours.border)
        painter.setBrush(colours.base)
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        painter.end()


class GoTo(QLineEdit):
    """The box. Typing looks things up; Down, Up and Enter choose; Esc leaves."""

    went = Signal(str, str)  # kind, uid; or "pane" and a pane's name
    left = Signal()

    def __init__(self, casebook: Casebook, window: QWidget) -> None:
        super().__init__()
        self._casebook = casebook
        self.setPlaceholderText(_("Search or go to…  Ctrl+K"))
        self.setAccessibleName(_("Search or go to"))
        self.setClearButtonEnabled(True)
        self.setMinimumWidth(220)
        self.setMaximumWidth(520)
        self.popup = Popup(window)
        self.popup.list.itemClicked.connect(self._take)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_WAIT)
        self._timer.timeout.connect(self.look)
        self.textEdited.connect(self._typed)
        window.installEventFilter(self)

    def begin(self) -> None:
        """Take the keyboard, with what was typed last ready to be typed over."""
        self.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.selectAll()
        self.look()

    def _typed(self) -> None:
        self._timer.start()

    def look(self) -> None:
        """Look up what is typed, now."""
        self._timer.stop()
        typed = self.text().strip()
        rows = self.popup.list
        rows.clear()
        for name, label in LABELS.items():
            if typed and str(label).casefold().startswith(typed.casefold()):
                self._add(str(label), _("pane"), ("pane", name))
        for add in self._found(typed) if typed else self._recent():
            add()
        if rows.count():
            rows.setCurrentRow(0)
        nothing = _("Nothing is called so, in any spelling.") if typed else ""
        hint = _("Type a name in any spelling, or words of a title or note.")
        self.popup.words.setText(nothing or hint)
        self.popup.words.setVisible(not rows.count() or not typed)
        self._place()
        self.popup.show()
        self.popup.raise_()

    def _found(self, typed: str) -> list[Callable[[], None]]:
        from workbench.search import find

        made: list[Callable[[], None]] = []
        found = find(self._casebook, typed, limit=_LIMIT)
        # What is itself called so comes before what only has another name like it.
        found.sort(key=lambda hit: not hit.label.casefold().startswith(typed.casefold()))
        for hit in found:
            details = [hit.detail]
            if hit.matched and hit.matched != hit.label:
                details.insert(0, f"“{hit.matched}”")
            detail = " · ".join(part for part in details if part)
            made.append(self._later(hit.label, detail, (hit.kind, hit.uid)))
        return made

    def _recent(self) -> list[Callable[[], None]]:
        from workbench.lookup import complete

        return [
            self._later(
                one.name,
                ", ".join(part for part in (one.post, one.organisation) if part),
                ("stakeholder", one.uid),
            )
            for one in complete(self._casebook, "", limit=8)
        ]

    def _later(self, label: str, detail: str, target: tuple[str, str]) -> Callable[[], None]:
        return lambda: self._add(label, detail, target)

    def _add(self, label: str, detail: str, target: tuple[str, str]) -> None:
        item = QListWidgetItem(label)
        item.setData(_TARGET, target)
        item.setData(_DETAIL, detail)
        told = f"{label}, {detail}" if detail else label
        item.setData(int(Qt.ItemDataRole.AccessibleTextRole), told)
        self.popup.list.addItem(item)

    def _place(self) -> None:
        window = self.window()
        below = self.mapTo(window, QPoint(0, self.height() + 2))
        width = min(max(self.width(), 460), window.width() - 16)
        left = max(8, min(below.x() + (self.width() - width) // 2, window.width() - width - 8))
        rows = self.popup.list.count() * theme.row_height() + 4
        self.popup.list.setFixedHeight(min(rows, max(120, window.height() - below.y() - 80)))
        self.popup.list.setVisible(self.popup.list.count() > 0)
        self.popup.setGeometry(left, below.y(), width, 10)
        self.popup.resize(width, self.popup.sizeHint().height())

    def _take(self, item: QListWidgetItem | None = None) -> None:
        rows = self.popup.list
        if item is None and not rows.count():
            return
        item = item or rows.currentItem()
        kind, uid = item.data(_TARGET)
        self.close_popup()
        self.clear()
        self.went.emit(kind, uid)

    def close_popup(self) -> None:
        """Put away what was found."""
        self._timer.stop()
        self.popup.hide()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, rows = event.key(), self.popup.list
        if key == Qt.Key.Key_Escape:
            self.close_popup()
            self.clear()
            self.left.emit()
        elif key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            if not self.popup.isVisible():
                self.look()
            step = 1 if key == Qt.Key.Key_Down else -1
            if rows.count():
                rows.setCurrentRow((rows.currentRow() + step) % rows.count())
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self._timer.isActive() or not self.popup.isVisible():
                self.look()
            self._take()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self.close_popup()

    def eventFilter(self, watched: QObject, event: QEvent) -> Any:
        if event.type() == QEvent.Type.Resize and self.popup.isVisible():
            self._place()
        return super().eventFilter(watched, event)
