"""What a change of passphrase meant, and the backups that still open with an earlier one."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from ui import theme
from ui.card_history import local_time
from ui.forms.notes import Note
from ui.window_dialogs import lines_table
from workbench.messages import _, n_
from workbench.passphrases import Changed, Old


def told(changed: Changed, was_plain: bool) -> list[str]:
    """What a person has to know after the passphrase was changed."""
    said = [
        _("The casebook is encrypted now, and opens with its passphrase only.")
        if was_plain
        else _("From now on the casebook opens with the new passphrase only.")
    ]
    if changed.recovery == "kept":
        said.append(_("The recovery key stays good."))
    elif changed.recovery == "gone":
        said.append(
            _("The recovery key opens it no more. Destroy what was printed, and make a new one"
              " (File, Recovery key).")
        )  # fmt: skip
    if changed.keyring == "kept":
        said.append(_("The new passphrase is in this machine's keyring, in the place of the old."))
    elif changed.keyring == "gone":
        said.append(_("This machine's keyring did not take the new passphrase: it will be asked."))
    return said


class OldBackups(QDialog):
    """Names the backups with an earlier passphrase. `remove_wanted` has them removed."""

    remove_wanted = Signal()

    def __init__(self, said: list[str], old: Old, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("Passphrase"))
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(*[4 * theme.STEP] * 4)
        self._column.setSpacing(2 * theme.STEP)
        head = self._words(said[0])
        head.setFont(theme.font("title"))
        for words in said[1:]:
            self._words(words)
        self.remove = QPushButton(_("&Remove these backups"), self)
        self.leave = QPushButton(_("Close"), self)
        if old.backups or old.unseen:
            self._list(old)
        self.remove.setVisible(bool(old.backups))
        self.problem = Note(self)
        self._column.addWidget(self.problem)
        self._column.addLayout(self._row())
        self.resize(680, 420 if old.backups or old.unseen else 160)

    def _words(self, text: str) -> QLabel:
        label = QLabel(text, self)
        label.setWordWrap(True)
        self._column.addWidget(label)
        return label

    def _list(self, old: Old) -> None:
        n = len(old.backups) + len(old.unseen)
        if old.plain:
            says = n_(
                "{n} backup can be read without any passphrase:",
                "{n} backups can be read without any passphrase:",
                n,
            )
        else:
            says = n_(
                "{n} backup opens with an earlier passphrase still:",
                "{n} backups open with an earlier passphrase still:",
                n,
            )
        self.says = self._words(says)
        rows = [(local_time(each.manifest.at), str(each.path)) for each in old.backups]
        rows += [(_("can't be seen from here"), str(path)) for path in old.unseen]
        self.table = lines_table((_("Made"), _("File")), rows, _("Backups"))
        self._column.addWidget(self.table, 1)
        self._words(
            _(
                "Where that passphrase is known to others, remove them. One with the new passphrase"
                " is made before that. Those on another disk have to be removed there."
            )
            if not old.plain
            else _(
                "Remove them where nobody else should read them. An encrypted one is made before"
                " that. Those on another disk have to be removed there."
            )
        )

    def _row(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.addStretch(1)
        for button in (self.remove, self.leave):
            button.setAutoDefault(False)
            row.addWidget(button)
        self.leave.setDefault(True)
        self.leave.clicked.connect(self.reject)
        self.remove.clicked.connect(self._remove)
        return row

    def _remove(self) -> None:
        self.remove.setEnabled(False)
        self.problem.say(_("Removing…"))
        self.remove_wanted.emit()

    def removed(self, left: list[Path]) -> None:
        """Say how that ended; closes where nothing is left."""
        if not left:
            self.accept()
            return
        names = ", ".join(str(path) for path in left)
        self.failed(_("These could not be removed: {names}.", names=names))

    def failed(self, why: str) -> None:
        """Say why they are there still."""
        self.remove.setEnabled(True)
        self.problem.warn(why)
