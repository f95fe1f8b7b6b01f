"""Looks for words in files as they may lie about: plain, wide, in base64, deflated, cut short."""

from __future__ import annotations

import base64
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path

LOCAL = b"PK\x03\x04"


def spellings(word: str) -> Iterator[bytes]:
    """The bytes that a word may lie about as."""
    for encoding in ("utf-8", "utf-16-le", "utf-16-be"):
        plain = word.encode(encoding)
        yield plain
        for lead in range(3):
            # What the neighbours have no part in, whichever of the three places it begins at.
            coded = base64.b64encode(b"\0" * lead + plain)
            yield coded[(0, 2, 3)[lead] : len(coded) - (4 if (lead + len(plain)) % 3 else 0)]


def needles(words: Iterable[str]) -> dict[bytes, str]:
    """Spelling -> word."""
    return {spelling: word for word in words for spelling in spellings(word)}


def inflated(content: bytes) -> Iterator[bytes]:
    """Each part of a zip archive, also of one that was never finished."""
    at = content.find(LOCAL)
    while at >= 0:
        names = content[at + 26 : at + 30]
        start = at + 30 + int.from_bytes(names[:2], "little") + int.from_bytes(names[2:], "little")
        try:
            yield zlib.decompressobj(-15).decompress(content[start:])
        except zlib.error:
            pass
        at = content.find(LOCAL, at + 4)


def found_in(content: bytes, wanted: dict[bytes, str]) -> set[str]:
    """The words that these bytes hold."""
    parts = [content, *inflated(content)]
    return {word for needle, word in wanted.items() if any(needle in part for part in parts)}


def found_under(
    folder: Path, wanted: dict[bytes, str], passed_over: Iterable[Path] = ()
) -> dict[Path, set[str]]:
    """File -> the words found in it or in its name, of all files under a folder."""
    over = set(passed_over)
    found = {}
    for path in folder.rglob("*"):
        if path in over or not path.is_file() or path.is_symlink():
            continue
        words = found_in(path.read_bytes() + str(path).encode(), wanted)
        if words:
            found[path] = words
    return found
