"""Python's search for garbage, kept to the window's thread for as long as there is a window.

Left to itself the search runs in whichever thread happens to allocate. Where it finds a closed
dialog from a worker, Qt's objects are deleted by a thread that they don't live in, and the process
goes with them.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QCoreApplication, QObject, QTimer

EVERY = 500  # ms

MANY = 20_000
"""Objects more than at the last look from which they are a job's: rows that it has read."""


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


class _Old:
    """How many objects the oldest generation had, and how many more it may have by now.

    As in Python itself, all of them are only gone through once they are a quarter more: with a
    large casebook that takes a quarter of a second, in which the window stands still.
    """

    had = 0
    more = 0


def search() -> None:
    """Search the oldest generation that is due, and with it the younger ones.

    What a job has just made by the ten thousand is alive, and to go through it would make the
    window stand for half a second: it is put with what is old, which costs nothing.
    """
    if gc.get_count()[0] > MANY:
        gc.freeze()
        gc.unfreeze()
        return
    young, middle, old = (
        count > most for count, most in zip(gc.get_count(), gc.get_threshold(), strict=True)
    )
    if not (young or middle or old):
        return
    if not middle and not old:
        gc.collect(0)
        return
    _Old.more += len(gc.get_objects(0)) + len(gc.get_objects(1))
    if old and _Old.more * 4 > _Old.had:
        gc.collect(2)
        _Old.had, _Old.more = len(gc.get_objects(2)), 0
    else:
        gc.collect(1)
