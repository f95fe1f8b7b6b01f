"""How long nobody has touched the keyboard or the mouse, in any window of the workbench."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QWindow
from PySide6.QtWidgets import QApplication

LOCK_KEYS = "Ctrl+Shift+L"
LOOKS = 5_000  # ms between two looks at the clock

_INPUT = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseMove,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
        QEvent.Type.TouchUpdate,
        QEvent.Type.TabletPress,
        QEvent.Type.TabletMove,
    }
)


def clock() -> float:
    """Seconds that go on while the machine sleeps, where there is such a clock."""
    boot = getattr(time, "CLOCK_BOOTTIME", None)
    return time.monotonic() if boot is None else time.clock_gettime(boot)


class Idle(QObject):
    """Says `over` once nobody touched anything for `minutes`; never for 0.

    Only the windows are listened to, not every object in them: whatever a person does arrives
    there first.
    """

    over = Signal()
    lock_wanted = Signal()  # its keys were pressed where the window's own commands don't reach

    def __init__(self, parent: QObject, tells: Callable[[], float] = clock) -> None:
        super().__init__(parent)
        self._clock = tells
        self._minutes = 0
        self._last = tells()
        self._timer = QTimer(self, interval=LOOKS)
        self._timer.timeout.connect(self.look)
        app = QGuiApplication.instance()
        assert isinstance(app, QGuiApplication)
        app.focusWindowChanged.connect(self._listen_to)
        self._listen_to(app.focusWindow())

    @property
    def minutes(self) -> int:
        """After how many minutes it is said; 0 for never."""
        return self._minutes

    def allow(self, minutes: int) -> None:
        """From now on, say it after so many minutes."""
        self._minutes = minutes
        self._last = self._clock()
        if minutes:
            self._timer.start()
        else:
            self._timer.stop()

    def stop(self) -> None:
        """Listen no more."""
        self._timer.stop()
        self._minutes = 0

    def touched(self) -> bool:
        """Somebody did something just now; False where that comes too late.

        The one who moves the mouse of a machine that slept may be anybody.
        """
        late = self.look()
        self._last = self._clock()
        return not late

    def look(self) -> bool:
        """See how late it is; whether it was over."""
        late = bool(self._minutes) and self._clock() - self._last >= 60 * self._minutes
        if late:
            self._last = self._clock()
            self.over.emit()
        return late

    def _listen_to(self, window: QWindow | None) -> None:
        if window is not None:
            window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        # What comes too late does nothing but lock.
        if event.type() in _INPUT and not self.touched():
            return True
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            # A form or question in front keeps the window's commands from being heard.
            keys = QKeySequence(event.keyCombination())
            if keys == QKeySequence(LOCK_KEYS) and QApplication.activeModalWidget() is not None:
                self.lock_wanted.emit()
                return True
        return False
