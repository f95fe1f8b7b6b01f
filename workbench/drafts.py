"""What is typed into a form and not saved yet: kept in the casebook, beside the record.

A draft holds the form's controls as they stand, and as they stood when the form was opened, so
that what was changed in the record since can be told from what the person typed.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from workbench.casebook import Casebook
from workbench.messages import Refused, message

PREFIX = "draft:"

Held = Mapping[str, Any]
"""A control: its `text`, and where it has one its `value` (a uid, a word of a list, yes or no)."""

State = Mapping[str, Any]
"""A form: `fields` by name, and `rows` by group, each row with its record's `uid` and `cells`."""


@dataclass(frozen=True)
class Draft:
    """One form that was not saved. `form` is which one, `uid` the record's, None for a new one.

    `at` is when it was typed last (UTC). `typed` is False for a form in which nothing was typed,
    kept only while the casebook is locked. `place` is where the keyboard was.
    """

    id: str
    form: str
    kind: str
    uid: str | None
    at: str
    by: str
    state: State
    base: State
    uids: Sequence[str] = ()
    typed: bool = True
    place: Mapping[str, int] = field(default_factory=dict)

    def fits(self, other: Draft) -> bool:
        """Whether the same form, on the same record, would show the other one."""
        return (self.form, self.kind, self.uid) == (other.form, other.kind, other.uid)


def now() -> str:
    """The moment, as drafts have it."""
    return datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")


def keep(casebook: Casebook, draft: Draft) -> None:
    """Keep it in the file, in the place of what was kept of the same form before."""
    why = casebook.record.read_only
    if why is not None:
        raise Refused(message("It can only be looked at here: {why}", why=why))
    casebook.keep(PREFIX + draft.id, asdict(draft))


def forget(casebook: Casebook, id_: str) -> None:
    """Throw it away: it was saved, or somebody said so."""
    casebook.keep(PREFIX + id_, None)


def waiting(casebook: Casebook) -> list[Draft]:
    """All drafts in the file, the last one typed first. What makes no sense is passed over."""
    found = [_read(value) for value in casebook.kept_under(PREFIX).values()]
    return sorted((each for each in found if each is not None), key=lambda d: d.at, reverse=True)


def _read(value: Any) -> Draft | None:
    try:
        draft = Draft(**value | {"uids": tuple(value["uids"])})
        datetime.datetime.fromisoformat(draft.at)
        for state in (draft.state, draft.base):
            if not (isinstance(state["fields"], dict) and isinstance(state["rows"], dict)):
                return None
    except (TypeError, ValueError, KeyError):
        return None
    return draft


def gist(draft: Draft) -> str:
    """The first words that were typed, to tell one draft from another."""
    before = [row["cells"] for group in draft.base["rows"].values() for row in group]
    rows = [
        row for group in draft.state["rows"].values() for row in group if row["cells"] not in before
    ]
    cells = [list(row["cells"].values()) for row in rows]
    lines = [held[0]["text"] for held in cells if held]
    lines += [
        held["text"]
        for name, held in draft.state["fields"].items()
        if not same(held, draft.base["fields"].get(name))
    ]
    words = " ".join(next((line for line in lines if line.strip()), "").split())
    return words if len(words) <= 60 else words[:59] + "…"


# -- what was changed since ---------------------------------------------------------------------


@dataclass(frozen=True)
class Since:
    """What was done to the record since the draft was begun: `what` is changed, gone or added.

    `place` is a field's name, or a row's group, uid and cell. `typed` says that the person typed
    something else there, which is what the form shows.
    """

    what: str
    place: tuple[str, ...]
    was: str = ""
    now: str = ""
    typed: bool = False


def same(one: Held | None, other: Held | None) -> bool:
    """Whether two controls hold the same: one record is the same under another name too."""
    if one is None or other is None:
        return one is other
    if one.get("value") is not None or other.get("value") is not None:
        return bool(one.get("value") == other.get("value"))
    return bool(one["text"] == other["text"] and one.get("new") == other.get("new"))


def merged(base: State, mine: State, today: State) -> tuple[dict[str, Any], list[Since]]:
    """What a form is to show that was `base`, became `mine`, and would be `today` if opened anew.

    What the person typed stands; where they typed nothing, the record as it is now. Everything
    that differs from what the person had before them is told.
    """
    told: list[Since] = []
    fields = _merged(base["fields"], mine["fields"], today["fields"], (), told)
    rows = {
        group: _rows(
            group,
            base["rows"].get(group, ()),
            mine["rows"].get(group, ()),
            today["rows"][group],
            told,
        )
        for group in today["rows"]
    }
    return {"fields": fields, "rows": rows}, told


def _merged(
    base: Mapping[str, Held],
    mine: Mapping[str, Held],
    today: Mapping[str, Held],
    place: tuple[str, ...],
    told: list[Since],
) -> dict[str, Held]:
    result: dict[str, Held] = {}
    for name, current in today.items():
        typed, was = mine.get(name), base.get(name)
        if typed is None or same(typed, current):
            result[name] = current
            continue
        untouched = was is not None and same(typed, was)
        result[name] = current if untouched else typed
        if was is not None and not same(was, current):
            told.append(
                Since("changed", (*place, name), was["text"], current["text"], not untouched)
            )
    return result


def _rows(
    group: str, base: Sequence[Any], mine: Sequence[Any], today: Sequence[Any], told: list[Since]
) -> list[dict[str, Any]]:
    before, there = _by_uid(base), _by_uid(today)
    result: list[dict[str, Any]] = []
    fresh: list[dict[str, Any]] = []
    for row in mine:
        uid = row["uid"]
        if uid is None:
            fresh.append(row)
        elif uid in there:
            was = before.get(uid, {})
            both = _merged(was, row["cells"], there[uid], (group, uid), told)
            result.append({"uid": uid, "cells": both})
        else:
            typed = not _alike(row["cells"], before.get(uid, {}))
            told.append(Since("gone", (group, uid), _words(row["cells"]), typed=typed))
            if typed:
                fresh.append({"uid": None, "cells": row["cells"]})
    held = {row["uid"] for row in mine}
    for uid, cells in there.items():
        if uid in held:
            continue
        if uid not in before:
            told.append(Since("added", (group, uid), now=_words(cells)))
        elif _alike(before[uid], cells):
            continue  # the person took it out, and nobody did anything to it
        else:
            told.append(Since("changed", (group, uid), _words(before[uid]), _words(cells)))
        result.append({"uid": uid, "cells": cells})
    return result + fresh


def _by_uid(rows: Sequence[Any]) -> dict[str, Mapping[str, Held]]:
    return {row["uid"]: row["cells"] for row in rows if row["uid"] is not None}


def _alike(one: Mapping[str, Held], other: Mapping[str, Held]) -> bool:
    return all(same(one.get(name), other.get(name)) for name in {*one, *other})


def _words(cells: Mapping[str, Held]) -> str:
    return ", ".join(held["text"] for held in cells.values() if held["text"].strip())


def as_new(state: State) -> dict[str, Any]:
    """The same, for a record that is gone: every row is a new one."""
    rows = {
        group: [{"uid": None, "cells": row["cells"]} for row in held]
        for group, held in state["rows"].items()
    }
    return {"fields": dict(state["fields"]), "rows": rows}
