"""The backups that there are, and what restoring one would do, before anything is replaced."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from ui import theme
from ui.card_history import local_time
from ui.forms.notes import Note
from ui.window_dialogs import lines_table
from ui.work import Job, Work
from workbench import backup_folders
from workbench.backup_folders import Backup, Checked
from workbench.messages import Message, Refused, _, message, n_

if TYPE_CHECKING:
    from workbench.backups import Compared, Difference
    from workbench.casebook import Casebook

WHY: dict[str, Message] = {
    "asked": message("asked for"),
    "start": message("when it was opened"),
    "time": message("every half hour"),
    "import": message("before an import"),
    "restore": message("before a restore"),
    "migration": message("before an upgrade"),
    "passphrase": message("before a new passphrase"),
    "merge": message("before a merge"),
}
FOUND: dict[str, Message] = {
    "good": message("good ({when})"),
    "damaged": message("damaged: not to be used ({when})"),
    "gone": message("not there any more ({when})"),
    "other passphrase": message("good, has an earlier passphrase ({when})"),
}


def sized(size: int) -> str:
    """A file's size, as people read it."""
    if size < 1_000_000:
        return _("{n} KB", n=f"{max(1, round(size / 1_000)):,}")
    return _("{n} MB", n=f"{size / 1_000_000:,.1f}")


class BackupsDialog(QDialog):
    """What backups there are, of when and why, whether they are good; and where they go."""

    restore_wanted = Signal(object)  # a Path
    begun = Signal(object)  # the Job of a backup that was asked for

    def __init__(self, casebook: Casebook, work: Work, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._casebook = casebook
        self._work = work
        self._job: Job | None = None
        self._checking = False
        self.listed: list[Backup] = []
        self.setWindowTitle(_("Backups"))
        self.head = QLabel(self)
        self.head.setFont(theme.font("title"))
        self.where = QLabel(self)
        self.table = lines_table((), (), _("Backups"))
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.itemSelectionChanged.connect(self._allow)
        self.table.cellActivated.connect(lambda _row, _column: self._restore())
        self.state = QLabel(self)
        for label in (self.where, self.state):
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
        self._buttons()
        column = QVBoxLayout(self)
        column.setContentsMargins(*[4 * theme.STEP] * 4)
        column.setSpacing(2 * theme.STEP)
        for widget in (self.head, self.where):
            column.addWidget(widget)
        column.addLayout(self._row(self.choose, self.beside))
        column.addWidget(self.table, 1)
        column.addWidget(self.state)
        column.addStretch(0)
        column.addLayout(
            self._row(self.now, self.check, None, self.other, self.restore, self.leave)
        )
        self.resize(760, 480)
        self.refresh()
        (self.table if self.listed else self.now).setFocus()

    def _buttons(self) -> None:
        self.now = QPushButton(_("&Back up now"), self)
        self.check = QPushButton(_("Check them &all"), self)
        self.choose = QPushButton(_("&Choose folder…"), self)
        self.beside = QPushButton(_("Use the folder be&side the casebook"), self)
        self.other = QPushButton(_("Restore another &file…"), self)
        self.restore = QPushButton(_("&Restore…"), self)
        self.leave = QPushButton(_("Close"), self)
        self.now.clicked.connect(self._back_up)
        self.check.clicked.connect(self._check)
        self.choose.clicked.connect(self._ask_for_folder)
        self.beside.clicked.connect(lambda: self.choose_folder(None))
        self.other.clicked.connect(self._ask_for_file)
        self.restore.clicked.connect(self._restore)
        self.leave.clicked.connect(self.reject)
        for button in self.findChildren(QPushButton):
            button.setAutoDefault(False)

    @staticmethod
    def _row(*widgets: QWidget | None) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(2 * theme.STEP)
        for widget in widgets:
            if widget is None:
                row.addStretch(1)
            else:
                row.addWidget(widget)
        if None not in widgets:
            row.addStretch(1)
        return row

    # -- what is shown ---------------------------------------------------------------------------

    def refresh(self) -> None:
        """Look anew what there is."""
        self.listed = backup_folders.listed(self._casebook)
        place = backup_folders.place(self._casebook)
        some = bool(self.listed)
        if some:
            at = local_time(self.listed[0].manifest.at)
            self.head.setText(_("The newest backup is of {when}.", when=at))
        else:
            self.head.setText(_("There are no backups yet."))
        self.where.setText(self._told(place, some))
        self.beside.setVisible(place.chosen is not None)
        self.table.setVisible(some)
        self.check.setEnabled(some)
        self._fill()
        self._allow()

    def _told(self, place: backup_folders.Place, some: bool) -> str:
        told = [_("Backups go to {folder}.", folder=place.folder)]
        if place.missing:
            told = [_("{chosen} can't be reached: until it is there again, backups go to {folder}.",
                      chosen=place.chosen, folder=place.folder)]  # fmt: skip
        if self._casebook.read_only:
            told.append(_("While the casebook can only be looked at, none is made by itself."))
        elif self._casebook.is_sample:
            told.append(_("The sample makes none by itself."))
        else:
            told.append(
                _("Whenever something was changed, one is made by itself: after the start, every"
                  " half hour, and before an import or a restore.")
            )  # fmt: skip
        if not some:
            told.append(_("Press “Back up now” to make the first."))
        return " ".join(told)

    def _fill(self) -> None:
        found = backup_folders.checked(self._casebook)
        apart = len({each.path.parent for each in self.listed}) > 1
        header = [_("When"), _("Why"), _("Records"), _("Size"), _("Checked")]
        rows = [
            (
                local_time(each.manifest.at),
                str(WHY.get(each.manifest.why, each.manifest.why)),
                f"{each.records:,}",
                sized(each.size),
                _checked(found.get(each.path)),
                *([str(each.path.parent)] if apart else []),
            )
            for each in self.listed
        ]
        fill(self.table, [*header, _("Folder")] if apart else header, rows)
        if rows:
            self.table.selectRow(0)

    def _allow(self) -> None:
        writable = not self._casebook.read_only
        self.restore.setEnabled(writable and self.chosen() is not None)
        self.other.setEnabled(writable)
        self.choose.setEnabled(writable)
        self.beside.setEnabled(writable)

    def chosen(self) -> Backup | None:
        """The backup that is chosen in the list."""
        rows = self.table.selectionModel().selectedRows()
        return self.listed[rows[0].row()] if rows else None

    # -- what is done ----------------------------------------------------------------------------

    def _restore(self) -> None:
        chosen = self.chosen()
        if chosen is not None:
            self.accept()
            self.restore_wanted.emit(chosen.path)

    def _ask_for_file(self) -> None:
        from PySide6.QtWidgets import QFileDialog

        folder = str(backup_folders.place(self._casebook).folder)
        path, _kind = QFileDialog.getOpenFileName(
            self, _("Choose a backup"), folder,
            _("Casebooks (*.casebook)") + ";;" + _("All files (*)"),
        )  # fmt: skip
        if path:
            self.accept()
            self.restore_wanted.emit(Path(path))

    def _back_up(self) -> None:
        from workbench import backups

        casebook = self._casebook
        self._start(lambda told: backups.make(casebook, told=told), _("Backing up…"))
        self.check.setEnabled(False)
        self.begun.emit(self._job)

    def _check(self) -> None:
        if self._job is not None:
            self._job.cancel()
            return
        casebook, listed = self._casebook, list(self.listed)
        self._start(
            lambda told: backup_folders.check(casebook, listed, told), _("Checking the backups…")
        )
        self.check.setText(_("Stop"))
        self._checking = True

    def _start(self, what: Any, words: str) -> None:
        self.state.setText(words)
        self._job = self._work.start(what)
        self._job.progressed.connect(self._far)
        self._job.finished.connect(self._done)
        self._job.failed.connect(self._failed)
        self._job.cancelled.connect(self._over)
        self.now.setEnabled(False)

    def _far(self, done: object, total: object) -> None:
        if total:
            self.state.setText(_("{done} of {total}", done=f"{done:,}", total=f"{total:,}"))

    def _over(self) -> None:
        self._job = None
        self._checking = False
        self.now.setEnabled(True)
        self.check.setText(_("Check them &all"))
        self.state.setText("")
        self.refresh()

    def _done(self, found: object) -> None:
        self._over()
        if isinstance(found, dict):
            bad = [each for each in found.values() if each.found in ("damaged", "gone")]
            n = len(found)
            self.state.setText(
                n_("{n} backup is not to be used.", "{n} backups are not to be used.", len(bad))
                if bad
                else n_("{n} backup was checked, and is good.",
                        "{n} backups were checked, and all are good.", n)
            )  # fmt: skip
        elif isinstance(found, tuple):
            self.state.setText(_("Backed up, and checked."))

    def _failed(self, error: object) -> None:
        self._over()
        if isinstance(error, Refused):
            self.state.setText(str(error))
        elif isinstance(error, BaseException):
            raise error  # ours: the hook shows and logs it

    def _ask_for_folder(self) -> None:
        from PySide6.QtWidgets import QFileDialog

        folder = QFileDialog.getExistingDirectory(
            self, _("Folder for the backups"), str(backup_folders.place(self._casebook).folder)
        )
        if folder:
            self.choose_folder(Path(folder))

    def choose_folder(self, folder: Path | None) -> None:
        """Have the backups go there from now on; None has them go beside the casebook."""
        try:
            backup_folders.choose(self._casebook, folder)
        except Refused as refused:
            self.state.setText(str(refused))
            return
        self.state.setText(
            _("From now on they go there. Those that were made stay where they are.")
        )
        self.refresh()

    def done(self, result: int) -> None:
        # A backup that was asked for is made all the same.
        if self._job is not None and self._checking:
            self._job.cancel()
        super().done(result)


def fill(
    table: Any, header: Sequence[str], rows: Sequence[Sequence[str]], right: bool = True
) -> None:
    """Put these lines into a table made by `lines_table`; numbers stand to the `right`."""
    from PySide6.QtWidgets import QTableWidgetItem

    table.clear()
    table.setColumnCount(len(header))
    table.setRowCount(len(rows))
    table.setHorizontalHeaderLabels(list(header))
    for at, row in enumerate(rows):
        for column, text in enumerate(row):
            item = QTableWidgetItem(text)
            item.setToolTip(text)
            if right and text[:1].isdigit() and column:
                item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            table.setItem(at, column, item)


def _checked(found: Checked | None) -> str:
    if found is None:
        return _("when it was made")
    return _(FOUND[found.found].text, when=local_time(found.at))


class RestoreDialog(QDialog):
    """What restoring a backup would do, kind by kind."""

    def __init__(self, backup: Path, compared: Compared, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        found = compared.differences
        from workbench.kinds import KINDS

        self.setWindowTitle(_("Restore a backup"))
        head = QLabel(_("Make the casebook what it was in this backup?") if found
                      else _("The casebook is as it is in this backup."), self)  # fmt: skip
        head.setFont(theme.font("title"))
        name = QLabel(_named(backup), self)
        name.setToolTip(str(backup))
        name.setWordWrap(True)
        name.setTextFormat(Qt.TextFormat.PlainText)
        column = QVBoxLayout(self)
        column.setContentsMargins(*[4 * theme.STEP] * 4)
        column.setSpacing(2 * theme.STEP)
        column.addWidget(head)
        column.addWidget(name)
        buttons = QDialogButtonBox(self)
        if found:
            self.table = lines_table((), (), _("What differs"))
            rows = [
                (str(KINDS[each.kind].many), *(f"{n:,}" if n else "" for n in _numbers(each)))
                for each in found
            ]
            fill(self.table, (_("Records"), _("Come back"), _("Change"), _("Go")), rows, False)
            column.addWidget(self.table, 1)
            safe = QLabel(
                _("What is there now is backed up first, and Undo takes the restore back."), self
            )
            safe.setWordWrap(True)
            column.addWidget(safe)
            if compared.purged:
                column.addWidget(warning_of_purged(compared.purged, self))
            self.take = buttons.addButton(_("Restore"), QDialogButtonBox.ButtonRole.AcceptRole)
            leave = buttons.addButton(
                _("Leave it as it is"), QDialogButtonBox.ButtonRole.RejectRole
            )
            leave.setDefault(True)
        else:
            buttons.addButton(_("Close"), QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        column.addWidget(buttons)
        self.resize(520, 420 if found else 140)


def warning_of_purged(purged: int, parent: QWidget) -> Note:
    """A restore would bring back what was to be gone for good: that is said before it is done."""
    note = Note(parent)
    note.warn(
        n_(
            "The backup is from before a purge: what was purged comes back with it.",
            "The backup is from before {n} purges: what was purged comes back with it.",
            purged,
        )
    )
    return note


def _named(backup: Path) -> str:
    found = backup_folders.backup_at(backup)
    if found is None:
        return backup.name
    why = str(WHY.get(found.manifest.why, found.manifest.why))
    when = local_time(found.manifest.at)
    return n_("Backup of {when} ({why}), {n} record.", "Backup of {when} ({why}), {n} records.",
              found.records, when=when, why=why)  # fmt: skip


def _numbers(each: Difference) -> tuple[int, int, int]:
    return each.added, each.updated, each.deleted
