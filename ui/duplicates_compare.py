"""Two stakeholders side by side, field by field: whose value stays is chosen by key or by click."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from ui import theme
from workbench import markings, merging, records
from workbench.cards import card
from workbench.casebook import Casebook
from workbench.directions import is_right_to_left, without_turns
from workbench.kinds import Field
from workbench.messages import _, n_
from workbench.values import say

if TYPE_CHECKING:
    from workbench.cards import Card
    from workbench.merging import Choice

ONE, OTHER = 0, 1
STAYS, GOES = "● ", "○ "
_LONGEST = 400  # characters of a text that are shown in a cell


@dataclass
class Line:
    """A field of both: their texts, and whose stay; `choosable` where both have one and differ."""

    field: Field | None
    label: str
    texts: tuple[str, str]
    stays: frozenset[int]
    choosable: bool = False
    touched: bool = False


class Comparison(QTableWidget):
    """The table. `kept` says which of the two stays; what both hang on moves there."""

    chosen = Signal()

    def __init__(self, casebook: Casebook, parent: QWidget | None = None) -> None:
        super().__init__(0, 3, parent)
        self._casebook = casebook
        self.lines: list[Line] = []
        self.kept = ONE
        self.setAccessibleName(_("Field by field; Space takes the value that is marked"))
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setWordWrap(True)
        self.verticalHeader().hide()
        across = self.horizontalHeader()
        across.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        across.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        across.setSectionResizeMode(0, QHeaderView.ResizeMode.ResizeToContents)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        self.verticalHeader().setMinimumSectionSize(theme.row_height())
        self.cellClicked.connect(self._clicked)
        self.installEventFilter(self)

    # -- what is shown -------------------------------------------------------------------------

    def show_two(self, one: str, other: str) -> None:
        """Show these two (uids). `Refused` where one of them is gone."""
        both = [records.get(self._casebook, merging.KIND, uid) for uid in (one, other)]
        cards = [card(self._casebook, merging.KIND, uid) for uid in (one, other)]
        self.kept = ONE if _weight(cards[0]) >= _weight(cards[1]) else OTHER
        self.lines = [self._line(field, *both) for field in merging.choosable()]
        self.lines = [line for line in self.lines if any(line.texts)]
        self.lines.append(self._marking(cards))
        self.lines += _sections(cards)
        self.setHorizontalHeaderLabels(["", *(without_turns(each.title) for each in cards)])
        self._keep_defaults()
        self._paint()
        first = next((n for n, line in enumerate(self.lines) if line.choosable), 0)
        self.setCurrentCell(first, 1 + self.kept)

    def _line(self, field: Field, one: dict[str, Any], other: dict[str, Any]) -> Line:
        texts = (self._text(field, one[field.name]), self._text(field, other[field.name]))
        there = frozenset(n for n, text in enumerate(texts) if text)
        differ = texts[0] != texts[1]
        return Line(field, str(field.label), texts, there, len(there) == 2 and differ)

    def _text(self, field: Field, value: Any) -> str:
        if value is None:
            return ""
        if field.type == "link":
            return records.labels(self._casebook, field.link, [value]).get(value, "")
        return say(field, value)

    def _marking(self, cards: list[Card]) -> Line:
        order = markings.order(self._casebook)
        ranks = [markings.rank(order, each.marking) for each in cards]
        stays = frozenset(n for n in (ONE, OTHER) if ranks[n] == max(ranks))
        label = _("Marking (the stricter)")
        return Line(None, label, (cards[0].marking, cards[1].marking), stays)

    # -- what is chosen ------------------------------------------------------------------------

    def keep(self, side: int) -> None:
        """Have this one of the two stay; fields that nobody chose follow."""
        self.kept = side
        self._keep_defaults()
        self._paint()
        self.chosen.emit()

    def _keep_defaults(self) -> None:
        for line in self.lines:
            if line.choosable and not line.touched and line.field is not None:
                long = line.field.type == "long text"
                line.stays = frozenset((ONE, OTHER)) if long else frozenset((self.kept,))

    def choose(self, row: int, side: int) -> None:
        """Take this one's value; of a long text, this one's beside the other's or instead of it."""
        line = self.lines[row]
        if not line.choosable or line.field is None:
            return
        line.touched = True
        alone = frozenset((side,))
        if line.field.type == "long text" and line.stays != frozenset((ONE, OTHER)):
            line.stays = frozenset((ONE, OTHER)) if line.stays == alone else line.stays | alone
        else:
            line.stays = alone
        self._paint()
        self.chosen.emit()

    def choices(self) -> dict[str, Choice]:
        """Whose values stay, as `merging.merge` takes it."""
        found: dict[str, Choice] = {}
        for line in self.lines:
            if line.field is not None and line.choosable:
                if len(line.stays) == 2:
                    found[line.field.name] = "both"
                else:
                    found[line.field.name] = "kept" if self.kept in line.stays else "gone"
        return found

    # -- how it is painted, and its keys ---------------------------------------------------------

    def _paint(self) -> None:
        at = self.currentRow(), self.currentColumn()
        self.setRowCount(len(self.lines))
        for row, line in enumerate(self.lines):
            label = QTableWidgetItem(line.label)
            label.setForeground(theme.current().muted)
            label.setFlags(Qt.ItemFlag.ItemIsEnabled)
            self.setItem(row, 0, label)
            for side in (ONE, OTHER):
                self.setItem(row, 1 + side, self._item(line, side))
        if at[0] >= 0:
            self.setCurrentCell(*at)

    def _item(self, line: Line, side: int) -> QTableWidgetItem:
        text, stays = without_turns(line.texts[side]), side in line.stays
        mark = (STAYS if stays else GOES) if line.choosable else ""
        shown = text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
        item = QTableWidgetItem(mark + shown)
        across = (
            Qt.AlignmentFlag.AlignRight if is_right_to_left(text) else Qt.AlignmentFlag.AlignLeft
        )
        item.setTextAlignment(across | Qt.AlignmentFlag.AlignVCenter)
        item.setToolTip(text)
        if text and not stays:
            item.setForeground(theme.current().muted)
        if line.choosable:
            told = _("{value}: stays", value=text) if stays else _("{value}: goes", value=text)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, told)
        return item

    def _clicked(self, row: int, column: int) -> None:
        if column:
            self.choose(row, column - 1)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if (
            watched is self
            and event.type() == QEvent.Type.KeyPress
            and isinstance(event, QKeyEvent)
            and event.key() in (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter)
            and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
            and self.currentColumn() > 0
        ):
            self.choose(self.currentRow(), self.currentColumn() - 1)
            return True
        return bool(super().eventFilter(watched, event))


def _weight(shown: Card) -> int:
    """How much hangs on one: the one with more stays, unless somebody says otherwise."""
    return sum(len(section.lines) + section.more for section in shown.sections)


def _sections(cards: list[Card]) -> list[Line]:
    """What hangs on each of the two: all of it stays."""
    both = frozenset((ONE, OTHER))
    titles = {section.name: str(section.title) for each in cards for section in each.sections}
    lines = []
    for name, title in titles.items():
        texts = tuple(_told(each, name) for each in cards)
        if any(texts):
            lines.append(Line(None, title, (texts[0], texts[1]), both))
    return lines


def _told(shown: Card, name: str) -> str:
    section = shown.section(name)
    if section is None or not section.lines:
        return ""
    if name in ("names", "posts"):
        cells = [
            ", ".join(str(cell) for cell in line.cells[: 1 if name == "names" else 3] if cell)
            for line in section.lines
        ]
        return "; ".join(cells)
    n = len(section.lines) + section.more
    return n_("{n} record", "{n} records", n)
