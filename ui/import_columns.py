"""The second step of an import: what each column of a table means, and what stays open about it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from ui import theme
from ui.forms.controls import Choice
from ui.forms.notes import Note
from ui.import_columns_table import ColumnsTable
from ui.import_questions import Questions
from ui.import_tables import Begin, buddy
from workbench.messages import Refused, _

if TYPE_CHECKING:
    from workbench.casebook import Casebook
    from workbench.exchange.foreign import FoundTable, Opened
    from workbench.exchange.mapping_shapes import Question, SheetMapping


class ColumnsPage(QWidget):
    """For each table that is taken: the kind of its rows, and the field of each column."""

    changed = Signal()

    def __init__(
        self, casebook: Casebook, opened: Opened, begin: Begin, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._casebook, self._opened, self._begin = casebook, opened, begin
        self.which = self._choice(_("Table"))
        self.kind = self._choice(_("What each row is"))
        self.kept = self._choice(_("Kept under a name"))
        self.name = QLineEdit(self)
        self.name.setAccessibleName(_("Name to keep it under"))
        self.name.setPlaceholderText(_("keep for such sheets under a name"))
        self.name.setFixedWidth(300)
        self.keep = QPushButton(_("&Keep"), self)
        self.keep.setAutoDefault(False)
        self.note = Note(self)
        self.questions = Questions(self)
        self.table = ColumnsTable(self)
        self.touched = False  # whether anything was said that would be lost
        self._kinds: list[str] = []
        self._names: list[str] = []
        self._build()
        self._connect()

    def _choice(self, name: str) -> Choice:
        made = Choice(self)
        made.setAccessibleName(name)
        made.setMinimumContentsLength(16)
        return made

    def _build(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(2 * theme.STEP)
        self._which_label = buddy(_("&Table:"), self.which)
        for label, control in (
            (self._which_label, self.which),
            (buddy(_("&Each row is:"), self.kind), self.kind),
            (buddy(_("&Read as:"), self.kept), self.kept),
        ):
            top.addWidget(label)
            top.addWidget(control)
        top.addStretch(1)
        low = QHBoxLayout()
        low.setSpacing(2 * theme.STEP)
        low.addWidget(self.name)
        low.addWidget(self.keep)
        low.addWidget(self.note, 2)
        low.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2 * theme.STEP)
        column.addLayout(top)
        column.addWidget(self.questions)
        column.addWidget(self.table, 1)
        column.addLayout(low)

    def _connect(self) -> None:
        self.which.activated.connect(self._look)
        self.kind.activated.connect(self._choose_kind)
        self.kept.activated.connect(self._choose_kept)
        self.name.textEdited.connect(self._allow_keeping)
        self.name.returnPressed.connect(self._keep)
        self.keep.clicked.connect(self._keep)
        self.questions.answered.connect(self._answer)
        self.table.mapped.connect(self._mapped)
        self.table.sent.connect(self._sent)

    # -- what is shown -----------------------------------------------------------------------

    def fill(self) -> None:
        """Show the tables that are taken, the first one that something is open about."""
        taken = self._opened.taken
        self.which.clear()
        for table in taken:
            region = table.region
            self.which.addItem(_("{sheet}, rows {first} to {last}", sheet=region.sheet,
                                 first=region.first, last=region.last))  # fmt: skip
        several = len(taken) > 1
        self.which.setVisible(several)
        self._which_label.setVisible(several)
        wanting = (at for at, table in enumerate(taken) if _open(table))
        self.which.setCurrentIndex(next(wanting, 0))
        self._look()

    def _current(self) -> FoundTable:
        return self._opened.taken[max(0, self.which.currentIndex())]

    def _look(self) -> None:
        from workbench.exchange import mapping as columns

        table = self._current()
        mapping = table.mapping
        assert mapping is not None
        self._kinds = []
        self.kind.clear()
        for kind, words in columns.kinds():
            self._kinds.append(kind)
            self.kind.addItem(str(words))
        self.kind.setPlaceholderText(_("choose…"))
        known = mapping.kind in self._kinds
        self.kind.setCurrentIndex(self._kinds.index(mapping.kind) if known else -1)
        self._fill_kept(table)
        self.questions.show_questions(mapping.questions)
        self.table.show_table(table.sheet, table.region, mapping)
        self.note.clear()
        self._allow_keeping()
        self.changed.emit()

    def _fill_kept(self, table: FoundTable) -> None:
        from workbench.exchange import mapping as columns

        self._names = ["", *columns.kept(self._casebook)]
        self.kept.clear()
        self.kept.addItem(_("as guessed here"))
        self.kept.addItems(self._names[1:])
        there = table.kept_as in self._names
        self.kept.setCurrentIndex(self._names.index(table.kept_as) if there else 0)
        self.kept.setEnabled(len(self._names) > 1)

    # -- what is said ------------------------------------------------------------------------

    def _mapped(self, mapping: SheetMapping) -> None:
        """Something else was said of a column."""
        self._current().mapping = mapping
        self._after()

    def _sent(self, mapping: SheetMapping, place: int) -> None:
        """A column goes elsewhere: look whether its cells leave anything open there."""
        self._mapped(mapping)
        self._ask(mapping, place)

    def _ask(self, mapping: SheetMapping, place: int | None = None) -> None:
        from workbench.exchange import mapping as columns

        table = self._current()
        sheet, region, today = table.sheet, table.region, self._casebook.today

        def asked(found: Any) -> None:
            table.mapping = found
            if place is None:
                self._look()
            else:
                self._after()

        self._begin(
            _("Looking at the columns"),
            lambda _told: columns.asked(sheet, region, mapping, today, place),
            asked,
        )

    def _answer(self, question: Question, value: str) -> None:
        from workbench.exchange import mapping as columns

        table = self._current()
        if question.about == "kind":
            self.touched = True
            self._guess(table, value)
            return
        assert table.mapping is not None
        table.mapping = columns.answered(table.mapping, question, value)
        self._after()

    def _after(self) -> None:
        """Show what follows from what was said, and leave the keyboard where it is."""
        table = self._current()
        assert table.mapping is not None
        self.touched = True
        self.questions.show_questions(table.mapping.questions)
        self.table.renew(table.mapping)
        self.note.clear()
        self._allow_keeping()
        self.changed.emit()

    def _choose_kind(self, at: int) -> None:
        table, kind = self._current(), self._kinds[at]
        if table.mapping is not None and kind == table.mapping.kind:
            return
        self.touched = True
        self._guess(table, kind)

    def _guess(self, table: FoundTable, kind: str) -> None:
        from workbench.exchange import foreign

        casebook, opened = self._casebook, self._opened

        def guessed(mapping: Any) -> None:
            table.mapping, table.kept_as = mapping, ""
            self._look()

        self._begin(
            _("Looking at the columns"),
            lambda _told: foreign.guessed(casebook, opened, table, kind),
            guessed,
        )

    def _choose_kept(self, at: int) -> None:
        from workbench.exchange import mapping as columns

        table, name = self._current(), self._names[at]
        if not name:
            self._guess(table, self._opened.kind)
            return
        try:
            mapping = columns.mapping_for(self._casebook, name, table.region)
        except Refused as refused:
            self._fill_kept(table)
            self.note.warn(refused)
            return
        table.mapping, table.kept_as = mapping, name
        self._ask(mapping)

    def _allow_keeping(self) -> None:
        self.keep.setEnabled(bool(self.name.text().strip()))

    def _keep(self) -> None:
        """Keep what the columns mean, to be offered again for the same headers."""
        from workbench.exchange import mapping as columns

        table, name = self._current(), " ".join(self.name.text().split())
        if not name or table.mapping is None:
            return
        try:
            columns.keep(self._casebook, name, table.region.headers, table.mapping)
        except Refused as refused:
            self.note.warn(refused)
            return
        table.kept_as = name
        self.name.clear()
        self._fill_kept(table)
        self._allow_keeping()
        self.note.say(_("Kept as “{name}”; it is offered again for the same headers.", name=name))

    # -- going on ----------------------------------------------------------------------------

    @property
    def problem(self) -> str:
        """Why it can't be gone on with; empty where it can."""
        for table in self._opened.taken:
            if table.mapping is None or not table.mapping.kind:
                return _("Say what each row of {sheet} is.", sheet=table.region.sheet)
            if not any(column.target for column in table.mapping.columns):
                return _("No column of {sheet} goes anywhere.", sheet=table.region.sheet)
            if any(each.about == "fill down" for each in table.mapping.questions):
                return _("Say what a blank cell of {sheet} means.", sheet=table.region.sheet)
        return ""

    @property
    def open(self) -> int:
        """How many questions wait for an answer. Rows that hang on one are rejected till then."""
        return sum(len(table.mapping.questions) for table in self._opened.taken if table.mapping)

    def go_to_open(self) -> None:
        """Take the keyboard to what is still open."""
        for at, table in enumerate(self._opened.taken):
            if not _open(table):
                continue
            if at != self.which.currentIndex():
                self.which.setCurrentIndex(at)
                self._look()
            known = table.mapping is not None and table.mapping.kind
            (self.questions if known else self.kind).setFocus(Qt.FocusReason.OtherFocusReason)
            return


def _open(table: FoundTable) -> bool:
    mapping = table.mapping
    return mapping is None or not mapping.kind or bool(mapping.questions)
