"""Where copies of what is recorded went: backups and exports, noted in the casebook's own file.

Who purges a record, or changes the passphrase, is told which of them still hold what is to go, or
still open with the old one. Only copies that this casebook made are known.
"""

from __future__ import annotations

import datetime
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from db import exporting as stored
from workbench.messages import Refused

if TYPE_CHECKING:
    from workbench.casebook import Casebook

What = Literal["backup", "export"]

_KEY = "copies"
_MOST = 2_000  # of each; the oldest notes go first


@dataclass(frozen=True)
class Copy:
    """One copy: its file, when it was made (UTC, ISO), and the last change set that it holds."""

    what: What
    path: str
    at: str
    change_set: int

    @property
    def there(self) -> bool:
        """Whether the file can be seen from here; a stick may be elsewhere."""
        return Path(self.path).exists()


def note(casebook: Casebook, what: What, path: Path, latest: int | None = None) -> None:
    """Note that a copy went to this file. One that can't be noted is made all the same.

    `latest` is the last change set that it holds, where that is not the casebook's own.
    """
    if latest is None:
        with casebook.reading() as connection:
            latest = stored.last_change(connection)
    at = datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")
    copy = Copy(what, str(path.absolute()), at, latest)
    known = [other for other in noted(casebook) if other.path != copy.path]
    try:
        _keep(casebook, [*known, copy])
    except Refused:
        pass  # The casebook is read-only; the copy itself is whole.


def noted(casebook: Casebook) -> list[Copy]:
    """All that were noted, the oldest first."""
    return [Copy(**each) for each in casebook.kept(_KEY, [])]


def forget(casebook: Casebook, paths: set[str]) -> None:
    """These are gone: they were removed, or replaced by copies that were noted themselves."""
    _keep(casebook, [copy for copy in noted(casebook) if copy.path not in paths])


def _keep(casebook: Casebook, copies: list[Copy]) -> None:
    casebook.keep(_KEY, [asdict(copy) for copy in copies[-_MOST:]])
