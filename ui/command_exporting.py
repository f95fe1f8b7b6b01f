"""The command that writes the record, or a part of it, to a file: export."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ui.command_opening import AsJson, CasebookPath, PassphraseFile, opened
from ui.command_showing import as_json, complain, line, progress
from workbench.messages import Refused, _, message, n_

if TYPE_CHECKING:
    from workbench.exchange import Exported
    from workbench.exchange.formats import Format

Target = Annotated[
    Path,
    typer.Argument(
        metavar="FILE", show_default=False, readable=False,
        help=_("the file to write; its ending says in which form: {endings}",
               endings=".xlsx .csv .zip .ics .vcf .graphml .timeline.csv"),
    ),
]  # fmt: skip


def _kinds(given: list[str] | None) -> list[str]:
    """Names of kinds, each by its name or by what people call it, one or many."""
    from workbench.exchange.selection import exported_kinds
    from workbench.kinds import KINDS

    known: dict[str, str] = {}
    for name in exported_kinds():
        kind = KINDS[name]
        for word in (name, kind.one, kind.many, kind.one.text, kind.many.text):
            known.setdefault(str(word).casefold(), name)
    for word in given or ():
        if word.casefold() not in known:
            words = ", ".join(exported_kinds())
            raise typer.BadParameter(_("choose one of: {words}", words=words))
    return [known[word.casefold()] for word in given or ()]


def export(
    casebook: CasebookPath,
    workbook: Target,
    ceiling: Annotated[
        str,
        typer.Option(metavar="MARKING", show_default=False,
                     help=_("leave out what is marked above this, and what gives it away")),
    ] = "",
    since: Annotated[
        str,
        typer.Option(metavar="WHEN", show_default=False,
                     help=_("what is of this time or later, or within 2024-03/2025-01")),
    ] = "",
    kind: Annotated[
        list[str] | None,
        typer.Option("--kind", metavar="KIND", show_default=False, callback=_kinds,
                     help=_("only records of this kind; can be given several times")),
    ] = None,
    filter_: Annotated[
        str,
        typer.Option("--filter", metavar="WORDS", show_default=False,
                     help=_("only rows in which all these words are found")),
    ] = "",
    json: AsJson = False,
    passphrase_file: PassphraseFile = None,
) -> None:  # fmt: skip
    """Write the record, or what is chosen of it, to a file."""
    from workbench.exchange.report import no_progress
    from workbench.exchange.selection import Selection

    selection = Selection(tuple(kind or ()), since=since, words=filter_, ceiling=ceiling)
    form = _form(workbook)
    with opened(casebook, passphrase_file) as book, progress(_("Exporting")) as report:
        done = form.write(book, workbook, selection, report or no_progress)
    if json:
        as_json({"sheets": done.sheets, "withheld": done.withheld})
    else:
        _tell(done, workbook)
    _tell_what_is_not_whole(done)


def _form(path: Path) -> Format:
    from workbench.exchange import formats

    form = formats.by_ending(path)
    if form is None:
        raise Refused(
            message("No export has a name that ends so"),
            str(path),
            message(
                "Name it with one of: {endings}.",
                endings=", ".join(each.ending for each in formats.FORMATS),
            ),
        )
    return form


def _tell(done: Exported, workbook: Path) -> None:
    rows = sum(done.sheets.values())
    line(n_("Wrote {n} row to {workbook}.", "Wrote {n} rows to {workbook}.", rows,
            workbook=workbook))  # fmt: skip
    for sheet, n in done.sheets.items():
        kept = done.withheld.get(sheet, {})
        if any(kept.values()):
            told = _("withheld: {records} and {cells}",
                     records=n_("{n} record", "{n} records", kept["records"]),
                     cells=n_("{n} cell", "{n} cells", kept["cells"]))  # fmt: skip
            line(f"  {sheet}: {n:,} ({told})")
        elif n:
            line(f"  {sheet}: {n:,}")


def _tell_what_is_not_whole(done: Exported) -> None:
    for sheet, cells in done.altered.items():
        complain(n_("{sheet}: {n} text holds what no workbook can, and was altered there.",
                    "{sheet}: {n} texts hold what no workbook can, and were altered there.",
                    cells, sheet=sheet))  # fmt: skip
    for sheet, without in done.undated.items():
        complain(n_("{sheet}: {n} has no date and is not in it.",
                    "{sheet}: {n} have no date and are not in it.",
                    without, sheet=sheet))  # fmt: skip
