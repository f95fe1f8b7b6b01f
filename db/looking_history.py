"""What the records in the history are called, those that are gone included."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection

from .labels import label_sql
from .lists import labels
from .looking import rows
from .tables import KINDS
from .unit import chunks, marks

__all__ = ["labels", "linked", "texts_of_gone"]


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


def own_label(kind: str, columns: dict[str, Any]) -> str:
    """What a record is called by a text of its own; empty where it is called after others."""
    for field in KINDS[kind].fields:
        if field.required and field.type in ("text", "long text"):
            return str(columns.get(field.column) or "")
    return ""
