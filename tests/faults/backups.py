"""Backups of a casebook that changes, by a clock that jumps; each put back, and all compared.

python -m tests.faults.backups 100
"""

from __future__ import annotations

import hashlib
import os
import random
import shutil
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, cast

from db.tables import KINDS
from tests.bench.make import fill
from workbench import backup_folders, backups, lists, records
from workbench.backups import Why
from workbench.casebook import Casebook
from workbench.lists import Query

PASSPHRASE = "a passphrase for one run"
JUMPS = (timedelta(), timedelta(), timedelta(), -timedelta(days=1), timedelta(days=730))
WHYS = ("start", "time", "import", "restore", "passphrase", "merge")
BESIDE = (*KINDS, "change", "change_set")


@dataclass
class Counts:
    """What came of a run."""

    made: int = 0
    restored: int = 0
    thinned: int = 0
    wrong: list[str] = field(default_factory=list)


def tables(casebook: Casebook, history: bool = False) -> dict[str, str]:
    """Each table's rows, as a digest; without history, what is recorded alone."""
    found = {}
    with casebook.reading() as connection:
        for name in BESIDE if history else tuple(KINDS):
            rows = connection.exec_driver_sql(f'SELECT * FROM "{name}" ORDER BY id').all()
            found[name] = hashlib.sha256(repr([tuple(row) for row in rows]).encode()).hexdigest()
    return found


class Desk:
    """A casebook on which somebody works, and its backups."""

    def __init__(self, folder: Path, seed: int, passphrase: str | None) -> None:
        self.passphrase = passphrase
        self.random = random.Random(seed)
        self.casebook = Casebook.create(
            folder / "desk.casebook", passphrase, lambda made: fill(made, 300, seed), "Desk"
        )
        self.true = datetime(2025, 2, 5, 9, tzinfo=UTC)
        self.wrong = timedelta()
        self.counts = Counts()
        self.held: dict[Path, tuple[dict[str, str], dict[str, str]]] = {}

    def work(self) -> None:
        """Add, edit, delete and undo, a little."""
        draw, casebook = self.random, self.casebook
        records.add(casebook, "source", {"title": f"Rumour {draw.random()}"})
        for _ in range(draw.randint(1, 4)):
            asks = lists.uids(casebook, "ask", lists.ids(casebook, Query("ask")))
            deed = draw.choice(("add", "add", "edit", "delete", "undo"))
            if deed == "undo" and draw.random() < 0.5:
                casebook.undo()
            elif deed == "edit" and asks:
                status = draw.choice(("pending", "agreed", "lapsed"))
                records.edit(casebook, "ask", {draw.choice(asks): {"status": status}})
            elif deed == "delete" and len(asks) > 3:
                records.delete(casebook, "ask", [draw.choice(asks)])
            else:
                name = f"Somebody {draw.random()}"
                records.add(casebook, "stakeholder", {"name": name, "kind": "person"})

    def back_up(self) -> None:
        """Make one at a random moment, by whatever the clock says then."""
        self.true += timedelta(minutes=self.random.randint(1, 30 * 60))
        if self.random.random() < 0.2:
            self.wrong = self.random.choice(JUMPS)
        now = self.true + self.wrong
        why = cast("Why", self.random.choice(WHYS))
        made = backups.automatic(self.casebook, why, now=now)
        if made is None:
            self.counts.wrong.append("none was made of a casebook that was changed")
            return
        self.counts.made += 1
        self.counts.thinned += made.thinned
        self.held[made.path] = tables(self.casebook), tables(self.casebook, history=True)
        if not made.path.exists():
            self.counts.wrong.append("the newest was thinned away")
        # At once: it may be thinned away later.
        (self.put_back if self.random.random() < 0.5 else self.look)(made.path)

    def put_back(self, path: Path) -> None:
        """Put one back, by the act that a person does; what there was comes back by undo."""
        self.work()
        before = tables(self.casebook)
        done = backups.restore(self.casebook.path, path, self.passphrase)
        if tables(self.casebook) != self.held[path][0]:
            self.counts.wrong.append("a table is not what it was in the backup")
        if done.change_set is not None:
            self.casebook.undo()
        if tables(self.casebook) != before:
            self.counts.wrong.append("undo did not take the restore back")
        self.counts.restored += 1

    def look(self, path: Path) -> None:
        """Open a backup in a place of its own: it has every table, the history too."""
        folder = Path(tempfile.mkdtemp(dir=self.casebook.path.parent))
        copy = folder / "gone.casebook"
        done = backups.restore(copy, path, self.passphrase)
        opened = Casebook.open(copy, self.passphrase)
        if not done.replaced or tables(opened, history=True) != self.held[path][1]:
            self.counts.wrong.append("a backup does not hold what was there")
        opened.close()
        shutil.rmtree(folder)
        self.counts.restored += 1

    def left(self) -> Iterator[Path]:
        """The backups that were kept."""
        for each in backup_folders.listed(self.casebook):
            if each.path in self.held:
                yield each.path


def run(many: int, seed: int, folder: Path, passphrase: str | None = PASSPHRASE) -> Counts:
    """Make so many backups, put back each, and in the end again those that are left."""
    desk = Desk(folder, seed, passphrase)
    # What a restore backs up first by the machine's own clock would thin by that one.
    real: Any = backups.automatic
    restoring: Any = lambda casebook, why, *more, **named: (  # noqa: E731
        None if why == "restore" and "now" not in named else real(casebook, why, *more, **named)
    )
    backups.automatic = restoring
    try:
        for _ in range(many):
            desk.work()
            desk.back_up()
        for path in desk.left():
            desk.look(path)
    finally:
        backups.automatic = real
        desk.casebook.close()
    return desk.counts


def main(many: int, seed: int) -> int:
    """Run, and print one line; the exit status."""
    with tempfile.TemporaryDirectory(prefix="workbench-backups-") as folder:
        counts = run(many, seed, Path(folder))
    for each in dict.fromkeys(counts.wrong):
        print(each)
    print(
        f"backups: {counts.made} made, {counts.restored} put back and compared,"
        f" {counts.thinned} thinned away, {len(counts.wrong)} wrong"
    )
    return 1 if counts.wrong else 0


if __name__ == "__main__":
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    sys.exit(main(int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 1))
