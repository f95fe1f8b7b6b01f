"""What a plan to take an act back must not break: links, words of lists, units, circles.

Whatever would break a rule is taken out of the plan, and listed as kept. To take one thing out may
put another in the way, so it is looked over until nothing changes; nothing is ever put back in.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection

from . import redirects, undoing
from .fields import Description
from .hanging import links_to
from .messages import Message
from .tables import KINDS
from .undoing import Kept, Plan
from .unit import chunks, marks

SCANNED = 2_000
"""Keys from which on a table is read through instead of being asked for each of them."""

_CIRCLES = (("stakeholder", "part_of_id"), ("ask", "hangs_on_id"))

Target = tuple[str, int]
Use = tuple[str, int, str]  # kind, key, column of what leads to a record


class Rules:
    """Looks over one plan."""

    def __init__(self, connection: Connection, plan: Plan) -> None:
        self._connection = connection
        self._plan = plan
        self._there: dict[Target, bool] = {}
        self._loose = False

    def hold(self) -> None:
        """Take out of the plan whatever would break a rule."""
        self._refuse_taken()
        self._redirects()
        uses = self._uses()
        self._loose = True
        while self._loose:
            self._loose = False
            self._words()
            self._same()
            self._links()
            self._ties()
            self._circles()
            self._units()
            self._used(uses)

    # -- taking things out of the plan -------------------------------------------------------------

    def _keep_out(self, kind: str, key: int, why: Message) -> None:
        """A record that would have come back does not."""
        row = self._plan.comes[kind].pop(key)
        self._plan.kept.append(Kept(kind, key, row["uid"], "", None, row, why))
        self._loose = True

    def _keep_in(self, kind: str, key: int, why: Message) -> None:
        """A record that would have gone stays."""
        del self._plan.goes[kind][key]
        row = self._plan.now[kind][key]
        self._plan.kept.append(Kept(kind, key, row["uid"], "", row, None, why))
        self._loose = True

    def _leave(self, kind: str, key: int, column: str, why: Message) -> None:
        """A field that would have been set stays as it is; in one that comes back, empty."""
        coming = self._plan.comes.get(kind, {}).get(key)
        wanted = self._plan.sets[kind][key] if coming is None else coming
        name, columns = next(
            (name, columns) for name, columns in undoing.groups(KINDS[kind]) if column in columns
        )
        would_be = {each: wanted.get(each) for each in columns}
        if coming is None:
            row = self._plan.now[kind][key]
            now = {each: row[each] for each in columns}
            for each in columns:
                wanted.pop(each, None)
        else:
            row, now = coming, dict.fromkeys(columns)
            coming.update(now)
        self._plan.kept.append(Kept(kind, key, row["uid"], name, now, would_be, why))
        self._loose = True

    # -- what is written, and what will be ---------------------------------------------------------

    def _coming(self, kind: str) -> list[tuple[int, dict[str, Any]]]:
        return list(self._plan.comes.get(kind, {}).items())

    def _written(self, kind: str, column: str) -> list[tuple[int, Any]]:
        """(key, value) of what the plan writes into a column, what is empty left out."""
        found = [(key, row.get(column)) for key, row in self._coming(kind)]
        sets = self._plan.sets.get(kind, {})
        found += [(key, values[column]) for key, values in sets.items() if column in values]
        return [(key, value) for key, value in found if value is not None]

    def _final(self, kind: str, key: int, column: str, now: Any) -> Any:
        """What a column of a record holds in the end; None for a record that goes."""
        if key in self._plan.goes.get(kind, {}):
            return None
        coming = self._plan.comes.get(kind, {}).get(key)
        if coming is not None:
            return coming.get(column)
        return self._plan.sets.get(kind, {}).get(key, {}).get(column, now)

    def _is_there(self, kind: str, keys: list[int]) -> None:
        """Learn which of these records are there now."""
        missing = sorted({key for key in keys if (kind, key) not in self._there})
        self._there.update(((kind, key), False) for key in missing)
        for part in chunks(missing):
            for (key,) in self._connection.exec_driver_sql(
                f'SELECT id FROM "{kind}" WHERE id IN ({marks(part)})', tuple(part)
            ):
                self._there[kind, key] = True

    def _pairs(self, kind: str, column: str, wanted: set[Any]) -> Iterator[tuple[int, Any]]:
        """(key, value) of the records that hold one of these in a column now."""
        sql = f'SELECT id, "{column}" FROM "{kind}" WHERE "{column}"'
        if len(wanted) > SCANNED:
            found = self._connection.exec_driver_sql(f"{sql} IS NOT NULL").all()
            yield from ((row[0], row[1]) for row in found if row[1] in wanted)
            return
        for part in chunks(list(wanted)):
            found = self._connection.exec_driver_sql(f"{sql} IN ({marks(part)})", tuple(part)).all()
            yield from ((row[0], row[1]) for row in found)

    # -- the rules -----------------------------------------------------------------------------

    def _refuse_taken(self) -> None:
        """A uid may have come back under another key."""
        for kind, coming in self._plan.comes.items():
            uids = {row["uid"]: key for key, row in coming.items()}
            for _key, uid in list(self._pairs(kind, "uid", set(uids))):
                if _key not in self._plan.goes.get(kind, {}):
                    self._keep_out(kind, uids[uid], undoing.TAKEN)

    def _redirects(self) -> None:
        """What was merged comes back only by undo of that merge, and then its uid is its own."""
        coming = {row["uid"]: key for key, row in self._coming(redirects.KIND)}
        if not coming:
            return
        undone = {row["old"] for row in self._plan.now.get("redirect", {}).values()}
        for key, old in list(self._pairs("redirect", "old", set(coming))):
            if key in self._plan.goes.get("redirect", {}):
                continue
            if old not in undone:
                self._keep_out(redirects.KIND, coming[old], undoing.MERGED)
                continue
            # It leads elsewhere since, for what it was merged into was merged as well.
            self._plan.goes.setdefault("redirect", {})[key] = None
            self._plan.kept[:] = [
                kept for kept in self._plan.kept if (kept.kind, kept.record_id) != ("redirect", key)
            ]

    def _uses(self) -> dict[Target, list[Use]]:
        """All that leads, now, to records that would go, and to words that would be others."""
        found: dict[Target, list[Use]] = {}
        for kind, going in self._plan.goes.items():
            for child, link in links_to(kind):
                for key, target in self._pairs(child, link.column, set(going)):
                    found.setdefault((kind, target), []).append((child, key, link.column))
        for term in self._uncertain_terms():
            row = self._plan.now["term"][term]
            for child, each in _listed(row["list"]):
                for key, _word in self._pairs(child, each.column, {row["word"]}):
                    found.setdefault(("term", term), []).append((child, key, each.column))
        return found

    def _uncertain_terms(self) -> list[int]:
        sets = self._plan.sets.get("term", {})
        return [*self._plan.goes.get("term", {}), *(k for k, v in sets.items() if "word" in v)]

    def _links(self) -> None:
        """A link needs its end; a record that must have it does not come back without."""
        for kind in KINDS.values():
            for link in kind.links.values():
                written = self._written(kind.name, link.column)
                self._is_there(link.link, [value for _key, value in written])
                coming = self._plan.comes.get(link.link, {})
                for key, value in written:
                    if value in coming or self._there[link.link, value]:
                        continue
                    if link.required and key in self._plan.comes.get(kind.name, {}):
                        self._keep_out(kind.name, key, undoing.NOTHING_TO_HANG_ON)
                    elif self._still(kind.name, key, link.column, value):
                        self._leave(kind.name, key, link.column, undoing.LINK_GONE)

    def _still(self, kind: str, key: int, column: str, value: Any) -> bool:
        """Whether the plan still writes this: it may have been taken out meanwhile."""
        coming = self._plan.comes.get(kind, {}).get(key)
        sets = self._plan.sets.get(kind, {}).get(key, {})
        return bool((sets if coming is None else coming).get(column) == value)

    def _used(self, uses: dict[Target, list[Use]]) -> None:
        """What others lead to does not go. One that stays leads on, so it is looked over again."""
        pinned: set[Target] = set()
        for target, users in uses.items():
            if target[0] != "term" and any(
                self._final(kind, key, column, target[1]) == target[1]
                for kind, key, column in users
            ):
                pinned.add(target)
        for kind in KINDS.values():
            for link in kind.links.values():
                going = self._plan.goes.get(link.link, {})
                if going:
                    pinned.update(
                        (link.link, value)
                        for _key, value in self._written(kind.name, link.column)
                        if value in going
                    )
        for kind_name, target_key in pinned:
            if target_key in self._plan.goes.get(kind_name, {}):
                self._keep_in(kind_name, target_key, undoing.HELD)
        self._used_words(uses)

    def _used_words(self, uses: dict[Target, list[Use]]) -> None:
        coming = {(row["list"], row["word"]) for _key, row in self._coming("term")}
        for key in self._uncertain_terms():
            row = self._plan.now["term"][key]
            word = row["word"]
            if (row["list"], word) in coming:
                continue
            used = any(
                self._final(kind, user, column, word) == word
                for kind, user, column in uses.get(("term", key), [])
            ) or any(
                value == word
                for child, each in _listed(row["list"])
                for _key, value in self._written(child, each.column)
            )
            if used and key in self._plan.goes.get("term", {}):
                self._keep_in("term", key, undoing.WORD_USED)
            elif used:
                self._leave("term", key, "word", undoing.WORD_USED)

    def _words(self) -> None:
        """A word must be in the casebook's own list; a list that is empty takes any."""
        lists: dict[str, set[str]] = {}
        for list_, word in self._connection.exec_driver_sql('SELECT list, "word" FROM term'):
            lists.setdefault(list_, set()).add(word)
        for _key, row in self._coming("term"):
            lists.setdefault(row["list"], set()).add(row["word"])
        for key, columns in self._plan.sets.get("term", {}).items():
            if "word" in columns:
                list_ = str(columns.get("list", self._plan.now["term"][key]["list"]))
                lists.setdefault(list_, set()).add(columns["word"])
        for kind in KINDS.values():
            for each in kind.fields:
                known = lists.get(each.list) if each.type == "listed" else None
                if known is None:
                    continue
                for key, word in self._written(kind.name, each.column):
                    if word in known:
                        continue
                    if each.required and key in self._plan.comes.get(kind.name, {}):
                        self._keep_out(kind.name, key, undoing.WORD_GONE)
                    elif self._still(kind.name, key, each.column, word):
                        self._leave(kind.name, key, each.column, undoing.WORD_GONE)

    def _same(self) -> None:
        """No two of a kind where the table says that they must differ."""
        for kind in KINDS.values():
            names = kind.row.unique
            if not names or not (self._plan.comes.get(kind.name) or self._plan.sets.get(kind.name)):
                continue
            listed = ",".join(f'"{name}"' for name in names)
            taken: dict[tuple[Any, ...], int] = {}
            for row in self._connection.exec_driver_sql(f'SELECT id, {listed} FROM "{kind.name}"'):
                key = int(row[0])
                if key not in self._plan.goes.get(kind.name, {}):
                    # By what it is now: who is to have it next may not be there before it is free.
                    taken[tuple(row[1:])] = key
            for key, coming in self._coming(kind.name):
                if tuple(coming[name] for name in names) in taken:
                    self._keep_out(kind.name, key, undoing.SAME_ALREADY)
            for key, columns in list(self._plan.sets.get(kind.name, {}).items()):
                now = self._plan.now[kind.name][key]
                wanted = tuple(columns.get(name, now[name]) for name in names)
                if taken.setdefault(wanted, key) != key:
                    for name in names:
                        if name in columns:
                            self._leave(kind.name, key, name, undoing.SAME_ALREADY)

    def _ties(self) -> None:
        for key, columns in list(self._plan.sets.get("tie", {}).items()):
            now = self._plan.now["tie"][key]
            ends = [columns.get(name, now[name]) for name in ("from_id", "to_id")]
            if ends[0] == ends[1]:
                for name in ("from_id", "to_id"):
                    if name in columns:
                        self._leave("tie", key, name, undoing.TO_ITSELF)

    def _circles(self) -> None:
        for kind, column in _CIRCLES:
            written = self._written(kind, column)
            if not written:
                continue
            sql = f'SELECT id, "{column}" FROM "{kind}" WHERE "{column}" IS NOT NULL'
            above = {row[0]: row[1] for row in self._connection.exec_driver_sql(sql)}
            for key, _value in written:
                if self._leads_back(kind, column, key, above):
                    self._leave(kind, key, column, undoing.TO_ITSELF)

    def _leads_back(self, kind: str, column: str, start: int, above: dict[int, int]) -> bool:
        at = self._final(kind, start, column, above.get(start))
        seen: set[int] = set()
        while at is not None and at not in seen:
            if at == start:
                return True
            seen.add(at)
            at = self._final(kind, at, column, above.get(at))
        return False

    def _units(self) -> None:
        """A delivery's unit, where it has one, is its item's."""
        touched = {
            name: set(self._plan.sets.get(name, {})) | set(self._plan.comes.get(name, {}))
            for name in ("item", "delivery")
        }
        if not any(touched.values()):
            return
        deliveries = {row[0]: row[1:] for row in self._connection.exec_driver_sql(
            "SELECT id, item_id, unit FROM delivery WHERE unit IS NOT NULL"
        )}  # fmt: skip
        units = dict(self._two("SELECT id, unit FROM item WHERE unit IS NOT NULL"))
        for key in sorted(touched["delivery"] | set(deliveries)):
            item_now, unit_now = deliveries.get(key) or self._now_of("delivery", key)
            item = self._final("delivery", key, "item_id", item_now)
            unit = self._final("delivery", key, "unit", unit_now)
            of_item = self._final("item", item, "unit", units.get(item)) if item else None
            if unit and of_item and unit != of_item:
                self._part_units(key, item, touched)

    def _now_of(self, kind: str, key: int) -> tuple[Any, Any]:
        row = self._plan.now.get(kind, {}).get(key, {})
        return row.get("item_id"), row.get("unit")

    def _part_units(self, delivery: int, item: int, touched: dict[str, set[int]]) -> None:
        """One of the two does not get the unit back that it had."""
        if delivery in self._plan.comes.get("delivery", {}):
            self._keep_out("delivery", delivery, undoing.OTHER_UNIT)
            return
        for kind, key, names in (
            ("delivery", delivery, ("unit", "item_id")), ("item", item, ("unit",)),
        ):  # fmt: skip
            columns = self._plan.sets.get(kind, {}).get(key, {})
            for name in names:
                if key in touched[kind] and name in columns:
                    self._leave(kind, key, name, undoing.OTHER_UNIT)
                    return

    def _two(self, sql: str) -> Iterator[tuple[Any, Any]]:
        yield from ((row[0], row[1]) for row in self._connection.exec_driver_sql(sql))


def _listed(list_: str) -> Iterator[tuple[str, Description]]:
    """(kind, field) that take words of this list."""
    for kind in KINDS.values():
        for each in kind.fields:
            if each.type == "listed" and each.list == list_:
                yield kind.name, each
