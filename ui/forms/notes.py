"""What is said beneath a control: quietly, or on a ground that warns where it is wrong."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget

from ui import theme
from workbench.messages import Refused, _


class Note(QLabel):
    """A line of small print, which takes no room while it has nothing to say."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.wrong = False
        self.setFont(theme.font("caption"))
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        self.hide()

    def say(self, text: str) -> None:
        """Say something quiet; nothing for an empty text."""
        self._say(text, wrong=False)

    def warn(self, refused: Refused | str) -> None:
        """Say what is wrong, and what to do about it."""
        if isinstance(refused, Refused):
            refused = str(Refused(refused.what, "", refused.what_to_do))
        self._say(_("✕ {error}", error=refused), wrong=True)

    def clear(self) -> None:
        """Say nothing."""
        self.say("")

    @property
    def error(self) -> str:
        """What is said to be wrong; empty where nothing is."""
        return self.text() if self.wrong else ""

    def _say(self, text: str, *, wrong: bool) -> None:
        self.wrong = wrong and bool(text)
        colours = theme.current()
        colour = colours.text if wrong else colours.muted
        ground = f"background: {colours.warning_ground.name()};" if wrong else ""
        self.setStyleSheet(f"color: {colour.name()}; padding: 2px {theme.STEP}px; {ground}")
        self.setText(text)
        self.setVisible(bool(text))


def label_for(text: str, control: QWidget, parent: QWidget | None = None) -> QLabel:
    """A control's label, whose text stands beside the control's first line."""
    label = QLabel(text, parent)
    label.setBuddy(control)
    label.setAlignment(Qt.AlignmentFlag.AlignTrailing | Qt.AlignmentFlag.AlignTop)
    # A line's text is its own height and its frame's: the label begins as far down.
    label.setContentsMargins(0, theme.STEP + 1, 0, 0)
    return label
