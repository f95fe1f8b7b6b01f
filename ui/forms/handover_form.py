"""Handing a post over: to whom and when; the one act ends one post and begins the other."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QGridLayout, QLabel, QVBoxLayout, QWidget

from ui import theme
from ui.draft_controls import Controls
from ui.forms.editors import Editor
from ui.forms.frame import Form
from ui.forms.hanging_rows import add_by_name
from ui.forms.notes import label_for
from ui.forms.picker import Unknown
from workbench import handover, records
from workbench.casebook import Casebook
from workbench.kinds import KINDS
from workbench.messages import Message, Refused, _, message
from workbench.records import FieldErrors

WIDTH = 560
_FIELDS = ("stakeholder", "when", "source", "grade")
_LABELS: dict[str, Message] = {
    "stakeholder": message("To whom"),
    "when": message("On"),
}


class HandoverForm(Form):
    """Who takes over this post, from when on. `saved_uid` is the new post's."""

    def __init__(self, casebook: Casebook, post: str, parent: QWidget | None = None) -> None:
        super().__init__(WIDTH, parent)
        self._casebook = casebook
        self._post = post
        self.setWindowTitle(_("Hand over a post"))
        self._build(records.get(casebook, "post", post))
        self._begin(casebook, Controls(self._controls), ("handover", "post", post))
        self.editors["stakeholder"].control.setFocus()

    def _build(self, held: dict[str, Any]) -> None:
        column = QVBoxLayout(self.inner)
        column.setSpacing(3 * theme.STEP)
        told = QLabel(self._held(held), self.inner)
        told.setWordWrap(True)
        column.addWidget(told)
        grid = QGridLayout()
        grid.setHorizontalSpacing(3 * theme.STEP)
        grid.setVerticalSpacing(2 * theme.STEP)
        grid.setColumnStretch(1, 1)
        column.addLayout(grid)
        for row, name in enumerate(_FIELDS):
            field = KINDS["post"].field(name)
            exclude = held["stakeholder"] if name == "stakeholder" else None
            editor = Editor(field, self._casebook, self.inner, exclude)
            editor.show_value(None)
            words = str(_LABELS[name]) if name in _LABELS else str(field.label)
            editor.control.setAccessibleName(words)
            label = _("{label} *", label=words) if name in _LABELS else words
            grid.addWidget(label_for(label, editor.control, self.inner), row, 0)
            grid.addWidget(editor, row, 1)
            self.editors[name] = editor
        column.addStretch(1)

    def _held(self, held: dict[str, Any]) -> str:
        names = [uid for uid in (held["stakeholder"], held["at"]) if uid]
        called = records.labels(self._casebook, "stakeholder", names)
        who = called.get(held["stakeholder"], "")
        at = called.get(held["at"], "") if held["at"] else ""
        if at:
            return _("{post}, {at}: held by {who}", post=held["title"], at=at, who=who)
        return _("{post}: held by {who}", post=held["title"], who=who)

    def _controls(self) -> dict[str, QWidget]:
        return {name: editor.control for name, editor in self.editors.items()}

    def stops(self) -> list[QWidget]:
        return list(self._controls().values())

    def _snapshot(self) -> Any:
        return {name: editor.held() for name, editor in self.editors.items()}

    def _typed(self) -> tuple[dict[str, Any], Unknown | None]:
        """The values as they are read, and who is yet to be added."""
        given, errors = self._given()
        new = given.get("stakeholder")
        fresh = new if isinstance(new, Unknown) else None
        if fresh is not None:
            given["stakeholder"] = "new"
        try:
            values = records.clean("post", given, self._casebook.today, whole=False)
        except FieldErrors as wrong:
            errors = wrong.errors | errors
            values = {}
        for name in _LABELS:
            if name in given and not given[name]:
                errors[name] = Refused(message("This is needed"))
        if errors:
            raise FieldErrors(KINDS["post"], errors)
        return values, fresh

    def _write(self) -> str:
        values, fresh = self._typed()
        to, day = values.pop("stakeholder"), values.pop("when")
        with self._casebook.change(message("Hand over a post"), initiator=self) as change:
            if fresh is not None:
                to = add_by_name(change, KINDS["post"].field("stakeholder"), fresh.name)
            return handover.hand_over(self._casebook, change, self._post, to, day, values)
