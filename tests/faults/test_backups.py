"""Whatever the clock says, every backup that is kept can be put back, and the newest is kept."""

from __future__ import annotations

from pathlib import Path

from tests.faults.backups import run


def test_backups_of_a_changing_casebook_are_put_back_whole(tmp_path: Path) -> None:
    counts = run(8, 1, tmp_path, None)
    print(f"{counts.made} made, {counts.restored} put back, {counts.thinned} thinned away")
    assert counts.wrong == []
    assert counts.made == 8 and counts.restored >= 8
