"""Tables in a web page: what many systems save under the name of .xls, and browsers copy."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

from workbench.exchange import blind, csv_files
from workbench.exchange.encodings import encoding
from workbench.exchange.sheets import Merge, Sheet, fill_merged
from workbench.messages import Refused, message

_CHARSET = re.compile(rb"""charset=["']?([A-Za-z0-9_-]{3,20})""")
_WIDEST, _LONGEST = 1_000, 100_000
_LINES = frozenset(("br", "p", "div", "li"))
_SILENT = frozenset(("script", "style", "head", "title"))


def read(path: Path) -> list[Sheet]:
    """The page's tables, one sheet each. `Refused` where it has none."""
    content = path.read_bytes()
    named = _CHARSET.search(content[:4096])
    name = encoding(content)
    if name.startswith("cp") and named is not None:
        name = named[1].decode("ascii")
    try:
        text = content.decode(name, "replace")
    except LookupError:
        text = content.decode("cp1252", "replace")
    sheets = tables(text, path.stem)
    if not sheets:
        raise Refused(
            message("This is a web page, and there is no table in it"),
            str(path),
            message("Copy the cells from the page and paste them, or ask for a workbook."),
        )
    return sheets


def tables(text: str, name: str) -> list[Sheet]:
    """The tables of a page; one inside another counts as text of its cell."""
    page = _Page()
    page.feed(text)
    page.close()
    found = [each for each in page.tables if each.rows]
    return [
        each.sheet(name if len(found) == 1 else f"{name} {number}")
        for number, each in enumerate(found, 1)
    ]


class _Table:
    """A table while it is read: where the next cell goes, past those that reach down into it."""

    def __init__(self) -> None:
        self.rows: list[list[str]] = []
        self.merged: list[Merge] = []
        self._below: dict[tuple[int, int], bool] = {}
        self._cells = 0

    def add(self, text: str, rows: int, columns: int) -> None:
        row = self.rows[-1]
        number = len(self.rows)
        while (number, len(row)) in self._below:
            row.append("")
        place = len(row)
        row.extend([text, *[""] * (columns - 1)])
        self._cells += columns * rows
        if self._cells > csv_files.MOST_CELLS:
            raise Refused(message("The page has too many cells to be held"))
        if rows > 1 or columns > 1:
            self.merged.append((number, place, number + rows - 1, place + columns - 1))
            for below in range(number + 1, number + rows):
                for each in range(place, place + columns):
                    self._below[below, each] = True

    def sheet(self, name: str) -> Sheet:
        width = max(map(len, self.rows))
        if width * len(self.rows) > blind.LARGEST_GRID:
            raise Refused(message("The page has too many cells to be held"))
        rows = csv_files.squared(self.rows)
        fill_merged(rows, self.merged)
        return Sheet(name, rows, merged=tuple(self.merged))


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tables: list[_Table] = []
        self._depth = 0
        self._silent = 0
        self._text: list[str] | None = None
        self._span = (1, 1)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _SILENT:
            self._silent += 1
        elif tag == "table":
            self._depth += 1
            if self._depth == 1:
                self.tables.append(_Table())
        elif self._depth != 1:
            return
        elif tag == "tr":
            self._end_cell()
            self.tables[-1].rows.append([])
        elif tag in ("td", "th"):
            self._end_cell()
            if not self.tables[-1].rows:
                self.tables[-1].rows.append([])
            given = dict(attrs)
            self._text = []
            self._span = (
                _number(given.get("rowspan"), _LONGEST),
                _number(given.get("colspan"), _WIDEST),
            )
        elif tag in _LINES and self._text:
            self._text.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT:
            self._silent = max(0, self._silent - 1)
        elif tag == "table" and self._depth:
            if self._depth == 1:
                self._end_cell()
            self._depth -= 1
        elif tag in ("td", "th", "tr") and self._depth == 1:
            self._end_cell()

    def handle_data(self, data: str) -> None:
        if self._text is not None and not self._silent:
            self._text.append(data)

    def close(self) -> None:
        super().close()
        if self._depth:
            self._end_cell()

    def _end_cell(self) -> None:
        if self._text is None:
            return
        lines = "".join(re.sub(r"\s+", " ", each) if each != "\n" else each for each in self._text)
        text = "\n".join(line.strip() for line in lines.split("\n")).strip()
        self._text = None
        self.tables[-1].add(text, *self._span)


def _number(text: str | None, most: int) -> int:
    if not text or not text.isascii() or not text.isdigit() or len(text) > 8:
        return 1
    return max(1, min(int(text), most))
