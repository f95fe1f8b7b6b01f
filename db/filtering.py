"""Conditions that narrow a list: words found anywhere in a record, statuses, dates, silence."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection

from . import index
from .fields import Description
from .folding import fold
from .labels import label_sql
from .tables import KINDS, Kind

if TYPE_CHECKING:
    from .lists import Wanted

Condition = tuple[str, tuple[Any, ...]]

_TEXTS = frozenset({"text", "listed", "grade", "long text", "clock"})

# Records that hang on the listed one and speak for it: kind -> (their kind, link to it, link on).
_THROUGH: dict[str, tuple[tuple[str, str, str | None], ...]] = {
    "stakeholder": (("name", "stakeholder_id", None), ("post", "stakeholder_id", "at_id")),
    "event": (("party", "event_id", "stakeholder_id"), ("response", "event_id", "ask_id"),
              ("claim", "event_id", "by_id")),
    "ask": (("via", "ask_id", "stakeholder_id"), ("item", "ask_id", "stakeholder_id")),
}  # fmt: skip


def conditions(connection: Connection, wanted: Wanted) -> list[Condition]:
    """What a list's rows must all hold, as SQL on the alias `t` with its parameters."""
    kind = KINDS[wanted.kind]
    found = [_word(kind, word) for word in wanted.words]
    for name, words in wanted.only:
        column = kind.field(name).column
        found.append((f't."{column}" IN ({",".join("?" * len(words))})', words))
    if wanted.when is not None:
        name = next(field.name for field in kind.fields if field.type == "when")
        found.append(_overlap(f't."{name}', wanted.when))
    if wanted.due is not None:
        found.append(_overlap('t."due', wanted.due))
    if wanted.overdue_at is not None:
        found.append(("t.due_to < ?", (wanted.overdue_at,)))
    if wanted.quiet_since is not None:
        # An event without a date may have been since: not surely quiet.
        found.append((
            "NOT EXISTS (SELECT 1 FROM party p JOIN event e ON e.id = p.event_id"
            " WHERE p.stakeholder_id = t.id AND (e.when_to IS NULL OR e.when_to >= ?))",
            (wanted.quiet_since,),
        ))  # fmt: skip
    if wanted.hanging_on is not None:
        name, uid = wanted.hanging_on
        field = kind.field(name)
        found.append((
            f't."{field.column}" = (SELECT id FROM "{field.link}" WHERE uid = ?)', (uid,)
        ))  # fmt: skip
    if wanted.changed_after is not None:
        found.append(_changed(kind, wanted.changed_after))
    return found


def _changed(kind: Kind, number: int) -> Condition:
    """Itself, or what hangs on it: a name, a post, a party, an item, an answer."""
    changed = "SELECT record_id FROM change WHERE kind = ? AND change_set_id > ?"
    parts: list[Condition] = [(f"t.id IN ({changed})", (kind.name, number))]
    for child in KINDS.values():
        for field in child.fields:
            if field.parent and field.link == kind.name:
                hanging = f'SELECT c."{field.column}" FROM "{child.name}" c WHERE c.id IN'
                parts.append((f"t.id IN ({hanging} ({changed}))", (child.name, number)))
    return _any(parts)


def _overlap(column: str, bounds: tuple[int, int]) -> Condition:
    return f'{column}_from" <= ? AND {column}_to" >= ?', (bounds[1], bounds[0])


def _word(kind: Kind, word: str) -> Condition:
    parts = [_own(kind, "t", word), *(_link(field, "t", word) for field in kind.fields
                                      if field.type == "link")]  # fmt: skip
    for child, to, on in _THROUGH.get(kind.name, ()):
        known = KINDS[child]
        inner = [_own(known, "c", word)]
        inner += [_link(f, "c", word) for f in known.fields if f.type == "link" and f.column == on]
        sql, parameters = _any(inner)
        parts.append((f'EXISTS (SELECT 1 FROM "{child}" c WHERE c."{to}" = t.id AND {sql})',
                      parameters))  # fmt: skip
    return _any(parts)


def _any(parts: list[Condition]) -> Condition:
    told = [part for part in parts if part[0]]
    if not told:
        return "0", ()
    sql = " OR ".join(f"({sql})" for sql, _parameters in told)
    return f"({sql})", tuple(each for _sql, many in told for each in many)


def _own(kind: Kind, alias: str, word: str) -> Condition:
    """The word in the record's own fields: through the index where it can be."""
    parts: list[Condition] = []
    searched = set(index.columns(kind))
    if searched and len(word) >= 3:
        parts.append(_indexed(kind, f"{alias}.id", word))
    for field in kind.fields:
        column = f'{alias}."{field.column}"'
        if field.type == "choice":
            words = tuple(w for w, label in field.choices if word in fold(f"{w} {label}"))
            if words:
                parts.append((f"{column} IN ({','.join('?' * len(words))})", words))
        elif field.type == "when":
            parts.append((f"{column} LIKE ?", (f"{_escaped(word)}%",)))
        elif field.type in _TEXTS and (len(word) < 3 or field.column not in searched):
            parts.append((f"fold({column}) LIKE ? ESCAPE '\\'", (f"%{_escaped(word)}%",)))
    return _any(parts)


def _indexed(kind: Kind, key: str, word: str) -> Condition:
    return (
        f"{key} IN (SELECT rowid / {index.STRIDE} FROM search WHERE search MATCH ?"
        f" AND rowid % {index.STRIDE} = {kind.number})",
        (index.quoted(word),),
    )


def _link(field: Description, alias: str, word: str) -> Condition:
    """The word in what a link's target is called: in its label, or in another name of it."""
    column = f'{alias}."{field.column}"'
    target = KINDS[field.link]
    called = f"fold({label_sql(field.link, 'x')}) LIKE ? ESCAPE '\\'"
    pattern = (f"%{_escaped(word)}%",)
    if len(word) < 3 or not index.columns(target):
        return f'{column} IN (SELECT x.id FROM "{field.link}" x WHERE {called})', pattern
    # The index narrows, the label decides: what the target's notes say is the target's matter.
    found, query = _indexed(target, "x.id", word)
    sql = f'{column} IN (SELECT x.id FROM "{field.link}" x WHERE {found} AND {called})'
    if field.link != "stakeholder":
        return sql, query + pattern
    names, more = _indexed(KINDS["name"], "n.id", word)
    return (
        f"{sql} OR {column} IN (SELECT n.stakeholder_id FROM name n WHERE {names})",
        query + pattern + more,
    )


def _escaped(word: str) -> str:
    return word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
