"""What the window does with the casebook's passphrase: another one, a recovery key, the keyring."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QObject, Signal

from workbench.messages import Refused, _, message

if TYPE_CHECKING:
    from ui.old_backups import OldBackups
    from ui.passphrase_dialogs import ChangeDialog
    from ui.window import Window
    from ui.window_commands import Commands
    from workbench.backup_folders import Backup
    from workbench.passphrases import Changed


class Secrets(QObject):
    """Long work goes to the window's worker. `changed` tells the new passphrase."""

    changed = Signal(str)

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self._window = window
        self._casebook = window.casebook
        self._dialog: ChangeDialog | None = None
        self._left: OldBackups | None = None
        self._new = ""
        self._was_plain = False

    def use(self, commands: Commands) -> None:
        """The commands that are there only where they are of use."""
        self._commands = commands
        commands.menus["file"].aboutToShow.connect(self.tell)
        self.tell()

    def tell(self) -> None:
        """Which of the commands are of use now."""
        from workbench import in_keyring

        actions, encrypted = self._commands.actions, self._casebook.encrypted
        actions["change_passphrase"].setText(
            _("Ch&ange the passphrase…") if encrypted else _("Encrypt with a p&assphrase…")
        )
        actions["recovery_key"].setVisible(encrypted)
        kept = encrypted and in_keyring.is_kept(self._casebook.path)
        actions["forget_passphrase"].setVisible(kept)

    # -- another passphrase ----------------------------------------------------------------------

    def change_passphrase(self) -> None:
        """Ask for the old and the new one, and write the casebook anew, in the worker."""
        from ui.passphrase_dialogs import ChangeDialog

        if not self._free():
            return
        self._dialog = ChangeDialog(self._casebook, self._window)
        self._dialog.wanted.connect(self._change)
        self._window.open_dialog(self._dialog)

    def _free(self) -> bool:
        if self._window.writable and not self._window.work.busy:
            return True
        self._window.say(_("The record is being written. Wait for it, or cancel it."))
        return False

    def _change(self, old: str, new: str, recovery_key: str) -> None:
        from workbench import passphrases

        casebook, dialog = self._casebook, self._dialog
        assert dialog is not None
        self._new, self._was_plain = new, not casebook.encrypted

        def change(progress: object) -> Changed:
            if casebook.encrypted and not passphrases.fits(casebook, old):
                raise WrongOne
            return passphrases.change(casebook, new, recovery_key)

        self._pause(True)
        dialog.begin()
        job = self._window.work.start(change)
        job.finished.connect(self._changed)
        job.failed.connect(self._not_changed)
        job.cancelled.connect(self._not_changed)

    def _pause(self, paused: bool) -> None:
        """What reads the record by itself waits: it would wait for the file otherwise."""
        if not self._window.locking.is_locked:  # its lock page has them wait already
            for timer in self._window.timers():
                timer.blockSignals(paused)
        self._window.allow_writing(not paused)

    def _changed(self, value: object) -> None:
        from ui.old_backups import OldBackups, told
        from workbench import opening

        changed = cast("Changed", value)
        self._pause(False)
        opening.tries_of(self._casebook.path).right()
        dialog, self._dialog = self._dialog, None
        if dialog is not None:
            dialog.over()
        self.changed.emit(self._new)
        self._new = ""
        if not self._window.locking.is_locked:
            self._window.look_as_it_is()
        self.tell()
        said = told(changed, self._was_plain)
        self._window.say(said[0])
        if len(said) > 1 or changed.old.backups or changed.old.unseen:
            self._left = OldBackups(said, changed.old, self._window)
            backups = changed.old.backups
            self._left.remove_wanted.connect(lambda: self._remove(backups))
            if self._was_plain:
                self._left.finished.connect(self._open_anew)
            self._window.open_dialog(self._left)
        elif self._was_plain:
            self._open_anew()

    def _open_anew(self, _result: int = 0) -> None:
        """A window on an encrypted casebook locks by itself, and says that it is encrypted."""
        self._window.open_wanted.emit(self._casebook.path)

    def _not_changed(self, error: object = None) -> None:
        from workbench import opening

        self._pause(False)
        self._new = ""
        dialog = self._dialog
        if isinstance(error, WrongOne):
            opening.tries_of(self._casebook.path).wrong()
        elif error is not None and not isinstance(error, Refused):
            if dialog is not None:
                dialog.say(_("It was not done."))
            raise cast("BaseException", error)  # ours: the hook shows and logs it
        if dialog is not None:
            wrong = dialog.old if isinstance(error, WrongOne) else None
            dialog.say(str(error) if error is not None else _("It was not done."), wrong)

    def _remove(self, old: Sequence[Backup]) -> None:
        from workbench import passphrases

        casebook = self._casebook
        job = self._window.work.start(lambda progress: passphrases.remove(casebook, old))
        job.finished.connect(self._removed)
        job.failed.connect(self._not_removed)

    def _removed(self, left: object) -> None:
        if self._left is not None:
            self._left.removed(list(cast("list", left)))
        if not left:
            self._window.say(
                _("The old backups are removed; there is one with the new passphrase.")
            )

    def _not_removed(self, error: object) -> None:
        if not isinstance(error, Refused):
            raise cast("BaseException", error)  # ours: the hook shows and logs it
        if self._left is not None:
            self._left.failed(str(error))

    # -- the recovery key ------------------------------------------------------------------------

    def recovery_key(self) -> None:
        """Say whether there is one; make one, or take it back."""
        from ui.recovery_dialogs import RecoveryDialog
        from workbench import opening

        there = opening.has_recovery_file(self._casebook.path)
        dialog = RecoveryDialog(self._casebook, there, self._window)
        dialog.make_wanted.connect(self._make_key)
        dialog.revoke_wanted.connect(self._revoke)
        self._window.open_dialog(dialog)

    def _make_key(self) -> None:
        from ui import recovery_dialogs

        if recovery_dialogs.make_key(self._window, self._casebook):
            self._window.say(_("The casebook has a new recovery key."))
        else:
            self._window.say(_("No new recovery key was made."))

    def _revoke(self) -> None:
        from workbench import passphrases

        with self._window.showing_refusals():
            passphrases.revoke_recovery(self._casebook)
            self._window.say(
                _("The recovery key is revoked. Change the passphrase too, where somebody may have"
                  " copied its file.")
            )  # fmt: skip

    # -- the keyring -----------------------------------------------------------------------------

    def keep_or_forget(self, passphrase: str, keep: bool) -> None:
        """Put the passphrase into this machine's keyring, in the worker: it may ask first.

        Else take out the one that is there.
        """
        from workbench import in_keyring

        if not keep:
            self.forget_passphrase()
            return
        path = self._casebook.path
        job = self._window.work.start(lambda progress: in_keyring.keep(path, passphrase))
        job.finished.connect(self._kept)

    def _kept(self, done: object) -> None:
        self.tell()
        self._window.say(
            _("The passphrase is kept in this machine's keyring.")
            if done
            else _("This machine's keyring did not take the passphrase.")
        )

    def forget_passphrase(self) -> None:
        """Take the passphrase out of this machine's keyring, in the worker."""
        from workbench import in_keyring

        path = self._casebook.path
        job = self._window.work.start(lambda progress: in_keyring.forget(path))
        job.finished.connect(self._forgotten)

    def _forgotten(self, done: object) -> None:
        self.tell()
        self._window.say(
            _("The passphrase is in this machine's keyring no more.")
            if done
            else _("This machine's keyring could not be reached; it is not asked any more.")
        )


class WrongOne(Refused):
    """The passphrase that was given as the present one is another."""

    def __init__(self) -> None:
        super().__init__(
            message("This is not the passphrase that the casebook has now"),
            what_to_do=message("Type it again."),
        )
