"""Cold start to the first painted window on the sample, beside an empty window's.

Each run is a process of its own, timed from outside, Python's own start included; both take
turns, so that whatever else the machine does falls on both alike.
"""

from __future__ import annotations

import compileall
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
RUNS = {"small": 5, "full": 15}

# `os._exit` leaves out the ending, which nobody waits for.
FLOOR = """
import os, sqlmodel
from PySide6.QtWidgets import QApplication, QMainWindow
app = QApplication([])
window = QMainWindow()
window.resize(1400, 900)
window.show()
window.grab()
os._exit(0)
"""
WINDOW = """
import os, sys
from pathlib import Path
from ui import app
keeper = app.start(Path(sys.argv[1]))
keeper.window.grab()
os._exit(0)
"""


def _seconds(code: str, home: str, *words: str) -> float:
    # Settings of its own: a measurement is nothing to remember.
    own = {"HOME": home, "XDG_CONFIG_HOME": home, "XDG_DATA_HOME": home, "APPDATA": home}
    begun = time.perf_counter()
    subprocess.run(
        [sys.executable, "-c", code, *words],
        cwd=ROOT,
        env={**os.environ, **own, "QT_QPA_PLATFORM": "offscreen"},
        stderr=subprocess.PIPE,
        check=True,
    )
    return time.perf_counter() - begun


def measure(scale: str = "full") -> list[dict[str, Any]]:
    """The median of several runs of each, in seconds."""
    from workbench import sample

    # As installed: the libraries' bytecode is there, so the workbench's is too.
    for room in ("ui", "workbench", "db", "resources"):
        compileall.compile_dir(ROOT / room, quiet=1)
    with tempfile.TemporaryDirectory(prefix="workbench-start-") as folder:
        path = Path(folder) / "sample.casebook"
        sample.make(path).close()
        runs = RUNS.get(scale, RUNS["full"])
        pairs = [
            (_seconds(FLOOR, folder), _seconds(WINDOW, folder, str(path)))
            for _run in range(runs + 1)
        ][1:]  # the first run brings files into the cache
    floor = statistics.median(floor for floor, _window in pairs)
    window = statistics.median(window for _floor, window in pairs)
    return [
        {
            "what": "cold start to the first painted window",
            "measured": round(window, 3),
            "floor": round(floor, 3),
            "ratio": round(window / floor, 2),
            "unit": "s",
        }
    ]


if __name__ == "__main__":
    import json

    for line in measure(*sys.argv[1:]):
        print(json.dumps(line))
