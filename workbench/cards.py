"""One record whole: its facts, and everything that hangs on it, with a link for every mention.

Which sections a kind has follows from what can link to it; `_SECTIONS` says in which order, with
which columns, and where a section is more than the records that link here.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from db import cards as hung
from db import lists as listing
from db.hanging import links_to
from workbench import lists, markings
from workbench.kinds import KINDS, Field, Mention
from workbench.lists import Column, Row
from workbench.messages import Message, message
from workbench.records import Gone
from workbench.writing import plain_cell

if TYPE_CHECKING:
    from workbench.casebook import Casebook

MOST = 200
"""The lines of a section that a card shows; the rest is counted and found in the list."""


@dataclass(frozen=True)
class Fact:
    """A field that holds something, and what: a value, or a mention."""

    name: str
    label: Message
    type: str
    value: Any
    field: Field | None = None


@dataclass(frozen=True)
class Section:
    """What hangs on the record by one kind of link.

    `lines` are records of `kind`; a cell that is a mention leads elsewhere. `preset` is what a
    new line starts with, None where none can be added here. `more` counts the lines left out.
    """

    name: str
    title: Message
    kind: str
    columns: tuple[Column, ...]
    lines: tuple[Row, ...]
    preset: tuple[str, str] | None = None
    more: int = 0


@dataclass(frozen=True)
class Sensitive:
    """The sensitive part of an event, and how it is marked: as the event is, or more strictly."""

    text: str
    marking: str


@dataclass(frozen=True)
class Card:
    """One record, whole. `marking` is empty only for what has none of its own."""

    kind: str
    uid: str
    title: str
    marking: str
    facts: tuple[Fact, ...]
    sections: tuple[Section, ...]
    sensitive: Sensitive | None = None

    def fact(self, name: str) -> Any:
        """The value of a fact by its name; None where it is empty."""
        return next((fact.value for fact in self.facts if fact.name == name), None)

    def section(self, name: str) -> Section | None:
        """The section of this name, where it holds anything or something can be added."""
        return next((section for section in self.sections if section.name == name), None)


def stricter(casebook: Casebook, shown: Card) -> dict[str, str]:
    """uid -> marking of the records that a card names and that are marked more strictly than it."""
    named: set[Mention] = set()
    for fact in shown.facts:
        named.update(_mentions(fact.value))
    for section in shown.sections:
        for line in section.lines:
            named.add(Mention(section.kind, line.uid, ""))
            for cell in line.cells:
                named.update(_mentions(cell))
    order = markings.order(casebook)
    own = markings.rank(order, shown.marking)
    found = markings.of_mentions(casebook, named)
    return {uid: word for uid, word in found.items() if markings.rank(order, word) > own}


def _mentions(value: Any) -> Iterable[Mention]:
    given = value if isinstance(value, tuple) else (value,)
    return [each for each in given if isinstance(each, Mention)]


@dataclass(frozen=True)
class _Plan:
    """A section: the records of `kind` whose `link` leads here, in these columns."""

    name: str
    title: Message
    kind: str
    link: str
    columns: tuple[str, ...]
    addable: bool = True


_SECTIONS: dict[str, tuple[_Plan, ...]] = {
    "stakeholder": (
        _Plan("names", message("Other names"), "name", "stakeholder",
              ("spelling", "kind", "language", "script")),
        _Plan("posts", message("Posts"), "post", "stakeholder",
              ("title", "at", "when", "source", "grade")),
        _Plan("ties", message("Ties"), "tie", "from",
              ("from", "to", "kind", "tenor", "when", "source", "grade", "notes")),
        _Plan("meetings", message("Meetings"), "party", "stakeholder",
              ("when", "kind", "title", "place", "part"), addable=False),
        _Plan("events", message("Other events"), "party", "stakeholder",
              ("when", "kind", "title", "place", "part"), addable=False),
        _Plan("asked_by", message("What it asks"), "ask", "asked_by",
              ("title", "asked_of", "status", "due", "delivered")),
        _Plan("asked_of", message("What it is asked"), "ask", "asked_of",
              ("title", "asked_by", "status", "due", "delivered")),
        _Plan("via", message("Asks that go through it"), "via", "stakeholder", ("ask",)),
        _Plan("holders", message("Who holds a post here"), "post", "at",
              ("stakeholder", "title", "when")),
        _Plan("parts", message("Part of it"), "stakeholder", "part_of", ("name", "kind")),
        _Plan("items", message("Items that concern it"), "item", "stakeholder",
              ("what", "ask", "quantity", "unit", "due")),
        _Plan("claims", message("Claims it makes"), "claim", "by",
              ("event", "says", "grade"), addable=False),
    ),
    "event": (
        _Plan("parties", message("Parties"), "party", "event", ("stakeholder", "part", "post")),
        _Plan("responses", message("Asks that came up"), "response", "event",
              ("ask", "answer", "notes")),
        _Plan("bearings", message("Asks it bears on"), "bearing", "event", ("ask",)),
        _Plan("claims", message("Claims (what is said of it, not fact)"), "claim", "event",
              ("by", "says", "grade", "source")),
        _Plan("actions", message("What we do next"), "action", "event",
              ("what", "owner", "due", "done")),
        _Plan("deliveries", message("Deliveries"), "delivery", "event",
              ("item", "quantity", "unit", "when"), addable=False),
    ),
    "ask": (
        _Plan("items", message("Items"), "item", "ask",
              ("what", "stakeholder", "quantity", "unit", "due", "delivered", "notes")),
        _Plan("deliveries", message("Deliveries"), "delivery", "item",
              ("item", "quantity", "unit", "when", "event", "source", "grade", "notes"),
              addable=False),
        _Plan("responses", message("Came up in"), "response", "ask",
              ("event", "answer", "notes")),
        _Plan("bearings", message("What bears on it"), "bearing", "ask", ("event",)),
        _Plan("via", message("Through"), "via", "ask", ("stakeholder",)),
        _Plan("hanging", message("What hangs on it"), "ask", "hangs_on",
              ("title", "asked_by", "asked_of", "status")),
        _Plan("actions", message("What we do next"), "action", "ask",
              ("what", "owner", "due", "done")),
    ),
    "item": (
        _Plan("deliveries", message("Deliveries"), "delivery", "item",
              ("quantity", "unit", "when", "event", "source", "grade", "notes")),
    ),
}  # fmt: skip

# Fields that stand elsewhere on a card than among its facts.
_APART = ("marking", "sensitive_part", "sensitive_marking")


def card(casebook: Casebook, kind: str, uid: str) -> Card:
    """The card of one record. `Gone` where it is not there."""
    known = KINDS[kind]
    columns = lists.columns(kind)
    id_ = lists.id_of(casebook, kind, uid)
    found = [] if id_ is None else lists.rows(casebook, kind, [id_], [c.name for c in columns])
    if id_ is None or not found:
        raise Gone(kind)
    values = dict(zip((column.name for column in columns), found[0].cells, strict=True))
    with casebook.reading() as connection:
        title = listing.labels(connection, kind, [uid])[uid]
        sections = tuple(_sections(casebook, connection, kind, id_, uid))
    # What a section tells is not told again as a fact; the title stands above them all.
    told = {section.name for section in sections} | {"post", *_APART}
    facts = tuple(
        Fact(column.name, column.label, column.type, values[column.name], column.field)
        for column in _in_order(kind, columns)
        if values[column.name] not in (None, (), "")
        and column.name not in told
        and not (column.field is not None and column.field.required and column.type == "text"
                 and values[column.name] == title)
    )  # fmt: skip
    order = markings.order(casebook)
    own = values.get("marking")
    marking = markings.effective(order, own) if kind in markings.MARKED else ""
    apart = values.get("sensitive_part")
    sensitive = None
    if apart:
        marked = markings.of_part(order, own, values["sensitive_marking"])
        sensitive = Sensitive(apart, marked)
    return Card(known.name, uid, title, marking, facts, sections, sensitive)


def _in_order(kind: str, columns: Sequence[Column]) -> list[Column]:
    """Fields as the form has them, then what is computed."""
    place = {field.name: n for n, field in enumerate(KINDS[kind].fields)}
    return sorted(columns, key=lambda column: place.get(column.name, len(place)))


def _sections(casebook: Casebook, connection: Any, kind: str, id_: int, uid: str) -> list[Section]:
    made: list[Section] = []
    planned = _SECTIONS.get(kind, ())
    for plan in planned:
        made.append(_section(casebook, connection, kind, plan, id_, uid))
    covered = {(plan.kind, plan.link) for plan in planned} | {("tie", "to")}
    for child, field in links_to(kind):
        columns = _shown(child, field.name)
        if (child, field.name) not in covered and columns:
            plan = _Plan(f"{child}.{field.name}", KINDS[child].many, child, field.name, columns,
                         addable=False)  # fmt: skip
            made.append(_section(casebook, connection, kind, plan, id_, uid))
    return [section for section in made if section.lines or section.preset]


def _shown(kind: str, but: str) -> tuple[str, ...]:
    return tuple(c.name for c in lists.columns(kind) if c.shown and c.name != but)


def _section(
    casebook: Casebook, connection: Any, kind: str, plan: _Plan, id_: int, uid: str
) -> Section:
    preset = (plan.link, uid) if plan.addable else None
    if plan.name in ("meetings", "events"):
        return _events(casebook, connection, plan, id_)
    if plan.name == "ties":
        keys = hung.ties(connection, id_)
    elif kind == "ask" and plan.name == "deliveries":
        keys = hung.deliveries_of_ask(connection, id_)
    else:
        keys = hung.hanging(connection, plan.kind, plan.link, id_)
    rows = lists.rows(casebook, plan.kind, keys[:MOST], plan.columns)
    lines = [_naming(plan, row) for row in rows]
    return Section(
        plan.name, plan.title, plan.kind, _columns(plan.kind, plan.columns), tuple(lines),
        preset, max(0, len(keys) - MOST),
    )  # fmt: skip


def _columns(kind: str, names: Sequence[str]) -> tuple[Column, ...]:
    known = {column.name: column for column in lists.columns(kind)}
    return tuple(known[name] for name in names)


def _naming(plan: _Plan, row: Row) -> Row:
    """A line that is itself a record with a card of its own is a link in its first text."""
    if plan.kind not in ("ask", "stakeholder", "item", "action", "event", "source"):
        return row
    cells = list(row.cells)
    for place, cell in enumerate(cells):
        if isinstance(cell, str):
            cells[place] = Mention(plan.kind, row.uid, cell)
            break
    return Row(row.id, row.uid, tuple(cells))


def _events(casebook: Casebook, connection: Any, plan: _Plan, stakeholder: int) -> Section:
    found = hung.events_of(connection, stakeholder, meetings=plan.name == "meetings")
    parts = dict(found)
    names = ("when", "kind", "title", "place")
    rows = lists.rows(casebook, "event", [event for event, _part in found[:MOST]], names)
    lines = []
    for row in rows:
        when, kind, title, place = (plain_cell("text", cell) for cell in row.cells)
        named = Mention("event", row.uid, title)
        lines.append(Row(row.id, row.uid, (when, kind, named, place, parts[row.id])))
    columns = (*_columns("event", names), *_columns("party", ("part",)))
    return Section(
        plan.name, plan.title, "event", columns, tuple(lines), None, max(0, len(found) - MOST)
    )
