"""Killed while its passphrase is changed, a casebook opens with exactly the old or the new one."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.skipif(sys.platform == "win32", reason="there is no fork there")
def test_a_killed_change_of_passphrase_leaves_the_old_or_the_new_one() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.faults.rekey", "8"],
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )
    print(done.stdout)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "8 killed, 0 faults" in done.stdout
