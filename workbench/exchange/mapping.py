"""From the columns of a foreign sheet to fields of the record: guessed, settled, kept, applied."""

from __future__ import annotations

from workbench.exchange.mapping_guess import asked, guess
from workbench.exchange.mapping_kept import forget, keep, kept, mapping_for, offered
from workbench.exchange.mapping_questions import answered
from workbench.exchange.mapping_shapes import (
    ColumnMapping,
    DateOrder,
    Question,
    SheetMapping,
    Target,
)
from workbench.exchange.mapping_words import kinds, set_target, targets, words

__all__ = [
    "ColumnMapping",
    "DateOrder",
    "Question",
    "SheetMapping",
    "Target",
    "answered",
    "asked",
    "forget",
    "guess",
    "keep",
    "kept",
    "kinds",
    "mapping_for",
    "offered",
    "set_target",
    "targets",
    "words",
]
