"""What a fault is, and what can be done about each sort of it."""

from __future__ import annotations

from dataclasses import dataclass

from .messages import Message, message
from .tables import KINDS

TAKE_A_BACKUP = message("Take a backup.")
MEND_BY_HAND = message("Open the record and put it right.")
LOOK_AT_HISTORY = message("Compare the record with its history; put right what is wrong.")

# What a repair does, by the fault's code. Each loses nothing; those of records can be undone.
REPAIRS: dict[str, Message] = {
    "index-missing": message("Repair: search is made anew of the records."),
    "index-wrong": message("Repair: search is made anew of the records."),
    "index-orphan": message("Repair: search is made anew of the records."),
    "index-uncounted": message("Repair: search is made anew of the records."),
    "link-dangling": message("Repair: the link that leads nowhere is dropped."),
    "link-merged": message("Repair: the link leads to what its end was merged into."),
    "redirect-dangling": message(
        "Repair: the redirect leads on to where its end was merged, or is dropped."
    ),
    "redirect-loop": message("Repair: the redirect, which leads nobody anywhere, is dropped."),
    "redirect-needless": message("Repair: the redirect, which leads nobody anywhere, is dropped."),
    "bounds-wrong": message("Repair: the date is sorted as it reads."),
    "word-not-listed": message("Repair: the word is added to the casebook's list."),
    "row-altered": message("Repair: what history says is put back; what was found is kept there."),
    "row-missing": message("Repair: the record is put back as history says."),
    "row-unrecorded": message("Repair: the record is taken into the history as it was found."),
    "schema-unnamed": message("Repair: the file's own version number is written there again."),
    "count-missing": message("Repair: the change sets are counted anew."),
    "purge-unfinished": message("Repair: the file is written anew, without what was purged."),
}


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong: a code for scripts, what it says, what can be done about it.

    `kind`, `uid` and `field` are of the record it is about, where it is about one. `mends` says
    that there is a repair (see `db.repairing`), which `repair` then words.
    """

    code: str
    says: Message
    repair: Message | str = ""
    kind: str = ""
    uid: str = ""
    field: str = ""
    mends: bool = False

    @property
    def name(self) -> str:
        """What a repair is asked for by: its code, and the record's uid and field."""
        return " ".join(part for part in (self.code, self.uid, self.field) if part)


def at(
    code: str,
    kind: str,
    uid: str,
    says: Message,
    repair: Message = MEND_BY_HAND,
    *,
    field: str = "",
    mends: bool = False,
) -> Fault:
    """A fault of one record; `says` has {kind} and {uid} in it, and {field} where one is named."""
    values = {**says.values, "kind": KINDS[kind].one, "uid": uid}
    if field:
        values["field"] = KINDS[kind].field(field).label
    told = Message(says.text, values)
    return Fault(code, told, REPAIRS[code] if mends else repair, kind, uid, field, mends)


def mendable(code: str, says: Message) -> Fault:
    """A fault of no one record that there is a repair for."""
    return Fault(code, says, REPAIRS[code], mends=True)
