"""Long work answers exactly once, in the window's thread, and never looks done when it is not."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QThread
from pytestqt.qtbot import QtBot

from ui.work import Progress, Work


@pytest.fixture
def work(qapp: object) -> Iterator[Work]:
    worker = Work()
    yield worker
    worker.close()


def test_a_result_reaches_the_windows_thread(work: Work, qtbot: QtBot) -> None:
    threads: list[QThread] = []
    job = work.start(lambda progress: QThread.currentThread())
    job.finished.connect(lambda value: threads.append(QThread.currentThread()))
    with qtbot.waitSignal(job.finished) as answer:
        pass
    assert answer.args is not None and answer.args[0] != threads[0]
    assert threads == [QThread.currentThread()]
    assert not work.busy


def test_a_failure_is_told_as_a_failure_only(work: Work, qtbot: QtBot) -> None:
    def breaks(progress: Progress) -> None:
        raise ValueError("broken")

    finished: list[object] = []
    job = work.start(breaks)
    job.finished.connect(finished.append)
    with qtbot.waitSignal(job.failed) as answer:
        pass
    assert answer.args is not None and isinstance(answer.args[0], ValueError)
    assert finished == []


def test_a_cancelled_job_says_so_and_does_not_finish(work: Work, qtbot: QtBot) -> None:
    going, asked = threading.Event(), threading.Event()

    def long(progress: Progress) -> None:
        going.set()
        asked.wait(10)
        progress(1, 2)

    heard: list[object] = []
    job = work.start(long)
    job.finished.connect(heard.append)
    job.failed.connect(heard.append)
    assert going.wait(10)
    job.cancel()
    with qtbot.waitSignal(job.cancelled):
        asked.set()
    assert heard == []


def test_progress_is_told_and_its_end_always(work: Work, qtbot: QtBot) -> None:
    def counts(progress: Progress) -> int:
        for done in range(101):
            progress(done, 100)
        return 100

    told: list[tuple[int, int]] = []
    job = work.start(counts)
    job.progressed.connect(lambda done, total: told.append((done, total)))
    with qtbot.waitSignal(job.finished):
        pass
    assert told[-1] == (100, 100)
    assert len(told) < 101


def test_jobs_run_one_after_the_other(work: Work, qtbot: QtBot) -> None:
    order: list[str] = []
    work.start(lambda progress: order.append("first"))
    second = work.start(lambda progress: order.append("second"))
    with qtbot.waitSignal(second.finished):
        pass
    assert order == ["first", "second"]
