"""Records as a table: ids in memory, rows fetched a window at a time when they are shown.

Sorting and filtering are the record's work, done before the ids arrive here.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from ui import theme
from workbench import lists, markings, when
from workbench.casebook import Casebook
from workbench.directions import is_right_to_left, without_turns
from workbench.kinds import CLOSED, KINDS, Field
from workbench.messages import _
from workbench.values import display

Index = QModelIndex | QPersistentModelIndex

CELL = int(Qt.ItemDataRole.UserRole)  # the value itself, for the delegate
TYPE = CELL + 1  # the column's type
OVERDUE = CELL + 2  # whether an ask's or action's due date has surely passed
ORDER = CELL + 3  # the casebook's markings, from the least to the most strict
MARKING = "marking"

WINDOW = 200  # rows fetched at once
_WINDOWS = 12  # and how many such windows are kept
_FIGURES = frozenset({"when", "quantity", "tenor", "clock", "grade"})
_RIGHT = frozenset({"quantity", "tenor"})
# What tells whether a row is overdue, read along with it even where it is not shown.
_DUE = {"ask": ("status", "due"), "action": ("done", "due")}
_TOP = QModelIndex()
_GONE = Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren
_THERE = _GONE | Qt.ItemFlag.ItemIsEnabled


class RecordModel(QAbstractTableModel):
    """The records of one kind that a query finds; `load` asks anew.

    Where any record of the kind is marked above the casebook's first marking, the column that
    says so stands second, whatever columns were chosen.
    """

    def __init__(self, casebook: Casebook, kind: str, parent: Any = None) -> None:
        super().__init__(parent)
        self._casebook = casebook
        self.kind = kind
        self.known = {column.name: column for column in lists.columns(kind)}
        self._fields = {field.name: field for field in KINDS[kind].fields}
        self.shown: list[str] = [name for name, column in self.known.items() if column.shown]
        self._fetched: tuple[str, ...] = ()
        self._ids: list[int] = []
        self._places: dict[int, int] | None = None
        self._windows: dict[int, dict[int, lists.Row]] = {}
        self._today = casebook.today
        self.marked = False
        self._order: tuple[str, ...] = ()
        self._chosen = list(self.shown)  # as a person has them

    # -- what is in it -----------------------------------------------------------------------

    def load(self, query: lists.Query) -> None:
        """Ask the record anew. Where the same rows stand in the same order, they stay in place."""
        ids = list(lists.ids(self._casebook, query))
        self._today = self._casebook.today
        self._order = markings.order(self._casebook)
        self.marked = markings.is_marked(self._casebook, self.kind)
        self._show(self._with_marking())
        if ids == self._ids and ids:
            self._windows.clear()
            last = self.index(len(ids) - 1, max(0, len(self.shown) - 1))
            self.dataChanged.emit(self.index(0, 0), last)
            return
        self.beginResetModel()
        self._ids, self._places = ids, None
        self._windows.clear()
        self.endResetModel()

    def show_columns(self, names: Sequence[str]) -> None:
        """Show just these columns, in this order; and that of the markings, where it has to be."""
        self._chosen = [name for name in names if name in self.known]
        self._show(self._with_marking())

    def _with_marking(self) -> list[str]:
        if not self.marked or MARKING in self._chosen:
            return list(self._chosen)
        return [*self._chosen[:1], MARKING, *self._chosen[1:]]

    def _show(self, wanted: list[str]) -> None:
        if wanted == self.shown:
            return
        self.beginResetModel()
        self.shown = wanted
        self._windows.clear()
        self.endResetModel()

    def id_at(self, row: int) -> int:
        """The key of the record in a row."""
        return self._ids[row]

    def uid_at(self, row: int) -> str | None:
        """The uid of the record in a row; None where it is gone."""
        found = self._row(row)
        return None if found is None else found.uid

    def row_of(self, id_: int | None) -> int | None:
        """The row of a record; None where the query did not find it."""
        if id_ is None:
            return None
        if self._places is None:
            self._places = {each: place for place, each in enumerate(self._ids)}
        return self._places.get(id_)

    def _row(self, row: int) -> lists.Row | None:
        window = row // WINDOW
        rows = self._windows.pop(window, None)
        if rows is None:
            ids = self._ids[window * WINDOW : (window + 1) * WINDOW]
            beside = [n for n in _DUE.get(self.kind, ()) if n in self.known and n not in self.shown]
            self._fetched = (*self.shown, *beside)
            found = lists.rows(self._casebook, self.kind, ids, self._fetched)
            rows = {each.id: each for each in found}
            while len(self._windows) >= _WINDOWS:
                del self._windows[next(iter(self._windows))]
        self._windows[window] = rows  # the last one used stands last
        return rows.get(self._ids[row])

    def _cell(self, row: lists.Row, name: str) -> Any:
        return row.cells[self._fetched.index(name)]

    def _overdue(self, row: lists.Row) -> bool:
        names = _DUE.get(self.kind)
        if names is None or any(name not in self._fetched for name in names):
            return False
        state, due = (self._cell(row, name) for name in names)
        if not due or state is True or state in CLOSED:
            return False
        return when.parse(due).latest < when.from_date(self._today).earliest

    # -- as Qt asks for it -------------------------------------------------------------------

    def rowCount(self, parent: Index = _TOP) -> int:
        return 0 if parent.isValid() else len(self._ids)

    def columnCount(self, parent: Index = _TOP) -> int:
        return 0 if parent.isValid() else len(self.shown)

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        # What another window has deleted stays in its place, greyed, until the next look. Qt asks
        # this of every row where all are chosen, so that it must not have them fetched.
        row = index.row()
        window = self._windows.get(row // WINDOW)
        gone = window is not None and self._ids[row] not in window
        return _GONE if gone else _THERE

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(self.shown):
            return None
        column = self.known[self.shown[section]]
        if role == Qt.ItemDataRole.DisplayRole:
            return str(column.label)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = (
                Qt.AlignmentFlag.AlignRight if column.type in _RIGHT else Qt.AlignmentFlag.AlignLeft
            )
            return int(side | Qt.AlignmentFlag.AlignVCenter)
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row = self._row(index.row())
        name = self.shown[index.column()]
        if row is None:
            first = index.column() == 0 and role == Qt.ItemDataRole.DisplayRole
            return _("(deleted)") if first else None
        if role == OVERDUE:
            return self._overdue(row)
        if role == TYPE:
            return self.type_of(name)
        if role == ORDER:
            return self._order
        value = self._cell(row, name)
        if role == CELL:
            return value
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            text = self._text(name, value)
            if self.type_of(name) == "due" and self._overdue(row):
                return _("{date}, overdue", date=text)
            return text
        if role == Qt.ItemDataRole.ToolTipRole:
            return self._tip(name, value)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return self._alignment(name, value)
        if role == Qt.ItemDataRole.FontRole and self.known[name].type in _FIGURES:
            return theme.figures()
        return None

    def type_of(self, name: str) -> str:
        """The type of a column; "status", "due" and "marking" for what is shown with a chip."""
        field = self._field(name)
        if field is not None and field.list == markings.MARKINGS:
            return MARKING
        chips = name == "status" or (name == "due" and self.kind in _DUE)
        return name if chips else self.known[name].type

    def _field(self, name: str) -> Field | None:
        return self._fields.get(name)

    def _text(self, name: str, value: Any) -> str:
        if name == MARKING:
            value = markings.effective(self._order, value)
        text = display(self.known[name].type, value, self._today, self._field(name))
        return without_turns(text)

    def _tip(self, name: str, value: Any) -> str | None:
        if self.known[name].type == "when" and isinstance(value, str):
            return _("{when}, {ago}", when=value, ago=when.ago(when.parse(value), self._today))
        text = self._text(name, value)
        return text if len(text) > 20 else None

    def _alignment(self, name: str, value: Any) -> int:
        middle = Qt.AlignmentFlag.AlignVCenter
        if self.known[name].type in _RIGHT or isinstance(value, Decimal):
            return int(Qt.AlignmentFlag.AlignRight | middle)
        if is_right_to_left(self._text(name, value)):
            return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignAbsolute | middle)
        return int(Qt.AlignmentFlag.AlignLeft | middle)
