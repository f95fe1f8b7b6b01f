"""What a check finds is repaired where that loses nothing, and the repair can be taken back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlcipher3 import dbapi2

from db import index
from db.tables import KINDS
from workbench.casebook import Casebook
from workbench.checks import check
from workbench.messages import Refused
from workbench.repairs import repair, wanted

PERSON = index.STRIDE * 1 + KINDS["stakeholder"].number

# What was done from outside -> the fault, and the codes that are left once it is repaired.
MEDDLED: dict[str, tuple[str, str, set[str]]] = {
    "a record that search lacks": (
        f"DELETE FROM search WHERE rowid = {PERSON}", "index-missing", set(),
    ),
    "a document of no record": (
        "INSERT INTO search (rowid, body) VALUES (640001, 'nobody')", "index-orphan", set(),
    ),
    "a part of a name that is counted wrongly": (
        "UPDATE search_borne SET spellings = spellings + 1", "index-uncounted", set(),
    ),
    "a name that search lacks": (
        f"DELETE FROM search_name WHERE rowid = {PERSON}", "index-missing", set(),
    ),
    "a link that dangles": (
        "UPDATE stakeholder SET part_of_id = 7777 WHERE id = 1", "link-dangling", set(),
    ),
    "a date sorted as another": (
        "UPDATE event SET when_from = when_from - 86400 WHERE id = 2", "bounds-wrong", set(),
    ),
    "a word that no list has": (
        "UPDATE tie SET kind = 'kinship by marriage' WHERE id = 1", "word-not-listed",
        {"row-altered", "index-wrong"},
    ),
    "a row that was altered": (
        "UPDATE ask SET status = 'met', notes = 'done' WHERE id = 1", "row-altered", set(),
    ),
    "a row that went": ("DELETE FROM name WHERE id = 3", "row-missing", {"index-orphan"}),
    "a row that came": (
        "INSERT INTO member (uid, name) VALUES ('u-1', 'Nobody')", "row-unrecorded", set(),
    ),
    "no version of the tables": ("DELETE FROM alembic_version", "schema-unnamed", set()),
    "no count of change sets": (
        "DELETE FROM about WHERE key = 'commits'", "count-missing", set(),
    ),
    "a purge that was stopped": (
        "INSERT INTO about VALUES ('purge', '1')", "purge-unfinished", set(),
    ),
}  # fmt: skip
NO_ACT = {
    "index-missing", "index-orphan", "index-uncounted", "schema-unnamed", "count-missing",
    "purge-unfinished",
}  # fmt: skip


@pytest.fixture
def behind(sample: Casebook) -> Iterator[Any]:
    """A connection that writes behind the workbench's back."""
    connection = dbapi2.connect(str(sample.path), isolation_level=None)
    connection.execute("PRAGMA ignore_check_constraints=on")
    yield connection
    connection.close()


def codes(casebook: Casebook) -> set[str]:
    return {fault.code for fault in check(casebook).all}


def everything(path: Path) -> dict[str, list[Any]]:
    connection = dbapi2.connect(str(path))
    rows = {
        kind: connection.execute(f'SELECT * FROM "{kind}" ORDER BY id').fetchall() for kind in KINDS
    }
    connection.close()
    return rows


@pytest.mark.parametrize("what", MEDDLED)
def test_the_repair_of(sample: Casebook, behind: Any, what: str) -> None:
    statement, code, left = MEDDLED[what]
    whole = everything(sample.path)
    behind.execute(statement)
    found = everything(sample.path)
    faults = wanted(check(sample).all, code)
    assert repair(sample, faults) == len(faults)
    # Each fault is repaired by itself; those that came with it are repaired by theirs.
    while rest := [fault for fault in check(sample).all if fault.code in left]:
        repair(sample, wanted(rest, rest[0].name))
    assert codes(sample) == set()
    if code in NO_ACT:
        assert everything(sample.path) == whole
        assert sample.next_undo() is None
        return
    repaired = everything(sample.path)
    if code in ("row-altered", "row-missing", "bounds-wrong"):
        assert repaired == whole
    while sample.undo() is not None:
        assert not {fault.code for fault in check(sample).all if fault.code.startswith("row-")}
    if code != "link-dangling":
        undone = everything(sample.path)
        assert undone == (whole if code == "row-unrecorded" else found)
    assert "chain-broken" not in codes(sample)


def test_a_fault_is_named_by_its_code_or_with_its_uid(sample: Casebook, behind: Any) -> None:
    behind.execute("UPDATE ask SET notes = 'x' WHERE id < 4")
    found = check(sample).all
    assert len(wanted(found, "row-altered")) == 3
    (one,) = wanted(found, f"row-altered {found[0].uid}")
    assert wanted(found, f"row-altered:{one.uid}") == [one]
    assert repair(sample, [one]) == 1
    assert len([fault for fault in check(sample).all if fault.code == "row-altered"]) == 2
    with pytest.raises(Refused, match="no such fault"):
        wanted(found, "row-lost")


def test_an_altered_row_is_told_with_its_fields(sample: Casebook, behind: Any) -> None:
    behind.execute("UPDATE ask SET status = 'met', due = NULL, due_from = NULL, due_to = NULL")
    says = {str(fault.says) for fault in check(sample).all if fault.code == "row-altered"}
    assert any("Status" in each and "Due" in each for each in says)


def test_what_can_not_be_put_right_without_loss_points_to_the_backups(
    sample: Casebook, behind: Any
) -> None:
    behind.execute("UPDATE change_set SET \"by\" = 'Somebody' WHERE id = 2")
    found = check(sample).all
    assert {fault.code for fault in found} == {"chain-broken"}
    assert "Change set 2" in str(found[0].says) and "backup" in str(found[0].repair)
    with pytest.raises(Refused, match="no repair without loss"):
        wanted(found, "chain-broken")


def test_an_altered_change_is_told_with_its_change_set_and_its_record(
    sample: Casebook, behind: Any
) -> None:
    from workbench import records

    uid = records.add(sample, "source", {"title": "A cable", "notes": "first"})
    records.edit(sample, "source", {uid: {"notes": "second"}})
    records.edit(sample, "source", {uid: {"notes": "third"}})
    behind.execute("UPDATE change SET after = '{\"notes\":\"sekond\"}' WHERE after LIKE '%second%'")
    (fault,) = check(sample).all
    assert fault.code == "chain-broken"
    number = sample.next_undo()
    assert number is not None
    assert f"Change set {number.number - 1} was altered" in str(fault.says)
    assert f"Source {uid}" in str(fault.says) and "ekond" not in str(fault.says)


def test_a_casebook_that_lost_its_own_uid_is_told(sample: Casebook, behind: Any) -> None:
    behind.execute("DELETE FROM about WHERE key = 'uid'")
    assert codes(sample) == {"uid-missing"}


def test_a_repair_that_would_break_a_rule_is_refused_and_changes_nothing(
    sample: Casebook, behind: Any
) -> None:
    behind.execute("DELETE FROM event WHERE id = (SELECT event_id FROM party WHERE id = 1)")
    behind.execute("DELETE FROM party WHERE id = 1")
    before, found = everything(sample.path), check(sample).all
    (party,) = [f for f in found if f.code == "row-missing" and f.kind == "party"]
    (event,) = [f for f in found if f.code == "row-missing" and f.kind == "event"]
    with pytest.raises(Refused, match="another rule"):
        repair(sample, [party])
    assert everything(sample.path) == before
    assert {f.name for f in check(sample).all} == {f.name for f in found}
    repair(sample, [event])
    repair(sample, [party])
    assert "row-missing" not in codes(sample)


def test_a_check_says_how_far_it_is_and_can_be_stopped(sample: Casebook) -> None:
    seen: list[int] = []

    def stop(done: int, total: int) -> None:
        seen.append(done * 100 // total)
        if seen[-1] > 50:
            raise KeyError

    with pytest.raises(KeyError):
        check(sample, stop)
    assert seen == sorted(seen) and seen[0] == 0
