"""A column of dates as people write them: each cell as EDTF, day or month first by the column.

Excel's own dates and numbers, words in seven languages, years and months under a year's
heading, Hijri dates where they are marked as such. A date is never made finer than it was given.
"""

from __future__ import annotations

import datetime
import math
import re
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from db.folding import fold
from workbench import when_words
from workbench.exchange import cells, column_hijri
from workbench.exchange.column_date_words import blank, english, has_month
from workbench.exchange.mapping_shapes import Calendar, DateOrder
from workbench.messages import Refused, message
from workbench.values import Prefer

_TWO_FIGURES = re.compile(
    r"(?<![\d./-])(\d{1,2})([/.-])(\d{1,2})\2(\d{4}|\d{2})(?![\d./-]\d|\d)(?:,? t?(?=\d))?"
)
_FIGURED = re.compile(r"\d\d")
_LATER = 400
_FORM = re.compile(
    r"(?<!\w)(dd?(?=\W*mm)|jj?(?=\W*mm)|tt?(?=\W*mm)|дд?(?=\W*мм)|mm?(?=\W*(?:dd|jj|tt))|мм?(?=\W*дд))"
)
_CLOCK_BEHIND = re.compile(r"(\d{4}-\d\d-\d\d)t(?=\d\d:)")
_DAY_MONTH = re.compile(r"(\d{1,2})[/.](\d{1,2})\.?").fullmatch
_MONTH_DASH = re.compile(r"([a-z]{3,9})\.?[- ]?-[- ]?'?(\d{2})").fullmatch
_DAY_NAMED = re.compile(
    r"(\d{1,2})\.?[ -]([a-z]{3,9})\.?|([a-z]{3,9})\.? (\d{1,2})(?:st|nd|rd|th)?"
).fullmatch
_MONTH_NAMED = re.compile(r"([a-z]{3,9})\.?").fullmatch
_TO = re.compile(r" ?(?:[-–—]|to|until) ?").split
_FIGURES = re.compile(r"(\d{4})[/.-](\d{1,2})(?:[/.-](\d{1,2}))?").fullmatch
_FIGURES_LAST = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})").fullmatch
_HIJRI_YEAR = re.compile(r"(?<!\d)1[234]\d\d(?!\d)")
_SLASHED = re.compile(
    r"(?<![\d.])(?:\d{1,4}([/.-])\d{1,2}\1\d{1,4}|\d{4}[/.-]\d{1,2}|\d{1,2}/\d{4}|\d{1,2}/\d{1,2})(?!\d)"
)
_SERIALS = range(366 * 20, 366 * 200)
"""Numbers that are Excel's for a day of 1920 to 2099; smaller ones may be a year."""
_EPOCH = datetime.date(1899, 12, 30)
_YEAR = re.compile(r"(?<!\d)(1[89]\d\d|20\d\d)(?!\d)")


def year_in(text: str) -> int | None:
    """The one year that a heading or a sheet's title names; None for none or for several."""
    found = set(_YEAR.findall(fold(text)))
    return int(found.pop()) if len(found) == 1 else None


def looks_like_date(cell: Any) -> bool:
    """Whether a cell is a date, told by its looks alone; numbers are none."""
    if isinstance(cell, (datetime.date, datetime.datetime)):
        return True
    if not isinstance(cell, str) or not 3 <= len(cell) <= 45:
        return False
    text = fold(cell)
    if not any(c.isdigit() for c in text):
        return len(text) < 20 and has_month(text) and len(text.split()) < 3
    if _SLASHED.search(text) or _YEAR.fullmatch(text):
        return len(text.split()) <= 6
    return has_month(text) and len(text.split()) <= 6


def order_of(cells_: Iterable[Any]) -> tuple[DateOrder, tuple[str, ...], bool]:
    """(day or month first, examples, whether it stays open) for a whole column.

    A figure above 12 decides. So does the order of the rows, where one reading runs on through
    the column and the other jumps to and fro.
    """
    pairs: dict[str, tuple[int, int, int]] = {}
    for cell in cells_:
        if isinstance(cell, str) and len(cell) < 60 and cell not in pairs:
            found = _TWO_FIGURES.search(fold(cell))
            if found is not None and found[2] != ".":
                pairs[cell] = (int(found[1]), int(found[3]), int(found[4]))
    days = any(one > 12 and two <= 12 for one, two, _y in pairs.values())
    months = any(two > 12 and one <= 12 for one, two, _y in pairs.values())
    if days != months:
        return ("day" if days else "month"), (), False
    unclear = [cell for cell, (one, two, _y) in pairs.items() if one <= 12 and two <= 12
               and one != two]  # fmt: skip
    if not unclear:
        return "", (), False
    if not days:
        running = _running(list(pairs.values()))
        if running:
            return running, (), False
    return "", tuple(unclear[:3]), True


def order_said(header: str) -> DateOrder:
    """Day or month first, where a header says it: "Date (dd/mm/yy)"."""
    found = _FORM.search(fold(header))
    return "" if found is None else "month" if found[1][0] in "mм" else "day"


def _running(pairs: list[tuple[int, int, int]]) -> DateOrder:
    """The reading in which the dates run one way, where the other's do not."""
    if len(pairs) < 5:
        return ""
    day_first = [(year, two, one) for one, two, year in pairs]
    month_first = [(year, one, two) for one, two, year in pairs]
    runs = [each in (sorted(each), sorted(each, reverse=True)) for each in (day_first, month_first)]
    if runs[0] == runs[1]:
        return ""
    return "day" if runs[0] else "month"


def marked_calendar(header: str, sample: Iterable[Any]) -> Calendar:
    """The calendar that a column's header or any of its cells is marked with."""
    _text, calendar = english(fold(header))
    if calendar:
        return "solar" if calendar == "solar" else "lunar"
    for cell in sample:
        if isinstance(cell, str) and len(cell) < 60:
            calendar = english(fold(cell))[1]
            if calendar:
                return "solar" if calendar == "solar" else "lunar"
    return ""


def unmarked_hijri(sample: Iterable[Any]) -> tuple[str, ...]:
    """Cells whose year can only be a Hijri one, and that don't say of which calendar."""
    return tuple(
        cell
        for cell in dict.fromkeys(each for each in sample if isinstance(each, str))
        if len(cell) < 40 and _FIGURES(fold(cell)) and _HIJRI_YEAR.match(fold(cell))
    )[:3]


def yearless(plain: str) -> bool:
    """Whether a date in plain English gives a month, and perhaps a day, but no year."""
    if _YEAR.search(plain) or not (has_month(plain) or _DAY_MONTH(plain)):
        return False
    return all(
        bool(_DAY_NAMED(part) or _MONTH_NAMED(part) or _DAY_MONTH(part) or part.isdigit())
        for part in _TO(plain)
    )


def without_year(sample: Iterable[Any]) -> tuple[str, ...]:
    """Some cells of a column that give no year."""
    texts = dict.fromkeys(cell for cell in sample if isinstance(cell, str) and len(cell) < 40)
    return tuple(text for text in texts if yearless(english(fold(text))[0]))[:3]


class DateReader:
    """Reads the cells of one column. Not for more than one column: what decides is kept."""

    def __init__(
        self,
        today: datetime.date,
        order: DateOrder = "",
        calendar: Calendar = "",
        prefer: Prefer = "past",
    ) -> None:
        self._today = today
        self._order = order
        self._calendar = calendar
        self._prefer: Prefer = prefer

    def read(self, cell: Any, year: int | None = None) -> str | None:
        """The date as EDTF; None for a blank. `year` is what a heading says.

        `Refused` where it is no date, or can mean two.
        """
        if isinstance(cell, datetime.datetime):
            return cells.read(cell, "when")
        if isinstance(cell, datetime.date):
            return cell.isoformat()
        if isinstance(cell, (bool, datetime.time, datetime.timedelta)):
            raise self._no_date(cell)
        if isinstance(cell, (int, float)):
            return self._number(cell)
        text = str(cell).strip()
        if not text or blank(text):
            return None
        if re.fullmatch(r"\d{5}(?:\.\d+)?", text):
            return self._number(float(text))
        return self._text(text, year)

    def _no_date(self, cell: Any) -> Refused:
        return Refused(
            message("“{given}” is no date", given=cells.read(cell, "text")[:60]),
            what_to_do=message("Write for example {examples}", examples=when_words.examples()),
        )

    def _number(self, cell: int | float) -> str:
        if not math.isfinite(cell):
            raise self._no_date(cell)
        whole = int(cell)
        if self._calendar in ("solar", "lunar") and whole == cell and 1200 <= whole <= 1500:
            return self._hijri(str(whole), self._calendar, str(whole), None)
        if whole == cell and 1000 <= whole <= 2200:
            return str(whole)
        if whole in _SERIALS:
            day = _EPOCH + datetime.timedelta(days=whole)
            seconds = round(float(Decimal(repr(float(cell))) % 1 * 86_400))
            if not 0 < seconds < 86_400:
                return day.isoformat()
            clock = (datetime.datetime.min + datetime.timedelta(seconds=seconds)).time()
            return f"{day.isoformat()}T{clock.isoformat()}"
        if whole == cell and 18_000_000 < whole < 22_000_000:
            return when_words.read(str(whole), self._today).text
        raise self._no_date(cell)

    def _text(self, text: str, year: int | None) -> str:
        folded = fold(text)
        plain, marked = english(folded)
        calendar = marked or (self._calendar if _HIJRI_YEAR.search(folded) else "")
        if calendar in ("solar", "lunar"):
            return self._hijri(plain, calendar, text, year)
        if _HIJRI_YEAR.match(plain) and self._calendar != "gregorian" and _FIGURES(plain):
            raise Refused(
                message("The year of “{given}” looks like a Hijri one", given=text[:60]),
                what_to_do=message("Say which calendar the column has, or mark the date."),
            )
        plain = _CLOCK_BEHIND.sub(r"\1 ", _TWO_FIGURES.sub(self._iso, plain))
        shaped = _MONTH_DASH(plain)
        if shaped:
            # As spreadsheets show a month and its year; under a year's heading it is a day.
            plain = f"{shaped[2]} {shaped[1]} {year}" if year else f"{shaped[1]} '{shaped[2]}"
        elif year is not None and not _YEAR.search(plain):
            plain = " - ".join(self._with_year(each, year) for each in _TO(plain))
        if yearless(plain):
            raise Refused(
                message("“{given}” has no year", given=text[:60]),
                what_to_do=message("Say which year it is, or write it in the cell."),
            )
        found = when_words.read(plain, self._today, prefer=self._prefer).text
        if not _FIGURED.search(plain):
            # "Yesterday" is told by the day it was written on, which nobody knows of a sheet.
            later = self._today + datetime.timedelta(days=_LATER)
            if when_words.read(plain, later, prefer=self._prefer).text != found:
                raise Refused(
                    message("“{given}” hangs on the day it was written", given=text[:60]),
                    what_to_do=message("Write the date that is meant."),
                )
        return found

    def _iso(self, found: re.Match[str]) -> str:
        one, two, year = int(found[1]), int(found[3]), found[4]
        day_first = found[2] == "." or self._order == "day" or (one > 12 >= two)
        month_first = not day_first and (self._order == "month" or two > 12 >= one or one == two)
        if not (day_first or month_first) or (len(year) == 2 and one > 31):
            return found[0]
        if (self._order == "day" and two > 12) or (self._order == "month" and one > 12):
            day_first = not day_first
        day, month = (one, two) if day_first else (two, one)
        clock = "T" if found[0].endswith(" ") or found[0].endswith("t") else ""
        return f"{_century(year, self._today)}-{month:02}-{day:02}{clock and ' '}"

    def _with_year(self, part: str, year: int) -> str:
        """A day or month without a year, with the one that a heading gives."""
        named = _DAY_NAMED(part)
        if named:
            day, month = (named[1], named[2]) if named[1] else (named[4], named[3])
            return f"{day} {month} {year}"
        if _MONTH_NAMED(part):
            return f"{part} {year}"
        figures = _DAY_MONTH(part)
        if figures:
            one, two = int(figures[1]), int(figures[2])
            if self._order == "month" or two > 12 >= one:
                one, two = two, one
            elif self._order != "day" and "." not in part and one <= 12 and one != two:
                return part
            return f"{year}-{two:02}-{one:02}"
        return part

    def _hijri(self, plain: str, calendar: str, given: str, year: int | None) -> str:
        parts = self._hijri_parts(plain, year)
        which: column_hijri.Calendar = "solar" if calendar == "solar" else "lunar"
        try:
            if parts is not None:
                return column_hijri.edtf(which, *parts)
        except ValueError:
            pass
        raise Refused(
            message("“{given}” is no Hijri date", given=given[:60]),
            what_to_do=message("Write year, month and day, such as 1403/05/12."),
        )

    def _hijri_parts(
        self, plain: str, year: int | None
    ) -> tuple[int, int | None, int | None] | None:
        figures = _FIGURES(plain)
        if figures:
            return int(figures[1]), int(figures[2]), int(figures[3]) if figures[3] else None
        figures = _FIGURES_LAST(plain)
        if figures:
            return int(figures[3]), int(figures[2]), int(figures[1])
        named = re.search(r"(?:solar|lunar):(\d+)", plain)
        month = int(named[1]) if named else None
        rest = re.sub(r"(?:solar|lunar):\d+", " ", plain)
        numbers = [int(each) for each in re.findall(r"\d+", rest)]
        if re.search(r"[^\W\d_]", rest) or not 1 <= len(numbers) <= 2:
            return None
        days = [each for each in numbers if each <= 31]
        years = [each for each in numbers if each > 31]
        if len(years) != 1 or (days and month is None):
            return None
        return years[0], month, days[0] if days else None


def _century(year: str, today: datetime.date) -> int:
    if len(year) == 4:
        return int(year)
    latest = today.year + 20
    return latest - (latest - int(year)) % 100
