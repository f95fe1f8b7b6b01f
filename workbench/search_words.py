"""What a person types into search, read: words, phrases, and `word:value` that narrows it down.

Anything at all can be read. A sign that means nothing here is a sign to look for; a quotation
mark that is not closed reaches to the end.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from workbench import markings, when
from workbench.kinds import KINDS
from workbench.messages import Message, _, message
from workbench.names import fold

if TYPE_CHECKING:
    from workbench.casebook import Casebook

KINDS_FOUND = ("stakeholder", "event", "ask")
"""The kinds of record that words lead to."""

OPERATORS: dict[str, Message] = {
    "with": message("who took part or is asked, in any spelling"),
    "when": message("a date or a span: 2025-01, 2024-03/2025-01"),
    "kind": message("meeting, statement, person, state, ask …"),
    "status": message("of an ask: refused, pending, met …"),
    "ask": message("asks of this category, or that hold this word"),
    "event": message("events that hold this word"),
    "name": message("stakeholders of this name"),
    "place": message("where it was"),
    "marking": message("how far it may travel"),
}
"""What can stand before a colon, with what it takes, in the order in which it is offered."""

_IN_KIND = {"ask": "ask", "event": "event", "name": "stakeholder"}
LONGEST = 400
"""Characters that are looked at; more is no search."""
_MOST = 12  # words
_LONG = 60  # letters of a word
_TELLING = 3  # letters that tell one category from others

_TOKEN = re.compile(r'(?:(\w+):)?(?:"([^"]*)"?|([^\s"]+))|(\w+):(?=\s|$)')
_QUOTES = str.maketrans(dict.fromkeys("\u201c\u201d\u201e\u00ab\u00bb", '"'))


@dataclass
class Asked:
    """What was typed, read. Words and phrases are folded, and each is wanted."""

    typed: str = ""
    """The words and phrases as they were typed, without what narrows them down."""
    words: list[str] = field(default_factory=list)
    phrases: list[str] = field(default_factory=list)
    kinds: list[str] = field(default_factory=list)
    """Kinds of record; empty: all."""
    own_kinds: set[str] = field(default_factory=set)
    statuses: set[str] = field(default_factory=set)
    people: list[str] = field(default_factory=list)
    """Names of who took part."""
    bounds: tuple[int, int] | None = None
    place: str = ""
    markings: set[str] = field(default_factory=set)
    unmarked: bool = False
    categories: set[str] = field(default_factory=set)
    """Of asks: those that a word after `ask:` is the beginning of."""
    of_category: list[str] = field(default_factory=list)
    """The words that say so."""
    unclear: Message | None = None
    """What can't be understood, in a sentence."""

    @property
    def parts(self) -> list[str]:
        """All that is to be held: the words and the phrases."""
        return [*self.words, *self.phrases]


def clean(text: str) -> str:
    """The text as far as it is looked at, without what is no letter in any script."""
    return text[:LONGEST].encode("utf-8", "ignore").decode().replace("\0", " ")


def read(casebook: Casebook, text: str) -> Asked:
    """Read what was typed."""
    asked = Asked()
    typed: list[str] = []
    for found in _TOKEN.finditer(clean(text).translate(_QUOTES)):
        operator, phrase, word, _unfinished = found.groups()
        value = phrase if phrase is not None else word
        key = (operator or "").casefold()
        if value is None or (key in OPERATORS and not fold(value)):
            if value is None and (_unfinished or "").casefold() not in OPERATORS:
                typed.append(_unfinished)
                asked.words += fold(_unfinished).split()
            continue
        if key in OPERATORS:
            if key in _IN_KIND:
                asked.kinds.append(_IN_KIND[key])
                if key == "ask":
                    _take_category(casebook, asked, fold(value))
                typed.append(value)
                _take(asked, value, phrase is not None)
            else:
                _narrow(casebook, asked, key, value)
            continue
        if operator:
            value = f"{operator}:{value}"
        typed.append(value)
        _take(asked, value, phrase is not None)
    asked.typed = " ".join(typed)
    asked.words = [word[:_LONG] for word in asked.words[:_MOST]]
    asked.phrases = [phrase[: 2 * _LONG] for phrase in asked.phrases[:_MOST]]
    return asked


def _take_category(casebook: Casebook, asked: Asked, folded: str) -> None:
    if len(folded) < _TELLING:
        return
    fits = {w for w in casebook.words("ask category") if fold(w).startswith(folded)}
    if fits:
        asked.categories |= fits
        asked.of_category += [folded, *folded.split()]


def _take(asked: Asked, value: str, is_phrase: bool) -> None:
    folded = fold(value)
    if is_phrase and folded:
        asked.phrases.append(folded)
    else:
        asked.words += folded.split()


def _narrow(casebook: Casebook, asked: Asked, key: str, value: str) -> None:
    if key == "with":
        asked.people.append(value)
    elif key == "place":
        asked.place = fold(value)
    elif key == "when":
        try:
            asked.bounds = when.parse(value).order
        except ValueError:
            asked.unclear = message("“{value}” is no date: 2025-01 is one", value=_short(value))
    elif key == "status":
        found = _choices("ask", "status", value)
        asked.statuses |= found
        if not found:
            asked.unclear = message("No ask has the status “{value}”", value=_short(value))
    elif key == "marking":
        order = markings.order(casebook)
        fits = {word for word in order if fold(word).startswith(fold(value))}
        asked.markings |= fits
        asked.unmarked = asked.unmarked or bool(order and order[0] in fits)
        if not fits:
            asked.unclear = message("No marking is called “{value}”", value=_short(value))
    else:
        _narrow_kind(asked, value)


def _narrow_kind(asked: Asked, value: str) -> None:
    words = {
        word: kind
        for kind in KINDS_FOUND
        for word in (kind, fold(str(KINDS[kind].one)), fold(str(KINDS[kind].many)))
    }
    folded = fold(value)
    just_so = _is_choice("event", folded) or _is_choice("stakeholder", folded) or folded in words
    of_record = {
        kind
        for word, kind in words.items()
        if word == folded or (word.startswith(folded) and not just_so)
    }
    own = {
        word
        for kind in ("event", "stakeholder")
        if not just_so or _is_choice(kind, folded)
        for word in _choices(kind, "kind", value)
    }
    asked.own_kinds |= own
    asked.kinds += of_record
    if not own and not of_record:
        asked.unclear = message("Nothing is of the kind “{value}”", value=_short(value))


def _is_choice(kind: str, folded: str) -> bool:
    """Whether it is just a word of the list of this kind's kinds."""
    return any(
        folded in (word, fold(str(label))) for word, label in KINDS[kind].field("kind").choices
    )


def _choices(kind: str, name: str, value: str) -> set[str]:
    """The words of a fixed list that are meant: one that is just so, else all that begin so."""
    folded = fold(value).replace("-", " ").replace("_", " ")
    choices = KINDS[kind].field(name).choices
    same = {word for word, label in choices if folded in (word, fold(str(label)))}
    return same or {
        word
        for word, label in choices
        if word.startswith(folded) or fold(str(label)).startswith(folded)
    }


def _short(text: str) -> str:
    return text if len(text) <= 40 else text[:39] + "…"


# -- completion ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Completion:
    """What the word at the end may become: the whole text then, and what to show for it."""

    text: str
    shown: str
    says: str


_LAST = re.compile(r'(?:^|\s)(\w+):("?)([^"]*)$|(?:^|\s)(\w{2,})$')


def complete(casebook: Casebook, text: str, limit: int = 6) -> list[Completion]:
    """How the operator or its value at the end of what is typed may go on; mostly nothing."""
    found = _LAST.search(clean(text))
    if found is None:
        return []
    operator, _quote, value, word = found.groups()
    if word is not None:
        start = found.start(4)
        return [
            Completion(f"{text[:start]}{name}:", f"{name}:", str(says))
            for name, says in OPERATORS.items()
            if name.startswith(word.casefold()) and len(word) > 1
        ][:limit]
    key = operator.casefold()
    if key not in OPERATORS or (" " in value and not _quote):
        return []
    offered = [
        each for each in _values(casebook, key, fold(value), limit) if fold(each) != fold(value)
    ]
    head = text[: found.start(1)] + key + ":"
    return [
        Completion(head + (f'"{each}" ' if " " in each else f"{each} "), f"{key}:{each}", "")
        for each in offered[:limit]
    ]


def _values(casebook: Casebook, key: str, typed: str, limit: int) -> Sequence[str]:
    if key == "status":
        return [w for w, _label in KINDS["ask"].field("status").choices if w.startswith(typed)]
    if key == "kind":
        own = [w for k in ("event", "stakeholder") for w, _label in KINDS[k].field("kind").choices]
        return [word for word in dict.fromkeys((*own, "ask", "event")) if word.startswith(typed)]
    if key == "ask":
        return [word for word in casebook.words("ask category") if fold(word).startswith(typed)]
    if key == "when":
        return _whens(casebook, typed)
    if key == "marking":
        return [word for word in markings.order(casebook) if fold(word).startswith(typed)]
    if key == "place":
        from db import searching

        with casebook.reading() as connection:
            return searching.places(connection, typed, limit)
    if key in ("with", "name"):
        from workbench import lookup

        return [each.name for each in lookup.complete(casebook, typed, limit)]
    return []


def _whens(casebook: Casebook, typed: str) -> list[str]:
    """This month and the ones before it, then this year and the last."""
    today = casebook.today
    months = [divmod(12 * today.year + today.month - 1 - back, 12) for back in range(4)]
    offered = [f"{year:04}-{month + 1:02}" for year, month in months]
    offered += [f"{today.year:04}", f"{today.year - 1:04}"]
    return [each for each in offered if each.startswith(typed)]


def hint() -> str:
    """What can be typed, in a sentence."""
    return _(
        "Type a name in any spelling or script, or words of a title or note. “…” keeps words"
        " together; with:, when:, status:, kind:, place:, ask: narrow it down."
    )
