"""A short run of purges that are killed."""

from __future__ import annotations

import subprocess
import sys


def test_a_purge_that_is_killed_was_done_or_was_not() -> None:
    # In a process of its own: it forks, which is not to be done beside other threads.
    done = subprocess.run(
        [sys.executable, "-m", "tests.faults.purges", "10"], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    assert "0 half done, 0 left in a file" in done.stdout
