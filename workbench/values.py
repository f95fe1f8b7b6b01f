"""One field's value: read from what a person typed or a sheet holds, and said again.

Above `db/` a value is text (text, long text, listed, choice, grade, clock), EDTF text (when),
`Decimal` (quantity), `int` (tenor), `bool` (yes/no) or a uid (link); what is empty is None.
"""

from __future__ import annotations

import datetime
import re
import unicodedata
from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from typing import Any, Literal

from workbench import when
from workbench.kinds import Field, Mention
from workbench.messages import Refused, _, message

Value = str | Decimal | int | bool | None
Prefer = Literal["past", "future"]

SCALE = 1_000_000
"""The record keeps a quantity as a whole number of millionths."""

LARGEST = Decimal(10) ** 12
LONGEST = 1_000_000

_YES = frozenset({"yes", "y", "true", "1", "x", "✓", "✔"})
_NO = frozenset({"no", "n", "false", "0", "-"})
_GROUPED = re.compile(r"[+-]?\d{1,3}(?:[ ,\u00a0\u202f'’_]\d{3})+(?:\.\d+)?")


def read(
    field: Field, text: str | None, today: datetime.date | None = None, *, prefer: Prefer = "past"
) -> Value:
    """The value that a text means for this field; None for blank. `Refused` where it means none.

    `today` is what "yesterday" starts from; `prefer` tells which year a date without one is in.
    """
    text = "" if text is None else clean_text(text).strip()
    if not text:
        return None
    if len(text) > LONGEST:
        raise Refused(
            message("The text is too long ({n} characters)", n=len(text)),
            what_to_do=message("Keep it under a million."),
        )
    reader = _READERS.get(field.type)
    if reader is not None:
        return reader(field, text)
    if field.type == "when":
        from workbench import when_words

        return when_words.read(text, today or datetime.date.today(), prefer=prefer).text
    return text


def _one_line(field: Field, text: str) -> Value:
    return " ".join(text.split())


def _long(field: Field, text: str) -> Value:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def clean_text(text: str) -> str:
    """Without what no record can hold: NUL and lone halves of a character."""
    if text.isascii() and "\0" not in text:
        return text
    return unicodedata.normalize(
        "NFC", "".join(c for c in text if c != "\0" and not "\ud800" <= c <= "\udfff")
    )


def _choice(field: Field, text: str) -> Value:
    wanted = " ".join(text.split()).casefold()
    for word, label in field.choices:
        if wanted in (word.casefold(), str(label).casefold()):
            return word
    raise Refused(
        message("“{given}” is none of the words for {field}", given=text, field=field.label),
        what_to_do=message(
            "Choose one of: {words}.", words=", ".join(str(label) for _w, label in field.choices)
        ),
    )


def _grade(field: Field, text: str) -> Value:
    given = "".join(text.split()).upper()
    if re.fullmatch("[A-F][1-6]", given):
        return given
    raise Refused(
        message("“{given}” is no grade", given=text),
        what_to_do=message(
            "Write a letter from A to F (reliability) and a figure from 1 to 6 (credibility)."
        ),
    )


def _clock(field: Field, text: str) -> Value:
    return when.clock(text)


def _figures(text: str) -> str:
    return "".join(
        str(unicodedata.decimal(c)) if not c.isascii() and c.isdecimal() else c for c in text
    )


def _quantity(field: Field, text: str) -> Value:
    plain = _figures(text).replace("\u066b", ".").replace("\u066c", ",")
    if _GROUPED.fullmatch(plain):
        plain = re.sub(r"[ ,\u00a0\u202f'’_]", "", plain)
    try:
        number = Decimal(plain)
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite():
        raise Refused(
            message("“{given}” is no number", given=text),
            what_to_do=message("Write for example 12, 12.5 or 1,200; the unit has its own field."),
        )
    return check_quantity(number)


def check_quantity(number: Decimal) -> Decimal:
    """The quantity, in its plainest form. `Refused` where the record can't hold it exactly."""
    if number < 0:
        raise Refused(
            message("A quantity can't be negative"), what_to_do=message("Write 0 or more.")
        )
    if number >= LARGEST:
        raise Refused(
            message("The quantity is too large"),
            what_to_do=message("Use a larger unit, such as million m³."),
        )
    if number * SCALE != (number * SCALE).to_integral_value():
        raise Refused(
            message("The quantity has more than six decimals"),
            what_to_do=message("Round it, or use a smaller unit."),
        )
    return plainest(number)


def plainest(number: Decimal) -> Decimal:
    """The same number without trailing zeros or exponent."""
    return Decimal(f"{number.normalize():f}")


def _tenor(field: Field, text: str) -> Value:
    plain = _figures(text).replace("\u2212", "-").replace("\u2013", "-")
    if re.fullmatch(r"[+-]?[0-3](?:\.0+)?", plain):
        return int(float(plain))
    raise Refused(
        message("“{given}” is no tenor", given=text),
        what_to_do=message("Write a whole number from -3 (hostile) to 3 (allied)."),
    )


def _yes_no(field: Field, text: str) -> Value:
    given = text.casefold()
    if given in _YES or given == _("yes").casefold():
        return True
    if given in _NO or given == _("no").casefold():
        return False
    raise Refused(
        message("“{given}” is neither yes nor no", given=text),
        what_to_do=message("Write yes or no."),
    )


_READERS: dict[str, Callable[[Field, str], Value]] = {
    "text": _one_line,
    "listed": _one_line,
    "long text": _long,
    "choice": _choice,
    "grade": _grade,
    "clock": _clock,
    "quantity": _quantity,
    "tenor": _tenor,
    "yes/no": _yes_no,
}


def say(field: Field, value: Any) -> str:
    """A value as plain text that `read` takes again: what an editor shows and a sheet holds."""
    if value is None:
        return ""
    if field.type == "yes/no":
        return _("yes") if value else _("no")
    if field.type == "choice":
        return field.choice_label(str(value))
    if field.type == "quantity":
        return f"{plainest(Decimal(value)):f}"
    return str(value)


def display(field_type: str, value: Any, today: datetime.date, field: Field | None = None) -> str:
    """A value as lists and cards show it, by the type of its field or column.

    `field` words the choices of a fixed list. Several mentions are parted by commas.
    """
    if value is None or value == ():
        return ""
    if isinstance(value, tuple):
        return ", ".join(str(each) for each in value)
    if isinstance(value, Mention):
        return value.label
    if field_type == "when":
        try:
            return when.wording(when.parse(value), today)
        except when.WhenError:
            return str(value)
    if field_type == "yes/no":
        return _("yes") if value else ""
    if field_type == "quantity":
        return f"{plainest(Decimal(value)):,f}"
    if field_type == "tenor":
        return f"{value:+d}".replace("-", "\u2212") if value else "0"
    if field is not None and field.choices:
        return field.choice_label(str(value))
    return str(value)
