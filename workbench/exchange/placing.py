"""A file put in its place whole or not at all, and nothing of it left beside."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from workbench.messages import Refused, message


def target(path: Path, casebook: Path) -> Path:
    """The path to write a workbook to; `Refused` where there can't be one."""
    if path.suffix.lower() != ".xlsx":
        raise Refused(
            message("A workbook's name ends in .xlsx"),
            str(path),
            message("Name it for example {name}.", name=f"{path.stem or 'desk'}.xlsx"),
        )
    if path.is_dir():
        raise Refused(message("This is a folder"), str(path), message("Name a file in it."))
    if path.exists() and path.samefile(casebook):
        raise Refused(
            message("This is the casebook itself"), str(path), message("Choose another name.")
        )
    if not path.parent.is_dir():
        raise Refused(
            message("There is no such folder"),
            str(path.parent),
            message("Choose a folder that exists."),
        )
    return path


@contextmanager
def beside(path: Path) -> Iterator[Path]:
    """A folder that only we can read, beside `path`: empty when given, gone afterwards.

    What an earlier process left there when it was killed is wiped first. An OSError in the block
    is `Refused`.
    """
    folder = path.with_name(f".{path.name}.writing")
    try:
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(mode=0o700)
        yield folder
    except OSError as error:
        raise Refused(
            message("The workbook can't be written ({reason})", reason=error.strerror or "?"),
            str(path),
            message("Close it where it is open, or choose a folder that you may write to."),
        ) from None
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def put(made: Path, path: Path) -> None:
    """Put a finished file in its place, in one step, safely on the disk. Raises OSError."""
    with made.open("rb+") as file:
        os.fsync(file.fileno())
    os.replace(made, path)
    if hasattr(os, "O_DIRECTORY"):
        folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
