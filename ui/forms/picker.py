"""A record chosen by its name: completion over all names while one types.

For a stakeholder each candidate shows post, organisation and last meeting, so that two of one
name can be told apart. A name that is not there yet can be added without leaving the form.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from PySide6.QtCore import QEvent, QModelIndex, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QCompleter, QLineEdit, QListView, QWidget

from ui.forms.controls import ENTER, hand_on, submits
from ui.forms.offers import OFFER, Offer, Offers, TwoLines
from workbench import lists, lookup, records
from workbench.casebook import Casebook
from workbench.kinds import KINDS
from workbench.messages import Message, Refused, _, message

MOST = 12
WIDE = 540
"""px of the list of what fits, at least."""

NAMED = 5
"""Candidates that are named beneath a line that fits several."""


@dataclass(frozen=True)
class Unknown:
    """A typed name that is no record's yet."""

    name: str


class RecordPicker(QLineEdit):
    """A line in which a record is chosen by name. `edited` whenever the person changed it.

    `chosen(uid)` when one was picked, `wanted(name)` when a new one was asked for by its name,
    `unclear(refused)` when the line was left with a name that fits no record, or several.
    """

    edited = Signal()
    chosen = Signal(str)
    wanted = Signal(str)
    unclear = Signal(object)

    def __init__(
        self,
        casebook: Casebook,
        kind: str,
        parent: QWidget | None = None,
        *,
        exclude: str | None = None,
        adding: bool = True,
    ) -> None:
        super().__init__(parent)
        self._casebook = casebook
        self.kind = kind
        self._exclude = exclude
        self._adding = adding and kind in ("stakeholder", "source", "member")
        self._uid: str | None = None
        self._new: str | None = None
        self._detail = ""
        self._offers = Offers(self)
        self.setPlaceholderText(self._hint())
        self.textEdited.connect(self._typed)

    @cached_property
    def popup(self) -> QListView:
        """The list of what fits; made when it is first needed, for most pickers never are."""
        popup = QListView()
        popup.setAccessibleName(_("Matching names"))
        self._completer.setPopup(popup)
        # Only now: the completer gives its popup a delegate of its own.
        popup.setItemDelegate(TwoLines(popup))
        self._completer.setWidget(self)
        return popup

    @cached_property
    def _completer(self) -> QCompleter:
        completer = QCompleter(self._offers, self)
        completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        completer.setMaxVisibleItems(8)
        completer.activated[QModelIndex].connect(self._take)  # type: ignore[index]
        return completer

    @property
    def _open(self) -> bool:
        return "popup" in self.__dict__ and self.popup.isVisible()

    def _hint(self) -> str:
        if self.kind == "stakeholder":
            return _("type a name in any spelling")
        return _("type part of its name")

    # -- what it holds -------------------------------------------------------------------------

    def given(self) -> str | Unknown | None:
        """The uid that was chosen; `Unknown` for a name that is none's yet; None for nothing.

        `Refused` where a typed name fits no record, or several.
        """
        if self._uid is not None:
            return self._uid
        text = self.text().strip()
        if not text:
            return None
        if self._new == text:
            return Unknown(text)
        return self._resolved(text)

    def _resolved(self, text: str) -> str:
        if self.kind == "stakeholder":
            uid = self._stakeholder(text)
            if uid == self._exclude:
                raise Refused(message("A stakeholder can't be linked to itself"))
            return uid
        found = [offer for offer in self._found(text) if offer.uid]
        alike = [offer for offer in found if offer.name == text]
        fits = alike or found
        if len(fits) == 1 and fits[0].uid:
            return fits[0].uid
        raise Refused(
            message("“{name}” is not one of them ({kind})", name=text, kind=KINDS[self.kind].many),
            what_to_do=self._choose([offer.name for offer in fits]),
        )

    def _stakeholder(self, text: str) -> str:
        try:
            found = lookup.stakeholder(self._casebook, text)
            if self._likely(" ".join(text.split())):
                return found.uid
            raise Refused(
                message("No stakeholder is called “{name}”", name=text), candidates=(found.label,)
            )
        except Refused as refused:
            to_do = self._choose(refused.candidates)
            raise Refused(refused.what, what_to_do=to_do) from None

    def _choose(self, names: Sequence[str]) -> Message:
        if names:
            return message("Choose one: {names}.", names="; ".join(names[:NAMED]))
        if self._adding:
            return message("Type another spelling, or choose “Add” from the list.")
        return message("Type another part of it, and choose from the list.")

    @property
    def detail(self) -> str:
        """What tells the one that was chosen from its namesakes; empty where none was."""
        if self._uid is None:
            return ""
        if not self._detail:
            found = [offer for offer in self._found(self.text()) if offer.uid == self._uid]
            self._detail = found[0].detail if found else ""
        return self._detail

    def held(self) -> tuple[str, str | None]:
        """What stands in the line, and which record was chosen: never `Refused`."""
        return self.text().strip(), self._uid

    @property
    def will_add(self) -> bool:
        """Whether it holds a name that was asked to be added."""
        return self._new is not None and self._new == self.text().strip()

    @property
    def uid(self) -> str | None:
        """The uid that was chosen from the list."""
        return self._uid

    def show_uid(self, uid: str | None) -> None:
        """Hold this record, or none."""
        label = records.labels(self._casebook, self.kind, [uid]).get(uid, "") if uid else ""
        self._hold(uid, label, "")

    def _hold(self, uid: str | None, label: str, detail: str) -> None:
        self._uid, self._new, self._detail = uid, None, detail
        self.setText(label)
        self.setCursorPosition(0)
        # A long name runs out of a short line.
        self.setToolTip(label)

    def add_by_name(self, name: str) -> None:
        """Hold a name that is to be added as a new record."""
        self._uid, self._new = None, name
        self.setText(name)

    # -- completion ----------------------------------------------------------------------------

    def _typed(self, text: str) -> None:
        self._uid = self._new = None
        self.edited.emit()
        if text.strip():
            self._offer(text)
        elif self._open:
            # An emptied line is left empty: nothing may be taken by leaving it.
            self.popup.hide()

    def _offer(self, text: str) -> None:
        offers = self._found(text)
        name = " ".join(text.split())
        first = 0
        namesake = any(offer.name == name for offer in offers)
        if self._adding and name and not (namesake and self.kind != "stakeholder"):
            if not (namesake or self._likely(name)):
                first = len(offers)
            # Many a man has the name of another.
            add = _("Add another “{name}”", name=name) if namesake else _("Add “{name}”", name=name)
            offers.append(Offer(None, add, self._adds()))
        self._offers.show(offers)
        if not offers:
            if self._open:
                self.popup.hide()
            return
        popup = self.popup
        area = self.rect()
        area.setWidth(max(area.width(), WIDE))
        self._completer.complete(area)
        popup.setCurrentIndex(self._offers.index(first))

    def _likely(self, name: str) -> bool:
        """Whether any that is offered can well be meant, and not only sounds a little like it."""
        if self.kind != "stakeholder":
            return True
        return lookup.is_likely(self._casebook, name)

    def _adds(self) -> str:
        return {
            "stakeholder": _("as a new stakeholder"),
            "source": _("as a new source"),
            "member": _("as a new member of the desk"),
        }[self.kind]

    def _found(self, text: str) -> list[Offer]:
        if self.kind == "stakeholder":
            return [
                Offer(found.uid, found.name, lookup.told_apart(self._casebook, found))
                for found in lookup.complete(self._casebook, text, MOST)
                if found.uid != self._exclude
            ]
        query = lists.Query(self.kind, text=text, sort=_order(self.kind)[0],
                            descending=_order(self.kind)[1])  # fmt: skip
        keys = lists.ids(self._casebook, query)[:MOST]
        uids = lists.uids(self._casebook, self.kind, keys)
        labels = records.labels(self._casebook, self.kind, uids)
        details = self._details(keys)
        return [
            Offer(uid, labels[uid], detail)
            for uid, detail in zip(uids, details, strict=False)
            if uid in labels and uid != self._exclude
        ]

    def _details(self, keys: list[int]) -> list[str]:
        names = {"event": ("when", "place"), "ask": ("asked_by", "asked_of", "status"),
                 "item": ("ask",), "source": ("stakeholder",)}.get(self.kind, ())  # fmt: skip
        if not names:
            return [""] * len(keys)
        from workbench.values import display

        types = {column.name: column for column in lists.columns(self.kind)}
        made = []
        for row in lists.rows(self._casebook, self.kind, keys, names):
            parts = [
                display(types[name].type, cell, self._casebook.today, types[name].field)
                for name, cell in zip(names, row.cells, strict=True)
            ]
            made.append(" · ".join(part for part in parts if part))
        return made

    def _take(self, index: QModelIndex) -> None:
        offer = index.data(OFFER)
        if offer is None:
            return
        self.popup.hide()
        if offer.uid is None:
            name = " ".join(self.text().split())
            self.add_by_name(name)
            self.edited.emit()
            self.wanted.emit(name)
            return
        self._hold(offer.uid, offer.name, offer.detail)
        if self.kind == "stakeholder":
            lookup.note_opened(self._casebook, offer.uid)
        self.edited.emit()
        self.chosen.emit(offer.uid)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if self._open:
            if key in (*ENTER, Qt.Key.Key_Tab):
                # Tab takes what is marked, as Enter does; both move on, Ctrl+Enter saves.
                self._take(self.popup.currentIndex())
                if submits(event):
                    hand_on(event, self)
                else:
                    self.focusNextChild()
                return
            if key == Qt.Key.Key_Escape:
                self.popup.hide()
                return
        elif key == Qt.Key.Key_Down:
            self._offer(self.text() if self._uid is None else "")
            return
        super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        passing = (Qt.FocusReason.PopupFocusReason, Qt.FocusReason.ActiveWindowFocusReason)
        if event.reason() not in passing:
            self.settle()

    def settle(self) -> None:
        """On leaving: what was typed counts as chosen where it can only be one.

        Where it can't be told which, that is said at once.
        """
        text = self.text().strip()
        if self._uid is not None or self._new is not None or not text:
            return
        try:
            found = self._resolved(text)
        except Refused as refused:
            self.unclear.emit(refused)
            return
        self.show_uid(found)
        self.edited.emit()
        self.chosen.emit(found)

    def event(self, event: QEvent) -> bool:
        # Tab would leave the line before `keyPressEvent` hears of it.
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and self._open:
            if event.key() == Qt.Key.Key_Tab:
                self.keyPressEvent(event)
                return True
            if event.key() == Qt.Key.Key_Backtab:
                self.popup.hide()
        return super().event(event)


def _order(kind: str) -> tuple[str, bool]:
    sort, descending = lists.default_order(kind)
    return sort, descending
