"""How many columns of sheets that others made are given the right field, told by headers alone.

`python -m tests.bench.mapping [--held-out] [--wrong] [--json]`: the list beside this has, for
each column, its sheet, what the sheet's rows are, its header, and the fields that are right for
it ("-": none; several where either is right). Only header words are in it. A third of the
sheets is held out: nothing was ever tuned by them, and `--held-out` counts them alone.
"""

from __future__ import annotations

import argparse
import csv
import datetime
import json
import sys
import zlib
from dataclasses import dataclass
from pathlib import Path

from workbench.exchange.mapping_guess import guess
from workbench.exchange.mapping_shapes import Target
from workbench.exchange.regions import Region
from workbench.exchange.sheets import Sheet

LIST = Path(__file__).with_name("mapping_headers.csv")
_TODAY = datetime.date(2025, 3, 1)


@dataclass
class Labelled:
    """A sheet whose columns were labelled by hand."""

    name: str
    kinds: frozenset[str]
    headers: list[str]
    right: list[frozenset[str]]

    @property
    def held_out(self) -> bool:
        """Whether the sheet was kept from those that the guess was tuned by."""
        return zlib.crc32(self.name.encode()) % 3 == 0


@dataclass
class Result:
    """What the guess made of a labelled sheet."""

    sheet: Labelled
    kind: str
    fields: list[str]

    @property
    def wrong(self) -> list[tuple[str, str, str]]:
        """(header, what was guessed, what is right) of each column that was got wrong."""
        return [
            (header, got, "/".join(sorted(right)))
            for header, got, right in zip(
                self.sheet.headers, self.fields, self.sheet.right, strict=True
            )
            if got not in right
        ]


def labelled(path: Path = LIST) -> list[Labelled]:
    """The labelled sheets, in order."""
    sheets: dict[str, Labelled] = {}
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            kinds = frozenset(row["rows"].split("/"))
            sheet = sheets.setdefault(row["sheet"], Labelled(row["sheet"], kinds, [], []))
            sheet.headers.append(row["header"])
            sheet.right.append(frozenset(row["right"].split("/")))
    return list(sheets.values())


def written(target: Target | None) -> str:
    """A target as the list has it: parties alike, and a name's parts by the name alone."""
    if target is None:
        return "-"
    if target.kind == "party" and target.field == "stakeholder":
        return "party"
    kind, field = target.kind, target.field
    if (kind, field) == ("post", "stakeholder") and target.part:
        kind, field = "stakeholder", "name"
    return ".".join(each for each in (kind, field, target.part) if each)


def measure(sheet: Labelled) -> Result:
    """Guess one sheet by its headers."""
    width = len(sheet.headers)
    region = Region("Sheet1", 1, 2, 1, 0, width - 1, tuple(sheet.headers), frozenset(), {})
    mapping = guess(Sheet("Sheet1", [list(sheet.headers)]), region, _TODAY)
    return Result(sheet, mapping.kind, [written(column.target) for column in mapping.columns])


def share(results: list[Result]) -> float:
    """The share of columns that are right."""
    columns = sum(len(result.fields) for result in results)
    return 1 - sum(len(result.wrong) for result in results) / max(1, columns)


def main() -> int:
    """Print the share right of both parts, and with --wrong what went wrong in the tuned one."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--held-out", action="store_true")
    parser.add_argument("--wrong", action="store_true")
    parser.add_argument("--json", action="store_true")
    wanted = parser.parse_args()
    results = [measure(sheet) for sheet in labelled()]
    parts = {
        "tuned": [result for result in results if not result.sheet.held_out],
        "held out": [result for result in results if result.sheet.held_out],
    }
    if wanted.held_out:
        parts.pop("tuned")
    figures = {
        name: {
            "sheets": len(part),
            "columns": sum(len(result.fields) for result in part),
            "right": round(share(part), 4),
            "kinds right": sum(
                result.kind in result.sheet.kinds or "any" in result.sheet.kinds for result in part
            ),
        }
        for name, part in parts.items()
    }
    if wanted.json:
        print(json.dumps(figures))
    else:
        for name, figure in figures.items():
            print(name, figure)
    if wanted.wrong:
        for result in parts.get("tuned", []):
            if result.wrong or not ({result.kind, "any"} & result.sheet.kinds):
                print(f"{result.sheet.name}: {result.kind} for {sorted(result.sheet.kinds)}")
                for header, got, right in result.wrong:
                    print(f"    {header}: {got} for {right}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
