"""A scripted session, step by step, and what has to hold where a disk fails in the midst of one."""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.faults import desks, kills, remains, shim
from tests.faults.desks import PASSPHRASE, Broken
from ui import command, command_showing
from workbench import events, lists, records
from workbench.casebook import Casebook
from workbench.lists import Query
from workbench.messages import Refused

DESK, WORKBOOK, BACKUP = "desk.casebook", kills.EXPORT, "copy 0.casebook"


@dataclass(frozen=True)
class Step:
    """One act of the session, by the command line or by a verb; what else to judge it by."""

    name: str
    do: Callable[[Path], int]
    judge: Callable[[Path, int], None] = lambda folder, done: None
    again: bool = True
    """Whether it can be done once more where it was done already."""


def _command(*words: str) -> Callable[[Path], int]:
    return lambda folder: command.main([word.replace("@", str(folder)) for word in words])


def _verb(verb: Callable[[Casebook], object]) -> Callable[[Path], int]:
    """A verb that no command has, refused as the command line does it."""

    def do(folder: Path) -> int:
        try:
            casebook = Casebook.open(folder / DESK, PASSPHRASE, by="A. Officer")
            try:
                verb(casebook)
            finally:
                casebook.close()
        except Refused as refused:
            command_showing.complain(str(refused))
            return 1
        return 0

    return do


def _log(casebook: Casebook) -> None:
    parties = (events.PartyIn(events.New("Somebody new", post="envoy"), "host"),)
    actions = (events.ActionIn("Ring back", due="2025-03"),)
    meeting = events.Meeting(title="Talks", when="2025-02-05", parties=parties, actions=actions)
    events.log_meeting(casebook, meeting)


def _edit(casebook: Casebook) -> None:
    uids = lists.uids(casebook, "event", lists.ids(casebook, Query("event")))[:3]
    records.edit(casebook, "event", {uid: {"notes": "Edited " * 50} for uid in uids})


def _at(name: str) -> str:
    return f"@/{name}"


NEW = Step("new", _command("new", _at(DESK), "--sample"), again=False)
LOG = Step("add", _verb(_log))
EDIT = Step("edit", _verb(_edit))
IMPORT = Step("import", _command("import", _at(DESK), _at("in.xlsx")))
UNDO = Step("undo", _command("undo", _at(DESK)))
REDO = Step("redo", _command("redo", _at(DESK)))
EXPORT = Step("export", _command("export", _at(DESK), _at(WORKBOOK)), kills.judge_export)
OVER = Step("export over it", EXPORT.do, EXPORT.judge)
BACKUP_ = Step(
    "backup", _command("backup", _at(DESK), _at(BACKUP)), kills.judge_backups, again=False
)
TAKE_BACK = Step("undo once more", UNDO.do)
RESTORE = Step("restore", _command("restore", _at(DESK), _at(BACKUP)))
SESSION = [NEW, LOG, EDIT, IMPORT, UNDO, REDO, EXPORT, OVER, BACKUP_, TAKE_BACK, RESTORE]


# -- one step, harmed or not -------------------------------------------------------------------


@dataclass(frozen=True)
class Outcome:
    """How a step ended: its status, what it said, its writes, which failed, what room it left."""

    status: int
    said: str
    writes: int
    failed: str
    left: int


def ready(folder: Path) -> None:
    """What the session finds when it begins: a workbook to take in, a passphrase."""
    os.environ["WORKBENCH_PASSPHRASE"] = PASSPHRASE
    kills.prepare_import(folder)


def copied(ready: Path) -> Path:
    """A copy of this folder to do harm in."""
    folder = ready.with_name("run")
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(ready, folder)
    return folder


def warm(ready: Path, session: list[Step]) -> None:
    """Do all of it once in this process, so that its children need not import what it takes."""
    folder = copied(ready)
    with open(os.devnull, "w") as nowhere, contextlib.redirect_stdout(nowhere):
        for step in session:
            step.do(folder)


def taken(
    step: Step, folder: Path, nth: int = shim.NEVER, how: int = shim.EIO, room: int = shim.ANY
) -> Outcome:
    """Do one step in a process of its own, where the nth write fails or there is so much room."""
    said = folder.with_name("said")

    def do(tell: desks.Tell) -> None:
        handle = os.open(said, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600)
        os.dup2(handle, 2)
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        shim.arm(folder, nth, how, room)
        status = step.do(folder)
        writes, failed, left = shim.disarm()
        tell(f"{status}|{writes}|{failed}|{left}")

    ended = desks.forked(do)
    words = said.read_text()
    if ended.status or not ended.told:
        return Outcome(ended.status or 9, words, 0, "", 0)
    status, writes, failed, left = ended.told[-1].split("|")
    return Outcome(int(status), words, int(writes), failed, int(left))


def held(folder: Path) -> str:
    """What the casebook holds; "" where there is none yet."""
    return desks.state(folder / DESK) if (folder / DESK).exists() else ""


def judge(step: Step, folder: Path, outcome: Outcome, before: str, after: str) -> str:
    """`Broken` where a harmed step left anything but the old or the new, or said nothing of it.

    Otherwise what it came to: "done", "refused", or "done, though refused".
    """
    lines = outcome.said.splitlines()
    if outcome.status not in (0, 1) or "Traceback" in outcome.said or "fault in" in outcome.said:
        raise Broken(f"status {outcome.status}: {lines[-1] if lines else 'not a word'}")
    if outcome.status == 1 and len(lines) != 1:
        raise Broken(f"{len(lines)} lines where one should say what is wrong")
    found = held(folder)
    if found not in (before, after) or (outcome.status == 0 and found != after):
        raise Broken("the record is neither as it was nor as it should be")
    wanted = remains.needles([desks.SECRET])
    if remains.found_under(folder, wanted, [folder / WORKBOOK]):
        raise Broken("plain text was left")
    if outcome.status == 0 or (folder / WORKBOOK).exists():
        _judge_also(step, folder, 1 if outcome.status == 0 else 0)
    if outcome.status == 0:
        return "done"
    return "done, though refused" if found != before else "refused"


def _judge_also(step: Step, folder: Path, done: int) -> None:
    step.judge(folder, done)


def again(step: Step, folder: Path, before: str, after: str) -> None:
    """Where a step was refused, it can be done now that nothing fails. `Broken` where not."""
    if before != after and held(folder) == after:
        return
    outcome = taken(step, folder)
    if outcome.status and (step.again or "already" not in outcome.said):
        raise Broken(f"it can't be done again: {outcome.said.strip()}")
    if held(folder) != after:
        raise Broken("done again, it comes to something else")
    step.judge(folder, 1)
