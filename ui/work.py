"""Long work beside the window: one worker thread, one job at a time, results by one signal.

What a job does runs in the worker's thread and returns a frozen value; the answer reaches the
window's thread as `finished`, `failed` or `cancelled`, exactly one of them, for a thread that
merely ended would look as if the work were done.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QElapsedTimer, QObject, Qt, QThread, Signal, Slot

from workbench.exchange.report import Cancelled, Progress

_BETWEEN = 50  # ms between two tellings of progress: more would only keep the window busy


class Job(QObject):
    """One piece of long work. Lives in the window's thread; its signals arrive there."""

    progressed = Signal(object, object)  # done, total
    finished = Signal(object)
    failed = Signal(object)  # the exception
    cancelled = Signal()

    def __init__(self, what: Callable[[Progress], Any], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.what = what
        self.over = False
        self._stop = threading.Event()

    def cancel(self) -> None:
        """Ask the job to stop; it answers with `cancelled` if it was not done already."""
        self._stop.set()

    @property
    def stopping(self) -> bool:
        """Whether somebody has asked it to stop."""
        return self._stop.is_set()

    @Slot(object, object)
    def _told(self, done: object, total: object) -> None:
        if not self.over:
            self.progressed.emit(done, total)

    @Slot(object, object)
    def _ended(self, value: object, error: object) -> None:
        self.over = True
        if isinstance(error, Cancelled):
            self.cancelled.emit()
        elif error is not None:
            self.failed.emit(error)
        else:
            self.finished.emit(value)


class _Runner(QObject):
    """Lives in the worker's thread and does one job after the other."""

    told = Signal(object, object)
    ended = Signal(object, object)

    @Slot(object)
    def run(self, job: Job) -> None:
        clock = QElapsedTimer()

        def progress(done: int, total: int) -> None:
            if job.stopping:
                raise Cancelled
            if not clock.isValid() or clock.elapsed() >= _BETWEEN or done >= total:
                clock.start()
                self.told.emit(done, total)

        queued = Qt.ConnectionType.QueuedConnection
        self.told.connect(job._told, queued)
        self.ended.connect(job._ended, queued)
        try:
            if job.stopping:
                raise Cancelled
            value, error = job.what(progress), None
        except BaseException as raised:  # handed to the window, which words it or shows a bug
            value, error = None, raised
        self.ended.emit(value, error)
        self.told.disconnect(job._told)
        self.ended.disconnect(job._ended)


class Work(QObject):
    """The worker. `close` waits for the job that is running, which it asks to stop."""

    _given = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._thread = QThread(self)
        self._thread.setObjectName("work")
        self._runner = _Runner()
        self._runner.moveToThread(self._thread)
        self._given.connect(self._runner.run, Qt.ConnectionType.QueuedConnection)
        self._jobs: list[Job] = []

    def start(self, what: Callable[[Progress], Any]) -> Job:
        """Begin a job. Connect to its signals at once: none arrives before control is back."""
        self._jobs = [job for job in self._jobs if not job.over]
        job = Job(what, self)
        self._jobs.append(job)
        if not self._thread.isRunning():
            self._thread.start()
        self._given.emit(job)
        return job

    @property
    def busy(self) -> bool:
        """Whether a job is waiting or running."""
        return any(not job.over for job in self._jobs)

    def close(self) -> None:
        """Stop the jobs and the thread."""
        for job in self._jobs:
            job.cancel()
        if self._thread.isRunning():
            self._thread.quit()
            self._thread.wait()


__all__ = ["Cancelled", "Job", "Progress", "Work"]
