"""A casebook of every kind of record with texts that spreadsheets are known to spoil."""

from __future__ import annotations

import random
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from workbench.casebook import Casebook
from workbench.kinds import KINDS, Field
from workbench.lists_of_words import DEFAULTS
from workbench.markings import MARKINGS
from workbench.messages import message
from workbench.writing import Change

TEXTS = (
    "=1+1", "=HYPERLINK(\"http://x\")", "+995 555 123", "-1", "@SUM(A1)", "'quoted", "''=1",
    "#N/A", "#REF!", "#DIV/0!", "00123", "007", "1e5", "1E-7", "99999999999999999999", "3.10",
    "TRUE", "false", "1/2", "2025-01-08", "8/1/2025", "14:30", "12%", "$5", "1,000", "(empty) no",
    "_x0041_ spelt out", "bell\x07 and \x0b tab", "\x1b[31m", "many 😀 of them 👩‍👩‍👧‍👦 🇦🇫",
    "لا إله", "Muttaqi متقي mixed 123 ١٢٣", "می‌خواهم", "李明 會議", "ひらがな", "한국어",
    "नमस्ते दुनिया",
    "Привет, Ћирилица", "Ελληνικά", "עברית: \"ציטוט\"", "ქართული", "Հայերեն", "አማርኛ", "ไทย",
    "e\u0301 and é", "\u202eright to left\u202c", "zero\u200bwidth\ufeff",
    'say "this", he said; \\ and \'that\'', "<b>&amp;</b> ]]> <!-- &#10;", "semi;colon,comma\ttab",
    "a\u00a0no-break\u00a0space", "trailing blanks   ", "   leading blanks",
    "nbsp at the end\u00a0",
    "two\nlines", "a line\r\nof Windows", "ends with a line\n", "\n\n", "tab\tin it",
    "null", "None",
    "=cmd|' /C calc'!A0", "https://example.org/?a=1&b=2", "C:\\temp\\new", "{=1}", "~", "?", "*",
)  # fmt: skip
"""Texts as people and programs leave them; blank ones excepted, which no field keeps."""

LONG = (
    "32,000 of them: " + "é" * 32_000,
    "😀" * 16_000,
    "over what a cell holds " * 2_000,
    "=1+1 " + "line\n" * 6_000,
)

WHENS = (
    "2025-01-08", "2025-01", "2025", "2025-01~", "2025-01-08?", "2024%", "2025-21", "2024-03/..",
    "../2024-03", "/2024", "2024/", "2021-08/2024-12", "1899-12-31", "1900-01-01", "1900-02-28",
    "1900-03-01", "1066-10-14", "0001-01-01", "9999-12-31", "2024-02-29", "2025-01-08T14:30:00Z",
    "2025-01-08T14:30:00+04:30", "2025-01-08T00:00:00",
)  # fmt: skip

CLOCKS = ("14:30", "00:00", "23:59", "14:30+04:30", "09:00+00:00")

NUMBERS = (
    "0", "1", "12.5", "0.1", "0.000001", "999999999999", "123456789.123456", "100000", "3.10",
)  # fmt: skip

GRADES = ("A1", "B2", "F6", "E5")


def make(path: Path, records: int, seed: int = 1) -> Casebook:
    """A casebook with this many records, of every kind that has a sheet, in equal shares."""
    chance = random.Random(seed)
    casebook = Casebook.create(path, None, by="Tester")
    kinds = [kind for kind in KINDS.values() if not kind.inner]
    each = max(1, -(-records // len(kinds)))
    uids: dict[str, list[str]] = {}
    with casebook.change(message("Fill")) as change:
        for kind in kinds:
            _add(change, kind.name, each, uids, chance)
    return casebook


def _add(
    change: Change, kind: str, count: int, uids: dict[str, list[str]], chance: random.Random
) -> None:
    fields = [field for field in KINDS[kind].fields if not (field.hidden or field.computed)]
    rows: list[Sequence[Any]] = [
        [_value(field, number, uids, chance) for field in fields] for number in range(count)
    ]
    uids[kind] = change.add_many(kind, [field.name for field in fields], rows)


def _value(field: Field, number: int, uids: dict[str, list[str]], chance: random.Random) -> Any:
    if not field.required and chance.random() < 0.25:
        return False if field.type == "yes/no" else None
    if field.list == MARKINGS:
        return chance.choice(DEFAULTS[MARKINGS])
    if field.type == "link":
        known = uids.get(field.link)
        return chance.choice(known) if known else None
    if field.type == "when":
        return chance.choice(WHENS)
    if field.type == "choice":
        return chance.choice(field.choices)[0]
    if field.type == "quantity":
        return Decimal(chance.choice(NUMBERS))
    if field.type == "tenor":
        return chance.randint(-3, 3)
    if field.type == "yes/no":
        return chance.random() < 0.5
    if field.type == "grade":
        return chance.choice(GRADES)
    if field.type == "clock":
        return chance.choice(CLOCKS)
    return _text(field, number, chance)


def _text(field: Field, number: int, chance: random.Random) -> str:
    if field.type == "long text" and chance.random() < 0.004:
        return chance.choice(LONG)
    text = chance.choice(TEXTS)
    if field.name == "word" or chance.random() < 0.3:
        text = f"{text} {number}"
    if chance.random() < 0.2:
        text = f"{text}\n{chance.choice(TEXTS)}" if field.type == "long text" else text
    if field.type == "listed":
        text = chance.choice(TEXTS[:40])
    return text if text.strip() else "blank"
