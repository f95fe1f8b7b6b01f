"""The commands that make, take in, write out and take back: new, import, export, undo, redo."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, cast

import typer

from ui.command_backups import back_up_first
from ui.command_opening import AsJson, CasebookPath, PassphraseFile, new_passphrase, opened
from ui.command_showing import as_json, line, progress, record_word
from workbench.messages import Refused, _, message, n_

if TYPE_CHECKING:
    from workbench.exchange import Counts, OnConflict
    from workbench.taking_back import KeptCell, TakenBack

RULES = ("skip", "ours", "theirs")

COUNTS = ("created", "updated", "unchanged", "deleted", "conflicts", "skipped", "rejected")

PROBLEMS = 50
"""Problems that are printed for people; scripts get them all."""

Workbook = Annotated[
    Path,
    typer.Argument(
        metavar="WORKBOOK", help=_("the Excel workbook's file"), show_default=False, readable=False
    ),
]


def new(
    casebook: CasebookPath,
    sample: Annotated[bool, typer.Option("--sample", help=_("fill it with the sample"))] = False,
    plain: Annotated[
        bool, typer.Option("--plain", help=_("leave it unencrypted: whoever has it can read it"))
    ] = False,
    passphrase_file: PassphraseFile = None,
) -> None:
    """Make a casebook."""
    if casebook.exists():
        raise Refused(
            message("There is already a file of this name"),
            str(casebook),
            message("Choose another name, or open it."),
        )
    passphrase = None if plain else new_passphrase(passphrase_file)
    from workbench import sample as facts
    from workbench import settings
    from workbench.casebook import Casebook

    fill = facts.fill if sample else None
    Casebook.create(casebook, passphrase, fill, by=settings.who()).close()
    if plain:
        line(_("Made {casebook}. It is not encrypted: whoever has the file can read all of it.",
               casebook=casebook))  # fmt: skip
    else:
        line(_("Made {casebook}, encrypted. Without the passphrase nobody can read it; there is"
               " no other way in.", casebook=casebook))  # fmt: skip


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
    json: AsJson = False,
    passphrase_file: PassphraseFile = None,
) -> None:
    """Take in a workbook, as one act that can be undone."""
    from workbench import exchange

    with opened(casebook, passphrase_file) as book:
        with progress(_("Reading")) as report:
            plan = exchange.plan(book, workbook, report)
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


def undo(
    casebook: CasebookPath,
    change_set: Annotated[
        int | None,
        typer.Argument(
            metavar="[CHANGE_SET]", show_default=False,
            help=_("an act's number in the history; without one, the last act"),
        ),
    ] = None,
    passphrase_file: PassphraseFile = None,
) -> None:  # fmt: skip
    """Take back the last act, or an earlier one as far as later ones do not stand in the way."""
    with opened(casebook, passphrase_file) as book:
        if change_set is not None:
            _tell_undone(book.undo_one(change_set))
            return
        step = book.undo()
    if step is None:
        raise Refused(message("There is nothing to undo"), str(casebook))
    line(_("Undone: {act} (change set {number}).", act=step.label, number=step.number))


def _tell_undone(done: TakenBack) -> None:
    values = {"act": done.label, "number": done.number}
    if done.kept:
        line(_("Undone in part: {act} (change set {number}).", **values))
    else:
        line(_("Undone: {act} (change set {number}).", **values))
    counted = (
        (done.came, n_("{n} record came back", "{n} records came back", done.came)),
        (done.changed, n_("{n} was changed", "{n} were changed", done.changed)),
        (done.went, n_("{n} went", "{n} went", done.went)),
    )
    line("  " + ", ".join(words for n, words in counted if n) + ".")
    if done.kept:
        kept = len(done.kept)
        line(n_("{n} thing was kept as it is:", "{n} things were kept as they are:", kept))
    for each in done.kept:
        line("  " + _kept(each))
    line(_("This is change set {number}; undo takes it back.", number=done.change_set)
         if done.earlier else _("Redo does it again."))  # fmt: skip


def _kept(each: KeptCell) -> str:
    told = f"{record_word(each.kind)} {each.label}"
    if not each.field:
        is_, was = (_("stays"), _("gone")) if each.now is not None else (_("gone"), _("back"))
        return _("{record}: {now}, and would be {would_be}: {why}",
                 record=told, now=is_, would_be=was, why=each.why)  # fmt: skip
    return _("{record}, {field}: {now}, and would be {would_be}: {why}", record=told,
             field=each.field_label, now=each.now or _("empty"),
             would_be=each.would_be or _("empty"), why=each.why)  # fmt: skip


def redo(casebook: CasebookPath, passphrase_file: PassphraseFile = None) -> None:
    """Do again what was undone last."""
    with opened(casebook, passphrase_file) as book:
        step = book.redo()
    if step is None:
        raise Refused(
            message("There is nothing to redo"),
            str(casebook),
            message("Only what was undone last can be done again, and only before anything new."),
        )
    line(_("Done again: {act} (change set {number}).", act=step.label, number=step.number))
