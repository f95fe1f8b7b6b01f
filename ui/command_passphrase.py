"""The command that gives a casebook another passphrase."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ui.command_opening import CasebookPath, PassphraseFile, asked_twice, from_file, opened
from ui.command_showing import line
from workbench.messages import Refused, _, message, n_

if TYPE_CHECKING:
    from workbench.passphrases import Changed, Old

VARIABLE = "WORKBENCH_NEW_PASSPHRASE"


def passphrase(
    casebook: CasebookPath,
    new_passphrase_file: Annotated[
        Path | None,
        typer.Option(
            "--new-passphrase-file",
            metavar="FILE",
            help=_("read the new passphrase from this file"),
            show_default=False,
            readable=False,
        ),
    ] = None,
    passphrase_file: PassphraseFile = None,
) -> None:
    """Write the casebook anew under another passphrase; a plain one is encrypted."""
    from workbench import passphrases

    with opened(casebook, passphrase_file) as book:
        was_plain = not book.encrypted
        changed = passphrases.change(book, _new(new_passphrase_file))
    if was_plain:
        line(_("The casebook is encrypted now and opens with its passphrase only."))
    else:
        line(_("The passphrase is changed. The earlier one opens the casebook no more."))
    _say(changed)


def _new(file: Path | None) -> str:
    """The new passphrase: from its file, the variable, or typed twice at a terminal."""
    if file is not None:
        return from_file(file)
    given = os.environ.get(VARIABLE)
    if given:
        return given
    if not sys.stdin.isatty():
        raise Refused(
            message("No new passphrase was given"),
            what_to_do=message(
                "Give it by --new-passphrase-file or in {variable}.", variable=VARIABLE
            ),
        )
    return asked_twice()


def _say(changed: Changed) -> None:
    if changed.recovery == "gone":
        line(_("The recovery key opens nothing any more. A new one can be made in the window."))
    if changed.keyring == "kept":
        line(_("The keyring of this machine has the new passphrase."))
    elif changed.keyring == "gone":
        line(_("The keyring of this machine could not take the new passphrase; forget it there."))
    _say_old(changed.old)


def _say_old(old: Old) -> None:
    n = len(old.backups) + len(old.unseen)
    if not n:
        return
    if old.plain:
        line(n_("{n} backup is still unencrypted. Remove it where nobody should read it:",
                "{n} backups are still unencrypted. Remove them where nobody should read them:",
                n))  # fmt: skip
    else:
        line(n_("{n} backup still opens with an earlier passphrase. Remove it where that is known"
                " to others:",
                "{n} backups still open with an earlier passphrase. Remove them where that is"
                " known to others:", n))  # fmt: skip
    for backup in old.backups:
        line(f"  {backup.path}")
    for path in old.unseen:
        line("  " + _("{path} (can't be seen from here)", path=path))
