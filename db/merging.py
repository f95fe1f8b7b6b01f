"""Two records become one: whatever links to the one that goes links to the one that is kept.

Which links these are follows from the descriptions. What would stand there twice is made one, as
far as the two don't contradict each other; a tie from one to the other goes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from . import marking
from .fields import Description
from .hanging import linking, links_to
from .redirects import KIND
from .tables import KINDS, MARKINGS, Kind
from .unit import Unit

Row = dict[str, Any]
Stricter = Callable[[Any, Any], Any]


@dataclass
class Merging:
    """What a merge did: kind -> how many records lead on, how many were made one with another.

    `marking` is the strictest of those that went, `notes` what they said that nothing else says.
    """

    moved: dict[str, int] = field(default_factory=dict)
    folded: dict[str, int] = field(default_factory=dict)
    marking: str | None = None
    notes: list[str] = field(default_factory=list)


def stricter(unit: Unit) -> Stricter:
    """What says which of two markings is the stricter one; the first where neither is."""
    order = {word: place for place, (_uid, word, _at) in enumerate(marking.terms(unit.connection))}

    def rank(word: Any) -> int:
        return order.get(word, len(order) - 1) if word else 0

    def choose(one: Any, other: Any) -> Any:
        if one is None:
            return other
        return other if rank(other) > rank(one) else one

    return choose


def move(unit: Unit, kept: int, gone: int, strict: Stricter) -> Merging:
    """Within `unit`, have everything that leads to `gone` lead to `kept` (keys of stakeholders)."""
    done = Merging()
    touched: dict[str, set[int]] = {}
    with unit.whole():
        for name, columns in _columns().items():
            changed: dict[int, Row] = {}
            for column in columns:
                for key in linking(unit.connection, name, column, [gone]):
                    if name != KIND or key not in (kept, gone):
                        changed.setdefault(key, {})[column] = kept
            current = unit.rows_by_id(KINDS[name], sorted(changed))
            before = {key: {c: current[key][c] for c in changed[key]} for key in current}
            unit.set_columns(KINDS[name], before, changed, current)
            if changed:
                done.moved[name] = len(changed)
                touched[name] = set(changed)
        for kind in _leaves():
            if touched.get(kind.name):
                _fold(unit, kind, kept, touched[kind.name], strict, done)
    return done


def _columns() -> dict[str, list[str]]:
    """kind -> its columns that can lead to a stakeholder."""
    found: dict[str, list[str]] = {}
    for name, link in links_to(KIND):
        found.setdefault(name, []).append(link.column)
    return found


def _leaves() -> list[Kind]:
    """The kinds that nothing hangs on and that hang on a stakeholder: parts of what is said of it.

    An ask, an item or an event has a life of its own, and two of them are two.
    """
    linked = {link.link for kind in KINDS.values() for link in kind.links.values()}
    return [
        kind
        for kind in KINDS.values()
        if kind.name not in linked
        and any(link.required and link.link == KIND for link in kind.links.values())
    ]


def _fold(
    unit: Unit, kind: Kind, kept: int, moved: set[int], strict: Stricter, done: Merging
) -> None:
    keys: set[int] = set()
    columns = _columns()[kind.name]
    for column in columns:
        keys |= linking(unit.connection, kind.name, column, [kept])
    rows = unit.rows_by_id(kind, sorted(keys))
    goes: list[Row] = []
    if len(columns) > 1:
        for row in [rows[key] for key in moved]:
            if {row[column] for column in columns} == {kept}:
                goes.append(rows.pop(row["id"]))
                done.marking = strict(done.marking, row.get("marking"))
                done.notes += [row["notes"]] if row.get("notes") else []
    goes += _doubles(unit, kind, rows, moved, strict)
    unit.delete_rows(kind, goes)
    if goes:
        done.folded[kind.name] = len(goes)


def _doubles(
    unit: Unit, kind: Kind, rows: Mapping[int, Row], moved: set[int], strict: Stricter
) -> list[Row]:
    """The records that another one says as well; what they say beside it is put into that one."""
    alike: dict[tuple[Any, ...], list[Row]] = {}
    for key in sorted(rows, key=lambda key: (key in moved, key)):
        alike.setdefault(_identity(kind, rows[key]), []).append(rows[key])
    goes: list[Row] = []
    for group in alike.values():
        stays: list[Row] = []
        for row in group:
            other = (_combined(kind, each, row, strict) for each in stays)
            # Two that stood side by side before the merge are somebody's wish.
            found = (
                next(((each, more) for each, more in zip(stays, other, strict=True)
                      if more is not None), None)
                if row["id"] in moved
                else None
            )  # fmt: skip
            if found is None:
                stays.append(row)
                continue
            each, more = found
            if more:
                before = {each["id"]: {name: each[name] for name in more}}
                unit.set_columns(kind, before, {each["id"]: more}, {each["id"]: dict(each)})
                each.update(more)
            goes.append(row)
    return goes


def _identity(kind: Kind, row: Row) -> tuple[Any, ...]:
    """What must be equal in two records that are to be one."""
    return tuple(row[each.column] for each in kind.fields if each.required)


def _combined(kind: Kind, one: Row, other: Row, strict: Stricter) -> Row | None:
    """What of one changes if it takes in all that another says; None where they contradict."""
    more: Row = {}
    for each in kind.fields:
        ours = [one[column] for column in each.columns]
        theirs = [other[column] for column in each.columns]
        if ours == theirs or all(value is None for value in theirs):
            continue
        if each.list == MARKINGS:
            more[each.column] = strict(ours[0], theirs[0])
        elif all(value is None for value in ours):
            more.update(zip(each.columns, theirs, strict=True))
        elif each.type in ("text", "long text"):
            more[each.column] = joined(each, ours[0], theirs[0])
        else:
            return None
    return {name: value for name, value in more.items() if one[name] != value}


def joined(described: Description, one: str, other: str) -> str:
    """Two texts of one field as one, what both say once."""
    between = "\n\n" if described.type == "long text" else "; "
    said = one.split(between)
    return between.join([*said, *(text for text in other.split(between) if text not in said)])


def circles(unit: Unit, kept: int, gone: int, above: Any) -> bool:
    """Whether what is kept, being part of `above`, would be part of itself after the merge."""
    seen: set[int] = set()
    while above is not None and above not in seen:
        if above in (kept, gone):
            return True
        seen.add(above)
        row = unit.rows_by_id(KINDS[KIND], [above]).get(above)
        above = None if row is None else row["part_of_id"]
    return False


def rows_of(unit: Unit, uids: Sequence[str]) -> list[Row]:
    """The whole rows of these stakeholders, in their order. `Refused` where one is gone."""
    keys = unit.ids(KIND, uids)
    found = unit.rows_by_id(KINDS[KIND], list(keys.values()))
    return [found[keys[uid]] for uid in uids]


def end(unit: Unit, kept: Row, gone: Row, values: Row) -> None:
    """Within `unit`, give what is kept its values, and take the other away: its uid leads on."""
    kind = KINDS[KIND]
    changed = {name: value for name, value in values.items() if kept[name] != value}
    with unit.whole():
        if changed:
            key = kept["id"]
            before = {key: {name: kept[name] for name in changed}}
            unit.set_columns(kind, before, {key: changed}, {key: kept})
        unit.delete_rows(kind, [gone])
        unit.add("redirect", {"old": gone["uid"], "to": kept["uid"]})


def spellings(unit: Unit, key: int) -> set[str]:
    """How a stakeholder is spelled beside the name that is shown."""
    rows = unit.connection.exec_driver_sql(
        "SELECT spelling FROM name WHERE stakeholder_id = ?", (key,)
    )
    return {str(row[0]) for row in rows}


def drop_spelling(unit: Unit, key: int, shown: str) -> int:
    """Within `unit`, drop the spellings that say just what the shown name says; how many."""
    rows = unit.connection.exec_driver_sql(
        "SELECT id FROM name WHERE stakeholder_id = ? AND spelling = ?"
        " AND language IS NULL AND kind IS NULL",
        (key, shown),
    )
    found = unit.rows_by_id(KINDS["name"], [row[0] for row in rows])
    unit.delete_rows(KINDS["name"], list(found.values()))
    return len(found)
