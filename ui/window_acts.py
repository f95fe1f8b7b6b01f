"""What a person does to the record in the window: new, edit, delete, log, undo, redo."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workbench import records
from workbench.messages import _

if TYPE_CHECKING:
    from ui.window import Window
    from workbench.casebook import Step

CARDS = ("stakeholder", "event", "ask", "item", "tie", "action", "source", "post", "claim",
          "delivery")  # fmt: skip
"""Kinds whose records are worth going to once they are made; the rest show on another's card."""


class Acts:
    """Asks by a form, and says in the status line what came of it."""

    def __init__(self, window: Window) -> None:
        self._window = window
        self._casebook = window.casebook

    def _waits(self) -> bool:
        """Whether nothing may be written: here at all, or while long work writes; says so."""
        if self._window.writable:
            return False
        if self._casebook.read_only:
            self._window.say(_("Read-only: {why}.", why=self._casebook.why_read_only))
            return True
        self._window.say(_("The record is being written. Wait for it, or cancel it."))
        return True

    # -- new -----------------------------------------------------------------------------------

    def new(self) -> None:
        """One more of what the pane shows."""
        pane = self._window.views.table()
        table = pane.table if pane is not None else None
        if table is None or table.kind == "event":
            self.log_meeting(kind="" if table is None or table.meetings else "statement")
        else:
            self.add(table.kind)

    def add(self, kind: str, preset: dict[str, Any] | None = None) -> None:
        """A new record of this kind; `preset` is what its form starts with."""
        if self._waits():
            return
        from ui import forms

        uid = forms.edit_record(self._window, self._casebook, kind, preset=preset or {})
        if uid and kind in CARDS and not preset:
            self._window.go(kind, uid)

    def log_meeting(self, with_: str = "", kind: str = "") -> None:
        """A meeting, or an event of another kind."""
        if self._waits():
            return
        from ui import forms

        parties: tuple[str, ...] = (with_,) if with_ else ()
        if not with_ and self._window.selection[0] == "stakeholder":
            parties = (self._window.selection[1],)
        # What is chosen may have been deleted since, here or by another process.
        parties = tuple(records.labels(self._casebook, "stakeholder", parties))
        more = {"kind": kind} if kind else {}
        uid = forms.log_meeting(self._window, self._casebook, preset_parties=parties, **more)
        if uid:
            self._window.go("event", uid)

    def new_stakeholder(self) -> None:
        """A stakeholder."""
        self.add("stakeholder")

    def new_ask(self) -> None:
        """An ask."""
        self.add("ask")

    def new_tie(self) -> None:
        """A tie."""
        self.add("tie")

    def new_action(self) -> None:
        """An action."""
        self.add("action")

    def new_source(self) -> None:
        """A source."""
        self.add("source")

    def add_to(self, kind: str, field: str, uid: str) -> None:
        """A new record that hangs on the one that is shown."""
        self.add(kind, {field: uid})

    def hand_over(self) -> None:
        """The post that is chosen, or the one post that whoever is chosen holds."""
        kind, uid = self._window.selection
        held = [uid] if kind == "post" else []
        if kind == "stakeholder" and uid:
            from workbench import handover

            held = handover.held_now(self._casebook, uid)
        if len(held) == 1:
            self.hand_over_post(held[0])
        else:
            self._window.say(_("Choose the post first: under Posts, or by ⋯ on a card."))

    def hand_over_post(self, post: str) -> None:
        """A post from its holder to the next one."""
        if self._waits():
            return
        from ui import forms

        with self._window.showing_refusals():
            forms.hand_over(self._window, self._casebook, post)

    # -- edit and delete -------------------------------------------------------------------------

    def edit(self) -> None:
        """Edit what is chosen: one record whole, or one field of several."""
        kind, uids = self._window.selected()
        if len(uids) > 1:
            self.edit_many()
        elif uids:
            self.edit_one(kind, uids[0])

    def edit_one(self, kind: str, uid: str) -> None:
        """Edit this record."""
        if self._waits():
            return
        from ui import forms

        with self._window.showing_refusals():
            if kind == "event":
                forms.edit_meeting(self._window, self._casebook, uid)
            else:
                forms.edit_record(self._window, self._casebook, kind, uid=uid)

    def edit_many(self) -> None:
        """Edit one field of all that is chosen."""
        from ui import forms

        kind, uids = self._window.selected()
        if self._waits():
            return
        if not uids:
            self._window.say(_("Choose the rows first (Shift or Ctrl with a click)."))
            return
        with self._window.showing_refusals():
            forms.edit_many(self._window, self._casebook, kind, uids)

    def delete(self) -> None:
        """Delete what is chosen, once it is said what else goes."""
        kind, uids = self._window.selected()
        if uids:
            self._delete(kind, uids)

    def delete_one(self, kind: str, uid: str) -> None:
        """Delete this record."""
        self._delete(kind, [uid])

    def _delete(self, kind: str, uids: list[str]) -> None:
        if self._waits():
            return
        from ui import forms

        with self._window.showing_refusals():
            forms.confirm_delete(self._window, self._casebook, kind, uids)

    def purge(self) -> None:
        """Take what is chosen out for good, history and all, once that is said and meant."""
        kind, uids = self._window.selected()
        if self._waits() or not uids:
            return
        if len(uids) > 1:
            self._window.say(_("Choose one record: each is purged by itself."))
            return
        from ui.purge_dialog import Purging

        with self._window.showing_refusals():
            Purging(self._window).ask(kind, uids[0])

    def find_duplicates(self) -> None:
        """Who may be in the casebook twice, to be worked through."""
        from ui.duplicates_work import Duplicates

        Duplicates(self._window).find()

    def merge_two(self) -> None:
        """The two stakeholders that are chosen, side by side, to be made one."""
        from ui.duplicates_work import Duplicates
        from workbench.duplicates import one_pair

        kind, uids = self._window.selected()
        pair = one_pair(self._casebook, *uids) if kind == "stakeholder" and len(uids) == 2 else None
        if pair is None:
            self._window.say(_("Choose two stakeholders first (Ctrl with a click)."))
        elif not self._waits():
            Duplicates(self._window).show_pair(pair)

    def markings(self) -> None:
        """The casebook's list of markings."""
        if self._waits():
            return
        from ui.markings_dialog import MarkingsDialog

        self._window.open_dialog(MarkingsDialog(self._casebook, self._window))

    def tick_off(self, uid: str) -> None:
        """An action is done."""
        if self._waits():
            return
        with self._window.showing_refusals():
            records.edit(self._casebook, "action", {uid: {"done": True}})

    def put_back(self, kind: str, uid: str, number: int, field: str) -> None:
        """Make a record, or one field of it, what it was before an act."""
        if self._waits():
            return
        from workbench import taking_back

        with self._window.showing_refusals():
            done = taking_back.put_back(self._casebook, kind, uid, number, field)
            if done.kept:
                told = "; ".join(f"{each.field_label}: {each.why}" for each in done.kept)
                self._window.say(_("Put back but for {kept}.", kept=told), undo=True)

    # -- undo ------------------------------------------------------------------------------------

    def undo(self) -> None:
        """Take back the last act."""
        if self._waits():
            return
        with self._window.showing_refusals():
            if self._beside(self._casebook.next_undo(), forward=False):
                return
            if self._casebook.undo() is None:
                self._window.say(_("There is nothing to undo."))

    def redo(self) -> None:
        """Do again what was undone."""
        if self._waits():
            return
        with self._window.showing_refusals():
            if self._beside(self._casebook.next_redo(), forward=True):
                return
            if self._casebook.redo() is None:
                self._window.say(_("There is nothing to redo."))

    def _beside(self, step: Step | None, forward: bool) -> bool:
        """Undo or redo beside the window where it would be held up; whether that is so."""
        from ui.undo_dialog import Undoing

        undoing = Undoing.of(self._window)
        if not undoing.takes_long(step):
            return False
        undoing.step(forward)
        return True
