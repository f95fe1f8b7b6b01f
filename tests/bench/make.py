"""A large casebook that is wholly made up, for measuring: the same for the same seed but for uids.

python -m tests.bench.make --events 50000 --seed 1 large.casebook
"""

from __future__ import annotations

import argparse
import hashlib
import random
import sys
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

from workbench.casebook import Casebook
from workbench.kinds import ASK_STATUSES, MEETING_KINDS, OTHER_EVENT_KINDS, STAKEHOLDER_KINDS
from workbench.messages import message
from workbench.writing import Change

FOLDER = Path("build/bench")
STEP = 10_000

# A syllable as Latin, as another ear hears it, in Arabic, Cyrillic and Devanagari script.
SYLLABLES = (
    ("ba", "bah", "با", "ба", "बा"),
    ("ri", "ree", "ری", "ри", "रि"),
    ("mo", "mu", "مو", "мо", "मो"),
    ("ta", "taa", "تا", "та", "ता"),
    ("ke", "qi", "که", "ке", "के"),
    ("na", "nah", "نا", "на", "ना"),
    ("su", "soo", "سو", "су", "सु"),
    ("la", "lah", "لا", "ла", "ला"),
    ("wa", "va", "وا", "ва", "वा"),
    ("di", "dee", "دی", "ди", "दि"),
    ("sha", "scha", "شا", "ша", "शा"),
    ("ga", "gha", "گا", "га", "गा"),
    ("ze", "zi", "زه", "зе", "ज़े"),
    ("ho", "hu", "هو", "хо", "हो"),
    ("ja", "dja", "جا", "джа", "जा"),
    ("fi", "phi", "فی", "фи", "फ़ि"),
)
SCRIPTS = ("Latin", "Latin", "Arabic", "Cyrillic", "Devanagari")
PLACES = ("Zembala", "Port Ruval", "Tarkesh", "Ondolo", "Miravan", "Kesht", "Lower Dabra")
SUBJECTS = (
    "the crossing at Tarkesh",
    "release of the drivers",
    "water for the lower valley",
    "grain convoys",
    "the border commission",
    "visas for teachers",
    "mine clearance",
    "a prisoner list",
    "school buildings",
    "the fishing grounds",
)
POSTS = ("minister", "deputy minister", "envoy", "spokesman", "commander", "director", "adviser")
TIES = ("relations", "alliance", "dispute", "mediation", "family", "rift")
PARTS = ("principal", "host", "speaker", "actor", "interpreter", "addressee")
CATEGORIES = ("hostages", "aid", "water", "security", "recognition", "refugees")
UNITS = ("person", "item", "tonne", "visa")
FIRST_YEAR, LAST_YEAR = 2005, 2025


def fill(casebook: Casebook, events: int, seed: int) -> None:
    """Fill an empty casebook: a tenth as many stakeholders as events, and all that goes with it."""
    draw = random.Random(seed)
    with casebook.change(message("Make it up")) as change:
        people = _stakeholders(change, draw, max(10, events // 10))
        _posts_and_ties(change, draw, people)
        happened = _events(change, draw, events, people)
        _asks(change, draw, max(2, events // 20), people, happened)


def _in_steps(
    change: Change, kind: str, names: tuple[str, ...], rows: Iterator[tuple[Any, ...]]
) -> list[str]:
    """Add rows a few thousand at a time; their uids."""
    uids: list[str] = []
    part: list[tuple[Any, ...]] = []
    for row in rows:
        part.append(row)
        if len(part) == STEP:
            uids += change.add_many(kind, names, part)
            part = []
    return uids + change.add_many(kind, names, part)


def _name(draw: random.Random) -> tuple[str, ...]:
    """One made-up name in each of the ways that it is written."""
    words = [draw.choices(SYLLABLES, k=draw.randint(2, 4)) for _ in range(2)]
    return tuple(
        " ".join("".join(syllable[way] for syllable in word).title() for word in words)
        for way in range(len(SCRIPTS))
    )


def _stakeholders(change: Change, draw: random.Random, count: int) -> list[str]:
    kinds = [word for word, _label in STAKEHOLDER_KINDS]
    weights = [20, *(1 for _ in kinds[1:])]
    spelt: list[tuple[str, ...]] = []
    taken: set[str] = set()
    while len(spelt) < count:
        name = _name(draw)
        if name[0] in taken:
            name = (f"{name[0]} {len(spelt)}", *name[1:])
        taken.add(name[0])
        spelt.append(name)
    sides = ("ours", "theirs", "third party", None)
    uids = _in_steps(
        change, "stakeholder", ("name", "kind", "side", "country"),
        ((name[0], draw.choices(kinds, weights)[0], draw.choice(sides), draw.choice(PLACES))
         for name in spelt),
    )  # fmt: skip
    _in_steps(
        change, "name", ("stakeholder", "spelling", "script"),
        ((uid, spelling, script)
         for uid, name in zip(uids, spelt, strict=True)
         for spelling, script in zip((f"{name[1]} Khel", *name[1:]), SCRIPTS, strict=True)),
    )  # fmt: skip
    return uids


def _posts_and_ties(change: Change, draw: random.Random, people: list[str]) -> None:
    def since() -> str:
        return f"{draw.randint(FIRST_YEAR, LAST_YEAR)}-{draw.randint(1, 12):02}/.."

    _in_steps(
        change, "post", ("stakeholder", "title", "at", "when"),
        ((uid, draw.choice(POSTS), draw.choice(people), since()) for uid in people),
    )  # fmt: skip
    _in_steps(
        change, "tie", ("from", "to", "kind", "tenor", "when"),
        ((one, other, draw.choice(TIES), draw.randint(-3, 3), since())
         for one, other in (draw.sample(people, 2) for _ in range(2 * len(people)))),
    )  # fmt: skip


def when(draw: random.Random) -> str:
    """A date, of which one in five is loose."""
    year, month = draw.randint(FIRST_YEAR, LAST_YEAR), draw.randint(1, 12)
    shape = draw.random()
    if shape < 0.8:
        return f"{year}-{month:02}-{draw.randint(1, 28):02}"
    if shape < 0.92:
        return f"{year}-{month:02}"
    if shape < 0.97:
        return f"{year}-{month:02}~"
    return f"{year}-{month:02}/{year + 1}-{month:02}"


def _events(change: Change, draw: random.Random, count: int, people: list[str]) -> list[str]:
    kinds = [word for word, _label in MEETING_KINDS + OTHER_EVENT_KINDS]
    uids = _in_steps(
        change, "event", ("when", "kind", "title", "place", "notes"),
        ((when(draw), draw.choice(kinds), f"Talks {number} on {draw.choice(SUBJECTS)}",
          draw.choice(PLACES), f"They spoke of {draw.choice(SUBJECTS)}, and agreed to speak again.")
         for number in range(1, count + 1)),
    )  # fmt: skip
    _in_steps(
        change, "party", ("event", "stakeholder", "part"),
        ((uid, person, draw.choice(PARTS))
         for uid in uids for person in draw.sample(people, draw.choice((1, 2, 2, 3)))),
    )  # fmt: skip
    return uids


def _asks(
    change: Change, draw: random.Random, count: int, people: list[str], happened: list[str]
) -> None:
    statuses = [word for word, _label in ASK_STATUSES]
    uids = _in_steps(
        change, "ask",
        ("title", "category", "asked_by", "asked_of", "status", "raised", "due"),
        ((f"Settle {draw.choice(SUBJECTS)}, point {number}", draw.choice(CATEGORIES),
          *draw.sample(people, 2), draw.choice(statuses), when(draw),
          when(draw) if draw.random() < 0.5 else None)
         for number in range(1, count + 1)),
    )  # fmt: skip
    _in_steps(
        change, "response", ("ask", "event", "answer"),
        ((uid, draw.choice(happened), draw.choice(("agreed", "put off", "refused", None)))
         for uid in uids),
    )  # fmt: skip
    items = _in_steps(
        change, "item", ("ask", "what", "quantity", "unit", "due"),
        ((uid, f"Lot {number} of {draw.choice(SUBJECTS)}",
          Decimal(draw.randint(1, 500)) if draw.random() < 0.8 else None,
          draw.choice(UNITS), when(draw))
         for uid in uids for number in (1, 2)),
    )  # fmt: skip
    _in_steps(
        change, "delivery", ("item", "quantity", "when"),
        ((uid, Decimal(draw.randint(1, 50)), when(draw)) for uid in items[::3]),
    )  # fmt: skip


def make(path: Path, events: int, seed: int, passphrase: str | None = None) -> None:
    """Make the casebook's file; a plain one where there is no passphrase."""
    Casebook.create(
        path, passphrase, lambda casebook: fill(casebook, events, seed), by="Bench"
    ).close()


def made(events: int, seed: int = 1, folder: Path = FOLDER) -> Path:
    """The plain casebook of this size, made when it is first asked for and then kept.

    One that was made of other tables, or by another version of this module, is made anew.
    """
    root = Path(__file__).resolve().parent.parent.parent
    sources = (Path(__file__), root / "db" / "tables.py", root / "db" / "schema.py")
    state = hashlib.sha256(b"".join(source.read_bytes() for source in sources)).hexdigest()[:8]
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{events}-{seed}-{state}.casebook"
    if not path.exists():
        for old in folder.glob(f"{events}-{seed}-*.casebook*"):
            old.unlink()
        make(path, events, seed)
    return path


def main(words: list[str]) -> None:
    """Make the casebook that the command line asks for."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.make", description=__doc__)
    parser.add_argument("--events", type=int, default=50_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("file", type=Path)
    given = parser.parse_args(words)
    make(given.file, given.events, given.seed)


if __name__ == "__main__":
    main(sys.argv[1:])
