"""A made-up encrypted casebook of very many people and texts, for measuring search.

Names are given names and family names drawn as people bear them: some by very many, most by few.
Each person has five spellings, in three scripts. Texts are sentences of ten words, drawn from a
hundred or so.
"""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

from tests.bench.make import FOLDER, PLACES, POSTS, when
from workbench.casebook import Casebook, Change
from workbench.kinds import KINDS
from workbench.messages import message

PASSPHRASE = "no secret at all"
STEP = 20_000
# As Latin, as another ear hears it, in Arabic and in Cyrillic script.
_CONSONANTS = (
    "b/b/ب/б p/p/پ/п t/t/ت/т j/dj/ج/дж ch/tch/چ/ч h/h/ح/х kh/x/خ/х d/d/د/д r/r/ر/р z/z/ز/з s/s/س/с"
    " sh/ch/ش/ш gh/g/غ/г f/ph/ف/ф q/k/ق/к k/c/ک/к g/gu/گ/г l/l/ل/л m/m/م/м n/n/ن/н w/v/و/в"
)
CONSONANTS = _CONSONANTS.split()
VOWELS = ("a/a/ا/а", "i/ee/ی/и", "u/ou/و/у", "a/a//а", "i/e//и")
_WORDS = (
    "the of and to in for on with at from water treaty border prisoners release exchange aid"
    " customs crossing trade wheat power line embassy visa delegation minister governor meeting"
    " letter reply refused agreed delayed postponed weeks months families detainees list names"
    " hospital school women work salaries bank assets frozen funds canal dam river flow share"
    " season drought wells market prices fuel coal mine road railway corridor port transit goods"
    " security guards checkpoint fighters attack claim denied investigation bodies returned"
    " refugees camps return deadline winter registered cards police arrests journalists lawyer"
    " appeal sentence amnesty mediator channel message elders council tribal land"
    " dispute compensation"
)
WORDS = _WORDS.split()


def _bearers(draw: random.Random, count: int, longest: int) -> list[tuple[str, ...]]:
    """So many different words of a name, each in its ways of writing."""
    made: dict[tuple[str, ...], None] = {}
    while len(made) < count:
        letters: list[str] = []
        for _ in range(draw.randint(2, longest)):
            letters += (draw.choice(CONSONANTS), draw.choice(VOWELS))
            if draw.random() < 0.35:
                letters.append(draw.choice(CONSONANTS))
        made[tuple("".join(parts).title() for parts in zip(*map(_ways, letters), strict=True))] = (
            None
        )
    return list(made)


def _ways(letter: str) -> list[str]:
    return letter.split("/")


def _weights(count: int) -> list[float]:
    return [1 / (place + 3) for place in range(count)]


def _people(draw: random.Random, count: int) -> Iterator[list[tuple[str, ...]]]:
    given, family = _bearers(draw, min(3_000, count), 2), _bearers(draw, min(30_000, count), 3)
    common, rare = _weights(len(given)), _weights(len(family))
    firsts = draw.choices(given, common, k=2 * count)
    lasts = draw.choices(family, rare, k=count)
    for place in range(count):
        words = [firsts[2 * place], lasts[place]]
        if draw.random() < 0.4:
            words.insert(1, firsts[2 * place + 1])
        yield words


def _spellings(words: Sequence[tuple[str, ...]]) -> list[str]:
    ways = [" ".join(word[way] for word in words) for way in range(len(words[0]))]
    latin = ways[0]
    more = [
        *ways[1:],
        latin.replace("q", "k").replace("u", "oo"),
        f"Haji {latin}",
        f"{latin[0]}. {words[-1][0]}",
    ]
    return [latin, *dict.fromkeys(name for name in more if name != latin)][:5]


def _sentence(draw: random.Random, number: int) -> str:
    return f"{' '.join(draw.choices(WORDS, k=9))} no {number}"


def _add(change: Change, kind: str, names: Sequence[str], rows: Iterator[Any]) -> list[str]:
    uids: list[str] = []
    while part := list(islice(rows, STEP)):
        uids += change.add_many(kind, names, part)
    return uids


def fill(casebook: Casebook, people: int, texts: int, seed: int) -> None:
    """People with their names, events with claims, asks; `texts` of these in all."""
    draw = random.Random(seed)
    kinds = [word for word, _label in KINDS["event"].field("kind").choices]
    statuses = [word for word, _label in KINDS["ask"].field("status").choices]
    spelt = [_spellings(words) for words in _people(draw, people)]
    sides = ("ours", "theirs", "third party", None)
    with casebook.change(message("People")) as change:
        uids = _add(change, "stakeholder", ("name", "kind", "side", "country"), (
            (names[0], "person", draw.choice(sides), draw.choice(PLACES)) for names in spelt
        ))  # fmt: skip
        _add(change, "name", ("stakeholder", "spelling"), (
            (uid, name) for uid, names in zip(uids, spelt, strict=True) for name in names[1:]
        ))  # fmt: skip
        _add(change, "post", ("stakeholder", "title", "at"), (
            (uid, draw.choice(POSTS), draw.choice(uids)) for uid in uids[::5]
        ))  # fmt: skip
    events, asks = texts // 2, texts // 10
    claims = texts - events - asks
    with casebook.change(message("Texts")) as change:
        happened = _add(change, "event", ("when", "kind", "title", "place", "said"), (
            (when(draw), draw.choice(kinds), f"Talks {n} on {draw.choice(WORDS)}",
             draw.choice(PLACES), _sentence(draw, n)) for n in range(events)
        ))  # fmt: skip
        _add(change, "claim", ("event", "by", "says"), (
            (draw.choice(happened), draw.choice(uids), _sentence(draw, n)) for n in range(claims)
        ))  # fmt: skip
        _add(change, "ask", ("title", "category", "asked_by", "asked_of", "status"), (
            (_sentence(draw, n), "other", *draw.sample(uids, 2), draw.choice(statuses))
            for n in range(asks)
        ))  # fmt: skip
        _add(change, "party", ("event", "stakeholder"), (
            (uid, draw.choice(uids)) for uid in happened[::3]
        ))  # fmt: skip


def made(people: int, texts: int, seed: int = 1, folder: Path = FOLDER) -> Path:
    """The casebook of this size, made when it is first asked for and then kept."""
    root = Path(__file__).resolve().parent.parent.parent
    sources = (
        Path(__file__),
        *(root / "db" / f"{n}.py" for n in ("tables", "schema", "name_index")),
    )
    state = hashlib.sha256(b"".join(source.read_bytes() for source in sources)).hexdigest()[:8]
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"many-{people}-{texts}-{seed}-{state}.casebook"
    if not path.exists():
        for old in folder.glob(f"many-{people}-{texts}-{seed}-*.casebook*"):
            old.unlink()
        Casebook.create(
            path, PASSPHRASE, lambda casebook: fill(casebook, people, texts, seed), by="Bench"
        ).close()
    return path
