"""How well two names agree, given how alike their words are and how much each word says."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from db.names_parts import Part
from db.names_sounds import likeness

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

ALIKE = 0.62  # below this two words say nothing of each other


Share = TypeVar("Share", float, "NDArray[np.float32]")


class Agreement(NamedTuple):
    """What share of each name's weight the other one bears out, 0 to 1."""

    one: float
    other: float
    pairs: tuple[tuple[int, int, float], ...] = ()
    """Places of parts that belong together, with their likeness."""


def told(alike: float) -> float:
    """What a likeness of words is worth."""
    return max(0.0, (alike - 0.5) / 0.5) if alike >= ALIKE else 0.0


def pair_off(alike: list[tuple[float, int, int]]) -> list[tuple[int, int, float]]:
    """Each part with at most one of the other name, the likest first."""
    alike.sort(key=lambda row: -row[0])
    taken_one: set[int] = set()
    taken_other: set[int] = set()
    pairs = []
    for value, i, j in alike:
        if i not in taken_one and j not in taken_other:
            taken_one.add(i)
            taken_other.add(j)
            pairs.append((i, j, value))
    return pairs


def agreement(
    one: Sequence[Part],
    other: Sequence[Part],
    weights_one: Sequence[float],
    weights_other: Sequence[float],
) -> Agreement:
    """Compare two names part by part, in whatever order these stand."""
    alike = [
        (value, i, j)
        for i, part in enumerate(one)
        for j, against in enumerate(other)
        if (value := parts_alike(part, against)) >= ALIKE
    ]
    pairs = pair_off(alike)
    pairs += _run_together(one, other, pairs)
    shares = _shares(pairs, weights_one, weights_other)
    return Agreement(*shares, tuple(pairs))


def _shares(
    pairs: list[tuple[int, int, float]],
    weights_one: Sequence[float],
    weights_other: Sequence[float],
) -> tuple[float, float]:
    total_one = sum(weights_one) or 1.0
    total_other = sum(weights_other) or 1.0
    borne_one = sum(weights_one[i] * told(value) for i, _, value in pairs)
    borne_other = sum(weights_other[j] * told(value) for _, j, value in pairs)
    return min(1.0, borne_one / total_one), min(1.0, borne_other / total_other)


def parts_alike(part: Part, against: Part) -> float:
    """How alike two parts are: numbers not at all unless they are the same, initials a little."""
    if part.role == "number" or against.role == "number":
        return 1.0 if part.sound == against.sound else 0.0
    if len(part.text) == 1 or len(against.text) == 1:
        if part.text == against.text:
            return 1.0
        return 0.75 if part.sound[:1] == against.sound[:1] else 0.0
    return likeness(part.sound, against.sound)


def _run_together(
    one: Sequence[Part], other: Sequence[Part], pairs: list[tuple[int, int, float]]
) -> list[tuple[int, int, float]]:
    """Two parts that are written as one in the other name."""
    good_one = {i for i, _, value in pairs if value > 0.85}
    good_other = {j for _, j, value in pairs if value > 0.85}
    found: list[tuple[int, int, float]] = []
    for first, second, turned, left, right in (
        (one, other, False, good_one, good_other),
        (other, one, True, good_other, good_one),
    ):
        for i in range(len(first) - 1):
            if i in left or i + 1 in left or 1 in (len(first[i].text), len(first[i + 1].text)):
                continue
            joined = first[i].sound + first[i + 1].sound
            for j, whole in enumerate(second):
                if j in right or len(whole.sound) < 4:
                    continue
                value = likeness(joined, whole.sound)
                if value > 0.8:
                    found += (
                        [(j, i, value), (j, i + 1, value)]
                        if turned
                        else [
                            (i, j, value),
                            (i + 1, j, value),
                        ]
                    )
                    right.add(j)
                    left.update((i, i + 1))
                    break
    return found


def merged(one: Share, other: Share) -> Share:
    """One figure for two shares: what was asked for counts more than what is there besides."""
    return one * (0.7 + 0.3 * other)
