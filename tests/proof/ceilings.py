"""Random casebooks exported under a ceiling: nothing above it is in any part of the package.

What must not be there is told by this file alone, as the records are made, not by the code that
withholds: every text has a word of its own in it, and whoever makes a record knows how it and
what it hangs in are marked.
"""

from __future__ import annotations

import html
import random
import tempfile
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

from workbench import markings
from workbench.casebook import Casebook
from workbench.exchange import export, plan
from workbench.exchange.selection import Selection
from workbench.markings import Wanted
from workbench.messages import message

ORDER = ("Open", "Inward-7q", "Closed-8z", "Kosmic-9v")
SCRIPTS = (
    "abdefgiklmnoprstuz", "абдежзиклмнопрсту", "ابتجحخدرزسشصطعفقکلمنهوی", "αβγδεζηθικλμνξοπρσ",
    "王李张刘陈杨黄赵周吴徐孙", "אבגדהזחטיכלמנסעפצקר",
)  # fmt: skip


def prove(runs: int) -> str:
    """Try so many casebooks; what was found, in a line. AssertionError where something leaks."""
    records = withheld = 0
    for seed in range(runs):
        with tempfile.TemporaryDirectory(prefix="workbench-ceilings-") as folder:
            done = try_one(random.Random(seed), Path(folder))
        records += done[0]
        withheld += done[1]
    return (
        f"{runs} casebooks exported under a ceiling: {records:,} records went, {withheld:,} stayed,"
        " and nothing of these is in any part of a package"
    )


@dataclass
class Made:
    """What was put into a casebook: words that may not come out, and words that have to."""

    secret: set[str] = field(default_factory=set)
    """Words of what is marked above the ceiling."""
    uids: set[str] = field(default_factory=set)
    names: dict[str, set[str]] = field(default_factory=dict)
    """Uid of a stakeholder above the ceiling -> its spellings."""
    open: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)
    """A word of what is not, and the stakeholders that are mentioned beside it."""


def try_one(draw: random.Random, folder: Path) -> tuple[int, int]:
    """One casebook, one export: how many records went and stayed."""
    maker = _Maker(draw, draw.randrange(len(ORDER) - 1))
    casebook = Casebook.create(folder / "desk.casebook", None, by="Tester")
    try:
        markings.arrange(
            casebook,
            [Wanted(word, was) for word, was in zip(ORDER, markings.order(casebook), strict=True)],
        )
        with casebook.change(message("Make it up")) as change:
            maker.fill(change)
        path = folder / "out.xlsx"
        selection = Selection(ceiling=ORDER[maker.ceiling], kinds=maker.kinds())
        done = export(casebook, path, None, selection)
        check(path, maker.made, everything=not selection.kinds)
        came = plan(casebook, path)
        assert came.deleted == came.created == 0, "withheld records came back as changes"
    finally:
        casebook.close()
    return sum(done.sheets.values()), sum(each["records"] for each in done.withheld.values())


def check(path: Path, made: Made, everything: bool = True) -> None:
    """No part of the package holds what may not be in it, and what may go is there."""
    found = parts(path)
    forbidden = made.secret | made.uids | {n for names in made.names.values() for n in names}
    for name, text in found.items():
        for word in forbidden:
            assert word not in text, f"{name} tells what is above the ceiling"
    whole = "\n".join(found.values())
    if everything:
        for word, mentioned in made.open:
            if not made.names.keys() & set(mentioned):
                assert word in whole, "what is under the ceiling was withheld"


def parts(path: Path) -> dict[str, str]:
    """Every part of a package as text, its names as well."""
    with zipfile.ZipFile(path) as package:
        assert not package.comment
        return {
            info.filename: f"{info.filename} {html.unescape(package.read(info).decode())}"
            for info in package.infolist()
        }


class _Maker:
    def __init__(self, draw: random.Random, ceiling: int) -> None:
        self.draw = draw
        self.ceiling = ceiling
        self.made = Made()
        self._spelt: dict[str, list[str]] = {}
        self._hidden: dict[str, bool] = {}
        self._count = 0

    def kinds(self) -> tuple[str, ...]:
        if self.draw.random() < 0.7:
            return ()
        return tuple(self.draw.sample(("event", "party", "ask", "item", "tie", "term"), 3))

    # -- texts ---------------------------------------------------------------------------------

    def word(self) -> str:
        """A word that there is once only."""
        self._count += 1
        letters = self.draw.choice(SCRIPTS)
        return "".join(self.draw.choice(letters) for _ in range(6)) + f"q{self._count}w"

    def name(self) -> str:
        """A name, as people have them: no figures in it."""
        letters = self.draw.choice(SCRIPTS)
        words = ["".join(self.draw.choice(letters) for _ in range(self.draw.randint(6, 9)))
                 for _ in range(self.draw.randint(1, 3))]  # fmt: skip
        return " ".join(words)

    def text(self, hidden: bool) -> str:
        """A text with a word of its own, which now and then mentions somebody."""
        own = self.word()
        mentioned: list[str] = []
        pieces = [own]
        while self._spelt and self.draw.random() < 0.4:
            uid = self.draw.choice(list(self._spelt))
            mentioned.append(uid)
            pieces.append(self.draw.choice(self._spelt[uid]))
        self.draw.shuffle(pieces)
        if hidden:
            self.made.secret.add(own)
        else:
            self.made.open.append((own, tuple(mentioned)))
        return self.draw.choice((" ", ", ", " (", "; ")).join(pieces)

    def marking(self) -> tuple[str, bool]:
        rank = self.draw.randrange(len(ORDER))
        return ORDER[rank], rank > self.ceiling

    def add(self, change: Any, kind: str, values: dict[str, Any], hidden: bool) -> str:
        uid = str(change.add(kind, {k: v for k, v in values.items() if v is not None}))
        self._hidden[uid] = hidden
        if hidden:
            self.made.uids.add(uid)
        return uid

    def one(self, uids: Sequence[str]) -> str:
        return self.draw.choice(uids)

    def maybe(self, uids: Sequence[str]) -> str | None:
        return self.draw.choice(uids) if uids and self.draw.random() < 0.6 else None

    # -- records -------------------------------------------------------------------------------

    def fill(self, change: Any) -> None:
        self.made.secret.update(ORDER[self.ceiling + 1 :])
        people = [self.stakeholder(change) for _ in range(self.draw.randint(2, 6))]
        sources = [self.source(change, people) for _ in range(self.draw.randint(0, 2))]
        for person in people:
            self.post(change, person, people)
            self.tie(change, person, self.one(people))
        events = [self.event(change, people, sources) for _ in range(self.draw.randint(1, 5))]
        asks: list[str] = []
        for _ in range(self.draw.randint(1, 4)):
            asks.append(self.ask(change, people, events, asks))
        for _ in range(self.draw.randint(0, 3)):
            marking, hidden = self.marking()
            self.add(change, "action", {"what": self.text(hidden), "event": self.maybe(events),
                     "ask": self.maybe(asks), "marking": marking,
                     "due": self.maybe(["2025-01", "2025-03-01"])}, hidden)  # fmt: skip

    def stakeholder(self, change: Any) -> str:
        marking, hidden = self.marking()
        spellings = [self.name() for _ in range(self.draw.randint(1, 3))]
        values = {"name": spellings[0], "kind": "person", "marking": marking,
                  "part_of": self.maybe(list(self._spelt)), "notes": self.text(hidden)}  # fmt: skip
        uid = self.add(change, "stakeholder", values, hidden)
        for spelling in spellings[1:]:
            self.add(change, "name", {"stakeholder": uid, "spelling": spelling}, hidden)
        self._spelt[uid] = spellings
        if hidden:
            self.made.names[uid] = set(spellings)
        return uid

    def source(self, change: Any, people: Sequence[str]) -> str:
        marking, hidden = self.marking()
        return self.add(change, "source", {"title": self.text(hidden), "marking": marking,
                        "stakeholder": self.maybe(people)}, hidden)  # fmt: skip

    def post(self, change: Any, person: str, people: Sequence[str]) -> None:
        marking, hidden = self.marking()
        hidden = hidden or self._hidden[person]
        self.add(change, "post", {"stakeholder": person, "title": self.text(hidden),
                 "at": self.maybe(people), "marking": marking}, hidden)  # fmt: skip

    def tie(self, change: Any, from_: str, to: str) -> None:
        marking, hidden = self.marking()
        hidden = hidden or self._hidden[from_] or self._hidden[to]
        kind = self.draw.choice(["alliance", self.word()])
        if hidden and kind != "alliance":
            self.made.secret.add(kind)
        self.add(change, "tie", {"from": from_, "to": to, "kind": kind, "tenor": 1,
                 "marking": marking, "notes": self.text(hidden)}, hidden)  # fmt: skip

    def event(self, change: Any, people: Sequence[str], sources: Sequence[str]) -> str:
        marking, hidden = self.marking()
        part, part_hidden = self.marking()
        uid = self.add(change, "event", {
            "title": self.text(hidden), "kind": self.draw.choice(["meeting", "incident"]),
            "when": self.draw.choice([None, "2025-01-08", "2024-11", "2024-03/.."]),
            "place": self.text(hidden), "said": self.text(hidden), "marking": marking,
            "source": self.maybe(sources), "sensitive_part": self.text(hidden or part_hidden),
            "sensitive_marking": part,
        }, hidden)  # fmt: skip
        for person in self.draw.sample(list(people), min(len(people), 2)):
            gone = hidden or self._hidden[person]
            post = self.text(gone)
            self.add(change, "party", {"event": uid, "stakeholder": person, "post": post}, hidden)
            self.add(change, "claim", {"event": uid, "by": person, "says": self.text(hidden),
                     "source": self.maybe(sources)}, hidden)  # fmt: skip
        return uid

    def ask(
        self, change: Any, people: Sequence[str], events: Sequence[str], asks: Sequence[str]
    ) -> str:
        marking, hidden = self.marking()
        uid = self.add(change, "ask", {
            "title": self.text(hidden), "category": "aid", "asked_by": self.one(people),
            "asked_of": self.one(people), "status": "pending", "marking": marking,
            "hangs_on": self.maybe(asks), "notes": self.text(hidden),
        }, hidden)  # fmt: skip
        self.add(change, "via", {"ask": uid, "stakeholder": self.one(people)}, hidden)
        event = self.one(events)
        gone = hidden or self._hidden[event]
        self.add(change, "response", {"ask": uid, "event": event, "notes": self.text(gone)}, gone)
        self.add(change, "bearing", {"ask": uid, "event": event}, gone)
        self.items(change, uid, hidden, people, events)
        return uid

    def items(
        self, change: Any, ask: str, within: bool, people: Sequence[str], events: Sequence[str]
    ) -> None:
        for _ in range(self.draw.randint(0, 2)):
            marking, hidden = self.marking()
            hidden = hidden or within
            person = self.maybe(people)
            quantity = self.draw.randint(10**6, 10**9)
            if hidden:
                self.made.secret.add(f">{quantity}<")
            gone = hidden or (person is not None and self._hidden[person])
            item = self.add(change, "item", {
                "ask": ask, "what": self.text(gone), "quantity": Decimal(quantity),
                "marking": marking, "stakeholder": person,
            }, hidden)  # fmt: skip
            self.add(change, "delivery", {"item": item, "event": self.maybe(events),
                     "notes": self.text(hidden)}, hidden)  # fmt: skip
