"""The dialogs of a passphrase: to open a casebook, to change it, what keeps the one before."""

from __future__ import annotations

import math
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QAbstractButton, QGridLayout, QPushButton, QWidget

from ui import theme
from ui.forms.controls import HiddenLine, Tick
from ui.forms.dialogs import PassphraseDialog, caps_note, seen_box
from ui.forms.frame import Dialog, SubmitKeys
from ui.forms.notes import Note, label_for
from ui.modal import accepted, passing
from workbench import in_keyring, opening
from workbench.casebook import Casebook
from workbench.messages import Refused, Unreadable, _, n_
from workbench.opening import Tries

_LOOKS = 100  # ms between two looks at what the keyring said, or at how long a try has to wait


class Slowdown(QObject):
    """Keeps a button from being pressed while the next try has to wait, and counts down."""

    def __init__(self, tries: Tries, button: QAbstractButton, note: Note, parent: QWidget) -> None:
        super().__init__(parent)
        self._tries, self._button, self._note = tries, button, note
        self._again = QTimer(self, interval=_LOOKS)
        self._again.timeout.connect(self.look)
        self.look()

    def look(self) -> None:
        """See how long it has to wait still."""
        left = math.ceil(self._tries.wait())
        self._button.setEnabled(not left)
        if left:
            self._note.say(
                n_("Several in a row were wrong. The next one can be tried in {n} second.",
                   "Several in a row were wrong. The next one can be tried in {n} seconds.", left)
            )  # fmt: skip
            if not self._again.isActive():
                self._again.start()
        elif self._again.isActive():
            self._again.stop()
            self._note.clear()


class _Asked:
    """What the machine's keyring says, asked in a thread of its own: it may ask the person first.

    Nothing waits for the thread, and it touches nothing of Qt.
    """

    def __init__(self, path: Path, wanted: bool) -> None:
        self.done = threading.Event()
        self.available = False
        self.found: str | None = None
        asking = threading.Thread(target=self._ask, args=(path, wanted), daemon=True)
        asking.start()

    def _ask(self, path: Path, wanted: bool) -> None:
        self.available = in_keyring.available()
        if wanted:
            self.found = in_keyring.get(path)
        self.done.set()


class OpeningDialog(PassphraseDialog):
    """Asks for a casebook's passphrase, first the keyring where it is kept there.

    `from_keyring` says that nobody typed it, `keep` that it is to be kept there, and
    `forgotten` that the recovery key is to open it.
    """

    def __init__(
        self, path: Path, wrong: str = "", parent: QWidget | None = None, ask_keyring: bool = False
    ) -> None:
        self._path = path
        self.from_keyring = self.forgotten = False
        super().__init__(path, wrong, parent)
        self._asked = _Asked(path, ask_keyring)
        if ask_keyring:
            self.waits.say(_("Asking this machine's keyring…"))
        self._answer = QTimer(self, interval=_LOOKS)
        self._answer.timeout.connect(self._look)
        self._answer.start()
        self.slow = Slowdown(opening.tries_of(path), self.buttons.buttons()[0], self.waits, self)

    def _more(self) -> None:
        self.keep = Tick(_("keep it in this machine's keyring"), self)
        self.keep.setToolTip(
            _("Whoever can use your account on this machine then opens the casebook without it.")
        )
        self.keep.hide()
        self.column.addWidget(self.keep)
        self.forgot = QPushButton(_("Open with the &recovery key…"), self)
        self.forgot.setAutoDefault(False)
        self.forgot.setVisible(opening.has_recovery_file(self._path))
        self.forgot.clicked.connect(self._forgot)
        self.column.addWidget(self.forgot)
        self.waits = Note(self)
        self.column.addWidget(self.waits)

    def _look(self) -> None:
        if not self._asked.done.is_set():
            return
        self._answer.stop()
        self.slow.look()
        if not opening.tries_of(self._path).wait():
            self.waits.clear()
        self.keep.setVisible(self._asked.available)
        self.keep.setChecked(in_keyring.is_kept(self._path))
        # Who has begun to type wants to open it so.
        if self._asked.found is not None and not self.line.text():
            self.line.setText(self._asked.found)
            self.from_keyring = True
            self.accept()

    def _forgot(self) -> None:
        self.forgotten = True
        self.accept()


@dataclass(frozen=True)
class Opened:
    """A casebook that was opened, and by which passphrase.

    `keep` says whether the keyring is to keep that, or to hold none; None leaves it as it is.
    """

    casebook: Casebook
    passphrase: str
    keep: bool | None = None


def opened(
    parent: QWidget | None, path: Path, open_: Callable[[Path, str], Casebook | None]
) -> Opened | None:
    """Ask for the passphrase until it opens the casebook, or the person leaves it.

    `open_` opens it by a passphrase; None where the person left that. Wrong tries only slow down.
    `Unreadable` where it was left after such a one: it may be the file, of which there are backups.
    """
    tries, wrong = opening.tries_of(path), ""
    why: Refused | None = None
    ask_keyring = in_keyring.is_kept(path)
    while True:
        with passing(OpeningDialog(path, wrong, parent, ask_keyring)) as dialog:
            if not accepted(dialog):
                if isinstance(why, Unreadable):
                    raise why
                return None
            given, forgotten = dialog.passphrase(), dialog.forgotten
            kept, keep = dialog.from_keyring, dialog.keep.isChecked()
        ask_keyring, wrong = False, ""
        if forgotten:
            from ui import recovery_dialogs

            found = recovery_dialogs.opened(parent, path)
            if found is not None:
                return Opened(*found)
            continue
        try:
            casebook = open_(path, given)
        except Refused as refused:
            wrong, why = str(refused), refused
            if kept and opening.was_wrong(refused):
                wrong = _("The passphrase in the keyring opens it no more. Type the present one.")
            elif opening.was_wrong(refused):
                tries.wrong()
            continue
        tries.right()
        if casebook is None:
            return None
        as_it_is = kept or not (keep or in_keyring.is_kept(path))
        return Opened(casebook, given, None if as_it_is else keep)


def labelled(lines: Sequence[HiddenLine]) -> QGridLayout:
    """Lines one beneath the other, each with its name beside it."""
    grid = QGridLayout()
    grid.setColumnStretch(1, 1)
    grid.setHorizontalSpacing(3 * theme.STEP)
    grid.setVerticalSpacing(2 * theme.STEP)
    for row, line in enumerate(lines):
        grid.addWidget(label_for(line.accessibleName(), line, line.parentWidget()), row, 0)
        grid.addWidget(line, row, 1)
    return grid


class ChangeDialog(Dialog):
    """Asks for the old passphrase and, twice, for the new one; `wanted(old, new, recovery key)`.

    It stays while that is done, so that nobody goes on meanwhile: `begin`, then `say` or `accept`.
    """

    wanted = Signal(str, str, str)

    def __init__(self, casebook: Casebook, parent: QWidget | None = None) -> None:
        plain = not casebook.encrypted
        title = _("Encrypt the casebook") if plain else _("Change the passphrase")
        super().__init__(title, parent, 520)
        self._busy = False
        self.words(title).setFont(theme.font("title"))
        self.words(self._meaning(plain))
        self.old = HiddenLine(_("Passphrase until now"), self)
        self.first = HiddenLine(_("New passphrase"), self)
        self.second = HiddenLine(_("New passphrase again"), self)
        self.recovery = HiddenLine(_("Recovery key"), self)
        self.recovery.setPlaceholderText(_("typed again, it stays good; else it is void"))
        self._lines = [self.old, self.first, self.second, self.recovery]
        self.old.setVisible(not plain)
        self.recovery.setVisible(opening.has_recovery_file(casebook.path))
        self.column.addLayout(labelled([line for line in self._lines if not line.isHidden()]))
        for line in self._lines:
            line.textEdited.connect(self._typed)
        self.column.addWidget(caps_note(self.old, self.first, self.second))
        self.column.addWidget(seen_box(self._lines))
        self.waits, self.problem = Note(self), Note(self)
        self.column.addWidget(self.waits)
        self.column.addWidget(self.problem)
        self.finish(_("Encrypt it") if plain else _("Change it"), self._check)
        SubmitKeys(self, self._check)
        self.slow = Slowdown(
            opening.tries_of(casebook.path), self.buttons.buttons()[0], self.waits, self
        )
        (self.first if plain else self.old).setFocus()

    @staticmethod
    def _meaning(plain: bool) -> str:
        if plain:
            return _(
                "The whole file is written anew, encrypted. What stood on this disk before, and"
                " backups made until now, may still be read by whoever gets at them. Without the"
                " passphrase nobody can open the casebook, you included."
            )
        return _(
            "The whole file is written anew under the new passphrase. A backup is made first."
            " Backups made until now keep the passphrase that they have."
        )

    def _typed(self) -> None:
        self.problem.clear()

    def _check(self) -> None:
        if self._busy or not self.buttons.buttons()[0].isEnabled():
            return
        for line, says in (
            (self.old, _("Type the passphrase that it has now.")),
            (self.first, _("Choose a new passphrase.")),
        ):
            if not line.isHidden() and not line.text():
                self.say(says, line)
                return
        if self.first.text() != self.second.text():
            self.say(_("The two new passphrases are not the same. Type both again."), self.second)
            return
        self.wanted.emit(self.old.text(), self.first.text(), self.recovery.text())

    def begin(self) -> None:
        """It is being done: nothing can be typed or left until that is over."""
        self._allow(False)
        self.problem.say(_("The casebook is being written anew…"))

    def say(self, problem: str, line: HiddenLine | None = None) -> None:
        """Say why it was not done."""
        self._allow(True)
        self.problem.warn(problem)
        self.slow.look()
        if line is not None:
            line.setFocus()
            line.selectAll()

    def _allow(self, allowed: bool) -> None:
        self._busy = not allowed
        for widget in (*self._lines, self.buttons):
            widget.setEnabled(allowed)

    def done(self, result: int) -> None:
        """Also where Esc is pressed: not while it is being done."""
        if not self._busy:
            super().done(result)

    def over(self) -> None:
        """It is done: close, also where a lock has hidden it meanwhile."""
        self._busy = False
        self.accept()
        self.deleteLater()
