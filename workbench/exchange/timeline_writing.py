"""Events and asks in order of time as a .csv that TimelineJS and vis-timeline both take.

The first eighteen columns are those of TimelineJS's spreadsheet, in its order: its newer readers
go by the names, its older one by the places. Year, Month, Day (and End …) are filled as far as
the date was given; Display Date is the date in words. Time is left to Display Date: the clock of
the desk's record has an offset, which TimelineJS has not.

The rest are for vis-timeline: `id`, `content`, `start`, `end` (the first instant after it, so
that an entry covers all that its date may mean), `group`, `title`; then the date as it was
`given` (EDTF), `kind`, `status`, `marking`. An end that is open goes to the day of the export,
one that is unknown to the end of what is known.

Both show their texts as HTML, so they are escaped; so is a first sign that a spreadsheet would run.
"""

from __future__ import annotations

import csv
import html
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from workbench import when
from workbench.exchange import placing
from workbench.exchange.outgoing import Outgoing, Record, deliver, outgoing, plain
from workbench.exchange.report import Exported, Progress
from workbench.exchange.selection import Selection
from workbench.messages import _

if TYPE_CHECKING:
    from workbench.casebook import Casebook

KINDS_OF_TIMELINE = ("event", "party", "ask")

TIMELINEJS = (
    "Year", "Month", "Day", "Time", "End Year", "End Month", "End Day", "End Time",
    "Display Date", "Headline", "Text", "Media", "Media Credit", "Media Caption",
    "Media Thumbnail", "Type", "Group", "Background",
)  # fmt: skip
VIS = ("id", "content", "start", "end", "group", "title")
OURS = ("given", "kind", "status", "marking")
COLUMNS = (*TIMELINEJS, *VIS, *OURS)

_YEARS = range(1, 10_000)


def write(casebook: Casebook, path: Path, selection: Selection, progress: Progress) -> Exported:
    """Write the chosen events and asks to a .timeline.csv, the earliest first."""
    path = placing.target(path, casebook.path, ".csv")
    out = outgoing(casebook, selection, KINDS_OF_TIMELINE, progress)
    today = when.from_date(out.casebook.today).latest
    rows = []
    for entry in _entries(out):
        kind = entry.record.kind
        if entry.stretch is None:
            out.without_date(kind)
            continue
        rows.append((entry.stretch.order, _row(entry, entry.stretch, today)))
        out.wrote(kind)
    rows.sort(key=lambda each: each[0])
    made = io.StringIO(newline="")
    writer = csv.DictWriter(made, COLUMNS, restval="", lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(row for _order, row in rows)
    # No mark before it: readers in a browser would take it for a part of the first column's name.
    deliver(casebook, path, made.getvalue().encode("utf-8", "replace"))
    return out.exported()


@dataclass(frozen=True)
class Stretch:
    """From one given date to another; None for an end that is open or that nobody knows."""

    first: when.Point | None
    last: when.Point | None
    going_on: bool

    @property
    def order(self) -> tuple[int, int]:
        """The key that entries are ordered by."""
        return self.start, self.end

    @property
    def start(self) -> int:
        """The first second that may be meant, of what is known."""
        point = self.first or self.last
        assert point is not None
        return point.bounds()[0]

    @property
    def end(self) -> int:
        """The last second that may be meant, of what is known."""
        point = self.last or self.first
        assert point is not None
        return point.bounds()[1]


def stretch(date: str) -> Stretch | None:
    """The stretch that a date is; None where neither end is known, or in the year 0."""
    if not date:
        return None
    parts = when.structure(date)
    if isinstance(parts, when.Point):
        return _sound(Stretch(parts, parts, False))
    first, last = (end if isinstance(end, when.Point) else None for end in (parts.start, parts.end))
    return _sound(Stretch(first, last, parts.end == when.OPEN))


def _sound(found: Stretch) -> Stretch | None:
    points = [point for point in (found.first, found.last) if point is not None]
    return found if points and all(point.year in _YEARS for point in points) else None


@dataclass(frozen=True)
class _Entry:
    record: Record
    stretch: Stretch | None
    given: str
    words: str
    title: str
    lines: list[str]


def _entries(out: Outgoing) -> Iterator[_Entry]:
    parties = out.by_link("party", "event")
    for event in out.records("event"):
        names = "; ".join(each.said("stakeholder") for each in parties.get(event.uid, ()))
        lines = event.told("place")
        if names:
            lines.append(_("Parties: {names}", names=names))
        given = event.raw("when") or ""
        words = when.wording(when.parse(given)) if given else ""
        if given and event.raw("clock"):
            words = f"{words}, {event.said('clock')}"
        yield _Entry(event, stretch(given), given, words, event.said("title"), lines)
    for ask in out.records("ask"):
        yield _asked(ask)


def _asked(ask: Record) -> _Entry:
    """An ask stands from when it was raised until it is due."""
    raised, due = ask.raw("raised") or "", ask.raw("due") or ""
    begun, over = stretch(raised), stretch(due)
    words = []
    if raised:
        words.append(_("raised {when}", when=when.wording(when.parse(raised))))
    if due:
        words.append(_("due {when}", when=when.wording(when.parse(due))))
    stands = begun or over
    if begun is not None and over is not None and begun.start <= over.end:
        stands = Stretch(begun.first or begun.last, over.last or over.first, False)
    lines = ask.told("asked_by", "asked_of", "status")
    given = " ".join(date for date in (raised, due) if date)
    return _Entry(ask, stands, given, ", ".join(words), ask.said("title"), lines)


def _row(entry: _Entry, stands: Stretch, today: int) -> dict[str, str]:
    first, last = stands.first or stands.last, stands.last or stands.first
    assert first is not None and last is not None
    end = max(stands.end, today) if stands.going_on else stands.end
    title, text = shown(entry.title), "<br>".join(shown(line) for line in entry.lines)
    record = entry.record
    group = record.said("kind") if record.kind == "event" else _("ask")
    row = {
        "Display Date": shown(entry.words),
        "Headline": title,
        "Text": text,
        "Group": shown(group),
        "id": record.uid,
        "content": title,
        "start": _instant(stands.start),
        "end": _instant(end + 1),
        "group": shown(group),
        "title": "<br>".join(filter(None, (title, shown(entry.words), text))),
        "given": entry.given,
        "kind": record.kind,
        "status": "" if record.kind == "event" else record.said("status"),
        "marking": shown(record.marking),
        **_date("", first),
    }
    if first != last:
        row |= _date("End ", last)
    return row


def _date(before: str, point: when.Point) -> dict[str, str]:
    """As much of a date as was given; a season is worded, and stands at its first month."""
    month = point.month
    if month is not None and month > 12:
        month = when.civil(point.bounds()[1 if before else 0])[1]
    named = {"Year": point.year, "Month": month, "Day": point.day}
    return {before + name: str(number) for name, number in named.items() if number is not None}


def _instant(second: int) -> str:
    """An instant of a bound; a whole day as the day alone."""
    year, month, day, *clock = when.civil(second)
    text = f"{year:04}-{month:02}-{day:02}"
    return text if not any(clock) else "{}T{:02}:{:02}:{:02}".format(text, *clock)


def shown(text: str) -> str:
    """A text as HTML that shows it, and that no spreadsheet runs."""
    escaped = html.escape(plain(text).strip()).replace("\n", "<br>")
    live = escaped[:1] in ("=", "+", "-", "@")
    return f"&#{ord(escaped[0])};{escaped[1:]}" if live else escaped
