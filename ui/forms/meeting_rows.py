"""The rows of a meeting's form: who took part, which asks came up, what one of us does next."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QLineEdit, QWidget

from ui.forms.controls import Choice, Words
from ui.forms.picker import RecordPicker, Unknown
from ui.forms.rows import RowWidget
from workbench import records
from workbench.casebook import Casebook
from workbench.events import ActionIn, AnswerIn, New, PartyIn
from workbench.kinds import ANSWERS, SIDES, STAKEHOLDER_KINDS
from workbench.messages import Refused, _, message
from workbench.values import read as read_value

OURS = "ours"


class PartyRow(RowWidget):
    """Who took part, in which part; for a name that is not there yet, what is known of it.

    In a row of our people, those who are put down on no side yet are put down on ours.
    """

    def __init__(self, casebook: Casebook, ours: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._casebook = casebook
        self._ours = ours
        self._post: str | None = None
        self.picker = RecordPicker(casebook, "stakeholder", self)
        theirs = _("Who took part, of their people and others")
        self.picker.setAccessibleName(_("Who took part, of our people") if ours else theirs)
        self.part = Words(casebook.words("part"), _("Part in it"), _("part"), self)
        self.line.addWidget(self.picker, 3)
        self.line.addWidget(self.part, 2)
        self.kind = Choice(self)
        self.kind.setAccessibleName(_("Kind of the new stakeholder"))
        for word, label in STAKEHOLDER_KINDS:
            self.kind.addItem(str(label), word)
        self.side = Choice(self)
        self.side.setAccessibleName(_("Side of the new stakeholder"))
        self.side.addItem(_("side"), None)
        for word, label in SIDES:
            self.side.addItem(str(label), word)
        self.side.setCurrentIndex(self.side.findData(OURS) if ours else 0)
        self.post = QLineEdit(self)
        self.post.setPlaceholderText(_("post, if known"))
        self.post.setAccessibleName(_("Post of the new stakeholder"))
        self.at = RecordPicker(casebook, "stakeholder", self, adding=False)
        self.at.setPlaceholderText(_("where (office, state …)"))
        self.at.setAccessibleName(_("Where the new stakeholder is"))
        for widget, share in ((self.kind, 3), (self.side, 3), (self.post, 4), (self.at, 4)):
            self.below.addWidget(widget, share)
        self._connect()
        self.finish()
        self._show_new(False)

    def _connect(self) -> None:
        self.picker.edited.connect(self._edited)
        self.picker.chosen.connect(self._chosen)
        self.picker.chosen.connect(self.filled)
        self.picker.wanted.connect(self._wanted)
        self.picker.unclear.connect(self.show_error)
        self.part.editTextChanged.connect(self.filled)
        self.at.unclear.connect(self.show_error)
        self.at.edited.connect(self._say_new)

    def stops(self) -> list[QWidget]:
        return [self.picker, self.part, self.kind, self.side, self.post, self.at]

    @property
    def blank(self) -> bool:
        return not (self.picker.text().strip() or self.part.currentText().strip())

    def show_party(self, party: PartyIn) -> None:
        """Hold a party that is there already, or a stakeholder to begin with."""
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
        if who is None:
            raise Refused(
                message("Nobody has this part"), what_to_do=message("Give a name, or empty it.")
            )
        if isinstance(who, Unknown):
            return PartyIn(self._new(who.name), part)
        return PartyIn(who, part, self._post, self.uid, OURS if self._ours else None)

    def _new(self, name: str) -> New:
        at = self.at.given()
        where = at if isinstance(at, str) else None
        post = self.post.text().strip() or None
        return New(
            name=name,
            kind=self.kind.currentData(),
            side=self.side.currentData(),
            post=post,
            at=where if post else None,
            part_of=None if post else where,
        )

    def _edited(self) -> None:
        self._post = None
        self._show_new(False)
        self.say("")
        self.filled.emit()

    def _chosen(self, uid: str) -> None:
        detail = self.picker.detail
        if self._ours and records.get(self._casebook, "stakeholder", uid)["side"] is None:
            detail = _("{known} · put down as ours when you save", known=detail)
        self.say(detail)

    def _wanted(self, name: str) -> None:
        self._show_new(True)
        self._say_new()

    def _say_new(self) -> None:
        self.say(_("New: added when you save, with what you know of it."))

    def _show_new(self, shown: bool) -> None:
        for widget in (self.kind, self.side, self.post, self.at):
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
        self.picker.chosen.connect(lambda: self.say(self.picker.detail))
        self.picker.chosen.connect(self.filled)
        self.picker.unclear.connect(self.show_error)
        self.answer.activated.connect(self.filled)
        self.notes.textEdited.connect(self.filled)
        self.finish()

    def _edited(self) -> None:
        self.say("")
        self.filled.emit()

    def stops(self) -> list[QWidget]:
        return [self.picker, self.answer, self.notes]

    @property
    def blank(self) -> bool:
        given = self.picker.text().strip(), self.notes.text().strip(), self.answer.currentData()
        return not any(given)

    def show_answer(self, answer: AnswerIn) -> None:
        """Hold an answer that is there already."""
        self.uid = answer.uid
        self.picker.show_uid(answer.ask)
        self.answer.setCurrentIndex(max(0, self.answer.findData(answer.answer or "")))
        self.notes.setText(answer.notes or "")
        self.notes.setCursorPosition(0)
        self.filled.emit()

    def given(self) -> AnswerIn:
        """The answer. `Refused` where the ask is none."""
        ask = self.picker.given()
        if not isinstance(ask, str):
            raise Refused(
                message("The ask is missing"),
                what_to_do=message("Choose the one that was answered, or empty the row."),
            )
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
        self.by.editingFinished.connect(self._check)
        self.owner.activated.connect(self.filled)
        self.finish()

    def _edited(self) -> None:
        self.say("")
        self.filled.emit()

    def _check(self) -> None:
        from ui.forms.editors import taken_for

        try:
            due = self._read_due()
        except Refused as refused:
            self.show_error(refused)
            return
        self.say(_("by {date}", date=taken_for(due, self._casebook.today)) if due else "")

    def _read_due(self) -> str | None:
        due = read_value(self._due, self.by.text(), self._casebook.today, prefer="future")
        return None if due is None else str(due)

    def stops(self) -> list[QWidget]:
        return [self.what, self.owner, self.by]

    @property
    def blank(self) -> bool:
        return not (self.what.text().strip() or self.by.text().strip() or self.owner.currentData())

    def show_action(self, action: ActionIn) -> None:
        """Hold an action that is there already."""
        self.uid, self._done = action.uid, action.done
        self.what.setText(action.what)
        self.what.setCursorPosition(0)
        self.owner.setCurrentIndex(max(0, self.owner.findData(action.owner)))
        self.by.setText(action.due or "")
        self.filled.emit()

    def given(self) -> ActionIn:
        """The action. `Refused` where it says nothing, or its date is none."""
        what = self.what.text().strip()
        if not what:
            raise Refused(message("Say what has to be done"))
        return ActionIn(what, self.owner.currentData(), self._read_due(), self._done, self.uid)
