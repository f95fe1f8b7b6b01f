"""The first sheet of a workbook: what it is, as of when, and how to send changes home."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from workbench.exchange.layout import DELETE, DELETE_WORD, EMPTY_WORD, LONG_TEXTS, WITHHELD
from workbench.messages import _, n_

Row = tuple[str, ...]


@dataclass(frozen=True)
class Told:
    """What the first sheet tells: where no title may be told, it is empty.

    `sheets` is title -> rows, `withheld` title -> records and cells, `altered` title -> texts;
    `chosen` are lines of what was chosen, a name and its words.
    """

    title: str
    as_of: str
    change_set: str
    marking: str
    ceiling: str
    whole: bool
    chosen: tuple[tuple[str, str], ...]
    sheets: Mapping[str, int]
    withheld: Mapping[str, Mapping[str, int]]
    altered: Mapping[str, int]
    charts: str = ""


def rows(told: Told) -> Iterator[Row]:
    """The sheet's rows; a row of one text is a heading."""
    yield (_("Casebook: {name}", name=told.title) if told.title else _("Casebook"),)
    yield ()
    yield _("As of"), told.as_of
    if told.change_set:
        yield _("Change set"), told.change_set
    yield _("Marking"), told.marking or _("none")
    if told.ceiling:
        yield _("Ceiling"), _ceiling(told.ceiling)
    yield from told.chosen
    yield ()
    yield (_("What this is"),)
    yield _("A copy"), _what(told.whole)
    yield ()
    yield (_("What is in it"),)
    if told.charts:
        yield told.charts, _("The main figures, drawn")
    for title, count in told.sheets.items():
        words = n_("{n} record", "{n} records", count)
        kept = told.withheld.get(title)
        yield title, f"{words}. {withheld(kept)}" if kept and any(kept.values()) else words
    for title, count in told.altered.items():
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
    if told.ceiling:
        yield (
            str(WITHHELD).capitalize(),
            _("A cell that reads “{word}” changes nothing, and nor does a record that stayed.",
              word=str(WITHHELD)),
        )  # fmt: skip


def _ceiling(ceiling: str) -> str:
    return _(
        "{marking}: what is marked above it stayed, and so did what would give it away. Such a"
        " cell reads “{word}”.",
        marking=ceiling,
        word=str(WITHHELD),
    )


def _what(whole: bool) -> str:
    if whole:
        return _(
            "Every record of the casebook, a sheet for each kind. Changes made here can go home."
        )
    return _("A part of the casebook, a sheet for each kind. Changes made here can go home.")


def withheld(counts: Mapping[str, int]) -> str:
    """How much of one sheet stayed, as a sentence."""
    return _(
        "Withheld: {records} and {cells}.",
        records=n_("{n} record", "{n} records", counts["records"]),
        cells=n_("{n} cell", "{n} cells", counts["cells"]),
    )


def _advice() -> Iterator[Row]:
    yield _("Change a cell"), _("The record takes the new value when the workbook is imported.")
    yield _("Leave a cell blank"), _("A blank cell changes nothing, whatever the record holds.")
    yield _("Empty a field"), _("Write {word} into its cell.", word=str(EMPTY_WORD))
    yield (
        _("Add a record"),
        _("Write a new row below the last one. Name others as their sheet names them."),
    )
    yield (
        _("Remove a row"),
        _("A row that is gone is no deletion: write “{word}” into its cell under “{header}”.",
          word=str(DELETE_WORD), header=str(DELETE)),
    )  # fmt: skip
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
