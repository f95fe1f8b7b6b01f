"""A search as one types, beside a scan of the same texts in the same encrypted file."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from db import casefile
from tests.bench import many
from workbench import lookup, search
from workbench.casebook import Casebook
from workbench.messages import Refused

SIZES = {"full": (100_000, 1_000_000), "small": (2_000, 20_000)}
FIRST_SCREEN = 12
PEOPLE = 12  # of the casebook, whose names are typed


def measure(scale: str = "full") -> list[dict[str, Any]]:
    """What the first screen takes at each key, for names and for words; what a scan takes."""
    people, texts = SIZES["small" if scale == "small" else "full"]
    path = many.made(people, texts)
    casebook = Casebook.open(path, many.PASSPHRASE)
    try:
        typed = list(_typed(casebook))
        search.find(casebook, "warm", limit=FIRST_SCREEN)
        floor = _scan(path, _words(casebook))
        among = f"among {people:,} stakeholders with five names and {texts:,} texts, encrypted"
        ways: dict[str, Callable[[str], object]] = {
            "search as one types": lambda words: _as_typed(casebook, words),
            "complete a name": lambda words: lookup.complete(casebook, words, FIRST_SCREEN),
        }
        return [
            figure
            for what, way in ways.items()
            for figure in _figures(f"{what} {among}", floor, way, typed)
        ]
    finally:
        casebook.close()


def _as_typed(casebook: Casebook, words: str) -> None:
    try:
        search.typed(casebook, words, FIRST_SCREEN)
    except Refused:
        pass  # a date that is not typed whole yet


def _names(casebook: Casebook) -> list[tuple[str, str]]:
    """Two spellings of some people: the one that is shown, and one in another script."""
    with casebook.reading() as connection:
        found = connection.exec_driver_sql(
            "SELECT s.name, (SELECT n.spelling FROM name n WHERE n.stakeholder_id = s.id"
            " ORDER BY n.id LIMIT 1 OFFSET 1) FROM stakeholder s WHERE s.id % 97 = 5 LIMIT ?",
            (PEOPLE,),
        )
        return [(row[0], row[1] or row[0]) for row in found]


def _words(casebook: Casebook) -> list[str]:
    names = [name for pair in _names(casebook)[:3] for name in pair]
    return [*names, "water treaty", "release", "no 77", "amnesty", "seazon"]


def _typed(casebook: Casebook) -> Iterator[str]:
    """What stands in the box at each key, of names right and wrong, words, phrases, operators."""
    names = _names(casebook)
    whole = [name for pair in names for name in pair]
    whole += [_slipped(name) for name, _ in names[:6]]
    whole += [" ".join(reversed(name.split())) for name, _ in names[:4]]
    whole += [
        "water treaty", "release of prisoners", "detainees amnesty", "no 4711", "seazon drought",
        '"water treaty"', f"with:{names[0][0].split()[-1]} release", "status:refused water",
        "place:kesht when:2019 border", "kind:meeting wheat",
    ]  # fmt: skip
    for text in whole:
        for end in range(1, len(text) + 1):
            yield text[:end]


def _slipped(name: str) -> str:
    """The name with two letters changed about."""
    middle = len(name) // 2
    return name[: middle - 1] + name[middle] + name[middle - 1] + name[middle + 1 :]


def _times(way: Callable[[str], object], typed: list[str]) -> list[float]:
    times = []
    for words in typed:
        start = time.perf_counter()
        way(words)
        times.append((time.perf_counter() - start) * 1000)
    return sorted(times)


def _figures(
    what: str, floor: float, way: Callable[[str], object], typed: list[str]
) -> Iterator[dict[str, Any]]:
    times = _times(way, typed)
    at = {
        "median": statistics.median(times),
        "95th percentile": times[int(len(times) * 0.95)],
        "worst": times[-1],
    }
    for which, measured in at.items():
        yield {
            "what": f"{what}: {which} of {len(times)} keys (floor: LIKE over the same texts)",
            "measured": round(measured, 2),
            "floor": round(floor, 2),
            "ratio": round(measured / floor, 3),
            "unit": "ms",
        }


def _scan(path: Path, words: list[str]) -> float:
    """The median of a scan for each of these, in ms."""
    engine = casefile.open_engine(path, casefile.unlock(path, many.PASSPHRASE), reading=True)
    columns = {"event": ("title", "place", "said", "notes"), "stakeholder": ("name", "notes"),
               "name": ("spelling",), "ask": ("title", "notes"), "claim": ("says",)}  # fmt: skip

    def scan(word: str) -> None:
        for table, names in columns.items():
            where = " OR ".join(f'"{name}" LIKE ?' for name in names)
            sql = f'SELECT count(*) FROM "{table}" WHERE {where}'
            connection.exec_driver_sql(sql, (f"%{word}%",) * len(names)).all()

    with engine.connect() as connection:
        times = _times(scan, words)
    engine.dispose()
    return statistics.median(times)
