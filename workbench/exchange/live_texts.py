"""Texts in files that have no types: written so that no spreadsheet runs them, and read back.

A spreadsheet that opens a .csv takes `=1+1` for a formula, whoever wrote it. An apostrophe before
it keeps it a text. So that what comes home is what went out, a text that has apostrophes before
such a sign already gets one more, and reading takes one away.
"""

from __future__ import annotations

import re

_LIVE = re.compile(r"'*[=+\-@\t\r\n]")
_GUARDED = re.compile(r"'+[=+\-@\t\r\n]")


def guarded(text: str) -> str:
    """The text with an apostrophe before it, where a spreadsheet would run it or cut it."""
    return f"'{text}" if _LIVE.match(text) else text


def unguarded(text: str) -> str:
    """The text as it was before it was guarded."""
    return text[1:] if _GUARDED.match(text) else text
