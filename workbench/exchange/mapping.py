"""From the columns of a foreign sheet to fields of the record: guessed, settled, kept, applied."""

from __future__ import annotations

from workbench.exchange.mapping_shapes import (
    ColumnMapping,
    DateOrder,
    Question,
    SheetMapping,
    Target,
)

__all__ = ["ColumnMapping", "DateOrder", "Question", "SheetMapping", "Target"]
