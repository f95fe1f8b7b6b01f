"""Texts too long for a cell: the rest of each stands on a sheet of its own, in pieces."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from workbench.exchange import cells
from workbench.exchange.layout import Layout
from workbench.messages import Message, _, message

MORE = message(" [… continued on the sheet “Long texts”]")

# Room for the note at the end of the first piece, and for escapes, which take seven units.
_PIECE = 32_000

Key = tuple[str, str, str]
"""kind, uid and field of a text that was spilled."""


class LongTexts:
    """Collects what does not fit into its cell, row by row of the sheet that continues it."""

    def __init__(self) -> None:
        self.rows: list[tuple[str, ...]] = []

    @property
    def headers(self) -> tuple[tuple[str, float, bool], ...]:
        """The sheet's headers, with width and whether hidden."""
        return (
            (_("Sheet"), 16, False),
            (_("Column"), 16, False),
            (_("Part"), 6, False),
            (_("Text"), 100, False),
            ("kind", 12, True),
            ("uid", 12, True),
            ("field", 12, True),
        )

    def spilled(
        self, layout: Layout, uid: str, row: Sequence[str], places: Sequence[int]
    ) -> tuple[str, ...]:
        """The row with each text cut to what a cell holds, the rest put aside."""
        cut = list(row)
        for place in places:
            text = row[place]
            if cells.units(cells.escaped(text)) <= cells.LONGEST:
                continue
            column = layout.fielded[place]
            assert column.field is not None
            first, *rest = _pieces(text)
            cut[place] = first + str(MORE)
            for number, piece in enumerate(rest, 2):
                self.rows.append(
                    (layout.title, column.header, str(number), piece,
                     layout.kind.name, uid, column.field.name)
                )  # fmt: skip
        return tuple(cut)


def _pieces(text: str) -> list[str]:
    if cells.escaped(text) == text:
        return cells.split(text, _PIECE)
    return cells.split(text, _PIECE // 7)


def joined(text: str, rest: Mapping[int, str] | None) -> str | Message:
    """The whole text from the piece in its cell and the others by number; else what is wrong."""
    for more in (str(MORE), MORE.text):
        if not text.endswith(more):
            continue
        if not rest or sorted(rest) != list(range(2, len(rest) + 2)):
            return message("The rest of this text is not on the sheet of long texts")
        return text.removesuffix(more) + "".join(rest[number] for number in sorted(rest))
    return text
