"""The numbers behind an export's charts: asks by status, meetings by month, owed and delivered.

They are reckoned from the rows that go out alone, so that no sum tells of what stays.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

from workbench.ceilings import Withheld
from workbench.exchange.cells import readable
from workbench.exchange.selection import Chosen
from workbench.kinds import ASK_STATUSES, KINDS, MEETINGS
from workbench.messages import _, n_
from workbench.values import SCALE, plainest
from workbench.when import bounds

MONTHS = 24
"""So many months at most, the newest ones."""

_MOST_UNITS = 12


@dataclass(frozen=True)
class Table:
    """A chart's numbers: a header, rows of a name and its numbers, notes on what is not counted."""

    shape: Literal["columns", "bars", "shares"]
    title: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    notes: tuple[str, ...] = ()


def tables(chosen: Chosen) -> list[Table]:
    """The charts that there is something to draw for."""
    made = (_asks(chosen), _meetings(chosen), _owed(chosen))
    return [table for table in made if table is not None]


def _column(kind: str, name: str) -> int:
    return 1 + [field.name for field in KINDS[kind].fields].index(name)


def _told(kept: Withheld, kind: str, uid: str, *names: str) -> bool:
    """Whether these fields of a record go out as they are."""
    return not kept.fields(kind, uid).intersection(names)


def _asks(chosen: Chosen) -> Table | None:
    if not chosen.rows.get("ask"):
        return None
    at = _column("ask", "status")
    counts = Counter(row[at] for row in chosen.rows["ask"])
    rows = tuple((str(label), str(counts[word])) for word, label in ASK_STATUSES if counts[word])
    return Table("bars", _("Asks by status"), (_("Status"), _("Number")), rows)


def _meetings(chosen: Chosen) -> Table | None:
    when, kind = _column("event", "when"), _column("event", "kind")
    meetings = [row for row in chosen.rows.get("event", ()) if row[kind] in MEETINGS]
    counts = Counter(month for row in meetings if (month := _month(row[when])) is not None)
    if not counts:
        return None
    newest = max(counts)
    first = max(min(counts), newest - MONTHS + 1)
    rows = tuple((_month_word(each), str(counts[each])) for each in range(first, newest + 1))
    notes = []
    loose = len(meetings) - sum(counts.values())
    if loose:
        notes.append(
            n_(
                "{n} meeting whose month is not known is not counted.",
                "{n} meetings whose month is not known are not counted.",
                loose,
            )
        )
    older = sum(n for month, n in counts.items() if month < first)
    if older:
        notes.append(n_("{n} meeting is older.", "{n} meetings are older.", older))
    return Table("columns", _("Meetings by month"), (_("Month"), _("Meetings")), rows, tuple(notes))


def _month(when: str | None) -> int | None:
    """The number of the month that a date surely lies in; None where it may lie in several."""
    if not when or len(when) < 7:
        return None
    import datetime

    epoch = datetime.datetime(1970, 1, 1)
    try:
        first, last = (epoch + datetime.timedelta(seconds=each) for each in bounds(when))
    except (OverflowError, ValueError):
        return None
    if (first.year, first.month) != (last.year, last.month):
        return None
    return first.year * 12 + first.month - 1


def _month_word(month: int) -> str:
    return f"{month // 12:04}-{month % 12 + 1:02}"


def _owed(chosen: Chosen) -> Table | None:
    """By unit, and only of items of which all is known: an unknown is never taken for nothing."""
    items = chosen.rows.get("item", ())
    if not items:
        return None
    quantity, unit = _column("item", "quantity"), _column("item", "unit")
    given = _delivered(chosen)
    sums: dict[str, list[int]] = {}
    unknown = 0
    for row in items:
        came = given.get(row[0], 0)
        known = _told(chosen.kept, "item", row[0], "quantity", "unit")
        if row[quantity] is None or came is None or not known:
            unknown += 1
            continue
        both = sums.setdefault(row[unit] or "", [0, 0])
        both[0] += came
        both[1] += max(0, row[quantity] - came)
    rows = tuple(_units(sums))
    notes = (
        (n_("{n} item of which not all is known is not counted.",
            "{n} items of which not all is known are not counted.", unknown),)
        if unknown else ()
    )  # fmt: skip
    if not rows:
        return None
    header = (_("Unit"), _("Delivered"), _("Still owed"))
    return Table("shares", _("Owed and delivered"), header, rows, notes)


def _units(sums: Mapping[str, list[int]]) -> Iterator[tuple[str, ...]]:
    ordered = sorted(sums.items(), key=lambda each: (-sum(each[1]), each[0]))
    for unit, (came, left) in ordered[:_MOST_UNITS]:
        if came or left:
            yield _drawn(unit) or _("without a unit"), _number(came), _number(left)


def _drawn(text: str) -> str:
    """A word as a chart can hold it: charts know no escape for control characters."""
    return "".join(each if each.isprintable() else "\ufffd" for each in readable(text))


def _number(millionths: int) -> str:
    return f"{plainest(Decimal(millionths) / SCALE):f}"


def _delivered(chosen: Chosen) -> dict[str, int | None]:
    """Item -> what came of it, in millionths; None where that is not known."""
    item, quantity = _column("delivery", "item"), _column("delivery", "quantity")
    unit, of_item = _column("delivery", "unit"), _column("item", "unit")
    units: dict[str, Any] = {row[0]: row[of_item] for row in chosen.rows.get("item", ())}
    found: dict[str, int | None] = {}
    for row in chosen.all["delivery"]:
        if row[item] not in units or chosen.kept.stays("delivery", row[0]):
            continue
        so_far = found.get(row[item], 0)
        same = (row[unit] or units[row[item]]) == units[row[item]]
        known = same and row[quantity] is not None and so_far is not None
        found[row[item]] = so_far + row[quantity] if known and so_far is not None else None
    return found
