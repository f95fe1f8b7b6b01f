"""Passphrases in the window: asked, slowed down, kept in the keyring, changed, recovered from."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from tests.ui.driving import dialog, do, nameless, said
from tests.workbench.keyrings import FakeKeyring, put_in
from ui import app, forms, passphrase_dialogs, recovery_dialogs
from ui.forms.dialogs import NewCasebookDialog
from ui.old_backups import OldBackups
from ui.passphrase_dialogs import ChangeDialog, OpeningDialog
from ui.recovery_dialogs import KeyDialog, RecoverDialog, RecoveryDialog
from ui.window import Window
from workbench import in_keyring, opening, passphrases, records, settings
from workbench.casebook import Casebook
from workbench.messages import Unreadable

OLD, NEW = "the river, at noon", "Zoë at the ford"


@pytest.fixture
def path(tmp_path: Path) -> Iterator[Path]:
    path = tmp_path / "desk.casebook"
    casebook = Casebook.create(path, OLD, by="Mina")
    records.add(casebook, "source", {"title": "A paper"})
    casebook.close()
    yield path
    opening.tries_of(path).right()


@pytest.fixture
def desk(path: Path, light: QApplication, qtbot: QtBot) -> Iterator[Window]:
    window = Window(Casebook.open(path, OLD, by="Mina"))
    qtbot.addWidget(window)
    window.show()
    yield window
    window.close()


@pytest.fixture
def keyring(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeKeyring]:
    fake = put_in(monkeypatch)
    yield fake
    settings.change(in_keyring=())


class Hands:
    """Answers the dialogs that are waited for, one after the other."""

    def __init__(self, *answers: Any) -> None:
        self.answers = list(answers)
        self.seen: list[str] = []
        self._timer = QTimer(interval=20)
        self._timer.timeout.connect(self._look)
        self._timer.start()

    def _look(self) -> None:
        at = QApplication.activeModalWidget()
        if at is not None and self.answers:
            self.seen.append(at.problem.error if hasattr(at, "problem") else "")
            if self.answers[0](at) is not False:
                self.answers.pop(0)


def typing(passphrase: str, keep: bool = False) -> Any:
    def answer(asked: OpeningDialog) -> bool:
        if keep and asked.keep.isHidden():
            return False
        asked.keep.setChecked(keep)
        asked.line.setText(passphrase)
        button = asked.buttons.buttons()[0]
        if not button.isEnabled():
            return False
        button.click()
        return True

    return answer


def opened(path: Path) -> passphrase_dialogs.Opened | None:
    return passphrase_dialogs.opened(None, path, lambda at, given: Casebook.open(at, given))


# -- opening -------------------------------------------------------------------------------------


def test_a_wrong_passphrase_is_said_and_asked_for_again(path: Path, light: QApplication) -> None:
    hands = Hands(typing("wrong"), typing(OLD))
    found = opened(path)
    assert found is not None and found.passphrase == OLD and found.keep is None
    found.casebook.close()
    assert hands.seen[0] == "" and "passphrase is wrong" in hands.seen[1]


def test_after_three_wrong_ones_the_next_waits_with_a_countdown(
    path: Path, light: QApplication, qtbot: QtBot
) -> None:
    now = [0.0]
    opening._tries[path] = opening.Tries(lambda: now[0])
    for _try in range(4):
        opening.tries_of(path).wrong()
    asked = OpeningDialog(path)
    qtbot.addWidget(asked)
    asked.show()
    button = asked.buttons.buttons()[0]
    assert not button.isEnabled() and "2 seconds" in asked.waits.text()
    now[0] = 1.5
    qtbot.waitUntil(lambda: "1 second." in asked.waits.text())
    now[0] = 2.0
    qtbot.waitUntil(button.isEnabled)
    assert asked.waits.isHidden()


def test_the_window_opens_with_a_passphrase_and_keeps_it_where_that_is_ticked(
    path: Path, light: QApplication, keyring: FakeKeyring, monkeypatch: Any, qtbot: QtBot
) -> None:
    monkeypatch.setattr(app, "_SCREENLESS", frozenset())
    settings.change(member="Mina")
    keeper = app.Keeper(light)
    hands = Hands(typing(OLD, keep=True))
    assert keeper.open(path) and hands.answers == []
    window = keeper.window
    assert window is not None
    qtbot.waitUntil(lambda: "is kept" in said(window))
    assert list(keyring.held.values()) == [OLD]
    assert window.commands.actions["forget_passphrase"].isVisible()
    do(window, "forget_passphrase")
    qtbot.waitUntil(lambda: "no more" in said(window))
    assert keyring.held == {} and not window.commands.actions["forget_passphrase"].isVisible()
    with qtbot.waitSignal(window.closed):
        window.close()
    settings.change(member="")


def test_a_passphrase_that_is_in_the_keyring_is_not_asked_for(
    path: Path, light: QApplication, keyring: FakeKeyring
) -> None:
    in_keyring.keep(path, OLD)
    found = opened(path)  # nobody types anything
    assert found is not None and found.keep is None
    found.casebook.close()


def test_one_in_the_keyring_that_is_wrong_is_no_try_and_is_asked_for(
    path: Path, light: QApplication, keyring: FakeKeyring
) -> None:
    in_keyring.keep(path, "an earlier one")
    for _try in range(2):
        opening.tries_of(path).wrong()

    def answer(asked: OpeningDialog) -> bool:
        return bool(asked.problem.error) and typing(OLD, keep=True)(asked)

    hands = Hands(answer)
    found = opened(path)
    assert found is not None and found.keep
    found.casebook.close()
    assert "keyring" in hands.seen[-1]


def test_a_passphrase_that_is_not_to_be_kept_any_more_is_taken_out(
    path: Path, light: QApplication, keyring: FakeKeyring
) -> None:
    in_keyring.keep(path, "an earlier one")
    hands = Hands(lambda asked: bool(asked.problem.error) and typing(OLD)(asked))
    found = opened(path)
    assert found is not None and found.keep is False and hands.answers == []
    found.casebook.close()


def test_where_there_is_no_keyring_it_is_not_offered(
    path: Path, light: QApplication, keyring: FakeKeyring, qtbot: QtBot
) -> None:
    keyring.priority = 0
    asked = OpeningDialog(path)
    qtbot.addWidget(asked)
    asked.show()
    qtbot.waitUntil(lambda: not asked._answer.isActive())
    assert asked.keep.isHidden() and asked.forgot.isHidden()
    assert nameless(asked) == []


# -- another passphrase --------------------------------------------------------------------------


def change(window: Window, qtbot: QtBot, *, old: str = OLD, new: str = NEW) -> ChangeDialog:
    do(window, "change_passphrase")
    asked: ChangeDialog = dialog(window, ChangeDialog, qtbot)
    asked.old.setText(old)
    asked.first.setText(new)
    asked.second.setText(new)
    asked.buttons.buttons()[0].click()
    return asked


def test_the_passphrase_is_changed_and_the_window_goes_on(
    desk: Window, path: Path, qtbot: QtBot
) -> None:
    told: list[str] = []
    desk.secrets.changed.connect(told.append)
    change(desk, qtbot)
    old: OldBackups = dialog(desk, OldBackups, qtbot)
    assert told == [NEW] and "new passphrase only" in said(desk)
    assert old.table.rowCount() == 1 and nameless(old) == []
    records.add(desk.casebook, "source", {"title": "Another"})
    desk.look_again()
    old.remove.click()
    qtbot.waitUntil(lambda: "removed" in said(desk), timeout=20_000)
    assert passphrases.old(desk.casebook) == passphrases.Old()
    desk.close()
    with pytest.raises(Unreadable):
        Casebook.open(path, OLD)
    Casebook.open(path, NEW).close()


def test_what_is_wrong_is_said_in_the_dialog_and_nothing_is_changed(
    desk: Window, path: Path, qtbot: QtBot
) -> None:
    asked = change(desk, qtbot, old="wrong")
    qtbot.waitUntil(lambda: "not the passphrase" in asked.problem.error)
    assert asked.isVisible() and desk.writable
    asked.old.setText(OLD)
    asked.second.setText("other")
    asked.buttons.buttons()[0].click()
    assert "not the same" in asked.problem.error
    asked.first.setText(f"x'{'ab' * 32}'")
    asked.second.setText(asked.first.text())
    asked.buttons.buttons()[0].click()
    qtbot.waitUntil(lambda: "raw key" in asked.problem.error)
    other = Casebook.open(path, OLD)
    asked.first.setText(NEW)
    asked.second.setText(NEW)
    asked.buttons.buttons()[0].click()
    qtbot.waitUntil(lambda: "Close it there" in asked.problem.error, timeout=20_000)
    other.close()
    asked.reject()
    assert passphrases.fits(desk.casebook, OLD)


def test_wrong_old_passphrases_are_slowed_down_too(desk: Window, qtbot: QtBot) -> None:
    asked = change(desk, qtbot, old="wrong")
    for n in range(2, 4):
        qtbot.waitUntil(lambda: bool(asked.problem.error))
        asked.problem.clear()
        asked.old.setText(f"wrong {n}")
        asked.buttons.buttons()[0].click()
    qtbot.waitUntil(lambda: "Several" in asked.waits.text())
    assert not asked.buttons.buttons()[0].isEnabled()
    asked.reject()


def test_the_dialog_can_not_be_left_while_the_file_is_written(desk: Window, qtbot: QtBot) -> None:
    asked = change(desk, qtbot)
    assert not desk.writable
    asked.reject()
    assert asked.isVisible()
    dialog(desk, OldBackups, qtbot).reject()
    assert desk.writable


def test_a_lock_meanwhile_waits_for_it_and_the_new_passphrase_unlocks(
    desk: Window, qtbot: QtBot
) -> None:
    change(desk, qtbot)
    desk.locking.lock()
    qtbot.waitUntil(lambda: desk.casebook.locked, timeout=20_000)
    page = desk.locking.page
    assert page is not None and not any(d.isVisible() for d in desk.findChildren(OldBackups))
    page.line.setText(NEW)
    page.unlock.click()
    qtbot.waitUntil(lambda: not desk.casebook.locked)
    old: OldBackups = dialog(desk, OldBackups, qtbot)
    qtbot.waitUntil(old.isVisible)
    assert not any(d.isVisible() for d in desk.findChildren(ChangeDialog))
    old.reject()


def test_a_plain_casebook_is_encrypted_and_opened_anew(bare: Window, qtbot: QtBot) -> None:
    wanted: list[object] = []
    bare.open_wanted.connect(wanted.append)
    assert not bare.commands.actions["recovery_key"].isVisible()
    do(bare, "change_passphrase")
    asked = dialog(bare, ChangeDialog, qtbot)
    assert asked.old.isHidden() and nameless(asked) == []
    asked.first.setText(NEW)
    asked.second.setText(NEW)
    asked.buttons.buttons()[0].click()
    told: OldBackups = dialog(bare, OldBackups, qtbot)
    assert "without any passphrase" in told.says.text()
    told.reject()
    assert wanted == [bare.casebook.path] and bare.casebook.encrypted


# -- the recovery key ----------------------------------------------------------------------------


def shown(asked: KeyDialog) -> str:
    return " ".join(
        label.text() for label in asked.findChildren(QLabel) if "Group" in label.accessibleName()
    )


def test_a_recovery_key_is_shown_once_and_opens_with_a_new_passphrase(
    desk: Window, path: Path, qtbot: QtBot
) -> None:
    keys: list[str] = []

    def write_down(asked: KeyDialog) -> None:
        keys.append(shown(asked))
        assert not asked.buttons.buttons()[0].isEnabled()
        assert keys[0].split()[4] in recovery_dialogs.page(path, keys[0])
        asked.written.setChecked(True)
        asked.buttons.buttons()[0].click()

    do(desk, "recovery_key")
    hands = Hands(write_down)
    QTimer.singleShot(0, dialog(desk, RecoveryDialog, qtbot).buttons.buttons()[0].click)
    qtbot.waitUntil(lambda: "has a new recovery key" in said(desk))
    assert hands.answers == []
    desk.close()

    def forgot(asked: OpeningDialog) -> None:
        assert asked.forgot.isVisible()
        asked.forgot.click()

    def mistyped(asked: RecoverDialog) -> None:
        groups = keys[0].split()
        groups[2] = ("B" if groups[2][0] == "A" else "A") + groups[2][1:]
        asked.key.setPlainText(" ".join(groups))
        asked.first.setText(NEW)
        asked.second.setText(NEW)
        asked.buttons.buttons()[0].click()

    def rightly(asked: RecoverDialog) -> bool:
        if "Group 3" not in asked.problem.error:
            return False
        asked.key.setPlainText(keys[0].lower())
        asked.buttons.buttons()[0].click()
        return True

    hands = Hands(forgot, mistyped, rightly)
    found = opened(path)
    assert found is not None and found.passphrase == NEW
    found.casebook.close()
    Casebook.open(path, NEW).close()


def test_a_key_that_was_not_put_on_paper_is_none_and_the_earlier_one_stays(
    desk: Window, path: Path
) -> None:
    hands = Hands(*[lambda asked: asked.buttons.buttons()[1].click()] * 2)
    assert not recovery_dialogs.make_key(desk, desk.casebook)
    assert not opening.has_recovery_file(path)
    earlier = passphrases.new_recovery_key()
    passphrases.make_recovery(desk.casebook, earlier)
    assert not recovery_dialogs.make_key(desk, desk.casebook)
    assert hands.answers == []
    desk.close()
    passphrases.open_recovered(path, earlier, NEW).close()


def test_revoking_is_said_to_need_another_passphrase_too(
    desk: Window, path: Path, qtbot: QtBot
) -> None:
    passphrases.make_recovery(desk.casebook, passphrases.new_recovery_key())
    do(desk, "recovery_key")
    dialog(desk, RecoveryDialog, qtbot).revoke.click()
    assert not opening.has_recovery_file(path)
    assert "Change the passphrase too" in said(desk)


def test_a_new_casebook_offers_a_recovery_key(
    light: QApplication, tmp_path: Path, qtbot: QtBot
) -> None:
    def new(asked: NewCasebookDialog) -> None:
        asked.name.setText("fresh")
        asked.first.setText(NEW)
        asked.second.setText(NEW)
        asked.recovery.setChecked(True)
        asked.buttons.buttons()[0].click()

    def write_down(asked: Any) -> bool:
        if not isinstance(asked, KeyDialog):
            return False
        asked.written.setChecked(True)
        asked.buttons.buttons()[0].click()
        return True

    hands = Hands(new, write_down)
    made = forms.new_casebook(None, tmp_path)
    assert made is not None and hands.answers == []
    assert opening.has_recovery_file(made.path)
    made.close()
