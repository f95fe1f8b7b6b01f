"""What an export takes: kinds, columns, rows of a view or filter, a range of dates, a ceiling.

A row that hangs in another one (a party in its event, a delivery in its item) goes where that one
goes; a row of another kind goes where it fits itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from workbench import ceilings, lists, markings, when
from workbench.ceilings import Rows, Withheld
from workbench.exchange.report import Progress, no_progress
from workbench.kinds import CLOSED, KINDS, Kind
from workbench.messages import Refused, message

if TYPE_CHECKING:
    from workbench.casebook import Casebook

HOSTS = {**markings.INSIDE, "item": "ask", "post": "stakeholder"}
"""Kinds that go with the record that they hang in, and the link that leads to it."""

# What holds for as long as nobody knows otherwise: without a date it may be of any time.
_STANDING = frozenset({"stakeholder", "name", "post", "tie", "source", "member", "term"})

_ENDLESS = 1 << 62


@dataclass(frozen=True)
class Selection:
    """What is wanted. All of it empty is the whole record.

    `kinds` are names of kinds, each a sheet. `columns` is kind -> names of the fields to take.
    `uids` is kind -> the rows to take, as a view lists them; kinds that it lacks are taken as they
    hang on these. `since` is EDTF: from then on, or within an interval. `words` must all be found
    in a row or in what it links to. `ceiling` is a marking's word.
    """

    kinds: tuple[str, ...] = ()
    columns: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    uids: Mapping[str, frozenset[str]] = field(default_factory=dict)
    since: str = ""
    words: str = ""
    ceiling: str = ""

    @property
    def whole(self) -> bool:
        """Whether it leaves nothing out."""
        return not (self.ceiling or self.partial or self.columns)

    @property
    def partial(self) -> bool:
        """Whether rows are left out by choice rather than by the ceiling."""
        return bool(self.kinds or self.uids or self.since.strip() or self.words.strip())


@dataclass(frozen=True)
class Chosen:
    """What goes: `rows` by kind, `kinds` in the order of `KINDS`, what is `kept` back of it.

    `all` holds every record of the casebook, for what links lead to; `records_withheld` how many
    of the rows that were wanted stay under the ceiling, by kind.
    """

    selection: Selection
    kinds: tuple[str, ...]
    rows: Mapping[str, Rows]
    all: Mapping[str, Rows]
    kept: Withheld
    records_withheld: Mapping[str, int]

    @cached_property
    def cells_withheld(self) -> dict[str, int]:
        """Kind -> how many cells of the rows that go read "withheld"."""
        found = {}
        for kind in self.kinds:
            cells = self.kept.cells.get(kind, {})
            columns = self.selection.columns.get(kind)
            found[kind] = sum(
                sum(1 for name in cells[row[0]] if columns is None or name in columns)
                for row in (self.rows[kind] if cells else ())
                if row[0] in cells
            )
        return found


def chosen(
    casebook: Casebook, selection: Selection | None = None, report: Progress = no_progress
) -> Chosen:
    """What a selection takes of the casebook. `Refused` where a date, kind or marking is none.

    `report` is called now and then, with 0 of 0: it may end it.
    """
    wanted = selection or Selection()
    unknown = [kind for kind in (*wanted.kinds, *wanted.columns) if kind not in exported_kinds()]
    if unknown:
        raise Refused(
            message("“{word}” is no kind of record", word=unknown[0]),
            what_to_do=message("Choose one of: {words}.", words=", ".join(exported_kinds())),
        )
    rows = ceilings.read_rows(casebook, report)
    kept = ceilings.withheld(casebook, wanted.ceiling, rows, report)
    kinds = _kinds(wanted)
    fitting = _Fitting(casebook, wanted, rows).rows(report) if wanted.partial else rows
    going: dict[str, Rows] = {}
    records = {}
    for kind in kinds:
        stay = kept.records.get(kind)
        going[kind] = (
            [row for row in fitting[kind] if row[0] not in stay] if stay else fitting[kind]
        )
        records[kind] = len(fitting[kind]) - len(going[kind])
    return Chosen(wanted, kinds, going, rows, kept, records)


def exported_kinds() -> tuple[str, ...]:
    """The kinds that have a sheet."""
    return tuple(name for name, kind in KINDS.items() if not kind.inner)


def fields_of(kind: str) -> tuple[str, ...]:
    """The fields of a kind that an export can take."""
    return tuple(f.name for f in KINDS[kind].fields if not (f.hidden or f.computed))


def _kinds(wanted: Selection) -> tuple[str, ...]:
    known = exported_kinds()
    if wanted.kinds:
        return tuple(kind for kind in known if kind in wanted.kinds)
    if wanted.uids:
        return with_hanging(wanted.uids)
    return known


def with_hanging(kinds: Iterable[str]) -> tuple[str, ...]:
    """These kinds and those whose rows hang in theirs."""
    found = set(kinds)
    for kind in exported_kinds():  # what hangs on a kind comes after it
        if kind in HOSTS and KINDS[kind].links[HOSTS[kind]].link in found:
            found.add(kind)
    return tuple(kind for kind in exported_kinds() if kind in found)


class _Fitting:
    """The rows that fit, the ceiling aside: hosts first, then what hangs in them."""

    def __init__(self, casebook: Casebook, wanted: Selection, rows: Mapping[str, Rows]) -> None:
        self._casebook = casebook
        self._wanted = wanted
        self._rows = rows
        self._range = span(wanted.since)
        self._found: dict[str, Rows] = {}
        self._uids: dict[str, set[str]] = {}

    def rows(self, report: Progress) -> dict[str, Rows]:
        """By kind."""
        for kind in KINDS.values():
            report(0, 0)
            taken = self._taken(kind)
            self._found[kind.name] = taken
            self._uids[kind.name] = {row[0] for row in taken}
        return self._found

    def _taken(self, kind: Kind) -> Rows:
        rows = self._rows[kind.name]
        if kind.inner:
            return rows
        hosted = self._hosted(kind)
        if kind.name in self._wanted.uids:
            shown = self._wanted.uids[kind.name]
            rows = [row for row in rows if row[0] in shown]
        elif self._wanted.uids:
            rows = [row for row in rows if hosted(row)] if kind.name in HOSTS else rows
        if self._range is not None:
            dated = _Dated(kind, self._range)
            rows = [row for row in rows if dated.fits(row, hosted)]
        if self._wanted.words.strip():
            query = lists.Query(kind.name, text=self._wanted.words)
            ids = lists.ids(self._casebook, query)
            named = set(lists.uids(self._casebook, kind.name, ids))
            rows = [row for row in rows if row[0] in named or hosted(row)]
        return rows

    def _hosted(self, kind: Kind) -> Any:
        """Whether a row's host goes; False for a kind that has none."""
        link = HOSTS.get(kind.name)
        if link is None:
            return lambda row: False
        at = 1 + [each.name for each in kind.fields].index(link)
        going = self._uids[kind.links[link].link]
        return lambda row: row[at] in going


def span(since: str) -> tuple[int, int] | None:
    """First and last second of a range: from a date on, or within an interval. None for none."""
    text = since.strip()
    if not text:
        return None
    first, last = when.bounds(text)
    return (first, last) if "/" in text else (first, _ENDLESS)


class _Dated:
    """Whether a record of one kind overlaps a range, by whichever of its dates."""

    def __init__(self, kind: Kind, range_: tuple[int, int]) -> None:
        self._kind = kind.name
        self._first, self._last = range_
        places = {each.name: place for place, each in enumerate(kind.fields, 1)}
        self._places = [places[each.name] for each in kind.fields if each.type == "when"]
        self._raised, self._status = places.get("raised"), places.get("status")
        self._done = places.get("done")
        self._bounds: dict[str, bool] = {}

    def fits(self, row: Sequence[Any], hosted: Any) -> bool:
        """A row without a date goes with its host, or where it stands until told otherwise."""
        dates = [row[at] for at in self._places if row[at]]
        if any(self._overlaps(date) for date in dates):
            return True
        if self._raised is not None and self._status is not None:
            # An open ask is waited for to this day.
            open_ = row[self._status] not in CLOSED
            return open_ and (not row[self._raised] or self._begins_before(row[self._raised]))
        if dates and self._kind != "item":
            return False
        if self._kind in HOSTS:
            return bool(hosted(row))
        return self._kind in _STANDING or (self._done is not None and not row[self._done])

    def _overlaps(self, date: str) -> bool:
        found = self._bounds.get(date)
        if found is None:
            first, last = when.bounds(date)
            found = self._bounds[date] = first <= self._last and last >= self._first
        return found

    def _begins_before(self, date: str) -> bool:
        return when.bounds(date)[0] <= self._last
