"""One field of many selected records, changed at once, as one act."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from PySide6.QtWidgets import QGridLayout, QWidget

from ui import theme
from ui.draft_controls import Controls
from ui.draft_place import return_to
from ui.drafts import Drafting
from ui.forms import frame
from ui.forms.controls import Choice, Tick
from ui.forms.editors import Editor
from ui.forms.frame import Dialog, SubmitKeys
from ui.forms.hanging_rows import add_by_name
from ui.forms.notes import label_for
from ui.forms.picker import Unknown
from workbench import records
from workbench.casebook import Casebook
from workbench.drafts import Draft
from workbench.kinds import KINDS
from workbench.messages import Refused, _, message, n_
from workbench.records import FieldErrors


class ManyForm(Dialog):
    """Choose a field and its new value for all these records. `edited`: how many changed."""

    def __init__(
        self, casebook: Casebook, kind: str, uids: Sequence[str], parent: QWidget | None = None
    ) -> None:
        super().__init__(_("Edit one field of many"), parent)
        self._casebook = casebook
        self.kind = KINDS[kind]
        self.uids = list(uids)
        self.edited = 0
        self.saved_uid: str | None = None
        self.words(
            n_(
                "The field is changed in {n} selected record.",
                "The field is changed in all {n} selected records.",
                len(self.uids),
            )
        )
        self.field = Choice(self)
        self.field.setAccessibleName(_("Field"))
        # What names a record is its own: giving one to many is never meant.
        for field in self.kind.fields:
            if not (field.computed or field.hidden) and not _names(field.required, field.type):
                self.field.addItem(str(field.label), field.name)
        self.empty = Tick(_("empty the field"), self)
        self.empty.toggled.connect(self._emptied)
        self.editor = self._editor_for(self.field.currentData())
        self._value_label = label_for(_("New value"), self.editor.control, self)
        self.grid = QGridLayout()
        self.grid.setColumnStretch(1, 1)
        self.grid.setHorizontalSpacing(3 * theme.STEP)
        self.grid.setVerticalSpacing(2 * theme.STEP)
        self.grid.addWidget(label_for(_("Field"), self.field, self), 0, 0)
        self.grid.addWidget(self.field, 0, 1)
        self.grid.addWidget(self._value_label, 1, 0)
        self.grid.addWidget(self.editor, 1, 1)
        self.grid.addWidget(self.empty, 2, 1)
        self.column.addLayout(self.grid)
        self.field.currentIndexChanged.connect(self._other_field)
        self.finish(_("Change"), self.save)
        SubmitKeys(self, self.save)
        self._chain()
        self._emptied(False)
        ids = ("many", self.kind.name, None)
        self.drafting = Drafting(self, casebook, Controls(self._fields), ids, tuple(self.uids))
        self.drafting.unkept.connect(self._say_unkept)

    def _fields(self) -> dict[str, QWidget]:
        return {"field": self.field, "empty": self.empty, "value": self.editor.control}

    def stops(self) -> list[QWidget]:
        """Where Tab stops, in order."""
        return [self.field, self.editor.control, self.empty]

    def _editor_for(self, name: str) -> Editor:
        editor = Editor(self.kind.field(name), self._casebook, self)
        editor.show_value(None)
        return editor

    def _other_field(self) -> None:
        fresh = self._editor_for(self.field.currentData())
        self.grid.replaceWidget(self.editor, fresh)
        self.editor.hide()
        self.editor.deleteLater()
        self.editor = fresh
        self._value_label.setBuddy(fresh.control)
        self.empty.setChecked(False)
        self._chain()
        self._emptied(False)

    def _chain(self) -> None:
        for before, after in pairwise([*self.stops(), *self.buttons.buttons()]):
            QWidget.setTabOrder(before, after)

    def _emptied(self, empty: bool) -> None:
        field = self.kind.field(self.field.currentData())
        self.empty.setVisible(not field.required and field.type != "yes/no")
        self.editor.setEnabled(not empty)

    def save(self) -> None:
        """Change the records and close; or say what is wrong, and stay."""
        name = self.field.currentData()
        field = self.kind.field(name)
        try:
            given = None if self.empty.isChecked() else self.editor.given()
            if given in (None, "") and not self.empty.isChecked():
                raise Refused(
                    message("No value was given"),
                    what_to_do=message("Give one, or choose to empty the field."),
                )
            fresh = given if isinstance(given, Unknown) else None
            values = records.clean(
                self.kind.name, {name: "new" if fresh else given}, self._casebook.today, whole=False
            )
            did = message("Edit {n} {kind}", n=len(self.uids), kind=self.kind.many)
            with self._casebook.change(did, initiator=self) as change:
                if fresh is not None:
                    values[name] = add_by_name(change, field, fresh.name)
                self.edited = change.edit(self.kind.name, dict.fromkeys(self.uids, values))
        except FieldErrors as errors:
            self.editor.show_error(errors.errors.get(name, errors))
            return
        except Refused as refused:
            self.editor.show_error(refused)
            return
        self.drafting.leave(forget=True)
        self.accept()

    # -- drafts --------------------------------------------------------------------------------

    def go_on_with(self, draft: Draft) -> None:
        """Show what was typed before."""
        self.drafting.take(draft)
        return_to(self, draft.place)

    def _say_unkept(self, refused: object) -> None:
        self.editor.clear_error()
        if isinstance(refused, Refused):
            self.editor.show_error(refused)

    def put_away(self) -> str:
        """Close at once, and keep what it holds for when it is opened again; the draft's id.

        `Refused` where it can't be kept: it is closed even so.
        """
        return frame.put_away(self, self.drafting)

    def reject(self) -> None:
        """Close without changing anything; asks first where something was typed."""
        try:
            leaves = not self.drafting.typed or frame.leave(self, self.drafting)
        except Refused as refused:
            self.editor.show_error(refused)
            return
        if leaves:
            self.drafting.leave(forget=True)
            super().reject()


def _names(required: bool, type_: str) -> bool:
    return required and type_ in ("text", "long text")
