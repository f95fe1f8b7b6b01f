"""Who has a casebook open on another machine, and what can be done meanwhile."""

from __future__ import annotations

import datetime
import json
import os
import tempfile
from contextlib import suppress
from pathlib import Path

from platformdirs import user_cache_path

from db.holding import STILL, HeldElsewhere, Holder, Watch, elsewhere
from workbench.casebook import Casebook
from workbench.messages import _, n_

__all__ = [
    "STILL", "HeldElsewhere", "Holder", "Watch",
    "age", "elsewhere", "save_copy", "watch",
]  # fmt: skip

_MOST = 50  # holders whose beats are remembered


def watch(holder: Holder) -> Watch:
    """Watch a holder, from what was seen of it on this machine before, if anything.

    So somebody who tries again later need not wait once more to be told that it is gone.
    """
    seen = _seen()
    at = seen.get(holder.file)
    made = Watch(holder, *at) if at is not None else Watch(holder)
    _remember(seen | {holder.file: (made.beat, made.at)})
    return made


def _file() -> Path:
    return user_cache_path("stakeholder-workbench", appauthor=False) / "holders.json"


def _seen() -> dict[str, tuple[int, float]]:
    try:
        given = json.loads(_file().read_text(encoding="utf-8"))
        return {str(file): (int(beat), float(at)) for file, (beat, at) in given.items()}
    except (OSError, ValueError, TypeError, AttributeError):
        return {}


def _remember(seen: dict[str, tuple[int, float]]) -> None:
    there = {file: at for file, at in seen.items() if os.path.exists(file)}
    newest = sorted(there.items(), key=lambda item: item[1][1])[-_MOST:]
    target = _file()
    with suppress(OSError):
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=target.parent, prefix=".holders-")
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as stream:
                json.dump(dict(newest), stream)
            os.replace(name, target)
        except OSError:
            Path(name).unlink(missing_ok=True)


def age(at: datetime.datetime, now: datetime.datetime | None = None) -> str:
    """How old a copy is, in words that end a sentence: "as it was 12 minutes ago"."""
    passed = (now or datetime.datetime.now(datetime.UTC)) - at
    minutes = max(0, int(passed.total_seconds() // 60))
    if minutes < 1:
        return _("as it was just now")
    if minutes < 60:
        return n_("as it was {n} minute ago", "as it was {n} minutes ago", minutes)
    if minutes < 48 * 60:
        return n_("as it was {n} hour ago", "as it was {n} hours ago", minutes // 60)
    return n_("as it was {n} day ago", "as it was {n} days ago", minutes // (24 * 60))


def save_copy(casebook: Casebook, target: Path) -> None:
    """Save a casebook as a file that can be written in, under the passphrase that it has.

    `Refused`, and no such file, where that can't be done. It is checked as a backup is.
    """
    from db import backing_up

    backing_up.make(casebook.record, target)
    with suppress(OSError):
        backing_up.manifest_file(target).unlink()
