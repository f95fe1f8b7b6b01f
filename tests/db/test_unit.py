"""One act: whole or not at all, and only while it lasts."""

from __future__ import annotations

import pytest
from sqlalchemy.exc import DBAPIError

from db import history
from db.errors import Refused
from db.fields import QUANTITY_SCALE
from db.messages import message
from db.record import Record
from db.tables import KINDS
from tests.db.make_casebook import when

DID = message("Wrote")
CANARY = "quetzalcoatlus"
PERSON = {"name": "Ana", "kind": "person"}


def _count(record: Record, table: str) -> int:
    with record.reading() as connection:
        return int(connection.exec_driver_sql(f'SELECT count(*) FROM "{table}"').scalar_one())


def test_an_act_that_fails_leaves_nothing(record: Record) -> None:
    with pytest.raises(KeyError), record.writing(DID, "me") as unit:
        unit.add("stakeholder", PERSON)
        raise KeyError
    assert [_count(record, name) for name in ("stakeholder", "change", "change_set")] == [0, 0, 0]


def test_an_act_that_changes_nothing_is_no_change_set(record: Record) -> None:
    with record.writing(DID, "me") as unit:
        uid = unit.add("stakeholder", PERSON)
    before = record.data_version()
    with record.writing(DID, "me") as unit:
        assert unit.update("stakeholder", {uid: {"name": "Ana", "part_of": None}}) == 0
        assert unit.add_many("stakeholder", ("name",), []) == []
    assert record.data_version() == before


def test_a_unit_is_of_no_use_after_its_transaction(record: Record) -> None:
    with record.writing(DID, "me") as unit:
        uid = unit.add("stakeholder", PERSON)
    with pytest.raises(RuntimeError, match="after its transaction"):
        unit.add("stakeholder", PERSON)
    with pytest.raises(RuntimeError, match="after its transaction"):
        unit.update("stakeholder", {uid: {"name": "B"}})
    with pytest.raises(RuntimeError, match="after its transaction"):
        _ = unit.connection
    assert _count(record, "stakeholder") == 1


def test_writing_within_writing_is_an_error_at_once(record: Record) -> None:
    with record.writing(DID, "me") as unit:
        with pytest.raises(RuntimeError, match="writing within writing"):
            record.keep("a", "b")
        unit.add("stakeholder", PERSON)
    assert _count(record, "stakeholder") == 1


def test_an_error_passed_over_does_not_commit_the_half_before_it(record: Record) -> None:
    rows = [("Ana", "person"), ("B", "no such kind")]
    with (
        pytest.raises(RuntimeError, match="halfway"),
        record.writing(DID, "me") as unit,
        pytest.raises(DBAPIError),
    ):
        unit.add_many("stakeholder", ("name", "kind"), rows)
    assert _count(record, "stakeholder") == 0


def test_a_reader_can_not_write(record: Record) -> None:
    with pytest.raises(Refused), record.reading() as connection:
        connection.exec_driver_sql("DELETE FROM stakeholder")


def test_a_type_of_change_set_that_is_none_is_a_bug(record: Record) -> None:
    with pytest.raises(ValueError), record.writing(DID, "me", "tidy"):
        pass


def test_a_field_that_is_none_is_a_bug_and_never_dropped(record: Record) -> None:
    with pytest.raises(KeyError), record.writing(DID, "me") as unit:
        unit.add("stakeholder", {**PERSON, "nmae": "x"})
    with pytest.raises(KeyError), record.writing(DID, "me") as unit:
        unit.add("stakeholder", {**PERSON, "id": 7})
    with record.writing(DID, "me") as unit:
        uid = unit.add("stakeholder", PERSON)
    for field in ("nmae", "uid", "id"):
        with pytest.raises(KeyError), record.writing(DID, "me") as unit:
            unit.update("stakeholder", {uid: {field: "x"}})


def test_a_value_that_the_file_would_turn_into_another_is_a_bug(record: Record) -> None:
    with pytest.raises(TypeError) as raised, record.writing(DID, "me") as unit:
        unit.add("stakeholder", {"name": 5, "kind": "person"})
    assert "5" not in str(raised.value)
    with record.writing(DID, "me") as unit:
        uid = unit.add("action", {"what": "call", "done": True})
    with pytest.raises(TypeError), record.writing(DID, "me") as unit:
        unit.update("action", {uid: {"done": "1"}})
    with record.reading() as connection:
        assert history.replayed_differences(connection) == []


def test_a_link_to_what_is_gone_is_refused(record: Record) -> None:
    with pytest.raises(Refused, match="gone"), record.writing(DID, "me") as unit:
        unit.add("name", {"stakeholder": "no such uid", "spelling": "Anna"})
    with pytest.raises(Refused, match="gone"), record.writing(DID, "me") as unit:
        unit.update("stakeholder", {"no such uid": {"name": "x"}})


def test_a_quantity_is_kept_to_the_millionth(record: Record) -> None:
    with record.writing(DID, "me") as unit:
        a, b = unit.add_many("stakeholder", ("name", "kind"), [("Ana", "person"), ("B", "person")])
        ask = unit.add(
            "ask",
            {"title": "t", "category": "c", "asked_by": a, "asked_of": b, "status": "met"},
        )
        wanted = [12_500_000 * QUANTITY_SCALE, QUANTITY_SCALE // 4]
        unit.add_many("item", ("ask", "what", "quantity"), [(ask, "x", q) for q in wanted])
    with record.reading() as connection:
        kept = connection.exec_driver_sql("SELECT quantity FROM item ORDER BY id").scalars().all()
    assert kept == wanted


def test_an_uid_that_is_given_is_kept(record: Record) -> None:
    with record.writing(DID, "me") as unit:
        assert unit.add("stakeholder", {**PERSON, "uid": "mine"}) == "mine"
        made = unit.add_many(
            "stakeholder", ("uid", "name", "kind"), [(None, "B", "person"), ("its", "C", "person")]
        )
    assert made[1] == "its" and len(made[0]) == 36


def test_keys_are_never_given_twice(record: Record) -> None:
    with record.writing(DID, "me") as unit:
        unit.add("stakeholder", PERSON)
    with record.reading() as connection:
        last = history.next_undo(connection)
    assert last is not None
    with record.writing(DID, "me", "undo") as unit:
        history.reverse(unit, last.number, forward=False)
    with record.writing(DID, "me") as unit:
        uid = unit.add("stakeholder", PERSON)
        assert unit.ids("stakeholder", [uid])[uid] == 2


# -- what the file itself refuses ------------------------------------------------------------------

BAD = (
    ("stakeholder", {"name": "  "}),
    ("stakeholder", {"name": None}),
    ("stakeholder", {"kind": "wizard"}),
    ("stakeholder", {"side": "neither"}),
    ("event", {"kind": "party"}),
    ("event", {"grade": "G1"}),
    ("event", {"grade": "A7"}),
    ("event", {"grade": "A10"}),
    ("event", {"title": ""}),
    ("event", {"when_from": None}),
    ("event", {"when_to": None}),
    ("event", {"when_from": None, "when_to": None}),
    ("event", {"when": None}),
    ("event", {"when_from": 10, "when_to": 9}),
    ("ask", {"status": "done"}),
    ("ask", {"priority": "top"}),
    ("ask", {"category": None}),
    ("ask", {"due_to": None}),
    ("tie", {"tenor": 4}),
    ("tie", {"tenor": -4}),
    ("tie", {"tenor": None}),
    ("response", {"answer": "maybe"}),
    ("item", {"quantity": -1}),
    ("delivery", {"quantity": -1}),
    ("action", {"done": 2}),
    ("claim", {"says": " "}),
)


@pytest.mark.parametrize(("kind", "wrong"), BAD, ids=str)
def test_the_file_itself_refuses(filled: Record, kind: str, wrong: dict[str, object]) -> None:
    dates = {"event": when("when", "2024-05-01", 19_844), "ask": when("due", "2024", 19_723)}
    with filled.reading() as connection:
        row = connection.exec_driver_sql(f'SELECT uid FROM "{kind}" LIMIT 1').scalar_one()
    with pytest.raises(DBAPIError) as raised, filled.writing(DID, "me") as unit:
        unit.update(kind, {row: {**dates.get(kind, {}), **wrong}})
    assert type(raised.value.orig).__name__ == "IntegrityError"


@pytest.mark.parametrize("kind", KINDS)
def test_the_file_refuses_words_for_numbers_and_links_that_dangle(
    filled: Record, kind: str
) -> None:
    for column in KINDS[kind].numeric - {"id"}:
        with pytest.raises(DBAPIError, match="cannot store TEXT"), filled._alone() as connection:
            connection.exec_driver_sql(f'UPDATE "{kind}" SET "{column}" = ?', ("words",))
    for link in KINDS[kind].links.values():
        with (
            pytest.raises(DBAPIError, match="FOREIGN KEY"),
            filled._alone() as connection,
            connection.begin(),
        ):
            connection.exec_driver_sql(f'UPDATE "{kind}" SET "{link.column}" = 9999')
    with pytest.raises(DBAPIError, match=r"UNIQUE|NOT NULL"), filled._alone() as connection:
        connection.exec_driver_sql(f'UPDATE "{kind}" SET uid = NULL')


def test_a_rule_that_is_broken_does_not_say_what_was_in_the_record(filled: Record) -> None:
    for kind, values in (
        ("stakeholder", {"name": CANARY, "kind": CANARY}),
        ("term", {"list": CANARY, "word": CANARY}),
    ):
        with pytest.raises(DBAPIError) as raised, filled.writing(DID, "me") as unit:
            unit.add(kind, values)
            unit.add(kind, values)
        assert CANARY not in str(raised.value)


def test_after_a_link_that_dangles_at_commit_the_next_act_goes_through(filled: Record) -> None:
    with pytest.raises(DBAPIError, match="FOREIGN KEY"), filled.writing(DID, "me") as unit:
        (row,) = unit.rows_by_id(KINDS["stakeholder"], [1]).values()
        unit.delete_rows(KINDS["stakeholder"], [row])
    with filled.writing(DID, "me") as unit:
        unit.add("stakeholder", PERSON)
    with filled.reading() as connection:
        assert history.broken_links(connection) == []
