"""Which way a text runs, so that a name in Arabic script is laid out right to left."""

from __future__ import annotations

import re
import unicodedata


def is_right_to_left(text: str) -> bool:
    """Whether the first letter that has a direction runs from right to left."""
    if text.isascii():
        return False
    for character in text:
        direction = unicodedata.bidirectional(character)
        if direction in ("R", "AL"):
            return True
        if direction == "L":
            return False
    return False


# Embeddings, overrides, isolates and marks: what turns the direction of the text around it.
_TURNING = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
_SHOWN: dict[int, str | None] = {ord(sign): f"\u27e8U+{ord(sign):04X}\u27e9" for sign in _TURNING}
# A mark turns no letter, and comes along with much that is copied: it is left out.
_SHOWN.update(dict.fromkeys(map(ord, "\u061c\u200e\u200f")))
_ISOLATES = re.compile("\u2068([^\u2066-\u2069\u202a-\u202e]*)\u2069")


def without_turns(text: str) -> str:
    """The text with what would turn its direction made visible, so that no name looks like another.

    A part that is only set apart (U+2068 … U+2069, as we do ourselves) is left so.
    """
    if text.isascii() or not any(sign in text for sign in _TURNING):
        return text
    pieces = _ISOLATES.split(text)
    return "".join(
        f"\u2068{piece.translate(_SHOWN)}\u2069" if place % 2 else piece.translate(_SHOWN)
        for place, piece in enumerate(pieces)
    )
