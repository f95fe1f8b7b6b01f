"""What can't be written here is looked at: as it is, with its log, leaving no trace beside it."""

from __future__ import annotations

import shutil
import stat
from pathlib import Path

import pytest
from sqlcipher3 import dbapi2

from db import holding, medium, reading_only
from db.errors import Refused, Unreadable
from db.messages import message
from db.record import Record
from tests.db.machines import elsewhere, process_on

PASSPHRASE = "Zoë at the ford"
CASEBOOKS = Path(__file__).with_name("casebooks")


def _state(folder: Path) -> dict[str, bytes]:
    return {p.name: p.read_bytes() for p in folder.iterdir()}


def _copies() -> list[Path]:
    folder = reading_only.user_cache_path("stakeholder-workbench", appauthor=False) / "copies"
    return list(folder.iterdir()) if folder.exists() else []


def _write(record: Record, name: str) -> None:
    with record.writing(message("one"), "a") as unit:
        unit.add("member", {"name": name})


def _names(record: Record) -> list[str]:
    with record.reading() as connection:
        return [row[0] for row in connection.exec_driver_sql("SELECT name FROM member ORDER BY id")]


@pytest.fixture
def sealed(monkeypatch: pytest.MonkeyPatch) -> None:
    """No file can be written to. (Permissions do not bind who runs the tests as root.)"""
    monkeypatch.setattr(medium, "can_write", lambda path: False)


@pytest.fixture
def remote(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every file lies on a share."""
    monkeypatch.setattr(medium, "is_remote", lambda path: True)


def _journal(path: Path) -> str:
    connection = dbapi2.connect(str(path))
    try:
        return str(connection.execute("PRAGMA journal_mode").fetchone()[0])
    finally:
        connection.close()


# -- media that can't be written to ----------------------------------------------------------------


@pytest.mark.parametrize("passphrase", (None, PASSPHRASE))
@pytest.mark.usefixtures("sealed")
def test_a_casebook_on_a_read_only_medium_is_read_in_its_place(
    tmp_path: Path, passphrase: str | None
) -> None:
    path = tmp_path / "odd # 1%.casebook"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(medium, "can_write", lambda path: True)
        made = Record.create(path, passphrase)
        _write(made, "Ada")
        made.close()
    before = _state(tmp_path)
    record = Record.open(path, passphrase)
    assert _names(record) == ["Ada"] and record.as_of is None
    assert "can't be written to" in str(record.read_only)
    with pytest.raises(Refused, match="only be looked at"):
        _write(record, "B")
    with pytest.raises(Refused, match="only be looked at"):
        record.mark_as_sample()
    record.keep("a", "b")
    record.close()
    assert _state(tmp_path) == before and _copies() == []
    if passphrase:
        with pytest.raises(Unreadable, match="passphrase is wrong"):
            Record.open(path, "wrong")


def test_a_log_that_lies_beside_is_read_too_from_a_private_copy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, medium_ = tmp_path / "a.casebook", tmp_path / "medium"
    made = Record.create(path, PASSPHRASE)
    _write(made, "Ada")
    medium_.mkdir()
    for suffix in ("", "-wal"):
        shutil.copyfile(f"{path}{suffix}", medium_ / f"{path.name}{suffix}")
    made.close()
    monkeypatch.setattr(medium, "can_write", lambda path: False)
    before = _state(medium_)
    record = Record.open(medium_ / path.name, PASSPHRASE)
    assert _names(record) == ["Ada"] and record.as_of is not None
    (folder,) = _copies()
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    held = b"".join(file.read_bytes() for file in folder.iterdir())
    assert b"SQLite format" not in held and b"Ada" not in held
    assert _state(medium_) == before
    record.close()
    assert _copies() == []


@pytest.mark.usefixtures("sealed")
def test_an_older_schema_on_a_read_only_medium_is_brought_up_in_a_copy(tmp_path: Path) -> None:
    path = tmp_path / "0001.casebook"
    shutil.copyfile(CASEBOOKS / path.name, path)
    before = _state(tmp_path)
    record = Record.open(path, None)
    with record.reading() as connection:
        version = connection.exec_driver_sql("PRAGMA user_version").scalar()
    assert version == reading_only.migrating.NEWEST
    record.close()
    assert _state(tmp_path) == before


def test_what_is_written_meanwhile_by_who_may_is_seen_at_the_next_look(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.casebook"
    Record.create(path, None).close()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(medium, "can_write", lambda path: False)
        record = Record.open(path, None)
    before = record.data_version()
    writer = Record.open(path, None)
    _write(writer, "Ada")
    assert record.data_version() != before
    assert _names(record) == ["Ada"] and record.as_of is not None
    writer.close()
    record.close()


def test_a_folder_that_takes_no_file_after_all_is_only_looked_at(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.casebook"
    Record.create(path, None).close()

    def forbidden(self: holding.Holding) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(holding.Holding, "_write", forbidden)
    record = Record.open(path, None)
    assert record.read_only is not None
    record.close()


def test_copies_of_processes_that_are_gone_are_removed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.casebook"
    Record.create(path, None).close()
    record = Record.open(path, None, copy=True)
    (left,) = _copies()
    dead = left.with_name(f"4194305-{left.name.partition('-')[2]}")
    dead.mkdir()
    more = Record.open(path, None, copy=True)
    assert not dead.exists() and left.exists()
    assert len(_copies()) == 2
    more.close()
    record.close()


def test_no_room_for_a_copy_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.casebook"
    Record.create(path, None).close()

    def full(*_words: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(reading_only, "_by_bytes", full)
    with pytest.raises(Refused, match="No space left"):
        Record.open(path, None, copy=True)
    assert _copies() == []


# -- what another machine writes -------------------------------------------------------------------


@pytest.mark.parametrize("shared", (False, True))
def test_a_copy_of_what_another_machine_writes_is_whole_and_of_its_moment(
    tmp_path: Path, shared: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if shared:
        monkeypatch.setattr(medium, "is_remote", lambda path: True)
    path = tmp_path / "a.casebook"
    Record.create(path, None).close()
    does = """
    for line in sys.stdin:
        with record.writing(message("one"), "a") as unit:
            unit.add("member", {"name": line.strip()})
        print("written", flush=True)
    record.close()
    """
    made = process_on("their machine", does, path, shared=shared)
    assert made.stdin is not None and made.stdout is not None

    def theirs(name: str) -> None:
        assert made.stdin is not None and made.stdout is not None
        made.stdin.write(f"{name}\n")
        made.stdin.flush()
        assert made.stdout.readline() == "written\n"

    theirs("one")
    record = Record.open(path, None, copy=True)
    theirs("two")
    assert _names(record) == ["one"]
    assert "open for writing on" in str(record.read_only)
    first = record.as_of
    record.refresh()
    assert _names(record) == ["one", "two"]
    assert record.as_of is not None and first is not None and record.as_of > first
    with pytest.raises(Refused, match="only be looked at"):
        _write(record, "three")
    record.close()
    theirs("three")
    made.communicate(timeout=60)
    record = Record.open(path, None)
    assert _names(record) == ["one", "two", "three"]
    record.close()


@pytest.mark.usefixtures("remote")
def test_half_an_act_that_a_killed_holder_left_is_not_shown(tmp_path: Path) -> None:
    path = tmp_path / "a.casebook"
    Record.create(path, None).close()
    does = """
    import os
    with record.writing(message("one"), "a") as unit:
        unit.add("member", {"name": "one"})
    with record.writing(message("two"), "a") as unit:
        unit.connection.exec_driver_sql("PRAGMA cache_size=5")
        unit.add_many("source", ("title",), [("t" * 500,)] * 2_000)
        os.kill(os.getpid(), 9)
    """
    process_on("their machine", does, path, shared=True).communicate(timeout=60)
    assert (tmp_path / "a.casebook-journal").stat().st_size > 0
    before = _state(tmp_path)
    record = Record.open(path, None, copy=True)
    assert _names(record) == ["one"]
    with record.reading() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM source").scalar() == 0
        assert connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"
    record.close()
    assert _state(tmp_path) == before
    (holder,) = holding.holders(path)
    record = Record.open(path, None, taking_over=holder)
    assert _names(record) == ["one"]
    record.close()


def test_a_copy_can_be_made_while_changes_come_without_end(tmp_path: Path) -> None:
    path = tmp_path / "a.casebook"
    Record.create(path, None).close()
    does = """
    end = time.monotonic() + 2
    while time.monotonic() < end:
        with record.writing(message("one"), "a") as unit:
            unit.add("member", {"name": str(time.monotonic_ns())})
        time.sleep(0.05)
    record.close()
    """
    with elsewhere(path, does):
        for _ in range(3):
            record = Record.open(path, None, copy=True)
            names = _names(record)
            assert record.about()["commits"] == str(len(names))
            record.close()


# -- shares ----------------------------------------------------------------------------------------


@pytest.mark.usefixtures("remote")
def test_on_a_share_nothing_is_left_to_a_log(tmp_path: Path) -> None:
    path = tmp_path / "a.casebook"
    record = Record.create(path, None)
    _write(record, "Ada")
    assert not (tmp_path / "a.casebook-wal").exists()
    assert not (tmp_path / "a.casebook-shm").exists()
    assert _names(record) == ["Ada"]
    record.fold_up()
    record.close()
    assert _journal(path) == "delete"


@pytest.mark.parametrize("passphrase", (None, PASSPHRASE))
def test_a_casebook_that_moves_to_a_share_and_back_changes_its_journal(
    tmp_path: Path, passphrase: str | None
) -> None:
    path = tmp_path / "a.casebook"
    record = Record.create(path, passphrase)
    _write(record, "one")
    record.close()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(medium, "is_remote", lambda path: True)
        there = Record.open(path, passphrase)
        _write(there, "two")
        assert not (tmp_path / "a.casebook-shm").exists()
        there.close()
    back = Record.open(path, passphrase)
    _write(back, "three")
    assert (tmp_path / "a.casebook-wal").exists()
    assert _names(back) == ["one", "two", "three"]
    back.close()


@pytest.mark.usefixtures("remote")
def test_a_wrong_passphrase_on_a_share_leaves_the_file_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "a.casebook"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(medium, "is_remote", lambda path: False)
        Record.create(path, PASSPHRASE).close()
    before = _state(tmp_path)
    with pytest.raises(Refused, match="passphrase is wrong"):
        Record.open(path, "another")
    assert _state(tmp_path) == before


def test_a_copy_is_gone_while_it_is_locked_and_made_anew_after(tmp_path: Path) -> None:
    path = tmp_path / "a.casebook"
    Record.create(path, PASSPHRASE).close()
    record = Record.open(path, PASSPHRASE, copy=True)
    assert len(_copies()) == 1
    record.lock()
    assert _copies() == []
    with pytest.raises(Refused, match="locked"):
        _names(record)
    record.unlock(PASSPHRASE)
    assert record.read_only is not None and len(_copies()) == 1
    assert _names(record) == []
    record.close()
    assert _copies() == []


def test_locking_keeps_it_held_and_unlocking_holds_it_once(tmp_path: Path) -> None:
    path = tmp_path / "a.casebook"
    record = Record.create(path, PASSPHRASE)
    record.lock()
    assert len(holding.holders(path)) == 1
    with pytest.raises(Refused):
        record.unlock("wrong")
    record.unlock(PASSPHRASE)
    assert len(holding.holders(path)) == 1
    _write(record, "Ada")
    record.close()
    assert holding.holders(path) == []
