"""What holds for every test: no screen, no settings of the person who runs it, nothing left over.

The folders of the person are put aside before anything that reads them (Qt, platformdirs,
fontconfig) is imported, so this file must import none of these itself.
"""

from __future__ import annotations

import datetime
import gc
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication, QWidget
    from pytestqt.qtbot import QtBot

    from workbench.casebook import Casebook

_HOME = Path(tempfile.mkdtemp(prefix="workbench-tests-"))

# Set once for the session and for every process that a test starts.
_OWN = {
    "HOME": _HOME,
    "USERPROFILE": _HOME,
    "APPDATA": _HOME / "config",
    "LOCALAPPDATA": _HOME / "data",
    "XDG_CACHE_HOME": _HOME / "cache",
    "XDG_CONFIG_HOME": _HOME / "config",
    "XDG_DATA_HOME": _HOME / "data",
    "XDG_STATE_HOME": _HOME / "state",
    "XDG_RUNTIME_DIR": _HOME / "run",
}
# Would answer for a person, or change what is worded, coloured or written.
_FOREIGN = (
    "FORCE_COLOR",
    "LANGUAGE",
    "NO_COLOR",
    "PYTHONWARNINGS",
    "QT_SCALE_FACTOR",
    "QT_STYLE_OVERRIDE",
    "WORKBENCH_NEW_PASSPHRASE",
    "WORKBENCH_PASSPHRASE",
)


def _isolate() -> None:
    for name, folder in _OWN.items():
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.environ[name] = str(folder)
    for name in _FOREIGN:
        os.environ.pop(name, None)
    os.environ["LC_ALL"] = "C.UTF-8"
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


_isolate()

# The same examples in every run, and none fails for being slow: a change is judged by what it
# does. WORKBENCH_EXAMPLES=new looks for others, which is how long runs find what is still wrong.
settings.register_profile("same", derandomize=True, deadline=None, database=None)
settings.register_profile("new", deadline=None, print_blob=True)
settings.load_profile("new" if os.environ.get("WORKBENCH_EXAMPLES") == "new" else "same")


@pytest.fixture(scope="session")
def sample_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample casebook, plain, made once. Not to be written to: `sample` is a copy."""
    from workbench import sample as facts

    path = tmp_path_factory.mktemp("sample") / "sample.casebook"
    facts.make(path).close()
    return path


@pytest.fixture
def sample(sample_file: Path, tmp_path: Path) -> Iterator[Casebook]:
    """A sample casebook of the test's own, on the day that the sample's facts were written."""
    from workbench.casebook import Casebook

    path = tmp_path / "sample.casebook"
    shutil.copyfile(sample_file, path)
    casebook = Casebook.open(path, None, by="A. Officer")
    casebook.fixed_today = datetime.date(2025, 2, 5)
    yield casebook
    casebook.close()


@pytest.fixture
def casebook(tmp_path: Path) -> Iterator[Casebook]:
    """A new, plain casebook with nothing in it but its lists."""
    from workbench.casebook import Casebook

    casebook = Casebook.create(tmp_path / "desk.casebook", None, by="A. Officer")
    casebook.fixed_today = datetime.date(2025, 2, 5)
    yield casebook
    casebook.close()


@pytest.fixture(scope="session")
def qapp(qapp: QApplication) -> QApplication:
    """The application, with the search for garbage kept to its thread as in the program."""
    from ui import garbage

    garbage.keep_to(qapp)
    return qapp


@pytest.fixture
def qtbot(qtbot: QtBot) -> Iterator[QtBot]:
    """pytest-qt's own, which holds what it was given until Qt has deleted it.

    It knows its widgets by weak references: once a test is over, Python's search would take them
    apart, a model before the view that still asks it.
    """
    held: list[QWidget] = []
    add = qtbot.addWidget

    def hold(widget: QWidget, **more: Any) -> None:
        held.append(widget)
        add(widget, **more)

    qtbot.addWidget = hold  # type: ignore[method-assign]
    yield qtbot
    from PySide6.QtCore import QCoreApplication, QEvent

    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


@pytest.hookimpl(trylast=True)
def pytest_runtest_teardown() -> None:
    # Where a window was made, Python no longer searches by itself, and no loop runs between tests.
    if not gc.isenabled():
        from ui import garbage

        garbage.search()


def pytest_unconfigure(config: pytest.Config) -> None:
    shutil.rmtree(_HOME, ignore_errors=True)
