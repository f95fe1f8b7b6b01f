"""The command that purges: a record, or what a field of it held, gone for good."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated

import typer

from ui.command_opening import CasebookPath, PassphraseFile, opened
from ui.command_showing import complain, line
from workbench.messages import Refused, _, message, n_

if TYPE_CHECKING:
    from pathlib import Path

    from workbench.copies import Copy
    from workbench.purging import Plan, Purged


def purge(
    casebook: CasebookPath,
    uid: Annotated[str, typer.Argument(metavar="UID", show_default=False)],
    field: Annotated[
        str | None,
        typer.Option(
            "--field",
            metavar="FIELD",
            help=_("only what this field held earlier; what it holds stays"),
            show_default=False,
        ),
    ] = None,
    empty: Annotated[
        bool, typer.Option("--empty", help=_("with --field: empty the field as well"))
    ] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help=_("only say what would go"))] = False,
    passphrase_file: PassphraseFile = None,
) -> None:
    """Take a record out of rows, history, search and drafts. Undo can't bring it back."""
    from workbench import purging

    if empty and field is None:
        raise typer.BadParameter(_("--empty goes with --field"))
    with opened(casebook, passphrase_file) as book:
        planned = purging.plan(book, uid, field or "", emptied=empty)
        if not planned.worth_it:
            line(_("It held nothing earlier that history has; nothing was changed."))
            return
        if dry_run:
            line(_("Would go: {what}.", what=told(planned)))
            _name_mentions(planned)
            _name_copies(planned.copies, casebook)
            return
        _ask(planned)
        done = purging.purge(book, planned)
    _say(planned, done, casebook)


def told(planned: Plan) -> str:
    """What goes, by count."""
    if planned.field is not None:
        name = planned.field.label
        if planned.scope.emptied:
            return _("what {field} holds and held", field=name)
        return _("what {field} held earlier", field=name)
    return counted(planned.goes)


def counted(goes: Mapping[str, int]) -> str:
    """Records of each kind, by number."""
    from workbench.kinds import KINDS

    return ", ".join(
        f"{n:,} {KINDS[kind].one if n == 1 else KINDS[kind].many}".lower()
        for kind, n in goes.items()
    )


def _ask(planned: Plan) -> None:
    """Have a person at the terminal say yes; a script has said so by calling it."""
    if not sys.stdin.isatty():
        return
    asked = _("Gone for good, and undo can't bring it back: {what}. Go on?", what=told(planned))
    if not typer.confirm(asked, err=True):
        raise Refused(message("Nothing was purged"))


def _say(planned: Plan, done: Purged, casebook: Path) -> None:
    line(_("Purged: {what}. Undo can't bring it back.", what=told(planned)))
    _name_mentions(planned)
    _name_copies(done.copies, casebook)
    if not done.cleared:
        complain(_("Another program uses the casebook, so its file may still hold traces. They go"
                   " when it is next opened alone."))  # fmt: skip


def _name_mentions(planned: Plan) -> None:
    if planned.mentions:
        line(n_("{n} other record has its name in a text; that stays (see find).",
                "{n} other records have its name in a text; that stays (see find).",
                planned.mentions))  # fmt: skip


def _name_copies(copies: tuple[Copy, ...], casebook: Path) -> None:
    if not copies:
        return
    n = len(copies)
    line(n_("{n} copy on record still holds it:", "{n} copies on record still hold it:", n))
    for copy in copies:
        away = "" if copy.there else " " + _("(not to be found from here)")
        word = _("backup") if copy.what == "backup" else _("export")
        line(f"  {word}, {copy.at[:10]}: {copy.path}{away}")
    line(_("Make a new backup (workbench backup {casebook}), then remove these files.",
           casebook=casebook))  # fmt: skip
