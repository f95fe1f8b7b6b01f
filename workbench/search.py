"""Words found anywhere in the record: in names in any spelling, in titles, in notes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from db import searching
from db.searching import Narrowed, Patience
from workbench import lookup, lookup_beside
from workbench.messages import Refused, message
from workbench.names import fold
from workbench.search_telling import Found, Hit, described, excerpt
from workbench.search_words import KINDS_FOUND, Asked, read

if TYPE_CHECKING:
    from workbench.casebook import Casebook

__all__ = ["KINDS_FOUND", "Found", "Patience", "excerpt", "find"]

EXACT, BEGINS, NAME, SPELLING, TITLE, TEXT, SIMILAR, MISSPELT = range(8)
"""How well a record fits: the best comes first. A name BEGINS where one of its words does."""

NOT_SHOWN_SO = 1_000
"""What puts names behind those that are shown and begin with the words, for `Hit.over`."""

NAMES = 60
"""Names that are looked at at most, or as many as are wanted."""
TEXTS = 600
"""Texts that are looked at, the newest first: enough to choose from."""
FIRST = 12
"""Records on the first screen."""
NEWEST = 120
"""Texts that are looked at while a person types."""
QUICK = 0.0045
"""Seconds that texts are looked through while a person types."""
TITLES = 5_000
"""The newest titles, which are looked through for words too short for the index."""
FEW = 5
"""With fewer records than these, words are looked for that differ by a letter."""


def find(
    casebook: Casebook,
    words: str,
    kinds: Sequence[str] = (),
    limit: int = 50,
    *,
    names: int = NAMES,
    texts: int = TEXTS,
    patience: Patience | None = None,
) -> list[Found]:
    """Stakeholders, events and asks that hold all these words, best first.

    Exact names come first, then names that hold the words, names that are spelled otherwise,
    titles, and last all other texts; what is only similar, or a letter off, where there is
    nothing else. Of equals, people who were opened here of late or are met often come first. A
    claim leads to its event, an item to its ask, a post to its stakeholder. Case, accents and
    the shapes of one letter make no difference. For `status:` and the like see `search_words`.

    `Refused` where such a word can't be understood. With a `patience` that runs out, what was
    found until then.
    """
    asked = read(casebook, words)
    if asked.unclear is not None:
        raise Refused(asked.unclear, what_to_do=message("Put it right, or leave it out."))
    narrowed = _narrowed(casebook, asked)
    wanted = [kind for kind in (kinds or KINDS_FOUND) if not asked.kinds or kind in asked.kinds]
    if limit < 1 or not wanted or not (asked.parts or narrowed.anything or asked.kinds):
        return []
    patience = patience or Patience()
    hits: list[Hit] = []
    if asked.parts:
        looked = _Looking(casebook, asked, narrowed, wanted, patience)
        hits = looked.hits(max(names, limit), max(texts, limit))
    else:
        with casebook.reading() as connection:
            found = searching.fitting(connection, wanted, narrowed, limit, patience)
        hits = [Hit(TITLE, kind, uid, title) for kind, uid, title in found]
    return described(casebook, _best(hits)[:limit])


def typed(
    casebook: Casebook, words: str, limit: int = FIRST, patience: Patience | None = None
) -> list[Found]:
    """What fits what is typed so far, for the first screen: at once, if need be not all of it.

    Where the `patience` ran out, texts were not looked through; `find` does that at leisure.
    """
    return find(
        casebook, words, limit=limit, names=2 * limit, texts=NEWEST,
        patience=patience or Patience(QUICK),
    )  # fmt: skip


def _best(hits: list[Hit]) -> list[Hit]:
    best: dict[tuple[str, str], Hit] = {}
    for hit in hits:
        held = best.get((hit.kind, hit.uid))
        if held is None or hit.order < held.order:
            best[hit.kind, hit.uid] = hit
    ranked = sorted(best.values(), key=lambda hit: hit.order)
    return [hit for hit in ranked if hit.rank < SIMILAR] or ranked


def _narrowed(casebook: Casebook, asked: Asked) -> Narrowed:
    people: list[frozenset[str]] = []
    for name in asked.people:
        sure = lookup.meant(casebook, name)
        people.append(frozenset(sure or ("",)))
    return Narrowed(
        frozenset(asked.statuses), frozenset(asked.own_kinds), tuple(people), asked.bounds,
        asked.place, frozenset(asked.markings), unmarked=asked.unmarked,
    )  # fmt: skip


@dataclass
class _Looking:
    """One search for words."""

    casebook: Casebook
    asked: Asked
    narrowed: Narrowed
    kinds: Sequence[str]
    patience: Patience

    def hits(self, names: int, texts: int) -> list[Hit]:
        """All that fits, a record perhaps more than once."""
        made: list[Hit] = []
        with self.casebook.reading() as connection:
            if "stakeholder" in self.kinds:
                made += self._names(connection, names)
            made += self._texts(connection, texts, self.asked.parts, self.narrowed)
            if self.asked.categories:
                made += self._of_category(connection, texts)
            if sum(hit.rank < SIMILAR for hit in made) < FEW and not self.patience.over():
                made += self._misspelt(connection, texts)
        return made

    def _names(self, connection: Any, most: int) -> Iterator[Hit]:
        asked = self.asked
        familiar = lookup.familiar(self.casebook, connection)
        with lookup.index(self.casebook).reading(connection) as index:
            index.make_familiar(familiar)
            found = index.find(asked.typed, limit=most)
            told = lookup_beside.told(connection, index, asked.typed, found, lookup.SURE)
        uids = list(dict.fromkeys(hit.key for hit in (*(each.hit for each in told), *found)))
        if self.narrowed.anything:
            kept = searching.those_fitting(connection, "stakeholder", uids, self.narrowed)
            found = [hit for hit in found if hit.key in kept]
            told = [each for each in told if each.hit.key in kept]
        sides = searching.sides(connection, uids)
        shown = {uid: name for uid, (name, _) in sides.items()}
        theirs = {uid for uid, (_, side) in sides.items() if side == "theirs"}
        folded = " ".join(fold(asked.typed).split())
        near = {uid: place for place, uid in enumerate(familiar)}
        for hit, beside in told:
            text = excerpt(beside.text, asked.parts[-1])
            put_forward = near.get(hit.key, len(near) + (hit.key not in theirs))
            yield Hit(BEGINS, "stakeholder", hit.key, text, put_forward, 0, beside[:2])
        for hit in found:
            name = fold(hit.spelling)
            if not all(phrase in name for phrase in asked.phrases):
                continue
            rank, over = _name_rank(asked, folded, name, hit, shown)
            if rank == SIMILAR and len(folded) < 3:
                continue  # of two letters everything is some spelling
            put_forward = near.get(hit.key, len(near) + (hit.key not in theirs))
            yield Hit(rank, "stakeholder", hit.key, hit.spelling, put_forward, over,
                      "name" if shown.get(hit.key) == hit.spelling else "spelling")  # fmt: skip

    def _texts(
        self, connection: Any, most: int, parts: Sequence[str], narrowed: Narrowed
    ) -> Iterator[Hit]:
        asked = searching.question(parts)
        if not asked:
            # The index knows no word that is shorter than three characters.
            for kind in ("event", "ask"):
                if kind in self.kinds:
                    found = searching.titled(connection, kind, parts, narrowed, TITLES)
                    for uid, title in found:
                        yield Hit(TITLE, kind, uid, title, where=(kind, "title"))
            return
        for place, held in enumerate(self._holding(connection, asked, most, narrowed)):
            hit = _held(held, parts, place)
            if hit is not None:
                yield hit

    def _of_category(self, connection: Any, most: int) -> Iterator[Hit]:
        """Asks whose category some of the words are, and that hold the others."""
        narrowed = replace(self.narrowed, categories=frozenset(self.asked.categories))
        parts = [part for part in self.asked.parts if part not in self.asked.of_category]
        if parts:
            yield from self._texts(connection, most, parts, narrowed)
            return
        found = searching.fitting(connection, ["ask"], narrowed, most, self.patience)
        for place, (kind, uid, title) in enumerate(found):
            yield Hit(TEXT, kind, uid, title, over=most + place)

    def _misspelt(self, connection: Any, most: int) -> Iterator[Hit]:
        """Texts that hold the words but for a letter."""
        ways = [searching.misspelt(word) or searching.question([word]) for word in self.asked.parts]
        asked = " AND ".join(f"({way})" for way in ways if way)
        for place, held in enumerate(self._holding(connection, asked, most // 2, self.narrowed)):
            for column, text in held.texts.items():
                if (held.found_in, column) in _NAMES:
                    continue
                words = fold(text).split()
                if all(any(_alike(part, word) for word in words) for part in self.asked.parts):
                    first = next(w for w in words if _alike(self.asked.parts[0], w))
                    where = (held.found_in, column)
                    yield Hit(
                        MISSPELT, held.kind, held.uid, excerpt(text, first), over=place, where=where
                    )
                    break

    def _holding(
        self, connection: Any, asked: str, most: int, narrowed: Narrowed
    ) -> Iterator[searching.Holding]:
        return searching.holding(connection, asked, self.kinds, narrowed, most, self.patience)


def _name_rank(
    asked: Asked, folded: str, name: str, hit: Any, shown: dict[str, str]
) -> tuple[int, int]:
    """How well a name fits, and how many letters of it the words do not account for."""
    if name == folded:
        return EXACT, 0
    parts = asked.parts
    if not all(part in name for part in parts):
        sure = hit.score >= lookup.SURE
        return (SPELLING if sure else SIMILAR), round(1000 * (1 - hit.score))
    over = len(name) - len(folded)
    begins = shown.get(hit.key) == hit.spelling and name.startswith(parts[0])
    if not begins and len(folded) > 2:  # two letters are the head of an abbreviation
        over += NOT_SHOWN_SO
    return (BEGINS if f" {parts[0]}" in f" {name}" else NAME), over


def _alike(word: str, other: str) -> bool:
    """Whether two words are one but for a letter."""
    if word in other:
        return True
    if len(word) < 5 or abs(len(word) - len(other)) > 1:
        return False
    from rapidfuzz.distance import OSA

    return bool(OSA.distance(word, other, score_cutoff=1) <= 1)


# Texts that are what their record is called, rather than what is said about it.
_TITLES = frozenset(
    {("event", "title"), ("ask", "title"), ("item", "what"), ("post", "title"), ("claim", "says")}
)
_NAMES = frozenset({("stakeholder", "name"), ("name", "spelling")})


def _held(held: searching.Holding, parts: Sequence[str], place: int) -> Hit | None:
    """What of a record's texts holds the words; None where a short word is in none of them."""
    folded = {column: fold(text) for column, text in held.texts.items()}
    for column, text in held.texts.items():
        if all(part in folded[column] for part in parts):
            where = (held.found_in, column)
            if where in _NAMES:
                over = len(folded[column]) + 2 * NOT_SHOWN_SO
                return Hit(NAME, held.kind, held.uid, text, NOT_SHOWN_SO, over, "spelling")
            rank = TITLE if where in _TITLES else TEXT
            matched = excerpt(text, parts[0])
            return Hit(rank, held.kind, held.uid, matched, over=place, where=where)
    if not all(part in " ".join(folded.values()) for part in parts):
        return None
    # A phrase may reach from one text into the next.
    column = next((c for c, text in folded.items() if parts[0] in text), next(iter(folded)))
    matched = excerpt(held.texts[column], parts[0])
    return Hit(TEXT, held.kind, held.uid, matched, over=place, where=(held.found_in, column))
