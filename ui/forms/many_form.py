"""One field of many selected records, changed at once, as one act."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QCheckBox, QDialog, QFormLayout, QLabel, QVBoxLayout, QWidget

from ui import theme
from ui.forms.editors import Choice, Editor, SubmitKeys
from ui.forms.picker import Unknown
from ui.forms.record_form import add_by_name, save_buttons
from workbench import records
from workbench.casebook import Casebook
from workbench.kinds import KINDS
from workbench.messages import Refused, _, message, n_
from workbench.records import FieldErrors


class ManyForm(QDialog):
    """Choose a field and its new value for all these records. `edited`: how many changed."""

    def __init__(
        self, casebook: Casebook, kind: str, uids: Sequence[str], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._casebook = casebook
        self.kind = KINDS[kind]
        self.uids = list(uids)
        self.edited = 0
        self.setWindowTitle(_("Edit one field of many"))
        said = QLabel(
            n_(
                "The field is changed in {n} selected record.",
                "The field is changed in all {n} selected records.",
                len(self.uids),
            ),
            self,
        )
        self.field = Choice(self)
        self.field.setAccessibleName(_("Field"))
        # What names a record is its own: giving one to many is never meant.
        for field in self.kind.fields:
            if not (field.computed or field.hidden) and not _names(field.required, field.type):
                self.field.addItem(str(field.label), field.name)
        self.form = QFormLayout()
        self.form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self.form.setVerticalSpacing(2 * theme.STEP)
        self.form.addRow(_("Field"), self.field)
        self.empty = QCheckBox(_("empty the field"), self)
        self.empty.toggled.connect(self._emptied)
        self.editor = self._editor_for(self.field.currentData())
        self.form.addRow(_("New value"), self.editor)
        self.form.addRow("", self.empty)
        self.field.currentIndexChanged.connect(self._other_field)
        self.buttons = save_buttons(self, _("Change"))
        self.buttons.accepted.connect(self.save)
        self.buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(said)
        layout.addLayout(self.form)
        layout.addStretch(1)
        layout.addWidget(self.buttons)
        self.resize(460, 260)
        SubmitKeys(self, self.save)
        self._emptied(False)

    def _editor_for(self, name: str) -> Editor:
        editor = Editor(self.kind.field(name), self._casebook, self)
        editor.show_value(None)
        return editor

    def _other_field(self) -> None:
        fresh = self._editor_for(self.field.currentData())
        self.form.replaceWidget(self.editor, fresh)
        self.editor.hide()
        self.editor.deleteLater()
        self.editor = fresh
        QWidget.setTabOrder(self.field, fresh.control)
        self.empty.setChecked(False)
        self._emptied(False)

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
                    values[name] = add_by_name(change, field.link, fresh.name)
                self.edited = change.edit(self.kind.name, dict.fromkeys(self.uids, values))
        except FieldErrors as errors:
            self.editor.show_error(errors.errors.get(name, errors))
            return
        except Refused as refused:
            self.editor.show_error(refused)
            return
        self.accept()


def _names(required: bool, type_: str) -> bool:
    return required and type_ in ("text", "long text")
