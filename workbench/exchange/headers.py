"""Which row of a sheet is its header, and what each header means: told by words alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from db.folding import fold
from workbench.exchange.layout import DELETE, UID, Column, Layout

# A header is looked for no further down.
_FIRST_ROWS = 25


@dataclass
class Heading:
    """A header row: its place counted from 0, and place -> column of what is known in it."""

    layout: Layout
    row: int
    headers: list[str]
    columns: dict[int, Column]
    repeated: set[int]


def named_kind(title: str, known: Sequence[Layout]) -> Layout | None:
    """The kind of record that a sheet's name says it holds."""
    folded = fold(title)
    for layout in known:
        kind = layout.kind
        names = (layout.title, str(kind.many), kind.many.text, str(kind.one), kind.one.text,
                 kind.name)  # fmt: skip
        if folded in {fold(name) for name in names}:
            return layout
    return None


def find_heading(
    rows: Sequence[Sequence[Any]], known: Sequence[Layout], named: Layout | None
) -> Heading | None:
    """The header row of a sheet; None where none of its first rows is one.

    Where the sheet's name says no kind, its headers must fit one kind better than any other, or
    be all that it has, and name every field that its records must have (or their uids).
    """
    if named is not None:
        return _best(rows, named)
    found = [heading for layout in known if (heading := _best(rows, layout)) and _whole(heading)]
    if not found:
        return None
    most = max(len(heading.columns) for heading in found)
    found = [heading for heading in found if len(heading.columns) == most]
    if len(found) > 1:
        found = [heading for heading in found if _complete(heading)]
    return found[0] if len(found) == 1 else None


def _complete(heading: Heading) -> bool:
    """Whether every column of the kind's sheet is there, so that it is no other kind's."""
    there = {(column.role, column.header) for column in heading.columns.values()}
    return all(
        (column.role, column.header) in there
        for column in heading.layout.columns
        if column.field is not None or column.role == "uid"
    )


def _whole(heading: Heading) -> bool:
    given = {c.field.name for c in heading.columns.values() if c.role == "value" and c.field}
    wanted = {field.name for field in heading.layout.fields if field.required}
    has_uid = any(column.role == "uid" for column in heading.columns.values())
    # Two of many headers may be known by chance.
    headers = sum(bool(header) for header in heading.headers)
    enough = len(given) >= 3 or len(heading.columns) == headers >= 2
    return enough and (has_uid or wanted <= given)


def _best(rows: Sequence[Sequence[Any]], layout: Layout) -> Heading | None:
    meanings = _meanings(layout)
    best: Heading | None = None
    for number, row in enumerate(rows[:_FIRST_ROWS]):
        heading = _read(number, row, layout, meanings)
        if heading.columns and (best is None or len(heading.columns) > len(best.columns)):
            best = heading
    return best if best and any(c.role == "value" for c in best.columns.values()) else None


def _read(number: int, row: Sequence[Any], layout: Layout, meanings: dict[str, Column]) -> Heading:
    headers = [" ".join(str(cell).split()) if isinstance(cell, str) else "" for cell in row]
    columns: dict[int, Column] = {}
    repeated: set[int] = set()
    for place, header in enumerate(headers):
        column = meanings.get(fold(header)) if header else None
        if column is None:
            continue
        if column in columns.values():
            repeated.add(place)
        else:
            columns[place] = column
    return Heading(layout, number, headers, columns, repeated)


def _meanings(layout: Layout) -> dict[str, Column]:
    """Folded header -> column. A field's own label goes before another's by-names."""
    meanings: dict[str, Column] = {}
    # A field's own header goes before the word that deletes.
    columns = [column for column in layout.columns if column.role != "delete"]
    columns.append(Column("delete", str(DELETE)))
    for rank in range(3):
        for column in columns:
            for name in _names(column, rank):
                meanings.setdefault(fold(name), column)
    return meanings


def _names(column: Column, rank: int) -> Iterator[str]:
    field = column.field
    if field is None:
        if rank == 0:
            yield column.header
            if column.role == "delete":
                yield DELETE.text
        return
    tail = f" {UID}" if column.role == "link uid" else ""
    if rank == 0:
        yield column.header
        yield field.label.text + tail
    elif rank == 1:
        for header in field.headers:
            yield header + tail
    else:
        yield field.name + tail
        yield field.name.replace("_", " ") + tail
