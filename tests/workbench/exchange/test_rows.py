"""Rows that people write: what becomes of each, and what is said of those that are not taken."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

import pytest

from tests.workbench.exchange import workbooks
from workbench.casebook import Casebook
from workbench.exchange import export, plan, take
from workbench.exchange.planning import Plan

PEOPLE = ("Name", "Kind")


def planned(casebook: Casebook, path: Path, sheets: Any) -> Plan:
    return plan(casebook, workbooks.write(path, sheets))


def test_a_bad_cell_rejects_its_row_and_the_others_are_done(
    casebook: Casebook, sheet: Path
) -> None:
    rows = [
        ("When", "Kind", "Title", "Grade"),
        ("2025-13", "call", "One", "B2"),
        ("2025-01", "party", "Two", None),
        ("2025-01", "call", "Three", "Z9"),
        ("2025-01", "call", None, None),
        ("2025-01", "call", "Five", "b2"),
    ]
    made = planned(casebook, sheet, {"Events": rows})
    assert workbooks.counts(made) == {"created": 1, "rejected": 4}
    found = [(each.row, each.column) for each in made.problems]
    assert found == [(2, "When"), (3, "Kind"), (4, "Grade"), (5, "Title")]
    assert all(str(each.reason) for each in made.problems)
    take(casebook, made)
    five = [row for row in workbooks.contents(casebook)["event"] if "Five" in row]
    assert "B2" in five[0]


def test_every_row_is_counted_once(casebook: Casebook, sheet: Path) -> None:
    export(casebook, sheet)

    def act(book: Any) -> None:
        people = book["Stakeholders"]
        for name, kind in (("Amir Bano", "person"), ("New", "person"), ("Bad", "nothing")):
            row = people.max_row + 1
            workbooks.put(people, row, "Name", name)
            workbooks.put(people, row, "Kind", kind)
        workbooks.put(people, 2, "Side", "ours")

    made = plan(casebook, workbooks.change(sheet, act))
    assert workbooks.counts(made) == {
        "created": 1, "updated": 1, "rejected": 1, "unchanged": made.rows - 3,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("sheet_name", "header", "row", "candidate"),
    [
        ("Stakeholders", PEOPLE, ("AMIR  bano", "office"), "Amir Bano"),
        ("Events", ("Title", "When", "Kind"), ("phone call", "2025-01-08", "meeting"),
         "Phone call (2025-01-08)"),
    ],
)  # fmt: skip
def test_a_row_that_may_be_a_record_here_is_never_made_twice(
    casebook: Casebook, sheet: Path, sheet_name: str, header: Any, row: Any, candidate: str
) -> None:
    made = planned(casebook, sheet, {sheet_name: [header, row, ("Zzyzx", *row[1:])]})
    assert workbooks.counts(made) == {"created": 1, "skipped": 1}
    assert made.problems[0].candidates == (candidate,)


def test_the_same_new_row_twice_is_made_once(casebook: Casebook, sheet: Path) -> None:
    rows = [PEOPLE, ("New", "person"), ("new", "person")]
    made = planned(casebook, sheet, {"Stakeholders": rows})
    assert workbooks.counts(made) == {"created": 1, "skipped": 1}


def test_a_sheet_without_uids_taken_twice_makes_nothing_twice(
    casebook: Casebook, sheet: Path
) -> None:
    sheets = {
        "Stakeholders": [PEOPLE, ("New", "person")],
        "Events": [("Title", "Kind", "When"), ("A visit", "visit", "2025-05")],
        "Parties": [("Event", "Stakeholder"), ("A visit", "New")],
    }
    take(casebook, planned(casebook, sheet, sheets))
    again = plan(casebook, sheet)
    assert again.created == again.updated == 0


def test_a_name_that_fits_several_is_not_chosen_from(casebook: Casebook, sheet: Path) -> None:
    rows = [("Event", "Stakeholder"), ("Phone call", "Ruritania"), ("Talks", "Nobody")]
    made = planned(casebook, sheet, {"Parties": rows})
    assert made.rejected == 2
    assert made.problems[0].candidates == ("Phone call (2025-01-08)", "Phone call (2025-02~)")
    assert "Nobody" in str(made.problems[1].reason)


def test_new_records_name_each_other_within_one_workbook(casebook: Casebook, sheet: Path) -> None:
    sheets = {
        "Parties": [("Event", "Stakeholder", "Part"), ("First talks (2025-05)", "Neue", "host")],
        "Names": [("Stakeholder", "Spelling"), ("New", "Neue")],
        "Stakeholders": [
            ("Name", "Kind", "Part of"),
            ("New", "person", "Its office"),
            ("Its office", "office", "Its ministry"),
            ("Its ministry", "office", "Ruritania"),
        ],
        "Events": [("When", "Kind", "Title"), ("2025-05", "meeting", "First talks")],
    }
    made = planned(casebook, sheet, sheets)
    assert workbooks.counts(made) == {"created": 6} and made.problems == []
    before = workbooks.contents(casebook)
    assert take(casebook, made).change_set is not None
    casebook.undo()
    assert workbooks.contents(casebook) == before


def test_two_that_are_part_of_each_other_are_both_made(casebook: Casebook, sheet: Path) -> None:
    rows = [("Name", "Kind", "Part of"), ("One", "group", "Two"), ("Two", "group", "One")]
    take(casebook, planned(casebook, sheet, {"Stakeholders": rows}))
    found = {row[1]: row for row in workbooks.contents(casebook)["stakeholder"]}
    assert found["One"][0] in found["Two"] and found["Two"][0] in found["One"]


def test_what_leans_on_a_rejected_row_is_rejected(casebook: Casebook, sheet: Path) -> None:
    sheets = {
        "Stakeholders": [
            ("Name", "Kind", "Part of"),
            ("One", "group", "Two"),
            ("Two", "nothing", None),
        ],
        "Names": [("Stakeholder", "Spelling"), ("One", "Eins"), ("Ruritania", "Ruritanien")],
    }
    made = planned(casebook, sheet, sheets)
    assert workbooks.counts(made) == {"created": 1, "rejected": 3}


def test_a_copied_row_repeats_its_uid_and_both_are_named(casebook: Casebook, sheet: Path) -> None:
    export(casebook, sheet)

    def act(book: Any) -> None:
        people = book["Stakeholders"]
        people.append([cell.value for cell in people[3]])
        workbooks.put(people, people.max_row, "Name", "A copy")

    made = plan(casebook, workbooks.change(sheet, act))
    assert made.rejected == 2 and made.created == made.updated == 0
    assert [each.row for each in made.problems] == [3, 5]


def test_rows_sorted_without_their_hidden_columns_are_matched_again(
    casebook: Casebook, sheet: Path
) -> None:
    export(casebook, sheet)

    def act(book: Any) -> None:
        people = book["Stakeholders"]
        seen = workbooks.column(people, "Notes")
        rows = [[people.cell(row, place).value for place in range(1, seen + 1)]
                for row in range(2, people.max_row + 1)]  # fmt: skip
        for number, row in enumerate([*rows[1:], rows[0]], 2):
            for place, value in enumerate(row, 1):
                people.cell(number, place).value = value
        workbooks.put(people, workbooks.row_of(people, "Name", "Amir Bano"), "Notes", "New")

    made = plan(casebook, workbooks.change(sheet, act))
    assert workbooks.counts(made) == {"updated": 1, "unchanged": made.rows - 1}
    assert [each.row for each in made.problems] == [0] and "3 rows" in str(made.problems[0])
    take(casebook, made)
    assert any({"Amir Bano", "New"} <= set(r) for r in workbooks.contents(casebook)["stakeholder"])


def test_numbers_dates_and_times_are_read_as_people_mean_them(
    casebook: Casebook, sheet: Path
) -> None:
    sheets = {
        "Events": [
            ("When", "Clock time", "Kind", "Title"),
            (datetime.date(2025, 5, 6), datetime.time(9, 5), "call", 2025),
            (2024, "2.30 pm", "CALL", "Year"),
        ],
        "Items": [("Ask", "What", "Quantity"), ("Open the road", "Trucks", 0.1)],
        "Ties": [("From", "To", "Kind", "Tenor"), ("Ruritania", "Amir Bano", "rift", "-1")],
    }
    made = planned(casebook, sheet, sheets)
    assert made.problems == []
    take(casebook, made)
    found = workbooks.contents(casebook)
    assert any({"2025-05-06", "09:05", "2025"} <= set(row) for row in found["event"])
    assert any({"2024", "14:30", "Year"} <= set(row) for row in found["event"])
    assert any({"Trucks", 100_000} <= set(row) for row in found["item"])
    assert any({"rift", -1} <= set(row) for row in found["tie"])


def test_a_word_that_is_new_goes_into_its_list(casebook: Casebook, sheet: Path) -> None:
    sheets = {
        "Lists": [("List", "Word"), ("part", "cook")],
        "Parties": [("Event", "Stakeholder", "Part"), ("Talks", "Ruritania", "cook"),
                    ("Talks", "Amir Bano", "driver")],
    }  # fmt: skip
    done = take(casebook, planned(casebook, sheet, sheets))
    assert done.created == 3
    assert {"cook", "driver"} <= set(casebook.words("part"))


def test_errors_and_formulas_without_a_value_reject_their_row(
    casebook: Casebook, sheet: Path
) -> None:
    rows = [
        ("When", "Kind", "Title", "Notes"),
        ("2025", "call", "One", "=1+1"),
        ("2025", "call", "Two", "#N/A"),
        ("2025", "call", "Three", None),
        ("2025", "call", 12345678901234567890, None),
    ]
    made = planned(casebook, sheet, {"Events": rows})
    assert workbooks.counts(made) == {"created": 1, "rejected": 3}
    assert [(each.row, each.column) for each in made.problems] == [
        (2, "Notes"), (3, "Notes"), (5, "Title"),
    ]  # fmt: skip


def test_a_new_field_of_a_kind_has_a_column_of_its_own(casebook: Casebook, sheet: Path) -> None:
    from workbench.exchange.layout import layouts

    for layout in layouts():
        named = [column.field for column in layout.columns if column.role == "value"]
        assert named == [field for field in layout.kind.fields if not field.hidden]
