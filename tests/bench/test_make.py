"""The made-up casebook is whole, and the same for the same seed."""

from __future__ import annotations

from pathlib import Path

from tests.bench import make
from tests.workbench.exchange.workbooks import contents
from workbench import checks
from workbench.casebook import Casebook


def test_a_made_casebook_is_whole_and_as_large_as_asked_for(tmp_path: Path) -> None:
    make.main(["--events", "60", "--seed", "7", str(tmp_path / "made.casebook")])
    casebook = Casebook.open(tmp_path / "made.casebook", None)
    try:
        found = contents(casebook)
        assert checks.check(casebook).ok
        assert len(found["event"]) == 60 and len(found["name"]) == 5 * len(found["stakeholder"])
        assert len(found["party"]) > 60 and found["item"] and found["tie"] and found["post"]
    finally:
        casebook.close()


def test_a_made_casebook_is_kept_and_the_same_for_the_same_seed(tmp_path: Path) -> None:
    first = make.made(30, 2, tmp_path)
    at = first.stat().st_mtime_ns
    assert make.made(30, 2, tmp_path) == first and first.stat().st_mtime_ns == at
    titles = []
    for path in (first, make.made(30, 2, tmp_path / "again")):
        casebook = Casebook.open(path, None)
        titles.append([row[1:6] for row in sorted(contents(casebook)["event"])])
        casebook.close()
    assert titles[0] == titles[1]
