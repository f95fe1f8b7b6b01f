"""Faults repaired from the command line, one sort or one record at a time."""

from __future__ import annotations

from tests.ui import command_line
from tests.ui.command_line import Run
from tests.workbench.test_checks import meddle
from workbench.casebook import Casebook

run = command_line.run


def test_a_fault_is_repaired_by_its_code_and_undo_takes_it_back(run: Run, sample: Casebook) -> None:
    path = str(sample.path)
    meddle(sample.path, "UPDATE ask SET status = 'met' WHERE id = 1")
    found = run("check", path)
    assert "To repair: check --repair with one of row-altered" in found.out
    done = run("check", path, "--repair", "row-altered")
    assert (done.status, done.err) == (0, "")
    assert "1 fault was repaired." in done.out and "All is well" in done.out
    assert run("undo", path).status == 0
    (first,) = [each for each in run("asks", path, "--json").json if each["status"] == "met"][:1]
    assert first["title"]


def test_one_record_of_several_is_repaired_by_its_uid(run: Run, sample: Casebook) -> None:
    path = str(sample.path)
    meddle(sample.path, "UPDATE event SET when_from = when_from - 1 WHERE id < 4")
    faults = [f for f in run("check", path, "--json").json["faults"] if f["code"] == "bounds-wrong"]
    uid = faults[0]["says"].split()[1].rstrip(":")
    done = run("check", path, "--repair", f"bounds-wrong {uid}", "--json")
    assert done.status == 1
    left = [each for each in done.json["faults"] if each["code"] == "bounds-wrong"]
    assert len(left) == 2 and all(uid not in each["says"] for each in left)


def test_a_fault_that_is_not_there_is_refused_in_one_line(run: Run, sample: Casebook) -> None:
    done = run("check", str(sample.path), "--repair", "row-altered")
    assert (done.status, done.out) == (1, "")
    assert "no such fault" in done.err and done.err.count("\n") == 1
