"""Long work answers exactly once, in the window's thread, and never looks done when it is not."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QEventLoop, QObject, Qt, QTimer, Signal
from pytestqt.qtbot import QtBot

from ui.work import Progress, Work


@pytest.fixture
def work(qapp: object) -> Iterator[Work]:
    worker = Work()
    yield worker
    worker.close()


def test_a_result_reaches_the_windows_thread(work: Work, qtbot: QtBot) -> None:
    threads: list[int] = []
    job = work.start(lambda progress: threading.get_ident())
    job.finished.connect(lambda value: threads.extend((value, threading.get_ident())))
    with qtbot.waitSignal(job.finished):
        pass
    theirs, ours = threads
    assert theirs != ours == threading.get_ident()
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


def test_an_answer_that_opens_a_dialog_does_not_hold_up_the_next(work: Work, qtbot: QtBot) -> None:
    loop = QEventLoop()
    first = work.start(lambda progress: 1)
    second = work.start(lambda progress: 2)
    first.finished.connect(lambda value: loop.exec())
    second.finished.connect(lambda value: loop.quit())
    with qtbot.waitSignal(second.finished):
        pass


def test_what_a_job_held_is_let_go_in_the_windows_thread(work: Work, qtbot: QtBot) -> None:
    gone: list[int] = []

    class Held:
        def __del__(self) -> None:
            gone.append(threading.get_ident())

    def hold(held: Held) -> Callable[[Progress], Held]:
        return lambda progress: held if progress else Held()

    for _time in range(50):
        with qtbot.waitSignal(work.start(hold(Held())).finished):
            pass
    qtbot.waitUntil(lambda: len(gone) == 50)
    assert set(gone) == {threading.get_ident()}


def test_garbage_of_the_window_is_found_in_its_own_thread(work: Work, qtbot: QtBot) -> None:
    found: list[int] = []

    class Ring(QObject):
        def __init__(self) -> None:
            super().__init__()
            self.me = self

        def __del__(self) -> None:
            found.append(threading.get_ident())

    def litter(progress: Progress) -> int:
        return sum(len([[] for _each in range(200)]) for _time in range(2_000))

    for _time in range(2_000):
        Ring()
    with qtbot.waitSignal(work.start(litter).finished, timeout=20_000):
        pass
    qtbot.waitUntil(lambda: len(found) == 2_000, timeout=10_000)
    assert set(found) == {threading.get_ident()}


def test_a_closed_worker_answers_nothing(work: Work, qtbot: QtBot) -> None:
    going = threading.Event()
    heard: list[object] = []

    def long(progress: Progress) -> None:
        going.set()
        while True:
            progress(1, 2)

    job = work.start(long)
    for signal in (job.finished, job.failed, job.cancelled):
        signal.connect(lambda *value: heard.append(value))
    assert going.wait(10)
    work.close()
    QTimer.singleShot(100, lambda: heard.append("later"))
    qtbot.waitUntil(lambda: heard == ["later"])
    assert not work.busy


def test_what_a_job_changed_is_heard_before_its_answer(work: Work, qtbot: QtBot) -> None:
    class Heard(QObject):
        signal = Signal(int)

    heard = Heard()
    order: list[object] = []
    heard.signal.connect(order.append, Qt.ConnectionType.QueuedConnection)
    for number in range(100):
        job = work.start(lambda progress, number=number: heard.signal.emit(number))
        job.finished.connect(lambda value: order.append("answer"))
        with qtbot.waitSignal(job.finished):
            pass
    assert order == [each for number in range(100) for each in (number, "answer")]
