"""Forms keep what is typed into them, while it is typed, as drafts in the casebook's file.

Nothing here waits for the disk while somebody types: drafts are written beside the window.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

import shiboken6
from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QDialog

from ui.work import Progress, Work
from workbench import drafts
from workbench.casebook import Casebook
from workbench.drafts import Draft, Since
from workbench.messages import Refused

if TYPE_CHECKING:
    from ui.draft_controls import Controls

LOOKS = 600  # ms between two looks at what was typed: with the writing, less than a second


class Desk:
    """The forms that are open on one casebook; whoever wants to hear that one was typed into
    (`typed`) or went (`left`)."""

    def __init__(self) -> None:
        self._open: list[Drafting] = []
        self.typed: list[Callable[[], None]] = []
        self.left: list[Callable[[], None]] = []

    def forms(self) -> list[Drafting]:
        """Those that are open, the last one opened last."""
        self._open = [each for each in self._open if shiboken6.isValid(each)]
        return list(self._open)

    def add(self, form: Drafting) -> None:
        """One more is open."""
        self._open.append(form)

    def leave(self, form: Drafting) -> None:
        """It went."""
        self._open = [each for each in self.forms() if each is not form]
        for heard in list(self.left):
            heard()

    def waiting(self, casebook: Casebook) -> list[Draft]:
        """The drafts that are in no open form, the last one typed first."""
        held = {form.draft.id for form in self.forms()}
        return [each for each in drafts.waiting(casebook) if each.id not in held]


_DESKS: WeakKeyDictionary[Casebook, Desk] = WeakKeyDictionary()


def desk(casebook: Casebook) -> Desk:
    """The forms of this casebook."""
    return _DESKS.setdefault(casebook, Desk())


class Drafting(QObject):
    """Keeps one form's draft. `unkept` says once why it can't be, and None when it can again."""

    unkept = Signal(object)

    def __init__(
        self,
        form: QDialog,
        casebook: Casebook,
        controls: Controls,
        ids: tuple[str, str, str | None],
        uids: tuple[str, ...] = (),
    ) -> None:
        super().__init__(form)
        self.form = form
        self._casebook = casebook
        self._controls = controls
        self._work = Work(self)
        self._timer = QTimer(self, interval=LOOKS)
        self._timer.timeout.connect(self.look)
        self._base = controls.state()
        self._seen: dict[str, Any] | None = self._base
        self._in_file = self._said = False
        name, kind, uid = ids
        blank: dict[str, Any] = {"fields": {}, "rows": {}}
        self.draft = Draft(uuid.uuid4().hex, name, kind, uid, "", casebook.by, blank, blank, uids)
        desk(casebook).add(self)
        self._timer.start()

    # -- while it is typed -----------------------------------------------------------------------

    @property
    def typed(self) -> bool:
        """Whether the form holds anything but what it was opened with."""
        return self._controls.state() != self._base

    def look(self) -> None:
        """See whether something was typed, and keep it."""
        state = self._controls.state()
        if state == self._seen or self._work.busy:
            return
        for heard in list(desk(self._casebook).typed):
            heard()
        self._seen = state
        self._in_file = True
        casebook, draft = self._casebook, self._drafted(state)

        def write(_progress: Progress) -> None:
            if draft.typed:
                drafts.keep(casebook, draft)
            else:
                drafts.forget(casebook, draft.id)

        job = self._work.start(write)
        job.finished.connect(self._kept)
        job.failed.connect(self._failed)

    def _drafted(self, state: Mapping[str, Any], place: Mapping[str, int] | None = None) -> Draft:
        self.draft = replace(
            self.draft, at=drafts.now(), by=self._casebook.by, state=state, base=self._base,
            typed=state != self._base, place=place or {},
        )  # fmt: skip
        return self.draft

    def _kept(self, _nothing: object) -> None:
        if self._said:
            self._said = False
            self.unkept.emit(None)

    def _failed(self, error: object) -> None:
        if not isinstance(error, Refused):
            assert isinstance(error, BaseException)
            raise error  # ours: the hook shows and logs it
        self._seen = None  # tried again at the next look
        if not self._said:
            self._said = True
            self.unkept.emit(error)

    # -- its end ---------------------------------------------------------------------------------

    def keep_now(self, place: Mapping[str, int] | None = None) -> str:
        """Keep it as it stands, and wait for that; its id. `Refused` where it can't be."""
        self._work.close()
        drafts.keep(self._casebook, self._drafted(self._controls.state(), place))
        self._in_file = True
        return self.draft.id

    def let_go(self) -> None:
        """What is in the file stays there when the form goes."""
        self._in_file = False

    def leave(self, *, forget: bool) -> None:
        """The form goes: its draft with it, or not."""
        self._timer.stop()
        self._work.close()
        if forget and self._in_file:
            try:
                drafts.forget(self._casebook, self.draft.id)
            except Refused:
                # It is offered once more than it need be, which loses nothing.
                self._in_file = True
        desk(self._casebook).leave(self)

    def close_form(self) -> None:
        """Close the form at once, and keep its draft. `Refused` where it can't be kept."""
        close: Any = self.form
        close.put_away()

    def unkept_draft(self) -> Draft:
        """The draft as it stands, which could not be kept in the file."""
        return replace(self.draft, at="")

    # -- going on with one -----------------------------------------------------------------------

    def take(self, draft: Draft) -> list[Since]:
        """Show what was typed before, and go on with it; what was done to the record since.

        What stands in the form already is kept as a draft of its own.
        """
        if self.typed:
            self.keep_now()
        told: list[Since] = []
        state = draft.state
        if self.draft.uid is not None:
            state, told = drafts.merged(draft.base, draft.state, self._base)
        elif draft.uid is not None:
            state = drafts.as_new(draft.state)
        self._controls.put(state)
        self.draft = replace(self.draft, id=draft.id)
        self._in_file, self._seen = True, None
        return told

    def label(self, since: Since) -> str:
        """What the place of a change is called in the form."""
        return self._controls.label(since.place)

    def place(self) -> dict[str, int]:
        """Where the keyboard is in the form, to come back to."""
        from ui.draft_place import place_in

        return place_in(self.form)
