"""Python's search for garbage, kept to the window's thread while there is a worker beside it.

Left to itself it runs in whichever thread allocates. A Qt object that it finds from the worker
is then deleted from afar, and the process with it.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer

EVERY = 500  # ms


class Collector(QObject):
    """Searches from the thread that it lives in. `close` gives the search back to Python."""

    _living = 0

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._closed = False
        Collector._living += 1
        gc.disable()
        self._timer = QTimer(self)
        self._timer.setInterval(EVERY)
        self._timer.timeout.connect(self.search)
        self._timer.start()

    @classmethod
    def living(cls) -> int:
        """How many are at work."""
        return cls._living

    def search(self) -> None:
        """Search as far as Python itself would by now."""
        for generation, (count, most) in enumerate(
            zip(gc.get_count(), gc.get_threshold(), strict=True)
        ):
            if count > most:
                gc.collect(generation)

    def close(self) -> None:
        """No worker is left: Python may search again wherever it likes."""
        if self._closed:
            return
        self._closed = True
        self._timer.stop()
        Collector._living -= 1
        if not Collector._living:
            gc.enable()
