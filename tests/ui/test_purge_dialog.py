"""Purging in the window: said first, ticked, done beside the window, and no undo for it."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from tests.ui.driving import dialog, do, nameless, said, uid_of
from ui import purge_dialog
from ui.purge_dialog import CopiesDialog, PurgeDialog
from ui.window import Window
from workbench import backups, copies, records
from workbench.casebook import Casebook
from workbench.checks import check

SECRET = "Quetzalcoatlus Northropi"


@pytest.fixture
def uid(sample: Casebook) -> str:
    made = records.add(sample, "stakeholder", {"name": SECRET, "kind": "person"})
    other = uid_of(sample, "stakeholder", "Misri")
    records.add(sample, "tie", {"from": other, "to": made, "kind": "alliance", "tenor": 1})
    records.edit(sample, "stakeholder", {made: {"notes": "the wrong field"}})
    records.edit(sample, "stakeholder", {made: {"notes": "the right one"}})
    return made


def held(casebook: Casebook) -> bytes:
    path = casebook.path
    return b"".join(file.read_bytes() for file in path.parent.glob(f"{path.name}*"))


def test_nothing_is_purged_before_it_is_ticked(sample: Casebook, uid: str, qtbot: QtBot) -> None:
    shown = PurgeDialog(sample, "stakeholder", uid)
    qtbot.addWidget(shown)
    shown.show()
    assert not shown.button.isEnabled()
    assert "Stakeholders:\u00a01" in shown.goes.text() and "Ties:\u00a01" in shown.goes.text()
    assert nameless(shown) == []
    shown.accept()
    assert shown.isVisible()
    shown.sure.click()
    assert shown.button.isEnabled()


def test_a_required_field_can_not_be_emptied(sample: Casebook, uid: str, qtbot: QtBot) -> None:
    shown = PurgeDialog(sample, "stakeholder", uid)
    qtbot.addWidget(shown)
    shown.show()
    shown.sure.click()
    shown.part.click()
    shown.field.setCurrentIndex(shown.field.findData("name"))
    shown.emptied.click()
    assert not shown.button.isEnabled() and "can't be empty" in shown.problem.text()
    shown.field.setCurrentIndex(shown.field.findData("notes"))
    assert shown.button.isEnabled()


def purging(monkeypatch: pytest.MonkeyPatch, *ticks: str, field: str = "") -> None:
    """Have the person answer the question so."""

    def answer(shown: PurgeDialog) -> bool:
        if field:
            shown.part.click()
            shown.field.setCurrentIndex(shown.field.findData(field))
        for tick in ("sure", *ticks):
            getattr(shown, tick).setChecked(True)
        return shown.button.isEnabled()

    monkeypatch.setattr(purge_dialog, "accepted", answer)


def test_a_record_is_purged_and_the_window_goes_on(
    window: Window, sample: Casebook, uid: str, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    window.go("stakeholder", uid)
    assert SECRET.encode() in held(sample)
    purging(monkeypatch)
    do(window, "purge")
    qtbot.waitUntil(lambda: "Purged" in said(window), timeout=20_000)
    assert SECRET.encode() not in held(sample)
    assert window.writable and check(sample).ok
    assert sample.next_undo() is None
    assert SECRET not in window.card.text.toPlainText()


def test_what_a_field_held_goes_and_the_record_stays(
    window: Window, sample: Casebook, uid: str, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    window.go("stakeholder", uid)
    purging(monkeypatch, field="notes")
    do(window, "purge")
    qtbot.waitUntil(lambda: "Purged" in said(window), timeout=20_000)
    assert b"the wrong field" not in held(sample) and b"the right one" in held(sample)
    assert records.label(sample, "stakeholder", uid) == SECRET


def test_backups_are_remade_where_that_is_ticked_and_exports_are_named(
    window: Window, sample: Casebook, uid: str, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:  # fmt: skip
    old, _manifest = backups.make(sample)
    export = tmp_path / "sheet.xlsx"
    export.write_bytes(b"")
    copies.note(sample, "export", export)
    window.go("stakeholder", uid)
    purging(monkeypatch, "remake")
    do(window, "purge")
    left = dialog(window, CopiesDialog, qtbot)
    text = left.findChild(purge_dialog.CopiesText).toPlainText()
    assert str(export) in text and str(old) not in text
    assert not old.exists()
    made = [file for file in old.parent.iterdir() if file.suffix == ".casebook"]
    assert len(made) == 1 and SECRET.encode() not in made[0].read_bytes()
    left.reject()


def test_several_records_are_not_purged_at_once(window: Window, sample: Casebook, uid: str) -> None:
    window.show_pane("stakeholders")
    table = window.views.table()
    assert table is not None
    table.view.selectAll()
    do(window, "purge")
    assert "one record" in said(window)
