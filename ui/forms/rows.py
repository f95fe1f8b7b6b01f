"""Rows of a form that there may be any number of: parties, asks that came up, items, spellings.

The last row is always blank: filling it in makes the next one, so that a list of any length is
typed without a button. Blank rows are not saved, and one that is emptied is taken out.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from ui import theme
from ui.forms.notes import Note
from workbench.messages import Refused, _, message


class SaidBeneath(Refused):
    """Rows in which something is wrong: it stands beneath each of them."""

    def __init__(self) -> None:
        super().__init__(message("Something in a row is not right yet"))


class RowWidget(QWidget):
    """One row. `filled` when it was given something; what is wrong stands beneath it.

    `uid` is the record's that it shows, None for a new one.
    """

    filled = Signal()
    removed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.uid: str | None = None
        self.kept = False
        self.line = QHBoxLayout()
        self.line.setContentsMargins(0, 0, 0, 0)
        self.line.setSpacing(theme.STEP)
        self.below = QHBoxLayout()
        self.below.setContentsMargins(4 * theme.STEP, 0, 0, 0)
        self.below.setSpacing(theme.STEP)
        self.note = Note(self)
        self.remove = QToolButton(self)
        self.remove.setText("✕")
        self.remove.setAutoRaise(True)
        # Tab leads on to what is to be typed; with the keyboard a row is taken out by emptying it.
        self.remove.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.remove.setToolTip(_("Take this row out"))
        self.remove.setAccessibleName(_("Take this row out"))
        self.remove.clicked.connect(self.removed)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addLayout(self.line)
        layout.addLayout(self.below)
        layout.addWidget(self.note)

    def finish(self) -> None:
        """Called once the row's controls stand in `line`: the remove button comes last."""
        self.line.addWidget(self.remove, 0, Qt.AlignmentFlag.AlignTop)
        # Kept in its place while unseen, so that columns stay aligned.
        policy = self.remove.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self.remove.setSizePolicy(policy)

    @property
    def blank(self) -> bool:
        """Whether nothing was given yet."""
        raise NotImplementedError

    def first(self) -> QWidget:
        """What takes the keyboard first."""
        return self.stops()[0]

    def stops(self) -> list[QWidget]:
        """Where Tab stops, in order."""
        raise NotImplementedError

    def given(self) -> Any:
        """What was given. `Refused` where it means nothing."""
        raise NotImplementedError

    def show_error(self, refused: Refused) -> None:
        """Say beneath the row what is wrong."""
        self.note.warn(refused)

    def say(self, text: str) -> None:
        """Say something quiet beneath the row; nothing for an empty text."""
        self.note.say(text)

    @property
    def error(self) -> str:
        """What is said to be wrong with it; empty where nothing is."""
        return self.note.error

    def refresh(self) -> None:
        """Blank, it can't be taken out, and Tab passes over all of it but its first control."""
        blank = self.blank
        self.remove.setVisible(not blank and not self.kept)
        policy = Qt.FocusPolicy.ClickFocus if blank else Qt.FocusPolicy.StrongFocus
        for control in self.stops()[1:]:
            control.setFocusPolicy(policy)


class Rows(QWidget):
    """A list of rows under a heading; `make` gives a blank one.

    `changed` when anything in it was; `reshaped` when rows came or went.
    """

    changed = Signal()
    reshaped = Signal()

    def __init__(
        self, heading: str, make: Callable[[], RowWidget], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._make = make
        self.rows: list[RowWidget] = []
        self._heading = QLabel(heading, self)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(theme.STEP)
        self._layout.addWidget(self._heading)
        self.add()

    def add(self) -> RowWidget:
        """One more row, blank."""
        row = self._make()
        row.setParent(self)
        row.filled.connect(self._grow)
        row.removed.connect(self._take_out)
        self.rows.append(row)
        self._layout.addWidget(row)
        # At once, and not when the layout comes to it: the next key may lead here.
        row.show()
        row.refresh()
        self._reshape()
        return row

    def _reshape(self) -> None:
        self._heading.setBuddy(self.rows[0].first())
        self.reshaped.emit()

    @property
    def title(self) -> str:
        """What the rows are called."""
        return self._heading.text().replace("&", "")

    def start(self) -> RowWidget:
        """The blank row that the next entry goes into."""
        return self.rows[-1]

    def stops(self) -> list[QWidget]:
        """Where Tab stops, in order."""
        return [stop for row in self.rows for stop in row.stops()]

    def filled_rows(self) -> list[RowWidget]:
        """The rows that were given something."""
        return [row for row in self.rows if not row.blank]

    def _grow(self) -> None:
        row = self.sender()
        if isinstance(row, RowWidget):
            row.refresh()
        if not self.rows[-1].blank:
            self.add()
        self.changed.emit()

    def _take_out(self) -> None:
        row = self.sender()
        if not isinstance(row, RowWidget) or row not in self.rows:
            return
        place = self.rows.index(row)
        self.rows.remove(row)
        row.hide()
        row.deleteLater()
        if not self.rows or not self.rows[-1].blank:
            self.add()
        self.rows[min(place, len(self.rows) - 1)].first().setFocus()
        self._reshape()
        self.changed.emit()
