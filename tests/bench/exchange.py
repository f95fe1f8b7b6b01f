"""Workbooks in and out, each beside what the libraries alone take for the same cells."""

from __future__ import annotations

import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from db import casefile
from db.index import STRIDE
from tests.bench import make
from workbench.casebook import Casebook
from workbench.exchange import export, plan, take
from workbench.messages import message

PASSPHRASE = "no secret at all"
HEADERS = (
    "When", "Clock time", "Kind", "Title", "Place", "Channel", "What was said", "Source", "Grade",
    "Marking", "Notes",
)  # fmt: skip
SOURCES = [f"Cable {number}" for number in range(1, 21)]


def measure(scale: str) -> list[dict[str, Any]]:
    """Import and export of whole casebooks; "small" is a tenth of the size.

    An import is measured as a whole and staged only; that of an unchanged export beside it, how
    much memory one of 200,000 rows takes, and how long it is ever silent: a cancel waits so long.
    """
    events = 5_000 if scale == "small" else 50_000
    with tempfile.TemporaryDirectory(prefix="workbench-bench-") as folder:
        # Once for nothing: libraries are imported when they are first needed.
        (Path(folder) / "warm").mkdir()
        _import(Path(folder) / "warm", 100)
        return [
            *_import(Path(folder), events),
            _unchanged(Path(folder), events),
            _memory(Path(folder), 4 * events),
            _export(Path(folder), events),
        ]


def _took(act: Callable[[], object]) -> float:
    start = time.perf_counter()
    act()
    return time.perf_counter() - start


def _figure(what: str, measured: float, floor: float) -> dict[str, Any]:
    return {
        "what": what,
        "measured": round(measured, 3),
        "floor": round(floor, 3),
        "ratio": round(measured / floor, 2),
        "unit": "s",
    }


# -- in ----------------------------------------------------------------------------------------


class _Silence:
    """Told how far a thing is; the longest that it was not told anything, in seconds."""

    def __init__(self) -> None:
        self._last = time.perf_counter()
        self.longest = 0.0

    def __call__(self, _done: int, _total: int) -> None:
        now = time.perf_counter()
        self.longest = max(self.longest, now - self._last)
        self._last = now


def _import(folder: Path, events: int) -> list[dict[str, Any]]:
    sheet = folder / "events.xlsx"
    _write_events(sheet, events)
    ours, bare = folder / "ours.casebook", folder / "bare.casebook"
    for path in (ours, bare):
        Casebook.create(path, PASSPHRASE, _add_sources, by="Bench").close()
    casebook = Casebook.open(ours, PASSPHRASE, by="Bench")
    try:
        heard = _Silence()
        start = time.perf_counter()
        made = plan(casebook, sheet, heard)
        assert made.staged[events - 1].cells and made.taken() == events
        staged = time.perf_counter() - start
        measured = staged + _took(lambda: take(casebook, made, progress=heard))
        with casebook.reading() as connection:
            columns, rows = _stored(connection)
            documents = _documents(rows, columns)
    finally:
        casebook.close()
    assert len(rows) == events
    floor = _took(lambda: _read(sheet)) + _took(lambda: _insert(bare, columns, rows, documents))
    return [
        _figure(f"{events:,} new events from .xlsx parsed, matched, staged", staged, floor),
        _figure(f"import of {events:,} new events from .xlsx", measured, floor),
        _figure("longest silence on the way, beside 0.2 s", heard.longest, 0.2),
    ]


def _unchanged(folder: Path, rows: int) -> dict[str, Any]:
    """A dry run of an export of this many rows that nobody touched, beside 5 s."""
    casebook = Casebook.open(make.made(rows // 4), None, by="Bench")
    path = folder / "unchanged.xlsx"
    try:
        export(casebook, path)
        start = time.perf_counter()
        made = plan(casebook, path)
        measured = time.perf_counter() - start
    finally:
        casebook.close()
    assert made.unchanged == made.rows
    return _figure(
        f"dry run of an unchanged export of {made.rows:,} rows, beside 5 s for 50,000",
        measured, 5.0 * made.rows / 50_000,
    )  # fmt: skip


def _memory(folder: Path, events: int) -> dict[str, Any]:
    """What staging so many new rows adds to the process at its peak, in MB, beside 400."""
    sheet, book = folder / "many.xlsx", folder / "many.casebook"
    _write_events(sheet, events)
    Casebook.create(book, PASSPHRASE, _add_sources, by="Bench").close()
    ran = subprocess.run(
        [sys.executable, "-c", _MEASURE, str(book), str(sheet), PASSPHRASE],
        check=True, capture_output=True, text=True,
    )  # fmt: skip
    made = _figure(f"memory for an import of {events:,} rows, staged", float(ran.stdout), 400.0)
    return made | {"unit": "MB"}


_MEASURE = """
import resource, sys
from workbench.casebook import Casebook
from workbench.exchange import plan
casebook = Casebook.open(sys.argv[1], sys.argv[3], by="Bench")
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
made = plan(casebook, sys.argv[2])
assert made.created == made.rows
print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024)
casebook.close()
"""


def _add_sources(casebook: Casebook) -> None:
    with casebook.change(message("Make it up")) as change:
        change.add_many("source", ("title",), [(title,) for title in SOURCES])


def _write_events(path: Path, events: int) -> None:
    from openpyxl import Workbook

    draw = random.Random(1)
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Events")
    sheet.append(HEADERS)
    for number in range(1, events + 1):
        subject = draw.choice(make.SUBJECTS)
        sheet.append(
            (make.when(draw), f"{draw.randint(8, 20):02}:30", draw.choice(("meeting", "call")),
             f"Talks {number} on {subject}", draw.choice(make.PLACES),
             draw.choice(("in person", "phone")),
             f"They spoke of {draw.choice(make.SUBJECTS)} at some length, point {number}.",
             draw.choice(SOURCES), draw.choice("ABCDEF") + draw.choice("123456"),
             draw.choice(("Restricted", "Confidential")), f"Note {number} on {subject}")
        )  # fmt: skip
    book.save(path)


def _read(path: Path) -> None:
    from python_calamine import load_workbook

    load_workbook(path).get_sheet_by_index(0).to_python()


def _stored(connection: Any) -> tuple[list[str], list[tuple[Any, ...]]]:
    found = connection.exec_driver_sql("SELECT * FROM event ORDER BY id")
    return list(found.keys()), [tuple(row) for row in found]


def _documents(rows: list[tuple[Any, ...]], columns: list[str]) -> list[tuple[int, str]]:
    from db import index
    from db.tables import KINDS

    made = index.documents(KINDS["event"], columns, rows)
    assert made[0][0] % STRIDE == KINDS["event"].number
    return made


def _insert(
    path: Path,
    columns: list[str],
    rows: list[tuple[Any, ...]],
    documents: list[tuple[int, str]],
) -> None:
    """The same rows and index by the driver alone, into an encrypted file that is as safe."""
    from sqlcipher3 import dbapi2

    key = casefile.unlock(path, PASSPHRASE)
    connection = dbapi2.connect(str(path), isolation_level=None)
    try:
        run = connection.execute
        run(f'PRAGMA key="{key.pragma}"')
        run("PRAGMA journal_mode=wal").fetchone()
        run("PRAGMA synchronous=full")
        run("PRAGMA temp_store=memory")
        run("BEGIN IMMEDIATE")
        named = ",".join(f'"{name}"' for name in columns)
        marks = ",".join("?" * len(columns))
        connection.executemany(f"INSERT INTO event ({named}) VALUES ({marks})", rows)
        connection.executemany("INSERT INTO search (rowid, body) VALUES (?, ?)", documents)
        run("COMMIT")
    finally:
        connection.close()


# -- out ---------------------------------------------------------------------------------------


def _export(folder: Path, events: int) -> dict[str, Any]:
    casebook = Casebook.open(make.made(events), None, by="Bench")
    path = folder / "out.xlsx"
    try:
        measured = _took(lambda: export(casebook, path))
    finally:
        casebook.close()
    sheets = _cells(path)
    floor = _took(lambda: _write_bare(sheets, folder / "bare.xlsx"))
    cells = sum(sum(cell is not None for cell in row) for rows in sheets.values() for row in rows)
    return _figure(
        f"export of {events:,} events and all with them, {cells:,} cells", measured, floor
    )


def _cells(path: Path) -> dict[str, list[list[Any]]]:
    from python_calamine import load_workbook

    with load_workbook(path) as book:
        return {
            name: [
                [None if cell == "" else cell for cell in row]
                for row in book.get_sheet_by_name(name).to_python(skip_empty_area=False)
            ]
            for name in book.sheet_names
        }


def _write_bare(sheets: dict[str, list[list[Any]]], path: Path) -> None:
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(path)
