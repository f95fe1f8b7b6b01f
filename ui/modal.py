"""Dialogs that are waited for, and that Qt deletes once they are answered.

`QDialog.exec` takes the dialog from its parent's wrapper and gives it to Python. Left so, the
search for garbage takes a form apart from within (a completer's list before the completer that
will delete it), and the process with it. What Qt has deleted, Python only forgets.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TypeVar

from PySide6.QtWidgets import QDialog

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
