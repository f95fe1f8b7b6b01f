"""Where else a text may lie that is purged: in the wording of acts, and in what is only kept."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection

from .tables import KINDS, Kind
from .unit import chunks, dumped, marks

if TYPE_CHECKING:
    from .purging import Scope

GONE = "…"
DRAFT = "draft:"
# Where copies went and what was purged: they name files and numbers, and are needed afterwards.
_SPARED = frozenset({"copies", "purges", "backup folder", "backups checked"})
_SHORTEST = 2


@dataclass(frozen=True)
class Texts:
    """The texts that go, to be looked for as whole words."""

    words: frozenset[str]

    def found_in(self, text: str) -> bool:
        """Whether any of them stands in this text."""
        return self._pattern is not None and self._pattern.search(text) is not None

    @property
    def _pattern(self) -> re.Pattern[str] | None:
        known = sorted((w for w in self.words if len(w) >= _SHORTEST), key=len, reverse=True)
        if not known:
            return None
        # `re` itself remembers what it compiled.
        return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, known))})(?!\w)")


def _telling(kind: Kind, only: str) -> list[str]:
    """The columns whose text tells of the record, or the one of a single field."""
    if only:
        return [kind.field(only).column] if kind.field(only).type in ("text", "long text") else []
    return [
        field.column
        for field in kind.fields
        if field.type == "long text"
        or (field.type == "text" and (field.searched or field.required))
    ]


def texts(
    connection: Connection,
    scope: Scope,
    goes: Mapping[str, Mapping[int, str]],
    kept: Mapping[str, Any],
) -> Texts:
    """All that the telling columns of what goes hold or held, but for what is kept."""
    found: set[str] = set()
    for name, gone in goes.items():
        columns = _telling(KINDS[name], scope.field)
        if not columns or not gone:
            continue
        for part in chunks(sorted(set(gone.values()))):
            found |= _held(connection, name, columns, part)
    return Texts(frozenset(text for text in found if text not in kept.values()))


def _held(connection: Connection, kind: str, columns: list[str], uids: Any) -> set[str]:
    listed = ",".join(f'"{column}"' for column in columns)
    found: set[str] = set()
    for row in connection.exec_driver_sql(
        f'SELECT {listed} FROM "{kind}" WHERE uid IN ({marks(uids)})', tuple(uids)
    ):
        found.update(value for value in row if value)
    for row in connection.exec_driver_sql(
        f"SELECT before, after FROM change WHERE uid IN ({marks(uids)}) AND kind = ?",
        (*uids, kind),
    ):
        for side in row:
            held = json.loads(side) if side else {}
            found.update(held[column] for column in columns if held.get(column))
    return found


def scrub_labels(connection: Connection, texts: Texts) -> set[int]:
    """Take them out of the values of acts' wording; the change sets touched."""
    touched: set[int] = set()
    for number, values in list(connection.exec_driver_sql('SELECT id, "values" FROM change_set')):
        held: dict[str, str] = json.loads(values)
        fresh = {name: GONE if texts.found_in(text) else text for name, text in held.items()}
        if fresh != held:
            connection.exec_driver_sql(
                'UPDATE change_set SET "values" = ? WHERE id = ?', (dumped(fresh), number)
            )
            touched.add(number)
    return touched


def scrub_kept(connection: Connection, texts: Texts, uids: set[str], *, whole: bool) -> None:
    """Forget what is kept of them: drafts whole, of all else the part that holds them.

    `whole` says that the records themselves go, so that what only names one goes as well.
    """
    named = uids if whole else set()
    for key, text in list(connection.exec_driver_sql("SELECT key, value FROM kept")):
        if key in _SPARED:
            continue
        value = _loaded(text)
        # A draft of the record may hold what was typed of it, halfway.
        about = uids if key.startswith(DRAFT) and _of(value) in uids else named
        if any(uid in key for uid in about) or (
            key.startswith(DRAFT) and _holds(value, texts, about)
        ):
            connection.exec_driver_sql("DELETE FROM kept WHERE key = ?", (key,))
            continue
        left = _without(value, texts, named)
        if left is None:
            connection.exec_driver_sql("DELETE FROM kept WHERE key = ?", (key,))
        elif left != value:
            connection.exec_driver_sql(
                "UPDATE kept SET value = ? WHERE key = ?",
                (json.dumps(left, ensure_ascii=False), key),
            )


def _loaded(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return text


def _of(draft: Any) -> str:
    """The uid of the record that a draft is of."""
    return str(draft.get("uid") or "") if isinstance(draft, Mapping) else ""


def _holds(value: Any, texts: Texts, uids: set[str]) -> bool:
    if isinstance(value, str):
        return any(uid in value for uid in uids) or texts.found_in(value)
    if isinstance(value, Mapping):
        return any(_holds(part, texts, uids) for pair in value.items() for part in pair)
    if isinstance(value, list):
        return any(_holds(part, texts, uids) for part in value)
    return False


def _without(value: Any, texts: Texts, uids: set[str]) -> Any:
    """The value without its outermost parts that hold any of them; None where it is all one."""
    if isinstance(value, Mapping):
        return {
            name: part
            for name, part in value.items()
            if not _holds(name, texts, uids) and not _holds(part, texts, uids)
        }
    if isinstance(value, list):
        return [part for part in value if not _holds(part, texts, uids)]
    return None if _holds(value, texts, uids) else value
