"""The SQLModel tables: what the file is made of, and what migrations are held against.

Those of the records are made of their descriptions in `db/tables.py`, the constraints too; those
that keep the record itself in order stand here.
"""

from typing import Any, ClassVar

from sqlalchemy import (
    CheckConstraint,
    ForeignKeyConstraint,
    Index,
    Integer,
    Table,
    Text,
    UniqueConstraint,
)
from sqlmodel import Field, SQLModel

from .choices import CHANGE_SET_TYPES, REDO, UNDO
from .fields import Column, Description
from .tables import KINDS, MARKINGS, Kind

SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}

STRICT = {"sqlite_strict": True, "sqlite_autoincrement": True}


class ChangeSet(SQLModel, table=True):
    """All that one act of a person did; what undo undoes. Chained by hash to the one before."""

    __tablename__ = "change_set"
    __table_args__: ClassVar[Any] = (
        CheckConstraint(f"type IN {CHANGE_SET_TYPES}", name="type_valid"),
        CheckConstraint(
            f"(type IN {(UNDO, REDO)}) = (reverses IS NOT NULL)", name="reverses_valid"
        ),
        STRICT,
    )
    id: int | None = Field(default=None, primary_key=True, sa_type=Integer)
    at: str = Field(sa_type=Text, nullable=False)
    by: str = Field(sa_type=Text, nullable=False)
    did: str = Field(sa_type=Text, nullable=False)
    values: str = Field(sa_type=Text, nullable=False)
    type: str = Field(sa_type=Text, nullable=False)
    reverses: int | None = Field(default=None, sa_type=Integer, nullable=True, index=True)
    hash: str = Field(sa_type=Text, nullable=False)


class Change(SQLModel, table=True):
    """One record's fields before and after. `before` or `after` is empty for added and deleted."""

    __tablename__ = "change"
    __table_args__: ClassVar[Any] = STRICT
    id: int | None = Field(default=None, primary_key=True, sa_type=Integer)
    change_set_id: int = Field(sa_type=Integer, nullable=False, index=True)
    kind: str = Field(sa_type=Text, nullable=False)
    record_id: int = Field(sa_type=Integer, nullable=False)
    uid: str = Field(sa_type=Text, nullable=False, index=True)
    before: str | None = Field(default=None, sa_type=Text, nullable=True)
    after: str | None = Field(default=None, sa_type=Text, nullable=True)


class Kept(SQLModel, table=True):
    """What is not record: drafts, node positions, columns, last looked."""

    __tablename__ = "kept"
    __table_args__: ClassVar[Any] = {"sqlite_strict": True}
    key: str = Field(primary_key=True, sa_type=Text)
    value: str = Field(sa_type=Text, nullable=False)


class About(SQLModel, table=True):
    """What the casebook says of itself: its uid, whether it is the sample, its commit counter."""

    __tablename__ = "about"
    __table_args__: ClassVar[Any] = {"sqlite_strict": True}
    key: str = Field(primary_key=True, sa_type=Text)
    value: str = Field(sa_type=Text, nullable=False)


def _rule(column: str, description: Description) -> str | None:
    name = f'"{column}"'
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
        lower, upper = f'"{column}_from"', f'"{column}_to"'
        return (
            f"({name} IS NULL AND {lower} IS NULL AND {upper} IS NULL)"
            f" OR ({name} IS NOT NULL AND {lower} IS NOT NULL AND {upper} IS NOT NULL"
            f" AND {lower} <= {upper})"
        )
    if description.required and description.type in {"text", "long text", "listed"}:
        return f"length(trim({name})) > 0"
    return None


def _constraints(name: str, column: Column) -> list[Any]:
    """The CHECK and the FOREIGN KEY that a column's description calls for."""
    description = column.description
    if description is None:
        return []
    made: list[Any] = []
    rule = _rule(name, description)
    if rule:
        made.append(CheckConstraint(rule, name=f"{name}_valid"))
    if description.type == "link":
        # Deferred, because undo puts rows back in any order.
        made.append(
            ForeignKeyConstraint(
                [name], [f"{description.link}.id"], deferrable=True, initially="DEFERRED"
            )
        )
    return made


def _field(name: str, column: Column) -> Any:
    if name == "id":
        return Field(default=None, primary_key=True, sa_type=Integer)
    more: dict[str, Any] = {} if column.default is None else {"server_default": column.default}
    return Field(
        default=None,
        sa_type=Integer if column.integer else Text,
        nullable=column.nullable,
        index=column.indexed,
        unique=name == "uid",
        sa_column_kwargs=more,
    )


def _model(kind: Kind) -> type[SQLModel]:
    columns = kind.row.described
    types: dict[str, Any] = {
        name: (int if column.integer else str) | None for name, column in columns.items()
    }
    unique = (UniqueConstraint(*kind.row.unique),) if kind.row.unique else ()
    body: dict[str, Any] = {
        "__module__": __name__,
        "__doc__": kind.row.__doc__,
        "__tablename__": kind.name,
        "__table_args__": (*unique, STRICT),
        "__annotations__": types,
        **{name: _field(name, column) for name, column in columns.items()},
    }
    make: Any = type(SQLModel)
    model: type[SQLModel] = make(kind.row.__name__, (SQLModel,), body, table=True)
    table: Table = model.__table__  # type: ignore[attr-defined]
    if kind.row.listed_by:
        Index(f"ix_{kind.name}_listed_by", *(table.c[name] for name in kind.row.listed_by))
    for name, column in columns.items():
        for constraint in _constraints(name, column):
            table.append_constraint(constraint)
        if column.description is not None and column.description.list == MARKINGS:
            # Of what is marked alone: who asks for the strictest reads no table for it.
            marked = table.c[name].isnot(None)
            Index(f"ix_{kind.name}_{name}", table.c[name], sqlite_where=marked)
    return model


MODELS: dict[str, type[SQLModel]] = {name: _model(kind) for name, kind in KINDS.items()}
"""The table of each kind of record."""
