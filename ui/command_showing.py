"""What commands print: one JSON value for scripts, aligned lines for people."""

from __future__ import annotations

import json
import sys
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from decimal import Decimal
from typing import Any

from workbench.messages import Message

GAP = "  "

# Embeddings, overrides and isolates: one left open would turn the columns that follow.
_TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")

Progress = Callable[[int, int], None]


def as_json(value: Any) -> None:
    """Print one JSON value; indented where a person looks."""
    indent = 2 if sys.stdout.isatty() else None
    print(json.dumps(value, ensure_ascii=False, indent=indent, default=_plain))


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, Message):
        return str(value)
    raise TypeError(type(value).__name__)


def record_word(kind: str) -> str:
    """What a kind of record is called."""
    from workbench.kinds import KINDS

    return str(KINDS[kind].one)


def line(text: str) -> None:
    """Print one line, without anything that a terminal would take for a command."""
    print(harmless(text))


def harmless(text: str) -> str:
    """The text on one line, without control characters and what turns the line around.

    What only joins or parts letters stays: Persian is misspelled without it.
    """
    if text.isprintable():
        return text
    return "".join(
        " " if unicodedata.category(c) in ("Cc", "Cs", "Zl", "Zp") else c
        for c in text
        if c not in _TURNING
    )


def complain(text: str) -> None:
    """One line on standard error."""
    print(harmless(text), file=sys.stderr)


def table(headers: Sequence[str], rows: Sequence[Sequence[str]], none: str) -> None:
    """Print rows in columns; on a terminal as wide as it is, else each row on one line.

    `none` is what is said where there are no rows.
    """
    if not rows:
        line(none)
        return
    cells = [[harmless(cell) for cell in row] for row in rows]
    if sys.stdout.isatty():
        _wrapped(headers, cells)
    else:
        _aligned(headers, cells)


def _wrapped(headers: Sequence[str], cells: Sequence[Sequence[str]]) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    shown = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    for header in headers:
        shown.add_column(header, overflow="fold")
    for row in cells:
        # As Text, or brackets in a title would be taken for markup.
        shown.add_row(*(Text(cell) for cell in row))
    Console(highlight=False).print(shown)


def _aligned(headers: Sequence[str], cells: Sequence[Sequence[str]]) -> None:
    from rich.cells import cell_len

    whole = [list(headers), *cells]
    widths = [max(map(cell_len, column)) for column in zip(*whole, strict=True)]
    for row in whole:
        padded = (
            cell + " " * (width - cell_len(cell)) for cell, width in zip(row, widths, strict=True)
        )
        print(GAP.join(padded).rstrip())


@contextmanager
def progress(doing: str) -> Iterator[Progress | None]:
    """How far a long work is, on standard error and only where that is a terminal."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn
    from rich.progress import Progress as Bars

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Bars(*columns, console=Console(stderr=True), transient=True) as bars:
        task = bars.add_task(doing, total=None)

        def show(done: int, total: int) -> None:
            bars.update(task, completed=done, total=total)

        yield show
