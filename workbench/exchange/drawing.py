"""Charts that the spreadsheet draws itself, from numbers that stand beside them as values."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from workbench.exchange.charting import Table

COLUMNS = 5
WIDTHS = {"A": 86.0, "B": 3.0, "C": 28.0, "D": 14.0, "E": 14.0}

_HEIGHT = 17  # rows that a chart takes, with the gap under it
NAMES, _FIRST = 3, 3
_COLOURS = ("2F6DB3", "C98A2B")

Row = tuple[tuple[str, ...], bool]
"""Texts from the first column on, and whether they are a heading."""


def places(tables: Sequence[Table]) -> list[int]:
    """The row in which each table begins, its title first."""
    found, at = [], _FIRST
    for table in tables:
        found.append(at)
        at += max(_HEIGHT, len(table.rows) + len(table.notes) + 4)
    return found


def laid_out(tables: Sequence[Table]) -> list[Row]:
    """The sheet's rows, from the second on."""
    rows: list[Row] = []
    for table, first in zip(tables, places(tables), strict=True):
        rows += [((), False)] * (first - 2 - len(rows))
        rows.append((_beside(table.title), True))
        rows.append((_beside(*table.header), True))
        rows += [(_beside(*row), False) for row in table.rows]
        rows += [(_beside(note), False) for note in table.notes]
    end = _FIRST + sum(max(_HEIGHT, len(t.rows) + len(t.notes) + 4) for t in tables)
    return rows + [((), False)] * (end - 2 - len(rows))


def _beside(*texts: str) -> tuple[str, ...]:
    return ("",) * (NAMES - 1) + texts


def chart(table: Table, sheet: str, first: int) -> Any:
    """The chart of a table whose title stands in row `first` of this sheet."""
    from openpyxl.chart import BarChart
    from openpyxl.chart.label import DataLabelList

    made = BarChart()
    made.type = "col" if table.shape == "columns" else "bar"
    made.title = table.title
    made.style = 10
    made.width, made.height = 15.8, 7.8
    made.gapWidth = 60
    if table.shape == "shares":
        made.grouping, made.overlap = "percentStacked", 100
        made.legend.position = "b"
    else:
        made.grouping = "clustered"
        made.legend = None
        made.dataLabels = DataLabelList(showVal=True, showSerName=False, showCatName=False,
                                        showLegendKey=False, showPercent=False)  # fmt: skip
    head, last = first + 1, first + 1 + len(table.rows)
    for place in range(1, len(table.header)):
        made.series.append(_series(table, sheet, place, head, last))
    _axes(made, table)
    return made


def _series(table: Table, sheet: str, place: int, head: int, last: int) -> Any:
    from openpyxl.chart.data_source import AxDataSource, NumDataSource, NumRef, StrRef
    from openpyxl.chart.series import Series, SeriesLabel
    from openpyxl.chart.shapes import GraphicalProperties

    title = "'" + sheet.replace("'", "''") + "'"
    letter = "CDE"[place]
    names = StrRef(f=f"{title}!$C${head + 1}:$C${last}")
    numbers = NumRef(f=f"{title}!${letter}${head + 1}:${letter}${last}")
    label = StrRef(f=f"{title}!${letter}${head}")
    names.strCache = _texts([row[0] for row in table.rows])
    label.strCache = _texts([table.header[place]])
    numbers.numCache = _numbers([row[place] for row in table.rows])
    return Series(
        idx=place - 1, order=place - 1, tx=SeriesLabel(strRef=label),
        spPr=GraphicalProperties(solidFill=_COLOURS[(place - 1) % len(_COLOURS)]),
        invertIfNegative=False,
        cat=AxDataSource(strRef=names), val=NumDataSource(numRef=numbers),
    )  # fmt: skip


def _texts(texts: Sequence[str]) -> Any:
    from openpyxl.chart.data_source import StrData, StrVal

    return StrData(ptCount=len(texts), pt=[StrVal(n, text) for n, text in enumerate(texts)])


def _numbers(numbers: Sequence[str]) -> Any:
    from openpyxl.chart.data_source import NumData, NumVal

    values = [NumVal(idx=n, v=text) for n, text in enumerate(numbers)]
    return NumData(formatCode="General", ptCount=len(values), pt=values)


def _axes(made: Any, table: Table) -> None:
    # openpyxl marks axes as deleted unless told otherwise, and Excel then draws none.
    made.x_axis.delete = made.y_axis.delete = False
    made.y_axis.number_format = "0%" if table.shape == "shares" else "#,##0"
    made.y_axis.numFmt.sourceLinked = False
    if table.shape != "columns":
        made.x_axis.scaling.orientation = "maxMin"  # the first name on top
        made.y_axis.crosses = "max"
