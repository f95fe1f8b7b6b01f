"""Undo of any act in the window: first what it would do and what would stay, then it is done."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, cast

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from ui import theme
from ui.card_history import local_time
from ui.forms.frame import Dialog, SubmitKeys
from ui.window_dialogs import lines_table
from ui.work import Job, Progress
from workbench import history, taking_back
from workbench.casebook import Step
from workbench.kinds import KINDS
from workbench.messages import _, n_
from workbench.taking_back import KeptCell, TakenBack

if TYPE_CHECKING:
    from ui.window import Window

AT_ONCE = 2_000
"""Records up to which undo and redo are done at once."""

_LINES = 300  # of what is kept; the others are counted
_WIDTH = 640


class UndoDialog(Dialog):
    """Says what undoing an act would do, and lists what would stay as it is."""

    def __init__(self, told: TakenBack, parent: QWidget | None = None) -> None:
        super().__init__(_("Undo"), parent, _WIDTH if told.kept else 440)
        self.words(_("Undo “{act}”?", act=told.label)).setFont(theme.font("title"))
        self.words(_("{by}, {at}", by=told.by, at=local_time(told.at)))
        self.says = self.words(_does(told))
        self.kept = lines_table(
            (_("Record"), _("Field"), _("Now"), _("Would be"), _("Why it stays")),
            [_line(each) for each in told.kept[:_LINES]], _("What stays as it is"),
        )  # fmt: skip
        if told.kept:
            n = len(told.kept)
            self.words(n_("{n} thing stays as it is:", "{n} things stay as they are:", n))
            rows = min(n, 8) + 2
            self.kept.setFixedHeight(rows * theme.row_height())
        if len(told.kept) > _LINES:
            more = len(told.kept) - _LINES
            self.column.addWidget(self.kept)
            self.words(n_("and {n} more", "and {n} more", more))
        else:
            self.column.addWidget(self.kept)
        self.kept.setVisible(bool(told.kept))
        self.words(_("It is an act like any other: undo (Ctrl+Z) takes it back.")
                   if told.earlier else _("Redo (Ctrl+Shift+Z) does it again."))  # fmt: skip
        self.finish(_("Undo"), self.accept)
        SubmitKeys(self, self.accept)
        self.buttons.buttons()[0].setFocus()


def _does(told: TakenBack) -> str:
    counted = (
        (told.came, n_("{n} record comes back", "{n} records come back", told.came)),
        (told.changed, n_("{n} record is changed", "{n} records are changed", told.changed)),
        (told.went, n_("{n} record goes", "{n} records go", told.went)),
    )
    return " · ".join(words for n, words in counted if n)


def _line(each: KeptCell) -> tuple[str, ...]:
    kind = str(KINDS[each.kind].one)
    record = each.label if each.label == kind else f"{kind}: {each.label}"
    if each.field:
        now, would = each.now or _("empty"), each.would_be or _("empty")
        return record, each.field_label, now, would, str(each.why)
    there, gone = _("there"), _("gone")
    now, would = (there, gone) if each.now is not None else (gone, there)
    return record, _("the whole record"), now, would, str(each.why)


class Undoing(QObject):
    """Asks by the dialog and undoes, both beside the window: an import has thousands of records."""

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self.setObjectName("undoing")
        self._window = window
        self._casebook = window.casebook
        self._number = 0

    @classmethod
    def of(cls, window: Window) -> Undoing:
        """The window's own."""
        found = window.findChild(QObject, "undoing")
        return cls(window) if found is None else cast(Undoing, found)

    def takes_long(self, step: Step | None) -> bool:
        """Whether an act changed so much that its undo or redo would hold the window up."""
        return step is not None and history.size(self._casebook, step.number) > AT_ONCE

    def step(self, forward: bool) -> None:
        """Undo the last act, or redo it."""
        casebook = self._casebook
        words = _("Doing it again") if forward else _("Undoing")
        self._write(lambda progress: casebook.redo() if forward else casebook.undo(), words)

    def ask(self, number: int) -> None:
        """Say what undoing this act would do, and do it if that is wanted."""
        if not self._window.writable:
            self._window.say(_("The record is being written. Wait for it, or cancel it."))
            return
        self._number = number
        casebook = self._casebook
        job = self._window.work.start(lambda progress: taking_back.would(casebook, number))
        job.finished.connect(self._told)
        job.failed.connect(self._failed)
        self._window.busy.watch(job, _("Looking what undo would do"))

    def _told(self, told: object) -> None:
        told = cast(TakenBack, told)
        if not told.does and told.earlier:
            self._window.show_refusal(taking_back.nothing_left(told))
            return
        dialog = UndoDialog(told, self._window)
        dialog.accepted.connect(self._undo)
        self._window.open_dialog(dialog)

    def _undo(self) -> None:
        casebook, number = self._casebook, self._number
        job = self._write(lambda progress: taking_back.take_back(casebook, number), _("Undoing"))
        job.finished.connect(self._done)

    def _write(self, what: Callable[[Progress], Any], words: str) -> Job:
        self._window.allow_writing(False)
        job = self._window.work.start(what)
        job.finished.connect(self._over)
        job.failed.connect(self._failed)
        job.cancelled.connect(self._over)
        self._window.busy.watch(job, words)
        return job

    def _over(self, *_answer: object) -> None:
        self._window.allow_writing(True)

    def _done(self, done: object) -> None:
        kept = len(cast(TakenBack, done).kept)
        if kept:
            self._window.say(
                n_("Undone in part: {n} thing stays as it is.",
                   "Undone in part: {n} things stay as they are.", kept),
                undo=True,
            )  # fmt: skip

    def _failed(self, error: object) -> None:
        self._over()
        self._window.show_failure(error)
