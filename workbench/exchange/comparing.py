"""A row whose record is here: what was changed on the sheet, and whether here as well.

Three states of each cell are compared: as it was exported (of which the digest tells), as the
sheet has it, as the record is now. Where there is no digest to trust, only the last two.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from workbench.exchange import cells, digest
from workbench.exchange.converting import Converter, Outcome
from workbench.exchange.labels import Finder, Rows
from workbench.exchange.layout import Layout
from workbench.exchange.saying import columns
from workbench.exchange.sheet_rows import SheetRows
from workbench.kinds import Field
from workbench.messages import Message, Refused, message
from workbench.values import Value


@dataclass
class Change:
    """What a row changes: fields that only the sheet changed, fields that were changed here too."""

    fields: dict[str, Value] = field(default_factory=dict)
    contested: dict[str, Value] = field(default_factory=dict)
    refused: tuple[str, Refused | Message] | None = None


class Comparison:
    """Compares rows of sheets with the records of one kind."""

    def __init__(
        self,
        layout: Layout,
        stored: Rows,
        finders: Mapping[str, Finder],
        converter: Converter,
        digester: digest.Digester | None,
        digested: Sequence[str],
    ) -> None:
        self._layout = layout
        self._stored = stored
        self._finders = finders
        self._converter = converter
        self._digester = digester
        self._digested = list(digested)
        self._places = {name: place for place, name in enumerate(layout.digested)}

    @cached_property
    def _now(self) -> dict[str, tuple[str, ...]]:
        """uid -> what its row would read if it were exported now."""
        known = {kind: finder.labels for kind, finder in self._finders.items()}
        texts = columns(self._layout, self._stored, known)
        uids = [row[0] for row in self._stored]
        return dict(zip(uids, zip(*texts, strict=True), strict=True))

    def change(self, rows: SheetRows, at: int) -> Change | None:
        """What the row changes; None where it changes nothing."""
        uid = rows.uids[at]
        sheet, now = rows.cells[at], self._now[uid]
        if sheet == now:
            return None
        base = self._base(rows.digest(at))
        if base and rows.digest(at)[: digest.ROW] == self._whole(uid, sheet):
            return None
        change = Change()
        for each in self._layout.fields:
            place = self._places[each.name]
            if not sheet[place].strip():
                continue
            link = self._places[f"{each.name} uid"] if each.type == "link" else place
            self._cell(change, each, _Cell(place, link, sheet, now, base))
            if change.refused is not None:
                column = rows.table.header(rows.table.place("value", each.name))
                change.refused = (column, change.refused[1])
                return change
        return change if change.fields or change.contested else None

    def reads(self, uid: str, name: str) -> str:
        """What a field of a record would read if it were exported now."""
        return self._now[uid][self._places[name]]

    def sheared(self, rows: SheetRows, old: Sequence[int]) -> set[int]:
        """The rows whose hidden cells are another row's: sorted or filtered without them.

        One row that reads like another was typed so; several were torn apart.
        """
        changed = [at for at in old if rows.cells[at] != self._now[rows.uids[at]]]
        if len(changed) < 2 or self._digester is None:
            return set()
        seen = [name for name in self._digested if name in self._places and name[-4:] != " uid"]
        parts_at = [self._digested.index(name) for name in seen]
        exported: dict[int, str] = {}
        for at in old:
            parts = digest.parts(rows.digest(at), len(self._digested))
            if parts is not None:
                exported[at] = "".join([parts[place] for place in parts_at])
        of_others = set(exported.values())
        places = [self._places[name] for name in seen]
        found = set()
        for at in changed:
            reads = "".join([self._digester[rows.cells[at][place]] for place in places])
            if reads != exported.get(at) and reads in of_others:
                found.add(at)
        return found if len(found) > 1 else set()

    def _whole(self, uid: str, sheet: tuple[str, ...]) -> str:
        assert self._digester is not None
        return self._digester.whole(uid, sheet)

    def _base(self, mark: str) -> dict[int, str] | None:
        """Place -> digest of the cell as it was exported; None where none can be trusted."""
        if self._digester is None or not mark or not self._digested:
            return None
        parts = digest.parts(mark, len(self._digested))
        if parts is None:
            return None
        return {
            self._places[name]: part
            for name, part in zip(self._digested, parts, strict=True)
            if name in self._places
        }

    def _same_as(self, text: str, part: str | None) -> bool:
        return self._digester is not None and self._digester[text] == part

    def _cell(self, change: Change, each: Field, cell: _Cell) -> None:
        if each.type == "link":
            outcome = self._link(each, cell)
        elif cell.text == cell.kept or (cell.base and self._same_as(cell.text, cell.part)):
            return
        else:
            outcome = self._converter.outcome(each, cell.text)
        if isinstance(outcome, Refused):
            change.refused = ("", outcome)
            return
        reads = self._reads(each, outcome)
        if reads == cell.kept:
            return
        if outcome is None and each.required:
            change.refused = ("", message("{field} can't be emptied", field=each.label))
            return
        if cell.base and not self._same_as(cell.kept, cell.kept_part):
            change.contested[each.name] = outcome
        else:
            change.fields[each.name] = outcome

    def _link(self, each: Field, cell: _Cell) -> Outcome:
        uid = cell.sheet[cell.link]
        if cell.base and self._same_as(cell.text, cell.part) and self._same_as(uid, cell.kept_part):
            return cell.kept or None
        if cell.base and uid and not self._same_as(cell.text, cell.part):
            # The person wrote another name; the uid beside it is the old one's.
            uid = uid if self._finders[each.link].called(uid, cell.text) else ""
        return self._converter.link(each, cell.text, uid)

    @staticmethod
    def _reads(each: Field, value: Outcome) -> str:
        if each.type == "link":
            return str(value or "")
        return "" if value is None else cells.said(each, value)


@dataclass(frozen=True)
class _Cell:
    """One field's cell: what the sheet reads, what the record reads, digests as exported.

    `place` is the visible column's, `link` that of the uids behind a link (else the same).
    """

    place: int
    link: int
    sheet: tuple[str, ...]
    now: tuple[str, ...]
    base: dict[int, str] | None

    @property
    def text(self) -> str:
        """What the sheet shows."""
        return self.sheet[self.place]

    @property
    def kept(self) -> str:
        """What the record holds: the text, or a link's uid."""
        return self.now[self.link]

    @property
    def part(self) -> str | None:
        """The digest of what was shown."""
        return self.base.get(self.place) if self.base else None

    @property
    def kept_part(self) -> str | None:
        """The digest of what the record held."""
        return self.base.get(self.link) if self.base else None
