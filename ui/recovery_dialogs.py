"""The recovery key: shown once, printed, taken back, and typed on the day it is needed."""

from __future__ import annotations

from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFontDatabase, QTextDocument
from PySide6.QtWidgets import QGridLayout, QLabel, QPushButton, QWidget

from ui import theme
from ui.forms.controls import HiddenLine, LongText, Tick
from ui.forms.dialogs import caps_note, seen_box
from ui.forms.frame import Dialog, SubmitKeys
from ui.forms.notes import Note
from ui.modal import accepted, passing
from ui.passphrase_dialogs import labelled
from workbench.casebook import Casebook
from workbench.messages import Refused, _

if TYPE_CHECKING:
    from ui.work import Job

_IN_A_ROW = 5


class KeyDialog(Dialog):
    """Shows a recovery key, this once. Accepted only when it is said to be on paper."""

    def __init__(self, path: Path, key: str, parent: QWidget | None = None) -> None:
        super().__init__(_("Recovery key"), parent, 560)
        self._path, self._key = path, key
        self.words(_("Recovery key of {name}", name=path.stem)).setFont(theme.font("title"))
        self.words(
            _(
                "It is shown this once and kept nowhere. Print it or write it down, and keep it"
                " where neither the casebook nor its passphrase is."
            )
        )
        self.column.addLayout(self._groups(key.split()))
        self.words(meaning(path))
        self.print = QPushButton(_("&Print…"), self)
        self.print.setAutoDefault(False)
        self.print.clicked.connect(self._print)
        self.column.addWidget(self.print, 0, Qt.AlignmentFlag.AlignLeft)
        self.written = Tick(_("It is on paper; I have compared it"), self)
        self.column.addWidget(self.written)
        self.finish(_("Done"), self.accept)
        self._done, leave = self.buttons.buttons()
        self._done.setEnabled(False)
        leave.setText(_("Do without it"))
        self.written.toggled.connect(self._done.setEnabled)

    def _groups(self, groups: list[str]) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(5 * theme.STEP)
        grid.setVerticalSpacing(2 * theme.STEP)
        font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        font.setPointSizeF(theme.font("title").pointSizeF() + 1)
        for at, group in enumerate(groups):
            number = QLabel(str(at + 1), self)
            number.setFont(theme.font("caption"))
            letters = QLabel(group, self)
            letters.setFont(font)
            letters.setAccessibleName(_("Group {n}: {letters}", n=at + 1, letters=" ".join(group)))
            row, column = divmod(at, _IN_A_ROW)
            grid.addWidget(number, 2 * row, column)
            grid.addWidget(letters, 2 * row + 1, column)
        return grid

    def _print(self) -> None:
        from PySide6.QtPrintSupport import QPrintDialog, QPrinter

        printer = QPrinter()
        with passing(QPrintDialog(printer, self)) as dialog:
            if accepted(dialog):
                document = QTextDocument()
                document.setHtml(page(self._path, self._key))
                document.print_(printer)


def meaning(path: Path) -> str:
    """What the key is good for, and for how long."""
    return _(
        "With this key and the file “{file}” beside the casebook, anybody can open the casebook and"
        " every copy of it that has the same passphrase, until that is changed. Keep a copy of the"
        " file with the backups: without it the key opens nothing.",
        file=f"{path.name}-recovery",
    )


def page(path: Path, key: str) -> str:
    """The key as a page to print, with how it is used."""
    groups = key.split()
    rows = [groups[at : at + _IN_A_ROW] for at in range(0, len(groups), _IN_A_ROW)]
    cells = "".join(
        "<tr>"
        + "".join(
            f'<td style="padding: 8px 20px 8px 0;"><small>{at * _IN_A_ROW + n + 1}</small><br>'
            f'<span style="font-family: monospace; font-size: 16pt;">{group}</span></td>'
            for n, group in enumerate(row)
        )
        + "</tr>"
        for at, row in enumerate(rows)
    )
    use = _("To use it: open the casebook, and choose “Open with the recovery key” where the"
            " passphrase is asked for.")  # fmt: skip
    title = escape(_("Recovery key of {name}", name=path.stem))
    return (
        f"<h2>{title}</h2><table>{cells}</table><p>{escape(meaning(path))}</p><p>{escape(use)}</p>"
    )


def make_key(parent: QWidget | None, casebook: Casebook) -> bool:
    """Show a new recovery key, and once it is on paper have it open the casebook; whether it does.

    Until then an earlier one stays good.
    """
    from workbench import passphrases

    key = passphrases.new_recovery_key()
    with passing(KeyDialog(casebook.path, key, parent)) as dialog:
        if not accepted(dialog):
            return False
    try:
        passphrases.make_recovery(casebook, key)
    except Refused as refused:
        _say(parent, refused)
        return False
    return True


def _say(parent: QWidget | None, refused: Refused) -> None:
    from PySide6.QtWidgets import QMessageBox

    with passing(QMessageBox(parent)) as box:
        box.setWindowTitle(_("That can't be done"))
        box.setText(str(refused))
        box.exec()


class RecoveryDialog(Dialog):
    """Whether there is a recovery key, and what can be done about it."""

    make_wanted = Signal()
    revoke_wanted = Signal()

    def __init__(self, casebook: Casebook, there: bool, parent: QWidget | None = None) -> None:
        super().__init__(_("Recovery key"), parent, 480)
        head = _("There is a recovery key.") if there else _("There is no recovery key.")
        self.words(head).setFont(theme.font("title"))
        self.words(
            _(
                "A recovery key opens the casebook when its passphrase is forgotten, together with"
                " the file “{file}” beside it. Without one there is no way in.",
                file=f"{casebook.path.name}-recovery",
            )
        )
        if there:
            self.words(
                _(
                    "A new key takes the place of that file; revoking removes it. Who has an old"
                    " copy of the file and the printed key can still open the casebook and its"
                    " copies, until the passphrase is changed: so change it too where you fear"
                    " that."
                )
            )
        self.revoke = QPushButton(_("&Revoke it"), self)
        self.revoke.setAutoDefault(False)
        self.revoke.setVisible(there)
        self.revoke.clicked.connect(self._revoke)
        self.column.addWidget(self.revoke, 0, Qt.AlignmentFlag.AlignLeft)
        self.finish(_("Make a new one…") if there else _("Make one…"), self._make)

    def _make(self) -> None:
        self.accept()
        self.make_wanted.emit()

    def _revoke(self) -> None:
        self.accept()
        self.revoke_wanted.emit()


class RecoverDialog(Dialog):
    """Asks for the recovery key and, twice, for a new passphrase; opens the casebook with them.

    Once accepted, `casebook` is what was opened.
    """

    def __init__(self, path: Path, parent: QWidget | None = None) -> None:
        from ui.work import Work

        super().__init__(_("Open with the recovery key"), parent, 520)
        self.casebook: Casebook | None = None
        self._path = path
        self._work = Work(self)
        self._job: Job | None = None
        self.words(_("Recovery key of {name}", name=path.stem)).setFont(theme.font("title"))
        self.key = LongText(3, self)
        self.key.setAccessibleName(_("Recovery key"))
        self.key.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.column.addWidget(self.key)
        self.words(_("It opens the casebook with a new passphrase, which you choose now."))
        self.first = HiddenLine(_("New passphrase"), self)
        self.second = HiddenLine(_("New passphrase again"), self)
        self.column.addLayout(labelled([self.first, self.second]))
        for line in (self.first, self.second):
            line.textEdited.connect(self._typed)
        self.key.textChanged.connect(self._typed)
        self.column.addWidget(caps_note(self.first, self.second))
        self.column.addWidget(seen_box([self.first, self.second]))
        self.problem = Note(self)
        self.column.addWidget(self.problem)
        self.finish(_("Open"), self._check)
        SubmitKeys(self, self._check)
        self.key.setFocus()

    def _typed(self) -> None:
        if self._job is None:
            self.problem.clear()

    def _check(self) -> None:
        if self._job is not None:
            return
        if not self.first.text():
            self._say(_("Choose a new passphrase."))
        elif self.first.text() != self.second.text():
            self._say(_("The two new passphrases are not the same. Type both again."))
        else:
            self._open(self.key.toPlainText(), self.first.text())

    def _open(self, key: str, passphrase: str) -> None:
        from workbench import passphrases, settings

        path, by = self._path, settings.who()
        self._job = self._work.start(
            lambda progress: passphrases.open_recovered(path, key, passphrase, by)
        )
        self._job.finished.connect(self._opened)
        self._job.failed.connect(self._failed)
        self.buttons.setEnabled(False)
        self.problem.say(_("The casebook is being written anew…"))

    def _opened(self, casebook: object) -> None:
        assert isinstance(casebook, Casebook)
        self.casebook, self._job = casebook, None
        self.accept()

    def _failed(self, error: object) -> None:
        self._job = None
        self.buttons.setEnabled(True)
        if isinstance(error, Refused):
            self._say(str(error))
        elif isinstance(error, BaseException):
            raise error  # ours: the hook shows and logs it

    def _say(self, problem: str) -> None:
        self.problem.warn(problem)

    def done(self, result: int) -> None:
        """Also where Esc is pressed: not while it is being done."""
        if self._job is None:
            self._work.close()
            super().done(result)


def opened(parent: QWidget | None, path: Path) -> tuple[Casebook, str] | None:
    """The casebook, opened by its recovery key, and its new passphrase; None where it was left."""
    with passing(RecoverDialog(path, parent)) as dialog:
        if not accepted(dialog) or dialog.casebook is None:
            return None
        return dialog.casebook, dialog.first.text()
