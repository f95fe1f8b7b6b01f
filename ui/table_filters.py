"""The boxes above a table that narrow what it shows."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QToolButton, QWidget

from ui import icons, theme
from ui.table_words import Table
from workbench import last_look
from workbench.casebook import Casebook
from workbench.kinds import ASK_STATUSES, CLOSED, KINDS
from workbench.lists import Query
from workbench.messages import Refused, _
from workbench.values import read

WAIT = 150  # ms after the last key before the record is asked


class Box(QLineEdit):
    """A line that keeps undo and redo to itself only while it has typing of its own to take back.

    Else they are the window's, as they are wherever the keyboard is.
    """

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            keys = QKeySequence.StandardKey
            undo, redo = event.matches(keys.Undo), event.matches(keys.Redo)
            if (undo and not self.isUndoAvailable()) or (redo and not self.isRedoAvailable()):
                event.ignore()
                return False
        return super().event(event)


class WhenBox(Box):
    """Takes a date as loosely as it comes; `edtf` is what it means, empty where it is blank."""

    def __init__(self, casebook: Casebook, label: str, hint: str, tip: str) -> None:
        super().__init__()
        self._casebook = casebook
        self._tip = tip
        self.setPlaceholderText(hint)
        self.setAccessibleName(label)
        self.setToolTip(tip)
        self.setClearButtonEnabled(True)
        self.setMaximumWidth(150)

    def edtf(self) -> str:
        """The date, as EDTF. `Refused` where the text is none."""
        field = KINDS["event"].field("when")
        try:
            value = read(field, self.text(), self._casebook.today)
        except Refused as refused:
            self._mark(str(refused))
            raise
        self._mark("")
        return str(value or "")

    def _mark(self, wrong: str) -> None:
        self.setToolTip(wrong or self._tip)
        self.setAccessibleDescription(wrong)


class Filters(QWidget):
    """The filter box, and what else narrows this table. `changed` once typing has paused."""

    changed = Signal()
    left = Signal()  # Esc or Down in the filter box: on to the rows
    refused = Signal(str)

    def __init__(self, casebook: Casebook, table: Table) -> None:
        super().__init__()
        self._casebook = casebook
        self.text = Box()
        self.text.setPlaceholderText(_("Filter (Ctrl+F)"))
        self.text.setAccessibleName(_("Filter {table}", table=str(table.label)))
        self.text.setClearButtonEnabled(True)
        self.text.setMinimumWidth(90)
        self.text.installEventFilter(self)
        self.quiet = self.when = self.due = None
        self.status: QComboBox | None = None
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.STEP)
        row.addWidget(self.text, 1)
        if table.kind == "stakeholder":
            self.quiet = self._when_box(
                row, _("Quiet since"), _("Quiet since…"),
                _("Only those surely party to no event since then, for example 2024-09"),
            )  # fmt: skip
        if table.kind in ("event", "post", "tie"):
            self.when = self._when_box(
                row, _("When"), _("When…"),
                _("Only what may overlap this date, for example 2025-01 or 2024-03/2025-01"),
            )  # fmt: skip
        if table.kind == "ask":
            self._status_box(row)
        if table.kind in ("ask", "item", "action"):
            self.due = self._when_box(
                row, _("Due"), _("Due…"), _("Only what falls due then, for example 2025-04")
            )
        self.moved = self._moved_box(row)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(WAIT)
        self._timer.timeout.connect(self.changed)
        self.text.textChanged.connect(self._typed)

    def _when_box(self, row: QHBoxLayout, label: str, hint: str, tip: str) -> WhenBox:
        box = WhenBox(self._casebook, label, hint, tip)
        box.installEventFilter(self)
        box.textChanged.connect(self._typed)
        row.addWidget(box)
        return box

    def _status_box(self, row: QHBoxLayout) -> None:
        box = QComboBox()
        box.setAccessibleName(_("Status"))
        box.addItem(_("All"), ())
        box.addItem(_("Open"), tuple(word for word, _label in ASK_STATUSES if word not in CLOSED))
        box.addItem(_("Overdue"), ("overdue",))
        box.insertSeparator(3)
        for word, label in ASK_STATUSES:
            box.addItem(str(label), (word,))
        box.currentIndexChanged.connect(self.changed)
        row.addWidget(box)
        self.status = box

    def _moved_box(self, row: QHBoxLayout) -> QToolButton:
        box = QToolButton()
        box.setCheckable(True)
        box.setIcon(icons.icon("changed"))
        box.setAccessibleName(_("Changed since you last looked"))
        at = last_look.last(self._casebook).at
        tip = _("Only what changed since you last looked")
        if at is not None:
            day = at.astimezone().strftime("%Y-%m-%d %H:%M")
            tip = _("Only what changed since you last looked, {day}", day=day)
        box.setToolTip(tip)
        box.toggled.connect(self.changed)
        row.addWidget(box)
        return box

    def stops(self) -> list[QWidget]:
        """Where Tab stops."""
        boxes = (self.text, self.quiet, self.when, self.status, self.due, self.moved)
        return [box for box in boxes if box is not None]

    def _lines(self) -> dict[str, Box]:
        boxes = {"text": self.text, "quiet": self.quiet, "when": self.when, "due": self.due}
        return {name: box for name, box in boxes.items() if box is not None}

    def state(self) -> dict[str, str]:
        """What stands in the boxes, as it was typed or chosen; blank ones are left out."""
        kept = {name: box.text().strip() for name, box in self._lines().items()}
        if self.status is not None:
            kept["status"] = " ".join(self.status.currentData() or ())
        kept["moved"] = "yes" if self.moved.isChecked() else ""
        return {name: text for name, text in kept.items() if text}

    def restore(self, state: Mapping[str, str]) -> None:
        """Fill the boxes as `state` had them, and ask once. What it does not name is emptied."""
        self.blockSignals(True)
        for name, box in self._lines().items():
            box.setText(state.get(name, ""))
        if self.status is not None:
            kept = [
                " ".join(self.status.itemData(place) or ()) for place in range(self.status.count())
            ]
            wanted = state.get("status", "")
            self.status.setCurrentIndex(kept.index(wanted) if wanted in kept else 0)
        self.moved.setChecked(bool(state.get("moved")))
        self.blockSignals(False)
        self._timer.stop()
        self.changed.emit()

    def _typed(self) -> None:
        self._timer.start()

    def query(self, query: Query) -> Query:
        """This query, narrowed. A date that is none narrows nothing, and is told by `refused`."""
        from dataclasses import replace

        return replace(
            query,
            text=self.text.text().strip(),
            statuses=tuple(self.status.currentData() or ()) if self.status else (),
            quiet_since=self._date(self.quiet),
            when=self._date(self.when),
            due=self._date(self.due),
            changed_after=self._looked(),
        )

    def _looked(self) -> int | None:
        return last_look.last(self._casebook).change_set if self.moved.isChecked() else None

    def _date(self, box: WhenBox | None) -> str:
        try:
            return box.edtf() if box is not None else ""
        except Refused as refused:
            self.refused.emit(str(refused))
            return ""

    @property
    def narrowing(self) -> bool:
        """Whether anything is typed or chosen."""
        return bool(self.state())

    def clear(self) -> None:
        """Show everything again."""
        self.restore({})

    def settle(self) -> None:
        """Ask at once, where typing was only about to."""
        if self._timer.isActive():
            self._timer.stop()
            self.changed.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            key = event.key()
            if key == Qt.Key.Key_Escape:
                if self.narrowing:
                    self.clear()
                else:
                    self.left.emit()
                return True
            if key in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self.settle()
                self.left.emit()
                return True
        return super().eventFilter(watched, event)
