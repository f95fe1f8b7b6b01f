"""Long work beside the window: one job at a time in a thread of its own, answered by one signal.

What a job does runs in that thread and returns a frozen value; the answer reaches the window as
`finished`, `failed` or `cancelled`, exactly one of them, for a thread that merely ended would look
as if the work were done.

The thread is Python's and touches nothing of Qt: the window looks after it with a timer. A Qt
object whose last reference went in another thread would be deleted there, under the window's feet.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from workbench.exchange.report import Cancelled, Progress

_LOOKS = 20  # ms between two looks at how far the job is


class _Errand:
    """What the two threads share. The worker only puts in; only the window's thread takes out."""

    def __init__(self, what: Callable[[Progress], Any]) -> None:
        self.what: Callable[[Progress], Any] | None = what
        self.value: Any = None
        self.error: BaseException | None = None
        self.far: tuple[int, int] | None = None
        self.stop = threading.Event()
        self.done = threading.Event()

    def run(self) -> None:
        """In the worker's thread. After `done` nothing here may hold what the window is given."""
        try:
            if self.stop.is_set():
                raise Cancelled
            assert self.what is not None
            self.value = self.what(self.progress)
        except BaseException as raised:  # handed to the window, which words it or shows a bug
            self.error = raised
        self.done.set()

    def progress(self, done: int, total: int) -> None:
        """How far the job is; ends it by `Cancelled` where somebody asked for that."""
        if self.stop.is_set():
            raise Cancelled
        self.far = done, total

    def take(self) -> tuple[Any, BaseException | None]:
        """The answer, which is then held here no more."""
        answer = self.value, self.error
        self.what = self.value = self.error = None
        return answer


class Job(QObject):
    """One piece of long work. Lives in the window's thread; its signals arrive there."""

    progressed = Signal(object, object)  # done, total
    finished = Signal(object)
    failed = Signal(object)  # the exception
    cancelled = Signal()

    def __init__(self, what: Callable[[Progress], Any], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.errand = _Errand(what)
        self._told: tuple[int, int] | None = None

    def cancel(self) -> None:
        """Ask the job to stop; it answers with `cancelled` if it was not done already."""
        self.errand.stop.set()

    def tell(self) -> None:
        """Say how far it is, where that has changed."""
        far = self.errand.far
        if far is not None and far != self._told:
            self._told = far
            self.progressed.emit(*far)

    def answer(self) -> None:
        """Say how it ended."""
        value, error = self.errand.take()
        if isinstance(error, Cancelled):
            self.cancelled.emit()
        elif error is not None:
            self.failed.emit(error)
        else:
            self.finished.emit(value)


class Work(QObject):
    """The worker. `close` waits for the job that is running, which it asks to stop."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._waiting: deque[Job] = deque()
        self._running: Job | None = None
        self._over = False  # it was seen to be done, and is answered at the next look
        self._thread: threading.Thread | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_LOOKS)
        self._timer.timeout.connect(self._look)

    def start(self, what: Callable[[Progress], Any]) -> Job:
        """Begin a job. Connect to its signals at once: none arrives before control is back."""
        job = Job(what, self)  # Qt's to delete, also where it is never come to
        self._waiting.append(job)
        self._next()
        return job

    @property
    def busy(self) -> bool:
        """Whether a job is waiting or running."""
        return self._running is not None

    def cancel(self) -> None:
        """Ask everything that waits or runs to stop; each answers as it does otherwise."""
        for job in (self._running, *self._waiting):
            if job is not None:
                job.cancel()

    def close(self) -> None:
        """Stop the jobs and the thread. Nothing is answered any more."""
        self._waiting.clear()
        self._timer.stop()
        job, self._running, self._over = self._running, None, False
        if job is not None and self._thread is not None:
            job.cancel()
            self._thread.join()
            job.errand.take()
            job.deleteLater()

    def _next(self) -> None:
        if self._running is None and self._waiting:
            self._running = self._waiting.popleft()
            errand = self._running.errand
            self._thread = threading.Thread(target=errand.run, name="work", daemon=True)
            self._thread.start()
            self._timer.start()

    def _look(self) -> None:
        job = self._running
        if job is None:
            return
        # Begun again before anything is told: what hears it may open a dialog with a loop of its
        # own, in which a timer whose slot is still running would never fire.
        self._timer.start()
        over = job.errand.done.is_set()
        job.tell()
        if not over or job is not self._running:
            return
        if not self._over:
            # What the job's own changes told the window was queued before it was done, and is to
            # be heard before the answer: once more around the loop.
            self._over = True
        else:
            self._running, self._over = None, False
            self._timer.stop()
            self._next()
            job.answer()
            job.deleteLater()


__all__ = ["Cancelled", "Job", "Progress", "Work"]
