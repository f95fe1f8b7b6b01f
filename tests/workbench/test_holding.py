"""Who has a casebook open elsewhere, and what can be done meanwhile."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

from db import medium
from tests.db.machines import elsewhere
from workbench import holding
from workbench.casebook import Casebook, Changed
from workbench.messages import Refused, message


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (-5, "just now"),
        (59, "just now"),
        (60, "1 minute ago"),
        (12 * 60 + 30, "12 minutes ago"),
        (3600, "1 hour ago"),
        (47 * 3600, "47 hours ago"),
        (50 * 3600, "2 days ago"),
    ],
)
def test_the_age_of_a_copy_is_told_in_words(seconds: int, words: str) -> None:
    at = datetime.datetime(2025, 2, 5, tzinfo=datetime.UTC)
    assert holding.age(at, at + datetime.timedelta(seconds=seconds)) == f"as it was {words}"


def test_a_copy_is_refreshed_when_asked_and_its_watchers_are_told(casebook: Casebook) -> None:
    copy = Casebook.open(casebook.path, None, copy=True)
    heard: list[Changed] = []
    copy.subscribe(heard.append)
    casebook.join("Ada")
    assert copy.read_only and copy.members() == []
    copy.refresh()
    assert [member.label for member in copy.members()] == ["Ada"]
    assert heard[0].everything
    assert not copy.look_again()
    copy.close()


def test_what_can_only_be_looked_at_keeps_nothing_and_changes_nothing(
    casebook: Casebook, monkeypatch: pytest.MonkeyPatch
) -> None:
    casebook.join("Ada")
    monkeypatch.setattr(medium, "can_write", lambda path: False)
    looked = Casebook.open(casebook.path, None)
    assert looked.read_only and "can't be written to" in looked.why_read_only
    looked.keep("window", {"pane": "asks"})
    assert looked.kept("window") is None
    for does in (looked.undo, looked.redo, lambda: looked.join("B"), looked.mark_as_sample):
        with pytest.raises(Refused, match="only be looked at"):
            does()
    with pytest.raises(Refused), looked.change(message("one")) as change:
        change.add("member", {"name": "B"})
    looked.close()


@pytest.mark.parametrize("passphrase", (None, "a passphrase"))
def test_a_saved_copy_can_be_written_in(tmp_path: Path, passphrase: str | None) -> None:
    path, target = tmp_path / "desk.casebook", tmp_path / "mine.casebook"
    made = Casebook.create(path, passphrase)
    made.join("Ada")
    copy = Casebook.open(path, passphrase, copy=True)
    holding.save_copy(copy, target)
    copy.close()
    made.close()
    assert sorted(p.name for p in tmp_path.iterdir()) == ["desk.casebook", "mine.casebook"]
    mine = Casebook.open(target, passphrase)
    assert not mine.read_only and mine.encrypted == (passphrase is not None)
    mine.join("B")
    assert len(mine.members()) == 2
    mine.close()
    with pytest.raises(Refused, match="already a file"):
        holding.save_copy(made, target)


def test_what_was_seen_of_a_holder_is_remembered_from_one_start_to_the_next(
    casebook: Casebook, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = casebook.path
    casebook.close()
    with elsewhere(path):
        holder = holding.elsewhere(path)
        assert holder is not None
        first = holding.watch(holder)
        assert holding.watch(holder).at == first.at
        moved = holding.Holder(**{**holder.__dict__, "beat": holder.beat + 1})
        assert holding.watch(moved).at > first.at
    assert holding.elsewhere(path) is None
