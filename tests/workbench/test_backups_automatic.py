"""Backups that are made by themselves: where one is due, thinned, and never in the way."""

from __future__ import annotations

import datetime
import os
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from db import backing_up, migrating
from tests.db.make_casebook import FOLDER
from workbench import backup_folders, backups, copies, lists, records
from workbench.casebook import Casebook
from workbench.lists import Query
from workbench.messages import Refused

NOW = datetime.datetime(2025, 2, 5, 9, tzinfo=datetime.UTC)
DAY = datetime.timedelta(days=1)
ROOT = Path(__file__).resolve().parents[2]


def change(casebook: Casebook, name: str) -> None:
    records.add(casebook, "stakeholder", {"name": name, "kind": "state"})


def made(casebook: Casebook, now: datetime.datetime = NOW) -> Path | None:
    done = backups.automatic(casebook, "time", now=now)
    return None if done is None else done.path


def kept(casebook: Casebook) -> list[Path]:
    return sorted(backup_folders.folder_of(casebook.path).glob("*.casebook"))


def test_a_backup_is_made_only_where_something_was_changed_since(casebook: Casebook) -> None:
    change(casebook, "Norway")
    first = backups.automatic(casebook, "start")
    assert first is not None
    assert (first.manifest.why, first.manifest.number) == ("start", 1)
    casebook.keep("window", {"size": [1, 2]})
    assert made(casebook) is None
    casebook.undo()
    assert made(casebook) is not None
    assert made(casebook) is None


def test_a_backup_that_is_gone_or_altered_is_made_again(casebook: Casebook) -> None:
    one = made(casebook)
    assert one is not None
    one.unlink()
    other = made(casebook)
    assert other is not None
    other.write_bytes(other.read_bytes()[:-4096])
    assert made(casebook) is not None


def test_a_backup_notes_itself_with_what_it_holds(casebook: Casebook) -> None:
    path = made(casebook)
    assert path is not None
    last = backing_up.manifest_of(path)
    change(casebook, "Norway")
    noted = copies.noted(casebook)
    assert last is not None
    assert [(copy.what, copy.path, copy.change_set) for copy in noted] == [
        ("backup", str(path), last.change_set)
    ]


def test_the_sample_makes_none_by_itself(sample: Casebook) -> None:
    assert backups.automatic(sample, "import") is None
    assert not backup_folders.folder_of(sample.path).exists()


@pytest.mark.parametrize("clock", [-DAY, 730 * DAY])
def test_a_clock_that_is_set_wrong_and_right_again_costs_no_backup_of_these_days(
    casebook: Casebook, clock: datetime.timedelta
) -> None:
    held: dict[str, Path] = {}
    for hour in range(0, 60, 5):
        change(casebook, f"State {hour}")
        wrong = clock if 20 <= hour < 40 else datetime.timedelta()
        path = made(casebook, NOW + hour * DAY / 24 + wrong)
        assert path is not None and path.exists()
        held[f"State {hour}"] = path
    left = set(kept(casebook))
    assert held["State 55"] in left
    assert set(list(held.values())[-5:]) <= left  # those of the last 24 hours
    assert len(left) >= 7


def test_old_ones_are_thinned_and_forgotten_but_none_that_is_somebody_s(
    casebook: Casebook, tmp_path: Path
) -> None:
    asked, _manifest = backups.make(casebook)
    folder = asked.parent
    letter = folder / "letter.txt"
    letter.write_text("Dear colleague,", encoding="utf-8")
    other = Casebook.create(tmp_path / "other.casebook", None)
    foreign, _manifest = backups.make(other, folder / "other.casebook")
    manifest = backing_up.manifest_of(foreign)
    assert manifest is not None
    backing_up.manifest_file(foreign).unlink()
    backing_up._write(backing_up.manifest_file(foreign), replace(manifest, why="time"))
    other.close()
    paths = []
    for number in range(4):
        change(casebook, f"State {number}")
        paths.append(made(casebook, NOW + number * DAY / 24))
    worked_on = paths[1]
    assert worked_on is not None
    worked_on.write_bytes(worked_on.read_bytes() + b"x")
    change(casebook, "Norway")
    done = backups.automatic(casebook, "time", now=NOW + 3 * DAY)
    assert done is not None and done.thinned == 2
    left = set(folder.glob("*.casebook"))
    assert left == {asked, foreign, worked_on, paths[3], done.path}
    assert {Path(copy.path) for copy in copies.noted(casebook)} == left - {foreign}
    assert letter.exists()


def test_a_folder_that_was_chosen_is_used_and_the_own_one_where_it_is_not_there(
    casebook: Casebook, tmp_path: Path
) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    backup_folders.choose(casebook, stick)
    path = made(casebook)
    assert path is not None and path.parent == stick
    stick.rename(tmp_path / "pulled out")
    done = backups.automatic(casebook, "time")
    assert done is not None
    assert done.path.parent == backup_folders.folder_of(casebook.path)
    assert done.instead_of == stick
    (tmp_path / "pulled out").rename(stick)
    assert made(casebook) is None
    assert len(backup_folders.listed(casebook)) == 2


def test_a_folder_that_can_not_be_written_to_is_not_chosen(
    casebook: Casebook, tmp_path: Path
) -> None:
    with pytest.raises(Refused, match="can't be written to"):
        backup_folders.choose(casebook, tmp_path / "nowhere")
    assert not backup_folders.place(casebook).missing


# -- before a migration ------------------------------------------------------------------------


def old(tmp_path: Path) -> Path:
    path = tmp_path / "old.casebook"
    shutil.copyfile(FOLDER / "0001.casebook", path)
    return path


def test_a_migration_begins_with_a_backup_of_the_file_as_it_was(tmp_path: Path) -> None:
    path = old(tmp_path)
    casebook = Casebook.open(path, None)
    (backup,) = backup_folders.listed(casebook)
    assert (backup.manifest.why, backup.manifest.schema) == ("migration", 1)
    with casebook.record.beside(backup.path) as connection:
        assert connection.exec_driver_sql("PRAGMA user_version").scalar() == 1
    assert backups.restore(path, backup.path, None, dry_run=True).differences == ()
    casebook.close()


def test_a_migration_is_refused_where_no_backup_can_be_made(tmp_path: Path) -> None:
    path = old(tmp_path)
    backup_folders.folder_of(path).write_text("in the way", encoding="utf-8")
    before = path.read_bytes()
    with pytest.raises(Refused, match=r"so nothing was done.*do it again"):
        Casebook.open(path, None)
    assert path.read_bytes()[60:64] == before[60:64] == (1).to_bytes(4, "big")
    assert migrating.NEWEST > 1


# -- when the disk is full ---------------------------------------------------------------------

_FULL = """
import resource, signal, sys
from pathlib import Path
from workbench import backups
from workbench.casebook import Casebook
from workbench.messages import Refused
casebook = Casebook.open(Path(sys.argv[1]), None)
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]), resource.RLIM_INFINITY))
try:
    backups.automatic(casebook, "time")
except Refused as refused:
    print(refused)
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
print("then", backups.automatic(casebook, "time").manifest.number)
"""


@pytest.mark.skipif(os.name != "posix", reason="files can't be limited in size here")
@pytest.mark.parametrize("room", [0, 4096, 100_000])
def test_a_disk_that_is_full_leaves_nothing_behind_and_is_said(
    casebook: Casebook, room: int
) -> None:
    change(casebook, "Norway")
    casebook.close()
    done = subprocess.run(
        [sys.executable, "-c", _FULL, str(casebook.path), str(room)],
        cwd=ROOT, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    said = done.stdout.splitlines()
    assert done.stderr == ""
    assert len(said) == 2 and "desk backups" in said[0] and ".making" not in said[0]
    assert said[1] == "then 1"
    folder = backup_folders.folder_of(casebook.path)
    (left,) = folder.glob("*.casebook")
    assert set(folder.iterdir()) == {left, backing_up.manifest_file(left)}


@pytest.mark.parametrize("while_", ["copying", "checking"])
def test_a_backup_that_is_stopped_leaves_nothing_behind(
    casebook: Casebook, while_: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Stopped(Exception):
        pass

    def told(done: int, total: int) -> None:
        if (while_ == "copying") == bool(total):
            raise Stopped

    monkeypatch.setattr(backing_up, "STOP_AFTER", 100)
    with pytest.raises(Stopped):
        backups.automatic(casebook, "time", told)
    assert list(backup_folders.folder_of(casebook.path).iterdir()) == []


# -- whether they are good ---------------------------------------------------------------------


def test_each_backup_is_told_good_damaged_or_gone(casebook: Casebook) -> None:
    paths = [backups.make(casebook)[0] for _ in range(3)]
    content = bytearray(paths[1].read_bytes())
    content[9_000] ^= 1
    paths[1].write_bytes(bytes(content))
    listed = backup_folders.listed(casebook)
    paths[2].unlink()
    found = backup_folders.check(casebook, listed)
    assert [found[path].found for path in paths] == ["good", "damaged", "gone"]
    assert backup_folders.checked(casebook) == found


def test_a_backup_with_an_earlier_passphrase_is_told_so_and_restored_with_it(
    tmp_path: Path,
) -> None:
    path = tmp_path / "desk.casebook"
    with_old = Casebook.create(path, "the old one")
    change(with_old, "Norway")
    backup, _manifest = backups.make(with_old)
    casebook = Casebook.create(tmp_path / "new.casebook", "the new one")
    listed = backup_folders.listed(with_old)
    assert backup_folders.check(casebook, listed)[backup].found == "other passphrase"
    with pytest.raises(Refused, match="passphrase is wrong"):
        backups.compare(casebook, backup)
    with pytest.raises(Refused, match="another casebook"):
        backups.compare(casebook, backup, "the old one")
    casebook.close()
    with_old.close()


def test_the_newest_good_backup_is_found_for_a_casebook_that_can_not_be_read(
    casebook: Casebook,
) -> None:
    paths = []
    for number in range(3):
        change(casebook, f"State {number}")
        paths.append(made(casebook, NOW - number * DAY))
    newest = paths[2]
    assert newest is not None
    casebook.path.write_bytes(b"\0" * 8192)
    found = backup_folders.newest_good(casebook.path)
    assert found is not None and found.path == newest
    newest.write_bytes(b"\0" * 8192)
    found = backup_folders.newest_good(casebook.path)
    assert found is not None and found.path == paths[1]


def test_a_manifest_that_makes_no_sense_is_none(casebook: Casebook) -> None:
    path, _manifest = backups.make(casebook)
    file = backing_up.manifest_file(path)
    good = file.read_text(encoding="utf-8")
    for bad in ("", "[]", "{}", good.replace('"commits": ', '"commits": "x", "more": ')):
        file.write_text(bad, encoding="utf-8")
        assert backing_up.manifest_of(path) is None
        assert backup_folders.listed(casebook) == []
    file.write_text(good.replace("{", '{"later": 1,', 1), encoding="utf-8")
    assert len(backup_folders.listed(casebook)) == 1


def test_the_backup_that_is_put_back_is_not_thinned_away_by_that(casebook: Casebook) -> None:
    begun = (datetime.datetime.now(datetime.UTC) - 3 * DAY).replace(hour=9)
    target = made(casebook, begun)
    change(casebook, "Norway")
    made(casebook, begun + DAY / 24)
    change(casebook, "Oman")
    assert target is not None
    backups.put_back(casebook, target)
    assert target.exists()
    change(casebook, "Qatar")
    assert backups.automatic(casebook, "time") is not None
    assert not target.exists()


def test_the_way_back_is_backed_up_first(casebook: Casebook) -> None:
    target, _manifest = backups.make(casebook)
    change(casebook, "Norway")
    done = backups.put_back(casebook, target)
    assert done.change_set is not None and done.no_backup == ""
    first = backup_folders.listed(casebook)[0]
    assert first.manifest.why == "restore"
    assert lists.ids(casebook, Query("stakeholder")) == []
    backups.put_back(casebook, first.path)
    assert len(lists.ids(casebook, Query("stakeholder"))) == 1
