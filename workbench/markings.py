"""Markings: how far a record may travel. An ordered list, from the least to the most strict.

Every record with a card of its own has one; an empty one is the list's first. What hangs inside
a record (its names, parties, claims, responses, deliveries, go-betweens) has none: it travels
with the record that it stands in. The sensitive part of an event has its own, which counts as
the event's where it is less strict or empty.

A new record that is given none takes the strictest of what it hangs on (`workbench.inheritance`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from db import lists as listing
from db import marking as stored
from db.tables import MARKINGS
from db.unit import Unit
from workbench.kinds import KINDS, Field, Mention
from workbench.messages import Refused, message

if TYPE_CHECKING:
    from workbench.casebook import Casebook

__all__ = [
    "INSIDE",
    "MARKED",
    "MARKINGS",
    "Wanted",
    "arrange",
    "canonical",
    "effective",
    "in_use",
    "is_marked",
    "links",
    "marked",
    "of_mentions",
    "of_part",
    "order",
    "rank",
    "shown_in",
    "strictest",
    "will_be",
]

MARKED = tuple(name for name, kind in KINDS.items() if "marking" in kind.columns)
"""Kinds whose records have a marking of their own."""

INSIDE = {
    "name": "stakeholder",
    "party": "event",
    "claim": "event",
    "response": "event",
    "bearing": "event",
    "via": "ask",
    "delivery": "item",
}
"""Kinds that hang inside a record, and the link that leads to it: they are marked as it is."""


# -- the order -------------------------------------------------------------------------------------


def order(casebook: Casebook) -> tuple[str, ...]:
    """The casebook's markings, from the least to the most strict."""
    return casebook.words(MARKINGS)


def rank(order: Sequence[str], word: str | None) -> int:
    """How strict a marking is, from 0. One that the list lacks counts as the strictest."""
    if not word:
        return 0
    return order.index(word) if word in order else max(0, len(order) - 1)


def strictest(order: Sequence[str], words: Iterable[str | None]) -> str:
    """The strictest of these; the list's first where there are none."""
    return max(words, key=lambda word: rank(order, word), default=None) or first(order)


def effective(order: Sequence[str], word: str | None) -> str:
    """The marking that counts: the list's first where a record has none."""
    return word or first(order)


def first(order: Sequence[str]) -> str:
    """The least strict marking; empty where the casebook has no list of them."""
    return order[0] if order else ""


def canonical(order: Collection[str], word: str) -> str:
    """The marking as the casebook spells it. `Refused` where it has none of this name."""
    if word in order:
        return word
    for known in order:
        if known.casefold() == word.casefold():
            return known
    raise Refused(
        message("“{word}” is none of the casebook's markings", word=word),
        what_to_do=message(
            "Choose one of: {words}. New ones are made under Edit, Markings.",
            words=", ".join(order),
        ),
    )


# -- what is marked --------------------------------------------------------------------------------


def is_marked(casebook: Casebook, kind: str) -> bool:
    """Whether any record of a kind is marked above the list's first."""
    return rank(order(casebook), shown_in(casebook, (kind,))) > 0


def shown_in(casebook: Casebook, kinds: Iterable[str]) -> str:
    """The strictest marking of the records of these kinds: what a pane that shows them bears.

    Sensitive parts don't count: they are read on a card alone, which says so.
    """
    with casebook.reading() as connection:
        found = listing.strictest_marking(connection, tuple(kinds), parts=False)
    return found or first(order(casebook))


def marked(casebook: Casebook, kinds: Iterable[str]) -> dict[str, dict[str, str]]:
    """kind -> uid -> marking of every record of these kinds that was given one."""
    with casebook.reading() as connection:
        return {kind: stored.all_marked(connection, kind) for kind in kinds}


def of_mentions(casebook: Casebook, mentions: Iterable[Mention]) -> dict[str, str]:
    """uid -> marking of those of these records that were given one."""
    wanted: dict[str, set[str]] = {}
    for mention in mentions:
        if mention.kind in MARKED:
            wanted.setdefault(mention.kind, set()).add(mention.uid)
    found: dict[str, str] = {}
    with casebook.reading() as connection:
        for kind, uids in wanted.items():
            found |= stored.marked(connection, kind, sorted(uids))
    return found


def of_part(order: Sequence[str], marking: str | None, sensitive: str | None) -> str:
    """The marking of an event's sensitive part: its own, or the event's where that is stricter."""
    return strictest(order, (marking, sensitive))


def in_use(casebook: Casebook) -> dict[str, int]:
    """marking -> how many records have it."""
    with casebook.reading() as connection:
        return stored.in_use(connection)


@cache
def links(kind: str) -> tuple[Field, ...]:
    """The links of a kind to records that have a marking."""
    return tuple(field for field in KINDS[kind].links.values() if field.link in MARKED)


def will_be(
    casebook: Casebook, kind: str, values: Mapping[str, Any], also: Mapping[str, Iterable[str]]
) -> str:
    """What a new record of these values will be marked, where it is given no marking.

    `values` are links by the field's name, `also` uids by kind of what will stand inside it.
    """
    wanted: dict[str, set[str]] = {name: set(uids) for name, uids in also.items()}
    for field in links(kind):
        uid = values.get(field.name)
        if isinstance(uid, str) and uid:
            wanted.setdefault(field.link, set()).add(uid)
    words = order(casebook)
    with casebook.reading() as connection:
        found = [
            word
            for name, uids in wanted.items()
            for word in stored.marked(connection, name, sorted(uids)).values()
        ]
    return strictest(words, found)


# -- the list itself -------------------------------------------------------------------------------


@dataclass(frozen=True)
class Wanted:
    """A marking as it is to be, and what it was called before; None for one that is new."""

    word: str
    was: str | None = None


def arrange(casebook: Casebook, wanted: Sequence[Wanted], initiator: object = None) -> None:
    """Make the casebook's list of markings this, from the least to the most strict, as one act.

    A renamed one is renamed on every record; one that is left out goes. `Refused` where one that
    goes is in use, or two would have one name.
    """
    with casebook.change(message("Change the markings"), initiator) as change:
        change.arrange_markings(wanted)


def rearrange(unit: Unit, wanted: Sequence[Wanted]) -> None:
    """What `arrange` does, within an act."""
    words = [" ".join(each.word.split()) for each in wanted]
    _refuse_names(words)
    uids = {word: uid for uid, word, _at in stored.terms(unit.connection)}
    kept = [each.was for each in wanted if each.was is not None]
    gone = [word for word in uids if word not in kept]
    refuse_used(unit, gone)
    if gone:
        from db import hanging

        hanging.delete(unit, "term", [uids[word] for word in gone])
    new = {was: word for each, word in zip(wanted, words, strict=True)
           if (was := each.was) is not None and was != word}  # fmt: skip
    for was in new:
        if was not in uids:
            raise Refused(
                message("The marking “{word}” is gone", word=was),
                what_to_do=message("It was changed meanwhile; look at the list again."),
            )
    if new:
        stored.rename(unit, new)
        if not set(new.values()).isdisjoint(uids):
            # Two that change places would meet on the way.
            unit.update("term", {uids[was]: {"word": f"{was} → {new[was]}"} for was in new})
        unit.update("term", {uids[was]: {"word": word} for was, word in new.items()})
    places = {
        uids[each.was]: {"position": place}
        for place, each in enumerate(wanted, 1)
        if each.was is not None
    }
    unit.update("term", places)
    for place, (each, word) in enumerate(zip(wanted, words, strict=True), 1):
        if each.was is None:
            unit.add("term", {"list": MARKINGS, "word": word, "position": place})


def _refuse_names(words: Sequence[str]) -> None:
    folded = [word.casefold() for word in words]
    if not words or "" in words:
        raise Refused(
            message("A marking has no name") if words else message("There is no marking left"),
            what_to_do=message("Give each one a name; one at least has to stay."),
        )
    for word, fold in zip(words, folded, strict=True):
        if folded.count(fold) > 1:
            raise Refused(
                message("Two markings are called “{word}”", word=word),
                what_to_do=message("Give one of them another name."),
            )


def refuse_used(unit: Unit, words: Sequence[str]) -> None:
    """`Refused` where a record has one of these markings."""
    used = stored.in_use(unit.connection) if words else {}
    for word in words:
        if word in used:
            raise Refused(
                message("The marking “{word}” is in use ({n})", n=used[word], word=word),
                what_to_do=message("Mark them otherwise first, or rename the marking."),
            )


def term_edits(unit: Unit, rows: Mapping[str, Mapping[str, Any]]) -> None:
    """A word of the list is edited by whatever way: put its new name on the records too."""
    words = {uid: word for uid, word, _at in stored.terms(unit.connection)}
    new = {words[uid]: str(row["word"]) for uid, row in rows.items()
           if uid in words and row.get("word") and row["word"] != words[uid]}  # fmt: skip
    if new:
        stored.rename(unit, new)


def term_deletions(unit: Unit, uids: Collection[str]) -> None:
    """`Refused` where one of these words of the list is a marking in use."""
    refuse_used(unit, [word for uid, word, _at in stored.terms(unit.connection) if uid in uids])
