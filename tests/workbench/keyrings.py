"""A keyring for tests: the system's own is never touched."""

from __future__ import annotations

import keyring
import pytest


class FakeKeyring:
    """Holds what it is given; `broken` has it fail at everything."""

    def __init__(self) -> None:
        self.priority = 5.0
        self.broken = False
        self.asked = 0
        self.held: dict[tuple[str, str], str] = {}

    def _works(self) -> None:
        self.asked += 1
        if self.broken:
            raise RuntimeError("the keyring is locked")

    def get_password(self, service: str, username: str) -> str | None:
        self._works()
        return self.held.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self._works()
        self.held[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        self._works()
        del self.held[service, username]


def put_in(monkeypatch: pytest.MonkeyPatch) -> FakeKeyring:
    """Have the program find a keyring that is none of the system's."""
    fake = FakeKeyring()
    monkeypatch.setattr(keyring, "get_keyring", lambda: fake)
    return fake
