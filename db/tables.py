"""The tables: one for every kind of record.

Each field of a record is described once, here (see `db/fields.py`). Links hold integer keys;
above this room a record is known by its `uid`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar

from .choices import (
    ANSWERS,
    ASK_STATUSES,
    MEETING_KINDS,
    NAME_KINDS,
    OTHER_EVENT_KINDS,
    PRIORITIES,
    SIDES,
    STAKEHOLDER_KINDS,
)
from .fields import Column, Description, bound, described, listed, place
from .messages import Message, message

CHANNELS = "channel"
MARKINGS = "marking"

WHEN_HINT = message("2025-01-08, 2025-01, 2025-01~, 2024-03/.., yesterday, 8 Jan")
GRADE_HINT = message("Admiralty code, A1 to F6")


class Row:
    """What every record has: an integer key, in order of entry, and a uid for good.

    A subclass is one table, its columns described in their order. `db/models.py` makes the
    SQLModel classes of them: reading and writing rows needs none, and loading what these are made
    of would take a third of the time in which the window starts.
    """

    table: ClassVar[str]
    described: ClassVar[dict[str, Column]]
    unique: ClassVar[tuple[str, ...]] = ()
    listed_by: ClassVar[tuple[str, ...]] = ()
    """What its longest list is chosen and ordered by: an index, so that no row is read for it."""
    id: int
    uid: str

    def __init_subclass__(cls, table: str) -> None:
        cls.table = table
        cls.described = {
            "id": Column(integer=True, nullable=False),
            "uid": Column(nullable=False),
            **{name: value for name, value in vars(cls).items() if isinstance(value, Column)},
        }


def _when(name: str, label: Message, **more: Any) -> Any:
    return described(name, label, "when", hint=WHEN_HINT, **more)


def _source() -> Any:
    return described("source", message("Source"), "link", link="source")


def _grade() -> Any:
    return described("grade", message("Grade"), "grade", hint=GRADE_HINT)


def _notes() -> Any:
    return described("notes", message("Notes"), "long text", searched=True, sensitive=True)


def _marking() -> Any:
    return listed("marking", "Marking", MARKINGS)


def _parent(name: str, label: Message, link: str, **more: Any) -> Any:
    return described(name, label, "link", link=link, required=True, parent=True, **more)


class Source(Row, table="source"):
    """Whose word something is: a person, an office, a published text."""

    title: str = described(
        "title", message("Source"), "text", required=True, shown=True, searched=True
    )
    stakeholder_id: int | None = described(
        "stakeholder", message("Stakeholder"), "link", link="stakeholder", shown=True
    )
    when: str | None = _when("when", message("When"), shown=True)
    when_from: int | None = bound()
    when_to: int | None = bound()
    notes: str | None = _notes()
    marking: str | None = _marking()


class Member(Row, table="member"):
    """Somebody of the desk who is at the keyboard, or who has something to do."""

    name: str = described("name", message("Name"), "text", required=True, shown=True)


class Term(Row, table="term"):
    """One word of one of the casebook's own lists."""

    unique = ("list", "word")
    list: str = described("list", message("List"), "text", required=True, shown=True)
    word: str = described("word", message("Word"), "text", required=True, shown=True)
    position: int = place()


class Stakeholder(Row, table="stakeholder"):
    """A person, office, faction, armed group, state, institution or group that matters."""

    name: str = described(
        "name", message("Name"), "text", required=True, shown=True, searched=True,
        headers=("Stakeholder", "Full name"),
    )  # fmt: skip
    kind: str = described(
        "kind", message("Kind"), "choice", required=True, choices=STAKEHOLDER_KINDS, shown=True
    )
    part_of_id: int | None = described(
        "part_of", message("Part of"), "link", link="stakeholder", shown=True
    )
    side: str | None = described("side", message("Side"), "choice", choices=SIDES)
    country: str | None = described("country", message("Country"), "text", shown=True)
    marking: str | None = _marking()
    notes: str | None = _notes()


class Name(Row, table="name"):
    """One spelling of a stakeholder beside the one that is shown."""

    stakeholder_id: int = _parent("stakeholder", message("Stakeholder"), "stakeholder", shown=True)
    spelling: str = described(
        "spelling", message("Spelling"), "text", required=True, shown=True, searched=True
    )
    script: str | None = described("script", message("Script"), "text", shown=True)
    language: str | None = listed("language", "Language", "language", shown=True)
    kind: str | None = described(
        "kind", message("Kind of name"), "choice", choices=NAME_KINDS, shown=True
    )


class Post(Row, table="post"):
    """What a person is, where, from when until when."""

    stakeholder_id: int = _parent("stakeholder", message("Stakeholder"), "stakeholder", shown=True)
    title: str = described(
        "title", message("Post"), "text", required=True, shown=True, searched=True
    )
    at_id: int | None = described("at", message("At"), "link", link="stakeholder", shown=True)
    when: str | None = _when("when", message("When"), shown=True)
    when_from: int | None = bound()
    when_to: int | None = bound()
    source_id: int | None = _source()
    grade: str | None = _grade()
    notes: str | None = _notes()
    marking: str | None = _marking()


class Tie(Row, table="tie"):
    """How one stakeholder stands to another, from when until when."""

    from_id: int = _parent("from", message("From"), "stakeholder", shown=True)
    to_id: int = _parent("to", message("To"), "stakeholder", shown=True)
    kind: str = listed("kind", "Kind", "tie kind", required=True, shown=True, searched=True)
    tenor: int = described(
        "tenor", message("Tenor"), "tenor", required=True, shown=True,
        hint=message("-3 hostile to 3 allied"),
    )  # fmt: skip
    when: str | None = _when("when", message("When"), shown=True)
    when_from: int | None = bound()
    when_to: int | None = bound()
    source_id: int | None = _source()
    grade: str | None = _grade()
    marking: str | None = _marking()
    notes: str | None = _notes()


class Event(Row, table="event"):
    """Anything dated that the desk records; the parties to it each have a part."""

    listed_by = ("kind", "when_from", "when_to")

    when: str | None = _when("when", message("When"), shown=True, headers=("Date",))
    when_from: int | None = bound(indexed=True)
    when_to: int | None = bound(indexed=True)
    clock: str | None = described(
        "clock", message("Clock time"), "clock", hint=message("14:30, or 14:30+04:30")
    )
    kind: str = described(
        "kind", message("Kind"), "choice", required=True,
        choices=MEETING_KINDS + OTHER_EVENT_KINDS, shown=True,
    )  # fmt: skip
    title: str = described(
        "title", message("Title"), "text", required=True, shown=True, searched=True,
        headers=("Subject", "Event", "Meeting"),
    )  # fmt: skip
    place: str | None = described(
        "place", message("Place"), "text", shown=True, searched=True, headers=("Location",)
    )
    channel: str | None = listed("channel", "Channel", CHANNELS)
    said: str | None = described(
        "said", message("What was said"), "long text", searched=True, sensitive=True
    )
    source_id: int | None = _source()
    grade: str | None = _grade()
    marking: str | None = _marking()
    notes: str | None = _notes()
    sensitive_part: str | None = described(
        "sensitive_part", message("Sensitive part"), "long text", searched=True, sensitive=True
    )
    sensitive_marking: str | None = listed(
        "sensitive_marking", "Marking of the sensitive part", MARKINGS,
        hint=message("at least as strict as the event's own"),
    )  # fmt: skip


class Party(Row, table="party"):
    """A stakeholder's part in an event, and the post held on its day."""

    event_id: int = _parent("event", message("Event"), "event", shown=True)
    stakeholder_id: int = _parent("stakeholder", message("Stakeholder"), "stakeholder", shown=True)
    part: str | None = listed("part", "Part", "part", shown=True)
    post: str | None = described("post", message("Post on that day"), "text", shown=True)


class Claim(Row, table="claim"):
    """What somebody says of an event, with a grade of its own; never a fact."""

    event_id: int = _parent("event", message("Event"), "event", shown=True)
    by_id: int = _parent("by", message("By"), "stakeholder", shown=True)
    says: str = described(
        "says", message("Says"), "long text", required=True, shown=True, searched=True
    )
    grade: str | None = described("grade", message("Grade"), "grade", shown=True, hint=GRADE_HINT)
    source_id: int | None = _source()


class Ask(Row, table="ask"):
    """What one party wants of another, where it stands, and what it hangs on."""

    title: str = described(
        "title", message("Ask"), "text", required=True, shown=True, searched=True,
        headers=("Title", "Request"),
    )  # fmt: skip
    category: str = listed("category", "Category", "ask category", required=True, shown=True)
    asked_by_id: int = _parent("asked_by", message("Asked by"), "stakeholder", shown=True)
    asked_of_id: int = _parent("asked_of", message("Asked of"), "stakeholder", shown=True)
    status: str = described(
        "status", message("Status"), "choice", required=True, choices=ASK_STATUSES, shown=True
    )
    priority: str | None = described("priority", message("Priority"), "choice", choices=PRIORITIES)
    raised: str | None = _when("raised", message("Raised"), shown=True)
    raised_from: int | None = bound()
    raised_to: int | None = bound()
    due: str | None = _when("due", message("Due"), shown=True)
    due_from: int | None = bound(indexed=True)
    due_to: int | None = bound(indexed=True)
    hangs_on_id: int | None = described("hangs_on", message("Hangs on"), "link", link="ask")
    marking: str | None = _marking()
    notes: str | None = _notes()


class Via(Row, table="via"):
    """A stakeholder through whom an ask goes."""

    ask_id: int = _parent("ask", message("Ask"), "ask", shown=True)
    stakeholder_id: int = _parent("stakeholder", message("Through"), "stakeholder", shown=True)


class Response(Row, table="response"):
    """An ask came up in an event; what the other side said to it there, where that is known."""

    ask_id: int = _parent("ask", message("Ask"), "ask", shown=True)
    event_id: int = _parent("event", message("Came up in"), "event", shown=True)
    answer: str | None = described(
        "answer", message("Answer"), "choice", choices=ANSWERS, shown=True
    )
    notes: str | None = _notes()


class Bearing(Row, table="bearing"):
    """An event bears on an ask without the ask coming up in it."""

    ask_id: int = _parent("ask", message("Ask"), "ask", shown=True)
    event_id: int = _parent("event", message("Event"), "event", shown=True)


class Item(Row, table="item"):
    """One single thing asked for: a person held, a lot of weapons, a month's water."""

    ask_id: int = _parent("ask", message("Ask"), "ask", shown=True)
    what: str = described("what", message("What"), "text", required=True, shown=True, searched=True)
    stakeholder_id: int | None = described(
        "stakeholder", message("Stakeholder"), "link", link="stakeholder", shown=True
    )
    quantity: int | None = described(
        "quantity", message("Quantity"), "quantity", shown=True,
        hint=message("empty where it is not known"),
    )  # fmt: skip
    unit: str | None = listed("unit", "Unit", "unit", shown=True)
    due: str | None = _when("due", message("Due"), shown=True)
    due_from: int | None = bound(indexed=True)
    due_to: int | None = bound(indexed=True)
    notes: str | None = _notes()
    marking: str | None = _marking()


class Delivery(Row, table="delivery"):
    """What came, when, how much, by whose word."""

    item_id: int = _parent("item", message("Item"), "item", shown=True)
    quantity: int | None = described(
        "quantity", message("Quantity"), "quantity", shown=True,
        hint=message("empty where it is not known"),
    )  # fmt: skip
    unit: str | None = listed("unit", "Unit", "unit", shown=True)
    when: str | None = _when("when", message("When"), shown=True)
    when_from: int | None = bound()
    when_to: int | None = bound()
    event_id: int | None = described("event", message("In"), "link", link="event")
    source_id: int | None = _source()
    grade: str | None = _grade()
    notes: str | None = _notes()


class Action(Row, table="action"):
    """What one of us has to do by when."""

    what: str = described("what", message("What"), "text", required=True, shown=True, searched=True)
    owner_id: int | None = described("owner", message("Owner"), "link", link="member", shown=True)
    due: str | None = _when("due", message("Due"), shown=True)
    due_from: int | None = bound(indexed=True)
    due_to: int | None = bound(indexed=True)
    done: int = described("done", message("Done"), "yes/no", shown=True)
    event_id: int | None = described(
        "event", message("From"), "link", link="event", parent=True, shown=True
    )
    ask_id: int | None = described("ask", message("For"), "link", link="ask", parent=True)
    notes: str | None = _notes()
    marking: str | None = _marking()


class Redirect(Row, table="redirect"):
    """The uid of a stakeholder that was merged into another leads to that one."""

    unique = ("old",)
    old: str = described("old", message("Uid it had"), "text", required=True)
    to_id: int = _parent("to", message("Merged into"), "stakeholder")


class Distinction(Row, table="distinction"):
    """Somebody decided that a stakeholder is, or is not, another one or who a spelling means."""

    one_id: int = _parent("one", message("Stakeholder"), "stakeholder", shown=True)
    other_id: int | None = described(
        "other", message("Other stakeholder"), "link", link="stakeholder", parent=True, shown=True
    )
    spelling: str | None = described("spelling", message("Spelling"), "text", shown=True)
    same: int = described("same", message("The same"), "yes/no", shown=True)


@dataclass(frozen=True)
class Kind:
    """A kind of record: its table, its words, its number in the full-text index.

    One that is `inner` is what the workbench remembers of others: it has no sheet of its own.
    """

    name: str
    number: int
    one: Message
    many: Message
    row: type[Row]
    fields: tuple[Description, ...]
    inner: bool = False

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """Every column's name, id and uid first."""
        return tuple(self.row.described)

    @cached_property
    def numeric(self) -> frozenset[str]:
        """Names of the columns that hold integers; all others hold text."""
        return frozenset(name for name, c in self.row.described.items() if c.integer)

    @cached_property
    def links(self) -> dict[str, Description]:
        """The fields that lead to other records, by name."""
        return {field.name: field for field in self.fields if field.type == "link"}

    def field(self, name: str) -> Description:
        """The description of the field of this name. KeyError where there is none."""
        for description in self.fields:
            if description.name == name:
                return description
        raise KeyError(name)


def _kind(number: int, row: type[Row], one: Message, many: Message, *, inner: bool = False) -> Kind:
    fields = tuple(c.description for c in row.described.values() if c.description is not None)
    return Kind(row.table, number, one, many, row, fields, inner)


# In an order in which each can be written after those that it links to.
KINDS: dict[str, Kind] = {
    kind.name: kind
    for kind in (
        _kind(1, Stakeholder, message("Stakeholder"), message("Stakeholders")),
        _kind(2, Name, message("Name"), message("Names")),
        _kind(3, Source, message("Source"), message("Sources")),
        _kind(4, Member, message("Member of the desk"), message("Members of the desk")),
        _kind(5, Term, message("List word"), message("Lists")),
        _kind(6, Post, message("Post"), message("Posts")),
        _kind(7, Tie, message("Tie"), message("Ties")),
        _kind(8, Event, message("Event"), message("Events")),
        _kind(9, Party, message("Party"), message("Parties")),
        _kind(10, Claim, message("Claim"), message("Claims")),
        _kind(11, Ask, message("Ask"), message("Asks")),
        _kind(12, Via, message("Through"), message("Go-betweens")),
        _kind(13, Response, message("Response"), message("Responses")),
        _kind(14, Bearing, message("Bearing"), message("Bearings")),
        _kind(15, Item, message("Item"), message("Items")),
        _kind(16, Delivery, message("Delivery"), message("Deliveries")),
        _kind(17, Action, message("Action"), message("Actions")),
        _kind(18, Redirect, message("Redirect"), message("Redirects"), inner=True),
        _kind(
            19,
            Distinction,
            message("Decision on who is who"),
            message("Decisions on who is who"),
            inner=True,
        ),
    )
}
