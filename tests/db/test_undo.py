"""Undo and redo: after any acts, all undone is the first state again, all redone the last."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import hypothesis.strategies as st
import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from db import checking, hanging, history, index
from db.errors import Refused
from db.folding import fold
from db.messages import message
from db.record import Record
from db.tables import KINDS
from db.unit import Unit
from tests.db.make_casebook import when

# What a record of each kind is made of here; the links are filled in from what is there.
FIRST = {
    "stakeholder": {"kind": "person"},
    "event": {"kind": "meeting", **when("when", "2024-05-01", 19_844)},
    "ask": {"status": "pending", "category": "water"},
    "name": {},
    "party": {},
    "post": {},
    "item": {"what": "flour"},
    "delivery": {},
    "action": {},
    "source": {},
}
WORDS = ("river crossing", "Ministère", "القنطرة", "two letters", "flour and oil", "منطقة")
QUERIES = [fold(word) for word in (*WORDS, "and", "ing", "river")]
KIND = st.sampled_from(sorted(FIRST))
WORD = st.sampled_from(WORDS)
PICK = st.integers(0, 1_000)


def contents(record: Record) -> tuple[Any, ...]:
    """Every record of every kind, and what the index answers."""
    with record.reading() as connection:
        rows = [
            connection.exec_driver_sql(
                f"SELECT {','.join(chr(34) + c + chr(34) for c in kind.columns)}"
                f' FROM "{kind.name}" ORDER BY id'
            ).all()
            for kind in KINDS.values()
        ]
        answers = [index.find(connection, query, 1_000) for query in QUERIES]
    return rows, answers


def step(record: Record, forward: bool) -> bool:
    """Undo or redo one act, if there is one."""
    with record.reading() as connection:
        found = (history.next_redo if forward else history.next_undo)(connection)
    if found is None:
        return False
    with record.writing(found.did, "me", "redo" if forward else "undo") as unit:
        history.reverse(unit, found.number, forward)
    return True


class Acts(RuleBasedStateMachine):
    """A desk at work: adding, changing, deleting, taking back and doing again."""

    @initialize()
    def open(self) -> None:
        self.folder = tempfile.TemporaryDirectory()
        self.record = Record.create(Path(self.folder.name) / "a.casebook", None)
        self.states = [contents(self.record)]
        self.done = 0

    def uids(self, kind: str) -> list[str]:
        with self.record.reading() as connection:
            rows = connection.exec_driver_sql(f'SELECT uid FROM "{kind}" ORDER BY id')
            return list(rows.scalars())

    @contextmanager
    def act(self) -> Iterator[Unit]:
        with self.record.writing(message("Did"), "me") as unit:
            yield unit
        if unit.change_set is not None:
            self.states[self.done + 1 :] = [contents(self.record)]
            self.done += 1

    def links(self, kind: str, pick: int, every: bool) -> dict[str, str] | None:
        """The links that a record must have (or all that it can); None where there is no end."""
        found: dict[str, str] = {}
        for number, link in enumerate(KINDS[kind].links.values()):
            there = self.uids(link.link)
            if there and (every or link.required):
                found[link.name] = there[(pick + number) % len(there)]
            elif link.required:
                return None
        return found

    def row(self, kind: str, pick: int, word: str, every: bool) -> dict[str, Any] | None:
        links = self.links(kind, pick, every)
        if links is None:
            return None
        text = next(f.name for f in KINDS[kind].fields if f.type in ("text", "long text", "listed"))
        return {text: word, **FIRST[kind], **links}

    @rule(kind=KIND, pick=PICK, word=WORD, every=st.booleans())
    def add(self, kind: str, pick: int, word: str, every: bool) -> None:
        row = self.row(kind, pick, word, every)
        if row is not None:
            with self.act() as unit:
                unit.add(kind, row)

    @rule(kind=KIND, pick=PICK, words=st.lists(WORD, min_size=1, max_size=4))
    def add_many(self, kind: str, pick: int, words: list[str]) -> None:
        rows = [self.row(kind, pick + n, word, True) for n, word in enumerate(words)]
        whole = [row for row in rows if row is not None]
        if whole:
            with self.act() as unit:
                unit.add_many(kind, list(whole[0]), [tuple(row.values()) for row in whole])

    @rule(kind=KIND, pick=PICK, word=WORD, many=st.booleans())
    def update(self, kind: str, pick: int, word: str, many: bool) -> None:
        uids = self.uids(kind)
        if not uids:
            return
        chosen = uids if many else [uids[pick % len(uids)]]
        text = next(f for f in KINDS[kind].fields if f.type in ("text", "long text", "listed"))
        notes = {"notes": None if pick % 2 else word} if "notes" in KINDS[kind].columns else {}
        links = self.links(kind, pick, True) or {}
        with self.act() as unit:
            unit.update(kind, {uid: {text.name: word, **notes, **links} for uid in chosen})

    @rule(kind=KIND, pick=PICK, many=st.booleans())
    def delete(self, kind: str, pick: int, many: bool) -> None:
        uids = self.uids(kind)
        if uids:
            chosen = uids[::2] if many else [uids[pick % len(uids)]]
            with self.act() as unit:
                hanging.delete(unit, kind, chosen)

    @rule(kind=KIND, pick=PICK, word=WORD)
    def several_at_once(self, kind: str, pick: int, word: str) -> None:
        row = self.row(kind, pick, word, True)
        if row is not None:
            with self.act() as unit:
                uid = unit.add(kind, row)
                unit.update(kind, {uid: {"notes": word} if "notes" in KINDS[kind].columns else {}})
                other = unit.add("stakeholder", {"name": word, "kind": "office"})
                hanging.delete(unit, "stakeholder", [other])

    @precondition(lambda self: self.done > 0)
    @rule()
    def undo(self) -> None:
        assert step(self.record, forward=False)
        self.done -= 1
        assert contents(self.record) == self.states[self.done]

    @precondition(lambda self: self.done + 1 < len(self.states))
    @rule()
    def redo(self) -> None:
        assert step(self.record, forward=True)
        self.done += 1
        assert contents(self.record) == self.states[self.done]

    @rule(word=WORD)
    def set_up(self, word: str) -> None:
        with self.record.writing(message("Joined"), "me", "set up") as unit:
            unit.add("member", {"name": word})
        # It is no act of the desk's: it stands, whatever is undone around it.
        members = contents(self.record)[0][list(KINDS).index("member")]
        for rows, _answers in self.states:
            rows[list(KINDS).index("member")] = members

    @invariant()
    def history_offers_what_is_left(self) -> None:
        if not hasattr(self, "states"):
            return
        with self.record.reading() as connection:
            assert (history.next_undo(connection) is not None) == (self.done > 0)
            redo = history.next_redo(connection)
        assert (redo is not None) == (self.done + 1 < len(self.states))

    def teardown(self) -> None:
        if not hasattr(self, "states"):
            return
        try:
            while step(self.record, forward=False):
                pass
            assert contents(self.record) == self.states[0]
            while step(self.record, forward=True):
                pass
            assert contents(self.record) == self.states[-1]
            with self.record.reading() as connection:
                codes = {fault.code for fault in checking.faults(connection)}
            # The desk here links at random, so an office may well be part of itself.
            assert codes <= {"part-of-itself", "hangs-on-itself"}
        finally:
            self.record.close()
            self.folder.cleanup()


LONG = int(os.environ.get("WORKBENCH_LONG", "0") or 0)
Acts.TestCase.settings = settings(
    max_examples=30 * (1 + LONG),
    stateful_step_count=30 * (1 + min(LONG, 9)),
    deadline=None,
    # To shrink what failed takes minutes: that is for the long run.
    phases=[phase for phase in Phase if LONG or phase is not Phase.shrink],
    suppress_health_check=list(HealthCheck),
)
TestAfterAnyActs = Acts.TestCase


def test_what_was_altered_from_outside_is_not_overwritten_by_undo(
    filled: Record, behind: Any
) -> None:
    behind.execute("UPDATE stakeholder SET country = 'elsewhere' WHERE id = 3")
    before = contents(filled)
    with pytest.raises(Refused, match="altered outside"):
        step(filled, forward=False)
    assert contents(filled) == before


def test_undo_stops_at_what_was_set_up_since_and_hangs_on_it(record: Record) -> None:
    with record.writing(message("Did"), "me") as unit:
        uid = unit.add("stakeholder", {"name": "Ana", "kind": "person"})
    with record.writing(message("Joined"), "me", "set up") as unit:
        unit.add("name", {"stakeholder": uid, "spelling": "Anna"})
    before = contents(record)
    with pytest.raises(Refused, match="stands in the way"):
        step(record, forward=False)
    assert contents(record) == before


def test_a_new_act_ends_redo_and_setting_up_does_not(record: Record) -> None:
    def write(type_: str) -> None:
        with record.writing(message("Did"), "me", type_) as unit:
            unit.add("member", {"name": "a"})

    write("do")
    step(record, forward=False)
    write("set up")
    assert step(record, forward=True)
    step(record, forward=False)
    write("do")
    assert not step(record, forward=True)


def test_history_tells_what_was_done_to_a_record_and_by_whom(filled: Record) -> None:
    with filled.reading() as connection:
        uid = connection.exec_driver_sql("SELECT uid FROM stakeholder WHERE id = 1").scalar_one()
        sets = history.sets(connection, [uid])
        assert [(row.by, row.type) for row in sets] == [
            ("Mina", "redo"),
            ("Mina", "undo"),
            ("Mina", "do"),
        ]
        assert str(sets[0].did) == "Filled 3"
        added, changed = history.changes(connection, sets[-1].number, uid)
        assert added.before is None and (added.after or {})["name"] == "Ana"
        assert changed.before == {"part_of_id": None, "notes": None}
        assert history.sets(connection, [uid], limit=1) == sets[:1]
