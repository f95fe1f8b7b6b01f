"""Backups: made, made by themselves where one is due, thinned, put back.

Putting one back is an act, and can itself be undone.
"""

from __future__ import annotations

import datetime
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from db import backing_up
from db import exporting as stored
from db.backing_up import ASKED, Difference, Manifest, Told, silent
from db.record import Record
from workbench import backup_folders, copies, purging, settings
from workbench.backup_folders import Backup, folder_of, place
from workbench.backup_thinning import thin
from workbench.casebook import Casebook
from workbench.messages import Refused, Unreadable, message

__all__ = [
    "Compared", "Difference", "Made", "Manifest", "Restored", "Why", "automatic", "compare",
    "folder_of", "make", "put_back", "restore",
]  # fmt: skip

Why = Literal["start", "time", "import", "restore", "migration", "passphrase", "merge"]

_NOT_WITHOUT = ("migration", "passphrase")


@dataclass(frozen=True)
class Made:
    """A backup that was made by itself: its file, what it holds, how many older ones went.

    `instead_of` is the folder that was chosen for backups, where it could not be used.
    """

    path: Path
    manifest: Manifest
    thinned: int = 0
    instead_of: Path | None = None


@dataclass(frozen=True)
class Restored:
    """What putting a backup back did, or would do.

    `change_set` is None where nothing was written. `aside` is where a casebook that could no
    longer be read was kept; the backup then took its place whole. `no_backup` says why what was
    there could not be backed up first. `purged` counts the purges whose records the backup still
    held: they are back.
    """

    differences: tuple[Difference, ...]
    change_set: int | None = None
    aside: Path | None = None
    replaced: bool = False
    no_backup: str = ""
    purged: int = 0


@dataclass(frozen=True)
class Compared:
    """What a backup would do to the casebook, and how many purges it would take back."""

    differences: tuple[Difference, ...]
    purged: int = 0


# -- making ------------------------------------------------------------------------------------


def make(
    casebook: Casebook, target: Path | None = None, told: Told = silent
) -> tuple[Path, Manifest]:
    """Back the casebook up to a file, else under a name with the time in the folder for them.

    The backup opens with the passphrase that the casebook has now. It is checked before it is
    kept; `Refused` says why it can't be made.
    """
    folder = place(casebook).folder if target is None else None
    return _make(casebook, folder, target, ASKED, told, datetime.datetime.now(datetime.UTC))


def _make(
    casebook: Casebook,
    folder: Path | None,
    target: Path | None,
    why: str,
    told: Told,
    now: datetime.datetime,
) -> tuple[Path, Manifest]:
    uid = casebook.uid
    if target is None:
        assert folder is not None
        _make_folder(folder)
        target = _free(folder, casebook.path, now)
    known = backup_folders.held_in(target.absolute().parent, uid)
    number = 1 + max((each.manifest.number for each in known), default=0)
    manifest = backing_up.make(casebook.record, target, why, number, told, now)
    copies.note(casebook, "backup", target, manifest.change_set)
    return target, manifest


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
    except OSError as error:
        raise Refused(
            message("The folder can't be made ({reason})", reason=error.strerror or "?"),
            str(folder),
            message("Name a file for the backup in another folder."),
        ) from None


def _free(folder: Path, path: Path, now: datetime.datetime) -> Path:
    stamp = now.astimezone().strftime("%Y-%m-%d %H%M%S")
    for number in range(1, 1000):
        more = "" if number == 1 else f" {number}"
        target = folder / f"{path.stem} {stamp}{more}{path.suffix}"
        if not os.path.lexists(target) and not os.path.lexists(backing_up.manifest_file(target)):
            return target
    raise Refused(message("There are too many backups of this second"), str(folder))


def automatic(
    casebook: Casebook,
    why: Why,
    told: Told = silent,
    now: datetime.datetime | None = None,
    spare: Path | None = None,
) -> Made | None:
    """Make a backup where the casebook changed since its newest one, and thin out the old ones.

    None where none is due; the sample makes none, nor a casebook that can only be looked at.
    `Refused` where it can't be made: before a migration or a change of the passphrase the work
    then must not be done; before anything else the caller says so, and goes on. `spare` is an
    old one that stays, whatever its age.
    """
    if casebook.is_sample or casebook.read_only:
        return None
    try:
        now = now or datetime.datetime.now(datetime.UTC)
        return _automatic(casebook, why, told, now, spare)
    except Refused as refused:
        if why not in _NOT_WITHOUT:
            raise
        raise type(refused)(
            message("No backup can be made first, so nothing was done ({what})", what=refused.what),
            refused.where,
            message("Make room, or choose another folder for the backups, and do it again."),
        ) from None


def _automatic(
    casebook: Casebook, why: Why, told: Told, now: datetime.datetime, spare: Path | None
) -> Made | None:
    where = place(casebook)
    settings.backups_go_to(casebook.path, where.chosen)
    try:
        made = _in_folder(casebook, where.folder, why, told, now, spare)
    except Refused:
        # A stick that is full, or was pulled out just now: the disk beside it may do.
        default = folder_of(casebook.path)
        if where.folder == default:
            raise
        made = _in_folder(casebook, default, why, told, now, spare)
        where = backup_folders.Place(default, where.chosen)
    if made is None:
        return None
    return Made(*made, where.chosen if where.missing else None)


def _in_folder(
    casebook: Casebook,
    folder: Path,
    why: Why,
    told: Told,
    now: datetime.datetime,
    spare: Path | None,
) -> tuple[Path, Manifest, int] | None:
    with casebook.reading() as connection:
        held = backing_up.held(connection)
    known = backup_folders.held_in(folder, casebook.uid)
    if any(_is_of_now(casebook.record, each, held) for each in known):
        return None
    backup_folders.clear_up(folder, casebook)
    target, manifest = _make(casebook, folder, None, why, told, now)
    return target, manifest, _thin(casebook, folder, manifest, now, spare)


def _is_of_now(record: Record, backup: Backup, held: backing_up.Held) -> bool:
    """Whether nothing was changed since this backup, which is there and opens."""
    manifest = backup.manifest
    same = (manifest.commits, manifest.change_set) == (held.commits, held.change_set)
    return (
        same
        and manifest.head in (held.head, "")
        and manifest.size in (backup.size, 0)
        and backing_up.opens(record, backup.path)
    )


def _thin(
    casebook: Casebook,
    folder: Path,
    newest: Manifest,
    now: datetime.datetime,
    spare: Path | None,
) -> int:
    """Remove those that go, now that the newest was made and checked; how many went.

    A file that is not just as it was made is somebody's work by now, and stays.
    """
    with casebook.reading() as connection:
        known = [
            each
            for each in backup_folders.held_in(folder, newest.casebook)
            if backing_up.on_the_way(connection, each.manifest)
        ]
    if any(each.manifest.commits > newest.commits for each in known):
        return 0
    go = [known[at] for at in thin([each.manifest for each in known], now)]
    stays = None if spare is None else spare.absolute()
    gone = {
        each for each in go if each.path.absolute() != stays and backup_folders.remove_as_made(each)
    }
    if gone:
        try:
            copies.forget(casebook, {str(each.path.absolute()) for each in gone})
        except Refused:
            pass  # The casebook is read-only; that they are not there any more can be seen.
    return len(gone)


# -- putting back ------------------------------------------------------------------------------


def compare(
    casebook: Casebook, backup: Path, passphrase: str | None = None, told: Told = silent
) -> Compared:
    """What putting this backup back would do to the open casebook, kind by kind.

    Without a passphrase the backup is opened with the casebook's own. `Unreadable` where it does
    not open with that one: it may be from before the passphrase was changed.
    """
    with _opened_copy(backup, casebook.path, passphrase, casebook) as then:
        return Compared(_differences(casebook, then, backup, told), _purged(casebook, then))


def put_back(
    casebook: Casebook, backup: Path, passphrase: str | None = None, told: Told = silent
) -> Restored:
    """Make the open casebook what it was in the backup, by one act, which undo takes back.

    What there is now is backed up first.
    """
    with _opened_copy(backup, casebook.path, passphrase, casebook) as then:
        return _put_back(casebook, then, backup, told)


def restore(
    path: Path, backup: Path, passphrase: str | None, *, by: str = "", dry_run: bool = False
) -> Restored:
    """Make the casebook at `path` what it was in the backup; with `dry_run`, only say what differs.

    A casebook that can be read becomes so by one act, which undo takes back. One that is gone or
    can't be read any more is replaced by the backup; what was there is kept beside it.
    """
    with _opened_copy(backup, path, passphrase) as then:
        try:
            if path.exists():
                casebook = Casebook.open(path, passphrase, by)
                try:
                    if dry_run:
                        found = _differences(casebook, then, backup)
                        return Restored(found, purged=_purged(casebook, then))
                    return _put_back(casebook, then, backup)
                finally:
                    casebook.close()
        except Unreadable:
            # What could have said that it is the same casebook can't be read: it is kept aside.
            pass
        return _replace(path, then, dry_run)


@contextmanager
def _opened_copy(
    backup: Path, path: Path, passphrase: str | None, of: Casebook | None = None
) -> Iterator[Casebook]:
    """The backup, opened as a copy of its own: it stays as it is, also where it is older.

    Where no passphrase is given and `of` is, with the key of that one.
    """
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
        _copy(backup, copy)
        if of is not None and passphrase is None:
            record = of.record.open_copy(copy)
        else:
            record = Record.open(copy, passphrase)
        casebook = Casebook(record)
        try:
            yield casebook
        finally:
            casebook.close()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _copy(backup: Path, copy: Path) -> None:
    try:
        shutil.copyfile(backup, copy)
    except OSError as error:
        raise Refused(
            message("The backup can't be read, or not be copied ({reason})",
                    reason=error.strerror or "?"),
            str(backup),
            message("Make room beside the casebook, and do it again."),
        ) from None  # fmt: skip


def _differences(
    casebook: Casebook, then: Casebook, backup: Path, told: Told = silent
) -> tuple[Difference, ...]:
    if casebook.uid != then.uid:
        raise Refused(
            message("This is a backup of another casebook"),
            str(backup),
            message("Take one of this casebook, or open the backup by itself."),
        )
    with casebook.reading() as ours, then.reading() as theirs:
        if not backing_up.whole(ours, told):
            raise Unreadable(message("The file is damaged"), str(casebook.path))
        return tuple(backing_up.differences(ours, theirs))


def _purged(casebook: Casebook, then: Casebook) -> int:
    with then.reading() as connection:
        return purging.held_at(casebook, stored.last_change(connection))


def _put_back(casebook: Casebook, then: Casebook, backup: Path, told: Told = silent) -> Restored:
    found = _differences(casebook, then, backup, told)
    if not found:
        return Restored(found)
    no_backup = ""
    try:
        automatic(casebook, "restore", told, spare=backup)
    except Refused as refused:
        no_backup = str(refused)
    did = message("Restore the backup {name}", name=backup.name)
    with casebook.change(did) as change, then.reading() as theirs:
        change.put_back(theirs)
        told(0, 0)  # the last moment to be stopped at
    return Restored(found, change.number, no_backup=no_backup, purged=_purged(casebook, then))


def _replace(path: Path, then: Casebook, dry_run: bool) -> Restored:
    aside = _aside(path) if path.exists() else None
    if dry_run:
        return Restored((), replaced=True)
    whole = path.with_name(f".{path.name}.{os.getpid()}.restoring")
    try:
        backing_up.make(then.record, whole)
        backing_up.manifest_file(whole).unlink()
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
