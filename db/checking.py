"""What may be wrong with a casebook: its file, its rules, its index, its history.

Every fault has a code that stays the same, and names records by kind and uid, never by what
they hold. Nothing is written, and nothing repaired.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError
from sqlcipher3 import dbapi2

from . import casefile, checking_index, history
from .messages import Message, message
from .tables import KINDS, Kind

# The earliest and the latest second that a date's text can mean. ValueError where it is none.
Bounds = Callable[[str], tuple[int, int]]

TAKE_A_BACKUP = message("Take a backup.")
MEND_BY_HAND = message("Open the record and put it right.")
LOOK_AT_HISTORY = message("Compare the record with its history; put right what is wrong.")
MAKE_INDEX_ANEW = message("Export the casebook and import it into a new one.")
# A file that is damaged all over is told by its first few places.
FEW = 20


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong: a code for scripts, what it says, what can be done about it."""

    code: str
    says: Message
    repair: Message | str = ""


def counts(connection: Connection) -> dict[str, int]:
    """How many records of each kind there are."""
    return {
        name: int(connection.exec_driver_sql(f'SELECT count(*) FROM "{name}"').scalar() or 0)
        for name in KINDS
    }


def faults(connection: Connection, bounds: Bounds | None = None) -> list[Fault]:
    """Everything that is wrong, the file's own faults first.

    Where the file itself is damaged, only that is said: the rest can't be told from it. `bounds`
    says what a date means; without it, dates are not looked at.
    """
    found: list[Fault] = []
    try:
        found += _file(connection)
        if not any(fault.code == "file-damaged" for fault in found):
            found += _rules(connection, bounds)
            found += _index(connection)
            found += _history(connection)
    except (DBAPIError, dbapi2.Error) as error:
        if not casefile.tells_damage(error):
            raise
        says = message("The file: part of it can't be read")
        return [Fault("file-damaged", says, TAKE_A_BACKUP)]
    return found


def _rules(connection: Connection, bounds: Bounds | None) -> Iterator[Fault]:
    yield from _links(connection)
    yield from _units(connection)
    yield from _ties(connection)
    yield from _circles(connection)
    yield from _words(connection)
    if bounds is not None:
        yield from _dates(connection, bounds)


def _at(
    code: str, kind: str, uid: str, says: Message, repair: Message | str = MEND_BY_HAND
) -> Fault:
    return Fault(code, Message(says.text, {"kind": KINDS[kind].one, "uid": uid}), repair)


# -- the file ------------------------------------------------------------------------------------


def _pragma(connection: Connection, name: str) -> list[str]:
    """A PRAGMA's answer, asked of the driver: some have none at all for a plain file."""
    driver = connection.connection.driver_connection
    assert driver is not None
    return [str(row[0]) for row in driver.execute(f"PRAGMA {name}").fetchall()]


def _file(connection: Connection) -> Iterator[Fault]:
    pages = _pragma(connection, "cipher_integrity_check")
    if pages:
        # It reads the file beside all locks, so another process that folds its log up just then
        # looks like damage: what is damaged is so twice.
        again = set(_pragma(connection, "cipher_integrity_check"))
        pages = [page for page in pages if page in again]
    places = pages or [
        line
        for text in _pragma(connection, "integrity_check")
        for line in text.splitlines()
        if line != "ok"
    ]
    for place in places[:FEW]:
        # A row that breaks its table's rules was written by another program; the file is whole.
        broke = not pages and ("constraint failed in" in place or "value in" in place)
        yield Fault(
            "rule-broken" if broke else "file-damaged",
            message("The file: {place}", place=place),
            MEND_BY_HAND if broke else TAKE_A_BACKUP,
        )


# -- the record's rules ----------------------------------------------------------------------------


def _links(connection: Connection) -> Iterator[Fault]:
    for table, rowid, _parent, _number in connection.exec_driver_sql(
        "PRAGMA foreign_key_check"
    ).all():
        uid = connection.exec_driver_sql(
            f'SELECT uid FROM "{table}" WHERE id = ?', (rowid,)
        ).scalar_one()
        yield _at("link-dangling", table, uid, message("{kind} {uid} links to what is not there"))


def _units(connection: Connection) -> Iterator[Fault]:
    for (uid,) in connection.exec_driver_sql(
        "SELECT delivery.uid FROM delivery JOIN item ON item.id = delivery.item_id"
        " WHERE delivery.unit <> item.unit"
    ):
        yield _at(
            "unit-differs",
            "delivery",
            uid,
            message("{kind} {uid} is in another unit than its item"),
        )


def _ties(connection: Connection) -> Iterator[Fault]:
    for (uid,) in connection.exec_driver_sql("SELECT uid FROM tie WHERE from_id = to_id"):
        yield _at(
            "tie-to-itself", "tie", uid, message("{kind} {uid} leads back to where it begins")
        )


def _circles(connection: Connection) -> Iterator[Fault]:
    for uid in _circling(connection, "stakeholder", "part_of_id"):
        yield _at(
            "part-of-itself",
            "stakeholder",
            uid,
            message("{kind} {uid} is, in the end, part of itself"),
        )
    for uid in _circling(connection, "ask", "hangs_on_id"):
        yield _at(
            "hangs-on-itself", "ask", uid, message("{kind} {uid} hangs, in the end, on itself")
        )


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
                yield Fault(
                    "word-not-listed",
                    message(
                        "{kind} {uid}: its {field} is none of the casebook's words",
                        kind=kind.one, uid=uid, field=field.label,
                    ),
                    message("Add the word to the list, or choose another."),
                )  # fmt: skip


def _dates(connection: Connection, bounds: Bounds) -> Iterator[Fault]:
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
                    known[text] = _meant(bounds, text)
                if known[text] != (lower, upper):
                    yield _wrong_date(kind, uid, field.label, known[text] is None)


def _meant(bounds: Bounds, text: str) -> tuple[int, int] | None:
    try:
        return bounds(text)
    except ValueError:
        return None


def _wrong_date(kind: Kind, uid: str, label: Message, unreadable: bool) -> Fault:
    values = {"kind": kind.one, "uid": uid, "field": label}
    if unreadable:
        says = Message("{kind} {uid}: its {field} is no date", values)
        return Fault("date-unreadable", says, MEND_BY_HAND)
    says = Message("{kind} {uid}: its {field} is sorted as another date than it says", values)
    return Fault("bounds-wrong", says, MEND_BY_HAND)


# -- the index and the history -----------------------------------------------------------------


def _index(connection: Connection) -> Iterator[Fault]:
    """Sound, for every piece of every document is compared; see `checking_index`."""
    wrong = checking_index.compare(connection)
    texts = {
        "index-missing": message("Search does not find {kind} {uid}"),
        "index-wrong": message("Search finds {kind} {uid} by other words than it holds"),
    }
    for code, found in (("index-missing", wrong.missing), ("index-wrong", wrong.wrong)):
        for kind, id_ in found:
            uid = connection.exec_driver_sql(
                f'SELECT uid FROM "{kind}" WHERE id = ?', (id_,)
            ).scalar_one()
            yield _at(code, kind, uid, texts[code], MAKE_INDEX_ANEW)
    if wrong.orphans:
        yield Fault(
            "index-orphan",
            message("Search finds {n} records that are not there", n=len(wrong.orphans)),
            MAKE_INDEX_ANEW,
        )


def _history(connection: Connection) -> Iterator[Fault]:
    says = {
        "altered": message("{kind} {uid} is not as history says: it was altered from outside"),
        "missing": message("{kind} {uid} is gone, and history does not say that it was deleted"),
        "unrecorded": message("{kind} {uid} is there, and history does not say that it was added"),
    }
    for difference in history.differences(connection):
        yield _at(
            f"row-{difference.how}", difference.kind, difference.uid,
            says[difference.how], LOOK_AT_HISTORY,
        )  # fmt: skip
    for number in history.broken_links(connection):
        yield Fault(
            "chain-broken",
            message("Change set {number} was altered after it was written", number=number),
            TAKE_A_BACKUP,
        )
    for number in history.unclaimed(connection):
        yield Fault(
            "chain-broken",
            message("Change set {number} is gone, but not its changes", number=number),
            TAKE_A_BACKUP,
        )
    if cut := history.cut_off(connection):
        yield Fault(
            "chain-cut",
            message("History and the count of its change sets differ by {n}", n=abs(cut)),
            TAKE_A_BACKUP,
        )
