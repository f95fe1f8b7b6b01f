"""The check of the whole record: run beside the window, its faults listed, repaired one by one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QDialog, QLabel, QPushButton, QTableWidget, QVBoxLayout, QWidget

from ui import theme
from workbench.checks import Fault, Report
from workbench.kinds import KINDS
from workbench.messages import Refused, _, n_

if TYPE_CHECKING:
    from ui.window import Window
    from ui.work import Job

_CODE, _SAYS, _REPAIR, _BUTTON = range(4)


class CheckDialog(QDialog):
    """What a check of the whole record found. Asks for repairs; itself it changes nothing."""

    repair_wanted = Signal(object)  # the faults, all of one sort

    def __init__(self, report: Report, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("Check the record"))
        self.head = QLabel(self)
        self.head.setFont(theme.font("title"))
        self.said = QLabel(self)
        self.said.setWordWrap(True)
        self.said.setTextFormat(Qt.TextFormat.PlainText)
        self.said.hide()
        self._tables: list[QTableWidget] = []
        self._buttons: list[QPushButton] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(*[4 * theme.STEP] * 4)
        self._column.setSpacing(2 * theme.STEP)
        self._column.addWidget(self.head)
        self._column.addWidget(self.said)
        from ui.window_dialogs import close_button

        self._column.addWidget(close_button(self))
        self.show_report(report)
        self.resize(860 if report.faults else 560, 520 if report.faults else 460)

    def show_report(self, report: Report) -> None:
        """Show what a check found, in the place of what was shown."""
        from ui.window_dialogs import lines_table

        for table in self._tables:
            self._column.removeWidget(table)
            table.hide()
            table.deleteLater()
        self._tables, self._buttons = [], []
        n = len(report.all)
        found = _("The record is whole.") if report.ok else n_("{n} fault.", "{n} faults.", n)
        self.head.setText(found)
        if report.faults:
            self._put(self._faults(report), 3)
        rows = [(str(KINDS[kind].many), f"{n:,}") for kind, n in report.counts.items() if n]
        if rows:
            header = (_("Kind"), _("Records"))
            self._put(lines_table(header, rows, _("Records by kind")), 1)

    def _put(self, table: QTableWidget, stretch: int) -> None:
        table.setParent(self)
        self._tables.append(table)
        self._column.insertWidget(self._column.count() - 1, table, stretch)
        table.show()

    def _faults(self, report: Report) -> QTableWidget:
        from ui.window_dialogs import lines_table

        header = (_("Fault"), _("What is wrong"), _("What can be done"), "")
        rows = [(f.code, self._says(f, report), str(f.repair), "") for f in report.faults]
        table = lines_table(header, rows, _("Faults"))
        table.horizontalHeader().setStretchLastSection(False)
        stretch = table.horizontalHeader().ResizeMode.Stretch
        for column in (_SAYS, _REPAIR):
            table.horizontalHeader().setSectionResizeMode(column, stretch)
        table.setWordWrap(True)
        for row, fault in enumerate(report.faults):
            if mending := self._mending(fault, report.all):
                table.setCellWidget(row, _BUTTON, self._button(fault, mending, table))
        # As high as the words need at any width.
        along = table.verticalHeader()
        along.setSectionResizeMode(along.ResizeMode.ResizeToContents)
        return table

    @staticmethod
    def _says(fault: Fault, report: Report) -> str:
        """What is wrong, with the record's name where it has one: a uid tells nobody anything."""
        label = report.labels.get(fault.uid)
        return str(fault.says).replace(fault.uid, f"“{label}”") if label else str(fault.says)

    @staticmethod
    def _mending(fault: Fault, known: Sequence[Fault]) -> list[Fault]:
        """What one button repairs: this fault, or all of its sort where it stands for the rest."""
        if fault.mends:
            return [fault]
        if fault.repair:
            return []
        return [each for each in known if each.code == fault.code and each.mends]

    def _button(self, fault: Fault, mending: list[Fault], parent: QWidget) -> QPushButton:
        n = len(mending)
        text = _("Repair") if fault.mends else n_("Repair {n}", "Repair all {n}", n)
        button = QPushButton(text, parent)
        button.setAutoDefault(False)
        button.setAccessibleName(_("Repair: {fault}", fault=str(fault.says)))
        button.setToolTip(str(mending[0].repair))
        button.clicked.connect(lambda: self.repair_wanted.emit(mending))
        self._buttons.append(button)
        return button

    def wait(self, words: str) -> None:
        """Say what is being done; no repair can be asked for meanwhile."""
        self.tell(words)
        for button in self._buttons:
            button.setEnabled(False)

    def tell(self, words: str) -> None:
        """Say something above the faults, and let repairs be asked for again."""
        self.said.setText(words)
        self.said.setVisible(bool(words))
        for button in self._buttons:
            button.setEnabled(True)


class Checking(QObject):
    """Runs checks and repairs in the window's worker, and shows what comes of them."""

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self._window = window
        self._dialog: CheckDialog | None = None

    def check(self) -> None:
        """Look the whole record over, and show what was found."""
        from workbench.checks import check

        casebook = self._window.casebook
        words = _("Checking the record")
        self._start(words, lambda progress: check(casebook, progress), self._checked)

    def _start(self, words: str, what: Callable[[Any], Any], done: Callable[[Any], None]) -> Job:
        job = self._window.work.start(what)
        job.finished.connect(done)
        job.failed.connect(self._failed)
        job.cancelled.connect(self._cancelled)
        self._window.busy.watch(job, words)
        return job

    def _checked(self, report: object) -> None:
        assert isinstance(report, Report)
        dialog = CheckDialog(report, self._window)
        dialog.repair_wanted.connect(self._repair)
        dialog.finished.connect(self._closed)
        self._dialog = dialog
        self._window.open_dialog(dialog)

    def _closed(self) -> None:
        self._dialog = None

    def _repair(self, faults: list[Fault]) -> None:
        from workbench.checks import check
        from workbench.repairs import repair

        casebook = self._window.casebook

        def work(progress: Any) -> Report:
            repair(casebook, faults)
            return check(casebook, progress)

        self._window.allow_writing(False)
        if self._dialog is not None:
            self._dialog.wait(_("Repairing, then checking again…"))
        self._start(_("Repairing"), work, self._repaired)

    def _repaired(self, report: object) -> None:
        assert isinstance(report, Report)
        self._window.allow_writing(True)
        if self._dialog is not None:
            self._dialog.show_report(report)
            self._dialog.tell(_("Repaired. Undo (Ctrl+Z) takes a repair of records back."))

    def _failed(self, error: object) -> None:
        self._window.allow_writing(True)
        if not isinstance(error, Refused):
            assert isinstance(error, BaseException)
            raise error  # ours: the hook shows and logs it
        if self._dialog is not None:
            self._dialog.tell(str(error))
        else:
            self._window.show_refusal(error)

    def _cancelled(self) -> None:
        self._window.allow_writing(True)
        if self._dialog is not None:
            self._dialog.tell(_("The check was stopped; what was repaired is repaired."))
