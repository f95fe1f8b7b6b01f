"""A table of records with its filter, sorting and columns: the many, from which one is chosen."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from PySide6.QtCore import QEvent, QItemSelection, QItemSelectionModel, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QPushButton,
    QStackedWidget,
    QTableView,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from ui import icons, theme, whole_rows
from ui.table_cells import CellDelegate
from ui.table_columns import ColumnMenu, Layout
from ui.table_filters import Filters
from ui.table_model import RecordModel
from ui.table_words import TABLES
from workbench import lists
from workbench.casebook import Casebook, Changed
from workbench.lists import Query
from workbench.messages import _, n_
from workbench.saved_views import SavedView


class Rows(QTableView):
    """The rows themselves; Enter opens the one that is chosen."""

    entered_on = Signal()
    resized = Signal()

    def __init__(self, label: str) -> None:
        super().__init__()
        whole_rows.look(self, label)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.setItemDelegate(CellDelegate(self))
        along = self.horizontalHeader()
        along.setSectionsMovable(True)
        along.setSectionsClickable(True)
        along.setSortIndicatorShown(True)
        along.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)

    def fit(self) -> None:
        """Take the row height that the text asks for."""
        self.verticalHeader().setDefaultSectionSize(theme.row_height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.resized.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            self.entered_on.emit()
            return
        super().keyPressEvent(event)


def stretches(rows: Iterable[int]) -> list[tuple[int, int]]:
    """Rising rows as stretches without a gap: (first, last) of each."""
    found: list[tuple[int, int]] = []
    for row in rows:
        if found and row == found[-1][1] + 1:
            found[-1] = (found[-1][0], row)
        else:
            found.append((row, row))
    return found


class TablePane(QWidget):
    """One table of the side bar. Emits what is chosen in it; never writes to the record."""

    chosen = Signal(str, str)  # kind, uid
    several = Signal(str, int)  # kind, how many rows are chosen
    opened = Signal()
    counted = Signal(str)
    refused = Signal(str)
    new_wanted = Signal()
    menu_wanted = Signal(QPoint)

    def __init__(
        self,
        casebook: Casebook,
        name: str,
        parent: QWidget | None = None,
        view: SavedView | None = None,
    ) -> None:
        """The table of this name, as a saved view has it where one is given."""
        super().__init__(parent)
        self.table = TABLES[name]
        self.kind = self.table.kind
        self._casebook = casebook
        self._stale = True
        self._silent = False
        self.model = RecordModel(casebook, self.kind, self)
        self.filters = Filters(casebook, self.table)
        self.view = Rows(str(self.table.label))
        self.view.setModel(self.model)
        key = view.key if view is not None else name
        self.layout_kept = Layout(casebook, key, self.model, self.view, self.table.columns)
        self.columns = ColumnMenu(self.layout_kept, self.refill, self)
        self._build()
        if view is not None:
            self.filters.restore(view.filters)
        self._connect()

    # -- building ----------------------------------------------------------------------------

    def _build(self) -> None:
        columns = self._chooser = QToolButton()
        columns.setText(_("Columns"))
        columns.setAccessibleName(_("Columns and sorting"))
        columns.setToolTip(_("Choose the columns, and what to sort by"))
        columns.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        columns.setMenu(self.columns)
        self.new = QToolButton()
        self.new.setIcon(icons.icon("add"))
        self.new.setToolTip(_("{new} (Ctrl+N)", new=str(self.table.new)))
        self.new.setAccessibleName(str(self.table.new))
        bar = QHBoxLayout()
        bar.setContentsMargins(2 * theme.STEP, theme.STEP, 2 * theme.STEP, theme.STEP)
        bar.setSpacing(theme.STEP)
        bar.addWidget(self.filters, 1)
        bar.addWidget(columns)
        bar.addWidget(self.new)
        self.words = QLabel()
        self.words.setWordWrap(True)
        self.words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.clear = QPushButton(_("Clear the filter"))
        self.first = QPushButton(str(self.table.new))
        self._stack = QStackedWidget()
        self._stack.addWidget(self.view)
        self._stack.addWidget(self._empty_page())
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addLayout(bar)
        whole.addWidget(self._stack, 1)
        self.setFocusProxy(self.view)

    def stops(self) -> list[QWidget]:
        """Where Tab stops, in the order in which the eye goes."""
        return [*self.filters.stops(), self._chooser, self.new, self.view, self.clear, self.first]

    def _empty_page(self) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setSpacing(3 * theme.STEP)
        column.addStretch(2)
        column.addWidget(self.words)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self.clear)
        buttons.addWidget(self.first)
        buttons.addStretch(1)
        column.addLayout(buttons)
        column.addStretch(3)
        return page

    def _connect(self) -> None:
        self._settled = QTimer(self)
        self._settled.setSingleShot(True)
        self._settled.setInterval(0)
        self._settled.timeout.connect(self._tell_chosen)
        self.filters.changed.connect(self.refill)
        self.filters.left.connect(self._to_rows)
        self.filters.refused.connect(self.refused)
        self.clear.clicked.connect(self.filters.clear)
        self.first.clicked.connect(self.new_wanted)
        self.new.clicked.connect(self.new_wanted)
        self.view.entered_on.connect(self.opened)
        self.view.resized.connect(self.layout_kept.fit)
        self.view.doubleClicked.connect(self.opened)
        self.view.customContextMenuRequested.connect(self._want_menu)
        self.view.selectionModel().selectionChanged.connect(self._selection_changed)
        header = self.view.horizontalHeader()
        header.sectionClicked.connect(self.layout_kept.sort_by_section)
        header.customContextMenuRequested.connect(self._want_columns)
        self.layout_kept.resorted.connect(self.refill)

    def _selection_changed(self, *_parts: object) -> None:
        # One telling for however many signals a key or a drag sends.
        if not self._silent:
            self._settled.start()

    def _want_menu(self, at: QPoint) -> None:
        self.menu_wanted.emit(self.view.viewport().mapToGlobal(at))

    def _want_columns(self, at: QPoint) -> None:
        self.columns.popup(self.view.horizontalHeader().mapToGlobal(at))

    def _to_rows(self) -> None:
        self.view.setFocus()
        if self.model.rowCount() and not self.view.currentIndex().isValid():
            self.view.selectRow(0)

    # -- what is in it -----------------------------------------------------------------------

    def query(self) -> Query:
        """What the table asks of the record now."""
        sort, descending = self.layout_kept.order_now
        plain = Query(self.kind, sort=sort, descending=descending, meetings=self.table.meetings)
        return self.filters.query(plain)

    def refill(self) -> None:
        """Ask the record anew; what was chosen stays chosen if it is still there."""
        before, current = set(self.ids()), self._current_id()
        self._silent = True
        try:
            self.model.load(self.query())
            self._choose(before, current)
        finally:
            self._silent = False
        self._stale = False
        self._show_words()
        if set(self.ids()) == before:
            self.counted.emit(self.status())
        else:
            self._tell_chosen()

    def refresh(self, changed: Changed | None = None) -> None:
        """Look again after a change: at once where it is in sight, else when it next is."""
        self._stale = True
        if self.isVisible():
            self.refill()

    def showEvent(self, event: Any) -> None:
        super().showEvent(event)
        if self._stale:
            self.refill()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self.view.fit()
        super().changeEvent(event)

    def _show_words(self) -> None:
        empty = not self.model.rowCount()
        self._stack.setCurrentIndex(1 if empty else 0)
        narrowed = self.filters.narrowing
        self.clear.setVisible(narrowed)
        self.first.setVisible(not narrowed)
        nothing = _("Nothing here fits the filter.")
        self.words.setText(nothing if narrowed else str(self.table.empty))

    def status(self) -> str:
        """The status line: "48 meetings · 1 selected"."""
        counted = self.table.count(self.model.rowCount())
        n = len(self.rows())
        if not n:
            return counted
        return _("{count} · {chosen}", count=counted, chosen=n_("{n} selected", "{n} selected", n))

    # -- what is chosen ----------------------------------------------------------------------

    def rows(self) -> list[int]:
        """The rows that are chosen, from the top."""
        return whole_rows.chosen(self.view)

    def ids(self) -> list[int]:
        """The keys of the rows that are chosen."""
        return [self.model.id_at(row) for row in self.rows()]

    def uids(self) -> list[str]:
        """The uids of the records that are chosen, in the table's order."""
        rows = self.rows()
        if len(rows) == 1:
            uid = self.model.uid_at(rows[0])
            return [uid] if uid else []
        ids = [self.model.id_at(row) for row in rows]
        return list(lists.uids(self._casebook, self.kind, ids))

    def _current_id(self) -> int | None:
        current = self.view.currentIndex()
        return self.model.id_at(current.row()) if current.isValid() else None

    def _choose(self, ids: Iterable[int], current: int | None) -> None:
        model = self.view.selectionModel()
        last = max(0, len(self.model.shown) - 1)
        rows = sorted(row for row in map(self.model.row_of, ids) if row is not None)
        picked = QItemSelection()
        for first, final in stretches(rows):
            picked.select(self.model.index(first, 0), self.model.index(final, last))
        at = self.model.row_of(current)
        flag = QItemSelectionModel.SelectionFlag
        if at is not None:
            index = self.model.index(at, 0)
            model.setCurrentIndex(index, flag.NoUpdate)
            self.view.scrollTo(index)
        model.select(picked, flag.ClearAndSelect)

    def select(self, kind: str, uid: str) -> bool:
        """Choose this record, silently; False where it is not in the table, as filtered."""
        if self._stale:
            self.refill()
        id_ = lists.id_of(self._casebook, kind, uid) if kind == self.kind else None
        row = self.model.row_of(id_)
        self._silent = True
        try:
            self._choose([] if row is None or id_ is None else [id_], id_)
        finally:
            self._silent = False
        self._settled.stop()
        self.counted.emit(self.status())
        return row is not None

    def _tell_chosen(self) -> None:
        self.counted.emit(self.status())
        rows = self.rows()
        if len(rows) == 1:
            uid = self.model.uid_at(rows[0])
            if uid is not None:
                self.chosen.emit(self.kind, uid)
        elif rows:
            self.several.emit(self.kind, len(rows))

    def keep(self) -> None:
        """Keep the columns, where they are about to be kept."""
        self.layout_kept.flush()
