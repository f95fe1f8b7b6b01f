"""The last step of an import: what becomes of each row and cell, to be taken or left."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from PySide6.QtCore import QItemSelectionModel, QModelIndex, Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSplitter,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from ui import theme
from ui.import_candidates import Candidates
from ui.import_rows_model import (
    CAN_BE_LEFT,
    FIELD,
    HERE,
    RECORD,
    STATES,
    TAKE,
    WHAT,
    WHERE,
    CellsModel,
    RowsModel,
)
from ui.import_views import Lines
from workbench.messages import _, n_

if TYPE_CHECKING:
    from workbench.exchange.planning import Plan

_CELLS, _CANDIDATES, _WORDS = range(3)


class RowsPage(QWidget):
    """Every row of the plan; the one that is chosen stands beneath with its cells."""

    changed = Signal()
    save_wanted = Signal()  # the rejected rows

    def __init__(self, plan: Plan, known: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.plan = plan
        self._known = known  # what is to be known of the whole
        self.decided = False  # whether anything was decided that would be lost
        self.model = RowsModel(plan, self)
        self.cells = CellsModel(plan, self)
        self.view = Lines(_("Rows"), self)
        self.view.setModel(self.model)
        self.fields = Lines(_("Cells of the row"), self)
        self.fields.setModel(self.cells)
        self.candidates = Candidates(self)
        self.decided_cells = Lines(_("Cells of the row"), self)
        self.decided_cells.setModel(self.cells)
        self.reason = QLabel(self)
        self.said = QLabel(self)
        self.save = QPushButton(_("&Save the rejected rows…"), self)
        self.take_all = QPushButton(_("&Take all of these"), self)
        self.leave_all = QPushButton(_("&Leave all of these"), self)
        self.chips = QButtonGroup(self)
        self._bar = QHBoxLayout()
        self._states: list[str] = []
        self._build()
        self._connect()
        self._fill_chips()
        self._first()

    def _build(self) -> None:
        for label in (self.reason, self.said):
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
        self.reason.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeading)
        for button in (self.save, self.take_all, self.leave_all):
            button.setAutoDefault(False)
        self.chips.setExclusive(True)
        for place, width in ((TAKE, 52), (WHERE, 150), (WHAT, 110), (RECORD, 260)):
            self.view.setColumnWidth(place, width)
        for place, width in ((TAKE, 52), (FIELD, 190), (HERE, 330)):
            self.fields.setColumnWidth(place, width)
        for place, width in ((TAKE, 52), (FIELD, 110), (HERE, 150)):
            self.decided_cells.setColumnWidth(place, width)
        sides = QSplitter(Qt.Orientation.Horizontal, self)
        sides.addWidget(self.candidates)
        sides.addWidget(self.decided_cells)
        sides.setChildrenCollapsible(False)
        sides.setSizes([620, 460])
        self.detail = QStackedWidget(self)
        for widget in (self.fields, sides, self.reason):
            self.detail.addWidget(widget)
        self.split = QSplitter(Qt.Orientation.Vertical, self)
        self.split.addWidget(self.view)
        self.split.addWidget(self.detail)
        self.split.setChildrenCollapsible(False)
        self.split.setSizes([300, 210])
        self._bar.setSpacing(theme.STEP)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2 * theme.STEP)
        column.addLayout(self._bar)
        column.addWidget(self.split, 1)
        column.addWidget(self.said)
        self.setFocusProxy(self.view)

    def _connect(self) -> None:
        self.view.ticked.connect(self._tick_rows)
        self.view.entered_on.connect(self._go_in)
        self.view.selectionModel().currentRowChanged.connect(self._look)
        for cells in (self.fields, self.decided_cells):
            cells.ticked.connect(self._tick_cells)
            cells.entered_on.connect(self.view.setFocus)
        self.cells.decided.connect(self._cell_decided)
        self.model.decided.connect(self._said_so)
        self.candidates.this_one.connect(self._decide)
        self.candidates.new_one.connect(lambda: self._decide(""))
        self.candidates.not_same.connect(self._not_same)
        self.save.clicked.connect(self.save_wanted)
        self.take_all.clicked.connect(lambda: self.model.leave_all(False))
        self.leave_all.clicked.connect(lambda: self.model.leave_all(True))
        self.chips.idClicked.connect(self._filter)

    # -- which rows --------------------------------------------------------------------------

    def _fill_chips(self) -> None:
        counts: Counter[str] = Counter(self.plan.states)
        self._states = ["", *(state for state in STATES if counts[state])]
        for at, state in enumerate(self._states):
            n = counts[state] if state else len(self.plan.states)
            chip = QToolButton(self)
            chip.setCheckable(True)
            self.chips.addButton(chip, at)
            word = STATES[state] if state else _("all")
            chip.setText(_("{n} {what}", n=f"{n:,}", what=word))
            self._bar.addWidget(chip)
        self._bar.addStretch(1)
        for button in (self.take_all, self.leave_all, self.save):
            self._bar.addWidget(button)
        self.save.setVisible(bool(counts["rejected"]))

    def _recount(self) -> None:
        """Say anew how many rows are of each state; the rows in sight stay where they are."""
        counts: Counter[str] = Counter(self.plan.states)
        for at, state in enumerate(self._states):
            if state:
                self.chips.button(at).setText(
                    _("{n} {what}", n=f"{counts[state]:,}", what=STATES[state])
                )

    def _first(self) -> None:
        """Begin with what is to be decided, else with all."""
        wanted = next((s for s in ("uncertain", "conflict") if s in self._states), "")
        self.show_state(wanted)

    def show_state(self, state: str) -> None:
        """Show just the rows of this state; all for an empty word."""
        at = self._states.index(state)
        self.chips.button(at).setChecked(True)
        self._filter(at)

    def _filter(self, at: int) -> None:
        self.model.show_state(self._states[at])
        can = self._states[at] in ("", *CAN_BE_LEFT - {"uncertain"})
        self.take_all.setEnabled(can)
        self.leave_all.setEnabled(can)
        if self.model.rowCount():
            # Whatever keys are held down just now, which would take part otherwise.
            flag = QItemSelectionModel.SelectionFlag
            self.view.selectionModel().setCurrentIndex(
                self.model.index(0, 0), flag.ClearAndSelect | flag.Rows
            )
        self._look()
        self._told()

    # -- one row -----------------------------------------------------------------------------

    @property
    def row(self) -> int:
        """The row that is looked at; -1 for none."""
        return self.view.currentIndex().row()

    def _look(self, *_indexes: QModelIndex) -> None:
        """Show the row that is chosen beneath."""
        if self.fields.hasFocus():
            self.view.setFocus()  # what it stands on may go
        if self.row < 0:
            self.cells.show_row(-1, None)
            self.reason.setText(_("There is no such row."))
            self.detail.setCurrentIndex(_WORDS)
            return
        at, staged = self.model.number(self.row), self.model.staged(self.row)
        if staged.candidates:
            apart = [each.uid for each in staged.candidates if self.plan.told_apart(at, each.uid)]
            decided = self.plan.decided(at)
            self.candidates.show_row(staged, decided, apart)
            self.cells.show_row(at, staged)
            self.decided_cells.setVisible(bool(decided))
            self.detail.setCurrentIndex(_CANDIDATES)
        elif staged.cells and (staged.state in CAN_BE_LEFT or not staged.reason):
            self.cells.show_row(at, staged)
            self.detail.setCurrentIndex(_CELLS)
        else:
            self.reason.setText(str(staged.reason) or _("Nothing of it is to be taken."))
            self.detail.setCurrentIndex(_WORDS)

    def _go_in(self) -> None:
        """From the row to what is to be decided of it."""
        if self.detail.currentIndex() == _CELLS and self.cells.cells:
            self.fields.setFocus()
            if not self.fields.currentIndex().isValid():
                self.fields.selectRow(0)
        elif self.detail.currentIndex() == _CANDIDATES and self.candidates.buttons:
            self.candidates.buttons[0].setFocus()

    # -- what is decided ---------------------------------------------------------------------

    def _tick_rows(self, rows: list[int]) -> None:
        self.model.toggle(rows)

    def _tick_cells(self, rows: list[int]) -> None:
        self.cells.toggle(rows)

    def _cell_decided(self) -> None:
        self.model.redo(self.row)

    def _decide(self, uid: str) -> None:
        """It is this record, or a new one; the same again takes that back."""
        at = self.model.number(self.row)
        self.plan.decide(at, None if self.plan.decided(at) == uid else uid)
        self._decided()

    def _not_same(self, uid: str) -> None:
        at = self.model.number(self.row)
        self.plan.not_same(at, uid, not self.plan.told_apart(at, uid))
        self._decided()

    def _decided(self) -> None:
        self.model.redo(self.row)
        self._look()
        self._recount()

    def _said_so(self) -> None:
        self.decided = True
        self._told()

    def _told(self) -> None:
        """Say what would be taken now."""
        left = self.plan.states.count("uncertain")
        waits = n_("{n} row waits to be decided, and is left out until then.",
                   "{n} rows wait to be decided, and are left out until then.", left)  # fmt: skip
        words = [self._known, waits if left else ""]
        self.said.setText("\n".join(each for each in words if each))
        self.said.setVisible(bool(self.said.text()))
        self.changed.emit()
