"""The commands that look at the record as a whole: who changed what, and whether it is sound."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from ui.command_opening import AsJson, CasebookPath, PassphraseFile, opened
from ui.command_showing import as_json, complain, line, progress, record_word
from workbench.messages import _, n_

if TYPE_CHECKING:
    from workbench.checks import Report
    from workbench.history import Act

CHANGES = 12
"""Changes of one act that are printed for people; scripts get them all."""


def history(
    casebook: CasebookPath,
    of: Annotated[
        str | None,
        typer.Option(
            "--of", metavar="UID", help=_("of one record, by its uid"), show_default=False
        ),
    ] = None,
    json: AsJson = False,
    passphrase_file: PassphraseFile = None,
) -> None:
    """Tell who changed what, newest first."""
    from workbench import history as verbs
    from workbench import lookup

    with opened(casebook, passphrase_file) as book:
        acts = verbs.history(book, of, first=None if json else CHANGES)
        if of is not None and not acts:
            lookup.record(book, of)  # refused where there is no such record
    if json:
        as_json([_act(each) for each in acts])
        return
    for act in acts:
        line(f"{act.number}  {_at(act.at)}  {act.by}  {act.did}")
        for change in act.changes[:CHANGES]:
            told = change.label or change.uid
            before, after = change.before or "–", change.after or "–"
            line(f"    {record_word(change.kind)} {told}, {_field(change.kind, change.field)}:"
                 f" {before} → {after}")  # fmt: skip
        if max(act.records, len(act.changes)) > CHANGES:
            line("    " + n_("{n} record in all", "{n} records in all", act.records))


def _field(kind: str, name: str) -> str:
    from workbench.kinds import KINDS

    return str(KINDS[kind].field(name).label)


def _at(utc: str) -> str:
    """When, on this machine's clock."""
    from datetime import datetime

    return f"{datetime.fromisoformat(utc).astimezone():%Y-%m-%d %H:%M}"


def _act(act: Act) -> dict[str, Any]:
    return {
        "change_set": act.number,
        "at": act.at,
        "by": act.by,
        "did": str(act.did),
        "changes": [
            {"kind": change.kind, "uid": change.uid, "field": change.field,
             "before": change.before, "after": change.after}
            for change in act.changes
        ],
    }  # fmt: skip


def _counted(kind: str, n: int) -> str:
    from workbench.kinds import KINDS

    return f"{n:,} {KINDS[kind].one if n == 1 else KINDS[kind].many}".lower()


def check(
    casebook: CasebookPath,
    repair: Annotated[
        str | None,
        typer.Option(
            "--repair",
            metavar="FAULT",
            help=_("repair this fault first: its code, or its code and uid as they are printed"),
            show_default=False,
        ),
    ] = None,
    json: AsJson = False,
    passphrase_file: PassphraseFile = None,
) -> None:
    """Look the whole record over for faults; repair one sort of them where that is asked for."""
    from workbench import checks, repairs

    with opened(casebook, passphrase_file) as book:
        with progress(_("Checking")) as report_progress:
            report = checks.check(book, report_progress)
        if repair is not None:
            n = repairs.repair(book, repairs.wanted(report.all, repair))
            if not json:
                line(n_("{n} fault was repaired.", "{n} faults were repaired.", n))
            with progress(_("Checking")) as report_progress:
                report = checks.check(book, report_progress)
    if json:
        as_json(_reported(report))
    else:
        _tell(report)
    if not report.ok:
        complain(
            n_("{casebook}: {n} fault was found.", "{casebook}: {n} faults were found.",
               len(report.all), casebook=casebook)
        )  # fmt: skip
        raise typer.Exit(1)


def _reported(report: Report) -> dict[str, Any]:
    return {
        "ok": report.ok,
        "counts": report.counts,
        "faults": [
            {"code": each.code, "says": str(each.says), "repair": str(each.repair) or None}
            for each in report.faults
        ],
    }


def _tell(report: Report) -> None:
    for fault in report.faults:
        line(f"{fault.code}: {fault.says}. {fault.repair}".rstrip(" "))
    repairable = list(dict.fromkeys(fault.code for fault in report.all if fault.mends))
    if repairable:
        line(_("To repair: check --repair with one of {codes}, or with a code and a uid.",
               codes=", ".join(repairable)))  # fmt: skip
    if report.ok:
        counted = [_counted(kind, n) for kind, n in report.counts.items() if n]
        line(_("All is well: {counted}", counted=", ".join(counted) or _("no records yet")))
