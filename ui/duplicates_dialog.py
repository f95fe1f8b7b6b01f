"""Who may be in the casebook twice: a list to work through, each pair side by side."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
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
from ui.forms.notes import Note
from workbench import distinctions
from workbench.casebook import Casebook
from workbench.duplicates import Found, Pair
from workbench.messages import Refused, _, n_

if TYPE_CHECKING:
    from ui.window import Window
    from workbench.merging import Choice, Merged

_SIZE = 1060, 620


class DuplicatesDialog(QDialog):
    """The pairs, likeliest first. It asks for merges; that two are not the same it says itself."""

    merge_wanted = Signal(str, str, object)  # kept, gone, choices
    undo_wanted = Signal(object)  # the number of the act
    open_wanted = Signal(str)  # uid

    def __init__(self, casebook: Casebook, found: Found, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("Duplicates"))
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
        self.hint = Note(self)
        self.hint.say(_("Space or a click chooses whose value stays; of notes both can stay."
                        " What hangs on either stays."))  # fmt: skip
        self._build()
        self.list.currentCellChanged.connect(lambda *_cells: self._show_pair())
        self.fill()
        self.resize(*_SIZE)
        self.list.setFocus()

    # -- how it is laid out --------------------------------------------------------------------

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
        column.setContentsMargins(2 * theme.STEP, 0, 0, 0)
        column.setSpacing(2 * theme.STEP)
        column.addLayout(beside)
        column.addWidget(self.compared, 1)
        column.addWidget(self.hint)
        column.addWidget(self.reasons)
        split = QSplitter(Qt.Orientation.Horizontal, self)
        split.addWidget(self.list)
        split.addWidget(right)
        split.setStretchFactor(1, 1)
        split.setSizes([330, 730])
        split.setChildrenCollapsible(False)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*[4 * theme.STEP] * 4)
        layout.setSpacing(2 * theme.STEP)
        layout.addWidget(self.head)
        layout.addWidget(split, 1)
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
        for key in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(key), self, self._merge)
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
            names = " – ".join(pair.names)
            for column, text in enumerate((names, f"{pair.score * 100:.0f} %")):
                item = QTableWidgetItem(text)
                item.setToolTip(names)
                self.list.setItem(row, column, item)
        self.list.blockSignals(False)
        n = len(self.pairs) + self._more
        self.head.setText(
            n_("{n} pair may be one and the same.", "{n} pairs may be one and the same.", n)
            if n else _("No two stakeholders look like one.")
        )  # fmt: skip
        if self.pairs:
            self.list.setCurrentCell(min(at, len(self.pairs) - 1), 0)
        self._show_pair()

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
            for button, name in zip(self.keep, pair.names, strict=True):
                button.setText(name.replace("&", "&&"))
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
    return "\n".join(
        _("For it: {says}", says=each.says) if each.speaks_for
        else _("Against it: {says}", says=each.says)
        for each in pair.reasons
    )  # fmt: skip


class Duplicates(QObject):
    """Finds duplicates and merges in the window's worker, and shows what comes of it."""

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self._window = window
        self._casebook = window.casebook
        self._dialog: DuplicatesDialog | None = None
        self._gone = ""

    def find(self) -> None:
        """Look through all stakeholders, then show the pairs."""
        from workbench.duplicates import find

        casebook = self._casebook
        job = self._window.work.start(lambda told: find(casebook, told))
        job.finished.connect(self.show_found)
        job.failed.connect(self._window.show_failure)
        job.cancelled.connect(self._stopped)
        self._window.busy.watch(job, _("Looking for duplicates"))

    def show_found(self, found: object) -> None:
        """Show these pairs."""
        assert isinstance(found, Found)
        dialog = DuplicatesDialog(self._casebook, found, self._window)
        dialog.merge_wanted.connect(self._merge)
        dialog.undo_wanted.connect(self._undo)
        dialog.open_wanted.connect(lambda uid: self._window.go("stakeholder", uid))
        dialog.finished.connect(self._closed)
        self._dialog = dialog
        self._window.open_dialog(dialog)

    def _closed(self) -> None:
        self._dialog = None

    def _stopped(self) -> None:
        self._window.say(_("Cancelled. Nothing was changed."))

    def _merge(self, kept: str, gone: str, choices: dict[str, Choice]) -> None:
        from workbench.merging import merge

        casebook = self._casebook
        self._gone = gone
        self._window.allow_writing(False)
        job = self._window.work.start(
            self._window.beside.first("merge", lambda _told: merge(casebook, kept, gone, choices))
        )
        job.finished.connect(self._merged)
        job.failed.connect(self._failed)
        job.cancelled.connect(self._cancelled)
        self._window.busy.watch(job, _("Merging"))

    def _merged(self, done: object) -> None:
        from workbench.merging import Merged

        assert isinstance(done, Merged)
        self._window.allow_writing(True)
        if self._dialog is not None:
            self._dialog.merged(done, self._gone)

    def _failed(self, error: object) -> None:
        self._window.allow_writing(True)
        if self._dialog is not None and isinstance(error, Refused):
            self._dialog.refused(error)
        else:
            if self._dialog is not None:
                self._dialog.refused()
            self._window.show_failure(error)

    def _cancelled(self) -> None:
        self._window.allow_writing(True)
        if self._dialog is not None:
            self._dialog.refused()

    def _undo(self, number: int) -> None:
        try:
            self._casebook.undo_one(number)
        except Refused as refused:
            if self._dialog is not None:
                self._dialog.refused(refused)
            return
        if self._dialog is not None:
            self._dialog.undone()
