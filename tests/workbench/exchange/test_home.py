"""An export comes home: what was changed on it is taken, and nothing else."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

import pytest

from db import exporting
from tests.workbench.exchange import workbooks
from workbench import records
from workbench.casebook import Casebook
from workbench.exchange import Cancelled, export, plan, take
from workbench.kinds import KINDS
from workbench.messages import Refused, message


def named(casebook: Casebook, kind: str, name: str) -> dict[str, Any]:
    """The record whose text this is."""
    for row in workbooks.contents(casebook)[kind]:
        if name in row:
            return records.get(casebook, kind, row[0])
    raise KeyError(name)


def bring_home(casebook: Casebook, sheet: Path, act: Any = None, on_conflict: Any = "skip") -> Any:
    if act is not None:
        workbooks.change(sheet, act)
    return take(casebook, plan(casebook, sheet), on_conflict)


def test_an_unchanged_export_is_unchanged_and_writes_nothing(
    casebook: Casebook, sheet: Path
) -> None:
    before = workbooks.contents(casebook)
    written = export(casebook, sheet)
    done = bring_home(casebook, sheet)
    assert workbooks.counts(done) == {"unchanged": sum(written.sheets.values())}
    assert done.change_set is None and done.problems == []
    assert workbooks.contents(casebook) == before


def test_an_unchanged_export_stays_so_when_another_program_saved_it(
    casebook: Casebook, sheet: Path
) -> None:
    export(casebook, sheet)
    done = bring_home(casebook, sheet, lambda book: None)
    assert set(workbooks.counts(done)) == {"unchanged"}


def test_changed_cells_change_their_records_in_one_undo(casebook: Casebook, sheet: Path) -> None:
    before = workbooks.contents(casebook)
    export(casebook, sheet)

    def act(book: Any) -> None:
        events, people = book["Events"], book["Stakeholders"]
        workbooks.put(events, workbooks.row_of(events, "Title", "Talks"), "Place", "Oslo")
        workbooks.put(people, workbooks.row_of(people, "Name", "Amir Bano"), "Side", "theirs")

    done = bring_home(casebook, sheet, act)
    assert done.updated == 2 and done.created == 0 and done.problems == []
    assert named(casebook, "event", "Talks")["place"] == "Oslo"
    assert named(casebook, "stakeholder", "Amir Bano")["side"] == "theirs"
    step = casebook.undo()
    assert step is not None and str(step) == "Import desk.xlsx"
    assert workbooks.contents(casebook) == before


def test_a_blank_cell_is_no_change(casebook: Casebook, sheet: Path) -> None:
    export(casebook, sheet)

    def act(book: Any) -> None:
        people = book["Stakeholders"]
        workbooks.put(people, workbooks.row_of(people, "Name", "Amir Bano"), "Notes", None)

    assert set(workbooks.counts(bring_home(casebook, sheet, act))) == {"unchanged"}


def test_the_word_for_empty_empties_a_cell(casebook: Casebook, sheet: Path) -> None:
    export(casebook, sheet)

    def act(book: Any) -> None:
        people = book["Stakeholders"]
        row = workbooks.row_of(people, "Name", "Amir Bano")
        workbooks.put(people, row, "Notes", "(empty)")
        workbooks.put(people, row, "Part of", "(Empty)")

    assert bring_home(casebook, sheet, act).updated == 1
    found = named(casebook, "stakeholder", "Amir Bano")
    assert found["notes"] is None and found["part_of"] is None


def test_a_required_cell_cant_be_emptied(casebook: Casebook, sheet: Path) -> None:
    export(casebook, sheet)

    def act(book: Any) -> None:
        people = book["Stakeholders"]
        workbooks.put(people, workbooks.row_of(people, "Name", "Amir Bano"), "Name", "(empty)")

    done = bring_home(casebook, sheet, act)
    assert done.rejected == 1 and done.change_set is None
    assert (done.problems[0].sheet, done.problems[0].column) == ("Stakeholders", "Name")


def test_a_row_that_is_gone_is_no_deletion(casebook: Casebook, sheet: Path) -> None:
    before = workbooks.contents(casebook)
    export(casebook, sheet)
    bring_home(casebook, sheet, lambda book: book["Events"].delete_rows(2, 2))
    assert workbooks.contents(casebook) == before


def test_a_new_row_becomes_a_new_record(casebook: Casebook, sheet: Path) -> None:
    export(casebook, sheet)

    def act(book: Any) -> None:
        events, parties = book["Events"], book["Parties"]
        row = events.max_row + 1
        workbooks.put(events, row, "When", "2025-05~")
        workbooks.put(events, row, "Kind", "visit")
        workbooks.put(events, row, "Title", "A visit")
        row = parties.max_row + 1
        workbooks.put(parties, row, "Event", "a visit (2025-05~)")
        workbooks.put(parties, row, "Stakeholder", "ameer bahno")

    done = bring_home(casebook, sheet, act)
    assert done.created == 2 and done.problems == []
    event = named(casebook, "event", "A visit")
    assert (event["when"], event["kind"]) == ("2025-05~", "visit")
    party = named(casebook, "party", event["uid"])
    assert party["stakeholder"] == named(casebook, "stakeholder", "Amir Bano")["uid"]


def test_a_real_date_typed_over_a_loose_one_is_that_day(casebook: Casebook, sheet: Path) -> None:
    export(casebook, sheet)

    def act(book: Any) -> None:
        events = book["Events"]
        row = workbooks.row_of(events, "Title", "Talks")
        workbooks.put(events, row, "When", datetime.date(2024, 3, 5))

    bring_home(casebook, sheet, act)
    assert named(casebook, "event", "Talks")["when"] == "2024-03-05"


def test_a_sheet_sorted_moved_hidden_and_retitled_comes_home(
    casebook: Casebook, sheet: Path
) -> None:
    export(casebook, sheet)

    def act(book: Any) -> None:
        people = book["Stakeholders"]
        rows = [[cell.value for cell in row] for row in people.iter_rows()]
        header, body = rows[0], rows[1:]
        body.sort(key=lambda row: str(row[0]), reverse=True)
        order = [*range(len(header))][::-1]
        book.remove(people)
        moved = book.create_sheet("people of ours")
        moved.append(["Sent by the field office"])
        moved.append([])
        for row in [[str(name).upper() for name in header], *body]:
            moved.append([row[place] for place in order])
        moved.column_dimensions["B"].hidden = True
        moved.row_dimensions[5].hidden = True

    made = plan(casebook, workbooks.change(sheet, act))
    assert set(workbooks.counts(made)) == {"unchanged"} and made.problems == []
    assert made.hidden_rows == {"people of ours": 1}


def test_unknown_columns_and_sheets_are_named_not_dropped(casebook: Casebook, sheet: Path) -> None:
    export(casebook, sheet)

    def act(book: Any) -> None:
        people = book["Stakeholders"]
        people.cell(1, people.max_column + 1).value = "Shoe size"
        people.cell(2, people.max_column).value = 43
        book.create_sheet("Lunch").append(["soup", "fish"])

    made = plan(casebook, workbooks.change(sheet, act))
    assert made.skipped == 1
    found = {(each.sheet, each.row, each.column) for each in made.problems}
    assert found == {("Stakeholders", 0, "Shoe size"), ("Lunch", 0, "")}


def test_a_record_renamed_on_its_sheet_is_found_by_its_new_name(
    casebook: Casebook, sheet: Path
) -> None:
    export(casebook, sheet)

    def act(book: Any) -> None:
        events, parties = book["Events"], book["Parties"]
        row = workbooks.row_of(events, "When", datetime.datetime(2025, 1, 8))
        workbooks.put(events, row, "Title", "Long call")
        row = parties.max_row + 1
        workbooks.put(parties, row, "Event", "Long call (2025-01-08)")
        workbooks.put(parties, row, "Stakeholder", "Ruritania")

    done = bring_home(casebook, sheet, act)
    assert workbooks.counts(done) == {
        "created": 1, "updated": 1, "unchanged": done.rows - 2,
    }  # fmt: skip


def test_links_follow_the_hidden_uid_until_their_label_is_changed(
    casebook: Casebook, sheet: Path
) -> None:
    export(casebook, sheet)
    uid = named(casebook, "stakeholder", "Ruritania")["uid"]
    records.edit(casebook, "stakeholder", {uid: {"name": "Kingdom of Ruritania"}})
    assert set(workbooks.counts(plan(casebook, sheet))) == {"unchanged"}

    def act(book: Any) -> None:
        posts = book["Posts"]
        workbooks.put(posts, 2, "At", "امير خان")

    assert bring_home(casebook, sheet, act).updated == 1
    wanted = named(casebook, "stakeholder", "امیر خان")["uid"]
    assert named(casebook, "post", "Minister")["at"] == wanted


def test_changed_here_and_there_is_a_conflict(casebook: Casebook, sheet: Path) -> None:
    export(casebook, sheet)
    uid = named(casebook, "event", "Talks")["uid"]
    records.edit(casebook, "event", {uid: {"place": "Vienna"}})

    def act(book: Any) -> None:
        events = book["Events"]
        row = workbooks.row_of(events, "Title", "Talks")
        workbooks.put(events, row, "Place", "Oslo")
        workbooks.put(events, row, "Notes", "Long")

    workbooks.change(sheet, act)
    done = bring_home(casebook, sheet)
    assert done.conflicts == 1 and done.change_set is None
    assert [(each.sheet, each.column) for each in done.problems] == [("Events", "Place")]
    for on_conflict, place, notes in (("ours", "Vienna", "Long"), ("theirs", "Oslo", "Long")):
        assert bring_home(casebook, sheet, on_conflict=on_conflict).conflicts == 1
        found = records.get(casebook, "event", uid)
        assert (found["place"], found["notes"]) == (place, notes)


def test_the_same_change_on_both_sides_is_none(casebook: Casebook, sheet: Path) -> None:
    export(casebook, sheet)
    uid = named(casebook, "event", "Talks")["uid"]
    records.edit(casebook, "event", {uid: {"place": "Oslo"}})

    def act(book: Any) -> None:
        events = book["Events"]
        workbooks.put(events, workbooks.row_of(events, "Title", "Talks"), "Place", "Oslo")

    assert set(workbooks.counts(bring_home(casebook, sheet, act))) == {"unchanged"}


def test_an_old_export_does_not_undo_what_was_changed_since(
    casebook: Casebook, sheet: Path
) -> None:
    export(casebook, sheet)
    uid = named(casebook, "event", "Talks")["uid"]
    records.edit(casebook, "event", {uid: {"place": "Vienna", "notes": "New"}})
    assert set(workbooks.counts(bring_home(casebook, sheet))) == {"unchanged"}
    assert records.get(casebook, "event", uid)["place"] == "Vienna"


def test_a_record_deleted_since_does_not_come_back(casebook: Casebook, sheet: Path) -> None:
    export(casebook, sheet)
    uid = named(casebook, "action", "Write to them")["uid"]
    records.delete(casebook, "action", [uid])
    done = bring_home(casebook, sheet)
    assert done.skipped == 1 and done.change_set is None

    def act(book: Any) -> None:
        workbooks.put(book["Actions"], 2, "Notes", "At once")

    assert bring_home(casebook, sheet, act).conflicts == 1


def test_another_casebook_takes_an_export_whole_and_only_once(
    casebook: Casebook, empty: Casebook, sheet: Path
) -> None:
    export(casebook, sheet)
    done = bring_home(empty, sheet)
    assert [(each.sheet, each.row) for each in done.problems] == [("", 0)]
    assert "another casebook" in str(done.problems[0])
    theirs, ours = workbooks.contents(empty), workbooks.contents(casebook)
    for kind in set(ours) - {"term"}:
        assert theirs[kind] == ours[kind]
    assert set(workbooks.counts(bring_home(empty, sheet))) == {"unchanged"}


def test_a_plan_is_not_carried_out_on_a_casebook_that_changed(
    casebook: Casebook, sheet: Path
) -> None:
    export(casebook, sheet)
    row = [("Name", "Kind"), ("Nobody", "person")]
    made = plan(casebook, workbooks.write(sheet, {"Stakeholders": row}))
    records.add(casebook, "action", {"what": "Something else"})
    with pytest.raises(Refused, match="changed since"):
        take(casebook, made)


def test_an_import_that_is_cancelled_leaves_all_as_it_was(casebook: Casebook, sheet: Path) -> None:
    before = workbooks.contents(casebook)
    rows = [("Name", "Kind"), ("Nobody", "person")]
    made = plan(casebook, workbooks.write(sheet, {"Stakeholders": rows}))

    def enough(done: int, total: int) -> None:
        if done:
            raise Cancelled

    with pytest.raises(Cancelled):
        take(casebook, made, progress=enough)
    assert workbooks.contents(casebook) == before
    assert casebook.next_redo() is None


def test_a_fresh_casebook_takes_everything_in_in_order_of_entry(
    casebook: Casebook, empty: Casebook, tmp_path: Path
) -> None:
    with casebook.change(message("Add")) as change:
        first = change.add("stakeholder", {"name": "Zenda", "kind": "state"})
        late = change.add("stakeholder", {"name": "Hentzau", "kind": "faction"})
        change.add("stakeholder", {"name": "Rupert", "kind": "person", "part_of": late})
        change.edit("stakeholder", {first: {"part_of": late}})
        change.add("tie", {"from": late, "to": first, "kind": "dispute", "tenor": -1,
                           "when": "2024"})  # fmt: skip
        change.add("tie", {"from": late, "to": first, "kind": "alliance", "tenor": 1,
                           "when": "2020"})  # fmt: skip
    export(casebook, tmp_path / "whole.xlsx")
    take(empty, plan(empty, tmp_path / "whole.xlsx"))
    for kind in KINDS:
        # Words that every casebook begins with have uids of their own in each.
        first_column = 1 if kind == "term" else 0
        with casebook.reading() as here, empty.reading() as there:
            assert [row[first_column:] for row in exporting.rows(there, kind)] == [
                row[first_column:] for row in exporting.rows(here, kind)
            ]
