"""The columns of sheets that others made are given their fields, and the rest is said or asked."""

from __future__ import annotations

from tests.bench import mapping as bench
from tests.workbench.exchange.foreign import TODAY, fields, guessed, sheet_of
from workbench.casebook import Casebook
from workbench.exchange import mapping
from workbench.exchange.layout import REASON
from workbench.exchange.mapping_shapes import Target
from workbench.exchange.mapping_tables import became

MINISTERS = [
    ["Minister", "Date", "Name of organisation or individual", "Purpose of meeting"],
    ["Jane Roe", "08/01/2025", "British Red Cross; Oxfam", "Aid"],
    ["", "09/02/2025", "Bob Ray", "Trade"],
    ["", "07/03/2025", "SoftBank", "Chips"],
    ["Ann Lee", "03/04/2025", "Qatar and Norway", "Talks"],
    ["", "02/05/2025", "Nobody", "None"],
]


def test_nineteen_columns_of_twenty_are_right_on_sheets_that_others_made() -> None:
    results = [bench.measure(sheet) for sheet in bench.labelled()]
    assert len(results) > 80
    for held_out in (False, True):
        part = [result for result in results if result.sheet.held_out == held_out]
        assert bench.share(part) >= 0.95


def test_a_sheet_is_known_by_its_headers_in_any_language_order_and_case() -> None:
    found = guessed([["LIEU", "participants", "Objet", "DATE"], ["Paris", "A", "B", "8/1/2025"]])
    assert found.kind == "event"
    assert fields(found) == ["event.place", "party.stakeholder", "event.title", "event.when"]
    found = guessed(
        [["ФИО", "Должность", "Организация", "Телефон"], ["Иванов И.", "Посол", "", ""]]
    )
    assert fields(found) == ["stakeholder.name", "post.title", "post.at", "-"]


def test_a_slip_of_the_pen_in_a_header_is_seen_through() -> None:
    found = guessed([["Adressed to", "Asked bye", "Reqest", "Statsu"], ["A", "B", "C", "open"]])
    assert fields(found) == ["ask.asked_of", "ask.asked_by", "ask.title", "ask.status"]


def test_what_stands_below_a_header_is_heard_against_it() -> None:
    header = ["Date", "Subject", "Place", "Participants"]
    counted = guessed([header, *[["2025-01-08", "Talks", "Kabul", float(n)] for n in range(5)]])
    assert fields(counted)[3] == "-"
    unnamed = guessed(
        [[*header, ""], *[["", "x", "y", "A", f"{n}/02/2025"] for n in range(13, 18)]]
    )
    assert fields(unnamed)[4] in ("-", "event.when")


def test_what_is_no_table_of_a_desks_stays_unmapped_and_is_asked_about() -> None:
    found = guessed([["Item", "Type", "Quantity"], [1.0, "Apple", 50.0], [2.0, "Pear", 100.0]])
    assert found.kind == "" and set(fields(found)) == {"-"}
    assert [question.about for question in found.questions] == ["kind"]


def test_a_person_may_say_what_the_rows_are_and_what_a_column_is() -> None:
    rows = [["Item", "Quantity"], ["Rifles", 50.0]]
    found = guessed(rows, kind="item")
    assert fields(found) == ["item.what", "item.quantity"]
    moved = mapping.set_target(found, 0, Target("item", "ask"))
    assert fields(moved) == ["item.ask", "item.quantity"]
    known = [target for target, _words in mapping.targets("event")]
    assert Target("party", "stakeholder", "ours") in known
    assert all(str(mapping.words(target)) for target in known)


def test_open_dates_and_values_given_once_are_asked_and_the_answers_hold() -> None:
    found = guessed(MINISTERS)
    asked = {question.about: question for question in found.questions}
    # The rows run on through the year in one of the two readings only.
    assert set(asked) == {"fill down"}
    assert found.columns[1].date_order == "day"
    answered = mapping.answered(found, asked["fill down"], "yes")
    assert answered.columns[0].fill_down and not answered.questions
    unclear = guessed([row if place != 3 else [*row[:1], "01/01/2025", *row[2:]]
                       for place, row in enumerate(MINISTERS)])  # fmt: skip
    (question,) = (q for q in unclear.questions if q.about == "date order")
    assert question.place == 1 and question.examples[0] == "08/01/2025"
    assert mapping.answered(unclear, question, "month").columns[1].date_order == "month"


def test_a_settled_mapping_is_offered_again_for_its_headers_in_another_order(
    empty: Casebook,
) -> None:
    _sheet, region = sheet_of(MINISTERS)
    settled = mapping.answered(guessed(MINISTERS), guessed(MINISTERS).questions[0], "yes")
    settled = mapping.set_target(settled, 3, Target("event", "notes"))
    mapping.keep(empty, "Ministers' diary", region.headers, settled)
    assert mapping.kept(empty) == ["Ministers' diary"]
    turned = [header.upper() for header in reversed(region.headers)]
    found = mapping.offered(empty, turned)
    assert found is not None and found[0] == "Ministers' diary"
    assert fields(found[1]) == list(reversed(fields(settled)))
    assert [column.fill_down for column in found[1].columns] == [False, False, False, True]
    assert mapping.offered(empty, [*turned, "Another"]) is None
    mapping.forget(empty, "Ministers' diary")
    assert mapping.offered(empty, turned) is None


def test_guessing_writes_nothing_and_needs_no_day_but_the_one_it_is_given() -> None:
    sheet, region = sheet_of(MINISTERS)
    before = [list(row) for row in sheet.rows]
    assert mapping.guess(sheet, region, TODAY) == mapping.guess(sheet, region, TODAY)
    assert sheet.rows == before


def test_cells_speak_where_a_header_is_missing_or_says_nothing() -> None:
    rows = [["Forderung", "Gestellt von", "Xyz", ""]]
    rows += [["Wasser", "Iran", word, day] for word, day in (
        ("offen", "13.1.2025"), ("erledigt", "14.1.2025"), ("abgelehnt", "15.1.2025"),
    )]  # fmt: skip
    assert fields(guessed(rows)) == ["ask.title", "ask.asked_by", "ask.status", "ask.raised"]
    own = {"ask category": ["bridges", "wells"]}
    rows = [["Demand", "Asked by", "Zzz"], *[["A", "B", "bridges"]] * 3]
    assert fields(guessed(rows, lists=own))[2] == "ask.category"
    assert fields(guessed(rows))[2] == "-"


def test_what_a_kept_mapping_leaves_open_in_other_cells_is_asked_again() -> None:
    found = guessed([["Date", "Subject", "Type"], ["13/02/2025", "Talks", "meeting"]])
    assert found.columns[0].date_order == "day" and not found.questions
    turned, region = sheet_of([["Date", "Subject", "Type"], ["02/13/2025", "Talks", "Gipfel"]])
    anew = mapping.asked(turned, region, found, TODAY)
    assert anew.columns[0].date_order == "month"
    assert [question.about for question in anew.questions] == ["word"]
    dated, region = sheet_of([["Date", "Subject", "Type"], ["13/02/2025", "01/02/2025", "call"]])
    moved = mapping.set_target(mapping.set_target(found, 0, None), 1, Target("event", "when"))
    again = mapping.asked(dated, region, moved, TODAY, 1)
    assert [(question.about, question.place) for question in again.questions] == [("date order", 1)]


def test_reasons_that_were_written_beside_rejected_rows_are_no_column_of_the_sheet() -> None:
    rows = [["Datum", "Uhrzeit", "Thema", str(REASON)], ["8. Januar 2025", "14.30 Uhr", "A", "no"]]
    rows += [["9. Januar 2025", "9 Uhr", "B", "Participants"]] * 3
    found = guessed(rows)
    assert fields(found) == ["event.when", "event.clock", "event.title", "-"]
    assert became(*sheet_of(rows), found, TODAY)[1] == []


def test_from_and_to_of_a_list_of_ties_are_whom_they_join() -> None:
    header = ["From", "To", "Type", "Since"]
    found = guessed([header, ["Iran", "Kabul", "dispute", 2021.0]])
    assert found.kind == "tie"
    assert fields(found) == ["tie.from", "tie.to", "tie.kind", "tie.when.from"]
    assert {question.about for question in found.questions} == {"for all"}


def test_what_stands_in_brackets_or_behind_a_stroke_in_a_header_counts() -> None:
    header = ["Meeting No.", "Date/Time", "Participants (our side)", "Participants (theirs)",
              "Topic(s)", "Contact details", "التاريخ / Follow-up"]  # fmt: skip
    found = guessed([header, ["3", "2025-01-08 10:00", "A", "B", "C", "x@y.org", ""]])
    assert fields(found)[:6] == [
        "-", "event.when", "party.stakeholder.ours", "party.stakeholder.theirs", "event.title", "-",
    ]  # fmt: skip
