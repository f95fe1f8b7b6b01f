"""The house keeps its shape: what may know what, what things are called, what starts quickly."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
ROOMS = ("ui", "workbench", "db")
MODULES = sorted(
    path for room in (*ROOMS, "resources", "tests") for path in (ROOT / room).rglob("*.py")
)
NOT_NAMES = {"common", "helper", "helpers", "misc", "util", "utils"}
# Each costs a command that does not need it a tenth of a second or more, and a window its start.
HEAVY = ("PySide6", "igraph", "numpy", "openpyxl", "pyqtgraph", "python_calamine", "sqlmodel")


def _python(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *words],
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )


def test_imports_keep_to_the_contracts() -> None:
    done = _python("-c", "from importlinter.cli import lint_imports_command as c; c()")
    assert done.returncode == 0, done.stdout + done.stderr
    assert " 0 broken" in done.stdout


def test_no_module_is_named_after_nothing() -> None:
    assert [path for path in MODULES if path.stem in NOT_NAMES] == []


def test_every_folder_of_modules_is_a_package() -> None:
    folders = {path.parent for path in MODULES}
    assert [folder for folder in folders if not (folder / "__init__.py").exists()] == []


def test_no_star_imports() -> None:
    starred = re.compile(r"^\s*from\s+\S+\s+import\s+\*", re.MULTILINE)
    assert [p for p in MODULES if starred.search(p.read_text(encoding="utf-8"))] == []


def test_no_widget_is_asked_for_its_screen() -> None:
    # Python would come to own the screen, and delete it (ui/screens.py).
    asked = re.compile(r"\.screen\(\)")
    found = [p for p in (ROOT / "ui").rglob("*.py") if asked.search(p.read_text(encoding="utf-8"))]
    assert found == []


@pytest.mark.parametrize("heavy", HEAVY)
def test_the_command_line_starts_without(heavy: str) -> None:
    done = _python("-c", f"import sys, ui.command; sys.exit({heavy!r} in sys.modules)")
    assert done.returncode == 0, done.stderr or f"import ui.command imports {heavy}"


@pytest.mark.parametrize("heavy", sorted({*HEAVY, "alembic", "pydantic", "typer"} - {"PySide6"}))
def test_the_window_opens_a_casebook_without(heavy: str, sample_file: Path, tmp_path: Path) -> None:
    path = tmp_path / "sample.casebook"
    shutil.copyfile(sample_file, path)
    shows = (
        "import os, sys; from pathlib import Path; from ui import app;"
        f"keeper = app.start(Path({str(path)!r})); keeper.window.grab();"
        f"sys.stdout.flush(); os._exit({heavy!r} in sys.modules)"
    )
    done = _python("-c", shows)
    assert done.returncode == 0, done.stderr or f"the window's start imports {heavy}"


@pytest.mark.skipif(sys.platform != "linux", reason="ldd is Linux's")
def test_the_system_has_every_library_that_qt_links_to() -> None:
    import PySide6

    qt = Path(PySide6.__path__[0]) / "Qt" / "plugins"
    parts = [qt / "platforms" / f"lib{name}.so" for name in ("qoffscreen", "qxcb", "qwayland")]
    parts += [
        *(qt / "xcbglintegrations").glob("*.so"),
        *(qt / "wayland-shell-integration").glob("*"),
    ]
    done = subprocess.run(["ldd", *map(str, parts)], capture_output=True, text=True, check=True)
    assert "libxcb.so.1 =>" in done.stdout
    assert sorted({line for line in done.stdout.splitlines() if "not found" in line}) == []
