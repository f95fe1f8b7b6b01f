"""The fixed lists: words that a CHECK holds a field to, each with what a person reads for it."""

from __future__ import annotations

from .messages import message

STAKEHOLDER_KINDS = (
    ("person", message("person")),
    ("office", message("office")),
    ("faction", message("faction")),
    ("armed group", message("armed group")),
    ("authority", message("authority")),
    ("state", message("state")),
    ("institution", message("institution")),
    ("group", message("group")),
    ("company", message("company")),
)
NAME_KINDS = (
    ("birth", message("birth")),
    ("war name", message("war name")),
    ("honorific", message("honorific")),
    ("acronym", message("acronym")),
    ("former", message("former")),
    ("translation", message("translation")),
)
MEETING_KINDS = (
    ("meeting", message("meeting")),
    ("call", message("call")),
    ("message", message("message")),
    ("visit", message("visit")),
    ("exchange", message("exchange")),
)
OTHER_EVENT_KINDS = (
    ("statement", message("statement")),
    ("incident", message("incident")),
    ("decision", message("decision")),
    ("development", message("development")),
)
SIDES = (
    ("ours", message("ours")),
    ("theirs", message("theirs")),
    ("third party", message("third party")),
)
ASK_STATUSES = (
    ("proposed", message("proposed")),
    ("under discussion", message("under discussion")),
    ("pending", message("pending")),
    ("agreed", message("agreed")),
    ("partly met", message("partly met")),
    ("met", message("met")),
    ("refused", message("refused")),
    ("lapsed", message("lapsed")),
)
PRIORITIES = (
    ("low", message("low")),
    ("normal", message("normal")),
    ("high", message("high")),
    ("urgent", message("urgent")),
)
ANSWERS = (
    ("agreed", message("agreed")),
    ("agreed in part", message("agreed in part")),
    ("put off", message("put off")),
    ("refused", message("refused")),
    ("denied", message("denied")),
    ("no answer", message("no answer")),
)

# What a change set can be. Setting up (a new sample's records, a member of the desk who joins)
# is in history like all else, but is no act that anyone would take back.
DO, UNDO, REDO, SET_UP = "do", "undo", "redo", "set up"
CHANGE_SET_TYPES = (DO, UNDO, REDO, SET_UP)
