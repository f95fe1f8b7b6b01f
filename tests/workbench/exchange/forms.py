"""Exports in other forms than a workbook, for tests: a casebook of hostile texts, and a writer."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path
from typing import Any

import pytest

from workbench import records
from workbench.casebook import Casebook
from workbench.exchange import Exported, formats
from workbench.exchange.report import no_progress
from workbench.exchange.selection import Selection

HOSTILE = (
    "=1+1",
    "@SUM(A1), +2; -3",
    "'=quoted",
    'a "quote", a comma; a semicolon: a colon \\n \\',
    "two\nlines\tand a tab",
    "bell\x07 and \x1b, \x0b",
    "<b>&amp;</b> ]]> <!--",
    "BEGIN:VCARD\r\nEND:VCALENDAR",
    "لا إله 😀👩‍👩‍👧 李明 Ærø नमस्ते",
    "\ufeffmark \u2028 line \ufffe",
    "long 😀é " * 60,
)

ENDINGS = {each.name: each.ending for each in formats.FORMATS}


def write(casebook: Casebook, sheet: Path, name: str, **chosen: Any) -> tuple[Path, Exported]:
    """Export in a form; the file and what was told of it."""
    path = sheet.with_name(f"desk{ENDINGS[name]}")
    done = formats.named(name).write(casebook, path, Selection(**chosen), no_progress)
    return path, done


def table(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""), strict=True))


def shown(text: str) -> str:
    """A hostile text as these forms can hold it."""
    text = text.replace("\r\n", "\n").replace("\ufffe", "\ufffd")
    return re.sub("[\x00-\x08\x0b-\x1f]", "\ufffd", text)


@pytest.fixture
def hostile(casebook: Casebook) -> Casebook:
    for number, text in enumerate(HOSTILE):
        title = {"title": text, "kind": "meeting", "when": "2025-01-08", "place": text}
        records.add(casebook, "event", title)
        records.add(casebook, "stakeholder", {"name": f"{number} {text}", "kind": "person"})
        records.add(casebook, "action", {"what": text, "due": "2025-03"})
    return casebook
