"""`kill -9` at random points of everything that writes, and what is there afterwards.

    python -m tests.faults.killing [RUNS [SEED]]

Half of the kills fall at a random moment, half just before a random write, sync or rename. What
the killed process had acknowledged must be there, and no half of anything else.
"""

from __future__ import annotations

import os
import random
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tests.faults import desks, kills, remains, shim
from tests.faults.desks import Broken, Tally

WANTED = "0 unreadable, 0 acknowledged lost, 0 half, 0 plain text"


@dataclass
class Act:
    """One sort of act: made ready once, done over and over, judged by its own lights as well."""

    name: str
    rounds: Callable[[Path], Iterator[None]]
    prepare: Callable[[Path], None] = lambda folder: None
    judge: Callable[[Path, int], None] = lambda folder, acknowledged: None
    passphrases: tuple[str, ...] = (desks.PASSPHRASE,)
    replaces: bool = False
    """Whether there is no casebook, or none that can be read, until the act is done."""

    known: frozenset[str] = frozenset()
    """Faults that the casebook has from the beginning."""

    states: list[str] = field(default_factory=list)
    seconds: float = 0.0
    writes: int = 0


ACTS = [
    Act("write", kills.write),
    Act("import", kills.take_in, kills.prepare_import),
    Act("undo", kills.undo, kills.prepare_undo),
    Act("export", kills.export, kills.prepare_export, kills.judge_export),
    Act("backup", kills.backup, judge=kills.judge_backups),
    Act("restore", kills.restore, kills.prepare_restore),
    Act("restore to nothing", kills.restore, kills.prepare_nothing, replaces=True),
    Act("passphrase", kills.passphrase, passphrases=(desks.PASSPHRASE, kills.OTHER)),
    Act(
        "migrate",
        kills.migrate,
        kills.prepare_migrate,
        passphrases=(kills.OF_OLD,),
        known=frozenset({"bounds-wrong"}),
    ),
    Act("new", kills.new, kills.prepare_new, replaces=True),
]


def main(words: list[str]) -> int:
    """As many runs as the first word says, shared out among the acts; the exit status."""
    runs, seed = [*map(int, words), *(1_000, 1)[len(words) :]]
    tally = Tally("kill -9", WANTED)
    draw = random.Random(seed)
    with desks.watched_folder() as root:
        original = desks.template(root)
        for number, act in enumerate(ACTS):
            ready = root / f"act {number}"
            ready.mkdir()
            shutil.copyfile(original, ready / original.name)
            act.prepare(ready)
            _rehearse(act, ready, root)
            share = runs // len(ACTS) + (number < runs % len(ACTS))
            wrong = len(tally.wrong)
            for run in range(share):
                tally.runs += 1
                _run(
                    act, ready, root, draw, by_write=shim.preloaded() and run % 2 == 1, tally=tally
                )
            print(f"  {act.name}: {share} kills, {len(tally.wrong) - wrong} wrong", file=sys.stderr)
    return tally.end()


def _copy(ready: Path, root: Path) -> Path:
    folder = root / "run"
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(ready, folder)
    return folder


def _state(act: Act, folder: Path) -> str:
    """What the casebook holds, and under which passphrase; "" where there is none."""
    path = folder / "desk.casebook"
    if act.replaces and not path.exists():
        return ""
    first: Broken | None = None
    for number, passphrase in enumerate(act.passphrases):
        try:
            return f"{number} {desks.state(path, passphrase, act.known)}"
        except Broken as broken:
            first = first or broken
    assert first is not None
    raise first


def _rehearse(act: Act, ready: Path, root: Path) -> None:
    """Do the whole act unharmed: its states after each round, how long it takes, its writes."""
    folder = _copy(ready, root)
    act.states = [_state(act, folder)]
    for _round in act.rounds(folder):
        act.states.append(_state(act, folder))
    folder = _copy(ready, root)
    ended = desks.forked(lambda tell: _do(act, folder, tell, shim.NEVER))
    if ended.status:
        raise RuntimeError(f"{act.name} fails where nothing is done to it")
    act.seconds, act.writes = ended.seconds, int(ended.told[-1].partition(" ")[2] or 0)


def _do(act: Act, folder: Path, tell: desks.Tell, at: int) -> None:
    rounds = act.rounds(folder)
    if shim.preloaded():
        shim.arm(folder, at, shim.KILL)
    tell("begin")
    for _round in rounds:
        tell("done")
    tell(f"writes {shim.disarm()[0] if shim.preloaded() else 0}")


def _run(
    act: Act, ready: Path, root: Path, draw: random.Random, *, by_write: bool, tally: Tally
) -> None:
    folder = _copy(ready, root)
    at = draw.randint(1, act.writes) if by_write else shim.NEVER
    after = None if by_write else draw.uniform(0, act.seconds)
    ended = desks.forked(lambda tell: _do(act, folder, tell, at), after)
    acknowledged = ended.told.count("done")
    where = f"{act.name}, killed at write {at}" if by_write else f"{act.name}, killed in time"
    if ended.status > 0:
        tally.wrong.append(f"{where}: failed by itself")
    try:
        _judge(act, folder, root, acknowledged)
    except Broken as broken:
        tally.wrong.append(f"{where} after {acknowledged} acknowledged: {broken}")


def _judge(act: Act, folder: Path, root: Path, acknowledged: int) -> None:
    wanted = remains.needles([desks.SECRET])
    for place in (folder, root / "tmp", root / "home"):
        for path in remains.found_under(place, wanted, kills.exports(folder)):
            raise Broken(f"plain text in {path.relative_to(root)}")
    found = _state(act, folder)
    may = act.states[acknowledged : acknowledged + 2]
    if found not in may:
        known = [number for number, state in enumerate(act.states) if state == found]
        raise Broken(f"the record is as after act {known or 'of nobody'}")
    act.judge(folder, acknowledged)
    # And what was interrupted can be done, with whatever was left lying about.
    if act.replaces and not found:
        for _round in act.rounds(folder):
            pass
        if _state(act, folder) != act.states[-1]:
            raise Broken("it can't be done again")


if __name__ == "__main__":
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    desks.started(main)
