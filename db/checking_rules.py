"""The record's own rules: links that lead somewhere, units, circles, words, dates."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from sqlalchemy import Connection

from . import checking_redirects, redirects
from .checking_faults import Fault, at
from .messages import message
from .tables import KINDS, Kind

# The earliest and the latest second that a date's text can mean. ValueError where it is none.
Bounds = Callable[[str], tuple[int, int]]


def rules(connection: Connection, bounds: Bounds | None) -> Iterator[Fault]:
    """Everything that the domain forbids; dates only where `bounds` says what they mean."""
    yield from _links(connection)
    yield from checking_redirects.circling(connection)
    yield from _units(connection)
    yield from _ties(connection)
    yield from _circles(connection)
    yield from _words(connection)
    if bounds is not None:
        yield from _dates(connection, bounds)


def _links(connection: Connection) -> Iterator[Fault]:
    says = message("{kind} {uid} links to what is not there, by its {field}")
    merged = message("{kind} {uid} links to what was merged into another, by its {field}")
    for table, rowid, _parent, number in connection.exec_driver_sql(
        "PRAGMA foreign_key_check"
    ).all():
        kind = KINDS[table]
        column = _columns(connection, table)[number]
        field = next(f for f in kind.fields if f.column == column)
        uid, content = _content(connection, kind, rowid)
        if field.link == redirects.KIND:
            code = checking_redirects.dangling(connection, table, rowid, field.column)
            if code:
                worded = merged if code == "link-merged" else says
                yield at(code, table, uid, worded, field=field.name, mends=True)
                continue
        mends = not field.required or not content
        yield at("link-dangling", table, uid, says, field=field.name, mends=mends)


def _columns(connection: Connection, table: str) -> dict[int, str]:
    """The number of each of a table's links -> its column."""
    listed = connection.exec_driver_sql(f'PRAGMA foreign_key_list("{table}")').all()
    return {row[0]: row[3] for row in listed}


def _content(connection: Connection, kind: Kind, rowid: int) -> tuple[str, bool]:
    """A record's uid, and whether it holds anything but links."""
    columns = [f.column for f in kind.fields if f.type != "link" and f.column in kind.columns]
    listed = ",".join(f'"{name}"' for name in ("uid", *columns))
    row = connection.exec_driver_sql(
        f'SELECT {listed} FROM "{kind.name}" WHERE id = ?', (rowid,)
    ).one()
    return str(row[0]), any(value is not None for value in row[1:])


def _units(connection: Connection) -> Iterator[Fault]:
    says = message("{kind} {uid} is in another unit than its item")
    for (uid,) in connection.exec_driver_sql(
        "SELECT delivery.uid FROM delivery JOIN item ON item.id = delivery.item_id"
        " WHERE delivery.unit <> item.unit"
    ):
        yield at("unit-differs", "delivery", uid, says)


def _ties(connection: Connection) -> Iterator[Fault]:
    says = message("{kind} {uid} leads back to where it begins")
    for (uid,) in connection.exec_driver_sql("SELECT uid FROM tie WHERE from_id = to_id"):
        yield at("tie-to-itself", "tie", uid, says)


def _circles(connection: Connection) -> Iterator[Fault]:
    says = message("{kind} {uid} is, in the end, part of itself")
    for uid in _circling(connection, "stakeholder", "part_of_id"):
        yield at("part-of-itself", "stakeholder", uid, says)
    says = message("{kind} {uid} hangs, in the end, on itself")
    for uid in _circling(connection, "ask", "hangs_on_id"):
        yield at("hangs-on-itself", "ask", uid, says)


def _circling(connection: Connection, table: str, column: str) -> list[str]:
    """The uids of the records from which the link leads back to them."""
    above: dict[int, int] = {}
    uids: dict[int, str] = {}
    for id_, uid, parent in connection.exec_driver_sql(
        f"SELECT id, uid, {column} FROM {table} WHERE {column} IS NOT NULL"
    ):
        above[id_], uids[id_] = parent, uid
    circling: list[str] = []
    done: set[int] = set()
    for start in above:
        path: dict[int, None] = {}
        at: int | None = start
        while at is not None and at not in done and at not in path:
            path[at] = None
            at = above.get(at)
        if at in path:
            steps = list(path)
            circling += [uids[step] for step in steps[steps.index(at) :]]
        done.update(path)
    return circling


def _words(connection: Connection) -> Iterator[Fault]:
    """Words that the casebook's own lists lack; a list that is empty takes any."""
    says = message("{kind} {uid}: its {field} is none of the casebook's words")
    lists = {row[0] for row in connection.exec_driver_sql("SELECT DISTINCT list FROM term")}
    for kind in KINDS.values():
        for field in kind.fields:
            if field.type != "listed" or field.list not in lists:
                continue
            for (uid,) in connection.exec_driver_sql(
                f'SELECT uid FROM "{kind.name}" WHERE "{field.column}" NOT IN'
                " (SELECT word FROM term WHERE list = ?)",
                (field.list,),
            ):
                yield at("word-not-listed", kind.name, uid, says, field=field.name, mends=True)


def _dates(connection: Connection, bounds: Bounds) -> Iterator[Fault]:
    no_date = message("{kind} {uid}: its {field} is no date")
    another = message("{kind} {uid}: its {field} is sorted as another date than it says")
    known: dict[str, tuple[int, int] | None] = {}
    for kind in KINDS.values():
        for field in kind.fields:
            if field.type != "when":
                continue
            listed = ",".join(f'"{column}"' for column in field.columns)
            for uid, text, lower, upper in connection.exec_driver_sql(
                f'SELECT uid, {listed} FROM "{kind.name}" WHERE "{field.column}" IS NOT NULL'
            ):
                if text not in known:
                    known[text] = meant(bounds, text)
                if known[text] is None:
                    yield at("date-unreadable", kind.name, uid, no_date, field=field.name)
                elif known[text] != (lower, upper):
                    yield at("bounds-wrong", kind.name, uid, another, field=field.name, mends=True)


def meant(bounds: Bounds, text: str) -> tuple[int, int] | None:
    """What a date's text means; None where it is none."""
    try:
        return bounds(text)
    except ValueError:
        return None
