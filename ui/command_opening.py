"""How a command comes to an open casebook: its file, its passphrase, who is at the keyboard."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from workbench.messages import Refused, _, message

if TYPE_CHECKING:
    from workbench.casebook import Casebook

VARIABLE = "WORKBENCH_PASSPHRASE"

# A file that can't be read is the world's error, said in one line as any other: not typer's.
CasebookPath = Annotated[
    Path,
    typer.Argument(
        metavar="CASEBOOK", help=_("the casebook's file"), show_default=False, readable=False
    ),
]
PassphraseFile = Annotated[
    Path | None,
    typer.Option(
        "--passphrase-file",
        metavar="FILE",
        help=_("read the passphrase from this file"),
        show_default=False,
        readable=False,
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help=_("print one JSON value and nothing else"))]


def given_passphrase(file: Path | None) -> str | None:
    """The passphrase from its file, else from the variable; None where it is in neither."""
    if file is None:
        return os.environ.get(VARIABLE) or None
    return from_file(file)


def from_file(file: Path) -> str:
    """The passphrase that a file holds, without the end of its line."""
    try:
        text = file.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise Refused(
            message("The passphrase's file can't be read ({reason})", reason=error.strerror or "?"),
            str(file),
            message("Check its name and its permissions."),
        ) from None
    except UnicodeDecodeError:
        raise Refused(
            message("The passphrase's file is no UTF-8 text"),
            str(file),
            message("Save it as plain text in UTF-8."),
        ) from None
    return text.removesuffix("\n").removesuffix("\r")


def passphrase_for(path: Path, file: Path | None) -> str | None:
    """The passphrase that opens this casebook; asked for where there is a terminal.

    None where the casebook needs none, or where nobody can be asked.
    """
    from workbench.opening import needs_passphrase

    if not needs_passphrase(path):
        return None
    given = given_passphrase(file)
    if given is None and sys.stdin.isatty():
        return str(typer.prompt(_("Passphrase"), hide_input=True, err=True))
    return given


def new_passphrase(file: Path | None) -> str:
    """The passphrase of a casebook yet to be made; where it is typed, it is typed twice."""
    given = given_passphrase(file)
    if given is not None:
        return given
    if not sys.stdin.isatty():
        raise Refused(
            message("A new casebook needs a passphrase, and none was given"),
            what_to_do=message(
                "Give it by --passphrase-file or in {variable}, or make a --plain one.",
                variable=VARIABLE,
            ),
        )
    return asked_twice()


def asked_twice() -> str:
    """A new passphrase from whoever sits at the terminal."""
    return str(
        typer.prompt(
            _("New passphrase"),
            hide_input=True,
            confirmation_prompt=_("The same again"),
            err=True,
        )
    )


@contextmanager
def opened(path: Path, passphrase_file: Path | None) -> Iterator[Casebook]:
    """The casebook, open for as long as the command works on it.

    Where another machine writes it, a copy, to look at: what would change it is refused.
    """
    from workbench import settings
    from workbench.casebook import Casebook
    from workbench.holding import HeldElsewhere

    passphrase = passphrase_for(path, passphrase_file)
    try:
        casebook = Casebook.open(path, passphrase, by=settings.who())
    except HeldElsewhere as held:
        casebook = Casebook.open(path, passphrase, by=settings.who(), copy=True)
        print(_("{held}. This looks at a copy.", held=held.told), file=sys.stderr)
    try:
        yield casebook
    finally:
        casebook.close()
