"""A purge that is killed at a random moment: afterwards it was done, or it was not.

    python -m tests.faults.purges N

Where it was done, no byte of the casebook's files holds what was purged once it was opened again.
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from db import purging
from db.purging import Scope
from db.record import Record
from workbench import records
from workbench.casebook import Casebook
from workbench.checks import check
from workbench.messages import message

SECRET = "Quetzalcoatlus Northropi"
NAMES = 400


def make(path: Path) -> str:
    """A plain casebook with a stakeholder to be purged, among others; its uid."""
    casebook = Casebook.create(path, None, by="A. Officer")
    uid = records.add(casebook, "stakeholder", {"name": SECRET, "kind": "person"})
    other = records.add(casebook, "stakeholder", {"name": "Somebody", "kind": "person"})
    with casebook.change(message("Fill")) as change:
        for who, text in ((uid, SECRET), (other, "Somebody")):
            rows = [(who, f"{text} {n}") for n in range(NAMES)]
            change.add_many("name", ("stakeholder", "spelling"), rows)
    casebook.close()
    return uid


def killed(path: Path, uid: str, wait: float) -> bool:
    """Purge in a process of its own, which is killed after so many seconds; whether it was."""
    child = os.fork()
    if child == 0:
        record = Record.open(path, None)
        with record.writing(message("Purge"), "A. Officer", "set up") as unit:
            purging.purge(unit, Scope("stakeholder", uid))
        purging.finish(record)
        os._exit(0)
    time.sleep(wait)
    os.kill(child, signal.SIGKILL)
    _child, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status)


def look(path: Path, uid: str) -> str:
    """Whether the purge was done; AssertionError where it is neither, or something is left."""
    casebook = Casebook.open(path, None)
    try:
        report = check(casebook)
        assert report.ok, [fault.code for fault in report.all]
        with casebook.reading() as connection:
            there = purging.kind_of(connection, uid) is not None
        names = report.counts["name"]
        assert names == (2 * NAMES if there else NAMES), names
    finally:
        casebook.close()
    if there:
        return "not purged"
    held = b"".join(file.read_bytes() for file in path.parent.glob(f"{path.name}*"))
    assert SECRET.encode() not in held, "the file still holds it"
    return "purged"


def run(n: int, seed: int = 1) -> Counter[str]:
    """So many purges killed; how many were then done, and how many not."""
    draw = random.Random(seed)
    counts: Counter[str] = Counter()
    folder = Path(tempfile.mkdtemp(prefix="purges-"))
    try:
        uid = make(folder / "made.casebook")
        shutil.copy(folder / "made.casebook", folder / "whole.casebook")
        killed(folder / "whole.casebook", uid, 2.0)
        assert look(folder / "whole.casebook", uid) == "purged"
        for at in range(n):
            path = folder / f"{at}.casebook"
            shutil.copy(folder / "made.casebook", path)
            was = killed(path, uid, draw.uniform(0.0, 0.3))
            counts[look(path, uid)] += 1
            counts["killed"] += was
            for left in folder.glob(f"{at}.casebook*"):
                left.unlink()
    finally:
        shutil.rmtree(folder)
    return counts


def main() -> None:
    """Run as many as the command line says, and print one line."""
    n = int((sys.argv[1:] or ["100"])[0])
    counts = run(n)
    told = ", ".join(f"{counts[name]} {name}" for name in ("killed", "purged", "not purged"))
    print(f"purges | {n} | {told}, 0 half done, 0 left in a file")


if __name__ == "__main__":
    main()
