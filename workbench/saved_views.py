"""Saved views: a table's filter under a name of its own, with its columns and order.

They are kept in the casebook's file and are no part of the record: nobody's act is undone by them.
A view's filter is what stands in the boxes above the table, as it was typed: "since last month"
means another month each month. Its columns, their widths and the order are kept where any table's
are, under the view's own name, so that they stay as a person leaves them.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from workbench.directions import without_turns
from workbench.messages import Refused, message

if TYPE_CHECKING:
    from workbench.casebook import Casebook

_KEPT = "saved views"
_PREFIX = "view/"
_LONGEST = 60
_MOST, _WIDEST = 200, 4_000


@dataclass(frozen=True)
class SavedView:
    """A table's name (of the side bar), and box -> what stands in it."""

    name: str
    table: str
    filters: Mapping[str, str]

    @property
    def key(self) -> str:
        """What its pane is called, and what its columns are kept under."""
        return f"{_PREFIX}{self.name}"


def is_view(key: str) -> bool:
    """Whether a pane of this name shows a saved view."""
    return key.startswith(_PREFIX)


def saved(casebook: Casebook) -> list[SavedView]:
    """Every view, in the order in which they were saved."""
    return [view for view in map(_read, casebook.kept(_KEPT) or []) if view is not None]


def named(casebook: Casebook, name: str) -> SavedView | None:
    """The view of this name, in whatever case; None where there is none."""
    wanted = name.casefold()
    return next((view for view in saved(casebook) if view.name.casefold() == wanted), None)


def by_key(casebook: Casebook, key: str) -> SavedView | None:
    """The view whose pane is called so; None where it is none, or gone."""
    return named(casebook, key.removeprefix(_PREFIX)) if is_view(key) else None


def save(casebook: Casebook, view: SavedView, layout: Any) -> SavedView:
    """Save a view, in the place of one of the same name; the name as it was taken.

    `layout` is what `ui` keeps of a table's columns. `Refused` where there is no name.
    """
    name = _name(view.name)
    before = named(casebook, name)
    taken = SavedView(before.name if before else name, view.table, dict(view.filters))
    others = saved(casebook)
    place = others.index(before) if before else len(others)
    others[place : place + 1] = [taken]
    _keep(casebook, others)
    casebook.keep(_layout(taken.key), layout)
    return taken


def rename(casebook: Casebook, name: str, new: str) -> SavedView:
    """Give a view another name. `Refused` where that is another's, or none."""
    view, new = named(casebook, name), _name(new)
    if view is None:
        raise Refused(message("There is no saved view of this name"), name)
    other = named(casebook, new)
    if other is not None and other != view:
        raise Refused(
            message("There is already a saved view of this name"), new,
            message("Choose another name."),
        )  # fmt: skip
    renamed = SavedView(new, view.table, view.filters)
    _keep(casebook, [renamed if each == view else each for each in saved(casebook)])
    if renamed.key != view.key:
        casebook.keep(_layout(renamed.key), casebook.kept(_layout(view.key)))
        casebook.keep(_layout(view.key), None)
    return renamed


def remove(casebook: Casebook, name: str) -> None:
    """Take a view away; what it showed stays in the record."""
    view = named(casebook, name)
    if view is not None:
        _keep(casebook, [each for each in saved(casebook) if each != view])
        casebook.keep(_layout(view.key), None)


def packed(casebook: Casebook) -> list[dict[str, Any]]:
    """Every view as plain values, to travel in an export."""
    return [
        {**_plain(view), "layout": casebook.kept(_layout(view.key))} for view in saved(casebook)
    ]


def unpack(casebook: Casebook, given: Sequence[Any]) -> int:
    """Take in views that came along with a workbook, but never over one that is here.

    What is no view is passed over: a workbook may hold anything. How many were new.
    """
    new = 0
    for each in given:
        view = _read(each)
        if view is None or named(casebook, view.name) is not None:
            continue
        save(casebook, view, _sound(each.get("layout")))
        new += 1
    return new


def as_texts(casebook: Casebook) -> list[str]:
    """Every view as a text of its own, for the hidden sheet of an export; all in ASCII."""
    return [json.dumps(each) for each in packed(casebook)]


def unpack_texts(casebook: Casebook, texts: Iterable[str]) -> int:
    """Take in what `as_texts` gave, as `unpack` does. How many were new."""
    given = []
    for text in list(texts)[:_MOST]:
        try:
            given.append(json.loads(text))
        except (ValueError, RecursionError):
            continue  # no view of ours, or no more
    return unpack(casebook, given)


def _sound(layout: Any) -> dict[str, Any] | None:
    """What may be kept of a table's columns that came from outside; None where it is none."""
    if not isinstance(layout, dict):
        return None
    shown, widths = layout.get("shown"), layout.get("widths")
    sort = layout.get("sort")
    return {
        "shown": [each for each in shown if isinstance(each, str)]
        if isinstance(shown, list) else [],
        "widths": {
            str(name): width for name, width in widths.items()
            if type(width) is int and 0 < width <= _WIDEST
        } if isinstance(widths, dict) else {},
        "sort": sort if isinstance(sort, str) else "",
        "descending": layout.get("descending") is True,
    }  # fmt: skip


def _layout(key: str) -> str:
    return f"table/{key}"


def _in_one_line(text: str) -> str:
    """A name as the side bar shows it; it may come from anybody's workbook."""
    return " ".join(without_turns(text).split())[:_LONGEST].strip()


def _name(text: str) -> str:
    name = _in_one_line(text)
    if not name:
        raise Refused(message("A saved view needs a name"), "", message("Type one."))
    return name


def _plain(view: SavedView) -> dict[str, Any]:
    return {"name": view.name, "table": view.table, "filters": dict(view.filters)}


def _keep(casebook: Casebook, views: Sequence[SavedView]) -> None:
    casebook.keep(_KEPT, [_plain(view) for view in views] or None)


def _read(kept: Any) -> SavedView | None:
    """A view from plain values; None where they are not what one is made of."""
    if not isinstance(kept, dict):
        return None
    name, table, filters = (kept.get(key) for key in ("name", "table", "filters"))
    if not (isinstance(name, str) and isinstance(table, str) and isinstance(filters, dict)):
        return None
    name = _in_one_line(name)
    if not name or not table:
        return None
    return SavedView(name, table, {str(box): str(text) for box, text in filters.items()})
