"""What is purged is nowhere any more, and everything else is as it was."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import pytest

from db import checking, checking_history, history, purging
from db.messages import message
from db.purging import Scope
from db.record import Record
from db.tables import KINDS
from tests.db.make_casebook import PASSPHRASE, fill

SECRET = "Quetzalcoatlus"
OTHER = "Kanarienvogel"


def purge(record: Record, scope: Scope) -> purging.Reach:
    with record.writing(message("Purge"), "Mina", "set up") as unit:
        found = purging.purge(unit, scope)
    assert purging.finish(record)
    return found


def faults(record: Record) -> list[checking.Fault]:
    with record.reading() as connection:
        return [f for f in checking.faults(connection) if f.code != "word-not-listed"]


def held(path: Path) -> bytes:
    return b"".join(file.read_bytes() for file in path.parent.iterdir() if file.is_file())


def uids(record: Record, kind: str) -> list[str]:
    with record.reading() as connection:
        return list(connection.exec_driver_sql(f'SELECT uid FROM "{kind}" ORDER BY id').scalars())


def undo_all(record: Record) -> int:
    """Take back every act that stands, as far as it goes; how many."""
    for n in range(200):
        with record.writing(message("Undo"), "Mina", "undo") as unit:
            step = history.next_undo(unit.connection)
            if step is None:
                return n
            history.reverse(unit, step.number, forward=False)
    raise AssertionError("undo never comes to an end")


def written(record: Record) -> tuple[str, str]:
    """A stakeholder with a secret, in several acts, and an office that is its part."""
    with record.writing(message("Add {name}", name=SECRET), "Mina") as unit:
        person = unit.add("stakeholder", {"name": SECRET, "kind": "person", "notes": OTHER})
        office = unit.add("stakeholder", {"name": "Bureau", "kind": "office", "part_of": person})
        unit.add("name", {"stakeholder": person, "spelling": SECRET + " II"})
    with record.writing(message("Edit"), "Mina") as unit:
        unit.update("stakeholder", {person: {"notes": "plain"}, office: {"notes": "kept"}})
        unit.add("tie", {"from": person, "to": office, "kind": "kin", "tenor": 1})
    record.keep("draft:x", json.dumps({"uid": None, "state": {"text": f"met {SECRET} today"}}))
    record.keep("draft:y", json.dumps({"uid": None, "state": {"text": "met nobody"}}))
    record.keep("positions", json.dumps({person: [1, 2], office: [3, 4]}))
    return person, office


def test_a_purged_record_is_in_no_byte_of_the_file(filled: Record) -> None:
    person, office = written(filled)
    filled.fold_up()
    assert SECRET.encode() in held(filled.path) and OTHER.encode() in held(filled.path)
    found = purge(filled, Scope("stakeholder", person))
    assert found.counts() == {"stakeholder": 1, "name": 1, "tie": 1}
    for word in (SECRET, OTHER, person):
        assert word.encode() not in held(filled.path)
    assert faults(filled) == []
    assert filled.kept("draft:x") is None and filled.kept("draft:y") is not None
    assert filled.kept("positions") == json.dumps({office: [3, 4]})
    with filled.reading() as connection:
        newest, *others = history.sets(connection)
        assert (str(newest.did), newest.type) == ("Purge", "set up")
        assert "Add …" in [str(each.did) for each in others]
        assert history.next_undo(connection) is not None


def test_undo_of_what_was_done_together_brings_back_the_rest_alone(filled: Record) -> None:
    person, office = written(filled)
    with filled.writing(message("Delete"), "Mina") as unit:
        from db import hanging

        hanging.delete(unit, "stakeholder", [person, office])
    purge(filled, Scope("stakeholder", person))
    assert faults(filled) == []
    with filled.writing(message("Undo"), "Mina", "undo") as unit:
        step = history.next_undo(unit.connection)
        assert step is not None
        history.reverse(unit, step.number, forward=False)
    assert office in uids(filled, "stakeholder") and person not in uids(filled, "stakeholder")
    assert faults(filled) == []
    assert SECRET.encode() not in held(filled.path)


def test_an_act_that_is_left_with_nothing_is_no_step_of_undo(record: Record) -> None:
    with record.writing(message("Add"), "Mina") as unit:
        uid = unit.add("source", {"title": SECRET})
    with record.writing(message("Undo"), "Mina", "undo") as unit:
        history.reverse(unit, 1, forward=False)
    with record.reading() as connection:
        assert history.next_redo(connection) is not None
    purge(record, Scope("source", uid))
    with record.reading() as connection:
        assert history.next_undo(connection) is None
        assert history.next_redo(connection) is None
    assert faults(record) == []


def test_what_a_field_held_earlier_goes_and_what_it_holds_stays(filled: Record) -> None:
    person, _office = written(filled)
    purge(filled, Scope("stakeholder", person, "notes"))
    assert OTHER.encode() not in held(filled.path) and SECRET.encode() in held(filled.path)
    assert faults(filled) == []
    with filled.reading() as connection:
        assert len(history.sets(connection, [person])) == 2
        row = connection.exec_driver_sql("SELECT notes FROM stakeholder WHERE uid = ?", (person,))
        assert row.scalar_one() == "plain"


def test_a_field_can_be_emptied_with_its_history(filled: Record) -> None:
    person, _office = written(filled)
    with filled.writing(message("Edit"), "Mina") as unit:
        unit.update("stakeholder", {person: {"notes": OTHER * 2}})
    purge(filled, Scope("stakeholder", person, "notes", emptied=True))
    assert OTHER.encode() not in held(filled.path)
    assert faults(filled) == []
    undo_all(filled)
    assert OTHER.encode() not in held(filled.path)


def test_a_member_who_goes_is_named_by_no_act(filled: Record) -> None:
    with filled.writing(message("Edit"), SECRET) as unit:
        uid = unit.add("member", {"name": SECRET})
    purge(filled, Scope("member", uid))
    assert SECRET.encode() not in held(filled.path)
    assert faults(filled) == []


def test_a_purge_hides_no_meddling(filled: Record, behind: Any) -> None:
    person, _office = written(filled)
    behind.execute("UPDATE change SET before = '{}' WHERE id = 7")
    with filled.reading() as connection:
        (altered,) = history.broken_links(connection)
    purge(filled, Scope("stakeholder", person))
    with filled.reading() as connection:
        assert history.broken_links(connection) == [altered]
    purge(filled, Scope("source", uids(filled, "source")[0]))
    with filled.reading() as connection:
        assert history.broken_links(connection) == [altered]


def test_what_a_killed_purge_left_is_cleared_when_the_casebook_is_opened(filled: Record) -> None:
    person, _office = written(filled)
    with filled.writing(message("Purge"), "Mina", "set up") as unit:
        purging.purge(unit, Scope("stakeholder", person))
    with filled.reading() as connection:
        assert purging.pending(connection)
    path = filled.path
    filled.close()
    again = Record.open(path, None)
    with again.reading() as connection:
        assert not purging.pending(connection)
    assert SECRET.encode() not in held(path)
    again.close()


def test_another_program_that_reads_meanwhile_only_puts_the_clearing_off(
    filled: Record, monkeypatch: pytest.MonkeyPatch
) -> None:
    from db import casefile

    monkeypatch.setattr(casefile, "BUSY_MILLISECONDS", 50)
    path = filled.path
    filled.close()
    mine, theirs = Record.open(path, None), Record.open(path, None)
    person, _office = written(mine)
    with theirs.reading() as connection, connection.begin():
        connection.exec_driver_sql("SELECT count(*) FROM stakeholder").scalar()
        with mine.writing(message("Purge"), "Mina", "set up") as unit:
            purging.purge(unit, Scope("stakeholder", person))
        assert not purging.finish(mine)
    assert purging.finish(mine)
    assert SECRET.encode() not in held(path)
    mine.close()
    theirs.close()


@pytest.mark.parametrize("seed", range(8))
def test_whatever_was_done_before_the_rest_is_sound_and_undo_brings_nothing_back(
    tmp_path: Path, seed: int
) -> None:
    draw = random.Random(seed)
    record = Record.create(tmp_path / "a.casebook", PASSPHRASE if seed == 0 else None, fill)
    for _step in range(25):
        act(record, draw)
    scope = choose(record, draw)
    before = rows(record)
    found = purge(record, scope)
    after = rows(record)
    assert faults(record) == []
    gone = found.uids()
    if not scope.field:
        left = {uid: row for uid, row in before.items() if uid not in gone}
        assert left.keys() == after.keys()
        assert not gone & set(history_uids(record))
    undo_all(record)
    assert faults(record) == []
    if not scope.field:
        assert not gone & rows(record).keys()
    record.close()


def history_uids(record: Record) -> list[str]:
    with record.reading() as connection:
        return list(connection.exec_driver_sql("SELECT uid FROM change").scalars())


def rows(record: Record) -> dict[str, tuple[Any, ...]]:
    with record.reading() as connection:
        return {
            row[1]: tuple(row)
            for kind in KINDS.values()
            for row in connection.exec_driver_sql(f'SELECT * FROM "{kind.name}"')
        }


def choose(record: Record, draw: random.Random) -> Scope:
    """Any record that is or was, or a field of one."""
    with record.reading() as connection:
        known = list(
            connection.exec_driver_sql(
                "SELECT DISTINCT kind, uid FROM change WHERE kind <> 'term' ORDER BY id"
            )
        )
    kind, uid = draw.choice(known)
    if draw.random() < 0.4:
        field = draw.choice([f for f in KINDS[kind].fields if not f.computed])
        free = not field.required and field.type != "yes/no"
        return Scope(kind, uid, field.name, emptied=free and draw.random() < 0.5)
    return Scope(kind, uid)


def act(record: Record, draw: random.Random) -> None:
    """Add, move, edit, delete, undo or redo something."""
    from db import hanging
    from db.errors import Refused

    people, asks = uids(record, "stakeholder"), uids(record, "ask")
    what = draw.choice(("add", "move", "edit", "delete", "undo", "undo", "redo"))
    type_ = what if what in ("undo", "redo") else "do"
    try:
        with record.writing(message("Act"), "Mina", type_) as unit:
            if what == "add" or len(people) < 3:
                made = unit.add("stakeholder", {"name": "N", "kind": "person", "part_of": None})
                unit.add("post", {"stakeholder": made, "title": "P", "at": draw.choice([made])})
            elif what == "move":
                unit.update("stakeholder", {people[0]: {"part_of": draw.choice(people[1:])}})
                for name in uids(record, "name")[:1]:
                    unit.update("name", {name: {"stakeholder": draw.choice(people)}})
                for ask in asks[:1]:
                    unit.update("ask", {ask: {"asked_by": draw.choice(people)}})
            elif what == "edit":
                unit.update("stakeholder", {draw.choice(people): {"notes": str(draw.random())}})
            elif what == "delete":
                hanging.delete(unit, "stakeholder", [draw.choice(people)])
            else:
                step = getattr(history, f"next_{what}")(unit.connection)
                if step is not None:
                    history.reverse(unit, step.number, forward=what == "redo")
    except Refused:
        pass


def test_digests_are_those_of_the_whole_history(filled: Record) -> None:
    with filled.reading() as connection:
        whole = checking_history.digests(connection)
        part = checking_history.digests(connection, 3)
    assert part == {number: digest for number, digest in whole.items() if number >= 3}
