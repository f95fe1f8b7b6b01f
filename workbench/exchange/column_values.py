"""Cells of a column that are no dates and no names: words of lists, quantities, clock times.

Each answers with the text that the record's own reading takes (`values.read`), or `Refused`.
"""

from __future__ import annotations

import csv
import datetime
import re
from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from functools import cache
from importlib.resources import files
from typing import Any

from db.folding import fold
from workbench import values
from workbench.exchange import cells
from workbench.exchange.column_date_words import blank
from workbench.kinds import Field
from workbench.messages import Refused, message

_AMOUNT = re.compile(r"([^\d+.,-]*?)\s*([+-]?\d[\d.,'’\u00a0\u202f ]*)\s*(.*)", re.DOTALL).fullmatch
_CLOCK = re.compile(r"(\d{1,2})(?:[:.h](\d{2}))?(?::\d{2})?\s*(h|uhr|a\.?m\.?|p\.?m\.?)?").fullmatch
_THOUSANDS = re.compile(r"[+-]?\d{1,3}(?:([.,'’\u00a0\u202f ])\d{3})(?:\1\d{3})*").fullmatch


@cache
def _synonyms() -> dict[str, dict[str, str]]:
    text = (files("resources") / "exchange" / "choices.csv").read_text(encoding="utf-8")
    found: dict[str, dict[str, str]] = {}
    for row in csv.DictReader(text.splitlines()):
        known = found.setdefault(row["field"], {})
        for word in row["words"].split("|"):
            known.setdefault(fold(word), row["word"])
    return found


def words(key: str) -> frozenset[str]:
    """All words, folded, that a list ("event.kind", "unit") is known by."""
    return frozenset(_synonyms().get(key, ()))


def meant(key: str, text: str) -> str | None:
    """The word of a list ("event.kind", "unit", "yes/no") that a text means; None for none."""
    return _synonyms().get(key, {}).get(fold(text))


def choice(kind: str, field: Field, text: str) -> str | None:
    """The word of a fixed list, by its own words or by those of any of the languages."""
    folded = fold(text)
    for word, label in field.choices:
        if folded in (fold(word), fold(str(label)), fold(label.text)):
            return word
    return meant(f"{kind}.{field.name}", text)


def unknown_words(kind: str, field: Field, column: Iterable[Any], most: int = 12) -> list[str]:
    """Texts of a column that mean no word of its fixed list, each once, the commonest first."""
    times: dict[str, int] = {}
    for cell in column:
        if isinstance(cell, str) and cell.strip():
            times[cell.strip()] = times.get(cell.strip(), 0) + 1
    found = [text for text in times if not blank(text) and choice(kind, field, text) is None]
    return sorted(found, key=lambda text: -times[text])[:most]


def decimal_mark(column: Iterable[Any]) -> str:
    """The mark before decimals in a column: "." or ","; empty where its numbers don't tell."""
    votes = {".": 0, ",": 0}
    for cell in column:
        if not isinstance(cell, str):
            continue
        amount = _AMOUNT(_figures(cell.strip()))
        number = amount[2].strip(" .,'’") if amount else ""
        last = max(number.rfind("."), number.rfind(","))
        if last < 0:
            continue
        mark = number[last]
        other = "," if mark == "." else "."
        if len(number) - last - 1 != 3 or number[:last] in ("0", "-0"):
            votes[mark] += 1 if number.count(mark) == 1 else 0
        elif other in number:
            votes[mark] += 1
        elif number.count(mark) > 1:
            votes[other] += 1
    if votes["."] == votes[","]:
        return ""
    return "." if votes["."] > votes[","] else ","


def _figures(text: str) -> str:
    return fold(text).replace("\u066b", ".").replace("\u066c", ",")


def quantity(cell: Any, mark: str = "") -> tuple[str, str] | None:
    """(number, unit) of an amount such as "12.5 MCM"; the unit is empty where none is said.

    `mark` is the column's decimal mark. None for a blank. `Refused` where it is no amount.
    """
    if isinstance(cell, (int, float)) and not isinstance(cell, bool):
        return cells.read(cell, "quantity"), ""
    text = cells.read(cell, "text").strip()
    if not text or blank(text):
        return None
    found = _AMOUNT(_figures(text))
    number = _decimal(found[2].strip(), mark) if found else None
    if found is None or number is None or _more(found[3]) or not _money(found[1]):
        raise Refused(
            message("“{given}” is no number", given=text[:60]),
            what_to_do=message("Write for example 12, 12.5 or 1,200; the unit has its own field."),
        )
    said = found[3].strip(" .") or found[1].strip(" .")
    where = fold(text).find(said)
    unit = text[where : where + len(said)] if said and where >= 0 else said
    return f"{number:f}", meant("unit", said) or unit


def _money(before: str) -> bool:
    """Whether what stands before a number is a currency, or nothing."""
    said = before.strip(" .")
    return not any(map(str.isalnum, said)) or len(said) == 3 or meant("unit", said) is not None


def _more(tail: str) -> bool:
    """Whether a second number follows: a range, or several amounts in one cell."""
    return bool(re.search(r"\d{2}|(?<![a-zm])\d", tail))


def _decimal(number: str, mark: str) -> Decimal | None:
    number = number.rstrip(".,'’ ")
    both = "." in number and "," in number
    if both:
        mark = number[max(number.rfind("."), number.rfind(","))]
    elif not mark:
        grouped = _THOUSANDS(number)
        if grouped and grouped[1] == "." and number.count(".") == 1 and not number.startswith("0"):
            return None
        mark = "," if "," in number and not grouped else "."
    other = "," if mark == "." else "."
    plain = re.sub(rf"[{re.escape(other)}'’\u00a0\u202f ]", "", number).replace(mark, ".")
    try:
        return Decimal(plain)
    except InvalidOperation:
        return None


def clock(cell: Any) -> str | None:
    """A clock time as the record has it, from Excel's times or as people write it."""
    if isinstance(cell, (datetime.time, datetime.datetime)):
        return cell.strftime("%H:%M")
    if isinstance(cell, float) and 0 <= cell < 1:
        minutes = round(cell * 1440)
        return f"{minutes // 60 % 24:02}:{minutes % 60:02}"
    text = cells.read(cell, "clock").strip()
    if not text or blank(text):
        return None
    found = _CLOCK(fold(text))
    if found is None or (found[2] is None and found[3] is None):
        return text
    hour, minute = int(found[1]), int(found[2] or 0)
    half = (found[3] or "").replace(".", "")
    if half in ("am", "pm") and 1 <= hour <= 12:
        hour = hour % 12 + (12 if half == "pm" else 0)
    return f"{hour:02}:{minute:02}" if hour < 24 and minute < 60 else text


def plain(kind: str, field: Field, cell: Any) -> str:
    """The text for any field without a reading of its own here. `Refused` where it means none."""
    text = cells.read(cell, field.type).strip()
    if blank(text):
        return ""
    if field.type == "choice" and text:
        word = choice(kind, field, text)
        # What means no word is refused there, with the words that there are.
        return field.choice_label(word) if word else str(values.read(field, text) or "")
    if field.type == "yes/no" and text:
        return meant("yes/no", text) or text
    if field.type == "tenor" and text:
        return meant("tie.tenor", text) or text
    if field.list == "unit" and text:
        return meant("unit", text) or text
    return text
