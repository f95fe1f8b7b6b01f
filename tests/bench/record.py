"""The record itself: opened, saved, filled, taken back; encrypted beside plain.

Floors are of the same run: an empty casebook, the driver alone, the import that is undone, the
same in a plain file.
"""

from __future__ import annotations

import gc
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.bench import exchange, make
from tests.bench.exchange import PASSPHRASE
from workbench import events
from workbench.casebook import Casebook
from workbench.exchange import plan, take, taking
from workbench.exchange.report import no_progress
from workbench.messages import message

ROOT = Path(__file__).resolve().parents[2]
# Events in the casebook, rows that are added or imported, meetings saved, windows opened.
SIZES = {"small": (10_000, 5_000, 100, 3), "full": (100_000, 50_000, 300, 7)}

WINDOW = """
import os, sys
from pathlib import Path
from PySide6.QtWidgets import QApplication
from ui import app
keeper = app.start(Path(sys.argv[1]), sys.argv[2] or None)
window, wanted = keeper.window, int(sys.argv[3])
window.show_pane("meetings")
model = window.here.model
while model.rowCount() < wanted:
    QApplication.processEvents()
window.grab()
os._exit(0)
"""


def measure(scale: str) -> list[dict[str, Any]]:
    """All figures; "small" is a tenth of the size."""
    size, rows, saves, runs = SIZES.get(scale, SIZES["full"])
    with tempfile.TemporaryDirectory(prefix="workbench-record-") as name:
        folder = Path(name)
        plain = folder / "plain.casebook"
        shutil.copyfile(make.made(size), plain)
        secret = _encrypted(plain, folder / "secret.casebook")
        return [
            *_opened(folder, plain, secret, size, runs),
            *_saved(plain, secret, size, saves),
            *_filled(folder, rows),
            *_undone(folder, rows),
        ]


def _figure(what: str, measured: float, floor: float, unit: str = "s") -> dict[str, Any]:
    return {
        "what": what,
        "measured": round(measured, 4),
        "floor": round(floor, 4),
        "ratio": round(measured / floor, 2),
        "unit": unit,
    }


def _took(act: Callable[[], object]) -> float:
    start = time.perf_counter()
    act()
    return time.perf_counter() - start


def _encrypted(plain: Path, path: Path) -> Path:
    """The same casebook under the passphrase."""
    from db import rekeying

    shutil.copyfile(plain, path)
    casebook = Casebook.open(path, None, by="Bench")
    rekeying.rekey(casebook.record, PASSPHRASE)
    casebook.close()
    return path


# -- opening -----------------------------------------------------------------------------------


def _opened(folder: Path, plain: Path, secret: Path, size: int, runs: int) -> list[dict[str, Any]]:
    empty = folder / "empty.casebook"
    Casebook.create(empty, PASSPHRASE, by="Bench").close()
    cases = ((secret, PASSPHRASE, 1), (empty, PASSPHRASE, 0), (plain, "", 1))
    times: list[list[float]] = [[], [], []]
    # By turns, so that what else the machine does falls on all; the first round fills caches.
    for run in range(runs + 1):
        for place, (path, passphrase, wanted) in enumerate(cases):
            took = _window(folder, path, passphrase, wanted)
            if run:
                times[place].append(took)
    full, bare, unencrypted = map(statistics.median, times)
    what = f"open an encrypted casebook of {size:,} events to a usable Meetings table"
    return [
        _figure(f"{what}, beside an empty one", full, bare),
        _figure(f"{what}, beside a plain one", full, unencrypted),
    ]


def _window(folder: Path, path: Path, passphrase: str, wanted: int) -> float:
    own = dict.fromkeys(("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "APPDATA"), str(folder))
    words = [sys.executable, "-c", WINDOW, str(path), passphrase, str(wanted)]
    env = {**os.environ, **own, "QT_QPA_PLATFORM": "offscreen"}
    return _took(
        lambda: subprocess.run(words, cwd=ROOT, env=env, stderr=subprocess.PIPE, check=True)
    )


# -- saving one meeting ------------------------------------------------------------------------


def _saved(plain: Path, secret: Path, size: int, saves: int) -> list[dict[str, Any]]:
    books = [Casebook.open(secret, PASSPHRASE, "Bench"), Casebook.open(plain, None, "Bench")]
    times: list[list[float]] = [[], []]
    try:
        known = [_people(book, 40) for book in books]
        gc.disable()  # As in the window, which searches for garbage between a person's acts.
        for number in range(saves):
            for place, book in enumerate(books):
                meeting = _meeting(known[place], number)
                times[place].append(_took(lambda b=book, m=meeting: events.log_meeting(b, m)))
    finally:
        gc.enable()
        for book in books:
            book.close()
    ours, floor = (statistics.quantiles(each, n=20)[-1] * 1_000 for each in times)
    what = f"save one meeting at {size:,} events, 95th percentile, encrypted beside plain"
    return [_figure(what, ours, floor, "ms")]


def _people(casebook: Casebook, count: int) -> list[str]:
    with casebook.reading() as connection:
        found = connection.exec_driver_sql(
            "SELECT uid FROM stakeholder ORDER BY id LIMIT ?", (count,)
        )
        return [str(row[0]) for row in found]


def _meeting(people: list[str], number: int) -> events.Meeting:
    parties = tuple(
        events.PartyIn(people[(number + step) % len(people)], "host") for step in range(3)
    )
    return events.Meeting(
        title=f"Talks of the day {number}",
        when="2025-02-05",
        place="Tarkesh",
        said="They spoke of the crossing, and agreed to speak again within the month.",
        parties=parties,
        actions=(events.ActionIn(f"Send the list {number}", due="2025-03"),),
    )


# -- in bulk -----------------------------------------------------------------------------------


def _filled(folder: Path, rows: int) -> list[dict[str, Any]]:
    """New events in bulk through the one door, and the same rows by the driver alone."""
    sheet = folder / "events.xlsx"
    exchange._write_events(sheet, rows)
    books = {}
    for name, passphrase in (("ours", PASSPHRASE), ("bare", PASSPHRASE), ("plain", None)):
        path = books[name] = folder / f"bulk {name}.casebook"
        Casebook.create(path, passphrase, exchange._add_sources, by="Bench").close()
    ours = _bulk(books["ours"], PASSPHRASE, sheet)
    plain = _bulk(books["plain"], None, sheet)
    casebook = Casebook.open(books["ours"], PASSPHRASE)
    with casebook.reading() as connection:
        columns, stored = exchange._stored(connection)
        documents = exchange._documents(stored, columns)
    casebook.close()
    floor = _took(lambda: exchange._insert(books["bare"], columns, stored, documents))
    what = f"{rows:,} records in bulk, with history, index and checks"
    return [
        _figure(f"{what}, beside the driver alone", ours, floor),
        _figure(f"{what}, encrypted beside plain", ours, plain),
        _figure(f"{what}, a second", rows / ours, rows / floor, "records/s"),
    ]


def _bulk(path: Path, passphrase: str | None, sheet: Path) -> float:
    """How long it takes to add what the sheet holds, once that has been read and converted."""
    casebook = Casebook.open(path, passphrase, by="Bench")
    try:
        writes = taking._writes(plan(casebook, sheet), "skip", no_progress)
        batch = next(each for each in writes.added.values() if each.kind == "event")

        def add() -> None:
            with casebook.change(message("Fill")) as change:
                for start in range(0, len(batch.rows), 5_000):
                    change.add_many("event", batch.names, batch.rows[start : start + 5_000])

        gc.disable()
        return _took(add)
    finally:
        gc.enable()
        casebook.close()


def _undone(folder: Path, rows: int) -> list[dict[str, Any]]:
    """An import taken back, beside the import itself; both also in a plain file."""
    sheet = folder / "events.xlsx"
    times = []
    for name, passphrase in (("undone", PASSPHRASE), ("undone plain", None)):
        path = folder / f"{name}.casebook"
        Casebook.create(path, passphrase, exchange._add_sources, by="Bench").close()
        casebook = Casebook.open(path, passphrase, by="Bench")
        imported = _took(lambda c=casebook: take(c, plan(c, sheet)))
        times.append((imported, _took(casebook.undo)))
        casebook.close()
    (imported, undone), (plainly, undone_plainly) = times
    return [
        _figure(f"undo of an import of {rows:,} rows, beside the import", undone, imported),
        _figure(f"undo of an import of {rows:,} rows, encrypted beside plain", undone,
                undone_plainly),
        _figure(f"import of {rows:,} rows, encrypted beside plain", imported, plainly),
    ]  # fmt: skip
