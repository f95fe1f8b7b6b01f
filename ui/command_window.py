"""The commands that draw: the window itself, and its pictures. Only these import Qt."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from ui.command_opening import CasebookPath, PassphraseFile, given_passphrase, passphrase_for
from ui.command_showing import line
from workbench.messages import Refused, _, message, n_

SIZE = "1400x900"

LEAST, MOST = 400, 8000


def window(
    casebook: Annotated[
        Path | None, typer.Argument(metavar="[CASEBOOK]", show_default=False, readable=False)
    ] = None,
    passphrase_file: PassphraseFile = None,
) -> None:
    """Open the window, which asks for the passphrase itself."""
    if casebook is not None and not casebook.exists():
        raise Refused(
            message("There is no such file, and no command of this name"),
            str(casebook),
            message("Check the name; workbench new makes a casebook, workbench --help says more."),
        )
    passphrase = given_passphrase(passphrase_file)
    from ui import app

    raise typer.Exit(app.run(casebook, passphrase))


def _size(given: str) -> str:
    match = re.fullmatch(r"(\d{1,5})[xX×](\d{1,5})", given.strip())
    if match is None or not all(LEAST <= int(side) <= MOST for side in match.groups()):
        raise typer.BadParameter(
            _("write the width and the height, each from {least} to {most}: {size}",
              least=LEAST, most=MOST, size=SIZE)
        )  # fmt: skip
    return f"{match[1]}x{match[2]}"


@contextmanager
def _without_chatter() -> Iterator[None]:
    """Without what Qt says of every window where there is no screen; all else is passed on."""
    from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler

    def pass_on(kind: QtMsgType, context: QMessageLogContext, text: str) -> None:
        if not text.startswith("This plugin does not support"):
            print(text, file=sys.stderr)

    before = qInstallMessageHandler(pass_on)
    try:
        yield
    finally:
        qInstallMessageHandler(before)


def tour(
    casebook: CasebookPath,
    folder: Annotated[
        Path,
        typer.Argument(metavar="FOLDER", help=_("where the pictures go"), show_default=False),
    ],
    size: Annotated[
        str, typer.Option(metavar="WxH", help=_("the window's size"), callback=_size)
    ] = SIZE,
    dark: Annotated[bool, typer.Option("--dark", help=_("in dark colours"))] = False,
    passphrase_file: PassphraseFile = None,
) -> None:
    """Draw every pane and dialog to PNG files, without a screen."""
    passphrase = passphrase_for(casebook, passphrase_file)
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    from ui import tour as drawing

    width, height = size.split("x")
    with _without_chatter():
        drawn = drawing.tour(casebook, passphrase, folder, (int(width), int(height)), dark)
    line(n_("Drew {n} picture in {folder}.", "Drew {n} pictures in {folder}.", len(drawn),
            folder=folder))  # fmt: skip
