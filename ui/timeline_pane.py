"""The timeline pane: events and asks in lanes over time, to look at, choose from and save.

It knows no casebook: it is given facts and a way to look up what is shown of them.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QPainter
from PySide6.QtWidgets import (
    QComboBox,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QMessageBox,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from ui import theme
from ui.marking_chips import MarkingLabel
from ui.picture import LegendStrip, save_picture
from ui.theme import STEP, Theme
from ui.timeline_chart import Chart, axis_height
from ui.timeline_marks import Pencil
from ui.timeline_view import TimelineView
from workbench.messages import Refused, _, n_
from workbench.timeline import (
    KIND_WORDS,
    LANES_BY,
    STAKEHOLDER,
    Describe,
    Described,
    Facts,
    Timeline,
    build,
)
from workbench.when import from_date, wording

Locate = Callable[[str, str], int | None]
"""Looks up a record's row key by its kind ("event" or "ask") and uid; None if there is none."""

_PAGE: Final = QSize(1400, 900)
_TALLEST: Final = 2400.0  # px of lanes on a saved page
_MANY: Final = 5_000  # records looked up at once when a uid is sought


class TimelinePane(QWidget):
    """A timeline with its tool bar and legend.

    `selected` and `opened` carry kind ("event" or "ask") and uid; `lanes_changed` the word
    of `workbench.timeline.LANES_BY` that was chosen, for who builds timelines elsewhere.
    """

    selected = Signal(str, str)
    opened = Signal(str, str)
    lanes_changed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._facts: Facts | None = None
        self._describe: Describe = lambda _kind, _keys: ()
        self._locate: Locate | None = None
        self._today = datetime.date.today()
        self._lanes_by = STAKEHOLDER
        self._fitted = False
        self.marking = MarkingLabel()
        self.view = TimelineView()
        self.legend = LegendStrip()
        self._bar = self._tool_bar()
        self._empty = QLabel()
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._empty.setWordWrap(True)
        self._empty.setText(
            _("Nothing dated yet. Log the first meeting (Ctrl+L) or import a workbook (Ctrl+I).")
        )
        self._stack = QStackedWidget()
        self._arrange()
        self.legend.hide()
        self.view.chosen.connect(self._chosen)
        self.view.opened.connect(self._opened)
        self.setFocusProxy(self.view)
        self.setAccessibleName(_("Timeline"))
        self._retheme()

    def _tool_bar(self) -> QHBoxLayout:
        self._by = QComboBox()
        self._by.setAccessibleName(_("Lanes by"))
        for word, text in LANES_BY.items():
            self._by.addItem(str(text), word)
        self._by.currentIndexChanged.connect(self._by_chosen)
        label = QLabel(_("&Lanes by"))
        label.setBuddy(self._by)
        self.undated = QLabel()
        row = QHBoxLayout()
        row.setContentsMargins(2 * STEP, STEP, 2 * STEP, STEP)
        row.setSpacing(2 * STEP)
        row.addWidget(label)
        row.addWidget(self._by)
        row.addWidget(self.undated)
        row.addStretch(1)
        row.addWidget(self.marking)
        self._buttons: list[QToolButton] = []
        for sign, name, does in (
            ("−", _("Zoom out"), lambda: self.view.zoom(1 / 1.5)),
            ("+", _("Zoom in"), lambda: self.view.zoom(1.5)),
            (_("Fit all"), _("Show all that is dated"), self.fit),
            (_("Save picture…"), _("Save as PNG or SVG"), self.save_dialog),
        ):
            button = QToolButton()
            button.setText(sign)
            button.setToolTip(name)
            button.setAccessibleName(name)
            button.clicked.connect(does)
            button.setEnabled(False)
            self._buttons.append(button)
            row.addWidget(button)
        return row

    def _arrange(self) -> None:
        drawn = QWidget()
        beside = QHBoxLayout(drawn)
        beside.setContentsMargins(0, 0, 0, 0)
        beside.setSpacing(0)
        beside.addWidget(self.view, 1)
        beside.addWidget(self.view.bar)
        self._stack.addWidget(self._empty)
        self._stack.addWidget(drawn)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(self._bar)
        column.addWidget(self._stack, 1)
        column.addWidget(self.legend)

    # What is shown

    def show_facts(
        self,
        facts: Facts,
        describe: Describe,
        today: datetime.date,
        locate: Locate | None = None,
    ) -> None:
        """Show these facts; lanes of another kind are built from them when they are chosen.

        `locate` finds a record for `select`; without it, what is shown is searched. 100,000
        events take some tenths of a second to build: see `show_timeline`.
        """
        self._facts = facts
        self._show(build(facts, self._lanes_by), describe, today, locate)

    def show_timeline(
        self,
        timeline: Timeline,
        describe: Describe,
        today: datetime.date,
        locate: Locate | None = None,
    ) -> None:
        """Show a timeline that was built elsewhere, with the lanes that `lanes_by` names.

        When other lanes are chosen, `lanes_changed` asks for another one.
        """
        self._facts = None
        self._show(timeline, describe, today, locate)

    def _show(
        self, timeline: Timeline, describe: Describe, today: datetime.date, locate: Locate | None
    ) -> None:
        chosen = self.view.selected
        self._describe, self._today, self._locate = describe, today, locate
        self.view.show_chart(Chart(timeline, describe, today))
        self.view.selected = chosen
        self._stack.setCurrentIndex(1 if len(timeline) else 0)
        self.legend.setVisible(len(timeline) > 0)
        for button in self._buttons:
            button.setEnabled(len(timeline) > 0)
        undated = timeline.undated
        self.undated.setText(
            n_("{n} record has no date", "{n} records have no date", undated) if undated else ""
        )
        if not self._fitted and len(timeline):
            self.fit()

    @property
    def lanes_by(self) -> str:
        """By what the lanes are made: a key of `workbench.timeline.LANES_BY`."""
        return self._lanes_by

    def set_lanes_by(self, word: str) -> None:
        """Make the lanes by stakeholder, category or kind."""
        self._by.setCurrentIndex(max(0, self._by.findData(word)))

    def _by_chosen(self, place: int) -> None:
        self._lanes_by = str(self._by.itemData(place))
        if self._facts is not None:
            timeline = build(self._facts, self._lanes_by)
            self._show(timeline, self._describe, self._today, self._locate)
        self.lanes_changed.emit(self._lanes_by)

    def fit(self) -> None:
        """Show all that is dated."""
        self._fitted = True
        self.view.fit()

    # Selection

    def select(self, kind: str, uid: str | None) -> None:
        """Outline a record that was selected elsewhere; brought into view if it is out of it.

        Another kind than "event" and "ask", or a uid of None, takes the outline away.
        """
        chart = self.view.chart
        row = None
        if chart is not None and uid is not None and kind in KIND_WORDS:
            row = self._locate(kind, uid) if self._locate else self._sought(chart, kind, uid)
        if chart is None or row is None:
            self.view.select(None)
            return
        mark = chart.mark_of(KIND_WORDS.index(kind), row)
        self.view.select(mark)
        self.view.keep_current(mark)
        if mark is not None and not self.view.in_sight(mark):
            self.view.reveal(mark)

    @staticmethod
    def _sought(chart: Chart, kind: str, uid: str) -> int | None:
        rows = chart.rows_of(KIND_WORDS.index(kind))
        for first in range(0, len(rows), _MANY):
            for told in chart.described_rows(kind, rows[first : first + _MANY]):
                if told.uid == uid:
                    return told.id
        return None

    def _chosen(self, mark: int) -> None:
        told = self._told(mark)
        if told:
            self.selected.emit(*told)

    def _opened(self, mark: int) -> None:
        told = self._told(mark)
        if told:
            self.opened.emit(*told)

    def _told(self, mark: int) -> tuple[str, str] | None:
        chart = self.view.chart
        told: Described | None = chart.described([mark]).get(mark) if chart else None
        if chart is None or told is None:
            return None
        return KIND_WORDS[int(chart.timeline.kind[mark])], told.uid

    # What is kept between sessions

    def view_state(self) -> dict[str, Any]:
        """Lanes and range, to be kept and given to `restore_view`; plain JSON values."""
        return {"lanes_by": self._lanes_by, "range": list(self.view.span)}

    def restore_view(self, state: dict[str, Any]) -> None:
        """Look again as `view_state` said; what it does not say, or says wrongly, stays."""
        if state.get("lanes_by") in LANES_BY:
            self.set_lanes_by(state["lanes_by"])
        span = state.get("range")
        if isinstance(span, list) and len(span) == 2 and all(
            isinstance(each, int | float) for each in span
        ):  # fmt: skip
            self._fitted = True
            self.view.show_span(*sorted(map(float, span)))

    # Pictures

    def set_marking(self, order: Sequence[str], marking: str) -> None:
        """The strictest marking of what is shown: said in the pane, and on its pictures."""
        self.marking.show_marking(order, marking)

    def save_dialog(self) -> None:
        """Ask for a file and save the picture; says so where that is refused."""
        path, _kind = QFileDialog.getSaveFileName(
            self, _("Save picture"), "timeline.png", _("Pictures (*.png *.svg)")
        )
        if not path:
            return
        try:
            self.save(path, _("Timeline"), wording(from_date(self._today)))
        except Refused as refused:
            QMessageBox.warning(self, _("Save picture"), str(refused))

    def save(self, path: Path | str, title: str, as_of: str = "") -> Path:
        """Save what is in sight, with as many lanes as a page holds, as PNG or SVG.

        The page bears the marking that was given last.
        `Refused` where the suffix is another or the file can't be written.
        """
        light = Theme(False)
        legend = Pencil(light).legend()

        def draw(painter: QPainter, area: QRectF) -> None:
            if self.view.chart is None:
                return
            first = self.view.bar.value()
            font = painter.font()
            self.view.chart.draw(painter, area, self.view.span, first, light, font)

        marked = self.marking.on_paper()
        return save_picture(path, self._page(), draw, title, legend, as_of=as_of, **marked)

    def _page(self) -> QSize:
        """A page as high as the lanes from the first one in sight need, up to a limit."""
        chart = self.view.chart
        if chart is None:
            return _PAGE
        area = QRectF(0, 0, _PAGE.width() - 48, _TALLEST)
        view = chart.view(area, *self.view.span, self.font())
        lanes = chart.layout.lanes(view, self.view.bar.value())
        foot = lanes[-1].top + lanes[-1].height if lanes else 0.0
        around = axis_height(QFontMetricsF(self.font())) + 120
        return QSize(_PAGE.width(), int(min(max(foot + around, 400), _TALLEST + around)))

    # Changes about it

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "legend"):
            self._retheme()

    def _retheme(self) -> None:
        self.legend.show_legend(Pencil(theme.current()).legend())
        self.marking.dress()
        self.view.repaint_chart()
