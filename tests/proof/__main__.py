"""`make proof`: what the exchange promises, each in its long version, and a table of the outcome.

Each is a program of its own, a module beside this one with `prove(count) -> str`. RUNS=small takes
a few minutes; words on the command line choose some. Status 1 where one does not hold.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from tests.proof import office

ROOT = Path(__file__).resolve().parents[2]
# What is written on the way is not kept, so a folder in memory will do where there is one.
MEMORY = Path("/dev/shm")


@dataclass(frozen=True)
class Proof:
    """One promise: the module that proves it, how often in the long and in the small version."""

    promise: str
    module: str
    counted: str
    long: int
    small: int
    needs_office: bool = False


PROOFS = (
    Proof("a spoilt workbook: no crash, no hang, each cell counted once", "mutations",
          "workbooks", 10_000, 200),
    Proof("sheets merge three ways, in either order, as the plain rule says", "merging_sheets",
          "merges", 2_000, 50),
    Proof("nothing above the ceiling is in any part of a package", "ceilings",
          "casebooks", 1_000, 20),
    Proof("nor in a calendar, card, graph, timeline or csv", "ceilings_forms",
          "casebooks", 1_000, 20),
    # Ten thousand of each of the seventeen kinds.
    Proof("what LibreOffice saved again comes home unchanged", "round_trip",
          "records", 170_000, 340, needs_office=True),
)  # fmt: skip

_RUN = "import sys; from tests.proof.{0} import prove; print(prove(int(sys.argv[1])), flush=True)"


def main(words: list[str]) -> int:
    """All proofs, or those whose modules are named; 1 where one does not hold."""
    small = os.environ.get("RUNS") == "small"
    rows = [("promise", "runs", "found")]
    failed = 0
    for proof in PROOFS:
        if words and proof.module not in words:
            continue
        count = proof.small if small else proof.long
        print(f"== {proof.promise}", flush=True)
        if proof.needs_office and office.PROGRAM is None:
            found = "NOT RUN: LibreOffice is not on this machine"
        else:
            begun = time.monotonic()
            held = _held(proof, count)
            failed += not held
            found = "holds" if held else "DOES NOT HOLD"
            print(f"   {time.monotonic() - begun:.0f} s", flush=True)
        rows.append((proof.promise, f"{count:,} {proof.counted}", found))
    widths = [max(len(row[column]) for row in rows) for column in range(3)]
    print()
    for row in rows:
        print(" | ".join(text.ljust(width) for text, width in zip(row, widths, strict=True)))
    return 1 if failed else 0


def _held(proof: Proof, count: int) -> bool:
    """Run one, in a folder that is gone afterwards; what it says goes by as it comes."""
    folder = Path(tempfile.mkdtemp(prefix="proof-", dir=MEMORY if MEMORY.is_dir() else None))
    home = {"HOME": str(folder), "TMPDIR": str(folder), "QT_QPA_PLATFORM": "offscreen"}
    for name in ("CONFIG", "CACHE", "DATA", "STATE"):
        home[f"XDG_{name}_HOME"] = str(folder / name.lower())
    try:
        done = subprocess.run(
            [sys.executable, "-c", _RUN.format(proof.module), str(count)],
            cwd=ROOT,
            env={**os.environ, **home},
            stdin=subprocess.DEVNULL,
            check=False,
        )
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return done.returncode == 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
