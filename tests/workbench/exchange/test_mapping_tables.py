"""One row of a foreign sheet becomes several records, and nothing in it is silently dropped."""

from __future__ import annotations

import csv
import gc
import os
from pathlib import Path

import pytest

from tests.workbench.exchange.foreign import TODAY, faults, fields, guessed, records, sheet_of
from workbench.exchange import Cancelled, mapping
from workbench.exchange.mapping_tables import became
from workbench.exchange.regions import Region, find_regions
from workbench.exchange.sheets import Sheet
from workbench.messages import message


def test_a_row_of_a_meeting_log_is_an_event_its_parties_and_who_they_are() -> None:
    made = records(
        [
            ["Date", "Time", "Participants", "Our side", "Interpreter", "Subject", "Summary"],
            ["13/01/25", "2pm", "Muttaqi (acting FM); UNHCR", "J. Doe", "B. Karimi", "Aid", "Said"],
        ]
    )
    assert made["event"] == [
        {"row": 2, "when": "2025-01-13", "clock": "14:00", "kind": "meeting", "title": "Aid",
         "said": "Said"}
    ]  # fmt: skip
    label = "Aid (2025-01-13)"
    assert made["party"] == [
        {"row": 2, "event": label, "stakeholder": "Muttaqi", "post": "acting FM"},
        {"row": 2, "event": label, "stakeholder": "UNHCR"},
        {"row": 2, "event": label, "stakeholder": "J. Doe"},
        {"row": 2, "event": label, "stakeholder": "B. Karimi", "part": "interpreter"},
    ]
    kinds = {row["name"]: (row["kind"], row.get("side")) for row in made["stakeholder"]}
    assert kinds == {
        "Muttaqi": ("person", None), "UNHCR": ("institution", None),
        "J. Doe": ("person", "ours"), "B. Karimi": ("person", None),
    }  # fmt: skip


def test_months_under_a_years_heading_and_a_name_given_once_are_of_every_row_below() -> None:
    rows = [
        ["Minister", "Date", "Organisation", "Purpose"],
        ["2016", "", "", ""],
        ["Jane Roe", "July", "Oxfam", "Aid"],
        ["", "8 August", "SoftBank", "Chips"],
        ["2017", "", "", ""],
        ["", "", "Nil return", ""],
        ["", "January", "HRW", "Rights"],
    ]
    headings = {2: "2016", 5: "2017"}
    sheet, region = sheet_of(rows, headings=headings)
    found = mapping.guess(sheet, region, TODAY)
    for question in found.questions:
        found = mapping.answered(found, question, "yes")
    made = records(rows, found, headings=headings)
    assert [row["when"] for row in made["event"]] == ["2016-07", "2016-08-08", "2017-01"]
    ministers = [row["row"] for row in made["party"] if row["stakeholder"] == "Jane Roe"]
    assert ministers == [3, 4, 7]
    told = became(sheet, region, found, TODAY)[1]
    assert [(each.row, each.column) for each in told] == [(6, "")]


def test_people_come_with_their_posts_spellings_and_offices() -> None:
    made = records(
        [
            ["First name", "Surname", "Position", "Organisation", "E-mail", "Also known as"],
            ["Amir", "Bano", "Minister", "MFA", "a@b.org", "Ameer Bahno; امیر بانو"],
        ]
    )
    assert made["stakeholder"][-1] == {"row": 2, "name": "Amir Bano", "kind": "person"}
    assert made["stakeholder"][0]["name"] == "MFA"
    assert made["post"] == [
        {"row": 2, "stakeholder": "Amir Bano", "title": "Minister", "at": "MFA"}
    ]
    assert [row["spelling"] for row in made["name"]] == ["Ameer Bahno", "امیر بانو"]


def test_an_ask_comes_with_its_item_and_whom_it_is_asked_of() -> None:
    rows = [
        ["Demand", "Raised by", "Addressed to", "Deadline", "Status", "Category", "Quantity"],
        ["Water", "Iran", "Kabul", "31.12.2025", "in progress", "water", "820 MCM"],
    ]
    made = records(rows)
    assert made["ask"][0]["status"] == "under discussion"
    assert made["ask"][0]["due"] == "2025-12-31"
    assert made["item"] == [
        {"row": 2, "ask": "Water", "what": "Water", "quantity": "820", "unit": "million m³"}
    ]
    assert [row["name"] for row in made["stakeholder"]] == ["Iran", "Kabul"]


def test_what_hangs_on_a_row_says_so_and_is_counted_with_it() -> None:
    sheet, region = sheet_of([["Date", "Participants", "Subject"], ["2025-01-08", "A B", "Aid"]])
    made, _problems = became(sheet, region, mapping.guess(sheet, region, TODAY), TODAY)
    found = [(t.layout.kind.name, t.derived, t.hangs_on) for t in made]
    assert found == [("stakeholder", True, ""), ("event", False, ""), ("party", True, "event")]


def test_a_cell_that_cant_be_read_is_told_on_its_row_under_its_own_header() -> None:
    rows = [
        ["Meeting date", "Participants", "Subject", "Type", "Web page"],
        ["soon", "A B", "Aid", "Gipfel", "www.x.org"],
        ["2025-01-08", "A B", "Aid", "meeting", ""],
    ]
    told = faults(rows)
    assert set(told) == {"2 Meeting date", "2 Type"}
    found = guessed(rows)
    (question,) = (each for each in found.questions if each.about == "word")
    assert set(faults(rows, mapping.answered(found, question, "meeting"))) == {"2 Meeting date"}
    sheet, region = sheet_of(rows)
    assert [each.column for each in became(sheet, region, found, TODAY)[1]] == ["Web page"]


def test_an_end_before_its_beginning_is_told() -> None:
    rows = [["Name", "Post", "From", "Until"], ["A B", "Envoy", "2024-05-01", "2023-01-01"]]
    assert "before" in next(iter(faults(rows).values()))


def test_a_list_of_envoys_since_the_eighteenth_century_becomes_persons_and_posts() -> None:
    folder = os.environ.get("WORKBENCH_REAL_DATA")
    if not folder:
        pytest.skip("WORKBENCH_REAL_DATA names no folder of real lists")
    with (Path(folder) / "chiefs_of_mission.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))[:400]
    made = records(rows, name="chiefs_of_mission")
    assert len(made["post"]) == 399 and not faults(rows)
    first = made["post"][0]
    assert first["stakeholder"] == "William Harrison Hornibrook"
    assert first["when"] == "1935-05-04/1936-03-16"


def test_rows_that_only_add_who_was_there_are_one_event_and_like_ones_are_told_apart() -> None:
    rows = [
        ["Date", "Subject", "Participants"],
        ["13/01/2025", "Talks", "Iran"],
        ["", "", "Qatar"],
        ["14/01/2025", "Introductory meeting", "Oxfam"],
        ["14/01/2025", "Introductory meeting", "UNHCR"],
    ]
    found = guessed(rows)
    for question in found.questions:
        found = mapping.answered(found, question, "yes")
    made = records(rows, found)
    assert [row["title"] for row in made["event"]] == [
        "Talks", "Introductory meeting", "Introductory meeting: UNHCR",
    ]  # fmt: skip
    assert [(row["row"], row["stakeholder"]) for row in made["party"]] == [
        (2, "Iran"), (2, "Qatar"), (4, "Oxfam"), (5, "UNHCR"),
    ]  # fmt: skip
    sheet, region = sheet_of(rows)
    assert [each.row for each in became(sheet, region, found, TODAY)[1]] == [3]


def test_a_year_in_the_title_over_a_table_is_that_of_its_months() -> None:
    rows = [
        ["Ministers' meetings, January to March 2016", "", ""],
        ["Minister", "Date", "Purpose of meeting"],
        ["Jane Roe", "January", "Aid"],
        ["Ann Lee", "March", "Nil return"],
    ]
    sheet = Sheet("Sheet1", rows)
    region = Region("Sheet1", 2, 3, 4, 0, 2, tuple(rows[1]))
    found = mapping.guess(sheet, region, TODAY)
    assert not found.questions
    made, told = became(sheet, region, found, TODAY)
    events = next(table for table in made if table.layout.kind.name == "event")
    assert "2016-01" in events.rows[0]
    # Who had no meetings has none on record either.
    assert events.numbers == [3] and [each.row for each in told] == [4]


def test_making_records_of_a_sheet_can_be_broken_off() -> None:
    asked = 0

    def report(_done: int, _total: int) -> None:
        nonlocal asked
        asked += 1
        if asked > 4:
            raise Cancelled

    searched = gc.isenabled()  # not in a process that has a window: that searches by itself
    sheet, region = sheet_of([["Date", "Participants", "Subject"], *[["2025-01-08", "A", "B"]] * 9])
    with pytest.raises(Cancelled):
        became(sheet, region, mapping.guess(sheet, region, TODAY), TODAY, report)
    assert gc.isenabled() is searched


def test_a_column_of_months_under_years_headings_has_dates() -> None:
    rows = [
        ["Month", "Met", "Purpose"],
        ["2023", "", ""],
        ["April", "Amir Bano", "Peace"],
        ["2024", "", ""],
        ["April", "Amir Bano", "Water"],
        ["14 May", "Sara Noor", "Trade"],
    ]
    made = records(rows, headings={2: "2023", 4: "2024"})
    assert [row["when"] for row in made["event"]] == ["2023-04", "2024-04", "2024-05-14"]
    assert {row["name"] for row in made["stakeholder"]} == {"Amir Bano", "Sara Noor"}


def test_from_whom_is_read_by_what_stands_beside_it() -> None:
    beside = ["Status", "Deadline"]
    rows = [["What we want", "From whom", "Asked by", *beside], ["Water", "Iran", "Us", "met", ""]]
    assert fields(guessed(rows))[1:3] == ["ask.asked_of", "ask.asked_by"]
    rows = [["Request", "From whom", "To", *beside]]
    rows += [["Water", name, "Iran", "met", ""] for name in ("Qatar", "Norway", "India")]
    assert fields(guessed(rows))[1:3] == ["ask.asked_by", "ask.asked_of"]


def test_a_diary_is_of_meetings_and_a_numbered_list_is_of_several() -> None:
    rows = [["تاریخ", "نام", "موضوع"], ["2025-01-20", "حسن کاظمی قمی", "تجارت"]]
    sheet, region = sheet_of(rows, "ملاقات")
    made = records(rows, mapping.guess(sheet, region, TODAY), "ملاقات")
    assert made["event"][0]["kind"] == "meeting"
    rows = [["Date", "With whom", "Purpose"], ["2025-01-10", "1) Dan Fox 2) Eve Ray", "Roads"]]
    assert [row["stakeholder"] for row in records(rows)["party"]] == ["Dan Fox", "Eve Ray"]


def test_each_of_a_list_of_persons_held_is_asked_for() -> None:
    rows = [["Name", "Held at", "Requested by", "Requested from", "Status"]]
    rows += [["John Smith", "Kabul", "Norway", "Ruritania", "pending"]]
    assert fields(guessed(rows, kind="ask"))[0] == "ask.title"


def test_a_row_above_a_column_that_holds_nothing_is_read_as_well() -> None:
    rows = [["Date", "Met with", "", "Subject"]]
    rows += [[f"2025-01-0{day}", "Ann Roe", "", f"Talks {day}"] for day in range(1, 6)]
    sheet = Sheet("Meetings", rows)
    (region,) = find_regions(sheet)
    found = mapping.guess(sheet, region, TODAY)
    (events,) = [t for t in became(sheet, region, found, TODAY)[0] if t.layout.kind.name == "event"]
    assert events.numbers == [2, 3, 4, 5, 6]


def test_a_party_that_cant_be_read_is_told_on_the_rows_event() -> None:
    rows = [["Date", "Met with", "Subject"], ["2025-01-08", "", "Water"]]
    sheet, region = sheet_of(rows)
    sheet.faults[2, 2] = message("The formula has no stored value")
    found = mapping.guess(sheet, region, TODAY)
    (table,) = [t for t in became(sheet, region, found, TODAY)[0] if t.layout.kind.name == "event"]
    ((row, column), why), *more = table.faults.items()
    assert (row, table.headers[column - 1], str(why)) == (2, "Met with", str(message(
        "The formula has no stored value"))) and not more  # fmt: skip


def test_what_somebody_said_is_a_statement_and_no_meeting() -> None:
    rows = [["Date", "Speaker", "Statement"], ["2025-01-08", "Ann Roe", "We keep our word"]]
    assert records(rows)["event"][0]["kind"] == "statement"


def test_of_two_parties_of_a_row_the_one_that_can_be_read_is_not_blamed() -> None:
    rows = [["Date", "Met with", "Other participants", "Subject"]]
    rows += [["2025-01-08", "Ann Roe", "", "Water"]]
    sheet, region = sheet_of(rows)
    sheet.faults[2, 3] = message("The formula has no stored value")
    made = became(sheet, region, mapping.guess(sheet, region, TODAY), TODAY)[0]
    told = {table.layout.kind.name: len(table.faults) for table in made}
    assert told == {"stakeholder": 0, "event": 1, "party": 0}


def test_an_end_that_has_not_come_is_open_and_a_day_beside_year_and_month_is_theirs() -> None:
    rows = [["Name", "Post", "From", "To"], ["Ann Roe", "Minister", "2021-09", "present"]]
    rows += [["Bob Lee", "Envoy", "2020", "2021"], ["Cem Oz", "Envoy", "", "to date"]]
    made = records(rows, guessed(rows, kind="post"))
    assert [row.get("when") for row in made["post"]] == ["2021-09/..", "2020/2021", None]
    rows = [["Year", "Month", "Day", "Met with", "Topic"]]
    rows += [[2024, "March", 4, "Ann Roe", "Water"], [2024, "May", "", "Bob Lee", "Trade"]]
    assert [row["when"] for row in records(rows)["event"]] == ["2024-03-04", "2024-05"]


def test_a_header_says_whether_the_day_comes_first() -> None:
    for header, first in (("Date (dd/mm/yy)", "2025-01-08"), ("Date MM/DD/YYYY", "2025-08-01")):
        rows = [[header, "Met with", "Topic"], ["08/01/25", "Ann Roe", "Water"]]
        assert [row["when"] for row in records(rows)["event"]] == [first]
        assert not [each for each in guessed(rows).questions if each.about == "date order"]


def test_a_question_shows_numbers_as_the_sheet_does_and_asks_for_no_day() -> None:
    rows = [["Year", "Month", "Day", "Met with", "Topic"]]
    rows += [[2024.0, "March", 4.0, "Ann Roe", "Water"]]
    rows += [["", "", "", name, f"Talks with {name}"] for name in ("Bob Lee", "Cem Oz")]
    asked = {each.place: each.examples for each in guessed(rows).questions
             if each.about == "fill down"}  # fmt: skip
    assert asked == {0: ("2024",), 1: ("March",)}
