"""A recovery key as people print, write down and type it: groups of letters that tell an error.

Thirteen groups of five signs, each with its own check sign, so that what was typed wrongly is found
and the group named. The signs are those that are hard to take for one another (Crockford's 32).
"""

from __future__ import annotations

from workbench.messages import Refused, message

SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
# Typed for signs that there are not, as they look much the same.
_MEANT = str.maketrans("OILU", "011V")
KEY_BYTES = 32
GROUPS = 13
_DATA = 4  # signs of a group that carry the key; the fifth checks them
_SPARE_BITS = GROUPS * _DATA * 5 - KEY_BYTES * 8
# Odd, so that any one wrong sign shows; all different, so that two changed places nearly always do.
_WEIGHTS = (1, 3, 7, 11)


def spelt(key: bytes) -> str:
    """The key in groups, with a space between them."""
    if len(key) != KEY_BYTES:
        raise ValueError(f"a key has {KEY_BYTES} bytes")
    number = int.from_bytes(key, "big") << _SPARE_BITS
    places = range((GROUPS * _DATA - 1) * 5, -1, -5)
    values = [number >> place & 31 for place in places]
    groups = [values[at : at + _DATA] for at in range(0, len(values), _DATA)]
    return " ".join(
        "".join(SIGNS[value] for value in (*group, _check(group, at)))
        for at, group in enumerate(groups)
    )


def _check(group: list[int], at: int) -> int:
    """The group's place counts too: groups that changed places are found."""
    sums = sum(weight * value for weight, value in zip(_WEIGHTS, group, strict=True))
    return (sums + 5 * at + 1) % 32


def read(text: str) -> bytes:
    """The key that was typed, in small or capital letters, with or without spaces and dashes.

    `Refused` says which group is wrong.
    """
    typed = "".join(sign for sign in text.upper() if not sign.isspace() and sign not in "-–—.,")
    typed = typed.translate(_MEANT)
    foreign = next((at for at, sign in enumerate(typed) if sign not in SIGNS), None)
    if foreign is not None:
        raise _wrong(foreign // (_DATA + 1))
    size = GROUPS * (_DATA + 1)
    values = [SIGNS.index(sign) for sign in typed]
    groups = [values[at : at + _DATA + 1] for at in range(0, len(values), _DATA + 1)]
    for at, group in enumerate(groups[:GROUPS]):
        if len(group) == _DATA + 1 and _check(group[:_DATA], at) != group[_DATA]:
            raise _wrong(at)
    if len(typed) != size:
        raise Refused(
            message("A recovery key has {size} letters and figures; {n} were typed",
                    size=size, n=len(typed)),
            what_to_do=message("Look whether a group was left out or typed twice."),
        )  # fmt: skip
    number = 0
    for group in groups:
        for value in group[:_DATA]:
            number = number << 5 | value
    if number & (1 << _SPARE_BITS) - 1:
        raise _wrong(GROUPS - 1)
    return (number >> _SPARE_BITS).to_bytes(KEY_BYTES, "big")


def _wrong(group: int) -> Refused:
    return Refused(
        message("Group {n} of the recovery key is not as it was printed", n=group + 1),
        what_to_do=message("Compare it letter by letter."),
    )
