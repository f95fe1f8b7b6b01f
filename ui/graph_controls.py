"""What is shown of the graph: on which day, how far round a stakeholder, with what beside."""

from __future__ import annotations

import datetime
from typing import Any

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QSizePolicy,
    QSlider,
    QSpinBox,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from ui.theme import STEP
from workbench import when
from workbench.messages import Refused, _

MOST_STEPS = 3
_BEFORE = 31  # days before the first date of any tie, to see that nothing stood yet
_FIRST_DAY = when.to_days(0, 1, 1)


class GraphControls(QWidget):
    """Date, all times, steps, and what else is drawn; two rows above the graph."""

    changed = Signal()
    all_wanted = Signal()  # all stakeholders, instead of a neighbourhood
    fit_wanted = Signal()
    anew_wanted = Signal()  # arrange from scratch

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._today = when.from_date(datetime.date(1970, 1, 1))
        self._given: when.When | None = None  # None: today, whenever that is
        rows = QVBoxLayout(self)
        rows.setContentsMargins(2 * STEP, STEP, 2 * STEP, STEP)
        rows.setSpacing(STEP)
        rows.addLayout(self._date_row())
        self._wrong = QLabel(self)
        self._wrong.setWordWrap(True)
        self._wrong.setTextFormat(Qt.TextFormat.PlainText)
        self._wrong.setAccessibleName(_("What is wrong with the date"))
        self._wrong.hide()
        rows.addWidget(self._wrong)
        rows.addLayout(self._range_row())
        self.show_neighbourhood(False)

    def _date_row(self) -> QHBoxLayout:
        self._slider = QSlider(Qt.Orientation.Horizontal, self)
        self._slider.setAccessibleName(_("Day on which ties are shown"))
        self._slider.setMinimumWidth(120)
        self._slider.setPageStep(30)
        self._box = QLineEdit(self)
        self._box.setAccessibleName(_("Date on which ties are shown"))
        self._box.setToolTip(_("A day, a month or a period: 2025-02-05, 2024-09, 2023/2024"))
        self._box.setFixedWidth(self._box.fontMetrics().horizontalAdvance("2024-09-30/2025-09-30 "))
        label = QLabel(_("&Ties on"), self)
        label.setBuddy(self._box)
        self._now = self._button(_("Today"), _("Show ties as they stand today"))
        self._all_times = QCheckBox(_("All times"), self)
        self._all_times.setToolTip(_("Show all ties, whenever they stood"))
        row = QHBoxLayout()
        row.setSpacing(2 * STEP)
        row.addWidget(label)
        row.addWidget(self._box)
        row.addWidget(self._slider, 1)
        row.addWidget(self._now)
        row.addWidget(self._all_times)
        self._slider.valueChanged.connect(self._slid)
        self._box.editingFinished.connect(self._typed)
        self._now.clicked.connect(self._to_today)
        self._all_times.toggled.connect(self._switched)
        return row

    def _range_row(self) -> QHBoxLayout:
        self._steps = QSpinBox(self)
        self._steps.setRange(1, MOST_STEPS)
        self._steps.setAccessibleName(_("Steps from the centre"))
        self._steps.setToolTip(_("How far a neighbourhood reaches; double click a stakeholder"))
        self._steps_label = QLabel(_("&Steps"), self)
        self._steps_label.setBuddy(self._steps)
        self._back = self._button(_("Show all"), _("Leave the neighbourhood (Esc)"))
        self._membership = QCheckBox(_("Membership"), self)
        self._membership.setChecked(True)
        self._membership.setToolTip(_("Show what is part of what, and who holds a post where"))
        self._fit = self._button(_("Fit"), _("Bring all that is shown into sight (0)"))
        self._anew = self._button(
            _("Arrange anew"), _("Find places for all again; those moved by hand go too")
        )
        row = QHBoxLayout()
        row.setSpacing(2 * STEP)
        for widget in (self._membership, self._steps_label, self._steps, self._back):
            row.addWidget(widget)
        row.addStretch(1)
        row.addWidget(self._fit)
        row.addWidget(self._anew)
        self._membership.toggled.connect(self.changed)
        self._steps.valueChanged.connect(self.changed)
        self._back.clicked.connect(self.all_wanted)
        self._fit.clicked.connect(self.fit_wanted)
        self._anew.clicked.connect(self.anew_wanted)
        return row

    def _button(self, text: str, tip: str) -> QToolButton:
        button = QToolButton(self)
        button.setText(text)
        button.setToolTip(tip)
        button.setAccessibleName(text)
        button.setAccessibleDescription(tip)
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        button.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        return button

    # What the pane asks

    @property
    def on(self) -> when.When | None:
        """The date for which ties are shown; None for all times."""
        return None if self._all_times.isChecked() else self._given or self._today

    @property
    def membership(self) -> bool:
        """Whether lines show what is part of what."""
        return self._membership.isChecked()

    @property
    def steps(self) -> int:
        """How far a neighbourhood reaches, 1 to 3."""
        return self._steps.value()

    def show_span(self, span: tuple[int, int] | None, today: datetime.date) -> None:
        """Let the slider reach over a span in seconds, and to today."""
        self._today = when.from_date(today)
        day = self._today.earliest // when.DAY
        first, last = (second // when.DAY for second in span) if span else (day, day)
        with QSignalBlocker(self._slider):
            self._slider.setRange(max(min(first - _BEFORE, day), _FIRST_DAY), max(last, day))
        self._show_date()

    def show_neighbourhood(self, shown: bool) -> None:
        """Whether a neighbourhood is shown, which can be left and has a reach."""
        self._back.setEnabled(shown)

    def state(self) -> dict[str, Any]:
        """What to give to `restore` another time."""
        return {
            "on": self._given.text if self._given else "",
            "all_times": self._all_times.isChecked(),
            "membership": self.membership,
            "steps": self.steps,
        }

    def restore(self, state: dict[str, Any]) -> None:
        """Be as when `state` was taken; what can't be read is left as it is."""
        with QSignalBlocker(self):
            self._membership.setChecked(bool(state.get("membership", True)))
            self._steps.setValue(int(state.get("steps", 1)))
            self._all_times.setChecked(bool(state.get("all_times", False)))
            self._take(str(state.get("on", "")))

    # What a person does

    def _slid(self, day: int) -> None:
        self._take("{:04}-{:02}-{:02}".format(*when.civil(day * when.DAY)[:3]))

    def _typed(self) -> None:
        if self._box.text().strip() != (self._given or self._today).text:
            self._take(self._box.text().strip())

    def _to_today(self) -> None:
        self._take("")

    def _switched(self) -> None:
        self._show_date()
        self.changed.emit()

    def _take(self, text: str) -> None:
        """Show ties on this date; "" is today. What is no date is said beside the box."""
        try:
            given = when.parse(text) if text else None
        except Refused as wrong:
            self._wrong.setText(_("No such date. {what}", what=str(wrong)))
            self._wrong.show()
            return
        self._given = None if given == self._today else given
        self._show_date()
        self.changed.emit()

    def _show_date(self) -> None:
        date = self._given or self._today
        self._wrong.hide()
        self._box.setText(date.text)
        day = (date.earliest if date.earliest > when.BEGINNING else date.latest) // when.DAY
        with QSignalBlocker(self._slider):
            self._slider.setValue(max(min(day, self._slider.maximum()), self._slider.minimum()))
        self._slider.setAccessibleDescription(when.wording(date))
        for widget in (self._slider, self._box):
            widget.setEnabled(not self._all_times.isChecked())
        self._now.setEnabled(self._given is not None and not self._all_times.isChecked())
