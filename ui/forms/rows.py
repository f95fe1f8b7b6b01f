"""Rows of a form that there may be any number of: who took part, which asks came up, what next.

The last row is always blank: filling it in makes the next one, so that a list of any length is
typed without a button. Blank rows are not saved.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from ui import theme
from ui.forms.editors import Choice
from ui.forms.picker import RecordPicker, Unknown
from workbench import lookup, when
from workbench.casebook import Casebook
from workbench.events import ActionIn, AnswerIn, New, PartyIn
from workbench.kinds import ANSWERS, STAKEHOLDER_KINDS
from workbench.messages import Refused, _
from workbench.values import read as read_value


class RowWidget(QWidget):
    """One row. `filled` when it was given something; what is wrong stands beneath it."""

    filled = Signal()
    removed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.uid: str | None = None
        self.line = QHBoxLayout()
        self.line.setContentsMargins(0, 0, 0, 0)
        self.line.setSpacing(theme.STEP)
        self.below = QHBoxLayout()
        self.below.setContentsMargins(4 * theme.STEP, 0, 0, 0)
        self.below.setSpacing(theme.STEP)
        self.note = QLabel(self)
        self.note.setFont(theme.font("caption"))
        self.note.setTextFormat(Qt.TextFormat.PlainText)
        self.note.setWordWrap(True)
        self.note.hide()
        self.remove = QToolButton(self)
        self.remove.setText("✕")
        self.remove.setAutoRaise(True)
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
        self.line.addWidget(self.remove)

    @property
    def blank(self) -> bool:
        """Whether nothing was given yet."""
        raise NotImplementedError

    def first(self) -> QWidget:
        """What takes the keyboard first."""
        raise NotImplementedError

    def given(self) -> Any:
        """What was given. `Refused` where it means nothing."""
        raise NotImplementedError

    def show_error(self, refused: Refused) -> None:
        """Say beneath the row what is wrong."""
        self._say(_("✕ {error}", error=str(Refused(refused.what, "", refused.what_to_do))), True)

    def say(self, text: str) -> None:
        """Say something quiet beneath the row; nothing for an empty text."""
        self._say(text, False)

    def _say(self, text: str, wrong: bool) -> None:
        colours = theme.current()
        ground = f"background: {colours.warning_ground.name()};" if wrong else ""
        colour = colours.text if wrong else colours.muted
        self.note.setStyleSheet(f"color: {colour.name()}; padding: 0 4px; {ground}")
        self.note.setText(text)
        self.note.setVisible(bool(text))
        self.wrong = wrong

    wrong = False


class Rows(QWidget):
    """A list of rows under a heading; `make` gives a blank one."""

    changed = Signal()

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
        row.filled.connect(self.changed)
        row.removed.connect(self._take_out)
        if self.rows:
            QWidget.setTabOrder(self.rows[-1].remove, row.first())
        else:
            self._heading.setBuddy(row.first())
        self.rows.append(row)
        self._layout.addWidget(row)
        self._show_removes()
        return row

    def start(self) -> RowWidget:
        """The blank row that the next entry goes into."""
        return self.rows[-1]

    def filled_rows(self) -> list[RowWidget]:
        """The rows that were given something."""
        return [row for row in self.rows if not row.blank]

    def _grow(self) -> None:
        if not self.rows[-1].blank:
            self.add()
        self._show_removes()

    def _show_removes(self) -> None:
        for row in self.rows:
            # Kept in its place while unseen, so that columns stay aligned.
            policy = row.remove.sizePolicy()
            policy.setRetainSizeWhenHidden(True)
            row.remove.setSizePolicy(policy)
            row.remove.setVisible(not row.blank)

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
        self.changed.emit()


class PartyRow(RowWidget):
    """Who took part, in which part; for a name that is not there yet, what is known of it."""

    def __init__(self, casebook: Casebook, side: str | None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._casebook = casebook
        self._side = side
        self._post: str | None = None
        self.picker = RecordPicker(casebook, "stakeholder", self)
        self.picker.setAccessibleName(_("Who took part"))
        self.part = words_box(casebook.words("part"), _("part"), _("Part in it"), self)
        self.line.addWidget(self.picker, 3)
        self.line.addWidget(self.part, 2)
        self.kind = Choice(self)
        self.kind.setAccessibleName(_("Kind of the new stakeholder"))
        for word, label in STAKEHOLDER_KINDS:
            self.kind.addItem(str(label), word)
        self.post = QLineEdit(self)
        self.post.setPlaceholderText(_("post, if known"))
        self.post.setAccessibleName(_("Post of the new stakeholder"))
        self.at = RecordPicker(casebook, "stakeholder", self, adding=False)
        self.at.setPlaceholderText(_("where (office, state …)"))
        self.at.setAccessibleName(_("Where the new stakeholder is"))
        for widget in (self.kind, self.post, self.at):
            self.below.addWidget(widget)
        self.picker.edited.connect(self._edited)
        self.picker.chosen.connect(self._chosen)
        self.picker.wanted.connect(self._wanted)
        self.finish()
        self._show_new(False)

    def first(self) -> QWidget:
        return self.picker

    @property
    def blank(self) -> bool:
        return not self.picker.text().strip()

    def show_party(self, party: PartyIn) -> None:
        """Hold a party that is there already."""
        self.uid = party.uid
        self._post = party.post
        if isinstance(party.stakeholder, str):
            self.picker.show_uid(party.stakeholder)
        self.part.setEditText(party.part or "")
        self.say(party.post or "")
        self.filled.emit()

    def given(self) -> PartyIn:
        """The party. `Refused` where the name fits nobody, or several."""
        part = self.part.currentText().strip() or None
        who = self.picker.given()
        if isinstance(who, Unknown):
            at = self.at.given()
            return PartyIn(
                New(
                    name=who.name,
                    kind=self.kind.currentData(),
                    side=self._side,
                    post=self.post.text().strip() or None,
                    at=at if isinstance(at, str) and self.post.text().strip() else None,
                    part_of=at if isinstance(at, str) and not self.post.text().strip() else None,
                ),
                part,
            )
        if who is None:
            raise Refused(_("The name is missing"))
        return PartyIn(who, part, self._post, self.uid)

    def _edited(self) -> None:
        self._post = None
        self._show_new(False)
        self.say("")
        self.filled.emit()

    def _chosen(self, uid: str) -> None:
        self._show_new(False)
        for found in lookup.complete(self._casebook, self.picker.text(), 8):
            if found.uid == uid:
                known = [part for part in (found.post, found.organisation) if part]
                if found.last_meeting:
                    met = when.wording(when.parse(found.last_meeting), self._casebook.today)
                    known.append(_("last met {date}", date=met))
                self.say(" · ".join(known))
        self.filled.emit()

    def _wanted(self, name: str) -> None:
        self.say(_("New: it is added when you save. What is it, and what post has it?"))
        self._show_new(True)
        self.filled.emit()
        self.kind.setFocus()

    def _show_new(self, shown: bool) -> None:
        for widget in (self.kind, self.post, self.at):
            widget.setVisible(shown)


class AnswerRow(RowWidget):
    """An ask that came up, and what the other side said to it."""

    def __init__(self, casebook: Casebook, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.picker = RecordPicker(casebook, "ask", self)
        self.picker.setAccessibleName(_("Ask that came up"))
        self.picker.setPlaceholderText(_("type part of the ask"))
        self.answer = Choice(self)
        self.answer.setAccessibleName(_("Answer"))
        self.answer.addItem(_("came up"), "")
        for word, label in ANSWERS:
            self.answer.addItem(str(label), word)
        self.notes = QLineEdit(self)
        self.notes.setPlaceholderText(_("in which words"))
        self.notes.setAccessibleName(_("What was said to this ask"))
        self.line.addWidget(self.picker, 3)
        self.line.addWidget(self.answer, 2)
        self.line.addWidget(self.notes, 2)
        self.picker.edited.connect(self._edited)
        self.finish()

    def _edited(self) -> None:
        self.say("")
        self.filled.emit()

    def first(self) -> QWidget:
        return self.picker

    @property
    def blank(self) -> bool:
        return not self.picker.text().strip()

    def show_answer(self, answer: AnswerIn) -> None:
        """Hold an answer that is there already."""
        self.uid = answer.uid
        self.picker.show_uid(answer.ask)
        self.answer.setCurrentIndex(max(0, self.answer.findData(answer.answer or "")))
        self.notes.setText(answer.notes or "")
        self.filled.emit()

    def given(self) -> AnswerIn:
        """The answer. `Refused` where the ask is none."""
        ask = self.picker.given()
        if not isinstance(ask, str):
            raise Refused(_("The ask is missing"))
        notes = self.notes.text().strip() or None
        return AnswerIn(ask, self.answer.currentData() or None, notes, self.uid)


class ActionRow(RowWidget):
    """What one of us does next, who, by when."""

    def __init__(self, casebook: Casebook, due: Any, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._casebook = casebook
        self._due = due
        self._done = False
        self.what = QLineEdit(self)
        self.what.setPlaceholderText(_("what has to be done"))
        self.what.setAccessibleName(_("What we do next"))
        self.owner = Choice(self)
        self.owner.setAccessibleName(_("Owner"))
        self.owner.addItem(_("nobody yet"), None)
        for member in casebook.members():
            self.owner.addItem(member.label, member.uid)
        self.by = QLineEdit(self)
        self.by.setPlaceholderText(_("by when"))
        self.by.setAccessibleName(_("Due"))
        self.line.addWidget(self.what, 3)
        self.line.addWidget(self.owner, 2)
        self.line.addWidget(self.by, 2)
        self.what.textEdited.connect(self._edited)
        self.by.textEdited.connect(self._edited)
        self.finish()

    def _edited(self) -> None:
        self.say("")
        self.filled.emit()

    def first(self) -> QWidget:
        return self.what

    @property
    def blank(self) -> bool:
        return not self.what.text().strip() and not self.by.text().strip()

    def show_action(self, action: ActionIn) -> None:
        """Hold an action that is there already."""
        self.uid, self._done = action.uid, action.done
        self.what.setText(action.what)
        self.owner.setCurrentIndex(max(0, self.owner.findData(action.owner)))
        self.by.setText(action.due or "")
        self.filled.emit()

    def given(self) -> ActionIn:
        """The action. `Refused` where it says nothing, or its date is none."""
        what = self.what.text().strip()
        if not what:
            raise Refused(_("Say what has to be done"))
        due = read_value(self._due, self.by.text(), self._casebook.today, prefer="future")
        date = None if due is None else str(due)
        return ActionIn(what, self.owner.currentData(), date, self._done, self.uid)


def words_box(words: Sequence[str], hint: str, name: str, parent: QWidget) -> QComboBox:
    """A drop-down of one of the casebook's own lists, into which a new word may be typed."""
    box = Choice(parent)
    box.setEditable(True)
    box.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
    box.addItem("")
    box.addItems(list(words))
    box.setAccessibleName(name)
    line = box.lineEdit()
    if line is not None:
        line.setPlaceholderText(hint)
        line.setAccessibleName(name)
    return box
