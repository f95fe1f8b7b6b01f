"""What the tests of the window share: how it is dressed, and windows to look at."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ui import app, theme
from ui.window import Window
from workbench.casebook import Casebook


@pytest.fixture(scope="module")
def dressed(qapp: QApplication) -> Iterator[QApplication]:
    """The application dressed as it is when it runs; as it was after the module's last test."""
    font, sheet, palette = qapp.font(), qapp.styleSheet(), qapp.palette()
    before = theme._State.theme, theme._State.points
    theme.apply(qapp, False)
    yield qapp
    theme.apply(qapp, False)
    theme._State.theme, theme._State.points = before
    qapp.setFont(font)
    qapp.setStyleSheet(sheet)
    qapp.setPalette(palette)


@pytest.fixture
def light(dressed: QApplication) -> Iterator[QApplication]:
    """The application dressed light, at its own text size, and so again afterwards."""
    # Dressing takes a while, so it is done over only where a test has changed it.
    points = theme.points(dressed)
    yield dressed
    if theme.points(dressed) != points:
        theme.scale(dressed, points)
    if theme.current().dark or theme._State.following:
        theme.apply(dressed, False)


@pytest.fixture
def window(sample: Casebook, light: QApplication, qtbot: QtBot) -> Iterator[Window]:
    """The window on the sample."""
    made = Window(sample)
    qtbot.addWidget(made)
    made.show()
    qtbot.waitExposed(made)
    yield made
    made.close()


@pytest.fixture
def bare(casebook: Casebook, light: QApplication, qtbot: QtBot) -> Iterator[Window]:
    """The window on a casebook with nothing in it."""
    made = Window(casebook)
    qtbot.addWidget(made)
    made.show()
    yield made
    made.close()


@pytest.fixture
def keeper(light: QApplication) -> Iterator[app.Keeper]:
    """The program, with nothing open yet; what it opens is closed."""
    made = app.Keeper(light)
    light.setQuitOnLastWindowClosed(False)
    yield made
    for shown in (made.window, made.start):
        if shown is not None:
            shown.close()
    made.deleteLater()
    light.setQuitOnLastWindowClosed(True)
