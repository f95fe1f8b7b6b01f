"""One field's editor, made from the field's description: its label, its control, what is wrong.

An editor holds what the person typed; `workbench.records.clean` says what it means. What is
wrong is said beside the field, and is taken back as soon as the field is touched again.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QCompleter,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from ui import theme
from ui.forms.picker import RecordPicker
from workbench import values, when
from workbench.casebook import Casebook
from workbench.kinds import Field
from workbench.messages import Refused, _

TENORS = range(3, -4, -1)


def tenor_words() -> dict[int, str]:
    """What each tenor is called."""
    return {
        3: _("allied"), 2: _("close"), 1: _("warm"), 0: _("neutral"),
        -1: _("cool"), -2: _("strained"), -3: _("hostile"),
    }  # fmt: skip


class LongText(QPlainTextEdit):
    """Text of several lines, out of which Tab leads on to the next field."""

    def __init__(self, lines: int = 4, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTabChangesFocus(True)
        self._lines = lines
        self._fit()

    def _fit(self) -> None:
        self.setFixedHeight(self.fontMetrics().lineSpacing() * self._lines + 4 * theme.STEP)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit()


class Editor(QWidget):
    """A field's control with what is wrong beneath it. `changed` when the person changed it."""

    changed = Signal()

    def __init__(
        self,
        field: Field,
        casebook: Casebook,
        parent: QWidget | None = None,
        exclude: str | None = None,
    ) -> None:
        super().__init__(parent)
        self.field = field
        self._casebook = casebook
        self._exclude = exclude
        self._control = self._made()
        self._control.setAccessibleName(str(field.label))
        if field.hint is not None:
            self._control.setAccessibleDescription(str(field.hint))
        self._note = QLabel(self)
        self._note.setWordWrap(True)
        self._note.setFont(theme.font("caption"))
        self._note.setTextFormat(Qt.TextFormat.PlainText)
        self._note.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addWidget(self._control)
        layout.addWidget(self._note)
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
        if self.field.hint is not None:
            line.setPlaceholderText(str(self.field.hint))
        line.textEdited.connect(self.changed)
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
        box = Choice(self)
        box.setEditable(True)
        box.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        box.addItem("", "")
        for word in self._casebook.words(self.field.list):
            box.addItem(word, word)
        completer = QCompleter(box.model(), box)
        completer.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        box.setCompleter(completer)
        line = box.lineEdit()
        if line is not None:
            line.setAccessibleName(str(self.field.label))
            line.setPlaceholderText(_("choose, or type a new word"))
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
        box = QCheckBox(_("yes"), self)
        box.toggled.connect(self.changed)
        return box

    def _link(self) -> QWidget:
        picker = RecordPicker(self._casebook, self.field.link, self, exclude=self._exclude)
        picker.edited.connect(self.changed)
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

    # -- what is said beneath ------------------------------------------------------------------

    def show_error(self, refused: Refused) -> None:
        """Say beneath the field what is wrong."""
        says = Refused(refused.what, "", refused.what_to_do)
        self._say(_("✕ {error}", error=str(says)), wrong=True)

    def clear_error(self) -> None:
        """Say nothing but what a date is understood as."""
        self._note.hide()
        self._control.setProperty("wrong", False)
        self._polish()
        self._understood()

    @property
    def error(self) -> str:
        """What is said to be wrong; empty where nothing is."""
        wrong = bool(self._control.property("wrong"))
        return self._note.text() if wrong else ""

    def _say(self, text: str, *, wrong: bool) -> None:
        self._note.setText(text)
        self._note.setVisible(bool(text))
        colours = theme.current()
        colour = colours.text if wrong else colours.muted
        ground = f"background: {colours.warning_ground.name()}; padding: 2px 4px;" if wrong else ""
        self._note.setStyleSheet(f"color: {colour.name()}; {ground}")
        self._control.setProperty("wrong", wrong)
        self._polish()

    def _polish(self) -> None:
        style = self._control.style()
        style.unpolish(self._control)
        style.polish(self._control)

    def _understood(self) -> None:
        """Under a date, what it is taken for; nothing under a field that was put right."""
        if self.field.type != "when":
            if self._control.property("wrong"):
                self._say("", wrong=False)
            return
        text = self.given()
        if not text.strip():
            self._say("", wrong=False)
            return
        today = self._casebook.today
        try:
            prefer: values.Prefer = "future" if self.field.name == "due" else "past"
            found = values.read(self.field, text, today, prefer=prefer)
            self._say(taken_for(str(found), today), wrong=False)
        except Refused:
            # Half typed is not yet wrong; saving says what is.
            self._say("", wrong=False)


def taken_for(text: str, today: datetime.date) -> str:
    """How a date was understood: worded, and how long ago."""
    date = when.parse(text)
    return _("{date} · {ago}", date=when.wording(date), ago=when.ago(date, today))


class Choice(QComboBox):
    """A drop-down list that the wheel leaves alone unless it has the keyboard."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMaxVisibleItems(16)

    def wheelEvent(self, event: Any) -> None:
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()


class SubmitKeys(QObject):
    """Ctrl+Enter saves from anywhere in a form; Enter alone moves on to the next field."""

    def __init__(self, form: QWidget, submit: Callable[[], None]) -> None:
        super().__init__(form)
        self._form = form
        for key in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(key), form, submit)
        form.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            return False
        self._form.focusNextChild()
        return True
