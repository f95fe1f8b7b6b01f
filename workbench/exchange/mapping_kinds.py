"""Which meanings of headers speak for which kind of row, and which field each one fills there."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from functools import cache
from importlib.resources import files

from workbench.exchange.mapping_headers import plain
from workbench.exchange.mapping_shapes import Target

# kind: meaning > fields that it may fill, the likeliest first; each further one a little less.
_FIELDS = """
stakeholder: name > stakeholder.name; fullname > stakeholder.name; principal > stakeholder.name
stakeholder: first > stakeholder.name.first; last > stakeholder.name.last
stakeholder: middle > stakeholder.name.middle; alias > name.spelling
stakeholder: org > post.at; post > post.title; heading > post.title
stakeholder: country > stakeholder.country; kind > stakeholder.kind; part_of > stakeholder.part_of
stakeholder: side > stakeholder.side; marking > stakeholder.marking; notes > stakeholder.notes
stakeholder: said > stakeholder.notes; from > post.when.from; to > post.when.to
stakeholder: appointed > post.when.from
event: date > event.when; from > event.when.from; to > event.when.to; year > event.when.year
event: month > event.when.month; time > event.clock; title > event.title; heading > event.title
event: what > event.title
event: kind > event.kind; place > event.place; channel > event.channel
event: said > event.said; notes > event.notes; source > event.source; grade > event.grade
event: marking > event.marking; party > party.stakeholder; name > party.stakeholder
event: fullname > party.stakeholder; org > party.stakeholder; ours > party.stakeholder.ours
event: theirs > party.stakeholder.theirs; principal > party.stakeholder.principal
event: speaker > party.stakeholder.speaker; interpreter > party.stakeholder.interpreter
event: note taker > party.stakeholder.note taker; host > party.stakeholder.host
event: mediator > party.stakeholder.mediator; observer > party.stakeholder.observer
event: victim > party.stakeholder.victim; donor > party.stakeholder.donor; post > party.post
event: area > event.place
event: asked_by > party.stakeholder; asked_of > party.stakeholder; ask > event.title
ask: ask > ask.title; title > ask.title; heading > ask.title
ask: what > ask.title, item.what; action > ask.title
ask: asked_by > ask.asked_by; asked_of > ask.asked_of; owner > ask.asked_of; via > via.stakeholder
ask: interpreter > -; mediator > via.stakeholder; status > ask.status; priority > ask.priority
ask: raised > ask.raised; date > ask.raised; from > ask.raised; due > ask.due; to > ask.due
ask: category > ask.category; kind > ask.category; hangs_on > ask.hangs_on
ask: marking > ask.marking; notes > ask.notes; said > ask.notes; quantity > item.quantity
ask: unit > item.unit; name > ask.asked_by; org > ask.asked_by
ask: tie_from > ask.asked_by; tie_to > ask.asked_of
item: what > item.what; name > item.what; fullname > item.what; title > item.what
item: heading > item.what
item: ask > item.ask; category > item.ask; quantity > item.quantity; unit > item.unit
item: due > item.due; notes > item.notes; said > item.notes; marking > item.marking
delivery: what > delivery.item; quantity > delivery.quantity; unit > delivery.unit
delivery: date > delivery.when; delivered > delivery.when; source > delivery.source
delivery: grade > delivery.grade; notes > delivery.notes; said > delivery.notes
tie: tie_from > tie.from; source > tie.from, tie.source; name > tie.from; tie_to > tie.to
tie: relationship > tie.kind; kind > tie.kind; tenor > tie.tenor; date > tie.when
tie: from > tie.when.from, tie.from; to > tie.when.to, tie.to; grade > tie.grade
tie: notes > tie.notes; said > tie.notes; marking > tie.marking
post: name > post.stakeholder; fullname > post.stakeholder; principal > post.stakeholder
post: first > post.stakeholder.first; last > post.stakeholder.last
post: middle > post.stakeholder.middle; post > post.title; heading > post.title
post: org > post.at; country > post.at; from > post.when.from; to > post.when.to
post: date > post.when.from; appointed > post.when.from
post: source > post.source; grade > post.grade; notes > post.notes
post: said > post.notes; marking > post.marking
action: action > action.what; what > action.what; title > action.what; heading > action.what
action: owner > action.owner
action: due > action.due; to > action.due; done > action.done; notes > action.notes
action: said > action.notes; marking > action.marking; asked_of > action.owner
claim: says > claim.says; said > claim.says; by > claim.by; name > claim.by; speaker > claim.by
claim: title > claim.event; heading > claim.event; grade > claim.grade; source > claim.source
source: source > source.title; title > source.title; heading > source.title
source: name > source.stakeholder
source: org > source.stakeholder; date > source.when; notes > source.notes
source: marking > source.marking
"""

# meaning: points for a kind of row.
_EVIDENCE = """
date: event 1, source .2, delivery .3, ask .3, tie .2, claim .2
time: event 2
place: event 2, item .2
party: event 3
ours: event 3
theirs: event 3
principal: event 1.5, post 1.3, stakeholder .3
speaker: event 2, claim .5
interpreter: event 3
note taker: event 3
host: event 2
mediator: event 2, ask .5
observer: event 2
victim: event 2
donor: event .3, delivery .3
title: event 1.5, source .4
heading: event 1.2, source .4, stakeholder .3, post .3, ask .3, action .2
said: event 2, claim .3
channel: event 2
kind: event .4, stakeholder .3
name: stakeholder 1.3, post 1, event .5, item .3, tie .3
fullname: stakeholder 2.5, post 1.3, event .3, item .3
first: stakeholder 2, post .9
last: stakeholder 2, post .9
middle: stakeholder 1
alias: stakeholder 3
org: stakeholder 1, event 1, post .5, ask .3
post: stakeholder 1, post 1.5, event .3
country: stakeholder 1, post .8
part_of: stakeholder 2
side: stakeholder 1
from: event .7, post 1.4, tie .7
to: event .7, post 1.4, tie .7
appointed: post 2
ask: ask 3.5, item 1
asked_by: ask 2.5
asked_of: ask 2.3
via: ask 1
status: ask 1, action .8, item .3
priority: ask 1, action .7
raised: ask 1.6
due: ask 1.2, action 1.2, item .5
category: ask .8, event .3
hangs_on: ask 2
what: item .8, delivery 1, ask .3
quantity: item .6, delivery .9
unit: item .6, delivery .8
delivered: delivery 3
tie_from: tie 3
tie_to: tie 3
relationship: tie 3
tenor: tie 1.5
action: action 4
owner: action 2
done: action 1.2
says: claim 3
by: claim 1
contact: stakeholder .8
personal: stakeholder 1.2, item .3
notes: event .1, stakeholder .1
source: event .3, tie .3
"""

NEEDED = {
    "stakeholder": ({"name", "fullname", "first", "last", "principal", "org"},),
    "event": ({"date", "from", "year", "month", "title", "heading", "party", "place"},),
    "ask": (
        {"ask", "title", "what", "action", "asked_by"},
        {"asked_by", "asked_of", "status", "due", "ask"},
    ),
    "item": ({"what", "name", "fullname"}, {"ask"}),
    "delivery": ({"what"}, {"delivered"}),
    "tie": ({"tie_to", "to"}, {"tie_from", "source", "name", "from"}, {"relationship", "kind"}),
    "post": (
        {"name", "fullname", "last", "principal"},
        {"post", "heading", "principal"},
        {"from", "to", "appointed"},
    ),
    "action": ({"action", "what", "owner"}, {"due", "done", "action"}),
    "claim": ({"says"}, {"by", "name", "speaker"}),
    "source": ({"source"}, {"title", "heading", "source"}),
}
"""What rows of a kind can't be without: of each set, one meaning."""

KINDS = tuple(NEEDED)
OTHERS = frozenset({"via", "item", "name"})
"""Kinds that are never a column's own row, or that hang on rows of another kind as well."""
REPEATED = frozenset({"party", "name", "via"})
"""Kinds of which one row may hold any number."""

WEAK = {
    "appointed": 0.1,
    "area": 0.3,
    "org": 0.05,
    "name": 0.05,
    "principal": 0.1,
    "title": 0.02,
    "heading": 0.03,
}
"""Meanings that give way to others for the same field, and by how much."""

MANY = frozenset({"said", "notes"})
"""Fields that may be filled from several columns, one under the other."""


def target(text: str) -> Target:
    """A target from how the tables above write it: kind.field, or kind.field.part."""
    kind, field, *part = text.strip().split(".", 2)
    return Target(kind, field, part[0] if part else "")


@cache
def fields(kind: str) -> dict[str, tuple[Target, ...]]:
    """Meaning -> where a column of that meaning goes in rows of this kind."""
    found: dict[str, tuple[Target, ...]] = {}
    for line in _FIELDS.strip().splitlines():
        of, _colon, rules = line.partition(": ")
        if of != kind:
            continue
        for rule in rules.split(";"):
            meaning, _arrow, targets = rule.partition(" > ")
            made = tuple(target(each) for each in targets.split(",") if each.strip() != "-")
            found[meaning.strip()] = made
    return found


@cache
def evidence() -> dict[str, dict[str, float]]:
    """Meaning -> kind -> how much it speaks for rows of that kind."""
    found: dict[str, dict[str, float]] = {}
    for line in _EVIDENCE.strip().splitlines():
        meaning, _colon, points = line.partition(": ")
        pairs = (each.rsplit(" ", 1) for each in points.split(", "))
        found[meaning] = {kind: float(value) for kind, value in pairs}
    return found


@cache
def _titles() -> dict[str, str]:
    text = (files("resources") / "exchange" / "kinds.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(text.splitlines())
    return {plain(word): row["means"] for row in rows for word in row["words"].split("|")}


def titled(texts: Iterable[str]) -> dict[str, float]:
    """Kind -> how much a sheet's name or a title above its header speaks for it."""
    found: dict[str, float] = {}
    for text in texts:
        words = plain(text).split()
        for size in range(1, 4):
            for first in range(len(words) - size + 1):
                kind = _titles().get(" ".join(words[first : first + size]))
                if kind is not None:
                    found[kind] = max(found.get(kind, 0.0), 2.5 if size == len(words) else 1.2)
    return found
