"""What may be wrong with a casebook: its file, its rules, its index, its history.

Every fault has a code that stays the same, and names records by kind and uid, never by what
they hold. Nothing is written, and nothing repaired: for that see `db.repairing`.
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError
from sqlcipher3 import dbapi2

from . import casefile, checking_history, checking_index
from .checking_faults import LOOK_AT_HISTORY, MEND_BY_HAND, TAKE_A_BACKUP, Fault, at, mendable
from .checking_history import Told, silent
from .checking_rules import Bounds, rules
from .messages import message
from .tables import KINDS

__all__ = ["Bounds", "Fault", "Told", "counts", "faults", "silent"]

# A file that is damaged all over is told by its first few places.
FEW = 20
# Records that are named of one change set that was altered.
NAMED = 3
# How far a check is, in hundredths, when it comes to the rules, the index, the history.
RULES, INDEX, HISTORY, ALL = 20, 25, 60, 100
# What a row of `about` tells, which nothing else in the file does.
ABOUT = ("uid", "commits")


def counts(connection: Connection) -> dict[str, int]:
    """How many records of each kind there are."""
    return {
        name: int(connection.exec_driver_sql(f'SELECT count(*) FROM "{name}"').scalar() or 0)
        for name in KINDS
    }


def faults(
    connection: Connection, bounds: Bounds | None = None, told: Told = silent
) -> list[Fault]:
    """Everything that is wrong, the file's own faults first.

    Where the file itself is damaged, only that is said: the rest can't be told from it. `bounds`
    says what a date means; without it, dates are not looked at. `told` hears how far it is.
    """
    found: list[Fault] = []
    try:
        told(0, ALL)
        found += _file(connection)
        if not any(fault.code == "file-damaged" for fault in found):
            told(RULES, ALL)
            found += _about(connection)
            found += rules(connection, bounds)
            told(INDEX, ALL)
            found += _index(connection)
            found += _history(connection, told)
    except (DBAPIError, dbapi2.Error) as error:
        if not casefile.tells_damage(error):
            raise
        says = message("The file: part of it can't be read")
        return [Fault("file-damaged", says, TAKE_A_BACKUP)]
    return found


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
    places = pages or [line for line in _integrity(connection) if line != "ok"]
    for place in places[:FEW]:
        # A row that breaks its table's rules was written by another program; the file is whole.
        # A value of another type than its column's can't be written: that is damage.
        broke = not pages and ("constraint failed in" in place or place.startswith("NULL value"))
        yield Fault(
            "rule-broken" if broke else "file-damaged",
            message("The file: {place}", place=place),
            MEND_BY_HAND if broke else TAKE_A_BACKUP,
        )


def _integrity(connection: Connection) -> list[str]:
    """SQLite's own words on the file, those with which it gives up included."""
    try:
        told = _pragma(connection, "integrity_check")
    except dbapi2.OperationalError as error:
        # A search index whose own tables are damaged ends the whole check, by no code of its own.
        if "fts5" not in str(error):
            raise
        return [str(error)]
    return [line for text in told for line in text.splitlines()]


def _about(connection: Connection) -> Iterator[Fault]:
    """What the file says of itself."""
    said = {row[0] for row in connection.exec_driver_sql("SELECT key FROM about")}
    if "uid" not in said:
        says = message("The casebook's own uid is gone, by which its backups are told")
        yield Fault("uid-missing", says, TAKE_A_BACKUP)
    if "commits" not in said:
        says = message("The count of change sets is gone, by which a cut history is found")
        yield mendable("count-missing", says)
    if "purge" in said:
        says = message("The file may still hold traces of what was purged")
        yield mendable("purge-unfinished", says)
    version = int(connection.exec_driver_sql("PRAGMA user_version").scalar() or 0)
    named = [str(row[0]) for row in connection.exec_driver_sql("SELECT * FROM alembic_version")]
    if named != [f"{version:04}"]:
        says = message("The file does not say by which tables it was made")
        yield mendable("schema-unnamed", says)


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
            yield at(code, kind, uid, texts[code], mends=True)
    if wrong.orphans:
        says = message("Search finds {n} records that are not there", n=len(wrong.orphans))
        yield mendable("index-orphan", says)
    if wrong.uncounted:
        says = message("Search takes parts of names for rarer, or for commoner, than they are")
        yield mendable("index-uncounted", says)


def _history(connection: Connection, told: Told) -> Iterator[Fault]:
    says = {
        "altered": message("{kind} {uid} was altered from outside: {fields} not as history says"),
        "missing": message("{kind} {uid} is gone, and history does not say that it was deleted"),
        "unrecorded": message("{kind} {uid} is there, and history does not say that it was added"),
    }
    found = checking_history.compare(
        connection,
        lambda done, total: told(HISTORY + (ALL - HISTORY) * done // max(total, 1), ALL),
    )
    for wrong in found.differences:
        worded = says[wrong.how]
        if wrong.columns:
            worded = message(worded.text, fields=_fields(wrong.kind, wrong.columns))
        yield at(f"row-{wrong.how}", wrong.kind, wrong.uid, worded, LOOK_AT_HISTORY, mends=True)
    altered = checking_history.altered_in(connection, found)
    for number in found.broken:
        says_ = message("Change set {number} was altered after it was written", number=number)
        if records := altered.get(number, ())[:NAMED]:
            listed = ", ".join(f"{KINDS[kind].one} {uid}" for kind, uid in records)
            says_ = message("Change set {number} was altered after it was written: {records}",
                            number=number, records=listed)  # fmt: skip
        yield Fault("chain-broken", says_, TAKE_A_BACKUP)
    for number in checking_history.unclaimed(connection):
        says_ = message("Change set {number} is gone, but not its changes", number=number)
        yield Fault("chain-broken", says_, TAKE_A_BACKUP)
    cut = checking_history.cut_off(connection)
    if cut and _counted(connection):
        says_ = message("History and the count of its change sets differ by {n}", n=abs(cut))
        yield Fault("chain-cut", says_, TAKE_A_BACKUP)


def _counted(connection: Connection) -> bool:
    found = connection.exec_driver_sql("SELECT 1 FROM about WHERE key = 'commits'")
    return found.first() is not None


def _fields(kind: str, columns: tuple[str, ...]) -> str:
    """The fields behind these columns, as people call them."""
    named: list[str] = []
    for column in columns:
        label = next((str(f.label) for f in KINDS[kind].fields if column in f.columns), column)
        if label not in named:
            named.append(label)
    return ", ".join(named)
