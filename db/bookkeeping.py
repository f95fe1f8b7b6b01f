"""The tables that keep the record itself in order: history, what is kept beside it, the rest."""

from __future__ import annotations

from typing import Any, ClassVar

from sqlalchemy import CheckConstraint, Integer, Text
from sqlmodel import Field, SQLModel

SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}

STRICT = {"sqlite_strict": True, "sqlite_autoincrement": True}

# What a change set can be. Setting up (a new sample's records, a member of the desk who joins)
# is in history like all else, but is no act that anyone would take back.
DO, UNDO, REDO, SET_UP = "do", "undo", "redo", "set up"
CHANGE_SET_TYPES = (DO, UNDO, REDO, SET_UP)


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
