"""Python's search for garbage, kept to the window's thread for as long as there is a window.

Left to itself the search runs in whichever thread happens to allocate. Where it finds a closed
dialog from a worker, Qt's objects are deleted by a thread that they don't live in, and the process
goes with them.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QCoreApplication, QObject, QTimer

EVERY = 500  # ms


class Collector(QObject):
    """Searches from the thread that it lives in, as far as Python itself would by then."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        gc.disable()
        self._timer = QTimer(self)
        self._timer.setInterval(EVERY)
        self._timer.timeout.connect(search)
        self._timer.start()


def keep_to(app: QCoreApplication) -> None:
    """Search in this application's thread only, from now until the process ends."""
    if gc.isenabled():
        Collector(app)


def search() -> None:
    """Search the oldest generation that is due, and with it the younger ones."""
    due = [
        generation
        for generation, (count, most) in enumerate(
            zip(gc.get_count(), gc.get_threshold(), strict=True)
        )
        if count > most
    ]
    if due:
        gc.collect(due[-1])
