"""What each field of a record is, said once, on its column.

Forms, cards, table columns, filters, sheets, import, history's wording and the search index
are all made from these descriptions. A new field is one `described(...)` line in
`db/tables.py` and a migration; nothing else lists fields.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import CheckConstraint, Column, Integer, Table, Text
from sqlmodel import Field

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


def described(name: str, label: Message, type_: str, **more: Any) -> Any:
    """A column with its description. `more` are fields of `Description`."""
    description = Description(name, label, type_, **more)
    integers = {"quantity", "tenor", "yes/no", "link"}
    kwargs: dict[str, Any] = {"info": {"description": description}}
    if type_ == "yes/no":
        kwargs["server_default"] = "0"
    settings: dict[str, Any] = {
        "sa_type": Integer if type_ in integers else Text,
        "nullable": not (description.required or type_ == "yes/no"),
        "sa_column_kwargs": kwargs,
    }
    if type_ == "link":
        # Indexed, for a card asks for all that hangs on a record; the constraint itself is
        # deferred (see `finish`), because undo puts rows back in any order.
        settings["index"] = True
    return Field(default=None, **settings)


def bound(indexed: bool = False) -> Any:
    """The earliest or the latest second that a date can mean."""
    return Field(default=None, sa_type=Integer, nullable=True, index=indexed)


def descriptions(table: Table) -> tuple[Description, ...]:
    """The fields of a table, in the order in which they are written down."""
    return tuple(c.info["description"] for c in table.columns if "description" in c.info)


def _rule(column: Column[Any], description: Description) -> str | None:
    name = f'"{column.name}"'
    if description.type == "choice":
        words = ", ".join("'" + word.replace("'", "''") + "'" for word, _ in description.choices)
        return f"{name} IN ({words})"
    if description.type == "grade":
        return f"{name} GLOB '[A-F][1-6]'"
    if description.type == "tenor":
        return f"{name} BETWEEN -3 AND 3"
    if description.type == "yes/no":
        return f"{name} IN (0, 1)"
    if description.type == "quantity":
        return f"{name} >= 0"
    if description.type == "when":
        # Each one is asked for: a CHECK lets pass what comes out as NULL.
        lower, upper = f'"{column.name}_from"', f'"{column.name}_to"'
        return (
            f"({name} IS NULL AND {lower} IS NULL AND {upper} IS NULL)"
            f" OR ({name} IS NOT NULL AND {lower} IS NOT NULL AND {upper} IS NOT NULL"
            f" AND {lower} <= {upper})"
        )
    if description.required and description.type in {"text", "long text", "listed"}:
        return f"length(trim({name})) > 0"
    return None


def finish(table: Table) -> None:
    """Give a table the CHECK and FOREIGN KEY constraints that its descriptions call for."""
    from sqlalchemy import ForeignKeyConstraint

    for column in list(table.columns):
        description: Description | None = column.info.get("description")
        if description is None:
            continue
        rule = _rule(column, description)
        if rule:
            table.append_constraint(CheckConstraint(rule, name=f"{column.name}_valid"))
        if description.type == "link":
            table.append_constraint(
                ForeignKeyConstraint(
                    [column.name],
                    [f"{description.link}.id"],
                    deferrable=True,
                    initially="DEFERRED",
                )
            )


def listed(name: str, label: str, list_: str, **more: Any) -> Any:
    """A field that takes a word of one of the casebook's own lists."""
    return described(name, message(label), "listed", list=list_, **more)
