"""Two stakeholders that are one become one, and the uid of the other leads to it.

Names, posts, ties, meetings, asks, claims, whatever links to the one that goes, are moved to the
one that is kept. It is one act, which undo takes back whole.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from db import merging, redirects
from workbench.kinds import KINDS, Field
from workbench.messages import Refused, message

if TYPE_CHECKING:
    from db.unit import Unit
    from workbench.casebook import Casebook
    from workbench.writing import Change

__all__ = ["Choice", "Merged", "choosable", "follow", "followed", "landing", "merge", "merged_into"]

KIND = redirects.KIND

Choice = Literal["kept", "gone", "both"]
"""Whose value a field has after a merge; `both` is for long texts, one below the other."""


@dataclass(frozen=True)
class Merged:
    """What a merge did: kind -> how many records lead on, how many were made one with another.

    `let_go` says that what is kept is part of nothing now, for it would be part of itself.
    """

    uid: str
    moved: dict[str, int]
    folded: dict[str, int]
    let_go: bool
    change_set: int | None


def follow(casebook: Casebook, uid: str) -> str:
    """The uid of the stakeholder that a uid means now, through any number of merges.

    A uid that was not merged is given back as it is.
    """
    return followed(casebook, [uid])[uid]


def followed(casebook: Casebook, uids: list[str]) -> dict[str, str]:
    """The same of many: uid -> the uid that it means now."""
    with casebook.reading() as connection:
        found = redirects.followed(connection, uids)
    return {uid: found.get(uid, uid) for uid in uids}


def landing(casebook: Casebook, kind: str, uid: str) -> str:
    """The uid at which whoever follows a link to a record of any kind arrives."""
    return follow(casebook, uid) if kind == KIND else uid


def merged_into(casebook: Casebook, uid: str) -> list[str]:
    """The uids of what was merged into this stakeholder."""
    with casebook.reading() as connection:
        return redirects.merged_into(connection, uid)


def choosable() -> list[Field]:
    """The fields of which a merge can choose the value; the marking becomes the stricter."""
    return [field for field in KINDS[KIND].fields if field.name != "marking"]


def merge(
    casebook: Casebook,
    kept: str,
    gone: str,
    choices: Mapping[str, Choice] | None = None,
    initiator: object = None,
) -> Merged:
    """Make two stakeholders one, as one act; who asks for it makes a backup first.

    `choices` says by the field's name whose value stays where both have one; it is what is kept
    that has it where nothing is said. The name that is not shown any more stays as a spelling.
    `Refused` where the two are one, or one of them is gone.
    """
    given = dict(choices or {})
    if unknown := given.keys() - {field.name for field in choosable()}:
        raise KeyError(f"no fields that a merge chooses: {sorted(unknown)}")
    _refuse_one(kept, gone)
    with casebook.reading() as connection:
        there = redirects.followed(connection, [kept, gone])
    _refuse_one(there.get(kept, kept), there.get(gone, gone))
    with casebook.change(message("Merge two stakeholders"), initiator) as change:
        return _merge(change, there.get(kept, kept), there.get(gone, gone), given)


def _refuse_one(kept: str, gone: str) -> None:
    if kept == gone:
        raise Refused(message("This is one stakeholder, not two"))


def _merge(change: Change, kept_uid: str, gone_uid: str, choices: dict[str, Choice]) -> Merged:
    kept, gone = change.let(lambda unit: merging.rows_of(unit, [kept_uid, gone_uid]))
    strict = change.let(merging.stricter)
    values = {
        field.column: _chosen(field, kept, gone, choices.get(field.name, "kept"))
        for field in choosable()
    }
    let_go = change.let(lambda unit: _uncircled(unit, kept, gone, values))
    done = change.let(lambda unit: merging.move(unit, kept["id"], gone["id"], strict))
    values["marking"] = strict(strict(kept["marking"], gone["marking"]), done.marking)
    for text in done.notes:
        notes = KINDS[KIND].field("notes")
        values["notes"] = merging.joined(notes, values["notes"], text) if values["notes"] else text
    _keep_names(change, kept, gone, values["name"], done)
    change.let(lambda unit: merging.end(unit, kept, gone, values))
    return Merged(kept_uid, done.moved, done.folded, let_go, change.number)


def _chosen(field: Field, kept: Mapping[str, Any], gone: Mapping[str, Any], choice: Choice) -> Any:
    ours, theirs = kept[field.column], gone[field.column]
    if ours is None or theirs is None:
        return theirs if ours is None else ours
    if choice == "both" and field.type == "long text":
        return merging.joined(field, ours, theirs)
    return theirs if choice == "gone" else ours


def _uncircled(unit: Unit, kept: Any, gone: Any, values: dict[str, Any]) -> bool:
    """Have it be part of what it can be part of; whether that is nothing, though it was."""
    wanted = [values["part_of_id"], kept["part_of_id"], gone["part_of_id"]]
    for above in wanted:
        if above is not None and not merging.circles(unit, kept["id"], gone["id"], above):
            values["part_of_id"] = above
            return False
    values["part_of_id"] = None
    return any(above not in (None, kept["id"], gone["id"]) for above in wanted)


def _keep_names(change: Change, kept: Any, gone: Any, shown: str, done: merging.Merging) -> None:
    """Every spelling stays, once: what was shown and is not any more becomes one of the others."""
    known = change.let(lambda unit: merging.spellings(unit, kept["id"]))
    for spelling in dict.fromkeys((kept["name"], gone["name"])):
        if spelling != shown and spelling not in known:
            change.add("name", {"stakeholder": kept["uid"], "spelling": spelling})
    dropped = change.let(lambda unit: merging.drop_spelling(unit, kept["id"], shown))
    if dropped:
        done.folded["name"] = done.folded.get("name", 0) + dropped
