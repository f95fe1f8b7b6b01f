"""Each single write, sync, cut and rename of a scripted session failed once, one after the other.

    python -m tests.faults.failing [RUNS | PART/PARTS]

With a number, so many of them, spread over the session; else all, or one part of them. By turns
the disk fails (EIO) and is full (ENOSPC).
"""

from __future__ import annotations

import os
import shutil
import sys
from collections import Counter
from pathlib import Path

from tests.faults import desks, shim, steps
from tests.faults.desks import Broken, Tally
from tests.faults.steps import SESSION, Step

WANTED = "0 corrupt, 0 failures without a word"


def main(words: list[str]) -> int:
    """Go through the session; the exit status."""
    tally = Tally("each write, sync and rename failed", WANTED)
    if not shim.preloaded():
        print(f"{tally.fault} | 0 | {WANTED} | left out: there is no cc to make the shim with")
        return 0
    part, _of, parts = (words[0] if words else "1/1").partition("/")
    came_to: Counter[str] = Counter()
    with desks.watched_folder() as root:
        folders = _rehearsed(root)
        counts = [steps.taken(step, steps.copied(folders[n])).writes
                  for n, step in enumerate(SESSION)]  # fmt: skip
        every = int(parts) if parts else max(1, sum(counts) // int(part))
        first = int(part) - 1 if parts else 0
        at = 0
        for number, step in enumerate(SESSION):
            before, after = map(steps.held, (folders[number], folders[number + 1]))
            wrong = len(tally.wrong)
            for nth in range(1, counts[number] + 1):
                at += 1
                if at % every != first:
                    continue
                how = (shim.EIO, shim.ENOSPC)[at // every % 2]
                tally.runs += 1
                _once(step, folders[number], nth, how, before, after, tally, came_to)
            print(f"  {step.name}: {counts[number]} writes, {len(tally.wrong) - wrong} wrong",
                  file=sys.stderr)  # fmt: skip
    came = ", ".join(f"{n} {what}" for what, n in came_to.most_common())
    tally.notes = f"of {sum(counts):,}; {came}"
    return tally.end()


def _rehearsed(root: Path) -> list[Path]:
    """The folder as it is before each step of the session, and after the last."""
    folders = [root / "before 0"]
    folders[0].mkdir()
    steps.ready(folders[0])
    steps.warm(folders[0], SESSION)
    for number, step in enumerate(SESSION):
        folder = root / f"before {number + 1}"
        shutil.copytree(folders[-1], folder)
        outcome = steps.taken(step, folder)
        if outcome.status:
            raise RuntimeError(f"{step.name} fails by itself: {outcome.said}")
        folders.append(folder)
    return folders


def _once(
    step: Step, ready: Path, nth: int, how: int, before: str, after: str, tally: Tally,
    came_to: Counter[str],
) -> None:  # fmt: skip
    folder = steps.copied(ready)
    outcome = steps.taken(step, folder, nth, how)
    try:
        came = steps.judge(step, folder, outcome, before, after)
        came_to[came] += 1
        if outcome.status:
            steps.again(step, folder, before, after)
    except Broken as broken:
        tally.wrong.append(f"{step.name}, {outcome.failed} ({os.strerror(how)}): {broken}")


if __name__ == "__main__":
    desks.started(main)
