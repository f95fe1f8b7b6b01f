"""Whatever stands in a foreign sheet: no crash, no row lost, and only what can be read."""

from __future__ import annotations

import datetime
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.bench import mapping as bench
from tests.workbench.exchange.foreign import TODAY, sheet_of
from workbench import values
from workbench.exchange import mapping
from workbench.exchange.mapping_kinds import KINDS
from workbench.exchange.mapping_tables import became
from workbench.exchange.regions import data_rows

HEADERS = sorted({header for sheet in bench.labelled() for header in sheet.headers})
ODD = ["", None, 0, -3, 1.5, 1e300, float("nan"), True, 45665.0, 2024.0, "=1+1", "#N/A", "\x00\x0b",
       "8 Jan 2025", "13/02/24", "31/02/2024", "1403/05/12", "99 Hamal 1403", "30 Ramadan 1446",
       "A (acting FM); B, C and D", ")(", ",", ";;", "1.", "12.5 MCM", "5-10", "met", "offen",
       "2pm", "soon", "1/1/1", "9999-99-99", "2024/", "April", "a" * 3000, "\u202e abc", "🙂",
       datetime.date(2024, 1, 2), datetime.datetime(1, 1, 1), datetime.time(3, 4),
       datetime.timedelta(days=2)]  # fmt: skip


@st.composite
def sheets(draw: st.DrawFn) -> list[list[Any]]:
    width = draw(st.integers(1, 6))
    cell = st.sampled_from(ODD) | st.text(max_size=12)
    header = draw(st.lists(st.sampled_from(HEADERS), min_size=width, max_size=width))
    row = st.lists(cell, min_size=width, max_size=width)
    return [header, *draw(st.lists(row, min_size=1, max_size=5))]


@settings(max_examples=40, deadline=None)
@given(sheets(), st.sampled_from(("", *KINDS)), st.booleans())
def test_any_sheet_becomes_tables_whose_cells_can_be_read(
    rows: list[list[Any]], kind: str, answer: bool
) -> None:
    sheet, region = sheet_of(rows)
    found = mapping.guess(sheet, region, TODAY, kind=kind)
    for question in found.questions:
        if answer and question.about != "kind" and question.choices:
            found = mapping.answered(found, question, question.choices[0][0])
    made = became(sheet, region, found, TODAY)[0]
    silent = {problem.row for problem in became(sheet, region, found, TODAY)[1] if problem.row}
    for table in made:
        assert len(table.rows) == len(table.numbers)
        if not table.derived:
            assert set(table.numbers) | silent == set(data_rows(sheet, region))
        for place, column in table.columns.items():
            assert column.field is not None
            if column.field.type in ("when", "choice"):
                for row in table.rows:
                    values.read(column.field, row[place], TODAY)
