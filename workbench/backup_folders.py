"""Where backups are: the folder that was chosen for them, what lies in it, whether it is good."""

from __future__ import annotations

import datetime
import os
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from db import backing_up
from db.backing_up import MANIFEST, Manifest, Told, silent
from workbench import copies, settings
from workbench.messages import Refused, message

if TYPE_CHECKING:
    from workbench.casebook import Casebook

Soundness = Literal["good", "damaged", "gone", "other passphrase"]

_FOLDER = "backup folder"
_CHECKED = "backups checked"
_LEFT_OVER = 24 * 3600  # seconds after which a backup that was being made surely is no more
_MAKING = ".making"


@dataclass(frozen=True)
class Backup:
    """One backup: its file, and what its manifest says of it."""

    path: Path
    manifest: Manifest

    def __hash__(self) -> int:
        return hash(self.path)

    @property
    def size(self) -> int:
        """Bytes; 0 where the file can't be seen any more."""
        try:
            return self.path.stat().st_size
        except OSError:
            return 0

    @property
    def records(self) -> int:
        """How many records it holds."""
        return sum(self.manifest.counts.values())


@dataclass(frozen=True)
class Place:
    """Where backups go now, and the folder that was chosen for them, if one was."""

    folder: Path
    chosen: Path | None = None

    @property
    def missing(self) -> bool:
        """Whether the chosen folder can't be used, so that backups go beside the casebook."""
        return self.chosen is not None and self.chosen != self.folder


@dataclass(frozen=True)
class Checked:
    """When (UTC, ISO) a backup was looked over, and what was found."""

    at: str
    found: Soundness


def folder_of(casebook: Path) -> Path:
    """The folder that a casebook's backups go to unless another is chosen."""
    return casebook.with_name(f"{casebook.stem} backups")


def place(casebook: Casebook) -> Place:
    """Where this casebook's backups go now: where the chosen folder is not there, beside it."""
    default = folder_of(casebook.path)
    chosen = casebook.kept(_FOLDER)
    if not chosen:
        return Place(default)
    there = Path(chosen).is_dir() and os.access(chosen, os.W_OK)
    return Place(Path(chosen) if there else default, Path(chosen))


def choose(casebook: Casebook, folder: Path | None) -> Place:
    """Have the backups go to this folder from now on; None has them go beside the casebook.

    `Refused` where nothing can be written there. Backups that were made stay where they are.
    """
    if folder is not None:
        try:
            handle, name = tempfile.mkstemp(dir=folder, prefix=".trying-")
            os.close(handle)
            os.unlink(name)
        except OSError as error:
            raise Refused(
                message("The folder can't be written to ({reason})", reason=error.strerror or "?"),
                str(folder),
                message("Choose another one."),
            ) from None
        folder = folder.absolute()
    default = folder_of(casebook.path).absolute()
    casebook.keep(_FOLDER, None if folder in (None, default) else str(folder))
    where = place(casebook)
    settings.backups_go_to(casebook.path, where.chosen)
    return where


# -- what there is -----------------------------------------------------------------------------


def held_in(folder: Path, uid: str) -> list[Backup]:
    """The backups of this casebook in a folder; a file that is none of its is left out."""
    return [each for each in _all_in(folder) if each.manifest.casebook == uid]


def _all_in(folder: Path) -> Iterator[Backup]:
    try:
        names = sorted(os.listdir(folder))
    except OSError:
        return
    for name in names:
        path = folder / name.removesuffix(MANIFEST)
        if not name.endswith(MANIFEST) or name.startswith(".") or not path.is_file():
            continue
        manifest = backing_up.manifest_of(path)
        if manifest is not None:
            yield Backup(path, manifest)


def backup_at(path: Path) -> Backup | None:
    """The backup that is this file; None where it has no manifest that can be read."""
    manifest = backing_up.manifest_of(path)
    return None if manifest is None else Backup(path, manifest)


def listed(casebook: Casebook) -> list[Backup]:
    """Every backup of this casebook that can be seen from here, the newest first."""
    uid = casebook.uid
    where = place(casebook)
    noted = [Path(copy.path) for copy in copies.noted(casebook) if copy.what == "backup"]
    folders = [where.folder, folder_of(casebook.path), *(path.parent for path in noted)]
    found = {
        each.path: each
        for folder in dict.fromkeys(folder.absolute() for folder in folders)
        for each in held_in(folder, uid)
    }
    return sorted(found.values(), key=_far, reverse=True)


def _far(backup: Backup) -> tuple[int, str]:
    return backup.manifest.commits, backup.manifest.at


def newest_good(path: Path) -> Backup | None:
    """The newest backup of a casebook that can't be read itself, whose file is as it was made.

    Nothing is opened for it, so no passphrase is needed.
    """
    chosen = settings.load().backup_folders.get(str(path.absolute()))
    known = sorted(
        [*_all_in(folder_of(path.absolute())), *_of_name(path, chosen)],
        key=lambda each: (each.manifest.number, *_far(each)),
        reverse=True,
    )
    return next((each for each in known if backing_up.as_made(each.path, each.manifest)), None)


def _of_name(path: Path, folder: str | None) -> Iterator[Backup]:
    """Those in the folder that was chosen, in which other casebooks may have theirs as well."""
    for each in _all_in(Path(folder)) if folder else ():
        if each.path.name.startswith(f"{path.stem} "):
            yield each


# -- whether it is good ------------------------------------------------------------------------


def check(casebook: Casebook, backups: list[Backup], told: Told = silent) -> dict[Path, Checked]:
    """Look these backups over: the file as it was made, every page whole. What is found is kept."""
    found: dict[Path, Checked] = {}
    for done, backup in enumerate(backups):
        told(done, len(backups))
        at = datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")
        found[backup.path] = Checked(at, _soundness(casebook, backup))
    told(len(backups), len(backups))
    known = {path: each for path, each in checked(casebook).items() if path.exists()} | found
    try:
        casebook.keep(_CHECKED, {str(path): [c.at, c.found] for path, c in known.items()})
    except Refused:
        pass  # The casebook is read-only; what was found is told all the same.
    return found


def checked(casebook: Casebook) -> dict[Path, Checked]:
    """What was found the last time that each backup was looked over."""
    return {Path(path): Checked(*each) for path, each in casebook.kept(_CHECKED, {}).items()}


def _soundness(casebook: Casebook, backup: Backup) -> Soundness:
    if not backup.path.is_file():
        return "gone"
    if not backing_up.as_made(backup.path, backup.manifest):
        return "damaged"
    if not backing_up.opens(casebook.record, backup.path):
        return "other passphrase"  # its file is just as it was made
    try:
        return "good" if backing_up.sound(casebook.record, backup.path) else "damaged"
    except Refused:
        return "damaged"


# -- removing ----------------------------------------------------------------------------------


def remove(casebook: Casebook, backups: list[Backup]) -> list[Path]:
    """Remove these backups, for good; those that could not be removed."""
    left = [each.path for each in backups if not _remove(each)]
    gone = {str(each.path.absolute()) for each in backups if each.path not in left}
    if gone:
        copies.forget(casebook, gone)
    return left


def remove_as_made(backup: Backup) -> bool:
    """Remove a backup whose file is just as it was made, and that nobody has open."""
    in_use = any(Path(f"{backup.path}{log}").exists() for log in ("-wal", "-journal"))
    if in_use or not backing_up.as_made(backup.path, backup.manifest):
        return False
    return _remove(backup)


def _remove(backup: Backup) -> bool:
    """The file first: a manifest alone is no backup, a file without one would be forgotten."""
    try:
        backup.path.unlink(missing_ok=True)
        backing_up.manifest_file(backup.path).unlink(missing_ok=True)
    except OSError:
        return False
    return True


def clear_up(folder: Path, casebook: Casebook) -> None:
    """Remove what was left of backups that were being made when the program was killed."""
    now = datetime.datetime.now().timestamp()
    try:
        for name in os.listdir(folder):
            path = folder / name
            ours = name.startswith(f".{casebook.path.stem} ") and _MAKING in name
            if ours and now - path.stat().st_mtime > _LEFT_OVER:
                path.unlink(missing_ok=True)
    except OSError:
        pass  # There is no such folder yet, or it can't be written to: making one will say so.
