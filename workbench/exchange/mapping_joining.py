"""Several columns that make up one field: the two ends of a date, the parts of a name."""

from __future__ import annotations

import re
from collections.abc import Sequence

from workbench import when
from workbench.exchange.column_date_words import OPEN, english
from workbench.exchange.mapping_cells import Read, named
from workbench.messages import message

_MONTHS = {
    name: number
    for number, name in enumerate(
        ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), 1
    )
}


def sides(part: str) -> tuple[str, str]:
    """(side, part) that a column of parties says of them."""
    return (part, "") if part in ("ours", "theirs") else ("", part)


def joined_name(columns: Sequence[Read]) -> list[str]:
    """A name for each row: given as a whole, or put together from its parts."""
    whole = next((each for each in columns if not each.target.part), None)
    parts = [
        each for part in ("first", "middle", "last") for each in columns
        if each.target.part == part
    ]  # fmt: skip
    if whole is not None:
        given = [named(values or ()) for values in whole.values]
        if not parts:
            return given
    else:
        given = [""] * len(parts[0].values)
    made = []
    for at, name in enumerate(given):
        made.append(name or " ".join(each.values[at] for each in parts if each.values[at]))
    return made


def joined_texts(columns: Sequence[Read]) -> list[str]:
    """Texts one under the other, each under its header where there are several."""
    if len(columns) == 1:
        return [value or "" for value in columns[0].values]
    return [
        "\n".join(f"{each.header}: {each.values[at]}" for each in columns if each.values[at])
        for at in range(len(columns[0].values))
    ]


def joined_dates(columns: Sequence[Read], over: Sequence[int | None]) -> list[str]:
    """A date for each row from the columns that make it up: one, two ends, or year and month.

    `over` are the years that a heading or the sheet's name gives.
    """
    by_part = {each.target.part: each for each in columns}
    whole, start, end = (by_part.get(part) for part in ("", "from", "to"))
    if "year" in by_part or "month" in by_part:
        whole = _of_parts(by_part, over)
    first = whole if whole is not None else start
    if end is None:
        return list(first.values) if first is not None else [""] * len(columns[0].values)
    if first is None:
        return [f"/{_edge(text, -1)}" if text not in ("", OPEN) else "" for text in end.values]
    open_end = start is not None
    made = []
    for at, (one, two) in enumerate(zip(first.values, end.values, strict=True)):
        made.append(_between(one, two, open_end))
        if one and two and "/" in made[-1]:
            _check(first, at, made[-1])
    return made


def _edge(text: str, which: int) -> str:
    return text.split("/")[which]


def _between(one: str, two: str, open_end: bool) -> str:
    one, two = one or "", two or ""
    if two == OPEN:
        return f"{_edge(one, 0)}/{OPEN}" if one else ""
    if one and two:
        start, end = _edge(one, 0), _edge(two, -1)
        return one if start == end and "/" not in one else f"{start}/{end}"
    if two:
        return f"/{_edge(two, -1)}"
    # Whether it goes on, or nobody wrote down its end, a blank cell does not say.
    return f"{one}/" if one and open_end and "/" not in one else one


def _check(column: Read, at: int, text: str) -> None:
    try:
        when.bounds(text)
    except when.WhenError:
        column.wrong[at] = message("The end is before the beginning ({dates})", dates=text)


def _of_parts(by_part: dict[str, Read], over: Sequence[int | None]) -> Read:
    """A date from a year's, a month's and perhaps a day's column."""
    some = next(iter(by_part.values()))
    made = Read(some.place, some.header, some.column, some.target, [])
    for at in range(len(some.values)):
        year, month, day = (
            by_part[part].values[at] or "" if part in by_part else ""
            for part in ("year", "month", "day")
        )
        if not year:
            year = str(over[at] or "")
        whole = _one_date(year, month, day)
        if whole is None:
            # Told on the column itself, so that its header is named.
            some.wrong[at] = message("Year, month and day make no date here")
        made.values.append(whole or "")
    return made


def _one_date(year: str, month: str, day: str) -> str | None:
    if not (year or month or day):
        return ""
    if not re.fullmatch(r"\d{4}", year):
        return None
    if not month:
        return year if not day else None
    number = int(month) if month.isdigit() else _MONTHS.get(english(month.casefold())[0][:3], 0)
    if not 1 <= number <= 12:
        return None
    if not day:
        return f"{year}-{number:02}"
    if not (day.isdigit() and 1 <= int(day) <= 31):
        return None
    return f"{year}-{number:02}-{int(day):02}"
