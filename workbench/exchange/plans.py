"""A plan: what an import would do, row by row, and what a person decides of it before it is done.

Rows are addressed by their place in `staged`. Whatever is decided can be decided otherwise; the
counts follow. A new row that leans on one which is left out is left out with it.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from workbench.exchange.comparing import Change
from workbench.exchange.fresh import Fresh
from workbench.exchange.outcomes import DELETED, Outcomes, Said
from workbench.exchange.report import COUNTS, Counts, OnConflict, Problem
from workbench.exchange.staging import COUNTED, NEW, Choices, Staged, StagedRow, State
from workbench.kinds import KINDS
from workbench.messages import Message, message
from workbench.values import Value

Fields = dict[str, Value]

_WRITES = frozenset({"created", "updated", "deleted", "conflict"})


@dataclass
class Plan(Counts):
    """What an import would do, and all that `take` needs to do it."""

    path: Path = Path()
    name: str = ""
    casebook_path: Path = Path()
    change_set: int = 0
    """The newest change set of the casebook when this was worked out."""
    two_way: bool = False
    """Whether the workbook is an export whose digests mean nothing here: another casebook's."""
    hidden_rows: dict[str, int] = field(default_factory=dict)
    """sheet -> how many of its rows nobody saw there; they were read like the others."""
    choices: Choices | None = None
    state_rows: list[tuple[str, ...]] = field(default_factory=list)
    """What the workbook says of itself: which casebook, when, which columns digests cover."""
    outcomes: list[Outcomes] = field(default_factory=list)
    states: list[State] = field(default_factory=list)
    passed_over: int = 0
    going: Callable[[str, str], Sequence[tuple[str, int]]] | None = None
    """What goes with a record, by kind and uid: asked for one row after the other."""

    def __post_init__(self) -> None:
        self.staged = Staged(lambda: len(self.states), self._make)
        self._offsets: list[int] = []
        self._left: set[int] = set()
        self._left_cells: set[tuple[int, str]] = set()
        self._chosen: dict[tuple[int, str], bool] = {}
        self._decided: dict[int, str] = {}
        self._apart: set[tuple[int, str]] = set()
        self._changes: dict[int, Change | None] = {}
        self._doubts: set[int] = set()
        self._leans: dict[int, tuple[str, ...]] = {}
        self._fallen: dict[int, str] | None = None

    # -- settled by the planner ------------------------------------------------------------------

    def settle(self) -> None:
        """Number the rows, and note which lean on which."""
        at = 0
        for each in self.outcomes:
            self._offsets.append(at)
            at = each.show(at)
            shown = each.shown
            self.states += each.states if each.counted else [each.states[n] for n in shown]
        self._doubts = {
            i for i, state in enumerate(self.states)
            if state == "uncertain" and self._said(i).candidates
        }  # fmt: skip
        self._note_leans()
        self._recount()

    def _note_leans(self) -> None:
        made: dict[str, set[str]] = {}
        for each in self.outcomes:
            uids = made.setdefault(each.kind, set())
            for at, state in enumerate(each.states):
                if state in ("created", "uncertain") and each.number(at) >= 0:
                    uids.add(each.uid(at))
        for each in self.outcomes:
            fresh = each.fresh
            if fresh is None:
                continue
            links = [
                (fresh.columns[link.name], made[link.link])
                for link in fresh.kind.fields
                if link.link and made.get(link.link)
            ]
            for i, at in enumerate(each.shown if links else (), each.offset):
                number = each.number(at)
                if number >= 0 and self.states[i] in ("created", "uncertain"):
                    found = [column[number] for column, uids in links if column[number] in uids]
                    if found:
                        self._leans[i] = tuple(found)

    def _where(self, i: int) -> tuple[Outcomes, int]:
        if not 0 <= i < len(self.states):
            raise IndexError(i)
        # Of tables without rows in sight the last one that begins here is meant.
        each = self.outcomes[bisect_right(self._offsets, i) - 1]
        return each, each.shown[i - each.offset]

    def _said(self, i: int) -> Said:
        each, at = self._where(i)
        return each.said.get(at, Said())

    # -- looking ---------------------------------------------------------------------------------

    def _make(self, i: int) -> StagedRow:
        each, at = self._where(i)
        state = self.states[i]
        left: Message | str = ""
        if i in self.fallen:
            left = message("It leans on “{name}”, which is left out", name=self.fallen[i])
        elif falls := self.falls_with(i):
            told = ", ".join(f"{n:,} {KINDS[kind].many}" for kind, n in falls)
            left = message("With it go: {records}", records=told)
        return each.staged(at, state, self.change(i), left)

    def change(self, i: int) -> Change | None:
        """What a row changes in the record that it is of; None where it changes none."""
        if i in self._changes:
            return self._changes[i]
        each, at = self._where(i)
        return each.changes.get(at)

    def falls_with(self, i: int) -> tuple[tuple[str, int], ...]:
        """(kind, how many) of what else goes with a record that a row deletes."""
        each, at = self._where(i)
        if self.going is None or not each.deletes(at):
            return ()
        return tuple(self.going(each.kind, each.uid(at)))

    def is_left(self, i: int) -> bool:
        """Whether a row is left out, by itself or with what it leans on."""
        return i in self._left or i in self.fallen

    def is_cell_left(self, i: int, name: str) -> bool:
        """Whether a field of a row is left as it is here."""
        return (i, name) in self._left_cells

    def decided(self, i: int) -> str | None:
        """What was decided of an uncertain row: a uid, `NEW`, or None: not yet."""
        return self._decided.get(i)

    def told_apart(self, i: int, uid: str) -> bool:
        """Whether it was said that a row is not this record."""
        return (i, uid) in self._apart

    def theirs(self, i: int, name: str) -> bool:
        """Whether the sheet's side was chosen for a field in conflict."""
        return self._chosen.get((i, name), False)

    @property
    def fallen(self) -> Mapping[int, str]:
        """Rows that are left out with what they lean on -> what that is called."""
        if self._fallen is None:
            self._fallen = self._find_fallen()
        return self._fallen

    def _find_fallen(self) -> dict[int, str]:
        if not self._leans:
            return {}
        out: dict[str, str] = {}
        waiting = {i for i in self._doubts if i not in self._decided}
        waiting |= {i for i in self._left if self._decided.get(i, NEW) == NEW}
        waiting |= {
            i for i, state in enumerate(self.states)
            if state == "uncertain" and i not in self._doubts
        }  # fmt: skip
        for i in waiting:
            each, at = self._where(i)
            if self.states[i] in ("created", "uncertain"):
                out[each.uid(at)] = each.label(at)
        fallen: dict[int, str] = {}
        more = bool(out)
        while more:
            more = False
            for i, uids in self._leans.items():
                cause = next((uid for uid in uids if uid in out), None)
                if cause is None or i in fallen or self._decided.get(i):
                    continue
                fallen[i] = out[cause]
                each, at = self._where(i)
                out.setdefault(each.uid(at), each.label(at))
                more = True
        return fallen

    # -- deciding --------------------------------------------------------------------------------

    def leave(self, i: int, left: bool = True) -> None:
        """Leave a row out, or take it again."""
        self.leave_many([i], left)

    def leave_many(self, rows: Sequence[int], left: bool = True) -> None:
        """Leave rows out, or take them again; counted once for all of them."""
        for i in rows:
            self._where(i)
        if left:
            self._left.update(rows)
        else:
            self._left.difference_update(rows)
        self._recount()

    def leave_cell(self, i: int, name: str, left: bool = True) -> None:
        """Leave one field of a row as it is here, or take it again."""
        (self._left_cells.add if left else self._left_cells.discard)((i, name))
        self._recount()

    def choose(self, i: int, name: str, theirs: bool) -> None:
        """Of a field that was changed here and there: whether the sheet's side is taken."""
        self._chosen[i, name] = theirs
        self._recount()

    def decide(self, i: int, uid: str | None) -> None:
        """Say whom an uncertain row means: a record here, `NEW`, or None: not decided."""
        if i not in self._doubts:
            return
        self._changes.pop(i, None)
        if uid is None:
            self._decided.pop(i, None)
            self.states[i] = "uncertain"
        else:
            self._decided[i] = uid
            self.states[i] = self._state_once(i, uid)
        self._recount()

    def _state_once(self, i: int, uid: str) -> State:
        if uid == NEW:
            return "created"
        each, at = self._where(i)
        if each.comparison is None or uid not in each.comparison or not each.counted:
            return "unchanged"
        change = self._changes[i] = each.comparison.change_to(each.rows, at, uid)
        if change is None:
            return "unchanged"
        return "updated" if change.refused is None else "rejected"

    def not_same(self, i: int, uid: str, apart: bool = True) -> None:
        """Say that a row is not this candidate; one that is none of them is new."""
        (self._apart.add if apart else self._apart.discard)((i, uid))
        if self._decided.get(i) == uid and apart:
            self.decide(i, None)
        candidates = {each.uid for each in self._said(i).candidates}
        none_left = all((i, each) in self._apart for each in candidates)
        if none_left and self._decided.get(i) is None:
            self.decide(i, NEW)
        elif not apart and self._decided.get(i) == NEW:
            self.decide(i, None)
        self._recount()

    # -- counting --------------------------------------------------------------------------------

    def _recount(self) -> None:
        self._fallen = None
        found: Counter[str] = Counter()
        for each in self.outcomes:
            if each.counted:
                found.update(self.states[each.offset : each.offset + len(each.shown)])
        for i in self._left | self.fallen.keys():
            if self._where(i)[0].counted:
                found[self.states[i]] -= 1
                found["skipped"] += 1
        for name in COUNTS:
            setattr(self, name, 0)
        for state, count in found.items():
            name = COUNTED[state]
            setattr(self, name, getattr(self, name) + count)
        self.skipped += self.passed_over

    def taken(self, on_conflict: OnConflict = "ours") -> int:
        """How many rows `take` would write now; decisions that are to be remembered count too."""
        count = sum(
            state in _WRITES and (state != "conflict" or bool(self.contested(i, on_conflict)))
            for i, state in enumerate(self.states)
            if i not in self._left and i not in self.fallen
        )
        return count or len(self._apart) + len(self._decided)

    def contested(self, i: int, on_conflict: OnConflict) -> Fields:
        """What of a row in conflict is taken: as was chosen, else by this rule."""
        change = self.change(i)
        chosen = {name: theirs for (at, name), theirs in self._chosen.items() if at == i}
        if change is None:
            if self._said(i).column != DELETED:
                return {}
            theirs = chosen.get(DELETED, on_conflict == "theirs")
            return {DELETED: None} if theirs else {}
        if not chosen and on_conflict == "skip":
            return {}
        fields = dict(change.fields)
        for name, value in change.contested.items():
            if chosen.get(name, on_conflict == "theirs" and not chosen):
                fields[name] = value
        return {name: v for name, v in fields.items() if (i, name) not in self._left_cells}

    # -- for taking ------------------------------------------------------------------------------

    def each_row(self, state: State) -> list[tuple[int, Outcomes, int]]:
        """(row, its table, its place there) of every row of a state that is not left out."""
        out = self._left | self.fallen.keys()
        return [
            (i, *self._where(i))
            for i, found in enumerate(self.states)
            if found == state and i not in out
        ]

    def decisions(self) -> list[tuple[int, str | None, list[str]]]:
        """(row, whom it means or None, whom it does not mean), for all that was said of any."""
        rows = sorted({*self._decided, *(i for i, _uid in self._apart)})
        return [
            (i, self._decided.get(i), [uid for at, uid in sorted(self._apart) if at == i])
            for i in rows
        ]

    def left_cells(self, i: int) -> list[str]:
        """The fields of a row that are left as they are here."""
        return [name for at, name in self._left_cells if at == i]

    @property
    def any_cell_left(self) -> bool:
        """Whether any cell is left."""
        return bool(self._left_cells)

    @property
    def any_left(self) -> bool:
        """Whether any row is left out."""
        return bool(self._left or self.fallen or self._doubts)

    def new_rows(self) -> Iterator[tuple[Fresh, int, int]]:
        """(gathering, row, place in the gathering) of every row that becomes a new record."""
        for i, each, at in self.each_row("created"):
            if each.fresh is not None:
                yield each.fresh, i, each.number(at)

    def left_uids(self) -> set[str]:
        """The uids in reserve of rows that will not become records."""
        taken = {i for i, _each, _at in self.each_row("created")}
        found = set()
        for each in self.outcomes:
            for i, at in enumerate(each.shown, each.offset):
                open_ = self.states[i] in ("created", "uncertain", "skipped")
                if open_ and i not in taken and each.number(at) >= 0 and not self._decided.get(i):
                    found.add(each.uid(at))
        return found

    def reserved(self) -> dict[str, str]:
        """uid in reserve of a row -> the record that it was decided to be."""
        found = {}
        for i, uid in self._decided.items():
            each, at = self._where(i)
            if uid != NEW:
                found[each.uid(at)] = uid
        return found

    def row(self, i: int) -> tuple[Outcomes, int]:
        """A row's table, and its place there."""
        return self._where(i)

    def open_problems(self) -> list[Problem]:
        """The problems that nothing that was decided has settled."""
        settled = set()
        for i in self._decided:
            each, at = self._where(i)
            settled.add((each.rows.table.sheet, each.rows.table.numbers[at]))
        return [each for each in self.problems
                if not each.candidates or (each.sheet, each.row) not in settled]  # fmt: skip
