"""The command that takes a workbook in: anybody's, with a password, by a mapping that was kept."""

from __future__ import annotations

from pathlib import Path

from tests.ui import command_line
from tests.ui.command_line import Run
from tests.ui.sheets import PASSWORD, locked, people
from workbench.casebook import Casebook

run = command_line.run


def test_a_sheet_of_anybodys_is_taken_in_and_undone(
    run: Run, casebook: Casebook, tmp_path: Path
) -> None:
    path, sheet = str(casebook.path), str(people(tmp_path))
    dry = run("import", path, sheet, "--dry-run", "--json")
    assert dry.status == 0, dry.err
    assert (dry.json["rows"], dry.json["created"], dry.json["change_set"]) == (3, 3, None)
    taken = run("import", path, sheet, "--json").json
    assert taken["created"] == 3 and taken["problems"] == []
    assert [each["label"] for each in run("find", path, "Berit", "--json").json] == ["Berit Holm"]
    again = run("import", path, sheet, "--json").json
    assert (again["unchanged"], again["change_set"]) == (3, None)
    assert run("undo", path).status == 0
    assert run("find", path, "Berit", "--json").json == []


def test_a_password_comes_from_its_file(run: Run, casebook: Casebook, tmp_path: Path) -> None:
    path, workbook = str(casebook.path), str(locked(tmp_path))
    without = run("import", path, workbook, "--dry-run")
    assert (without.status, without.out) == (1, "") and "password" in without.err
    file = tmp_path / "password"
    for password, status in (("wrong", 1), (PASSWORD, 0)):
        file.write_text(password + "\n")
        done = run("import", path, workbook, "--dry-run", "--workbook-password-file", str(file))
        assert done.status == status and len(done.err.splitlines()) == status
    missing = str(tmp_path / "none")
    done = run("import", path, workbook, "--workbook-password-file", missing)
    assert done.status == 1 and len(done.err.splitlines()) == 1


def test_a_kept_mapping_is_named(run: Run, casebook: Casebook, tmp_path: Path) -> None:
    from workbench.exchange import foreign, mapping

    sheet = people(tmp_path)
    opened = foreign.open_workbook(sheet, None)
    foreign.look_at_columns(casebook, opened)
    (table,) = opened.taken
    assert table.mapping is not None
    narrow = mapping.set_target(table.mapping, 1, None)
    mapping.keep(casebook, "Names alone", table.region.headers, narrow)
    path = str(casebook.path)
    done = run("import", path, str(sheet), "--mapping", "Names alone", "--json")
    assert done.json["created"] == 3
    assert run("find", path, "Norway", "--json").json == []
    unknown = run("import", path, str(sheet), "--mapping", "Other")
    assert unknown.status == 1 and "Other" in unknown.err and len(unknown.err.splitlines()) == 1


def test_rows_that_hang_on_an_open_question_are_rejected(
    run: Run, casebook: Casebook, tmp_path: Path
) -> None:
    sheet = tmp_path / "open.csv"
    sheet.write_text("Meeting,Date\nTalks in Doha,03/04/2024\nMore talks,05/06/2024\n")
    done = run("import", str(casebook.path), str(sheet), "--json").json
    assert (done["rows"], done["rejected"], done["change_set"]) == (2, 2, None)
    assert {each["row"] for each in done["problems"]} == {2, 3}


def test_a_sheet_that_says_nothing_of_its_rows_is_refused(
    run: Run, casebook: Casebook, tmp_path: Path
) -> None:
    sheet = tmp_path / "what.csv"
    sheet.write_text("Qwx,Zzy\n1,2\n3,4\n")
    done = run("import", str(casebook.path), str(sheet))
    assert (done.status, done.out) == (1, "") and "--mapping" in done.err
