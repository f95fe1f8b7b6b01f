"""The short form of a long proof (`make proof`): spoilt workbooks are read or refused."""

from __future__ import annotations

from tests.proof import mutations


def test_spoilt_workbooks_are_read_or_refused_and_no_cell_is_lost() -> None:
    assert "none crashed" in mutations.prove(40)
