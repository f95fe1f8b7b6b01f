"""A name with words beside it that tell one of its bearers from another: a post, a ministry.

"Mohammad Omar trade" means the Mohammad Omar who is at the ministry of trade.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from db import looking_beside
from db.looking import Known
from db.looking_beside import Beside
from workbench.names import Hit, fold, judge

if TYPE_CHECKING:
    from workbench.names_indexed import IndexedNames

_WAYS = 3
"""Ways to part the words into a name and the rest that are tried."""

_WHOLE = ("exact", "acronym", "spelling", "begins")
"""Why a name fits of which no word is left over."""

_MOST = 100
"""Bearers of a name that are looked at."""


class Told(NamedTuple):
    """Who bears the name that some of the words are, and where the others stand."""

    hit: Hit[str]
    where: Beside


def told(
    connection: Any, index: IndexedNames, typed: str, hits: Sequence[Hit[str]], sure: float
) -> list[Told]:
    """Of these hits, those whose name is some of the words and of whom the others are said.

    None where one word is typed, or a name holds them all. `index` is being read.
    """
    words = fold(typed).split()
    if len(words) < 2 or any(
        hit.why in _WHOLE or _holds(fold(hit.spelling), words) for hit in hits
    ):
        return []
    known = looking_beside.beside(connection, [hit.key for hit in hits])
    ways = Counter(_said(hit, words, known) for hit in hits)
    tried = [way for way, _many in ways.most_common(_WAYS + 1) if 0 < len(way) < len(words)]
    for way in sorted(tried[:_WAYS], key=len, reverse=True):
        name_words = [word for word in words if word not in way]
        named = index.find(" ".join(name_words), _MOST, unfinished=name_words[-1] == words[-1])
        called = [
            hit for hit in named if hit.score >= sure or _holds(fold(hit.spelling), name_words)
        ]
        more = [hit.key for hit in called if hit.key not in known]
        known.update(looking_beside.beside(connection, more))
        found = [
            Told(hit, _where(known[hit.key], way))
            for hit in called
            if set(way) <= set(_said(hit, words, known))
        ]
        if found:
            return found
    return []


def _said(
    hit: Hit[str], words: Sequence[str], known: Mapping[str, Sequence[Beside]]
) -> tuple[str, ...]:
    """The words that are not in this name, but begin one of what is known of its bearer."""
    name, texts = fold(hit.spelling), [fold(each.text) for each in known.get(hit.key, ())]
    return tuple(
        word
        for word in words
        if word not in name and any(f" {word}" in f" {text}" for text in texts)
    )


def apart(connection: Any, among: Mapping[str, Known]) -> dict[str, Beside]:
    """uid -> what tells a stakeholder from another of whom the same is known: a name, a note.

    Only of those where there is such another, and where anything more is known.
    """
    shown = {uid: tuple(text or "" for text in known[1:]) for uid, known in among.items()}
    alike = Counter(shown.values())
    uids = [uid for uid, texts in shown.items() if alike[texts] > 1]
    known = looking_beside.beside(connection, uids)
    found: dict[str, Beside] = {}
    for uid, texts in known.items():
        said = " ".join(fold(text) for text in shown[uid])
        new = (
            each
            for each in texts
            if fold(each.text) not in said
            and not (each.kind == "name" and _is_spelling(each.text, among[uid].name))
        )
        telling = min(new, key=lambda each: each.kind != "name", default=None)
        if telling is not None:
            found[uid] = telling
    return found


def _is_spelling(one: str, other: str) -> bool:
    """Whether two names may well be one, written otherwise."""
    return judge([one], [other]).level != "no"


def _holds(name: str, words: Sequence[str]) -> bool:
    return all(word in name for word in words)


def _where(known: Sequence[Beside], words: Sequence[str]) -> Beside:
    """The text that says most of the words; of equals the first."""
    return max(known, key=lambda each: sum(f" {word}" in f" {fold(each.text)}" for word in words))
