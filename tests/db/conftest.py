"""Records to test with: small, each in a folder of its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from db import casefile
from db.record import Record
from tests.db.make_casebook import fill


@pytest.fixture
def record(tmp_path: Path) -> Iterator[Record]:
    """A new plain casebook without any records."""
    made = Record.create(tmp_path / "new.casebook", None)
    yield made
    made.close()


@pytest.fixture
def filled(tmp_path: Path) -> Iterator[Record]:
    """A plain casebook with a few records of every kind."""
    made = Record.create(tmp_path / "filled.casebook", None, fill)
    yield made
    made.close()


@pytest.fixture
def behind(filled: Record) -> Iterator[Any]:
    """A driver's connection that writes to `filled` behind the workbench's back."""
    engine = casefile.open_engine(filled.path, casefile.PLAIN, reading=False)
    connection = engine.raw_connection()
    driver = connection.driver_connection
    assert driver is not None
    driver.execute("PRAGMA foreign_keys=off")
    driver.execute("PRAGMA ignore_check_constraints=on")
    yield driver
    connection.close()
    engine.dispose()
