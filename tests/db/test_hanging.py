"""What hangs on a record goes with it or is let go of; search follows."""

from __future__ import annotations

from db import hanging, history, index
from db.messages import message
from db.record import Record


def _uid(record: Record, kind: str) -> str:
    with record.reading() as connection:
        return str(connection.exec_driver_sql(f'SELECT uid FROM "{kind}" ORDER BY id').scalar())


def test_what_must_have_the_record_goes_and_what_may_is_let_go_of(filled: Record) -> None:
    with filled.writing(message("Deleted"), "Mina") as unit:
        fall = hanging.delete(unit, "event", [_uid(filled, "event")])
    assert fall.counts() == {"event": 1, "party": 1, "claim": 1, "response": 1, "bearing": 1}
    assert fall.emptied == {("action", "event_id"): {1}}
    with filled.reading() as connection:
        actions = connection.exec_driver_sql("SELECT event_id, ask_id FROM action").all()
        assert [tuple(row) for row in actions] == [(None, 1)]
        assert history.replayed_differences(connection) == []


def test_a_deletion_is_foretold_just_as_it_happens(filled: Record) -> None:
    with filled.reading() as connection:
        foretold = hanging.falling(connection, "stakeholder", [1])
    with filled.writing(message("Deleted"), "Mina") as unit:
        fall = hanging.delete(unit, "stakeholder", [_uid(filled, "stakeholder")])
    assert fall == foretold
    assert fall.counts()["delivery"] == 1


def test_search_finds_by_folded_words_until_the_record_goes(filled: Record) -> None:
    def found(words: str) -> list[tuple[str, int]]:
        with filled.reading() as connection:
            return index.find(connection, words, 10)

    assert found("asked time") == [("event", 1)]
    assert found("ti") == [] and found('" OR *') == []
    assert found("aske times") == []
    with filled.writing(message("Deleted"), "Mina") as unit:
        hanging.delete(unit, "event", [_uid(filled, "event")])
    assert found("asked time") == []
