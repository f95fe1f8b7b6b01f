"""A casebook that can only be looked at: commands and window say why, and how to go on."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from db import medium
from tests.db.machines import elsewhere, on
from tests.ui.command_line import Run, run
from tests.ui.driving import do, said
from ui import app, read_only
from ui.read_only import HeldDialog, ReadOnlyBanner
from ui.window import Window
from workbench import holding, records, settings
from workbench.casebook import Casebook
from workbench.messages import Refused

__all__ = ["run"]


@pytest.fixture
def path(sample: Casebook) -> Path:
    """The file of a sample that nobody has open."""
    sample.close()
    return sample.path


@pytest.fixture
def sealed(monkeypatch: pytest.MonkeyPatch) -> None:
    """No file can be written to. (Permissions do not bind who runs the tests as root.)"""
    monkeypatch.setattr(medium, "can_write", lambda path: False)


@pytest.fixture
def keeper(keeper: app.Keeper, monkeypatch: pytest.MonkeyPatch) -> app.Keeper:
    """The program as where there is a screen, with somebody at it who is known."""
    monkeypatch.setattr(app, "_SCREENLESS", frozenset())
    monkeypatch.setattr(settings, "load", lambda: settings.Settings(member="Tester"))
    return keeper


def _looking(casebook: Casebook, qtbot: QtBot) -> tuple[Window, ReadOnlyBanner]:
    window = Window(casebook)
    qtbot.addWidget(window)
    window.show()
    (banner,) = window.findChildren(ReadOnlyBanner)
    return window, banner


# -- the command line ------------------------------------------------------------------------------


@pytest.mark.usefixtures("sealed")
def test_commands_look_at_a_read_only_medium_and_refuse_to_write_to_it(
    path: Path, tmp_path: Path, run: Run
) -> None:
    before = path.read_bytes()
    assert run("find", str(path), "Muttaqi", "--json").json
    assert run("asks", str(path)).status == 0
    assert run("history", str(path)).status == 0
    assert run("check", str(path)).status == 0
    assert run("export", str(path), str(tmp_path / "out.xlsx")).status == 0
    for word in ("undo", "redo"):
        done = run(word, str(path))
        assert done.status == 1 and done.err.count("\n") == 1
        assert "only be looked at here" in done.err and "can't be written to" in done.err
    assert path.read_bytes() == before
    assert sorted(p.name for p in tmp_path.iterdir()) == ["out.xlsx", path.name]


def test_commands_look_at_a_copy_of_what_another_machine_writes(path: Path, run: Run) -> None:
    with elsewhere(path):
        found = run("find", str(path), "Muttaqi", "--json")
        assert found.status == 0 and found.json
        assert "Ada has it open for writing" in found.err and "copy" in found.err
        refused = run("undo", str(path))
        assert refused.status == 1 and "Ada has it open for writing" in refused.err
    assert run("find", str(path), "Muttaqi").err == ""


# -- the window ------------------------------------------------------------------------------------


@pytest.mark.usefixtures("light", "sealed")
def test_the_window_on_a_read_only_medium_says_so_and_writes_nothing(
    path: Path, qtbot: QtBot
) -> None:
    before = path.read_bytes()
    casebook = Casebook.open(path, None)
    window, banner = _looking(casebook, qtbot)
    assert banner.isVisible() and "can't be written to" in banner.words.text()
    assert not banner.refresh.isVisible() and not banner.open.isVisible()
    window.allow_writing(True)  # as after long work
    actions = window.commands.actions
    for name in ("new", "edit", "delete", "undo", "redo", "log_meeting", "import_workbook"):
        assert not actions[name].isEnabled(), name
    for name in ("export_workbook", "check_record", "go_to", "history", "larger"):
        assert actions[name].isEnabled(), name
    window.show_pane("asks")
    table = window.views.table()
    assert table is not None
    for button in (table.new, table.first, window.card.edit, window.card.delete):
        assert not button.isEnabled(), button.accessibleName()
    window.acts.add("ask")
    assert "Read-only" in said(window)
    window.close()
    assert path.read_bytes() == before
    assert [p.name for p in path.parent.iterdir()] == [path.name]


@pytest.mark.usefixtures("light")
def test_a_copys_age_is_shown_and_it_is_made_anew_on_request(path: Path, qtbot: QtBot) -> None:
    with on("their machine"):
        writer = Casebook.open(path, None, by="Ada")
    window, banner = _looking(Casebook.open(path, None, copy=True), qtbot)
    assert "Ada has it open" in banner.words.text() and "just now" in banner.words.text()
    made = window.casebook.as_of
    assert made is not None
    later = made + datetime.timedelta(minutes=12)
    with pytest.MonkeyPatch.context() as patch:
        age = holding.age
        patch.setattr(holding, "age", lambda at: age(at, later))
        banner.tell()
    assert "as it was 12 minutes ago" in banner.words.text()
    uid = records.add(writer, "source", {"title": "Xylophone"})
    banner.refresh.click()
    qtbot.waitUntil(lambda: window.casebook.as_of != made and not window.work.busy)
    assert records.labels(window.casebook, "source", [uid])
    assert "just now" in banner.words.text() and not banner.open.isVisible()
    writer.close()
    banner.tell()
    assert banner.open.isVisible() and "nobody" in banner.words.text()
    window.close()


def test_once_it_was_closed_elsewhere_it_is_opened_to_write(
    path: Path, keeper: app.Keeper, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    monkeypatch.setattr(read_only, "ask", lambda *_words: read_only.COPY)
    with elsewhere(path):
        assert keeper.open(path)
        assert keeper.window is not None and keeper.window.casebook.read_only
    (banner,) = keeper.window.findChildren(ReadOnlyBanner)
    banner.tell()
    assert banner.open.isVisible()
    banner.open.click()
    assert not keeper.window.casebook.read_only
    assert keeper.window.findChildren(ReadOnlyBanner) == []
    do(keeper.window, "undo")


@pytest.mark.usefixtures("light")
def test_a_window_that_slept_while_it_was_taken_over_from_turns_to_looking(
    path: Path, qtbot: QtBot
) -> None:
    with on("their machine"):
        casebook = Casebook.open(path, None)
        window = Window(casebook)
        qtbot.addWidget(window)
        window.show()
        window.show_pane("sources")
    holder = holding.elsewhere(path)
    ours = Casebook.open(path, None, by="Ada", taking_over=holder)
    uid = records.add(ours, "source", {"title": "Xylophone"})
    with on("their machine"):
        with pytest.raises(Refused, match="took over"):
            records.add(casebook, "source", {"title": "Zither"})
        window.look_again()
        (banner,) = window.findChildren(ReadOnlyBanner)
        qtbot.waitUntil(lambda: casebook.as_of is not None and not window.work.busy)
        assert "Ada has it open" in banner.words.text() and banner.isVisible()
        assert records.labels(casebook, "source", [uid])
        assert not window.commands.actions["new"].isEnabled()
        window.close()
    assert records.labels(ours, "source", [uid])
    ours.close()


def test_a_copy_that_was_saved_opens_to_write(
    path: Path, keeper: app.Keeper, sealed: None, tmp_path: Path, qtbot: QtBot
) -> None:
    keeper.open(path)
    assert keeper.window is not None
    (banner,) = keeper.window.findChildren(ReadOnlyBanner)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(medium, "can_write", lambda path: True)
        banner.save_to(tmp_path / "mine")
        qtbot.waitUntil(lambda: keeper.window.casebook.path.name == "mine.casebook")
    assert not keeper.window.casebook.read_only


# -- who has it ------------------------------------------------------------------------------------


@pytest.mark.usefixtures("light")
def test_only_who_is_not_heard_of_is_taken_over_from(
    path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    with elsewhere(path):
        holder = holding.elsewhere(path)
        assert holder is not None
        dialog = HeldDialog(path, holder)
        qtbot.addWidget(dialog)
        assert not dialog.take.isEnabled() and dialog.copy.text() == "Look at a copy"
        dialog._watch.at -= holding.STILL + 10
        dialog.look()
        assert dialog.take.isEnabled() and "2 minutes" in dialog.state.text()
        dialog.take.click()
        assert dialog.choice == read_only.TAKE_OVER
    again = HeldDialog(path, holder)
    qtbot.addWidget(again)
    assert again.copy.text() == "Open to write" and not again.take.isEnabled()
    again.copy.click()
    assert again.choice == read_only.WRITE


@pytest.mark.parametrize("choice", ["", read_only.COPY, read_only.TAKE_OVER])
def test_a_person_chooses_what_to_do_with_what_another_machine_has(
    choice: str, path: Path, keeper: app.Keeper, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def ask(parent: object, path: Path, held: holding.HeldElsewhere) -> str:
        asked.append(str(held.told))
        return choice

    monkeypatch.setattr(read_only, "ask", ask)
    with elsewhere(path):
        assert keeper.open(path) == bool(choice)
        assert len(asked) == 1 and "Ada" in asked[0]
        if choice:
            assert keeper.window is not None
            assert keeper.window.casebook.read_only == (choice == read_only.COPY)
        else:
            assert keeper.window is None


def test_where_nobody_can_be_asked_it_is_refused_in_one_line(
    path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    import sys

    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    with elsewhere(path):
        assert app.run(path) == 1
    told = capsys.readouterr().err
    assert "Ada has it open for writing" in told and told.count("\n") == 1
