"""Said while a new stakeholder is typed: who is there already that it may be."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QVBoxLayout, QWidget

from ui import theme
from ui.card import CardPane
from ui.forms.editors import Editor
from ui.modal import accepted, passing
from ui.rich_text import escape
from workbench.casebook import Casebook
from workbench.lookup import Candidate
from workbench.messages import Refused, _

_AFTER = 250  # ms after the last key
_CARD = 460, 520


class MayBe(QLabel):
    """A line beneath the name: empty, or who it may be. It keeps nobody from saving."""

    def __init__(self, casebook: Casebook, name: Editor, form: QDialog, parent: QWidget) -> None:
        super().__init__(parent)
        self._casebook = casebook
        self._name = name
        self._kind: Editor | None = None
        self._form = form
        self.found: list[Candidate] = []
        self.setFont(theme.font("caption"))
        self.setTextFormat(Qt.TextFormat.RichText)
        self.setWordWrap(True)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.LinksAccessibleByMouse
            | Qt.TextInteractionFlag.LinksAccessibleByKeyboard
        )
        self.hide()
        self._timer = QTimer(self, interval=_AFTER, singleShot=True)
        self._timer.timeout.connect(self.look)
        name.changed.connect(self._timer.start)
        self.linkActivated.connect(self.peek)

    def use_kind(self, kind: Editor) -> None:
        """Only a person is likened to a person."""
        self._kind = kind
        kind.changed.connect(self._timer.start)

    def look(self) -> None:
        """See who it may be, as the name is typed now."""
        from workbench.duplicates import resembling

        try:
            name = self._name.given()
            kind = self._kind.given() if self._kind is not None else ""
            self.found = resembling(self._casebook, str(name or ""), str(kind or ""))
        except Refused:
            self.found = []
        colours = theme.current()
        links = "<br>".join(_link(each, colours.link.name()) for each in self.found)
        said = escape(_("This may be somebody who is there already:"))
        muted = f'<span style="color: {colours.muted.name()};">{said}</span>'
        self.setText(f"{muted}<br>{links}" if links else "")
        self.setAccessibleName("; ".join(each.name for each in self.found))
        self.setVisible(bool(links))

    def peek(self, uid: str) -> None:
        """Show the card of one of them; from there one can leave the form and go to it."""
        with passing(CardDialog(self._casebook, uid, self._form)) as dialog:
            going = accepted(dialog)
        window = self._form.parentWidget()
        go = getattr(window, "go", None)
        if going and go is not None:
            self._form.reject()
            if not self._form.isVisible():
                go("stakeholder", uid)


def _link(found: Candidate, colour: str) -> str:
    told = [each for each in (found.post, found.organisation) if each]
    if found.last_meeting:
        told.append(_("last met {when}", when=found.last_meeting))
    name = found.name if found.name == found.spelling else f"{found.name} ({found.spelling})"
    href = f'<a href="{escape(found.uid)}" style="color: {colour};">{escape(name)}</a>'
    return href + (f" · {escape(', '.join(told))}" if told else "")


class CardDialog(QDialog):
    """The card of a stakeholder, to be looked at over a form; accepted to go to it instead."""

    def __init__(self, casebook: Casebook, uid: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("Is it this one?"))
        self.card = CardPane(casebook, self)
        self.card.show_record("stakeholder", uid)
        self.card.edit.hide()
        self.card.delete.hide()
        buttons = QDialogButtonBox(self)
        self.go = buttons.addButton(_("Go to it instead"), QDialogButtonBox.ButtonRole.AcceptRole)
        close = buttons.addButton(_("Go on typing"), QDialogButtonBox.ButtonRole.RejectRole)
        self.go.setToolTip(_("Leaves the form; what is typed can be kept as a draft"))
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.addWidget(self.card, 1)
        column.addWidget(buttons)
        self.resize(*_CARD)
        close.setFocus()
