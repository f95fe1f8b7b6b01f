"""A small casebook with something of most kinds in it, and an empty one."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from workbench.casebook import Casebook
from workbench.messages import message


def fill(casebook: Casebook) -> None:
    """Three stakeholders, three events, an ask with an item."""
    with casebook.change(message("Fill")) as change:
        state = change.add("stakeholder", {"name": "Ruritania", "kind": "state"})
        minister = change.add(
            "stakeholder",
            {"name": "Amir Bano", "kind": "person", "part_of": state, "notes": "Speaks French"},
        )
        other = change.add("stakeholder", {"name": "امیر خان", "kind": "person"})
        change.add("name", {"stakeholder": minister, "spelling": "Ameer Bahno"})
        change.add("post", {"stakeholder": minister, "title": "Minister", "at": state})
        change.add("tie", {"from": state, "to": other, "kind": "dispute", "tenor": -2})
        call = change.add(
            "event", {"title": "Phone call", "kind": "call", "when": "2025-01-08", "clock": "14:30"}
        )
        change.add("event", {"title": "Phone call", "kind": "call", "when": "2025-02~"})
        talks = change.add(
            "event", {"title": "Talks", "kind": "meeting", "when": "2024-03/..", "place": "Geneva"}
        )
        change.add("party", {"event": call, "stakeholder": minister, "part": "principal"})
        change.add("party", {"event": talks, "stakeholder": other})
        ask = change.add(
            "ask",
            {"title": "Open the road", "category": "aid", "asked_by": state, "asked_of": other,
             "status": "pending", "due": "2025-04"},
        )  # fmt: skip
        change.add("item", {"ask": ask, "what": "Lorries", "quantity": Decimal("12.5")})
        change.add("action", {"what": "Write to them", "due": "2025-03-01", "ask": ask})


@pytest.fixture
def casebook(tmp_path: Path) -> Iterator[Casebook]:
    made = Casebook.create(tmp_path / "desk.casebook", None, fill, by="Tester")
    made.fixed_today = datetime.date(2025, 6, 1)
    yield made
    made.close()


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Casebook]:
    made = Casebook.create(tmp_path / "other.casebook", None, by="Tester")
    made.fixed_today = datetime.date(2025, 6, 1)
    yield made
    made.close()


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    """Where a test's workbook goes."""
    return tmp_path / "out" / "desk.xlsx"


@pytest.fixture(autouse=True)
def _folder(sheet: Path) -> None:
    sheet.parent.mkdir()
