"""Records whose texts hold words, in no more time than the person who types has patience for.

The full-text index gives the newest first. What is asked besides the words (a status, a date, a
person who was there) is a condition on the record that a text leads to, and is put to it as its
turn comes, so that nothing is read that is not wanted.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import Connection

from . import index
from .folding import fold
from .looking import MEETING_WORDS, rows
from .looking_words import LEADS
from .tables import KINDS
from .unit import chunks, marks

STEP = 240
"""Texts that are looked at in one go."""
_TICK = 4_000  # steps of SQLite's machine between two looks at the clock
_LEAST = 3  # letters of a word that the index can find


@dataclass(frozen=True)
class Narrowed:
    """What is asked of a record besides the words in it. What is empty is not asked."""

    statuses: frozenset[str] = frozenset()
    kinds: frozenset[str] = frozenset()
    """Kinds of stakeholders and of events: words of their fixed lists."""
    people: tuple[frozenset[str], ...] = ()
    """Of each of these groups of stakeholders' uids, one is in it."""
    bounds: tuple[int, int] | None = None
    place: str = ""
    """Folded: part of the place, or of a stakeholder's country."""
    markings: frozenset[str] = frozenset()
    categories: frozenset[str] = frozenset()
    """Of asks."""
    unmarked: bool = False
    """Whether what has no marking fits `markings`, too."""

    @property
    def anything(self) -> bool:
        """Whether anything is asked."""
        return self != Narrowed()


class Holding(NamedTuple):
    """A record's searched texts by column, and the uid of what it leads to."""

    found_in: str
    kind: str
    uid: str
    texts: dict[str, str]


class Patience:
    """How long texts are looked through, in seconds, and whether somebody gave it up.

    The clock runs from the first look on. None is for ever.
    """

    def __init__(
        self, seconds: float | None = None, given_up: Callable[[], bool] = lambda: False
    ) -> None:
        self._seconds = seconds
        self._until: float | None = None
        self._given_up = given_up
        self.ran_out = False
        """Whether the look was cut short: there may be more than was found."""

    def over(self) -> bool:
        """Whether it is time to stop."""
        now = time.monotonic()
        if self._until is None and self._seconds is not None:
            self._until = now + self._seconds
        late = self._until is not None and now > self._until
        self.ran_out = self.ran_out or late or self._given_up()
        return self.ran_out


def _until(
    connection: Connection, patience: Patience, sql: str, parameters: Sequence[Any]
) -> Iterator[tuple[Any, ...]]:
    """What a select finds, one row after the other, up to where the patience was over.

    Only this select is stopped in its midst; what is done with its rows is not.
    """
    from sqlcipher3 import dbapi2

    driver = connection.connection.driver_connection
    assert driver is not None
    cursor = driver.cursor()
    begun = ended = False
    while not ended and not patience.over():
        part: list[tuple[Any, ...]] = []
        driver.set_progress_handler(lambda: int(patience.over()), _TICK)
        try:
            if not begun:
                cursor.execute(sql, tuple(parameters))
                begun = True
            while len(part) < STEP and (row := cursor.fetchone()) is not None:
                part.append(row)
            ended = len(part) < STEP
        except dbapi2.OperationalError:
            if not patience.ran_out:
                raise
        finally:
            driver.set_progress_handler(None, 0)
        yield from part


def question(phrases: Sequence[str]) -> str:
    """Folded phrases as the index is asked for them, all wanted; those too short are left out."""
    told = [phrase.replace('"', '""') for phrase in phrases if len(phrase) >= _LEAST]
    return " AND ".join(f'"{phrase}"' for phrase in told)


def misspelt(word: str) -> str:
    """The question for texts that have a word but for one letter; empty where it is too short."""
    ways: list[str] = []
    for place in range(len(word)):
        pieces = (word[:place], word[place + 1 :])
        kept = [piece.replace('"', '""') for piece in pieces if len(piece) >= _LEAST]
        if sum(map(len, kept)) >= _LEAST + 1:
            ways.append("(" + " AND ".join(f'"{piece}"' for piece in kept) + ")")
    return " OR ".join(dict.fromkeys(ways)) if len(word) > _LEAST + 1 else ""


def holding(
    connection: Connection,
    asked: str,
    kinds: Sequence[str],
    narrowed: Narrowed,
    most: int,
    patience: Patience,
) -> Iterator[Holding]:
    """The newest records whose texts answer a question, led to records of `kinds` that fit.

    Up to `most` texts are looked at. `asked` is what `question` or `misspelt` made.
    """
    wanted = {kind: found for kind in kinds if (found := _condition(kind, narrowed)) is not None}
    if not asked or not wanted:
        return
    numbers = {kind.number: kind.name for kind in KINDS.values()}
    step: list[int] = []
    sql = "SELECT rowid FROM search WHERE search MATCH ? ORDER BY rowid DESC LIMIT ?"
    for (rowid,) in _until(connection, patience, sql, (asked, most)):
        step.append(rowid)
        if len(step) == STEP:
            yield from _led(connection, step, numbers, wanted)
            step = []
    yield from _led(connection, step, numbers, wanted)


Condition = tuple[str, list[Any]]


def _led(
    connection: Connection,
    rowids: Sequence[int],
    numbers: dict[int, str],
    wanted: dict[str, Condition],
) -> Iterator[Holding]:
    keys: dict[str, list[int]] = {}
    for rowid in rowids:
        keys.setdefault(numbers.get(rowid % index.STRIDE, ""), []).append(rowid // index.STRIDE)
    for kind, ids in keys.items():
        for target, expression in LEADS.get(kind, ()):
            if target not in wanted:
                continue
            names = index.columns(KINDS[kind])
            listed = "".join(f', x."{name}"' for name in names)
            where, parameters = wanted[target]
            for part in chunks(ids):
                found = rows(
                    connection,
                    f'SELECT t.uid{listed} FROM "{kind}" x JOIN "{target}" t ON t.id = {expression}'
                    f" WHERE x.id IN ({marks(part)}){where} ORDER BY x.id DESC",
                    (*part, *parameters),
                )
                for row in found:
                    texts = {n: str(v) for n, v in zip(names, row[1:], strict=True) if v}
                    yield Holding(kind, target, row[0], texts)


def fitting(
    connection: Connection, kinds: Sequence[str], narrowed: Narrowed, most: int, patience: Patience
) -> list[tuple[str, str, str]]:
    """(kind, uid, title) of the latest records that fit what is asked besides words."""
    found: list[tuple[str, str, str]] = []
    for kind in kinds:
        condition = _condition(kind, narrowed)
        if condition is None:
            continue
        title = "name" if kind == "stakeholder" else "title"
        order = "t.when_from DESC, t.id DESC" if kind == "event" else "t.id DESC"
        where, parameters = condition
        sql = f'SELECT t.uid, t.{title} FROM "{kind}" t WHERE 1{where} ORDER BY {order} LIMIT ?'
        found += [
            (kind, str(uid), str(text))
            for uid, text in _until(connection, patience, sql, (*parameters, most))
        ]
    return found


def those_fitting(
    connection: Connection, kind: str, uids: Sequence[str], narrowed: Narrowed
) -> set[str]:
    """Those of these records that fit what is asked besides words."""
    condition = _condition(kind, narrowed)
    found: set[str] = set()
    if condition is not None:
        where, parameters = condition
        for part in chunks(uids):
            sql = f'SELECT t.uid FROM "{kind}" t WHERE t.uid IN ({marks(part)}){where}'
            found |= {str(row[0]) for row in rows(connection, sql, (*part, *parameters))}
    return found


def titled(
    connection: Connection, kind: str, words: Sequence[str], narrowed: Narrowed, most: int
) -> list[tuple[str, str]]:
    """(uid, title) of the newest `most` events or asks whose titles hold these short words."""
    condition = _condition(kind, narrowed)
    if condition is None:
        return []
    where, parameters = condition
    like = "".join(" AND t.title LIKE ? ESCAPE '\\'" for _ in words)
    escaped = [
        "%" + word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
        for word in words
    ]
    found = rows(
        connection,
        f'SELECT t.uid, t.title FROM "{kind}" t WHERE t.id > (SELECT coalesce(max(id), 0) - ?'
        f' FROM "{kind}"){where}{like} ORDER BY t.id DESC LIMIT 100',
        (most, *parameters, *escaped),
    )
    return [(str(uid), str(title)) for uid, title in found]


# -- conditions ------------------------------------------------------------------------------------


def _condition(kind: str, narrowed: Narrowed) -> Condition | None:
    """` AND …` on a record `t` of this kind, with its parameters; None where none can fit."""
    made = _CONDITIONS[kind](narrowed)
    if made is None:
        return None
    if narrowed.markings:
        listed = sorted(narrowed.markings)
        unmarked = " OR t.marking IS NULL" if narrowed.unmarked else ""
        made.append((f"(t.marking IN ({marks(listed)}){unmarked})", listed))
    sql = "".join(f" AND {condition}" for condition, _ in made)
    return sql, [value for _, values in made for value in values]


def _kinds(kind: str, narrowed: Narrowed) -> list[Condition] | None:
    """The condition on the record's own kind: a word of its fixed list."""
    if not narrowed.kinds:
        return []
    words = {word for word, _ in KINDS[kind].field("kind").choices}
    listed = sorted(narrowed.kinds & words)
    return [(f"t.kind IN ({marks(listed)})", list(listed))] if listed else None


def _stakeholder(narrowed: Narrowed) -> list[Condition] | None:
    if narrowed.statuses or narrowed.people or narrowed.bounds:
        return None
    made = _kinds("stakeholder", narrowed)
    if made is not None and narrowed.place:
        made.append(("instr(fold(t.country), ?) > 0", [narrowed.place]))
    return made


def _event(narrowed: Narrowed) -> list[Condition] | None:
    if narrowed.statuses:
        return None
    made = _kinds("event", narrowed)
    if made is None:
        return None
    if narrowed.place:
        made.append(("instr(fold(t.place), ?) > 0", [narrowed.place]))
    if narrowed.bounds:
        made.append(
            ("t.when_from <= ? AND t.when_to >= ?", [narrowed.bounds[1], narrowed.bounds[0]])
        )
    for group in narrowed.people:
        listed = sorted(group)
        made.append((
            "t.id IN (SELECT q.event_id FROM party q JOIN stakeholder s ON s.id = q.stakeholder_id"
            f" WHERE s.uid IN ({marks(listed)}))", list(listed),
        ))  # fmt: skip
    return made


_CAME_UP = "SELECT r.ask_id FROM response r"


def _ask(narrowed: Narrowed) -> list[Condition] | None:
    """An ask has to do with whom it is asked by, of or through, and with whom it came up."""
    if narrowed.kinds or narrowed.place:
        return None
    made: list[Condition] = []
    if narrowed.categories:
        listed = sorted(narrowed.categories)
        made.append((f"t.category IN ({marks(listed)})", list(listed)))
    if narrowed.statuses:
        listed = sorted(narrowed.statuses)
        made.append((f"t.status IN ({marks(listed)})", list(listed)))
    if narrowed.bounds:
        first, last = narrowed.bounds
        made.append((
            "((t.raised_from <= ? AND t.raised_to >= ?) OR (t.due_from <= ? AND t.due_to >= ?)"
            f" OR t.id IN ({_CAME_UP} JOIN event e ON e.id = r.event_id"
            " WHERE e.when_from <= ? AND e.when_to >= ?))",
            [last, first] * 3,
        ))  # fmt: skip
    for group in narrowed.people:
        listed = sorted(group)
        who = f"(SELECT s.id FROM stakeholder s WHERE s.uid IN ({marks(listed)}))"
        made.append((
            f"(t.asked_by_id IN {who} OR t.asked_of_id IN {who} OR t.id IN"
            f" (SELECT v.ask_id FROM via v WHERE v.stakeholder_id IN {who}) OR t.id IN ({_CAME_UP}"
            f" JOIN party q ON q.event_id = r.event_id WHERE q.stakeholder_id IN {who}))",
            listed * 4,
        ))  # fmt: skip
    return made


_CONDITIONS: dict[str, Callable[[Narrowed], list[Condition] | None]] = {
    "stakeholder": _stakeholder,
    "event": _event,
    "ask": _ask,
}


def sides(connection: Connection, uids: Sequence[str]) -> dict[str, tuple[str, str | None]]:
    """uid -> the name that is shown, and whose side it is, of these stakeholders."""
    found: dict[str, tuple[str, str | None]] = {}
    for part in chunks(uids):
        sql = f"SELECT uid, name, side FROM stakeholder WHERE uid IN ({marks(part)})"
        found.update((row[0], (row[1], row[2])) for row in rows(connection, sql, part))
    return found


def met_of_late(connection: Connection, meetings: int, limit: int) -> list[str]:
    """Uids of those of the other side who were met most in the latest meetings."""
    found = rows(
        connection,
        "SELECT s.uid FROM party q JOIN stakeholder s ON s.id = q.stakeholder_id"
        " WHERE coalesce(s.side, '') <> 'ours' AND q.event_id IN (SELECT id FROM event"
        f" WHERE kind IN ({MEETING_WORDS}) ORDER BY id DESC LIMIT ?)"
        " GROUP BY s.id ORDER BY count(*) DESC, s.id LIMIT ?",
        (meetings, limit),
    )
    return [str(row[0]) for row in found]


def places(connection: Connection, typed: str, limit: int) -> list[str]:
    """Places of the latest events that begin so, or hold it, for completion."""
    recent = rows(
        connection,
        "SELECT place, count(*) FROM (SELECT place FROM event WHERE place IS NOT NULL"
        " ORDER BY id DESC LIMIT 2000) GROUP BY place ORDER BY count(*) DESC, place",
    )
    return [str(place) for place, _ in recent if typed in fold(str(place))][:limit]
