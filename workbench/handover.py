"""A post handed over: one holder's time ends, the next one's begins, in one act."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workbench import lists, records, when
from workbench.kinds import KINDS
from workbench.messages import Refused, message
from workbench.records import FieldErrors

if TYPE_CHECKING:
    from workbench.casebook import Casebook
    from workbench.writing import Change

_OPEN = ("", "..")
_POST = KINDS["post"]


def ended(held: str | None, day: str) -> str:
    """The time of a post (EDTF) that ends with this day; `Refused` where it has ended already.

    A beginning that nobody knows stays unknown.
    """
    if held is None:
        return f"/{day}"
    start, slash, end = held.partition("/")
    if not slash or end not in _OPEN:
        raise Refused(
            message("The post is put down as held {when}, and as ended", when=held),
            what_to_do=message("Correct its dates first (Edit)."),
        )
    earliest = when.parse(start).earliest if start not in _OPEN else None
    if earliest is not None and when.parse(day).latest < earliest:
        raise Refused(
            message("That is before the post was taken up, {when}", when=start),
            what_to_do=message("Choose a later date."),
        )
    return f"{start}/{day}"


def held_now(casebook: Casebook, stakeholder: str) -> list[str]:
    """The uids of the posts that somebody holds and that are not over."""
    query = lists.Query("post", hanging_on=("stakeholder", stakeholder))
    uids = lists.uids(casebook, "post", lists.ids(casebook, query))
    times = {uid: records.get(casebook, "post", uid)["when"] for uid in uids}
    return [uid for uid, time in times.items() if time is None or time.endswith(("/", "/.."))]


def hand_over(
    casebook: Casebook, change: Change, post: str, to: str, day: str, more: dict[str, Any]
) -> str:
    """Within an act: end this post and give the stakeholder `to` the same one; the new post's uid.

    `day` is EDTF, as loose as it is known, but one date. `more` are the new post's source and
    grade. `FieldErrors` name what is wrong.
    """
    before = records.get(casebook, "post", post)
    if "/" in day:
        raise FieldErrors(_POST, {"when": Refused(
            message("A post is handed over on one date"), day,
            message("Give one, as loose as it is known."),
        )})  # fmt: skip
    if to == before["stakeholder"]:
        raise FieldErrors(_POST, {"stakeholder": Refused(message("That is who holds it now"))})
    try:
        time = ended(before["when"], day)
    except Refused as refused:
        raise FieldErrors(_POST, {"when": refused}) from None
    change.edit("post", {post: {"when": time}})
    kept = {name: before[name] for name in ("title", "at", "marking")}
    return change.add("post", {**kept, **more, "stakeholder": to, "when": f"{day}/.."})
