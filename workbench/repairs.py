"""What a check found, repaired: one sort at a time, or one record's, and each can be undone.

Only what can be put right without loss has a repair; for the rest there are the backups.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from db import repairing
from db.checking_faults import REPAIRS
from db.choices import SET_UP
from workbench.checks import Fault
from workbench.messages import Message, Refused, message
from workbench.when import bounds

if TYPE_CHECKING:
    from workbench.casebook import Casebook

__all__ = ["repair", "wanted"]

_DID = {
    "link-dangling": message("Repair: drop a link that leads nowhere"),
    "link-merged": message("Repair: have a link lead to what its end was merged into"),
    "redirect-dangling": message("Repair: have a redirect lead on, or drop it"),
    "redirect-loop": message("Repair: drop a redirect that leads in a circle"),
    "redirect-needless": message("Repair: drop a redirect that leads nobody anywhere"),
    "bounds-wrong": message("Repair: sort a date as it reads"),
    "word-not-listed": message("Repair: add a word to its list"),
    "row-altered": message("Repair: put back what was altered from outside"),
    "row-missing": message("Repair: put back a record that was gone"),
    "row-unrecorded": message("Repair: take a record into the history"),
}


def wanted(faults: Sequence[Fault], name: str) -> list[Fault]:
    """The faults that this names: by a code, or a code with uid and field as they are printed.

    `Refused` where there is no such fault, or no repair for it.
    """
    words = " ".join(name.replace(":", " ").split())
    found = [f for f in faults if words in (f.code, f.name, f"{f.code} {f.uid}".strip())]
    if not found:
        raise Refused(
            message("The check finds no such fault"), name[:80], message("Run check to see which.")
        )
    mending = [fault for fault in found if fault.mends]
    if not mending:
        code = found[0].code
        known = code in REPAIRS
        raise Refused(
            message("For this fault there is no repair without loss"),
            code,
            message("Put it right by hand.") if known else str(found[0].repair),
        )
    return mending


def repair(casebook: Casebook, faults: Sequence[Fault], initiator: object = None) -> int:
    """Repair these faults, of one sort; how many. `Refused` where the record does not take it.

    A repair of records is one act, which undo takes back.
    """
    faults = list({fault.name: fault for fault in faults if fault.mends}.values())
    if not faults:
        return 0
    code = faults[0].code
    if any(fault.code != code for fault in faults):
        raise ValueError("faults of several sorts are repaired one sort after the other")
    if code in repairing.OF_INDEX:
        repairing.renew_index(casebook.record)
    elif code in repairing.OF_FILE:
        repairing.mend_file(casebook.record, code)
    else:
        _repair_records(casebook, faults, initiator)
    return len(faults)


def _repair_records(casebook: Casebook, faults: list[Fault], initiator: object) -> None:
    with repairing.refusing_what_breaks_a_rule():
        found = message("Take down what was altered from outside")
        with casebook.change(found, initiator, type_=SET_UP) as change:
            before = change.let(lambda unit: repairing.take_down(unit, faults, bounds))
        with casebook.change(_did(faults), initiator) as change:
            change.let(lambda unit: repairing.mend(unit, faults, before, bounds))


def _did(faults: list[Fault]) -> Message:
    worded = _DID[faults[0].code]
    if len(faults) == 1:
        return worded
    return message("{repair} ({n} times)", repair=worded, n=len(faults))
