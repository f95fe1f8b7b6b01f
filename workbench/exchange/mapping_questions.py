"""What a mapping leaves open, for a person to settle, and what an answer makes of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, cast

from workbench.exchange import column_dates
from workbench.exchange.mapping_shapes import (
    Calendar,
    DateOrder,
    Question,
    SheetMapping,
)
from workbench.kinds import KINDS
from workbench.messages import Message, message

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
) -> SheetMapping:
    """The mapping with what it leaves open; `close` are further kinds that its rows may be of."""
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
            found += _of_column(mapping, place, headers[place], columns[place])
    return replace(mapping, questions=tuple(found))


def _of_column(
    mapping: SheetMapping, place: int, header: str, cells: Sequence[Any]
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
    if column.fill_down:
        what = message(
            "Does a value of “{column}” count for the blank cells below it?", column=header
        )
        given = dict.fromkeys(str(cell) for cell in cells if cell not in ("", None))
        found.append(Question("fill down", place, what, _YES_NO, tuple(given)[:_SHOWN]))
    return found


def answered(mapping: SheetMapping, question: Question, choice: str) -> SheetMapping:
    """The mapping with one question settled. `choice` is one of the question's values.

    A kind is no small matter: guess anew with it instead of calling this.
    """
    left = tuple(each for each in mapping.questions if each != question)
    if question.place is None:
        return replace(mapping, kind=choice, questions=left)
    column = mapping.columns[question.place]
    if question.about == "date order":
        column = replace(column, date_order=cast(DateOrder, choice))
    elif question.about == "calendar":
        column = replace(column, calendar=cast(Calendar, choice))
    else:
        column = replace(column, fill_down=choice == "yes")
    return replace(mapping.with_column(question.place, column), questions=left)
