"""The casebook's markings, from the least to the most strict: ordered, named, added, taken out."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from ui import marking_chips, theme
from ui.forms.frame import Dialog, SubmitKeys
from ui.forms.notes import Note
from workbench import markings
from workbench.casebook import Casebook
from workbench.markings import Wanted
from workbench.messages import Refused, _, n_

_WIDTH = 520
_WAS = int(Qt.ItemDataRole.UserRole)


class MarkingsDialog(Dialog):
    """One line a marking. What was done to them is one act, once it is saved."""

    def __init__(self, casebook: Casebook, parent: QWidget | None = None) -> None:
        super().__init__(_("Markings"), parent, _WIDTH)
        self._casebook = casebook
        self._used = markings.in_use(casebook)
        self.words(
            _(
                "How far a record may travel, from the least to the most strict. A new record"
                " takes the strictest of what it hangs on. A name that is changed here is changed"
                " on every record; colours follow the order."
            )
        )
        self.table = self._table()
        beside = QHBoxLayout()
        beside.setSpacing(2 * theme.STEP)
        beside.addWidget(self.table, 1)
        beside.addLayout(self._buttons())
        self.column.addLayout(beside)
        self.problem = Note(self)
        self.column.addWidget(self.problem)
        for word in markings.order(casebook):
            self._put(self.table.rowCount(), word, word)
        self._paint()
        self.table.setCurrentCell(0, 0)
        self.table.itemChanged.connect(self._edited)
        self.table.currentCellChanged.connect(self._allow)
        self.finish(_("Save"), self.save)
        SubmitKeys(self, self.save)
        self._allow()
        self.table.setFocus()

    # -- how it is laid out --------------------------------------------------------------------

    def _table(self) -> QTableWidget:
        table = QTableWidget(0, 2, self)
        table.setAccessibleName(_("Markings, from the least to the most strict"))
        table.setHorizontalHeaderLabels([_("Marking"), _("Used by")])
        table.verticalHeader().hide()
        table.verticalHeader().setDefaultSectionSize(theme.row_height())
        table.horizontalHeader().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        table.setColumnWidth(1, 120)
        table.setShowGrid(False)
        table.setIconSize(QSize(marking_chips.SWATCH, marking_chips.SWATCH))
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.setTabKeyNavigation(False)
        table.setMinimumHeight(7 * theme.row_height())
        return table

    def _buttons(self) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(theme.STEP)
        self.add = self._button(_("&Add"), self._add, column)
        self.rename = self._button(_("&Rename"), self._rename, column)
        self.up = self._button(_("&Less strict"), lambda: self._move(-1), column)
        self.down = self._button(_("&Stricter"), lambda: self._move(1), column)
        self.remove = self._button(_("&Take out"), self._take_out, column)
        column.addStretch(1)
        return column

    def _button(self, text: str, does: Callable[[], None], column: QVBoxLayout) -> QPushButton:
        button = QPushButton(text, self)
        button.setAutoDefault(False)
        button.clicked.connect(lambda _checked=False: does())
        column.addWidget(button)
        return button

    # -- the lines -----------------------------------------------------------------------------

    def _put(self, place: int, word: str, was: str | None) -> None:
        self.table.insertRow(place)
        named = QTableWidgetItem(word)
        named.setData(_WAS, was)
        used = self._used.get(was or "", 0)
        counted = QTableWidgetItem(n_("{n} record", "{n} records", used) if used else "")
        counted.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
        self.table.setItem(place, 0, named)
        self.table.setItem(place, 1, counted)

    def wanted(self) -> list[Wanted]:
        """The list as it stands in the dialog."""
        found = []
        for place in range(self.table.rowCount()):
            item = self.table.item(place, 0)
            assert item is not None
            found.append(Wanted(item.text(), item.data(_WAS)))
        return found

    def _paint(self) -> None:
        """Give every line the colour of its place."""
        before = self.table.blockSignals(True)
        order = [str(place) for place in range(self.table.rowCount())]
        for place, mark in enumerate(order):
            item = self.table.item(place, 0)
            if item is not None:
                item.setIcon(marking_chips.icon(order, mark))
        self.table.blockSignals(before)

    def _allow(self, *_places: int) -> None:
        place, count = self.table.currentRow(), self.table.rowCount()
        item = self.table.item(place, 0)
        used = self._used.get(item.data(_WAS) or "", 0) if item is not None else 0
        self.rename.setEnabled(item is not None)
        self.up.setEnabled(place > 0)
        self.down.setEnabled(0 <= place < count - 1)
        self.remove.setEnabled(item is not None and count > 1 and not used)
        self.remove.setToolTip(_("Records have this marking; rename it instead.") if used else "")

    def _edited(self, _item: QTableWidgetItem) -> None:
        self.problem.clear()

    def _add(self) -> None:
        """One more, the strictest, whose name is typed at once."""
        place = self.table.rowCount()
        self._put(place, _("New marking"), None)
        self._paint()
        self.table.setCurrentCell(place, 0)
        self._rename()

    def _rename(self) -> None:
        item = self.table.item(self.table.currentRow(), 0)
        if item is not None:
            self.table.setFocus()
            self.table.editItem(item)

    def _move(self, by: int) -> None:
        place = self.table.currentRow()
        item = self.table.item(place, 0)
        if item is None:
            return
        word, was = item.text(), item.data(_WAS)
        self.table.removeRow(place)
        self._put(place + by, word, was)
        self._paint()
        self.table.setCurrentCell(place + by, 0)
        self._allow()

    def _take_out(self) -> None:
        self.table.removeRow(self.table.currentRow())
        self._paint()
        self._allow()

    # -- saving --------------------------------------------------------------------------------

    def save(self) -> None:
        """Save the list and close; or say what is wrong, and stay."""
        self.table.setFocus()  # a name that is being typed is taken
        wanted = self.wanted()
        if wanted == [Wanted(word, word) for word in markings.order(self._casebook)]:
            self.accept()
            return
        try:
            markings.arrange(self._casebook, wanted, initiator=self)
        except Refused as refused:
            self.problem.warn(refused)
            return
        self.accept()
