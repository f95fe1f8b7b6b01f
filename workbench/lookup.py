"""Who is meant by a name in any spelling, or by a uid."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from db import lists as listing
from db import looking, name_index, searching
from workbench import merging, records
from workbench.kinds import Mention
from workbench.messages import Refused, message
from workbench.names import Hit, Matcher, fold
from workbench.names_indexed import IndexedNames

if TYPE_CHECKING:
    from workbench.casebook import Casebook, Changed

NAMED = 8
"""Candidates that a refusal names at most."""

SURE = 0.7
"""From this score on a spelling means a stakeholder; below it only resembles."""

ALIKE = 0.02
"""Scores no further apart than this say nothing about which of two is meant."""

RECENT = 30
"""Stakeholders opened of late that are remembered."""

MET = 30
"""Stakeholders met most of late that are put forward."""

_STORE = "lookup"
_INDEX = "index of names"
_FAMILIAR = "familiar"
_RECENT = "search: recent"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A stakeholder offered while a name is typed, with what tells it from its namesakes."""

    uid: str
    name: str
    spelling: str
    kind: str
    post: str | None
    organisation: str | None
    last_meeting: str | None


class Names:
    """Every spelling of every stakeholder, as it stands now."""

    def __init__(self, spellings: Sequence[tuple[str, str]]) -> None:
        self.shown: dict[str, str] = {}
        self.folded: list[tuple[str, str, str]] = []
        """(folded, uid, spelling), the shown names first."""
        self._by_folded: dict[str, list[str]] = {}
        for uid, spelling in spellings:
            self.shown.setdefault(uid, spelling)
            folded = fold(spelling)
            self.folded.append((folded, uid, spelling))
            self._by_folded.setdefault(folded, []).append(uid)
        self._spellings = spellings
        self._matcher: Matcher[str] | None = None

    @property
    def matcher(self) -> Matcher[str]:
        """What finds a name by any spelling; built when it is first asked for."""
        if self._matcher is None:
            self._matcher = Matcher(self._spellings)
        return self._matcher

    def called(self, name: str) -> list[str]:
        """Uids of the stakeholders that are called just this, however it is typed."""
        return list(dict.fromkeys(self._by_folded.get(fold(name), ())))


def names(casebook: Casebook) -> Names:
    """The casebook's names: read once, and again after they were changed."""
    found = casebook.store.get(_STORE)
    if found is None:
        if f"{_STORE} watched" not in casebook.store:
            casebook.store[f"{_STORE} watched"] = casebook.subscribe(
                lambda changed: _forget(casebook, changed)
            )
        with casebook.reading() as connection:
            found = Names(looking.spellings(connection))
        casebook.store[_STORE] = found
    assert isinstance(found, Names)
    return found


def _forget(casebook: Casebook, changed: Changed) -> None:
    if changed.touches("stakeholder", "name"):
        casebook.store.pop(_STORE, None)


def index(casebook: Casebook) -> IndexedNames:
    """What finds whom a spelling means, by the index of names in the casebook's file."""
    found = casebook.store.get(_INDEX)
    if found is None:
        found = casebook.store.setdefault(_INDEX, IndexedNames())
        if f"{_INDEX} watched" not in casebook.store:
            casebook.store[f"{_INDEX} watched"] = casebook.subscribe(
                lambda changed: _forget_index(casebook, changed)
            )
    assert isinstance(found, IndexedNames)
    return found


def _forget_index(casebook: Casebook, changed: Changed) -> None:
    casebook.store.pop(_FAMILIAR, None)
    if changed.touches("stakeholder", "name"):
        casebook.store.pop(_INDEX, None)


def search_names(
    casebook: Casebook, text: str, limit: int, *, unfinished: bool = True
) -> list[Hit[str]]:
    """The stakeholders, by uid, that a name may mean, best first."""
    with casebook.reading() as connection, index(casebook).reading(connection) as known:
        known.make_familiar(familiar(casebook, connection))
        return known.find(text, limit, unfinished=unfinished)


def shown(connection: Any, uids: Sequence[str]) -> dict[str, str]:
    """uid -> the name that is shown."""
    return name_index.shown(connection, list(uids))


def meant(casebook: Casebook, name: str) -> list[str]:
    """Uids of all stakeholders that a name surely means, for narrowing a search down."""
    hits = search_names(casebook, name, 4 * NAMED)
    sure = [hit for hit in hits if hit.score >= SURE or hit.why in ("exact", "begins")]
    return [hit.key for hit in sure if hit.score >= sure[0].score - 0.25]


# -- who is well known here ------------------------------------------------------------------------


def familiar(casebook: Casebook, connection: Any) -> list[str]:
    """Uids of stakeholders opened or used here of late, then of those met most: the first first."""
    known = casebook.store.get(_FAMILIAR)
    if known is None:
        met = searching.met_of_late(connection, 400, MET)
        known = list(dict.fromkeys((*recent(casebook), *met)))
        casebook.store[_FAMILIAR] = known
    return list(known)


def recent(casebook: Casebook) -> list[str]:
    """Uids of the stakeholders that were opened or used on this desk of late, the last first."""
    kept = casebook.kept(_RECENT, [])
    return [uid for uid in kept if isinstance(uid, str)] if isinstance(kept, list) else []


def note_opened(casebook: Casebook, uid: str) -> None:
    """Remember that a stakeholder was opened or used here. Nothing where it can't be kept."""
    before = recent(casebook)
    after = [uid, *(other for other in before if other != uid)][:RECENT]
    if after[:1] != before[:1]:
        casebook.store.pop(_FAMILIAR, None)
        casebook.keep(_RECENT, after)


def stakeholder(casebook: Casebook, name_or_uid: str) -> Mention:
    """The one stakeholder that is meant.

    `Refused` where there is none, and, with the candidates, where several fit equally well.
    """
    given = name_or_uid.strip()
    known = names(casebook)
    if given in known.shown:
        return Mention("stakeholder", given, known.shown[given])
    if (now := merging.follow(casebook, given)) in known.shown:
        return Mention("stakeholder", now, known.shown[now])
    if not fold(given):
        raise Refused(message("The name is empty"), what_to_do=message("Give a name or a uid."))
    hits = (
        []
        if (called := known.called(given))
        else known.matcher.find(given, limit=2 * NAMED, unfinished=False)
    )
    sure = [hit for hit in hits if hit.score >= SURE]
    best = called or [hit.key for hit in sure if hit.score >= sure[0].score - ALIKE]
    if len(best) == 1:
        return Mention("stakeholder", best[0], known.shown[best[0]])
    labels = tuple(_told_apart(known, (best or [hit.key for hit in hits])[:NAMED]))
    if best:
        what = message("“{name}” fits several stakeholders", name=_short(given))
        to_do = message("Give one of these in full, or a uid: {names}", names="; ".join(labels))
    else:
        what = message("No stakeholder is called “{name}”", name=_short(given))
        to_do = message("Look the name up with find, or give the uid.")
        if labels:
            to_do = message("The nearest: {names}", names="; ".join(labels))
    raise Refused(what, what_to_do=to_do, candidates=labels)


def _short(text: str) -> str:
    return text if len(text) <= 80 else text[:79] + "…"


def _told_apart(known: Names, uids: Sequence[str]) -> list[str]:
    """Their names; where two are called alike, with the uid that tells them apart."""
    labels = [known.shown[uid] for uid in uids]
    return [
        label if labels.count(label) == 1 else f"{label} ({uid})"
        for label, uid in zip(labels, uids, strict=True)
    ]


def record(casebook: Casebook, uid: str) -> Mention:
    """The record of this uid, of whatever kind; where it was merged, what it leads to now.

    `Refused` where there is none.
    """
    uid = merging.follow(casebook, uid.strip())
    with casebook.reading() as connection:
        kind = listing.kind_of(connection, uid)
    if kind is None:
        raise Refused(
            message("There is no record with the uid {uid}", uid=_short(uid)),
            what_to_do=message("It may have been deleted; the history has what it was."),
        )
    return Mention(kind, uid, records.label(casebook, kind, uid))


def complete(casebook: Casebook, text: str, limit: int = 12) -> list[Candidate]:
    """The stakeholders that a name, as far as it is typed, may mean: best first.

    Where nothing is typed yet: those met most of late.
    """
    known = names(casebook)
    if not fold(text):
        with casebook.reading() as connection:
            spelled = {uid: known.shown.get(uid, "") for uid in looking.most_met(connection, limit)}
    else:
        spelled = _spelled(known, text, limit)
    with casebook.reading() as connection:
        found = looking.known(connection, spelled)
    return [
        Candidate(
            uid, row.name, spelled[uid], row.kind, row.post, row.organisation, row.last_meeting
        )
        for uid, row in ((uid, found[uid]) for uid in spelled if uid in found)
    ]


def _spelled(known: Names, text: str, limit: int) -> dict[str, str]:
    """uid -> the spelling that fits: names that begin so, words that do, any spelling."""
    typed = fold(text)
    ranked: list[tuple[int, int, int, str, str]] = []
    for place, (folded, uid, spelling) in enumerate(known.folded):
        if typed in folded:
            begins, word = folded.startswith(typed), f" {typed}" in f" {folded}"
            rank = 0 if folded == typed else 1 if begins else 2 if word else 3
            ranked.append((rank, len(folded), place, uid, spelling))
    found: dict[str, str] = {}
    for *_rank, uid, spelling in sorted(ranked):
        found.setdefault(uid, spelling)
    if len(found) < limit:
        for hit in known.matcher.find(text, limit=limit):
            found.setdefault(hit.key, hit.spelling)
    return dict(list(found.items())[:limit])
