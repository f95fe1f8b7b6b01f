"""Another passphrase from the command line: where it comes from, what is said of backups."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.ui import command_line
from tests.ui.command_line import PASSPHRASE, Run
from workbench.casebook import Casebook

run = command_line.run
NEW = "another horse"


@pytest.fixture
def desk(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("WORKBENCH_PASSPHRASE", PASSPHRASE)
    path = tmp_path / "desk.casebook"
    assert run("new", str(path)).status == 0
    return path


def in_file(folder: Path, name: str, passphrase: str) -> str:
    file = folder / name
    file.write_text(f"{passphrase}\n", encoding="utf-8")
    return str(file)


def opens(run: Run, desk: Path, passphrase: str) -> bool:
    file = in_file(desk.parent, "tried", passphrase)
    return run("check", str(desk), "--passphrase-file", file).status == 0


def test_the_new_passphrase_comes_from_its_file(run: Run, desk: Path, tmp_path: Path) -> None:
    done = run("passphrase", str(desk), "--new-passphrase-file", in_file(tmp_path, "new", NEW))
    assert (done.status, done.err) == (0, "")
    assert "changed" in done.out
    assert opens(run, desk, NEW) and not opens(run, desk, PASSPHRASE)


def test_or_from_the_variable(run: Run, desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WORKBENCH_NEW_PASSPHRASE", NEW)
    assert run("passphrase", str(desk)).status == 0
    assert opens(run, desk, NEW)


def test_or_is_typed_twice(run: Run, desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    typed: list[str] = []

    class Terminal:
        def isatty(self) -> bool:
            return True

    def prompt(text: str, **given: object) -> str:
        typed.append(text)
        assert given["hide_input"] and given["confirmation_prompt"]
        return NEW

    monkeypatch.setattr("sys.stdin", Terminal())
    monkeypatch.setattr("typer.prompt", prompt)
    assert run("passphrase", str(desk)).status == 0
    assert typed == ["New passphrase"]
    assert opens(run, desk, NEW)


def test_backups_that_keep_the_old_passphrase_are_named(
    run: Run, desk: Path, tmp_path: Path
) -> None:
    backup = tmp_path / "safe.casebook"
    run("backup", str(desk), str(backup))
    done = run("passphrase", str(desk), "--new-passphrase-file", in_file(tmp_path, "new", NEW))
    assert "still open" in done.out and f"  {backup}" in done.out.splitlines()
    assert opens(run, backup, PASSPHRASE) and not opens(run, backup, NEW)


def test_a_plain_casebook_becomes_an_encrypted_one(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "plain.casebook"
    assert run("new", str(path), "--plain", "--sample").status == 0
    before = run("asks", str(path), "--json").json
    file = in_file(tmp_path, "new", NEW)
    done = run("passphrase", str(path), "--new-passphrase-file", file)
    assert (done.status, done.err) == (0, "")
    assert "encrypted now" in done.out
    assert run("asks", str(path), "--json").status == 1
    assert run("asks", str(path), "--json", "--passphrase-file", file).json == before
    assert run("check", str(path), "--passphrase-file", file).status == 0


def nothing_new(run: Run, desk: Path, folder: Path) -> list[str]:
    return []


def no_file(run: Run, desk: Path, folder: Path) -> list[str]:
    return ["--new-passphrase-file", str(folder / "none")]


def wrong_old(run: Run, desk: Path, folder: Path) -> list[str]:
    return [
        "--passphrase-file", in_file(folder, "old", "wrong"),
        "--new-passphrase-file", in_file(folder, "new", NEW),
    ]  # fmt: skip


def the_same(run: Run, desk: Path, folder: Path) -> list[str]:
    return ["--new-passphrase-file", in_file(folder, "new", PASSPHRASE)]


def raw(run: Run, desk: Path, folder: Path) -> list[str]:
    return ["--new-passphrase-file", in_file(folder, "new", f"x'{'ab' * 32}'")]


@pytest.mark.parametrize(
    ("given", "says"),
    [
        (nothing_new, "WORKBENCH_NEW_PASSPHRASE"),
        (no_file, "can't be read"),
        (wrong_old, "passphrase is wrong"),
        (the_same, "has already"),
        (raw, "raw key"),
    ],
)
def test_what_can_not_be_done_is_refused_in_one_line_and_changes_nothing(
    run: Run,
    desk: Path,
    tmp_path: Path,
    given: Callable[[Run, Path, Path], list[str]],
    says: str,
) -> None:
    before = desk.read_bytes()
    done = run("passphrase", str(desk), *given(run, desk, tmp_path))
    assert (done.status, done.out) == (1, "")
    assert says in done.err and done.err.count("\n") == 1
    assert desk.read_bytes() == before


def test_it_works_alone_on_the_file(run: Run, desk: Path, tmp_path: Path) -> None:
    window = Casebook.open(desk, PASSPHRASE)
    done = run("passphrase", str(desk), "--new-passphrase-file", in_file(tmp_path, "new", NEW))
    assert done.status == 1 and "open" in done.err and done.err.count("\n") == 1
    assert window.uid
    window.close()
    assert opens(run, desk, PASSPHRASE)
