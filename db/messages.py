"""The texts that people read, as gettext messages, for all three rooms.

`_` and `n_` word a text at once. `message` keeps a text and its values apart, so that a
label or an error that is stored or travels is worded only when it is shown, in the
language of whoever reads it. Values stand in braces: `_("Saved {n} rows", n=3)`.
"""

from __future__ import annotations

import gettext
from dataclasses import dataclass, field
from typing import Any

_catalogue: gettext.NullTranslations = gettext.NullTranslations()


def use(catalogue: gettext.NullTranslations) -> None:
    """Word every text from now on out of this catalogue."""
    global _catalogue
    _catalogue = catalogue


def _(text: str, **values: Any) -> str:
    """This text in the reader's language, its values filled in."""
    worded = _catalogue.gettext(text)
    return worded.format(**values) if values else worded


def n_(one: str, many: str, n: int, **values: Any) -> str:
    """The text for one or for many; `{n}` in it is the number."""
    return _catalogue.ngettext(one, many, n).format(n=n, **values)


@dataclass(frozen=True)
class Message:
    """A text with its values, worded when it is shown: `str(message)`."""

    text: str
    values: dict[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return _(self.text, **{name: str(value) for name, value in self.values.items()})

    def __hash__(self) -> int:
        return hash((self.text, tuple(sorted((k, str(v)) for k, v in self.values.items()))))


def message(text: str, **values: Any) -> Message:
    """A text to be worded later; tools that collect messages know this word too."""
    return Message(text, values)
