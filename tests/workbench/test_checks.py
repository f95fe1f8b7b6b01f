"""The whole record looked over: what is right is counted, what is wrong is named."""

from __future__ import annotations

from pathlib import Path

from sqlcipher3 import dbapi2

from workbench import asks, records
from workbench.casebook import Casebook
from workbench.checks import check


def meddle(path: Path, *statements: str) -> None:
    """Change a casebook behind the workbench's back."""
    connection = dbapi2.connect(str(path))
    for statement in statements:
        connection.execute(statement)
    connection.commit()
    connection.close()


def codes(casebook: Casebook) -> set[str]:
    return {fault.code for fault in check(casebook).faults}


def test_the_sample_is_sound_and_counted(sample: Casebook) -> None:
    report = check(sample)
    assert (report.ok, report.faults) == (True, ())
    assert [report.counts[kind] for kind in ("stakeholder", "tie", "event", "ask", "item")] == [
        25, 21, 15, 10, 4,
    ]  # fmt: skip


def test_a_casebook_stays_sound_through_work_and_undo(sample: Casebook) -> None:
    ask = asks.asks(sample)[0]
    records.edit(sample, "ask", {ask.uid: {"title": "Release them all", "due": "2025-06"}})
    records.delete(sample, "ask", [ask.uid])
    sample.undo()
    assert check(sample).ok


def test_a_record_changed_behind_the_workbench_is_found(sample: Casebook) -> None:
    meddle(sample.path, "UPDATE ask SET status = 'met' WHERE id = 1")
    report = check(sample)
    assert not report.ok
    assert codes(sample) == {"row-altered"}
    assert asks.asks(sample)[0].uid in str(report.faults[0].says)


def test_a_date_that_is_sorted_as_another_is_found(sample: Casebook) -> None:
    meddle(sample.path, "UPDATE event SET when_from = when_from - 1 WHERE id = 1")
    assert "bounds-wrong" in codes(sample)


def test_only_the_first_faults_of_a_sort_are_named(sample: Casebook) -> None:
    meddle(sample.path, "UPDATE name SET spelling = spelling || '!'")
    altered = [each for each in check(sample).faults if each.code == "row-altered"]
    assert len(altered) == 21
    assert str(altered[-1].says) == "and 33 more of this sort"
