"""The command that takes a workbook in."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, cast

import typer

from ui.command_backups import back_up_first
from ui.command_opening import AsJson, CasebookPath, PassphraseFile, opened
from ui.command_showing import as_json, line, progress
from workbench.messages import Refused, _, message, n_

if TYPE_CHECKING:
    from workbench.casebook import Casebook
    from workbench.exchange import Counts, OnConflict
    from workbench.exchange.planning import Plan

RULES = ("skip", "ours", "theirs")

COUNTS = ("created", "updated", "unchanged", "deleted", "conflicts", "skipped", "rejected")

PROBLEMS = 50
"""Problems that are printed for people; scripts get them all."""

Workbook = Annotated[
    Path,
    typer.Argument(
        metavar="WORKBOOK", help=_("the workbook's file: Excel, LibreOffice or csv"),
        show_default=False, readable=False,
    ),
]  # fmt: skip


def _rule(given: str) -> str:
    if given not in RULES:
        raise typer.BadParameter(_("choose one of: {words}", words=", ".join(RULES)))
    return given


def take_in(
    casebook: CasebookPath,
    workbook: Workbook,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help=_("only say what it would do"))
    ] = False,
    on_conflict: Annotated[
        str,
        typer.Option(
            metavar="skip|ours|theirs",
            help=_("what of a row to take that was changed here as well"),
            callback=_rule,
        ),
    ] = "skip",
    mapping: Annotated[
        str | None,
        typer.Option(
            metavar="NAME", show_default=False,
            help=_("what the columns mean, as it was kept under this name in the window"),
        ),
    ] = None,
    workbook_password_file: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", show_default=False, help=_("a file that holds the workbook's password")
        ),
    ] = None,
    json: AsJson = False,
    passphrase_file: PassphraseFile = None,
) -> None:  # fmt: skip
    """Take in a workbook, as one act that can be undone."""
    from workbench import exchange

    password = _password(workbook_password_file)
    with opened(casebook, passphrase_file) as book:
        with progress(_("Reading")) as report:
            plan = _plan(book, workbook, password, mapping, report)
        counts: Counts = plan
        change_set = None
        if not dry_run:
            back_up_first(book, "import")
            with progress(_("Importing")) as report:
                done = exchange.take(book, plan, cast("OnConflict", on_conflict), report)
            counts, change_set = done, done.change_set
    if json:
        as_json(_counted(counts) | {"change_set": change_set})
    else:
        _tell(counts, dry_run, change_set)


def _password(file: Path | None) -> str | None:
    """The workbook's password: the first line of its file."""
    if file is None:
        return None
    try:
        with file.open(encoding="utf-8-sig") as lines:
            return lines.readline().rstrip("\r\n")
    except (OSError, UnicodeError) as error:
        reason = getattr(error, "strerror", None) or _("it is no text")
        raise Refused(
            message("The password's file can't be read ({reason})", reason=reason),
            str(file),
            message("Name a file whose first line is the workbook's password."),
        ) from None


def _plan(
    book: Casebook, workbook: Path, password: str | None, mapping: str | None, report: Any
) -> Plan:
    """What taking the workbook would do. `Refused` where a person has to say what it means."""
    from workbench import exchange
    from workbench.exchange import foreign, room

    found = foreign.open_workbook(workbook, password, report, room.for_casebook(book))
    if found.ours:
        return exchange.plan(book, workbook, report, sheets=found.sheets)
    foreign.look_at_columns(book, found, mapping or "", report)
    foreign.settle_unasked(found)
    return exchange.plan(book, workbook, report, password=password, choices=found.choices())


def _counted(counts: Counts) -> dict[str, Any]:
    return {
        "rows": counts.rows,
        **{name: getattr(counts, name) for name in COUNTS},
        "problems": [
            {
                "sheet": each.sheet,
                "row": each.row,
                "column": each.column,
                "reason": str(each.reason),
                "candidates": list(each.candidates),
            }
            for each in counts.problems
        ],
    }


def _tell(counts: Counts, dry_run: bool, change_set: int | None) -> None:
    worded = {
        "created": _("created"),
        "updated": _("updated"),
        "unchanged": _("unchanged"),
        "deleted": _("deleted"),
        "conflicts": _("in conflict"),
        "skipped": _("skipped"),
        "rejected": _("rejected"),
    }
    told = ", ".join(
        f"{getattr(counts, name):,} {word}"
        for name, word in worded.items()
        if getattr(counts, name)
    )
    rows = n_("{n} row", "{n} rows", counts.rows)
    line(f"{rows}: {told}." if told else f"{rows}.")
    for each in counts.problems[:PROBLEMS]:
        at = ", ".join(
            part
            for part in (each.sheet, _("row {n}", n=each.row) if each.row else "", each.column)
            if part
        )
        meant = _(" Candidates: {names}", names="; ".join(each.candidates))
        line(f"  {at}: {each.reason}" + (meant if each.candidates else ""))
    if len(counts.problems) > PROBLEMS:
        more = len(counts.problems) - PROBLEMS
        line("  " + n_("and {n} more", "and {n} more", more))
    if dry_run:
        line(_("Nothing was written: this was a dry run."))
    elif change_set is None:
        line(_("Nothing was written: there was nothing new."))
    else:
        line(_("This is change set {number}; undo takes it back.", number=change_set))
