"""What a linked record is called on a sheet, and which record such a name means.

A label is the record's text, with its date behind it where its kind has one: "Phone call
(2025-01)". A name that a person writes is looked for as a whole label, then as the text alone,
then among a stakeholder's spellings; several that fit equally are never chosen from.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any

from db.folding import fold
from workbench.exchange.cells import readable
from workbench.exchange.layout import text_field, when_field
from workbench.kinds import KINDS
from workbench.messages import Refused, message

Rows = Sequence[tuple[Any, ...]]
"""Records of one kind as `db.exporting.rows` gives them: uid, then a value for each field."""

_SHOWN = 12


@cache
def linked_kinds() -> tuple[str, ...]:
    """The kinds that some field links to, in the order of `KINDS`."""
    linked = {field.link for kind in KINDS.values() for field in kind.fields if field.link}
    return tuple(name for name in KINDS if name in linked)


@cache
def place(kind: str, field: str) -> int:
    """Where a field stands in a row of `Rows`."""
    names = [each.name for each in KINDS[kind].fields]
    return names.index(field) + 1


def label(text: str, when: str | None) -> str:
    """What a record of this text and date is called."""
    text = readable(text)
    return f"{text} ({when})" if when else text


def labels(kind: str, rows: Rows) -> dict[str, str]:
    """uid -> label of every record of a kind that has a text of its own."""
    field, when = text_field(KINDS[kind]), when_field(KINDS[kind])
    if field is None:
        return {}
    at = place(kind, field.name)
    if when is None:
        return {row[0]: readable(row[at]) for row in rows}
    then = place(kind, when.name)
    return {row[0]: label(row[at], row[then]) for row in rows}


class Finder:
    """Finds the record that a label on a sheet means, among one kind's records, new ones too."""

    def __init__(self, kind: str, rows: Rows, spellings: Iterable[tuple[str, str]] = ()) -> None:
        self._kind = KINDS[kind]
        self._labels = labels(kind, rows)
        self._whole: dict[str, list[str]] = {}
        self._text: dict[str, list[str]] = {}
        self._spelt: dict[str, list[str]] = {}
        self._meant: dict[str, str] = {}
        field = text_field(self._kind)
        at = place(kind, field.name) if field else 0
        # Folded when a name is first looked for: most sheets name few kinds.
        self._waiting = [(row[0], row[at]) for row in rows] if field else []
        self._waiting_spellings = list(spellings)

    def _fold(self) -> None:
        for uid, text in self._waiting:
            whole = self._labels[uid]
            folded = fold(whole)
            self._whole.setdefault(folded, []).append(uid)
            if whole != text:
                folded = fold(text)
            self._text.setdefault(folded, []).append(uid)
        for uid, spelling in self._waiting_spellings:
            self._spelt.setdefault(fold(spelling), []).append(uid)
        self._waiting, self._waiting_spellings = [], []

    def add(self, uid: str, text: str, when: str | None = None) -> None:
        """Let a record be found by this text and date, beside what it was known by."""
        if uid in self._labels:
            self._fold()
        self._labels[uid] = label(text, when)
        self._waiting.append((uid, text))

    def spell(self, uid: str, spelling: str) -> None:
        """Let a stakeholder be found by another spelling."""
        self._waiting_spellings.append((uid, spelling))

    def mean(self, text: str, uid: str) -> None:
        """Let a label mean this record whatever others there are of it: that was settled."""
        self._meant[fold(text)] = uid

    def exactly(self, text: str) -> list[str]:
        """The records that have this very label, text or spelling; folded."""
        self._fold()
        folded = fold(text)
        found: list[str] = []
        for known in (self._whole, self._text, self._spelt):
            found += known.get(folded, ())
        return list(dict.fromkeys(found))

    def forget(self, uids: set[str]) -> None:
        """Let these records be found no more: they will not be made after all."""
        self._fold()
        for uid in uids:
            self._labels.pop(uid, None)
        self._meant = {text: uid for text, uid in self._meant.items() if uid not in uids}
        for known in (self._whole, self._text, self._spelt):
            for folded in [name for name, found in known.items() if not uids.isdisjoint(found)]:
                known[folded] = [uid for uid in known[folded] if uid not in uids]

    @property
    def labels(self) -> Mapping[str, str]:
        """uid -> label of every record that can be found."""
        return self._labels

    def label(self, uid: str) -> str:
        """What a record is called; empty where there is none."""
        return self._labels.get(uid, "")

    def called(self, uid: str, text: str) -> bool:
        """Whether the record is there and goes by this label."""
        known = self._labels.get(uid)
        return known is not None and (known == text or fold(known) == fold(text))

    def find(self, text: str) -> str:
        """The uid of the one record that a label means. `Refused` names the candidates."""
        self._fold()
        folded = fold(text)
        if folded in self._meant:
            return self._meant[folded]
        for known in (self._whole, self._text, self._spelt):
            found = list(dict.fromkeys(known.get(folded, ())))
            if len(found) == 1:
                return found[0]
            if found:
                raise self._several(text, found)
        raise Refused(
            message("There is no {kind} called “{name}”", kind=self._kind.one, name=text),
            what_to_do=message("Write its name as the workbench shows it, or add it first."),
        )

    def _several(self, text: str, found: list[str]) -> Refused:
        return Refused(
            message("“{name}” can mean several ({kind})", name=text, kind=self._kind.many),
            what_to_do=message("Write more of its name, or choose it in the workbench."),
            candidates=tuple(self._labels[uid] for uid in found[:_SHOWN]),
        )


def finders(rows: Mapping[str, Rows]) -> dict[str, Finder]:
    """A finder for every kind that can be linked to; `rows` holds all their records."""
    spelt = rows.get("name", ())
    at, by = place("name", "spelling"), place("name", "stakeholder")
    found = {}
    for kind in linked_kinds():
        spellings = ((row[by], row[at]) for row in spelt) if kind == "stakeholder" else ()
        found[kind] = Finder(kind, rows.get(kind, ()), spellings)
    return found
