"""Undo of an earlier act: what later acts did stays, everything else is as it was before it."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import hypothesis.strategies as st
import pytest
from hypothesis import HealthCheck, Phase, given, settings

from db import checking, hanging, history, undoing
from db.errors import Refused
from db.fields import QUANTITY_SCALE
from db.messages import message
from db.record import Record
from db.tables import KINDS
from db.undoing import Plan
from db.unit import Unit
from tests.db.make_casebook import when
from tests.db.test_undo import contents, step

State = dict[tuple[str, int], dict[str, Any]]

DAYS = (("2024-05-01", 19_844), ("2024-05", 19_844), ("2024-06-09", 19_883))
TEXTS = ("river", "flour", "منطقة", "two letters")
LISTS = {"ask category": ("water", "aid"), "unit": ("rifle", "person"), "part": ("host",)}
LINKED = ("stakeholder", "source", "event", "ask", "item")
AGAINST_THE_RULES = {
    undoing.OTHER_UNIT, undoing.TO_ITSELF, undoing.WORD_GONE, undoing.WORD_USED,
}  # fmt: skip
DRAWN = (*LINKED, "name", "post", "tie", "party", "claim", "via", "delivery", "action", "term")


def state(record: Record) -> State:
    """Every record as a plain dict."""
    found: State = {}
    with record.reading() as connection:
        for kind in KINDS.values():
            listed = ",".join(f'"{name}"' for name in kind.columns)
            for row in connection.exec_driver_sql(f'SELECT {listed} FROM "{kind.name}"'):
                found[kind.name, row[0]] = dict(zip(kind.columns, row, strict=True))
    return found


def faults(record: Record) -> set[tuple[str, str]]:
    with record.reading() as connection:
        return {(each.code, str(each.says)) for each in checking.faults(connection)}


class Desk:
    """Random acts on a record, each state remembered by the number of its change set."""

    def __init__(self, record: Record, draw: Callable[[st.SearchStrategy[Any]], Any]) -> None:
        self.record = record
        self.draw = draw
        self.states: dict[int, State] = {}

    def act(self, does: Callable[[Unit], None]) -> None:
        with self.record.writing(message("Did"), "me") as unit:
            does(unit)
        if unit.change_set is not None:
            self.states[unit.change_set] = state(self.record)

    def pick(self, values: Any) -> Any:
        return self.draw(st.sampled_from(list(values)))

    def uids(self, unit: Unit, kind: str) -> list[str]:
        rows = unit.connection.exec_driver_sql(f'SELECT uid FROM "{kind}" ORDER BY id')
        return list(rows.scalars())

    def value(self, unit: Unit, kind: str, name: str) -> dict[str, Any]:
        """A random value of a field; nothing where there is none to be had."""
        each = KINDS[kind].field(name)
        if not each.required and each.type != "yes/no" and self.draw(st.integers(0, 3)) == 0:
            return dict.fromkeys(each.columns if each.type == "when" else (name,))
        if each.type == "when":
            return when(name, *self.pick(DAYS))
        if each.type == "link":
            there = self.uids(unit, each.link)
            return {name: self.pick(there)} if there else {}
        if each.type == "listed":
            words = list(unit.connection.exec_driver_sql(
                "SELECT word FROM term WHERE list = ? ORDER BY id", (each.list,)
            ).scalars())  # fmt: skip
            return {name: self.pick(words or ["any"])}
        known = {
            "quantity": QUANTITY_SCALE, "tenor": 1, "yes/no": 1, "grade": "B2", "clock": "14:30",
        }  # fmt: skip
        if each.type == "choice":
            return {name: self.pick([word for word, _label in each.choices[:3]])}
        return {name: known.get(each.type) or self.pick(TEXTS)}

    def first(self, unit: Unit) -> None:
        """Words in the lists, and a record or two of each kind."""
        for list_, words in LISTS.items():
            for word in words:
                unit.add("term", {"list": list_, "word": word})
        for kind in (*LINKED, *DRAWN[:-1]):
            self.add(unit, kind)

    def add(self, unit: Unit, kind: str = "") -> None:
        kind = kind or self.pick(DRAWN)
        if kind == "term":
            row = {"list": self.pick(LISTS), "word": self.pick(TEXTS)}
        else:
            row = {}
            for each in KINDS[kind].fields:
                row.update(self.value(unit, kind, each.name))
            if any(each.required and each.name not in row for each in KINDS[kind].fields):
                return
        if self.sound(unit, kind, row):
            unit.add(kind, row)

    def sound(self, unit: Unit, kind: str, row: dict[str, Any]) -> bool:
        """Whether the record's own rules let it stand."""
        if kind == "tie":
            return bool(row["from"] != row["to"])
        if kind == "term":
            return row["word"] not in unit.connection.exec_driver_sql(
                "SELECT word FROM term WHERE list = ?", (row["list"],)
            ).scalars().all()  # fmt: skip
        return True

    def edit(self, unit: Unit) -> None:
        kind = self.pick([each for each in DRAWN if each not in ("term", "tie")])
        there = self.uids(unit, kind)
        if there:
            uid = self.pick(there)
            name = self.pick([each.name for each in KINDS[kind].fields])
            unit.update(kind, {uid: self.value(unit, kind, name)})

    def delete(self, unit: Unit) -> None:
        kind = self.pick(DRAWN)
        there = self.uids(unit, kind)
        if kind == "term":
            there = [uid for uid in there if not self.used(unit, uid)]
        if there:
            hanging.delete(unit, kind, [self.pick(there)])

    def used(self, unit: Unit, uid: str) -> bool:
        """Whether a record has this word of a list."""
        sql = "SELECT list, word FROM term WHERE uid = ?"
        list_, word = unit.connection.exec_driver_sql(sql, (uid,)).one()
        return any(
            unit.connection.exec_driver_sql(
                f'SELECT count(*) FROM "{kind.name}" WHERE "{each.column}" = ?', (word,)
            ).scalar()
            for kind in KINDS.values() for each in kind.fields if each.list == list_
        )  # fmt: skip

    def work(self) -> None:
        """One act, of one or several writes; now and then a step of undo or redo."""
        what = self.draw(st.integers(0, 9))
        if what == 0:
            forward = self.draw(st.booleans())
            if step(self.record, forward):
                with self.record.reading() as connection:
                    number = history.sets(connection, limit=1)[0].number
                self.states[number] = state(self.record)
            return
        one_of = (self.add, self.edit, self.edit, self.edit, self.delete)
        writes = [self.pick(one_of) for _ in range(self.draw(st.integers(1, 4)))]
        self.act(lambda unit: [write(unit) for write in writes] and None)


def undo_earlier(record: Record, number: int) -> Plan:
    with record.writing(message("Undo"), "me") as unit:
        made = undoing.plan(unit.connection, number)
        undoing.apply(unit, made)
    return made


def expected(before: State, left: State, now: State, made: Plan) -> State:
    """What there must be after an act is taken back, by what was listed as kept."""
    kept = {(each.kind, each.record_id, each.field) for each in made.kept}
    after: State = {}
    for key in before.keys() | now.keys():
        then, there = before.get(key), now.get(key)
        if (*key, "") in kept or (then is None and left.get(key) is None):
            row = there
        elif then is None:
            row = None if there is not None else there
        elif left.get(key) is None:
            row = dict(then) if there is None else dict(there)
        else:
            row = None if there is None else dict(there)
        if row is not None and then is not None and (*key, "") not in kept:
            done = left.get(key)
            for name, columns in undoing.groups(KINDS[key[0]]):
                for column in columns:
                    if done is None or done[column] != then[column]:
                        row[column] = then[column]
                    if (*key, name) in kept:
                        row[column] = None if there is None else there[column]
        if row is not None:
            after[key] = row
    return after


LONG = int(os.environ.get("WORKBENCH_LONG", "0") or 0)


@given(st.data())
@settings(
    max_examples=16 * (1 + 40 * LONG),
    deadline=None,
    phases=[phase for phase in Phase if LONG or phase is not Phase.shrink],
    suppress_health_check=list(HealthCheck),
)
def test_what_is_not_listed_as_kept_is_as_before_the_act_and_nothing_else_changed(
    data: st.DataObject,
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        record = Record.create(Path(folder) / "a.casebook", None)
        try:
            desk = Desk(record, data.draw)
            desk.act(desk.first)
            for _ in range(data.draw(st.integers(2, 14))):
                desk.work()
            _undo_any(record, desk)
        finally:
            record.close()


def _undo_any(record: Record, desk: Desk) -> None:
    number = desk.pick(sorted(desk.states)[1:] or desk.states)
    now, wrong = contents(record), faults(record)
    before = desk.states.get(number - 1, {})
    left, there = desk.states[number], state(record)
    made = undo_earlier(record, number)
    assert state(record) == expected(before, left, there, made)
    assert faults(record) <= wrong
    for each in made.kept:
        assert each.would_be is not None or each.now is not None
        if each.why is undoing.CHANGED_SINCE:
            assert left.get((each.kind, each.record_id)) != there[each.kind, each.record_id]
    if left == there:
        # Nothing came since, so only a fault that was there before the act keeps it out.
        assert {each.why for each in made.kept} <= AGAINST_THE_RULES
        assert made.kept or state(record) == before
    done = contents(record)
    if made:
        assert step(record, forward=False)
        assert contents(record) == now
        while step(record, forward=False):
            pass
        assert state(record) == {}
        while step(record, forward=True):
            pass
        assert contents(record) == done


@pytest.fixture
def people(record: Record) -> tuple[Record, str, int]:
    with record.writing(message("Did"), "me") as unit:
        uid = unit.add("stakeholder", {"name": "Ana", "kind": "person", "country": "Zembala"})
    assert unit.change_set is not None
    return record, uid, unit.change_set


def write(record: Record, does: Callable[[Unit], Any]) -> int:
    with record.writing(message("Did"), "me") as unit:
        does(unit)
    assert unit.change_set is not None
    return unit.change_set


def test_a_field_goes_back_though_another_was_changed_since(
    people: tuple[Record, str, int],
) -> None:
    record, uid, _number = people
    both = {uid: {"country": "Kesht", "side": "ours"}}
    number = write(record, lambda unit: unit.update("stakeholder", both))
    write(record, lambda unit: unit.update("stakeholder", {uid: {"side": "theirs"}}))
    made = undo_earlier(record, number)
    (row,) = state(record).values()
    assert (row["country"], row["side"]) == ("Zembala", "theirs")
    (kept,) = made.kept
    assert (kept.field, kept.now, kept.would_be) == ("side", {"side": "theirs"}, {"side": None})
    assert faults(record) == set()


def test_an_added_record_stays_while_something_that_came_later_hangs_on_it(
    people: tuple[Record, str, int],
) -> None:
    record, uid, number = people
    write(record, lambda unit: unit.add("name", {"stakeholder": uid, "spelling": "Anna"}))
    made = undo_earlier(record, number)
    assert not made
    assert [(each.kind, each.field, each.why) for each in made.kept] == [
        ("stakeholder", "", undoing.HELD)
    ]


def test_a_deleted_record_comes_back_unless_what_it_hangs_on_is_gone(
    people: tuple[Record, str, int],
) -> None:
    record, uid, _number = people
    write(record, lambda unit: unit.add("name", {"stakeholder": uid, "spelling": "Anna"}))
    (name,) = [row["uid"] for (kind, _id), row in state(record).items() if kind == "name"]
    number = write(record, lambda unit: hanging.delete(unit, "name", [name]))
    last = write(record, lambda unit: hanging.delete(unit, "stakeholder", [uid]))
    made = undo_earlier(record, number)
    assert [each.why for each in made.kept] == [undoing.NOTHING_TO_HANG_ON] and not made
    undo_earlier(record, last)
    undo_earlier(record, number)
    assert {kind for kind, _id in state(record)} == {"stakeholder", "name"}
    assert faults(record) == set()


def test_a_unique_word_that_was_added_anew_does_not_come_back_twice(record: Record) -> None:
    word = {"list": "unit", "word": "rifle"}
    write(record, lambda unit: unit.add("term", word))
    ((_key, row),) = state(record).items()
    number = write(record, lambda unit: hanging.delete(unit, "term", [row["uid"]]))
    write(record, lambda unit: unit.add("term", word))
    made = undo_earlier(record, number)
    assert [each.why for each in made.kept] == [undoing.SAME_ALREADY] and not made


def test_a_word_that_is_in_use_stays_in_its_list(people: tuple[Record, str, int]) -> None:
    record, uid, _number = people
    words = [("unit", "rifle"), ("part", "host")]
    number = write(record, lambda unit: unit.add_many("term", ("list", "word"), words))
    event = {"kind": "meeting", "title": "Talk"}
    write(record, lambda unit: unit.add(
        "party", {"event": unit.add("event", event), "stakeholder": uid, "part": "host"}
    ))  # fmt: skip
    made = undo_earlier(record, number)
    assert [each.why for each in made.kept] == [undoing.WORD_USED]
    assert [row["word"] for (kind, _id), row in state(record).items() if kind == "term"] == ["host"]
    assert faults(record) == set()


def test_nothing_is_made_part_of_itself(people: tuple[Record, str, int]) -> None:
    record, uid, _number = people
    office = {"name": "Office", "kind": "office"}
    write(record, lambda unit: unit.update(
        "stakeholder", {uid: {"part_of": unit.add("stakeholder", office)}}
    ))  # fmt: skip
    (other,) = [row["uid"] for row in state(record).values() if row["uid"] != uid]
    number = write(record, lambda unit: unit.update("stakeholder", {uid: {"part_of": None}}))
    write(record, lambda unit: unit.update("stakeholder", {other: {"part_of": uid}}))
    made = undo_earlier(record, number)
    assert [each.why for each in made.kept] == [undoing.TO_ITSELF] and not made


def test_half_a_take_back_is_never_committed(
    people: tuple[Record, str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    record, _uid, number = people
    write(record, lambda unit: unit.add("source", {"title": "A paper"}))
    before = contents(record)

    def fails(*_given: object) -> None:
        raise Refused(message("The disk is full"))

    monkeypatch.setattr(Unit, "delete_rows", fails)
    with pytest.raises(Refused):
        undo_earlier(record, number)
    assert contents(record) == before
