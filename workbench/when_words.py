"""What people type into a box for a date: EDTF, or words such as "yesterday" and "8 Jan".

English words, digits of any script. No reading is finer than what was typed: a day for days,
a week from Monday to Sunday for weeks, a month for months, a year for years; "2 weeks ago" is
the whole of that week. What can be meant in two ways is refused, with both named.

- A weekday, day or month without a year is the latest past one, today's included, or, for a
  box of dates to come, the next; if that is more than eleven months off, it is refused.
- "last Monday" is the latest before today, "next Monday" the first after it, "this Monday"
  the one of this week.
- Early, mid and late in a year are four months each, in a month ten days: an interval with
  `~` at both ends. "winter 2024" is EDTF's, that is, the December of its year.
- `8.1.2025` is day first; with slashes or hyphens only if one of the figures can be no month.
- "about" is `~`, "perhaps" or a last `?` is `?`; in an interval each counts for its own end.
- "until Friday" is refused, for it may be either, but where dates to come are asked for.
- "since" and "from … on" have an open end, "until" an open start. "before 2024" is
  `../2023`, "after 2023" is `2024/..`. After "since last week" the day is about that Monday.
- A two-digit year stands within the hundred years that end twenty years from today.
"""

from __future__ import annotations

import datetime
import re
import unicodedata
from dataclasses import replace
from typing import Literal

from workbench import when_dates
from workbench.messages import Message, message
from workbench.when import DAY, OPEN, UNKNOWN, Point, Span, When, WhenError, civil, parse
from workbench.when_dates import MONTHS, Typed
from workbench.when_text import wrong

_LONGEST = 100  # letters; a date is shorter, and reading goes as deep as there are words

_MARKS = str.maketrans({"؟": "?", "،": ",", "’": "'", "‘": "'", "−": "-", "‐": "-", "‑": "-"})
_about = re.compile(r"(?:about|around|approximately|approx|roughly|circa|ca|c|~)(?: |(?=[0-9]))")
_perhaps = re.compile(r"(?:perhaps|maybe|possibly|probably) ")
_since = re.compile(r"(?:since|from) (.+?)(?: (?:on|onwards?))?|(.+) (?:on|onwards?)").fullmatch
_until = re.compile(r"(?:until|till|up to) (.+)").fullmatch
_beyond = re.compile(r"(before|after) (.+)").fullmatch
_unended = re.compile(r"(?:from |since )?(.+) end unknown").fullmatch
_unbegun = re.compile(r"(?:until |till )?(.+) start unknown").fullmatch
_between = re.compile(r"between (.+) and (.+)").fullmatch
_to = re.compile(r"(?:from )?(.+?) (?:-|to|until|till|through) (.+)").fullmatch
_month_days = re.compile(r"([a-z]+) ([0-9]{1,2}) ?(?:-|to) ?([0-9]{1,2})(?: ([0-9]{4}))?").fullmatch
_joined = re.compile(r"([^-]+)-([^-]+)").fullmatch
_joins = re.compile(r"(?<=[a-z])[-/](?=[a-z0-9])|(?<=[0-9])[-/](?=[a-z])")  # 8-Jan-2025
_clocked = re.compile(
    r"(.+?) (?:at )?([0-9]{1,2}:[0-9]{2})(:[0-9]{2})?(?: ?(z|utc|[+-][0-9]{2}(?::?[0-9]{2})?))?"
).fullmatch
_bare_day = re.compile(r"([0-9]{1,2})(?:st|nd|rd|th)?").fullmatch
_GOING_ON = frozenset({"now", "present", "date", "ongoing", ".."})


def examples() -> str:
    """Some dates that can be typed, for a hint beside the box."""
    return str(_EXAMPLES)


_EXAMPLES = message("yesterday, 8 Jan, 2025-01, 2025-01~, 2024-03/..")


def read(text: str, today: datetime.date, prefer: Literal["past", "future"] = "past") -> When:
    """The date that a person typed, as EDTF. Raises WhenError, which names some examples.

    `prefer` says which year or week is meant where none is given: "future" for due dates.
    """
    tidy = _tidy(text)
    typed = Typed(text.strip(), today, prefer == "future")
    if not tidy:
        raise typed.refuse(message("The date is empty"), _write())
    try:
        return parse(tidy.upper())
    except WhenError as error:
        strict = error
    try:
        found = _whole(_words(tidy), typed) if len(tidy) <= _LONGEST else None
        if found is not None:
            return parse(str(found))
    except WhenError as error:
        raise typed.refuse(error.what, error.what_to_do) from None
    raise _no_date(tidy, typed, strict)


def _tidy(text: str) -> str:
    """Digits of any script as 0 to 9, letters and marks alike, nothing that is not seen."""
    if not text.isascii():
        text = "".join(map(_plain, text.translate(_MARKS)))
    return re.sub(r" ?/ ?", "/", " ".join(text.split()))


def _plain(letter: str) -> str:
    digit = unicodedata.decimal(letter, None)
    if digit is not None:
        return str(digit)
    return "" if unicodedata.category(letter) == "Cf" else letter


def _words(tidy: str) -> str:
    words = tidy.lower().replace(",", " ")
    words = re.sub("[–—―]", " - ", words)
    words = re.sub(r"(?<=[a-z])\.(?!\.)", " ", words)  # Jan. and c.
    words = re.sub(r"(?<=[0-9])\.(?= ?[a-z])", " ", words)  # 8. Jan
    words = re.sub(r"(?<=[0-9])([./]) (?=[0-9])", r"\1", words)  # 8. 1. 2025
    words = re.sub(r"\b(?:the|of)\b", " ", words)
    return " ".join(words.split())


def _whole(words: str, typed: Typed) -> Point | Span | None:
    """Everything that was typed: an interval of either kind, or one date."""
    if words == "at any time":
        return Span(OPEN, OPEN)
    single = _one(words, typed)
    if single is not None:
        return single
    for read_as in (_half_known, _from_to, _half_open):
        found = read_as(words, typed)
        if found is not None:
            return found
    return None


def _half_known(words: str, typed: Typed) -> Span | None:
    match = _unended(words)
    start = _first(match[1], typed) if match else None
    if start is not None:
        return Span(start, UNKNOWN)
    match = _unbegun(words)
    end = _last(match[1], typed) if match else None
    return Span(UNKNOWN, end) if end is not None else None


def _half_open(words: str, typed: Typed) -> Point | Span | None:
    if words.startswith("by ") and typed.future:
        return _one(words[3:], typed)
    match = _beyond(words)
    if match:
        return _before_or_after(match[1], match[2], typed)
    match = _until(words)
    if match:
        end = _last(match[1], _either_way(match[1], typed))
        return Span(OPEN, end) if end is not None else None
    match = _since(words)
    start = _first(match[1] or match[2], typed) if match else None
    return Span(start, OPEN) if start is not None else None


def _either_way(words: str, typed: Typed) -> Typed:
    """Refuses an end that is past or to come as one takes it: "until Friday"."""
    past, to_come = (_one(words, replace(typed, future=future)) for future in (False, True))
    if past != to_come and not typed.future:
        raise typed.either(*(tip for tip in (past, to_come) if isinstance(tip, Point)))
    return typed


def _before_or_after(which: str, words: str, typed: Typed) -> Span | None:
    """All up to a date, or from it on, the date itself not included."""
    found = _one(words, typed if which == "after" else _either_way(words, typed))
    if not isinstance(found, Point) or found.clock is not None:
        return None
    earliest, latest = parse(str(found)).order
    edge = civil(earliest - DAY if which == "before" else latest + 1)
    if not 0 <= edge[0] <= 9999:
        raise typed.refuse(message("Years run from 0000 to 9999"))
    kept = {"year": 1, "day": 3}.get(found.precision, 2)
    year, month, day = (*edge[:kept], None, None)[:3]
    tip = Point(year or 0, month, day, sign=found.sign)
    return Span(OPEN, tip) if which == "before" else Span(tip, OPEN)


def _from_to(words: str, typed: Typed) -> Span | None:
    days = _month_days(words)
    if days and days[1] in MONTHS:
        words = f"{days[2]} - {days[3]} {days[1]} {days[4] or ''}".rstrip()
    match = _between(words) or _to(words) or _joined(words)
    if not match:
        return None
    start, end = match[1], match[2]
    if end in ("?", "unknown"):
        first = _first(start, typed)
        return Span(first, UNKNOWN) if first is not None else None
    if end in _GOING_ON:
        first = _first(start, typed)
        return Span(first, OPEN) if first is not None else None
    return _ends(*_unsigned(start), *_unsigned(end), typed)


def _ends(start: str, start_sign: str, end: str, end_sign: str, typed: Typed) -> Span | None:
    """An interval from its two ends, each of which may lend the other its month or year."""
    first, last = when_dates.yearless(start, typed), when_dates.yearless(end, typed)
    one: Point | None
    other: Point | None
    bare = _bare_day(start)
    if bare or (first and not (last and typed.future)):
        other = _last(end, typed)
        if other is None or (bare and other.precision != "day"):
            return None
        one = Point(other.year, other.month, int(bare[1])) if bare else None
        if first:
            one = Point(other.year, *first)
            if _start(one) > _start(other):
                one = Point(other.year - 1, *first)
    else:
        one = _first(start, typed)
        other = _last(end, typed) if last is None else None
        if one is not None and last:
            other = Point(one.year, *last)
            if _start(other) < _start(one):
                other = Point(one.year + 1, *last)
    if one is None or other is None:
        return None
    return Span(_signed(one, start_sign), _signed(other, end_sign))


def _start(point: Point) -> tuple[int, int, int]:
    return point.year, point.month or 1, point.day or 1


def _first(words: str, typed: Typed) -> Point | None:
    found = _one(words, typed)
    return _edge(found.start) if isinstance(found, Span) else found


def _last(words: str, typed: Typed) -> Point | None:
    found = _one(words, typed)
    return _edge(found.end) if isinstance(found, Span) else found


def _edge(tip: Point | str) -> Point | None:
    """The end of a stretch as the end of another interval: about then."""
    return _signed(tip, "~") if isinstance(tip, Point) else None


def _one(words: str, typed: Typed) -> Point | Span | None:
    """One date with its signs and its clock time; None where the words are none."""
    bare, sign = _unsigned(words)
    found = _dated(bare, typed)
    if found is None or not sign:
        return found
    if isinstance(found, Point):
        return _signed(found, sign)
    return Span(
        *(_signed(tip, sign) if isinstance(tip, Point) else tip for tip in (found.start, found.end))
    )


def _dated(words: str, typed: Typed) -> Point | Span | None:
    words = words.removeprefix("on ")
    found = when_dates.date(words, typed)
    if found is None and words.startswith("in "):
        found = when_dates.date(words[3:], typed)
    if found is None and re.search("[a-z]", words):
        found = when_dates.date(_joins.sub(" ", words), typed)
    if found is not None:
        return _in_range(found, typed)
    match = _clocked(words)
    day = when_dates.date(match[1], typed) if match else None
    if match is None or not isinstance(day, Point) or day.precision != "day":
        return None
    hour, minute = map(int, match[2].split(":"))
    second = int((match[3] or ":00")[1:])
    offset = match[4] or ""
    if offset in ("z", "utc"):
        offset = "Z"
    elif len(offset) == 5:
        offset = f"{offset[:3]}:{offset[3:]}"
    return replace(day, clock=(hour, minute, second), offset=offset)


def _in_range(found: Point | Span, typed: Typed) -> Point | Span:
    tips = (found,) if isinstance(found, Point) else (found.start, found.end)
    if any(isinstance(tip, Point) and not 0 <= tip.year <= 9999 for tip in tips):
        raise typed.refuse(message("Years run from 0000 to 9999"))
    return found


def _unsigned(words: str) -> tuple[str, str]:
    """The words without what says "about" or "perhaps", and the sign for that."""
    signs = set()
    while True:
        if words[-1:] in ("~", "?", "%"):
            signs.add(words[-1])
            words = words[:-1].rstrip()
        elif match := _about.match(words):
            signs.add("~")
            words = words[match.end() :]
        elif match := _perhaps.match(words):
            signs.add("?")
            words = words[match.end() :]
        else:
            return words, "%" if len(signs) > 1 else "".join(signs)


def _signed(point: Point, sign: str) -> Point:
    both = {point.sign, sign} - {""}
    return replace(point, sign="%" if len(both) > 1 else "".join(both))


_WORDS = (
    "about", "after", "ago", "and", "any", "approx", "approximately", "around", "at", "before",
    "between", "by", "c", "ca", "circa", "coming", "day", "days", "end", "from", "in", "last",
    "maybe", "month", "months", "nd", "next", "now", "of", "on", "onward", "onwards",
    "perhaps", "possibly", "present", "previous", "probably", "q", "rd", "roughly", "since",
    "st", "start", "th", "the", "this", "through", "till", "time", "to", "today", "tomorrow",
    "unknown", "until", "up", "utc", "week", "weeks", "year", "years", "yesterday", "z",
)  # fmt: skip
_KNOWN = frozenset(_WORDS).union(
    MONTHS, when_dates.WEEKDAYS, when_dates.SEASONS, when_dates.COUNTS, when_dates.THIRDS
)


def _no_date(tidy: str, typed: Typed, strict: WhenError) -> WhenError:
    """The error for what is no date: at the first strange word, or as EDTF has it."""
    if re.fullmatch(r"[0-9]{4}(?:[-/T].*|[~?%].*)", tidy) and not re.search("[a-z]", tidy):
        return wrong(strict.what, tidy, strict.position, strict.what_to_do or _write())
    for word in re.finditer(r"[^\W\d_]+", typed.text):
        if word[0].lower() not in _KNOWN:
            return wrong(
                message("“{word}” is no word for a date", word=word[0][:30]),
                typed.text,
                word.start(),
                _write(),
            )
    return typed.refuse(message("This is no date"), _write())


def _write() -> Message:
    return message("Write for example {examples}", examples=_EXAMPLES)
