"""Whether two texts name one country: one desk writes AF, another Afghanistan or افغانستان.

`resources/countries.csv` has the two-letter codes (ISO 3166-1) with the English names, and what
else a country goes by.
"""

from __future__ import annotations

import csv
from functools import cache
from importlib.resources import files

from workbench.names import fold, judge

_CODE = 3  # letters of a code, at most


def agree(one: str, other: str) -> bool | None:
    """Whether they name the same country; None where that can't be told."""
    if fold(one) == fold(other):
        return True
    ours, theirs = code_of(one), code_of(other)
    if ours and theirs:
        return ours == theirs
    codes = _is_code(one), _is_code(other)
    if not any(codes):
        level = judge([one], [other]).level
        return {"surely": True, "no": False}.get(level)
    if all(codes) and len(one) == len(other):
        return False  # two codes of one sort, whosever they are
    return _alike(one, other, ours or theirs)


def _alike(one: str, other: str, code: str) -> bool | None:
    """A code that is known, beside a name that is in another script or no country's in the list."""
    if not code:
        return None
    word = other if code_of(one) else one
    names = [name for name, known in _codes().items() if known == code]
    return True if judge(names, [word]).level == "surely" else None


def code_of(text: str) -> str:
    """The two-letter code of a country by its code or English name; empty where it has none."""
    text = text.strip()
    if len(text) == 2 and text.isupper() and text in _codes().values():
        return text
    return _codes().get(fold(text), "")


@cache
def _codes() -> dict[str, str]:
    """Folded name -> code."""
    text = files("resources").joinpath("countries.csv").read_text("utf-8")
    return {fold(row["name"]): row["code"] for row in csv.DictReader(text.splitlines())}


def _is_code(text: str) -> bool:
    return 1 < len(text) <= _CODE and text.isascii() and text.isalpha() and text.isupper()
