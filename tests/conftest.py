"""What holds for every test: no screen, no settings of the person who runs it, nothing left over.

The folders of the person are put aside before anything that reads them (Qt, platformdirs,
fontconfig) is imported, so this file must import none of these itself.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

import pytest

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


def pytest_unconfigure(config: pytest.Config) -> None:
    shutil.rmtree(_HOME, ignore_errors=True)
