"""A picture of every pane and dialog, drawn without a screen: to look at, and for the README."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication, QWidget

    from ui.window import Window

_TABLES = (
    "stakeholders",
    "meetings",
    "events",
    "asks",
    "actions",
    "posts",
    "ties",
    "items",
    "sources",
)


def tour(
    path: Path,
    passphrase: str | None,
    folder: Path,
    size: tuple[int, int] = (1400, 900),
    dark: bool = False,
) -> list[Path]:
    """Draw every pane and dialog of a casebook to PNG files in a folder; the files, in order.

    `Refused` where the casebook can't be opened or the folder can't be written to. How the
    window is kept in the casebook stays as it was.
    """
    _make(folder)
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from ui import app as program
    from ui import theme
    from workbench.casebook import Casebook

    hook = sys.excepthook
    app = program.prepared()
    sys.excepthook = hook  # nobody looks at a dialog here
    theme.apply(app, dark)
    casebook = Casebook.open(path, passphrase)
    with _left_as_it_was(casebook):
        drawing = _Tour(app, casebook, folder, size)
        drawing.draw()
    return drawing.draw_read_only(Casebook.open(path, passphrase, copy=True))


@contextmanager
def _left_as_it_was(casebook: Any) -> Iterator[None]:
    """What is kept of the window, as before, once the pictures are drawn."""
    keep = casebook.keep
    casebook.keep = _not_kept
    try:
        yield
    finally:
        casebook.keep = keep


def _not_kept(key: str, value: object) -> None:
    """In the place of `Casebook.keep`: looking must not change how the window is kept."""


class _Tour:
    """Draws one picture after the other."""

    def __init__(
        self, app: QApplication, casebook: Any, folder: Path, size: tuple[int, int]
    ) -> None:
        from ui.window import Window

        self._app = app
        self._folder = folder
        self._made: list[Path] = []
        self._window: Window = Window(casebook)
        self._casebook = casebook
        self._window.resize(*size)
        self._window.show()
        self._settle()

    def draw(self) -> list[Path]:
        """Everything, in the order of the side bar; then the dialogs."""
        try:
            self._show("today")
            self._picture("today")
            for name in _TABLES:
                self._table(name)
            self._timelines()
            self._relationships()
            self._below()
            self._go_to()
            self._not_saved()
            self._dialogs()
            self._locked()
            self._start_page()
        finally:
            self._window.close()
        return self._made

    def draw_read_only(self, copy: Any) -> list[Path]:
        """A copy that can only be looked at, and what is asked where another machine writes it."""
        from datetime import UTC, datetime

        from ui.read_only import HeldDialog
        from ui.window import Window
        from workbench.holding import Holder

        window = Window(copy)
        window.resize(self._window.size())
        window.show()
        self._picture("read-only", window)
        holder = Holder("", "Kabul 2", "A. Officer", 0, "", datetime.now(UTC).isoformat(), 0)
        self._dialog("held", HeldDialog(copy.path, holder, window))
        window.close()
        return self._made

    def _settle(self) -> None:
        """Let layouts, timers of no length and paintings have their turn, and work its end."""
        from PySide6.QtCore import QElapsedTimer, QEventLoop

        clock = QElapsedTimer()
        clock.start()
        flags = QEventLoop.ProcessEventsFlag.AllEvents
        while clock.elapsed() < 30 or (self._window.work.busy and clock.elapsed() < 20_000):
            self._app.processEvents(flags, 20)
        for _round in range(3):  # a layout may ask for another one
            self._app.sendPostedEvents()

    def _picture(self, name: str, widget: QWidget | None = None) -> None:
        from workbench.messages import Refused, message

        self._settle()
        target = self._folder / f"{len(self._made) + 1:02}-{name}.png"
        if not (widget or self._window).grab().save(str(target)):
            raise Refused(
                message("The picture could not be saved"),
                str(target),
                message("Choose a folder that you may write to."),
            )
        self._made.append(target)

    def _show(self, name: str) -> Any:
        self._window.show_pane(name)
        self._settle()
        return self._window.here

    def _table(self, name: str) -> None:
        pane = self._show(name)
        rows = pane.model.rowCount()
        if rows:
            pane.view.selectRow(self._best_row(pane))
        self._picture(name)

    def _best_row(self, pane: Any) -> int:
        """The row whose card has most to show, among the first ones."""
        from workbench.cards import card

        best, most = 0, -1
        for row in range(min(pane.model.rowCount(), 30)):
            shown = card(self._casebook, pane.kind, pane.model.uid_at(row))
            held = sum(len(section.lines) for section in shown.sections)
            if held > most:
                best, most = row, held
        return best

    def _timelines(self) -> None:
        from workbench.timeline import LANES_BY

        for uid in self._first("meetings"):
            self._window.go("event", uid)
        host = self._show("timeline")
        for word in LANES_BY:
            host.pane.set_lanes_by(word)
            self._settle()
            host.pane.fit()
            self._picture(f"timeline-by-{word}")

    def _relationships(self) -> None:
        self._show("relationships")
        stakeholders: Any = self._window.pane("stakeholders")
        if self._first("stakeholders"):
            uid = stakeholders.model.uid_at(self._best_row(stakeholders))
            self._window.go("stakeholder", uid)
        self._picture("relationships")

    def _below(self) -> None:
        window = self._window
        pane = self._show("meetings")
        if pane.model.rowCount():
            pane.view.selectRow(0)
        action = window.commands.actions["timeline_below"]
        action.trigger()
        self._picture("timeline-below")
        action.trigger()

    def _go_to(self) -> None:
        from workbench import lists

        box = self._window.go_to
        names = lists.ids(self._casebook, lists.Query("stakeholder"))
        rows = lists.rows(self._casebook, "stakeholder", names[:1], ["name"])
        box.begin()
        box.setText(str(rows[0].cells[0])[:5] if rows else "")
        box.look()
        self._picture("go-to")
        box.close_popup()
        box.clear()

    def _not_saved(self) -> None:
        """Forms that were not saved, offered again."""
        from workbench import drafts

        self._show("meetings")
        blank: dict[str, Any] = {"fields": {}, "rows": {}}
        typed = {"fields": {"kind": {"text": "", "value": "meeting"},
                            "place": {"text": "Doha, by the water"}}, "rows": {}}  # fmt: skip
        held = [drafts.Draft("1", "event", "event", None, drafts.now(), "", typed, blank)]
        for kind, table in (("ask", "asks"), ("stakeholder", "stakeholders")):
            held += [
                drafts.Draft(uid, "record", kind, uid, drafts.now(), "", blank, blank)
                for uid in self._first(table)
            ]
        self._window.unsaved.bar.offer(held)
        self._picture("not-saved")
        self._window.unsaved.bar.offer([])

    def _locked(self) -> None:
        """What is seen of a casebook that is locked, once a wrong passphrase was typed."""
        from ui.lock_settings import LockSettings
        from workbench.messages import _

        locking = self._window.locking
        page = locking.show_page()
        page.work_runs(False)
        self._picture("locked")
        page.wrong(_("The passphrase is wrong."))
        self._picture("locked-wrong")
        locking.hide_page(page)
        self._dialog("lock-after", LockSettings(self._window))

    # -- dialogs ---------------------------------------------------------------------------------

    def _dialogs(self) -> None:
        from ui import duplicates_tour
        from ui.backups_dialog import BackupsDialog
        from ui.check_dialog import CheckDialog
        from ui.history_dialog import HistoryDialog
        from ui.markings_dialog import MarkingsDialog
        from ui.purge_dialog import PurgeDialog
        from ui.window_dialogs import KeysDialog
        from workbench.checks import check

        for name, dialog in self._forms():
            self._dialog(name, dialog)
        self._dialog("between", self._between())
        self._import()
        self._dialog("export", self._export())
        self._dialog("check", CheckDialog(check(self._casebook), self._window))
        for uid in self._first("stakeholders", 1):
            self._dialog("purge", PurgeDialog(self._casebook, "stakeholder", uid, self._window))
        for name, dialog in duplicates_tour.shown(
            self._casebook, self._window, self._first("stakeholders", 2)
        ):
            self._dialog(name, dialog)
        self._dialog("history", HistoryDialog(self._casebook, self._window))
        step = self._casebook.next_undo()
        if step is not None:
            from ui.undo_dialog import UndoDialog
            from workbench import taking_back

            told = taking_back.would(self._casebook, step.number)
            self._dialog("undo", UndoDialog(told, self._window))
        self._dialog(
            "backups", BackupsDialog(self._casebook, self._window.beside.work, self._window)
        )
        self._dialog("restore", self._restore())
        self._dialog("markings", MarkingsDialog(self._casebook, self._window))
        self._dialog("keys", KeysDialog(self._window.commands.keys(), self._window))

    def _restore(self) -> QWidget:
        from ui.backups_dialog import RestoreDialog
        from workbench.backups import Compared, Difference

        found = (Difference("event", 2, 1, 0), Difference("ask", 0, 3, 1))
        return RestoreDialog(self._casebook.path, Compared(found, 1), self._window)

    def _between(self) -> QWidget:
        """A message between the first two that have somebody to carry it."""
        from itertools import combinations

        from ui.window_between import BetweenDialog
        from workbench.ties import between

        dialog = BetweenDialog(self._casebook, None, self._window)
        for start, goal in combinations(self._first("stakeholders", 12), 2):
            if len(between(self._casebook, start, goal)) > 1:
                dialog.start.show_uid(start)
                dialog.goal.show_uid(goal)
                break
        return dialog

    def _forms(self) -> Iterator[tuple[str, QWidget]]:
        from ui.forms import dialogs
        from ui.forms.handover_form import HandoverForm
        from ui.forms.many_form import ManyForm
        from ui.forms.meeting_form import MeetingForm
        from ui.forms.record_form import RecordForm

        window, casebook = self._window, self._casebook
        yield "log-meeting", MeetingForm(casebook, window)
        meeting = self._first("meetings")
        if meeting:
            yield "edit-meeting", MeetingForm(casebook, window, uid=meeting[0])
        for kind in ("stakeholder", "ask", "tie", "item", "action", "source", "post"):
            uids = self._first(f"{kind}s")
            uid = uids[0] if uids else None
            yield f"form-{kind}", RecordForm(casebook, kind, uid, None, window)
        for post in self._first("posts"):
            yield "handover", HandoverForm(casebook, post, window)
        asks = self._first("asks", 3)
        if asks:
            yield "edit-many", ManyForm(casebook, "ask", asks, window)
        stakeholders = self._first("stakeholders")
        if stakeholders:
            yield "delete", dialogs.DeleteDialog(casebook, "stakeholder", stakeholders, window)
        yield from self._secrets()
        yield "new-casebook", dialogs.NewCasebookDialog(casebook.path.parent, window)
        yield "member", dialogs.MemberDialog("", window)

    def _secrets(self) -> Iterator[tuple[str, QWidget]]:
        """What is asked and told of a passphrase. The recovery key is nobody's."""
        from ui import old_backups, passphrase_dialogs, recovery_dialogs
        from workbench import passphrases, recovery_keys

        window, casebook = self._window, self._casebook
        changed = passphrases.Changed(passphrases.old(casebook))
        key = recovery_keys.spelt(bytes(range(recovery_keys.KEY_BYTES)))
        said = old_backups.told(changed, False)
        yield "passphrase", passphrase_dialogs.OpeningDialog(casebook.path, "", window)
        yield "passphrase-change", passphrase_dialogs.ChangeDialog(casebook, window)
        yield "passphrase-changed", old_backups.OldBackups(said, changed.old, window)
        yield "recovery", recovery_dialogs.RecoveryDialog(casebook, True, window)
        yield "recovery-key", recovery_dialogs.KeyDialog(casebook.path, key, window)
        yield "recover", recovery_dialogs.RecoverDialog(casebook.path, window)

    def _first(self, table: str, n: int = 1) -> list[str]:
        """The uids of the first rows of a table."""
        if table not in _TABLES:
            return []
        pane: Any = self._window.pane(table)
        pane.refill()
        found = [pane.model.uid_at(row) for row in range(min(n, pane.model.rowCount()))]
        return [uid for uid in found if uid]

    def _import(self) -> None:
        """Every step of an import; one dialog is drawn at several of them."""
        from ui import import_tour

        for name, dialog in import_tour.steps(self._window, self._folder):
            dialog.show()
            self._picture(name, dialog)

    def _export(self) -> QWidget:
        """What is asked before an export, of the asks that a table shows, under a ceiling."""
        from ui.export_dialog import ExportDialog, View
        from workbench import lists
        from workbench.messages import _

        query = lists.Query("ask")
        view = View(_("Asks"), query, lists.count(self._casebook, query))
        dialog = ExportDialog(self._casebook, view, self._window)
        dialog.ceiling.setCurrentIndex(2)
        dialog.show()
        for _look in range(100):
            if dialog.told.text():
                break
            self._settle()
        return dialog

    def _dialog(self, name: str, dialog: QWidget) -> None:
        from PySide6.QtCore import Qt

        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.show()
        self._picture(name, dialog)
        dialog.hide()
        dialog.deleteLater()

    def _start_page(self) -> None:
        from ui.start_page import StartPage

        self._dialog("start-page", StartPage())


def _make(folder: Path) -> None:
    from workbench.messages import Refused, message

    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Refused(
            message("The folder can't be made ({reason})", reason=error.strerror or "?"),
            str(folder),
            message("Choose another one."),
        ) from None
