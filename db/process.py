"""Whether a process of this machine still runs, and is the one that was meant."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

UNKNOWN = "?"


def started(pid: int) -> str:
    """When this process began, in a form to compare; empty where there is none that lives.

    `UNKNOWN` where there is one, of somebody else, of which no more can be told.

    A number is given to another process before long; its beginning tells the two apart.
    """
    if pid <= 0:
        return ""
    ways = {"win32": _on_windows, "linux": _on_linux}
    return ways.get(sys.platform, _by_ps)(pid)


def _on_linux(pid: int) -> str:
    try:
        about = Path(f"/proc/{pid}/stat").read_bytes()
        boot = Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
    except (OSError, ValueError):
        return _lives(pid)
    # After the name, which is in brackets and may hold anything: state, …, start (the 22nd of all).
    fields = about.rpartition(b")")[2].split()
    if len(fields) < 20 or fields[0] in (b"Z", b"X"):
        return ""
    return f"{boot} {fields[19].decode()}"


def _by_ps(pid: int) -> str:
    try:
        told = subprocess.run(
            ["/bin/ps", "-o", "lstart=", "-p", str(pid)],
            capture_output=True, text=True, check=False, timeout=10, env={"LC_ALL": "C"},
        )  # fmt: skip
    except (OSError, subprocess.SubprocessError):
        # It can't be told: what lives is taken for the one that was meant.
        return _lives(pid)
    return " ".join(told.stdout.split())


def _lives(pid: int) -> str:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return ""
    except OSError:
        pass
    return UNKNOWN


def _on_windows(pid: int) -> str:
    import ctypes

    kernel = getattr(ctypes, "windll").kernel32  # noqa: B009 - is there on Windows only
    kernel.OpenProcess.restype = ctypes.c_void_p
    # PROCESS_QUERY_LIMITED_INFORMATION
    handle = kernel.OpenProcess(0x1000, False, pid)
    if not handle:
        return ""
    try:
        times = [ctypes.c_uint64() for _ in range(4)]
        code = ctypes.c_uint32()
        there = kernel.GetExitCodeProcess(ctypes.c_void_p(handle), ctypes.byref(code))
        if there and code.value != 259:  # STILL_ACTIVE
            return ""
        references = [ctypes.byref(each) for each in times]
        if not kernel.GetProcessTimes(ctypes.c_void_p(handle), *references):
            return UNKNOWN
        return str(times[0].value)
    finally:
        kernel.CloseHandle(ctypes.c_void_p(handle))
