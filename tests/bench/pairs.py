"""How often two names are rightly said to be the same.

`python -m tests.bench.pairs PAIRS.csv [--json]`: a list with the columns `name1,name2,is_match`.
Precision is the share of the pairs said to be the same that are; recall the share of those that
are the same that are said to be. "surely" and "perhaps" (which includes "surely") are the levels
of `workbench.names.judge`. Beside them stand rapidfuzz's WRatio over names in Latin letters at
two of its usual limits, and FTS5 trigrams: every word of one name found in the other.
"""

from __future__ import annotations

import argparse
import csv
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from rapidfuzz import fuzz
from sqlcipher3 import dbapi2

from tests.bench.names import latin
from workbench.names import judge


class Pair(NamedTuple):
    """Two names, and whether they are one's."""

    one: str
    other: str
    same: bool


def read_pairs(path: Path) -> list[Pair]:
    """The pairs of a list that say whether they match."""
    told = {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False}
    with path.open(encoding="utf-8-sig", newline="") as file:
        return [
            Pair(row["name1"], row["name2"], told[row["is_match"].strip().lower()])
            for row in csv.DictReader(file)
            if row["is_match"].strip().lower() in told
        ]


def _by_words() -> Callable[[Pair], bool]:
    base = dbapi2.connect(":memory:")
    base.execute("CREATE VIRTUAL TABLE names USING fts5(name, tokenize='trigram')")

    def found(name: str, among: str) -> bool:
        words = [word for word in latin(name).split() if len(word) > 2]
        base.execute("DELETE FROM names")
        base.execute("INSERT INTO names VALUES (?)", (latin(among),))
        query = " AND ".join(f'"{word}"' for word in words)
        return bool(words) and bool(
            base.execute("SELECT 1 FROM names WHERE names MATCH ?", (query,)).fetchall()
        )

    return lambda pair: found(pair.one, pair.other) or found(pair.other, pair.one)


def measure(pairs: list[Pair]) -> dict[str, dict[str, float | None]]:
    """Precision and recall of each way of telling."""
    judged = {pair: judge([pair.one], [pair.other]).level for pair in pairs}
    ways: dict[str, Callable[[Pair], bool]] = {
        "surely": lambda pair: judged[pair] == "surely",
        "perhaps": lambda pair: judged[pair] != "no",
        "fts5": _by_words(),
        "wratio 95": lambda pair: fuzz.WRatio(latin(pair.one), latin(pair.other)) >= 95,
        "wratio 85": lambda pair: fuzz.WRatio(latin(pair.one), latin(pair.other)) >= 85,
    }
    return {way: _figures(pairs, said) for way, said in ways.items()}


def _figures(pairs: list[Pair], said: Callable[[Pair], bool]) -> dict[str, float | None]:
    chosen = [pair for pair in pairs if said(pair)]
    right = sum(pair.same for pair in chosen)
    same = sum(pair.same for pair in pairs)
    return {
        "pairs": len(pairs),
        "said": len(chosen),
        "wrong": len(chosen) - right,
        "precision": round(right / len(chosen), 4) if chosen else None,
        "recall": round(right / same, 4) if same else None,
    }


def main(arguments: list[str] | None = None) -> int:
    """Measure a list of pairs and print the figures."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.pairs", description=__doc__)
    parser.add_argument("pairs", type=Path, metavar="PAIRS.csv")
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args(arguments)
    figures = measure(read_pairs(asked.pairs))
    if asked.json:
        print(json.dumps(figures))
        return 0
    columns = ("pairs", "said", "wrong", "precision", "recall")
    print(f"{'':11}" + "".join(f"{column:>11}" for column in columns))
    for way, values in figures.items():
        print(f"{way:<11}" + "".join(f"{values[column]!s:>11}" for column in columns))
    return 0


if __name__ == "__main__":
    sys.exit(main())
