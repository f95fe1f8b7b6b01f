"""The import window: which tables, what their columns mean, what becomes of the rows."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QMessageBox,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from ui import screens, theme
from ui.forms.notes import Note
from ui.import_columns import ColumnsPage
from ui.import_rows import RowsPage
from ui.import_tables import TablesPage
from ui.modal import passing
from ui.window_status import Busy
from workbench.messages import Refused, _, n_

if TYPE_CHECKING:
    from ui.window import Window
    from ui.work import Job
    from workbench.exchange.foreign import Opened
    from workbench.exchange.planning import Plan

TABLES, COLUMNS, ROWS = range(3)
NOTES = 3
"""Notes on whole sheets and columns that are told beside the rows; the others are counted."""

_WIDE, _HIGH = 1120, 700


class ImportDialog(QDialog):
    """Leads through an import. `taken` once it is carried out; nothing is written before."""

    taken = Signal(object)  # what was done

    def __init__(self, window: Window, opened: Opened, plan: Plan | None = None) -> None:
        super().__init__(window)
        self._window, self._casebook, self._opened = window, window.casebook, opened
        self.password: str | None = None
        self.plan = plan
        self._asked = False  # whether it was said that something is still open
        self._job: Job | None = None
        self._done: Callable[[Any], None] | None = None
        self._had: QWidget | None = None  # what had the keyboard before the work
        self.setWindowTitle(_("Import"))
        self.head = QLabel(self)
        self.head.setFont(theme.font("title"))
        self.step = QLabel(self)
        self.step.setStyleSheet(f"color: {theme.current().muted.name()};")
        self.pages = QStackedWidget(self)
        self.note = Note(self)
        self.busy = Busy()
        self.tables: TablesPage | None = None
        self.columns: ColumnsPage | None = None
        self.rows: RowsPage | None = None
        self._build()
        room = screens.room(window)
        self.resize(min(_WIDE, room.width() - 40), min(_HIGH, room.height() - 60))
        if plan is not None:
            self.show_rows(plan)
        else:
            self.tables = TablesPage(opened, self.begin, self)
            self.tables.changed.connect(self._say)
            self.pages.addWidget(self.tables)
            self._go(TABLES)

    def _build(self) -> None:
        top = QHBoxLayout()
        top.addWidget(self.head)
        top.addStretch(1)
        top.addWidget(self.step)
        self.buttons = QDialogButtonBox(self)
        roles = QDialogButtonBox.ButtonRole
        self.back = QPushButton(_("&Back"), self)
        self.on = QPushButton(_("&Next"), self)
        self.leave = QPushButton(_("Cancel"), self)
        for button, role in (
            (self.back, roles.ResetRole), (self.on, roles.AcceptRole),
            (self.leave, roles.RejectRole),
        ):  # fmt: skip
            self.buttons.addButton(button, role)
        self.back.setAutoDefault(False)
        self.leave.setAutoDefault(False)
        self.on.setDefault(True)
        self.on.setToolTip(_("Ctrl+Enter"))
        self.leave.setToolTip(_("Esc"))
        self.back.clicked.connect(self.go_back)
        self.on.clicked.connect(self.go_on)
        self.leave.clicked.connect(self.reject)
        for key in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(key), self, self.go_on)
        low = QHBoxLayout()
        low.addWidget(self.busy)
        low.addStretch(1)
        low.addWidget(self.buttons)
        column = QVBoxLayout(self)
        column.setContentsMargins(*[4 * theme.STEP] * 4)
        column.setSpacing(3 * theme.STEP)
        column.addLayout(top)
        column.addWidget(self.pages, 1)
        column.addWidget(self.note)
        column.addLayout(low)

    @property
    def name(self) -> str:
        """What is imported: a file's name, or that it was pasted."""
        return self._opened.name

    # -- the steps ---------------------------------------------------------------------------

    @property
    def at(self) -> int:
        """The step that is seen."""
        here = self.pages.currentWidget()
        return ROWS if here is self.rows else COLUMNS if here is self.columns else TABLES

    def _go(self, step: int) -> None:
        page: QWidget | None = (self.tables, self.columns, self.rows)[step]
        assert page is not None
        self.pages.setCurrentWidget(page)
        heads = (_("Which tables?"), _("What do the columns mean?"), _("What becomes of the rows?"))
        self.head.setText(heads[step])
        if self._opened.ours:
            said = _("{name}, an export of this workbench", name=self._opened.name)
        else:
            said = _("{name} · step {n} of 3", name=self._opened.name, n=step + 1)
        self.step.setText(said)
        self.back.setVisible(step > TABLES and not self._opened.ours)
        self.note.clear()
        self._say()
        page.setFocus()

    def _say(self) -> None:
        """Name what the button does now."""
        if self.at != ROWS or self.plan is None:
            self.on.setText(_("&Next"))
            self.on.setEnabled(self._job is None)
            return
        n = self.plan.taken()
        self.on.setText(n_("&Import {n} record", "&Import {n} records", n) if n else _("&Import"))
        self.on.setEnabled(bool(n) and self._job is None)

    def go_back(self) -> None:
        """The step before, with what was said there."""
        if self._job is None and self.at > TABLES and not self._opened.ours:
            if self.at == ROWS and not self._may_lose(self.rows is not None and self.rows.decided):
                return
            self._go(self.at - 1)

    def go_on(self) -> None:
        """The next step; at the last one, import."""
        if self._job is not None:
            return
        self.note.clear()
        (self._to_columns, self._to_rows, self._import)[self.at]()

    def _to_columns(self) -> None:
        from workbench.exchange import foreign

        assert self.tables is not None
        if self.tables.problem:
            self.note.warn(self.tables.problem)
            return
        casebook, opened = self._casebook, self._opened
        self.begin(
            _("Looking at the columns"),
            lambda told: foreign.look_at_columns(casebook, opened, report=told),
            lambda _nothing: self.show_columns(),
        )

    def show_columns(self) -> None:
        """The second step; each table's columns were looked at before."""
        if self.columns is None:
            self.columns = ColumnsPage(self._casebook, self._opened, self.begin, self)
            self.columns.changed.connect(self._say)
            self.pages.addWidget(self.columns)
        self.columns.fill()
        self._go(COLUMNS)

    def _to_rows(self) -> None:
        from workbench import exchange

        assert self.columns is not None
        if self.columns.problem or (self.columns.open and not self._asked):
            self.note.warn(self.columns.problem or self._still_open(self.columns.open))
            self.columns.go_to_open()
            return
        casebook, opened, password = self._casebook, self._opened, self.password
        choices = opened.choices()
        self.begin(
            _("Comparing with the casebook"),
            lambda told: exchange.plan(
                casebook, opened.path, told, password=password, choices=choices
            ),
            self.show_rows,
        )

    def _still_open(self, n: int) -> str:
        """That something is open; said once, for it may be left so."""
        self._asked = True
        return n_("{n} question is open. Rows that hang on it would be rejected; Next goes on.",
                  "{n} questions are open. Rows that hang on them would be rejected; Next goes"
                  " on.", n)  # fmt: skip

    def show_rows(self, plan: Plan) -> None:
        """The last step, with what was worked out."""
        before, self.plan = self.rows, plan
        self.rows = RowsPage(plan, self._to_know(plan), self)
        self.rows.changed.connect(self._say)
        self.rows.save_wanted.connect(self._save_rejected)
        self.pages.addWidget(self.rows)
        if before is not None:
            self.pages.removeWidget(before)
            before.deleteLater()
        self._go(ROWS)

    def _to_know(self, plan: Plan) -> str:
        """What is to be known of the whole workbook, beside its rows; empty for nothing."""
        told = []
        notes = [each for each in plan.problems if not each.row]
        for each in notes[:NOTES]:
            where = ", ".join(part for part in (each.sheet, each.column) if part)
            reason = str(each.reason)
            told.append(_("{where}: {reason}", where=where, reason=reason) if where else reason)
        if len(notes) > NOTES:
            more = len(notes) - NOTES
            told.append(n_("and {n} more", "and {n} more", more))
        return "\n".join(told)

    # -- what is done ------------------------------------------------------------------------

    def _import(self) -> None:
        from workbench import exchange

        casebook, plan = self._casebook, self.plan
        if plan is None or not plan.taken():
            return
        self._window.allow_writing(False)
        self.begin(
            _("Importing"),
            self._window.beside.first(
                "import", lambda told: exchange.take(casebook, plan, "ours", told)
            ),
            self._imported,
        )

    def _imported(self, done: Any) -> None:
        self.taken.emit(done)
        self.accept()

    def _save_rejected(self) -> None:
        from PySide6.QtWidgets import QFileDialog

        plan = self.plan
        name = f"{Path(self._opened.name).stem} {_('rejected')}.xlsx"
        path, _kind = QFileDialog.getSaveFileName(
            self, _("Save the rejected rows"), name, _("Workbooks (*.xlsx)")
        )
        if not path or plan is None or self._job is not None:
            return
        chosen = Path(path)
        target = chosen if chosen.suffix else chosen.with_suffix(".xlsx")

        def work(_told: Any) -> None:
            from workbench.exchange.rejected import write_rejected

            write_rejected(plan, target)

        words = _("Saved {name}. Mend the rows there, and import it.", name=target.name)
        self.begin(_("Saving"), work, lambda _nothing: self.note.say(words))

    def begin(self, words: str, what: Callable[[Any], Any], done: Callable[[Any], None]) -> None:
        """Do something beside the window, with progress and Cancel; then hand on the answer."""
        if self._job is not None:
            return
        self._done, self._had = done, self.focusWidget()
        self._job = self._window.work.start(what)
        self._job.finished.connect(self._finished)
        self._job.failed.connect(self._failed)
        self._job.cancelled.connect(self._cancelled)
        self.busy.watch(self._job, words)
        self.pages.setEnabled(False)
        self.back.setEnabled(False)
        self._say()

    def _over(self) -> Callable[[Any], None]:
        done, self._job, self._done = self._done, None, None
        self.pages.setEnabled(True)
        self.back.setEnabled(True)
        self._window.allow_writing(True)
        self._say()
        if self._had is not None:
            self._had.setFocus()
            self._had = None
        assert done is not None
        return done

    def _finished(self, value: object) -> None:
        self._over()(value)

    def _failed(self, error: object) -> None:
        self._over()
        if not isinstance(error, Refused):
            assert isinstance(error, BaseException)
            raise error  # ours: the hook shows and logs it
        self.note.warn(error)

    def _cancelled(self) -> None:
        self._over()
        self.note.say(_("Cancelled. Nothing was changed."))

    # -- its end -----------------------------------------------------------------------------

    @property
    def touched(self) -> bool:
        """Whether anything was said here that would be lost."""
        return any((
            self.tables is not None and self.tables.touched,
            self.columns is not None and self.columns.touched,
            self.rows is not None and self.rows.decided,
        ))  # fmt: skip

    def reject(self) -> None:
        """Stop what is running; else leave, and ask first where something was decided."""
        if self._job is not None:
            self._job.cancel()
        elif self._may_lose(self.touched):
            super().reject()

    def _may_lose(self, something: bool) -> bool:
        if not something:
            return True
        with passing(QMessageBox(self)) as box:
            box.setIcon(QMessageBox.Icon.Question)
            box.setWindowTitle(_("Import"))
            box.setText(_("What you decided here is not kept."))
            box.setInformativeText(_("Nothing was imported yet."))
            away = box.addButton(_("Leave it"), QMessageBox.ButtonRole.DestructiveRole)
            stay = box.addButton(_("Go on here"), QMessageBox.ButtonRole.RejectRole)
            box.setDefaultButton(stay)
            box.setEscapeButton(stay)
            box.exec()
            return box.clickedButton() is away
