"""Events: a meeting logged with all that came of it, and what happened, in order of time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, NamedTuple

from db import looking_events
from workbench import posts, records
from workbench.kinds import KINDS, MEETINGS
from workbench.messages import _, message, n_
from workbench.values import Value
from workbench.when import bounds
from workbench.writing import Change

if TYPE_CHECKING:
    from workbench.casebook import Casebook

_FIELDS = (
    "when", "clock", "kind", "title", "place", "channel", "said", "source", "grade", "marking",
    "notes", "sensitive_part", "sensitive_marking",
)  # fmt: skip

NAMED = 3
"""Parties that a title made from them names at most."""


@dataclass(frozen=True)
class New:
    """A stakeholder that is not there yet; with a post, where it has one."""

    name: str
    kind: str = "person"
    side: str | None = None
    country: str | None = None
    part_of: str | None = None
    post: str | None = None
    at: str | None = None


@dataclass(frozen=True)
class NewSource:
    """A source that is not there yet."""

    title: str


@dataclass(frozen=True)
class PartyIn:
    """Who takes part, by uid or new. Without `post`, the post held on the day is put down.

    `uid` is the party's own, where it is there already. `side` is put down as the stakeholder's
    where that has none yet.
    """

    stakeholder: str | New
    part: str | None = None
    post: str | None = None
    uid: str | None = None
    side: str | None = None


@dataclass(frozen=True)
class AnswerIn:
    """An ask that came up, and what the other side said to it, where that is known."""

    ask: str
    answer: str | None = None
    notes: str | None = None
    uid: str | None = None


@dataclass(frozen=True)
class ActionIn:
    """What one of us does next; `owner` is a member's uid."""

    what: str
    owner: str | None = None
    due: str | None = None
    done: bool = False
    uid: str | None = None


@dataclass(frozen=True)
class Meeting:
    """A meeting, or any other event, as its form holds it: values, dates as EDTF."""

    kind: str = "meeting"
    title: str = ""
    when: str | None = None
    clock: str | None = None
    place: str | None = None
    channel: str | None = None
    said: str | None = None
    notes: str | None = None
    marking: str | None = None
    sensitive_part: str | None = None
    sensitive_marking: str | None = None
    source: str | NewSource | None = None
    grade: str | None = None
    parties: Sequence[PartyIn] = field(default=())
    answers: Sequence[AnswerIn] = field(default=())
    actions: Sequence[ActionIn] = field(default=())


def log_meeting(casebook: Casebook, meeting: Meeting, initiator: object = None) -> str:
    """Put a meeting down, with its parties, answers and actions, as one act; its uid.

    Stakeholders and a source that are new are made. A title that is empty is made from the parties.
    `FieldErrors` where a field of the event is wrong.
    """
    did = message("Log meeting") if meeting.kind in MEETINGS else message("Log event")
    with casebook.change(did, initiator) as change:
        parties = _known_parties(change, meeting.parties)
        title = meeting.title.strip() or _title(casebook, meeting)
        event = change.add("event", {**_values(change, meeting), "title": title})
        _take_sides(casebook, change, parties)
        frozen = _posts(casebook, meeting, parties)
        _write_parties(change, event, parties, frozen)
        _write_answers(change, event, meeting.answers)
        _write_actions(change, event, meeting.actions)
    return event


def edit_meeting(casebook: Casebook, uid: str, meeting: Meeting, initiator: object = None) -> int:
    """Make an event what the form now holds, as one act; parties, answers and actions too.

    What the form no longer has is deleted. Where the date changed, the posts held are those of
    the new day. How many records were changed, added or deleted.
    """
    before = meeting_of(casebook, uid)
    did = message("Edit meeting") if meeting.kind in MEETINGS else message("Edit event")
    with casebook.change(did, initiator) as change:
        parties = _known_parties(change, meeting.parties)
        title = meeting.title.strip() or _title(casebook, meeting)
        touched = change.edit("event", {uid: {**_values(change, meeting), "title": title}})
        touched += _take_sides(casebook, change, parties)
        frozen = _posts(casebook, meeting, parties)
        if meeting.when != before.when:
            parties = [_on_another_day(party, before) for party in parties]
        touched += _keep_parties(change, uid, parties, before, frozen)
        touched += _keep(change, "response", before.answers, meeting.answers, _answer_values)
        touched += _keep(change, "action", before.actions, meeting.actions, _action_values)
        fresh_answers = [answer for answer in meeting.answers if answer.uid is None]
        fresh_actions = [action for action in meeting.actions if action.uid is None]
        _write_answers(change, uid, fresh_answers)
        _write_actions(change, uid, fresh_actions)
    return touched + len(fresh_answers) + len(fresh_actions)


def meeting_of(casebook: Casebook, uid: str) -> Meeting:
    """An event as its form holds it, to be edited. `Gone` where it is not there."""
    values = records.get(casebook, "event", uid)
    with casebook.reading() as connection:
        parties = looking_events.parties_of(connection, uid)
        answers = looking_events.answers_in(connection, uid)
        actions = looking_events.actions_from(connection, uid)
    return Meeting(
        **{name: values[name] for name in _FIELDS},
        parties=tuple(PartyIn(who, part, post, own) for own, who, part, post in parties),
        answers=tuple(AnswerIn(ask, answer, notes, own) for own, ask, answer, notes in answers),
        actions=tuple(
            ActionIn(what, owner, due, bool(done), own) for own, what, owner, due, done in actions
        ),
    )


def _values(change: Change, meeting: Meeting) -> dict[str, Value]:
    values: dict[str, Value] = {
        name: getattr(meeting, name) or None for name in _FIELDS if name not in ("title", "source")
    }
    source = meeting.source
    if isinstance(source, NewSource):
        source = change.add("source", {"title": source.title})
    return {**values, "source": source or None}


def _title(casebook: Casebook, meeting: Meeting) -> str:
    """A title that says what kind of event it was, and who took part."""
    kind = KINDS["event"].field("kind").choice_label(meeting.kind)
    known = records.labels(
        casebook,
        "stakeholder",
        [given.stakeholder for given in meeting.parties if isinstance(given.stakeholder, str)],
    )
    named = [
        given.stakeholder.name
        if isinstance(given.stakeholder, New)
        else known.get(given.stakeholder, "")
        for given in meeting.parties
    ]
    names = list(dict.fromkeys(name for name in named if name))
    if not names:
        return kind[:1].upper() + kind[1:]
    listed = ", ".join(names[:NAMED])
    more = len(names) - NAMED
    if more > 0:
        listed = n_("{names} and {n} other", "{names} and {n} others", more, names=listed)
    return _("{kind}: {names}", kind=kind[:1].upper() + kind[1:], names=listed)


def _known_parties(change: Change, parties: Iterable[PartyIn]) -> list[PartyIn]:
    """The parties with every stakeholder a uid; those that were new are added."""
    known: list[PartyIn] = []
    made: dict[New, str] = {}
    for party in parties:
        who = party.stakeholder
        if isinstance(who, New):
            if who not in made:
                made[who] = _add_stakeholder(change, replace(who, side=who.side or party.side))
            who = made[who]
        known.append(PartyIn(who, party.part, party.post, party.uid, party.side))
    return known


def _take_sides(casebook: Casebook, change: Change, parties: Iterable[PartyIn]) -> int:
    """Put down on whose side those are that were said to be on one; how many were changed."""
    said = {str(party.stakeholder): party.side for party in parties if party.side}
    with casebook.reading() as connection:
        # A stakeholder that is new is not there yet for who reads, and has its side already.
        sideless = looking_events.sideless(connection, list(said))
    return change.edit("stakeholder", {uid: {"side": said[uid]} for uid in sideless})


def _add_stakeholder(change: Change, new: New) -> str:
    values: dict[str, Value] = {
        "name": new.name,
        "kind": new.kind,
        "side": new.side,
        "country": new.country,
        "part_of": new.part_of,
    }
    uid = change.add("stakeholder", values)
    if new.post:
        change.add("post", {"stakeholder": uid, "title": new.post, "at": new.at})
    return uid


def _posts(casebook: Casebook, meeting: Meeting, known: Sequence[PartyIn]) -> dict[str, str]:
    """uid -> the post held on the meeting's day; of those that are new, the one that they have."""
    held = posts.held_on(casebook, [str(party.stakeholder) for party in known], meeting.when)
    for given, party in zip(meeting.parties, known, strict=True):
        if isinstance(given.stakeholder, New) and given.stakeholder.post:
            held[str(party.stakeholder)] = given.stakeholder.post
    return held


def _write_parties(
    change: Change, event: str, parties: Sequence[PartyIn], frozen: Mapping[str, str]
) -> None:
    change.add_many(
        "party",
        ("event", "stakeholder", "part", "post"),
        [
            (
                event,
                str(party.stakeholder),
                party.part or None,
                party.post or frozen.get(str(party.stakeholder)),
            )
            for party in parties
        ],
    )


def _write_answers(change: Change, event: str, answers: Sequence[AnswerIn]) -> None:
    for answer in answers:
        change.add("response", {"event": event, "ask": answer.ask, **_answer_values(answer)})


def _write_actions(change: Change, event: str, actions: Sequence[ActionIn]) -> None:
    for action in actions:
        change.add("action", {"event": event, **_action_values(action)})


def _answer_values(answer: AnswerIn) -> dict[str, Value]:
    return {"answer": answer.answer or None, "notes": answer.notes or None}


def _action_values(action: ActionIn) -> dict[str, Value]:
    return {
        "what": action.what,
        "owner": action.owner,
        "due": action.due or None,
        "done": action.done,
    }


def _on_another_day(party: PartyIn, before: Meeting) -> PartyIn:
    """The party without the post of the day it was on before, unless that was typed anew."""
    known = {each.uid: each.post for each in before.parties}
    if party.uid in known and party.post == known[party.uid]:
        return PartyIn(party.stakeholder, party.part, None, party.uid, party.side)
    return party


def _keep_parties(
    change: Change,
    event: str,
    parties: Sequence[PartyIn],
    before: Meeting,
    frozen: Mapping[str, str],
) -> int:
    there = {party.uid for party in before.parties}
    stay = {party.uid for party in parties} & there
    change.delete("party", [uid for uid in there if uid is not None and uid not in stay])
    old = [party for party in parties if party.uid in stay]
    fresh = [party for party in parties if party.uid not in stay]
    edits: dict[str, dict[str, Any]] = {
        str(party.uid): {
            "stakeholder": str(party.stakeholder),
            "part": party.part or None,
            "post": party.post or frozen.get(str(party.stakeholder)),
        }
        for party in old
    }
    edited = change.edit("party", edits)
    _write_parties(change, event, fresh, frozen)
    return edited + len(fresh) + len(there - stay)


def _keep(
    change: Change, kind: str, before: Sequence[Any], after: Sequence[Any], values: Any
) -> int:
    """Edit those of a kind that stay, delete those that do not; how many were touched."""
    stay = {each.uid for each in after}
    gone = [each.uid for each in before if each.uid not in stay]
    change.delete(kind, gone)
    edits = {each.uid: values(each) for each in after if each.uid is not None}
    return change.edit(kind, edits) + len(gone)


class PartyLine(NamedTuple):
    """Who took part, and the post put down for that day."""

    uid: str
    name: str
    part: str | None
    post: str | None


class ClaimLine(NamedTuple):
    """What somebody says of an event, never a fact."""

    by: str
    says: str
    grade: str | None


class EventLine(NamedTuple):
    """An event with its parties and claims, in order of entry. `when` is EDTF."""

    uid: str
    when: str | None
    kind: str
    place: str | None
    title: str
    parties: tuple[PartyLine, ...]
    claims: tuple[ClaimLine, ...]


def events(
    casebook: Casebook,
    meetings: bool = False,
    with_: str | None = None,
    when: str | None = None,
) -> list[EventLine]:
    """What happened, in order of time: by earliest, then latest, then order of entry.

    `with_` is the uid of a stakeholder that was itself a party; `when` is EDTF, and what
    overlaps it is taken. What has no date comes last, and overlaps nothing.
    """
    within = bounds(when.strip()) if when else None
    with casebook.reading() as connection:
        found, parties, claims = looking_events.events(connection, meetings, with_, within)
    parties_of: dict[int, list[PartyLine]] = {}
    for party in parties:
        parties_of.setdefault(party.event_id, []).append(PartyLine(*party[1:]))
    claims_of: dict[int, list[ClaimLine]] = {}
    for claim in claims:
        claims_of.setdefault(claim.event_id, []).append(ClaimLine(*claim[1:]))
    return [
        EventLine(
            *event[1:], tuple(parties_of.get(event.id, ())), tuple(claims_of.get(event.id, ()))
        )
        for event in found
    ]
