"""What a foreign sheet's columns mean, as it was guessed or as a person settled it.

The kind of record that each row is, and for each column the field that it fills: one of the
row's own, or one of a record that hangs on it (a party to the event, a post of the person).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from workbench.messages import Message

DateOrder = Literal["", "day", "month"]
Calendar = Literal["", "solar", "lunar", "gregorian"]
About = Literal["kind", "date order", "calendar", "fill down", "word", "for all"]


@dataclass(frozen=True, slots=True)
class Target:
    """Where a column goes: a field of a kind of record.

    `part` is a party's part in the event, or which part of the field it is: "from" and "to" of
    a date, "year", "month" and "day" of one, "first", "middle" and "last" of a name.
    """

    kind: str
    field: str
    part: str = ""


@dataclass(frozen=True, slots=True)
class ColumnMapping:
    """What one column means; no target: nothing of it is taken, and that is said.

    `sure` is from 0 to 1. `date_order` tells which of two figures is the day; empty where the
    dates don't leave it open, or where it still is to be asked. With `fill_down` a blank cell
    means what the one above it says; with `split` one cell may hold several names. `calendar` is
    that of dates which don't say it themselves, where their years can only be Hijri ones.
    """

    target: Target | None = None
    sure: float = 0.0
    date_order: DateOrder = ""
    fill_down: bool = False
    split: bool = False
    calendar: Calendar = ""


@dataclass(frozen=True, slots=True)
class Question:
    """What a person has to settle: about which column (place from 0; None: the whole sheet).

    `choices` are (value, words); the value goes to `mapping.answered`. `examples` are cells.
    `target` is the field that a question "for all" rows is about.
    """

    about: About
    place: int | None
    what: Message
    choices: tuple[tuple[str, Message], ...]
    examples: tuple[str, ...] = ()
    target: Target | None = None


@dataclass(frozen=True, slots=True)
class SheetMapping:
    """What a table on a sheet means: the kind of its rows, and its columns from the left.

    `kind` is empty where it could not be told. `headings` is what a heading inside the table
    (a year, a country) says of the rows below it. `fixed` is what every row says and no column:
    (target, text). `words` says which word of a fixed list a text of a column means: (place, text,
    word).
    """

    kind: str
    columns: tuple[ColumnMapping, ...]
    headings: Target | None = None
    questions: tuple[Question, ...] = ()
    fixed: tuple[tuple[Target, str], ...] = ()
    words: tuple[tuple[int, str, str], ...] = ()

    def with_column(self, place: int, column: ColumnMapping) -> SheetMapping:
        """The same with another meaning of one column."""
        columns = (*self.columns[:place], column, *self.columns[place + 1 :])
        return replace(self, columns=columns)
