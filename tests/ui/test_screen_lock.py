"""The system's own lock is heard, on a bus of the test's own."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication

ROOT = Path(__file__).resolve().parent.parent.parent

LISTENS = """
import os, sys
from PySide6.QtCore import QCoreApplication, QTimer
from PySide6.QtDBus import QDBusConnection, QDBusMessage
os.environ["DBUS_SYSTEM_BUS_ADDRESS"] = os.environ["DBUS_SESSION_BUS_ADDRESS"]
os.environ["XDG_SESSION_ID"] = "7"
from ui import screen_lock
app = QCoreApplication([])
heard = []
watch = screen_lock.watch(app)
watch.locked.connect(lambda: heard.append(1))
other = QDBusConnection.connectToBus(os.environ["DBUS_SESSION_BUS_ADDRESS"], "desktop")
for name in ("org.freedesktop.ScreenSaver", "org.gnome.ScreenSaver", "org.freedesktop.login1"):
    assert other.registerService(name)
def say(path, interface, name, *words):
    signal = QDBusMessage.createSignal(path, interface, name)
    signal.setArguments(list(words))
    other.send(signal)
service, path, interface, name, *words = sys.argv[1:]
say(path, interface, name, *[word == "on" for word in words])
QTimer.singleShot(300, app.quit)
app.exec()
print(len(heard))
"""


def heard(*signal: str) -> int:
    done = subprocess.run(
        ["dbus-run-session", "--", sys.executable, "-c", LISTENS, "", *signal],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    return int(done.stdout)


@pytest.mark.skipif(
    sys.platform != "linux" or shutil.which("dbus-run-session") is None, reason="D-Bus is Linux's"
)
@pytest.mark.parametrize(
    ("signal", "locks"),
    [
        (("/org/freedesktop/ScreenSaver", "org.freedesktop.ScreenSaver", "ActiveChanged", "on"), 1),
        (
            ("/org/freedesktop/ScreenSaver", "org.freedesktop.ScreenSaver", "ActiveChanged", "off"),
            0,
        ),
        (("/org/gnome/ScreenSaver", "org.gnome.ScreenSaver", "ActiveChanged", "on"), 1),
        (("/org/freedesktop/login1", "org.freedesktop.login1.Manager", "PrepareForSleep", "on"), 1),
        (
            ("/org/freedesktop/login1", "org.freedesktop.login1.Manager", "PrepareForSleep", "off"),
            0,
        ),
        (("/org/freedesktop/login1/session/_37", "org.freedesktop.login1.Session", "Lock"), 1),
        (("/org/freedesktop/login1/session/_38", "org.freedesktop.login1.Session", "Lock"), 0),
    ],
    ids=["screen", "screen back", "gnome", "sleep", "wake", "session", "somebody else's session"],
)
def test_the_systems_lock_is_heard(signal: tuple[str, ...], locks: int) -> None:
    assert heard(*signal) == locks


def test_without_a_bus_nothing_is_heard_and_nothing_fails() -> None:
    gone = {name: value for name, value in os.environ.items() if not name.startswith("DBUS_")}
    does = (
        "from PySide6.QtCore import QCoreApplication; from ui import screen_lock;"
        "screen_lock._SYSTEM_BUS = '/nowhere';"
        "app = QCoreApplication([]); assert screen_lock.watch(app) is None"
    )
    done = subprocess.run(
        [sys.executable, "-c", does],
        cwd=ROOT,
        env=gone,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize(
    ("message", "says", "locks"),
    [(0x02B1, 0x7, True), (0x02B1, 0x8, False), (0x0218, 0x4, True), (0x0218, 0x7, False),
     (0x0100, 0x7, False)],
)  # fmt: skip
def test_what_windows_says_of_its_session_is_understood(
    message: int, says: int, locks: bool
) -> None:
    import ctypes
    from ctypes import wintypes

    from ui.screen_lock_windows import Messages

    heard: list[int] = []
    said = wintypes.MSG(message=message, wParam=says)
    messages = Messages(lambda: heard.append(1))
    assert messages.nativeEventFilter(b"windows_generic_MSG", ctypes.addressof(said)) == (False, 0)
    assert messages.nativeEventFilter(b"xcb_generic_event_t", ctypes.addressof(said)) == (False, 0)
    assert heard == [1] * locks


def test_where_macos_is_asked_each_lock_is_heard_once(qapp: QCoreApplication) -> None:
    from ui.screen_lock_macos import Asking

    answers, heard = iter([True, True, False, True, True, False, True]), []
    asking = Asking(lambda: next(answers), lambda: heard.append(1), qapp)
    for _time in range(6):
        asking.look()
    assert len(heard) == 2
    asking.deleteLater()
