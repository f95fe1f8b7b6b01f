"""In what letters a text file is written, told by its bytes."""

from __future__ import annotations

import codecs
import re

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# One for each script that has letters of its own in long runs; Latin ones are told apart below.
_SCRIPTS = ["cp1251", "cp1256", "cp1253", "cp1255"]
_RUN = re.compile(rb"[\x81\x8d-\x90\xb8\xc0-\xff]{3,}")
_HIGH = re.compile(rb"[\x80-\xff]")
# What words look like in the wrong one: signs inside them, letters that no language puts there.
_SIGNS = r"[^\W\d_][¹²³ªº¼½¾]|[¯£¡¢¥¿][^\W\d_]|\ufffd"
_LATIN = {
    "cp1252": re.compile(_SIGNS + r"|[ìÌðÐþÞÝ]|È[a-z]|[aeiouyáéíóú]ø|[^\W\d_]ý\b|[kltrsn]ý[a-z]"),
    "cp1250": re.compile(_SIGNS + r"|[ŕŔűŰďĺĹđţŢŃŇň]|[aâăeiou]č[rstvm]|[^\W\d_]ţ"),
    "cp1254": re.compile(_SIGNS + r"|[ýłø]"),
}
_TURNED = re.compile(rb"(?<![\xc0-\xff])[\xe0-\xff][\xc0-\xdf]{2,}")
_UPRIGHT = re.compile(rb"(?<![\xc0-\xff])[\xc0-\xdf\xe0-\xff][\xe0-\xff]{2,}")
_SAMPLE = 200_000


def encoding(content: bytes) -> str:
    """The encoding of a text file, by Python's name for it; from all its bytes."""
    for mark, name in _MARKS:
        if content.startswith(mark):
            return name
    head = content[:4096]
    if b"\0" in head:
        return "utf-16-le" if head[1::2].count(b"\0") >= head[::2].count(b"\0") else "utf-16-be"
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return _code_page(content)
    return "utf-8"


def _code_page(content: bytes) -> str:
    from charset_normalizer import from_bytes

    # Lines of plain letters say nothing, and there may be a million of them before the first other.
    telling = b"\n".join(line for line in content.splitlines() if not line.isascii())[:_SAMPLE]
    high = len(_HIGH.findall(telling))
    if sum(map(len, _RUN.findall(telling))) * 3 < high:
        return min(_LATIN, key=lambda name: len(_LATIN[name].findall(_as(telling, name))))
    best = from_bytes(telling, cp_isolation=_SCRIPTS).best()
    found = best.encoding if best is not None else "cp1251"
    # Small letters of KOI8 are points without letters in the Hebrew one, and capitals in the
    # Cyrillic one of Windows, where each word would begin with a small letter.
    low = len(re.findall(rb"[\xc0-\xdf]", telling))
    turned = len(_TURNED.findall(telling)) > len(_UPRIGHT.findall(telling))
    koi8 = found == "cp1255" or (found == "cp1251" and turned)
    return "koi8_r" if koi8 and low * 2 > high else found


def _as(content: bytes, name: str) -> str:
    return content.decode(name, "replace")
