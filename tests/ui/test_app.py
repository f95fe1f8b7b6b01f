"""The program around the window: opening, refusing, and what is written down of a bug."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ui import app, forms, passphrase_dialogs
from workbench import settings
from workbench.casebook import Casebook
from workbench.messages import Refused


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"", "empty"), (b"a text, and no casebook at all", "no casebook"), (None, "no such file")],
)
def test_what_is_no_casebook_is_refused_in_one_line(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    content: bytes | None,
    words: str,
    light: QApplication,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    path = tmp_path / "desk.casebook"
    if content is not None:
        path.write_bytes(content)
    assert app.run(path) == 1
    said = capsys.readouterr().err
    assert words in said and said.count("\n") == 1
    assert [p.name for p in tmp_path.iterdir()] == ([path.name] if content is not None else [])


def test_no_passphrase_opens_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, keeper: app.Keeper
) -> None:
    path = tmp_path / "desk.casebook"
    Casebook.create(path, "right").close()
    monkeypatch.setattr(app, "_SCREENLESS", frozenset())
    monkeypatch.setattr(passphrase_dialogs, "accepted", lambda _dialog: False)
    assert not keeper.open(path) and keeper.window is None
    monkeypatch.undo()
    with pytest.raises(Refused, match="passphrase"):
        keeper.open(path)


def test_another_casebook_takes_the_place_of_the_one_that_is_open(
    sample: Casebook, keeper: app.Keeper, tmp_path: Path, qtbot: QtBot
) -> None:
    path = sample.path
    other = tmp_path / "other.casebook"
    Casebook.create(other, None).close()
    keeper.open(path)
    first = keeper.window
    assert first is not None
    with qtbot.waitSignal(first.closed):
        first.open_wanted.emit(other)
    assert keeper.window is not None and keeper.window.casebook.path == other
    assert settings.recent()[:2] == [other, path]


def test_a_casebook_that_is_refused_is_said_on_the_start_page(
    keeper: app.Keeper, tmp_path: Path
) -> None:
    keeper.show_start()
    keeper.open_or_say(tmp_path / "none.casebook")
    assert keeper.start is not None and "no such file" in keeper.start.refusal.text()


def test_leaving_a_casebook_leads_to_the_start_page(keeper: app.Keeper, sample: Casebook) -> None:
    keeper.open(sample.path)
    assert keeper.window is not None
    keeper.window.files.close_casebook()
    assert keeper.window is None and keeper.start is not None and keeper.start.isVisible()


def test_the_sample_can_be_opened_and_reset(keeper: app.Keeper) -> None:
    keeper.show_start()
    keeper.open_sample()
    assert keeper.window is not None and keeper.window.casebook.is_sample
    sample = keeper.window.casebook
    uid = keeper.window.casebook.uid
    from workbench import records

    records.add(sample, "source", {"title": "Xylophone"})
    keeper.window.reset_wanted.emit()
    assert keeper.window is not None and keeper.window.casebook.uid != uid
    from workbench import search

    assert search.find(keeper.window.casebook, "xylophone") == []


def test_a_new_casebook_is_opened_once_it_is_made(
    keeper: app.Keeper, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "new.casebook"
    monkeypatch.setattr(
        forms, "new_casebook", lambda parent, folder: Casebook.create(path, "a passphrase")
    )
    keeper.show_start()
    keeper.new()
    assert keeper.window is not None and keeper.window.casebook.path == path
    assert keeper.start is not None and not keeper.start.isVisible()


def test_who_is_here_is_asked_once(
    keeper: app.Keeper, sample: Casebook, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(forms, "ask_member", lambda parent, suggestion="": "Ada")
    keeper.open(sample.path)
    keeper._ask_member()
    assert settings.load().member == "Ada"
    assert keeper.window is not None and keeper.window.casebook.by == "Ada"
    assert [member.label for member in keeper.window.casebook.members()] == ["Ada"]
    settings.change(member="")


def test_a_bug_is_written_down_without_what_the_record_holds(
    capsys: pytest.CaptureFixture[str], light: QApplication
) -> None:
    try:
        raise ValueError("a name that must not travel")
    except ValueError as error:
        app.show_bug(ValueError, error, error.__traceback__)
    told, log = capsys.readouterr().err, app.log_file().read_text(encoding="utf-8")
    for text in (told, log):
        assert "ValueError" in text and "test_app.py" in text
        assert "a name that must not travel" not in text
