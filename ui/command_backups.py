"""The commands that keep a casebook safe: backup and restore."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ui.command_opening import CasebookPath, PassphraseFile, opened, passphrase_for
from ui.command_showing import complain, line
from workbench.messages import Refused, _, n_

if TYPE_CHECKING:
    from workbench.backups import Restored, Why
    from workbench.casebook import Casebook


def back_up_first(casebook: Casebook, why: Why) -> None:
    """Make a backup before an act where one is due; where none can be made, say so and go on."""
    from workbench import backups

    try:
        made = backups.automatic(casebook, why)
    except Refused as refused:
        complain(_("No backup was made first. {why}", why=refused))
        return
    if made is not None and made.instead_of is not None:
        complain(_("{chosen} can't be reached: the backup went to {folder}.",
                   chosen=made.instead_of, folder=made.path.parent))  # fmt: skip


def backup(
    casebook: CasebookPath,
    file: Annotated[
        Path | None,
        typer.Argument(
            metavar="[FILE]",
            help=_("the backup's file, instead of one in its own folder"),
            show_default=False,
        ),
    ] = None,
    passphrase_file: PassphraseFile = None,
) -> None:
    """Copy the casebook to a file that is checked before it is kept."""
    from workbench import backups

    with opened(casebook, passphrase_file) as book:
        target, manifest = backups.make(book, file)
    rows = sum(manifest.counts.values())
    line(n_("Backed up to {target}, and checked: {n} row.",
            "Backed up to {target}, and checked: {n} rows.", rows, target=target))  # fmt: skip


def restore(
    casebook: CasebookPath,
    file: Annotated[
        Path,
        typer.Argument(
            metavar="FILE", help=_("the backup's file"), show_default=False, readable=False
        ),
    ],
    dry_run: Annotated[bool, typer.Option("--dry-run", help=_("only say what differs"))] = False,
    passphrase_file: PassphraseFile = None,
) -> None:
    """Make the casebook what it was in a backup, as one act that can be undone."""
    from workbench import backups, settings

    passphrase = passphrase_for(file, passphrase_file)
    done = backups.restore(casebook, file, passphrase, by=settings.who(), dry_run=dry_run)
    _say(done, casebook, dry_run)


def _say(done: Restored, casebook: Path, dry_run: bool) -> None:
    from workbench.kinds import KINDS

    if done.replaced and dry_run:
        line(_("{casebook} is gone or can't be read: the backup would take its place.",
               casebook=casebook))  # fmt: skip
    elif done.replaced:
        line(_("The backup stands in the place of {casebook}.", casebook=casebook))
        if done.aside is not None:
            line(_("What was there is kept as {aside}.", aside=done.aside))
    elif not done.differences:
        line(_("The casebook is as it is in the backup; nothing was changed."))
    for each in done.differences:
        line(_("{kind}: {added} back, {updated} changed, {deleted} gone",
               kind=KINDS[each.kind].many, added=each.added, updated=each.updated,
               deleted=each.deleted))  # fmt: skip
    if done.purged:
        complain(
            n_("The backup is from before a purge: what was purged comes back with it.",
               "The backup is from before {n} purges: what was purged comes back with it.",
               done.purged)
        )  # fmt: skip
    if done.no_backup:
        complain(_("No backup was made first. {why}", why=done.no_backup))
    if done.change_set is not None:
        line(_("Restored, as change set {number}. Undo takes it back.", number=done.change_set))
