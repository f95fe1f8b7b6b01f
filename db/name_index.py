"""The index of names, by what is heard of them, written in the transaction of the names.

Three tables, all made of `stakeholder.name` and `name.spelling` and of nothing else:
`search_name`, a document for each spelling, its words the sounds of the name's parts (see
`names_sounds`) and the texts that it is found exactly by; `search_key`, which sounds share a
key; `search_borne`, how many spellings have a part of a key, which tells how rare it is.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import Connection

from .folding import fold
from .names_parts import Name, read, variants
from .tables import KINDS, Kind

STATEMENTS = (
    # A name's parts are few: which document has a word is enough to know, not where. Three
    # letters are what a person has typed when the first answers are wanted.
    "CREATE VIRTUAL TABLE search_name USING fts5(words, content='', contentless_delete=1,"
    " detail=none, prefix='1 2 3', tokenize='ascii')",
    "CREATE TABLE search_key (key TEXT NOT NULL, sound TEXT NOT NULL,"
    " PRIMARY KEY (key, sound)) STRICT, WITHOUT ROWID",
    "CREATE TABLE search_borne (key TEXT NOT NULL PRIMARY KEY, spellings INTEGER NOT NULL)"
    " STRICT, WITHOUT ROWID",
)
STRIDE = 64
"""As in `index`: a document's rowid is the record's key times this, plus the kind's number."""

HELD = {"stakeholder": "name", "name": "spelling"}
"""The columns that hold names, by kind."""

BATCH = 5_000
EXACT, INITIALS = "\u4e00", "\u4e01"
"""What stands before a text that is found as a whole, and before the initials of a name."""
_LONGEST = 60  # letters of a whole name that tell it from others

_UNCAPPED = {code: chr(0x400 + code) for code in range(128) if not chr(code).isalnum()} | {
    code: chr(0x400 + code) for code in range(ord("A"), ord("Z") + 1)
}
_RUN_TOGETHER = {**_UNCAPPED, ord(" "): None, ord("'"): None}
_NUMBERS = {KINDS[kind].number: kind for kind in HELD}


class Heard(NamedTuple):
    """What the index holds of one spelling."""

    words: frozenset[str]
    sounds: frozenset[tuple[str, str]]
    """(key, sound) of each part, by every key that it has."""
    main: frozenset[str]
    """The likeliest key of each part."""


class Spelled(NamedTuple):
    """A spelling, and whose it is."""

    document: int
    stakeholder: int
    uid: str
    spelling: str


@lru_cache(maxsize=100_000)
def word(sound: str) -> str:
    """A sound as a word of the index, which knows no capitals."""
    return sound.translate(_UNCAPPED)


def whole(text: str) -> str:
    """A whole name, whatever is in it, as one word of the index."""
    return EXACT + text.translate(_RUN_TOGETHER)[:_LONGEST]


def initials(name: Name) -> set[str]:
    """The initials of a name of two to eight words, with and without its small words."""
    if not 2 <= len(name.parts) <= 10:
        return set()
    all_of_them = "".join(part.text[:1] for part in name.parts)
    telling = "".join(part.text[:1] for part in name.parts if part.role not in ("particle", "form"))
    return {
        made.lower() for made in (all_of_them, telling) if 2 <= len(made) <= 8 and made.isascii()
    }


def heard(spelling: str) -> Heard:
    """What the index is to hold of a spelling."""
    words: set[str] = set()
    sounds: set[tuple[str, str]] = set()
    main: set[str] = set()
    for variant in variants(spelling):
        name = read(variant)
        words.add(whole(name.plain or fold(spelling) or spelling.strip()))
        if name.parts:
            words.add(whole(name.essential))
        words.update(INITIALS + letters for letters in initials(name))
        for part in name.parts:
            words.add(word(part.sound))
            sounds.update((key, part.sound) for key in part.keys)
            main.add(part.keys[0])
    return Heard(frozenset(words), frozenset(sounds), frozenset(main))


def put(
    connection: Connection, kind: Kind, names: Sequence[str], rows: Sequence[tuple[Any, ...]]
) -> None:
    """Index the names of new rows."""
    column = HELD.get(kind.name)
    if column is None or column not in names:
        return
    key, text = names.index("id"), names.index(column)
    documents: list[tuple[int, str]] = []
    sounds: set[tuple[str, str]] = set()
    borne: Counter[str] = Counter()
    for row in rows:
        if row[text]:
            found = heard(row[text])
            documents.append((row[key] * STRIDE + kind.number, " ".join(found.words)))
            sounds |= found.sounds
            borne.update(found.main)
    if documents:
        run = connection.exec_driver_sql
        run("INSERT INTO search_name (rowid, words) VALUES (?, ?)", documents)
        if sounds:
            run("INSERT OR IGNORE INTO search_key VALUES (?, ?)", sorted(sounds))
        _count(connection, borne)


def drop(connection: Connection, kind: Kind, ids: Sequence[int]) -> None:
    """Take the names of records out of the index, while the rows are still as they were."""
    if kind.name not in HELD or not ids:
        return
    borne: Counter[str] = Counter()
    documents = [id_ * STRIDE + kind.number for id_ in ids]
    for part in _parts(ids):
        texts = connection.exec_driver_sql(
            f'SELECT {HELD[kind.name]} FROM "{kind.name}" WHERE id IN ({_marks(part)})', part
        )
        for text in texts.scalars():
            borne.subtract(heard(text).main)
    connection.exec_driver_sql(
        "DELETE FROM search_name WHERE rowid = ?", [(document,) for document in documents]
    )
    _count(connection, borne)


def _count(connection: Connection, borne: Counter[str]) -> None:
    if borne:
        connection.exec_driver_sql(
            "INSERT INTO search_borne VALUES (?, ?) ON CONFLICT (key)"
            " DO UPDATE SET spellings = spellings + excluded.spellings",
            sorted(borne.items()),
        )
    if any(count < 0 for count in borne.values()):
        connection.exec_driver_sql("DELETE FROM search_borne WHERE spellings <= 0")


def renew(connection: Connection) -> None:
    """Make the index anew of today's names; nothing is left in it of what it held before."""
    run = connection.exec_driver_sql
    run("INSERT INTO search_name (search_name) VALUES ('delete-all')")
    run("DELETE FROM search_key")
    run("DELETE FROM search_borne")
    for kind, column in HELD.items():
        rows = run(f'SELECT id, {column} FROM "{kind}"')
        for part in rows.partitions(BATCH):
            put(connection, KINDS[kind], ("id", column), [tuple(row) for row in part])


# -- asking ----------------------------------------------------------------------------------------


def _marks(values: Sequence[Any]) -> str:
    return ",".join("?" * len(values))


def _parts(values: Sequence[Any], size: int = 500) -> Iterator[tuple[Any, ...]]:
    for start in range(0, len(values), size):
        yield tuple(values[start : start + size])


def _all(connection: Connection, sql: str, parameters: tuple[Any, ...]) -> list[Any]:
    """The only column of what is selected: of the driver itself it comes in a third of the time."""
    driver = connection.connection.driver_connection
    assert driver is not None
    return [row[0] for row in driver.execute(sql, parameters).fetchall()]


def sounds_keyed(connection: Connection, keys: Iterable[str], limit: int) -> list[str]:
    """Sounds that have one of these keys, up to `limit`."""
    found: dict[str, None] = {}
    for part in _parts(sorted(keys)):
        sql = f"SELECT sound FROM search_key WHERE key IN ({_marks(part)}) LIMIT ?"
        found.update(dict.fromkeys(_all(connection, sql, (*part, limit))))
    return list(found)


def sounds_keyed_from(connection: Connection, start: str, limit: int) -> list[str]:
    """Sounds with a key that begins so, up to `limit`."""
    sql = "SELECT DISTINCT sound FROM search_key WHERE key >= ? AND key < ? LIMIT ?"
    return _all(connection, sql, (start, start + "\U0010ffff", limit))


def is_known(connection: Connection, key: str, sound: str) -> bool:
    """Whether a name has a part of just this sound."""
    sql = "SELECT 1 FROM search_key WHERE key = ? AND sound = ?"
    return connection.exec_driver_sql(sql, (key, sound)).first() is not None


def borne(connection: Connection, keys: Iterable[str]) -> dict[str, int]:
    """How many spellings have a part of each of these keys."""
    found: dict[str, int] = {}
    for part in _parts(sorted(keys)):
        rows = connection.exec_driver_sql(
            f"SELECT key, spellings FROM search_borne WHERE key IN ({_marks(part)})", part
        )
        found.update((key, count) for key, count in rows)
    return found


def how_many(connection: Connection) -> int:
    """About how many spellings there are: for weighing, not for telling."""
    found = connection.exec_driver_sql(
        "SELECT coalesce((SELECT max(id) FROM stakeholder), 0)"
        " + coalesce((SELECT max(id) FROM name), 0)"
    )
    return int(found.scalar() or 0)


def anyof(words: Iterable[str], begun: Iterable[str] = ()) -> str:
    """The question for documents that have one of these words, or one that begins so."""
    asked = [f'"{one}"' for one in words] + [f'"{one}"*' for one in begun]
    return " OR ".join(asked)


def allof(questions: Iterable[str]) -> str:
    """The question for documents that answer each of these."""
    return " AND ".join(f"({question})" for question in questions)


def documents(connection: Connection, question: str, limit: int) -> list[int]:
    """Documents that answer a question made by `anyof` and `allof`: the newest, up to `limit`."""
    sql = "SELECT rowid FROM search_name WHERE search_name MATCH ? ORDER BY rowid DESC LIMIT ?"
    return _all(connection, sql, (question, limit))


def spellings(connection: Connection, documents: Sequence[int]) -> list[Spelled]:
    """What these documents say, and whose names they are; what has gone is left out."""
    by_kind: dict[str, list[int]] = {}
    for document in documents:
        kind = _NUMBERS.get(document % STRIDE)
        if kind:
            by_kind.setdefault(kind, []).append(document // STRIDE)
    asked = {
        "stakeholder": "SELECT x.id, x.id, x.uid, x.name FROM stakeholder x",
        "name": "SELECT x.id, s.id, s.uid, x.spelling FROM name x"
        " JOIN stakeholder s ON s.id = x.stakeholder_id",
    }
    found: list[Spelled] = []
    for kind, ids in by_kind.items():
        number = KINDS[kind].number
        for part in _parts(ids):
            rows = connection.exec_driver_sql(f"{asked[kind]} WHERE x.id IN ({_marks(part)})", part)
            found += [Spelled(row[0] * STRIDE + number, *row[1:]) for row in rows]
    return found


def documents_of(connection: Connection, uids: Sequence[str]) -> list[int]:
    """The documents of all names of these stakeholders."""
    shown, other = KINDS["stakeholder"].number, KINDS["name"].number
    found: list[int] = []
    for part in _parts(uids):
        rows = connection.exec_driver_sql(
            f"SELECT s.id * {STRIDE} + {shown} FROM stakeholder s WHERE s.uid IN ({_marks(part)})"
            f" UNION ALL SELECT n.id * {STRIDE} + {other} FROM name n JOIN stakeholder s"
            f" ON s.id = n.stakeholder_id WHERE s.uid IN ({_marks(part)})",
            (*part, *part),
        )
        found += rows.scalars()
    return found


def shown(connection: Connection, uids: Sequence[str]) -> dict[str, str]:
    """uid -> the name that is shown, of these stakeholders."""
    found: dict[str, str] = {}
    for part in _parts(uids):
        sql = f"SELECT uid, name FROM stakeholder WHERE uid IN ({_marks(part)})"
        found.update((row[0], row[1]) for row in connection.exec_driver_sql(sql, part))
    return found
