"""The casebook's history: who did what and when, what each act changed, and its undoing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHeaderView,
    QLabel,
    QSplitter,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from ui import theme
from ui.card_history import field_label, local_time
from ui.window_dialogs import lines_table
from workbench.casebook import Casebook
from workbench.directions import without_turns
from workbench.kinds import KINDS
from workbench.messages import _, n_

if TYPE_CHECKING:
    from ui.window import Window
    from workbench.history import Act, FieldChange

ACTS = 500
"""Acts that are shown at once; older ones are asked for."""

RECORDS = 200
"""Records of one act whose changes are shown."""

_NAMED = 3  # records of an act that its line names; the others are counted


class HistoryDialog(QDialog):
    """Every act, latest first; below, what the chosen one changed, field by field."""

    undo_wanted = Signal(object)  # the act's number

    def __init__(self, casebook: Casebook, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("History of the casebook"))
        self._casebook = casebook
        self._shown: list[Act] = []
        header = (_("When"), _("Who"), _("What"), _("Records"))
        self.acts = lines_table(header, (), _("History"))
        self.acts.setSelectionMode(QTableWidget.SelectionMode.SingleSelection)
        self.told = QLabel(self)
        self.told.setWordWrap(True)
        self.told.setTextFormat(Qt.TextFormat.PlainText)
        header = (_("Record"), _("Field"), _("Before"), _("After"))
        self.changes = lines_table(header, (), _("What it changed"))
        along = self.changes.horizontalHeader()
        for column in (0, 2, 3):
            along.setSectionResizeMode(column, QHeaderView.ResizeMode.Stretch)
        self._build()
        self.acts.itemSelectionChanged.connect(self._chosen)
        self.acts.itemActivated.connect(self._into)
        self.refresh()
        self.resize(900, 640)
        self.acts.setFocus()

    def _build(self) -> None:
        below = QWidget(self)
        inner = QVBoxLayout(below)
        inner.setContentsMargins(0, theme.STEP, 0, 0)
        inner.addWidget(self.told)
        inner.addWidget(self.changes, 1)
        split = QSplitter(Qt.Orientation.Vertical, self)
        split.addWidget(self.acts)
        split.addWidget(below)
        split.setChildrenCollapsible(False)
        split.setSizes([320, 260])
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, parent=self)
        close = buttons.button(QDialogButtonBox.StandardButton.Close)
        close.setText(_("Close"))
        self.undo = buttons.addButton(_("&Undo this…"), QDialogButtonBox.ButtonRole.ActionRole)
        self.older = buttons.addButton(_("Show &older"), QDialogButtonBox.ButtonRole.ActionRole)
        for button in (close, self.undo, self.older):
            # Enter on an act shows what it changed: it must not press a button as well.
            button.setAutoDefault(False)
        self.undo.clicked.connect(self._undo)
        self.older.clicked.connect(self._show_older)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(*[4 * theme.STEP] * 4)
        column.setSpacing(2 * theme.STEP)
        column.addWidget(split, 1)
        column.addWidget(buttons)

    # -- the acts ----------------------------------------------------------------------------------

    def refresh(self, *_changed: object) -> None:
        """Look again: something was done, or taken back. The same act stays chosen."""
        from workbench.history import history

        chosen = self.number()
        wanted = max(ACTS, len(self._shown))
        self._shown = history(self._casebook, limit=wanted, first=_NAMED + 1)
        self._list(chosen, len(self._shown) == wanted)

    def _show_older(self) -> None:
        from workbench.history import history

        below = self._shown[-1].number
        more = history(self._casebook, limit=ACTS, first=_NAMED + 1, below=below)
        self._shown += more
        self._list(self.number(), len(more) == ACTS)

    def _list(self, chosen: int | None, more: bool) -> None:
        fill(self.acts, [
            (local_time(act.at), act.by, str(act.did), touched(act)) for act in self._shown
        ])  # fmt: skip
        self.older.setVisible(more)
        numbers = [act.number for act in self._shown]
        if numbers:
            self.acts.selectRow(numbers.index(chosen) if chosen in numbers else 0)
        self._chosen()

    def act(self) -> Act | None:
        """The act that is chosen."""
        rows = self.acts.selectionModel().selectedRows()
        return self._shown[rows[0].row()] if rows and rows[0].row() < len(self._shown) else None

    def number(self) -> int | None:
        """The number of the act that is chosen."""
        act = self.act()
        return None if act is None else act.number

    # -- what one changed --------------------------------------------------------------------------

    def _chosen(self) -> None:
        from workbench.history import act as whole

        act = self.act()
        able = act is not None and act.type != "set up" and not self._casebook.read_only
        self.undo.setEnabled(able)
        found = None if act is None else whole(self._casebook, act.number, RECORDS)
        if found is None:
            self.told.setText("")
            fill(self.changes, ())
            return
        self.told.setText(_told(found))
        fill(self.changes, [_line(change) for change in found.changes])

    def _into(self, *_item: object) -> None:
        """Enter, or a double click, on an act leads into what it changed."""
        self.changes.setFocus()
        if self.changes.rowCount():
            self.changes.selectRow(0)

    def _undo(self) -> None:
        number = self.number()
        if number is not None:
            self.undo_wanted.emit(number)


def fill(table: QTableWidget, rows: Sequence[Sequence[str]]) -> None:
    """Put other lines into a table of texts."""
    table.setUpdatesEnabled(False)
    table.clearSelection()
    table.setRowCount(len(rows))
    for at, row in enumerate(rows):
        for column, text in enumerate(row):
            text = without_turns(text)
            item = QTableWidgetItem(" ".join(text.split()))
            item.setToolTip(text)
            table.setItem(at, column, item)
    table.setUpdatesEnabled(True)


def touched(act: Act) -> str:
    """The first records of an act by name, and how many more there are; never empty."""
    named = list(dict.fromkeys(change.label for change in act.changes))
    names = ", ".join(named[:_NAMED])
    # Two records may be called the same, so what is read may name fewer than were touched.
    more = act.records - min(len(named), _NAMED)
    if not named:
        return n_("{n} record", "{n} records", act.records)
    if act.records <= _NAMED:
        return names
    return n_("{names} and {n} more", "{names} and {n} more", more, names=names)


def _told(act: Act) -> str:
    told = _("{did}, {by}, {at}", did=str(act.did), by=act.by, at=local_time(act.at))
    counted = n_("{n} record", "{n} records", act.records)
    if act.records > RECORDS:
        counted = _("the first {n} of {all} records", n=RECORDS, all=f"{act.records:,}")
    return f"{told} · {counted}"


def _line(change: FieldChange) -> tuple[str, str, str, str]:
    kind = str(KINDS[change.kind].one)
    record = change.label if change.label == kind else f"{kind}: {change.label}"
    return record, field_label(change), change.before or "", change.after or ""


def show_history(window: Window) -> None:
    """Open the history in the window, with what undoes an act of it."""
    from ui.undo_dialog import Undoing

    dialog = HistoryDialog(window.casebook, window)
    dialog.undo_wanted.connect(Undoing.of(window).ask)
    window.heard.connect(dialog.refresh)
    window.open_dialog(dialog)
