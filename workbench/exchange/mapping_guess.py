"""The guess at what a foreign sheet's columns mean, from headers, contents and the sheet's name."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from workbench.exchange import column_dates, mapping_contents, mapping_kinds
from workbench.exchange.mapping_assigning import ENOUGH, assign
from workbench.exchange.mapping_cells import row_numbers
from workbench.exchange.mapping_cells import titles as titles_of
from workbench.exchange.mapping_cells import years as given_years
from workbench.exchange.mapping_contents import Contents
from workbench.exchange.mapping_headers import bare_end, from_whom, is_reason, meanings, of_meetings
from workbench.exchange.mapping_questions import questions
from workbench.exchange.mapping_shapes import ColumnMapping, SheetMapping, Target
from workbench.kinds import KINDS

if TYPE_CHECKING:
    from workbench.exchange.regions import Region
    from workbench.exchange.sheets import Sheet

Meanings = dict[str, float]

_PLAIN = 0.97
"""Above that a header has a meaning by its very words; others tell half as much of the rows."""
_UNDATED = 0.6
"""What is left of all that speaks for events where no column has a date."""
_NAMED_IN_HEADER = 0.2
_LEAST = 1.5
"""What has to speak for a kind of row before it is taken to be that."""
_CLOSE = 0.88
"""A second kind for which that share speaks is asked about."""
_DATES = frozenset({"date", "from", "to", "raised", "due", "delivered"})
_NAMES = frozenset({"name", "fullname", "first", "last", "middle", "party", "ours", "theirs",
                    "principal", "speaker", "interpreter", "host", "org", "post"})  # fmt: skip
_WORDED = frozenset(
    {"title", "said", "notes", "place", "ask", "action", "what", "alias", "country"}
)
_MET = ("party", "ours", "theirs", "principal", "interpreter", "note taker", "host", "said")
_SPLIT = frozenset({"party", "via"})


def guess(
    sheet: Sheet,
    region: Region,
    today: datetime.date,
    kind: str = "",
    titles: Sequence[str] = (),
    lists: Mapping[str, Sequence[str]] | None = None,
) -> SheetMapping:
    """What a table's rows and columns seem to mean; `kind` settles the rows beforehand.

    `titles` are further words that may tell what is on the sheet, such as the file's name;
    `lists` the casebook's own words by the name of their list, as a further witness.
    """
    columns = _columns(sheet, region)
    own = mapping_contents.own_lists(lists or {})
    looks = [mapping_contents.look(column, own) for column in columns]
    found = [
        {} if is_reason(header) else witnessed(meanings(header), look, header)
        for header, look in zip(region.headers, looks, strict=True)
    ]
    found = _ends_of_asks(_ends_of_ties(found, region.headers), region.headers)
    scores = kind_scores(found, [sheet.name, *titles_of(sheet, region), *titles], region.headers)
    best = sorted(scores, key=lambda each: -scores[each])
    close: tuple[str, ...] = ()
    if not kind:
        if not best or scores[best[0]] < _LEAST:
            empty = tuple(ColumnMapping() for _ in columns)
            return questions(SheetMapping("", empty), region.headers, columns, tuple(best[:3]))
        kind = best[0]
        close = tuple(each for each in best[1:3] if scores[each] >= _CLOSE * scores[kind])
    made = tuple(
        _settled(column, cells, header)
        for column, cells, header in zip(assign(kind, found), columns, region.headers, strict=True)
    )
    made = _of_one_order(_lone_months(made), columns, region.headers)
    called = [sheet.name, *titles_of(sheet, region), *titles]
    fixed = _fixed(kind, made, found, called)
    mapping = SheetMapping(kind, made, _headings(kind, region, made), fixed=fixed)
    numbers = row_numbers(sheet, region)
    years = () if given_years(sheet, region, mapping, numbers) else _years_to_choose(mapping, today)
    return questions(mapping, region.headers, columns, close, years)


def asked(
    sheet: Sheet,
    region: Region,
    mapping: SheetMapping,
    today: datetime.date,
    place: int | None = None,
) -> SheetMapping:
    """A mapping that was kept or changed, with what these cells leave open in it.

    With a `place` only that column is looked at again; what was asked of others stays.
    """
    columns = _columns(sheet, region)
    places = range(len(columns)) if place is None else (place,)
    for at in places:
        column = mapping.columns[at]
        if column.target is None or not _is_date(column.target):
            continue
        order, _examples, undecided = column_dates.order_of(columns[at])
        order = order or (column_dates.order_said(region.headers[at]) if undecided else "")
        calendar = column_dates.marked_calendar(region.headers[at], columns[at][:200])
        if order or undecided:
            # What the cells say goes before what other cells said when the mapping was kept.
            column = replace(column, date_order=order or column.date_order)
        column = replace(column, calendar=column.calendar or calendar)
        mapping = mapping.with_column(at, column)
    numbers = row_numbers(sheet, region)
    years = () if given_years(sheet, region, mapping, numbers) else _years_to_choose(mapping, today)
    anew = questions(mapping, region.headers, columns, (), years).questions
    if place is None:
        return replace(mapping, questions=anew)
    kept = tuple(each for each in mapping.questions if each.place not in (place, None))
    found = tuple(each for each in anew if each.place in (place, None))
    whole = tuple(each for each in mapping.questions if each.about == "kind")
    return replace(mapping, questions=(*whole, *kept, *found))


def _years_to_choose(mapping: SheetMapping, today: datetime.date) -> tuple[int, ...]:
    if any(column.target and column.target.part == "year" for column in mapping.columns):
        return ()
    return tuple(range(today.year + 1, today.year - 12, -1))


def _columns(sheet: Sheet, region: Region) -> list[list[Any]]:
    rows = [sheet.rows[number - 1] for number in row_numbers(sheet, region)]
    return [
        [row[place] if place < len(row) else "" for row in rows]
        for place in range(region.left, region.right + 1)
    ]


# -- meanings -------------------------------------------------------------------------------------


def witnessed(found: Meanings, look: Contents, header: str = "") -> Meanings:
    """What a header means, as far as the cells below it bear that out."""
    if look.filled == 0:
        return dict(found)
    if look.addresses > 0.6:
        return {"contact": 0.95}
    if "month" in found and look.dates > 0.5 and look.whole > 0.3:
        # Months each with its year are dates.
        found = {**found, "date": found["month"]}
        found.pop("month")
    sure = {meaning: value * _fit(meaning, look) for meaning, value in found.items()}
    if look.dates > 0.5:
        for clock, date in (("time", "date"), ("end time", "to")):
            if clock in sure:
                # A day and its hour in one cell.
                sure[date] = sure.pop(clock) - 0.05
    for date, end in (("from", "tie_from"), ("to", "tie_to")):
        if found.get(date, 0) >= 1 and look.letters > 0.8 and look.dates < 0.2:
            # Names below "From" and "To" are whom something leads from and to.
            sure[end] = sure.pop(date) and 0.9
    return sure if found else _by_contents(look, header)


def _fit(meaning: str, look: Contents) -> float:
    """How far cells like these can hold what the meaning says: 1 for wholly."""
    if look.filled < 3:
        return 1.0
    datelike = max(look.dates, look.years)
    if meaning in _DATES:
        return 1.0 if datelike > 0.25 or look.numbers > 0.6 else 0.45
    if meaning == "year":
        return 1.0 if look.years > 0.5 or look.letters > 0.5 else 0.4
    if meaning == "time":
        return 1.0 if look.clocks + look.dates + look.numbers > 0.3 else 0.5
    if meaning in _NAMES:
        return 0.3 if look.numbers > 0.8 or look.dates > 0.8 else 1.0
    if meaning in _WORDED:
        return 0.4 if look.dates > 0.8 or (look.numbers > 0.8 and look.letters < 0.2) else 1.0
    if meaning == "quantity":
        return 0.5 if look.numbers < 0.2 and look.dates > 0.5 else 1.0
    if meaning in ("kind", "status", "priority", "category", "unit"):
        return 0.5 if look.long > 0.5 or look.dates > 0.8 else 1.0
    return 1.0


def _by_contents(look: Contents, header: str) -> Meanings:
    """What cells alone say, where the header has no known word, or there is none."""
    if look.filled < 3:
        return {}
    if look.dates > 0.8:
        return {"date": 0.55}
    if look.clocks > 0.8:
        return {"time": 0.55}
    if look.listed:
        return {look.listed: 0.6}
    if look.long > 0.5:
        return {"notes": 0.52}
    if header.strip():
        return {}
    return {"name": 0.52} if look.names > 0.8 else {}


def _ends_of_ties(found: Sequence[Meanings], headers: Sequence[str]) -> list[Meanings]:
    """ "From" and "To" are whom something leads from and to, where other columns have its dates,
    or none has and one says of what kind it is."""
    bare = {
        meaning: place
        for place, header in enumerate(headers)
        for meaning in ("from", "to")
        if bare_end(header, meaning) and meaning in found[place]
    }
    made = [dict(meant) for meant in found]
    if len(bare) < 2:
        return made
    others = {m for place, meant in enumerate(found) if place not in bare.values() for m in meant}
    dated = others & {"from", "to", "date"}
    whose = others & {"name", "fullname", "first", "last", "post", "title", "place", "party"}
    if (dated or others & {"kind", "relationship", "tenor"}) and not whose:
        for meaning, place in bare.items():
            made[place] = {f"tie_{meaning}": 0.95}
    return made


def _ends_of_asks(found: Sequence[Meanings], headers: Sequence[str]) -> list[Meanings]:
    """ "From whom" beside "Asked by" is of whom something is asked."""
    made = [dict(meant) for meant in found]
    by = [place for place, meant in enumerate(made) if meant.get("asked_by", 0) > _PLAIN]
    turned = [place for place in by if from_whom(headers[place])]
    asked_of = any(meant.get("asked_of", 0) >= ENOUGH for meant in made)
    if len(by) == 2 and len(turned) == 1 and not asked_of:
        made[turned[0]] = {"asked_of": 0.95}
    return made


def kind_scores(
    found: Sequence[Meanings], titles: Sequence[str], headers: Sequence[str]
) -> dict[str, float]:
    """Kind of row -> how much speaks for it: its columns, and what the sheet is called."""
    scores = dict.fromkeys(mapping_kinds.KINDS, 0.0)
    times: dict[str, int] = {}
    for meant in found:
        for meaning, sure in meant.items():
            times[meaning] = times.get(meaning, 0) + 1
            if sure < ENOUGH or times[meaning] > 2:
                continue
            for kind, points in mapping_kinds.evidence().get(meaning, {}).items():
                scores[kind] += (
                    points
                    * (sure if sure > _PLAIN else sure / 2)
                    / len(meant) ** 0.5
                    / times[meaning]
                )
    for kind, points in mapping_kinds.titled(headers).items():
        scores[kind] += points * _NAMED_IN_HEADER
    present = {m for meant in found for m, sure in meant.items() if sure >= ENOUGH}
    for kind, needed in mapping_kinds.NEEDED.items():
        if not all(present & any_of for any_of in needed):
            scores[kind] *= 0.4
    if not present & {"date", "from", "to", "year", "month"}:
        scores["event"] *= _UNDATED
    for kind, points in mapping_kinds.titled(titles).items():
        scores[kind] += points
    return {kind: score for kind, score in scores.items() if score > 0}


# -- how a column is read -------------------------------------------------------------------------


def _settled(column: ColumnMapping, cells: Sequence[Any], header: str) -> ColumnMapping:
    target = column.target
    if target is None:
        return column
    if _is_date(target):
        order, _examples, undecided = column_dates.order_of(cells)
        if undecided:
            order = column_dates.order_said(header)
        calendar = column_dates.marked_calendar(header, cells[:200])
        column = replace(column, date_order=order, calendar=calendar)
    if target.kind == "name" or (target.kind in _SPLIT and target.field == "stakeholder"):
        column = replace(column, split=True)
    return column


def _lone_months(made: tuple[ColumnMapping, ...]) -> tuple[ColumnMapping, ...]:
    """A column of months by itself has dates without a year: "April", "14 May"."""
    parts = {column.target.part for column in made if column.target}
    if parts & {"year", "day"}:
        return made
    return tuple(
        replace(column, target=replace(column.target, part=""))
        if column.target and column.target.part == "month"
        else column
        for column in made
    )


def _is_date(target: Target) -> bool:
    return (
        target.kind in KINDS
        and KINDS[target.kind].field(target.field).type == "when"
        and target.part in ("", "from", "to")
    )


def _of_one_order(
    made: tuple[ColumnMapping, ...], columns: Sequence[Sequence[Any]], headers: Sequence[str]
) -> tuple[ColumnMapping, ...]:
    """Dates of one sheet are written in one order: a column that decides speaks for the others."""
    orders = {column.date_order for column in made if column.target and column.date_order}
    if len(orders) != 1:
        return made
    order = orders.pop()
    return tuple(
        replace(column, date_order=order) if column.target and _is_date(column.target) else column
        for column in made
    )


def _fixed(
    kind: str, made: Sequence[ColumnMapping], found: Sequence[Meanings], titles: Sequence[str]
) -> tuple[tuple[Target, str], ...]:
    """What goes without saying on sheets of this kind."""
    given = {(column.target.kind, column.target.field) for column in made if column.target}
    if kind == "event" and ("event", "kind") not in given:
        there = {each for meant in found for each, sure in meant.items() if sure >= ENOUGH}
        met = not there.isdisjoint(_MET)
        if any(of == "party" for of, _field in given) and of_meetings(titles):
            met = True
        elif "speaker" in there and there.isdisjoint(_MET[:-1]):
            return ((mapping_kinds.target("event.kind"), "statement"),)
        return ((mapping_kinds.target("event.kind"), "meeting" if met else "development"),)
    if kind == "ask" and ("ask", "status") not in given:
        return ((mapping_kinds.target("ask.status"), "proposed"),)
    return ()


def _headings(kind: str, region: Region, made: Sequence[ColumnMapping]) -> Target | None:
    """What a heading inside the table says of the rows below it."""
    texts = list(region.headings.values())
    if not texts:
        return None
    years = sum(column_dates.year_in(text) is not None for text in texts)
    when = next((c.target for c in made if c.target and _is_date(c.target)), None)
    if years * 2 > len(texts) and when is not None:
        return replace(when, part="year")
    if kind == "stakeholder":
        return mapping_kinds.target("stakeholder.country")
    return mapping_kinds.target("party.stakeholder") if kind == "event" else None
