"""The file: what is told apart, what is refused, and that refusing leaves no trace."""

from __future__ import annotations

import os
import threading
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlcipher3 import dbapi2

from db import casefile
from db.errors import Refused, Unreadable
from db.messages import message
from db.record import Record

PASSPHRASE = "Zoë at the ford"
CANARY = "quetzalcoatlus"


def _encrypted(path: Path) -> None:
    Record.create(path, PASSPHRASE).close()


def _newer(path: Path) -> None:
    Record.create(path, None).close()
    with dbapi2.connect(path) as connection:
        connection.execute("PRAGMA user_version=99")
    connection.close()


def _newer_encrypted(path: Path) -> None:
    _encrypted(path)
    engine = casefile.open_engine(path, casefile.unlock(path, PASSPHRASE), reading=False)
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA user_version=99")
        connection.commit()
    engine.dispose()


def _somebody_elses(path: Path) -> None:
    connection = dbapi2.connect(path)
    connection.execute("PRAGMA journal_mode=wal")
    connection.execute("CREATE TABLE t (a)")
    connection.commit()
    connection.close()


def _somebody_elses_encrypted(path: Path) -> None:
    connection = dbapi2.connect(str(path))
    connection.execute(f"PRAGMA key='{PASSPHRASE}'")
    connection.execute("CREATE TABLE t (a)")
    connection.commit()
    connection.close()


def _damaged(path: Path) -> None:
    _encrypted(path)
    held = bytearray(path.read_bytes())
    held[200] ^= 255
    path.write_bytes(held)


def _cut(path: Path) -> None:
    _encrypted(path)
    path.write_bytes(path.read_bytes()[:-100])


def _bytes(held: bytes) -> Callable[[Path], None]:
    return lambda path: path.write_bytes(held) and None


WRONG = {
    "a newer one": (_newer, "newer version"),
    "a newer encrypted one": (_newer_encrypted, "newer version"),
    "a text": (_bytes(b"Dear all,\n" * 4096), "no casebook"),
    "a short text": (_bytes("Ärger\n".encode()), "no casebook"),
    "somebody's database": (_somebody_elses, "no casebook"),
    "somebody's encrypted database": (_somebody_elses_encrypted, "no casebook"),
    "a picture": (_bytes(b"\x89PNG\r\n\x1a\n" + bytes(4088)), "no casebook"),
    "a workbook": (_bytes(b"PK\x03\x04\x14\x00" + bytes(range(256)) * 16), "no casebook"),
    "noise": (_bytes(bytes((i * 89 + i // 7) % 256 for i in range(8192))), "passphrase is wrong"),
    "nothing": (_bytes(b""), "empty"),
    "a folder": (Path.mkdir, "folder"),
    "a damaged one": (_damaged, "passphrase is wrong, or the file is damaged"),
    "one cut short": (_cut, "cut short"),
}


def _state(folder: Path) -> dict[str, bytes]:
    return {p.name: p.read_bytes() if p.is_file() else b"" for p in folder.iterdir()}


@pytest.mark.parametrize("what", WRONG)
def test_what_is_no_casebook_is_refused_in_one_line_and_left_untouched(
    tmp_path: Path, what: str
) -> None:
    make, says = WRONG[what]
    path = tmp_path / "odd # 1%.casebook"
    make(path)
    before = _state(tmp_path)
    with pytest.raises(Refused) as refused:
        Record.open(path, PASSPHRASE)
    assert says in str(refused.value)
    assert "\n" not in str(refused.value)
    assert str(path) in str(refused.value)
    assert _state(tmp_path) == before


def test_a_wrong_passphrase_is_refused_and_leaves_the_file_untouched(tmp_path: Path) -> None:
    path = tmp_path / "a.casebook"
    _encrypted(path)
    before = _state(tmp_path)
    with pytest.raises(Refused, match="passphrase is wrong"):
        Record.open(path, PASSPHRASE + "!")
    with pytest.raises(Refused, match="no passphrase was given"):
        Record.open(path, None)
    assert _state(tmp_path) == before


def test_a_missing_file_is_refused_and_not_made(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="no such file"):
        Record.open(tmp_path / "a.casebook", PASSPHRASE)
    assert _state(tmp_path) == {}


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no such files there")
def test_what_is_no_file_at_all_is_refused_without_waiting_for_it(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.casebook")
    with pytest.raises(Refused, match="no casebook"):
        Record.open(tmp_path / "a.casebook", PASSPHRASE)


def _forbid(monkeypatch: pytest.MonkeyPatch, forbidden: Path) -> None:
    # Permissions do not bind root, so what they would answer is put in.
    real = os.access
    monkeypatch.setattr(os, "access", lambda p, mode: Path(p) != forbidden and real(p, mode))


@pytest.mark.parametrize("passphrase", (None, PASSPHRASE))
@pytest.mark.parametrize("forbidden", (".", "a.casebook"))
def test_a_read_only_file_or_folder_is_opened_only_to_look_at(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, forbidden: str, passphrase: str | None
) -> None:
    path = tmp_path / "a.casebook"
    Record.create(path, passphrase).close()
    before = _state(tmp_path)
    _forbid(monkeypatch, tmp_path / forbidden)
    record = Record.open(path, passphrase)
    assert record.about()["commits"] == "0" and record.as_of is None
    with (
        pytest.raises(Refused, match="can't be written to"),
        record.writing(message("one"), "a") as unit,
    ):
        unit.add("member", {"name": "a"})
    record.keep("a", "b")
    assert record.kept("a") is None
    assert _state(tmp_path) == before
    record.close()
    assert _state(tmp_path) == before


def test_nothing_is_made_in_a_read_only_folder_nor_in_one_that_is_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(Refused, match="no such folder"):
        Record.create(tmp_path / "none" / "a.casebook", None)
    _forbid(monkeypatch, tmp_path)
    with pytest.raises(Refused, match="can't be written to"):
        Record.create(tmp_path / "a.casebook", None)
    assert _state(tmp_path) == {}


def test_an_existing_file_is_never_made_anew(tmp_path: Path) -> None:
    path = tmp_path / "a.casebook"
    path.write_text("mine")
    with pytest.raises(Refused, match="already a file"):
        Record.create(path, None)
    assert _state(tmp_path) == {"a.casebook": b"mine"}


def test_a_file_that_appears_while_one_is_made_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "a.casebook"
    with pytest.raises(Refused, match="already a file"):
        Record.create(path, None, lambda record: path.write_text("theirs") and None)
    assert _state(tmp_path) == {"a.casebook": b"theirs"}


def test_a_log_left_by_an_earlier_casebook_is_not_taken_into_a_new_one(tmp_path: Path) -> None:
    (tmp_path / "a.casebook-wal").write_bytes(b"old")
    with pytest.raises(Refused, match="log"):
        Record.create(tmp_path / "a.casebook", None)
    assert _state(tmp_path) == {"a.casebook-wal": b"old"}


def test_a_casebook_that_fails_to_fill_is_not_there(tmp_path: Path) -> None:
    def fail(record: Record) -> None:
        raise KeyError("a bug")

    with pytest.raises(KeyError):
        Record.create(tmp_path / "a.casebook", PASSPHRASE, fail)
    assert _state(tmp_path) == {}


def test_half_a_page_at_the_end_is_no_bar_where_the_log_is_there(tmp_path: Path) -> None:
    path = tmp_path / "a.casebook"
    _encrypted(path)
    with path.open("ab") as file:
        file.write(bytes(700))
    (tmp_path / "a.casebook-wal").touch()
    Record.open(path, PASSPHRASE).close()


# -- passphrases -----------------------------------------------------------------------------------


def test_both_spellings_of_an_accent_are_one_passphrase(tmp_path: Path) -> None:
    path = tmp_path / "a.casebook"
    Record.create(path, unicodedata.normalize("NFD", PASSPHRASE)).close()
    Record.open(path, unicodedata.normalize("NFC", PASSPHRASE)).close()


@pytest.mark.parametrize(
    ("passphrase", "says"),
    (("", "empty"), ("a\0b", "NUL"), (f"x'{'0' * 64}'", "raw key"), (f"X'{'a' * 96}'", "raw key")),
)
def test_a_passphrase_that_would_not_hold_is_refused(
    tmp_path: Path, passphrase: str, says: str
) -> None:
    with pytest.raises(Refused, match=says):
        Record.create(tmp_path / "a.casebook", passphrase)
    assert _state(tmp_path) == {}


def test_the_derived_key_is_the_one_that_sqlcipher_derives(tmp_path: Path) -> None:
    path = tmp_path / "a.casebook"
    _encrypted(path)
    connection = dbapi2.connect(str(path))
    connection.execute(f"PRAGMA key='{PASSPHRASE}'")
    assert connection.execute("SELECT count(*) FROM event").fetchone() == (0,)
    connection.close()


def test_a_key_does_not_show_itself() -> None:
    assert "x'" not in repr(casefile.new_key(PASSPHRASE))


def test_a_plain_casebook_stays_plain(tmp_path: Path) -> None:
    path = tmp_path / "a.casebook"
    Record.create(path, None).close()
    opened = Record.open(path, PASSPHRASE)
    assert not opened.encrypted
    opened.close()
    assert casefile.is_plain(path)
    assert path.read_bytes()[68:72] == b"CSBK"


def test_no_plain_word_reaches_the_disk(tmp_path: Path) -> None:
    record = Record.create(tmp_path / "a.casebook", PASSPHRASE)
    assert record.encrypted
    with record.writing(message(CANARY), CANARY) as unit:
        unit.add("stakeholder", {"name": CANARY, "kind": "person"})
        unit.add("term", {"list": "unit", "word": CANARY})
    record.keep(CANARY, CANARY)
    held = _state(tmp_path)
    assert "a.casebook-wal" in held
    record.close()
    held |= {f"closed {name}": content for name, content in _state(tmp_path).items()}
    for content in held.values():
        for written in (CANARY.encode(), CANARY[:8].encode(), b"SQLite format"):
            assert written not in content


# -- the world's errors ----------------------------------------------------------------------------


def _error(code: int) -> Exception:
    error = dbapi2.OperationalError(f"words with {CANARY}")
    error.sqlite_errorcode = code
    return error


@pytest.mark.parametrize(
    ("code", "says"),
    (
        (5, "Another program"),
        (6, "Another program"),
        (13, "disk is full"),
        (8, "can't be written to"),
        (14, "can't be written to"),
        (10 | 3 << 8, "failed to read or write"),
        (11, "damaged"),
        (26, "damaged"),
    ),
)
def test_what_the_world_does_to_a_file_is_said_without_its_contents(
    tmp_path: Path, code: int, says: str
) -> None:
    with pytest.raises(Refused, match=says) as refused, casefile.explaining(tmp_path / "a"):
        raise _error(code)
    assert CANARY not in str(refused.value)


def test_a_wrong_statement_is_a_bug_and_not_the_worlds_doing(record: Record) -> None:
    with pytest.raises(Exception, match="no such table") as raised, record.reading() as connection:
        connection.exec_driver_sql("SELECT * FROM nowhere")
    assert not isinstance(raised.value, Refused)


def test_a_writer_that_waits_too_long_is_told_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(casefile, "BUSY_MILLISECONDS", 20)
    one = Record.create(tmp_path / "a.casebook", None)
    two = Record.open(tmp_path / "a.casebook", None)
    with one.writing(message("one"), "a") as unit:
        unit.add("member", {"name": "a"})
        with pytest.raises(Refused, match="Another program"), two.writing(message("two"), "b"):
            pass
        with pytest.raises(Refused, match="Another program"):
            two.keep("a", "b")
    two.keep("a", "b")
    one.close()
    two.close()


def test_a_full_disk_leaves_the_record_as_it_was(record: Record) -> None:
    with record._alone() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        connection.exec_driver_sql(f"PRAGMA max_page_count={pages + 2}")
    with (
        pytest.raises(Refused, match="disk is full"),
        record.writing(message("Import"), "a") as unit,
    ):
        unit.add_many("stakeholder", ("name", "kind"), [("n" * 500, "person")] * 2_000)
    with record.reading() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM stakeholder").scalar() == 0
    with record._alone() as connection:
        connection.exec_driver_sql("PRAGMA max_page_count=1000000")
    with record.writing(message("Again"), "a") as unit:
        unit.add("member", {"name": "a"})


def test_another_process_sees_that_something_was_written(tmp_path: Path) -> None:
    one = Record.create(tmp_path / "a.casebook", None)
    two = Record.open(tmp_path / "a.casebook", None)
    before = two.data_version()
    with one.writing(message("one"), "a") as unit:
        unit.add("member", {"name": "a"})
        assert two.data_version() == before
    assert two.data_version() != before
    one.close()
    two.close()


def test_threads_write_one_after_the_other(record: Record) -> None:
    failed: list[BaseException] = []

    def write() -> None:
        try:
            for _ in range(10):
                with record.writing(message("one"), "a") as unit:
                    unit.add("member", {"name": "a"})
        except BaseException as error:
            failed.append(error)

    threads = [threading.Thread(target=write) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    assert record.about()["commits"] == "40"


def test_damage_that_is_met_once_it_is_open_is_not_called_a_wrong_passphrase(
    tmp_path: Path,
) -> None:
    record = Record.create(tmp_path / "damaged.casebook", PASSPHRASE)
    record.keep("bulk", "x" * 200_000)
    record.fold_up()
    held = bytearray(record.path.read_bytes())
    for place in range(8192, len(held), 4096):  # all but what is read to open it
        held[place + 100] ^= 255
    record.path.write_bytes(held)
    with pytest.raises(Unreadable, match="The file is damaged, or was given another passphrase"):
        record.kept("bulk")
    record.close()
