"""Backups hold what they should, and the way back from one can itself be taken back."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from db.tables import KINDS
from workbench import backups, events, lists, records
from workbench import sample as facts
from workbench.casebook import Casebook
from workbench.checks import check
from workbench.events import Meeting, New, PartyIn
from workbench.lists import Query
from workbench.messages import Refused, message

PASSPHRASE = "a passphrase for one test"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Casebook]:
    casebook = facts.make(tmp_path / "desk.casebook", PASSPHRASE, by="A. Officer")
    yield casebook
    casebook.close()


def contents(casebook: Casebook) -> dict[str, list[tuple[Any, ...]]]:
    with casebook.reading() as connection:
        return {
            kind: [tuple(row) for row in
                   connection.exec_driver_sql(f'SELECT * FROM "{kind}" ORDER BY id')]
            for kind in KINDS
        }  # fmt: skip


def found(casebook: Casebook, words: str) -> int:
    return len(lists.ids(casebook, Query("event", text=words)))


def change_much(casebook: Casebook) -> None:
    """Add, edit and delete, with words of the lists taken out and put in again."""
    found = lists.ids(casebook, Query("stakeholder", text="authority"))
    emirate = lists.uids(casebook, "stakeholder", found)[0]
    events.log_meeting(
        casebook, Meeting(when="2025-02", parties=[PartyIn(New("Somebody"), "whisperer")])
    )
    records.delete(casebook, "stakeholder", [emirate])
    asks = lists.uids(casebook, "ask", lists.ids(casebook, Query("ask")))
    records.edit(casebook, "ask", {uid: {"status": "lapsed"} for uid in asks})
    with casebook.change(message("Turn two words round")) as change:
        terms = lists.uids(casebook, "term", lists.ids(casebook, Query("term", text="principal")))
        change.edit("term", {terms[0]: {"word": "head"}})
        change.add("term", {"list": "part", "word": "principal"})


def test_putting_a_backup_back_gives_its_contents_and_undo_takes_that_back(
    desk: Casebook, tmp_path: Path
) -> None:
    before = contents(desk)
    target, _manifest = backups.make(desk, tmp_path / "copy.casebook")
    change_much(desk)
    changed = contents(desk)
    assert changed != before
    done = backups.restore(desk.path, target, PASSPHRASE, by="A. Officer")
    assert done.change_set is not None and not done.replaced
    assert contents(desk) == before
    assert found(desk, "muttaqi") == 1
    assert check(desk).ok
    desk.undo()
    assert contents(desk) == changed
    assert check(desk).ok


def test_what_differs_is_said_before_anything_is_replaced(desk: Casebook, tmp_path: Path) -> None:
    target, _manifest = backups.make(desk, tmp_path / "copy.casebook")
    change_much(desk)
    changed = contents(desk)
    step = desk.next_undo()
    done = backups.restore(desk.path, target, PASSPHRASE, dry_run=True)
    told = {each.kind: (each.added, each.updated, each.deleted) for each in done.differences}
    assert told["stakeholder"] == (1, 3, 1)  # three are part of the one that comes back
    assert told["event"][2] == 1
    assert contents(desk) == changed
    assert desk.next_undo() == step


def test_putting_back_what_is_there_already_writes_nothing(desk: Casebook, tmp_path: Path) -> None:
    target, _manifest = backups.make(desk, tmp_path / "copy.casebook")
    step = desk.next_undo()
    assert backups.restore(desk.path, target, PASSPHRASE) == backups.Restored(())
    assert desk.next_undo() == step


def test_a_backup_is_encrypted_whole_and_opens_with_the_same_passphrase(
    desk: Casebook, tmp_path: Path
) -> None:
    records.add(desk, "stakeholder", {"name": "CANARY-NAME", "kind": "person"})
    target, manifest = backups.make(desk, tmp_path / "copy.casebook")
    assert {p.name for p in tmp_path.iterdir() if "copy" in p.name} == {
        "copy.casebook", "copy.casebook.json",
    }  # fmt: skip
    for path in (target, target.with_name("copy.casebook.json")):
        assert b"CANARY" not in path.read_bytes()
        assert os.name == "nt" or path.stat().st_mode & 0o077 == 0
    held = json.loads(target.with_name("copy.casebook.json").read_text(encoding="utf-8"))
    assert held["counts"]["stakeholder"] == manifest.counts["stakeholder"] == 26
    assert held["commits"] == manifest.commits
    copy = Casebook.open(target, PASSPHRASE)
    assert contents(copy) == contents(desk)
    copy.close()


def test_a_backup_holds_what_is_still_in_the_log(desk: Casebook, tmp_path: Path) -> None:
    records.add(desk, "stakeholder", {"name": "Norway", "kind": "state"})
    assert Path(f"{desk.path}-wal").stat().st_size > 0
    target, _manifest = backups.make(desk, tmp_path / "copy.casebook")
    copy = Casebook.open(target, PASSPHRASE)
    assert len(lists.ids(copy, Query("stakeholder", text="norway"))) == 1
    copy.close()


def test_a_backup_without_a_name_goes_to_a_folder_of_its_own(desk: Casebook) -> None:
    one, _manifest = backups.make(desk)
    other, _manifest = backups.make(desk)
    assert one != other
    assert one.parent == other.parent == backups.folder_of(desk.path)


def test_a_file_that_is_there_is_not_written_over(desk: Casebook, tmp_path: Path) -> None:
    there = tmp_path / "there.casebook"
    there.write_bytes(b"somebody's")
    with pytest.raises(Refused, match="already a file"):
        backups.make(desk, there)
    assert there.read_bytes() == b"somebody's"


@pytest.mark.parametrize("damage", ["flipped", "cut", "emptied", "gone"])
def test_a_casebook_that_can_not_be_read_is_replaced_and_kept_aside(
    desk: Casebook, tmp_path: Path, damage: str
) -> None:
    before = contents(desk)
    target, _manifest = backups.make(desk, tmp_path / "copy.casebook")
    path = desk.path
    desk.close()
    whole = path.read_bytes()
    middle = len(whole) // 2
    left = {
        "flipped": whole[:middle] + bytes([whole[middle] ^ 1]) + whole[middle + 1 :],
        "cut": whole[: middle + 100],
        "emptied": b"",
        "gone": None,
    }[damage]
    path.unlink()
    if left is not None:
        path.write_bytes(left)
    said = backups.restore(path, target, PASSPHRASE, dry_run=True)
    assert said.replaced
    assert (path.read_bytes() if path.exists() else None) == left
    done = backups.restore(path, target, PASSPHRASE)
    assert done.replaced
    assert (done.aside.read_bytes() if done.aside else None) == left
    restored = Casebook.open(path, PASSPHRASE)
    assert contents(restored) == before
    assert check(restored).ok
    restored.close()


def test_a_backup_of_another_casebook_is_refused(desk: Casebook, tmp_path: Path) -> None:
    other = Casebook.create(tmp_path / "other.casebook", PASSPHRASE)
    target, _manifest = backups.make(other, tmp_path / "copy.casebook")
    other.close()
    before = contents(desk)
    with pytest.raises(Refused, match="another casebook"):
        backups.restore(desk.path, target, PASSPHRASE)
    assert contents(desk) == before


def test_somebody_else_s_file_is_not_replaced(desk: Casebook, tmp_path: Path) -> None:
    target, _manifest = backups.make(desk, tmp_path / "copy.casebook")
    letter = tmp_path / "letter.txt"
    letter.write_text("Dear colleague,", encoding="utf-8")
    with pytest.raises(Refused, match="no casebook"):
        backups.restore(letter, target, PASSPHRASE)
    assert letter.read_text(encoding="utf-8") == "Dear colleague,"


def test_a_backup_that_was_altered_is_refused(desk: Casebook, tmp_path: Path) -> None:
    target, _manifest = backups.make(desk, tmp_path / "copy.casebook")
    content = bytearray(target.read_bytes())
    content[-1] ^= 1
    target.write_bytes(bytes(content))
    with pytest.raises(Refused, match="altered or damaged"):
        backups.restore(desk.path, target, PASSPHRASE)


def test_a_restore_leaves_nothing_behind(desk: Casebook, tmp_path: Path) -> None:
    target, _manifest = backups.make(desk, tmp_path / "copy.casebook")
    change_much(desk)
    before = {path.name for path in tmp_path.iterdir()}
    backups.restore(desk.path, target, PASSPHRASE)
    with pytest.raises(Refused):
        backups.restore(desk.path, target, "another passphrase")
    assert {path.name for path in tmp_path.iterdir()} == before
