"""How a sheet looks: its header, widths, colours, drop-downs, and what is printed on each page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from workbench.exchange import cells
from workbench.exchange.pens import TEXT_FORMAT, Look

_LINE, _MOST_LINES = 15, 20
_A4 = 9
# Rows below the last one that are as well prepared for typing.
SPARE_ROWS = 1_000
# Characters that a page is wide before what is on it grows too small to be read.
PAGE_WIDTH = 200
# Excel takes 255 characters for a page's head or foot, its codes among them.
_LONGEST_ON_PAPER = 70

TONES = {
    "good": ("E2F2E5", "1C5A2A"),
    "open": ("E3EDF9", "1D4A80"),
    "half": ("FCF0D6", "744700"),
    "bad": ("FBE4E1", "8C1C13"),
    "quiet": ("ECEEF1", "4B5563"),
}
"""Tone -> ground and ink of a cell that is coloured by what it says; the word says it too."""


@dataclass(frozen=True)
class Paper:
    """What stands on every page that is printed, and which way the sheets run."""

    title: str = ""
    marking: str = ""
    as_of: str = ""
    mirrored: bool = False


def letter(number: int) -> str:
    """The letters of a column's number."""
    from openpyxl.utils import get_column_letter

    return str(get_column_letter(number))


def quoted(title: str) -> str:
    """A sheet's title as references spell it."""
    doubled = title.replace("'", "''")
    return f"'{doubled}'"


def filled(cell: Any, text: str, row: int) -> Any:
    """This cell with a text in it, on this row."""
    cell._value, cell.row = cells.escaped(text), row
    return cell


def _styled(sheet: Any, **styles: Any) -> Any:
    from openpyxl.cell import WriteOnlyCell

    cell = WriteOnlyCell(sheet)
    for name, style in styles.items():
        setattr(cell, name, style)
    cell.data_type, cell.column = "s", 1
    return cell


def _font(**more: Any) -> Any:
    from openpyxl.styles import Font

    return Font(name="Calibri", family=2, scheme="minor", **{"sz": 11, **more})


def title_cell(sheet: Any) -> Any:
    """A cell for what a sheet is called."""
    return _styled(sheet, font=_font(b=True, sz=16, color="1F3A5F"))


def heading_cell(sheet: Any, over_numbers: bool = False) -> Any:
    """A cell for a heading on a sheet; over numbers it stands at the right, as they do."""
    from openpyxl.styles import Alignment

    styles = {"alignment": Alignment(horizontal="right")} if over_numbers else {}
    return _styled(sheet, font=_font(b=True, sz=12, color="1F3A5F"), **styles)


def leading_cell(sheet: Any) -> Any:
    """A cell that leads to another sheet."""
    from openpyxl.styles import Alignment

    return _styled(
        sheet, font=_font(u="single", color="0B57A4"), alignment=Alignment(vertical="top")
    )


def fitted(looks: Sequence[Look], above: Sequence[str]) -> list[Look]:
    """The looks of a sheet's columns, the last printed one so wide that no line above is cut."""
    made = list(looks)
    shown = [at for at, look in enumerate(made) if look.printed and not look.hidden]
    # A title's letters are larger.
    needed = max(
        (len(line) * (1.8 if at == 0 else 1.1) for at, line in enumerate(above)), default=0
    )
    lacking = min(needed, PAGE_WIDTH) - sum(made[at].width for at in shown)
    if shown and lacking > 0:
        made[shown[-1]] = replace(made[shown[-1]], width=made[shown[-1]].width + round(lacking))
    return made


def put_above(sheet: Any, above: Sequence[str]) -> None:
    """Write the lines that stand over a header."""
    for number, line in enumerate(above, 1):
        cell = title_cell(sheet) if number == 1 else _styled(sheet, font=_font(color="4B5563"))
        sheet.append([filled(cell, line, number)])


def header(sheet: Any, looks: Sequence[Look], row: int) -> list[Any]:
    """The cells of a header row."""
    from openpyxl.styles import Alignment, Border, PatternFill, Side

    made = []
    for number, look in enumerate(looks, 1):
        cell = _styled(
            sheet,
            font=_font(b=True),
            fill=PatternFill("solid", fgColor="E8EDF2"),
            border=Border(bottom=Side(style="thin", color="8A97A6")),
            alignment=Alignment(vertical="center"),
        )
        cell.column = number
        made.append(filled(cell, look.header, row))
    return made


def lay_out(sheet: Any, number: int, look: Look, head: int, last: int) -> None:
    """Give a column its look, between the header's row and the last one."""
    from openpyxl.worksheet.datavalidation import DataValidation

    from workbench.exchange.layout import LISTS_SHEET

    at = letter(number)
    column = sheet.column_dimensions[at]
    column.width = look.width
    column.hidden = look.hidden
    if look.detail:
        column.outlineLevel = 1
    if look.type == "day":
        # What is typed below the last row stays as it is typed, loose dates above all.
        column.number_format = TEXT_FORMAT
    filled = f"{at}{head + 1}:{at}{last + SPARE_ROWS}"
    if look.choice and look.choice.words:
        source = letter(look.choice.column)
        choice = DataValidation(
            type="list",
            formula1=f"'{LISTS_SHEET}'!${source}$2:${source}${look.choice.words + 1}",
            allow_blank=True,
            showErrorMessage=look.choice.strict,
        )
        choice.add(filled)
        sheet.data_validations.append(choice)
    _colour(sheet, look, filled)


def _colour(sheet: Any, look: Look, filled: str) -> None:
    """Colours that follow what a cell says, also once somebody has changed it."""
    from openpyxl.formatting.rule import CellIsRule
    from openpyxl.styles import Font, PatternFill

    def rule(operator: str, formula: str, tone: str) -> Any:
        ground, ink = TONES[tone]
        return CellIsRule(
            operator=operator, formula=[formula], font=Font(color=ink),
            fill=PatternFill(bgColor=ground, fill_type="solid"),
        )  # fmt: skip

    if look.type == "tenor":
        sheet.conditional_formatting.add(filled, rule("lessThan", "0", "bad"))
        sheet.conditional_formatting.add(filled, rule("greaterThan", "0", "good"))
    for word, tone in look.tones:
        doubled = word.replace('"', '""')
        sheet.conditional_formatting.add(filled, rule("equal", f'"{doubled}"', tone))


def lines_of(row: Sequence[str], wrapped: Sequence[tuple[int, float]]) -> int:
    """How many lines the longest text of a row takes in its column, roughly."""
    lines = 1
    for place, width in wrapped:
        text = row[place]
        if len(text) > width or "\n" in text:
            lines = max(lines, int(len(text) // width) + 1 + text[:1_000].count("\n"))
    return lines


def height(lines: int) -> dict[str, str]:
    """What makes a row so many lines high."""
    # No program reckons the height of wrapped rows when it opens a file, so it is given.
    return {"ht": str(_LINE * min(lines, _MOST_LINES)), "customHeight": "1"}


def for_the_printer(sheet: Any, paper: Paper) -> None:
    """Landscape A4, as wide as one page, with head and foot."""
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = _A4
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    head, foot = sheet.oddHeader, sheet.oddFooter
    if paper.title:
        head.left.text = _on_paper(paper.title)
    if paper.as_of:
        head.right.text = _on_paper(paper.as_of)
    if paper.marking:
        head.center.text = foot.center.text = _on_paper(paper.marking)
    foot.left.text = "&A"
    foot.right.text = "&P / &N"


def _on_paper(text: str) -> str:
    plain = " ".join(text.split())
    if len(plain) > _LONGEST_ON_PAPER:
        plain = plain[: _LONGEST_ON_PAPER - 1].rstrip() + "…"
    return cells.escaped(plain).replace("&", "&&")
