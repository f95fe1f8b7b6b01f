"""The small dialogs: what a deletion takes, the passphrase, a new casebook, who is here."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtWidgets import (
    QCheckBox,
    QFileDialog,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from ui import theme
from ui.forms.controls import HiddenLine, Tick
from ui.forms.frame import Dialog, SubmitKeys
from ui.forms.notes import Note, label_for
from workbench import records
from workbench.casebook import Casebook
from workbench.kinds import KINDS
from workbench.messages import Refused, _, n_

NAMED = 6
ENDING = ".casebook"


class DeleteDialog(Dialog):
    """Asks before records are deleted, and says what else goes."""

    def __init__(
        self, casebook: Casebook, kind: str, uids: Sequence[str], parent: QWidget | None = None
    ) -> None:
        super().__init__(_("Delete"), parent)
        self._casebook, self.kind, self.uids = casebook, kind, list(uids)
        labels = list(records.labels(casebook, kind, self.uids[:NAMED]).values())
        if len(self.uids) == 1:
            head = _("Delete “{name}”?", name=labels[0] if labels else KINDS[kind].one)
        else:
            head = n_("Delete {n} record?", "Delete {n} records?", len(self.uids))
        self.words(head).setFont(theme.font("title"))
        if len(self.uids) > 1:
            listed = [f"•  {label}" for label in labels]
            if len(self.uids) > NAMED:
                listed.append(n_("and {n} more", "and {n} more", len(self.uids) - NAMED))
            self.words("\n".join(listed))
        self.says = self.words(self._what_goes())
        self.words(_("Undo (Ctrl+Z) brings all of it back."))
        self.problem = Note(self)
        self.column.addWidget(self.problem)
        self.finish(_("Delete"), self.delete)
        SubmitKeys(self, self.delete)
        self.buttons.buttons()[0].setFocus()

    def _what_goes(self) -> str:
        """Kind and number side by side: no language has to bend the one for the other."""
        gone = records.going(self._casebook, self.kind, self.uids)
        if not gone:
            return _("Nothing else goes with it.")
        counted = "   ".join(
            _("{kind}: {n}", kind=KINDS[kind].many, n=n).replace(" ", "\u00a0") for kind, n in gone
        )
        return _("What hangs on it goes too:") + "\n" + counted

    def delete(self) -> None:
        """Delete them, and close."""
        try:
            records.delete(self._casebook, self.kind, self.uids, initiator=self)
        except Refused as refused:
            self.problem.warn(str(refused))
            return
        self.accept()


class PassphraseDialog(Dialog):
    """Asks for the passphrase of a casebook; `wrong` is what was the matter with the last one."""

    def __init__(self, path: Path, wrong: str = "", parent: QWidget | None = None) -> None:
        super().__init__(_("Passphrase"), parent)
        self.words(_("Passphrase of {name}", name=path.stem)).setFont(theme.font("title"))
        self.line = HiddenLine(_("Passphrase"), self)
        self.column.addWidget(self.line)
        self.caps = caps_note(self.line)
        self.column.addWidget(self.caps)
        self.column.addWidget(seen_box([self.line]))
        self._more()
        self.problem = Note(self)
        self.column.addWidget(self.problem)
        if wrong:
            self.problem.warn(wrong)
        self.finish(_("Open"), self.accept)
        self.line.setFocus()

    def _more(self) -> None:
        """What else is asked, where this is inherited."""

    def passphrase(self) -> str:
        """What was typed."""
        return self.line.text()


def caps_note(*lines: HiddenLine) -> Note:
    """Says while Caps Lock seems to be on: what is typed can't be seen."""
    note = Note(lines[0].parentWidget())

    def say(on: bool) -> None:
        note.say(_("Caps Lock is on.") if on else "")

    for line in lines:
        line.caps.connect(say)
    return note


def seen_box(lines: Sequence[QLineEdit]) -> QCheckBox:
    """A box that shows what is typed into these lines."""
    box = Tick(_("show what I type"), lines[0].parentWidget())

    def see(seen: bool) -> None:
        for line in lines:
            hidden = QLineEdit.EchoMode.Password
            line.setEchoMode(QLineEdit.EchoMode.Normal if seen else hidden)

    box.toggled.connect(see)
    return box


class NewCasebookDialog(Dialog):
    """Where a new casebook is kept, and the passphrase that locks it, typed twice."""

    def __init__(self, folder: Path, parent: QWidget | None = None) -> None:
        super().__init__(_("New casebook"), parent, 520)
        self._folder = folder
        self.name = QLineEdit(self)
        self.name.setAccessibleName(_("Name"))
        self.name.setPlaceholderText(_("for example: Kabul desk"))
        self.where = QLabel(str(folder), self)
        self.where.setWordWrap(True)
        self.choose = QPushButton(_("Choose folder …"), self)
        self.choose.setAccessibleName(_("Choose the folder"))
        self.choose.setAutoDefault(False)
        self.choose.clicked.connect(self._choose)
        self.first = HiddenLine(_("Passphrase"), self)
        self.second = HiddenLine(_("Passphrase again"), self)
        self.notes = {name: Note(self) for name in ("name", "folder", "first", "second")}
        self.column.addLayout(self._fields())
        self.words(
            _(
                "Without the passphrase nobody can open the casebook, you included: there is no way"
                " round it. Keep it where the desk keeps such things."
            )
        )
        self.recovery = Tick(_("make a recovery key to print, for the day it is forgotten"), self)
        self.column.addWidget(self.recovery)
        self.problem = Note(self)
        self.column.addWidget(self.problem)
        self.finish(_("Make it"), self._check)
        SubmitKeys(self, self._check)
        for name, line in (("name", self.name), ("first", self.first), ("second", self.second)):
            line.textEdited.connect(self.notes[name].clear)
            line.textEdited.connect(self.problem.clear)

    def _fields(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setColumnStretch(1, 1)
        grid.setHorizontalSpacing(3 * theme.STEP)
        grid.setVerticalSpacing(2 * theme.STEP)
        place = QHBoxLayout()
        place.addWidget(self.where, 1)
        place.addWidget(self.choose)
        fields: tuple[tuple[str, str, QLineEdit | QHBoxLayout], ...] = (
            ("name", _("Name"), self.name),
            ("folder", _("Folder"), place),
            ("first", _("Passphrase"), self.first),
            ("second", _("Again"), self.second),
        )
        for row, (name, label, control) in enumerate(fields):
            beneath = QVBoxLayout()
            beneath.setSpacing(2)
            buddy: QWidget = self.choose
            if isinstance(control, QLineEdit):
                beneath.addWidget(control)
                buddy = control
            else:
                beneath.addLayout(control)
            beneath.addWidget(self.notes[name])
            grid.addWidget(label_for(label, buddy, self), row, 0)
            grid.addLayout(beneath, row, 1)
        grid.addWidget(caps_note(self.first, self.second), len(fields), 1)
        grid.addWidget(seen_box([self.first, self.second]), len(fields) + 1, 1)
        return grid

    def _choose(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, _("Folder"), str(self._folder))
        if chosen:
            self._folder = Path(chosen)
            self.where.setText(chosen)
            self.notes["name"].clear()

    def path(self) -> Path:
        """The file that is to be made."""
        name = self.name.text().strip()
        return self._folder / (name if name.endswith(ENDING) else f"{name}{ENDING}")

    def passphrase(self) -> str:
        """The passphrase that was chosen."""
        return self.first.text()

    def wrong(self) -> dict[str, str]:
        """What keeps the casebook from being made, by the field that it stands beside."""
        wrong: dict[str, str] = {}
        name = self.name.text().strip()
        if not name:
            wrong["name"] = _("Give it a name.")
        elif any(sign in name for sign in '/\\:*?"<>|') or name.startswith("."):
            wrong["name"] = _("A name can't hold any of / \\ : * ? \" < > | or begin with a dot.")
        elif self.path().exists():
            wrong["name"] = _("There is already a file of this name. Choose another one.")
        if not self.first.text():
            wrong["first"] = _("Choose a passphrase.")
        elif self.first.text() != self.second.text():
            wrong["second"] = _("The two passphrases are not the same. Type both again.")
        return wrong

    def _check(self) -> None:
        self.problem.clear()
        wrong = self.wrong()
        for name, note in self.notes.items():
            note.warn(wrong[name]) if name in wrong else note.clear()
        if not wrong:
            self.accept()
            return
        lines = {"name": self.name, "first": self.first, "second": self.second}
        lines[next(iter(wrong))].setFocus()

    def say(self, problem: str) -> None:
        """Say why it could not be made."""
        self.problem.warn(problem)


class MemberDialog(Dialog):
    """Asks, once on each machine, who is at the keyboard."""

    def __init__(self, suggestion: str = "", parent: QWidget | None = None) -> None:
        super().__init__(_("Who is at the keyboard?"), parent)
        says = self.words(
            _(
                "The history names who did what. Your name is kept in the casebook, and on this"
                " machine, so that you are asked only once."
            )
        )
        self.line = QLineEdit(suggestion, self)
        self.line.setAccessibleName(_("Your name"))
        self.line.setPlaceholderText(_("your name, as the desk knows it"))
        self.line.selectAll()
        says.setBuddy(self.line)
        self.column.addWidget(self.line)
        self.problem = Note(self)
        self.column.addWidget(self.problem)
        self.line.textEdited.connect(self.problem.clear)
        self.finish(_("That is me"), self._check)
        self.line.setFocus()

    def name(self) -> str:
        """The name that was given."""
        return " ".join(self.line.text().split())

    def _check(self) -> None:
        if self.name():
            self.accept()
            return
        self.problem.warn(_("Give the name that the desk knows you by."))
        self.line.setFocus()
