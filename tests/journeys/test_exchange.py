"""A desk's workbook goes to the field, is worked on there, and comes home."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest

from tests.workbench.exchange import workbooks
from workbench import sample
from workbench.casebook import Casebook
from workbench.exchange import export, plan, take


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Casebook]:
    casebook = sample.make(tmp_path / "desk.casebook", "a long passphrase")
    casebook.by = "Ana"
    yield casebook
    casebook.close()


def test_two_changed_cells_and_a_new_meeting_come_home_as_one_act(
    desk: Casebook, tmp_path: Path
) -> None:
    before = workbooks.contents(desk)
    sheet = tmp_path / "for the field.xlsx"
    export(desk, sheet)

    book = openpyxl.load_workbook(sheet)
    asks, events, parties = book["Asks"], book["Events"], book["Parties"]
    helmand = workbooks.row_of(asks, "Ask", "Keep to the 1973 Helmand River water treaty")
    workbooks.put(asks, helmand, "Status", "pending")
    workbooks.put(asks, helmand, "Due", "2025-09")
    row = events.max_row + 1
    for header, value in (("When", "2025-02-20"), ("Kind", "call"), ("Title", "Call on water")):
        workbooks.put(events, row, header, value)
    row = parties.max_row + 1
    workbooks.put(parties, row, "Event", "Call on water")
    workbooks.put(parties, row, "Stakeholder", "Muttaqi, A.")
    workbooks.put(parties, row + 1, "Event", "Call on water")
    workbooks.put(parties, row + 1, "Stakeholder", "Amir Khan Mottaqi")
    book.save(sheet)

    made = plan(desk, sheet)
    assert (made.created, made.updated, made.rejected) == (2, 1, 1)
    assert [(each.sheet, each.column) for each in made.problems] == [("Parties", "Stakeholder")]
    assert workbooks.contents(desk) == before

    done = take(desk, made)
    assert done.change_set is not None
    changed = {row for row in workbooks.contents(desk)["ask"] if row not in before["ask"]}
    assert len(changed) == 1 and {"pending", "2025-09"} <= set(changed.pop())

    step = desk.undo()
    assert step is not None and str(step) == "Import for the field.xlsx" and step.by == "Ana"
    assert workbooks.contents(desk) == before
    assert desk.redo() is not None
    assert plan(desk, sheet).created == 0


def test_nothing_of_an_encrypted_desk_is_written_by_looking_at_its_own_export(
    desk: Casebook, tmp_path: Path
) -> None:
    export(desk, tmp_path / "desk.xlsx")
    done = take(desk, plan(desk, tmp_path / "desk.xlsx"))
    assert done.change_set is None and done.unchanged == done.rows
