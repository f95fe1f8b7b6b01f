"""Changed here, there, on both sides or neither: cell by cell as the plain rule says."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.workbench.exchange import workbooks
from workbench import records
from workbench.casebook import Casebook
from workbench.exchange import export, plan, take

FIELDS = {"place": "Place", "notes": "Notes", "channel": "Channel"}
WORDS = st.sampled_from(["one", "two", "three"])
CELLS = st.fixed_dictionaries({name: st.tuples(WORDS, WORDS, WORDS) for name in FIELDS})


def merged(base: str, here: str, there: str) -> tuple[str, bool]:
    """What the cell should hold in the end, and whether that is contested."""
    if there in (base, here):
        return here, False
    return (there, False) if here == base else (here, True)


@given(CELLS, st.sampled_from(["skip", "ours", "theirs"]))
@settings(max_examples=20, deadline=None)
def test_only_what_both_changed_differently_is_a_conflict(
    cells: dict[str, tuple[str, str, str]], on_conflict: Any
) -> None:
    with tempfile.TemporaryDirectory() as name:
        casebook = Casebook.create(Path(name) / "desk.casebook", None, by="T")
        try:
            _check(casebook, Path(name) / "desk.xlsx", cells, on_conflict)
        finally:
            casebook.close()


def _check(
    casebook: Casebook, sheet: Path, cells: dict[str, tuple[str, str, str]], on_conflict: Any
) -> None:
    base = {name: each[0] for name, each in cells.items()}
    here = {name: each[1] for name, each in cells.items()}
    uid = records.add(casebook, "event", {"title": "Talks", "kind": "meeting", **base})
    export(casebook, sheet)
    records.edit(casebook, "event", {uid: here})

    def act(book: Any) -> None:
        for name, (_base, _here, there) in cells.items():
            workbooks.put(book["Events"], 2, FIELDS[name], there)

    done = take(casebook, plan(casebook, workbooks.change(sheet, act)), on_conflict)
    wanted = {name: merged(*each) for name, each in cells.items()}
    contested = {name for name, (_value, clash) in wanted.items() if clash}
    assert done.conflicts == bool(contested)
    assert {each.column for each in done.problems} == {FIELDS[name] for name in contested}
    found = records.get(casebook, "event", uid)
    for name, (value, _clash) in wanted.items():
        if contested and on_conflict == "skip":
            value = here[name]
        elif name in contested and on_conflict == "theirs":
            value = cells[name][2]
        assert found[name] == value
