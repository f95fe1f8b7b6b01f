"""Tables in plain text (.csv, .tsv): how they are written is told by what is in them.

Every cell is text and stays so: no leading zero is dropped, no long number rounded.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from pathlib import Path

from workbench.exchange import blind
from workbench.exchange.encodings import encoding
from workbench.exchange.live_texts import unguarded
from workbench.exchange.sheets import Sheet
from workbench.messages import Refused, message

DELIMITERS = ",;\t|"
# Python's own limit is less than a long note.
csv.field_size_limit(16 * 2**20)
# Cells of text that are held in memory.
MOST_CELLS = 2_500_000
_SAMPLE = 64 * 1024
# A cell with more lines than this is the rest of the file behind a stray quotation mark.
_MOST_LINES = 1_000


def read(path: Path) -> Sheet:
    """The table in the file, named after it. `Refused` where its quotation marks don't close."""
    content = path.read_bytes()
    name = encoding(content)
    del content
    with path.open(encoding=name, errors="replace", newline="") as file:
        sample = file.read(_SAMPLE)
        delimiter, skipped = told(sample) or dialect(sample)
        rows = None
        for strict in (True, False):
            file.seek(0)
            try:
                rows = _rows(_text(file, skipped), delimiter, strict, path)
                break
            except csv.Error as error:
                if not strict or "unexpected end" in str(error) or "field larger" in str(error):
                    raise _unclosed(path) from None
    return Sheet(path.stem, rows or [])


def told(sample: str) -> tuple[str, int] | None:
    """The delimiter and the lines to skip, where the first line says it as Excel does."""
    first = sample.partition("\n")[0].strip("\r\ufeff")
    if len(first) == 5 and first.lower().startswith("sep="):
        return first[4], 1
    return None


def dialect(sample: str) -> tuple[str, int]:
    """The delimiter by which the lines fall most evenly into columns.

    Not csv.Sniffer, which takes any letter for one where the lines are few.
    """
    cut = sample if len(sample) < _SAMPLE else sample[: sample.rfind("\n") + 1] or sample
    best, most = ",", 0.0
    for delimiter in DELIMITERS:
        if delimiter not in cut:
            continue
        weight = _evenness(cut, delimiter)
        if weight > most:
            best, most = delimiter, weight
    return best, 0


def _evenness(sample: str, delimiter: str) -> float:
    counts: dict[int, int] = {}
    total = 0
    try:
        for row in csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter):
            if any(row):
                counts[len(row)] = counts.get(len(row), 0) + 1
                total += 1
    except csv.Error:
        return 0.0
    wide = {width: count for width, count in counts.items() if width > 1}
    if not wide:
        return 0.0
    width, count = max(wide.items(), key=lambda each: (each[1], each[0]))
    # Evenly first; of two that are as even, the one that makes more columns.
    return count / total + min(width, 50) / 500


def _text(file: Iterable[str], skipped: int) -> Iterator[str]:
    for number, line in enumerate(file):
        if number >= skipped:
            yield line if "\x1a" not in line else line.rstrip("\x1a")


def _rows(lines: Iterable[str], delimiter: str, strict: bool, path: Path) -> list[list[str]]:
    rows: list[list[str]] = []
    cells = width = 0
    for row in csv.reader(lines, delimiter=delimiter, strict=strict):
        cells += len(row) + 1
        width = max(width, len(row))
        if cells > MOST_CELLS or width * (len(rows) + 1) > blind.LARGEST_GRID:
            raise Refused(
                message("The file has too many cells to be held"),
                str(path),
                message("Split it into several files."),
            )
        # Read strictly, its marks are sound, and a cell may be as long as it likes.
        if not strict and any(cell.count("\n") > _MOST_LINES for cell in row):
            raise _unclosed(path)
        rows.append([unguarded(cell) for cell in row])
    return squared(rows)


def squared(rows: list[list[str]]) -> list[list[str]]:
    """The rows all of one length, without blank ones at the end."""
    while rows and not any(rows[-1]):
        rows.pop()
    width = max(map(len, rows), default=0)
    for row in rows:
        row.extend([""] * (width - len(row)))
    return rows


def _unclosed(path: Path) -> Refused:
    return Refused(
        message("A quotation mark in this file opens a cell and nothing closes it"),
        str(path),
        message("Open it in a spreadsheet, see where a cell swallows the rest, and mend that."),
    )
