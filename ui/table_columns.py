"""A table's columns: which, in what order, how wide, sorted by what; remembered in the casebook."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QActionGroup, QFontMetrics
from PySide6.QtWidgets import QApplication, QMenu, QTableView, QWidget

from ui.table_model import MARKING, RecordModel
from workbench import lists
from workbench.casebook import Casebook
from workbench.messages import _

# How many letters of average width each type of column holds, until somebody resizes it.
_LETTERS = {
    "when": 16,
    "clock": 9,
    "quantity": 10,
    "tenor": 7,
    "grade": 7,
    "yes/no": 7,
    "choice": 13,
    "listed": 14,
    "status": 16,
    "marking": 15,
    "due": 20,
    "link": 24,
    "links": 30,
    "long text": 36,
}
_NAMED = {"title": 36, "what": 36, "name": 30, "place": 13, "country": 9, "unit": 10, "post": 30}
_NARROWEST = 40
_LOOSE = frozenset({"text", "link", "links", "long text"})  # what gives way where room is short
_LEAST = 0.5  # of its usual width


class Layout(QObject):
    """The columns of one table as the person has them."""

    resorted = Signal()

    def __init__(
        self,
        casebook: Casebook,
        name: str,
        model: RecordModel,
        view: QTableView,
        usual: Sequence[str] = (),
    ) -> None:
        super().__init__(view)
        self._casebook, self._key = casebook, f"table/{name}"
        self._model, self._view = model, view
        self._quiet = True  # while this sets the columns itself
        self._laid: list[str] = []
        kept = casebook.kept(self._key) or {}
        self._widths: dict[str, int] = dict(kept.get("widths", {}))
        shown = [column for column in kept.get("shown", []) if column in model.known]
        self.sort: tuple[str, bool] = ("", False)
        if kept.get("sort") in model.known:
            self.sort = (kept["sort"], bool(kept.get("descending")))
        usual = [column for column in usual if column in model.known]
        model.show_columns(shown or usual or model.shown)
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(400)
        self._later.timeout.connect(self.remember)
        header = view.horizontalHeader()
        header.sectionResized.connect(self._resized)
        header.sectionMoved.connect(self._moved)
        model.modelReset.connect(self._reset)
        self.lay_out()

    def _reset(self) -> None:
        """A column that is no matter of choice came or went."""
        if self._laid != self._model.shown:
            self.lay_out()

    def lay_out(self) -> None:
        """Give every column its width and the sorted one its arrow."""
        self._quiet = True
        self._laid = list(self._model.shown)
        header = self._view.horizontalHeader()
        for place in range(len(self._model.shown)):
            header.moveSection(header.visualIndex(place), place)
        self._spread()
        sort, descending = self.order_now
        at = self._model.shown.index(sort) if sort in self._model.shown else -1
        order = Qt.SortOrder.DescendingOrder if descending else Qt.SortOrder.AscendingOrder
        header.setSortIndicator(at, order)
        self._quiet = False

    def fit(self) -> None:
        """The table has another width: spread the columns over it, unless somebody set them."""
        self._quiet = True
        self._spread()
        self._quiet = False

    def _spread(self) -> None:
        names = self._model.shown
        widths = {name: self._widths.get(name) or self._usual(name) for name in names}
        room = self._view.viewport().width() - sum(widths.values())
        loose = [name for name in names if self._model.type_of(name) in _LOOSE]
        if not self._widths and loose:
            if room > 0:
                widths[loose[0]] += room
            else:
                self._tighten(widths, loose, -room)
        header = self._view.horizontalHeader()
        for place, name in enumerate(names):
            header.resizeSection(place, widths[name])

    def _tighten(self, widths: dict[str, int], loose: list[str], by: int) -> None:
        """Take so much of the loose columns, in proportion, but never a heading's letters."""
        least = {
            name: min(widths[name], max(self._heading(name), int(widths[name] * _LEAST)))
            for name in loose
        }
        spare = sum(widths[name] - least[name] for name in loose)
        share = min(1.0, by / spare) if spare else 0.0
        for name in loose:
            widths[name] -= math.ceil((widths[name] - least[name]) * share)

    def _usual(self, name: str) -> int:
        letters = _NAMED.get(name) or _LETTERS.get(self._model.type_of(name), 20)
        metrics = QFontMetrics(QApplication.font())
        return max(self._heading(name), letters * metrics.averageCharWidth() + 12)

    def _heading(self, name: str) -> int:
        metrics = QFontMetrics(QApplication.font())
        return metrics.horizontalAdvance(str(self._model.known[name].label)) + 28

    @property
    def order_now(self) -> tuple[str, bool]:
        """What the rows are sorted by, and whether falling: as chosen, else as usual."""
        return self.sort if self.sort[0] else lists.default_order(self._model.kind)

    @property
    def order(self) -> list[str]:
        """The columns as they stand, from the leading edge on."""
        header = self._view.horizontalHeader()
        places = sorted(range(len(self._model.shown)), key=header.visualIndex)
        return [self._model.shown[place] for place in places]

    def show(self, name: str, wanted: bool) -> None:
        """Show a column, last, or hide it; one column always stays."""
        order = self.order
        if wanted and name not in order:
            order.append(name)
        elif not wanted and name in order and len(order) > 1:
            order.remove(name)
        self._quiet = True
        self._model.show_columns(order)
        self.lay_out()
        self._later.start()

    def sort_by_section(self, section: int) -> None:
        """A click on a header: rising, then falling, then the table's own order."""
        self.sort_by(self._model.shown[section])

    def sort_by(self, name: str) -> None:
        """As `sort_by_section`, by the column's name."""
        before, descending = self.sort
        if before != name:
            self.sort = (name, False)
        elif not descending:
            self.sort = (name, True)
        else:
            self.sort = ("", False)
        self._later.start()
        self.lay_out()
        self.resorted.emit()

    def _resized(self, place: int, old: int, new: int) -> None:
        # The last one is stretched to fill the table; that is nobody's wish.
        last = self._view.horizontalHeader().visualIndex(place) == len(self._model.shown) - 1
        if not self._quiet and not last and new >= _NARROWEST and self._view.isVisible():
            self._widths[self._model.shown[place]] = new
            self._later.start()

    def _moved(self, *_places: int) -> None:
        if not self._quiet:
            self._later.start()

    def remember(self) -> None:
        """Keep it in the casebook's file; it is no part of the record."""
        self._later.stop()
        self._casebook.keep(self._key, self.as_kept())

    def as_kept(self) -> dict[str, Any]:
        """The columns, their widths and the order, as they are kept."""
        sort, descending = self.sort
        kept: dict[str, Any] = {"shown": self.order, "widths": dict(self._widths)}
        return kept | {"sort": sort, "descending": descending}

    def let_be(self) -> None:
        """Keep nothing more: what it is kept under is gone."""
        self._later.stop()

    def flush(self) -> None:
        """Keep what is about to be kept, before the casebook is closed."""
        if self._later.isActive():
            self.remember()

    @property
    def model(self) -> RecordModel:
        """The table's model."""
        return self._model


class ColumnMenu(QMenu):
    """The column chooser: what to show, what to sort by. Made anew each time it opens."""

    def __init__(self, layout: Layout, refill: Callable[[], None], parent: QWidget) -> None:
        super().__init__(_("Columns"), parent)
        self._layout, self._refill = layout, refill
        self._by: QMenu | None = None
        self.aboutToShow.connect(self._fill)

    def _fill(self) -> None:
        self.clear()
        if self._by is not None:
            self._by.deleteLater()  # which `clear` leaves
        model = self._layout.model
        for name, column in model.known.items():
            action = QAction(str(column.label), self)
            action.setCheckable(True)
            action.setChecked(name in model.shown)
            held = name == MARKING and model.marked  # which is no matter of choice
            action.setEnabled(not held and (name not in model.shown or len(model.shown) > 1))
            action.setData(name)
            action.toggled.connect(self._toggled)
            self.addAction(action)
        self.addSeparator()
        by = self._by = self.addMenu(_("Sort by"))
        group = QActionGroup(by)
        for name, column in model.known.items():
            action = QAction(str(column.label), group)
            action.setCheckable(True)
            action.setChecked(self._layout.order_now[0] == name)
            action.setData(name)
            action.triggered.connect(self._sorted)
            by.addAction(action)

    def _toggled(self, wanted: bool) -> None:
        action = self.sender()
        if isinstance(action, QAction):
            self._layout.show(str(action.data()), wanted)
            self._refill()

    def _sorted(self) -> None:
        action = self.sender()
        if isinstance(action, QAction):
            self._layout.sort_by(str(action.data()))
