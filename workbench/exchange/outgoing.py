"""What goes out in other forms than a workbook: records as they may be told, and a file of them.

Every form asks here for a record's values, so that none lets out what the ceiling keeps.
"""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workbench import ceilings, copies, markings
from workbench.exchange import about, placing, saying
from workbench.exchange.cells import readable
from workbench.exchange.labels import labels, linked_kinds, place
from workbench.exchange.layout import WITHHELD
from workbench.exchange.report import Exported, Progress
from workbench.exchange.selection import Chosen, Selection, chosen, with_hanging
from workbench.kinds import KINDS
from workbench.messages import Refused, _, message

if TYPE_CHECKING:
    from workbench.casebook import Casebook

STEP = 100


@dataclass(frozen=True)
class Record:
    """One record that goes. A field that was not chosen, or that stays, is as if it were empty."""

    kind: str
    row: tuple[Any, ...]
    _out: Outgoing

    @property
    def uid(self) -> str:
        """The record's uid."""
        return str(self.row[0])

    def raw(self, name: str) -> Any:
        """A field's value as the table has it; None where it is empty or may not be told."""
        if self._out.leaves_out(self.kind, name) or self.keeps(name):
            return None
        return self.row[place(self.kind, name)]

    def end(self, name: str) -> str | None:
        """The uid that a link leads to, which holds a form together whichever fields are chosen."""
        return None if self.keeps(name) else self.row[place(self.kind, name)]

    def keeps(self, name: str) -> bool:
        """Whether the field is there but stays under the ceiling."""
        return self._out.stays(self.kind, self.uid, name)

    def said(self, name: str) -> str:
        """A field as a person reads it: a link by its label, "withheld" for what stays."""
        if self._out.leaves_out(self.kind, name):
            return ""
        if self.keeps(name):
            return str(WITHHELD)
        value, described = self.raw(name), KINDS[self.kind].field(name)
        if value is None or value == "":
            return ""
        if described.type == "link":
            return self._out.label(described.link, value)
        if described.type == "choice":
            return str(dict(described.choices).get(value, value))
        return saying.texts(described, [value])[0]

    def told(self, *names: str) -> list[str]:
        """A line for each of these fields that has something: "Asked by: Mutasa"."""
        told = ((str(KINDS[self.kind].field(name).label), self.said(name)) for name in names)
        return [f"{label}: {said}" for label, said in told if said]

    @property
    def marking(self) -> str:
        """The record's own marking; empty where it has none."""
        return self.said("marking") if self.kind in markings.MARKED else ""


@dataclass
class Outgoing:
    """The records of one export, the words about it, and what became of it."""

    casebook: Casebook
    chosen: Chosen
    progress: Progress
    as_of: datetime.datetime
    counts: dict[str, int] = field(default_factory=dict)
    undated: dict[str, int] = field(default_factory=dict)
    cells_withheld: Mapping[str, int] | None = None
    """By kind, where a form takes whole columns; None to count each cell that was asked for."""
    _met: set[tuple[str, str, str]] = field(default_factory=set)
    _labels: dict[str, dict[str, str]] = field(default_factory=dict)
    _done: int = 0

    def records(self, kind: str) -> Iterator[Record]:
        """The records of a kind that go, in order of entry; none where it was not chosen."""
        rows = self.chosen.rows.get(kind, ())
        total = sum(len(each) for each in self.chosen.rows.values())
        for row in rows:
            if self._done % STEP == 0:
                self.progress(self._done, total)
            self._done += 1
            yield Record(kind, row, self)

    def by_link(self, kind: str, name: str) -> dict[str, list[Record]]:
        """The records of a kind that go, by the uid of what a link of theirs leads to."""
        found: dict[str, list[Record]] = {}
        at = place(kind, name)
        for record in self.records(kind):
            found.setdefault(record.row[at], []).append(record)
        return found

    def label(self, kind: str, uid: str) -> str:
        """What a record is called here; "withheld" where that stays."""
        if self.chosen.kept.nameless(kind, uid):
            return str(WITHHELD)
        if kind not in self._labels:
            known = kind in linked_kinds()
            self._labels[kind] = labels(kind, self.chosen.all[kind]) if known else {}
        return self._labels[kind].get(uid, "")

    def leaves_out(self, kind: str, name: str) -> bool:
        """Whether a field was not chosen to go."""
        columns = self.chosen.selection.columns.get(kind)
        return columns is not None and name not in columns

    def stays(self, kind: str, uid: str, name: str) -> bool:
        """Whether a field of a record that goes stays; counted once."""
        if name not in self.chosen.kept.fields(kind, uid):
            return False
        self._met.add((kind, uid, name))
        return True

    def wrote(self, kind: str) -> None:
        """One more record of a kind is in the file."""
        self.counts[kind] = self.counts.get(kind, 0) + 1

    def without_date(self, kind: str) -> None:
        """One more record of a kind has no date to stand at, and is not in the file."""
        self.undated[kind] = self.undated.get(kind, 0) + 1

    def heading(self) -> list[tuple[str, str]]:
        """What a reader has to know of the file: name and words, the casebook's name first."""
        kept, name = self.chosen.kept, self.casebook.name
        lines = [] if kept.tells(name) else [(_("Casebook"), readable(name))]
        lines.append((_("As of"), self.as_of.strftime("%Y-%m-%d %H:%M UTC")))
        if self.marking:
            lines.append((_("Marking"), self.marking))
        if kept.ceiling:
            lines.append((_("Ceiling"), kept.ceiling))
            for title, each in self.withheld().items():
                if any(each.values()):
                    lines.append((title, about.withheld(each)))
        return lines

    @property
    def marking(self) -> str:
        """The strictest marking of what goes; empty where nothing has one."""
        going = self.chosen
        return ceilings.marking_of(self.casebook, going.kept, going.rows, going.kinds, going.all)

    def withheld(self) -> dict[str, dict[str, int]]:
        """By sheet: how many records and cells stayed under the ceiling; empty without one."""
        if not self.chosen.kept.ceiling:
            return {}
        cells = self.cells_withheld
        if cells is None:
            cells = Counter(kind for kind, _uid, _name in self._met)
        return {
            str(KINDS[kind].many): {
                "records": self.chosen.records_withheld[kind],
                "cells": cells.get(kind, 0),
            }
            for kind in self.chosen.kinds
        }

    def exported(self) -> Exported:
        """What was written, for the person to be told."""
        return Exported(
            {str(KINDS[kind].many): n for kind, n in self.counts.items()},
            self.withheld(),
            undated={str(KINDS[kind].many): n for kind, n in self.undated.items()},
        )


def outgoing(
    casebook: Casebook, selection: Selection, kinds: Sequence[str], progress: Progress
) -> Outgoing:
    """The records of these kinds that a selection takes. `Refused` where it takes none of them."""
    wanted = tuple(kinds)
    if selection.kinds:
        wanted = tuple(kind for kind in kinds if kind in selection.kinds)
    elif selection.uids:
        of_view = with_hanging(selection.uids)
        wanted = tuple(kind for kind in kinds if kind in of_view)
    if not wanted:
        raise Refused(
            message("None of the chosen kinds can go into such a file"),
            what_to_do=message(
                "It takes: {words}.", words=", ".join(str(KINDS[kind].many) for kind in kinds)
            ),
        )
    going = chosen(casebook, replace(selection, kinds=wanted), progress)
    return Outgoing(casebook, going, progress, datetime.datetime.now(datetime.UTC))


def deliver(casebook: Casebook, path: Path, content: bytes) -> None:
    """Put a file in its place, whole or not at all, and note that it went there."""
    with placing.beside(path) as folder:
        placing.put(memoryview(content), path, folder)
    copies.note(casebook, "export", path)


NO_CONTROLS = {
    **{code: "\ufffd" for code in range(32) if chr(code) not in "\t\n"},
    **{code: "\ufffd" for code in range(0x7F, 0xA0) if code != 0x85},
}


def plain(text: str) -> str:
    """The text without what the forms of calendars, cards and graphs have no sign for.

    Control characters and halves of characters show as the sign for what can't be shown.
    """
    return readable(text).translate(NO_CONTROLS)
