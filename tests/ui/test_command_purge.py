"""A record purged from the command line: gone from the file, and its copies named."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.ui import command_line
from tests.ui.command_line import Run

run = command_line.run
SECRET = "Quetzalcoatlus Northropi"


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """A plain casebook with a stakeholder who is called by the secret."""
    from workbench import records
    from workbench.casebook import Casebook

    path = tmp_path / "desk" / "desk.casebook"
    path.parent.mkdir()
    casebook = Casebook.create(path, None, by="A. Officer")
    uid = records.add(casebook, "stakeholder", {"name": SECRET, "kind": "person"})
    records.add(casebook, "name", {"stakeholder": uid, "spelling": "Quetzal"})
    records.edit(casebook, "stakeholder", {uid: {"notes": "the wrong field"}})
    records.edit(casebook, "stakeholder", {uid: {"notes": "the right one"}})
    casebook.close()
    return path


def uid_of(run: Run, desk: Path) -> str:
    return str(run("find", str(desk), "Quetzalcoatlus", "--json").json[0]["uid"])


def held(desk: Path) -> bytes:
    return b"".join(file.read_bytes() for file in desk.parent.glob("desk.casebook*"))


def test_a_purged_record_is_gone_and_no_undo_brings_it_back(run: Run, desk: Path) -> None:
    assert SECRET.encode() in held(desk)
    done = run("purge", str(desk), uid_of(run, desk))
    assert (done.status, done.err) == (0, "")
    assert "Purged: 1 stakeholder, 1 name. Undo can't bring it back." in done.out
    assert SECRET.encode() not in held(desk)
    assert run("undo", str(desk)).status == 1
    assert run("check", str(desk)).status == 0
    newest = run("history", str(desk), "--json").json[0]
    assert newest["did"] == "Purge: 1 Stakeholder, with 1 that hung on it"
    assert newest["changes"] == []


def test_the_copies_that_still_hold_it_are_named(run: Run, desk: Path, tmp_path: Path) -> None:
    early = tmp_path / "early.xlsx"
    assert run("export", str(desk), str(early)).status == 0
    assert run("backup", str(desk)).status == 0
    done = run("purge", str(desk), uid_of(run, desk))
    assert "2 copies on record still hold it:" in done.out
    assert str(early) in done.out
    assert "desk backups" in done.out
    # What is made from now on does not hold it.
    assert run("backup", str(desk)).status == 0
    from workbench import purging
    from workbench.casebook import Casebook

    casebook = Casebook.open(desk, None)
    assert [copy.what for copy in purging.holding(casebook)] == ["export", "backup"]
    casebook.close()


def test_a_restore_says_that_it_brings_back_what_was_purged(
    run: Run, desk: Path, tmp_path: Path
) -> None:
    before, after = str(tmp_path / "before.casebook"), str(tmp_path / "after.casebook")
    uid = uid_of(run, desk)
    assert run("backup", str(desk), before).status == 0
    assert run("purge", str(desk), uid).status == 0
    assert run("backup", str(desk), after).status == 0
    for words in (("--dry-run",), ()):
        told = run("restore", str(desk), before, *words)
        assert told.status == 0 and "from before a purge" in told.err
    told = run("restore", str(desk), after)
    assert told.status == 0 and "purge" not in told.err


def test_what_one_field_held_earlier_goes_alone(run: Run, desk: Path) -> None:
    uid = uid_of(run, desk)
    would = run("purge", str(desk), uid, "--field", "notes", "--dry-run")
    assert "Would go: what Notes held earlier." in would.out
    assert b"the wrong field" in held(desk)
    assert run("purge", str(desk), uid, "--field", "notes").status == 0
    assert b"the wrong field" not in held(desk)
    assert b"the right one" in held(desk) and SECRET.encode() in held(desk)
    again = run("purge", str(desk), uid, "--field", "notes")
    assert (again.status, "nothing was changed" in again.out) == (0, True)
    assert run("purge", str(desk), uid, "--field", "notes", "--empty").status == 0
    assert b"the right one" not in held(desk)
    assert run("check", str(desk)).status == 0


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("no-such-uid",), "No record has or had this uid"),
        (("{uid}", "--field", "colour"), "no field of this name"),
        (("{uid}", "--field", "name", "--empty"), "can't be empty"),
    ],
)
def test_what_can_not_be_purged_is_refused_in_one_line(
    run: Run, desk: Path, words: tuple[str, ...], says: str
) -> None:
    uid = uid_of(run, desk)
    done = run("purge", str(desk), *(word.format(uid=uid) for word in words))
    assert (done.status, done.out) == (1, "")
    assert says in done.err and done.err.count("\n") == 1
    assert run("check", str(desk)).status == 0


def test_a_record_that_was_deleted_before_is_purged_from_history(run: Run, desk: Path) -> None:
    from workbench import records
    from workbench.casebook import Casebook

    uid = uid_of(run, desk)
    casebook = Casebook.open(desk, None, by="A. Officer")
    records.delete(casebook, "stakeholder", [uid])
    casebook.close()
    assert SECRET.encode() in held(desk)
    assert run("purge", str(desk), uid).status == 0
    assert SECRET.encode() not in held(desk)
    assert run("undo", str(desk)).status == 1


def test_other_records_that_name_it_are_counted_and_stay(run: Run, desk: Path) -> None:
    from workbench import records
    from workbench.casebook import Casebook

    casebook = Casebook.open(desk, None, by="A. Officer")
    records.add(casebook, "source", {"title": f"A cable on {SECRET}"})
    casebook.close()
    uid = uid_of(run, desk)
    would = run("purge", str(desk), uid, "--dry-run").out
    assert "1 other record has its name in a text; that stays" in would
    assert "1 other record" in run("purge", str(desk), uid).out
