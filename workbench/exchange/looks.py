"""How the columns of a sheet look: widths by what stands in them, and drop-down lists."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Protocol

from workbench.exchange.labels import label
from workbench.exchange.layout import EMPTY_WORD, Column, Layout, text_field, when_field
from workbench.exchange.saying import Texts
from workbench.exchange.writing import Choice, Look
from workbench.kinds import Field
from workbench.messages import _

if TYPE_CHECKING:
    from workbench.casebook import Casebook

_NARROWEST, _WIDEST = 9.0, 56.0
_LONG = 60.0
# Longer lists are no help in a cell.
_MOST_NAMES = 1_000
_LONGEST_NAME = 255
_LOOKED_AT = 300

_TYPES = {"when": "day", "quantity": "number", "tenor": "number"}


class _Sheet(Protocol):
    """What of a sheet is needed for the drop-downs that name its records."""

    @property
    def layout(self) -> Layout:
        """Its layout."""

    @property
    def texts(self) -> list[Texts]:
        """Its columns as they read."""


class Lists:
    """The lists behind the drop-downs: each is put on the hidden sheet once, when first asked."""

    def __init__(self, casebook: Casebook, sheets: Mapping[str, _Sheet]) -> None:
        self._casebook = casebook
        self._sheets = sheets
        self._places: dict[tuple[str, ...], int] = {}
        self.all: list[tuple[str, Sequence[str]]] = []

    def choice(self, column: Column, texts: Texts) -> Choice | None:
        """The drop-down of a column; None where it has none."""
        field = column.field
        if field is None or column.role != "value":
            return None
        words = self._words(field)
        if not words:
            return None
        strict = field.type in ("choice", "grade", "tenor", "yes/no")
        if not field.required and field.type != "yes/no":
            words = (*words, str(EMPTY_WORD))
        if words not in self._places:
            self.all.append((column.header, words))
            self._places[words] = len(self.all)
        return Choice(self._places[words], len(words), strict)

    def _words(self, field: Field) -> tuple[str, ...]:
        if field.type == "choice":
            return tuple(str(label) for _word, label in field.choices)
        if field.type == "listed":
            return self._casebook.words(field.list)
        if field.type == "grade":
            return tuple(letter + figure for letter in "ABCDEF" for figure in "123456")
        if field.type == "tenor":
            return tuple(str(tenor) for tenor in range(3, -4, -1))
        if field.type == "yes/no":
            return _("yes"), _("no")
        if field.type == "link":
            return self._names(field.link)
        return ()

    def _names(self, kind: str) -> tuple[str, ...]:
        sheet = self._sheets[kind]
        text, when = text_field(sheet.layout.kind), when_field(sheet.layout.kind)
        if text is None or not sheet.texts or len(sheet.texts[0]) > _MOST_NAMES:
            return ()
        places = {
            column.field: place
            for place, column in enumerate(sheet.layout.columns)
            if column.role == "value"
        }
        texts = sheet.texts[places[text]]
        dates = sheet.texts[places[when]] if when else [""] * len(texts)
        named = (label(*pair) for pair in zip(texts, dates, strict=True))
        return tuple(dict.fromkeys(name for name in named if len(name) <= _LONGEST_NAME))


def looks(layout: Layout, texts: Sequence[Texts], lists: Lists) -> list[Look]:
    """A look for every column of a sheet."""
    made = []
    for place, column in enumerate(layout.columns):
        if column.field is None:
            made.append(Look(column.header, hidden=True))
            continue
        type_ = _TYPES.get(column.field.type, "text") if column.role == "value" else "text"
        wrapped = column.role == "value" and column.field.type == "long text"
        made.append(
            Look(
                column.header,
                type_,
                _width(column, texts[place]),
                column.hidden,
                wrapped,
                lists.choice(column, texts[place]),
            )
        )
    return made


def _width(column: Column, texts: Texts) -> float:
    if column.field is not None and column.field.type == "long text":
        return _LONG
    lengths = sorted(len(text) for text in texts[:_LOOKED_AT])
    usual = lengths[int(len(lengths) * 0.95)] if lengths else 0
    # The header needs room for the filter's arrow beside it.
    return min(_WIDEST, max(_NARROWEST, usual + 2.0, len(column.header) + 4.0))
