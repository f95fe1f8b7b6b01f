"""Which sheets a workbook has and which columns a sheet has: all of it from the kinds' fields."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from workbench.kinds import KINDS, Field, Kind
from workbench.messages import Message, _, message

Role = Literal["value", "delete", "link uid", "uid", "digest"]

# Kinds that only serve the others come after them.
_LAST = ("source", "member", "term")

ABOUT = message("About")
CHARTS = message("Charts")
LONG_TEXTS = message("Long texts")
LISTS_SHEET = "_lists"
STATE_SHEET = "_workbench"
VIEW = "view"
"""Begins a row of the state sheet that holds a saved view."""

WITHHELD = message("withheld")
"""Stands in a cell whose value stayed under a marking ceiling; it changes nothing."""

DELETE = message("Delete")
"""Heads the column whose cell says that the row's record is to be deleted."""
DELETE_WORD = message("delete")

REASON = message("Why it was not taken")
"""Heads the column of reasons in a workbook of rejected rows; it says nothing of the record."""

UID = "uid"
DIGEST = "digest"

EMPTY_WORD = message("(empty)")
"""Written into a cell, it empties the field; a blank cell changes nothing."""


@dataclass(frozen=True)
class Column:
    """A column of a sheet: a field's value, the uid behind a link, the row's uid or digest.

    A column of the role "delete" is for people; it holds no field, and no digest covers it.
    """

    role: Role
    header: str
    field: Field | None = None

    @property
    def hidden(self) -> bool:
        """Whether people don't see it."""
        return self.role not in ("value", "delete")


@dataclass(frozen=True)
class Layout:
    """A sheet: the kind of record whose rows it has, its name and its columns, hidden ones last.

    `only` names the fields that it has, where these are not all; `deletes` says whether it has
    the column in which a row is marked to be deleted.
    """

    kind: Kind
    title: str
    only: frozenset[str] | None = None
    deletes: bool = False

    @cached_property
    def columns(self) -> tuple[Column, ...]:
        """Every column, in order."""
        fields = [
            field
            for field in self.kind.fields
            if not (field.hidden or field.computed)
            and (self.only is None or field.name in self.only)
        ]
        columns = [Column("value", str(field.label), field) for field in fields]
        if self.deletes:
            columns.append(Column("delete", str(DELETE)))
        columns += [
            Column("link uid", link_header(str(field.label)), field)
            for field in fields
            if field.type == "link"
        ]
        return (*columns, Column("uid", UID), Column("digest", DIGEST))

    @cached_property
    def fielded(self) -> tuple[Column, ...]:
        """The columns that hold a field, or the uid behind one."""
        return tuple(column for column in self.columns if column.field is not None)

    @cached_property
    def fields(self) -> tuple[Field, ...]:
        """The fields that have a column."""
        return tuple(c.field for c in self.columns if c.role == "value" and c.field is not None)

    @cached_property
    def digested(self) -> tuple[str, ...]:
        """The columns that the row's digest has a part for, in its order."""
        return tuple(digest_name(column) for column in self.fielded)


def digest_name(column: Column) -> str:
    """What a column is called in the list of those that a digest covers."""
    assert column.field is not None
    return column.field.name if column.role == "value" else f"{column.field.name} uid"


def link_header(label: str) -> str:
    """The header of the hidden column beside a link."""
    return f"{label} {UID}"


def layouts() -> tuple[Layout, ...]:
    """Every sheet of records, in the order of the workbook."""
    kinds = [kind for kind in KINDS.values() if kind.name not in _LAST and not kind.inner]
    kinds += [KINDS[name] for name in _LAST]
    taken = {str(own).casefold() for own in (ABOUT, CHARTS, LONG_TEXTS)}
    taken |= {LISTS_SHEET, STATE_SHEET}
    made = []
    for kind in kinds:
        title = sheet_title(kind.many, taken)
        taken.add(title.casefold())
        made.append(Layout(kind, title))
    return tuple(made)


def sheet_title(name: Message | str, taken: set[str]) -> str:
    """A name that Excel takes for a sheet and that none of the others has."""
    plain = re.sub(r"[\[\]:*?/\\]", " ", str(name)).strip("' ")[:31] or _("Sheet")
    title, number = plain, 2
    while title.casefold() in taken:
        tail = f" {number}"
        title = plain[: 31 - len(tail)] + tail
        number += 1
    return title


def empty_words() -> frozenset[str]:
    """What empties a cell: the word in the reader's language, and as it is written here."""
    return frozenset({str(EMPTY_WORD).casefold(), EMPTY_WORD.text.casefold()})


def withheld_words() -> frozenset[str]:
    """What stands in a cell whose value stayed under a ceiling, in either language."""
    return frozenset({str(WITHHELD).casefold(), WITHHELD.text.casefold()})


def delete_words() -> frozenset[str]:
    """What deletes a row's record where it stands under the header for that."""
    return frozenset({str(DELETE_WORD).casefold(), DELETE_WORD.text.casefold()})


def text_field(kind: Kind) -> Field | None:
    """The field that a record of this kind is known by; None for kinds that only tie others."""
    for field in kind.fields:
        if field.required and field.type in ("text", "long text"):
            return field
    return None


def when_field(kind: Kind) -> Field | None:
    """The field that says when a record of this kind was, beside its text."""
    for field in kind.fields:
        if field.name == "when":
            return field
    return None
