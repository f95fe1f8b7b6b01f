"""The commands that find who is in the casebook twice, and make two one: duplicates and merge."""

from __future__ import annotations

from typing import Annotated

import typer

from ui.command_backups import back_up_first
from ui.command_opening import AsJson, CasebookPath, PassphraseFile, opened
from ui.command_showing import as_json, line, progress, table
from workbench.messages import _, n_

PAIRS = 100


def duplicates(
    casebook: CasebookPath,
    limit: Annotated[int, typer.Option(metavar="N", min=1, help=_("at most so many"))] = PAIRS,
    json: AsJson = False,
    passphrase_file: PassphraseFile = None,
) -> None:
    """List stakeholders that may be one and the same, likeliest first."""
    from workbench import duplicates as verbs

    with opened(casebook, passphrase_file) as book, progress(_("Looking")) as told:
        found = verbs.find(book, told, limit)
    if json:
        as_json(
            [
                {
                    "one": pair.one, "other": pair.other, "names": pair.names,
                    "sure": pair.sure, "score": round(pair.score, 3),
                    "for": [str(each.says) for each in pair.reasons if each.speaks_for],
                    "against": [str(each.says) for each in pair.reasons if not each.speaks_for],
                }
                for pair in found.pairs
            ]
        )  # fmt: skip
        return
    table(
        (_("Stakeholder"), _("May be"), _("Likely"), _("Uids")),
        [
            (*pair.names, f"{pair.score * 100:.0f} %", f"{pair.one} {pair.other}")
            for pair in found.pairs
        ],
        _("No two stakeholders look like one."),
    )
    if found.more:
        line(n_("and {n} more", "and {n} more", found.more))


def merge(
    casebook: CasebookPath,
    kept: Annotated[str, typer.Argument(metavar="KEPT", show_default=False)],
    gone: Annotated[str, typer.Argument(metavar="GONE", show_default=False)],
    json: AsJson = False,
    passphrase_file: PassphraseFile = None,
) -> None:
    """Make two stakeholders one: all that leads to GONE leads to KEPT, its uid too."""
    from workbench import lookup, merging

    with opened(casebook, passphrase_file) as book:
        one, other = lookup.stakeholder(book, kept), lookup.stakeholder(book, gone)
        back_up_first(book, "merge")
        done = merging.merge(book, one.uid, other.uid)
    if json:
        as_json(
            {"uid": done.uid, "moved": done.moved, "folded": done.folded,
             "change_set": done.change_set}
        )  # fmt: skip
        return
    moved = sum(done.moved.values())
    line(n_("Merged {gone} into {kept}: {n} record leads there now (change set {number}).",
            "Merged {gone} into {kept}: {n} records lead there now (change set {number}).",
            moved, gone=other.label, kept=one.label, number=done.change_set))  # fmt: skip
    line(_("Undo takes it back."))
