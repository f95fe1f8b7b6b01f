"""An import is looked at before it is taken: rows matched, decided, left, deleted, rejected."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.workbench.exchange import workbooks
from workbench import merging, records
from workbench.casebook import Casebook
from workbench.exchange import export, plan, take
from workbench.exchange.plans import Plan
from workbench.exchange.rejected import write_rejected
from workbench.exchange.selection import Selection
from workbench.exchange.staging import NEW

PEOPLE = ("Name", "Kind", "Notes")


def planned(casebook: Casebook, sheet: Path, sheets: dict[str, Any]) -> Plan:
    return plan(casebook, workbooks.write(sheet, sheets))


def people(casebook: Casebook) -> dict[str, Any]:
    return {row[1]: row for row in workbooks.contents(casebook)["stakeholder"]}


def at(made: Plan, label: str) -> int:
    return next(i for i, row in enumerate(made.staged) if row.label.startswith(label))


def test_a_name_in_another_script_or_spelling_finds_its_stakeholder(
    casebook: Casebook, sheet: Path
) -> None:
    uid = records.add(casebook, "stakeholder", {"name": "امیر خان متقی", "kind": "person"})
    rows = [PEOPLE, ("Amir Khan Muttaqi", "person", "Met in May"), ("Ameer Bahno", "person", None)]
    made = planned(casebook, sheet, {"Stakeholders": rows})
    assert workbooks.counts(made) == {"updated": 1, "unchanged": 1}
    cell = made.staged[0].cells[0]
    assert (cell.field, cell.before, cell.after) == ("notes", "", "Met in May")
    take(casebook, made)
    found = records.get(casebook, "stakeholder", uid)
    assert (found["name"], found["notes"]) == ("امیر خان متقی", "Met in May")


def test_what_was_decided_of_a_name_is_not_asked_again(casebook: Casebook, sheet: Path) -> None:
    rows = [PEOPLE, ("Not Amir Bano", "person", None), ("Amir Bano", "office", None)]
    made = planned(casebook, sheet, {"Stakeholders": rows})
    assert list(made.states) == ["uncertain", "uncertain"] and made.taken() == 0
    one, other = made.staged[0].candidates[0], made.staged[1].candidates[0]
    assert one.label == other.label == "Amir Bano"
    assert any("Kind" in line for line in other.evidence)
    made.decide(0, one.uid)
    made.not_same(1, other.uid)
    assert made.decided(1) == NEW and workbooks.counts(made) == {"created": 1, "unchanged": 1}
    before = workbooks.contents(casebook)
    take(casebook, made)
    again = plan(casebook, sheet)
    assert workbooks.counts(again) == {"unchanged": 2} and again.problems == []
    casebook.undo()
    assert workbooks.contents(casebook) == before


def test_a_new_row_that_leans_on_a_row_that_is_left_is_left_too(
    casebook: Casebook, sheet: Path
) -> None:
    sheets = {
        "Stakeholders": [PEOPLE, ("Quux", "person", None), ("Zog", "person", "Tall")],
        "Names": [("Stakeholder", "Spelling"), ("Quux", "Kuks"), ("Zog", "Sog")],
    }
    made = planned(casebook, sheet, sheets)
    quux = at(made, "Quux")
    made.leave(quux)
    made.leave_cell(at(made, "Zog"), "notes")
    assert workbooks.counts(made) == {"created": 2, "skipped": 2} and made.taken() == 2
    fallen = [row for i, row in enumerate(made.staged) if made.is_left(i) and i != quux]
    assert [row.kind for row in fallen] == ["name"] and "Quux" in str(fallen[0].reason)
    made.leave(quux, left=False)
    assert made.taken() == 4
    made.leave(quux)
    take(casebook, made)
    assert "Quux" not in people(casebook) and people(casebook)["Zog"][-1] is None


def test_the_marker_deletes_and_shows_what_goes_with_it(casebook: Casebook, sheet: Path) -> None:
    before = workbooks.contents(casebook)
    export(casebook, sheet, selection=Selection(kinds=("event",)))

    def act(book: Any) -> None:
        events = book["Events"]
        workbooks.put(events, workbooks.row_of(events, "Title", "Talks"), "Delete", "delete")
        workbooks.put(events, workbooks.row_of(events, "Title", "Phone call"), "Delete", "perhaps")

    made = plan(casebook, workbooks.change(sheet, act))
    assert workbooks.counts(made) == {"deleted": 1, "rejected": 1, "unchanged": 1}
    talks = at(made, "Talks")
    assert made.falls_with(talks) == (("party", 1),) and "1" in str(made.staged[talks].reason)
    assert take(casebook, made).deleted == 1
    assert len(workbooks.contents(casebook)["party"]) == 1
    casebook.undo()
    assert workbooks.contents(casebook) == before
    records.edit(casebook, "event", {made.staged[talks].uid: {"place": "Bern"}})
    again = plan(casebook, sheet)
    assert again.conflicts == 1 and again.deleted == 0


def test_a_cell_that_was_withheld_is_no_change_and_a_merged_uid_leads_on(
    casebook: Casebook, sheet: Path
) -> None:
    export(casebook, sheet, selection=Selection(kinds=("stakeholder",)))
    other = people(casebook)["امیر خان"][0]
    merging.merge(casebook, people(casebook)["Amir Bano"][0], other)

    def act(book: Any) -> None:
        sheet = book["Stakeholders"]
        row = workbooks.row_of(sheet, "Name", "امیر خان")
        workbooks.put(sheet, row, "Notes", "withheld")
        workbooks.put(sheet, row, "Country", "Ruritania")

    take(casebook, plan(casebook, workbooks.change(sheet, act)))
    found = records.get(casebook, "stakeholder", other) if other in people(casebook) else None
    assert found is None
    kept = records.get(casebook, "stakeholder", people(casebook)["Amir Bano"][0])
    assert kept["country"] == "Ruritania" and kept["notes"] == "Speaks French"


def test_rejected_rows_come_home_once_they_are_mended(
    casebook: Casebook, sheet: Path, tmp_path: Path
) -> None:
    export(casebook, sheet, selection=Selection(kinds=("event",)))

    def spoil(book: Any) -> None:
        events = book["Events"]
        row = workbooks.row_of(events, "Title", "Talks")
        workbooks.put(events, row, "Grade", "Z9")
        workbooks.put(events, row, "Place", "Oslo")

    made = plan(casebook, workbooks.change(sheet, spoil))
    aside = tmp_path / "out" / "rejected.xlsx"
    assert write_rejected(made, aside) == made.rejected == 1

    def mend(book: Any) -> None:
        events = book["Events"]
        assert "Grade" in events.cell(2, workbooks.column(events, "Why it was not taken")).value
        workbooks.put(events, 2, "Grade", "B2")

    back = plan(casebook, workbooks.change(aside, mend))
    assert workbooks.counts(back) == {"updated": 1} and back.problems == []
    fields = {cell.field: (cell.before, cell.after) for cell in back.staged[0].cells}
    assert fields == {"grade": ("", "B2"), "place": ("Geneva", "Oslo")}
