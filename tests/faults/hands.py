"""Hands that know nothing: keys, clicks and commands at random, on a copy of the sample.

    python -m tests.faults.hands SEED STEPS CASEBOOK

One run is one process, since what is looked for may end it. It fails with what went wrong: an
exception, a word from Qt, a widget that Python's search for garbage deleted under Qt's feet, or a
record that `check` finds fault with. The steps of a seed are the same on every machine, but for
how far a worker has come by each.
"""

from __future__ import annotations

import gc
import os
import random
import sys
import time
import traceback
import weakref
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, QTimer, qInstallMessageHandler
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QMessageBox, QWidget

EVERY = 5  # ms between steps
# They end the program, or ask for files in ways that only a person can answer.
_LEFT_ALONE = {"quit", "new_casebook", "open", "reset_sample"}
_TEXTS = (
    "motaki",
    "2025-01",
    "yesterday",
    "ha",
    "x",
    "refused",
    "2024-09",
    "8 jan",
    "متقی",
)  # no q: Quit
_KEY = Qt.Key
_KEYS = (
    _KEY.Key_Return, _KEY.Key_Tab, _KEY.Key_Backtab, _KEY.Key_Escape, _KEY.Key_Down, _KEY.Key_Up,
    _KEY.Key_Left, _KEY.Key_Right, _KEY.Key_Delete, _KEY.Key_Plus, _KEY.Key_0, _KEY.Key_F2,
    _KEY.Key_Space, _KEY.Key_PageDown, _KEY.Key_Home,
)  # fmt: skip
_WITH_CONTROL = (_KEY.Key_Z, _KEY.Key_L, _KEY.Key_K, _KEY.Key_N, _KEY.Key_F, _KEY.Key_Return)


class Hands(QObject):
    """Takes one random step after the other, whatever is in front."""

    def __init__(self, window: Callable[[], QWidget | None], seed: int, steps: int) -> None:
        super().__init__()
        self._window, self._steps = window, steps
        self._random = random.Random(seed)
        self.taken = self.acted = 0
        self.wrong: list[str] = []
        self.over = False
        self._next()

    def _next(self) -> None:
        # Each step has a timer of its own: one whose step opened a dialog fires no more in it.
        QTimer.singleShot(EVERY, self._tick)

    def _tick(self) -> None:
        if self.taken >= self._steps:
            self._leave()
            return
        self.taken += 1
        self._next()
        try:
            self._step()
        except Exception:
            self.wrong.append(traceback.format_exc())

    def _leave(self) -> None:
        front = QApplication.activeModalWidget()
        if isinstance(front, QDialog):
            front.done(0)
            self._next()
        else:
            self.over = True
            QApplication.exit()

    def _step(self) -> None:
        front = QApplication.activePopupWidget() or QApplication.activeModalWidget()
        window = front or self._window()
        if window is None:
            return
        self.acted += 1
        focus = QApplication.focusWidget()
        if focus is None or focus.window() is not window.window():
            focus = window
        if not focus.isVisible():
            self.acted -= 1
            return
        if isinstance(window, QMessageBox):
            self._random.choice(window.buttons()).click()
            return
        roll = self._random.random()
        if roll < 0.2 and front is None:
            self._command(window)
        elif roll < 0.35:
            for letter in self._random.choice(_TEXTS):  # QTest's own typing knows ASCII only
                key = QKeyEvent(QEvent.Type.KeyPress, 0, Qt.KeyboardModifier.NoModifier, letter)
                QApplication.sendEvent(focus, key)
        elif roll < 0.65:
            QTest.keyClick(focus, self._random.choice(_KEYS))
        elif roll < 0.78:
            control = Qt.KeyboardModifier.ControlModifier
            QTest.keyClick(focus, self._random.choice(_WITH_CONTROL), control)
        elif roll < 0.83 and isinstance(window, QDialog):
            window.reject()
        else:
            self._click(window)

    def _command(self, window: Any) -> None:
        names = [name for name in window.commands.actions if name not in _LEFT_ALONE]
        window.commands.actions[self._random.choice(names)].trigger()

    def _click(self, window: QWidget) -> None:
        where = self._somewhere(window)
        hit = window.childAt(where)
        if hit is not None:
            click = QTest.mouseDClick if self._random.random() < 0.2 else QTest.mouseClick
            click(hit, Qt.MouseButton.LeftButton, pos=self._somewhere(hit))

    def _somewhere(self, widget: QWidget) -> QPoint:
        width, height = max(1, widget.width()), max(1, widget.height())
        return QPoint(self._random.randrange(width), self._random.randrange(height))


def watched(search: Callable[[], None], wrong: list[str]) -> Callable[[], None]:
    """The search for garbage, which then says of which objects it deleted what Qt still had."""
    from shiboken6 import isValid

    def gone(name: str) -> Callable[[object], None]:
        return lambda _reference: wrong.append(f"garbage took a living {name}")

    def searched() -> None:
        living = [
            weakref.ref(thing, gone(type(thing).__name__))
            for thing in gc.get_objects()
            if isinstance(thing, QObject) and isValid(thing)
        ]
        search()
        living.clear()

    return searched


def main(seed: int, steps: int, path: Path) -> int:
    """Run one seed on this casebook, which is written to; the exit status."""
    from ui import app, garbage
    from workbench.casebook import Casebook
    from workbench.checks import check

    wrong: list[str] = []
    workbook = str(path.with_name(f"{path.stem}.xlsx"))
    QFileDialog.getSaveFileName = lambda *_a, **_k: (workbook, "")  # type: ignore[method-assign]
    QFileDialog.getExistingDirectory = lambda *_a, **_k: ""  # type: ignore[method-assign]
    QFileDialog.getOpenFileName = lambda *_a, **_k: (workbook, "")  # type: ignore[method-assign]
    garbage.search = watched(garbage.search, wrong)
    qInstallMessageHandler(
        lambda _kind, _where, words: None if "does not support" in words else wrong.append(words)
    )
    app.show_bug = lambda kind, error, trace: wrong.append(
        "".join(traceback.format_exception(kind, error, trace))
    )
    keeper = app.start(path)

    def window() -> QWidget | None:
        if keeper.window is None:  # back on the start page, which would be all there is from now on
            keeper.open(path)
        return keeper.window

    hands = Hands(window, seed, steps)
    begun = time.monotonic()
    QApplication.exec()
    sys.excepthook = sys.__excepthook__
    if not hands.over:
        wrong.append("the program ended by itself")
    if keeper.window is not None:
        keeper.window.close()
    with_faults = Casebook.open(path, None)
    if not check(with_faults).ok:
        wrong.append("the record has faults")
    with_faults.close()
    wrong += hands.wrong
    for each in dict.fromkeys(wrong):
        print(each)
    took = time.monotonic() - begun
    print(f"seed {seed}: {hands.acted} steps in {took:.0f} s, {len(wrong)} things went wrong")
    sys.stdout.flush()
    return 1 if wrong else 0


if __name__ == "__main__":
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    sys.exit(main(int(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3])))
