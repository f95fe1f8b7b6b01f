"""Rows of a table for a spreadsheet: tab-separated text, and beside it the table that Excel takes.

Excel reads what is pasted as if it were typed: `=1+1` would run, `00123` lose its noughts and
`2025-01` become a day. In the HTML each cell says that it is text, which keeps it as it is; the
plain text, which other programs take, guards what would run by an apostrophe.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence
from decimal import Decimal
from html import escape
from typing import TYPE_CHECKING, Any, NamedTuple

from ui import clipboard
from workbench import lists, markings
from workbench.casebook import Casebook
from workbench.kinds import KINDS
from workbench.messages import _, n_
from workbench.values import display

if TYPE_CHECKING:
    from ui.table import TablePane
    from ui.window import Window
    from ui.work import Progress

AT_ONCE = 1_000
"""Rows up to which they are copied at once; more are put together beside the window."""

_NUMBERS = frozenset({"quantity", "tenor"})
_TEXT = " style=\"mso-number-format:'\\@'\""
_BREAK = '<br style="mso-data-placement:same-cell">'


class Cells(NamedTuple):
    """What goes to the clipboard: a header, rows of texts, and which columns are numbers."""

    header: tuple[str, ...]
    rows: list[tuple[str, ...]]
    numbers: tuple[bool, ...]


def cells(
    casebook: Casebook,
    kind: str,
    ids: Sequence[int],
    names: Sequence[str],
    report: Callable[[int, int], None] | None = None,
) -> Cells:
    """These columns of these records, in order, worded as in the table; touches nothing of Qt.

    Dates are EDTF and numbers bare, as sheets have them.
    """
    known = {column.name: column for column in lists.columns(kind)}
    shown = [known[name] for name in names]
    reading = _Reading(casebook, kind)
    rows: list[tuple[str, ...]] = []
    for start in range(0, len(ids), AT_ONCE):
        if report is not None:
            report(start, len(ids))
        found = lists.rows(casebook, kind, ids[start : start + AT_ONCE], names)
        rows += [tuple(map(reading.text, shown, row.cells)) for row in found]
    header = tuple(str(column.label) for column in shown)
    return Cells(header, rows, tuple(column.type in _NUMBERS for column in shown))


class _Reading:
    """How the cells of a kind are worded."""

    def __init__(self, casebook: Casebook, kind: str) -> None:
        self._today: datetime.date = casebook.today
        self._order = markings.order(casebook)
        self._fields = {field.name: field for field in KINDS[kind].fields}

    def text(self, column: lists.Column, value: Any) -> str:
        if column.type in _NUMBERS and isinstance(value, (int, Decimal)):
            return f"{value:f}" if isinstance(value, Decimal) else str(value)
        if column.type == "when":
            return value or ""  # "yesterday" would soon be wrong, and could not come back
        field = self._fields.get(column.name)
        if field is not None and field.list == markings.MARKINGS:
            value = markings.effective(self._order, value)
        return display(column.type, value, self._today, field)


def as_text(copied: Cells) -> str:
    """Tab-separated lines; what holds a tab, a break or a quotation mark is quoted."""
    from workbench.exchange.live_texts import guarded

    lines = ["\t".join(map(_quoted, copied.header))]
    for row in copied.rows:
        lines.append(
            "\t".join(
                _quoted(text if number else guarded(text))
                for text, number in zip(row, copied.numbers, strict=True)
            )
        )
    return "\n".join(lines)


def _quoted(text: str) -> str:
    if any(each in text for each in '\t\n\r"'):
        return '"' + text.replace('"', '""') + '"'
    return text


def as_html(copied: Cells) -> str:
    """A table of which Excel takes every text as text."""
    head = "".join(f"<th{_TEXT}>{escape(text)}</th>" for text in copied.header)
    lines = [f"<tr>{head}</tr>"]
    for row in copied.rows:
        made = (
            f"<td{'' if number else _TEXT}>{_html(text)}</td>"
            for text, number in zip(row, copied.numbers, strict=True)
        )
        lines.append(f"<tr>{''.join(made)}</tr>")
    return (
        '<html><head><meta charset="utf-8"></head><body><table>'
        + "\n".join(lines)
        + "</table></body></html>"
    )


def _html(text: str) -> str:
    return _BREAK.join(escape(line) for line in text.splitlines())


def copy(window: Window, pane: TablePane) -> None:
    """Put the rows that are chosen in a table on the clipboard; many beside the window."""
    ids, names = pane.ids(), list(pane.model.shown)
    if not ids:
        window.say(_("Choose the rows first (Shift or Ctrl with a click)."))
        return
    casebook, kind = window.casebook, pane.kind
    if len(ids) <= AT_ONCE:
        _put(window, _made(cells(casebook, kind, ids, names)))
        return

    def work(progress: Progress) -> tuple[str, str, int]:
        return _made(cells(casebook, kind, ids, names, progress))

    job = window.work.start(work)
    job.finished.connect(lambda made: _put(window, made))
    job.failed.connect(window.show_failure)
    window.busy.watch(job, _("Copying"))


def _made(copied: Cells) -> tuple[str, str, int]:
    return as_text(copied), as_html(copied), len(copied.rows)


def _put(window: Window, made: tuple[str, str, int]) -> None:
    if window.locking.is_locked:
        return
    text, html, n = made
    clipboard.put(text, html)
    window.say(n_("Copied {n} row, with its header.", "Copied {n} rows, with their header.", n))
