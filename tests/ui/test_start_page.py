"""The start page: recent casebooks, another, a new one, the sample; and why one was refused."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot

from ui.start_page import StartPage
from workbench import settings


@pytest.fixture
def no_recent() -> Iterator[None]:
    settings.change(recent=())
    yield
    settings.change(recent=())


def page(qtbot: QtBot) -> StartPage:
    made = StartPage()
    qtbot.addWidget(made)
    made.show()
    return made


def test_without_recent_ones_it_says_where_to_begin(
    no_recent: None, light: QApplication, qtbot: QtBot
) -> None:
    shown = page(qtbot)
    assert shown.nothing.isVisible() and not shown.recent.isVisible()
    for button, signal in ((shown.new, shown.new_wanted), (shown.sample, shown.sample_wanted)):
        with qtbot.waitSignal(signal):
            button.click()


def test_recent_ones_that_are_still_there_open(
    no_recent: None, light: QApplication, qtbot: QtBot, sample_file: Path
) -> None:
    settings.opened(sample_file)
    settings.opened(sample_file.with_name("gone.casebook"))
    shown = page(qtbot)
    assert shown.recent.count() == 1
    with qtbot.waitSignal(shown.open_wanted) as told:
        shown.recent.itemActivated.emit(shown.recent.item(0))
    assert told.args == [sample_file]


def test_a_file_can_be_chosen(
    light: QApplication, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_words: ("/a/b.casebook", ""))
    shown = page(qtbot)
    with qtbot.waitSignal(shown.open_wanted) as told:
        shown.open.click()
    assert told.args == [Path("/a/b.casebook")]


def test_a_refusal_is_one_line_that_goes_again(light: QApplication, qtbot: QtBot) -> None:
    shown = page(qtbot)
    shown.show_refusal("This is no casebook. Choose another file.")
    assert shown.refusal.isVisible() and "no casebook" in shown.refusal.text()
    shown.show_refusal("")
    assert not shown.refusal.isVisible()
