"""How the columns of a sheet look: widths by what stands in them, and drop-down lists."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from workbench.exchange.layout import DELETE_WORD, EMPTY_WORD, Column, Layout
from workbench.exchange.offering import Offered
from workbench.exchange.pens import Choice, Look
from workbench.exchange.saying import Texts
from workbench.kinds import Field
from workbench.messages import _

_NARROWEST, _WIDEST = 9.0, 56.0
_LONG = 60.0
# Longer lists are no help in a cell.
_MOST_NAMES = 1_000
_LONGEST_NAME = 255

_TYPES = {"when": "day", "quantity": "number", "tenor": "tenor"}

_TONES: Mapping[tuple[str, str], Mapping[str, str]] = {
    ("ask", "status"): {
        "proposed": "open", "under discussion": "open", "pending": "half", "agreed": "good",
        "partly met": "half", "met": "good", "refused": "bad", "lapsed": "quiet",
    },
    ("response", "answer"): {
        "agreed": "good", "agreed in part": "half", "put off": "half", "refused": "bad",
        "denied": "bad", "no answer": "quiet",
    },
    ("ask", "priority"): {"urgent": "bad", "high": "half", "low": "quiet"},
    ("action", "done"): {"yes": "good", "no": "half"},
}  # fmt: skip
"""(kind, field) -> word of it -> the tone in which a cell that reads so is coloured."""


class Lists:
    """The lists behind the drop-downs: each is put on the hidden sheet once, when first asked."""

    def __init__(self, offered: Offered) -> None:
        self._offered = offered
        self._places: dict[tuple[str, ...], int] = {}
        self.all: list[tuple[str, Sequence[str]]] = []

    def choice(self, column: Column) -> Choice | None:
        """The drop-down of a column; None where it has none."""
        field = column.field
        if column.role == "delete":
            return self._put(column, (str(DELETE_WORD),), strict=True)
        if field is None or column.role != "value":
            return None
        words = self._words(field)
        if not words:
            return None
        strict = field.type in ("choice", "grade", "tenor", "yes/no")
        if not field.required and field.type != "yes/no":
            words = (*words, str(EMPTY_WORD))
        return self._put(column, words, strict)

    def _put(self, column: Column, words: tuple[str, ...], strict: bool) -> Choice:
        if words not in self._places:
            self.all.append((column.header, words))
            self._places[words] = len(self.all)
        return Choice(self._places[words], len(words), strict)

    def _words(self, field: Field) -> tuple[str, ...]:
        if field.type == "choice":
            return tuple(str(label) for _word, label in field.choices)
        if field.type == "listed":
            return self._offered.words.get(field.list, ())
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
        names = self._offered.names.get(kind, ())
        if len(names) > _MOST_NAMES:
            return ()
        return tuple(dict.fromkeys(name for name in names if len(name) <= _LONGEST_NAME))


def looks(layout: Layout, texts: Sequence[Texts], lists: Lists) -> list[Look]:
    """A look for every column of a sheet."""
    made = []
    widths = {
        column: _width(column, each) for column, each in zip(layout.fielded, texts, strict=True)
    }
    for column in layout.columns:
        if column.field is None:
            tones = ((str(DELETE_WORD), "bad"),) if column.role == "delete" else ()
            made.append(
                Look(column.header, hidden=column.hidden, choice=lists.choice(column), tones=tones,
                     printed=False)
            )  # fmt: skip
            continue
        type_ = _TYPES.get(column.field.type, "text") if column.role == "value" else "text"
        long = column.field.type == "long text" or widths[column] == _WIDEST
        wrapped = column.role == "value" and type_ == "text" and long
        made.append(
            Look(
                column.header,
                type_,
                widths[column],
                column.hidden,
                wrapped,
                lists.choice(column),
                _tones(layout, column.field) if column.role == "value" else (),
                column.role == "value" and not (column.field.shown or column.field.required),
            )
        )
    return made


def _tones(layout: Layout, field: Field) -> tuple[tuple[str, str], ...]:
    tones = _TONES.get((layout.kind.name, field.name), {})
    if field.type == "yes/no":
        return tuple((_(word), tone) for word, tone in tones.items())
    labels = {word: str(label) for word, label in field.choices}
    return tuple((labels[word], tone) for word, tone in tones.items() if word in labels)


def _width(column: Column, texts: Texts) -> float:
    if column.field is not None and column.field.type == "long text":
        return _LONG
    longest = max(map(len, texts), default=0)
    # The header needs room for the filter's arrow beside it. What is wider still is wrapped.
    return min(_WIDEST, max(_NARROWEST, longest * 1.05 + 2.0, len(column.header) + 4.0))
