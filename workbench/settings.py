"""What this machine remembers between runs: who is at the keyboard, recent casebooks, looks.

A small JSON file in the person's settings folder. It names files and a member, and never holds
anything out of a record.
"""

from __future__ import annotations

import getpass
import json
import os
import tempfile
import threading
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from platformdirs import user_config_path

RECENT = 12
"""Casebooks that are remembered."""

THEMES = ("system", "light", "dark")

LOCK_AFTER = (1, 2, 5, 10, 15, 30, 60, 0)
"""Minutes without a key or a click after which one may have a casebook locked; 0 is never."""

_changing = threading.Lock()  # what works beside the window remembers things too

SMALLEST, LARGEST = -4, 12
"""How far the text can be made smaller or larger, in points."""


@dataclass(frozen=True)
class Settings:
    """What is remembered. `text_size` is in points more or less than the system's own.

    `backup_folders` says where a casebook's backups go, for when its file can't be read any more.
    """

    member: str = ""
    recent: tuple[str, ...] = ()
    theme: str = "system"
    text_size: int = 0
    lock_after: int = 10
    in_keyring: tuple[str, ...] = ()
    backup_folders: dict[str, str] = field(default_factory=dict)


def file() -> Path:
    """Where the settings are."""
    return user_config_path("stakeholder-workbench", appauthor=False) / "settings.json"


def load() -> Settings:
    """What is remembered; what can't be read, or makes no sense, is as if it were not."""
    try:
        found = json.loads(file().read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return Settings()
    return _sane(found) if isinstance(found, dict) else Settings()


def _sane(found: dict[str, Any]) -> Settings:
    member, recent = found.get("member"), found.get("recent")
    theme, size = found.get("theme"), found.get("text_size")
    lock_after, kept = found.get("lock_after"), found.get("in_keyring")
    folders = found.get("backup_folders")
    return Settings(
        member if isinstance(member, str) else "",
        tuple(path for path in recent if isinstance(path, str)) if isinstance(recent, list) else (),
        theme if theme in THEMES else "system",
        min(max(size, SMALLEST), LARGEST) if isinstance(size, int) else 0,
        lock_after if lock_after in LOCK_AFTER else 10,
        in_keyring=tuple(n for n in kept if isinstance(n, str)) if isinstance(kept, list) else (),
        backup_folders={path: folder for path, folder in folders.items() if isinstance(folder, str)}
        if isinstance(folders, dict)
        else {},
    )


def save(settings: Settings) -> None:
    """Remember these. Where the folder can't be written to, nothing is remembered."""
    target = file()
    try:
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=target.parent, prefix=".settings-")
    except OSError:
        return
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as stream:
            json.dump(asdict(settings), stream, ensure_ascii=False, indent=1)
        os.replace(name, target)
    except OSError:
        Path(name).unlink(missing_ok=True)


def change(**values: Any) -> Settings:
    """Remember these values beside what is remembered already; all of it, as it is now."""
    with _changing:
        settings = replace(load(), **values)
        save(settings)
    return settings


def opened(path: Path | str) -> None:
    """Put a casebook first among the recent ones."""
    here = str(Path(path).absolute())
    others = [known for known in load().recent if known != here]
    change(recent=(here, *others)[:RECENT])


def recent() -> list[Path]:
    """The casebooks opened lately that are still there, the last one first."""
    return [path for path in map(Path, load().recent) if path.is_file()]


def forget(path: Path | str) -> None:
    """Take a casebook out of the recent ones."""
    here = str(Path(path).absolute())
    change(recent=tuple(known for known in load().recent if known != here))


def backups_go_to(path: Path, folder: Path | None) -> None:
    """Remember which folder was chosen for a casebook's backups; None forgets it."""
    known = load().backup_folders
    others = {each: there for each, there in known.items() if each != str(path.absolute())}
    chosen = {} if folder is None else {str(path.absolute()): str(folder)}
    if others | chosen != known:
        change(backup_folders=others | chosen)


def who() -> str:
    """Who is at the keyboard: the member of the desk, else the name the machine knows."""
    return load().member or machine_user()


def machine_user() -> str:
    """The name of the account on this machine; empty where it has none."""
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return ""
