"""Whether two texts name one country: one desk writes AF, another Afghanistan or افغانستان."""

from __future__ import annotations

from workbench.names import fold, judge

_CODE = 3  # letters of a code, at most


def agree(one: str, other: str) -> bool | None:
    """Whether they name the same country; None where that can't be told.

    A code says nothing against a name: which code is whose is no rule of spelling.
    """
    if fold(one) == fold(other):
        return True
    if _is_code(one) or _is_code(other):
        return False if _is_code(one) and _is_code(other) and len(one) == len(other) else None
    level = judge([one], [other]).level
    return {"surely": True, "no": False}.get(level)


def _is_code(text: str) -> bool:
    return 1 < len(text) <= _CODE and text.isascii() and text.isalpha() and text.isupper()
