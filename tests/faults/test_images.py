"""A short run of damaged images: what is shown was committed, or the damage is said."""

from __future__ import annotations

from tests.faults import images


def test_a_damaged_log_or_file_shows_a_committed_state_or_is_found() -> None:
    counts = images.run(25, 50)
    assert sum(counts.values()) == 75 and not counts["wrong"]
    # The harm is real: much of it has to be found, and much of it must not matter.
    assert counts["as committed"] >= 25 and counts["found"] + counts["refused"] >= 15
