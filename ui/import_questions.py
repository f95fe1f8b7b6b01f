"""What stays open about a table's columns, asked one beneath the other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QScrollArea, QWidget

from ui import theme
from ui.forms.controls import Choice
from workbench.messages import _

if TYPE_CHECKING:
    from workbench.exchange.mapping_shapes import Question

AT_ONCE = 4
"""Questions that are seen without scrolling."""


class Questions(QScrollArea):
    """Questions, each with what can be answered; takes no room where nothing is asked."""

    answered = Signal(object, str)  # the question, the value of the answer

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._asked: tuple[Question, ...] = ()
        self.boxes: list[Choice] = []
        self.hide()

    def show_questions(self, asked: tuple[Question, ...]) -> None:
        """Ask these, in the place of what was asked."""
        if asked == self._asked:
            return
        had = any(box.hasFocus() for box in self.boxes)
        self._asked, self.boxes = asked, []
        inner = QWidget(self)
        inner.setObjectName("questions")
        colours = theme.current()
        inner.setStyleSheet(f"#questions {{ background: {colours.warning_ground.name()}; }}")
        grid = QGridLayout(inner)
        grid.setContentsMargins(*[2 * theme.STEP] * 4)
        grid.setHorizontalSpacing(3 * theme.STEP)
        grid.setVerticalSpacing(theme.STEP)
        grid.setColumnStretch(0, 1)
        for row, question in enumerate(asked):
            self._put(grid, row, question, inner)
        before = self.takeWidget()
        if before is not None:
            before.deleteLater()
        self.setWidget(inner)
        high = inner.sizeHint().height() * min(len(asked), AT_ONCE) // max(1, len(asked))
        self.setFixedHeight(high)
        self.setVisible(bool(asked))
        if had and self.boxes:
            self.boxes[0].setFocus()

    def _put(self, grid: QGridLayout, row: int, question: Question, inner: QWidget) -> None:
        words = str(question.what)
        if question.examples:
            seen = ", ".join(question.examples[:3])
            words = _("{question} (for example: {examples})", question=words, examples=seen)
        label = QLabel(words, inner)
        label.setWordWrap(True)
        label.setTextFormat(Qt.TextFormat.PlainText)
        box = Choice(inner)
        box.setAccessibleName(words)
        box.setPlaceholderText(_("choose…"))
        box.setMinimumContentsLength(18)
        for _value, choice in question.choices:
            box.addItem(str(choice))
        box.setCurrentIndex(-1)
        box.activated.connect(lambda at: self.answered.emit(question, question.choices[at][0]))
        label.setBuddy(box)
        grid.addWidget(label, row, 0)
        grid.addWidget(box, row, 1)
        self.boxes.append(box)

    def setFocus(self, reason: Qt.FocusReason = Qt.FocusReason.OtherFocusReason) -> None:
        """Give the keyboard to the first question."""
        if self.boxes:
            self.boxes[0].setFocus(reason)
