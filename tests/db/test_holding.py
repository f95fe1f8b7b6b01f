"""One machine writes: who has the casebook is seen, told from who is gone, and taken over from."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest

from db import holding, process
from db.errors import Refused
from db.holding import HeldElsewhere, Watch
from db.messages import message
from db.record import Record
from tests.db.machines import elsewhere, on, process_on

WAITS = "sys.stdin.read(); record.close()"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "desk.casebook"
    Record.create(path, None).close()
    return path


def _write(record: Record, name: str) -> None:
    with record.writing(message("one"), "a") as unit:
        unit.add("member", {"name": name})


def _names(record: Record) -> list[str]:
    with record.reading() as connection:
        return [row[0] for row in connection.exec_driver_sql("SELECT name FROM member ORDER BY id")]


def _killed(path: Path, machine: str) -> None:
    made = process_on(machine, WAITS, path)
    made.send_signal(signal.SIGKILL)
    made.communicate(timeout=60)


def test_what_is_closed_is_held_by_nobody_and_leaves_nothing_behind(path: Path) -> None:
    record = Record.open(path, None, desk="Ada")
    (holder,) = holding.holders(path)
    assert (holder.desk, holder.pid) == ("Ada", os.getpid())
    record.close()
    assert holding.holders(path) == []
    assert [each.name for each in path.parent.iterdir()] == [path.name]


def test_another_machine_is_told_who_has_it_and_since_when(path: Path) -> None:
    with elsewhere(path):
        (holder,) = holding.holders(path)
        with pytest.raises(HeldElsewhere) as held:
            Record.open(path, None)
    assert "Ada has it open for writing on" in str(held.value)
    assert holding.shown(holder.since) in str(held.value)
    Record.open(path, None).close()


def test_processes_of_one_machine_write_side_by_side(path: Path) -> None:
    does = """
    with record.writing(message("one"), "a") as unit:
        unit.add("member", {"name": "theirs"})
    print("written", flush=True)
    sys.stdin.read()
    record.close()
    """
    made = process_on(holding.machine(), does, path)
    assert made.stdout is not None and made.stdout.readline() == "written\n"
    record = Record.open(path, None)
    _write(record, "ours")
    assert _names(record) == ["theirs", "ours"]
    assert len(holding.holders(path)) == 2
    made.communicate(timeout=60)
    assert len(holding.holders(path)) == 1
    record.close()


def test_another_process_of_this_machine_that_was_killed_holds_nothing(path: Path) -> None:
    _killed(path, holding.machine())
    assert len(holding.holders(path)) == 1
    record = Record.open(path, None)
    (holder,) = holding.holders(path)
    assert holder.pid == os.getpid()
    record.close()


def test_what_one_that_was_killed_had_half_written_is_removed(path: Path) -> None:
    half = path.with_name(f".{path.name}.00000000.held.new")
    half.write_text("{")
    Record.open(path, None).close()
    assert [each.name for each in path.parent.iterdir()] == [path.name]


def test_one_that_was_killed_on_another_machine_is_taken_over_from_once_its_beat_stands_still(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _killed(path, "their machine")
    with pytest.raises(HeldElsewhere) as held:
        Record.open(path, None)
    clock = [1_000.0]
    monkeypatch.setattr(holding.time, "monotonic", lambda: clock[0])
    watch = Watch(held.value.holder)
    clock[0] += holding.STILL - 1
    assert watch.look() and not watch.is_stale
    clock[0] += 1
    assert watch.look() and watch.is_stale
    record = Record.open(path, None, taking_over=held.value.holder)
    _write(record, "ours")
    assert _names(record) == ["ours"]
    (holder,) = holding.holders(path)
    assert holder.machine == holding.machine()
    record.close()


def test_a_beat_that_goes_on_is_no_stale_one_however_wrong_its_clock(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with on("their machine"):
        record = Record.open(path, None)
    (holder,) = holding.holders(path)
    clock = [1_000.0]
    monkeypatch.setattr(holding.time, "monotonic", lambda: clock[0])
    watch = Watch(holder)
    for _ in range(3):
        clock[0] += holding.STILL - 1
        with on("their machine"):
            assert record._access.holding is not None
            record._access.holding.beat()
        assert watch.look() and not watch.is_stale
    with on("their machine"):
        record.close()
    assert not watch.look()


def test_what_was_seen_of_a_beat_before_counts(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _killed(path, "their machine")
    (holder,) = holding.holders(path)
    clock = [5_000.0]
    monkeypatch.setattr(holding.time, "monotonic", lambda: clock[0])
    assert Watch(holder, holder.beat, 4_000.0).is_stale
    assert not Watch(holder, holder.beat + 1, 4_000.0).is_stale
    assert not Watch(holder, holder.beat, 9_000.0).is_stale


def test_one_that_slept_while_it_was_taken_over_from_writes_nothing_more(path: Path) -> None:
    with on("their machine"):
        theirs = Record.open(path, None)
        _write(theirs, "before")
    (holder,) = holding.holders(path)
    ours = Record.open(path, None, taking_over=holder)
    _write(ours, "ours")
    with on("their machine"):
        with pytest.raises(Refused, match="took over"):
            _write(theirs, "after")
        theirs.keep("a", "b")
        assert "took it over" in str(theirs.read_only) and theirs.kept("a") is None
        assert theirs._access.holding is not None
        theirs._access.holding.beat()
    assert _names(ours) == ["before", "ours"]
    _write(ours, "more")
    theirs.close()
    ours.close()
    assert holding.holders(path) == []


def test_one_taken_over_from_in_the_middle_of_an_act_does_not_commit_it(path: Path) -> None:
    with on("their machine"):
        theirs = Record.open(path, None)
        with pytest.raises(Refused, match="took over"), theirs.writing(message("one"), "a") as unit:
            unit.add("member", {"name": "half"})
            (holder,) = holding.holders(path)
            with on("our machine"):
                ours = holding.hold(path, "", holder)
        ours.let_go()
        assert _names(theirs) == []
        theirs.close()


def test_a_holders_file_that_somebody_removed_is_made_again(path: Path) -> None:
    record = Record.open(path, None)
    (holder,) = holding.holders(path)
    Path(holder.file).unlink()
    _write(record, "ours")
    assert [each.file for each in holding.holders(path)] == [holder.file]
    record.close()


def test_a_holder_that_can_not_be_read_is_somebody(path: Path) -> None:
    odd = path.with_name(f".{path.name}.00000000.held")
    odd.write_bytes(b"\xff{")
    with pytest.raises(HeldElsewhere) as held:
        Record.open(path, None)
    Record.open(path, None, taking_over=held.value.holder).close()
    assert not odd.exists()


def test_what_says_who_holds_it_holds_nothing_of_the_record(path: Path) -> None:
    record = Record.open(path, None, desk="Ada")
    _write(record, "quetzalcoatlus")
    for file in path.parent.glob(".*.held*"):
        assert b"quetzal" not in file.read_bytes()
    record.close()


def test_a_full_disk_does_not_keep_a_casebook_from_being_opened(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(self: holding.Holding) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(holding.Holding, "_write", full)
    record = Record.open(path, None)
    assert record.read_only is None
    record.close()


def test_a_process_is_told_from_one_that_got_its_number() -> None:
    assert process.started(os.getpid()) == process.started(os.getpid()) != ""
    assert process.started(0) == ""
    assert process.started(2**22 + 1) == ""
    assert process.started(os.getpid()) != process.started(1)
