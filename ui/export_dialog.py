"""What is to be exported, in which form and under which ceiling, before a file is chosen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from ui import theme
from ui.export_lists import TickList, named
from ui.forms.controls import Choice
from ui.forms.frame import Dialog, SubmitKeys
from ui.forms.notes import Note, label_for
from ui.work import Work
from workbench import lists, markings
from workbench.exchange import formats
from workbench.exchange.formats import FORMATS, Format
from workbench.exchange.layout import layouts
from workbench.exchange.selection import (
    Selection,
    chosen,
    exported_kinds,
    fields_of,
    with_hanging,
)
from workbench.kinds import KINDS
from workbench.messages import Refused, _, message, n_
from workbench.when import bounds

if TYPE_CHECKING:
    from workbench.casebook import Casebook

KEPT = "export choice"
_WIDTH = 680
_SETTLES = 250  # ms after which what was chosen is counted


@dataclass(frozen=True)
class View:
    """The table that is open: what it is called, what it asks of the record, how many it shows."""

    label: str
    query: lists.Query
    count: int


@dataclass(frozen=True)
class Counted:
    """How many records go, how many stay under the ceiling, how many cells read "withheld"."""

    records: int
    withheld: int
    cells: int


class ExportDialog(Dialog):
    """Accepted, `form` and `wanted` say what to write; the choice is offered again next time."""

    def __init__(
        self, casebook: Casebook, view: View | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(_("Export"), parent, _WIDTH)
        self._casebook = casebook
        self._view = view
        self._left: dict[str, set[str]] = {}
        """Kind -> fields that are not wanted."""
        self._unwanted: set[str] = set()
        self._stale = self._filling = False
        self.work = Work(self)
        self._settled = QTimer(self)
        self._settled.setSingleShot(True)
        self._settled.setInterval(_SETTLES)
        self._settled.timeout.connect(self._count)
        self._build()
        self._recall()
        self._fill_kinds()
        self._connect()
        self.finish(_("Choose the file…"), self.export)
        SubmitKeys(self, self.export)
        self.finished.connect(self.work.close)
        self.formats.setFocus()

    # -- how it is laid out --------------------------------------------------------------------

    def _build(self) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(3 * theme.STEP)
        grid.setVerticalSpacing(2 * theme.STEP)
        grid.setColumnStretch(1, 1)
        self.formats = self._choice(_("Form"), [(str(f.label), f.name) for f in FORMATS])
        self.rows = self._choice(_("Rows"), self._row_choices())
        self.since = QLineEdit(self)
        self.since.setPlaceholderText(_("any time; 2025-01: from then on; 2024-03/2025-01: within"))
        self.since.setClearButtonEnabled(True)
        order = markings.order(self._casebook)
        none = (_("none: everything goes"), "")
        self.ceiling = self._choice(_("Marking ceiling"), [none, *((w, w) for w in order)])
        for row, (text, control) in enumerate((
            (_("&Form"), self.formats), (_("&Rows"), self.rows), (_("&Time"), self.since),
            (_("&Ceiling"), self.ceiling),
        )):  # fmt: skip
            grid.addWidget(label_for(text, control, self), row, 0)
            grid.addWidget(control, row, 1)
        self.column.addLayout(grid)
        self.meaning = Note(self)
        grid.addWidget(self.meaning, 4, 1)
        self.kinds = TickList(_("Kinds of record"), self)
        self.fields = TickList(_("Columns"), self)
        lower = QHBoxLayout()
        lower.setSpacing(3 * theme.STEP)
        lower.addLayout(self._titled(label_for(_("&Kinds"), self.kinds, self), self.kinds))
        self._of = label_for(_("C&olumns"), self.fields, self)
        lower.addLayout(self._titled(self._of, self.fields))
        self.column.addLayout(lower)
        self.told = QLabel(self)
        self.told.setTextFormat(Qt.TextFormat.PlainText)
        self.told.setWordWrap(True)
        self.told.setMinimumHeight(2 * self.told.fontMetrics().lineSpacing())
        self.column.addWidget(self.told)
        self.problem = Note(self)
        self.column.addWidget(self.problem)

    def _row_choices(self) -> list[tuple[str, str]]:
        found = [(_("all"), "")]
        if self._view is not None:
            shown = _("{table}, as shown ({n}), and what hangs on them",
                      table=self._view.label, n=f"{self._view.count:,}")  # fmt: skip
            found.append((shown, "view"))
        return found

    def _choice(self, name: str, words: list[tuple[str, str]]) -> Choice:
        made = Choice(self)
        made.setAccessibleName(name)
        for text, data in words:
            made.addItem(text, data)
        return made

    @staticmethod
    def _titled(label: QLabel, below: QWidget) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(theme.STEP)
        label.setAlignment(Qt.AlignmentFlag.AlignLeading)
        column.addWidget(label)
        column.addWidget(below)
        return column

    def _connect(self) -> None:
        self.formats.currentIndexChanged.connect(lambda _place: self._fill_kinds())
        self.rows.currentIndexChanged.connect(lambda _place: self._fill_kinds())
        self.ceiling.currentIndexChanged.connect(lambda _place: self._changed())
        self.since.textChanged.connect(lambda _text: self._changed())
        self.kinds.itemChanged.connect(self._kind_ticked)
        self.kinds.currentItemChanged.connect(self._moved)
        self.fields.itemChanged.connect(self._field_ticked)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._changed()

    # -- what there is to choose -----------------------------------------------------------------

    @property
    def form(self) -> Format:
        """The form that is chosen."""
        return formats.named(str(self.formats.currentData()))

    @property
    def _has_columns(self) -> bool:
        """Whether the form has columns to choose: one that holds any kind is made of tables."""
        return self.form.kinds is None

    @property
    def _of_view(self) -> bool:
        return self._view is not None and self.rows.currentData() == "view"

    def _offered(self) -> tuple[str, ...]:
        """The kinds that this form can hold, of these rows."""
        kinds = exported_kinds()
        if self._of_view and self._view is not None:
            kinds = with_hanging([self._view.query.kind])
        held = self.form.kinds
        # As the sheets follow each other.
        return tuple(
            layout.kind.name
            for layout in layouts()
            if layout.kind.name in kinds and (held is None or layout.kind.name in held)
        )

    def _fill_kinds(self) -> None:
        self._filling = True
        self.kinds.clear()
        for kind in self._offered():
            ticked = None if self.form.one_kind else kind not in self._unwanted
            self.kinds.put(str(KINDS[kind].many), kind, ticked)
        self.kinds.setCurrentRow(0)
        self._filling = False
        self._fill_fields()
        self._changed()

    def _fill_fields(self) -> None:
        """The columns of the kind that the list of kinds is at."""
        self._filling = True
        self.fields.clear()
        kind = self.kinds.current()
        can = bool(kind) and self._has_columns
        self._of.setText(_("C&olumns of {kind}", kind=str(KINDS[kind].many)) if kind else
                         _("C&olumns"))  # fmt: skip
        for name in fields_of(kind) if can else ():
            field = KINDS[kind].field(name)
            fixed = _("A row is nothing without it.") if field.required else ""
            self.fields.put(str(field.label), name, name not in self._left.get(kind, ()), fixed)
        self.fields.setEnabled(can)
        self._filling = False

    def _moved(self, *_items: object) -> None:
        if not self._filling:
            self._fill_fields()
            if self.form.one_kind:
                self._changed()

    def _kind_ticked(self, item: QListWidgetItem) -> None:
        if self._filling:
            return
        self._set(self._unwanted, item)
        self._changed()

    def _field_ticked(self, item: QListWidgetItem) -> None:
        of = self.kinds.current()
        if self._filling or not of:
            return
        self._set(self._left.setdefault(of, set()), item)
        self._changed()

    @staticmethod
    def _set(without: set[str], item: QListWidgetItem) -> None:
        name = named(item)
        if item.checkState() == Qt.CheckState.Checked:
            without.discard(name)
        else:
            without.add(name)

    # -- what is chosen --------------------------------------------------------------------------

    def _kinds(self) -> tuple[str, ...]:
        """The kinds that are ticked, or the one that is chosen."""
        if self.form.one_kind:
            return tuple(filter(None, [self.kinds.current()]))
        return tuple(kind for kind in self._offered() if kind not in self._unwanted)

    def selection(self) -> Selection:
        """What is chosen, all but the rows of the view: see `wanted`."""
        kinds = self._kinds()
        columns = {}
        if self._has_columns:
            for kind in kinds:
                left = self._left.get(kind)
                if left:
                    columns[kind] = tuple(n for n in fields_of(kind) if n not in left)
        every = set(kinds) == set(exported_kinds())
        return Selection(
            () if every else kinds, columns, {}, self.since.text().strip(), "",
            str(self.ceiling.currentData() or ""),
        )  # fmt: skip

    def wanted(self) -> Callable[[], Selection]:
        """What gives the whole selection; to be called in the worker, as it asks the record."""
        plain, casebook = self.selection(), self._casebook
        query = self._view.query if self._of_view and self._view is not None else None
        if query is None:
            return lambda: plain

        def with_rows() -> Selection:
            uids = lists.uids(casebook, query.kind, lists.ids(casebook, query))
            return replace(plain, uids={query.kind: frozenset(uids)})

        return with_rows

    def export(self) -> None:
        """Accept, or say what is wrong."""
        self.problem.clear()
        try:
            self._check()
        except Refused as refused:
            self.problem.warn(refused)
            return
        self._keep()
        self.accept()

    def _check(self) -> None:
        selection = self.selection()
        if not self._offered():
            raise Refused(
                message("This form has no room for the rows of that view"),
                what_to_do=message("Choose all rows, or another form."),
            )
        if not self._kinds():
            raise Refused(
                message("No kind of record is chosen"), what_to_do=message("Tick one at least.")
            )
        if selection.since:
            bounds(selection.since)

    def _changed(self) -> None:
        ceiling = self.ceiling.currentData()
        self.meaning.say(
            _("What is marked above it stays, and so does every cell and link that would give it"
              " away; such a cell reads “withheld”.")
            if ceiling else ""
        )  # fmt: skip
        self._settled.start()

    # -- how much that is ------------------------------------------------------------------------

    def _count(self) -> None:
        """Count what goes, beside the window; once more where something was changed meanwhile."""
        if self.work.busy:
            self._stale = True
            return
        self._stale = False
        self.problem.clear()
        try:
            self._check()
        except Refused as refused:
            self.told.setText("")
            self.problem.warn(refused)
            return
        casebook, make = self._casebook, self.wanted()

        def counted(told: Any) -> Counted:
            found = chosen(casebook, make(), told)
            return Counted(
                sum(map(len, found.rows.values())),
                sum(found.records_withheld.values()),
                sum(found.cells_withheld.values()),
            )

        job = self.work.start(counted)
        job.finished.connect(self._say)
        job.failed.connect(self._failed)

    def _say(self, counted: object) -> None:
        assert isinstance(counted, Counted)
        words = n_("{n} record goes out.", "{n} records go out.", counted.records)
        if self.ceiling.currentData():
            words += " " + _(
                "Withheld under “{ceiling}”: {records} and {cells}.",
                ceiling=self.ceiling.currentText(),
                records=n_("{n} record", "{n} records", counted.withheld),
                cells=n_("{n} cell", "{n} cells", counted.cells),
            )
        self.told.setText(words)
        if self._stale:
            self._count()

    def _failed(self, error: object) -> None:
        self.told.setText("")
        if isinstance(error, Refused):
            self.problem.warn(error)
        if self._stale:
            self._count()

    # -- as it was last time ---------------------------------------------------------------------

    def _keep(self) -> None:
        self._casebook.keep(KEPT, {
            "form": self.form.name,
            "ceiling": str(self.ceiling.currentData() or ""),
            "since": self.since.text().strip(),
            "without": sorted(self._unwanted),
            "columns without": {kind: sorted(left) for kind, left in self._left.items() if left},
        })  # fmt: skip

    def _recall(self) -> None:
        kept = self._casebook.kept(KEPT)
        if not isinstance(kept, dict):
            return
        for choice, key in ((self.formats, "form"), (self.ceiling, "ceiling")):
            choice.setCurrentIndex(max(0, choice.findData(str(kept.get(key) or ""))))
        self.since.setText(str(kept.get("since") or ""))
        self._unwanted = {str(kind) for kind in kept.get("without") or ()}
        columns = kept.get("columns without") or {}
        self._left = {str(kind): set(map(str, names)) for kind, names in columns.items()}


__all__ = ["Counted", "ExportDialog", "View"]
