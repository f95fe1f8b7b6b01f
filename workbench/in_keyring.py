"""A passphrase kept in this machine's keyring, where a person asked for that.

It is kept under what tells the casebook's file from others, its salt: no name and no path is told,
and a file that is moved or renamed is still known. Which casebooks have one there is remembered in
the settings, so that nobody's keyring is opened who never asked for it.
"""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from db import casefile
from workbench import settings
from workbench.messages import Refused

SERVICE = "stakeholder-workbench"
_GOOD = 1  # the keyring library's own measure: below it are none, and files of its own making


class Backend(Protocol):
    """What is used of a keyring."""

    @property
    def priority(self) -> float: ...
    def get_password(self, service: str, username: str) -> str | None: ...
    def set_password(self, service: str, username: str, password: str) -> None: ...
    def delete_password(self, service: str, username: str) -> None: ...


def _backend() -> Backend | None:
    """The system's keyring; None where there is none that keeps a secret."""
    try:
        import keyring

        found: Backend = keyring.get_keyring()
        return found if found.priority >= _GOOD else None
    except Exception:  # a backend may fail in any way of its own, and then it is as if not there
        return None


def available() -> bool:
    """Whether this machine has a keyring to keep a passphrase in. May take a while: not in the
    window's thread."""
    return _backend() is not None


def is_kept(path: Path) -> bool:
    """Whether this casebook's passphrase was put into the keyring here. Quick."""
    kept = settings.load().in_keyring
    return bool(kept) and _name(path) in kept


def get(path: Path) -> str | None:
    """The passphrase that is kept for this casebook; None where there is none to be had."""
    backend = _backend() if is_kept(path) else None
    if backend is None:
        return None
    try:
        return backend.get_password(SERVICE, _name(path))
    except Exception:
        return None


def keep(path: Path, passphrase: str) -> bool:
    """Put the passphrase into the keyring, in the place of another; whether that could be done."""
    backend, name = _backend(), _name(path)
    if backend is None or not name:
        return False
    try:
        backend.set_password(SERVICE, name, passphrase)
    except Exception:
        return False
    known = settings.load().in_keyring
    if name not in known:
        settings.change(in_keyring=(*known, name))
    return True


def forget(path: Path) -> bool:
    """Take the passphrase out of the keyring; whether it is surely not there any more."""
    name, backend = _name(path), _backend()
    known = settings.load().in_keyring
    if name not in known:
        return True
    gone = backend is not None
    if backend is not None:
        try:
            backend.delete_password(SERVICE, name)
        except Exception:
            # It may have been removed by other means already, which the library calls an error.
            gone = _is_gone(backend, name)
    settings.change(in_keyring=tuple(each for each in known if each != name))
    return gone


def _is_gone(backend: Backend, name: str) -> bool:
    try:
        return backend.get_password(SERVICE, name) is None
    except Exception:
        return False


def _name(path: Path) -> str:
    try:
        return casefile.salt_of(path).hex()
    except Refused:
        return ""
