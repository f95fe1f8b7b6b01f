"""The commands that make a casebook and take back what was done: new, undo, redo."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from ui.command_opening import CasebookPath, PassphraseFile, new_passphrase, opened
from ui.command_showing import line, record_word
from workbench.messages import Refused, _, message, n_

if TYPE_CHECKING:
    from workbench.taking_back import KeptCell, TakenBack


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
