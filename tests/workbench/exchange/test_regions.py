"""The tables that a person would see in a sheet, found; and put right where the person says so."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.exchange.regions import Region, data_rows, find_regions, outside, region_at
from workbench.exchange.sheets import Merge, Sheet, fill_merged
from workbench.messages import message

CELLS = st.sampled_from(["", "", "a", "Name", 5.0, "Total", "2024"])


def cell(text: str) -> Any:
    """A number, a date or a text, as a workbook would hold it."""
    text = text.strip()
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        pass
    try:
        return float(text)
    except ValueError:
        return text


def sheet(text: str, *merged: Merge) -> Sheet:
    """A sheet of these lines, their cells parted by bars; merged ranges hold their first cell."""
    rows = [[cell(each) for each in line.split("|")] for line in text.strip("\n").split("\n")]
    width = max(map(len, rows))
    rows = [row + [""] * (width - len(row)) for row in rows]
    fill_merged(rows, merged)
    return Sheet("Sheet1", rows, merged=merged)


def only(made: Sheet) -> Region:
    found = find_regions(made)
    assert len(found) == 1, found
    return found[0]


def test_titles_above_the_header_and_a_source_below_are_no_rows() -> None:
    made = sheet("""
        Contacts of the embassy
        as of 2024-05-01

        Name | Country | Since
        Amir | Qatar | 2024-01-01
        Bano | Iran | 2023-05-01
        Cyrus | Iran | 2022-05-01

        Source: Ministry of Foreign Affairs
        """)
    found = only(made)
    assert (found.header, found.first, found.last) == (4, 5, 7)
    assert found.headers == ("Name", "Country", "Since")
    assert outside(made, [found]) == [1, 2, 9]


def test_titles_right_above_the_header_are_no_header() -> None:
    found = only(
        sheet("Meetings 2024\nName|Country|Since\nAmir|Qatar|2024-01-01\nB|Iran|2023-05-01")
    )
    assert found.header == 2
    rows = "Name|Country|Since|By\nA|Qatar|2024-01-01|X\nB|Iran|2023-05-01|Y"
    found = only(sheet("Date:|2024-01-01\n" + rows))
    assert found.header == 2


def test_a_header_over_two_rows_is_read_with_its_groups() -> None:
    made = sheet(
        """
        Name | Country | Contact | | Visit |
         | | Phone | Mail | From | To
        Amir | Qatar | +974 1 | a@b.c | 2024-01-01 | 2024-01-03
        Bano | Iran | +98 2 | d@e.f | 2024-02-01 | 2024-02-03
        """,
        (1, 0, 2, 0), (1, 1, 2, 1), (1, 2, 1, 3), (1, 4, 1, 5),
    )  # fmt: skip
    found = only(made)
    assert (found.header_first, found.header, found.first) == (1, 2, 3)
    assert found.headers == (
        "Name", "Country", "Contact Phone", "Contact Mail", "Visit From", "Visit To",
    )  # fmt: skip


def test_groups_that_nothing_merges_are_read_too() -> None:
    made = sheet("""
        Name | Country | Contact | | Visit |
         | | Phone | Mail | From | To
        Amir | Qatar | +974 1 | a@b.c | 2024-01-01 | 2024-01-03
        Bano | Iran | +98 2 | d@e.f | 2024-02-01 | 2024-02-03
        """)
    assert only(made).headers[2:] == ("Contact Phone", "Contact Mail", "Visit From", "Visit To")


def test_groups_merged_above_a_full_header_are_put_before_its_words() -> None:
    made = sheet(
        "|Ours||Theirs|\nTopic|Name|Post|Name|Post\nWater|A|Min|B|Amb\nGas|C|Min|D|Amb",
        (1, 1, 1, 2), (1, 3, 1, 4),
    )  # fmt: skip
    assert only(made).headers == ("Topic", "Ours Name", "Ours Post", "Theirs Name", "Theirs Post")


def test_tables_beside_and_below_each_other_are_apart() -> None:
    made = sheet("""
        Name | Country | | Item | Price
        Amir | Qatar | | Rice | 5
        Bano | Iran | | Oil | 7
        | | | Salt | 2

        Ask | Status | Due
        Water | open | 2024-01-01
        Gas | met | 2024-02-01
        """)
    found = find_regions(made)
    assert [(each.left, each.right, each.header, each.last) for each in found] == [
        (0, 1, 1, 3), (3, 4, 1, 4), (0, 2, 6, 8),
    ]  # fmt: skip


def test_blank_columns_and_rows_inside_a_table_part_nothing() -> None:
    made = sheet("""
        Name || Country | Since
        Amir || Qatar | 2024-01-01
        Bano || Iran | 2024-02-01

        Cyrus || Iran | 2024-03-01
        """)
    found = only(made)
    assert found.headers == ("Name", "", "Country", "Since") and found.blank == {1}
    assert data_rows(made, found) == [2, 3, 5]


def test_a_blank_row_below_the_header_parts_it_from_nothing() -> None:
    found = only(sheet("Name|Country|Since\n\nAmir|Qatar|2024-01-01\nBano|Iran|2024-02-01"))
    assert (found.header, found.headers[0]) == (1, "Name")


def test_a_merged_cell_stands_in_all_its_rows() -> None:
    made = sheet(
        "Minister|Met|On\nMuttaqi|A|2024-01-01\n|B|2024-02-01\n|C|2024-03-01\nKabir|D|2024-04-01",
        (2, 0, 4, 0),
    )
    assert [made.rows[number - 1][0] for number in data_rows(made, only(made))] == [
        "Muttaqi", "Muttaqi", "Muttaqi", "Kabir",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "word", ["Total", "Grand Total:", "Gesamt", "Итого", "مجموع", "المجموع", "Summe", "Sous-total"]
)
def test_a_row_of_totals_is_left_out_and_can_be_taken_in(word: str) -> None:
    made = sheet(f"Item|Asked|Came\nRice|5|2\nOil|7|3\nSalt|9|4\n{word}|21|9")
    found = only(made)
    assert found.totals == {5} and data_rows(made, found) == [2, 3, 4]
    assert data_rows(made, region_at(made, 1, totals=True)) == [2, 3, 4, 5]


def test_sums_without_a_word_are_totals_and_a_company_of_that_name_is_none() -> None:
    assert only(sheet("Item|Asked|Came\nRice|5|2\nOil|7|3\nSalt|9|4\n|21|9")).totals == {5}
    made = sheet("Company|Country|Asked\nTotal|France|5\nTotalEnergies|France|7\nEni|Italy|3")
    assert only(made).totals == frozenset()


def test_years_and_countries_inside_a_table_are_headings_of_what_follows() -> None:
    made = sheet("""
        Month | Who | Where
        2023 | |
        April | Amir | Doha
        May | Bano | Doha
        2024 | |
        April | Cyrus | Doha
        """)
    found = only(made)
    assert found.headings == {2: "2023", 5: "2024"} and data_rows(made, found) == [3, 4, 6]
    made = sheet("""
        Name | Post | Since
        Qatar | |
        Amir | Minister | 2024-01-01
        Bano | Envoy | 2023-01-01
        Iran | |
        Cyrus | Minister | 2022-01-01
        Dara | Envoy | 2022-01-01
        """)
    assert only(made).headings == {2: "Qatar", 5: "Iran"}
    assert data_rows(made, region_at(made, 1, headings=False)) == [2, 3, 4, 5, 6, 7]


def test_a_row_that_gives_only_a_name_is_no_heading() -> None:
    made = sheet(
        "Name|Post|Since\nAmir|Minister|2024-01-01\nBano\nCyrus\nDara|Envoy|2023-01-01\nEli"
    )
    found = only(made)
    assert found.headings == {} and data_rows(made, found) == [2, 3, 4, 5, 6]


def test_a_table_without_a_header_is_a_table() -> None:
    found = only(sheet("Amir|2024-01-01|5\nBano|2024-02-01|6"))
    assert (found.header, found.first, found.last, found.headers) == (0, 1, 2, ("", "", ""))


def test_years_can_be_headers() -> None:
    assert only(sheet("Country|2023|2024\nQatar|5.5|7\nIran|8.25|9")).headers == (
        "Country", "2023", "2024",
    )  # fmt: skip


def test_the_header_once_more_is_no_row() -> None:
    made = sheet("Name|Since\nAmir|2024-01-01\nName|Since\nBano|2024-02-01")
    assert data_rows(made, only(made)) == [2, 4]


def test_a_row_of_units_belongs_to_the_header() -> None:
    found = only(sheet("Name|Amount|On\n|USD|dd.mm.yyyy\nAmir|5|2024-01-01\nBano|6|2024-01-02"))
    assert found.headers == ("Name", "Amount USD", "On dd.mm.yyyy") and found.first == 3


def test_parts_with_titles_and_headers_of_their_own_are_one_table() -> None:
    made = sheet("Kabul\nName|Post\nAmir|Min\nBano|Dep\nDoha\nName|Post\nCyrus|Amb\nDara|Att")
    found = only(made)
    assert found.header == 2 and data_rows(made, found) == [3, 4, 7, 8]
    assert found.headings == {1: "Kabul", 5: "Doha"} and found.repeated == {6}
    assert outside(made, [found]) == []


def test_text_in_every_column_still_has_a_header() -> None:
    made = sheet("Name|Country|Post\nAmir|Qatar|Minister\nBano|Iran|Envoy\nCyrus|Iran|Minister")
    assert only(made).header == 1


def test_a_faulty_cell_that_is_all_of_its_row_is_a_row() -> None:
    made = sheet("Name|Since\nAmir|2024-01-01\n|\nBano|2024-02-01")
    made.faults = {(3, 1): message("The cell shows an error")}
    assert data_rows(made, only(made)) == [2, 3, 4]


def test_a_person_says_where_the_table_is() -> None:
    made = sheet("Names of all\nName|Country\nAmir|Qatar\nBano|Iran\nCyrus|Iran")
    assert region_at(made, 3).headers == ("Amir", "Qatar")
    assert region_at(made, 0, first=2).header == 0
    assert data_rows(made, region_at(made, 0, first=2)) == [2, 3, 4, 5]
    part = region_at(made, 2, first=4, last=4, right=0)
    assert (part.headers, part.first, part.last) == (("Name",), 4, 4)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.lists(CELLS, min_size=4, max_size=4), max_size=12))
def test_every_filled_row_is_counted_once(rows: list[list[Any]]) -> None:
    made = Sheet("Any", rows)
    found = find_regions(made)
    inside = [
        (number, place)
        for each in found
        for number in range(each.header_first or each.first, each.last + 1)
        for place in range(each.left, each.right + 1)
    ]
    assert len(inside) == len(set(inside))
    apart = set(outside(made, found))
    for number, row in enumerate(rows, 1):
        for place, value in enumerate(row):
            assert value == "" or (number, place) in inside or number in apart


def test_a_single_column_that_stands_off_belongs_to_the_table_whose_header_it_shares() -> None:
    rows = [["Date", "Met with", "", "", "Subject"]]
    rows += [[f"2025-01-0{day}", "Ann Roe", "", "", "Talks"] for day in range(1, 6)]
    (region,) = find_regions(Sheet("Meetings", rows))
    assert (region.left, region.right, region.headers[4]) == (0, 4, "Subject")
