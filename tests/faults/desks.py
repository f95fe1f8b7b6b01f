"""What the proofs share: a casebook to do harm to, what it holds, and a process to do it in."""

from __future__ import annotations

import functools
import hashlib
import os
import shutil
import signal
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from db import casefile
from tests.faults import shim
from workbench import records, sample
from workbench.casebook import Casebook
from workbench.checks import check
from workbench.kinds import KINDS

PASSPHRASE = "no secret at all"
SECRET = "Quagga-1883"
"""Stands in the casebook, and nowhere else."""


class Broken(Exception):
    """What no fault may lead to, in words."""


def remember_keys() -> None:
    """Derive each key once in this process: the runs are thousands, and their files are copies."""
    known = functools.cache(casefile.derive)
    # A key is changed in place where the passphrase is.
    casefile.derive = lambda passphrase, salt: casefile.Key(known(passphrase, salt).pragma)


@contextmanager
def watched_folder() -> Iterator[Path]:
    """A folder to work in, with the temporary folder of this process and its children in it."""
    root = Path(tempfile.mkdtemp(prefix="workbench-faults-"))
    temporary = root / "tmp"
    temporary.mkdir()
    before = os.environ.get("TMPDIR")
    os.environ["TMPDIR"], tempfile.tempdir = str(temporary), None
    for name in ("CONFIG", "CACHE", "DATA", "STATE"):
        os.environ[f"XDG_{name}_HOME"] = str(root / "home" / name.lower())
    try:
        yield root
    finally:
        os.environ.pop("TMPDIR") if before is None else os.environ.update(TMPDIR=before)
        tempfile.tempdir = None
        shutil.rmtree(root, ignore_errors=True)


def template(folder: Path) -> Path:
    """An encrypted casebook with the sample in it, and the secret, folded up in one file."""
    path = folder / "desk.casebook"
    casebook = sample.make(path, PASSPHRASE, by="A. Officer")
    with casebook.reading() as connection:
        ask = connection.exec_driver_sql("SELECT uid FROM ask LIMIT 1").scalar()
    records.edit(casebook, "ask", {str(ask): {"notes": f"Told by {SECRET} alone"}})
    casebook.record.fold_up()
    casebook.close()
    return path


# -- what a casebook holds ---------------------------------------------------------------------


def held(casebook: Casebook) -> str:
    """A digest of all that is recorded, but for the uids, which differ from run to run."""
    digest = hashlib.sha256()
    with casebook.reading() as connection:
        for kind in KINDS.values():
            found = connection.exec_driver_sql(f'SELECT * FROM "{kind.name}" ORDER BY id')
            names = list(found.keys())
            at = names.index("uid")
            for row in found:
                digest.update(repr((kind.name, *row[:at], *row[at + 1 :])).encode())
    return digest.hexdigest()


def state(
    path: Path, passphrase: str | None = PASSPHRASE, known: frozenset[str] = frozenset()
) -> str:
    """What the casebook in this file holds, once it has been found sound. `Broken` says why not.

    `known` are codes of faults that it had before anything was done to it.
    """
    try:
        casebook = Casebook.open(path, passphrase)
    except Exception as error:
        raise Broken(f"unreadable: {error}") from None
    try:
        codes = {fault.code for fault in check(casebook).faults} - known
        if codes:
            raise Broken(f"faults: {', '.join(sorted(codes))}")
        return held(casebook)
    finally:
        casebook.close()


# -- a process to do it in ---------------------------------------------------------------------


@dataclass
class Ended:
    """How a process ended, what it told before that, and how long it took after it began."""

    status: int
    told: list[str]
    seconds: float


Tell = Callable[[str], None]


def forked(do: Callable[[Tell], None], kill_after: float | None = None) -> Ended:
    """Do this in a process of its own, killed so many seconds after it told "begin".

    What it told has left it for good, whatever becomes of it: so a change is acknowledged.
    """
    out, into = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(out)
        _be_child(do, into)
    os.close(into)
    with os.fdopen(out, "rb", buffering=0) as pipe:
        text = b""
        while b"begin\n" not in text and (more := pipe.read(65536)):
            text += more
        begun = time.perf_counter()
        if kill_after is not None:
            time.sleep(kill_after)
            os.kill(pid, signal.SIGKILL)
        while more := pipe.read(65536):
            text += more
    took = time.perf_counter() - begun
    status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    return Ended(status, [line for line in text.decode().splitlines() if line != "begin"], took)


def _be_child(do: Callable[[Tell], None], into: int) -> None:
    """The child's life, from which nothing returns."""
    status = 1
    try:
        do(lambda text: os.write(into, f"{text}\n".encode()) and None)
        status = 0
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)


# -- the one line at the end -------------------------------------------------------------------


@dataclass
class Tally:
    """What a proof counts: how many runs, and everything that went wrong."""

    fault: str
    wanted: str
    runs: int = 0
    notes: str = ""
    wrong: list[str] = None  # type: ignore[assignment]

    def __post_init__(self) -> None:
        self.wrong = []

    def end(self) -> int:
        """Say it; the exit status."""
        for each in list(dict.fromkeys(self.wrong))[:20]:
            print(f"  {each}")
        found = "all hold" if not self.wrong else f"{len(self.wrong)} did not hold"
        more = f" ({self.notes})" if self.notes else ""
        print(f"{self.fault} | {self.runs:,} | {self.wanted} | {found}{more}")
        sys.stdout.flush()
        return 1 if self.wrong or not self.runs else 0


def started(run: Callable[[list[str]], int]) -> Any:
    """Run a proof as a program of its own, with the shim in it where there can be one."""
    shim.start_anew()
    remember_keys()
    sys.exit(run(sys.argv[1:]))
