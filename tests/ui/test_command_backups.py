"""A backup from the command line, and the way back from it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.ui import command_line
from tests.ui.command_line import PASSPHRASE, Run

run = command_line.run


@pytest.fixture
def desk(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("WORKBENCH_PASSPHRASE", PASSPHRASE)
    path = tmp_path / "desk.casebook"
    assert run("new", str(path), "--sample").status == 0
    return path


def test_back_to_the_backup_and_forth_again(run: Run, desk: Path, tmp_path: Path) -> None:
    backup, sheet = tmp_path / "safe.casebook", tmp_path / "desk.xlsx"
    other = tmp_path / "other.casebook"
    run("new", str(other))
    assert run("backup", str(other), str(backup)).status == 0
    run("export", str(desk), str(sheet))
    assert run("import", str(other), str(sheet)).status == 0
    filled = run("asks", str(other), "--json").json
    assert len(filled) == 10

    said = run("restore", str(other), str(backup), "--dry-run")
    assert said.status == 0
    assert "Asks: 0 back, 0 changed, 10 gone" in said.out
    assert run("asks", str(other), "--json").json == filled

    done = run("restore", str(other), str(backup))
    assert (done.status, done.err) == (0, "")
    assert run("asks", str(other), "--json").json == []
    assert run("history", str(other), "--json").json[0]["did"] == "Restore the backup safe.casebook"
    assert run("undo", str(other)).status == 0
    assert run("asks", str(other), "--json").json == filled
    assert run("check", str(other)).status == 0


@pytest.mark.parametrize(
    ("name", "says"), [("none.casebook", "no such file"), ("desk.xlsx", "no casebook")]
)
def test_what_is_no_backup_is_refused_in_one_line(
    run: Run, desk: Path, tmp_path: Path, name: str, says: str
) -> None:
    run("export", str(desk), str(tmp_path / "desk.xlsx"))
    done = run("restore", str(desk), str(tmp_path / name))
    assert (done.status, done.out) == (1, "")
    assert says in done.err
    assert done.err.count("\n") == 1


def test_a_folder_that_is_not_there_is_named(run: Run, desk: Path, tmp_path: Path) -> None:
    done = run("backup", str(desk), str(tmp_path / "nowhere" / "safe.casebook"))
    assert done.status == 1
    assert "nowhere" in done.err
    assert done.err.count("\n") == 1


def test_an_import_is_backed_up_first_and_done_all_the_same_where_that_fails(
    run: Run, desk: Path, tmp_path: Path
) -> None:
    sheet, other = tmp_path / "desk.xlsx", tmp_path / "other.casebook"
    run("export", str(desk), str(sheet))
    run("new", str(other))
    folder = tmp_path / "other backups"
    assert run("import", str(other), str(sheet), "--dry-run").status == 0
    assert not folder.exists()
    folder.write_text("in the way", encoding="utf-8")
    done = run("import", str(other), str(sheet), "--json")
    assert done.status == 0 and done.json["change_set"] is not None
    assert "No backup was made first" in done.err and "other backups" in done.err
    folder.unlink()
    assert run("import", str(other), str(sheet)).err == ""
    (backup,) = folder.glob("*.casebook")
    assert "nothing was changed" in run("restore", str(other), str(backup), "--dry-run").out
