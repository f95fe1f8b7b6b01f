"""The rows of an import as a table: made one by one as they are shown, however many there are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)

from ui import theme
from workbench.directions import is_right_to_left, without_turns
from workbench.kinds import KINDS
from workbench.messages import Message, _, message

if TYPE_CHECKING:
    from workbench.exchange.planning import Plan
    from workbench.exchange.staging import StagedCell, StagedRow

Index = QModelIndex | QPersistentModelIndex

STATE = int(Qt.ItemDataRole.UserRole)  # the state's own word, for the chip

TAKE, WHERE, WHAT, RECORD, TOLD = range(5)
FIELD, HERE, THERE = range(1, 4)

STATES: dict[str, Message] = {
    "uncertain": message("to decide"),
    "conflict": message("in conflict"),
    "created": message("new"),
    "updated": message("changed"),
    "deleted": message("to delete"),
    "rejected": message("rejected"),
    "skipped": message("skipped"),
    "unchanged": message("unchanged"),
}
"""What becomes of a row, in the order in which it wants a look."""

CAN_BE_LEFT = frozenset({"created", "updated", "deleted", "conflict", "uncertain"})

_HUES = {
    "uncertain": theme.PURPLE,
    "conflict": theme.ORANGE,
    "created": theme.GREEN,
    "updated": theme.SKY,
    "deleted": theme.VERMILION,
    "rejected": theme.VERMILION,
    "skipped": theme.GREY,
    "unchanged": theme.GREY,
}
_KEPT = 600  # rows that are held once they were made
_LONGEST = 300  # characters of a row's summary
_TOP = QModelIndex()
_LINE = Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemNeverHasChildren
_TICKED = _LINE | Qt.ItemFlag.ItemIsUserCheckable
_MIDDLE = Qt.AlignmentFlag.AlignVCenter


def chip(state: str) -> theme.Chip:
    """The chip of a row's state."""
    return theme.current().chip(_HUES.get(state, theme.GREY))


def side_of(text: str) -> int:
    """How a text is aligned in its cell."""
    if is_right_to_left(text):
        return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignAbsolute | _MIDDLE)
    return int(Qt.AlignmentFlag.AlignLeft | _MIDDLE)


class _Ticked(QAbstractTableModel):
    """Lines of which the first column is ticked, where that is for the person to say."""

    decided = Signal()  # something is to be taken, or left, that was not before
    HEADERS: tuple[Message, ...]

    def toggle(self, rows: Sequence[int]) -> None:
        """Take these lines, or leave them: the other than the first one is."""
        raise NotImplementedError

    def can_be_ticked(self, row: int) -> bool:
        """Whether it is for the person to say if this line is taken."""
        raise NotImplementedError

    def is_taken(self, row: int) -> bool:
        """Whether the line is taken."""
        raise NotImplementedError

    def columnCount(self, parent: Index = _TOP) -> int:
        return 0 if parent.isValid() else len(self.HEADERS)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return int(Qt.AlignmentFlag.AlignLeft | _MIDDLE)
        return str(self.HEADERS[section]) if role == Qt.ItemDataRole.DisplayRole else None

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        ticked = index.column() == TAKE and self.can_be_ticked(index.row())
        return _TICKED if ticked else _LINE

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if role != Qt.ItemDataRole.CheckStateRole or index.column() != TAKE:
            return False
        self.toggle([index.row()])
        return True

    def tick(self, row: int) -> Qt.CheckState | None:
        """How the line is ticked; None where it can't be."""
        if not self.can_be_ticked(row):
            return None
        return Qt.CheckState.Checked if self.is_taken(row) else Qt.CheckState.Unchecked


class RowsModel(_Ticked):
    """The rows of a plan that are of the states wanted. Ticking one takes or leaves it."""

    HEADERS = (
        message("Take"), message("Row"), message("What"), message("Record"),
        message("What the sheet says"),
    )  # fmt: skip

    def __init__(self, plan: Plan, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.plan = plan
        self._shown: Sequence[int] = range(len(plan.states))
        self._made: dict[int, StagedRow] = {}

    def show_state(self, state: str) -> None:
        """Show just the rows of this state; all for an empty word."""
        self.beginResetModel()
        states = self.plan.states
        self._shown = (
            [at for at, each in enumerate(states) if each == state] if state else range(len(states))
        )
        self.endResetModel()

    def is_taken(self, row: int) -> bool:
        """Whether the row is taken."""
        return not self.plan.is_left(self._shown[row])

    def number(self, row: int) -> int:
        """A row's place in the plan."""
        return self._shown[row]

    def staged(self, row: int) -> StagedRow:
        """What is known of a row."""
        at = self._shown[row]
        found = self._made.get(at)
        if found is None:
            if len(self._made) >= _KEPT:
                del self._made[next(iter(self._made))]
            found = self._made[at] = self.plan.staged[at]
        return found

    def redo(self, row: int) -> None:
        """Make a row anew, after something was decided about it."""
        self._made.pop(self._shown[row], None)
        self.dataChanged.emit(self.index(row, 0), self.index(row, TOLD))
        self.decided.emit()

    def toggle(self, rows: Sequence[int]) -> None:
        """Take these rows, or leave them: the other than the first one is."""
        can = [row for row in rows if self.can_be_ticked(row)]
        if can:
            self._leave(can, not self.plan.is_left(self._shown[can[0]]))

    def leave_all(self, left: bool) -> None:
        """Leave all rows that are shown, or take them."""
        self._leave([row for row in range(len(self._shown)) if self.can_be_ticked(row)], left)

    def _leave(self, rows: Sequence[int], left: bool) -> None:
        if rows:
            self.plan.leave_many([self._shown[row] for row in rows], left)
            self.dataChanged.emit(self.index(rows[0], 0), self.index(rows[-1], TOLD))
            self.decided.emit()

    def can_be_ticked(self, row: int) -> bool:
        """Whether there is anything in the row to take."""
        at = self._shown[row]
        state = self.plan.states[at]
        undecided = state == "uncertain" and self.plan.decided(at) is None
        return state in CAN_BE_LEFT and not undecided

    # -- as Qt asks for it -------------------------------------------------------------------

    def rowCount(self, parent: Index = _TOP) -> int:
        return 0 if parent.isValid() else len(self._shown)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        column = index.column()
        if role == Qt.ItemDataRole.CheckStateRole and column == TAKE:
            return self.tick(index.row())
        if role == STATE and column == WHAT:
            return self.plan.states[self._shown[index.row()]]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return without_turns(self._text(index.row(), column))
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return side_of(self._text(index.row(), column))
        if role == Qt.ItemDataRole.ForegroundRole and column != TAKE:
            at = self._shown[index.row()]
            return theme.current().muted if self.plan.is_left(at) else None
        return None

    def _text(self, row: int, column: int) -> str:
        staged = self.staged(row)
        if column == WHERE:
            return f"{staged.sheet} {staged.number}"
        if column == WHAT:
            return str(STATES[self.plan.states[self._shown[row]]])
        if column == RECORD:
            kind = str(KINDS[staged.kind].one) if staged.kind in KINDS else ""
            return f"{kind}: {staged.label}" if kind and staged.label else staged.label or kind
        return summary(staged) if column == TOLD else ""


def summary(staged: StagedRow) -> str:
    """What a row says, in one line: why it is not taken, else what it changes."""
    if staged.reason:
        return " ".join(str(staged.reason).split())
    told = []
    for cell in staged.cells:
        after = " ".join(cell.after.split())
        before = " ".join(cell.before.split())
        if before == after or cell.state == "unchanged":
            continue
        change = f"{before} → {after or _('empty')}" if before else after
        told.append(_("{field}: {value}", field=cell.label, value=change))
    return " · ".join(told)[:_LONGEST]


class CellsModel(_Ticked):
    """The cells of one row: what the record has, what the sheet says. Ticking takes the sheet's."""

    HEADERS = (message("Take"), message("Field"), message("Here now"), message("On the sheet"))

    def __init__(self, plan: Plan, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._plan = plan
        self._at = -1
        self._state = ""
        self.cells: tuple[StagedCell, ...] = ()

    def show_row(self, at: int, staged: StagedRow | None) -> None:
        """Show the cells of this row of the plan; none where there is no row."""
        self.beginResetModel()
        self._at = at
        self._state = staged.state if staged is not None else ""
        self.cells = staged.cells if staged is not None else ()
        self.endResetModel()

    def can_be_ticked(self, row: int) -> bool:
        """Whether it is for the person to say if this cell is taken."""
        return self._state in CAN_BE_LEFT - {"deleted"} and self.cells[row].state != "unchanged"

    def is_taken(self, row: int) -> bool:
        """Whether the sheet's cell is taken."""
        cell = self.cells[row]
        if cell.state == "conflict":
            return self._plan.theirs(self._at, cell.field)
        return not self._plan.is_cell_left(self._at, cell.field)

    def toggle(self, rows: Sequence[int]) -> None:
        """Take these cells, or leave them: the other than the first one is."""
        can = [row for row in rows if self.can_be_ticked(row)]
        if not can:
            return
        take = not self.is_taken(can[0])
        for row in can:
            cell = self.cells[row]
            if cell.state == "conflict":
                self._plan.choose(self._at, cell.field, theirs=take)
            else:
                self._plan.leave_cell(self._at, cell.field, not take)
        self.dataChanged.emit(self.index(0, 0), self.index(len(self.cells) - 1, THERE))
        self.decided.emit()

    # -- as Qt asks for it -------------------------------------------------------------------

    def rowCount(self, parent: Index = _TOP) -> int:
        return 0 if parent.isValid() else len(self.cells)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row, column = index.row(), index.column()
        if role == Qt.ItemDataRole.CheckStateRole and column == TAKE:
            return self.tick(row)
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return self._text(row, column)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return side_of(self._text(row, column))
        if role == Qt.ItemDataRole.ForegroundRole and column in (HERE, THERE):
            return self._ink(row, column)
        return None

    def _text(self, row: int, column: int) -> str:
        cell = self.cells[row]
        if column == FIELD:
            if cell.state == "conflict":
                return _("{field} (changed in both)", field=cell.label)
            return str(cell.label)
        if column == HERE:
            return without_turns(cell.after if self._state == "unchanged" else cell.before)
        return without_turns(cell.after) if column == THERE else ""

    def _ink(self, row: int, column: int) -> Any:
        """What will not stand is muted: here where the sheet's is taken, else the sheet's."""
        if not self.can_be_ticked(row):
            return None
        goes = (column == HERE) == self.is_taken(row)
        return theme.current().muted if goes else None
