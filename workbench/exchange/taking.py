"""A plan carried out: one act, one change set, one undo."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from db import exporting as stored
from workbench import distinctions, saved_views
from workbench.exchange import only_named
from workbench.exchange.fresh import Fresh
from workbench.exchange.gathering import Batch
from workbench.exchange.layout import VIEW
from workbench.exchange.outcomes import DELETED
from workbench.exchange.plans import Plan
from workbench.exchange.report import COUNTS, Done, OnConflict, Progress, no_progress
from workbench.exchange.staging import NEW
from workbench.kinds import KINDS
from workbench.messages import Refused, message
from workbench.names import fold
from workbench.values import Value

if TYPE_CHECKING:
    from workbench.casebook import Casebook
    from workbench.writing import Change

STEP = 1_000

Edits = dict[str, dict[str, dict[str, Value]]]


@dataclass
class _Writes:
    """All that an import writes."""

    added: dict[str, Batch] = field(default_factory=dict)
    edits: Edits = field(default_factory=dict)
    deleted: dict[str, list[str]] = field(default_factory=dict)

    @property
    def total(self) -> int:
        """How many records it touches."""
        return (
            sum(len(batch.rows) for batch in self.added.values())
            + sum(map(len, self.edits.values()))
            + sum(map(len, self.deleted.values()))
        )


def take(
    casebook: Casebook, plan: Plan, on_conflict: OnConflict, progress: Progress | None = None
) -> Done:
    """Carry a plan out. `Refused` where the casebook was changed since it was worked out."""
    report = progress or no_progress
    counts = {name: getattr(plan, name) for name in COUNTS}
    done = Done(**counts, problems=plan.open_problems())
    report(0, 0)
    writes = _writes(plan, on_conflict, report)
    total = writes.total
    if not total and not plan.decisions():
        _take_views(casebook, plan)
        return done
    name = plan.name or plan.path.name
    with casebook.change(message("Import {name}", name=name)) as change:
        _refuse_stale(casebook, plan)
        report(0, total)
        _write(change, writes, report, total)
        _remember(change, plan)
        done.change_set = change.number
    _take_views(casebook, plan)
    return done


def _take_views(casebook: Casebook, plan: Plan) -> None:
    """Keep the saved views that came along; they are no record, so no undo takes them back."""
    saved_views.unpack_texts(casebook, [row[1] for row in plan.state_rows if row[0] == VIEW])


def _write(change: Change, writes: _Writes, report: Progress, total: int) -> None:
    written = 0
    edits = dict(writes.edits)
    if "term" in edits:
        # A marking that is renamed is known to the new rows by its new name.
        renamed = edits.pop("term")
        change.edit("term", renamed)
        written += len(renamed)
    for batch in _in_order(writes.added):
        for count in _add(change, batch):
            written += count
            report(written, total)
    for kind, values in edits.items():
        for part in _parts(values):
            change.edit(kind, part)
            written += len(part)
            report(written, total)
    # Children first: what goes with its parent need not be looked for then.
    for kind in reversed(list(writes.deleted)):
        change.delete(kind, writes.deleted[kind])
        written += len(writes.deleted[kind])
        report(written, total)


def _parts(values: Mapping[str, Mapping[str, Value]]) -> Iterator[dict[str, Mapping[str, Value]]]:
    items = list(values.items())
    for start in range(0, len(items), STEP):
        yield dict(items[start : start + STEP])


def _refuse_stale(casebook: Casebook, plan: Plan) -> None:
    # Another connection: it sees what was committed before this act, which is what counts.
    with casebook.reading() as connection:
        last = stored.last_change(connection)
    if last != plan.change_set:
        raise Refused(
            message("The casebook was changed since the workbook was looked at"),
            plan.name or plan.path.name,
            message("Import it again."),
        )


# -- what is written -------------------------------------------------------------------------------


def _writes(plan: Plan, on_conflict: OnConflict, report: Progress) -> _Writes:
    writes = _Writes()
    leads = plan.reserved()
    _gather_added(plan, writes, leads, report)
    report(0, 0)
    _gather_edits(plan, writes, on_conflict)
    only_named.without(writes.added, writes.edits, _only_named(plan))
    for _i, outcomes, at in plan.each_row("deleted"):
        writes.deleted.setdefault(outcomes.kind, []).append(outcomes.uid(at))
    if leads or plan.any_left:
        _follow(plan, writes.edits, leads)
    order = {kind: at for at, kind in enumerate(KINDS)}
    writes.deleted = dict(sorted(writes.deleted.items(), key=lambda each: order[each[0]]))
    return writes


def _gather_added(plan: Plan, writes: _Writes, leads: Mapping[str, str], report: Progress) -> None:
    made: dict[str, tuple[Fresh, list[int]]] = {}
    blank: dict[str, set[tuple[int, str]]] = {}
    for fresh, i, number in plan.new_rows():
        kind = fresh.kind.name
        # A kind has one gathering for what hangs on other rows, and one for all else.
        _, numbers = made.setdefault(f"{kind}\0{id(fresh)}", (fresh, []))
        required = {each.name for each in fresh.kind.fields if each.required}
        left = plan.left_cells(i) if plan.any_cell_left else ()
        if required.isdisjoint(left):
            numbers.append(number)
            blank.setdefault(f"{kind}\0{id(fresh)}", set()).update((number, n) for n in left)
    for key, (fresh, numbers) in made.items():
        report(0, 0)
        if leads:
            here = fresh.already_here(numbers, leads)
            numbers = [number for number in numbers if number not in here]
        if numbers:
            batch = fresh.batch(sorted(numbers), leads, blank.get(key, ()))
            writes.added[key] = batch


def _only_named(plan: Plan) -> set[str]:
    """The uids of the new records that rows of other kinds name, and that have no row."""
    return {
        fresh.uids[number]
        for fresh, _i, number in plan.new_rows()
        if fresh.kind.name in only_named.NAMED and fresh.derived(number)
    }


def _gather_edits(plan: Plan, writes: _Writes, on_conflict: OnConflict) -> None:
    for i, outcomes, _at in plan.each_row("updated"):
        change = plan.change(i)
        fields = dict(change.fields) if change is not None else {}
        if plan.any_cell_left:
            for name in plan.left_cells(i):
                fields.pop(name, None)
        if fields and change is not None:
            writes.edits.setdefault(outcomes.kind, {}).setdefault(change.uid, {}).update(fields)
    for i, outcomes, at in plan.each_row("conflict"):
        fields = plan.contested(i, on_conflict)
        if fields == {DELETED: None}:
            writes.deleted.setdefault(outcomes.kind, []).append(outcomes.uid(at))
        elif fields:
            change = plan.change(i)
            uid = change.uid if change is not None else outcomes.uid(at)
            writes.edits.setdefault(outcomes.kind, {}).setdefault(uid, {}).update(fields)


def _follow(plan: Plan, edits: Edits, leads: Mapping[str, str]) -> None:
    """Let links lead to what rows were decided to be; those to what is left out are no change."""
    out = plan.left_uids()
    for kind, rows in edits.items():
        links = [each.name for each in KINDS[kind].fields if each.link]
        for fields in rows.values():
            for name in links:
                value = fields.get(name)
                if value in out:
                    del fields[name]
                elif isinstance(value, str) and value in leads:
                    fields[name] = leads[value]
        edits[kind] = {uid: fields for uid, fields in rows.items() if fields}


def _in_order(added: Mapping[str, Batch]) -> Iterator[Batch]:
    """First what links to nothing (the casebook's lists among it), then as the kinds lean."""
    free = [name for name, kind in KINDS.items() if not any(f.link for f in kind.fields)]
    for name in [*free, *(name for name in KINDS if name not in free)]:
        yield from (batch for batch in added.values() if batch.kind == name)


def _add(change: Change, batch: Batch) -> Iterator[int]:
    """Add a batch in steps and in the sheet's order; how many records each step added."""
    late = _later(batch)
    for start in range(0, len(batch.rows), STEP):
        part = [
            _emptied(batch, row, late[str(row[0])]) if row[0] in late else row
            for row in batch.rows[start : start + STEP]
        ]
        change.add_many(batch.kind, batch.names, part)
        yield len(part)
    if late:
        change.edit(batch.kind, late)


def _later(batch: Batch) -> dict[str, dict[str, Value]]:
    """The links to rows of the batch that are not above: uid -> field -> uid."""
    later: dict[str, dict[str, Value]] = {}
    waiting: set[Any] = {row[0] for row in batch.rows} if batch.own else set()
    for row in batch.rows if batch.own else ():
        links = {batch.names[p]: row[p] for p in batch.own if row[p] in waiting}
        if links:
            later[str(row[0])] = links
        waiting.discard(row[0])
    return later


def _emptied(batch: Batch, row: tuple[Value, ...], links: Mapping[str, Any]) -> tuple[Value, ...]:
    return tuple(
        None if name in links else value for name, value in zip(batch.names, row, strict=True)
    )


# -- what is remembered ----------------------------------------------------------------------------


def _remember(change: Change, plan: Plan) -> None:
    """Keep what was decided of names, so that the same sheet does not ask again."""
    for i, uid, apart in plan.decisions():
        outcomes, at = plan.row(i)
        name = outcomes.rows.texts("name")[at].strip() if outcomes.kind == "stakeholder" else ""
        if not fold(name) or plan.is_left(i):
            continue
        means = outcomes.uid(at) if uid == NEW else uid
        for other in apart:
            distinctions.decide(change, name, other, same=False)
            if means and means != other:
                distinctions.decide(change, means, other, same=False)
        if means:
            distinctions.decide(change, name, means, same=True)
