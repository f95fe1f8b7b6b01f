"""An encrypted casebook in a window, and how it is locked."""

from __future__ import annotations

import datetime
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import (
    QApplication,
)
from pytestqt.qtbot import QtBot

from tests.ui.driving import do
from tests.ui.locking.locked import (
    NAME,
    PASSPHRASE,
    SECRET,
)
from ui.window import Window
from workbench import records, settings
from workbench.casebook import Casebook
from workbench.messages import message


@pytest.fixture(autouse=True)
def own_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "file", lambda: tmp_path / "settings" / "settings.json")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An encrypted casebook with somebody in it. Not to be written to: `desk` is a copy."""
    path = tmp_path_factory.mktemp("locking") / "desk.casebook"
    casebook = Casebook.create(path, PASSPHRASE, by="A. Officer")
    records.add(casebook, "stakeholder", {"name": NAME, "kind": "person"})
    with casebook.change(message("Fill it")) as change:
        for n in range(60):
            change.add("source", {"title": f"{SECRET} {n:02}"})
    casebook.close()
    return path


@pytest.fixture
def desk(made: Path, tmp_path: Path) -> Iterator[Casebook]:
    """A casebook of the test's own."""
    path = tmp_path / "desk.casebook"
    shutil.copyfile(made, path)
    casebook = Casebook.open(path, PASSPHRASE, by="A. Officer")
    casebook.fixed_today = datetime.date(2025, 2, 5)
    yield casebook
    casebook.close()


@pytest.fixture
def open_window(desk: Casebook, light: QApplication, qtbot: QtBot) -> Iterator[Window]:
    made = Window(desk)
    qtbot.addWidget(made)
    made.show()
    qtbot.waitExposed(made)
    made.show_pane("sources")
    yield made
    made.close()


@pytest.fixture
def lock(open_window: Window, qtbot: QtBot) -> Callable[[], None]:
    """Lock it, and wait until the key is let go of."""

    def locks() -> None:
        do(open_window, "lock")
        qtbot.waitUntil(lambda: open_window.casebook.locked)

    return locks
