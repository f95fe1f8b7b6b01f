"""What each table of records is called, counts, and says where it is empty."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from workbench.messages import Message, message, n_


@dataclass(frozen=True)
class Table:
    """One table of the side bar: its kind of record, and its words.

    `meetings` narrows events to meetings; `columns` are those it shows until somebody chooses
    others, where these are not simply the kind's own.
    """

    name: str
    label: Message
    kind: str
    count: Callable[[int], str]
    empty: Message
    new: Message
    meetings: bool = False
    columns: tuple[str, ...] = ()


TABLES: dict[str, Table] = {
    table.name: table
    for table in (
        Table(
            "stakeholders", message("Stakeholders"), "stakeholder",
            lambda n: n_("{n} stakeholder", "{n} stakeholders", n),
            message("No stakeholders yet. Add the first (Ctrl+N) or import a workbook (Ctrl+I)."),
            message("New stakeholder"),
        ),
        Table(
            "meetings", message("Meetings"), "event",
            lambda n: n_("{n} meeting", "{n} meetings", n),
            message("No meetings yet. Log the first (Ctrl+L) or import a workbook (Ctrl+I)."),
            message("Log a meeting"), meetings=True,
        ),
        Table(
            "events", message("Events"), "event",
            lambda n: n_("{n} event", "{n} events", n),
            message("No events yet. Log the first (Ctrl+N) or import a workbook (Ctrl+I)."),
            message("New event"),
        ),
        Table(
            "asks", message("Asks"), "ask",
            lambda n: n_("{n} ask", "{n} asks", n),
            message("No asks yet. Add the first (Ctrl+N) or import a workbook (Ctrl+I)."),
            message("New ask"),
            columns=("title", "status", "asked_by", "asked_of", "due"),
        ),
        Table(
            "actions", message("Actions"), "action",
            lambda n: n_("{n} action", "{n} actions", n),
            message("No actions yet. Add one here (Ctrl+N), or at the end of a meeting."),
            message("New action"),
        ),
        Table(
            "posts", message("Posts"), "post",
            lambda n: n_("{n} post", "{n} posts", n),
            message("No posts yet. Say what somebody is, where and since when (Ctrl+N)."),
            message("New post"),
            columns=("title", "at", "stakeholder", "when"),
        ),
        Table(
            "ties", message("Ties"), "tie",
            lambda n: n_("{n} tie", "{n} ties", n),
            message("No ties yet. Say how one stakeholder stands to another (Ctrl+N)."),
            message("New tie"),
        ),
        Table(
            "items", message("Items"), "item",
            lambda n: n_("{n} item", "{n} items", n),
            message("No items yet. Say what an ask consists of (Ctrl+N)."),
            message("New item"),
        ),
        Table(
            "sources", message("Sources"), "source",
            lambda n: n_("{n} source", "{n} sources", n),
            message("No sources yet. Add whose word you rely on (Ctrl+N)."),
            message("New source"),
        ),
    )
}  # fmt: skip
