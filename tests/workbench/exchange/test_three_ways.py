"""Changed here, there, on both sides or neither: cell by cell as the plain rule says."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.proof import merging_sheets
from tests.proof.merging_sheets import EDITS, HERE, Desk


@given(EDITS, HERE, st.sampled_from(["skip", "ours", "theirs"]))
@settings(max_examples=6, deadline=None)
def test_only_what_both_changed_differently_is_a_conflict(
    sheet: merging_sheets.Edits, here: merging_sheets.Edits, on_conflict: merging_sheets.OnConflict
) -> None:
    with tempfile.TemporaryDirectory() as folder, Desk(Path(folder)) as desk:
        desk.check_one(sheet, here, on_conflict)


@given(EDITS, EDITS)
@settings(max_examples=4, deadline=None)
def test_two_sheets_of_one_export_merge_in_either_order(
    one: merging_sheets.Edits, other: merging_sheets.Edits
) -> None:
    with tempfile.TemporaryDirectory() as folder, Desk(Path(folder)) as desk:
        desk.check_order(one, other)
