"""What hangs on a record, and so goes or is let go when the record is deleted.

The rule follows from the descriptions: a record that must have the link goes with it, one that
may have it is let go of (its link is emptied).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from sqlalchemy import Connection

from .fields import Description
from .tables import KINDS
from .unit import Unit, chunks, marks


@dataclass
class Falling:
    """What a deletion takes: kind -> keys that go; (kind, field) -> keys that are let go of."""

    goes: dict[str, set[int]] = field(default_factory=dict)
    emptied: dict[tuple[str, str], set[int]] = field(default_factory=dict)

    def counts(self) -> dict[str, int]:
        """How many records of each kind go."""
        return {kind: len(ids) for kind, ids in self.goes.items() if ids}


def links_to(kind: str) -> list[tuple[str, Description]]:
    """Every (kind, field) that can link to records of this kind."""
    return [
        (other.name, link)
        for other in KINDS.values()
        for link in other.fields
        if link.type == "link" and link.link == kind
    ]


def goes_with(kind: str, link: Description) -> bool:
    """Whether a record of this kind goes with what this link of it leads to.

    What is only remembered of others says nothing without any one of them.
    """
    return link.required or KINDS[kind].inner


def falling(connection: Connection, kind: str, ids: Iterable[int]) -> Falling:
    """All that deleting these records takes with it, through any number of steps."""
    fall = Falling({kind: set(ids)})
    waiting = [(kind, sorted(fall.goes[kind]))]
    while waiting:
        parent, gone = waiting.pop()
        for child, link in links_to(parent):
            found = linking(connection, child, link.column, gone)
            if goes_with(child, link):
                fresh = found - fall.goes.get(child, set())
                if fresh:
                    fall.goes.setdefault(child, set()).update(fresh)
                    waiting.append((child, sorted(fresh)))
            elif found:
                fall.emptied.setdefault((child, link.column), set()).update(found)
    for (child, _column), found in fall.emptied.items():
        found -= fall.goes.get(child, set())
    return fall


def linking(connection: Connection, kind: str, column: str, ids: list[int]) -> set[int]:
    """Keys of the records of `kind` whose link leads to one of these."""
    found: set[int] = set()
    for part in chunks(ids):
        rows = connection.exec_driver_sql(
            f'SELECT id FROM "{kind}" WHERE "{column}" IN ({marks(part)})', tuple(part)
        )
        found.update(row[0] for row in rows)
    return found


def delete(unit: Unit, kind: str, uids: Iterable[str]) -> Falling:
    """Delete records with all that must go with them; what may stay is let go of."""
    wanted = list(uids)
    known = unit.ids(kind, wanted)
    fall = falling(unit.connection, kind, [known[uid] for uid in wanted])
    with unit.whole():
        _delete(unit, fall)
    return fall


def _delete(unit: Unit, fall: Falling) -> None:
    for (child, column), ids in fall.emptied.items():
        current = unit.rows_by_id(KINDS[child], sorted(ids))
        before = {id_: {column: row[column]} for id_, row in current.items()}
        unit.set_columns(KINDS[child], before, {id_: {column: None} for id_ in current}, current)
    # Children first: whoever reads the history back meets no link to what is gone.
    for name in reversed(KINDS):
        if fall.goes.get(name):
            rows = unit.rows_by_id(KINDS[name], sorted(fall.goes[name]))
            unit.delete_rows(KINDS[name], list(rows.values()))
