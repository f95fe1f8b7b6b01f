"""Two processes, with several writers each, on one casebook at the same time.

    python -m tests.faults.writers [WRITERS [CHANGES]]

Each writer makes its changes one after the other, each an act of its own, and counts those that
it was told are in the file. Lost is what was acknowledged and is not there afterwards.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import threading
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PROCESSES = 2
PASSPHRASE = "two at once"


@dataclass(frozen=True)
class Outcome:
    """What came of it: changes acknowledged, of them lost, writers told that it is locked."""

    acknowledged: int
    lost: int
    locked: int
    other: int
    sound: bool

    def __str__(self) -> str:
        return (
            f"two processes, several writers: {self.acknowledged} changes acknowledged, "
            f"{self.lost} lost, {self.locked} locked errors, {self.other} other errors, "
            f"check {'ok' if self.sound else 'finds faults'}"
        )

    @property
    def ok(self) -> bool:
        """Whether nothing was lost, refused or harmed."""
        return self.sound and not (self.lost or self.locked or self.other)


def run(folder: Path, writers: int, changes: int) -> Outcome:
    """Let them write into a new, encrypted casebook in this folder, and count."""
    from workbench.casebook import Casebook
    from workbench.checks import check

    path = folder / "desk.casebook"
    Casebook.create(path, PASSPHRASE).close()
    started = [
        subprocess.Popen(
            [sys.executable, "-m", "tests.faults.writers", "write", path, name,
             str(writers), str(changes)],
            cwd=ROOT, stdout=subprocess.PIPE, stdin=subprocess.DEVNULL, text=True,
        )
        for name in (f"process {n}" for n in range(PROCESSES))
    ]  # fmt: skip
    told = [json.loads(each.communicate()[0]) for each in started]
    casebook = Casebook.open(path, PASSPHRASE)
    try:
        there = Counter(_names(casebook))
        said = [name for each in told for name in each["written"]]
        lost = sum(there[name] != 1 for name in said)
        beyond = len(set(there) - set(said))
        sound = check(casebook).ok and not beyond
    finally:
        casebook.close()
    errors = [error for each in told for error in each["errors"]]
    locked = sum("locked" in error or "Another program" in error for error in errors)
    return Outcome(len(said), lost, locked, len(errors) - locked, sound)


def _names(casebook: object) -> list[str]:
    from workbench.casebook import Casebook

    assert isinstance(casebook, Casebook)
    return [member.label for member in casebook.members()]


def _write(path: Path, process: str, writers: int, changes: int) -> None:
    """In a process of its own: its writers are threads, which share one open casebook."""
    from workbench.casebook import Casebook
    from workbench.messages import message

    casebook = Casebook.open(path, PASSPHRASE, by=process)
    written: list[str] = []
    errors: list[str] = []

    def write(writer: int) -> None:
        for number in range(changes):
            name = f"{process}, writer {writer}, change {number}"
            try:
                with casebook.change(message("Join the desk")) as change:
                    change.add("member", {"name": name})
            except Exception as error:
                errors.append(f"{type(error).__name__}: {error}")
            else:
                written.append(name)

    threads = [threading.Thread(target=write, args=(n,)) for n in range(writers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    casebook.close()
    print(json.dumps({"written": written, "errors": errors}))


def main(words: list[str]) -> int:
    """The long version, which prints one line; status 1 where anything was lost or refused."""
    if words[:1] == ["write"]:
        _write(Path(words[1]), words[2], int(words[3]), int(words[4]))
        return 0
    writers, changes = (*map(int, words), *(4, 1000)[len(words) :])
    with tempfile.TemporaryDirectory(prefix="workbench-writers-") as folder:
        outcome = run(Path(folder), writers, changes)
    print(outcome)
    return 0 if outcome.ok else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
