"""What stays at home under a ceiling: records marked above it, and all that would give them away.

- A record marked above the ceiling stays, and what hangs on it with it: its names, posts, ties,
  parties, items, deliveries, responses.
- In what goes out, a cell stays that leads to such a record, that holds an event's sensitive part
  where this is marked above the ceiling, or in whose text a name of a withheld stakeholder, or the
  title of a withheld record, is mentioned. It reads "withheld", whatever stood in it.
- Of the casebook's own lists the markings above the ceiling stay, and words that nothing which
  goes out has (but not those that every casebook begins with).

Every export asks here, so that none lets out what another one keeps.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from db import exporting as stored
from workbench import markings
from workbench.kinds import KINDS, Kind
from workbench.lists_of_words import DEFAULTS
from workbench.mentioned import Names

if TYPE_CHECKING:
    from workbench.casebook import Casebook

Rows = Sequence[tuple[Any, ...]]
"""Records of one kind as `db.exporting.rows` gives them: uid, then a value for each field."""

Told = Callable[[int, int], None]
"""Is told how much is done of how much, 0 of 0 while nobody knows; may raise to end it."""

HANGS = {
    **{kind: (link,) for kind, link in markings.INSIDE.items()},
    "post": ("stakeholder",),
    "tie": ("from", "to"),
    "item": ("ask",),
    "response": ("event", "ask"),
    "bearing": ("event", "ask"),
}
"""Links whose target takes the record with it where it stays: `INSIDE` names kinds, this fields."""

# What else in a record says who it is that one of its links leads to.
_SAYS_WHO = {("party", "stakeholder"): ("post",), ("item", "stakeholder"): ("what",)}

# Texts between two looks at whether it goes on.
_STEP = 500

_NAMES = {("stakeholder", "name"), ("name", "spelling")}

_TEXTS = ("text", "long text", "listed")

_NO_CELLS: Mapping[str, frozenset[str]] = {}
_NOTHING: frozenset[str] = frozenset()


def _nobody_asks(done: int, total: int) -> None:
    """For whoever does not ask how far it is."""


@dataclass(frozen=True)
class Withheld:
    """What stays of a casebook. An empty `ceiling` is none: all of it goes.

    `records` is kind -> uids, `cells` is kind -> uid of a record that goes -> names of its fields
    that have to read "withheld". Fields that are empty are never among them.
    """

    ceiling: str = ""
    records: Mapping[str, frozenset[str]] = field(default_factory=dict)
    cells: Mapping[str, Mapping[str, frozenset[str]]] = field(default_factory=dict)
    names: Names = field(default_factory=lambda: Names(()))

    def stays(self, kind: str, uid: str) -> bool:
        """Whether the whole record stays."""
        return uid in self.records.get(kind, _NOTHING)

    def fields(self, kind: str, uid: str) -> frozenset[str]:
        """Of a record that goes, the fields that read "withheld"."""
        return self.cells.get(kind, _NO_CELLS).get(uid, _NOTHING)

    def nameless(self, kind: str, uid: str) -> bool:
        """Whether a link to this record has to read "withheld": it, or what it is called, stays."""
        if self.stays(kind, uid):
            return True
        title = title_field(kind)
        return title is not None and title in self.fields(kind, uid)

    def tells(self, text: str) -> bool:
        """Whether a text that is no field's (a title, a file's name) would give something away."""
        return self.names.in_(text)


def title_field(kind: str) -> str | None:
    """The field that a record of this kind is known by; None where it is known by its links."""
    for each in KINDS[kind].fields:
        if each.required and each.type in ("text", "long text"):
            return each.name
    return None


def read_rows(casebook: Casebook, told: Told = _nobody_asks) -> dict[str, Rows]:
    """Every record of every kind, as this module and the exports look at them."""
    found: dict[str, Rows] = {}
    with casebook.reading() as connection:
        for kind in KINDS:
            told(0, 0)
            found[kind] = stored.rows(connection, kind, lambda: told(0, 0))
    return found


def withheld(
    casebook: Casebook,
    ceiling: str,
    rows: Mapping[str, Rows] | None = None,
    told: Told = _nobody_asks,
) -> Withheld:
    """What stays under this ceiling, a marking's word; empty for none.

    `rows` saves reading them again; `told` is called now and then, and may end it. `Refused`
    where the casebook has no such marking.
    """
    if not ceiling:
        return Withheld()
    order = markings.order(casebook)
    word = markings.canonical(order, ceiling)
    known = read_rows(casebook, told) if rows is None else rows
    return _Deciding(order, word, known, told).decided()


def marking_of(
    casebook: Casebook,
    kept: Withheld,
    rows: Mapping[str, Rows],
    only: Iterable[str] = KINDS,
    everything: Mapping[str, Rows] | None = None,
) -> str:
    """The strictest marking of what goes out of these kinds.

    Where nothing has one it is empty; under a ceiling the list's first, which all of it then has.

    It is that of the rows and of what they name: `everything` holds all records of the casebook,
    where `rows` are some of them.
    """
    order = markings.order(casebook)
    known = rows if everything is None else everything
    found: set[str | None] = set()
    named: dict[str, set[str]] = {}
    for name in only:
        kind = KINDS[name]
        places, going = _places(kind), [r for r in rows[name] if not kept.stays(name, r[0])]
        for mark in ("marking", "sensitive_marking"):
            if mark in places:
                at = places[mark]
                found.update(r[at] for r in going if mark not in kept.fields(name, r[0]))
        for link, each in kind.links.items():
            if each.link in markings.MARKED:
                at = places[link]
                named.setdefault(each.link, set()).update(r[at] for r in going if r[at])
    for name, uids in named.items():
        at = _places(KINDS[name])["marking"]
        found.update(r[at] for r in known[name] if r[0] in uids and not kept.stays(name, r[0]))
    words = {word for word in found if word}
    return markings.strictest(order, words) if words or kept.ceiling else ""


def _places(kind: Kind) -> dict[str, int]:
    return {each.name: place for place, each in enumerate(kind.fields, 1)}


class _Deciding:
    """Goes over all records once for what stays whole, then over the rest for their cells."""

    def __init__(
        self, order: Sequence[str], ceiling: str, rows: Mapping[str, Rows], told: Told
    ) -> None:
        self._told = told
        self._order = order
        self._ceiling = ceiling
        self._highest = markings.rank(order, ceiling)
        self._rows = rows
        self._stay: dict[str, set[str]] = {kind: set() for kind in KINDS}
        self._cells: dict[str, dict[str, set[str]]] = {kind: {} for kind in KINDS}
        self._names = Names(())

    def decided(self) -> Withheld:
        for kind in KINDS.values():
            self._whole(kind)
        self._marking_words()
        self._names = self._named()
        for kind in KINDS.values():
            self._links(kind, self._stay)
            self._texts(kind)
        nameless = self._nameless()
        for kind in KINDS.values():
            self._links(kind, nameless)
        self._sensitive_parts()
        self._own_words()
        return Withheld(
            self._ceiling,
            {kind: frozenset(uids) for kind, uids in self._stay.items() if uids},
            {
                kind: {uid: frozenset(names) for uid, names in cells.items()}
                for kind, cells in self._cells.items()
                if cells
            },
            self._names,
        )

    def _above(self, word: str | None) -> bool:
        return markings.rank(self._order, word) > self._highest

    def _going(self, kind: str) -> Iterable[tuple[Any, ...]]:
        stay = self._stay[kind]
        return (row for row in self._rows[kind] if row[0] not in stay)

    def _keep(self, kind: str, uid: str, name: str) -> None:
        self._cells[kind].setdefault(uid, set()).add(name)

    # -- records -------------------------------------------------------------------------------

    def _whole(self, kind: Kind) -> None:
        """Kinds come after those that they hang on, so one look at each is enough."""
        places, stay = _places(kind), self._stay[kind.name]
        at = places.get("marking")
        if at is not None:
            above = {word for word in {row[at] for row in self._rows[kind.name]}
                     if self._above(word)}  # fmt: skip
            if above:
                stay.update(row[0] for row in self._rows[kind.name] if row[at] in above)
        for link in HANGS.get(kind.name, ()):
            gone, at = self._stay[kind.links[link].link], places[link]
            if gone:
                stay.update(row[0] for row in self._rows[kind.name] if row[at] in gone)

    def _marking_words(self) -> None:
        places = _places(KINDS["term"])
        for row in self._rows["term"]:
            if row[places["list"]] == markings.MARKINGS and self._above(row[places["word"]]):
                self._stay["term"].add(row[0])

    def _own_words(self) -> None:
        """Words of lists that only what stays has, beside those that any casebook has."""
        used: dict[str, set[str]] = {}
        for kind in KINDS.values():
            places, cells = _places(kind), self._cells[kind.name]
            for each in kind.fields:
                if each.list:
                    at = places[each.name]
                    used.setdefault(each.list, set()).update(
                        row[at]
                        for row in self._going(kind.name)
                        if each.name not in cells.get(row[0], _NOTHING)
                    )
        places = _places(KINDS["term"])
        for row in list(self._going("term")):
            list_, word = row[places["list"]], row[places["word"]]
            if list_ == markings.MARKINGS or word in DEFAULTS.get(list_, ()):
                continue
            if word not in used.get(list_, ()):
                self._stay["term"].add(row[0])
                self._cells["term"].pop(row[0], None)

    # -- cells ---------------------------------------------------------------------------------

    def _named(self) -> Names:
        """What must not be mentioned, parts of the names of persons among it."""
        places = _places(KINDS["stakeholder"])
        gone = self._stay["stakeholder"]
        at, kind = places["name"], places["kind"]
        persons = {row[0] for row in self._rows["stakeholder"] if row[kind] == "person"} & gone
        spelling, whose = _places(KINDS["name"])["spelling"], _places(KINDS["name"])["stakeholder"]
        own: set[str] = set()
        others: set[str | None] = set()
        for row in self._rows["name"]:
            if row[whose] in persons:
                own.add(row[spelling])
            elif row[whose] not in gone:
                others.add(row[spelling])
        for row in self._rows["stakeholder"]:
            if row[0] in persons:
                own.add(row[at])
            elif row[0] not in gone:
                others.update((row[at], row[places["country"]]))
        place = _places(KINDS["event"])["place"]
        others.update(row[place] for row in self._going("event"))
        own.discard("")
        names = {row[spelling] for row in self._rows["name"] if row[whose] in gone}
        names |= {row[at] for row in self._rows["stakeholder"] if row[0] in gone}
        names.discard("")
        known = self._told_of(each for each in others if each)
        return Names(names, own, known, self._titles(), groups=names - own)

    def _told_of(self, texts: Iterable[str]) -> Iterator[str]:
        """These texts, with a look now and then at whether it goes on."""
        for number, text in enumerate(texts):
            if number % _STEP == 0:
                self._told(0, 0)
            yield text

    def _titles(self) -> set[str]:
        """Titles of records that stay; but one word, or what others are called, tells nothing."""
        found: set[str] = set()
        for kind in KINDS.values():
            title = title_field(kind.name)
            stay = self._stay[kind.name]
            if title is None or not stay or kind.name in ("stakeholder", "name", "claim", "term"):
                continue
            at = _places(kind)[title]
            titles = {row[at] for row in self._rows[kind.name] if row[0] in stay}
            titles -= {row[at] for row in self._going(kind.name)}
            found |= {each for each in titles if each and len(each.split()) > 1}
        return found

    def _links(self, kind: Kind, gone: Mapping[str, set[str]]) -> None:
        places = _places(kind)
        for name, each in kind.links.items():
            targets, at = gone[each.link], places[name]
            if not targets:
                continue
            for row in self._going(kind.name):
                if row[at] in targets:
                    self._keep(kind.name, row[0], name)
                    for also in _SAYS_WHO.get((kind.name, name), ()):
                        if row[places[also]]:
                            self._keep(kind.name, row[0], also)

    def _nameless(self) -> dict[str, set[str]]:
        """Kind -> uids of what goes, but by a name that tells of something that stays."""
        found = {}
        for kind, cells in self._cells.items():
            title = title_field(kind)
            found[kind] = {uid for uid, names in cells.items() if title in names}
        return found

    def _texts(self, kind: Kind) -> None:
        if not self._names:
            return
        places, mentions = _places(kind), self._names.in_
        for each in kind.fields:
            if each.type in _TEXTS:
                at = places[each.name]
                own = (kind.name, each.name) in _NAMES
                for number, row in enumerate(self._going(kind.name)):
                    if number % _STEP == 0:
                        self._told(0, 0)
                    # Whoever goes out may have the name of somebody who stays.
                    if row[at] and mentions(row[at]) and not (own and self._names.is_(row[at])):
                        self._keep(kind.name, row[0], each.name)

    def _sensitive_parts(self) -> None:
        places = _places(KINDS["event"])
        part, mark = places["sensitive_part"], places["sensitive_marking"]
        for row in self._going("event"):
            if row[mark] and self._above(row[mark]):
                self._keep("event", row[0], "sensitive_marking")
                if row[part]:
                    self._keep("event", row[0], "sensitive_part")
