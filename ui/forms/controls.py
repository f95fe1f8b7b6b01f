"""Controls that Qt has, made to be typed into without a hand on the mouse."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen, QWheelEvent
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QComboBox,
    QCompleter,
    QLineEdit,
    QPlainTextEdit,
    QRadioButton,
    QStyle,
    QStyleOptionButton,
    QWidget,
)

from ui import theme
from workbench.messages import _

ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


def submits(event: QEvent) -> bool:
    """Whether this is Ctrl+Enter being pressed."""
    return (
        event.type() == QEvent.Type.KeyPress
        and isinstance(event, QKeyEvent)
        and event.key() in ENTER
        and bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
    )


def hand_on(event: QKeyEvent, control: QWidget) -> None:
    """Give a key to the form that the control stands in.

    While a list of completions is open it has the keyboard, and the form's shortcuts sleep.
    """
    key = QKeyEvent(event.type(), event.key(), event.modifiers(), event.text())
    QApplication.sendEvent(control.window(), key)


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


class Choice(QComboBox):
    """A drop-down list that the wheel leaves alone unless it has the keyboard."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMaxVisibleItems(16)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(6)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        # Fusion draws its edge out of the window's colour, which on a dark ground is no edge.
        colours = theme.current()
        has_keys = self.hasFocus()
        width = 2.0 if has_keys else 1.0
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(colours.focus if has_keys else colours.border, width))
            edge = QRectF(self.rect()).adjusted(width / 2, width / 2, -width / 2, -width / 2)
            painter.drawRoundedRect(edge, theme.STEP, theme.STEP)


class Tick(QCheckBox):
    """A check box whose edge is seen on a dark ground too."""

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        with QPainter(self) as painter:
            painter.drawRect(_edge(self, QStyle.SubElement.SE_CheckBoxIndicator, painter))


class OneOf(QRadioButton):
    """A radio button whose edge is seen on a dark ground too."""

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.drawEllipse(_edge(self, QStyle.SubElement.SE_RadioButtonIndicator, painter))


def _edge(button: QCheckBox | QRadioButton, part: QStyle.SubElement, painter: QPainter) -> QRectF:
    """Where the edge of what is ticked runs; the painter's pen is made its own."""
    option = QStyleOptionButton()
    button.initStyleOption(option)
    painter.setPen(QPen(theme.current().border, 1))
    edge = QRectF(button.style().subElementRect(part, option, button))
    return edge.adjusted(0.5, 0.5, -0.5, -0.5)


class Words(Choice):
    """One of the casebook's own lists, into which a new word may be typed."""

    def __init__(
        self, words: Sequence[str], name: str, hint: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setEditable(True)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.addItem("")
        self.addItems(list(words))
        self.setAccessibleName(name)
        completer = QCompleter(self.model(), self)
        completer.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        self.setCompleter(completer)
        popup = completer.popup()
        assert popup is not None
        self._popup = popup
        self._popup.installEventFilter(self)
        line = self.lineEdit()
        assert line is not None
        line.setAccessibleName(name)
        line.setPlaceholderText(hint or _("choose, or type a new word"))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        enter = isinstance(event, QKeyEvent) and event.key() in ENTER
        if event.type() == QEvent.Type.KeyPress and enter and watched is self._popup:
            # What is typed stands; a word that was moved to is in the line already.
            assert isinstance(event, QKeyEvent)
            self._popup.hide()
            hand_on(event, self)
            return True
        return super().eventFilter(watched, event)


class HiddenLine(QLineEdit):
    """A line for a passphrase. `caps` tells whether Caps Lock seems to be on."""

    caps = Signal(bool)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setEchoMode(QLineEdit.EchoMode.Password)
        self.setAccessibleName(name)
        self.setInputMethodHints(
            Qt.InputMethodHint.ImhSensitiveData | Qt.InputMethodHint.ImhNoPredictiveText
        )

    def keyPressEvent(self, event: QKeyEvent) -> None:
        text = event.text()
        if text.lower() != text.upper():
            # Qt does not tell of the lock; a letter's case against Shift does.
            shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self.caps.emit((text == text.upper()) != shift)
        super().keyPressEvent(event)
