"""Whatever is pressed and clicked, in whatever order: the window stands, and so does the record."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("seed", [3, 4, 6])  # those that once took the process down
def test_random_hands_break_nothing(seed: int, sample_file: Path, tmp_path: Path) -> None:
    path = tmp_path / "desk.casebook"
    shutil.copyfile(sample_file, path)
    done = subprocess.run(
        [sys.executable, "-X", "faulthandler", "-m", "tests.faults.hands", str(seed), "800", path],
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    print(done.stdout.splitlines()[-1:])
    assert done.returncode == 0, done.stdout + done.stderr
