"""The words that a new casebook's own lists begin with. Each casebook extends them as it likes."""

from __future__ import annotations

from workbench.writing import Change

DEFAULTS: dict[str, tuple[str, ...]] = {
    # From the least to the most strict; the strictest in use stands in the window's title.
    "marking": ("Open", "Internal", "Restricted", "Confidential"),
    "part": (
        "principal",
        "delegate",
        "interpreter",
        "note taker",
        "host",
        "mediator",
        "observer",
        "speaker",
        "addressee",
        "party",
        "actor",
        "affected",
        "victim",
        "accused",
        "donor",
        "subject",
    ),
    "tie kind": (
        "relations",
        "alliance",
        "mediation",
        "patronage",
        "kinship",
        "trade",
        "dispute",
        "rift",
        "conflict",
    ),
    "ask category": (
        "hostages",
        "detainees",
        "weapons",
        "water",
        "aid",
        "trade",
        "refugees",
        "security",
        "rights",
        "recognition",
        "relations",
        "access",
    ),
    "unit": ("person", "item", "rifle", "round", "tonne", "million m³", "US dollar", "decision"),
    "channel": (
        "in person",
        "telephone",
        "video",
        "letter",
        "e-mail",
        "messenger",
        "through a go-between",
    ),
}


def seed(change: Change) -> None:
    """Put the words into a casebook that has none yet, in their order."""
    rows = [(list_, word) for list_, words in DEFAULTS.items() for word in words]
    change.add_many("term", ("list", "word"), rows)
