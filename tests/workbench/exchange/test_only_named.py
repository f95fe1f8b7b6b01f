"""What comes along with rows of a foreign sheet, and what tells records of one wording apart."""

from __future__ import annotations

from pathlib import Path

from tests.workbench.exchange import workbooks
from workbench import records
from workbench.casebook import Casebook
from workbench.exchange import foreign, plan, take
from workbench.exchange.plans import Plan


def planned(casebook: Casebook, path: Path, text: str) -> Plan:
    path = path.with_suffix(".csv")
    path.write_text(text, encoding="utf-8")
    opened = foreign.open_workbook(path, None)
    foreign.look_at_columns(casebook, opened)
    foreign.settle_unasked(opened)
    return plan(casebook, path, choices=opened.choices())


def names(casebook: Casebook, kind: str = "stakeholder") -> set[str]:
    return {row[1] for row in workbooks.contents(casebook)[kind]}


def test_one_who_has_a_post_in_several_states_has_each_of_them(
    empty: Casebook, sheet: Path
) -> None:
    text = (
        "Name,Post,Organisation,From,To\n"
        "Ann Roe,Ambassador,Barbados,2002-03,2003-06\n"
        "Ann Roe,Ambassador,Dominica,2002-03,2003-06\n"
        "Ann Roe,Ambassador,Dominica,2002-03,2003-06\n"
    )
    made = planned(empty, sheet, text)
    take(empty, made)
    assert len(workbooks.contents(empty)["post"]) == 2
    assert sum("further up" in str(each.reason) for each in made.problems) == 1
    again = planned(empty, sheet, text)
    assert workbooks.counts(again) == {"unchanged": 3}


def test_who_is_named_only_on_rows_that_are_not_taken_stays_out(
    empty: Casebook, sheet: Path
) -> None:
    text = (
        "Date,Met with,Subject\n2025-01-08,Ann Roe,Water\n32.13.2025,Bob Lee,Trade\n"
        "2025-02-01,Cem Oz,Roads\n"
    )
    made = planned(empty, sheet, text)
    assert workbooks.counts(made) == {"created": 2, "rejected": 1}
    assert "Bob Lee" not in {row.label for row in made.staged}
    left = next(i for i, row in enumerate(made.staged) if row.label.startswith("Roads"))
    made.leave(left)
    take(empty, made)
    assert names(empty) == {"Ann Roe"}
    empty.undo()
    assert names(empty) == set()


def test_who_has_a_row_further_down_is_not_made_of_the_row_that_names_him(
    empty: Casebook, sheet: Path
) -> None:
    meetings = [("Date", "Met with", "Subject"), ("2025-01-08", "Ann Roe", "Water")]
    person = ("Ann Roe", "Minister", "Ministry of Water", "Ruritania")
    contacts = [("Name", "Position", "Organisation", "Country"), person, person]
    workbooks.write(sheet, {"Meetings": meetings, "Contacts": contacts})
    opened = foreign.open_workbook(sheet, None)
    foreign.look_at_columns(empty, opened)
    foreign.settle_unasked(opened)
    made = plan(empty, sheet, choices=opened.choices())
    assert workbooks.counts(made) == {"created": 2, "skipped": 1}
    take(empty, made)
    found = workbooks.contents(empty)
    (ann,) = [row for row in found["stakeholder"] if row[1] == "Ann Roe"]
    assert "Ruritania" in ann
    assert [row[2] for row in found["party"]] == [row[1] for row in found["post"]] == [ann[0]]


def test_a_party_without_a_value_rejects_the_row_and_is_told(empty: Casebook, sheet: Path) -> None:
    rows = [("Date", "Met with", "Subject"), ("2025-01-08", "=A1", "Water")]
    rows += [("2025-01-09", "Ann Roe", "Trade"), ("2025-01-10", "Bob Lee", "Roads")]
    workbooks.write(sheet, {"Meetings": rows})
    opened = foreign.open_workbook(sheet, None)
    foreign.look_at_columns(empty, opened)
    made = plan(empty, sheet, choices=opened.choices())
    assert workbooks.counts(made) == {"created": 2, "rejected": 1}
    assert [(each.row, each.column) for each in made.problems] == [(2, "Met with")]


def test_what_a_name_sounds_like_is_nothing_against_the_very_name(
    empty: Casebook, sheet: Path
) -> None:
    uid = records.add(empty, "stakeholder", {"name": "Hizb-e Islami", "kind": "faction"})
    text = "Date,Met with,Subject\n2025-01-08,Hizb-e Islami,Water\n2025-01-09,Ann Roe,Roads\n"
    made = planned(empty, sheet, text)
    assert workbooks.counts(made) == {"created": 2} and made.problems == []
    take(empty, made)
    assert uid in [row[2] for row in workbooks.contents(empty)["party"]]
