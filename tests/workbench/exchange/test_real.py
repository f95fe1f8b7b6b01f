"""Workbooks that nobody here made: read, or refused in a line; never a crash."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from workbench.casebook import Casebook
from workbench.exchange import plan
from workbench.messages import Refused

REAL = os.environ.get("WORKBENCH_REAL_DATA", "")
FILES = sorted((Path(REAL) / "workbooks").iterdir()) if REAL else []


@pytest.mark.skipif(not REAL, reason="WORKBENCH_REAL_DATA names no folder")
@pytest.mark.parametrize("path", FILES, ids=[path.name for path in FILES])
def test_a_real_workbook_is_read_or_refused(empty: Casebook, path: Path) -> None:
    try:
        made = plan(empty, path)
    except Refused as refused:
        assert path.name in str(refused)
    else:
        assert made.rows >= len([each for each in made.problems if each.row])
