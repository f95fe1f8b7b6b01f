"""Above the three columns: back, forward, the search box, undo and redo; the sample's banner."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from ui import theme
from ui.goto import GoTo
from workbench.messages import _


class TopBar(QWidget):
    """The bar under the menus."""

    def __init__(self, go_to: GoTo) -> None:
        super().__init__()
        self._buttons: dict[str, QToolButton] = {}
        row = QHBoxLayout(self)
        row.setContentsMargins(2 * theme.STEP, theme.STEP, 2 * theme.STEP, theme.STEP)
        row.setSpacing(theme.STEP)
        for name in ("back", "forward"):
            row.addWidget(self._button(name))
        row.addStretch(1)
        row.addWidget(go_to, 6)
        row.addStretch(1)
        for name in ("undo", "redo"):
            row.addWidget(self._button(name))

    def _button(self, name: str) -> QToolButton:
        button = QToolButton()
        button.setAutoRaise(True)
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
        self._buttons[name] = button
        return button

    def use(self, actions: dict[str, QAction]) -> None:
        """Press these actions, which say what they do."""
        for name, button in self._buttons.items():
            action = actions[name]
            button.setDefaultAction(action)
            button.setAccessibleName(action.text().replace("&", ""))

    def stops(self) -> tuple[list[QWidget], list[QWidget]]:
        """Where Tab stops before the search box, and after it."""
        before, after = ("back", "forward"), ("undo", "redo")
        return [self._buttons[n] for n in before], [self._buttons[n] for n in after]

    def over(self, *below: QWidget) -> QWidget:
        """A widget with this bar at its top and those below it, the last one filling it."""
        whole = QWidget()
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self)
        for widget in below:
            column.addWidget(widget, 1 if widget is below[-1] else 0)
        return whole


class SampleBanner(QFrame):
    """Says that this is the sample, and offers to make it new."""

    def __init__(self) -> None:
        super().__init__()
        words = QLabel(
            _("This is the sample: public facts about Afghanistan, early 2025. Try anything.")
        )
        words.setMinimumWidth(1)
        self.reset = QPushButton(_("Reset the sample"))
        row = QHBoxLayout(self)
        row.setContentsMargins(3 * theme.STEP, theme.STEP, 2 * theme.STEP, theme.STEP)
        row.addWidget(words, 1)
        row.addWidget(self.reset)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        colours = theme.current()
        painter.fillRect(self.rect(), theme.mixed(theme.SKY, colours.window, 0.22))
        painter.end()
