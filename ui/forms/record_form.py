"""One record's form, made from its kind's descriptions: to add, or to edit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QFrame,
    QLabel,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from ui import theme
from ui.forms.editors import Editor, SubmitKeys
from ui.forms.picker import Unknown
from workbench import records
from workbench.casebook import Casebook
from workbench.kinds import KINDS
from workbench.messages import Refused, _, message
from workbench.records import FieldErrors
from workbench.writing import Change


class RecordForm(QDialog):
    """A record of one kind; `uid` None adds one, which starts out with the values of `preset`.

    After it was accepted, `saved_uid` is the record's uid.
    """

    def __init__(
        self,
        casebook: Casebook,
        kind: str,
        uid: str | None = None,
        preset: Mapping[str, Any] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._casebook = casebook
        self.kind = KINDS[kind]
        self.uid = uid
        self.saved_uid: str | None = None
        self.editors: dict[str, Editor] = {}
        named = str(self.kind.one)
        self.setWindowTitle(_("Edit: {kind}", kind=named) if uid else _("New: {kind}", kind=named))
        self._before = records.get(casebook, kind, uid) if uid else dict(preset or {})
        self._build()
        SubmitKeys(self, self.save)
        self._focus_first()

    def _build(self) -> None:
        inner = QWidget(self)
        form = QFormLayout(inner)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.setLabelAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)
        form.setVerticalSpacing(2 * theme.STEP)
        form.setHorizontalSpacing(3 * theme.STEP)
        for field in self.kind.fields:
            if field.computed or field.hidden:
                continue
            exclude = self.uid if field.link == self.kind.name else None
            editor = Editor(field, self._casebook, inner, exclude)
            editor.show_value(self._before.get(field.name))
            label = QLabel(editor.label(), inner)
            label.setBuddy(editor.control)
            label.setContentsMargins(0, theme.STEP, 0, 0)
            form.addRow(label, editor)
            self.editors[field.name] = editor
        area = QScrollArea(self)
        area.setWidget(inner)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setAccessibleName(self.windowTitle())
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
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
        self.resize(560, min(680, inner.sizeHint().height() + 96))

    def _focus_first(self) -> None:
        for editor in self.editors.values():
            if editor.given() in ("", None):
                editor.control.setFocus()
                return

    def typed(self) -> dict[str, Any]:
        """What every field holds. `FieldErrors` where a link's name fits none, or several."""
        typed: dict[str, Any] = {}
        errors: dict[str, Refused] = {}
        for name, editor in self.editors.items():
            try:
                typed[name] = editor.given()
            except Refused as refused:
                errors[name] = refused
        if errors:
            raise FieldErrors(self.kind, errors)
        return typed

    @property
    def dirty(self) -> bool:
        """Whether anything was typed that is not saved."""
        return any(
            _given(editor) not in (self._before.get(name), self._as_shown(name))
            for name, editor in self.editors.items()
        )

    def _as_shown(self, name: str) -> Any:
        from workbench.values import say

        value = self._before.get(name)
        field = self.kind.field(name)
        if field.type in ("link", "tenor"):
            return value
        if field.type == "yes/no":
            return bool(value)
        return (value or "") if field.type == "choice" else say(field, value)

    def save(self) -> None:
        """Save and close; or say beside each field what is wrong, and stay."""
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
        typed = self.typed()
        fresh = {name: v for name, v in typed.items() if isinstance(v, Unknown)}
        stand_ins = typed | dict.fromkeys(fresh, "new")
        values = records.clean(self.kind.name, stand_ins, self._casebook.today)
        with self._casebook.change(self._did(), initiator=self) as change:
            for name, unknown in fresh.items():
                values[name] = add_by_name(change, self.kind.field(name).link, unknown.name)
            if self.uid is None:
                return change.add(self.kind.name, values)
            change.edit(self.kind.name, {self.uid: values})
            return self.uid

    def _did(self) -> Any:
        if self.uid is None:
            return message("Add {kind}", kind=self.kind.one)
        return message("Edit {kind}", kind=self.kind.one)

    def _show_errors(self, errors: FieldErrors) -> None:
        for name, refused in errors.errors.items():
            if name in self.editors:
                self.editors[name].show_error(refused)
        first = next((name for name in self.editors if name in errors.errors), None)
        if first is None:
            self.problem.setText(str(errors))
            self.problem.show()
        else:
            self.editors[first].control.setFocus()

    def reject(self) -> None:
        """Close without saving; asks first where something was typed."""
        if self.dirty and not leave_unsaved(self):
            return
        super().reject()


def _given(editor: Editor) -> Any:
    try:
        return editor.given()
    except Refused:
        return "?"


def add_by_name(change: Change, kind: str, name: str) -> str:
    """A new record of which only the name is known yet; the rest is filled in on its card."""
    values: dict[str, Any] = {"source": {"title": name}, "member": {"name": name}}.get(
        kind, {"name": name, "kind": "person"}
    )
    return change.add(kind, values)


def save_buttons(dialog: QDialog, save: str = "") -> QDialogButtonBox:
    """Save and Cancel, with their keys said."""
    buttons = QDialogButtonBox(dialog)
    saving = buttons.addButton(save or _("Save"), QDialogButtonBox.ButtonRole.AcceptRole)
    saving.setToolTip(_("Ctrl+Enter"))
    saving.setDefault(True)
    leaving = buttons.addButton(_("Cancel"), QDialogButtonBox.ButtonRole.RejectRole)
    leaving.setToolTip(_("Esc"))
    return buttons


def leave_unsaved(parent: QWidget) -> bool:
    """Whether the person would rather leave what was typed than go on with it."""
    from PySide6.QtWidgets import QMessageBox

    box = QMessageBox(parent)
    box.setIcon(QMessageBox.Icon.Question)
    box.setText(_("What you typed here is not saved yet."))
    stay = box.addButton(_("Go on typing"), QMessageBox.ButtonRole.RejectRole)
    leave = box.addButton(_("Leave it unsaved"), QMessageBox.ButtonRole.DestructiveRole)
    box.setDefaultButton(stay)
    box.setEscapeButton(stay)
    box.exec()
    return box.clickedButton() is leave
