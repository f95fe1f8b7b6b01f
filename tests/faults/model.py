"""A casebook against a plain dict: whatever is done to both, in whatever order, they are the same.

    python -m tests.faults.model [RUNS [STEPS [SEED]]]

Each run is a casebook of its own, encrypted, with acts at random: add, edit, delete, merge, undo,
redo, import of a workbook that was exported and edited, lock and unlock, close and open.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from tests.faults import desks
from tests.faults.desks import PASSPHRASE, Tally
from tests.workbench.exchange import workbooks
from workbench import exchange, merging, records
from workbench.casebook import Casebook
from workbench.checks import check
from workbench.kinds import KINDS
from workbench.messages import Refused

WANTED = "0 differences"
Row = dict[str, Any]
State = dict[str, dict[str, Row]]
Edit = tuple[str, str, Row, Row]
"""Of one record: its kind and uid, the values before and after."""

# kind -> the fields that the model knows; links by the kind that they lead to.
FIELDS: dict[str, dict[str, str]] = {
    "stakeholder": {"name": "", "kind": "", "notes": "", "part_of": "stakeholder"},
    "name": {"stakeholder": "stakeholder", "spelling": ""},
    "event": {"kind": "", "title": "", "when": "", "notes": ""},
    "party": {"event": "event", "stakeholder": "stakeholder", "part": ""},
    "ask": {"title": "", "category": "", "asked_by": "stakeholder", "asked_of": "stakeholder",
            "status": "", "notes": "", "hangs_on": "ask"},
    "redirect": {"old": "", "to": "stakeholder"},
}  # fmt: skip
REQUIRED = {
    ("name", "stakeholder"), ("party", "event"), ("party", "stakeholder"), ("ask", "asked_by"),
    ("ask", "asked_of"), ("redirect", "to"),
}  # fmt: skip
# What is one where it says the same of the same stakeholder: by these fields it is told.
ONCE = {"name": ("spelling",), "party": ("event", "part")}

# Two blanks in a title are one, as anywhere that people type: no difference that is looked for.
WORDS = (
    st.text("abcdeéمتق李明 '\"%=", min_size=1, max_size=12)
    .map(lambda text: " ".join(text.split()))
    .filter(bool)
)
NOTES = st.none() | WORDS
WHEN = st.sampled_from([None, "2025", "2025-01", "2025-01-08", "2024-03/..", "2024-09~"])
PICK = st.integers(0, 10**6)
CHOICE = st.sampled_from(["kept", "gone", "both"])


class Counted:
    """What all runs came to."""

    steps = 0
    runs = 0
    base = Path()


class Desk(RuleBasedStateMachine):
    """One casebook, and the dict that says what must be in it."""

    def __init__(self) -> None:
        super().__init__()
        Counted.runs += 1
        self.folder = Path(tempfile.mkdtemp(prefix="desk-"))
        self.path = self.folder / "desk.casebook"
        shutil.copyfile(Counted.base, self.path)
        self.casebook = Casebook.open(self.path, PASSPHRASE, by="A. Officer")
        self.now: State = {kind: {} for kind in FIELDS}
        # Of each act that stands, or was undone: the state on its other side, and what it edited.
        self.done: list[tuple[State, int, Edit | None]] = []
        self.undone: list[tuple[State, int, Edit | None]] = []
        self.exported = False

    # -- the model -----------------------------------------------------------------------------

    def act(self, after: State, edit: Edit | None = None) -> None:
        """What was done, for the model: nothing where nothing changed."""
        if after != self.now:
            self.done.append((self.now, self.casebook.record.data_version()[1], edit))
            self.undone = []
            self.now = after

    def copy(self) -> State:
        return {kind: {uid: dict(row) for uid, row in rows.items()}
                for kind, rows in self.now.items()}  # fmt: skip

    def pick(self, kind: str, at: int) -> str | None:
        uids = list(self.now[kind])
        return uids[at % len(uids)] if uids else None

    def add(self, kind: str, /, **values: Any) -> None:
        uid = records.add(self.casebook, kind, values)
        after = self.copy()
        after[kind][uid] = {name: values.get(name) for name in FIELDS[kind]}
        self.act(after)

    def edit(self, kind: str, uid: str, /, **values: Any) -> None:
        records.edit(self.casebook, kind, {uid: values})
        after = self.copy()
        before = {name: after[kind][uid][name] for name in values}
        after[kind][uid] |= values
        changed = {name: value for name, value in values.items() if before[name] != value}
        self.act(after, (kind, uid, {name: before[name] for name in changed}, changed))

    # -- what a person does --------------------------------------------------------------------

    @initialize(name=WORDS)
    def begin(self, name: str) -> None:
        self.add("stakeholder", name=name, kind="person")
        self.add("event", kind="meeting", title=name)

    @rule(name=WORDS, kind=st.sampled_from(["person", "state"]), notes=NOTES, at=st.none() | PICK)
    def add_stakeholder(self, name: str, kind: str, notes: str | None, at: int | None) -> None:
        part_of = None if at is None else self.pick("stakeholder", at)
        self.add("stakeholder", name=name, kind=kind, notes=notes, part_of=part_of)

    @rule(spelling=WORDS, at=PICK)
    def add_name(self, spelling: str, at: int) -> None:
        who = self.pick("stakeholder", at)
        if who:
            self.add("name", stakeholder=who, spelling=spelling)

    @rule(title=WORDS, when=WHEN, notes=NOTES, kind=st.sampled_from(["meeting", "incident"]))
    def add_event(self, title: str, when: str | None, notes: str | None, kind: str) -> None:
        self.add("event", kind=kind, title=title, when=when, notes=notes)

    @rule(event=PICK, who=PICK, part=st.sampled_from(["host", "speaker"]))
    def add_party(self, event: int, who: int, part: str) -> None:
        at, stakeholder = self.pick("event", event), self.pick("stakeholder", who)
        if at and stakeholder:
            self.add("party", event=at, stakeholder=stakeholder, part=part)

    @rule(title=WORDS, by=PICK, of=PICK, on=st.none() | PICK, notes=NOTES)
    def add_ask(self, title: str, by: int, of: int, on: int | None, notes: str | None) -> None:
        asked_by, asked_of = self.pick("stakeholder", by), self.pick("stakeholder", of)
        hangs_on = None if on is None else self.pick("ask", on)
        if asked_by and asked_of:
            self.add("ask", title=title, category="aid", asked_by=asked_by, asked_of=asked_of,
                     status="proposed", hangs_on=hangs_on, notes=notes)  # fmt: skip

    @rule(kind=st.sampled_from(["stakeholder", "event", "ask"]), at=PICK, notes=NOTES)
    def edit_notes(self, kind: str, at: int, notes: str | None) -> None:
        uid = self.pick(kind, at)
        if uid:
            self.edit(kind, uid, notes=notes)

    @rule(at=PICK, title=WORDS, when=WHEN)
    def edit_event(self, at: int, title: str, when: str | None) -> None:
        uid = self.pick("event", at)
        if uid:
            self.edit("event", uid, title=title, when=when)

    @rule(one=PICK, other=PICK, notes=CHOICE, name=CHOICE, part_of=CHOICE)
    def merge(
        self, one: int, other: int, notes: merging.Choice, name: merging.Choice,
        part_of: merging.Choice,
    ) -> None:  # fmt: skip
        kept, gone = self.pick("stakeholder", one), self.pick("stakeholder", other)
        if kept is None or gone is None or kept == gone:
            return
        choices: dict[str, merging.Choice] = {"notes": notes, "name": name, "part_of": part_of}
        merging.merge(self.casebook, kept, gone, choices)
        after = self.copy()
        _move(after, kept, gone)
        self._chosen(after["stakeholder"][kept], after["stakeholder"].pop(gone), choices)
        _uncircle(after["stakeholder"], kept, self.now["stakeholder"], gone)
        self._name_both(after, kept, gone)
        # What only the casebook can know: under which uid it wrote what is new.
        fresh = self.stored()
        for kind in ("name", "redirect"):
            for uid in fresh[kind].keys() - after[kind].keys():
                like = [key for key, row in after[kind].items() if row == fresh[kind][uid]]
                assert like, "a record that the model does not have"
                after[kind][uid] = after[kind].pop(like[0])
        self.act(after)

    def _chosen(self, row: Row, gone: Row, choices: dict[str, merging.Choice]) -> None:
        for name, choice in choices.items():
            ours, theirs = row[name], gone[name]
            if ours is None or (theirs is not None and choice == "gone"):
                row[name] = theirs
            elif theirs is not None and choice == "both" and name == "notes" and ours != theirs:
                row[name] = f"{ours}\n\n{theirs}" if theirs not in ours.split("\n\n") else ours
        row["kind"] = row["kind"] or gone["kind"]

    def _name_both(self, after: State, kept: str, gone: str) -> None:
        shown = after["stakeholder"][kept]["name"]
        names = after["name"]
        own = [uid for uid, row in names.items() if row["stakeholder"] == kept]
        known = {names[uid]["spelling"] for uid in own}
        for uid in own:
            if names[uid]["spelling"] == shown:
                del names[uid]
        for each in (kept, gone):
            spelling = self.now["stakeholder"][each]["name"]
            if spelling != shown and spelling not in known:
                known.add(spelling)
                names[f"new {each}"] = {"stakeholder": kept, "spelling": spelling}
        after["redirect"]["new"] = {"old": gone, "to": kept}

    @rule(kind=st.sampled_from(sorted(FIELDS)), at=PICK, more=st.booleans())
    def delete(self, kind: str, at: int, more: bool) -> None:
        chosen = {self.pick(kind, at + step) for step in range(1 + more)} - {None}
        if not chosen:
            return
        records.delete(self.casebook, kind, sorted(str(uid) for uid in chosen))
        after = self.copy()
        going = {(kind, uid) for uid in chosen}
        while going:
            gone, uid = going.pop()
            after[gone].pop(str(uid), None)
            for other, fields in FIELDS.items():
                for field in (name for name, link in fields.items() if link == gone):
                    for own, row in after[other].items():
                        if row[field] != uid:
                            continue
                        if (other, field) in REQUIRED:
                            going.add((other, own))
                        else:
                            row[field] = None
        self.act(after)

    @rule()
    def undo(self) -> None:
        step = self.casebook.undo()
        assert (step is None) == (not self.done)
        if self.done:
            before, number, edit = self.done.pop()
            self.undone.append((self.now, number, edit))
            self.now = before

    @rule()
    def redo(self) -> None:
        step = self.casebook.redo()
        assert (step is None) == (not self.undone)
        if self.undone:
            after, number, edit = self.undone.pop()
            self.done.append((self.now, number, edit))
            self.now = after

    @rule(at=PICK)
    def undo_an_earlier_edit(self, at: int) -> None:
        """What nobody changed since goes back; what somebody did, and who is gone, stays."""
        edits = [(number, edit) for _state, number, edit in self.done[:-1] if edit is not None]
        if not edits:
            return
        number, (kind, uid, was, became) = edits[at % len(edits)]
        after = self.copy()
        row = after[kind].get(uid, {})
        back = {name: was[name] for name in was if row and row[name] == became[name]}
        row.update(back)
        try:
            self.casebook.undo_one(number)
        except Refused:
            assert after == self.now, "refused, though something could be taken back"
        self.act(after)

    @precondition(lambda self: not self.exported)
    @rule(at=PICK, notes=WORDS, title=WORDS)
    def import_edited(self, at: int, notes: str, title: str) -> None:
        self.exported = True
        workbook = self.folder / "desk.xlsx"
        exchange.export(self.casebook, workbook)
        after = self.copy()
        uid = self.pick("event", at)

        def typed(book: Any) -> None:
            sheet = book["Events"]
            if uid:
                workbooks.put(sheet, workbooks.row_of(sheet, "uid", uid), "Notes", _safe(notes))
            row = sheet.max_row + 1
            workbooks.put(sheet, row, "Kind", "meeting")
            workbooks.put(sheet, row, "Title", f"New {_safe(title)}")

        workbooks.change(workbook, typed)
        done = exchange.take(self.casebook, exchange.plan(self.casebook, workbook))
        assert not done.problems, [str(problem) for problem in done.problems]
        if uid:
            after["event"][uid]["notes"] = _safe(notes)
        [fresh] = self.stored()["event"].keys() - after["event"].keys()
        after["event"][fresh] = dict.fromkeys(FIELDS["event"]) | {
            "kind": "meeting", "title": f"New {_safe(title)}",
        }  # fmt: skip
        self.act(after)

    @rule()
    def close_and_open(self) -> None:
        self.casebook.close()
        self.casebook = Casebook.open(self.path, PASSPHRASE, by="A. Officer")

    @rule()
    def lock_and_unlock(self) -> None:
        self.casebook.lock()
        self.casebook.unlock(PASSPHRASE)

    # -- the comparison ------------------------------------------------------------------------

    def stored(self) -> State:
        """All that is in the casebook, as the model would say it."""
        found: State = {}
        with self.casebook.reading() as connection:
            known: dict[str, dict[int, str]] = {}
            for kind, fields in FIELDS.items():
                rows = connection.exec_driver_sql(f'SELECT * FROM "{kind}"').mappings().all()
                known[kind] = {row["id"]: row["uid"] for row in rows}
                found[kind] = {
                    row["uid"]: {
                        name: known[link].get(row[f"{name}_id"]) if link else row[name]
                        for name, link in fields.items()
                    }
                    for row in rows
                }
        return found

    @invariant()
    def the_same(self) -> None:
        Counted.steps += 1
        assert self.stored() == self.now

    def teardown(self) -> None:
        try:
            report = check(self.casebook)
            assert report.ok, [fault.code for fault in report.faults]
            while self.done:
                self.casebook.undo()
                self.now = self.done.pop()[0]
            assert self.stored() == self.now, "undone to the beginning, it is not as it began"
            assert check(self.casebook).ok
        finally:
            self.casebook.close()
            shutil.rmtree(self.folder, ignore_errors=True)


def _move(state: State, kept: str, gone: str) -> None:
    """Whatever leads to one leads to the other; what says the same then is there once."""
    for kind, fields in FIELDS.items():
        moved = []
        for uid, row in state[kind].items():
            ends = [name for name, link in fields.items()
                    if link == "stakeholder" and row[name] == gone]  # fmt: skip
            if ends and uid not in (kept, gone):
                row.update(dict.fromkeys(ends, kept))
                moved.append(uid)
        for uid in moved if kind in ONCE else ():
            row = state[kind][uid]
            same = ("stakeholder", *ONCE[kind])
            if any(
                key != uid and all(row[name] == other[name] for name in same)
                for key, other in state[kind].items()
                # Of two that were moved the first stays.
                if key not in moved or moved.index(key) < moved.index(uid)
            ):
                del state[kind][uid]


def _uncircle(rows: dict[str, Row], kept: str, before: dict[str, Row], gone: str) -> None:
    """It is part of what was chosen, else of what either was part of, but never of itself."""
    wanted = [rows[kept]["part_of"], before[kept]["part_of"], before[gone]["part_of"]]
    for above in wanted:
        at, seen = above, set()
        while at is not None and at not in (kept, gone) and at not in seen:
            seen.add(at)
            at = before[at]["part_of"]
        if above is not None and at not in (kept, gone):
            rows[kept]["part_of"] = above
            return
    rows[kept]["part_of"] = None


def _safe(text: str) -> str:
    # A person's Excel would take this for a formula; what the workbench writes itself never is.
    return text.lstrip("='").strip() or "x"


def main(words: list[str]) -> int:
    """So many runs of so many steps; the exit status."""
    runs, steps, number = [*map(int, words), *(2_000, 50, 1)[len(words) :]]
    tally = Tally("model-based: a casebook against a dict", WANTED)
    with desks.watched_folder() as root:
        Counted.base = root / "base.casebook"
        Casebook.create(Counted.base, PASSPHRASE).close()
        assert set(FIELDS) <= set(KINDS)
        profile = settings(
            max_examples=runs, stateful_step_count=steps, deadline=None, database=None,
            suppress_health_check=list(HealthCheck), phases=[Phase.generate, Phase.shrink],
        )  # fmt: skip
        try:
            run_state_machine_as_test(seed(number)(Desk), settings=profile)
        except Exception as error:
            notes = "\n    ".join(getattr(error, "__notes__", []))
            tally.wrong.append(f"{type(error).__name__}: {error}\n    {notes}")
    tally.runs = Counted.runs
    tally.notes = f"{Counted.steps:,} steps"
    return tally.end()


if __name__ == "__main__":
    desks.remember_keys()
    sys.exit(main(sys.argv[1:]))
