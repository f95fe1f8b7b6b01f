"""Backups in the window: made beside the work, listed, checked, and restored with a way back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QMessageBox
from pytestqt.qtbot import QtBot

from tests.ui.driving import dialog, do, nameless, said
from ui import forms
from ui.backups_beside import AGAIN
from ui.backups_dialog import BackupsDialog, RestoreDialog
from ui.window import Window
from workbench import backup_folders, backups, lists, passphrases, records
from workbench.casebook import Casebook
from workbench.lists import Query


def begun(window: Window, qtbot: QtBot) -> str:
    """What the status line says once the window has looked whether a backup is due."""
    window.beside._due.start(0)
    before = window.beside.button.text()
    qtbot.waitUntil(lambda: window.beside.button.text() != before, timeout=20_000)
    qtbot.waitUntil(lambda: not window.beside.work.busy, timeout=20_000)
    return window.beside.button.text()


def names(casebook: Casebook) -> list[str]:
    found = lists.ids(casebook, Query("stakeholder"))
    return [str(row.cells[0]) for row in lists.rows(casebook, "stakeholder", found, ["name"])]


def reasons(casebook: Casebook) -> list[str]:
    return [each.manifest.why for each in backup_folders.listed(casebook)]


def test_a_window_backs_up_beside_the_work_and_again_only_when_changed(
    bare: Window, casebook: Casebook, qtbot: QtBot
) -> None:
    assert bare.beside.button.isHidden()
    assert begun(bare, qtbot).startswith("backed up ")
    assert reasons(casebook) == ["start"]
    assert bare.beside._due.interval() == 30 * 60_000
    for change in (False, True):
        if change:
            records.add(casebook, "stakeholder", {"name": "Norway", "kind": "state"})
        bare.beside.button.setText("")
        begun(bare, qtbot)
        assert reasons(casebook) == (["time", "start"] if change else ["start"])


def test_the_sample_is_not_backed_up_by_itself(window: Window, sample: Casebook) -> None:
    assert not window.beside._due.isActive()
    assert reasons(sample) == []


def test_a_backup_that_can_not_be_made_is_said_and_stops_nothing(
    bare: Window, casebook: Casebook, qtbot: QtBot
) -> None:
    backup_folders.folder_of(casebook.path).write_text("in the way", encoding="utf-8")
    assert begun(bare, qtbot) == "not backed up"
    assert "No backup was made" in said(bare)
    assert "can't be made" in bare.beside.button.toolTip()
    records.add(casebook, "stakeholder", {"name": "Norway", "kind": "state"})
    assert names(casebook) == ["Norway"]


def test_a_stick_that_is_not_there_is_said_once(
    bare: Window, casebook: Casebook, qtbot: QtBot, tmp_path: Path
) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    backup_folders.choose(casebook, stick)
    stick.rmdir()
    begun(bare, qtbot)
    assert "stick" in said(bare) and "t be reached" in said(bare)
    assert backup_folders.listed(casebook)[0].path.parent == backup_folders.folder_of(casebook.path)
    bare.say("")
    bare.beside.button.setText("")
    begun(bare, qtbot)
    assert said(bare) == ""


def test_the_dialog_says_what_to_do_where_there_are_none(
    bare: Window, casebook: Casebook, qtbot: QtBot
) -> None:
    do(bare, "backups")
    shown = dialog(bare, BackupsDialog, qtbot)
    assert "no backups yet" in shown.head.text()
    assert "Back up now" in shown.where.text()
    assert not shown.restore.isEnabled() and not shown.check.isEnabled()
    assert nameless(shown) == []
    shown.now.click()
    qtbot.waitUntil(lambda: shown.table.rowCount() == 1, timeout=20_000)
    assert shown.table.item(0, 1).text() == "asked for"
    assert shown.table.item(0, 4).text() == "when it was made"
    assert shown.restore.isEnabled()
    shown.reject()


def test_a_backup_that_was_asked_for_is_made_though_the_dialog_is_closed(
    bare: Window, casebook: Casebook, qtbot: QtBot
) -> None:
    do(bare, "backups")
    shown = dialog(bare, BackupsDialog, qtbot)
    shown.now.click()
    shown.leave.click()
    qtbot.waitUntil(lambda: "Backed up to" in said(bare), timeout=20_000)
    assert reasons(casebook) == ["asked"]
    assert bare.beside.button.text().startswith("backed up ")


def test_checking_them_all_tells_the_damaged_one(
    bare: Window, casebook: Casebook, qtbot: QtBot
) -> None:
    good, _manifest = backups.make(casebook)
    bad, _manifest = backups.make(casebook)
    content = bytearray(bad.read_bytes())
    content[5000] ^= 1
    bad.write_bytes(bytes(content))
    do(bare, "backups")
    shown = dialog(bare, BackupsDialog, qtbot)
    shown.check.click()
    qtbot.waitUntil(lambda: "not to be used" in shown.state.text(), timeout=20_000)
    told = {each.path: shown.table.item(row, 4).text() for row, each in enumerate(shown.listed)}
    assert told[bad].startswith("damaged") and told[good].startswith("good")
    assert backup_folders.checked(casebook)[good].found == "good"
    shown.reject()


def test_another_folder_is_chosen_and_left_again(
    bare: Window, casebook: Casebook, qtbot: QtBot, tmp_path: Path
) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    do(bare, "backups")
    shown = dialog(bare, BackupsDialog, qtbot)
    shown.choose_folder(tmp_path / "nowhere")
    assert "can't be written to" in shown.state.text()
    shown.choose_folder(stick)
    assert str(stick) in shown.where.text() and not shown.beside.isHidden()
    shown.reject()
    do(bare, "back_up_now")
    qtbot.waitUntil(lambda: "Backed up" in said(bare), timeout=20_000)
    assert len(list(stick.glob("*.casebook"))) == 1
    assert backup_folders.choose(casebook, None).folder == backup_folders.folder_of(casebook.path)


def test_a_restore_shows_what_differs_before_and_can_be_undone(
    bare: Window, casebook: Casebook, qtbot: QtBot
) -> None:
    records.add(casebook, "stakeholder", {"name": "Norway", "kind": "state"})
    target, _manifest = backups.make(casebook)
    records.add(casebook, "stakeholder", {"name": "Qatar", "kind": "state"})
    do(bare, "backups")
    shown = dialog(bare, BackupsDialog, qtbot)
    assert shown.chosen().path == target
    shown.restore.click()
    asked = dialog(bare, RestoreDialog, qtbot)
    table = asked.table
    row = {table.item(r, 0).text(): [table.item(r, c).text() for c in (1, 2, 3)]
           for r in range(table.rowCount())}  # fmt: skip
    assert row["Stakeholders"] == ["", "", "1"]
    assert names(casebook) == ["Norway", "Qatar"]
    assert nameless(asked) == []
    asked.take.click()
    qtbot.waitUntil(lambda: "Restored" in said(bare), timeout=20_000)
    assert names(casebook) == ["Norway"]
    assert 'href="undo"' in said(bare)
    assert reasons(casebook)[0] == "restore"
    do(bare, "undo")
    assert names(casebook) == ["Norway", "Qatar"]


def test_an_import_is_backed_up_first_and_goes_on_where_that_fails(
    bare: Window, casebook: Casebook, qtbot: QtBot, tmp_path: Path
) -> None:
    from workbench import exchange

    records.add(casebook, "stakeholder", {"name": "Norway", "kind": "state"})
    exchange.export(casebook, tmp_path / "desk.xlsx")
    casebook.undo()
    done = []
    job = bare.work.start(bare.beside.first("import", lambda told: 42))
    job.finished.connect(done.append)
    qtbot.waitUntil(lambda: done == [42], timeout=20_000)
    assert reasons(casebook) == ["import"]
    records.add(casebook, "stakeholder", {"name": "Qatar", "kind": "state"})
    folder = backup_folders.folder_of(casebook.path)
    folder.rename(tmp_path / "elsewhere")
    folder.write_text("in the way", encoding="utf-8")

    def work(told: object) -> str:
        return records.add(casebook, "stakeholder", {"name": "Oman", "kind": "state"})

    job = bare.work.start(bare.beside.first("import", work))
    job.finished.connect(done.append)
    qtbot.waitUntil(lambda: len(done) == 2, timeout=20_000)
    assert "Oman" in names(casebook)
    qtbot.waitUntil(lambda: bare.beside.button.text() == "not backed up", timeout=20_000)


def test_a_backup_of_another_casebook_is_refused_in_a_dialog(
    bare: Window, qtbot: QtBot, tmp_path: Path
) -> None:
    other = Casebook.create(tmp_path / "other.casebook", None)
    target, _manifest = backups.make(other)
    other.close()
    bare.beside.compare(target)
    told = dialog(bare, QMessageBox, qtbot)
    assert "another casebook" in told.text()
    told.reject()


@pytest.fixture
def secret(tmp_path: Path, light: QApplication, qtbot: QtBot) -> Iterator[Window]:
    """The window on an encrypted casebook."""
    casebook = Casebook.create(tmp_path / "secret.casebook", "the old one", by="A. Officer")
    made = Window(casebook)
    qtbot.addWidget(made)
    made.show()
    yield made
    made.close()


def test_a_backup_of_before_a_change_of_passphrase_is_restored_with_the_old_one(
    secret: Window, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    casebook = secret.casebook
    target, _manifest = backups.make(casebook)
    records.add(casebook, "stakeholder", {"name": "Norway", "kind": "state"})
    passphrases.change(casebook, "quite another one")
    told = []
    typed = ["wrong", "the old one"]

    def ask(_parent: object, _path: Path, wrong: str = "") -> str:
        told.append(wrong)
        return typed.pop(0)

    monkeypatch.setattr(forms, "ask_passphrase", ask)
    secret.beside.compare(target)
    asked = dialog(secret, RestoreDialog, qtbot)
    assert "another passphrase" in told[0] and "wrong" in told[1]
    asked.take.click()
    qtbot.waitUntil(lambda: "Restored" in said(secret), timeout=20_000)
    assert names(casebook) == []


def test_nothing_is_backed_up_while_it_is_locked(secret: Window, qtbot: QtBot) -> None:
    secret.casebook.lock()
    secret.beside._due.start(0)
    qtbot.waitUntil(lambda: secret.beside._due.interval() == AGAIN, timeout=20_000)
    assert not secret.beside.work.busy
    secret.casebook.unlock("the old one")
    assert begun(secret, qtbot).startswith("backed up ")
