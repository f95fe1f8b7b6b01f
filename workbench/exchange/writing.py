"""A workbook written so that nothing in it is alive, cut or left lying about.

Every text goes through one place, `pens.Pen`, which never makes a formula. openpyxl would keep each
sheet's plain text in a temporary file, which outlives a process that is killed: here the sheets go
straight into the archive, and that is in memory until it is whole.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from workbench.exchange import cells, dressing
from workbench.exchange.dressing import Paper
from workbench.exchange.pens import Look, Pen, written

if TYPE_CHECKING:
    from workbench.exchange.charting import Table

__all__ = ["Book", "Paper"]


class _Archive(zipfile.ZipFile):
    """The workbook's parts, in memory. Its sheets are in it before openpyxl comes to them."""

    def __init__(self) -> None:
        self.content = io.BytesIO()
        super().__init__(self.content, "w", zipfile.ZIP_DEFLATED, allowZip64=True)

    def write(self, *_sheet: Any) -> None:
        """openpyxl would add the sheet's temporary file."""

    def writestr(self, name: Any, data: Any, *more: Any) -> None:
        """Spell a chart's parts as Excel does: with a prefix, so that no tag is an `<f>`."""
        if isinstance(name, str) and name.startswith("xl/charts/"):
            text = data.decode() if isinstance(data, bytes) else data
            text = re.sub(r"<(/?)([A-Za-z0-9]+)(?=[\s>/])", r"<\1c:\2", text)
            data = text.replace(" xmlns=", " xmlns:c=", 1)
        super().writestr(name, data, *more)


class Book:
    """A workbook that is being written, its sheets one after the other."""

    def __init__(self, paper: Paper | None = None) -> None:
        from openpyxl import Workbook

        self._archive = _Archive()
        self._stream: Any = None
        self._paper = paper or Paper()
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
        above: Sequence[str] = (),
    ) -> None:
        """A sheet with a header row that stays, filters over all columns, and these rows.

        `above` are lines before the header: a title, and what the reader has to know.
        """
        sheet = self._made(title, "visible")
        looks = dressing.fitted(looks, above)
        head = len(above) + 1
        last = head + count
        for number, look in enumerate(looks, 1):
            dressing.lay_out(sheet, number, look, head, last)
        if any(look.detail for look in looks):
            sheet.column_dimensions.max_outline = 1
            sheet.sheet_properties.outlinePr.summaryRight = False
        sheet.freeze_panes = f"A{head + 1}"
        sheet.print_title_rows = f"{head}:{head}"
        shown = [number for number, look in enumerate(looks, 1)
                 if look.printed and not look.hidden]  # fmt: skip
        width = sum(looks[number - 1].width for number in shown)
        sheet.page_setup.fitToWidth = max(1, round(width / dressing.PAGE_WIDTH))
        sheet.print_area = f"A1:{dressing.letter(max(shown, default=1))}{last}"
        self._open(sheet)
        dressing.put_above(sheet, above)
        sheet.append(dressing.header(sheet, looks, head))
        wrapped = [(place, look.width) for place, look in enumerate(looks) if look.wrapped]
        pens = [
            Pen(sheet, number, look, top=bool(wrapped) and not look.hidden).write
            for number, look in enumerate(looks, 1)
        ]
        heights: dict[int, dict[str, str]] = {}
        sheet.row_dimensions = heights
        for number, row in enumerate(rows, head + 1):
            lines = dressing.lines_of(row, wrapped)
            if lines > 1:
                heights[number] = dressing.height(lines)
            sheet.append(written(pens, row, number))
            heights.pop(number, None)
        sheet.auto_filter.ref = f"A{head}:{dressing.letter(len(looks))}{last}"
        self._end(sheet)

    def page(self, title: str, rows: Iterable[tuple[str, ...]], sheets: Sequence[str] = ()) -> None:
        """A sheet that is read, not sorted: rows of texts; the first is its title, a row of one
        text a heading, and one that begins with the name of one of `sheets` leads there."""
        from openpyxl.worksheet.hyperlink import Hyperlink

        sheet = self._made(title, "visible")
        for letter, width in (("A", 30.0), ("B", 110.0)):
            sheet.column_dimensions[letter].width = width
        sheet.sheet_view.showGridLines = False
        sheet.page_setup.fitToHeight = 1
        self._open(sheet)
        looks = (Look(""), Look("", wrapped=True))
        pens = [Pen(sheet, 1, looks[0], top=True).write, Pen(sheet, 2, looks[1], top=True).write]
        titled, heading = dressing.title_cell(sheet), dressing.heading_cell(sheet)
        leads = dressing.leading_cell(sheet)
        places = set(sheets)
        number = 0
        for number, row in enumerate(rows, 1):
            if len(row) == 1 and row[0]:
                sheet.append([dressing.filled(titled if number == 1 else heading, row[0], number)])
                continue
            made = written(pens, row, number)
            if row and row[0] in places:
                places.discard(row[0])
                made[0] = dressing.filled(leads, row[0], number)
                link = Hyperlink(ref=f"A{number}", location=f"{dressing.quoted(row[0])}!A1")
                sheet._hyperlinks.append(link)
            sheet.append(made)
        sheet.print_area = f"A1:B{max(number, 1)}"
        self._end(sheet)

    def charts(self, title: str, tables: Sequence[Table], heading: str) -> None:
        """A sheet of charts that the program draws, each with its numbers beside it."""
        from workbench.exchange import drawing

        sheet = self._made(title, "visible")
        sheet.sheet_view.showGridLines = False
        sheet.page_setup.fitToHeight = 1
        for letter, width in drawing.WIDTHS.items():
            sheet.column_dimensions[letter].width = width
        rows = drawing.laid_out(tables)
        for table, first in zip(tables, drawing.places(tables), strict=True):
            sheet.add_chart(drawing.chart(table, title, first), f"A{first}")
        self._open(sheet)
        sheet.append([dressing.filled(dressing.title_cell(sheet), heading, 1)])
        pens = [Pen(sheet, number, Look("", "number")).write
                for number in range(1, drawing.COLUMNS + 1)]  # fmt: skip
        for number, (row, is_heading) in enumerate(rows, 2):
            if is_heading:
                made = []
                for place, text in enumerate(row, 1):
                    if text:
                        cell = dressing.heading_cell(sheet, over_numbers=place > drawing.NAMES)
                        cell.column = place
                        made.append(dressing.filled(cell, text, number))
                sheet.append(made)
            else:
                sheet.append(written(pens, row, number))
        sheet.print_area = f"A1:{dressing.letter(drawing.COLUMNS)}{len(rows) + 1}"
        self._end(sheet)

    def lists(self, title: str, lists: Sequence[tuple[str, Sequence[str]]]) -> None:
        """The hidden sheet that the drop-downs take their words from: a column a list."""
        sheet = self._made(title, "hidden")
        self._open(sheet)
        pens = []
        for number, (name, words) in enumerate(lists, 1):
            # A list of numbers has to be one for the program, too, or no typed number is in it.
            type_ = "number" if words and cells.number(words[0]) is not None else "text"
            pens.append(Pen(sheet, number, Look(name, type_)).write)
        sheet.append(written(pens, [name for name, _words in lists], 1))
        for at in range(max((len(words) for _name, words in lists), default=0)):
            row = [words[at] if at < len(words) else "" for _name, words in lists]
            sheet.append(written(pens, row, at + 2))
        self._end(sheet)

    def table(self, title: str, rows: Iterable[Sequence[str]]) -> None:
        """A very hidden sheet of plain texts, for the workbench itself."""
        sheet = self._made(title, "veryHidden")
        self._open(sheet)
        pens = [Pen(sheet, number, Look("")).write for number in range(1, 4)]
        for number, row in enumerate(rows, 1):
            sheet.append(written(pens, row, number))
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
        sheet.sheet_view.rightToLeft = self._paper.mirrored or None
        if state == "visible":
            dressing.for_the_printer(sheet, self._paper)
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
