"""Who could carry a message from one stakeholder to another, over ties that are good enough."""

from __future__ import annotations

from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from ui import theme
from ui.forms.picker import RecordPicker
from ui.table_filters import WhenBox
from ui.window_dialogs import close_button, lines_table
from workbench.casebook import Casebook
from workbench.messages import Refused, _, n_
from workbench.ties import Way, between
from workbench.values import display


class BetweenDialog(QDialog):
    """Asks from whom and to whom, and lists the ways, the best first, as soon as both are named."""

    def __init__(
        self, casebook: Casebook, start: str | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._casebook = casebook
        self.setWindowTitle(_("Who could carry a message"))
        self.start = RecordPicker(casebook, "stakeholder", adding=False)
        self.goal = RecordPicker(casebook, "stakeholder", adding=False)
        self.on = WhenBox(
            casebook, _("On"), _("today"), _("The day on which the ties must stand; today if empty")
        )
        form = QFormLayout()
        for label, box in ((_("&From"), self.start), (_("&To"), self.goal), (_("&On"), self.on)):
            form.addRow(label, box)
            box.setAccessibleName(label.replace("&", ""))
            box.textChanged.connect(self._ask)
        self.says = QLabel()
        self.says.setWordWrap(True)
        self.ways = lines_table((_("Through"), _("Weakest step")), (), _("Ways for a message"))
        column = QVBoxLayout(self)
        column.setContentsMargins(*[4 * theme.STEP] * 4)
        column.setSpacing(2 * theme.STEP)
        column.addLayout(form)
        column.addWidget(self.says)
        column.addWidget(self.ways, 1)
        self.buttons: QDialogButtonBox = close_button(self)
        column.addWidget(self.buttons)
        self.resize(620, 460)
        self.start.show_uid(start)
        (self.goal if start else self.start).setFocus()
        self._ask()

    def _ask(self) -> None:
        try:
            start, goal = self.start.uid, self.goal.uid
            found = (
                between(self._casebook, start, goal, self.on.edtf() or None, 20)
                if (start and goal and start != goal)
                else []
            )
        except Refused as refused:
            self._show([], str(refused))
            return
        if not start or not goal:
            self._show([], _("Only ties of tenor +1 or more carry a message."))
        elif not found:
            self._show([], _("Nobody in the record could carry it on that day."))
        else:
            self._show(
                found, n_("{n} way, the best first.", "{n} ways, the best first.", len(found))
            )

    def _show(self, ways: list[Way], words: str) -> None:
        self.says.setText(words)
        table: QTableWidget = self.ways
        table.setRowCount(len(ways))
        for row, way in enumerate(ways):
            through = ", ".join(way.names[1:-1]) or _("no one: they are in touch themselves")
            weakest = display("tenor", way.weakest, self._casebook.today)
            for place, text in enumerate((through, weakest)):
                item = QTableWidgetItem(text)
                item.setToolTip(text)
                table.setItem(row, place, item)
        table.resizeColumnToContents(0)
