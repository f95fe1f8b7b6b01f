"""Drafts beside the record, and what was done to it since they were typed."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench import drafts, history
from workbench.casebook import Casebook
from workbench.drafts import Draft, merged, same
from workbench.messages import Refused


def draft(id_: str = "one", **values: Any) -> Draft:
    state = {"fields": {"title": {"text": "typed"}}, "rows": {}}
    base = {"fields": {"title": {"text": ""}}, "rows": {}}
    held = {"form": "record", "kind": "ask", "uid": None, "at": "2025-02-05T10:00:00+00:00",
            "by": "A. Officer", "state": state, "base": base}  # fmt: skip
    return Draft(id_, **held | values)


def test_a_draft_is_kept_beside_the_record_and_forgotten(casebook: Casebook) -> None:
    before = len(history.history(casebook))
    drafts.keep(casebook, draft())
    drafts.keep(casebook, draft("two", at="2025-02-05T11:00:00+00:00"))
    assert [each.id for each in drafts.waiting(casebook)] == ["two", "one"]
    assert drafts.waiting(casebook)[1] == draft()
    drafts.forget(casebook, "two")
    assert [each.id for each in drafts.waiting(casebook)] == ["one"]
    assert len(history.history(casebook)) == before and casebook.next_undo() is None


@pytest.mark.parametrize("junk", [None, 7, [], {"id": "x"}, {"at": 3}, draft().__dict__ | {"at": 7},
                                  draft().__dict__ | {"state": {"fields": []}}])  # fmt: skip
def test_a_draft_that_makes_no_sense_is_passed_over(casebook: Casebook, junk: Any) -> None:
    casebook.keep("draft:x", junk)
    assert drafts.waiting(casebook) == []


def test_a_locked_casebook_takes_none(tmp_path: Any) -> None:
    casebook = Casebook.create(tmp_path / "a.casebook", "a passphrase")
    drafts.keep(casebook, draft())
    casebook.lock()
    with pytest.raises(Refused, match="locked"):
        drafts.keep(casebook, draft("two"))
    with pytest.raises(Refused):
        casebook.unlock("another passphrase")
    assert casebook.locked
    casebook.unlock("a passphrase")
    assert [each.id for each in drafts.waiting(casebook)] == ["one"]
    casebook.close()


def test_another_casebook_in_its_place_is_not_unlocked(tmp_path: Any) -> None:
    ours = Casebook.create(tmp_path / "a.casebook", "same passphrase")
    other = Casebook.create(tmp_path / "b.casebook", "same passphrase")
    other.close()
    ours.lock()
    for ending in ("-wal", "-shm"):
        (tmp_path / f"a.casebook{ending}").unlink(missing_ok=True)
    (tmp_path / "b.casebook").replace(tmp_path / "a.casebook")
    with pytest.raises(Refused, match="Another casebook"):
        ours.unlock("same passphrase")
    assert ours.locked
    with pytest.raises(Refused, match="locked"):
        ours.members()
    ours.close()


# -- what was changed since ----------------------------------------------------------------------

texts = st.sampled_from(["", "a", "b", "c"])
helds = st.builds(lambda text: {"text": text}, texts)
cells = st.fixed_dictionaries({"0": helds, "1": helds})
there = st.dictionaries(st.sampled_from(["u1", "u2", "u3"]), cells)


def state(fields: dict[str, Any], rows: dict[str, Any], fresh: list[Any]) -> dict[str, Any]:
    held = [{"uid": uid, "cells": each} for uid, each in rows.items()]
    return {"fields": fields, "rows": {"r": held + [{"uid": None, "cells": c} for c in fresh]}}


fieldsets = st.fixed_dictionaries({"x": helds, "y": helds})
states = st.builds(state, fieldsets, there, st.just([]))
typed = st.builds(state, fieldsets, there, st.lists(cells, max_size=2))


@given(states, typed)
def test_where_nothing_was_done_to_the_record_the_form_is_as_it_was_typed(
    base: dict[str, Any], mine: dict[str, Any]
) -> None:
    known = {row["uid"] for row in base["rows"]["r"]}
    mine["rows"]["r"] = [r for r in mine["rows"]["r"] if r["uid"] is None or r["uid"] in known]
    result, told = merged(base, mine, base)
    assert told == []
    assert result["fields"] == mine["fields"]
    assert result["rows"] == mine["rows"]


@given(states, states)
def test_where_nothing_was_typed_the_form_is_as_the_record_is_now(
    base: dict[str, Any], today: dict[str, Any]
) -> None:
    result, told = merged(base, base, today)
    assert result["fields"] == today["fields"]
    assert _by_uid(result) == _by_uid(today)
    assert bool(told) == (base["fields"] != today["fields"] or _by_uid(base) != _by_uid(today))


@given(states, typed, states)
def test_nothing_that_was_typed_is_lost_and_every_clash_is_told(
    base: dict[str, Any], mine: dict[str, Any], today: dict[str, Any]
) -> None:
    known = {row["uid"] for row in base["rows"]["r"]}
    mine["rows"]["r"] = [r for r in mine["rows"]["r"] if r["uid"] is None or r["uid"] in known]
    result, told = merged(base, mine, today)
    for name, held in mine["fields"].items():
        if not same(held, base["fields"][name]):
            assert result["fields"][name] == held
            clash = not same(base["fields"][name], today["fields"][name])
            clash = clash and not same(held, today["fields"][name])
            assert clash == any(s.place == (name,) and s.typed for s in told)
    shown = [row["cells"] for row in result["rows"]["r"]]
    for row in mine["rows"]["r"]:
        before = _by_uid(base).get(row["uid"], {})
        for place, held in row["cells"].items():
            if held["text"] and not same(held, before.get(place)):
                assert any(same(each[place], held) for each in shown)


def _by_uid(state: dict[str, Any]) -> dict[str, Any]:
    return {row["uid"]: row["cells"] for row in state["rows"]["r"]}
