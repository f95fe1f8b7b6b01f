"""The tables found in a sheet: where each one's header, rows, totals and headings stand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Region:
    """One table in a sheet. Rows are counted from 1, places from 0; all ends are included.

    `header` is the row of the header, the last one where it spans several (`header_first` is
    then its first); 0 where the table has none. `headers` are what stands over each place.
    `totals` are rows between `first` and `last` that sum up others; `headings` are rows that
    say something of all rows below them (a year, a country). Neither is a row of data.
    """

    sheet: str
    header: int
    first: int
    last: int
    left: int
    right: int
    headers: tuple[str, ...]
    totals: frozenset[int] = frozenset()
    headings: Mapping[int, str] = field(default_factory=dict)
    header_first: int = 0
    repeated: frozenset[int] = frozenset()
    blank: frozenset[int] = frozenset()
