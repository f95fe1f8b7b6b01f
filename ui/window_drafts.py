"""The window's part in what was typed and not saved: it is offered again, and never lost."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QWidget

from ui.draft_bar import DraftBar
from ui.drafts import desk
from workbench import drafts
from workbench.casebook import Changed
from workbench.drafts import Draft
from workbench.messages import Refused, _

if TYPE_CHECKING:
    from ui.window import Window


class Unsaved(QObject):
    """Shows the drafts that wait in a bar above the panes, and opens their forms again."""

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self._window = window
        self._casebook = window.casebook
        self.bar = DraftBar(window.casebook, window)
        self.bar.wanted.connect(self.go_on)
        self.bar.refused.connect(window.show_refusal)
        self.bar.reshaped.connect(self._lead_tab)
        self._soon = QTimer(self, interval=0, singleShot=True)
        self._soon.timeout.connect(self._first)
        self._soon.start()
        desk(self._casebook).left.append(self._left)
        window.heard.connect(self._changed)

    def _first(self) -> None:
        """Once the window is seen: what the last run left behind."""
        with self._window.showing_refusals():
            for draft in desk(self._casebook).waiting(self._casebook):
                if not draft.typed:
                    drafts.forget(self._casebook, draft.id)
            self.bar.refresh()

    def _left(self) -> None:
        if not self._window.locking.is_locked:
            self.bar.refresh()

    def _changed(self, _changed: Changed) -> None:
        # A draft's line names its record, and says whether it is still there.
        if self.bar.lines:
            self._left()

    def _lead_tab(self) -> None:
        stops: list[QWidget] = [self._window.banner.reset, *self.bar.stops()]
        for one, next_ in pairwise([*stops, self._window.sidebar]):
            QWidget.setTabOrder(one, next_)

    def continue_draft(self) -> None:
        """Go on with what was typed last and not saved."""
        with self._window.showing_refusals():
            waiting = [d for d in desk(self._casebook).waiting(self._casebook) if d.typed]
            if waiting:
                self.go_on(waiting[0])
            else:
                self._window.say(_("Nothing waits to be saved."))

    def go_on(self, draft: Draft) -> None:
        """Open the form that it was typed into, with all of it."""
        from ui import forms
        from ui.window_acts import CARDS

        if not self._window.writable:
            self._window.say(_("The record is being written. Wait for it, or cancel it."))
            return
        with self._window.showing_refusals():
            uid = forms.go_on(self._window, self._casebook, draft)
            if uid and draft.kind in CARDS:
                self._window.go(draft.kind, uid)

    def go_on_with(self, draft: str | Draft) -> None:
        """Go on with this one, or the one of this id, if it is still there."""
        with self._window.showing_refusals():
            found = [draft] if isinstance(draft, Draft) else [
                each for each in desk(self._casebook).waiting(self._casebook) if each.id == draft
            ]  # fmt: skip
            for each in found:
                self.go_on(each)

    def put_away(self) -> list[Draft]:
        """Close every open form, and keep what it holds; the drafts, the first one opened first.

        One that can't be kept has no `at`: all there is of it is what is handed back.
        """
        kept: list[Draft] = []
        for drafting in reversed(desk(self._casebook).forms()):
            try:
                drafting.close_form()
                kept.insert(0, drafting.draft)
            except Refused:
                kept.insert(0, drafting.unkept_draft())
        return kept

    def end(self) -> None:
        """The window closes: what its forms hold is kept."""
        if not self._casebook.locked:
            self.put_away()
        left = desk(self._casebook).left
        if self._left in left:
            left.remove(self._left)
