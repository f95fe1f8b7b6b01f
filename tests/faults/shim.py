"""The shim that fails, cuts short or kills at chosen writes: compiled here, armed from here.

It is preloaded (LD_PRELOAD), so a program of the tests that wants it starts itself anew with it.
"""

from __future__ import annotations

import ctypes
import errno
import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

SOURCE = Path(__file__).with_name("shim.c")
FOLDER = Path(__file__).resolve().parents[2] / "build" / "faults"
KILL = -1
EIO, ENOSPC = errno.EIO, errno.ENOSPC
NEVER = 0
ANY = -1


def compiled() -> Path | None:
    """The shim's library; None where it can't be used: no compiler, or no Linux."""
    compiler = shutil.which("cc")
    if compiler is None or not sys.platform.startswith("linux"):
        return None
    digest = hashlib.sha256(SOURCE.read_bytes()).hexdigest()[:12]
    made = FOLDER / f"shim-{digest}.so"
    if not made.exists():
        FOLDER.mkdir(parents=True, exist_ok=True)
        making = made.with_suffix(f".{os.getpid()}")
        words = ["-O2", "-Wall", "-shared", "-fPIC", "-o", making, SOURCE, "-ldl"]
        subprocess.run([compiler, *map(str, words)], check=True)
        os.replace(making, made)
    return made


def preloaded() -> bool:
    """Whether this process has the shim in it."""
    return "shim-" in os.environ.get("LD_PRELOAD", "")


def start_anew() -> None:
    """Start this program anew with the shim in it, where there can be one."""
    if preloaded():
        return
    made = compiled()
    if made is None:
        return
    os.environ["LD_PRELOAD"] = str(made)
    os.execv(sys.executable, [sys.executable, *sys.orig_argv[1:]])


def _library() -> ctypes.CDLL:
    library = ctypes.CDLL(os.environ["LD_PRELOAD"])
    library.faults_arm.argtypes = (
        ctypes.c_char_p, ctypes.c_long, ctypes.c_int, ctypes.c_longlong,
    )  # fmt: skip
    library.faults_seen.restype = ctypes.c_long
    library.faults_left.restype = ctypes.c_longlong
    library.faults_what.restype = ctypes.c_char_p
    return library


def arm(folder: Path, nth: int = NEVER, how: int = EIO, room: int = ANY) -> None:
    """From now on in this process, fail the nth write in this folder, or have so much room."""
    _library().faults_arm(os.fsencode(folder), nth, how, room)


def disarm() -> tuple[int, str, int]:
    """Let be. How many writes there were, which one failed, and what room is left."""
    library = _library()
    library.faults_disarm()
    return (
        int(library.faults_seen()),
        os.fsdecode(library.faults_what()),
        int(library.faults_left()),
    )
