"""Who has a casebook open: one machine writes it at a time, with any number of processes.

SQLite's own locks keep the processes of one machine apart. Between machines they can't be relied
on, so each process that has a casebook open for writing puts a small file beside it, and lets its
beat go on there. Other machines see from it who that is. Clocks of two machines are never compared:
a holder is taken for gone where its beat, watched by this machine's own clock, stands still.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
import platform
import secrets
import threading
import time
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from .errors import Refused
from .messages import message
from .process import UNKNOWN, started

BEAT = 20.0
"""Seconds between two beats."""
STILL = 120.0
"""Seconds without a beat after which a holder is taken for gone."""

_PATIENCE = 2.0  # seconds that leaving waits for a beat that is just being written
_ENDING = ".held"
_FORBIDDEN = frozenset((errno.EACCES, errno.EPERM, errno.EROFS))


@dataclass(frozen=True)
class Holder:
    """One process that has the casebook open for writing. `file` is where it says so.

    `since` is by the clock of the holder's machine, in UTC: to be shown, not to be reckoned with.
    """

    machine: str
    name: str
    desk: str
    pid: int
    started: str
    since: str
    beat: int
    file: str = ""


class HeldElsewhere(Refused):
    """Another machine has the casebook open for writing."""

    def __init__(self, path: Path, holder: Holder) -> None:
        self.told = message(
            "{who} has it open for writing on {machine}, since {since}",
            who=holder.desk or "?",
            machine=holder.name or "?",
            since=shown(holder.since),
        )
        super().__init__(
            self.told,
            str(path),
            message("Look at a copy meanwhile, or ask them to close it."),
        )
        self.holder = holder


def shown(since: str) -> str:
    """A time as people here read it: the hour where it is today, else the day too."""
    try:
        at = datetime.fromisoformat(since).astimezone()
    except ValueError:
        return "?"
    today = at.date() == datetime.now().astimezone().date()
    return at.strftime("%H:%M" if today else "%Y-%m-%d %H:%M")


def machine() -> str:
    """What tells this machine from any other. Nothing about it can be read from it."""
    own = ""
    # The last is another one after each start of the machine, and one for all its processes; what
    # Python makes up where there is no network card would be another in each.
    for place in (
        "/etc/machine-id", "/var/lib/dbus/machine-id", "/proc/sys/kernel/random/boot_id",
    ):  # fmt: skip
        try:
            own = Path(place).read_text(encoding="ascii").strip()
            break
        except (OSError, ValueError):
            continue
    if not own:
        import uuid

        own = str(uuid.getnode())
    # Machines that were made as copies of one another are told apart by their names.
    return hashlib.sha256(f"casebook {own} {platform.node()}".encode()).hexdigest()[:24]


def holders(path: Path) -> list[Holder]:
    """Everybody who says that the casebook is open for writing there, this process included."""
    return [found for file in _files(path, _ENDING) if (found := _read(file)) is not None]


def _files(path: Path, ending: str) -> list[Path]:
    whole = path.resolve()
    start = f".{whole.name}."
    try:
        names = os.listdir(whole.parent)
    except OSError:
        return []
    return [
        whole.parent / name
        for name in sorted(names)
        if name.startswith(start) and name.endswith(ending)
    ]


def _read(file: Path) -> Holder | None:
    try:
        text = file.read_text(encoding="utf-8")
    except FileNotFoundError:
        return None
    except (OSError, ValueError):
        text = ""
    try:
        given = json.loads(text)
        return Holder(
            str(given["machine"]), str(given["name"]), str(given["desk"]), int(given["pid"]),
            str(given["started"]), str(given["since"]), int(given["beat"]), str(file),
        )  # fmt: skip
    except (ValueError, KeyError, TypeError):
        # Somebody is there, and can't be read: that is no reason to write beside them.
        return Holder("", "", "", 0, "", "", 0, str(file))


def elsewhere(path: Path) -> Holder | None:
    """Who has the casebook open for writing on another machine, if anybody."""
    here = machine()
    for holder in holders(path):
        if holder.machine != here:
            return holder
    return None


class Watch:
    """Watches one holder, to tell whether it is still there. By this machine's clock alone."""

    def __init__(self, holder: Holder, beat: int | None = None, at: float | None = None) -> None:
        """`beat` and `at` are what was seen of it before, if anything."""
        self.holder = holder
        now = time.monotonic()
        seen_before = beat == holder.beat and at is not None and at <= now
        self.at = at if seen_before and at is not None else now
        self.beat = holder.beat

    @property
    def still_for(self) -> float:
        """For how many seconds its beat has been seen to stand still."""
        return time.monotonic() - self.at

    @property
    def is_stale(self) -> bool:
        """Whether it can be taken for gone."""
        return self.still_for >= STILL

    def look(self) -> bool:
        """Look at it again; whether it is still there at all."""
        found = _read(Path(self.holder.file))
        if found is None:
            return False
        if found.beat != self.beat:
            self.beat, self.at = found.beat, time.monotonic()
        return True


def clear(path: Path, gone: Holder | None = None) -> None:
    """Remove what processes of this machine left that live no more, and the one that is `gone`."""
    here = machine()
    for holder in holders(path):
        dead = holder.machine == here and started(holder.pid) not in (holder.started, UNKNOWN)
        if dead or (gone is not None and holder.file == gone.file):
            for left in (holder.file, f"{holder.file}.new"):
                _remove(Path(left))
    for new in _files(path, f"{_ENDING}.new"):
        # Somebody was killed while saying so for the first time.
        if not new.with_suffix("").exists():
            _remove(new)


def _remove(file: Path) -> None:
    try:
        file.unlink(missing_ok=True)
    except OSError:
        pass  # the medium was taken away, or is not ours to change: who looks sees no beat


class Holding:
    """A casebook held open for writing by this process. `let_go` ends it."""

    def __init__(self, path: Path, desk: str) -> None:
        self._path = path.resolve()
        self._file = self._path.with_name(f".{self._path.name}.{secrets.token_hex(4)}{_ENDING}")
        self._holder = Holder(
            machine(), platform.node(), desk, os.getpid(), started(os.getpid()),
            datetime.now(UTC).isoformat(timespec="seconds"), 0,
        )  # fmt: skip
        self._lost = False
        self._lock = threading.Lock()
        self._end = threading.Event()
        self._thread: threading.Thread | None = None

    def begin(self) -> None:
        """Say that it is held. `HeldElsewhere` where another machine does; OSError, where it can't.

        Said first and looked around after: of two that begin at once, at least one sees the other.
        """
        try:
            self._write()
        except OSError as error:
            # A full or failing disk takes no change either, and says so when one is made.
            if error.errno in _FORBIDDEN:
                raise
        try:
            other = elsewhere(self._path)
        except BaseException:
            self._remove()
            raise
        if other is not None:
            self._remove()
            raise HeldElsewhere(self._path, other)
        self._thread = threading.Thread(target=self._go_on, name="holding", daemon=True)
        self._thread.start()

    def _write(self) -> None:
        new = self._file.with_name(self._file.name + ".new")
        given = asdict(self._holder)
        del given["file"]
        handle = os.open(new, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o644)
        with open(handle, "w", encoding="utf-8") as file:
            json.dump(given, file, ensure_ascii=False)
        os.replace(new, self._file)

    def _remove(self) -> None:
        _remove(self._file)
        _remove(self._file.with_name(self._file.name + ".new"))

    def _go_on(self) -> None:
        while not self._end.wait(BEAT):
            self.beat()

    def beat(self) -> None:
        """Show that this process is alive. Where that can't be written, the next beat tries."""
        with self._lock:
            if self._end.is_set() or self._lost:
                return
            try:
                self._settle()
                if not self._lost:
                    self._holder = Holder(**{**asdict(self._holder), "beat": self._holder.beat + 1})
                    self._write()
            except OSError:
                pass

    def _settle(self) -> None:
        """Find out whether another machine took over while this process slept."""
        if elsewhere(self._path) is not None:
            self._lost = True
            self._remove()
        elif not self._file.exists():
            self._write()

    @property
    def lost(self) -> bool:
        """Whether another machine is known to have taken over."""
        return self._lost

    def check(self) -> None:
        """`Refused` where another machine has taken over, so that nothing more may be written."""
        if not self._lost:
            try:
                # Opened, not only asked for: a network's client answers that out of its memory.
                os.close(os.open(self._file, os.O_RDONLY))
                return
            except OSError:
                with self._lock:
                    try:
                        self._settle()
                    except OSError:
                        pass  # what is to be written says itself what is wrong with the medium
        if self._lost:
            raise Refused(
                message("Another machine took over the casebook, as this one was not heard of"),
                str(self._path),
                message("Close it here and open it again; what was saved before is safe."),
            )

    def let_go(self) -> None:
        """The casebook is no longer held by this process."""
        self._end.set()
        if self._thread is not None:
            # A share that does not answer keeps nobody from leaving.
            self._thread.join(_PATIENCE)
        if self._lock.acquire(timeout=_PATIENCE):
            try:
                self._remove()
            finally:
                self._lock.release()


def hold(path: Path, desk: str, taking_over: Holder | None = None) -> Holding:
    """Hold a casebook open for writing. `HeldElsewhere` where another machine does.

    `taking_over` is a holder that was found to be gone. OSError where nothing can be written.
    """
    clear(path, taking_over)
    holding = Holding(path, desk)
    holding.begin()
    return holding
