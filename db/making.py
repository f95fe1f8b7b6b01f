"""A file that is made: under a name of its own until it is whole, and never over another's."""

from __future__ import annotations

import os
from pathlib import Path

from .errors import Refused
from .messages import message


def logs(path: Path) -> list[Path]:
    """What SQLite would take for the log of a file of this name."""
    return [Path(f"{path}{suffix}") for suffix in ("-wal", "-journal")]


def refuse_taken(path: Path) -> None:
    """`Refused` where a file of this name is there, or a log that a new one would take for its own.

    A log left by a casebook that was removed is replayed into whatever file next bears its name.
    """
    if os.path.lexists(path):
        raise Refused(
            message("There is already a file of this name"),
            str(path),
            message("Choose another name, or open it."),
        )
    for log in logs(path):
        if os.path.lexists(log):
            raise Refused(
                message("The log of a casebook that was here before lies in the way"),
                str(log),
                message("Choose another name, or bring that casebook back to it."),
            )


def put_in_place(made: Path, path: Path) -> None:
    """Give a finished file its name, unless somebody else took the name meanwhile."""
    try:
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    except FileExistsError:
        refuse_taken(path)
        raise
    try:
        os.replace(made, path)
    except BaseException:
        path.unlink(missing_ok=True)
        raise


def remove(path: Path) -> None:
    """Take away what was being made, with what SQLite put beside it."""
    for suffix in ("", "-wal", "-shm", "-journal"):
        Path(f"{path}{suffix}").unlink(missing_ok=True)
