"""What a new record takes over: the strictest marking of what it hangs on.

That is of every record that it links to, and of those that what is put down inside it in the
same act links to: a meeting's parties, the asks that came up in it. `Change` calls this, so that
forms, imports and commands do it alike. Who wants it otherwise gives a marking, or changes it
later; undo takes it back with the record.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from db import marking as stored
from db.unit import Unit
from workbench import markings
from workbench.kinds import Kind

_Record = tuple[str, str]


class Inheritance:
    """Marks the new records of one act that were given no marking.

    `before` fills in what their own links say before they are written; `after` notes them, so
    that what is put down inside them later in the act counts too; `settle` raises, at the end of
    the act, those that it made stricter.
    """

    def __init__(self, unit: Unit) -> None:
        self._unit = unit
        self._order: list[str] | None = None
        self._known: dict[str, dict[str, int]] = {}
        self._fresh: dict[str, dict[str, int]] = {}
        self._written: dict[_Record, int] = {}
        self._leaning: dict[_Record, list[_Record]] = {}

    def order(self) -> list[str]:
        """The casebook's markings as they are within the act."""
        if self._order is None:
            self._order = [word for _uid, word, _at in stored.terms(self._unit.connection)]
        return self._order

    def forget(self) -> None:
        """The list, or what records are marked, was changed: look again."""
        self._order = None
        self._known.clear()

    def spelt(self, words: Iterable[str]) -> dict[str, str]:
        """Each of these markings as the casebook spells it. `Refused` where one is none."""
        return {word: markings.canonical(self.order(), word) for word in words}

    def before(self, kind: Kind, columns: dict[str, Sequence[Any]], count: int) -> list[int]:
        """Fill in the markings that new records take over; how strict each is.

        `columns` are values by the field's name, links as uids; -1 says that one was given.
        """
        if kind.name not in markings.MARKED or not count:
            return []
        given = columns.get("marking") or (None,) * count
        if None not in given and "" not in given:
            return [-1] * count
        ranks = [-1 if word else 0 for word in given]
        for field in markings.links(kind.name):
            self._raise(ranks, columns.get(field.name), field.link)
        if any(each > 0 for each in ranks):
            words = self.order()
            columns["marking"] = [
                words[each] if each > 0 else word or None
                for each, word in zip(ranks, given, strict=True)
            ]
        return ranks

    def keep_part(self, columns: dict[str, Sequence[Any]]) -> None:
        """The sensitive part of a new event is marked at least as strictly as the event."""
        parts, whole = columns.get("sensitive_marking"), columns.get("marking")
        if parts is None or whole is None or not any(parts):
            return
        words = self.order()
        columns["sensitive_marking"] = [
            markings.of_part(words, event, part) if part else part
            for part, event in zip(parts, whole, strict=True)
        ]

    def keep_parts(self, rows: dict[str, dict[str, Any]]) -> None:
        """The same of events that are edited, uid -> field -> value: what is missing is added."""
        touched = [uid for uid, row in rows.items() if {"marking", "sensitive_marking"} & set(row)]
        if not touched:
            return
        words = self.order()
        for uid, event, part in stored.parts(self._unit.connection, touched):
            row = rows[uid]
            part = row.get("sensitive_marking", part)
            event = row.get("marking", event)
            if part and markings.rank(words, part) < markings.rank(words, event):
                row["sensitive_marking"] = event

    def _raise(self, ranks: list[int], uids: Sequence[Any] | None, link: str) -> None:
        strict = self._strict(link, uids) if uids is not None else {}
        if not strict or uids is None:
            return
        for place, uid in enumerate(uids):
            if ranks[place] >= 0 and strict.get(uid, 0) > ranks[place]:
                ranks[place] = strict[uid]

    def _strict(self, kind: str, uids: Sequence[Any]) -> dict[str, int]:
        """uid -> how strict, of those among these that are marked above the first."""
        known = self._known.setdefault(kind, {})
        fresh = self._fresh.get(kind, {})
        wanted = {uid for uid in uids if uid} - known.keys() - fresh.keys()
        if wanted:
            found = stored.marked(self._unit.connection, kind, sorted(wanted))
            words = self.order() if found else ()
            known.update(dict.fromkeys(wanted, 0))
            known.update((uid, markings.rank(words, word)) for uid, word in found.items())
        strict: dict[str, int] = {}
        for uid in set(uids):
            how = fresh.get(uid) or known.get(uid) or 0
            if how > 0:
                strict[uid] = how
        return strict

    def after(
        self,
        kind: Kind,
        columns: Mapping[str, Sequence[Any]],
        uids: Sequence[str],
        ranks: Sequence[int],
    ) -> None:
        """Note what was added, and what it hangs on, or stands inside."""
        if self._known.get(kind.name):
            # A row that is named further up in the same batch was looked for in vain.
            for uid in uids:
                self._known[kind.name].pop(uid, None)
        if ranks:
            open_ = {uid: how for uid, how in zip(uids, ranks, strict=True) if how >= 0}
            if open_:
                self._fresh.setdefault(kind.name, {}).update(open_)
            for field in markings.links(kind.name):
                self._lean(kind.name, uids, field.link, columns.get(field.name))
        elif kind.name in markings.INSIDE:
            inside = kind.links[markings.INSIDE[kind.name]]
            targets = columns.get(inside.name, ())
            for field in markings.links(kind.name):
                if field is not inside:
                    self._lean(inside.link, targets, field.link, columns.get(field.name))

    def edited(self, kind: Kind, rows: Mapping[str, Mapping[str, Any]]) -> None:
        """Note what records of this act were given, or linked to, after they were added."""
        if any(name in row for row in rows.values() for name in stored.fields(kind.name)):
            self._known.pop(kind.name, None)
        fresh = self._fresh.get(kind.name)
        if not fresh:
            return
        for uid, row in rows.items():
            if row.get("marking"):
                fresh.pop(uid, None)
                self._known.pop(kind.name, None)
            for field in markings.links(kind.name):
                if row.get(field.name):
                    self._lean(kind.name, (uid,), field.link, (row[field.name],))

    def _lean(self, kind: str, uids: Sequence[Any], link: str, on: Sequence[Any] | None) -> None:
        """Records of this act are as strict as what they lean on, now and when that is raised."""
        fresh = self._fresh.get(kind)
        if not fresh or on is None:
            return
        strict = self._strict(link, on)
        may_rise = self._fresh.get(link)
        if not strict and not may_rise:
            return
        for uid, other in zip(uids, on, strict=True):
            if not other or uid not in fresh:
                continue
            how = strict.get(other, 0)
            if how > fresh[uid]:
                self._lift(kind, uid, how)
            if may_rise and other in may_rise:
                self._leaning.setdefault((link, other), []).append((kind, uid))

    def _lift(self, kind: str, uid: str, how: int) -> None:
        self._written.setdefault((kind, uid), self._fresh[kind][uid])
        self._fresh[kind][uid] = how

    def settle(self) -> None:
        """Write down what became stricter than it was when it was added."""
        waiting = [
            (kind, uid) for kind, known in self._fresh.items() for uid, how in known.items() if how
        ] if self._leaning else []  # fmt: skip
        while waiting:
            kind, uid = waiting.pop()
            how = self._fresh[kind].get(uid, 0)
            for leaning, child in self._leaning.get((kind, uid), ()):
                known = self._fresh.get(leaning, {})
                if child in known and known[child] < how:
                    self._lift(leaning, child, how)
                    waiting.append((leaning, child))
        raised: dict[str, dict[str, dict[str, Any]]] = {}
        words = self.order() if self._written else []
        for (kind, uid), before in self._written.items():
            how = self._fresh[kind].get(uid, 0)
            if how > before:
                raised.setdefault(kind, {})[uid] = {"marking": words[how]}
        self.keep_parts(raised.get("event", {}))
        for kind, rows in raised.items():
            self._unit.update(kind, rows)
        self._written.clear()
