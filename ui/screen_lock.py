"""Whether the system locks its screen or goes to sleep, where it can be asked.

On Linux the desktop and systemd say so on D-Bus; Windows and macOS have ways of their own
(`screen_lock_windows`, `screen_lock_macos`). `watch` is all that the rest knows of.
"""

from __future__ import annotations

import os
import sys
from typing import Any

from PySide6.QtCore import SLOT, QObject, Signal, Slot

_SAVERS = (
    ("org.freedesktop.ScreenSaver", "/org/freedesktop/ScreenSaver"),
    ("org.freedesktop.ScreenSaver", "/ScreenSaver"),
    ("org.gnome.ScreenSaver", "/org/gnome/ScreenSaver"),
)
_SYSTEM_BUS = "/run/dbus/system_bus_socket"
_LOGIN = "org.freedesktop.login1"
_MANAGER = "/org/freedesktop/login1"


class ScreenLock(QObject):
    """Says `locked` when the screen is being locked, or the machine goes to sleep."""

    locked = Signal()
    source: Any = None
    """What listens, where that is an object of its own; it lives as long as this."""

    @Slot(bool)
    def active(self, on: bool) -> None:
        """The screen saver came, or went; or the machine sleeps, or wakes."""
        if on:
            self.locked.emit()

    @Slot()
    def lock(self) -> None:
        """The session is to be locked."""
        self.locked.emit()


def watch(parent: QObject) -> ScreenLock | None:
    """Listen for the screen being locked; None where nothing would ever be heard."""
    made = ScreenLock(parent)
    listen = {"win32": _on_windows, "darwin": _on_macos}.get(sys.platform, _on_the_bus)
    if listen(made):
        return made
    made.deleteLater()
    return None


def _on_windows(made: ScreenLock) -> bool:
    from ui.screen_lock_windows import Messages

    made.source = Messages(made.lock)
    return made.source.listen()


def _on_macos(made: ScreenLock) -> bool:
    from ui.screen_lock_macos import Asking, question

    asked = question()
    if asked is not None:
        made.source = Asking(asked, made.lock, made)
    return asked is not None


def _on_the_bus(made: ScreenLock) -> bool:
    try:
        from PySide6.QtDBus import QDBusConnection
    except ImportError:
        return False
    heard = False
    # The library's stubs ask for bytes here, and its code for what SLOT gives.
    on: Any = SLOT("active(bool)")
    off: Any = SLOT("lock()")
    # Qt says a word on standard error where there is no bus, so it is not asked for one.
    if os.environ.get("DBUS_SESSION_BUS_ADDRESS"):
        bus = QDBusConnection.sessionBus()
        if bus.isConnected():
            for service, path in _SAVERS:
                heard |= bus.connect(service, path, service, "ActiveChanged", made, on)
    if "DBUS_SYSTEM_BUS_ADDRESS" in os.environ or os.path.exists(_SYSTEM_BUS):
        bus = QDBusConnection.systemBus()
        if bus.isConnected():
            manager = f"{_LOGIN}.Manager"
            heard |= bus.connect(_LOGIN, _MANAGER, manager, "PrepareForSleep", made, on)
            session = _session()
            if session:
                heard |= bus.connect(_LOGIN, session, f"{_LOGIN}.Session", "Lock", made, off)
    return heard


def _session() -> str:
    """This session's place on the bus; empty where it is not known. Signs are escaped as there."""
    name = os.environ.get("XDG_SESSION_ID", "")
    if not name:
        return ""
    plain = "".join(
        sign if sign.isascii() and sign.isalnum() and not (at == 0 and sign.isdigit())
        else f"_{ord(sign):02x}"
        for at, sign in enumerate(name)
    )  # fmt: skip
    return f"{_MANAGER}/session/{plain}"
