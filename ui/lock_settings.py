"""After how long a casebook locks by itself."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from ui.forms.controls import Choice
from ui.forms.frame import Dialog, SubmitKeys
from workbench import settings
from workbench.messages import _, n_


class LockSettings(Dialog):
    """Asks after how many minutes; `chosen(minutes)`, 0 for never."""

    chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(_("Lock by itself"), parent)
        says = self.words(
            _(
                "An encrypted casebook locks after a time without a key or a click, on this"
                " machine. What is on the screen goes, and the passphrase opens it again."
            )
        )
        self.after = Choice(self)
        self.after.setAccessibleName(_("Lock by itself"))
        now = settings.load().lock_after
        for minutes in sorted({*settings.LOCK_AFTER, now} - {0}):
            self.after.addItem(n_("after {n} minute", "after {n} minutes", minutes), minutes)
        self.after.addItem(_("never"), 0)
        self.after.setCurrentIndex(self.after.findData(now))
        says.setBuddy(self.after)
        self.column.addWidget(self.after)
        self.finish(_("Keep this"), self._take)
        SubmitKeys(self, self._take)
        self.after.setFocus()

    def _take(self) -> None:
        self.chosen.emit(self.after.currentData())
        self.accept()
