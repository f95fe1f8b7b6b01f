"""Kills a change of passphrase at random points: `python -m tests.faults.rekey 1000`.

Afterwards the casebook has to open with exactly the old or the new passphrase, and every table to
be as it was. Every fourth change encrypts a plain casebook.
"""

from __future__ import annotations

import hashlib
import os
import random
import shutil
import signal
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from db import casefile, rekeying
from db.casefile import Key
from db.errors import Refused
from db.record import Record
from tests.db.make_casebook import fill

OLD, NEW = "the old one", "the new one"
SEED = 20250205
BULK = 60  # texts of 64 kB, so that there is a while to be killed in


def _larger(record: Record) -> None:
    fill(record)
    for n in range(BULK):
        record.keep(f"bulk {n}", f"{n:04}" * 16_384)


def digest(path: Path, key: Key) -> str | None:
    """All that the file holds under this key; None where it does not open with it."""
    try:
        record = Record.open_with(path, key)
    except Refused:
        return None
    try:
        made = hashlib.sha256()
        with record.reading() as connection:
            run = connection.exec_driver_sql
            driver = connection.connection.driver_connection
            assert driver is not None
            assert driver.execute("PRAGMA cipher_integrity_check").fetchall() == []
            assert run("PRAGMA integrity_check").scalar() == "ok"
            tables = run("SELECT name, sql FROM sqlite_master ORDER BY name").all()
            made.update(repr(tables).encode())
            for name, sql in tables:
                if sql and sql.startswith("CREATE TABLE"):
                    rows = sorted(map(repr, run(f'SELECT * FROM "{name}"')))
                    made.update("\n".join(rows).encode())
        return made.hexdigest()
    finally:
        record.close()


def _change(path: Path, key: Key, new: Key, ready: int, spills: bool) -> None:
    """In the process that is killed. The keys were derived before: that takes longest, and writes
    nothing. Where it `spills`, as a large file does, pages are written before the commit."""
    record = Record.open_with(path, key)
    anew = rekeying._anew

    def _anew(driver: Any, given: Key, at: Path) -> None:
        driver.execute(f"PRAGMA cache_size={-256 if spills else -65_536}")
        anew(driver, given, at)

    rekeying._anew = _anew
    casefile.derive = lambda passphrase, salt: Key(new.pragma)  # type: ignore[assignment]
    os.write(ready, b".")
    rekeying.rekey(record, NEW)
    record.close()


def _killed(path: Path, key: Key, new: Key, after: float | None, spills: bool) -> float:
    """Run one change, killed so long after it began; how long it took where it was let be."""
    ready, tell = os.pipe()
    child = os.fork()
    if child == 0:
        status = 1
        try:
            _change(path, key, new, tell, spills)
            status = 0
        finally:
            os._exit(status)
    os.close(tell)
    os.read(ready, 1)
    os.close(ready)
    began = time.monotonic()
    if after is not None:
        time.sleep(after)
        os.kill(child, signal.SIGKILL)
    _pid, ended = os.waitpid(child, 0)
    if ended != 0 and not os.WIFSIGNALED(ended):
        raise SystemExit(f"the change itself failed: {ended}")
    return time.monotonic() - began


def main(rounds: int) -> int:
    """Kill so many changes; the number of faults."""
    hands = random.Random(SEED)
    folder = Path(tempfile.mkdtemp(prefix="rekey-"))
    try:
        return _rounds(rounds, hands, folder)
    finally:
        shutil.rmtree(folder)


def _rounds(rounds: int, hands: random.Random, folder: Path) -> int:
    starts = [folder / "encrypted.casebook", folder / "plain.casebook"]
    Record.create(starts[0], OLD, _larger).close()
    Record.create(starts[1], None, _larger).close()
    olds = [casefile.unlock(starts[0], OLD), Key()]
    new = casefile.derive(NEW, olds[0].salt)
    before = [digest(start, old) for start, old in zip(starts, olds, strict=True)]
    whole, faults, went = [0.0, 0.0], [], {"old": 0, "new": 0, "journal": 0}
    for n in range(-2, rounds):
        which = n % 2 if n < 0 else int(n % 4 == 3)
        here = folder / str(n)
        here.mkdir()
        path = here / "desk.casebook"
        shutil.copyfile(starts[which], path)
        after = None if n < 0 else hands.uniform(0, whole[which])
        took = _killed(path, olds[which], new, after, n % 2 == 0)
        if n < 0:
            whole[which] = took
        if Path(f"{path}-journal").exists():
            went["journal"] += 1
        # Whichever is tried first must not spoil the file for the other.
        keys = {"old": olds[which], "new": new}
        order = list(keys) if n % 2 else list(reversed(keys))
        found = {name: digest(path, keys[name]) for name in order}
        opened = [name for name, held in found.items() if held is not None]
        if len(opened) != 1 or found[opened[0]] != before[which]:
            faults.append((n, found))
        else:
            went[opened[0]] += 1
        shutil.rmtree(here)
    print(f"rekey: {rounds} killed, {len(faults)} faults; opened with the old passphrase"
          f" {went['old']}, with the new one {went['new']}, journals left"
          f" {went['journal']}")  # fmt: skip
    return len(faults)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 100) > 0)
