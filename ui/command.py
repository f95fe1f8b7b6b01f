"""The command line: `workbench`, its commands, and what they end with.

A first word that is a command is the command; any other is a casebook for the window, and a
casebook that is called as a command is written `./new`. Exit status: 0 done, 1 refused (one line
says what is wrong and what to do), 2 the command line itself is wrong.
"""

from __future__ import annotations

import errno
import gettext
import io
import os
import sys
import traceback
from collections.abc import Callable, Sequence
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Any

import typer
import typer.main

from workbench.messages import Refused, _, use

OPEN = "(open)"
"""What the window is registered as: no name that is typed as a command."""

ROOMS = ("ui", "workbench", "db")


def main(words: Sequence[str] | None = None) -> int:
    """Run the command line, `sys.argv` unless words are given; the exit status."""
    speak()
    given = list(sys.argv[1:] if words is None else words)
    try:
        return _run(given)
    except Refused as refused:
        _complain(str(refused))
    except KeyboardInterrupt:
        _complain(_("Stopped."))
    except Exception as error:
        long = isinstance(error, OSError) and error.errno == errno.ENAMETOOLONG
        _complain(_("A file's name is too long. Choose a shorter one.") if long else fault(error))
    finally:
        _flush()
    return 1


def speak() -> None:
    """Word texts in the person's language, and write them in UTF-8 wherever they go."""
    folder = str(files("resources") / "locale")
    use(gettext.translation("workbench", folder, fallback=True))
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def _run(words: list[str]) -> int:
    command = typer.main.get_command(application())
    known = getattr(command, "commands", {})
    try:
        command(args=_with_command(words, known), prog_name="workbench")
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else 1
    return 0


def _with_command(words: list[str], known: Any) -> list[str]:
    """The words with the window's command before them, where they name no other."""
    if words and ((words[0] in known and words[0] != OPEN) or words[0] in ("--help", "--version")):
        return words
    named = [word for word in words if not word.startswith("-")]
    if len(named) > 1 and words[0] == named[0]:
        return words  # nobody opens several: a command that there is not, as the answer will say
    return [OPEN, *words]


def application() -> typer.Typer:
    """The command line with all its commands, worded in the language of the moment."""
    # What commands and their options are called is worded when these are imported.
    from ui import command_backups as backups
    from ui import command_changing as changing
    from ui import command_duplicates as doubles
    from ui import command_exporting as exporting
    from ui import command_importing as importing
    from ui import command_looking as looking
    from ui import command_passphrase as secret
    from ui import command_purge as purging
    from ui import command_record as record
    from ui import command_window as window

    app = typer.Typer(
        add_completion=False,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
        no_args_is_help=False,
        subcommand_metavar=_("[CASEBOOK | COMMAND …]"),
        help=_("A desk's local record of stakeholders, meetings and outstanding asks."
               " With a casebook instead of a command: opens the window on it."),
    )  # fmt: skip
    commands: tuple[tuple[str, Callable[..., None], str], ...] = (
        ("new", changing.new, _("Make a casebook")),
        ("import", importing.take_in, _("Take in a workbook, as one act")),
        ("export", exporting.export, _("Write the record, or a part of it, to a file")),
        ("find", looking.find, _("Look for words in names, titles and notes")),
        ("asks", looking.asks, _("List who wants what of whom")),
        ("events", looking.events, _("List what happened, in order of time")),
        ("ties", looking.ties, _("List how stakeholders stand to each other")),
        ("between", looking.between, _("Find who could carry a message")),
        ("duplicates", doubles.duplicates, _("Find who is in the casebook twice")),
        ("merge", doubles.merge, _("Make two stakeholders one")),
        ("history", record.history, _("Tell who changed what, newest first")),
        ("undo", changing.undo, _("Take back the last act")),
        ("redo", changing.redo, _("Do again what was undone last")),
        ("check", record.check, _("Look the whole record over for faults")),
        ("backup", backups.backup, _("Copy the casebook to a file that is checked")),
        ("restore", backups.restore, _("Make the casebook what it was in a backup")),
        ("purge", purging.purge, _("Take a record out for good, history and all")),
        ("passphrase", secret.passphrase, _("Give the casebook another passphrase")),
        ("tour", window.tour, _("Draw every pane and dialog to PNG files")),
    )
    for name, function, help_ in commands:
        app.command(name, help=help_)(function)
    app.command(OPEN, hidden=True, help=_("Open the window"))(window.window)

    @app.callback()
    def options(
        version: Annotated[
            bool,
            typer.Option("--version", is_eager=True, callback=_version, help=_("say the version")),
        ] = False,
    ) -> None:
        """What holds for the command line as a whole."""

    return app


def _version(wanted: bool) -> None:
    if wanted:
        print(f"workbench {version()}")
        raise typer.Exit


def version() -> str:
    """The version that is installed."""
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("stakeholder-workbench")
    except PackageNotFoundError:
        return "0"


def fault(error: BaseException) -> str:
    """One line on a fault of ours: its type and place, and nothing out of the record."""
    frames = [
        frame
        for frame in traceback.extract_tb(error.__traceback__)
        if Path(frame.filename).parent.name in ROOMS or "workbench" in Path(frame.filename).parts
    ]
    place = f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else "?"
    return _(
        "This is a fault in the workbench ({error} in {place}). Please report it.",
        error=type(error).__name__,
        place=place,
    )


def _complain(text: str) -> None:
    from ui.command_showing import complain

    complain(text)


def _flush() -> None:
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        # Whoever read has enough; the interpreter would complain at its own last flush.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
