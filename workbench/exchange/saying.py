"""Records as their sheet reads: a plain text for every column, in bulk."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from workbench.ceilings import Withheld
from workbench.exchange import cells
from workbench.exchange.labels import Rows, place
from workbench.exchange.layout import Layout
from workbench.exchange.report import Progress, no_progress
from workbench.kinds import Field
from workbench.writing import plain_cell

Texts = list[str]
"""One column's cells, from the first record to the last; empty where there is nothing."""

Labels = Mapping[str, Mapping[str, str]]
"""kind -> uid -> label."""


def columns(
    layout: Layout, rows: Rows, labels: Labels, report: Progress = no_progress
) -> list[Texts]:
    """What the columns of a sheet read, without those of the row's own uid and digest."""
    made: list[Texts] = []
    for column in layout.fielded:
        field = column.field
        assert field is not None
        report(0, 0)
        at = place(layout.kind.name, field.name)
        raw = [row[at] for row in rows]
        if column.role == "link uid":
            made.append([uid or "" for uid in raw])
        elif field.type == "link":
            known = labels[field.link]
            made.append([known.get(uid, "") if uid else "" for uid in raw])
        else:
            made.append(texts(field, raw))
    return made


def covered(layout: Layout, rows: Rows, made: list[Texts], kept: Withheld, word: str) -> None:
    """Let the cells that stay under a ceiling read this word, and have no uid behind them."""
    kind = layout.kind.name
    cells_kept = kept.cells.get(kind)
    if not cells_kept:
        return
    for number, row in enumerate(rows):
        names = cells_kept.get(row[0])
        if not names:
            continue
        for texts_, column in zip(made, layout.fielded, strict=True):
            assert column.field is not None
            if column.field.name not in names:
                continue
            if column.role != "link uid":
                texts_[number] = word
            elif kept.stays(column.field.link, texts_[number]):
                texts_[number] = ""


def texts(field: Field, raw: Sequence[Any]) -> Texts:
    """What one field's values read, from what the table holds."""
    if field.type in ("text", "long text"):
        return [cells.readable(text) if text else "" for text in raw]
    known = _Known(lambda value: cells.said(field, plain_cell(field.type, value)))
    return [known[value] for value in raw]


class _Known(dict[Any, str]):
    """Value -> text; few values of a column differ, so each is worded once."""

    def __init__(self, word: Callable[[Any], str]) -> None:
        super().__init__()
        self._word = word

    def __missing__(self, value: Any) -> str:
        self[value] = text = self._word(value)
        return text
