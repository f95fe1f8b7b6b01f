"""Locking: nothing of the record is on the screen, and the file's key is let go of.

It is locked when a person says so, when nobody has touched anything for a while, and when the
system's own screen is locked. The window and its panes stay, hidden, with no connection to the
file; open forms go, their text kept in the file, and come back with it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import shiboken6
from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QApplication, QDialog, QStackedWidget, QToolTip, QWidget

from ui import clipboard
from ui.idle import Idle
from ui.work import Work
from workbench import opening, settings
from workbench.drafts import Draft
from workbench.messages import Refused, _

if TYPE_CHECKING:
    from ui.lock_page import LockPage
    from ui.window import Window

SETTLES = 100  # ms for what is under way in the window, before the file is let go of
_POPUPS = (Qt.WindowType.Popup, Qt.WindowType.ToolTip, Qt.WindowType.Tool)


class Locking(QObject):
    """Locks the window and its casebook, and unlocks them. `locked` once the key is let go of."""

    locked = Signal()
    unlocked = Signal(str)  # the passphrase

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self._window = window
        self._casebook = window.casebook
        self.is_locked = False
        self.page: LockPage | None = None
        self.idle: Idle | None = None
        self._stack = QStackedWidget()
        self._shown: QWidget = self._stack
        self._forms: list[str | Draft] = []
        self._dialogs: list[QDialog] = []
        self._paused: list[QTimer] = []
        self._focus: QWidget | None = None
        self._status_shown = True
        self._settle = QTimer(self, interval=SETTLES)
        self._settle.timeout.connect(self._let_go)
        self._reopen = QTimer(self, interval=0, singleShot=True)
        self._reopen.timeout.connect(self._forms_again)
        self._soon = QTimer(self, interval=0, singleShot=True)
        self._soon.timeout.connect(self._watch)
        self._soon.start()

    def cover(self, shown: QWidget) -> QWidget:
        """A widget that shows this one, or the lock page in its place."""
        self._stack.addWidget(shown)
        self._shown = shown
        return self._stack

    def _watch(self) -> None:
        """Once the window is seen: begin to notice what locks it."""
        if not self._casebook.encrypted:
            return
        from ui import screen_lock
        from ui.drafts import desk

        clipboard.Watch(self)
        self.idle = Idle(self)
        self.idle.over.connect(self.lock)
        self.idle.lock_wanted.connect(self.lock)
        self.idle.allow(settings.load().lock_after)
        desk(self._casebook).typed.append(self._typed)
        system = screen_lock.watch(self)
        if system is not None:
            system.locked.connect(self.lock)

    def _typed(self) -> None:
        # Some ways of typing (an input method's) come to the form alone.
        if self.idle is not None:
            self.idle.touched()

    # -- locking -----------------------------------------------------------------------------

    def lock(self) -> None:
        """Take everything off the screen, then let go of the file and its key."""
        if self.is_locked:
            return
        if not self._casebook.encrypted:
            with self._window.showing_refusals():
                self._casebook.lock()
            return
        self._focus = self._window.focusWidget()
        self.is_locked = True
        page = self.show_page()
        # Only what the file would not take (a full disk) is held here meanwhile.
        kept = self._window.unsaved.put_away()
        self._forms = [draft.id if draft.at else draft for draft in kept]
        page.held_here = not all(draft.at for draft in kept)
        self._clear_screen()
        self._pause()
        clipboard.clear_ours()
        self._settle.start()

    def show_page(self) -> LockPage:
        """Show the lock page in the place of all that the window shows, its menus and keys too."""
        from ui.lock_page import LockPage
        from workbench import in_keyring

        window, path = self._window, self._casebook.path
        kept = in_keyring.is_kept(path)
        self.page = LockPage(self._casebook.name, opening.tries_of(path), kept, self._stack)
        self.page.keyring_wanted.connect(self._ask_keyring)
        self.page.tried.connect(self._unlock)
        self.page.cancel_wanted.connect(self._cancel)
        self.page.leave_wanted.connect(window.files.close_casebook)
        self.page.quit_wanted.connect(window.files.quit)
        self._stack.addWidget(self.page)
        self._stack.setCurrentWidget(self.page)
        # A menu that is out of reach takes the keys of its commands with it.
        for menu in window.commands.menus.values():
            menu.menuAction().setEnabled(False)
        window.menuBar().hide()
        self._status_shown = not window.status.isHidden()
        window.status.hide()
        for timer in window.timers():
            timer.blockSignals(True)
        self.page.work_runs(True)
        return self.page

    def _clear_screen(self) -> None:
        """Take every dialog, list and tip away; those that nobody waits for come back."""
        QToolTip.hideText()
        window = self._window
        # What lies over the window's own parts (what the search box found) is its child.
        stays = (self._stack, window.menuBar(), window.status)
        for child in window.children():
            if isinstance(child, QWidget) and not child.isWindow() and child not in stays:
                child.hide()
        for widget in QApplication.topLevelWidgets():
            if widget is self._window or not widget.isVisible():
                continue
            if isinstance(widget, QDialog):
                self._hide(widget)
            elif widget.windowType() in _POPUPS:
                widget.hide()

    def _hide(self, dialog: QDialog) -> None:
        if dialog.testAttribute(Qt.WidgetAttribute.WA_DeleteOnClose):
            dialog.hide()
            self._dialogs.append(dialog)
        else:
            dialog.reject()

    def hold(self, dialog: QDialog) -> None:
        """Show this dialog, which what was running ends in, once it is unlocked."""
        self._dialogs.append(dialog)

    def _pause(self) -> None:
        """Stop what panes are about to do (filter, search), till it is unlocked."""
        for timer in self._shown.findChildren(QTimer):
            if timer.isActive() and timer.isSingleShot():
                timer.stop()
                self._paused.append(timer)

    def _cancel(self) -> None:
        """Cancel whatever runs, so that it is locked the sooner."""
        for work in self._window.findChildren(Work):
            work.cancel()

    def _let_go(self) -> None:
        """Let go of the file, once what was running is finished and nothing is waited for."""
        self._clear_screen()
        busy = any(work.busy for work in self._window.findChildren(Work))
        if busy or QApplication.activeModalWidget() is not None:
            return
        self._settle.stop()
        self._pause()
        self._casebook.lock()
        if self.page is not None:
            self.page.work_runs(False)
        self.locked.emit()

    # -- unlocking ---------------------------------------------------------------------------

    def _unlock(self, passphrase: str) -> None:
        page = self.page
        if page is None or not self._casebook.locked:
            return
        tries = opening.tries_of(self._casebook.path)
        if tries.wait():
            page.wait()
            return
        try:
            self._casebook.unlock(passphrase)
        except Refused as refused:
            if opening.was_wrong(refused):
                tries.wrong()
            page.wrong(str(Refused(refused.what, "", refused.what_to_do)))
            return
        tries.right()
        self.is_locked = False
        self.hide_page(page)
        self._window.look_as_it_is()
        paused, self._paused = self._paused, []
        for timer in paused:
            if shiboken6.isValid(timer):
                timer.start()
        if self.idle is not None:
            self.idle.touched()
        self._reopen.start()
        self.unlocked.emit(passphrase)

    def _ask_keyring(self) -> None:
        """Take the passphrase from the system's keyring, which may ask for its own first."""
        from workbench import in_keyring

        path = self._casebook.path
        job = self._window.work.start(lambda _progress: in_keyring.get(path))
        job.finished.connect(self._from_keyring)

    def _from_keyring(self, passphrase: object) -> None:
        if isinstance(passphrase, str) and passphrase:
            self._unlock(passphrase)
        elif self.page is not None:
            self.page.wrong(_("The keyring does not give it. Type the passphrase."))

    def hide_page(self, page: LockPage) -> None:
        """Show the window again as it was."""
        window, self.page = self._window, None
        page.forget()
        self._stack.setCurrentIndex(0)
        self._stack.removeWidget(page)
        page.deleteLater()
        for menu in window.commands.menus.values():
            menu.menuAction().setEnabled(True)
        window.menuBar().show()
        window.status.setVisible(self._status_shown)
        for timer in window.timers():
            timer.blockSignals(False)
        if self._focus is not None and shiboken6.isValid(self._focus):
            self._focus.setFocus()

    def _forms_again(self) -> None:
        """Open again what was open: dialogs as they were, forms with what was typed."""
        dialogs, self._dialogs = self._dialogs, []
        for dialog in dialogs:
            if shiboken6.isValid(dialog):
                self._window.open_dialog(dialog)
        unsaved = self._window.unsaved
        forms, self._forms = self._forms, []
        for draft in forms:
            if self.is_locked:
                # Locked again while the form before was open: it waits with the others.
                self._forms.append(draft)
            else:
                unsaved.go_on_with(draft)
        if not self.is_locked:
            unsaved.bar.refresh()

    # -- after how long ----------------------------------------------------------------------

    def lock_after(self) -> None:
        """Choose after how many minutes without a key or a click it locks by itself."""
        from ui.lock_settings import LockSettings

        dialog = LockSettings(self._window)
        dialog.chosen.connect(self._allow)
        self._window.open_dialog(dialog)

    def _allow(self, minutes: int) -> None:
        settings.change(lock_after=minutes)
        if self.idle is not None:
            self.idle.allow(minutes)
        self._window.say(
            _("It locks after {n} min without a key or a click.", n=minutes)
            if minutes
            else _("It does not lock by itself.")
        )

    def end(self) -> None:
        """The window closes."""
        self._settle.stop()
        self._reopen.stop()
        if self.idle is not None:
            from ui.drafts import desk

            self.idle.stop()
            clipboard.clear_ours()
            typed = desk(self._casebook).typed
            if self._typed in typed:
                typed.remove(self._typed)
