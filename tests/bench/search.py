"""A search as one types, beside a scan of the same texts in the same encrypted file."""

from __future__ import annotations

import shutil
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from db import casefile
from tests.bench import make
from workbench import lookup, search
from workbench.casebook import Casebook

PASSPHRASE = "no secret at all"
WORDS = ("muttaqi", "water treaty", "release of the", "doha", "stakeholder 7", "karimi")


def measure(scale: str = "full") -> list[dict[str, Any]]:
    """Median of finding words anywhere, and of completing a name, in a made-up casebook."""
    events = 5_000 if scale == "small" else 50_000
    with tempfile.TemporaryDirectory(prefix="workbench-bench-") as folder:
        path = Path(folder) / "large.casebook"
        shutil.copyfile(make.made(events), path)
        casebook = Casebook.open(path, None)
        try:
            floor = _scan(path)
            lookup.complete(casebook, "warm", 12)
            return [
                _figure(f"find words in {events:,} events", floor, lambda word: (
                    search.find(casebook, word))),
                _figure(f"complete a name among {events // 10:,} stakeholders", floor, lambda word:
                        lookup.complete(casebook, word, 12)),
            ]  # fmt: skip
        finally:
            casebook.close()


def _median(find: Callable[[str], object]) -> float:
    times = []
    for word in WORDS * 3:
        start = time.perf_counter()
        find(word)
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def _figure(what: str, floor: float, find: Callable[[str], object]) -> dict[str, Any]:
    measured = _median(find)
    return {
        "what": f"{what} (floor: LIKE over the same texts)",
        "measured": round(measured * 1000, 2),
        "floor": round(floor * 1000, 2),
        "ratio": round(measured / floor, 3),
        "unit": "ms",
    }


def _scan(path: Path) -> float:
    engine = casefile.open_engine(path, casefile.PLAIN, reading=True)
    columns = {"event": ("title", "place", "said", "notes"), "stakeholder": ("name", "notes"),
               "name": ("spelling",), "ask": ("title", "notes")}  # fmt: skip

    def scan(word: str) -> None:
        for table, names in columns.items():
            where = " OR ".join(f'"{name}" LIKE ?' for name in names)
            sql = f'SELECT id FROM "{table}" WHERE {where} LIMIT 50'
            connection.exec_driver_sql(sql, (f"%{word}%",) * len(names)).all()

    with engine.connect() as connection:
        seconds = _median(scan)
    engine.dispose()
    return seconds
