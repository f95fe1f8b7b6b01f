"""Who is meant by a name in any spelling, or by a uid."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from db import lists as listing
from db import looking, name_index, searching
from workbench import lookup_beside, merging, records, when
from workbench.kinds import KINDS, Mention
from workbench.messages import Refused, _, message
from workbench.names import Hit, fold
from workbench.names_indexed import IndexedNames

if TYPE_CHECKING:
    from workbench.casebook import Casebook, Changed

NAMED = 8
"""Candidates that a refusal names at most."""

SURE = 0.7
"""From this score on a spelling means a stakeholder; below it only resembles."""

ALIKE = 0.02
"""Scores no further apart than this say nothing about which of two is meant."""

RECENT = 20
"""Stakeholders opened of late that are remembered."""

MET = 16
"""Stakeholders met most of late that are put forward."""

OFFERED = 60
"""Names that are looked at for a few that are offered."""

_LONGEST_UID = 64
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
    country: str | None = None
    apart: str = ""
    """What else tells it from one of whom the same is known."""


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
    if casebook.read_only:
        return
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
    if (found := _by_uid(casebook, given)) is not None:
        return found
    if not fold(given):
        raise Refused(message("The name is empty"), what_to_do=message("Give a name or a uid."))
    hits = search_names(casebook, given, 2 * NAMED, unfinished=False)
    called = [hit.key for hit in hits if fold(hit.spelling) == fold(given)]
    sure = [hit for hit in hits if hit.score >= SURE]
    best = called or [hit.key for hit in sure if hit.score >= sure[0].score - ALIKE]
    with casebook.reading() as connection:
        if not called and len(best) != 1:
            best = _beside(casebook, connection, given) or best
        names_shown = shown(connection, [*(hit.key for hit in hits), *best])
    if len(best) == 1:
        return Mention("stakeholder", best[0], names_shown[best[0]])
    with casebook.reading() as connection:
        listed = looking.known(connection, (best or [hit.key for hit in hits])[:NAMED])
    labels = tuple(_told_apart(listed, (best or [hit.key for hit in hits])[:NAMED]))
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


def _by_uid(casebook: Casebook, given: str) -> Mention | None:
    """The stakeholder of this uid, or what it leads to since it was merged."""
    if not given.isascii() or len(given) > _LONGEST_UID:
        return None
    with casebook.reading() as connection:
        name = shown(connection, [given]).get(given)
        if name is None and (now := merging.follow(casebook, given)) != given:
            given, name = now, shown(connection, [now]).get(now)
    return None if name is None else Mention("stakeholder", given, name)


def _beside(casebook: Casebook, connection: Any, given: str) -> list[str]:
    """The uids of those who are told from their namesakes by some of the words."""
    with index(casebook).reading(connection) as known:
        hits = known.find(given, OFFERED)
        told = lookup_beside.told(connection, known, given, hits, SURE)
    return [each.hit.key for each in told]


def _told_apart(known: dict[str, looking.Known], uids: Sequence[str]) -> list[str]:
    """Their names; where two are called alike, with the post and the uid that tell them apart."""
    names = [known[uid].name for uid in uids if uid in known]
    labels = []
    for uid in uids:
        if uid in known:
            each = known[uid]
            apart = (each.post, each.organisation, uid) if names.count(each.name) > 1 else ()
            beside = ", ".join(part for part in apart if part)
            labels.append(f"{each.name} ({beside})" if beside else each.name)
    return labels


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
    with casebook.reading() as connection:
        if not fold(text):
            met = [*recent(casebook)[:limit], *looking.most_met(connection, limit)]
            spelled = shown(connection, list(dict.fromkeys(met))[:limit])
            spelled = {uid: spelled[uid] for uid in dict.fromkeys(met) if uid in spelled}
        else:
            spelled = _spelled(casebook, connection, text, limit)
        found = looking.known(connection, spelled)
        apart = lookup_beside.apart(connection, found)
    return [
        Candidate(
            uid,
            row.name,
            spelled[uid],
            row.kind,
            row.post,
            row.organisation,
            row.last_meeting,
            row.country,
            apart[uid].line if uid in apart else "",
        )
        for uid, row in ((uid, found[uid]) for uid in spelled if uid in found)
    ]


def _spelled(casebook: Casebook, connection: Any, text: str, limit: int) -> dict[str, str]:
    """uid -> the spelling that fits: names that begin so, words that do, any spelling."""
    typed = fold(text)
    near = familiar(casebook, connection)
    with index(casebook).reading(connection) as known:
        known.make_familiar(near)
        hits = known.find(text, max(limit, OFFERED))
        told = lookup_beside.told(connection, known, text, hits, SURE)
    told_of = {hit.key: hit.spelling for hit, _ in told}
    spelled = [(hit.key, hit.spelling) for hit in hits] + _holding(connection, typed)
    places = {uid: place for place, uid in enumerate(near)}
    ranked = []
    for order, (uid, spelling) in enumerate(spelled):
        folded = fold(spelling)
        begins, word = folded.startswith(typed), f" {typed}" in f" {folded}"
        held = 1 if begins else 2 if word else 3
        rank = 0 if folded == typed else held if typed in folded else 4
        by = (len(folded), 0) if rank < 4 else (0, order)
        ranked.append((rank, places.get(uid, len(places)), *by, uid, spelling))
    # Who is meant by words beside the name comes first, and of those the best known.
    found = dict(sorted(told_of.items(), key=lambda each: places.get(each[0], len(places))))
    for *_rank, uid, spelling in sorted(ranked):
        found.setdefault(uid, spelling)
    return dict(list(found.items())[:limit])


def _holding(connection: Any, typed: str) -> list[tuple[str, str]]:
    """(uid, spelling) of names with these letters anywhere in them."""
    found = searching.holding(
        connection, searching.question([typed]), ("stakeholder",), searching.Narrowed(),
        OFFERED, searching.Patience(),
    )  # fmt: skip
    return [
        (held.uid, text)
        for held in found
        for column, text in held.texts.items()
        if (held.found_in, column) in (("stakeholder", "name"), ("name", "spelling"))
        and typed in fold(text)
    ]


def is_likely(casebook: Casebook, name: str) -> bool:
    """Whether anybody is called by what is typed so far, and not only something like it."""
    typed = fold(name)
    with casebook.reading() as connection:
        if _beside(casebook, connection, name):
            return True
    # Of one word more may still come; a whole name of several has to fit as it stands.
    hits = search_names(casebook, name, 5, unfinished=" " not in name)
    if any(hit.score >= SURE or typed in fold(hit.spelling) for hit in hits):
        return True
    with casebook.reading() as connection:
        return bool(_holding(connection, typed))


def told_apart(casebook: Casebook, found: Candidate) -> str:
    """Post and organisation, or the country; the last meeting; another spelling, if that fitted."""
    parts = [part for part in (found.post, found.organisation) if part]
    if not parts:
        parts = [KINDS["stakeholder"].field("kind").choice_label(found.kind)]
        parts += [found.country] if found.country else []
    if found.spelling and found.spelling != found.name:
        parts.insert(0, f"\u2068{found.spelling}\u2069")
    if found.last_meeting:
        met = when.wording(when.parse(found.last_meeting), casebook.today)
        parts.append(_("last met {date}", date=met))
    if found.apart and found.apart != found.spelling:
        parts.append(f"\u2068{found.apart}\u2069")
    return " · ".join(parts)
