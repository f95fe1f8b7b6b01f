"""Which column of a foreign sheet gets which field: each field once, the surest column first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from workbench.exchange import mapping_kinds
from workbench.exchange.mapping_headers import FIELDLESS
from workbench.exchange.mapping_shapes import ColumnMapping, Target
from workbench.kinds import KINDS

Meanings = dict[str, float]

ENOUGH = 0.5
"""How sure a meaning must be for its column to be given a field."""


def assign(kind: str, found: Sequence[Meanings]) -> list[ColumnMapping]:
    """A field for each column, the surest first; a field is filled once unless it may repeat."""
    found = _names_in_parts(found)
    rules = mapping_kinds.fields(kind)
    claims: list[tuple[float, int, Target]] = []
    for place, meant in enumerate(found):
        nothing = max((sure for meaning, sure in meant.items() if meaning in FIELDLESS), default=0)
        for meaning, sure in meant.items():
            for rank, target in enumerate(rules.get(meaning, ())):
                if sure >= ENOUGH and sure >= nothing:
                    less = 0.05 * rank + mapping_kinds.WEAK.get(meaning, 0.0)
                    claims.append((sure - less, place, target))
    claims.sort(key=lambda claim: (-claim[0], claim[1]))
    made = [ColumnMapping() for _ in found]
    taken: set[Target] = set()
    for sure, place, target in claims:
        if made[place].target is not None or not _free(target, taken):
            continue
        made[place] = ColumnMapping(target, round(sure, 3))
        taken.add(target)
    return _put_right(kind, made, found)


def _free(target: Target, taken: set[Target]) -> bool:
    """Whether a field can be filled by one more column."""
    if target in taken:
        return target.kind in mapping_kinds.REPEATED or target.field in mapping_kinds.MANY
    if target.part in ("from", "to", "year", "month", "day"):
        whole = replace(target, part="")
        return whole not in taken or target.part == "to"
    if target.kind in KINDS and KINDS[target.kind].field(target.field).type == "when":
        return not any(
            (each.kind, each.field) == (target.kind, target.field) and each.part != "to"
            for each in taken
        )
    return True


def _names_in_parts(found: Sequence[Meanings]) -> list[Meanings]:
    """ "Name" beside "First name" is the last one; "nombre" beside "apellido" the first."""
    surely = {meaning for meant in found for meaning, sure in meant.items() if sure > 0.75}
    made = [dict(meant) for meant in found]
    part = ""
    if "first" in surely and not surely & {"last", "fullname"}:
        part = "last"
    elif "last" in surely and not surely & {"first", "fullname"}:
        part = "first"
    if part:
        whole = next((meant for meant in made if meant.get("name", 0) > 0.75), None)
        if whole is not None:
            whole[part] = whole.pop("name")
    if "fullname" in surely or "name" in surely:
        for meant in made:
            # The whole name says all that its parts do.
            for each in ("first", "last", "middle"):
                if "fullname" in surely and each in meant:
                    meant.pop(each)
    return made


def _put_right(
    kind: str, made: list[ColumnMapping], found: Sequence[Meanings]
) -> list[ColumnMapping]:
    """What only the whole of the columns can tell."""
    _add_days(made, found)
    filled = {column.target for column in made}
    if kind == "event" and mapping_kinds.target("event.title") not in filled:
        return _titled(made, found)
    if kind == "ask" and mapping_kinds.target("ask.title") not in filled:
        # A list of persons held: each is what is asked for.
        for place, meant in enumerate(found):
            if (
                made[place].target is None
                and max(meant.get("name", 0), meant.get("fullname", 0)) >= ENOUGH
            ):
                made[place] = ColumnMapping(mapping_kinds.target("ask.title"), 0.6)
                break
    if kind == "stakeholder" and not any(
        target and (target.kind, target.field) == ("stakeholder", "name") for target in filled
    ):
        for place, meant in enumerate(found):
            if meant.get("org", 0) >= ENOUGH:
                made[place] = ColumnMapping(mapping_kinds.target("stakeholder.name"), meant["org"])
                break
    return made


def _add_days(made: list[ColumnMapping], found: Sequence[Meanings]) -> None:
    """ "Day" beside a year and a month is the day of them."""
    parts = {column.target.part: column.target for column in made if column.target}
    if not {"year", "month"} <= parts.keys() or "day" in parts:
        return
    for place, meant in enumerate(found):
        if made[place].target is None and meant.get("date", 0) > 0:
            made[place] = ColumnMapping(replace(parts["month"], part="day"), 0.8)
            return


def _titled(made: list[ColumnMapping], found: Sequence[Meanings]) -> list[ColumnMapping]:
    """An event without a title is called by its name, or by what its notes say."""
    names = [place for place, meant in enumerate(found) if meant.get("name", 0) >= 0.95]
    others = [
        place for place, column in enumerate(made)
        if column.target and column.target.kind == "party" and place not in names
    ]  # fmt: skip
    place = mapping_kinds.target("event.place") in {column.target for column in made}
    if names and others and place:
        made[names[0]] = ColumnMapping(mapping_kinds.target("event.title"), 0.7)
    return made
