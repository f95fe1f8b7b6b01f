"""Finding duplicates among 100,000 stakeholders of five spellings each; 500 of them put in twice.

The floor is reading every spelling once, each apart from the others.
"""

from __future__ import annotations

import random
import tempfile
import time
from pathlib import Path
from typing import Any

from db import looking_duplicates as looking
from db.names_parts import read
from tests.bench import make
from workbench import duplicates
from workbench.casebook import Casebook
from workbench.messages import message

PLANTED = 500


def _fill(casebook: Casebook, people: int) -> None:
    draw = random.Random(1)
    with casebook.change(message("Make it up")) as change:
        uids = make._stakeholders(change, draw, people)
        make._posts_and_ties(change, draw, uids)
        make._events(change, draw, people // 2, uids)


def _plant(casebook: Casebook, people: int) -> set[frozenset[str]]:
    """Enter some again, by another of their spellings, as kept by the casebook."""
    with casebook.reading() as connection:
        known = looking.spellings_of(connection, list(range(1, people, people // PLANTED)))
        facts = looking.facts(connection, list(known))
    rows = [(spelled[2], facts[key].kind) for key, spelled in known.items() if len(spelled) > 2]
    with casebook.change(message("Enter some again")) as change:
        fresh = change.add_many("stakeholder", ("name", "kind"), rows)
    olds = [facts[key].uid for key, spelled in known.items() if len(spelled) > 2]
    return {frozenset(pair) for pair in zip(olds, fresh, strict=True)}


def measure(scale: str = "full") -> list[dict[str, Any]]:
    """Seconds of finding, beside reading the names alone; how many of those put in were found."""
    people = 10_000 if scale == "small" else 100_000
    with tempfile.TemporaryDirectory(prefix="workbench-bench-") as folder:
        path = Path(folder) / "people.casebook"
        casebook = Casebook.create(path, "no secret at all", lambda book: _fill(book, people))
        try:
            planted = _plant(casebook, people)
            start = time.perf_counter()
            with casebook.reading() as connection:
                for _key, _person, spelling in looking.spelled(connection):
                    read(spelling)
            floor = time.perf_counter() - start
            start = time.perf_counter()
            found = duplicates.find(casebook)
            measured = time.perf_counter() - start
        finally:
            casebook.close()
    hit = len(planted & {frozenset((pair.one, pair.other)) for pair in found.pairs})
    return [
        {
            "what": f"find duplicates among {people:,} stakeholders: {hit} of {len(planted)} that"
            f" were entered twice are among the {len(found.pairs):,} told of, {found.more:,} more"
            " (floor: read every name)",
            "measured": round(measured, 2),
            "floor": round(floor, 2),
            "ratio": round(measured / floor, 2),
            "unit": "s",
        }
    ]
