"""Every step of an import, to be drawn: a sheet of somebody's, and an export that came home."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from ui.import_dialog import ImportDialog
from ui.import_flow import PasswordDialog
from ui.import_rows_model import STATES
from workbench import exchange, lists
from workbench.lists import Query

if TYPE_CHECKING:
    from ui.window import Window
    from workbench.exchange.foreign import Opened

_SIZE = (1120, 700)

LINES = (
    ("Foreign ministers of the region", "", "", "", ""),
    ("", "", "", "", ""),
    ("Name", "Country", "Post", "Since", "Remarks"),
    ("Berit Holm", "Norway", "Foreign minister", "03/04/2024", "speaks Dari"),
    ("امیر حیدری", "Tajikistan", "Foreign minister", "05/06/2023", ""),
    ("Chen Wei", "China", "Special envoy", "31/02/2023", "asked twice"),
    ("Total", "5", "", "", ""),
)
"""Cells as an office has them; below the header stand some who are known here, too."""


def steps(window: Window, folder: Path) -> Iterator[tuple[str, QWidget]]:
    """(name, dialog) of each step; the dialog is to be drawn before the next is asked for."""
    from workbench.exchange import foreign

    opened = _sheet(window)
    dialog = ImportDialog(window, opened)
    dialog.resize(*_SIZE)
    yield "import-tables", dialog
    foreign.look_at_columns(window.casebook, opened)
    dialog.show_columns()
    yield "import-columns", dialog
    yield from _rows(window, opened, dialog)
    _away(dialog)
    password = PasswordDialog("ministers.xlsx", "", window)
    yield "import-password", password
    _away(password)
    ours = _ours(window, folder)
    yield "import-ours", ours
    _away(ours)


def _away(dialog: QWidget) -> None:
    dialog.hide()
    dialog.deleteLater()


def _rows(window: Window, opened: Opened, dialog: ImportDialog) -> Iterator[tuple[str, QWidget]]:
    plan = exchange.plan(window.casebook, None, choices=opened.choices())
    dialog.show_rows(plan)
    page = dialog.rows
    assert page is not None
    for state in STATES:
        if state in plan.states:
            page.show_state(state)
            yield f"import-rows-{state}", dialog
    page.show_state("")
    yield "import-rows", dialog


def _sheet(window: Window) -> Opened:
    """Cells as an office has them, of some who are known here and some who are not."""
    from workbench.exchange import foreign
    from workbench.exchange.pasted import pasted

    casebook = window.casebook
    found = lists.ids(casebook, Query("stakeholder", only=(("kind", ("person",)),)))[:2]
    known = [row.cells[0] for row in lists.rows(casebook, "stakeholder", found, ["name"])]
    head, rest = LINES[:3], LINES[3:]
    ours = [[str(name), "Afghanistan", "Acting foreign minister", "2021-09", ""] for name in known]
    # One whom the sheet names by the last name alone: it may be somebody who is here.
    ours += [[str(name).split()[-1], "", "Envoy", "2020", ""] for name in known[-1:]]
    lines = [*head, *ours, *rest]
    return foreign.open_cells(pasted("\n".join("\t".join(line) for line in lines)))


def _ours(window: Window, folder: Path) -> QWidget:
    """An export that comes home as it went."""
    import tempfile

    from workbench.exchange import foreign

    with tempfile.TemporaryDirectory(dir=folder, prefix=".tour-") as inside:
        workbook = Path(inside) / f"{window.casebook.name}.xlsx"
        exchange.export(window.casebook, workbook)
        opened = foreign.open_workbook(workbook, None)
        plan = exchange.plan(window.casebook, workbook)
    dialog = ImportDialog(window, opened, plan)
    dialog.resize(*_SIZE)
    return dialog
