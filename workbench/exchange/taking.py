"""A plan carried out: one act, one change set, one undo."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from db import exporting as stored
from workbench.exchange.fresh import Batch
from workbench.exchange.planning import Plan
from workbench.exchange.report import COUNTS, Done, OnConflict, Progress, no_progress
from workbench.kinds import KINDS
from workbench.messages import Refused, message
from workbench.values import Value

if TYPE_CHECKING:
    from workbench.casebook import Casebook
    from workbench.writing import Change

STEP = 5_000


def take(
    casebook: Casebook, plan: Plan, on_conflict: OnConflict, progress: Progress | None = None
) -> Done:
    """Carry a plan out. `Refused` where the casebook was changed since it was worked out."""
    report = progress or no_progress
    counts = {name: getattr(plan, name) for name in COUNTS}
    done = Done(**counts, problems=list(plan.problems))
    edits = _edits(plan, on_conflict)
    total = sum(len(batch.rows) for batch in plan.added.values()) + sum(map(len, edits.values()))
    if not total:
        return done
    written = 0
    with casebook.change(message("Import {name}", name=plan.path.name)) as change:
        _refuse_stale(casebook, plan)
        report(0, total)
        if "term" in edits:
            # A marking that is renamed is known to the new rows by its new name.
            renamed = edits.pop("term")
            change.edit("term", renamed)
            written += len(renamed)
        for batch in _in_order(plan.added):
            for count in _add(change, batch):
                written += count
                report(written, total)
        for kind, values in edits.items():
            change.edit(kind, values)
            written += len(values)
            report(written, total)
        done.change_set = change.number
    return done


def _refuse_stale(casebook: Casebook, plan: Plan) -> None:
    # Another connection: it sees what was committed before this act, which is what counts.
    with casebook.reading() as connection:
        last = stored.last_change(connection)
    if last != plan.change_set:
        raise Refused(
            message("The casebook was changed since the workbook was looked at"),
            plan.path.name,
            message("Import it again."),
        )


def _edits(plan: Plan, on_conflict: OnConflict) -> dict[str, dict[str, Mapping[str, Value]]]:
    edits: dict[str, dict[str, Mapping[str, Value]]] = {
        kind: dict(rows) for kind, rows in plan.edited.items()
    }
    if on_conflict == "skip":
        return edits
    for kind, rows in plan.contested.items():
        for uid, (clean, contested) in rows.items():
            taken = {**clean, **contested} if on_conflict == "theirs" else clean
            if taken:
                edits.setdefault(kind, {})[uid] = taken
    return edits


def _in_order(added: Mapping[str, Batch]) -> Iterator[Batch]:
    """First what links to nothing (the casebook's lists among it), then as the kinds lean."""
    free = [name for name, kind in KINDS.items() if not any(f.link for f in kind.fields)]
    for name in [*free, *(name for name in KINDS if name not in free)]:
        if name in added:
            yield added[name]


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
