"""The one place that every text on a sheet goes through: it never makes a formula or an error."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from workbench.directions import is_right_to_left
from workbench.exchange import cells

_SERIAL_OF_0 = datetime.date(1899, 12, 30).toordinal()
DAY_FORMAT = "yyyy-mm-dd"
TEXT_FORMAT = "@"
WHOLE_FORMAT = "#,##0"
TENOR_FORMAT = "+0;-0;0"


@dataclass(frozen=True)
class Choice:
    """A drop-down: the column of the sheet of lists it takes its words from."""

    column: int
    words: int
    strict: bool


@dataclass(frozen=True)
class Look:
    """How a column looks and takes what is typed. `type` is text, day, number or tenor.

    `tones` is word -> tone: cells that read so are coloured. `detail` columns can be folded away;
    those that are not `printed` stand beside what is.
    """

    header: str
    type: str = "text"
    width: float = 12.0
    hidden: bool = False
    wrapped: bool = False
    choice: Choice | None = None
    tones: tuple[tuple[str, str], ...] = ()
    detail: bool = False
    printed: bool = True


class Pen:
    """Writes the cells of one column. A cell is made once and filled again for each row."""

    def __init__(self, sheet: Any, number: int, look: Look, top: bool = False) -> None:
        from openpyxl.cell import WriteOnlyCell
        from openpyxl.styles import Alignment

        self._type = look.type
        self._numbers: dict[str, Any] = {}

        def cell(**styles: Any) -> Any:
            made = WriteOnlyCell(sheet)
            made.column = number
            for name, style in styles.items():
                setattr(made, name, style)
            return made

        aligned: dict[str, Any] = {"vertical": "top"} if top else {}
        if look.wrapped:
            aligned["wrap_text"] = True
        plain: dict[str, Any] = {"alignment": Alignment(**aligned)} if aligned else {}
        measured = dict(plain)
        if look.type == "day":
            plain["number_format"] = TEXT_FORMAT
        mirrored = {**plain, "alignment": Alignment(readingOrder=2, horizontal="right", **aligned)}
        self._plain = cell(**plain)
        self._quoted = cell(**plain, quotePrefix=True)
        self._mirrored = cell(**mirrored)
        self._mirrored_quoted = cell(**mirrored, quotePrefix=True)
        # A day stands where looser dates do, which are texts.
        left = Alignment(horizontal="left", **aligned)
        self._day = cell(**{**measured, "alignment": left, "number_format": DAY_FORMAT})
        # A format with decimals would leave a point behind a whole number.
        self._whole = cell(
            **measured, number_format=TENOR_FORMAT if look.type == "tenor" else WHOLE_FORMAT
        )
        self._number = cell(**measured)
        for each in (self._plain, self._quoted, self._mirrored, self._mirrored_quoted):
            each.data_type = "s"
        for each in (self._day, self._whole, self._number):
            each.data_type = "n"

    def write(self, text: str) -> Any:
        """The cell for a text as it reads."""
        if self._type != "text":
            found = self._numbers.get(text)
            if found is None:
                found = self._numbers[text] = self._measured(text)
            if found is not False:
                cell, cell._value = found
                return cell
        cell = self._plain
        if not (text.isascii() and text.isprintable()):
            if is_right_to_left(text):
                cell = self._mirrored_quoted if cells.looks_live(text) else self._mirrored
            elif cells.looks_live(text):
                cell = self._quoted
            text = cells.escaped(text)
        elif cells.looks_live(text):
            cell = self._quoted
            text = cells.escaped(text)
        elif "_x" in text:
            text = cells.escaped(text)
        cell._value = text
        return cell

    def _measured(self, text: str) -> Any:
        """The cell and the number that it holds for a text; False where it has to stay text."""
        if self._type == "day":
            day = cells.day(text)
            return False if day is None else (self._day, day.toordinal() - _SERIAL_OF_0)
        number = cells.number(text)
        if number is None:
            return False
        return (self._whole if isinstance(number, int) else self._number), number


def written(pens: Sequence[Any], row: Sequence[str], number: int) -> list[Any]:
    """The cells of a row by its columns' pens; none where a text is empty."""
    made = []
    for pen, text in zip(pens, row, strict=False):
        if text:
            cell = pen(text)
            cell.row = number
            made.append(cell)
    return made
