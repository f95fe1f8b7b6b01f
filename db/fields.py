"""What each field of a record is, said once, on its column.

Forms, cards, table columns, filters, sheets, import, history's wording and the search index
are all made from these descriptions. A new field is one `described(...)` line in
`db/tables.py` and a migration; nothing else lists fields.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from .messages import Message, message

# What a column of a quantity counts in: millionths, so that 12.5 million m³ or 0.25 t are kept
# exactly, and added up without error.
QUANTITY_SCALE = 1_000_000

# The word that stands in a CHECK; its label is a message of its own.
Choices = tuple[tuple[str, Message], ...]


@dataclass(frozen=True)
class Description:
    """One field of a kind of record.

    `type` is one of: text, long text, when, clock, quantity, choice (a fixed list), listed (one of
    the casebook's own lists), grade, link, tenor, yes/no. A quantity's column holds whole
    millionths (see `QUANTITY_SCALE`); the rooms above show it in ones. `shown` says that tables
    show it by default. `headers` are further column titles a sheet may give it. `parent` marks
    the link that a record hangs on. Fields that are `computed` are read, never written.
    """

    name: str
    label: Message
    type: str
    required: bool = False
    choices: Choices = ()
    list: str = ""
    link: str = ""
    sensitive: bool = False
    shown: bool = False
    searched: bool = False
    parent: bool = False
    hint: Message | None = None
    headers: tuple[str, ...] = ()
    computed: bool = False
    hidden: bool = False

    @property
    def column(self) -> str:
        """The column that holds the value itself."""
        return f"{self.name}_id" if self.type == "link" else self.name

    @property
    def columns(self) -> tuple[str, ...]:
        """Every column behind the field: a date has its text and both bounds."""
        if self.type == "when":
            return (self.name, f"{self.name}_from", f"{self.name}_to")
        return (self.column,)

    def choice_label(self, value: str) -> str:
        """The word of a fixed list as a person reads it."""
        for word, label in self.choices:
            if word == value:
                return str(label)
        return value


@dataclass(frozen=True)
class Column:
    """A column of a table: its type, and the description of the field that it holds, if any."""

    integer: bool = False
    nullable: bool = True
    indexed: bool = False
    default: str | None = None
    description: Description | None = None


_INTEGERS = frozenset({"quantity", "tenor", "yes/no", "link"})


def described(name: str, label: Message, type_: str, **more: Any) -> Any:
    """A column with its description. `more` are fields of `Description`."""
    description = Description(name, label, type_, **more)
    return Column(
        integer=type_ in _INTEGERS,
        nullable=not (description.required or type_ == "yes/no"),
        # For a card asks for all that hangs on a record.
        indexed=type_ == "link",
        default="0" if type_ == "yes/no" else None,
        description=description,
    )


def bound(indexed: bool = False) -> Any:
    """The earliest or the latest second that a date can mean."""
    return Column(integer=True, indexed=indexed)


def place() -> Any:
    """Where a record stands among its like: a whole number."""
    return Column(integer=True, nullable=False)


def listed(name: str, label: str, list_: str, **more: Any) -> Any:
    """A field that takes a word of one of the casebook's own lists."""
    return described(name, message(label), "listed", list=list_, **more)
