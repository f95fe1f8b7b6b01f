"""Keys of what hangs on one record, in the order in which its card lists them."""

from __future__ import annotations

from sqlalchemy import Connection

from .choices import MEETING_KINDS
from .tables import KINDS

_MEETINGS = ",".join(f"'{word}'" for word, _label in MEETING_KINDS)


def hanging(connection: Connection, kind: str, link: str, id_: int) -> list[int]:
    """The records of a kind whose link leads to this one: dated ones latest first, else as entered.

    What links through an event follows the event's date.
    """
    known = KINDS[kind]
    column = known.field(link).column
    dated = next((f.name for f in known.fields if f.type == "when" and f.name == "when"), None)
    order = "t.id"
    join = ""
    if dated and kind != "post":
        order = "t.when_from IS NULL, t.when_from DESC, t.when_to DESC, t.id"
    elif kind in ("response", "bearing", "claim") and link != "event":
        join = " JOIN event e ON e.id = t.event_id"
        order = "e.when_from IS NULL, e.when_from DESC, e.when_to DESC, e.id, t.id"
    rows = connection.exec_driver_sql(
        f'SELECT t.id FROM "{kind}" t{join} WHERE t."{column}" = ? ORDER BY {order}', (id_,)
    )
    return [row[0] for row in rows]


def ties(connection: Connection, stakeholder: int) -> list[int]:
    """The ties from and to a stakeholder: those that began last first."""
    rows = connection.exec_driver_sql(
        "SELECT id FROM tie WHERE from_id = ? OR to_id = ?"
        " ORDER BY when_from IS NULL, when_from DESC, when_to DESC, id",
        (stakeholder, stakeholder),
    )
    return [row[0] for row in rows]


def deliveries_of_ask(connection: Connection, ask: int) -> list[int]:
    """The deliveries against any of an ask's items, latest first."""
    rows = connection.exec_driver_sql(
        "SELECT d.id FROM delivery d JOIN item i ON i.id = d.item_id WHERE i.ask_id = ?"
        " ORDER BY d.when_from IS NULL, d.when_from DESC, d.when_to DESC, d.id",
        (ask,),
    )
    return [row[0] for row in rows]


def events_of(
    connection: Connection, stakeholder: int, *, meetings: bool
) -> list[tuple[int, str | None]]:
    """(event, part) of the events that a stakeholder was party to, latest first."""
    which = "IN" if meetings else "NOT IN"
    rows = connection.exec_driver_sql(
        "SELECT e.id, p.part FROM party p JOIN event e ON e.id = p.event_id"
        f" WHERE p.stakeholder_id = ? AND e.kind {which} ({_MEETINGS})"
        " ORDER BY e.when_from IS NULL, e.when_from DESC, e.when_to DESC, e.id, p.id",
        (stakeholder,),
    )
    return [(row[0], row[1]) for row in rows]
