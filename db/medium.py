"""Where a file lies: on a disk of this machine or another's, and whether it can be written to."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path

REMOTE = frozenset({
    "9p", "afpfs", "afs", "ceph", "cifs", "coda", "davfs", "glusterfs", "lustre", "ncpfs", "nfs",
    "nfs4", "prl_fs", "smb3", "smbfs", "vboxsf", "webdav",
    "fuse.davfs", "fuse.davfs2", "fuse.gvfsd-fuse", "fuse.rclone", "fuse.smbnetfs", "fuse.sshfs",
    "fuse.vmhgfs-fuse",
})  # fmt: skip
"""File systems whose files several machines can have open, by the names that systems give them."""

_REMOTE_DRIVE = 4  # of Windows' GetDriveType
_MOUNTS = "/proc/self/mountinfo"


def is_remote(path: Path) -> bool:
    """Whether other machines may have this file open too. What can't be told is taken for ours.

    A log that several machines write (WAL) loses data: it needs memory that they share.
    """
    try:
        if sys.platform == "win32":
            return _remote_drive(path)
        if sys.platform == "darwin":
            return _kind_on_mac(path) in REMOTE
        mounts = Path(_MOUNTS).read_text(encoding="utf-8", errors="surrogateescape")
    except (OSError, AttributeError, ValueError):
        return False
    return kind_in(mounts, path.resolve()) in REMOTE


def kind_in(mounts: str, path: Path) -> str:
    """The kind of file system that an absolute path lies on, by Linux's `mountinfo`."""
    best, kind = -1, ""
    for line in mounts.splitlines():
        before, dash, after = line.partition(" - ")
        fields = before.split(" ")
        if not dash or len(fields) < 5:
            continue
        point = Path(re.sub(r"\\([0-7]{3})", lambda found: chr(int(found[1], 8)), fields[4]))
        # The last one that is mounted on a place hides those before it.
        if len(point.parts) >= best and path.is_relative_to(point):
            best, kind = len(point.parts), after.split(" ")[0]
    return kind


def _remote_drive(path: Path) -> bool:
    import ctypes

    whole = str(path.resolve())
    if whole.startswith("\\\\"):
        return True
    kernel = getattr(ctypes, "windll").kernel32  # noqa: B009 - is there on Windows only
    return bool(kernel.GetDriveTypeW(path.resolve().anchor) == _REMOTE_DRIVE)


def _kind_on_mac(path: Path) -> str:
    import ctypes
    import ctypes.util

    library = ctypes.CDLL(ctypes.util.find_library("c"), use_errno=True)
    # struct statfs, 64-bit inodes: f_fstypename is 16 bytes long and begins at byte 72.
    about = ctypes.create_string_buffer(4096)
    call = getattr(library, "statfs$INODE64", None) or library.statfs
    if call(os.fsencode(path.resolve()), about) != 0:
        return ""
    return about.raw[72:88].split(b"\0")[0].decode("ascii", "replace")


def can_write(path: Path) -> bool:
    """Whether an existing file can be written to, and its folder too: the log lies beside it."""
    return os.access(path.resolve().parent, os.W_OK) and os.access(path, os.W_OK)
