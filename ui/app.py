"""The window as a program: what is set up once, which casebook is open, what happens to bugs."""

from __future__ import annotations

import datetime
import os
import sys
import traceback
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication, QMessageBox, QWidget

from ui import instance
from ui.modal import passing
from workbench.messages import Refused, Unreadable, _

if TYPE_CHECKING:
    from ui.start_page import StartPage
    from ui.window import Window
    from workbench.casebook import Casebook

NAME = "stakeholder-workbench"
_SCREENLESS = frozenset({"offscreen", "minimal"})


def run(path: Path | None, passphrase: str | None = None) -> int:
    """Open the window on this casebook, else the start page; the exit status once it is closed.

    A casebook that is named and can't be opened is refused on standard error: status 1.
    """
    if not has_screen():
        print(_("There is no screen to open a window on."), file=sys.stderr)
        return 1
    if path is not None and instance.bring_forward(path):
        return 0
    try:
        keeper = start(path, passphrase)
    except Refused as refused:
        print(refused, file=sys.stderr)
        app = QApplication.instance()
        if isinstance(app, QApplication) and app.platformName() not in _SCREENLESS:
            QMessageBox.warning(None, _("That can't be done"), str(refused))
        return 1
    if keeper.window is None and keeper.start is None:
        return 1
    return QApplication.exec()


def start(path: Path | None, passphrase: str | None = None) -> Keeper:
    """Set the program up and show its first window. `Refused` where the casebook can't be opened.

    With neither a window nor a start page in what is returned, no passphrase was given.
    """
    keeper = Keeper(prepared())
    if path is None:
        keeper.show_start()
    else:
        keeper.open(path, passphrase)
    return keeper


def has_screen() -> bool:
    """Whether a window can be shown; where Qt would otherwise abort the process."""
    if sys.platform != "linux" or os.environ.get("QT_QPA_PLATFORM"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def prepared() -> QApplication:
    """The application, set up: languages, looks, and the hook that shows bugs."""
    from ui import garbage, languages, window_looks

    app = QApplication.instance()
    if not isinstance(app, QApplication):
        app = QApplication(sys.argv[:1])
    garbage.keep_to(app)
    app.setApplicationName(NAME)
    app.setApplicationDisplayName(_("Stakeholder Workbench"))
    app.setDesktopFileName(NAME)
    languages.load()
    app.setLayoutDirection(languages.direction((languages.wanted() or ["en"])[0]))
    window_looks.put_on(app)
    sys.excepthook = show_bug
    return app


class Keeper(QObject):
    """Keeps one casebook's window open, or the start page where there is none."""

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self._app = app
        self.start: StartPage | None = None
        self.window: Window | None = None
        self._listening: instance.Instance | None = None
        self._passphrase: str | None = None
        self._keep: bool | None = None

    def show_start(self, refusal: str = "", damaged: Path | None = None) -> None:
        """Show the start page, with a word about what was refused.

        Of a casebook that is `damaged` the newest good backup is offered.
        """
        from ui import backups_offer
        from ui.start_page import StartPage

        if self.start is None:
            self.start = StartPage()
            self.start.open_wanted.connect(self.open_or_say)
            self.start.new_wanted.connect(self.new)
            self.start.sample_wanted.connect(self.open_sample)
        self.start.refresh()
        self.start.show_refusal(refusal)
        backups_offer.offer(self.start, damaged, self._open_restored)
        self.start.show()

    def _open_restored(self, path: Path, passphrase: str | None, told: str) -> None:
        try:
            self.open(path, passphrase)
        except Refused as refused:
            self.show_start(str(refused))
        if self.window is not None:
            self.window.say(told)

    # -- opening ---------------------------------------------------------------------------------

    def open(self, path: Path, passphrase: str | None = None) -> bool:
        """Open a casebook in a window; asks for its passphrase where it has one.

        `Refused` where it can't be opened; False where no passphrase was typed, or where another
        window that has it open came forward.
        """
        own = self._listening is not None and self._listening.name == instance.name_for(path)
        if not own and instance.bring_forward(path):
            return False
        casebook = self._unlocked(path, passphrase)
        if casebook is None:
            return False
        self._show(casebook)
        keep, self._keep = self._keep, None
        if keep is not None and self.window is not None and self._passphrase is not None:
            self.window.secrets.keep_or_forget(self._passphrase, keep)
        return True

    def _unlocked(self, path: Path, passphrase: str | None) -> Casebook | None:
        from workbench.opening import needs_passphrase

        asked = passphrase is None and self._app.platformName() not in _SCREENLESS
        if not asked or not needs_passphrase(path):
            self._passphrase = passphrase
            return self._opened(path, passphrase)
        from ui import passphrase_dialogs

        found = passphrase_dialogs.opened(self._parent(), path, self._opened)
        if found is None:
            return None
        self._passphrase, self._keep = found.passphrase, found.keep
        return found.casebook

    def _opened(self, path: Path, passphrase: str | None) -> Casebook | None:
        """Opened; where another machine has it, a person is asked what to do."""
        from workbench import settings
        from workbench.casebook import Casebook

        if self._app.platformName() in _SCREENLESS:
            return Casebook.open(path, passphrase, by=settings.who())
        from ui import read_only

        return read_only.opened(self._parent(), path, passphrase, settings.who())

    def _parent(self) -> QWidget | None:
        return self.window if self.window is not None else self.start

    def _show(self, casebook: Casebook) -> None:
        from ui.window import Window
        from workbench import settings

        before, self.window = self.window, Window(casebook)
        window = self.window
        window.open_wanted.connect(self._open_wanted)
        window.new_wanted.connect(self.new)
        window.leave_wanted.connect(self._leave)
        window.reset_wanted.connect(self._reset)
        window.closed.connect(partial(self._closed, window))
        window.secrets.changed.connect(self._renew)
        window.locking.locked.connect(self._forget_passphrase)
        window.locking.unlocked.connect(self._renew)
        window.show()
        for old in (before, self.start):
            if old is not None:
                old.close()
        settings.opened(casebook.path)
        self._listen(casebook.path)
        if casebook.read_only:
            return
        if not settings.load().member and self._app.platformName() not in _SCREENLESS:
            QTimer.singleShot(0, self._ask_member)

    def _listen(self, path: Path | None) -> None:
        """Come forward when the program is started again on this casebook."""
        if self._listening is not None:
            self._listening.close()
        self._listening = None if path is None else instance.Instance(path, self)
        if self._listening is not None:
            self._listening.wanted.connect(self._come_forward)

    def _come_forward(self) -> None:
        if self.window is not None:
            instance.show_in_front(self.window)

    def _renew(self, passphrase: str) -> None:
        self._passphrase = passphrase

    def _forget_passphrase(self) -> None:
        self._passphrase = None

    def _closed(self, window: Window) -> None:
        if self.window is window:
            self.window = None
        if self.window is None:
            self._listen(None)
        window.deleteLater()

    def _ask_member(self) -> None:
        from ui import forms
        from workbench import settings

        window = self.window
        name = forms.ask_member(window, settings.machine_user())
        if window is not None and name:
            settings.change(member=name)
            window.casebook.join(name)
            window.casebook.by = name

    def open_or_say(self, path: object) -> None:
        """Open a casebook; where that is refused, the start page or a dialog says so."""
        try:
            self.open(Path(str(path)))
        except Refused as refused:
            if self.window is not None:
                self.window.show_refusal(refused)
            else:
                damaged = Path(str(path)) if isinstance(refused, Unreadable) else None
                self.show_start(str(refused), damaged)

    def _open_wanted(self, path: object) -> None:
        from PySide6.QtWidgets import QFileDialog

        if path is None:
            path, _kind = QFileDialog.getOpenFileName(
                self.window, _("Open a casebook"), "",
                _("Casebooks (*.casebook)") + ";;" + _("All files (*)"),
            )  # fmt: skip
        if path:
            self.open_or_say(path)

    def new(self) -> None:
        """Ask for a new casebook's name and passphrase, make it, open it."""
        from ui import forms
        from workbench import settings

        casebook = forms.new_casebook(self._parent(), Path.home())
        if casebook is not None:
            casebook.by = settings.who()
            self._show(casebook)

    def open_sample(self) -> None:
        """Open this person's own copy of the sample; made where there is none yet."""
        from platformdirs import user_data_path

        from workbench import sample, settings

        path = user_data_path(NAME, appauthor=False) / "sample.casebook"
        try:
            if not path.exists():
                path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
                sample.make(path, by=settings.who()).close()
            self.open(path)
        except (Refused, OSError) as error:
            self.show_start(str(error))

    # -- leaving ---------------------------------------------------------------------------------

    def _leave(self) -> None:
        window, self.window = self.window, None
        self.show_start()
        if window is not None:
            window.close()

    def _reset(self) -> None:
        """The sample as it first was, in the place of what it has become."""
        from workbench import sample

        window, self.window = self.window, None
        if window is None:
            return
        path = window.casebook.path
        # With neither window there, Qt would take the last one's closing for the program's end.
        self._app.setQuitOnLastWindowClosed(False)
        window.close()
        try:
            sample.reset(path, self._passphrase)
            self.open(path, self._passphrase)
        except Refused as refused:
            self.show_start(str(refused))
        finally:
            self._app.setQuitOnLastWindowClosed(True)


# -- bugs ----------------------------------------------------------------------------------------


def log_file() -> Path:
    """Where bugs are written down on this machine."""
    from platformdirs import user_log_path

    return user_log_path(NAME, appauthor=False) / "bugs.log"


def show_bug(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """Say that something broke, and write down where: file, line and function, never values."""
    if issubclass(kind, KeyboardInterrupt):
        sys.__excepthook__(kind, error, trace)
        return
    where = described(kind, trace)
    print(where, file=sys.stderr)
    try:
        log = log_file()
        log.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with log.open("a", encoding="utf-8") as stream:
            stream.write(f"{datetime.datetime.now(datetime.UTC).isoformat()} {where}\n")
    except OSError:
        pass  # A full disk must not hide the bug itself.
    app = QApplication.instance()
    if isinstance(app, QApplication) and app.platformName() not in _SCREENLESS:
        with passing(QMessageBox(app.activeWindow())) as box:
            box.setWindowTitle(_("Something went wrong"))
            box.setText(_("This is a fault of the program, not of yours. What was saved is safe."))
            box.setInformativeText(
                _("Where it happened is written in {file}.", file=str(log_file()))
            )
            box.setDetailedText(where)
            box.exec()


def described(kind: type[BaseException], trace: TracebackType | None) -> str:
    """An error by its kind and the places it came through; its text may hold record contents."""
    places = [
        f"  {Path(frame.filename).name}:{frame.lineno} {frame.name}"
        for frame in traceback.extract_tb(trace)
    ]
    return "\n".join([kind.__name__, *places])
