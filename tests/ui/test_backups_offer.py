"""On the start page: a casebook that can't be read has its newest good backup offered."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot

from tests.ui.driving import nameless, said
from ui import app, forms, passphrase_dialogs
from ui.app import Keeper
from ui.backups_offer import Offer
from workbench import backup_folders, backups, lists, records
from workbench.casebook import Casebook
from workbench.lists import Query

PASSPHRASE = "a passphrase for one test"


@pytest.fixture
def keeper(light: QApplication) -> Iterator[Keeper]:
    made = Keeper(light)
    yield made
    for shown in (made.window, made.start):
        if shown is not None:
            shown.close()
    made.deleteLater()


def desk(folder: Path, passphrase: str | None) -> tuple[Path, Path]:
    """A casebook that nobody has open, and its backup."""
    casebook = Casebook.create(folder / "desk.casebook", passphrase)
    records.add(casebook, "stakeholder", {"name": "Norway", "kind": "state"})
    backup, _manifest = backups.make(casebook)
    casebook.close()
    return casebook.path, backup


def offered(keeper: Keeper, path: Path) -> Offer:
    keeper.open_or_say(path)
    assert keeper.start is not None
    found = keeper.start.findChild(Offer)
    assert isinstance(found, Offer)
    return found


def ends(keeper: Keeper, qtbot: QtBot) -> list[int]:
    """The stakeholders in the window, once it is open."""
    qtbot.waitUntil(lambda: keeper.window is not None, timeout=20_000)
    assert keeper.window is not None
    return lists.ids(keeper.window.casebook, Query("stakeholder"))


def test_a_damaged_casebook_is_replaced_by_its_backup_and_kept_beside(
    keeper: Keeper, qtbot: QtBot, tmp_path: Path
) -> None:
    path, _backup = desk(tmp_path, None)
    whole = path.read_bytes()
    path.write_bytes(whole[:100] + b"\xff" * 8_000 + whole[8_100:])
    offer = offered(keeper, path)
    assert "newest good backup" in offer.words.text()
    assert nameless(offer) == []
    offer.take.click()
    assert len(ends(keeper, qtbot)) == 1
    assert keeper.window is not None
    assert "is kept as desk unreadable" in said(keeper.window)
    assert len(list(tmp_path.glob("desk unreadable*.casebook"))) == 1


def test_its_passphrase_is_asked_for_until_it_is_right(
    keeper: Keeper, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, _backup = desk(tmp_path, PASSPHRASE)
    path.write_bytes(b"")
    typed = ["wrong", PASSPHRASE]
    told = []

    def ask(_parent: object, _path: Path, wrong: str = "") -> str:
        told.append(wrong)
        return typed.pop(0)

    monkeypatch.setattr(forms, "ask_passphrase", ask)
    offered(keeper, path).take.click()
    assert len(ends(keeper, qtbot)) == 1
    assert told[0] == "" and "passphrase is wrong" in told[1]


def test_one_that_only_had_a_wrong_passphrase_is_opened_as_it_is(
    keeper: Keeper, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, _backup = desk(tmp_path, PASSPHRASE)
    casebook = Casebook.open(path, PASSPHRASE)
    records.add(casebook, "stakeholder", {"name": "Qatar", "kind": "state"})
    casebook.close()
    monkeypatch.setattr(app, "_SCREENLESS", frozenset())
    typed = ["wrong"]

    def answered(dialog: Any) -> bool:
        if typed:
            dialog.line.setText(typed.pop())
            return True
        return False

    monkeypatch.setattr(passphrase_dialogs, "accepted", answered)
    monkeypatch.setattr(forms, "ask_passphrase", lambda *_a, **_k: PASSPHRASE)
    monkeypatch.setattr(forms, "ask_member", lambda *_a, **_k: "")
    offered(keeper, path).take.click()
    assert len(ends(keeper, qtbot)) == 2
    assert list(tmp_path.glob("desk unreadable*")) == []


def test_where_there_is_no_good_backup_another_can_be_chosen(
    keeper: Keeper, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, backup = desk(tmp_path, None)
    stick = tmp_path / "stick.casebook"
    backup.rename(stick)
    path.write_bytes(b"")
    offer = offered(keeper, path)
    assert "No good backup" in offer.words.text() and offer.take.isHidden()
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_words: (str(stick), ""))
    offer.other.click()
    assert len(ends(keeper, qtbot)) == 1


def test_what_is_refused_for_another_reason_offers_nothing(keeper: Keeper, tmp_path: Path) -> None:
    keeper.open_or_say(tmp_path / "nowhere.casebook")
    assert keeper.start is not None and "no such file" in keeper.start.refusal.text()
    assert keeper.start.findChild(Offer) is None


def test_the_folder_that_was_chosen_is_remembered_beside_the_casebook(
    keeper: Keeper, tmp_path: Path
) -> None:
    path, backup = desk(tmp_path, None)
    backup.unlink()
    stick = tmp_path / "stick"
    stick.mkdir()
    casebook = Casebook.open(path, None)
    backup_folders.choose(casebook, stick)
    backups.make(casebook)
    casebook.close()
    path.write_bytes(b"")
    assert "newest good backup" in offered(keeper, path).words.text()
