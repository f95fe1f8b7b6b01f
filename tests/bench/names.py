"""How well a list of people is found again by each of their spellings.

`python -m tests.bench.names LIST.csv [--among OTHERS.csv] [--json]`: a list with the columns
`id,name`, a row for each spelling of each person. Each spelling is held out in turn and looked
up among all that are left; those of OTHERS are put among them as people nobody asks for.

Three classes are counted apart: "other script" (what is left of the person is in other scripts
only), "akin" (a part of the held-out name is recognisable in what is left) and "another name"
(nothing is: it can't be found but by luck). Spellings that are all there is of a person are
left out, and counted. Beside ours stands what one would otherwise have: SQLite's FTS5 with
trigrams, and rapidfuzz's WRatio, both over names in Latin letters. Where several persons share
a score, the rank is the middle of theirs.
"""

from __future__ import annotations

import argparse
import atexit
import csv
import json
import re
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from statistics import mean
from typing import Any, NamedTuple

from rapidfuzz import fuzz, process
from sqlcipher3 import dbapi2

from db.name_index import STRIDE
from db.tables import KINDS
from workbench.casebook import Casebook
from workbench.messages import message
from workbench.names import Matcher, romanise, script_of
from workbench.names_indexed import IndexedNames

CLASSES = ("other script", "akin", "another name")
FIRST = 20  # hits that are looked at; a person who is not among them counts as the next one
_CLOSE = 78  # of 100: two words as alike as that are one name to a reader
_SMALL = frozenset(
    ("al", "el", "ul", "abd", "abdul", "abu", "abou", "ibn", "bin", "ben", "the", "haji", "sheikh")
)


class Spelling(NamedTuple):
    """A row of the list."""

    person: str
    name: str


class Found(NamedTuple):
    """The rank that the right person came out at (1 is first), and how long it took, in ms."""

    rank: float
    took: float


Look = Callable[[Spelling, int], Found]


def read_list(path: Path) -> list[Spelling]:
    """The rows of a list, without empty and repeated ones."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = [
            Spelling(row["id"].strip(), " ".join(row["name"].split()))
            for row in csv.DictReader(file)
        ]
    return [row for row in dict.fromkeys(rows) if row.person and row.name]


def latin(name: str) -> str:
    """A name as the plain ways see it: Latin letters, without signs."""
    return " ".join(re.sub(r"[^a-z0-9 ]", " ", romanise(name).replace("'", "")).split())


def class_of(name: str, left: Iterable[str]) -> str:
    """Which of `CLASSES` it is to look for a name when these are left of the person."""
    left = list(left)
    if script_of(name) not in {script_of(other) for other in left}:
        return "other script"
    words = _telling(name)
    for other in left:
        for against in _telling(other):
            if any(_recognisable(word, against) for word in words):
                return "akin"
    return "another name"


def _telling(name: str) -> list[str]:
    return [word for word in latin(name).split() if len(word) > 2 and word not in _SMALL]


def _recognisable(word: str, other: str) -> bool:
    bare, other_bare = (re.sub("[aeiou]", "", text) for text in (word, other))
    return (len(bare) > 2 and bare == other_bare) or fuzz.ratio(word, other) >= _CLOSE


def by_workbench(rows: list[Spelling]) -> Look:
    """Look a spelling up as the workbench does."""
    matcher: Matcher[str] = Matcher(rows)
    spellings: dict[str, list[str]] = {}
    for person, name in rows:
        spellings.setdefault(person, []).append(name)

    def look(row: Spelling, _number: int) -> Found:
        matcher.remove(row.person)
        matcher.add(row.person, [name for name in spellings[row.person] if name != row.name])
        begun = time.perf_counter()
        hits = matcher.find(row.name, FIRST, unfinished=False)
        took = time.perf_counter() - begun
        matcher.remove(row.person)
        matcher.add(row.person, spellings[row.person])
        return Found(_rank({hit.key: hit.score for hit in hits}, row.person), took * 1000)

    return look


def by_index(rows: list[Spelling]) -> Look:
    """Look a spelling up as the workbench does in a casebook: candidates by its index on disk."""
    folder = tempfile.TemporaryDirectory(prefix="workbench-bench-")
    casebook = Casebook.create(Path(folder.name) / "names.casebook", None, by="Bench")
    atexit.register(folder.cleanup)
    atexit.register(casebook.close)
    first: dict[str, int] = {}
    for number, row in enumerate(rows):
        first.setdefault(row.person, number)
    with casebook.change(message("Names")) as change:
        uids = change.add_many(
            "stakeholder", ("name", "kind"), [(rows[n].name, "person") for n in first.values()]
        )
        person_of = dict(zip(uids, first, strict=True))
        uid_of = {person: uid for uid, person in person_of.items()}
        others = [n for n, row in enumerate(rows) if n != first[row.person]]
        change.add_many(
            "name",
            ("stakeholder", "spelling"),
            [(uid_of[rows[n].person], rows[n].name) for n in others],
        )
    places = {person: place for place, person in enumerate(first, 1)}
    document = {
        number: places[row.person] * STRIDE + KINDS["stakeholder"].number
        for number, row in enumerate(rows)
    } | {number: place * STRIDE + KINDS["name"].number for place, number in enumerate(others, 1)}
    finder = _Without()

    def look(row: Spelling, number: int) -> Found:
        with casebook.reading() as connection, finder.reading(connection):
            finder.leave_out(document[number])
            begun = time.perf_counter()
            hits = finder.find(row.name, FIRST, unfinished=False)
            took = time.perf_counter() - begun
        scores = {person_of[hit.key]: hit.score for hit in hits}
        return Found(_rank(scores, row.person), took * 1000)

    return look


class _Without(IndexedNames):
    """The index, one spelling of it left out."""

    def leave_out(self, document: int) -> None:
        self._take_in([document])
        self._gone = set(self._numbers_of[document])

    def _chosen(self, *asked: Any) -> list[int]:
        return [number for number in super()._chosen(*asked) if number not in self._gone]


def by_wratio(rows: list[Spelling]) -> Look:
    """Look a spelling up by rapidfuzz's WRatio over names in Latin letters."""
    names = [latin(row.name) for row in rows]

    def look(row: Spelling, number: int) -> Found:
        begun = time.perf_counter()
        values = process.cdist([latin(row.name)], names, scorer=fuzz.WRatio)[0].tolist()
        values[number] = 0
        best: dict[str, float] = {}
        for other, value in zip(rows, values, strict=True):
            if value > best.get(other.person, 0):
                best[other.person] = value
        took = time.perf_counter() - begun
        return Found(_rank(best, row.person), took * 1000)

    return look


def by_fts5(rows: list[Spelling]) -> Look:
    """Look a spelling up by FTS5's trigrams over names in Latin letters, any of its words."""
    base = dbapi2.connect(":memory:")
    base.execute("CREATE VIRTUAL TABLE names USING fts5(name, tokenize='trigram')")
    base.executemany(
        "INSERT INTO names(rowid, name) VALUES (?, ?)",
        [(number, latin(row.name)) for number, row in enumerate(rows)],
    )

    def look(row: Spelling, number: int) -> Found:
        begun = time.perf_counter()
        words = [word for word in latin(row.name).split() if len(word) > 2]
        best: dict[str, float] = {}
        if words:
            asked = " OR ".join(f'"{word}"' for word in words)
            query = "SELECT rowid, -rank FROM names WHERE names MATCH ? AND rowid <> ?"
            for place, value in base.execute(query, (asked, number)):
                person = rows[place].person
                best[person] = max(value, best.get(person, 0))
        took = time.perf_counter() - begun
        return Found(_rank(best, row.person), took * 1000)

    return look


def _rank(scores: dict[str, float], person: str) -> float:
    mine = scores.get(person)
    if mine is None:
        return FIRST + 1.0
    better = sum(score > mine for score in scores.values())
    same = sum(score == mine for score in scores.values()) - 1
    return min(1 + better + same / 2, FIRST + 1.0)


def measure(rows: list[Spelling], others: list[Spelling]) -> dict[str, object]:
    """The figures for a list, by class and by way of looking up."""
    everyone = rows + [Spelling("other " + other.person, other.name) for other in others]
    of: dict[str, list[str]] = {}
    for person, name in rows:
        of.setdefault(person, []).append(name)
    classed = {
        number: class_of(row.name, [name for name in of[row.person] if name != row.name])
        for number, row in enumerate(rows)
        if len(of[row.person]) > 1
    }
    ways = {"workbench": by_workbench, "indexed": by_index, "fts5": by_fts5, "wratio": by_wratio}
    figures: dict[str, object] = {
        "persons": len(of),
        "spellings": len(rows),
        "among": len({row.person for row in everyone}),
        "nothing left": len(rows) - len(classed),
    }
    for way, make in ways.items():
        look = make(everyone)
        found = {number: look(rows[number], number) for number in classed}
        figures[way] = {
            kind: _figures([found[number] for number, its in classed.items() if its == kind])
            for kind in CLASSES
        }
    return figures


def _figures(found: list[Found]) -> dict[str, float]:
    if not found:
        return {"queries": 0}
    times = sorted(one.took for one in found)
    return {
        "queries": len(found),
        "recall at 1": round(mean(one.rank <= 1 for one in found), 4),
        "recall at 5": round(mean(one.rank <= 5 for one in found), 4),
        "mean rank": round(mean(one.rank for one in found), 2),
        "ms": round(mean(times), 2),
        "ms at 95 %": round(times[int(len(times) * 0.95)], 2),
    }


def main(arguments: list[str] | None = None) -> int:
    """Measure a list and print the figures."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.names", description=__doc__)
    parser.add_argument("list", type=Path, metavar="LIST.csv")
    parser.add_argument("--among", type=Path, action="append", default=[], metavar="OTHERS.csv")
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args(arguments)
    others = [row for path in asked.among for row in read_list(path)]
    figures = measure(read_list(asked.list), others)
    if asked.json:
        print(json.dumps(figures))
        return 0
    for what in ("persons", "spellings", "among", "nothing left"):
        print(f"{what:>14} {figures[what]}")
    columns = ("queries", "recall at 1", "recall at 5", "mean rank", "ms", "ms at 95 %")
    print(f"{'':27}" + "".join(f"{column:>13}" for column in columns))
    for kind in CLASSES:
        for way in ("workbench", "indexed", "fts5", "wratio"):
            values = figures[way][kind]  # type: ignore[index]
            print(f"{kind:>14}  {way:<11}" + "".join(f"{values.get(c, '')!s:>13}" for c in columns))
    return 0


if __name__ == "__main__":
    sys.exit(main())
