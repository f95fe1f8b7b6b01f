"""The first step of an import: which tables were found on which sheets, and where they begin."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QSize,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QFont
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QSpinBox,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from ui import theme
from ui.import_rows_model import side_of
from ui.whole_rows import TickDelegate
from workbench.exchange.cells import letters
from workbench.messages import _, n_

if TYPE_CHECKING:
    from workbench.exchange.foreign import FoundTable, Opened
    from workbench.exchange.regions import Region
    from workbench.exchange.sheets import Sheet

Index = QModelIndex | QPersistentModelIndex

Begin = Callable[[str, Callable[[Any], Any], Callable[[Any], None]], None]
"""Begins work beside the window: its words, what is done, what hears of the answer."""

WAIT = 300  # ms after the last step before the sheet is looked at anew
_WIDE = 140  # px: a column of the preview
_TOP = QModelIndex()


def cell_text(cell: Any) -> str:
    """A cell of a sheet as the preview shows it."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    if isinstance(cell, datetime.datetime) and cell.time() == datetime.time():
        return cell.date().isoformat()
    return " ".join(str(cell).split())


class PreviewModel(QAbstractTableModel):
    """The cells of a sheet, and beside each row what it was taken for."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._sheet: Sheet | None = None
        self._region: Region | None = None
        self._width = 0

    def show(self, sheet: Sheet, region: Region) -> None:
        """Show a sheet, and where its table stands."""
        self.beginResetModel()
        if sheet is not self._sheet:
            self._width = len(sheet.rows[0]) if sheet.rows else 0
        self._sheet, self._region = sheet, region
        self.endResetModel()

    def rowCount(self, parent: Index = _TOP) -> int:
        return 0 if parent.isValid() or self._sheet is None else len(self._sheet.rows)

    def columnCount(self, parent: Index = _TOP) -> int:
        return 0 if parent.isValid() else self._width

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        if orientation == Qt.Orientation.Horizontal:
            return letters(section)
        is_ = self.word(section + 1)
        return _("{n}  {what}", n=section + 1, what=is_) if is_ else str(section + 1)

    def word(self, number: int) -> str:
        """What a row, counted from 1, was taken for where it is no row of the table."""
        region, sheet = self._region, self._sheet
        if region is None or sheet is None:
            return ""
        if number in region.repeated or self._heads(number):
            return _("header")
        if number in region.totals:
            return _("total")
        if number in region.headings:
            return _("heading")
        return _("hidden") if number in sheet.hidden_rows else ""

    def _heads(self, number: int) -> bool:
        region = self._region
        assert region is not None
        return bool(region.header) and (region.header_first or region.header) <= number <= (
            region.header
        )

    def _inside(self, number: int, place: int) -> bool:
        region = self._region
        if region is None or not region.left <= place <= region.right:
            return False
        within = region.first <= number <= region.last and number not in region.totals
        return within or self._heads(number)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or self._sheet is None or self._region is None:
            return None
        number, place = index.row() + 1, index.column()
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return self._text(index.row(), place)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return side_of(self._text(index.row(), place))
        inside, colours = self._inside(number, place), theme.current()
        if role == Qt.ItemDataRole.ForegroundRole:
            return None if inside else colours.muted
        if role == Qt.ItemDataRole.BackgroundRole and not inside:
            return colours.alternate
        if role == Qt.ItemDataRole.BackgroundRole and self._heads(number):
            return colours.selection
        if role == Qt.ItemDataRole.FontRole:
            bold = QFont(theme.font())
            bold.setBold(self._heads(number) or number in self._region.headings)
            return bold
        return None

    def _text(self, row: int, place: int) -> str:
        assert self._sheet is not None
        cells = self._sheet.rows[row]
        return cell_text(cells[place]) if place < len(cells) else ""


def buddy(text: str, control: QWidget) -> QLabel:
    """The label of a control that stands beside it."""
    label = QLabel(text, control.parentWidget())
    label.setBuddy(control)
    return label


class TablesPage(QWidget):
    """The tables that were found, ticked where they are taken, and one of them to look at."""

    changed = Signal()

    def __init__(self, opened: Opened, begin: Begin, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._opened = opened
        self._begin = begin
        self.touched = False  # whether anything was overruled
        self.list = QListWidget(self)
        self.list.setAccessibleName(_("Tables that were found"))
        self.list.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.list.setFixedWidth(280)
        self.list.setItemDelegate(TickDelegate(self.list))
        self.preview = QTableView(self)
        self.model = PreviewModel(self)
        self.header = QSpinBox(self)
        self.said = QLabel(self)
        self.said.setWordWrap(True)
        self.said.setTextFormat(Qt.TextFormat.PlainText)
        self._later = QTimer(self, singleShot=True, interval=WAIT)
        self._later.timeout.connect(self._move)
        self._dress()
        self._build()
        self.fill()

    def _dress(self) -> None:
        view = self.preview
        view.setModel(self.model)
        view.setAccessibleName(_("Cells of the sheet"))
        view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        view.setWordWrap(False)
        view.setTabKeyNavigation(False)
        view.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        view.horizontalHeader().setDefaultSectionSize(_WIDE)
        down = view.verticalHeader()
        down.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        down.setDefaultSectionSize(theme.row_height())
        down.setMinimumWidth(84)
        view.setCornerButtonEnabled(False)
        self.header.setAccessibleName(_("Row of the header"))
        self.header.setSpecialValueText(_("no header"))
        self.header.setMinimumWidth(110)
        self.header.valueChanged.connect(self._later.start)
        self.list.currentRowChanged.connect(self._look)
        self.list.itemChanged.connect(self._ticked)

    def _build(self) -> None:
        left = QVBoxLayout()
        left.setSpacing(theme.STEP)
        left.addWidget(buddy(_("&Tables to take:"), self.list))
        left.addWidget(self.list, 1)
        beside = QHBoxLayout()
        beside.setSpacing(2 * theme.STEP)
        beside.addWidget(buddy(_("The &header is in row"), self.header))
        beside.addWidget(self.header)
        beside.addStretch(1)
        right = QVBoxLayout()
        right.setSpacing(2 * theme.STEP)
        right.addLayout(beside)
        right.addWidget(self.preview, 1)
        right.addWidget(self.said)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(3 * theme.STEP)
        row.addLayout(left)
        row.addLayout(right, 1)
        self.setFocusProxy(self.list)

    def fill(self) -> None:
        """Show the tables that were found."""
        self.list.blockSignals(True)
        self.list.clear()
        for table in self._opened.tables:
            item = QListWidgetItem(self._called(table), self.list)
            item.setToolTip(self._called(table))
            item.setSizeHint(QSize(0, theme.row_height()))
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Checked if table.taken else Qt.CheckState.Unchecked)
        self.list.blockSignals(False)
        self.list.setCurrentRow(0)

    @staticmethod
    def _called(table: FoundTable) -> str:
        region = table.region
        rows = _("{sheet}, rows {first} to {last}", sheet=region.sheet, first=region.first,
                 last=region.last)  # fmt: skip
        return _("{table} (hidden sheet)", table=rows) if table.sheet.hidden else rows

    @property
    def problem(self) -> str:
        """Why it can't be gone on with; empty where it can."""
        return "" if self._opened.taken else _("Tick the tables that are to be taken.")

    def _ticked(self, item: QListWidgetItem) -> None:
        table = self._opened.tables[self.list.row(item)]
        table.taken = item.checkState() == Qt.CheckState.Checked
        self.touched = True
        self.changed.emit()

    def _current(self) -> FoundTable | None:
        at = self.list.currentRow()
        return self._opened.tables[at] if 0 <= at < len(self._opened.tables) else None

    def _look(self) -> None:
        """Show the table that is chosen."""
        table = self._current()
        if table is None:
            return
        self._later.stop()
        self.model.show(table.sheet, table.region)
        self.header.blockSignals(True)
        self.header.setRange(0, max(1, len(table.sheet.rows)))
        self.header.setValue(table.region.header)
        self.header.blockSignals(False)
        first = max(0, (table.region.header or table.region.first) - 2)
        self.preview.scrollTo(
            self.model.index(first, table.region.left), QTableView.ScrollHint.PositionAtTop
        )
        self.said.setText(told(table, self._opened))

    def _move(self) -> None:
        """Take another row for the header, as the person says."""
        table, wanted = self._current(), self.header.value()
        if table is None or wanted == table.region.header:
            return

        def moved(found: FoundTable) -> None:
            at = self._opened.tables.index(table)
            self._opened.tables[at] = found
            self.touched = True
            self.list.item(at).setText(self._called(found))
            self._look()
            self.header.setFocus()
            self.changed.emit()

        self._begin(_("Looking at the sheet"), lambda _told: table.headed_by(wanted), moved)


def told(table: FoundTable, opened: Opened) -> str:
    """What is worth knowing of a table, by count."""
    region, sheet = table.region, table.sheet
    columns = region.right - region.left + 1
    parts = [_("{rows} in {columns}.",
               rows=n_("{n} row", "{n} rows", table.rows),
               columns=n_("{n} column", "{n} columns", columns))]  # fmt: skip
    if table.hidden:
        parts.append(
            n_(
                "{n} of them is hidden there, and is taken like the others.",
                "{n} of them are hidden there, and are taken like the others.",
                table.hidden,
            )
        )
    unseen = sum(region.left <= place <= region.right for place in sheet.hidden_columns)
    if unseen:
        parts.append(n_("{n} column is hidden there.", "{n} columns are hidden there.", unseen))
    if region.totals:
        parts.append(n_("{n} row of totals is left out.", "{n} rows of totals are left out.",
                        len(region.totals)))  # fmt: skip
    if region.headings:
        n = len(region.headings)
        parts.append(n_("{n} row is a heading for the rows below it.",
                        "{n} rows are headings for the rows below them.", n))  # fmt: skip
    beside = opened.beside.get(sheet.name, 0)
    if beside:
        parts.append(
            n_(
                "{n} row stands outside of every table.",
                "{n} rows stand outside of every table.",
                beside,
            )
        )
    sheets = sum(each.hidden for each in opened.sheets)
    if sheets:
        parts.append(
            n_(
                "{n} sheet is hidden: tick its table to take it.",
                "{n} sheets are hidden: tick their tables to take them.",
                sheets,
            )
        )
    unread = [
        _("{sheet}: {reason}", sheet=each.name, reason=each.problem)
        for each in opened.sheets
        if each.problem is not None
    ]
    return "\n".join([" ".join(parts), *unread])
