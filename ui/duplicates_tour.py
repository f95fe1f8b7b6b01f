"""What the tour shows of duplicates: the list with a pair side by side, and who it may be."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QLineEdit, QWidget

from workbench.casebook import Casebook

if TYPE_CHECKING:
    from ui.window import Window


def shown(casebook: Casebook, window: Window, uids: Sequence[str]) -> Iterator[tuple[str, QWidget]]:
    """(picture's name, dialog): of the casebook's own pairs, and of its first two stakeholders."""
    from ui.duplicates_dialog import DuplicatesDialog
    from ui.forms.record_form import RecordForm
    from workbench import records
    from workbench.duplicates import Found, find, one_pair

    yield "duplicates", DuplicatesDialog(casebook, find(casebook), window)
    pair = one_pair(casebook, uids[0], uids[1]) if len(uids) > 1 else None
    if pair is not None:
        yield "duplicates-chosen", DuplicatesDialog(casebook, Found((pair,)), window, True)
    for uid in uids[:1]:
        form = RecordForm(casebook, "stakeholder", None, None, window)
        name = form.editors["name"].control
        assert isinstance(name, QLineEdit) and form.may_be is not None
        name.setText(records.label(casebook, "stakeholder", uid))
        form.may_be.look()
        yield "duplicates-entry", form
