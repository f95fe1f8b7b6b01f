"""Dialogs that are waited for, and that Qt deletes once they are answered.

`QDialog.exec` takes the dialog from its parent's wrapper and gives it to Python. Left so, the
search for garbage takes a form apart from within (a completer's list before the completer that
will delete it), and the process with it. What Qt has deleted, Python only forgets.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TypeVar

from PySide6.QtWidgets import QDialog, QMessageBox, QWidget

from workbench.messages import _

AnyDialog = TypeVar("AnyDialog", bound=QDialog)


@contextmanager
def passing(dialog: AnyDialog) -> Iterator[AnyDialog]:
    """This dialog, until the block ends; what it holds is to be read within."""
    try:
        yield dialog
    finally:
        dialog.deleteLater()


def accepted(dialog: QDialog) -> bool:
    """Show it until it is answered; whether that was with yes."""
    return dialog.exec() == QDialog.DialogCode.Accepted


def sure(
    parent: QWidget,
    title: str,
    asked: str,
    what_it_means: str,
    do_it: str,
    icon: QMessageBox.Icon = QMessageBox.Icon.Question,
) -> bool:
    """Ask before what nothing brings back; only the button that says so is a yes."""
    with passing(QMessageBox(parent)) as box:
        box.setIcon(icon)
        box.setWindowTitle(title)
        box.setText(asked)
        box.setInformativeText(what_it_means)
        gone = box.addButton(do_it, QMessageBox.ButtonRole.DestructiveRole)
        stay = box.addButton(_("Keep it"), QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(stay)
        box.setEscapeButton(stay)
        box.exec()
        return box.clickedButton() is gone
