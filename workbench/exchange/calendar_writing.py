"""Meetings and due dates as .ics, for any calendar.

A date is never finer than it was given. A day is that day; a meeting with a clock time begins
then (in UTC where its offset is known, else as the clock on the wall); anything looser is an
all-day entry over all that it may mean, does not block the time, and says so in its title:
"Due Mar 2025: …". Of a date with an open or unknown end the end that is known is taken. What
has no date, or only one before the year 1, has no entry and is counted.

An entry's UID is the record's, so that a second import replaces the first one.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from workbench import when
from workbench.exchange import placing
from workbench.exchange.outgoing import Outgoing, Record, deliver, outgoing, plain
from workbench.exchange.report import Exported, Progress
from workbench.exchange.selection import Selection
from workbench.kinds import CLOSED, MEETINGS
from workbench.messages import _

if TYPE_CHECKING:
    from icalendar import Event

    from workbench.casebook import Casebook

KINDS_OF_CALENDAR = ("event", "party", "ask", "item", "action")

_DAY = datetime.timedelta(days=1)
_END = b"END:VCALENDAR\r\n"


@dataclass(frozen=True)
class Span:
    """When an entry stands in a calendar: days, the last one included, or one moment.

    `words` say the date as it was given; empty where the entry itself shows no less than that.
    """

    first: datetime.date
    last: datetime.date
    moment: datetime.datetime | None
    words: str


@dataclass(frozen=True)
class _Entry:
    record: Record
    date: str
    title: str
    lines: list[str]
    clock: str = ""
    place: str = ""
    people: list[str] = field(default_factory=list)


def write(casebook: Casebook, path: Path, selection: Selection, progress: Progress) -> Exported:
    """Write the chosen meetings, and what is due when, to an .ics."""
    path = placing.target(path, casebook.path, ".ics")
    out = outgoing(casebook, selection, KINDS_OF_CALENDAR, progress)
    entries: list[bytes] = []
    for entry in _entries(out):
        kind = entry.record.kind
        span = span_of(entry.date, entry.clock) if entry.date else None
        if span is None:
            out.without_date(kind)
            continue
        entries.append(_event(entry, span, out.as_of).to_ical())
        out.wrote(kind)
    deliver(casebook, path, _calendar(out).removesuffix(_END) + b"".join(entries) + _END)
    return out.exported()


def _calendar(out: Outgoing) -> bytes:
    """A calendar without entries: to write these one by one lets it be told how far it is."""
    import icalendar

    calendar = icalendar.Calendar()
    calendar.add("prodid", "-//Stakeholder Workbench//Export//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    about = "\n".join(f"{name}: {words}" for name, words in out.heading())
    # Names that the library does not know: it must be told that they are texts to be escaped.
    calendar.add("x-wr-calname", icalendar.vText(plain(_("Meetings and due dates"))))
    calendar.add("x-wr-caldesc", icalendar.vText(plain(about)))
    return bytes(calendar.to_ical())


def _event(entry: _Entry, span: Span, as_of: datetime.datetime) -> Event:
    import icalendar

    record = entry.record
    made = icalendar.Event()
    made.add("uid", f"{record.kind}-{record.uid}")
    made.add("dtstamp", as_of.replace(microsecond=0))
    made.add("summary", plain(entry.title))
    if span.moment is not None:
        made.add("dtstart", span.moment)
    else:
        made.add("dtstart", span.first)
        if span.last < datetime.date.max:  # without an end it is the one day that it begins on
            made.add("dtend", span.last + _DAY)
    if span.moment is None:
        made.add("transp", "TRANSPARENT")
    lines = entry.lines
    if span.words:
        lines = [_("Date: {when}", when=span.words), *lines]
    if record.marking:
        lines = [*lines, *record.told("marking")]
        made.add("categories", [plain(record.marking)])
    if lines:
        made.add("description", plain("\n".join(lines)))
    if entry.place:
        made.add("location", plain(entry.place))
    for person in entry.people:
        made.add("contact", plain(person))
    return made


# -- what has a date -------------------------------------------------------------------------------


def _entries(out: Outgoing) -> Iterator[_Entry]:
    yield from _meetings(out)
    for ask in out.records("ask"):
        lines = ask.told("asked_by", "asked_of", "category", "status", "priority")
        closed = ask.said("status") if ask.raw("status") in CLOSED else ""
        yield _due(ask, ask.said("title"), lines, closed)
    for item in out.records("item"):
        yield _due(item, item.said("what"), item.told("ask", "quantity", "unit"))
    for action in out.records("action"):
        owner = action.said("owner")
        what = action.said("what")
        title = f"{owner}: {what}" if owner else what
        lines = action.told("owner", "ask", "event")
        yield _due(action, title, lines, _("done") if action.raw("done") else "", owner)


def _meetings(out: Outgoing) -> Iterator[_Entry]:
    parties = out.by_link("party", "event")
    for event in out.records("event"):
        if event.raw("kind") not in MEETINGS:
            continue
        present = [_party(each) for each in parties.get(event.uid, ())]
        lines = event.told("kind", "channel")
        if present:
            lines.append(_("Parties: {names}", names="; ".join(present)))
        date, title = event.raw("when") or "", event.said("title")
        span = span_of(date, "")
        if span is not None and span.words:
            title = f"{title} ({span.words})"
        yield _Entry(event, date, title, lines, event.raw("clock") or "", event.said("place"))


def _party(party: Record) -> str:
    name, post = party.said("stakeholder"), party.said("post")
    return f"{name} ({post})" if post else name


def _due(record: Record, title: str, lines: list[str], closed: str = "", owner: str = "") -> _Entry:
    date = record.raw("due") or ""
    span = span_of(date, "")
    worded = (
        _("Due {when}: {title}", when=span.words, title=title)
        if span is not None and span.words
        else _("Due: {title}", title=title)
    )
    if closed:
        worded = f"{worded} ({closed})"
    return _Entry(record, date, worded, lines, people=[owner] if owner else [])


# -- dates -----------------------------------------------------------------------------------------


def span_of(date: str, clock: str) -> Span | None:
    """When a date stands in a calendar; None where it has no day that a calendar knows."""
    if not date:
        return None
    known = when.parse(date)
    parts = known.structure
    ends = [parts] if isinstance(parts, when.Point) else [parts.start, parts.end]
    points = [end for end in ends if isinstance(end, when.Point)]
    if not points:
        return None
    first, last = _day(points[0].bounds()[0]), _day(points[-1].bounds()[1])
    if first is None or last is None:
        return None
    moment = None
    if known.exact_day and clock:
        moment = _moment(f"{date}T{clock}")
    elif isinstance(parts, when.Point) and parts.clock is not None:
        moment = _moment(str(parts).rstrip("~?%"))
    shown = moment is not None or known.exact_day is not None
    return Span(first, last, moment, "" if shown else when.wording(known))


def _day(second: int) -> datetime.date | None:
    year, month, day = when.civil(second)[:3]
    return datetime.date(year, month, day) if year >= 1 else None


def _moment(text: str) -> datetime.datetime | None:
    try:
        found = datetime.datetime.fromisoformat(text)
        return found.astimezone(datetime.UTC) if found.tzinfo else found
    except (ValueError, OverflowError):
        return None  # the day is known all the same
