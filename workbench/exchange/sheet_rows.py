"""The rows of one sheet as texts, column by column: what cells read as, faults, hidden marks."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

from workbench.exchange import cells
from workbench.exchange.layout import digest_name
from workbench.exchange.long_texts import MORE, Key, joined
from workbench.exchange.reading import Table
from workbench.exchange.report import Progress, no_progress
from workbench.messages import Message

_FEW = 1_000
_STEP = 5_000

LongTexts = Mapping[Key, Mapping[int, str]]


class SheetRows:
    """A table's rows, counted from 0. Columns that the sheet lacks read as blank."""

    def __init__(self, table: Table, long_texts: LongTexts, report: Progress = no_progress) -> None:
        self.table = table
        self._report = report
        self._faults: dict[int, tuple[str, Message]] = {}
        self._texts: dict[str, list[str]] = {}
        self._count = len(table.rows)
        self._blank = [""] * self._count
        self.uids: list[str] = [text.strip().lower() for text in self._read("uid")]
        self.records = self.uids
        """The uids of the records that the rows mean: another where one was merged away."""
        self.deletes: list[str] = [text.strip() for text in self._read("delete")]
        self._digests = self._read("digest")
        for place, column in table.columns.items():
            report(0, 0)
            if column.field is not None:
                self._texts[digest_name(column)] = self._column(place, column.field.type)
        self._join(long_texts)
        self._note_faults()
        # All of it is in the columns now: many rows take much room.
        table.rows = []

    def _read(self, role: str) -> list[str]:
        place = self.table.place(role)
        return self._blank if place is None else self._column(place, "text")

    def _column(self, place: int, type_: str) -> list[str]:
        read = cells.read
        once: dict[str, str] = {}
        texts = []
        for number, row in enumerate(self.table.rows):
            cell = row[place]
            text = cell if type(cell) is str and cell.isprintable() else read(cell, type_)
            # Most columns have few texts: each is held once.
            texts.append(once.setdefault(text, text) if len(once) < _FEW else text)
            if number % _STEP == 0:
                self._report(0, 0)
        return texts

    def _join(self, long_texts: LongTexts) -> None:
        """Put the texts together again that did not fit into their cells."""
        kind = self.table.layout.kind.name
        endings = (str(MORE), MORE.text)
        for name, texts in self._texts.items():
            self._report(0, 0)
            for at, text in enumerate(texts):
                if len(text) < len(MORE.text) or not text.endswith(endings):
                    continue
                whole = joined(text, long_texts.get((kind, self.uids[at], name)))
                if isinstance(whole, Message):
                    place = self.table.place("value", name)
                    self._faults[at] = (self.table.header(place), whole)
                else:
                    texts[at] = whole

    def _note_faults(self) -> None:
        if not self.table.faults:
            return
        at_row = {number: at for at, number in enumerate(self.table.numbers)}
        for (row, column), fault in self.table.faults.items():
            # In what was read out of another table all faults are of cells that were read.
            known = column - 1 in self.table.columns or self.table.part > 0
            if row in at_row and known:
                self._faults.setdefault(at_row[row], (self.table.header(column - 1), fault))

    def __len__(self) -> int:
        return self._count

    def texts(self, name: str) -> list[str]:
        """What a column reads: a field's name, or with " uid" the uids behind a link."""
        return self._texts.get(name, self._blank)

    def has(self, name: str) -> bool:
        """Whether the sheet has this column."""
        return name in self._texts

    @cached_property
    def cells(self) -> list[tuple[str, ...]]:
        """Row by row what the columns read, in the order of the layout's digest."""
        columns = [self.texts(name) for name in self.table.layout.digested]
        return list(zip(*columns, strict=True))

    def fault(self, at: int) -> tuple[str, Message] | None:
        """(column, why) of a cell of the row that can't be read; None where all can."""
        return self._faults.get(at)

    def digest(self, at: int) -> str:
        """The row's digest; empty where it has none."""
        return self._digests[at]

    def blank(self, at: int) -> bool:
        """Whether nothing stands in the columns that people see."""
        return not any(
            self._texts[field.name][at].strip()
            for field in self.table.layout.fields
            if field.name in self._texts
        )
