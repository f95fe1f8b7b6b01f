"""Backups: made, looked into, put back. Putting one back is an act, and can itself be undone."""

from __future__ import annotations

import datetime
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from db import backing_up
from db.backing_up import Difference, Manifest
from workbench.casebook import Casebook
from workbench.messages import Refused, Unreadable, message

__all__ = ["Difference", "Manifest", "Restored", "folder_of", "make", "restore"]


@dataclass(frozen=True)
class Restored:
    """What putting a backup back did, or would do.

    `change_set` is None where nothing was written. `aside` is where a casebook that could no
    longer be read was kept; the backup then took its place whole.
    """

    differences: tuple[Difference, ...]
    change_set: int | None = None
    aside: Path | None = None
    replaced: bool = False


def folder_of(casebook: Path) -> Path:
    """The folder that a casebook's backups go to unless another is named."""
    return casebook.with_name(f"{casebook.stem} backups")


def make(casebook: Casebook, target: Path | None = None) -> tuple[Path, Manifest]:
    """Back the casebook up to a file, else under a name with the time in its own folder.

    The backup opens with the passphrase that the casebook has now. It is checked before it is
    kept; `Refused` says why it can't be made.
    """
    if target is None:
        folder = folder_of(casebook.path)
        try:
            folder.mkdir(mode=0o700, exist_ok=True)
        except OSError as error:
            raise Refused(
                message("The folder can't be made ({reason})", reason=error.strerror or "?"),
                str(folder),
                message("Name a file for the backup in another folder."),
            ) from None
        target = _free(folder, casebook.path)
    return target, backing_up.make(casebook.record, target)


def _free(folder: Path, path: Path) -> Path:
    stamp = datetime.datetime.now().strftime("%Y-%m-%d %H%M%S")
    for number in range(1, 1000):
        more = "" if number == 1 else f" {number}"
        target = folder / f"{path.stem} {stamp}{more}{path.suffix}"
        if not os.path.lexists(target):
            return target
    raise Refused(message("There are too many backups of this second"), str(folder))


def restore(
    path: Path, backup: Path, passphrase: str | None, *, by: str = "", dry_run: bool = False
) -> Restored:
    """Make the casebook at `path` what it was in the backup; with `dry_run`, only say what differs.

    A casebook that can be read becomes so by one act, which undo takes back. One that is gone or
    can't be read any more is replaced by the backup; what was there is kept beside it.
    """
    with _opened_copy(backup, path, passphrase, by) as then:
        try:
            if path.exists():
                return _put_back(path, passphrase, by, then, backup, dry_run)
        except Unreadable:
            # What could have said that it is the same casebook can't be read: it is kept aside.
            pass
        return _replace(path, then, dry_run)


@contextmanager
def _opened_copy(backup: Path, path: Path, passphrase: str | None, by: str) -> Iterator[Casebook]:
    """The backup, opened as a copy of its own: it stays as it is, also where it is older."""
    if not backup.is_file():
        raise Refused(
            message("There is no such file"), str(backup), message("Check the backup's name.")
        )
    backing_up.refuse_altered(backup)
    try:
        folder = tempfile.mkdtemp(prefix=".restoring-", dir=path.absolute().parent)
    except OSError as error:
        raise Refused(
            message("The folder can't be written to ({reason})", reason=error.strerror or "?"),
            str(path.absolute().parent),
            message("Copy the backup to a folder of your own, and restore it there."),
        ) from None
    try:
        copy = Path(folder) / backup.name
        shutil.copyfile(backup, copy)
        casebook = Casebook.open(copy, passphrase, by)
        try:
            yield casebook
        finally:
            casebook.close()
    finally:
        shutil.rmtree(folder)


def _put_back(
    path: Path, passphrase: str | None, by: str, then: Casebook, backup: Path, dry_run: bool
) -> Restored:
    casebook = Casebook.open(path, passphrase, by)
    try:
        if casebook.uid != then.uid:
            raise Refused(
                message("This is a backup of another casebook"),
                str(backup),
                message("Take one of this casebook, or open the backup by itself."),
            )
        with casebook.reading() as ours, then.reading() as theirs:
            if not backing_up.whole(ours):
                raise Unreadable(message("The file is damaged"), str(path))
            found = tuple(backing_up.differences(ours, theirs))
        if dry_run or not found:
            return Restored(found)
        did = message("Restore the backup {name}", name=backup.name)
        with casebook.change(did) as change, then.reading() as theirs:
            change.put_back(theirs)
        return Restored(found, change.number)
    finally:
        casebook.close()


def _replace(path: Path, then: Casebook, dry_run: bool) -> Restored:
    aside = _aside(path) if path.exists() else None
    if dry_run:
        return Restored((), replaced=True)
    whole = path.with_name(f".{path.name}.{os.getpid()}.restoring")
    try:
        backing_up.make(then.record, whole)
        whole.with_name(whole.name + backing_up.MANIFEST).unlink()
        if aside is not None:
            # The log goes along: what is still to be had of the old file may be in it.
            for suffix in ("-wal", "-shm", "-journal"):
                log = Path(f"{path}{suffix}")
                if log.exists():
                    os.replace(log, f"{aside}{suffix}")
            os.replace(path, aside)
        os.replace(whole, path)
    finally:
        whole.unlink(missing_ok=True)
    return Restored((), aside=aside, replaced=True)


def _aside(path: Path) -> Path:
    stamp = datetime.datetime.now().strftime("%Y-%m-%d %H%M%S")
    return path.with_name(f"{path.stem} unreadable {stamp}{path.suffix}")
