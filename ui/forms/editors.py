"""One field's editor, made from the field's description: its label, its control, what is wrong.

An editor holds what the person typed; `workbench.records.clean` says what it means. What is
wrong is said beside the field, and is taken back as soon as the field is touched again.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from ui.forms.controls import Choice, LongText, Tick, Words
from ui.forms.notes import Note
from ui.forms.picker import RecordPicker
from workbench import values, when
from workbench.casebook import Casebook
from workbench.kinds import Field
from workbench.markings import MARKINGS
from workbench.messages import Refused, _

TENORS = range(3, -4, -1)


def tenor_words() -> dict[int, str]:
    """What each tenor is called."""
    return {
        3: _("allied"), 2: _("close"), 1: _("warm"), 0: _("neutral"),
        -1: _("cool"), -2: _("strained"), -3: _("hostile"),
    }  # fmt: skip


class Editor(QWidget):
    """A field's control with what is wrong beneath it. `changed` when the person changed it.

    `exclude` is a record that a link can't be to. One that is `terse` stands in a row of several:
    it says its label where it is empty, and nothing beneath but what is wrong.
    """

    changed = Signal()

    def __init__(
        self,
        field: Field,
        casebook: Casebook,
        parent: QWidget | None = None,
        exclude: str | None = None,
        terse: bool = False,
    ) -> None:
        super().__init__(parent)
        self.field = field
        self._casebook = casebook
        self._exclude = exclude
        self._terse = terse
        self._control = self._made()
        self._control.setAccessibleName(str(field.label))
        if terse:
            self._control.setToolTip(str(field.label))
        self._describe("")
        self.note = Note(self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addWidget(self._control)
        layout.addWidget(self.note)
        self.setFocusProxy(self._control)
        self.changed.connect(self._understood)

    @property
    def control(self) -> QWidget:
        """What has the keyboard."""
        return self._control

    def label(self) -> str:
        """The field's label, marked where the field must be filled in."""
        label = str(self.field.label)
        return _("{label} *", label=label) if self.field.required else label

    # -- the control ---------------------------------------------------------------------------

    def _made(self) -> QWidget:
        makers: dict[str, Callable[[], QWidget]] = {
            "long text": self._long,
            "choice": self._choice,
            "listed": self._listed,
            "tenor": self._tenor,
            "yes/no": self._yes_no,
            "link": self._link,
        }
        return makers.get(self.field.type, self._line)()

    def _line(self) -> QWidget:
        line = QLineEdit(self)
        hint = self.field.label if self._terse else self.field.hint
        if hint is not None:
            line.setPlaceholderText(str(hint))
        line.textEdited.connect(self.changed)
        line.editingFinished.connect(self._check)
        return line

    def _long(self) -> QWidget:
        text = LongText(5 if self.field.name == "said" else 3, self)
        text.textChanged.connect(self.changed)
        return text

    def _choice(self) -> QWidget:
        box = Choice(self)
        if not self.field.required:
            box.addItem("", "")
        for word, label in self.field.choices:
            box.addItem(str(label), word)
        if self.field.required:
            box.setCurrentIndex(-1)
        box.activated.connect(self.changed)
        return box

    def _listed(self) -> QWidget:
        label = str(self.field.label)
        if self.field.list == MARKINGS:
            from ui.forms.marking_choice import MarkingChoice

            choice = MarkingChoice(self._casebook, label, self)
            choice.activated.connect(self.changed)
            return choice
        words = self._casebook.words(self.field.list)
        box = Words(words, label, label if self._terse else "", self)
        box.editTextChanged.connect(self.changed)
        return box

    def _tenor(self) -> QWidget:
        box = Choice(self)
        words = tenor_words()
        for tenor in TENORS:
            number = f"{tenor:+d}".replace("-", "\u2212") if tenor else "0"
            box.addItem(_("{number} {word}", number=number, word=words[tenor]), tenor)
        box.setCurrentIndex(-1)
        box.activated.connect(self.changed)
        return box

    def _yes_no(self) -> QWidget:
        box = Tick(_("yes"), self)
        box.toggled.connect(self.changed)
        return box

    def _link(self) -> QWidget:
        picker = RecordPicker(self._casebook, self.field.link, self, exclude=self._exclude)
        if self._terse:
            picker.setPlaceholderText(str(self.field.label))
        picker.edited.connect(self.changed)
        picker.unclear.connect(self.show_error)
        return picker

    # -- what it holds -------------------------------------------------------------------------

    def given(self) -> Any:
        """What the person gave: text to be understood, or a value; None for nothing."""
        control = self._control
        if isinstance(control, QPlainTextEdit):
            return control.toPlainText()
        if isinstance(control, RecordPicker):
            return control.given()
        if isinstance(control, QCheckBox):
            return control.isChecked()
        if isinstance(control, QComboBox):
            if control.isEditable():
                return control.currentText()
            data = control.currentData()
            return data if self.field.type == "tenor" else (data or "")
        assert isinstance(control, QLineEdit)
        return control.text()

    @property
    def filled(self) -> bool:
        """Whether anything stands in it."""
        held = self.held()
        return bool(held[0] if isinstance(held, tuple) else held)

    def held(self) -> Any:
        """What it holds as it stands, a half-typed name too: to tell whether it was changed."""
        control = self._control
        if isinstance(control, RecordPicker):
            return control.held()
        return self.given()

    def show_value(self, value: Any) -> None:
        """Hold this value, as if it had always been so."""
        control = self._control
        control.blockSignals(True)
        try:
            self._put(control, value)
        finally:
            control.blockSignals(False)
        self.clear_error()

    def _put(self, control: QWidget, value: Any) -> None:
        if isinstance(control, QPlainTextEdit):
            control.setPlainText(values.say(self.field, value))
        elif isinstance(control, RecordPicker):
            control.show_uid(value)
        elif isinstance(control, QCheckBox):
            control.setChecked(bool(value))
        elif isinstance(control, QComboBox):
            if control.isEditable():
                control.setEditText(str(value or ""))
            else:
                control.setCurrentIndex(control.findData(value if value is not None else ""))
        else:
            assert isinstance(control, QLineEdit)
            control.setText(values.say(self.field, value))
            control.setCursorPosition(0)  # a long one is read from its beginning

    # -- what is said beneath ------------------------------------------------------------------

    def show_error(self, refused: Refused) -> None:
        """Say beneath the field what is wrong."""
        self.note.warn(refused)
        self._describe(self.note.text())

    def clear_error(self) -> None:
        """Say nothing but what a date is understood as."""
        self.note.clear()
        self._understood()

    @property
    def error(self) -> str:
        """What is said to be wrong; empty where nothing is."""
        return self.note.error

    def _describe(self, error: str) -> None:
        parts = [error] if self.field.hint is None else [str(self.field.hint), error]
        self._control.setAccessibleDescription(" ".join(part for part in parts if part))

    def _read(self) -> values.Value:
        prefer: values.Prefer = "future" if self.field.name == "due" else "past"
        return values.read(self.field, self.given(), self._casebook.today, prefer=prefer)

    def _check(self) -> None:
        """On leaving a line: say at once where what was typed means nothing."""
        try:
            self._read()
        except Refused as refused:
            self.show_error(refused)

    def _understood(self) -> None:
        """Under a date, what it is taken for; nothing under a field that was put right."""
        said = ""
        if self.field.type == "when" and not self._terse and self.given().strip():
            try:
                said = taken_for(str(self._read()), self._casebook.today)
            except Refused:
                # Half typed is not yet wrong; leaving the field says what is.
                said = ""
        self.note.say(said)
        self._describe("")


def taken_for(text: str, today: datetime.date) -> str:
    """How a date was understood: worded, and how long ago."""
    date = when.parse(text)
    return _("{date} · {ago}", date=when.wording(date), ago=when.ago(date, today))
