"""The columns of a table, each with examples, the field that it goes to, and how it is read."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QStringListModel, Qt, Signal, SignalInstance
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from ui import theme
from ui.forms.controls import ENTER, Choice
from ui.import_rows_model import side_of
from ui.import_tables import cell_text
from ui.whole_rows import TickDelegate
from workbench.exchange.cells import letters
from workbench.kinds import KINDS
from workbench.messages import _

if TYPE_CHECKING:
    from workbench.exchange.mapping_shapes import ColumnMapping, SheetMapping, Target
    from workbench.exchange.regions import Region
    from workbench.exchange.sheets import Sheet

COLUMN, EXAMPLES, GOES_TO, SURE, FILL, SPLIT, DATES = range(7)
SEEN = 200  # rows that examples are looked for in
EXAMPLES_SHOWN = 3

_ORDERS = ("", "day", "month")
_SURE, _LIKELY = 0.9, 0.6


class ColumnsTable(QTableWidget):
    """A line for each column. Space ticks, Enter opens the choice of fields."""

    mapped = Signal(object)  # the table's mapping, with what was just said
    sent = Signal(object, int)  # the same, where a column (its place) goes elsewhere now

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(_("Columns of the sheet"))
        self.setColumnCount(7)
        self.setHorizontalHeaderLabels([
            _("Column"), _("Examples"), _("Goes to"), _("How sure"), _("Blank: as above"),
            _("Several names"), _("Dates"),
        ])  # fmt: skip
        tips = (
            (FILL, _("A blank cell means what stands in the one above it")),
            (SPLIT, _("One cell may hold several names, to be taken apart")),
            (DATES, _("Which of two figures is the day")),
        )
        for place, tip in tips:
            head = self.horizontalHeaderItem(place)
            assert head is not None
            head.setToolTip(tip)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setItemDelegate(TickDelegate(self))
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(theme.row_height() + 2)
        along = self.horizontalHeader()
        along.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        along.setHighlightSections(False)
        along.setSectionResizeMode(EXAMPLES, QHeaderView.ResizeMode.Stretch)
        self._sizes()
        self._sheet: Sheet | None = None
        self._mapping: SheetMapping | None = None
        self._region: Region | None = None
        self._targets: list[Target] = []
        self._words = QStringListModel(self)
        self.fields: list[Choice] = []
        self.itemChanged.connect(self._ticked)

    def _sizes(self) -> None:
        for place, width in (
            (COLUMN, 140), (GOES_TO, 210), (SURE, 70), (FILL, 106), (SPLIT, 100), (DATES, 116),
        ):  # fmt: skip
            self.setColumnWidth(place, width)

    # -- what is shown -----------------------------------------------------------------------

    def show_table(self, sheet: Sheet, region: Region, mapping: SheetMapping) -> None:
        """Show the columns of this table, and what each of them means."""
        from workbench.exchange import mapping as columns

        self._sheet, self._mapping, self._region = sheet, mapping, region
        pairs = list(columns.targets(mapping.kind)) if mapping.kind else []
        self._targets = [target for target, _words in pairs]
        self._words.setStringList([_("not taken"), *(str(words) for _target, words in pairs)])
        self.blockSignals(True)
        self.setRowCount(0)
        self.fields = []
        for place, column in enumerate(mapping.columns):
            header = region.headers[place] if place < len(region.headers) else ""
            called = header or _("column {letters}", letters=letters(region.left + place))
            self._line(called, _examples(sheet, region, place), column.target)
            self._show_column(place, column)
        if region.headings:
            seen = ", ".join(list(dict.fromkeys(region.headings.values()))[:EXAMPLES_SHOWN])
            self._line(_("Headings inside"), seen, mapping.headings)
        for at, (target, text) in enumerate(mapping.fixed):
            self._every_row(at, target, text)
        self.blockSignals(False)
        self.setCurrentCell(0, COLUMN)

    def renew(self, mapping: SheetMapping) -> None:
        """Show what the same columns mean now."""
        before, self._mapping = self._mapping, mapping
        assert self._sheet is not None and self._region is not None and before is not None
        if [target for target, _text in before.fixed] != [
            target for target, _text in mapping.fixed
        ]:
            self.show_table(self._sheet, self._region, mapping)
            return
        self.blockSignals(True)
        for place, column in enumerate(mapping.columns):
            self.fields[place].setCurrentIndex(self._at(column.target))
            self._show_column(place, column)
        if self._region.headings:
            self.fields[len(mapping.columns)].setCurrentIndex(self._at(mapping.headings))
        self.blockSignals(False)

    def _line(self, called: str, examples: str, target: Target | None) -> None:
        row = self._texts(called, examples)
        self._put_choice(row, called, self._words, bool(self._targets), self._at(target)).connect(
            lambda at: self._choose(row, at)
        )

    def _every_row(self, at: int, target: Target, text: str) -> None:
        """A line for what each row says that no column does."""
        from workbench.exchange import mapping as columns

        said = str(columns.words(target))
        row = self._texts(_("Every row"), said)
        field = KINDS[target.kind].field(target.field)
        values = [word for word, _label in field.choices] or [text]
        model = QStringListModel([field.choice_label(value) for value in values], self)
        there = values.index(text) if text in values else -1
        self._put_choice(row, said, model, len(values) > 1, there).connect(
            lambda chosen: self._fix(at, values[chosen])
        )

    def _texts(self, called: str, examples: str) -> int:
        """A new line with what it is about; its row."""
        row = self.rowCount()
        self.insertRow(row)
        for place in range(self.columnCount()):
            text = {COLUMN: called, EXAMPLES: examples}.get(place, "")
            item = QTableWidgetItem(text)
            item.setToolTip(text)
            item.setTextAlignment(Qt.AlignmentFlag(side_of(text)))
            item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
            if place == EXAMPLES:
                item.setForeground(theme.current().muted)
            self.setItem(row, place, item)
        return row

    def _put_choice(
        self, row: int, called: str, words: QStringListModel, can: bool, at: int
    ) -> SignalInstance:
        box = Choice(self)
        box.setModel(words)
        box.setAccessibleName(_("{column} goes to", column=called))
        box.setCurrentIndex(at)
        box.setEnabled(can)
        box.installEventFilter(self)
        self.setCellWidget(row, GOES_TO, box)
        self.fields.append(box)
        return box.activated

    def _at(self, target: Target | None) -> int:
        return self._targets.index(target) + 1 if target in self._targets else 0

    def _show_column(self, row: int, column: ColumnMapping) -> None:
        """How sure it is, and what can be ticked of it."""
        sure = self._cell(row, SURE)
        sure.setText(_how_sure(column))
        sure.setForeground(theme.current().text if column.sure < _SURE else theme.current().muted)
        type_ = _type(column.target)
        self._tick(row, FILL, column.fill_down, column.target is not None)
        self._tick(row, SPLIT, column.split, type_ in ("link", "text"))
        self._show_dates(row, column, type_ in ("when", "clock"))

    def _cell(self, row: int, place: int) -> QTableWidgetItem:
        item = self.item(row, place)
        assert item is not None
        return item

    def _tick(self, row: int, place: int, ticked: bool, there: bool) -> None:
        item = self._cell(row, place)
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        if there:
            item.setFlags(flags | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Checked if ticked else Qt.CheckState.Unchecked)
        else:
            item.setFlags(flags)
            item.setData(Qt.ItemDataRole.CheckStateRole, None)

    def _show_dates(self, row: int, column: ColumnMapping, there: bool) -> None:
        box = self.cellWidget(row, DATES)
        if not there:
            if box is not None:
                self.removeCellWidget(row, DATES)
            return
        if not isinstance(box, Choice):
            box = Choice(self)
            box.addItems([_("as they read"), _("day first"), _("month first")])
            box.setAccessibleName(_("Order of the dates in {column}",
                                    column=self._cell(row, COLUMN).text()))  # fmt: skip
            box.activated.connect(lambda at: self._change(row, date_order=_ORDERS[at]))
            box.installEventFilter(self)
            self.setCellWidget(row, DATES, box)
        box.setCurrentIndex(_ORDERS.index(column.date_order))

    # -- what is said ------------------------------------------------------------------------

    def _choose(self, row: int, at: int) -> None:
        from workbench.exchange import mapping as columns

        assert self._mapping is not None
        target = self._targets[at - 1] if at else None
        if row >= len(self._mapping.columns):
            self.mapped.emit(replace(self._mapping, headings=target))
        else:
            self.sent.emit(columns.set_target(self._mapping, row, target), row)

    def _fix(self, at: int, text: str) -> None:
        assert self._mapping is not None
        fixed = list(self._mapping.fixed)
        fixed[at] = (fixed[at][0], text)
        self.mapped.emit(replace(self._mapping, fixed=tuple(fixed)))

    def _ticked(self, item: QTableWidgetItem) -> None:
        ticked = item.checkState() == Qt.CheckState.Checked
        if item.column() == FILL:
            self._change(item.row(), fill_down=ticked)
        elif item.column() == SPLIT:
            self._change(item.row(), split=ticked)

    def _change(self, row: int, **what: object) -> None:
        assert self._mapping is not None
        column = replace(self._mapping.columns[row], **what)  # type: ignore[arg-type]
        self.mapped.emit(self._mapping.with_column(row, column))

    # -- the keyboard ------------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FocusIn and watched in self.fields:
            row = self.fields.index(watched)  # type: ignore[arg-type]
            self.setCurrentCell(row, GOES_TO)
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        row = self.currentRow()
        if event.key() in ENTER and not event.modifiers() and 0 <= row < len(self.fields):
            wanted = self.cellWidget(row, self.currentColumn())
            (wanted or self.fields[row]).setFocus(Qt.FocusReason.OtherFocusReason)
            return
        super().keyPressEvent(event)


def _type(target: Target | None) -> str:
    """The type of the field that a column goes to; empty where it goes nowhere."""
    if target is None or target.kind not in KINDS:
        return ""
    fields = {field.name: field for field in KINDS[target.kind].fields}
    return fields[target.field].type if target.field in fields else ""


def _how_sure(column: ColumnMapping) -> str:
    if column.target is None:
        return ""
    if column.sure >= _SURE:
        return _("sure")
    return _("likely") if column.sure >= _LIKELY else _("a guess")


def _examples(sheet: Sheet, region: Region, place: int) -> str:
    """A few different cells of a column."""
    found: dict[str, None] = {}
    at = region.left + place
    for cells in sheet.rows[region.first - 1 : min(region.last, region.first - 1 + SEEN)]:
        text = cell_text(cells[at]) if at < len(cells) else ""
        if text:
            found.setdefault(text)
        if len(found) == EXAMPLES_SHOWN:
            break
    return " · ".join(found)
