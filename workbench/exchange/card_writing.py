"""Persons as vCards (.vcf, version 4.0), for an address book.

A card has every spelling of the name, the shown one first, each with its language where one is
given; names of war stand as nicknames too. The posts that the person holds or may still hold are
its titles, each with its organisation. Notes stay at home; the marking goes, in the card's note.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from workbench import when
from workbench.exchange import placing
from workbench.exchange.labels import place
from workbench.exchange.outgoing import Outgoing, Record, deliver, outgoing, plain
from workbench.exchange.report import Exported, Progress
from workbench.exchange.selection import Selection

if TYPE_CHECKING:
    from workbench.casebook import Casebook

KINDS_OF_CARDS = ("stakeholder", "name", "post")

# Languages as people call them, and the tags that address books know them by (BCP 47).
_TAGS = {
    "amharic": "am", "arabic": "ar", "armenian": "hy", "azerbaijani": "az", "chinese": "zh",
    "dari": "prs", "english": "en", "farsi": "fa", "french": "fr", "georgian": "ka",
    "german": "de", "hebrew": "he", "hindi": "hi", "italian": "it", "japanese": "ja",
    "kazakh": "kk", "korean": "ko", "kurdish": "ku", "kyrgyz": "ky", "pashto": "ps",
    "persian": "fa", "portuguese": "pt", "russian": "ru", "somali": "so", "spanish": "es",
    "swahili": "sw", "tajik": "tg", "turkish": "tr", "turkmen": "tk", "ukrainian": "uk",
    "urdu": "ur", "uzbek": "uz",
}  # fmt: skip
_TAG = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_ESCAPED = str.maketrans({"\\": "\\\\", "\n": "\\n", ",": "\\,", ";": "\\;"})

_WIDEST = 75  # bytes of a line, as the format asks for


def write(casebook: Casebook, path: Path, selection: Selection, progress: Progress) -> Exported:
    """Write the chosen persons to a .vcf."""
    path = placing.target(path, casebook.path, ".vcf")
    out = outgoing(casebook, selection, KINDS_OF_CARDS, progress)
    names, posts = out.by_link("name", "stakeholder"), out.by_link("post", "stakeholder")
    lines: list[str] = []
    at = place("stakeholder", "kind")
    for person in out.records("stakeholder"):
        if person.row[at] == "person":
            lines += _card(out, person, names.get(person.uid, []), posts.get(person.uid, []))
            out.wrote("stakeholder")
    deliver(casebook, path, "".join(f"{folded(line)}\r\n" for line in lines).encode())
    return out.exported()


def _card(out: Outgoing, person: Record, names: list[Record], posts: list[Record]) -> Iterator[str]:
    name = person.said("name")
    yield "BEGIN:VCARD"
    yield "VERSION:4.0"
    yield "PRODID:-//Stakeholder Workbench//Export//EN"
    yield f"UID:urn:uuid:{person.uid}"
    yield "KIND:individual"
    yield f"FN;PREF=1:{value(name)}"
    # Which part is the family's is not known; some address books show nobody without this.
    yield f"N:;{value(name)};;;"
    yield from _spellings(name, names)
    yield from _posts(out, posts)
    if country := person.said("country"):
        yield f"ADR:;;;;;;{value(country)}"
    if marking := person.told("marking"):
        yield f"NOTE:{value(marking[0])}"
    yield f"REV:{out.as_of:%Y%m%dT%H%M%SZ}"
    yield "END:VCARD"


def _spellings(shown: str, names: list[Record]) -> Iterator[str]:
    for name in names:
        spelling, tag = name.said("spelling"), language(name.said("language"))
        if not spelling:
            continue
        if name.raw("kind") == "war name":
            yield f"NICKNAME:{value(spelling)}"
        if spelling != shown or tag:
            yield f"FN{f';LANGUAGE={tag}' if tag else ''}:{value(spelling)}"


def _posts(out: Outgoing, posts: list[Record]) -> Iterator[str]:
    """Those that may be held still; a title and its organisation belong to one group."""
    now = when.from_date(out.casebook.today)
    held = [post for post in posts if not post.raw("when") or _covers(post.raw("when"), now)]
    for number, post in enumerate(held, 1):
        title, at = post.said("title"), post.said("at")
        if title:
            yield f"post{number}.TITLE:{value(title)}"
        if at:
            yield f"post{number}.ORG:{value(at)}"


def _covers(date: str, now: when.When) -> bool:
    return when.parse(date).overlaps(now)


def language(word: str) -> str:
    """The tag of a language that people call so; a tag is one already. Empty for any other."""
    known = _TAGS.get(word.strip().casefold())
    if known:
        return known
    return word.strip() if _TAG.fullmatch(word.strip()) else ""


def value(text: str) -> str:
    """A text as the value of a property, or of one part of it."""
    return plain(text).translate(_ESCAPED)


def folded(line: str) -> str:
    """A line in pieces of at most 75 bytes, each but the first after a blank, no letter cut."""
    pieces, piece, width = [], "", 0
    for character in line:
        size = len(character.encode())
        if width + size > _WIDEST:
            pieces.append(piece)
            piece, width = " ", 1
        piece += character
        width += size
    return "\r\n".join([*pieces, piece])
