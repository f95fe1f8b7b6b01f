"""Which post somebody held on a day, so that an event can freeze it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from db import looking_events
from db.looking_events import PostRow
from workbench.when import BEGINNING, END, bounds

if TYPE_CHECKING:
    from workbench.casebook import Casebook

__all__ = ["PostRow", "held", "held_on"]


def held_on(casebook: Casebook, uids: Sequence[str], day: str | None) -> dict[str, str]:
    """uid -> the post, or posts, that each stakeholder may have held on the day (EDTF)."""
    with casebook.reading() as connection:
        posts = looking_events.posts_of(connection, list(dict.fromkeys(uids)))
    return held(posts, bounds(day) if day else None)


def held(posts: Iterable[PostRow], within: tuple[int, int] | None) -> dict[str, str]:
    """uid -> the titles of the posts that can have been held in that time.

    A post whose time is not known counts as held. On an unknown day nobody can say which of
    several it was.
    """
    titles: dict[str, list[str]] = {}
    for post in posts:
        first = BEGINNING if post.earliest is None else post.earliest
        last = END if post.latest is None else post.latest
        if within is None or (first <= within[1] and last >= within[0]):
            found = titles.setdefault(post.uid, [])
            if post.title not in found:
                found.append(post.title)
    return {
        uid: ", ".join(found)
        for uid, found in titles.items()
        if within is not None or len(found) == 1
    }
