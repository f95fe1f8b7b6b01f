"""What a mapping leaves open, for a person to settle, and what an answer makes of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, cast

from workbench.exchange import column_dates, column_values
from workbench.exchange.cells import read as as_text
from workbench.exchange.mapping_contents import filled_in_blocks
from workbench.exchange.mapping_shapes import (
    Calendar,
    DateOrder,
    Question,
    SheetMapping,
    Target,
)
from workbench.kinds import KINDS
from workbench.lists_of_words import DEFAULTS
from workbench.messages import Message, message

Choices = tuple[tuple[str, Message], ...]

_ORDERS: tuple[tuple[str, Message], ...] = (
    ("day", message("day first")),
    ("month", message("month first")),
)
_CALENDARS: tuple[tuple[str, Message], ...] = (
    ("solar", message("solar Hijri")),
    ("lunar", message("lunar Hijri")),
    ("gregorian", message("Gregorian")),
)
_YES_NO: tuple[tuple[str, Message], ...] = (("yes", message("yes")), ("no", message("no")))
_SHOWN = 3


def questions(
    mapping: SheetMapping,
    headers: Sequence[str],
    columns: Sequence[Sequence[Any]],
    close: tuple[str, ...] = (),
    years: Sequence[int] = (),
) -> SheetMapping:
    """The mapping with what it leaves open; `close` are further kinds that its rows may be of.

    `years` are to be chosen from for dates that give none; none, where something else gives it.
    """
    found: list[Question] = []
    if close or not mapping.kind:
        kinds = (mapping.kind, *close) if mapping.kind else close
        found.append(
            Question(
                "kind",
                None,
                message("What is each row of this table?"),
                tuple((kind, KINDS[kind].one) for kind in kinds),
            )
        )
    for place, column in enumerate(mapping.columns):
        if column.target is not None:
            found += _of_column(mapping, place, headers[place], columns[place], years)
    found = list({(each.about, each.place, each.target, each.examples if each.about == "word"
                   else ()): each for each in reversed(found)}.values())[::-1]  # fmt: skip
    return replace(mapping, questions=(*found, *_for_all(mapping)))


def _for_all(mapping: SheetMapping) -> list[Question]:
    """Asks for what each record must have, where no column says it and a list has the words."""
    found: list[Question] = []
    given = {(c.target.kind, c.target.field) for c in mapping.columns if c.target}
    given |= {(target.kind, target.field) for target, _text in mapping.fixed}
    for kind, name, choices in _ASKED:
        if kind == mapping.kind and (kind, name) not in given:
            field = KINDS[kind].field(name)
            what = message("No column says it: which {field} have all rows?", field=field.label)
            found.append(Question("for all", None, what, choices(), (), Target(kind, name)))
    return found


def _listed(name: str) -> Callable[[], Choices]:
    return lambda: tuple((word, message("{word}", word=word)) for word in DEFAULTS[name])


def _tenors() -> Choices:
    said = ("hostile", "bad", "cool", "neutral", "warm", "close", "allied")
    return tuple(
        (str(tenor), message("{tenor} ({words})", tenor=str(tenor), words=words))
        for tenor, words in zip(range(-3, 4), said, strict=True)
    )


_ASKED: tuple[tuple[str, str, Callable[[], Choices]], ...] = (
    ("ask", "category", _listed("ask category")),
    ("tie", "kind", _listed("tie kind")),
    ("tie", "tenor", _tenors),
)


def _of_column(
    mapping: SheetMapping, place: int, header: str, cells: Sequence[Any], years: Sequence[int]
) -> list[Question]:
    column, found = mapping.columns[place], []
    target = column.target
    assert target is not None
    if KINDS[target.kind].field(target.field).type == "when":
        _order, examples, undecided = column_dates.order_of(cells)
        if undecided and not column.date_order:
            found.append(
                Question(
                    "date order",
                    place,
                    message("Are the dates of “{column}” day first or month first?", column=header),
                    _ORDERS,
                    examples,
                )
            )
        hijri = column_dates.unmarked_hijri(cells) if not column.calendar else ()
        if hijri:
            what = message("Which calendar do the dates of “{column}” have?", column=header)
            found.append(Question("calendar", place, what, _CALENDARS, hijri))
        if years and not any(question.place is None for question in found):
            found += _year(target, header, cells, years)
    field = KINDS[target.kind].field(target.field)
    if field.type == "choice":
        known = {text for at, text, _word in mapping.words if at == place}
        for text in column_values.unknown_words(target.kind, field, cells):
            if text not in known:
                what = message("What does “{word}” mean in “{column}”?", word=text, column=header)
                found.append(Question("word", place, what, field.choices, (text,)))
    least = 0.2 if field.required or field.type == "when" else 0.4
    if not column.fill_down and _given_once(target) and filled_in_blocks(cells, least):
        what = message(
            "Does a value of “{column}” count for the blank cells below it?", column=header
        )
        given = dict.fromkeys(as_text(cell, "text") for cell in cells if cell not in ("", None))
        found.append(Question("fill down", place, what, _YES_NO, tuple(given)[:_SHOWN]))
    return found


def _given_once(target: Target) -> bool:
    """Whether a value of the field is often written once for several rows."""
    field = KINDS[target.kind].field(target.field)
    if target.part == "day":  # without one the date is the month
        return False
    return field.type in ("when", "link", "text") and target.field != "spelling"


def _year(
    target: Target, header: str, cells: Sequence[Any], years: Sequence[int]
) -> list[Question]:
    examples = column_dates.without_year(cells)
    if not examples:
        return []
    choices = tuple((str(year), message("{year}", year=str(year))) for year in years)
    what = message("Dates of “{column}” have no year: which is it?", column=header)
    return [Question("for all", None, what, choices, examples, replace(target, part="year"))]


def answered(mapping: SheetMapping, question: Question, choice: str) -> SheetMapping:
    """The mapping with one question settled. `choice` is one of the question's values.

    A kind is no small matter: guess anew with it instead of calling this.
    """
    left = tuple(each for each in mapping.questions if each != question)
    if question.target is not None:
        others = tuple(each for each in mapping.fixed if each[0] != question.target)
        return replace(mapping, fixed=(*others, (question.target, choice)), questions=left)
    if question.place is None:
        return replace(mapping, kind=choice, questions=left)
    if question.about == "word":
        word = (question.place, question.examples[0], choice)
        return replace(mapping, words=(*mapping.words, word), questions=left)
    column = mapping.columns[question.place]
    if question.about == "date order":
        column = replace(column, date_order=cast(DateOrder, choice))
    elif question.about == "calendar":
        column = replace(column, calendar=cast(Calendar, choice))
    else:
        column = replace(column, fill_down=choice == "yes")
    return replace(mapping.with_column(question.place, column), questions=left)
