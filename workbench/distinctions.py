"""Who is not who, and who a spelling means: decisions of a person, remembered.

They are record: they have a history, undo takes them back, and they go with the stakeholder that
they are about. A merge moves them on. Nobody who was told apart is offered as the same again; a
spelling that somebody decided about once means the same one in the next sheet.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from db import deciding
from workbench.messages import Refused, message
from workbench.names import fold

if TYPE_CHECKING:
    from db.unit import Unit
    from workbench.casebook import Casebook
    from workbench.writing import Change

__all__ = ["Told", "decide", "forget", "meant", "tell_apart", "told", "told_apart"]

Pair = frozenset[str]


class Told(NamedTuple):
    """All decisions: `apart` are pairs that are not the same, `means` spelling -> uid.

    A pair holds two uids, or a uid and a spelling; spellings are folded (`names.fold`).
    """

    apart: frozenset[Pair]
    means: dict[str, str]

    def are_apart(self, one: str, other: str) -> bool:
        """Whether somebody said that these are not the same; each a uid or any spelling."""
        given = {one, fold(one)}, {other, fold(other)}
        return any(frozenset((a, b)) in self.apart for a in given[0] for b in given[1])


def told(casebook: Casebook) -> Told:
    """All that was decided."""
    with casebook.reading() as connection:
        return _told(deciding.decisions(connection))


def _told(rows: list[deciding.Decision]) -> Told:
    apart: set[Pair] = set()
    means: dict[str, str] = {}
    for row in rows:
        if row.same:
            if row.spelling:
                means[fold(row.spelling)] = row.one
        elif row.other or row.spelling:
            apart.add(frozenset((row.one, row.other or fold(row.spelling or ""))))
    return Told(frozenset(apart), means)


def told_apart(casebook: Casebook) -> frozenset[Pair]:
    """The pairs that somebody said are not the same: see `Told.apart`."""
    return told(casebook).apart


def meant(casebook: Casebook, spelling: str) -> str | None:
    """The uid of whom somebody said that this spelling, as a sheet gives it, means."""
    return told(casebook).means.get(fold(spelling))


def tell_apart(casebook: Casebook, a: str, b: str, initiator: object = None) -> bool:
    """Remember that two are not the same, as one act; False where it was known already.

    Each is a stakeholder's uid or a spelling; one at least is a uid (`Refused` where none is).
    """
    with casebook.change(message("Not the same"), initiator) as change:
        return decide(change, a, b, same=False)


def decide(change: Change, a: str, b: str, *, same: bool) -> bool:
    """Within an act, remember that two are, or are not, the same; False where it was known.

    As `tell_apart`; that they are the `same` is said of a uid and a spelling: two stakeholders
    that are the same are merged.
    """
    return change.let(lambda unit: _decide(unit, a, b, same))


def _decide(unit: Unit, a: str, b: str, same: bool) -> bool:
    there = deciding.there(unit.connection, {a, b})
    uids = [there[each] for each in (a, b) if each in there]
    spellings = [each.strip() for each in (a, b) if each not in there]
    _refuse_senseless(uids, spellings, same)
    one, other = uids[0], (uids[1:] or spellings)[0]
    known = _told(deciding.decisions(unit.connection))
    if known.means.get(fold(other)) == one if same else known.are_apart(one, other):
        return False
    if spellings:
        # The last word on a spelling is the one that counts.
        folded = fold(spellings[0])
        deciding.take_back(
            unit,
            [
                row
                for row in deciding.decisions(unit.connection)
                if fold(row.spelling or "") == folded
                and (row.same or same)
                and (row.one == one or (row.same and same))
            ],
        )
    beside = {"spelling": other} if spellings else {"other": other}
    unit.add("distinction", {"one": one, "same": int(same), **beside})
    return True


def _refuse_senseless(uids: list[str], spellings: list[str], same: bool) -> None:
    if not uids:
        raise Refused(
            message("Neither of the two is a stakeholder of this casebook"),
            what_to_do=message("Add one of them first."),
        )
    if len(set(uids)) < len(uids):
        raise Refused(message("This is one stakeholder, not two"))
    if same and len(uids) == 2:
        raise Refused(
            message("Both are stakeholders"), what_to_do=message("Merge them if they are the same.")
        )
    if spellings and not fold(spellings[0]):
        raise Refused(message("The name is empty"), what_to_do=message("Give a name or a uid."))


def forget(casebook: Casebook, a: str, b: str, initiator: object = None) -> bool:
    """Take back what was decided about these two, as one act; whether there was anything."""
    wanted = {a, fold(a)}, {b, fold(b)}

    def about(row: deciding.Decision) -> bool:
        other = {row.other or fold(row.spelling or "")}
        return bool(
            (row.one in wanted[0] and other & wanted[1])
            or (row.one in wanted[1] and other & wanted[0])
        )

    with casebook.change(message("Forget a decision on who is who"), initiator) as change:
        return change.let(
            lambda unit: deciding.take_back(
                unit, [row for row in deciding.decisions(unit.connection) if about(row)]
            )
        )
