"""What can be told of a casebook's file before it is opened, and how often it was tried in vain."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from db import casefile, recovery
from workbench.messages import Refused

FREE = 3
"""Wrong tries in a row after which the next one has to wait."""
LONGEST = 30
"""Seconds that a try ever waits."""


def needs_passphrase(path: Path | str) -> bool:
    """Whether the file is encrypted. `Refused` where there is none, or it can be no casebook."""
    return not casefile.is_plain(Path(path))


def has_recovery_file(path: Path) -> bool:
    """Whether a recovery file lies beside the casebook."""
    return recovery.file_of(path).is_file()


def was_wrong(refused: Refused) -> bool:
    """Whether a refusal may be the passphrase's: only then is another try worth something."""
    return refused.what == casefile.WRONG_KEY


class Tries:
    """The wrong tries of one casebook in a row. They only slow down; nothing is ever wiped."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._wrong = 0
        self._free_at = 0.0

    def wrong(self) -> None:
        """One more was wrong."""
        self._wrong += 1
        if self._wrong >= FREE:
            # Never more than thirty seconds, however large the number grows.
            waits = min(2 ** min(self._wrong - FREE, 10), LONGEST)
            self._free_at = self._clock() + waits

    def right(self) -> None:
        """The passphrase was right: the next wrong one is the first again."""
        self._wrong, self._free_at = 0, 0.0

    def wait(self) -> float:
        """Seconds until the next try; 0 where it may be made now."""
        return max(0.0, self._free_at - self._clock())


_tries: dict[Path, Tries] = {}


def tries_of(path: Path) -> Tries:
    """The tries of this casebook since the program was started."""
    return _tries.setdefault(path.absolute(), Tries())
