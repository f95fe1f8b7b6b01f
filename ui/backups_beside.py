"""Backups in the window: made by themselves beside the work, asked for, looked at, restored.

What is made by itself has a worker of its own, so that nothing else ever waits for it.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtWidgets import QToolButton

from ui import icons
from ui.work import Job, Progress, Work
from workbench.messages import Refused, Unreadable, _, n_

if TYPE_CHECKING:
    from ui.window import Window
    from workbench.backups import Compared, Restored, Why
    from workbench.casebook import Casebook

AFTER_START = 3_000  # ms: the window is painted by then, and what it counts is counted
EVERY = 30 * 60_000  # ms
AGAIN = 60_000  # ms: where the record is just being written

_AFTER_BUSY = 3  # where in the status line: behind its two texts and the work that is under way

Answer = TypeVar("Answer")


@dataclass(frozen=True)
class _State:
    """How things stand after a look whether a backup is due. Made in the worker."""

    newest: str = ""  # when the newest was made: UTC, ISO
    instead_of: Path | None = None
    folder: Path = Path()
    problem: str = ""


def _make_due(casebook: Casebook, why: Why, told: Progress) -> _State:
    """Make a backup where one is due; in a worker."""
    from workbench import backup_folders, backups

    problem = ""
    try:
        backups.automatic(casebook, why, told)
    except Refused as refused:
        problem = str(refused)
    return _look(casebook, problem, backup_folders)


def _look(casebook: Casebook, problem: str, backup_folders: Any) -> _State:
    where = backup_folders.place(casebook)
    known = backup_folders.held_in(where.folder, casebook.uid)
    newest = max(known, key=lambda each: each.manifest.number, default=None)
    return _State(
        newest.manifest.at if newest is not None else "",
        where.chosen if where.missing else None,
        where.folder,
        problem,
    )


class Beside(QObject):
    """Everything that the window does with backups; `begin` and `close` are called by it."""

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self._window = window
        self._casebook = window.casebook
        self.work = Work(self)
        self.button = QToolButton(window)
        self._problems: list[str] = []
        self._said: object = None
        self._path, self._passphrase = Path(), ""
        self._due = QTimer(self, singleShot=True, interval=AFTER_START)
        self._due.timeout.connect(self._in_time)
        self._why: Why = "start"
        window.heard.connect(self._tell_problems)

    def begin(self) -> None:
        """Show how things stand in the status line, and begin to make backups."""
        self.button.setText(_("Backups"))
        self.button.setAutoRaise(True)
        self.button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.button.clicked.connect(self.backups)
        self.button.hide()
        self._window.locking.locked.connect(self.work.cancel)
        self._window.status.insertPermanentWidget(_AFTER_BUSY, self.button)
        if not (self._casebook.is_sample or self._casebook.read_only):
            self._due.start()

    def close(self) -> None:
        """Stop: a backup that is being made is left, and nothing of it remains."""
        self._due.stop()
        self.work.close()

    # -- by themselves ---------------------------------------------------------------------------

    def _in_time(self) -> None:
        if self._casebook.locked or self.work.busy or not self._window.writable:
            self._due.start(AGAIN)
            return
        casebook, why = self._casebook, self._why
        job = self.work.start(lambda told: _make_due(casebook, why, told))
        job.finished.connect(self._stands)
        job.failed.connect(self._failed_beside)
        self._why = "time"
        self._due.start(EVERY)

    def _failed_beside(self, error: object) -> None:
        # Locked meanwhile, or the disk can't be read: the next one says so again.
        if isinstance(error, Refused):
            if self._casebook.locked:
                self._due.start(AGAIN)
            else:
                self._stands(_State(problem=str(error)))
        elif isinstance(error, BaseException):
            raise error  # ours: the hook shows and logs it

    def first(self, why: Why, what: Callable[[Progress], Answer]) -> Callable[[Progress], Answer]:
        """This job, with a backup made before it where one is due.

        Where none can be made the job is done all the same, and the status line says so.
        """
        casebook, problems = self._casebook, self._problems

        def both(progress: Progress) -> Answer:
            from workbench import backups

            try:
                backups.automatic(casebook, why, progress)
            except Refused as refused:
                problems.append(str(refused))
            return what(progress)

        return both

    def _tell_problems(self, _changed: object = None) -> None:
        if self._problems:
            self._stands(_State(problem=self._problems[-1]))
            self._problems.clear()

    def _stands(self, state: object) -> None:
        """Show how things stand; what is not as it should be is said once."""
        assert isinstance(state, _State)
        self.button.setText(_worded(state))
        self.button.setToolTip(state.problem or _("Where the backups are, and what they hold"))
        self.button.setIcon(icons.icon("warning" if state.problem else "backups"))
        self.button.show()
        wrong: object = state.problem or state.instead_of
        if state.problem and wrong != self._said:
            self._window.say(_("No backup was made. {why}", why=state.problem))
        elif state.instead_of is not None and wrong != self._said:
            self._window.say(
                _("{chosen} can't be reached: until it is there again, backups go to {folder}.",
                  chosen=state.instead_of, folder=state.folder)
            )  # fmt: skip
        self._said = wrong

    # -- asked for -------------------------------------------------------------------------------

    def back_up_now(self) -> None:
        """Make a backup, whether or not something was changed."""
        from workbench import backups

        casebook = self._casebook
        job = self.work.start(lambda told: backups.make(casebook, told=told))
        job.finished.connect(self._made)
        job.failed.connect(self._failed)
        job.cancelled.connect(self._cancelled)
        self._window.busy.watch(job, _("Backing up"))

    def _asked_for(self, job: object) -> None:
        assert isinstance(job, Job)
        job.finished.connect(self._made)
        job.failed.connect(self._failed_beside)

    def _made(self, made: Any) -> None:
        path, manifest = made
        n = sum(manifest.counts.values())
        self._stands(_State(manifest.at))
        self._window.say(
            n_("Backed up to {folder}, and checked: {n} record.",
               "Backed up to {folder}, and checked: {n} records.", n, folder=path.parent)
        )  # fmt: skip

    def _failed(self, error: object) -> None:
        self._window.show_failure(error)

    def _cancelled(self) -> None:
        self._window.say(_("Cancelled. No backup was made."))

    def backups(self) -> None:
        """The backups that there are, and what can be done with them."""
        from ui.backups_dialog import BackupsDialog

        with self._window.showing_refusals():
            dialog = BackupsDialog(self._casebook, self.work, self._window)
            dialog.restore_wanted.connect(self.compare)
            dialog.begun.connect(self._asked_for)
            self._window.open_dialog(dialog)

    # -- restoring -------------------------------------------------------------------------------

    def compare(self, path: object, passphrase: str = "") -> None:
        """See what restoring this backup would do, in the worker."""
        from workbench import backups

        self._path, self._passphrase = Path(str(path)), passphrase
        casebook, backup = self._casebook, self._path
        job = self._window.work.start(
            lambda told: backups.compare(casebook, backup, passphrase or None, told)
        )
        job.finished.connect(self._compared)
        job.failed.connect(self._not_compared)
        job.cancelled.connect(self._unrestored)
        self._window.busy.watch(job, _("Comparing with the backup"))

    def _not_compared(self, error: object) -> None:
        if not isinstance(error, Unreadable) or not self._casebook.encrypted:
            self._failed(error)
            return
        from ui import forms

        wrong = str(error) if self._passphrase else _(
            "This backup has another passphrase than the casebook has now: the one of its day."
        )  # fmt: skip
        given = forms.ask_passphrase(self._window, self._path, wrong)
        if given:
            self.compare(self._path, given)

    def _compared(self, found: object) -> None:
        from ui.backups_dialog import RestoreDialog

        compared: Compared = found  # type: ignore[assignment]
        dialog = RestoreDialog(self._path, compared, self._window)
        dialog.accepted.connect(self._put_back)
        self._window.open_dialog(dialog)

    def _put_back(self) -> None:
        from workbench import backups

        casebook, backup, passphrase = self._casebook, self._path, self._passphrase
        self._passphrase = ""
        job = self._window.work.start(
            lambda told: backups.put_back(casebook, backup, passphrase or None, told)
        )
        job.finished.connect(self._restored)
        job.failed.connect(self._not_restored)
        job.cancelled.connect(self._unrestored)
        self._window.busy.watch(job, _("Restoring"))
        self._window.allow_writing(False)

    def _restored(self, done: object) -> None:
        self._window.allow_writing(True)
        restored: Restored = done  # type: ignore[assignment]
        self._window.say(_("Restored the backup {name}.", name=self._path.name), undo=True)
        if restored.no_backup:
            self._stands(_State(problem=restored.no_backup))

    def _not_restored(self, error: object) -> None:
        self._window.allow_writing(True)
        self._failed(error)

    def _unrestored(self) -> None:
        self._window.allow_writing(True)
        self._window.say(_("Cancelled. Nothing was changed."))


def _worded(state: _State) -> str:
    if state.problem:
        return _("not backed up")
    if not state.newest:
        return _("no backup yet")
    made = datetime.datetime.fromisoformat(state.newest).astimezone()
    today = made.date() == datetime.datetime.now().astimezone().date()
    return _("backed up {when}", when=made.strftime("%H:%M" if today else "%Y-%m-%d"))
