"""The check finds each thing that can be wrong, and nothing in what is right."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from db import checking, history, index
from db.messages import message
from db.record import Record
from db.tables import KINDS
from tests.db.make_casebook import DAY, PASSPHRASE, fill

Driver = Any
CANARY = "quetzalcoatlus"
# Day numbers of the dates that `fill` gives.
DAYS = {"2024-05-01": 19_844, "2024-06": 19_875, "2020/..": 18_262}


def bounds(text: str) -> tuple[int, int]:
    if text not in DAYS:
        raise ValueError(text)
    return DAYS[text] * DAY, DAYS[text] * DAY + DAY - 1


def _faults(record: Record) -> list[checking.Fault]:
    with record.reading() as connection:
        return checking.faults(connection, bounds)


def _sql(*statements: str) -> Callable[[Driver], None]:
    def run(driver: Driver) -> None:
        for statement in statements:
            driver.execute(statement)

    return run


def _doc(kind: str, id_: int) -> int:
    return id_ * index.STRIDE + KINDS[kind].number


PUT = "INSERT INTO search (rowid, body) VALUES ({}, '{}')"
DROP = "DELETE FROM search WHERE rowid = {}"
PERSON = _doc("stakeholder", 1)

# What was done from outside -> the codes that it is found by.
WRONG: dict[str, tuple[Callable[[Driver], None], set[str]]] = {
    "a link that dangles": (
        _sql("UPDATE claim SET by_id = 77"),
        {"link-dangling", "row-altered"},
    ),
    "a delivery in another unit": (
        _sql("UPDATE delivery SET unit = 'm³'"),
        {"unit-differs", "row-altered", "word-not-listed"},
    ),
    "a tie to itself": (
        _sql("UPDATE tie SET to_id = from_id"),
        {"tie-to-itself", "row-altered"},
    ),
    "a part of its part": (
        _sql("UPDATE stakeholder SET part_of_id = 1 WHERE id = 2"),
        {"part-of-itself", "row-altered"},
    ),
    "an ask that hangs on itself": (
        _sql("UPDATE ask SET hangs_on_id = 1 WHERE id = 1"),
        {"hangs-on-itself", "row-altered"},
    ),
    "a word that no list has": (
        _sql(f"UPDATE tie SET kind = '{CANARY}'"),
        {"word-not-listed", "row-altered", "index-wrong"},
    ),
    "bounds of another date": (
        _sql("UPDATE event SET when_to = when_to + 1"),
        {"bounds-wrong", "row-altered"},
    ),
    "a date that is none": (
        _sql(f"UPDATE ask SET due = '{CANARY}' WHERE due IS NOT NULL"),
        {"date-unreadable", "row-altered"},
    ),
    "a word that breaks a rule": (
        _sql("UPDATE ask SET status = 'done' WHERE id = 1"),
        {"rule-broken", "row-altered"},
    ),
    "a record that search lacks": (
        _sql(DROP.format(PERSON)),
        {"index-missing"},
    ),
    "a record under other words": (
        _sql(DROP.format(PERSON), PUT.format(PERSON, f"ana \n{CANARY}")),
        {"index-wrong"},
    ),
    "a record with its last letter altered": (
        _sql(DROP.format(PERSON), PUT.format(PERSON, "ana speaks darj")),
        {"index-wrong"},
    ),
    "a document of no record": (
        _sql(PUT.format(_doc("event", 99), CANARY)),
        {"index-orphan"},
    ),
    "a document of no kind": (
        _sql(PUT.format(99 * index.STRIDE + 63, CANARY)),
        {"index-orphan"},
    ),
    "a row that was altered": (
        _sql(f"UPDATE stakeholder SET country = '{CANARY}' WHERE id = 3"),
        {"row-altered"},
    ),
    "a row that was emptied": (
        _sql("UPDATE stakeholder SET side = NULL WHERE id = 1"),
        {"row-altered"},
    ),
    "a row that went": (
        _sql("DELETE FROM bearing"),
        {"row-missing"},
    ),
    "a row that came": (
        _sql(f"INSERT INTO member (uid, name) VALUES ('u', '{CANARY}')"),
        {"row-unrecorded"},
    ),
    "a change that was rewritten": (
        _sql("UPDATE change SET before = '{}' WHERE id = 7"),
        {"chain-broken"},
    ),
    "another name under a change set": (
        _sql(f"UPDATE change_set SET \"by\" = '{CANARY}' WHERE id = 2"),
        {"chain-broken"},
    ),
    "a change set that went": (
        _sql("DELETE FROM change_set WHERE id = 3"),
        {"chain-broken", "chain-cut"},
    ),
    "the last change set cut off with its changes": (
        _sql(
            "DELETE FROM change WHERE change_set_id = 5",
            "DELETE FROM change_set WHERE id = 5",
            "DELETE FROM member WHERE id = 2",
        ),
        {"chain-cut"},
    ),
}


def test_a_casebook_that_is_whole_has_no_faults(filled: Record) -> None:
    assert _faults(filled) == []


def test_an_encrypted_one_neither_and_its_search_can_still_not_be_written(tmp_path: Any) -> None:
    record = Record.create(tmp_path / "a.casebook", PASSPHRASE, fill)
    assert _faults(record) == []
    assert _faults(record) == []
    with record.reading() as connection:
        assert connection.exec_driver_sql("PRAGMA query_only").scalar_one() == 1
    record.close()


@pytest.mark.parametrize("what", WRONG)
def test_the_check_finds(filled: Record, behind: Driver, what: str) -> None:
    with filled.writing(message("Last"), "Mina") as unit:
        unit.add("member", {"name": "Last"})
    do, codes = WRONG[what]
    do(behind)
    found = _faults(filled)
    assert {fault.code for fault in found} == codes
    for fault in found:
        assert CANARY not in str(fault.says) and CANARY not in str(fault.repair)
        assert str(fault.repair)


def test_a_fault_names_the_kind_and_the_uid(filled: Record, behind: Driver) -> None:
    (uid,) = behind.execute("SELECT uid FROM tie").fetchone()
    behind.execute("UPDATE tie SET to_id = from_id")
    found = {fault.code: str(fault.says) for fault in _faults(filled)}
    assert found["tie-to-itself"] == f"Tie {uid} leads back to where it begins"


def test_a_longer_circle_is_found_and_what_only_leads_to_it_is_not(filled: Record) -> None:
    with filled.writing(message("Circle"), "Mina") as unit:
        a, b, c, outside = unit.add_many(
            "stakeholder", ("name", "kind"), [(name, "office") for name in "abcd"]
        )
        unit.update(
            "stakeholder",
            {a: {"part_of": b}, b: {"part_of": c}, c: {"part_of": a}, outside: {"part_of": a}},
        )
    says = " ".join(str(fault.says) for fault in _faults(filled))
    assert [uid in says for uid in (a, b, c, outside)] == [True, True, True, False]


def test_a_list_without_words_takes_any(filled: Record) -> None:
    with filled.writing(message("Word"), "Mina") as unit:
        unit.add("ask", {**_ask(filled), "category": "no such category"})
    assert _faults(filled) == []
    with filled.writing(message("Word"), "Mina") as unit:
        unit.add_many(
            "term", ("list", "word"), [("ask category", w) for w in ("detainees", "access")]
        )
    assert {fault.code for fault in _faults(filled)} == {"word-not-listed"}


def _ask(record: Record) -> dict[str, str]:
    with record.reading() as connection:
        one, two = connection.exec_driver_sql("SELECT uid FROM stakeholder LIMIT 2").scalars()
    return {"title": "t", "status": "met", "asked_by": one, "asked_of": two}


@pytest.mark.parametrize("passphrase", (None, PASSPHRASE))
def test_flipped_bits_are_found_and_only_they_are_told(
    tmp_path: Any, passphrase: str | None
) -> None:
    path = tmp_path / "a.casebook"
    Record.create(path, passphrase, fill).close()
    held = bytearray(path.read_bytes())
    last = len(held) // 4096 - 1
    for page in (last - 2, last):
        for place in range(page * 4096, page * 4096 + 16):
            held[place] ^= 255
    path.write_bytes(held)
    record = Record.open(path, passphrase)
    found = _faults(record)
    record.close()
    assert {fault.code for fault in found} == {"file-damaged"}
    assert len(found) == 2 if passphrase else found


def test_counts_say_how_many_of_each_kind(filled: Record) -> None:
    with filled.reading() as connection:
        counts = checking.counts(connection)
    assert list(counts) == list(KINDS)
    assert counts["stakeholder"] == 3 and counts["ask"] == 2 and counts["term"] == 2


def test_rows_that_differ_from_history_are_named_by_kind_and_key(
    filled: Record, behind: Driver
) -> None:
    behind.execute("UPDATE tie SET tenor = 3")
    behind.execute("DELETE FROM bearing")
    with filled.reading() as connection:
        assert history.replayed_differences(connection) == [("tie", 1), ("bearing", 1)]


def test_a_search_index_that_has_lost_its_own_settings_is_damage(
    filled: Record, behind: Driver
) -> None:
    behind.execute("DELETE FROM search_config")
    assert [fault.code for fault in _faults(filled)] == ["file-damaged"]
