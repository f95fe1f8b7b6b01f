"""Under a ceiling nothing that is marked above it goes out, by whatever way it might."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.proof import ceilings as proof
from workbench.casebook import Casebook
from workbench.exchange import digest, export
from workbench.exchange.headers import find_heading, named_kind
from workbench.exchange.layout import digest_name, layouts
from workbench.exchange.selection import Selection
from workbench.exchange.sheets import open_sheets
from workbench.messages import message


@settings(max_examples=5, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 10_000))
def test_nothing_above_the_ceiling_is_in_any_part_of_the_package(
    seed: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    proof.try_one(random.Random(seed), Path(tmp_path_factory.mktemp("ceiling")))


def test_whom_a_text_names_by_half_is_withheld_and_common_words_are_not(
    empty: Casebook, sheet: Path
) -> None:
    texts = {
        "Ring Haidari": False, "امیر حیدری آمد": False, "Хайдари Амир звонил": False,
        "Who told us of a phone call": True, "Rains in May": True, "Mohammad Omar rang": False,
    }  # fmt: skip
    with empty.change(message("Fill")) as change:
        for name, kind in (("Amir Haidari", "person"), ("WHO", "institution"), ("US", "state"),
                           ("Mohammad Omar", "person")):  # fmt: skip
            change.add("stakeholder", {"name": name, "kind": kind, "marking": "Confidential"})
        change.add("event", {"title": "Phone call", "kind": "call", "marking": "Restricted"})
        change.add("stakeholder", {"name": "Mohammad Omar", "kind": "person"})
        for text in texts:
            change.add("action", {"what": text})
    done = export(empty, sheet, None, Selection(ceiling="Internal"))
    whole = "\n".join(proof.parts(sheet).values())
    for text, goes in texts.items():
        assert (text in whole) == goes, text
    assert "Haidari" not in whole and "Mohammad Omar" in whole  # another one, of the same name
    assert done.withheld["Actions"] == {"records": 0, "cells": list(texts.values()).count(False)}


def test_a_withheld_cell_has_no_digest_and_every_other_one_has(
    empty: Casebook, tmp_path: Path
) -> None:
    with empty.change(message("Fill")) as change:
        hidden = {"name": "Sharifa Totakhail", "kind": "person", "marking": "Restricted"}
        change.add("stakeholder", hidden)
        event = {"kind": "meeting", "title": "Talks", "when": "2025-01"}
        event["place"] = "House of Sharifa Totakhail"
        change.add("event", event)
    path = tmp_path / "open.xlsx"
    export(empty, path, selection=Selection(ceiling="Open"))
    (sheet,) = [each for each in open_sheets(path) if each.name == "Events"]
    heading = find_heading(sheet.rows, layouts(), named_kind("Events", layouts()))
    assert heading is not None
    layout, (row,) = heading.layout, sheet.rows[heading.row + 1 :]
    at = {digest_name(c): place for place, c in heading.columns.items() if c.field}
    mark = str(row[next(p for p, c in heading.columns.items() if c.role == "digest")])
    parts = digest.parts(mark, len(layout.digested))
    assert parts is not None
    told = dict(zip(layout.digested, parts, strict=True))
    withheld = {name for name in told if row[at[name]] == "withheld"}
    assert withheld == {name for name, part in told.items() if part == digest.NONE} == {"place"}
