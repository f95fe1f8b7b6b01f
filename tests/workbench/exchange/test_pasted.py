"""Blocks of cells that were copied elsewhere, as they come by the clipboard."""

from __future__ import annotations

import csv
import io

from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.exchange.pasted import pasted
from workbench.exchange.regions import find_regions


def test_a_block_from_excel_is_read() -> None:
    block = (
        'Name\tNote\tId\r\nAmir\t"two\nlines"\t007\r\nBano\t"says ""no"""\t12345678901234567890\r\n'
    )
    made = pasted(block)
    assert made.rows == [
        ["Name", "Note", "Id"], ["Amir", "two\nlines", "007"],
        ["Bano", 'says "no"', "12345678901234567890"],
    ]  # fmt: skip
    assert find_regions(made)[0].header == 1


def test_marks_that_were_typed_stay() -> None:
    assert pasted('5" pipe\t2\r\n6" pipe\t3\r\n').rows == [['5" pipe', "2"], ['6" pipe', "3"]]
    assert pasted('"open\tb\r\nx\t1\r\n').rows == [['"open', "b"], ["x", "1"]]


def test_the_apostrophe_that_keeps_a_text_from_running_goes() -> None:
    assert pasted("'=1+1\t'plain\t-5\n").rows == [["=1+1", "'plain", "-5"]]


def test_csv_and_a_table_from_a_web_page_are_read_too() -> None:
    assert pasted("Name;Kind\nAmir;person\n").rows == [["Name", "Kind"], ["Amir", "person"]]
    page = "<html><body><table><tr><td colspan=2>People</tr><tr><td>A<td>B</tr></table>"
    assert pasted(page).rows == [["People", "People"], ["A", "B"]]


def test_one_cell_and_nothing_are_read() -> None:
    assert pasted("Amir Bano").rows == [["Amir Bano"]]
    assert pasted("\r\n").rows == [] and pasted("").rows == []


CELLS = st.text(st.sampled_from('ab"\t\n é7'), max_size=6)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(CELLS, CELLS, st.just("x")), min_size=1, max_size=5))
def test_what_a_spreadsheet_copies_comes_home(table: list[tuple[str, str, str]]) -> None:
    text = io.StringIO()
    csv.writer(text, delimiter="\t").writerows(table)
    assert [tuple(row) for row in pasted(text.getvalue()).rows] == table
