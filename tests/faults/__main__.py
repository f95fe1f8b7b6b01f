"""`make faults`: every proof by faults in its long version, and a table of what each found.

Each is a program of its own; what it says on the way goes by as it comes. RUNS=small takes a few
minutes. Status 1 where one does not hold.
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

ROOT = Path(__file__).resolve().parents[2]
# What is killed or failed is not kept, so a folder in memory will do where there is one.
MEMORY = Path("/dev/shm")


@dataclass(frozen=True)
class Proof:
    """One fault: its program, what it runs in the long and in the small version, what it shows."""

    fault: str
    program: str
    wanted: str
    long: tuple[tuple[str, ...], ...]
    small: tuple[tuple[str, ...], ...]
    runs: tuple[int, int]
    """How many runs those are, long and small; 0 where only the proof itself can count them."""


PROOFS = (
    Proof("kill -9 at random points of all that writes", "killing",
          "0 unreadable, 0 lost, 0 half, 0 plain text", (("500", "1"), ("500", "2")),
          (("60",),), (1_000, 60)),
    Proof("kill -9 of a change of passphrase", "rekey",
          "exactly the old or the new one opens", (("200",),), (("20",),), (200, 20)),
    Proof("each write, sync and rename failed once", "failing",
          "0 corrupt, 0 failures without a word", (("1/2",), ("2/2",)), (("80",),), (0, 0)),
    Proof("disk full at 50 sizes", "full",
          "0 corrupt, clear message, retry succeeds", (("150",),), (("30",),), (150, 30)),
    Proof("torn, dropped, flipped images", "images",
          "an earlier state, or found and said", ((),), (("small",),), (1_500, 150)),
    Proof("two processes, four writers each", "writers",
          "0 lost, 0 “locked” shown", (("4", "1000"),), (("4", "25"),), (8_000, 200)),
    Proof("model-based, against a plain dict", "model",
          "0 differences", (("1000", "50", "1"), ("1000", "50", "2")), (("30", "30"),),
          (2_000, 30)),
    Proof("canaries, and a killed export", "canaries",
          "0 found outside deliberate exports", ((),), (("50", "1"),), (50, 50)),
    Proof("backups by a clock that jumps", "backups",
          "all restorable, the newest kept", (("100",),), (("10",),), (100, 10)),
    Proof("kill -9 of a purge", "purges",
          "0 half done, 0 left in a file", (("100",),), (("10",),), (100, 10)),
    Proof("random keys and clicks", "hands",
          "0 faults, 0 words from Qt", tuple((str(seed), "1500") for seed in range(1, 37)),
          (("3", "800"), ("4", "800")), (36, 2)),
)  # fmt: skip


def main(words: list[str]) -> int:
    """All proofs, or those whose programs are named; 1 where one does not hold."""
    small = os.environ.get("RUNS") == "small"
    rows = [("fault", "runs", "wanted", "found")]
    failed = 0
    for proof in PROOFS:
        if words and proof.program not in words:
            continue
        print(f"== {proof.fault}", flush=True)
        begun = time.monotonic()
        held, counted = _held(proof, proof.small if small else proof.long)
        failed += not held
        print(f"   {time.monotonic() - begun:.0f} s", flush=True)
        rows.append((proof.fault, f"{proof.runs[small] or counted:,}", proof.wanted,
                     "all hold" if held else "DID NOT HOLD"))  # fmt: skip
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    print()
    for row in rows:
        print(" | ".join(text.ljust(width) for text, width in zip(row, widths, strict=True)))
    return 1 if failed else 0


def _held(proof: Proof, all_words: tuple[tuple[str, ...], ...]) -> tuple[bool, int]:
    """Run a proof with each of these words, two at a time; whether all hold, and how many runs."""
    held, counted = True, 0
    for start in range(0, len(all_words), 2):
        running = [_start(proof, words) for words in all_words[start : start + 2]]
        for process, folder in running:
            out, _none = process.communicate()
            print(out, end="", flush=True)
            shutil.rmtree(folder, ignore_errors=True)
            held = held and process.returncode == 0
            parts = (out.strip().splitlines() or [""])[-1].split(" | ")
            counted += int(parts[1].replace(",", "")) if len(parts) == 4 else 0
    return held, counted


def _start(proof: Proof, words: tuple[str, ...]) -> tuple[subprocess.Popen[str], Path]:
    folder = Path(tempfile.mkdtemp(prefix="faults-", dir=MEMORY if MEMORY.is_dir() else None))
    home = {"HOME": str(folder), "TMPDIR": str(folder), "QT_QPA_PLATFORM": "offscreen"}
    for name in ("CONFIG", "CACHE", "DATA", "STATE"):
        home[f"XDG_{name}_HOME"] = str(folder / name.lower())
    given = list(words)
    if proof.program == "hands":
        from workbench import sample

        sample.make(folder / "desk.casebook").close()
        given.append(str(folder / "desk.casebook"))
    process = subprocess.Popen(
        [sys.executable, "-m", f"tests.faults.{proof.program}", *given],
        cwd=ROOT,
        env={**os.environ, **home},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        text=True,
    )
    return process, folder


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
