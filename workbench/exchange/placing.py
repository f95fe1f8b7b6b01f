"""A file put in its place whole or not at all, and nothing of it left beside."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from workbench.messages import Refused, message


def target(path: Path, casebook: Path, ending: str = ".xlsx") -> Path:
    """The path to write a file of this ending to; `Refused` where there can't be one."""
    if not path.name.lower().endswith(ending):
        raise Refused(
            message("A workbook's name ends in .xlsx")
            if ending == ".xlsx"
            else message("The name of such a file ends in {ending}", ending=ending),
            str(path),
            message("Name it for example {name}.", name=f"{path.stem or 'desk'}{ending}"),
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
            message("The workbook can't be written ({reason})", reason=error.strerror or "?")
            if path.suffix.lower() == ".xlsx"
            else message("The file can't be written ({reason})", reason=error.strerror or "?"),
            str(path),
            message("Close it where it is open, or choose a folder that you may write to."),
        ) from None
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def put(content: memoryview, path: Path, folder: Path) -> None:
    """Put a file with this content in its place, in one step, safely on the disk. Raises OSError.

    `folder` is one of ours on the same disk (see `beside`). Where the system knows files without
    a name, the content gets one only once it is whole: what is killed before leaves nothing. In the
    place of another file it takes two calls, and has a name in `folder` between them.
    """
    nameless = _nameless(folder)
    made = folder / "workbook.xlsx"
    if nameless is None:
        nameless = os.open(made, os.O_CREAT | os.O_EXCL | os.O_WRONLY | _BINARY, 0o666)
    try:
        with open(nameless, "wb", closefd=False) as file:
            file.write(content)
        os.fsync(nameless)
        if not made.exists():
            _name(nameless, path if not os.path.lexists(path) else made)
    finally:
        os.close(nameless)
    if made.exists():
        os.replace(made, path)
    _sync(path.parent)


_BINARY = getattr(os, "O_BINARY", 0)


def _nameless(folder: Path) -> int | None:
    """A file without a name on the disk of this folder; None where there can be none."""
    flag = getattr(os, "O_TMPFILE", 0)
    if not flag or not Path("/proc/self/fd").is_dir():
        return None
    try:
        return os.open(folder, flag | os.O_WRONLY, 0o666)
    except OSError:
        return None  # this disk knows none, such as a stick's


def _name(nameless: int, path: Path) -> None:
    """Give a file its name, which must be free."""
    # A link to what /proc leads to, and not to itself, is made only from a folder that is given.
    root = os.open("/proc/self/fd", os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.link(str(nameless), path, src_dir_fd=root, follow_symlinks=True)
    finally:
        os.close(root)


def _sync(folder: Path) -> None:
    if hasattr(os, "O_DIRECTORY"):
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
