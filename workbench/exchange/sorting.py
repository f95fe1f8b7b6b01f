"""The rows of a kind's sheets sorted: of records that are here, new ones, and those turned away
before their cells are read."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from workbench.exchange import digest
from workbench.exchange.layout import delete_words
from workbench.exchange.sheet_rows import SheetRows
from workbench.exchange.staging import State
from workbench.messages import Message, message

_BLANK = message("There is nothing in the columns that people see")
_GONE = message("The record was deleted here since the workbook was exported")
_GONE_CHANGED = message(
    "The record was deleted here and changed on the sheet; clear its uid to add it anew"
)
_NO_WORD = message("Write “delete” here, or leave the cell blank")
_NOTHING_TO_DELETE = message("There is no such record here to delete")
_SHOWN = 10


@dataclass
class Sorted:
    """Places of rows in their table; `away`: row -> what it is counted as, column and why."""

    old: list[int] = field(default_factory=list)
    new: list[int] = field(default_factory=list)
    away: dict[int, tuple[State, str, Message]] = field(default_factory=dict)


def delete_wanted(word: str) -> bool:
    """Whether this is the word that deletes."""
    return word.strip().casefold() in delete_words()


def sort(
    sheets: Sequence[SheetRows], here: Collection[str], digester: digest.Digester | None
) -> list[Sorted]:
    """Sort the rows of every sheet of a kind; `here` are the records that there are."""
    twice = _repeated(sheets)
    words = delete_words()
    return [_sort(rows, here, digester, twice, words) for rows in sheets]


def _repeated(sheets: Sequence[SheetRows]) -> dict[str, list[str]]:
    """uid -> where it stands, for those that stand on several rows."""
    seen: set[str] = set()
    twice: dict[str, list[str]] = {}
    for rows in sheets:
        for uid in rows.uids:
            if uid and uid in seen:
                twice[uid] = []
            seen.add(uid)
    if twice:
        for rows in sheets:
            for uid, number in zip(rows.uids, rows.table.numbers, strict=True):
                if uid in twice:
                    where = str(number) if len(sheets) == 1 else f"{rows.table.sheet} {number}"
                    twice[uid].append(where)
    return twice


def _sort(
    rows: SheetRows,
    here: Collection[str],
    digester: digest.Digester | None,
    twice: dict[str, list[str]],
    words: Collection[str],
) -> Sorted:
    found = Sorted()
    table = rows.table
    head_delete = table.header(table.place("delete"))
    for at, uid in enumerate(rows.uids):
        fault = rows.fault(at)
        record = rows.records[at]
        if fault is not None:
            found.away[at] = ("rejected", *fault)
        elif uid in twice:
            reason = message(
                "The rows {rows} have the same uid; clear it on the row that is the copy",
                rows=", ".join(twice[uid][:_SHOWN]),
            )
            found.away[at] = ("rejected", table.header(table.place("uid")), reason)
        elif rows.deletes[at] and rows.deletes[at].casefold() not in words:
            found.away[at] = ("rejected", head_delete, _NO_WORD)
        elif not uid and not table.hangs_on and rows.blank(at):
            found.away[at] = ("skipped", "", _BLANK)
        elif record in here:
            found.old.append(at)
        elif gone := _gone(rows, at, digester):
            found.away[at] = gone
        elif rows.deletes[at]:
            found.away[at] = ("skipped", head_delete, _NOTHING_TO_DELETE)
        else:
            found.new.append(at)
    return found


def _gone(
    rows: SheetRows, at: int, digester: digest.Digester | None
) -> tuple[State, str, Message] | None:
    """What a row is whose record was deleted here since the export; None where it was not."""
    uid = rows.uids[at]
    if not uid or digester is None or not rows.digest(at):
        return None
    untouched = rows.digest(at)[: digest.ROW] == digester.whole(uid, rows.cells[at])
    if untouched or rows.deletes[at]:
        return "skipped", "", _GONE
    return "conflict", "", _GONE_CHANGED
