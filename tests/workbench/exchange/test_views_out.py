"""Saved views travel with a whole export, and a workbook that holds anything else is survived."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

from workbench import saved_views
from workbench.casebook import Casebook
from workbench.exchange import export, plan, take
from workbench.exchange.selection import Selection
from workbench.saved_views import SavedView


def _state(path: Path) -> list[tuple[Any, ...]]:
    return list(load_workbook(path)["_workbench"].iter_rows(values_only=True))


def test_views_come_along_with_a_whole_export_and_never_replace_one_that_is_there(
    casebook: Casebook, empty: Casebook, sheet: Path
) -> None:
    layout = {"shown": ["title"], "widths": {"title": 90}, "sort": "title", "descending": True}
    saved_views.save(casebook, SavedView("=Wasser\u202e", "asks", {"text": "كابول\x07"}), layout)
    saved_views.save(casebook, SavedView("Quiet", "stakeholders", {"quiet": "2024"}), None)
    saved_views.save(empty, SavedView("quiet", "asks", {"text": "own"}), None)
    export(casebook, sheet)
    take(empty, plan(empty, sheet), "skip")
    assert [(each.name, dict(each.filters)) for each in saved_views.saved(empty)] == [
        ("quiet", {"text": "own"}),
        ("=Wasser⟨U+202E⟩", {"text": "كابول\x07"}),
    ]
    assert saved_views.packed(empty)[1]["layout"] == layout
    take(empty, plan(empty, sheet), "skip")
    assert len(saved_views.saved(empty)) == 2
    empty.undo()
    assert len(saved_views.saved(empty)) == 2  # they are no part of the record


def test_no_view_leaves_with_a_part_of_the_record(casebook: Casebook, sheet: Path) -> None:
    saved_views.save(casebook, SavedView("Smuggler Khan", "asks", {"text": "khan"}), None)
    for selection in (
        Selection(ceiling="Open"), Selection(kinds=("ask",)), Selection(words="road"),
        Selection(since="2025"), Selection(columns={"ask": ("title", "status")}),
    ):  # fmt: skip
        export(casebook, sheet, None, selection)
        assert "Smuggler" not in str(_state(sheet))


def test_what_is_no_view_is_passed_over(casebook: Casebook, empty: Casebook, sheet: Path) -> None:
    export(casebook, sheet)
    book = load_workbook(sheet)
    state = book["_workbench"]
    good = {"name": "Good", "table": "asks", "filters": {}}
    odd_layout = {"shown": [1, "title"], "widths": {"a": "b", "c": 10**12, "d": 80}, "sort": []}
    for text in (
        "", "no json", "[" * 30_000, "9" * 9_000, "null", "[]", '{"name": 3}',
        '{"name": " ", "table": "asks", "filters": {}}',
        json.dumps(good | {"layout": odd_layout}), json.dumps(good | {"name": "good"}),
        *(json.dumps(good | {"name": f"view {n}"}) for n in range(1_000)),
    ):  # fmt: skip
        state.append(["view", text])
    book.save(sheet)
    take(empty, plan(empty, sheet), "skip")
    found = saved_views.packed(empty)
    assert found[0]["name"] == "Good"
    assert found[0]["layout"] == {
        "shown": ["title"], "widths": {"d": 80}, "sort": "", "descending": False,
    }  # fmt: skip
    assert 1 < len(found) <= 200
