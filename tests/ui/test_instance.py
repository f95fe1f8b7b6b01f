"""One window for a casebook, by whatever name it is opened, and after whatever crash."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from ui import app, instance
from workbench import records
from workbench.casebook import Casebook

ROOT = Path(__file__).resolve().parents[2]
COMMAND = (sys.executable, "-c", "import sys; from ui.command import main; sys.exit(main())")


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    path = tmp_path / "desk.casebook"
    Casebook.create(path, None).close()
    return path


def _start(path: Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [*COMMAND, path],
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
    )


@pytest.mark.parametrize("by", ["its name", "another way", "a link"])
def test_a_second_start_brings_the_first_window_forward_and_is_done(
    by: str, desk: Path, keeper: app.Keeper, qtbot: QtBot, tmp_path: Path
) -> None:
    named = desk
    if by == "another way":
        named = tmp_path / "." / ".." / tmp_path.name / desk.name
    elif by == "a link":
        named = tmp_path / "link.casebook"
        named.symlink_to(desk)
    keeper.open(desk)
    assert keeper.window is not None
    keeper.window.showMinimized()
    second = _start(named)
    try:
        qtbot.waitUntil(lambda: second.poll() is not None, timeout=30_000)
    finally:
        second.kill()
    assert second.wait() == 0
    assert not keeper.window.isMinimized()


def test_another_casebook_has_a_window_of_its_own(
    desk: Path, keeper: app.Keeper, tmp_path: Path
) -> None:
    other = tmp_path / "other.casebook"
    Casebook.create(other, None).close()
    keeper.open(desk)
    assert not instance.bring_forward(other)


def test_what_a_crashed_window_left_is_no_bar(desk: Path, keeper: app.Keeper) -> None:
    crash = (
        "import os, sys; from pathlib import Path; from ui import app;"
        f"keeper = app.start(Path({str(desk)!r})); os._exit(9)"
    )
    done = subprocess.run([sys.executable, "-c", crash], cwd=ROOT, check=False)
    assert done.returncode == 9
    assert os.path.exists(instance.name_for(desk))
    assert not instance.bring_forward(desk)
    assert keeper.open(desk)
    assert keeper._listening is not None and keeper._listening._server.isListening()


def test_a_window_that_is_closed_answers_no_more(desk: Path, keeper: app.Keeper) -> None:
    keeper.open(desk)
    assert keeper.window is not None
    keeper.window.close()
    assert not instance.bring_forward(desk)
    assert keeper._listening is None


def test_where_the_window_listens_does_not_tell_the_files_name(desk: Path) -> None:
    name = instance.name_for(desk)
    assert "desk" not in Path(name).name and len(os.fsencode(name)) < 100
    assert name == instance.name_for(desk.parent / "." / desk.name)


def test_a_command_writes_beside_an_open_window_which_notices(
    sample: Casebook, keeper: app.Keeper, qtbot: QtBot
) -> None:
    path = sample.path
    uid = records.add(sample, "source", {"title": "Xylophone"})
    sample.close()
    keeper.open(path)
    window = keeper.window
    assert window is not None
    window.show_pane("sources")
    model = window.views.table().model

    def shown() -> list[str]:
        return [model.uid_at(row) for row in range(model.rowCount())]

    assert uid in shown()
    done = subprocess.run([*COMMAND, "undo", path], cwd=ROOT, check=False)
    assert done.returncode == 0
    window.look_again()
    qtbot.waitUntil(lambda: uid not in shown())
    assert "Somebody else has written" in window.status.said.text()
    assert not window.casebook.read_only
