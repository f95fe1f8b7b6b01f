"""Mappings that a person settled, kept by name in the casebook and offered for like headers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from workbench.exchange import mapping_kinds
from workbench.exchange.mapping_headers import plain
from workbench.exchange.mapping_shapes import ColumnMapping, SheetMapping, Target
from workbench.kinds import KINDS
from workbench.messages import Refused, message

if TYPE_CHECKING:
    from workbench.casebook import Casebook
    from workbench.exchange.regions import Region

_KEY = "mapping/"


def keep(casebook: Casebook, name: str, headers: Sequence[str], mapping: SheetMapping) -> None:
    """Keep a mapping under a name; one that is there under it is replaced."""
    name = " ".join(name.split())
    if not name:
        raise Refused(message("A mapping is kept under a name"))
    columns = [
        [plain(header), _said(column.target), column.date_order, column.fill_down,
         column.split, column.calendar]
        for header, column in zip(headers, mapping.columns, strict=True)
    ]  # fmt: skip
    casebook.keep(
        _KEY + name,
        {
            "kind": mapping.kind,
            "columns": columns,
            "headings": _said(mapping.headings),
            "words": [[plain(headers[place]), text, word] for place, text, word in mapping.words],
            "fixed": [[_said(target), text] for target, text in mapping.fixed],
        },
    )


def forget(casebook: Casebook, name: str) -> None:
    """Keep the mapping of this name no more."""
    casebook.keep(_KEY + name, None)


def kept(casebook: Casebook) -> list[str]:
    """The names of the mappings that are kept, in order."""
    return sorted(key.removeprefix(_KEY) for key in casebook.kept_under(_KEY))


def offered(casebook: Casebook, headers: Sequence[str]) -> tuple[str, SheetMapping] | None:
    """(name, mapping) kept for these headers, in any order and case; None where there is none."""
    wanted = sorted(map(plain, headers))
    for key, found in sorted(casebook.kept_under(_KEY).items()):
        if sorted(column[0] for column in found["columns"]) == wanted:
            made = _mapped(found, headers)
            if made is not None:
                return key.removeprefix(_KEY), made
    return None


def mapping_for(casebook: Casebook, name: str, region: Region) -> SheetMapping:
    """The mapping kept under a name, for a table that has its headers, and others perhaps.

    `Refused` where none is kept, or a column that it gives a field to is not there.
    """
    found = casebook.kept(_KEY + name)
    if found is None:
        raise Refused(
            message("No mapping is kept under the name “{name}”", name=name),
            what_to_do=message("Import without one; the columns are then guessed."),
        )
    there = set(map(plain, region.headers))
    if any(column[1] and column[0] not in there for column in found["columns"]):
        raise Refused(
            message("The mapping “{name}” is for other headers", name=name),
            what_to_do=message("Import without it; the columns are then guessed."),
        )
    made = _mapped(found, region.headers)
    if made is None:
        raise Refused(message("The mapping “{name}” is of fields that are no more", name=name))
    return made


def _said(target: Target | None) -> str:
    if target is None:
        return ""
    return ".".join(each for each in (target.kind, target.field, target.part) if each)


def _target(text: str) -> Target | None:
    """A target as it was kept. KeyError where its field is gone."""
    if not text:
        return None
    found = mapping_kinds.target(text)
    KINDS[found.kind].field(found.field)
    return found


def _mapped(found: dict[str, Any], headers: Sequence[str]) -> SheetMapping | None:
    waiting: dict[str, list[ColumnMapping]] = {}
    try:
        for header, target, order, down, split, calendar in found["columns"]:
            column = ColumnMapping(_target(target), 1.0, order, down, split, calendar)
            waiting.setdefault(header, []).append(column)
        columns = [
            waiting[plain(header)].pop(0) if waiting.get(plain(header)) else ColumnMapping()
            for header in headers
        ]
        fixed = [(_target(target), text) for target, text in found["fixed"]]
        headings = _target(found["headings"])
    except (KeyError, ValueError):
        return None
    places = {plain(header): place for place, header in reversed(list(enumerate(headers)))}
    words = tuple(
        (places[header], text, word) for header, text, word in found["words"] if header in places
    )
    mapping = SheetMapping(found["kind"], tuple(columns), headings, words=words)
    return replace(mapping, fixed=tuple((t, text) for t, text in fixed if t is not None))
