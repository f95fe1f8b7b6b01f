"""Strings typed through the window, an export killed midway, and then a look into every file.

    python -m tests.faults.canaries [WORDS [DEATHS]]

The program runs with folders of its own for all that it may write to: temporary files, settings,
caches, logs, what it prints. Only the workbook that was exported on purpose may hold the strings,
and it has to: otherwise nothing would show that they would be found.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from tests.faults import remains
from tests.faults.desks import PASSPHRASE, Tally
from tests.faults.remains import needles

ROOT = Path(__file__).resolve().parents[2]
WANTED = "0 found outside deliberate exports"
DELIBERATE, KILLED = Path("deliberate") / "out.xlsx", Path("desk") / "killed.xlsx"
# Where in the export the process is killed.
DEATHS = ("while rows are written", "once all is written", "before it has a name", "in its place")
FOLDERS = ("home", "tmp", "config", "cache", "data", "state", "run", "desk", "deliberate")


def main(words: list[str]) -> int:
    """Type, kill and look; the exit status."""
    count, deaths = [*map(int, words), *(50, len(DEATHS))[len(words) :]]
    tally = Tally("canaries, and an export killed midway", WANTED, runs=count)
    draw = random.Random(1883)
    canaries = ["".join(draw.choices("bcdfghjkmprtvwz", k=12)).title() for _ in range(count)]
    typed: set[str] = set()
    for death in DEATHS[-deaths:]:
        with tempfile.TemporaryDirectory(prefix="workbench-canaries-") as root:
            typed |= _one(Path(root), canaries, death, tally)
    if len(typed) < count:
        tally.wrong.append(f"only {len(typed)} of them were typed")
    tally.notes = f"killed at {deaths} of {len(DEATHS)} points of the export"
    return tally.end()


def _one(root: Path, canaries: list[str], death: str, tally: Tally) -> set[str]:
    """One life and death of the program; which canaries were typed in it."""
    done = _lived(root, canaries, death)
    if done.returncode != -signal.SIGKILL:
        tally.wrong.append(f"{death}: it was not killed there (status {done.returncode})")
        print(done.stdout[-3_000:])
        return set()
    wanted = needles(canaries)
    exported = remains.found_in((root / DELIBERATE).read_bytes(), wanted)
    if not exported:
        tally.wrong.append(f"{death}: none was found where they should be")
    over = [root / DELIBERATE]
    if death == "in its place":
        over.append(root / KILLED)  # By then it is the export that was asked for.
    for path, found in remains.found_under(root, wanted, over).items():
        tally.wrong.append(f"{death}: {len(found)} in {path.relative_to(root)}")
    for word in remains.found_in(done.stdout.encode(), wanted):
        tally.wrong.append(f"{death}: {word} was printed")
    return {canaries[int(line)] for line in (root / "typed").read_text().split()}


def _lived(root: Path, canaries: list[str], death: str) -> subprocess.CompletedProcess[str]:
    for name in FOLDERS:
        (root / name).mkdir(mode=0o700)
    own = {
        "HOME": "home", "USERPROFILE": "home", "TMPDIR": "tmp", "XDG_CONFIG_HOME": "config",
        "XDG_CACHE_HOME": "cache", "XDG_DATA_HOME": "data", "XDG_STATE_HOME": "state",
        "XDG_RUNTIME_DIR": "run",
    }  # fmt: skip
    return subprocess.run(
        [sys.executable, "-m", "tests.faults.canaries", "live", str(root), death],
        cwd=ROOT,
        env={**os.environ, **{name: str(root / folder) for name, folder in own.items()},
             "QT_QPA_PLATFORM": "offscreen"},
        input="\n".join(canaries),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=240,
        check=False,
    )  # fmt: skip


# -- the life of the program -------------------------------------------------------------------


class Typist:
    """Types one canary after the other into whatever takes text; `typed` says which."""

    def __init__(self, canaries: list[str], notes: Path) -> None:
        self._canaries, self._notes, self._at = canaries, notes, 0

    def type_into(self, widget: Any) -> None:
        """The next canary, by the keyboard, into a control."""
        from PySide6.QtTest import QTest

        number = self._at % len(self._canaries)
        self._at += 1
        with self._notes.open("a") as notes:
            notes.write(f"{number}\n")
        widget.setFocus()
        QTest.keyClicks(widget, self._canaries[number])
        QTest.qWait(15)

    def fill(self, root: Any) -> None:
        """A canary into every control of a form that takes text."""
        for control in _controls(root):
            self.type_into(control)
            _close_popups()


def _controls(root: Any) -> Iterator[Any]:
    from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QTextEdit

    for kind in (QLineEdit, QPlainTextEdit, QTextEdit):
        for control in root.findChildren(kind):
            if control.isVisible() and control.isEnabled() and not control.isReadOnly():
                yield control


def _close_popups() -> None:
    from PySide6.QtWidgets import QApplication

    while (popup := QApplication.activePopupWidget()) is not None:
        popup.close()


def live(root: Path, death: str, canaries: list[str]) -> None:
    """Open the window on an encrypted casebook, type into all of it, export, and die exporting."""
    from PySide6.QtTest import QTest

    from tests.ui.driving import export_to
    from ui import app
    from workbench import sample, settings

    path = root / "desk" / "desk.casebook"
    sample.make(path, PASSPHRASE, by="A. Officer").close()
    settings.change(member="A. Officer")
    keeper = app.start(path, PASSPHRASE)
    window: Any = keeper.window
    sys.excepthook = _end
    QTest.qWait(200)
    typist = Typist(canaries, root / "typed")
    _saved(window, typist)
    _half_filled(window, typist)
    _looked_for(window, typist)
    export_to(window, root / DELIBERATE)
    _wait(lambda: (root / DELIBERATE).exists() and not window.work.busy)
    window.commands.actions["back_up_now"].trigger()
    QTest.qWait(500)
    _wait(lambda: not window.work.busy)
    _arrange(death)
    export_to(window, root / KILLED)
    QTest.qWait(20_000)
    print("not killed", window.status.said.text())
    os._exit(1)


def _end(kind: Any, error: Any, trace: Any) -> None:
    # The program would show it in a dialog, and wait.
    sys.__excepthook__(kind, error, trace)
    sys.stderr.flush()
    os._exit(1)


def _wait(until: Callable[[], bool], seconds: int = 30) -> None:
    from PySide6.QtTest import QTest

    for _time in range(seconds * 50):
        if until():
            return
        QTest.qWait(20)
    print("waited in vain")
    os._exit(1)


def _in_form(window: Any, command: str, act: Callable[[Any], None]) -> None:
    """Open a form by its command, which returns once the form is closed; `act` sees to that."""
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QApplication

    from ui.forms.frame import Form

    def once_open() -> None:
        _wait(lambda: isinstance(QApplication.activeModalWidget(), Form))
        form: Any = QApplication.activeModalWidget()
        act(form)
        if form.isVisible():
            form.put_away()

    QTimer.singleShot(0, once_open)
    window.commands.actions[command].trigger()


def _saved(window: Any, typist: Typist) -> None:
    """Records that are saved, with a canary in every field that is text."""

    def typed(*fields: str) -> Callable[[Any], None]:
        def act(form: Any) -> None:
            for field in fields:
                typist.type_into(form.editors[field].control)
            if "kind" in form.editors:
                form.editors["kind"].show_value("person")
            form.save()
            if form.saved_uid is None:
                print(f"not saved: {form.windowTitle()}")
                os._exit(1)

        return act

    _in_form(window, "new_stakeholder", typed("name", "notes"))
    _in_form(window, "new_source", typed("title", "notes"))


def _half_filled(window: Any, typist: Typist) -> None:
    """Forms with a canary in everything, refused where they can't be saved, and put away."""
    from PySide6.QtTest import QTest

    def act(form: Any) -> None:
        typist.fill(form)
        # Kept meanwhile as a draft; what can't be a date or a number is said so beside it.
        QTest.qWait(1_500)
        form.save()

    for command in ("log_meeting", "new_stakeholder", "new_ask", "new_tie", "new_action"):
        _in_form(window, command, act)


def _looked_for(window: Any, typist: Typist) -> None:
    """Canaries in the filters of tables, and in the search."""
    from PySide6.QtTest import QTest

    for pane in ("meetings", "stakeholders", "asks"):
        window.show_pane(pane)
        QTest.qWait(100)
        for control in _controls(window):
            typist.type_into(control)
            QTest.qWait(200)
            control.clear()
            _close_popups()


def _arrange(death: str) -> None:
    """Have the process killed at that point of the next export."""
    from workbench.exchange import exporting, placing

    def die(*_words: object, **_more: object) -> Any:
        os.kill(os.getpid(), signal.SIGKILL)

    if death == "while rows are written":
        exporting._Counter.each = _few_and_then(die)  # type: ignore[assignment]
    elif death == "once all is written":
        exporting._compare = die
    elif death == "before it has a name":
        placing._name = die
    else:
        placing._sync = die


def _few_and_then(die: Callable[[], Any]) -> Callable[..., Iterator[Any]]:
    def each(_counter: Any, rows: Iterator[Any]) -> Iterator[Any]:
        for number, row in enumerate(rows):
            if number == 5:
                die()
            yield row

    return each


if __name__ == "__main__":
    if sys.argv[1:2] == ["live"]:
        live(Path(sys.argv[2]), sys.argv[3], sys.stdin.read().split())
    else:
        sys.exit(main(sys.argv[1:]))
