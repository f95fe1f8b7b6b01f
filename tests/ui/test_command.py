"""The command line as scripts rely on it: which word is a command, what it ends with, secrets."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.ui import command_line
from tests.ui.command_line import PASSPHRASE, Run
from ui import command, command_opening, command_window
from workbench.casebook import Casebook
from workbench.messages import Refused, message

run = command_line.run

START = "import sys; from ui.command import main; sys.exit(main())"
COMMANDS = (
    "new", "import", "export", "find", "asks", "events", "ties", "between", "duplicates", "merge",
    "history", "undo", "redo", "check", "backup", "restore", "purge", "passphrase", "tour",
)  # fmt: skip
LATER = ("brief",)


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """An encrypted casebook with nothing in it."""
    path = tmp_path / "desk.casebook"
    Casebook.create(path, PASSPHRASE).close()
    return path


def test_help_names_every_command_that_there_is_and_none_that_is_not(run: Run) -> None:
    done = run("--help")
    assert done.status == 0
    listed = [line.split()[0] for line in done.out.split("Commands:")[1].splitlines() if line]
    assert tuple(listed) == COMMANDS
    everything = done.out + "".join(run(name, "--help").out for name in COMMANDS)
    assert [word for word in LATER if f"{word} " in everything] == []


def test_version_is_said(run: Run) -> None:
    done = run("--version")
    assert (done.status, done.err) == (0, "")
    assert done.out.startswith("workbench ")


@pytest.mark.parametrize(
    "words",
    [
        ("find",),
        ("asks", "a.casebook", "--status", "finished"),
        ("asks", "a.casebook", "--who", "x"),
        ("find", "a.casebook", "x", "--kind", "tie"),
        ("find", "a.casebook", "x", "--limit", "0"),
        ("import", "a.casebook", "b.xlsx", "--on-conflict", "mine"),
        ("undo", "a.casebook", "last"),
        ("tour", "a.casebook", "out", "--size", "big"),
        ("tour", "a.casebook", "out", "--size", "1x1"),
        ("fnid", "a.casebook", "x"),
        ("a.casebook", "--json"),
    ],
)
def test_a_command_line_that_is_wrong_ends_with_2(run: Run, words: tuple[str, ...]) -> None:
    done = run(*words)
    assert (done.status, done.out) == (2, "")
    assert "Error" in done.err


def test_a_command_that_is_misspelled_is_guessed(run: Run) -> None:
    assert "find" in run("fnid", "a.casebook", "x").err


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Path | None, str | None]]:
    """What the window would have been opened on; it is not."""
    pytest.importorskip("ui.app")
    found: list[tuple[Path | None, str | None]] = []

    def open_window(path: Path | None, passphrase: str | None = None) -> int:
        found.append((path, passphrase))
        return 0

    monkeypatch.setattr("ui.app.run", open_window)
    return found


Opened = list[tuple[Path | None, str | None]]


def test_without_a_word_the_window_opens_on_the_start_page(run: Run, opened: Opened) -> None:
    assert run().status == 0
    assert opened == [(None, None)]


def test_a_word_that_is_no_command_is_a_casebook_for_the_window(
    run: Run, opened: Opened, desk: Path
) -> None:
    assert run(str(desk)).status == 0
    assert run("--passphrase-file", str(secret(desk, "hush\n")), str(desk)).status == 0
    assert opened == [(desk, None), (desk, "hush")]


def test_a_casebook_that_is_called_as_a_command_is_written_with_its_folder(
    run: Run, opened: Opened, desk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(desk.parent)
    desk.rename("new")
    assert run("./new").status == 0
    assert opened == [(Path("new"), None)]


def test_a_casebook_that_is_not_there_is_refused_before_any_window(
    run: Run, opened: Opened, tmp_path: Path
) -> None:
    done = run(str(tmp_path / "nowhere"))
    assert (done.status, opened) == (1, [])
    assert "There is no such file" in done.err


# -- the passphrase ------------------------------------------------------------------------------


def secret(desk: Path, text: str | bytes) -> Path:
    path = desk.with_name("secret.txt")
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


@pytest.mark.parametrize("ending", ["", "\n", "\r\n"])
def test_a_passphrase_is_read_from_its_file_without_the_trailing_newline(
    run: Run, desk: Path, ending: str
) -> None:
    file = secret(desk, PASSPHRASE + ending)
    assert run("check", str(desk), "--passphrase-file", str(file)).status == 0


def test_only_one_trailing_newline_is_not_part_of_the_passphrase(run: Run, desk: Path) -> None:
    file = secret(desk, f"{PASSPHRASE}\n\n")
    assert run("check", str(desk), "--passphrase-file", str(file)).status == 1


def test_a_mark_that_an_editor_put_before_the_passphrase_is_not_part_of_it(
    run: Run, desk: Path
) -> None:
    file = secret(desk, b"\xef\xbb\xbf" + PASSPHRASE.encode())
    assert run("check", str(desk), "--passphrase-file", str(file)).status == 0


def test_the_file_counts_before_the_variable(
    run: Run, desk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WORKBENCH_PASSPHRASE", PASSPHRASE)
    assert run("check", str(desk)).status == 0
    file = secret(desk, "another")
    assert run("check", str(desk), "--passphrase-file", str(file)).status == 1


@pytest.mark.parametrize("text", [b"\xff\xfe\x00", None])
def test_a_passphrase_file_that_can_not_be_read_is_refused(
    run: Run, desk: Path, text: bytes | None
) -> None:
    file = desk.with_name("nowhere") if text is None else secret(desk, text)
    done = run("check", str(desk), "--passphrase-file", str(file))
    assert done.status == 1
    assert str(file) in done.err
    assert len(done.err.splitlines()) == 1


def test_without_a_passphrase_and_a_terminal_an_encrypted_casebook_is_refused(
    run: Run, desk: Path
) -> None:
    done = run("check", str(desk))
    assert (done.status, done.out) == (1, "")
    assert "WORKBENCH_PASSPHRASE" in done.err


def test_a_new_casebook_without_a_passphrase_and_a_terminal_is_refused(
    run: Run, tmp_path: Path
) -> None:
    done = run("new", str(tmp_path / "x.casebook"))
    assert done.status == 1
    assert "--plain" in done.err
    assert list(tmp_path.iterdir()) == []


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[str]]:
    """Makes a terminal of the test, at which somebody types these passphrases."""

    def at_terminal(*answers: str) -> list[str]:
        asked: list[str] = []
        waiting = list(answers)

        def prompt(text: str, **how: Any) -> str:
            asked.append(text)
            assert how["hide_input"] and how["err"]
            return waiting.pop(0)

        monkeypatch.setattr(command_opening.sys, "stdin", _Terminal())
        monkeypatch.setattr(command_opening.typer, "prompt", prompt)
        return asked

    return at_terminal


class _Terminal:
    def isatty(self) -> bool:
        return True


def test_at_a_terminal_the_passphrase_is_asked_for(
    run: Run, desk: Path, typed: Callable[..., list[str]]
) -> None:
    asked = typed(PASSPHRASE)
    assert run("check", str(desk)).status == 0
    assert asked == ["Passphrase"]


def test_a_plain_casebook_asks_for_no_passphrase(
    run: Run, sample_file: Path, typed: Callable[..., list[str]]
) -> None:
    asked = typed()
    assert run("find", str(sample_file), "qatar").status == 0
    assert asked == []


@pytest.mark.skipif(sys.platform == "win32", reason="pseudo-terminals are POSIX's")
def test_at_a_real_terminal_a_new_passphrase_is_typed_twice_and_not_shown(tmp_path: Path) -> None:
    import pty

    own_terminal = "import fcntl, termios; fcntl.ioctl(0, termios.TIOCSCTTY, 0); "
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-c", own_terminal + START, "new", "desk.casebook"],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(Path(command.__file__).parent.parent)},
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        start_new_session=True,
    )
    os.close(theirs)
    shown = b""
    # The blank comes once nothing is shown any more, and what was typed before is thrown away.
    for asked in (b"New passphrase: ", b"The same again: "):
        while asked not in shown:
            shown += os.read(ours, 1000)
        os.write(ours, f"{PASSPHRASE}\n".encode())
    while chunk := _read(ours):
        shown += chunk
    os.close(ours)
    assert process.wait() == 0
    assert PASSPHRASE.encode() not in shown
    casebook = Casebook.open(tmp_path / "desk.casebook", PASSPHRASE)
    assert casebook.encrypted
    casebook.close()


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 1000)
    except OSError:  # what Linux says at the end of a terminal
        return b""


# -- what is refused, and what is a fault ----------------------------------------------------------


def _bad(path: Path, sort: str) -> Path:
    if sort == "empty":
        path.write_bytes(b"")
    elif sort == "text":
        path.write_text("Dear all,\n" * 100)
    elif sort == "damaged":
        path.write_bytes(os.urandom(8192))
    elif sort == "folder":
        path.mkdir()
    return path


@pytest.mark.parametrize("sort", ["missing", "empty", "text", "damaged", "folder"])
@pytest.mark.parametrize("name", ["check", "asks", "undo"])
def test_a_file_that_is_no_casebook_is_one_line_and_left_alone(
    run: Run, tmp_path: Path, sort: str, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WORKBENCH_PASSPHRASE", PASSPHRASE)
    path = _bad(tmp_path / "x.casebook", sort)
    before = sorted(tmp_path.rglob("*")), path.read_bytes() if path.is_file() else None
    done = run(name, str(path))
    assert (done.status, done.out) == (1, "")
    assert len(done.err.splitlines()) == 1
    assert str(path) in done.err
    after = sorted(tmp_path.rglob("*")), path.read_bytes() if path.is_file() else None
    assert after == before


def test_a_wrong_passphrase_is_one_line(
    run: Run, desk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WORKBENCH_PASSPHRASE", "not it")
    done = run("asks", str(desk), "--json")
    assert (done.status, done.out) == (1, "")
    assert len(done.err.splitlines()) == 1
    assert "not it" not in done.err


def test_a_fault_of_ours_is_one_line_that_holds_nothing_of_the_record(
    run: Run, sample_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*given: object, **named: object) -> None:
        raise KeyError("Amir Khan Muttaqi")

    monkeypatch.setattr("workbench.asks.asks", broken)
    done = run("asks", str(sample_file), "--json")
    assert (done.status, done.out) == (1, "")
    assert len(done.err.splitlines()) == 1
    assert "KeyError" in done.err
    assert "Muttaqi" not in done.err


def test_an_interruption_is_no_traceback(
    run: Run, sample_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*given: object, **named: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("workbench.asks.asks", interrupted)
    done = run("asks", str(sample_file))
    assert done.status != 0
    assert "Traceback" not in done.err


def test_a_reader_that_has_enough_is_no_error(sample_file: Path) -> None:
    words = [sys.executable, "-c", START, "history", str(sample_file), "--json"]
    process = subprocess.Popen(
        words,
        cwd=Path(command.__file__).parent.parent,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdout is not None and process.stderr is not None
    process.stdout.read(10)
    process.stdout.close()
    assert process.stderr.read() == b""
    process.stderr.close()
    process.wait()


def test_json_is_written_in_utf8_whatever_the_machine_writes(sample_file: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", START, "find", str(sample_file), "Türkiye", "--json"],
        cwd=Path(command.__file__).parent.parent,
        env=os.environ | {"PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"},
        capture_output=True,
        check=True,
    )
    assert json.loads(done.stdout.decode("utf-8"))[0]["label"] == "Türkiye"
    assert "Türkiye" in done.stdout.decode("utf-8")


def test_the_size_of_a_tour_is_read_as_it_is_written() -> None:
    assert command_window._size("1366X768") == "1366x768"


def test_a_refusal_is_worded_on_one_line(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*given: object) -> None:
        raise Refused(message("Two\nlines"), "here\x1b[31m", message("Do it"))

    monkeypatch.setattr(command, "_run", refuse)
    done = run("check", "x")
    assert done.status == 1
    assert len(done.err.splitlines()) == 1
    assert "\x1b" not in done.err


def test_a_tour_is_drawn_in_the_size_and_colours_asked_for(
    run: Run, sample_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[Any, ...]] = []

    def draw(*given: Any) -> list[Path]:
        asked.append(given)
        return [tmp_path / "today.png"]

    monkeypatch.setattr("ui.tour.tour", draw)
    done = run("tour", str(sample_file), str(tmp_path), "--size", "1366x768", "--dark")
    assert (done.status, done.out) == (0, f"Drew 1 picture in {tmp_path}.\n")
    run("tour", str(sample_file), str(tmp_path))
    assert asked == [
        (sample_file, None, tmp_path, (1366, 768), True),
        (sample_file, None, tmp_path, (1400, 900), False),
    ]


def test_a_file_name_that_is_too_long_is_refused_in_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command.main(["new", str(tmp_path / ("x" * 300)), "--plain"]) == 1
    assert "too long" in capsys.readouterr().err


def test_a_file_that_can_not_be_read_is_refused_and_no_matter_of_how_it_was_called(
    run: Run, sample_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def closed(self: Path, *_given: object, **_named: object) -> object:
        raise PermissionError(13, "Permission denied")

    access = os.access
    monkeypatch.setattr(os, "access", lambda path, mode: mode != os.R_OK and access(path, mode))
    monkeypatch.setattr(Path, "open", closed)
    done = run("find", str(sample_file), "muttaqi")
    assert (done.status, done.out) == (1, "")
    assert "can't be read (Permission denied)" in done.err
    assert done.err.count("\n") == 1
