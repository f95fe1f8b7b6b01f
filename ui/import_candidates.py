"""A row that may be of a record that is here: both side by side, to be decided."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from ui import theme
from workbench.directions import without_turns
from workbench.messages import _

if TYPE_CHECKING:
    from workbench.exchange.staging import Candidate, StagedRow

_WIDE = 260  # px: one side


class Candidates(QScrollArea):
    """The row as the sheet has it, and beside it each record that it may be."""

    this_one = Signal(str)  # the record's uid
    new_one = Signal()
    not_same = Signal(str)  # the uid of what it is not

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.buttons: list[QPushButton] = []

    def show_row(self, staged: StagedRow, decided: str | None, apart: Iterable[str] = ()) -> None:
        """Show a row, with what was decided of it: a uid, empty for a new record, None: not yet."""
        had = [button.hasFocus() for button in self.buttons]
        self.buttons = []
        inner = QWidget(self)
        row = QHBoxLayout(inner)
        row.setContentsMargins(0, theme.STEP, 0, theme.STEP)
        row.setSpacing(2 * theme.STEP)
        row.addWidget(self._sheet_side(staged, decided, inner))
        gone = set(apart)
        for each in staged.candidates:
            row.addWidget(self._side(each, decided, each.uid in gone, inner))
        row.addStretch(1)
        before = self.takeWidget()
        if before is not None:
            before.deleteLater()
        self.setWidget(inner)
        if True in had and had.index(True) < len(self.buttons):
            self.buttons[had.index(True)].setFocus()

    def _frame(self, inner: QWidget, chosen: bool) -> tuple[QFrame, QVBoxLayout]:
        frame = QFrame(inner)
        frame.setObjectName("side")
        colours = theme.current()
        edge, width = (colours.accent, 2) if chosen else (colours.rule, 1)
        frame.setStyleSheet(
            f"#side {{ border: {width}px solid {edge.name()}; border-radius: {theme.STEP}px;"
            f" background: {colours.base.name()}; }}"
        )
        frame.setFixedWidth(_WIDE)
        column = QVBoxLayout(frame)
        column.setContentsMargins(*[2 * theme.STEP] * 4)
        column.setSpacing(theme.STEP)
        return frame, column

    def _words(self, column: QVBoxLayout, text: str, muted: bool = False) -> QLabel:
        label = QLabel(without_turns(text), column.parentWidget())
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setWordWrap(True)
        if muted:
            label.setStyleSheet(f"color: {theme.current().muted.name()};")
        column.addWidget(label)
        return label

    def _button(self, column: QVBoxLayout, text: str, whose: str, on: bool) -> QPushButton:
        button = QPushButton(text, column.parentWidget())
        button.setAutoDefault(False)
        button.setCheckable(True)
        button.setChecked(on)
        button.setAccessibleName(_("{act}: {record}", act=text.replace("&", ""), record=whose))
        column.addWidget(button)
        self.buttons.append(button)
        return button

    def _sheet_side(self, staged: StagedRow, decided: str | None, inner: QWidget) -> QFrame:
        frame, column = self._frame(inner, decided == "")
        self._words(column, _("On the sheet"), muted=True)
        self._words(column, staged.label).setFont(theme.font("title"))
        for cell in staged.cells:
            if cell.after and cell.after != staged.label:
                self._words(column, _("{field}: {value}", field=cell.label, value=cell.after))
        column.addStretch(1)
        new = self._button(column, _("A new record"), staged.label, decided == "")
        new.clicked.connect(self.new_one)
        return frame

    def _side(self, each: Candidate, decided: str | None, apart: bool, inner: QWidget) -> QFrame:
        frame, column = self._frame(inner, decided == each.uid)
        self._words(column, _("In the casebook"), muted=True)
        self._words(column, each.label).setFont(theme.font("title"))
        if each.detail:
            self._words(column, str(each.detail))
        evidence = each.evidence if isinstance(each.evidence, tuple) else (each.evidence,)
        for line in evidence:
            if str(line):
                self._words(column, f"· {line}", muted=True)
        column.addStretch(1)
        this = self._button(column, _("This one"), each.label, decided == each.uid)
        this.clicked.connect(lambda: self.this_one.emit(each.uid))
        other = self._button(column, _("Not the same"), each.label, apart)
        other.setToolTip(_("It is remembered, and not asked again."))
        other.clicked.connect(lambda: self.not_same.emit(each.uid))
        return frame
