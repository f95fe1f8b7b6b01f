"""macOS is asked every other second whether this session's screen is locked.

Its own word on the change goes to Objective-C only; what is asked here is the session's dictionary
(CGSessionCopyCurrentDictionary, Core Graphics), which holds "CGSSessionScreenIsLocked" while it is.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, QTimer

EVERY = 2_000
"""Milliseconds."""

_FRAMEWORK = "/System/Library/Frameworks/{0}.framework/{0}"
_KEY = b"CGSSessionScreenIsLocked"
_UTF8 = 0x08000100


class Asking(QObject):
    """Asks now and then; `heard` is called once each time that the answer turns to yes."""

    def __init__(
        self, asked: Callable[[], bool], heard: Callable[[], None], parent: QObject
    ) -> None:
        super().__init__(parent)
        self._asked = asked
        self._heard = heard
        self._locked = asked()
        timer = QTimer(self)
        timer.setInterval(EVERY)
        timer.timeout.connect(self.look)
        timer.start()

    def look(self) -> None:
        """Ask now."""
        before, self._locked = self._locked, self._asked()
        if self._locked and not before:
            self._heard()


def question() -> Callable[[], bool] | None:
    """What answers whether the screen is locked; None where the system has no such answer."""
    try:
        core = ctypes.CDLL(_FRAMEWORK.format("CoreFoundation"))
        graphics = ctypes.CDLL(_FRAMEWORK.format("CoreGraphics"))
        session = graphics.CGSessionCopyCurrentDictionary
        make, get = core.CFStringCreateWithCString, core.CFDictionaryGetValue
        same, release = core.CFEqual, core.CFRelease
        no = ctypes.c_void_p.in_dll(core, "kCFBooleanFalse")
    except (OSError, AttributeError, ValueError):
        return None
    session.argtypes, session.restype = [], ctypes.c_void_p
    make.argtypes = [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_uint32]
    make.restype = ctypes.c_void_p
    get.argtypes, get.restype = [ctypes.c_void_p, ctypes.c_void_p], ctypes.c_void_p
    same.argtypes, same.restype = [ctypes.c_void_p, ctypes.c_void_p], ctypes.c_bool
    release.argtypes, release.restype = [ctypes.c_void_p], None
    key: Any = make(None, _KEY, _UTF8)

    def locked() -> bool:
        here = session()
        if not here:  # no screen at all, as over a remote shell
            return False
        try:
            value = get(here, key)
            return value is not None and not same(value, no)
        finally:
            release(here)

    return locked
