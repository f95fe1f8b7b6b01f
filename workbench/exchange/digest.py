"""Short marks that tell whether a cell still reads as it was exported.

They are made with a secret of the casebook (BLAKE2 in its keyed mode, which is a MAC), so that
nobody can guess a value from one. A row's digest is eight characters over its uid and all its
cells, then six for each cell.
"""

from __future__ import annotations

import secrets
from base64 import b64encode
from collections.abc import Sequence
from hashlib import blake2b
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from workbench.casebook import Casebook

ROW = 8
CELL = 6
NONE = "-" * CELL
"""In the place of the digest of a cell that has none; no digest has this sign in it."""
_KEPT = "exchange secret"
# So many texts are held with their digests: few of a column differ, or hardly two are the same.
_HELD = 100_000


def known_secret(casebook: Casebook) -> bytes | None:
    """The casebook's secret; None where it never exported anything."""
    found = casebook.kept(_KEPT)
    return bytes.fromhex(found) if isinstance(found, str) else None


def secret(casebook: Casebook) -> bytes:
    """The casebook's secret; made and kept at the first export."""
    found = known_secret(casebook)
    if found is not None:
        return found
    made = secrets.token_bytes(32)
    casebook.keep(_KEPT, made.hex())
    return made


class Digester(dict[str, str]):
    """Text -> the six characters for it; the same text is reckoned once."""

    def __init__(self, key: bytes, without: str = "") -> None:
        """A cell that reads `without` has no digest: what it stands for is withheld."""
        super().__init__()
        self._key = key
        self._without = without

    def __missing__(self, text: str) -> str:
        if len(self) >= _HELD:
            self.clear()
        made = NONE if text and text == self._without else self._mac(text, 5)[:CELL]
        self[text] = made
        return made

    def _mac(self, text: str, size: int) -> str:
        raw = text.encode("utf-8", "surrogatepass")
        return b64encode(blake2b(raw, digest_size=size, key=self._key).digest()).decode()

    def row(self, uid: str, cells: Sequence[str]) -> str:
        """The whole digest of a row: over the uid and its cells, then cell by cell."""
        return self.whole(uid, cells) + "".join([self[text] for text in cells])

    def whole(self, uid: str, cells: Sequence[str]) -> str:
        """The part over the uid and all cells together."""
        return self._mac("\x1f".join((uid, *cells)), 6)


def parts(digest: str, columns: int) -> list[str] | None:
    """The digests of the cells; None where the text can't be such a digest."""
    if len(digest) != ROW + CELL * columns:
        return None
    return [digest[start : start + CELL] for start in range(ROW, len(digest), CELL)]
