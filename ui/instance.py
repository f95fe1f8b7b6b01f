"""One window for a casebook: a second start brings the first one forward, and is done.

The window listens at a place that only this person's programs reach (a socket in a folder of
theirs, on Windows a named pipe; nothing of a network). Its name is made from the file's, and does
not tell it.
"""

from __future__ import annotations

import getpass
import hashlib
import os
import sys
import tempfile
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QApplication, QWidget

if TYPE_CHECKING:
    from PySide6.QtNetwork import QLocalSocket

_PATIENCE = 2_000  # ms that the first window may take to answer
_ASK, _ANSWER = b"come forward\n", b"here\n"


def name_for(path: Path) -> str:
    """Where the window of this file listens, whichever way the file is named."""
    whole = os.path.normcase(str(path.resolve()))
    told = f"{getpass.getuser()}\0{whole}".encode("utf-8", "surrogateescape")
    name = f"workbench-{hashlib.sha256(told).hexdigest()[:24]}"
    return name if sys.platform == "win32" else str(_folder() / name)


def _folder() -> Path:
    """A folder that nobody else can put a socket into, where there is one."""
    given = os.environ.get("XDG_RUNTIME_DIR")
    if given and os.path.isdir(given) and os.access(given, os.W_OK):
        return Path(given)
    own = Path(tempfile.gettempdir()) / f"workbench-{getpass.getuser()}"
    try:
        own.mkdir(mode=0o700, exist_ok=True)
        about = own.lstat()
    except OSError:
        return Path(tempfile.gettempdir())
    # Somebody else may have made it first, to listen there in our place.
    mine = not own.is_symlink() and about.st_uid == os.getuid() and not about.st_mode & 0o077
    return own if mine else Path(tempfile.mkdtemp(prefix="workbench-"))


def bring_forward(path: Path) -> bool:
    """Ask the window that has this casebook open to come forward; whether there was one."""
    name = name_for(path)
    if sys.platform != "win32" and not os.path.exists(name):
        return False
    from PySide6.QtNetwork import QLocalSocket

    socket = QLocalSocket()
    socket.connectToServer(name)
    try:
        if not socket.waitForConnected(_PATIENCE):
            return False
        socket.write(_ASK)
        socket.flush()
        answer = b""
        while not answer.endswith(b"\n") and socket.waitForReadyRead(_PATIENCE):
            answer += bytes(socket.readAll().data())
        return answer == _ANSWER
    finally:
        socket.abort()


def show_in_front(window: QWidget) -> None:
    """Show a window before all others; where the system does not allow that, it asks to be."""
    window.setWindowState(window.windowState() & ~Qt.WindowState.WindowMinimized)
    window.show()
    window.raise_()
    window.activateWindow()
    QApplication.alert(window)


class Instance(QObject):
    """Listens for a second start, for as long as one casebook is open in this program."""

    wanted = Signal()  # somebody started the program on it again

    def __init__(self, path: Path, parent: QObject) -> None:
        super().__init__(parent)
        from PySide6.QtNetwork import QLocalServer

        self.name = name_for(path)
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._come)
        if not self._server.listen(self.name):
            # Nobody answers there (or this program would not be opening it): what is in the way
            # was left by a process that crashed.
            self._server.removeServer(self.name)
            self._server.listen(self.name)

    def _come(self) -> None:
        while self._server.hasPendingConnections():
            socket = self._server.nextPendingConnection()
            socket.readyRead.connect(partial(self._answer, socket))
            socket.disconnected.connect(socket.deleteLater)
            if socket.bytesAvailable():
                self._answer(socket)

    def _answer(self, socket: QLocalSocket) -> None:
        if bytes(socket.readAll().data()).endswith(_ASK):
            socket.write(_ANSWER)
            socket.flush()
            self.wanted.emit()

    def close(self) -> None:
        """Listen no more."""
        self._server.close()
        self.deleteLater()
