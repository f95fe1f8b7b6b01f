"""The first sheet of a workbook: what it is, as of when, and how to send changes home."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from workbench.exchange.layout import EMPTY_WORD, LONG_TEXTS
from workbench.messages import _, n_

if TYPE_CHECKING:
    from workbench.casebook import Casebook

Row = tuple[str, ...]


def rows(
    casebook: Casebook,
    state: Mapping[str, str],
    marking: str,
    counts: Mapping[str, int],
    altered: Mapping[str, int],
) -> Iterator[Row]:
    """The sheet's rows; a row of one text is a heading."""
    yield (_("Casebook: {name}", name=casebook.name),)
    yield ()
    yield _("As of"), state["exported at"].replace("T", " ").replace("+00:00", " UTC")
    yield _("Change set"), state["change set"]
    yield _("Marking"), marking or _("none")
    yield ()
    yield (_("What this is"),)
    yield (
        _("A copy"),
        _("Every record of the casebook, a sheet for each kind. Changes made here can go home."),
    )
    yield ()
    yield (_("What is in it"),)
    for title, count in counts.items():
        yield title, n_("{n} record", "{n} records", count)
    for title, count in altered.items():
        yield (
            title,
            n_(
                "{n} text holds characters that no workbook can hold; they show as \ufffd",
                "{n} texts hold characters that no workbook can hold; they show as \ufffd",
                count,
            ),
        )
    yield ()
    yield (_("How to send changes home"),)
    yield from _advice()


def _advice() -> Iterator[Row]:
    yield _("Change a cell"), _("The record takes the new value when the workbook is imported.")
    yield _("Leave a cell blank"), _("A blank cell changes nothing, whatever the record holds.")
    yield _("Empty a field"), _("Write {word} into its cell.", word=str(EMPTY_WORD))
    yield (
        _("Add a record"),
        _("Write a new row below the last one. Name others as their sheet names them."),
    )
    yield _("Remove a row"), _("A row that is gone is no deletion; delete it in the workbench.")
    yield (
        _("Copy a row"),
        _("A copied row repeats its hidden uid, and both are refused. Clear the copy's uid first."),
    )
    yield (
        _("Dates"),
        _(
            "A day is a date. A looser one is text, such as 2025-01, 2025-01~ or 2024-03/..;"
            " give its cell the format Text first."
        ),
    )
    yield (
        _("Long texts"),
        _(
            "What is too long for a cell continues on the sheet “{sheet}”.",
            sheet=str(LONG_TEXTS),
        ),
    )
    yield (
        _("Sort, filter, hide, move"),
        _("All of it is fine, as long as the hidden columns move with their rows."),
    )
