"""A workbook written so that nothing in it is alive, cut or left lying about.

Every text goes through one place, `_Pen`, which never makes a formula. openpyxl would keep each
sheet's plain text in a temporary file, which outlives a process that is killed: here the sheets go
straight into the archive, and that is in memory until it is whole.
"""

from __future__ import annotations

import datetime
import io
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from workbench.directions import is_right_to_left
from workbench.exchange import cells

_SERIAL_OF_0 = datetime.date(1899, 12, 30).toordinal()
DAY_FORMAT = "yyyy-mm-dd"
TEXT_FORMAT = "@"
_LINE, _MOST_LINES = 15, 4
# Rows below the last one that are as well prepared for typing.
SPARE_ROWS = 1_000


@dataclass(frozen=True)
class Choice:
    """A drop-down: the column of the sheet of lists it takes its words from."""

    column: int
    words: int
    strict: bool


@dataclass(frozen=True)
class Look:
    """How a column looks and takes what is typed. `type` is text, day or number."""

    header: str
    type: str = "text"
    width: float = 12.0
    hidden: bool = False
    wrapped: bool = False
    choice: Choice | None = None


class _Pen:
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
        self._day = cell(**measured, number_format=DAY_FORMAT)
        self._number = cell(**measured)
        for each in (self._plain, self._quoted, self._mirrored, self._mirrored_quoted):
            each.data_type = "s"
        for each in (self._day, self._number):
            each.data_type = "n"

    def write(self, text: str) -> Any:
        """The cell for a text as it reads."""
        if self._type != "text":
            found = self._numbers.get(text)
            if found is None:
                found = self._numbers[text] = self._measured(text)
            if found is not False:
                cell = self._day if self._type == "day" else self._number
                cell._value = found
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
        """The number that a cell holds for a text; False where it has to stay text."""
        if self._type == "day":
            day = cells.day(text)
            return False if day is None else day.toordinal() - _SERIAL_OF_0
        number = cells.number(text)
        return False if number is None else number


class _Archive(zipfile.ZipFile):
    """The workbook's parts, in memory. Its sheets are in it before openpyxl comes to them."""

    def __init__(self) -> None:
        self.content = io.BytesIO()
        super().__init__(self.content, "w", zipfile.ZIP_DEFLATED, allowZip64=True)

    def write(self, *_sheet: Any) -> None:
        """openpyxl would add the sheet's temporary file."""


class Book:
    """A workbook that is being written, its sheets one after the other."""

    def __init__(self) -> None:
        from openpyxl import Workbook

        self._archive = _Archive()
        self._stream: Any = None
        self._book = Workbook(write_only=True)
        properties = self._book.properties
        properties.creator = properties.lastModifiedBy = "Stakeholder Workbench"
        self._count = 0

    def sheet(
        self,
        title: str,
        looks: Sequence[Look],
        rows: Iterable[Sequence[str]],
        count: int,
        *,
        state: str = "visible",
        marking: str = "",
    ) -> None:
        """A sheet with a header row that stays, filters over all columns, and these rows."""
        sheet = self._made(title, state)
        for number, look in enumerate(looks, 1):
            _lay_out(sheet, number, look, count)
        sheet.freeze_panes = "A2"
        _for_the_printer(sheet, marking)
        self._open(sheet)
        sheet.append(_header(sheet, looks))
        wrapped = [(place, look.width) for place, look in enumerate(looks) if look.wrapped]
        pens = [
            _Pen(sheet, number, look, top=bool(wrapped) and not look.hidden).write
            for number, look in enumerate(looks, 1)
        ]
        heights: dict[int, dict[str, str]] = {}
        sheet.row_dimensions = heights
        for number, row in enumerate(rows, 2):
            lines = _lines(row, wrapped)
            if lines > 1:
                heights[number] = _height(lines)
            sheet.append(_cells(pens, row, number))
            heights.pop(number, None)
        sheet.auto_filter.ref = f"A1:{_letter(len(looks))}{count + 1}"
        self._end(sheet)

    def page(self, title: str, rows: Iterable[tuple[str, ...]], *, marking: str = "") -> None:
        """A sheet that is read, not sorted: rows of texts, a row of one text a heading."""
        from openpyxl.cell import WriteOnlyCell

        sheet = self._made(title, "visible")
        for letter, width in (("A", 28.0), ("B", 120.0)):
            sheet.column_dimensions[letter].width = width
        sheet.sheet_view.showGridLines = False
        _for_the_printer(sheet, marking, header_row=False)
        self._open(sheet)
        pens = [_Pen(sheet, 1, Look("")), _Pen(sheet, 2, Look(""))]
        heading = WriteOnlyCell(sheet)
        heading.font, heading.data_type, heading.column = _bold(), "s", 1
        for number, row in enumerate(rows, 1):
            if len(row) == 1 and row[0]:
                heading._value, heading.row = cells.escaped(row[0]), number
                sheet.append([heading])
            else:
                sheet.append(_cells([pen.write for pen in pens], row, number))
        self._end(sheet)

    def lists(self, title: str, lists: Sequence[tuple[str, Sequence[str]]]) -> None:
        """The hidden sheet that the drop-downs take their words from: a column a list."""
        sheet = self._made(title, "hidden")
        self._open(sheet)
        pens = []
        for number, (name, words) in enumerate(lists, 1):
            # A list of numbers has to be one for the program, too, or no typed number is in it.
            type_ = "number" if words and cells.number(words[0]) is not None else "text"
            pens.append(_Pen(sheet, number, Look(name, type_)).write)
        sheet.append(_cells(pens, [name for name, _words in lists], 1))
        for at in range(max((len(words) for _name, words in lists), default=0)):
            row = [words[at] if at < len(words) else "" for _name, words in lists]
            sheet.append(_cells(pens, row, at + 2))
        self._end(sheet)

    def table(self, title: str, rows: Iterable[Sequence[str]]) -> None:
        """A very hidden sheet of plain texts, for the workbench itself."""
        sheet = self._made(title, "veryHidden")
        self._open(sheet)
        pens = [_Pen(sheet, number, Look("")).write for number in range(1, 4)]
        for number, row in enumerate(rows, 1):
            sheet.append(_cells(pens, row, number))
        self._end(sheet)

    def finished(self) -> io.BytesIO:
        """The whole workbook, as its file will be."""
        from openpyxl.writer.excel import ExcelWriter

        ExcelWriter(self._book, self._archive).save()
        self._archive.content.seek(0)
        return self._archive.content

    def close(self) -> None:
        """Let go of what was written so far, whether it was finished or not."""
        for sheet in self._book.worksheets:
            if sheet._writer is not None and not sheet.closed:
                sheet.close()
        if self._stream is not None:
            self._stream.close()
        self._archive.close()

    def _made(self, title: str, state: str) -> Any:
        sheet = self._book.create_sheet(title)
        sheet.sheet_state = state
        return sheet

    def _open(self, sheet: Any) -> None:
        from openpyxl.worksheet._writer import WorksheetWriter

        self._count += 1
        # As openpyxl will call it: sheets are numbered in their order.
        name = f"xl/worksheets/sheet{self._count}.xml"
        self._stream = self._archive.open(name, "w", force_zip64=True)
        sheet._writer = WorksheetWriter(sheet, out=self._stream)
        sheet._writer.cleanup = lambda: None
        # Rows are cells already; openpyxl would go over each of them once more.
        sheet._values_to_row = lambda row, number: row
        sheet._writer.write_top()

    def _end(self, sheet: Any) -> None:
        sheet.close()
        self._stream.close()
        self._stream = None


def _cells(pens: Sequence[Any], row: Sequence[str], number: int) -> list[Any]:
    made = []
    for pen, text in zip(pens, row, strict=False):
        if text:
            cell = pen(text)
            cell.row = number
            made.append(cell)
    return made


def _letter(number: int) -> str:
    from openpyxl.utils import get_column_letter

    return str(get_column_letter(number))


def _header(sheet: Any, looks: Sequence[Look]) -> list[Any]:
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Alignment, Border, PatternFill, Side

    made = []
    for number, look in enumerate(looks, 1):
        cell = WriteOnlyCell(sheet)
        cell._value, cell.data_type = cells.escaped(look.header), "s"
        cell.font = _bold()
        cell.fill = PatternFill("solid", fgColor="E8EDF2")
        cell.border = Border(bottom=Side(style="thin", color="8A97A6"))
        cell.alignment = Alignment(vertical="center")
        cell.column, cell.row = number, 1
        made.append(cell)
    return made


def _lay_out(sheet: Any, number: int, look: Look, count: int) -> None:
    from openpyxl.worksheet.datavalidation import DataValidation

    from workbench.exchange.layout import LISTS_SHEET

    letter = _letter(number)
    column = sheet.column_dimensions[letter]
    column.width = look.width
    column.hidden = look.hidden
    if look.type == "day":
        # What is typed below the last row stays as it is typed, loose dates above all.
        column.number_format = TEXT_FORMAT
    if look.choice and look.choice.words:
        source = _letter(look.choice.column)
        choice = DataValidation(
            type="list",
            formula1=f"'{LISTS_SHEET}'!${source}$2:${source}${look.choice.words + 1}",
            allow_blank=True,
            showErrorMessage=look.choice.strict,
        )
        choice.add(f"{letter}2:{letter}{count + 1 + SPARE_ROWS}")
        sheet.data_validations.append(choice)


def _lines(row: Sequence[str], wrapped: Sequence[tuple[int, float]]) -> int:
    """How many lines the longest text of a row takes in its column, roughly."""
    lines = 1
    for place, width in wrapped:
        text = row[place]
        if len(text) > width or "\n" in text:
            lines = max(lines, int(len(text) // width) + 1 + text[:1_000].count("\n"))
    return lines


def _height(lines: int) -> dict[str, str]:
    # No program reckons the height of wrapped rows when it opens a file, so it is given.
    return {"ht": str(_LINE * min(lines, _MOST_LINES)), "customHeight": "1"}


def _bold() -> Any:
    from openpyxl.styles import Font

    return Font(name="Calibri", family=2, sz=11, scheme="minor", b=True)


def _for_the_printer(sheet: Any, marking: str, header_row: bool = True) -> None:
    if header_row:
        sheet.print_title_rows = "1:1"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    if marking:
        sheet.oddHeader.center.text = sheet.oddFooter.center.text = marking.replace("&", "&&")
    sheet.oddFooter.left.text = "&A"
    sheet.oddFooter.right.text = "&P / &N"
