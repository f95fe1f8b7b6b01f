"""Finding places for a graph's nodes in a thread of its own, so that the window stays alive."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QRunnable, QThreadPool, Signal

from ui.graph_drawing import Places
from workbench.messages import _


class Arranging(QObject):
    """One layout under way. Ends in exactly one of its two signals, sent with itself first."""

    finished = Signal(object, object)  # this, places (n, 2)
    failed = Signal(object, str)  # this, what a person is told

    def start(self, work: Callable[[], Places]) -> None:
        """Do the work in Qt's pool of threads; connect the signals before."""
        QThreadPool.globalInstance().start(_Run(self, work))


class _Run(QRunnable):
    def __init__(self, owner: Arranging, work: Callable[[], Places]) -> None:
        super().__init__()
        self._owner, self._work = owner, work

    def run(self) -> None:
        # Whatever happens has to reach the window: nobody hears an exception in a pool's thread.
        try:
            places = self._work()
        except Exception as error:
            told = _("The graph could not be arranged ({error}).", error=type(error).__name__)
            self._owner.failed.emit(self._owner, told)
        else:
            self._owner.finished.emit(self._owner, places)
