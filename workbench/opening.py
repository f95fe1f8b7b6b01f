"""What can be told of a casebook's file before it is opened."""

from __future__ import annotations

from pathlib import Path

from db import casefile


def needs_passphrase(path: Path | str) -> bool:
    """Whether the file is encrypted. `Refused` where there is none, or it can be no casebook."""
    return not casefile.is_plain(Path(path))
