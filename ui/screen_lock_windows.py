"""Windows says to a window that asked for it when its session is locked, and when it sleeps.

The numbers are those of the Windows SDK (WinUser.h, WtsApi32.h): the messages WM_WTSSESSION_CHANGE
and WM_POWERBROADCAST, and what their first parameter says.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from ctypes import wintypes
from typing import Any

from PySide6.QtCore import QAbstractNativeEventFilter, QCoreApplication
from PySide6.QtGui import QWindow

SESSION_CHANGE, SESSION_LOCK = 0x02B1, 0x7
POWER, SUSPEND = 0x0218, 0x4
_THIS_SESSION = 0
_MESSAGE = b"windows_generic_MSG"


class Messages(QAbstractNativeEventFilter):
    """Looks through what Windows says to this process; `heard` is called when it locks."""

    def __init__(self, heard: Callable[[], None]) -> None:
        super().__init__()
        self._heard = heard
        self._window: QWindow | None = None

    def nativeEventFilter(self, kind: Any, message: Any) -> tuple[bool, int]:
        if bytes(kind) == _MESSAGE:
            said = wintypes.MSG.from_address(int(message))
            if (said.message, said.wParam) in ((SESSION_CHANGE, SESSION_LOCK), (POWER, SUSPEND)):
                self._heard()
        return False, 0  # others hear it as well

    def listen(self) -> bool:
        """Ask Windows to say it, to a window that is never shown; whether it will."""
        application = QCoreApplication.instance()
        libraries: Any = getattr(ctypes, "windll", None)
        if application is None or libraries is None:
            return False
        self._window = QWindow()
        self._window.create()
        ask = libraries.wtsapi32.WTSRegisterSessionNotification
        ask.argtypes = [wintypes.HWND, wintypes.DWORD]
        if not ask(int(self._window.winId()), _THIS_SESSION):
            return False
        application.installNativeEventFilter(self)
        return True
