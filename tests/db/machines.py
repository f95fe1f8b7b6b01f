"""Two machines in one: who writes and who comes by are told apart as two machines are."""

from __future__ import annotations

import subprocess
import sys
import textwrap
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from db import holding

ROOT = Path(__file__).resolve().parents[2]


@contextmanager
def on(machine: str) -> Iterator[None]:
    """Within it, this process runs on that machine."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(holding, "machine", lambda: machine)
        yield


def process_on(
    machine: str, does: str, path: Path, *, shared: bool = False
) -> subprocess.Popen[str]:
    """A process on that machine with `record`, opened at `path`; it says "ready" and `does`.

    `shared` has it believe that the file lies on a share.
    """
    script = textwrap.dedent(
        f"""\
        import sys, time
        from pathlib import Path
        from db import holding, medium
        holding.machine = lambda: {machine!r}
        medium.is_remote = lambda path: {shared!r}
        from db.messages import message
        from db.record import Record
        path = Path(sys.argv[1])
        record = Record.open(path, None, desk="Ada")
        print("ready", flush=True)
        """
    ) + textwrap.dedent(does)
    made = subprocess.Popen(
        [sys.executable, "-c", script, str(path)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert made.stdout is not None
    if made.stdout.readline() != "ready\n":
        made.kill()
        raise AssertionError(made.communicate())
    return made


@contextmanager
def elsewhere(path: Path, does: str = "sys.stdin.read(); record.close()") -> Iterator[None]:
    """Within it, a process on another machine has the casebook open for writing."""
    made = process_on("their machine", does, path)
    try:
        yield
    finally:
        made.communicate(timeout=60)
