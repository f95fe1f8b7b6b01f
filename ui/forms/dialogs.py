"""The small dialogs: what a deletion takes, the passphrase, a new casebook, who is here."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from ui import theme
from ui.forms.editors import SubmitKeys
from ui.forms.record_form import save_buttons
from workbench import records
from workbench.casebook import Casebook
from workbench.kinds import KINDS
from workbench.messages import Refused, _, n_

NAMED = 6
ENDING = ".casebook"


class DeleteDialog(QDialog):
    """Asks before records are deleted, and says what else goes."""

    def __init__(
        self, casebook: Casebook, kind: str, uids: Sequence[str], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._casebook, self.kind, self.uids = casebook, kind, list(uids)
        known = KINDS[kind]
        self.setWindowTitle(_("Delete"))
        labels = list(records.labels(casebook, kind, self.uids[:NAMED]).values())
        if len(self.uids) == 1:
            head = _("Delete this record ({kind})?", kind=known.one)
        else:
            head = n_("Delete {n} record ({kind})?", "Delete these {n} records ({kind})?",
                      len(self.uids), kind=known.many)  # fmt: skip
        heading = QLabel(head, self)
        heading.setFont(theme.font("title"))
        layout = QVBoxLayout(self)
        layout.setSpacing(2 * theme.STEP)
        layout.addWidget(heading)
        layout.addWidget(self._text("\n".join(f"•  {label}" for label in labels)))
        if len(self.uids) > NAMED:
            more = len(self.uids) - NAMED
            layout.addWidget(self._text(n_("and {n} more", "and {n} more", more)))
        self.says = self._text(self._what_goes())
        layout.addWidget(self.says)
        layout.addWidget(self._text(_("Undo (Ctrl+Z) brings all of it back.")))
        layout.addStretch(1)
        self.buttons = save_buttons(self, _("Delete"))
        self.buttons.accepted.connect(self.delete)
        self.buttons.rejected.connect(self.reject)
        layout.addWidget(self.buttons)
        self.setMinimumWidth(460)
        SubmitKeys(self, self.delete)

    def _text(self, text: str) -> QLabel:
        label = QLabel(text, self)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setWordWrap(True)
        return label

    def _what_goes(self) -> str:
        gone = records.going(self._casebook, self.kind, self.uids)
        if not gone:
            return _("Nothing else goes with it.")
        counted = ", ".join(
            _("{n} {kind}", n=n, kind=(KINDS[kind].one if n == 1 else KINDS[kind].many))
            for kind, n in gone
        )
        return _("With it goes what hangs on it: {counted}.", counted=counted)

    def delete(self) -> None:
        """Delete them, and close."""
        try:
            records.delete(self._casebook, self.kind, self.uids, initiator=self)
        except Refused as refused:
            self.says.setText(str(refused))
            return
        self.accept()


class PassphraseDialog(QDialog):
    """Asks for the passphrase of a casebook; `wrong` is what was the matter with the last one."""

    def __init__(self, path: Path, wrong: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("Passphrase"))
        head = QLabel(_("Passphrase of {name}", name=path.stem), self)
        head.setFont(theme.font("title"))
        self.line = hidden_line(self, _("Passphrase"))
        layout = QVBoxLayout(self)
        layout.setSpacing(2 * theme.STEP)
        layout.addWidget(head)
        layout.addWidget(self.line)
        self.problem = QLabel(wrong, self)
        self.problem.setWordWrap(True)
        self.problem.setTextFormat(Qt.TextFormat.PlainText)
        self.problem.setVisible(bool(wrong))
        layout.addWidget(self.problem)
        self.buttons = save_buttons(self, _("Open"))
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        layout.addWidget(self.buttons)
        self.setMinimumWidth(420)
        self.line.setFocus()

    def passphrase(self) -> str:
        """What was typed."""
        return self.line.text()


def hidden_line(parent: QWidget, name: str) -> QLineEdit:
    """A line for a passphrase, which can be looked at while it is typed."""
    line = QLineEdit(parent)
    line.setEchoMode(QLineEdit.EchoMode.Password)
    line.setAccessibleName(name)
    line.setInputMethodHints(
        Qt.InputMethodHint.ImhSensitiveData | Qt.InputMethodHint.ImhNoPredictiveText
    )
    return line


class NewCasebookDialog(QDialog):
    """Where a new casebook is kept, and the passphrase that locks it, typed twice."""

    def __init__(self, folder: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("New casebook"))
        self._folder = folder
        self.name = QLineEdit(self)
        self.name.setAccessibleName(_("Name"))
        self.name.setPlaceholderText(_("for example: Kabul desk"))
        self.where = QLabel(self)
        self.where.setTextFormat(Qt.TextFormat.PlainText)
        self.where.setWordWrap(True)
        choose = QPushButton(_("Choose folder …"), self)
        choose.clicked.connect(self._choose)
        self.first = hidden_line(self, _("Passphrase"))
        self.second = hidden_line(self, _("Passphrase again"))
        see = QCheckBox(_("show what I type"), self)
        see.toggled.connect(self._see)
        form = QFormLayout()
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.setVerticalSpacing(2 * theme.STEP)
        form.addRow(_("Name"), self.name)
        place = QHBoxLayout()
        place.addWidget(self.where, 1)
        place.addWidget(choose)
        form.addRow(_("Folder"), place)
        form.addRow(_("Passphrase"), self.first)
        form.addRow(_("Again"), self.second)
        form.addRow("", see)
        warning = QLabel(
            _("Without the passphrase nobody can open the casebook, you included: there is no way"
              " round it. Keep it where the desk keeps such things."),
            self,
        )  # fmt: skip
        warning.setWordWrap(True)
        self.problem = QLabel(self)
        self.problem.setWordWrap(True)
        self.problem.setTextFormat(Qt.TextFormat.PlainText)
        self.problem.hide()
        self.buttons = save_buttons(self, _("Make it"))
        self.buttons.accepted.connect(self._check)
        self.buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setSpacing(2 * theme.STEP)
        layout.addLayout(form)
        layout.addWidget(warning)
        layout.addWidget(self.problem)
        layout.addStretch(1)
        layout.addWidget(self.buttons)
        self.resize(520, 360)
        self._say_where()
        SubmitKeys(self, self._check)

    def _say_where(self) -> None:
        self.where.setText(str(self._folder))

    def _choose(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, _("Folder"), str(self._folder))
        if chosen:
            self._folder = Path(chosen)
            self._say_where()

    def _see(self, seen: bool) -> None:
        mode = QLineEdit.EchoMode.Normal if seen else QLineEdit.EchoMode.Password
        for line in (self.first, self.second):
            line.setEchoMode(mode)

    def path(self) -> Path:
        """The file that is to be made."""
        name = self.name.text().strip()
        return self._folder / (name if name.endswith(ENDING) else f"{name}{ENDING}")

    def passphrase(self) -> str:
        """The passphrase that was chosen."""
        return self.first.text()

    def wrong(self) -> str:
        """What keeps the casebook from being made; empty where nothing does."""
        name = self.name.text().strip()
        if not name:
            return _("Give it a name.")
        if any(sign in name for sign in '/\\:*?"<>|') or name.startswith("."):
            return _("A name can't hold any of / \\ : * ? \" < > | or begin with a dot.")
        if self.path().exists():
            return _("There is already a file of this name. Choose another one.")
        if not self.first.text():
            return _("Choose a passphrase.")
        if self.first.text() != self.second.text():
            return _("The two passphrases are not the same. Type both again.")
        return ""

    def _check(self) -> None:
        wrong = self.wrong()
        if wrong:
            self.say(wrong)
        else:
            self.accept()

    def say(self, problem: str) -> None:
        """Say what was the matter."""
        self.problem.setText(problem)
        self.problem.show()


class MemberDialog(QDialog):
    """Asks, once on each machine, who is at the keyboard."""

    def __init__(self, suggestion: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("Who is at the keyboard?"))
        says = QLabel(
            _("The history names who did what. Your name is kept in the casebook, and on this"
              " machine, so that you are asked only once."),
            self,
        )  # fmt: skip
        says.setWordWrap(True)
        self.line = QLineEdit(suggestion, self)
        self.line.setAccessibleName(_("Your name"))
        self.line.setPlaceholderText(_("your name, as the desk knows it"))
        self.line.selectAll()
        self.buttons = save_buttons(self, _("That is me"))
        self.buttons.accepted.connect(self._check)
        self.buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setSpacing(2 * theme.STEP)
        layout.addWidget(says)
        layout.addWidget(self.line)
        layout.addWidget(self.buttons)
        self.setMinimumWidth(420)

    def name(self) -> str:
        """The name that was given."""
        return " ".join(self.line.text().split())

    def _check(self) -> None:
        if self.name():
            self.accept()
        else:
            self.line.setFocus()
