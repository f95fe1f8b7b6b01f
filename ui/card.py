"""The card: one record whole, with everything that hangs on it, and a link for every mention."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt, QUrl, Signal
from PySide6.QtGui import QAction, QColor, QCursor, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QMenu,
    QSizePolicy,
    QTextBrowser,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from ui import icons, marking_chips, theme
from ui.card_html import Page
from ui.marking_chips import MarkingLabel
from ui.theme import Chip
from workbench import markings
from workbench.casebook import Casebook
from workbench.directions import without_turns
from workbench.kinds import KINDS, MEETINGS
from workbench.messages import _, n_

if TYPE_CHECKING:
    from workbench.cards import Card

_BAR = 4  # px: the marking's bar at the card's edge


class Text(QTextBrowser):
    """The card's text. It only says what link was followed: nothing is ever fetched."""

    def __init__(self) -> None:
        super().__init__()
        self.setOpenLinks(False)
        self.setOpenExternalLinks(False)
        self.setFrameShape(QTextBrowser.Shape.NoFrame)
        self.setAccessibleName(_("Card"))
        self.document().setDocumentMargin(0)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def loadResource(self, type_: int, name: QUrl | str) -> object:
        return ""  # None, handed back through PySide, would end the process


class CardPane(QWidget):
    """Shows one record. What is to be done about it is asked for by signals."""

    followed = Signal(str, str)  # kind, uid
    edit_wanted = Signal(str, str)
    delete_wanted = Signal(str, str)
    add_wanted = Signal(str, str, str)  # kind, the link's field, the uid it leads to
    log_wanted = Signal(str)  # uid of a stakeholder
    many_edit_wanted = Signal()
    many_delete_wanted = Signal()
    hand_over_wanted = Signal(str)  # uid of a post
    put_back_wanted = Signal(str, str, object, str)  # kind, uid, an act's number, field or ""

    def __init__(self, casebook: Casebook, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._casebook = casebook
        self.card: Card | None = None
        self._history = False
        self._bar: QColor | None = None
        self._build()
        self.show_nothing()

    def _build(self) -> None:
        self.caption = QLabel()
        self.caption.setFont(theme.font("caption"))
        self.title = QLabel()
        self.title.setWordWrap(True)
        self.title.setTextFormat(Qt.TextFormat.PlainText)
        self.title.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.title.setSizePolicy(policy)
        self.marking = MarkingLabel()
        self.edit = self._button("edit", _("Edit (F2)"))
        self.delete = self._button("delete", _("Delete (Del)"))
        self.edit.clicked.connect(self._edit)
        self.delete.clicked.connect(self._delete)
        above = QHBoxLayout()
        above.setSpacing(theme.STEP)
        above.addWidget(self.caption, 1)
        above.addWidget(self.marking)
        above.addWidget(self.edit)
        above.addWidget(self.delete)
        self.text = Text()
        self.text.anchorClicked.connect(self._follow)
        column = QVBoxLayout(self)
        column.setContentsMargins(4 * theme.STEP, theme.STEP, 2 * theme.STEP, 2 * theme.STEP)
        column.setSpacing(theme.STEP)
        column.addLayout(above)
        column.addWidget(self.title)
        column.addWidget(self.text, 1)
        self.setMinimumWidth(280)

    def _button(self, name: str, tip: str) -> QToolButton:
        button = QToolButton()
        button.setIcon(icons.icon(name))
        button.setToolTip(tip)
        button.setAccessibleName(tip)
        button.setAutoRaise(True)
        return button

    # -- what it shows -----------------------------------------------------------------------

    def show_record(self, kind: str, uid: str) -> bool:
        """Show this record; False, and a word about it, where it is gone."""
        # What a card is made with is wanted first when there is one to show.
        from ui.card_history import history_html
        from workbench.cards import card
        from workbench.history import history
        from workbench.records import Gone

        again = self.card is not None and self.card.uid == uid
        if not again:
            self._history = False
        try:
            shown = card(self._casebook, kind, uid)
        except Gone as gone:
            self._show_words(str(gone))
            return False
        place = self.text.verticalScrollBar().value() if again else 0
        self.card = shown
        self._show_head(shown)
        page = Page(self._casebook.today)
        page.marked = self._stricter(shown)
        acts = history(self._casebook, of=uid)
        if self._history:
            html = history_html(page, acts, not self._casebook.read_only, uid)
        else:
            html = page.card(shown, len(acts), self._sensitive_chip(shown))
        self.text.setHtml(html)
        self.text.verticalScrollBar().setValue(place)
        return True

    def _show_head(self, shown: Card) -> None:
        meeting = shown.kind == "event" and shown.fact("kind") in MEETINGS
        self.caption.setText(_("Meeting") if meeting else str(KINDS[shown.kind].one))
        self.title.setText(without_turns(shown.title))
        self.title.setAccessibleName(shown.title)
        for button in (self.edit, self.delete):
            button.show()
        order = markings.order(self._casebook)
        self.marking.show_marking(order, shown.marking)
        self._bar = marking_chips.bar(order, shown.marking) if shown.marking else None
        self._dress()
        self.update()

    def _stricter(self, shown: Card) -> dict[str, tuple[str, Chip]]:
        from workbench.cards import stricter

        order = markings.order(self._casebook)
        found = stricter(self._casebook, shown)
        return {uid: (word, marking_chips.chip(order, word)) for uid, word in found.items()}

    def _sensitive_chip(self, shown: Card) -> Chip | None:
        if shown.sensitive is None:
            return None
        return marking_chips.chip(markings.order(self._casebook), shown.sensitive.marking)

    def show_nothing(self) -> None:
        """Nothing is chosen."""
        self._show_words(_("Choose a record to see it here."))

    def show_many(self, kind: str, n: int) -> None:
        """Several rows are chosen: what can be done with them together."""
        page = Page(self._casebook.today)
        links = (
            page.link("many:edit", _("Edit one field of all…")),
            page.link("many:delete", _("Delete all…")),
        )
        self._show_words("")
        self.title.setText(
            n_("{n} selected: {kind}", "{n} selected: {kind}", n, kind=str(KINDS[kind].many))
        )
        self.text.setHtml(page.whole("".join(f"<p>{link}</p>" for link in links)))

    def _show_words(self, words: str) -> None:
        self.card = None
        self._bar = None
        for widget in (self.edit, self.delete, self.marking):
            widget.hide()
        self.caption.setText("")
        self.title.setText("")
        page = Page(self._casebook.today)
        muted = page.colours.muted.name()
        self.text.setHtml(page.whole(f'<p style="color: {muted};">{words}</p>'))
        self._dress()
        self.update()

    def refresh(self) -> None:
        """Look again: the record, the theme or the text's size has changed."""
        if self.card is not None:
            self.show_record(self.card.kind, self.card.uid)

    def restyle(self) -> None:
        """The theme or the text's size has changed."""
        self._dress()
        self.refresh()

    def show_history(self, wanted: bool = True) -> None:
        """Show who changed what in this record, in the card's place."""
        self._history = wanted
        self.refresh()

    def _dress(self) -> None:
        colours = theme.current()
        title = theme.font("title")
        title.setBold(True)
        self.title.setFont(title)
        self.caption.setFont(theme.font("caption"))
        self.caption.setStyleSheet(f"color: {colours.muted.name()};")
        self.marking.dress()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.current().base)
        if self._bar is not None:
            left = self.layoutDirection() == Qt.LayoutDirection.LeftToRight
            edge = 0 if left else self.width() - _BAR
            painter.fillRect(edge, 0, _BAR, self.height(), self._bar)
        painter.end()

    # -- what is followed --------------------------------------------------------------------

    def _edit(self) -> None:
        if self.card is not None:
            self.edit_wanted.emit(self.card.kind, self.card.uid)

    def _delete(self) -> None:
        if self.card is not None:
            self.delete_wanted.emit(self.card.kind, self.card.uid)

    def _follow(self, url: QUrl) -> None:
        scheme, _colon, rest = url.toString().partition(":")
        kind, _slash, uid = rest.partition("/")
        if scheme == "record":
            self.followed.emit(kind, uid)
        elif scheme == "line":
            self._line_menu(kind, uid)
        elif scheme == "add" and self.card is not None:
            section = self.card.section(rest)
            if section is not None and section.preset is not None:
                self.add_wanted.emit(section.kind, *section.preset)
        elif scheme == "log" and self.card is not None:
            self.log_wanted.emit(self.card.uid)
        elif scheme == "history" and kind == "put" and self.card is not None:
            number, _slash, field = uid.partition("/")
            self.put_back_wanted.emit(self.card.kind, self.card.uid, int(number), field)
        elif scheme == "history":
            self.show_history(rest != "back")
        elif scheme == "many":
            (self.many_edit_wanted if rest == "edit" else self.many_delete_wanted).emit()

    def _line_menu(self, kind: str, uid: str) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        edit = QAction(_("Edit…"), menu)
        delete = QAction(_("Delete…"), menu)
        menu.addActions([edit, delete])
        if kind == "post":
            over = QAction(_("Hand over…"), menu)
            over.triggered.connect(lambda: self.hand_over_wanted.emit(uid))
            menu.insertAction(delete, over)
        edit.triggered.connect(lambda: self.edit_wanted.emit(kind, uid))
        delete.triggered.connect(lambda: self.delete_wanted.emit(kind, uid))
        menu.popup(self._at())

    def _at(self) -> QPoint:
        """Where a menu belongs: at the mouse if it is over the text, else at the link."""
        over = self.text.viewport().mapFromGlobal(QCursor.pos())
        if self.text.viewport().rect().contains(over) and self.text.underMouse():
            return QCursor.pos()
        return self.text.viewport().mapToGlobal(self.text.cursorRect().bottomLeft())
