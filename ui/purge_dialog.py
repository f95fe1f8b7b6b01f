"""Purging in the window: what goes is said before, nothing is done without a tick, no undo."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QComboBox, QPlainTextEdit, QWidget

from ui import theme
from ui.forms.controls import OneOf, Tick
from ui.forms.frame import Dialog
from ui.forms.notes import Note
from ui.modal import accepted, passing
from workbench import purging
from workbench.casebook import Casebook
from workbench.copies import Copy
from workbench.kinds import KINDS
from workbench.messages import Refused, _, n_
from workbench.purging import Plan, Purged, Remade

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ui.window import Window


class PurgeDialog(Dialog):
    """Asks what is to go for good. Accepted only once the person has ticked that it is."""

    def __init__(
        self, casebook: Casebook, kind: str, uid: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(_("Purge"), parent, 560)
        self._casebook, self._kind, self._uid = casebook, kind, uid
        self.plan = self._whole = purging.plan(casebook, uid, kind=kind)
        name = self.plan.label or str(KINDS[kind].one)
        self.words(_("Purge “{name}”?", name=name)).setFont(theme.font("title"))
        self.words(
            _("What is purged goes from the record, its history, search and drafts, and from the"
              " casebook's file. Undo can't bring it back.")
        )  # fmt: skip
        self._build()
        self.copies = CopiesText(self)
        self.column.addWidget(self.copies)
        self.remake = Tick(
            _("Then make a new backup, and delete the backups that still hold it"), self
        )
        self.column.addWidget(self.remake)
        self.sure = Tick(_("I know that nothing brings it back"), self)
        self.column.addWidget(self.sure)
        self.problem = Note(self)
        self.column.addWidget(self.problem)
        self.finish(_("Purge"), self.accept)
        self.button = self.buttons.buttons()[0]
        self.sure.toggled.connect(self._allow)
        self._look()

    def _build(self) -> None:
        self.whole = OneOf(_("The whole record, with all that hangs on it"), self)
        self.part = OneOf(_("Only what one field of it held:"), self)
        self.field = QComboBox(self)
        self.field.setAccessibleName(_("Field"))
        for field in KINDS[self._kind].fields:
            if not (field.computed or field.hidden):
                self.field.addItem(str(field.label), field.name)
        self.emptied = Tick(_("what it holds now goes as well"), self)
        self.whole.setChecked(True)
        self.column.addWidget(self.whole)
        self.column.addWidget(self.part)
        for control in (self.field, self.emptied):
            self.column.addWidget(control)
        self.goes = self.words("")
        self.whole.toggled.connect(self._look)
        self.field.currentIndexChanged.connect(self._look)
        self.emptied.toggled.connect(self._look)

    def _look(self) -> None:
        """Say what would go, as it is now chosen."""
        part = self.part.isChecked()
        for control in (self.field, self.emptied):
            control.setEnabled(part)
        field = str(self.field.currentData()) if part else ""
        emptied = part and self.emptied.isChecked()
        self.problem.clear()
        try:
            self.plan = (
                self._whole
                if not part
                else purging.plan(
                    self._casebook, self._uid, field, emptied=emptied, kind=self._kind
                )
            )
        except Refused as refused:
            self.problem.warn(refused)
        self.goes.setText(told(self.plan))
        self.copies.show_copies(self.plan.copies)
        backups = [copy for copy in self.plan.copies if copy.what == "backup" and copy.there]
        self.remake.setVisible(bool(backups))
        self._allow()

    def _allow(self) -> None:
        chosen = self.plan.field
        possible = self.plan.worth_it
        never = chosen is not None and (chosen.required or chosen.type == "yes/no")
        if chosen is not None and never and self.plan.scope.emptied:
            possible = False
            self.problem.warn(_("{field} can't be empty.", field=chosen.label))
        self.button.setEnabled(possible and self.sure.isChecked())

    @property
    def wants_backups_anew(self) -> bool:
        """Whether a new backup is to take the place of those that hold it."""
        return not self.remake.isHidden() and self.remake.isChecked()

    def accept(self) -> None:
        if self.button.isEnabled():
            super().accept()


def told(plan: Plan) -> str:
    """What a purge takes, by count."""
    if plan.field is not None:
        if not plan.worth_it:
            return _("It held nothing earlier that history has.")
        n = n_("{n} change of it is in the history.", "{n} changes of it are in the history.",
               plan.sets)  # fmt: skip
        stays = _("It is emptied.") if plan.scope.emptied else _("What it holds now stays.")
        return f"{n} {stays}"
    counted = "   ".join(
        _("{kind}: {n}", kind=KINDS[kind].many, n=f"{n:,}").replace(" ", "\u00a0")
        for kind, n in plan.goes.items()
    )
    lines = [_("This goes:") + "\n" + counted]
    if plan.emptied:
        lines.append(
            n_("{n} link of other records to it is emptied.",
               "{n} links of other records to it are emptied.", plan.emptied)
        )  # fmt: skip
    if plan.mentions:
        lines.append(mentions_words(plan.mentions))
    return "\n".join(lines)


def mentions_words(n: int) -> str:
    """That other records name it in their texts, and stay."""
    return n_("{n} other record has its name in a text: that stays.",
              "{n} other records have its name in a text: that stays.", n)  # fmt: skip


class CopiesText(QPlainTextEdit):
    """The copies that hold what goes, to be read and copied from; unseen where there are none."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setReadOnly(True)
        self.setAccessibleName(_("Copies that hold it"))
        self.setTabChangesFocus(True)
        self.setFixedHeight(4 * theme.row_height())

    def show_copies(self, copies: Sequence[Copy]) -> None:
        """Name them, the newest first."""
        self.setVisible(bool(copies))
        if copies:
            self.setPlainText(copies_words(copies))


def copies_words(copies: Sequence[Copy]) -> str:
    """What is on record as holding it, and where."""
    n = len(copies)
    lines = [n_("{n} copy on record holds it:", "{n} copies on record hold it:", n)]
    for copy in reversed(copies):
        word = _("Backup") if copy.what == "backup" else _("Export")
        away = "" if copy.there else " " + _("(not to be found from here)")
        lines.append(f"{word}, {copy.at[:10]}: {copy.path}{away}")
    return "\n".join(lines)


class CopiesDialog(Dialog):
    """Says which copies still hold what was purged."""

    def __init__(self, copies: Sequence[Copy], parent: QWidget | None = None) -> None:
        super().__init__(_("Copies that still hold it"), parent, 560)
        self.words(_("It is purged from the casebook. Copies are out of its reach: delete them,"
                     " or ask whoever has them to."))  # fmt: skip
        text = CopiesText(self)
        text.show_copies(copies)
        self.column.addWidget(text)
        self.finish(_("Close"), self.accept)
        self.buttons.buttons()[1].hide()


class Purging(QObject):
    """Asks, purges in the window's worker, and says what came of it."""

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self._window = window

    def ask(self, kind: str, uid: str) -> None:
        """Purge this record, or what a field of it held, if the person means it."""
        with passing(PurgeDialog(self._window.casebook, kind, uid, self._window)) as dialog:
            if not accepted(dialog):
                return
            plan, remake = dialog.plan, dialog.wants_backups_anew
        self._start(plan, remake)

    def _start(self, plan: Plan, remake: bool) -> None:
        casebook = self._window.casebook

        def work(_progress: Any) -> tuple[Purged, Remade | None]:
            done = purging.purge(casebook, plan)
            return done, purging.remake(casebook, done.copies) if remake else None

        job = self._window.work.start(work)
        job.finished.connect(self._done)
        job.failed.connect(self._failed)
        job.cancelled.connect(self._over)
        self._window.busy.watch(job, _("Purging"))
        self._window.allow_writing(False)

    def _over(self) -> None:
        self._window.allow_writing(True)

    def _done(self, answer: object) -> None:
        self._over()
        assert isinstance(answer, tuple)
        done, remade = answer
        words = _("Purged. Undo can't bring it back.")
        if not done.cleared:
            words = _("Purged. Another program has the casebook open: its file is cleared of what"
                      " is left when it is next opened alone.")  # fmt: skip
        self._window.say(words)
        removed = {str(path) for path in remade.removed} if remade is not None else set()
        left = [copy for copy in done.copies if copy.path not in removed]
        if left:
            self._window.open_dialog(CopiesDialog(left, self._window))

    def _failed(self, error: object) -> None:
        self._over()
        self._window.show_failure(error)
