"""Columns of lists that no field holds: who met whom last, what was delivered, who took part.

Each has its cells for a windowful of keys, and an expression to sort by.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from .choices import MEETING_KINDS
from .labels import label_sql
from .messages import Message, message
from .tables import KINDS
from .unit import chunks, marks

Cells = Callable[[Connection, Sequence[int]], dict[int, Any]]
_MEETINGS = ",".join(f"'{word}'" for word, _label in MEETING_KINDS)


@dataclass(frozen=True)
class Computed:
    """A column: `type` as of a field, or `links`; `order` sorts by it, on the alias `t`."""

    name: str
    label: Message
    type: str
    cells: Cells
    order: str
    shown: bool = True


def mentions(
    connection: Connection, kind: str, ids: Iterable[int]
) -> dict[int, tuple[str, str, str]]:
    """key -> (kind, uid, label) of records that others link to."""
    found: dict[int, tuple[str, str, str]] = {}
    for part in chunks(sorted(ids)):
        sql = (
            f'SELECT x.id, x.uid, {label_sql(kind, "x")} FROM "{kind}" x'
            f" WHERE x.id IN ({marks(part)})"
        )
        for id_, uid, label in connection.exec_driver_sql(sql, tuple(part)):
            found[id_] = (kind, uid, label or "")
    return found


def _gathered(
    connection: Connection, ids: Sequence[int], sql: str
) -> dict[int, list[tuple[Any, ...]]]:
    """Rows of a query that ends in `IN ({})`, by their first column."""
    found: dict[int, list[tuple[Any, ...]]] = {}
    for part in chunks(ids):
        rows = connection.exec_driver_sql(sql.replace("{}", marks(part)), tuple(part))
        for row in rows:
            found.setdefault(row[0], []).append(tuple(row[1:]))
    return found


def _links(kind: str, sql: str) -> Cells:
    def cells(connection: Connection, ids: Sequence[int]) -> dict[int, Any]:
        gathered = _gathered(connection, ids, sql)
        known = mentions(connection, kind, {row[0] for rows in gathered.values() for row in rows})
        return {
            id_: tuple(dict.fromkeys(known[row[0]] for row in rows if row[0] in known))
            for id_, rows in gathered.items()
        }

    return cells


def _first(sql: str) -> Cells:
    def cells(connection: Connection, ids: Sequence[int]) -> dict[int, Any]:
        return {id_: rows[0][0] for id_, rows in _gathered(connection, ids, sql).items()}

    return cells


# A post counts as held now unless its date says that it is over; the one entered last wins.
_POST = (
    "SELECT p.stakeholder_id, p.title || coalesce(', ' ||"
    " (SELECT s.name FROM stakeholder s WHERE s.id = p.at_id), '')"
    " FROM post p WHERE p.stakeholder_id IN ({})"
    " ORDER BY coalesce(p.when_to, 9e15) DESC, p.id DESC"
)


def _last_event(meetings: bool) -> tuple[Cells, str]:
    narrow = f" AND e.kind IN ({_MEETINGS})" if meetings else ""
    cells = _first(
        'SELECT p.stakeholder_id, e."when" FROM party p JOIN event e ON e.id = p.event_id'
        f" WHERE e.when_from IS NOT NULL{narrow} AND p.stakeholder_id IN ({{}})"
        " ORDER BY e.when_from DESC, e.when_to DESC, e.id DESC"
    )
    order = (
        "(SELECT max(e.when_from) FROM party p JOIN event e ON e.id = p.event_id"
        f" WHERE p.stakeholder_id = t.id{narrow})"
    )
    return cells, order


def _names(connection: Connection, ids: Sequence[int]) -> dict[int, Any]:
    rows = _gathered(
        connection, ids,
        "SELECT stakeholder_id, spelling FROM name WHERE stakeholder_id IN ({}) ORDER BY id",
    )  # fmt: skip
    return {id_: " · ".join(row[0] for row in found) for id_, found in rows.items()}


Sums = tuple[int | None, int | None, str | None]


def ledger(connection: Connection, asks: Sequence[int]) -> dict[int, Sums]:
    """ask -> (asked, delivered, unit): its items' sums in millionths; None for what is not known.

    A sum with an unknown in it is unknown; so is one over different units. An item to which
    nothing was delivered counts 0. An ask without items has neither sum nor unit.
    """
    items = _gathered(
        connection, asks,
        "SELECT ask_id, id, quantity, unit FROM item WHERE ask_id IN ({}) ORDER BY id",
    )  # fmt: skip
    given = delivered(connection, [row[0] for rows in items.values() for row in rows])
    sums: dict[int, Sums] = {}
    for ask, rows in items.items():
        units = {row[2] for row in rows}
        if len(units) > 1:
            sums[ask] = (None, None, None)
            continue
        sums[ask] = (
            _sum([row[1] for row in rows]), _sum([given[row[0]] for row in rows]), units.pop(),
        )  # fmt: skip
    return sums


def delivered(connection: Connection, items: Sequence[int]) -> dict[int, int | None]:
    """item -> what was delivered of it, in millionths; 0 where nothing was, None if unknown."""
    rows = _gathered(
        connection, items,
        "SELECT d.item_id, d.quantity, coalesce(d.unit, i.unit) IS i.unit FROM delivery d"
        " JOIN item i ON i.id = d.item_id WHERE d.item_id IN ({})",
    )  # fmt: skip
    return {
        item: _sum([quantity if same else None for quantity, same in rows.get(item, [])])
        for item in items
    }


def _sum(numbers: Sequence[int | None]) -> int | None:
    total = 0
    for number in numbers:
        if number is None:
            return None
        total += number
    return total


def _of_ledger(place: int) -> Cells:
    def cells(connection: Connection, ids: Sequence[int]) -> dict[int, Any]:
        return {ask: sums[place] for ask, sums in ledger(connection, ids).items()}

    return cells


_ASKED = "(SELECT sum(i.quantity) FROM item i WHERE i.ask_id = t.id)"
_DELIVERED = "(SELECT sum(d.quantity) FROM delivery d JOIN item i ON i.id = d.item_id WHERE {})"
_CAME_UP = (
    "SELECT r.ask_id, e.id FROM response r JOIN event e ON e.id = r.event_id"
    " WHERE r.ask_id IN ({}) ORDER BY e.when_from DESC, e.when_to DESC, e.id DESC"
)


def _came_up(connection: Connection, ids: Sequence[int]) -> dict[int, Any]:
    last = {id_: rows[0][0] for id_, rows in _gathered(connection, ids, _CAME_UP).items()}
    known = mentions(connection, "event", last.values())
    return {id_: known.get(event) for id_, event in last.items()}


def _party_order(table: str, to: str) -> str:
    return (
        f"(SELECT s.name FROM {table} c JOIN stakeholder s ON s.id = c.stakeholder_id"
        f" WHERE c.{to} = t.id ORDER BY c.id LIMIT 1) COLLATE NOCASE"
    )


_LAST_EVENT, _LAST_EVENT_ORDER = _last_event(False)
_LAST_MEETING, _LAST_MEETING_ORDER = _last_event(True)

COMPUTED: dict[str, dict[str, Computed]] = {
    kind: {column.name: column for column in columns}
    for kind, columns in {
        "stakeholder": (
            Computed("post", message("Post"), "text", _first(_POST),
                     "(SELECT p.title FROM post p WHERE p.stakeholder_id = t.id"
                     " ORDER BY coalesce(p.when_to, 9e15) DESC, p.id DESC LIMIT 1) COLLATE NOCASE"),
            Computed("last_meeting", message("Last meeting"), "when", _LAST_MEETING,
                     _LAST_MEETING_ORDER),
            Computed("last_event", message("Last event"), "when", _LAST_EVENT, _LAST_EVENT_ORDER,
                     shown=False),
            Computed("names", message("Other names"), "text", _names,
                     "(SELECT n.spelling FROM name n WHERE n.stakeholder_id = t.id LIMIT 1)",
                     shown=False),
        ),
        "event": (
            Computed("parties", message("Parties"), "links",
                     _links("stakeholder", "SELECT event_id, stakeholder_id FROM party"
                            " WHERE event_id IN ({}) ORDER BY id"),
                     _party_order("party", "event_id")),
            Computed("asks", message("Asks"), "links",
                     _links("ask", "SELECT event_id, ask_id FROM response"
                            " WHERE event_id IN ({}) ORDER BY id"),
                     "(SELECT count(*) FROM response r WHERE r.event_id = t.id)", shown=False),
        ),
        "ask": (
            Computed("via", message("Through"), "links",
                     _links("stakeholder", "SELECT ask_id, stakeholder_id FROM via"
                            " WHERE ask_id IN ({}) ORDER BY id"),
                     _party_order("via", "ask_id"), shown=False),
            Computed("asked", message("Asked for"), "quantity", _of_ledger(0), _ASKED, shown=False),
            Computed("delivered", message("Delivered"), "quantity", _of_ledger(1),
                     _DELIVERED.replace("{}", "i.ask_id = t.id")),
            Computed("came_up", message("Last came up in"), "link", _came_up,
                     "(SELECT max(e.when_from) FROM response r JOIN event e ON e.id = r.event_id"
                     " WHERE r.ask_id = t.id)", shown=False),
        ),
        "item": (
            Computed("delivered", message("Delivered"), "quantity", delivered,
                     _DELIVERED.replace("{}", "d.item_id = t.id")),
        ),
    }.items()
}  # fmt: skip

assert all(kind in KINDS for kind in COMPUTED)
