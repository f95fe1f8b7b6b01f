"""While there is a worker, garbage is searched for in the window's thread alone."""

from __future__ import annotations

import gc
import threading
from typing import Any

from pytestqt.qtbot import QtBot

from ui.work import Work


class Ring:
    """Garbage that only a search finds; it says in which thread it was found."""

    found: list[int] = []

    def __init__(self) -> None:
        self.me = self

    def __del__(self) -> None:
        Ring.found.append(threading.get_ident())


def test_what_a_worker_leaves_is_found_in_the_window_s_thread(qtbot: QtBot) -> None:
    Ring.found.clear()
    work = Work()

    def litter(_progress: Any) -> None:
        for _each in range(5_000):
            Ring()

    try:
        with qtbot.waitSignal(work.start(litter).finished, timeout=10_000):
            pass
        qtbot.waitUntil(lambda: len(Ring.found) == 5_000, timeout=10_000)
    finally:
        work.close()
    assert set(Ring.found) == {threading.get_ident()}
    assert gc.isenabled()
