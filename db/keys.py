"""What opens an encrypted casebook: a passphrase, and the key that is derived from it."""

from __future__ import annotations

import hashlib
import hmac
import threading
import unicodedata

from .errors import Refused
from .messages import message

SALT_BYTES = 16
# SQLCipher 4's own default; it is not stored in the file, so it must never change here.
KEY_ROUNDS = 256_000


class Key:
    """What opens a casebook: nothing for a plain one, else the derived key with its salt.

    All connections of an open casebook are made by the one key, which can be renewed under them.
    """

    def __init__(self, pragma: str = "") -> None:
        self.pragma = pragma
        # Who renews it holds it meanwhile: no connection is made with a key that is about to go.
        self.held = threading.RLock()

    def __repr__(self) -> str:
        return "Key(…)"

    @property
    def salt(self) -> bytes:
        """The salt that its file begins with; nothing for a plain one."""
        return bytes.fromhex(self.pragma[-2 * SALT_BYTES - 1 : -1])

    def same_as(self, other: Key) -> bool:
        """Whether both open the same, told in a time that does not tell how nearly they do."""
        return hmac.compare_digest(self.pragma, other.pragma)


PLAIN = Key()


def check_passphrase(passphrase: str) -> str:
    """The passphrase in the one form in which it is used, or `Refused`."""
    normal = unicodedata.normalize("NFC", passphrase)
    if not normal:
        raise Refused(
            message("The passphrase is empty"), what_to_do=message("Type at least one character.")
        )
    if "\0" in normal:
        raise Refused(
            message("The passphrase holds a character that can't be typed (NUL)"),
            what_to_do=message("Leave it out."),
        )
    if normal[:2].lower() == "x'" and normal.endswith("'"):
        raise Refused(
            message("A passphrase of the form x'…' would be taken for a raw key"),
            what_to_do=message("Choose another one."),
        )
    return normal


def derive(passphrase: str, salt: bytes) -> Key:
    """The key that SQLCipher 4 would derive from this passphrase for a file with this salt."""
    normal = check_passphrase(passphrase).encode()
    raw = hashlib.pbkdf2_hmac("sha512", normal, salt, KEY_ROUNDS, 32)
    return Key(f"x'{raw.hex()}{salt.hex()}'")
