"""A disk that is full, at so many sizes, while a casebook is written, backed up and exported.

    python -m tests.faults.full [RUNS]

The shim lets files grow by so many bytes and no more, a last write cut short where it comes to
that. With room again, the same must be done at the first try.
"""

from __future__ import annotations

from pathlib import Path

from tests.faults import desks, shim, steps
from tests.faults.desks import Broken, Tally
from tests.faults.steps import BACKUP_, EXPORT, IMPORT, NEW, Step

WANTED = "0 corrupt, clear message, retry succeeds"
ACTS = (IMPORT, BACKUP_, EXPORT)
_ROOM = 1 << 40
_CLEAR = ("full", "No space left")


def main(words: list[str]) -> int:
    """As many runs as the first word says, a third of them for each act; the exit status."""
    runs = int(words[0]) if words else 150
    tally = Tally("disk full at some size", WANTED)
    if not shim.preloaded():
        print(f"{tally.fault} | 0 | {WANTED} | left out: there is no cc to make the shim with")
        return 0
    refused = 0
    with desks.watched_folder() as root:
        ready = root / "ready"
        ready.mkdir()
        steps.ready(ready)
        steps.warm(ready, [NEW, *ACTS])
        if steps.taken(NEW, ready).status:
            raise RuntimeError("no casebook can be made")
        for step in ACTS:
            # An export goes over an older workbook, as it mostly does.
            whole = steps.copied(ready)
            needs = _ROOM - steps.taken(step, whole, room=_ROOM).left
            before, after = steps.held(ready), steps.held(whole)
            sizes = max(1, runs // len(ACTS))
            for size in range(sizes):
                tally.runs += 1
                room = needs * size // sizes
                refused += _once(step, ready, room, before, after, tally)
    tally.notes = f"{refused} refused"
    return tally.end()


def _once(step: Step, ready: Path, room: int, before: str, after: str, tally: Tally) -> bool:
    folder = steps.copied(ready)
    outcome = steps.taken(step, folder, room=room)
    try:
        steps.judge(step, folder, outcome, before, after)
        if outcome.status:
            if not any(word in outcome.said for word in _CLEAR):
                raise Broken(f"does not say that the disk is full: {outcome.said.strip()}")
            steps.again(step, folder, before, after)
    except Broken as broken:
        tally.wrong.append(f"{step.name} with room for {room:,} bytes: {broken}")
    return outcome.status == 1


if __name__ == "__main__":
    desks.started(main)
