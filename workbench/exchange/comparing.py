"""A row whose record is here: what was changed on the sheet, and whether here as well.

Three states of each cell are compared: as it was exported (of which the digest tells), as the
sheet has it, as the record is now. Where there is no digest to trust, only the last two.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from db.folding import fold
from workbench.exchange import cells, digest
from workbench.exchange.converting import Converter, Outcome
from workbench.exchange.labels import Finder, Rows
from workbench.exchange.layout import Layout, text_field, when_field
from workbench.exchange.report import Progress, no_progress
from workbench.exchange.saying import columns
from workbench.exchange.sheet_rows import SheetRows
from workbench.kinds import Field
from workbench.messages import Message, Refused, message
from workbench.values import Value


@dataclass
class Change:
    """What a row changes in a record: fields that only the sheet changed, and those that were
    changed here too."""

    uid: str = ""
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
        report: Progress = no_progress,
    ) -> None:
        self._layout = layout
        self._stored = stored
        self._finders = finders
        self._converter = converter
        self._digester = digester
        self._digested = list(digested)
        self._report = report
        self._places = {name: place for place, name in enumerate(layout.digested)}

    @cached_property
    def _now(self) -> dict[str, tuple[str, ...]]:
        """uid -> what its row would read if it were exported now."""
        known = {kind: finder.labels for kind, finder in self._finders.items()}
        self._report(0, 0)
        texts = columns(self._layout, self._stored, known)
        self._report(0, 0)
        uids = [row[0] for row in self._stored]
        return dict(zip(uids, zip(*texts, strict=True), strict=True))

    def __contains__(self, uid: object) -> bool:
        return uid in self._now

    def change(self, rows: SheetRows, at: int, mark: str | None = None) -> Change | None:
        """What the row changes; None where it changes nothing.

        `mark` is the digest to go by, where the row's own is another row's.
        """
        uid, own = rows.records[at], rows.uids[at]
        sheet, now = rows.cells[at], self._now[uid]
        if sheet == now:
            return None
        mark = rows.digest(at) if mark is None else mark
        base = self._base(mark)
        if base and mark[: digest.ROW] == self._whole(own, sheet):
            return None
        return self._changed(rows, at, uid, base)

    def change_to(self, rows: SheetRows, at: int, uid: str, mark: str = "") -> Change | None:
        """What the row changes in a record that it was matched with by name.

        What it was known by stays as it is here: a spelling is no change of name.
        """
        text = text_field(self._layout.kind)
        return self._changed(rows, at, uid, self._base(mark), text.name if text else "")

    def _changed(
        self,
        rows: SheetRows,
        at: int,
        uid: str,
        base: dict[int, str] | None,
        known_by: str = "",
    ) -> Change | None:
        now = self._now[uid]
        sheet = _with_what_was_dropped(rows.cells[at], now)
        change = Change(uid)
        for each in self._layout.fields:
            place = self._places[each.name]
            text = sheet[place]
            if not text.strip() or each.name == known_by or self._converter.withheld(text):
                continue
            link = self._places[f"{each.name} uid"] if each.type == "link" else place
            self._cell(change, each, _Cell(place, link, sheet, now, base))
            if change.refused is not None:
                column = rows.table.header(rows.table.place("value", each.name))
                change.refused = (column, change.refused[1])
                return change
        return change if change.fields or change.contested else None

    def changed_here(self, rows: SheetRows, at: int) -> bool:
        """Whether the record was changed since it was exported to this row."""
        base = self._base(rows.digest(at))
        now = self._now[rows.records[at]]
        return base is not None and any(
            not self._same_as(now[place], part) for place, part in base.items()
        )

    def reads(self, uid: str, name: str) -> str:
        """What a field of a record would read if it were exported now."""
        return self._now[uid][self._places[name]]

    def sheared(self, rows: SheetRows, old: Sequence[int]) -> dict[int, str]:
        """The rows whose hidden cells are another row's: sorted or filtered without them.

        Row -> the uid of the record that its cells were exported from; empty where they were
        written over since. One row that reads like another was typed so; several were torn apart.
        """
        self._report(0, 0)
        changed = [at for at in old if rows.cells[at] != self._now[rows.records[at]]]
        if len(changed) < 2 or self._digester is None:
            return {}
        seen = [name for name in self._digested if name in self._places and name[-4:] != " uid"]
        parts_at = [self._digested.index(name) for name in seen]
        exported: dict[int, str] = {}
        owners: dict[str, list[str]] = {}
        for at in old:
            parts = digest.parts(rows.digest(at), len(self._digested))
            if parts is not None:
                exported[at] = "".join([parts[place] for place in parts_at])
                owners.setdefault(exported[at], []).append(rows.uids[at])
        places = [self._places[name] for name in seen]
        torn: dict[int, str] = {}
        others: dict[int, str] = {}
        for at in changed:
            reads = "".join([self._digester[rows.cells[at][place]] for place in places])
            if reads == exported.get(at):
                continue
            whose = owners.get(reads, [])
            if whose:
                torn[at] = whose[0] if len(whose) == 1 else ""
            elif at in exported and self._other_name(rows, at):
                others[at] = ""
        return torn | others if len(torn) > 1 else {}

    def by_name(self, rows: SheetRows, wanted: Sequence[int]) -> dict[int, str]:
        """Row -> the one record that is called as the row is, for those of which there is one."""
        named = [field for field in (text_field(self._layout.kind), when_field(self._layout.kind))
                 if field is not None]  # fmt: skip
        if not named or not wanted:
            return {}
        places = [self._places[field.name] for field in named]
        called: dict[tuple[str, ...], list[str]] = {}
        for uid, now in self._now.items():
            called.setdefault(tuple([fold(now[place]) for place in places]), []).append(uid)
        found = {}
        for at in wanted:
            uids = called.get(tuple([fold(rows.cells[at][place]) for place in places]), ())
            if len(uids) == 1:
                found[at] = uids[0]
        return found

    def _other_name(self, rows: SheetRows, at: int) -> bool:
        """Whether the row is not called what it was exported as."""
        base = self._base(rows.digest(at)) or {}
        named = [field for field in (text_field(self._layout.kind), when_field(self._layout.kind))
                 if field is not None]  # fmt: skip
        return not named or any(
            not self._same_as(rows.cells[at][place], base.get(place))
            for place in (self._places[field.name] for field in named)
        )

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
        if cell.text == cell.now[cell.place] and uid in ("", cell.kept):
            return cell.kept or None
        if cell.base and self._same_as(cell.text, cell.part) and self._same_as(uid, cell.kept_part):
            return cell.kept or None
        if cell.base and uid and not self._same_as(cell.text, cell.part):
            # The person wrote another name; the uid beside it is the old one's.
            uid = self._converter.leads.get(uid, uid)
            uid = uid if self._finders[each.link].called(uid, cell.text) else ""
        return self._converter.link(each, cell.text, uid)

    @staticmethod
    def _reads(each: Field, value: Outcome) -> str:
        if each.type == "link":
            return str(value or "")
        return "" if value is None else cells.said(each, value)


def _with_what_was_dropped(sheet: tuple[str, ...], now: tuple[str, ...]) -> tuple[str, ...]:
    """The cells of a row, with what a spreadsheet dropped of them: no person deletes just that."""
    return tuple(
        [
            kept if text != kept and text == cells.without_controls(kept) else text
            for text, kept in zip(sheet, now, strict=True)
        ]
    )


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
