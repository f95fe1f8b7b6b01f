"""Who may be in the casebook twice: a list to work through, each pair side by side."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QButtonGroup,
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QSplitter,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from ui import theme
from ui.duplicates_compare import ONE, OTHER, Comparison
from ui.forms.controls import OneOf
from ui.forms.frame import SubmitKeys
from ui.forms.notes import Note
from workbench import distinctions
from workbench.casebook import Casebook
from workbench.directions import without_turns
from workbench.duplicates import Found, Pair
from workbench.messages import Refused, _, n_

if TYPE_CHECKING:
    from workbench.merging import Merged

_SIZE = 1060, 620
_NONE = 560, 160


class DuplicatesDialog(QDialog):
    """The pairs, likeliest first. It asks for merges; that two are not the same it says itself.

    A pair that somebody has `chosen` stands there alone, without a list.
    """

    merge_wanted = Signal(str, str, object)  # kept, gone, choices
    undo_wanted = Signal(object)  # the number of the act
    open_wanted = Signal(str)  # uid

    def __init__(
        self, casebook: Casebook, found: Found, parent: QWidget | None = None, chosen: bool = False
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("Make two one") if chosen else _("Duplicates"))
        self.chosen = chosen
        self._casebook = casebook
        self._more = found.more
        self.pairs: list[Pair] = list(found.pairs)
        self._before: list[tuple[int, list[Pair]]] = []
        self._busy = False
        self.head = QLabel(self)
        self.head.setFont(theme.font("title"))
        self.list = self._list()
        self.compared = Comparison(casebook, self)
        self.reasons = QLabel(self)
        self.reasons.setTextFormat(Qt.TextFormat.PlainText)
        self.reasons.setWordWrap(True)
        self.note = Note(self)
        self.hint = self._words(
            _("Space or a click chooses whose value stays; of notes both can stay."
              " What hangs on either stays.")
        )  # fmt: skip
        self.none = self._words(
            _("To make two one that are called quite differently, choose both in Stakeholders,"
              " and then Edit, Make two stakeholders one.")
        )  # fmt: skip
        self._build()
        self.list.currentCellChanged.connect(lambda *_cells: self._show_pair())
        self.fill()
        self.resize(*_SIZE if self.pairs else _NONE)
        self.list.setFocus()

    # -- how it is laid out --------------------------------------------------------------------

    def _words(self, text: str) -> QLabel:
        label = QLabel(text, self)
        label.setFont(theme.font("caption"))
        label.setWordWrap(True)
        label.setStyleSheet(f"color: {theme.current().muted.name()};")
        return label

    def _list(self) -> QTableWidget:
        table = QTableWidget(0, 2, self)
        table.setAccessibleName(_("Pairs that may be one"))
        table.setHorizontalHeaderLabels([_("May be one"), _("Likely")])
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.setTabKeyNavigation(False)
        table.setShowGrid(False)
        table.verticalHeader().hide()
        table.verticalHeader().setDefaultSectionSize(theme.row_height())
        across = table.horizontalHeader()
        across.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        across.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        across.setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        return table

    def _build(self) -> None:
        self.keep = (OneOf(self), OneOf(self))
        self.group = QButtonGroup(self)
        beside = QHBoxLayout()
        self.stays = QLabel(_("Which one stays:"), self)
        beside.addWidget(self.stays)
        for side, button in zip((ONE, OTHER), self.keep, strict=True):
            self.group.addButton(button, side)
            beside.addWidget(button)
        beside.addStretch(1)
        self.group.idClicked.connect(self.compared.keep)
        right = QWidget(self)
        column = QVBoxLayout(right)
        column.setContentsMargins(0 if self.chosen else 2 * theme.STEP, 0, 0, 0)
        column.setSpacing(2 * theme.STEP)
        column.addLayout(beside)
        column.addWidget(self.compared, 1)
        column.addWidget(self.hint)
        column.addWidget(self.reasons)
        self.split = split = QSplitter(Qt.Orientation.Horizontal, self)
        split.addWidget(self.list)
        split.addWidget(right)
        split.setStretchFactor(1, 1)
        split.setSizes([330, 730])
        split.setChildrenCollapsible(False)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*[4 * theme.STEP] * 4)
        layout.setSpacing(2 * theme.STEP)
        layout.addWidget(self.head)
        layout.addWidget(self.none)
        layout.addWidget(split, 1)
        layout.addStretch(0)
        layout.addWidget(self.note)
        layout.addLayout(self._buttons())

    def _buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(2 * theme.STEP)
        self.merge = self._button(_("&Merge"), _("Make them one (Ctrl+Enter)"), self._merge, row)
        self.apart = self._button(
            _("&Not the same"), _("Never offer these two again"), self._not_the_same, row
        )
        self.later = self._button(_("&Later"), _("Put them at the end"), self._later, row)
        self.go = self._button(_("&Open…"), _("Close this, and show the one that would stay"),
                                 self._open, row)  # fmt: skip
        row.addStretch(1)
        self.undo = self._button(_("&Undo"), _("Take back what was done last here"),
                                 self._undo, row)  # fmt: skip
        self._button(_("&Close"), "", self.reject, row)
        SubmitKeys(self, self._merge)
        return row

    def _button(
        self, text: str, tip: str, does: Callable[[], Any], row: QHBoxLayout
    ) -> QPushButton:
        button = QPushButton(text, self)
        button.setAutoDefault(False)
        button.setToolTip(tip)
        button.clicked.connect(lambda _checked=False: does())
        row.addWidget(button)
        return button

    # -- what is shown -------------------------------------------------------------------------

    def fill(self, at: int = 0) -> None:
        """Show the pairs as they are now, this one chosen."""
        self.list.blockSignals(True)
        self.list.setRowCount(len(self.pairs))
        for row, pair in enumerate(self.pairs):
            names = " – ".join(map(without_turns, pair.names))
            for column, text in enumerate((names, f"{pair.score * 100:.0f} %")):
                item = QTableWidgetItem(text)
                item.setToolTip(names)
                self.list.setItem(row, column, item)
        self.list.blockSignals(False)
        self.head.setText(self._head())
        self.list.setVisible(not self.chosen)
        self.none.setVisible(not self.pairs and not self.chosen)
        self.split.setVisible(bool(self.pairs))
        for button in (self.merge, self.apart, self.go, self.undo):
            button.setVisible(bool(self.pairs or self._before))
        self.later.setVisible(bool(self.pairs) and not self.chosen)
        if self.pairs:
            self.list.setCurrentCell(min(at, len(self.pairs) - 1), 0)
        self._show_pair()

    def _head(self) -> str:
        n = len(self.pairs) + self._more
        if self.chosen:
            return _("Are these two one and the same?") if n else ""
        if not n:
            return _("No two stakeholders look like one.")
        return n_("{n} pair may be one and the same.", "{n} pairs may be one and the same.", n)

    @property
    def pair(self) -> Pair | None:
        """The pair that is chosen."""
        row = self.list.currentRow()
        return self.pairs[row] if 0 <= row < len(self.pairs) else None

    def _show_pair(self) -> None:
        pair = self.pair
        if pair is not None:
            try:
                self.compared.show_two(pair.one, pair.other)
            except Refused as refused:
                self.note.warn(refused)
                pair = None
        for widget in (self.compared, self.reasons, self.hint, self.stays, *self.keep):
            widget.setVisible(pair is not None)
        if pair is not None:
            names = pair.names
            if names[ONE] == names[OTHER]:
                names = _("{name}, left", name=names[ONE]), _("{name}, right", name=names[OTHER])
            for button, name in zip(self.keep, names, strict=True):
                button.setText(without_turns(name).replace("&", "&&"))
            self.keep[self.compared.kept].setChecked(True)
            self.reasons.setText(_reasons(pair))
        self._allow()

    def _allow(self) -> None:
        there = self.pair is not None and self.compared.isVisibleTo(self)
        writes = not self._busy and not self._casebook.read_only
        for button in (self.merge, self.apart):
            button.setEnabled(there and writes)
        for button in (self.later, self.go):
            button.setEnabled(there and not self._busy)
        self.undo.setEnabled(bool(self._before) and writes)

    # -- what is done --------------------------------------------------------------------------

    def _merge(self) -> None:
        pair = self.pair
        if pair is None or not self.merge.isEnabled():
            return
        sides = (pair.one, pair.other)
        kept, gone = sides[self.compared.kept], sides[1 - self.compared.kept]
        self._busy = True
        self.note.say(_("Merging…"))
        self._allow()
        self.merge_wanted.emit(kept, gone, self.compared.choices())

    def merged(self, done: Merged, gone: str) -> None:
        """Two were made one: what was said of the one that went is said of the other."""
        at = self.list.currentRow()
        self._remember()
        known: set[frozenset[str]] = set()
        left = []
        for pair in self.pairs:
            uids = [done.uid if uid == gone else uid for uid in (pair.one, pair.other)]
            if len(set(uids)) == 2 and frozenset(uids) not in known:
                known.add(frozenset(uids))
                left.append(replace(pair, one=uids[0], other=uids[1]))
        self.pairs = left
        moved = sum(done.moved.values())
        said = n_(
            "Merged: {n} record leads there now.", "Merged: {n} records lead there now.", moved
        )
        self._done(said, at)

    def _not_the_same(self) -> None:
        pair = self.pair
        if pair is None:
            return
        try:
            distinctions.tell_apart(self._casebook, pair.one, pair.other)
        except Refused as refused:
            self.note.warn(refused)
            return
        at = self.list.currentRow()
        self._remember()
        self.pairs.remove(pair)
        self._done(_("They are not the same, and are not offered again."), at)

    def _remember(self) -> None:
        """What was done just now can be taken back here, whatever others do meanwhile."""
        step = self._casebook.next_undo()
        if step is not None:
            self._before.append((step.number, list(self.pairs)))

    def _done(self, said: str, at: int) -> None:
        self._busy = False
        self.note.say(said)
        self.fill(at)
        self.list.setFocus()

    def _later(self) -> None:
        pair = self.pair
        if pair is not None:
            at = self.list.currentRow()
            self.pairs.append(self.pairs.pop(at))
            self._done("", at)

    def _open(self) -> None:
        pair = self.pair
        if pair is not None:
            uid = (pair.one, pair.other)[self.compared.kept]
            self.accept()
            self.open_wanted.emit(uid)

    def _undo(self) -> None:
        if self._before:
            self.undo_wanted.emit(self._before[-1][0])

    def undone(self) -> None:
        """What was done last here was taken back."""
        if self._before:
            _number, self.pairs = self._before.pop()
        self._done(_("Taken back."), 0)

    def refused(self, error: Refused | None = None) -> None:
        """It was not done, and why; with no reason it was cancelled."""
        self._busy = False
        self.note.warn(error) if error is not None else self.note.say(_("Nothing was changed."))
        self._allow()


def _reasons(pair: Pair) -> str:
    """What speaks for it, then what speaks against it, a line each."""
    return without_turns("\n".join(
        _("For it: {says}", says=each.says) if each.speaks_for
        else _("Against it: {says}", says=each.says)
        for each in pair.reasons
    ))  # fmt: skip
