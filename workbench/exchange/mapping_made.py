"""One table in the making: rows of fields as texts, and what of them can't be read."""

from __future__ import annotations

from dataclasses import dataclass, field

from workbench.exchange.layout import Layout
from workbench.exchange.reading import Table
from workbench.messages import Message, message


@dataclass
class Made:
    """One table in the making: row number, then field -> text; why a field can't be read."""

    kind: str
    derived: bool = False
    hangs_on: str = ""
    rows: list[tuple[int, dict[str, str]]] = field(default_factory=list)
    whole: list[tuple[int, tuple[str, ...]]] = field(default_factory=list)
    """Rows of which there may be very many, each with a text for each of `wholly`."""
    wholly: tuple[str, ...] = ()
    headers: dict[str, str] = field(default_factory=dict)
    faults: list[tuple[int, str, Message | str]] = field(default_factory=list)
    unread: list[tuple[int, str, Message | str]] = field(default_factory=list)
    """Cells of other columns that can't be read, and so leave no record: row, header, why."""

    def __bool__(self) -> bool:
        """Whether there is anything in it."""
        return bool(self.rows or self.whole or self.faults)

    def table(self, sheet: str, known: dict[str, Layout]) -> Table:
        """The table, with the columns that any of its rows fills."""
        layout = known[self.kind]
        filled = {name for _number, row in self.rows for name in row}
        filled |= {
            name
            for place, name in enumerate(self.wholly)
            if any(row[place] for _number, row in self.whole)
        }
        filled |= {name for _number, name, _why in self.faults}
        columns = [c for c in layout.columns if c.role == "value" and c.field is not None]
        columns = [c for c in columns if c.field is not None and c.field.name in filled]
        names = [c.field.name for c in columns if c.field is not None]
        places = {name: place for place, name in enumerate(names)}
        faults = {
            (number, places[name] + 1): why if isinstance(why, Message) else _said(why)
            for number, name, why in self.faults
        }
        headers = [self.headers.get(c.field.name, c.header) for c in columns if c.field is not None]
        others = list(dict.fromkeys(header for _number, header, _why in self.unread))
        for number, header, why in self.unread:
            place = len(headers) + others.index(header)
            faults[number, place + 1] = why if isinstance(why, Message) else _said(why)
        return Table(
            sheet=sheet,
            layout=layout,
            columns=dict(enumerate(columns)),
            headers=[*headers, *others],
            rows=self._cells(names),
            numbers=[number for number, _row in self.whole or self.rows],
            faults=faults,
            derived=self.derived,
            hangs_on=self.hangs_on,
        )

    def _cells(self, names: list[str]) -> list[list[str]]:
        if not self.whole:
            return [[row.get(name, "") for name in names] for _number, row in self.rows]
        given = [self.wholly.index(name) if name in self.wholly else -1 for name in names]
        return [[row[at] if at >= 0 else "" for at in given] for _number, row in self.whole]


def _said(why: str) -> Message:
    return message("{reason}", reason=why)
