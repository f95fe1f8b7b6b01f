"""A fault of PySide6 6.12 made harmless, before anything is drawn.

Every call into it that returns nothing gives back a reference to None that it never took: it
counts on a None that can't end, which Python has only from 3.12 on. On Python 3.11 some thousand
calls later the process is aborted ("deallocating None"). So None's count is made so large that
it never runs out, which is what later Pythons do.
"""

from __future__ import annotations

import ctypes
import sys

import PySide6

_PLENTY = 1 << 40


def keep_none() -> None:
    """Make None last for as long as the process does, where this PySide6 would use it up."""
    concerned = sys.version_info < (3, 12) and PySide6.__version_info__ >= (6, 12)
    if concerned and sys.implementation.name == "cpython" and sys.maxsize > _PLENTY:
        count = ctypes.c_ssize_t.from_address(id(None))
        if count.value < _PLENTY:
            count.value += _PLENTY


keep_none()
