"""Spoilt workbooks, thousands of them: read or refused, never a crash, a hang or a cell lost.

Real ones (the folder in WORKBENCH_REAL_DATA) and made ones are damaged in their bytes, their
parts and the XML in these; odd ones are made up. A process of its own, which may take 500 MB,
opens each and finds its tables; it has ten seconds for each.
"""

from __future__ import annotations

import os
import random
import resource
import select
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from workbench.exchange.regions import Region
    from workbench.exchange.sheets import Sheet

LONGEST = 10
COUNTING = 120  # seconds for the proof's own count of every cell, which is no part of the promise
MEMORY = 500 * 2**20


def prove(runs: int, seed: int = 1) -> str:
    """Spoil and open this many. AssertionError names the first that does not hold, and keeps it."""
    from tests.proof.spoiling import sources, spoilt

    outcomes: Counter[str] = Counter()
    with tempfile.TemporaryDirectory(prefix="mutations-") as name:
        folder = Path(name)
        files = sources(folder)
        reader = _Reader()
        try:
            for run in range(runs):
                path = spoilt(files, folder, random.Random(seed * 1_000_003 + run))
                said = reader.opened(path)
                word, _, rest = said.partition(" ")
                assert word in ("read", "refused"), _kept(path, run, said)
                outcomes[word] += 1
                outcomes["cells"] += int(rest) if word == "read" else 0
                path.unlink()
        finally:
            reader.end()
    return (
        f"{runs:,} spoilt workbooks: {outcomes['read']:,} read ({outcomes['cells']:,} cells, each "
        f"counted once), {outcomes['refused']:,} refused, none crashed, hung or took over 500 MB"
    )


def _kept(path: Path, run: int, said: str) -> str:
    kept = Path(tempfile.gettempdir()) / f"spoilt-{run}{path.suffix}"
    kept.write_bytes(path.read_bytes())
    return f"run {run}: {said} (kept as {kept})"


class _Reader:
    """The process that opens them; a new one where the last one died."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None

    def opened(self, path: Path) -> str:
        """What it said of a file: "read N", "refused", or what went wrong."""
        if self._process is None:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "tests.proof.mutations"],
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, bufsize=0,
            )  # fmt: skip
        process = self._process
        assert process.stdin is not None and process.stdout is not None
        process.stdin.write(f"{path}\n".encode())
        process.stdin.flush()
        for seconds in (LONGEST, COUNTING):
            ready, _, _ = select.select([process.stdout], [], [], seconds)
            line = process.stdout.readline().decode().strip() if ready else ""
            if not line:
                self.end()
                return "it died" if ready else f"it hung for {seconds} s"
            if line != "opened":
                break
        return line

    def end(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.communicate()
            self._process = None


def serve() -> None:
    """Open each file whose name comes in, and say what came of it."""
    resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY))
    for line in sys.stdin:
        print(_said(Path(line.rstrip("\n"))), flush=True)


def _said(path: Path) -> str:
    from workbench.exchange.regions import find_regions
    from workbench.exchange.sheets import open_sheets
    from workbench.messages import Refused

    try:
        sheets = open_sheets(path)
        found = [find_regions(sheet) for sheet in sheets]
        print("opened", flush=True)
        return f"read {sum(map(counted, sheets, found))}"
    except Refused as refused:
        return "refused" if str(refused) and "\n" not in str(refused) else "refused in two lines"
    except BaseException as error:
        return f"{type(error).__name__}: {error}".replace("\n", " ")[:300]


def counted(sheet: Sheet, regions: Sequence[Region]) -> int:
    """How many filled cells a sheet has, each of which is in one table or outside of all."""
    from workbench.exchange.regions import data_rows, outside

    apart = set(outside(sheet, regions))
    homes: Counter[tuple[int, int]] = Counter()
    for region in regions:
        assert len(region.headers) == region.right - region.left + 1
        data = data_rows(sheet, region)
        head = range(region.header_first, region.header + 1) if region.header else ()
        odd = [*head, *region.totals, *region.headings, *region.repeated]
        rows = Counter([*data, *odd])
        assert not set(data) & set(odd), "a row is data and is not"
        for number in rows:
            for place in range(region.left, region.right + 1):
                homes[number, place] += 1
    # The value of a merged cell stands in all of its range; it is the first of each row.
    copies = {
        (number, place)
        for top, left, bottom, right in sheet.merged
        for number in range(top, min(bottom, len(sheet.rows)) + 1)
        for place in range(left + 1, min(right, len(sheet.rows[0])) + 1)
    }
    total = 0
    for number, row in enumerate(sheet.rows, 1):
        for place, cell in enumerate(row):
            if cell != "" and (number, place) not in copies:
                total += 1
                times = homes[number, place]
                assert times == 1 or (times == 0 and number in apart), f"{number}, {place}: {times}"
    return total


if __name__ == "__main__":
    os.environ.setdefault("RUST_BACKTRACE", "0")
    serve()
