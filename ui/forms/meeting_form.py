"""Logging a meeting, or any other event: who, when, what was said, what came up, what next."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from ui import theme
from ui.draft_controls import Controls
from ui.forms.editors import Editor
from ui.forms.frame import Form
from ui.forms.marking_choice import foretell_meeting, foretell_part
from ui.forms.meeting_rows import ActionRow, AnswerRow, PartyRow
from ui.forms.notes import label_for
from ui.forms.picker import Unknown
from ui.forms.rows import Rows, RowWidget, SaidBeneath
from workbench import events, records, values, when
from workbench.casebook import Casebook
from workbench.events import AnswerIn, Meeting, NewSource, PartyIn
from workbench.kinds import KINDS, MEETINGS
from workbench.messages import Refused, _, message
from workbench.records import FieldErrors

_EVENT = KINDS["event"]


WIDTH = 1180


class MeetingForm(Form):
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
        super().__init__(WIDTH, parent)
        self._casebook = casebook
        self.uid = uid
        self._build()
        if uid is None:
            self._show(Meeting(kind=kind, parties=tuple(PartyIn(each) for each in parties)))
        else:
            self._show(events.meeting_of(casebook, uid))
        if uid is None:
            foretell_meeting(casebook, self.editors, (self.theirs, self.ours), self.answers)
        foretell_part(self.editors["marking"], self.editors["sensitive_marking"])
        self._set_title()
        self._begin(casebook, self._controls(), ("event", "event", uid))
        (self.theirs.start().first() if uid is None else self.editors["when"].control).setFocus()

    def _set_title(self) -> None:
        meeting = self.editors["kind"].given() in MEETINGS
        if self.uid is None:
            self.setWindowTitle(_("Log a meeting") if meeting else _("Log an event"))
        else:
            self.setWindowTitle(_("Edit the meeting") if meeting else _("Edit the event"))

    # -- how it is laid out --------------------------------------------------------------------

    def _build(self) -> None:
        columns = QHBoxLayout(self.inner)
        columns.setSpacing(6 * theme.STEP)
        columns.addLayout(self._left(self.inner), 1)
        columns.addLayout(self._right(self.inner), 1)
        for group in self._groups():
            group.reshaped.connect(self.chain)
        clocked = self.editors["when"].control
        assert isinstance(clocked, QLineEdit)
        clocked.editingFinished.connect(self._part_clock)

    def _groups(self) -> tuple[Rows, Rows, Rows, Rows]:
        return self.theirs, self.ours, self.answers, self.next_steps

    def _controls(self) -> Controls:
        names = ("theirs", "ours", "answers", "next_steps")
        groups = dict(zip(names, self._groups(), strict=True))
        return Controls(lambda: {n: each.control for n, each in self.editors.items()}, groups)

    def stops(self) -> list[QWidget]:
        edited = {name: editor.control for name, editor in self.editors.items()}
        first = [edited[name] for name in ("when", "clock", "kind", "channel", "place", "title")]
        first += [edited["sensitive_part"], edited["sensitive_marking"]]
        last = [edited[name] for name in ("source", "grade", "marking", "notes")]
        people = self.theirs.stops() + self.ours.stops()
        came = self.answers.stops() + self.next_steps.stops()
        return [*people, *first, edited["said"], *came, *last]

    def _left(self, parent: QWidget) -> QVBoxLayout:
        left = QVBoxLayout()
        left.setSpacing(3 * theme.STEP)
        self.theirs = Rows(_("&Their people and others"), lambda: self._party_row(False), parent)
        self.ours = Rows(_("&Our people"), lambda: self._party_row(True), parent)
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
        left.addLayout(self._sensitive(parent))
        left.addStretch(1)
        title = self.editors["title"].control
        title.setProperty("placeholderText", _("made from the parties where left empty"))
        self.editors["kind"].changed.connect(self._set_title)
        return left

    def _sensitive(self, parent: QWidget) -> QVBoxLayout:
        """What must travel less far than the rest, with a marking of its own."""
        apart = QVBoxLayout()
        apart.setSpacing(theme.STEP)
        text = self._field("sensitive_part", parent)
        heading = QLabel(text.label(), parent)
        heading.setBuddy(text.control)
        marked = QHBoxLayout()
        marked.setSpacing(2 * theme.STEP)
        marking = self._field("sensitive_marking", parent)
        marked.addWidget(self._label("sensitive_marking", parent))
        marked.addWidget(marking, 1)
        apart.addWidget(heading)
        apart.addWidget(text)
        apart.addLayout(marked)
        return apart

    def _put(
        self, grid: QGridLayout, parent: QWidget, name: str, row: int, column: int, span: int
    ) -> None:
        editor = self._field(name, parent)
        top = Qt.AlignmentFlag.AlignTop
        grid.addWidget(self._label(name, parent), row, column)
        grid.addWidget(editor, row, column + 1, 1, span, top)

    def _label(self, name: str, parent: QWidget) -> QWidget:
        editor = self.editors[name]
        # A title is never asked for: it is made where it is left empty.
        text = str(editor.field.label) if name == "title" else editor.label()
        return label_for(text, editor.control, parent)

    def _field(self, name: str, parent: QWidget) -> Editor:
        editor = Editor(_EVENT.field(name), self._casebook, parent)
        self.editors[name] = editor
        return editor

    def _right(self, parent: QWidget) -> QVBoxLayout:
        right = QVBoxLayout()
        right.setSpacing(3 * theme.STEP)
        said = self._field("said", parent)
        heading = QLabel(said.label(), parent)
        heading.setBuddy(said.control)
        spoken = QVBoxLayout()
        spoken.setSpacing(theme.STEP)
        spoken.addWidget(heading)
        spoken.addWidget(said)
        right.addLayout(spoken)
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
        more = QGridLayout()
        more.setHorizontalSpacing(2 * theme.STEP)
        more.setVerticalSpacing(2 * theme.STEP)
        self._put(more, parent, "source", 0, 0, 3)
        self._put(more, parent, "grade", 1, 0, 1)
        self._put(more, parent, "marking", 1, 2, 1)
        self._put(more, parent, "notes", 2, 0, 3)
        more.setColumnStretch(1, 1)
        more.setColumnStretch(3, 1)
        right.addLayout(more)
        right.addStretch(1)
        return right

    def _party_row(self, ours: bool) -> PartyRow:
        return PartyRow(self._casebook, ours)

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

    def _snapshot(self) -> Any:
        rows = [[_or_text(row.given) for row in group.filled_rows()] for group in self._groups()]
        return rows, [editor.held() for editor in self.editors.values()]

    def _part_clock(self) -> None:
        """A clock time typed with the date goes into its own field, where that is free."""
        box, clock = self.editors["when"], self.editors["clock"]
        try:
            given = values.read(box.field, box.given(), self._casebook.today)
        except Refused:
            return
        day, parted, time = str(given or "").partition("T")
        if not parted or "/" in day + time or clock.given().strip():
            return
        hours, seconds, offset = time[:5], time[5:8], time[8:]
        if seconds == ":00":
            box.show_value(day)
            clock.show_value(when.clock(hours + offset))

    def meeting(self) -> Meeting:
        """What was typed. `FieldErrors` where a field is wrong, `SaidBeneath` where a row is."""
        self._part_clock()
        typed, errors = self._given()
        rows, sound = self._rows_given()
        source = typed.get("source")
        title = str(typed.get("title") or "").strip()
        found: dict[str, Any] = {}
        try:
            stand_ins = typed | {"title": title or "-"}
            if isinstance(source, Unknown):
                stand_ins["source"] = "new"
            found = records.clean("event", stand_ins, self._casebook.today)
        except FieldErrors as wrong:
            errors = wrong.errors | errors
        if errors:
            raise FieldErrors(_EVENT, errors)
        if not sound:
            raise SaidBeneath
        if isinstance(source, Unknown):
            found["source"] = NewSource(source.name)
        return Meeting(**found | {"title": title}, **rows)

    def _rows_given(self) -> tuple[dict[str, Any], bool]:
        given: dict[str, list[Any]] = {"parties": [], "answers": [], "actions": []}
        taken: set[tuple[Any, Any]] = set()
        sound = True
        for name, group in zip(
            ("parties", "parties", "answers", "actions"), self._groups(), strict=True
        ):
            for row in group.filled_rows():
                try:
                    one = row.given()
                    _refuse_twice(row, one, taken)
                    given[name].append(one)
                except Refused as refused:
                    row.show_error(refused)
                    sound = False
        return given, sound

    # -- saving --------------------------------------------------------------------------------

    def _write(self) -> str:
        meeting = self.meeting()
        if self.uid is None:
            return events.log_meeting(self._casebook, meeting, initiator=self)
        events.edit_meeting(self._casebook, self.uid, meeting, initiator=self)
        return self.uid

    def _show_errors(self, errors: FieldErrors) -> None:
        for name, refused in errors.errors.items():
            if name in self.editors:
                self.editors[name].show_error(refused)
            else:
                self.problem.warn(str(errors))


def _refuse_twice(row: RowWidget, given: Any, taken: set[tuple[Any, Any]]) -> None:
    """Refuse a row that says once more what one above says; one saved so before may stay.

    One party may have two parts in an event, but not a part and none.
    """
    if isinstance(given, PartyIn):
        # Two new ones of one name are one.
        named = given.stakeholder
        mark = (named if isinstance(named, str) else named.name.casefold(), given.part)
        parts = [part for who, part in taken if who == mark[0]]
        twice = bool(parts) and (None in (*parts, given.part) or given.part in parts)
        what = message("This party stands above already")
        to_do = message("Take one of the two out, or give each its own part.")
    elif isinstance(given, AnswerIn):
        mark = (given.ask, None)
        twice = mark in taken
        what = message("This ask stands above already")
        to_do = message("Take one of the two out.")
    else:
        return
    if twice and row.uid is None:
        raise Refused(what, what_to_do=to_do)
    taken.add(mark)


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
