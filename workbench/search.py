"""Words found anywhere in the record: in names in any spelling, in titles, in notes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from db import looking, looking_words
from workbench import lookup, when
from workbench.kinds import KINDS
from workbench.messages import _
from workbench.names import fold

if TYPE_CHECKING:
    from workbench.casebook import Casebook

KINDS_FOUND = ("stakeholder", "event", "ask")
"""The kinds of record that words lead to."""

EXACT, BEGINS, NAME, SPELLING, TITLE, TEXT, SIMILAR = range(7)
"""How well a record fits: the best comes first. A name BEGINS where one of its words does."""

NOT_SHOWN_SO = 1_000
"""What puts names behind those that are shown and begin with the words, for `_Hit.over`."""

AROUND = 40
"""Characters that are shown on either side of words found in a longer text."""


@dataclass(frozen=True, slots=True)
class Found:
    """A record that words lead to: the text of it that fits, and what tells it from others."""

    kind: str
    uid: str
    label: str
    matched: str
    detail: str


@dataclass(frozen=True, slots=True)
class _Hit:
    rank: int
    kind: str
    uid: str
    matched: str
    over: int = 0
    """Letters of a name that the words do not account for: of equal hits the lower comes first."""


def find(casebook: Casebook, words: str, kinds: Sequence[str] = (), limit: int = 50) -> list[Found]:
    """Stakeholders, events and asks that hold all these words, best first.

    Exact names come first, then names that hold the words, names that are spelled otherwise,
    titles, and last all other texts; names that are only similar where there is nothing else.
    A claim leads to its event, an item to its ask, a post to its stakeholder. Case, accents
    and the shapes of one letter make no difference.
    """
    folded = fold(words)
    wanted = tuple(kinds) or KINDS_FOUND
    if not folded or limit < 1:
        return []
    best: dict[tuple[str, str], _Hit] = {}
    for hit in _hits(casebook, words, folded, wanted, limit):
        held = best.get((hit.kind, hit.uid))
        if held is None or (hit.rank, hit.over) < (held.rank, held.over):
            best[hit.kind, hit.uid] = hit
    ranked = sorted(best.values(), key=lambda hit: (hit.rank, hit.over))
    fitting = [hit for hit in ranked if hit.rank < SIMILAR]
    return _described(casebook, (fitting or ranked)[:limit])


def _hits(
    casebook: Casebook, words: str, folded: str, kinds: Sequence[str], limit: int
) -> Iterator[_Hit]:
    parts = folded.split()
    if "stakeholder" in kinds:
        yield from _names(casebook, words, folded, limit)
    with casebook.reading() as connection:
        if any(len(part) >= 3 for part in parts):
            for held in looking_words.holding(connection, folded, kinds):
                hit = _held(held, parts)
                if hit is not None:
                    yield hit
        else:
            # The index knows no word that is shorter than three characters.
            for kind in ("event", "ask"):
                if kind in kinds:
                    for uid, title in looking_words.titles(connection, kind):
                        if _holds(fold(title), parts):
                            yield _Hit(TITLE, kind, uid, title)


def _names(casebook: Casebook, words: str, folded: str, limit: int) -> Iterator[_Hit]:
    known = lookup.names(casebook)
    parts = folded.split()
    for name, uid, spelling in known.folded:
        if name == folded:
            yield _Hit(EXACT, "stakeholder", uid, spelling)
        elif _holds(name, parts):
            begins = f" {parts[0]}" in f" {name}"
            rank = BEGINS if begins else NAME
            over = len(name) - len(folded)
            shown = spelling == known.shown[uid] and name.startswith(parts[0])
            if not shown and len(folded) > 2:  # two letters are the head of an abbreviation
                over += NOT_SHOWN_SO
            yield _Hit(rank, "stakeholder", uid, spelling, over)
    if len(folded) > 2:  # of two letters everything is some spelling
        for hit in known.matcher.find(words, limit=limit):
            rank = SPELLING if hit.score >= lookup.SURE else SIMILAR
            yield _Hit(rank, "stakeholder", hit.key, hit.spelling)


def _holds(folded: str, parts: Sequence[str]) -> bool:
    return all(part in folded for part in parts)


# Texts that are what their record is called, rather than what is said about it.
_TITLES = frozenset(
    {("event", "title"), ("ask", "title"), ("item", "what"), ("post", "title"), ("claim", "says")}
)


_NAMES = frozenset({("stakeholder", "name"), ("name", "spelling")})


def _held(held: looking_words.Holding, parts: Sequence[str]) -> _Hit | None:
    """What of a record's texts holds the words; None where a short word is in none of them."""
    for column, text in held.texts.items():
        if (held.found_in, column) in _NAMES:
            continue  # every name was looked at already
        if _holds(fold(text), parts):
            title = (held.found_in, column) in _TITLES
            return _Hit(TITLE if title else TEXT, held.kind, held.uid, excerpt(text, parts[0]))
    whole = " ".join(fold(text) for text in held.texts.values())
    if not _holds(whole, parts):
        return None
    first = next(text for text in held.texts.values() if parts[0] in fold(text))
    return _Hit(TEXT, held.kind, held.uid, excerpt(first, parts[0]))


def excerpt(text: str, folded: str) -> str:
    """One line of the text around a folded word."""
    text = " ".join(text.split())
    if len(text) <= 3 * AROUND:
        return text
    # Folding changes lengths by little, so its place is near enough to the text's own.
    place = max(0, fold(text).find(folded))
    start, end = max(0, place - AROUND), min(len(text), place + len(folded) + 2 * AROUND)
    before, after = "…" if start else "", "…" if end < len(text) else ""
    return f"{before}{text[start:end].strip()}{after}"


def _described(casebook: Casebook, hits: Sequence[_Hit]) -> list[Found]:
    uids = {kind: [hit.uid for hit in hits if hit.kind == kind] for kind in KINDS_FOUND}
    with casebook.reading() as connection:
        stakeholders = looking.known(connection, uids["stakeholder"])
        events = looking_words.about_events(connection, uids["event"])
        asks = looking_words.about_asks(connection, uids["ask"])
    labels: dict[tuple[str, str], tuple[str, str]] = {}
    for uid, known in stakeholders.items():
        labels["stakeholder", uid] = (known.name, _about_stakeholder(known))
    for uid, (title, on, kind, place) in events.items():
        labels["event", uid] = (
            title, _told(_dated(casebook, on), _word("event", "kind", kind), place)
        )  # fmt: skip
    for uid, (title, by, of, status) in asks.items():
        labels["ask", uid] = (
            title, _told(_("asked by {by} of {of}", by=by, of=of), _word("ask", "status", status))
        )  # fmt: skip
    return [
        Found(hit.kind, hit.uid, label, hit.matched, detail)
        for hit in hits
        for label, detail in [labels.get((hit.kind, hit.uid), ("", ""))]
        if label
    ]


def _about_stakeholder(known: looking.Known) -> str:
    post = ", ".join(part for part in (known.post, known.organisation) if part)
    return _told(_word("stakeholder", "kind", known.kind), post, known.country)


def _told(*parts: str | None) -> str:
    return " · ".join(part for part in parts if part)


def _word(kind: str, field: str, word: str) -> str:
    return KINDS[kind].field(field).choice_label(word)


def _dated(casebook: Casebook, text: str | None) -> str:
    return when.wording(when.parse(text), casebook.today) if text else ""
