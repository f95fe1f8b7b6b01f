"""What the history holds, and what its records are called, those that are gone included."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection

from . import history
from .history import ChangeRow, ChangeSetRow
from .labels import label_sql
from .lists import labels
from .looking import rows
from .tables import KINDS
from .unit import chunks, marks

__all__ = ["changes", "labels", "linked", "names_of_gone", "own_label", "sets", "texts_of_gone"]

# Kinds that are called after what they link to: (kind, link).
_AFTER = {
    "party": ("stakeholder",), "via": ("stakeholder",), "response": ("ask",), "bearing": ("ask",),
    "delivery": ("item",), "tie": ("from", "to"), "redirect": ("to",), "distinction": ("one",),
}  # fmt: skip


def sets(
    connection: Connection, uids: Sequence[str] | None, limit: int | None, below: int | None
) -> list[ChangeSetRow]:
    """Change sets, newest first, as `history.sets`; of those below a number."""
    if below is None:
        return history.sets(connection, uids, limit)
    where, of = "id < ?", tuple(uids or ())
    if uids is not None:
        where += f" AND id IN (SELECT change_set_id FROM change WHERE uid IN ({marks(of)}))"
    parameters = (below, *of, -1 if limit is None else limit)
    numbers = rows(
        connection,
        f"SELECT id FROM change_set WHERE {where} ORDER BY id DESC LIMIT ?",
        parameters,
    )
    found = [history.change_set(connection, number) for (number,) in numbers]
    return [each for each in found if each is not None]


def changes(
    connection: Connection, number: int, uids: Sequence[str] | None, limit: int | None
) -> tuple[list[ChangeRow], int]:
    """The first changes of one change set, in order, and how many there are in all.

    Of some records alone where uids are given. Each change is one record's.
    """
    where = "change_set_id = ?"
    parameters: tuple[Any, ...] = (number,)
    if uids is not None:
        where = f"change_set_id = ? AND uid IN ({marks(uids)})"
        parameters = (number, *uids)
    tail = "" if limit is None else f" LIMIT {int(limit)}"
    found = rows(
        connection,
        "SELECT change_set_id, kind, record_id, uid, before, after FROM change"
        f" WHERE {where} ORDER BY id{tail}",
        parameters,
    )
    n = len(found)
    if limit is not None and n == limit:
        n = int(rows(connection, f"SELECT count(*) FROM change WHERE {where}", parameters)[0][0])
    before, after = (history.loaded([row[side] for row in found]) for side in (4, 5))
    changed = [
        ChangeRow(row[0], row[1], row[2], row[3], was, is_)
        for row, was, is_ in zip(found, before, after, strict=True)
    ]
    return changed, n


def linked(connection: Connection, kind: str, ids: Iterable[int]) -> dict[int, str]:
    """key -> label of the records that links in the history lead to."""
    wanted = sorted(ids)
    found: dict[int, str] = {}
    for part in chunks(wanted):
        for id_, label in rows(
            connection,
            f'SELECT x.id, {label_sql(kind, "x")} FROM "{kind}" x WHERE x.id IN ({marks(part)})',
            part,
        ):
            found[id_] = label or ""
    gone = [id_ for id_ in wanted if id_ not in found]
    found.update(texts_of_gone(connection, kind, gone))
    return found


def texts_of_gone(connection: Connection, kind: str, ids: Sequence[int]) -> dict[int, str]:
    """key -> what deleted records were last called, as far as they say it themselves."""
    found: dict[int, str] = {}
    for part in chunks(ids):
        for id_, before, after in rows(
            connection,
            "SELECT record_id, before, after FROM change"
            f" WHERE kind = ? AND record_id IN ({marks(part)}) ORDER BY id",
            (kind, *part),
        ):
            told = own_label(kind, json.loads(after or before))
            if told:
                found[id_] = told
    return found


def names_of_gone(connection: Connection, kind: str, ids: Sequence[int]) -> dict[int, str]:
    """The same, those too that were called after others; by what the others are called now."""
    after = _AFTER.get(kind)
    if after is None:
        return texts_of_gone(connection, kind, ids)
    last = _last(connection, kind, ids)
    found: dict[int, str] = {}
    ends: list[dict[int, str]] = []
    for name in after:
        link = KINDS[kind].field(name)
        keys = {columns[link.column] for columns in last.values() if link.column in columns}
        ends.append(linked(connection, link.link, keys))
    for id_, columns in last.items():
        told = [
            end.get(columns.get(KINDS[kind].field(name).column, 0), "")
            for name, end in zip(after, ends, strict=True)
        ]
        if all(told):
            text = " – ".join(told)
            found[id_] = f"{text}: {columns.get('kind') or ''}" if kind == "tie" else text
    return found


def _last(connection: Connection, kind: str, ids: Sequence[int]) -> dict[int, dict[str, Any]]:
    """The columns that deleted records had last."""
    found: dict[int, dict[str, Any]] = {}
    for part in chunks(ids):
        for id_, before in rows(
            connection,
            "SELECT record_id, before FROM change"
            f" WHERE kind = ? AND record_id IN ({marks(part)}) AND after IS NULL ORDER BY id",
            (kind, *part),
        ):
            found[id_] = json.loads(before)
    return found


def own_label(kind: str, columns: dict[str, Any]) -> str:
    """What a record is called by a text of its own; empty where it is called after others."""
    if kind == "term":
        return str(columns.get("word") or "")
    for field in KINDS[kind].fields:
        if field.required and field.type in ("text", "long text"):
            return str(columns.get(field.column) or "")
    return ""
