"""One record's form, made from its kind's descriptions: to add, or to edit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from ui import theme
from ui.draft_controls import Controls
from ui.duplicates_entry import MayBe
from ui.forms.editors import Editor
from ui.forms.frame import Form
from ui.forms.hanging_rows import HANGING, HangingRows, add_by_name
from ui.forms.marking_choice import foretell_record
from ui.forms.notes import label_for
from ui.forms.picker import Unknown
from ui.forms.rows import SaidBeneath
from workbench import records
from workbench.casebook import Casebook
from workbench.kinds import KINDS
from workbench.messages import Message, _, message
from workbench.records import FieldErrors

WIDTH = 560


class RecordForm(Form):
    """A record of one kind; `uid` None adds one, which starts out with the values of `preset`.

    What hangs on it and is best typed with it (a stakeholder's other names and posts, an ask's
    items) has rows of its own, and is saved in the same act.
    """

    def __init__(
        self,
        casebook: Casebook,
        kind: str,
        uid: str | None = None,
        preset: Mapping[str, Any] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(WIDTH + (80 if kind in HANGING else 0), parent)
        self._casebook = casebook
        self.kind = KINDS[kind]
        self.uid = uid
        self.hanging: list[HangingRows] = []
        self.may_be: MayBe | None = None
        named = str(self.kind.one)
        self.setWindowTitle(_("Edit: {kind}", kind=named) if uid else _("New: {kind}", kind=named))
        self._build(records.get(casebook, kind, uid) if uid else dict(preset or {}))
        self._begin(casebook, self._controls(), ("record", kind, uid))
        self._as_begun = {name: editor.given() for name, editor in self.editors.items()}
        self._focus_first()

    def _build(self, values: Mapping[str, Any]) -> None:
        column = QVBoxLayout(self.inner)
        column.setSpacing(3 * theme.STEP)
        grid = QGridLayout()
        grid.setHorizontalSpacing(3 * theme.STEP)
        grid.setVerticalSpacing(2 * theme.STEP)
        grid.setColumnStretch(1, 1)
        column.addLayout(grid)
        for field in self.kind.fields:
            if field.computed or field.hidden:
                continue
            exclude = self.uid if field.link == self.kind.name else None
            editor = Editor(field, self._casebook, self.inner, exclude)
            editor.show_value(values.get(field.name))
            row = grid.rowCount()
            grid.addWidget(label_for(editor.label(), editor.control, self.inner), row, 0)
            grid.addWidget(editor, row, 1)
            self.editors[field.name] = editor
            if self.uid is None and (self.kind.name, field.name) == ("stakeholder", "name"):
                self.may_be = MayBe(self._casebook, editor, self, self.inner)
                grid.addWidget(self.may_be, row + 1, 1)
        if self.may_be is not None:
            self.may_be.use_kind(self.editors["kind"])
        for hanging in HANGING.get(self.kind.name, ()):
            rows = HangingRows(self._casebook, hanging, self.uid, self.inner)
            rows.reshaped.connect(self.chain)
            column.addWidget(rows)
            self.hanging.append(rows)
        column.addStretch(1)
        if self.uid is None:
            foretell_record(self._casebook, self.kind.name, self.editors)

    def _controls(self) -> Controls:
        groups = {rows.hanging.kind: rows for rows in self.hanging}
        return Controls(lambda: {n: each.control for n, each in self.editors.items()}, groups)

    def stops(self) -> list[QWidget]:
        stops = [editor.control for editor in self.editors.values()]
        return stops + [stop for rows in self.hanging for stop in rows.stops()]

    def _focus_first(self) -> None:
        for editor in self.editors.values():
            if self.uid is not None or editor.given() in ("", None):
                editor.control.setFocus()
                return

    def _snapshot(self) -> Any:
        return (
            {name: editor.held() for name, editor in self.editors.items()},
            [rows.snapshot() for rows in self.hanging],
        )

    # -- saving --------------------------------------------------------------------------------

    def _typed(self) -> tuple[dict[str, Any], dict[str, Unknown]]:
        """The values of the fields, and the links whose records are yet to be made.

        Of a record that is there, only what was changed: the rest stays as it is to the letter.
        """
        given, errors = self._given()
        typed = {
            name: value
            for name, value in given.items()
            if self.uid is None or value != self._as_begun[name]
        }
        fresh = {name: value for name, value in typed.items() if isinstance(value, Unknown)}
        values: dict[str, Any] = {}
        try:
            values = records.clean(
                self.kind.name,
                typed | dict.fromkeys(fresh, "new"),
                self._casebook.today,
                whole=self.uid is None,
            )
        except FieldErrors as wrong:
            errors = wrong.errors | errors
        if errors:
            raise FieldErrors(self.kind, errors)
        return values, fresh

    def _write(self) -> str:
        collected, sound = self._collected()
        values, fresh = self._typed()
        if not sound:
            raise SaidBeneath
        with self._casebook.change(self._did(), initiator=self) as change:
            for name, unknown in fresh.items():
                values[name] = add_by_name(change, self.kind.field(name), unknown.name)
            if self.uid is None:
                uid = change.add(self.kind.name, values)
            else:
                uid = self.uid
                change.edit(self.kind.name, {uid: values})
            for rows, given in zip(self.hanging, collected, strict=True):
                rows.write(change, uid, given)
            return uid

    def _collected(self) -> tuple[list[Any], bool]:
        """What the rows hold, and whether all of it is right: all that is wrong is said at once."""
        collected: list[Any] = []
        sound = True
        for rows in self.hanging:
            try:
                collected.append(rows.collect())
            except SaidBeneath:
                sound = False
        return collected, sound

    def _did(self) -> Message:
        if self.uid is None:
            return message("Add {kind}", kind=self.kind.one)
        return message("Edit {kind}", kind=self.kind.one)
