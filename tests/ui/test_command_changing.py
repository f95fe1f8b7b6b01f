"""The commands that make, take in, write out and take back."""

from __future__ import annotations

import stat
import sys
from pathlib import Path

import openpyxl
import pytest

from tests.ui import command_line
from tests.ui.command_line import PASSPHRASE, Run
from workbench import lookup, records, settings
from workbench.casebook import Casebook
from workbench.history import history

run = command_line.run


@pytest.fixture
def passphrase(monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("WORKBENCH_PASSPHRASE", PASSPHRASE)
    return PASSPHRASE


def test_new_makes_an_encrypted_casebook(run: Run, tmp_path: Path, passphrase: str) -> None:
    path = tmp_path / "desk.casebook"
    done = run("new", str(path))
    assert (done.status, done.err) == (0, "")
    assert not path.read_bytes().startswith(b"SQLite format 3")
    casebook = Casebook.open(path, passphrase)
    assert casebook.encrypted and not casebook.is_sample
    casebook.close()


def test_new_plain_says_what_that_means(run: Run, tmp_path: Path, passphrase: str) -> None:
    path = tmp_path / "desk.casebook"
    done = run("new", str(path), "--plain", "--sample")
    assert done.status == 0
    assert "not encrypted" in done.out
    assert path.read_bytes().startswith(b"SQLite format 3")
    casebook = Casebook.open(path, None)
    assert casebook.is_sample
    casebook.close()


@pytest.mark.skipif(sys.platform == "win32", reason="permissions are POSIX's")
def test_a_new_casebook_is_its_owners_alone(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "desk.casebook"
    run("new", str(path), "--plain")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_new_never_overwrites(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "desk.casebook"
    path.write_text("something else")
    done = run("new", str(path), "--plain")
    assert done.status == 1
    assert path.read_text() == "something else"


def test_new_in_a_folder_that_is_not_there_is_refused(run: Run, tmp_path: Path) -> None:
    done = run("new", str(tmp_path / "nowhere" / "desk.casebook"), "--plain")
    assert done.status == 1
    assert len(done.err.splitlines()) == 1


def test_history_names_the_member_of_this_machine(run: Run, tmp_path: Path) -> None:
    settings.change(member="Ana Müller")
    try:
        path = tmp_path / "desk.casebook"
        run("new", str(path), "--plain", "--sample")
        (last, *_rest) = run("history", str(path), "--json").json
        assert last["by"] == "Ana Müller"
    finally:
        settings.file().unlink()


def test_an_export_taken_in_again_changes_nothing(run: Run, sample: Casebook) -> None:
    workbook = str(sample.path.with_name("desk.xlsx"))
    exported = run("export", str(sample.path), workbook, "--json").json
    assert list(exported) == ["sheets", "withheld"]
    assert 25 in exported["sheets"].values()
    last = history(sample, limit=1)[0].number
    taken = run("import", str(sample.path), workbook, "--json").json
    assert list(taken) == [
        "rows", "created", "updated", "unchanged", "deleted", "conflicts", "skipped", "rejected",
        "problems", "change_set",
    ]  # fmt: skip
    assert taken["rows"] == taken["unchanged"] == sum(exported["sheets"].values())
    assert (taken["problems"], taken["change_set"]) == ([], None)
    assert history(sample, limit=1)[0].number == last
    assert "there was nothing new" in run("import", str(sample.path), workbook).out


def _rename(workbook: str, old: str, new: str) -> None:
    book = openpyxl.load_workbook(workbook)
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.value == old and sheet.title == "Stakeholders":
                    cell.value = new
    book.save(workbook)


def test_a_changed_cell_is_taken_in_and_undone_as_one_act(run: Run, sample: Casebook) -> None:
    path, workbook = str(sample.path), str(sample.path.with_name("desk.xlsx"))
    run("export", path, workbook)
    _rename(workbook, "Qatar", "State of Qatar")
    dry = run("import", path, workbook, "--dry-run", "--json").json
    assert (dry["updated"], dry["change_set"]) == (1, None)
    assert run("find", path, "State of Qatar", "--json").json[0]["label"] != "State of Qatar"
    taken = run("import", path, workbook, "--json").json
    assert taken["updated"] == 1
    assert run("find", path, "State of Qatar", "--json").json[0]["label"] == "State of Qatar"
    assert str(taken["change_set"]) in run("undo", path, str(taken["change_set"])).out
    assert lookup.stakeholder(sample, "Qatar").label == "Qatar"


@pytest.mark.parametrize(
    ("rule", "name"), [("skip", "Qatar (ours)"), ("ours", "Qatar (ours)"), ("theirs", "Doha")]
)
def test_a_conflict_is_counted_whatever_is_done_about_it(
    run: Run, sample: Casebook, rule: str, name: str
) -> None:
    path, workbook = str(sample.path), str(sample.path.with_name("desk.xlsx"))
    run("export", path, workbook)
    _rename(workbook, "Qatar", "Doha")
    qatar = lookup.stakeholder(sample, "Qatar").uid
    records.edit(sample, "stakeholder", {qatar: {"name": "Qatar (ours)"}})
    taken = run("import", path, workbook, "--on-conflict", rule, "--json").json
    assert taken["conflicts"] == 1
    assert records.label(sample, "stakeholder", qatar) == name


@pytest.mark.parametrize("content", [None, b"", b"PK\x03\x04 cut short", b"name,kind\n"])
def test_a_workbook_that_is_none_is_one_line_and_nothing_is_written(
    run: Run, sample: Casebook, content: bytes | None
) -> None:
    workbook = sample.path.with_name("desk.xlsx")
    if content is not None:
        workbook.write_bytes(content)
    last = history(sample, limit=1)[0].number
    done = run("import", str(sample.path), str(workbook), "--json")
    assert (done.status, done.out) == (1, "")
    assert len(done.err.splitlines()) == 1
    assert history(sample, limit=1)[0].number == last


def test_undo_and_redo_name_what_they_did(run: Run, sample: Casebook) -> None:
    records.add(sample, "stakeholder", {"name": "Norway", "kind": "state"})
    path = str(sample.path)
    assert run("undo", path).out == "Undone: Add Stakeholder (change set 3).\n"
    assert run("redo", path).out == "Done again: Add Stakeholder (change set 3).\n"
    assert lookup.stakeholder(sample, "Norway").label == "Norway"


def test_where_there_is_nothing_to_undo_or_redo_that_is_said(run: Run, sample_file: Path) -> None:
    for name in ("undo", "redo"):
        done = run(name, str(sample_file))
        assert (done.status, done.out) == (1, "")
        assert f"nothing to {name}" in done.err


def _there(run: Run, path: str, name: str) -> bool:
    return name in [each["label"] for each in run("find", path, name, "--json").json]


def test_an_earlier_act_is_undone_by_its_number_and_the_later_one_stays(
    run: Run, sample: Casebook
) -> None:
    for name in ("Norway", "Oman"):
        records.add(sample, "stakeholder", {"name": name, "kind": "state"})
    path = str(sample.path)
    out = run("undo", path, "3").out.splitlines()
    assert out == [
        "Undone: Add Stakeholder (change set 3).",
        "  1 went.",
        "This is change set 5; undo takes it back.",
    ]
    assert _there(run, path, "Oman") and not _there(run, path, "Norway")
    assert run("undo", path).out == "Undone: Undo of: Add Stakeholder (change set 5).\n"
    assert _there(run, path, "Norway")
    assert run("check", path).status == 0


def test_what_later_acts_changed_is_kept_and_listed(run: Run, sample: Casebook) -> None:
    path, qatar = str(sample.path), lookup.stakeholder(sample, "Qatar").uid
    records.edit(sample, "stakeholder", {qatar: {"country": "Qatar", "notes": "Mediates"}})
    number = str(history(sample, limit=1)[0].number)
    records.edit(sample, "stakeholder", {qatar: {"notes": "Mediates still"}})
    out = run("undo", path, number).out
    assert "Undone in part: Edit Stakeholder" in out
    assert "  1 was changed." in out and "1 thing was kept as it is:" in out
    (kept,) = [each for each in out.splitlines() if "Notes" in each]
    assert kept.startswith("  Stakeholder Qatar, Notes: Mediates still, and would be ")
    assert kept.endswith("it was changed since")
    again = run("undo", path, number)
    assert (again.status, again.out) == (1, "")
    assert "it was changed since" in again.err and len(again.err.splitlines()) == 1


def test_what_is_undone_or_never_was_an_act_is_refused(run: Run, sample: Casebook) -> None:
    records.add(sample, "stakeholder", {"name": "Norway", "kind": "state"})
    path = str(sample.path)
    assert run("undo", path, "3").out.endswith("Redo does it again.\n")
    for number, words in (("3", "undone already"), ("1", "set the casebook up"), ("99", "no")):
        done = run("undo", path, number)
        assert (done.status, done.out) == (1, "")
        assert words in done.err
    assert run("redo", path).status == 0
