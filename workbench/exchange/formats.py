"""The forms that the record can be exported in, for whoever offers them to be chosen from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from workbench.exchange.report import Exported, Progress
from workbench.messages import Message, message

if TYPE_CHECKING:
    from workbench.casebook import Casebook
    from workbench.exchange.selection import Selection

Write = Callable[["Casebook", Path, "Selection", Progress], Exported]
"""Writes what is selected to a path. `Refused` where it can't be written; may raise `Cancelled`."""


@dataclass(frozen=True)
class Format:
    """One form of export: its file's ending, and the kinds that it can hold; None for any.

    A form of `one_kind` holds just one of them at a time.
    """

    name: str
    label: Message
    ending: str
    write: Write
    kinds: tuple[str, ...] | None = None
    one_kind: bool = False


def _workbook(casebook: Casebook, path: Path, selection: Selection, progress: Progress) -> Exported:
    from workbench.exchange import exporting

    return exporting.export(casebook, path, progress, selection)


def _csv(casebook: Casebook, path: Path, selection: Selection, progress: Progress) -> Exported:
    from workbench.exchange import csv_writing

    return csv_writing.write_one(casebook, path, selection, progress)


def _zip(casebook: Casebook, path: Path, selection: Selection, progress: Progress) -> Exported:
    from workbench.exchange import csv_writing

    return csv_writing.write_zip(casebook, path, selection, progress)


def _calendar(casebook: Casebook, path: Path, selection: Selection, progress: Progress) -> Exported:
    from workbench.exchange import calendar_writing

    return calendar_writing.write(casebook, path, selection, progress)


def _cards(casebook: Casebook, path: Path, selection: Selection, progress: Progress) -> Exported:
    from workbench.exchange import card_writing

    return card_writing.write(casebook, path, selection, progress)


def _graph(casebook: Casebook, path: Path, selection: Selection, progress: Progress) -> Exported:
    from workbench.exchange import graph_writing

    return graph_writing.write(casebook, path, selection, progress)


def _timeline(casebook: Casebook, path: Path, selection: Selection, progress: Progress) -> Exported:
    from workbench.exchange import timeline_writing

    return timeline_writing.write(casebook, path, selection, progress)


FORMATS: tuple[Format, ...] = (
    Format("workbook", message("Excel workbook"), ".xlsx", _workbook),
    Format("csv", message("CSV, one kind"), ".csv", _csv, one_kind=True),
    Format("csv-zip", message("CSV, a file for each kind, zipped"), ".zip", _zip),
    Format(
        "calendar", message("Calendar: meetings and due dates"), ".ics", _calendar,
        ("event", "party", "ask", "item", "action"),
    ),
    Format(
        "cards", message("vCards: persons"), ".vcf", _cards, ("stakeholder", "name", "post")
    ),
    Format(
        "graph", message("Graph of ties (GraphML, for Gephi)"), ".graphml", _graph,
        ("stakeholder", "tie"),
    ),
    Format(
        "timeline", message("Timeline (CSV, for TimelineJS and vis-timeline)"),
        ".timeline.csv", _timeline, ("event", "party", "ask"),
    ),
)  # fmt: skip


def by_ending(path: Path) -> Format | None:
    """The form whose ending a file's name has; the longest where several fit."""
    name = path.name.casefold()
    fitting = [each for each in FORMATS if name.endswith(each.ending)]
    return max(fitting, key=lambda each: len(each.ending), default=None)


def named(name: str) -> Format:
    """The form of this name. KeyError where there is none."""
    return {each.name: each for each in FORMATS}[name]
