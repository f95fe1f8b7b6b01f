"""The one place where names are compared: search, completion, import and duplicates ask here.

A name is a spelling, in any script. `Matcher` finds whom a spelling means among many, `judge`
says whether two sets of spellings mean the same one. Neither knows a casebook: keys and texts
go in, keys and scores come out. How spellings are read is in the `names_*` modules: letters
(`names_roman`), sounds and keys (`names_sounds`), parts (`names_parts`), words that are no
names (`names_titles`), and what agreement is worth (`names_weighing`).
"""

from __future__ import annotations

from db.folding import fold
from db.names_parts import read
from db.names_roman import romanise, script_of

from .names_judging import Judgement, judge
from .names_matching import Hit, Matcher

__all__ = [
    "Hit",
    "Judgement",
    "Matcher",
    "fold",
    "judge",
    "romanise",
    "script_of",
    "skeleton",
]


def skeleton(text: str) -> str:
    """What spellings of a name share across scripts: the consonants of each part, kin made one.

    Titles, articles and particles are left out unless there is nothing else.
    """
    parts = read(text).parts
    names = [part for part in parts if part.role not in ("title", "particle")]
    return " ".join(part.keys[0] for part in names or parts).strip()
