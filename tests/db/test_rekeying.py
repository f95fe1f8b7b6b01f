"""Another passphrase for a casebook that is open: by itself on the file, all of it or nothing."""

from __future__ import annotations

import os
import resource
import signal
import threading
from collections import namedtuple
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from db import checking, rekeying
from db.casefile import PLAIN_HEADER
from db.errors import Refused, Unreadable
from db.messages import message
from db.record import Record
from tests.db.make_casebook import fill

OLD, NEW = "the river, at noon", "Zoë at the ford"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Record]:
    record = Record.create(tmp_path / "desk.casebook", OLD, fill)
    yield record
    record.close()


def held(record: Record) -> list[tuple[object, ...]]:
    with record.reading() as connection:
        rows = connection.exec_driver_sql("SELECT * FROM change ORDER BY 1")
        return [tuple(row) for row in rows]


def sound(record: Record) -> bool:
    with record.reading() as connection:
        return not list(checking.faults(connection))


def test_the_new_passphrase_opens_and_the_old_one_does_not(desk: Record) -> None:
    before = held(desk)
    rekeying.rekey(desk, NEW)
    desk.close()
    with pytest.raises(Unreadable):
        Record.open(desk.path, OLD)
    again = Record.open(desk.path, NEW)
    assert held(again) == before and sound(again)
    again.close()


def test_the_open_record_is_read_and_written_on_afterwards(desk: Record) -> None:
    rekeying.rekey(desk, NEW)
    with desk.writing(message("Add"), "Mina") as unit:
        unit.add("source", {"title": "A letter"})
    desk.keep("columns", "wide")
    assert desk.kept("columns") == "wide"
    rekeying.rekey(desk, OLD)
    assert desk.kept("columns") == "wide" and sound(desk)


def test_nothing_is_changed_while_somebody_else_has_it_open(desk: Record) -> None:
    other = Record.open(desk.path, OLD)
    with pytest.raises(Refused, match="has the casebook open"):
        rekeying.rekey(desk, NEW)
    assert held(desk) == held(other)
    other.close()
    rekeying.rekey(desk, NEW)
    assert held(desk)


def test_who_reads_meanwhile_waits_and_then_reads_on(desk: Record) -> None:
    expected, errors, over = held(desk), list[BaseException](), threading.Event()

    def read() -> None:
        try:
            while not over.is_set():
                assert held(desk) == expected
        except BaseException as error:
            errors.append(error)

    reader = threading.Thread(target=read)
    reader.start()
    try:
        for passphrase in (NEW, OLD, NEW):
            _persistently(desk, passphrase)
    finally:
        over.set()
        reader.join()
    assert errors == []


def _persistently(desk: Record, passphrase: str) -> None:
    # A look that has not ended yet is somebody who has it open.
    for _try in range(5):
        try:
            return rekeying.rekey(desk, passphrase)
        except Refused as refused:
            assert "open" in str(refused)
    raise AssertionError("never alone")


@pytest.mark.parametrize("passphrase", ["", "a\0b", f"x'{'0' * 96}'"])
def test_what_can_be_no_passphrase_is_refused_before_anything(
    desk: Record, passphrase: str
) -> None:
    before = desk.path.read_bytes()
    with pytest.raises(Refused):
        rekeying.rekey(desk, passphrase)
    assert desk.path.read_bytes() == before


@contextmanager
def largest_file(n: int) -> Iterator[None]:
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (n, limits[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        signal.signal(signal.SIGXFSZ, handler)


@pytest.mark.parametrize("passphrase", [OLD, None])
def test_a_disk_that_fills_up_leaves_the_file_as_it_was(
    tmp_path: Path, passphrase: str | None
) -> None:
    record = Record.create(tmp_path / "full.casebook", passphrase, fill)
    before = held(record)
    record.fold_up()
    with largest_file(record.path.stat().st_size // 2), pytest.raises(Refused, match="disk"):
        rekeying.rekey(record, NEW)
    assert held(record) == before and record.encrypted == (passphrase is not None)
    record.close()
    Record.open(record.path, passphrase).close()
    assert [each.name for each in tmp_path.iterdir()] == ["full.casebook"]
    rekeying.rekey(record, NEW)
    assert held(record) == before
    record.close()


def test_too_little_room_is_told_before_it_is_begun(
    desk: Record, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr("shutil.disk_usage", lambda _folder: usage(10, 9, 1))
    with pytest.raises(Refused, match="too little room"):
        rekeying.rekey(desk, NEW)


def test_a_plain_casebook_is_encrypted_and_keeps_all_it_had(filled: Record) -> None:
    before = held(filled)
    rekeying.rekey(filled, NEW)
    assert filled.encrypted and held(filled) == before and sound(filled)
    filled.close()
    assert not filled.path.read_bytes().startswith(PLAIN_HEADER)
    assert os.stat(filled.path).st_mode & 0o077 == 0
    again = Record.open(filled.path, NEW)
    assert held(again) == before
    again.close()
    assert [each.name for each in filled.path.parent.iterdir()] == [filled.path.name]


def test_a_plain_copy_under_another_name_is_not_written_over(filled: Record) -> None:
    filled.fold_up()
    other = filled.path.with_name("linked.casebook")
    os.link(filled.path, other)
    rekeying.rekey(filled, NEW)
    record = Record.open(other, None)
    assert held(record) == held(filled)
    record.close()
