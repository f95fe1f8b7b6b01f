"""Stakeholders, sources and members of the desk whom a foreign sheet only names in its cells.

They come along for the rows that name them: where none of these is taken, they stay out too.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from workbench.exchange.gathering import Batch
from workbench.exchange.outcomes import Outcomes
from workbench.kinds import KINDS

NAMED = ("stakeholder", "source", "member")


def pass_over(outcomes: Sequence[Outcomes]) -> None:
    """Let those be skipped whom no row names that may be taken."""
    named = [
        each for each in outcomes
        if each.kind in NAMED and each.rows.table.derived and not each.rows.table.hangs_on
    ]  # fmt: skip
    if not named:
        return
    linked: set[Any] = set()
    for each in outcomes:
        linked.update(_links(each))
    for each in named:
        for at, state in enumerate(each.states):
            if state == "created" and each.uid(at) not in linked:
                each.states[at] = "skipped"


def _links(outcomes: Outcomes) -> Iterable[Any]:
    names = [field.name for field in KINDS[outcomes.kind].fields if field.link in NAMED]
    fresh = outcomes.fresh
    if fresh is not None:
        columns = [fresh.columns[name] for name in names]
        for at, state in enumerate(outcomes.states):
            if state in ("created", "uncertain") and outcomes.number(at) >= 0:
                yield from (column[outcomes.number(at)] for column in columns)
    for change in outcomes.changes.values():
        for name in names:
            yield change.fields.get(name)
            yield change.contested.get(name)


def without(
    added: dict[str, Batch],
    edits: Mapping[str, Mapping[str, Mapping[str, Any]]],
    derived: set[str],
) -> None:
    """Take those of the `derived` out of what is added that nothing leads to which is written."""
    if not derived:
        return
    linked: set[Any] = set()
    for batch in added.values():
        named = {each.name for each in KINDS[batch.kind].fields if each.link in NAMED}
        for place, name in enumerate(batch.names):
            if name in named:
                linked.update(row[place] for row in batch.rows)
    for kind, rows in edits.items():
        names = [field.name for field in KINDS[kind].fields if field.link in NAMED]
        linked.update(fields.get(name) for fields in rows.values() for name in names)
    out = derived - linked
    for key, batch in list(added.items()) if out else ():
        if batch.kind in NAMED:
            batch.rows = [row for row in batch.rows if row[0] not in out]
            if not batch.rows:
                del added[key]
