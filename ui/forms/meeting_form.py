"""Logging a meeting, or any other event: who, when, what was said, what came up, what next."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QFormLayout,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from ui import theme
from ui.forms.editors import Editor, SubmitKeys
from ui.forms.picker import Unknown
from ui.forms.record_form import add_by_name, leave_unsaved, save_buttons
from ui.forms.rows import ActionRow, AnswerRow, PartyRow, Rows, RowWidget
from workbench import events, records
from workbench.casebook import Casebook
from workbench.events import Meeting, PartyIn
from workbench.kinds import KINDS, MEETINGS
from workbench.messages import Refused, _, message
from workbench.records import FieldErrors

_EVENT = KINDS["event"]


class MeetingForm(QDialog):
    """The form of one event; `uid` None logs a new one. `saved_uid` once it was accepted.

    `parties` are uids of stakeholders that a new one starts out with.
    """

    def __init__(
        self,
        casebook: Casebook,
        parent: QWidget | None = None,
        *,
        uid: str | None = None,
        kind: str = "meeting",
        parties: Sequence[str] = (),
    ) -> None:
        super().__init__(parent)
        self._casebook = casebook
        self.uid = uid
        self.saved_uid: str | None = None
        self.editors: dict[str, Editor] = {}
        self._build()
        if uid is None:
            self._show(Meeting(kind=kind, parties=tuple(PartyIn(each) for each in parties)))
        else:
            self._show(events.meeting_of(casebook, uid))
        self._set_title()
        self._started = self._typed()
        SubmitKeys(self, self.save)
        (self.theirs.start().first() if uid is None else self.editors["when"].control).setFocus()

    def _set_title(self) -> None:
        meeting = self.editors["kind"].given() in MEETINGS
        if self.uid is None:
            self.setWindowTitle(_("Log a meeting") if meeting else _("Log an event"))
        else:
            self.setWindowTitle(_("Edit the meeting") if meeting else _("Edit the event"))

    # -- how it is laid out --------------------------------------------------------------------

    def _build(self) -> None:
        inner = QWidget(self)
        columns = QHBoxLayout(inner)
        columns.setSpacing(6 * theme.STEP)
        columns.addLayout(self._left(inner), 1)
        columns.addLayout(self._right(inner), 1)
        area = QScrollArea(self)
        area.setWidget(inner)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setAccessibleName(_("Meeting"))
        self.problem = QLabel(self)
        self.problem.setWordWrap(True)
        self.problem.setTextFormat(Qt.TextFormat.PlainText)
        self.problem.hide()
        self.buttons = save_buttons(self)
        self.buttons.accepted.connect(self.save)
        self.buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(area, 1)
        layout.addWidget(self.problem)
        layout.addWidget(self.buttons)
        self.resize(1120, 660)

    def _left(self, parent: QWidget) -> QVBoxLayout:
        left = QVBoxLayout()
        left.setSpacing(3 * theme.STEP)
        self.theirs = Rows(_("&Their people and others"), lambda: self._party_row("theirs"), parent)
        self.ours = Rows(_("&Our people"), lambda: self._party_row("ours"), parent)
        left.addWidget(self.theirs)
        left.addWidget(self.ours)
        left.addWidget(_rule(parent))
        grid = QGridLayout()
        grid.setHorizontalSpacing(2 * theme.STEP)
        grid.setVerticalSpacing(2 * theme.STEP)
        for row, names in enumerate((("when", "clock"), ("kind", "channel"), ("place",),
                                     ("title",))):  # fmt: skip
            for column, name in enumerate(names):
                span = 3 if len(names) == 1 else 1
                self._put(grid, parent, name, row, 2 * column, span)
        grid.setColumnStretch(1, 3)
        grid.setColumnStretch(3, 2)
        left.addLayout(grid)
        left.addStretch(1)
        title = self.editors["title"].control
        title.setProperty("placeholderText", _("made from the parties where left empty"))
        self.editors["kind"].changed.connect(self._set_title)
        return left

    def _put(
        self, grid: QGridLayout, parent: QWidget, name: str, row: int, column: int, span: int
    ) -> None:
        label, editor = self._field(name, parent)
        top = Qt.AlignmentFlag.AlignTop
        grid.addWidget(label, row, column, Qt.AlignmentFlag.AlignRight | top)
        grid.addWidget(editor, row, column + 1, 1, span, top)

    def _field(self, name: str, parent: QWidget) -> tuple[QLabel, Editor]:
        field = _EVENT.field(name)
        editor = Editor(field, self._casebook, parent)
        self.editors[name] = editor
        # A title is never asked for: it is made where it is left empty.
        text = str(field.label) if name == "title" else editor.label()
        label = QLabel(text, parent)
        label.setBuddy(editor.control)
        label.setContentsMargins(0, theme.STEP, 0, 0)
        return label, editor

    def _right(self, parent: QWidget) -> QVBoxLayout:
        right = QVBoxLayout()
        right.setSpacing(3 * theme.STEP)
        label, said = self._field("said", parent)
        right.addWidget(label)
        right.addWidget(said)
        due = KINDS["action"].field("due")
        self.answers = Rows(
            _("&Asks that came up, and the answer"), lambda: AnswerRow(self._casebook), parent
        )
        self.next_steps = Rows(
            _("What we do &next"), lambda: ActionRow(self._casebook, due), parent
        )
        right.addWidget(self.answers)
        right.addWidget(self.next_steps)
        right.addWidget(_rule(parent))
        more = QFormLayout()
        more.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        more.setVerticalSpacing(2 * theme.STEP)
        for name in ("source", "grade", "marking", "notes"):
            label, editor = self._field(name, parent)
            more.addRow(label, editor)
        right.addLayout(more)
        right.addStretch(1)
        return right

    def _party_row(self, side: str) -> PartyRow:
        return PartyRow(self._casebook, side)

    # -- what it holds -------------------------------------------------------------------------

    def _show(self, meeting: Meeting) -> None:
        for name, editor in self.editors.items():
            editor.show_value(getattr(meeting, name) or None)
        for party in meeting.parties:
            _last(self._rows_for(party), PartyRow).show_party(party)
        for answer in meeting.answers:
            _last(self.answers, AnswerRow).show_answer(answer)
        for action in meeting.actions:
            _last(self.next_steps, ActionRow).show_action(action)

    def _rows_for(self, party: PartyIn) -> Rows:
        if not isinstance(party.stakeholder, str):
            return self.theirs
        side = records.get(self._casebook, "stakeholder", party.stakeholder)["side"]
        return self.ours if side == "ours" else self.theirs

    def _typed(self) -> tuple[Any, ...]:
        """All that the form holds, to be compared."""
        rows = [
            [_or_text(row.given) for row in group.filled_rows()]
            for group in (self.theirs, self.ours, self.answers, self.next_steps)
        ]
        fields = [_or_text(editor.given) for editor in self.editors.values()]
        return (*rows, fields)

    @property
    def dirty(self) -> bool:
        """Whether anything was typed that is not saved."""
        return self._typed() != self._started

    def meeting(self) -> tuple[Meeting, dict[str, Unknown]]:
        """What was typed, and the links of it whose records are yet to be made.

        `FieldErrors` where a field is wrong; rows say beneath them what is, and raise the same.
        """
        errors: dict[str, Refused] = {}
        typed: dict[str, Any] = {}
        for name, editor in self.editors.items():
            try:
                typed[name] = editor.given()
            except Refused as refused:
                errors[name] = refused
        fresh = {name: value for name, value in typed.items() if isinstance(value, Unknown)}
        rows = self._rows_given(errors)
        values: dict[str, Any] = {}
        try:
            title = typed.get("title") or "-"
            stand_ins = typed | dict.fromkeys(fresh, "new") | {"title": title}
            values = records.clean("event", stand_ins, self._casebook.today)
        except FieldErrors as wrong:
            errors |= wrong.errors
        if errors:
            raise FieldErrors(_EVENT, errors)
        values["title"] = str(typed.get("title") or "").strip()
        return Meeting(**values, **rows), fresh

    def _rows_given(self, errors: dict[str, Refused]) -> dict[str, Any]:
        given: dict[str, list[Any]] = {"parties": [], "answers": [], "actions": []}
        for name, groups in (
            ("parties", (self.theirs, self.ours)),
            ("answers", (self.answers,)),
            ("actions", (self.next_steps,)),
        ):
            for group in groups:
                for row in group.filled_rows():
                    assert isinstance(row, PartyRow | AnswerRow | ActionRow)
                    try:
                        given[name].append(row.given())
                    except Refused as refused:
                        row.show_error(refused)
                        errors[name] = refused
        return given

    # -- saving --------------------------------------------------------------------------------

    def save(self) -> None:
        """Save and close; or say beside each field what is wrong, and stay."""
        self.problem.hide()
        for editor in self.editors.values():
            editor.clear_error()
        try:
            self.saved_uid = self._write()
        except FieldErrors as errors:
            self._show_errors(errors)
            return
        except Refused as refused:
            self.problem.setText(str(refused))
            self.problem.show()
            return
        self.accept()

    def _write(self) -> str:
        meeting, fresh = self.meeting()
        added = {name: self._added(name, unknown) for name, unknown in fresh.items()}
        if added:
            meeting = Meeting(**{**meeting.__dict__, **added})
        if self.uid is None:
            return events.log_meeting(self._casebook, meeting, initiator=self)
        events.edit_meeting(self._casebook, self.uid, meeting, initiator=self)
        return self.uid

    def _added(self, name: str, unknown: Unknown) -> str:
        kind = _EVENT.field(name).link
        with self._casebook.change(message("Add {kind}", kind=KINDS[kind].one)) as change:
            return add_by_name(change, kind, unknown.name)

    def _show_errors(self, errors: FieldErrors) -> None:
        for name, refused in errors.errors.items():
            if name in self.editors:
                self.editors[name].show_error(refused)
        for name, editor in self.editors.items():
            if name in errors.errors:
                editor.control.setFocus()
                return
        wrong = [row for row in self._all_rows() if row.wrong]
        if wrong:
            wrong[0].first().setFocus()

    def _all_rows(self) -> list[RowWidget]:
        return [
            row for group in (self.theirs, self.ours, self.answers, self.next_steps)
            for row in group.rows
        ]  # fmt: skip

    def reject(self) -> None:
        """Close without saving; asks first where something was typed."""
        if self.dirty and not leave_unsaved(self):
            return
        super().reject()


RowT = TypeVar("RowT", bound=RowWidget)


def _last(rows: Rows, kind: type[RowT]) -> RowT:
    row = rows.start()
    assert isinstance(row, kind)
    return row


def _or_text(give: Callable[[], Any]) -> Any:
    try:
        return give()
    except Refused as refused:
        return str(refused)


def _rule(parent: QWidget) -> QFrame:
    line = QFrame(parent)
    line.setFrameShape(QFrame.Shape.HLine)
    line.setStyleSheet(f"color: {theme.current().rule.name()};")
    return line
