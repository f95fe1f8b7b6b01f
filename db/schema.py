"""The statements that make an empty casebook of today's tables.

The first revision was written from these; a test holds the revisions and the tables together.
"""

from __future__ import annotations

from sqlalchemy.dialects import sqlite
from sqlalchemy.schema import CreateIndex, CreateTable
from sqlmodel import SQLModel

from . import models, name_index
from .index import SEARCH, SEARCH_GATHERS


def statements() -> list[str]:
    """Every statement, parents before children, the search indexes last."""
    assert models.MODELS
    dialect = sqlite.dialect()
    made: list[str] = []
    for table in SQLModel.metadata.sorted_tables:
        made.append(_tidy(str(CreateTable(table).compile(dialect=dialect))))
        indexes = sorted(table.indexes, key=lambda index: str(index.name))
        made += [_tidy(str(CreateIndex(index).compile(dialect=dialect))) for index in indexes]
    return [*made, SEARCH, SEARCH_GATHERS, *name_index.STATEMENTS]


def _tidy(statement: str) -> str:
    lines = [line.strip() for line in statement.strip().splitlines()]
    return "\n".join(line for line in lines if line)
